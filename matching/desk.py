"""The façade over everything a viewer can do: the REST service, the dashboard and the command line work at a desk.

An `Office` holds what a process shares; a `Desk` is one viewer's place in it. Its parts ask matching/corporate for everything, and there
the access rules stand.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from matching.accounts.gate import Gate
from matching.accounts.people import People
from matching.advisor import Advisor
from matching.casework.backups import Backups
from matching.casework.cases import Cases
from matching.casework.enquiries import Enquiries
from matching.casework.files import Files
from matching.casework.firms import Firms
from matching.casework.lexicon import OfficeLexicon
from matching.casework.matching import Matching
from matching.casework.orders import Orders
from matching.casework.proposals import Proposals
from matching.casework.recording import Recorded
from matching.casework.registrations import Registrations
from matching.casework.trail import AuditTrail
from matching.corporate import CorporateDatabase, access
from matching.corporate.access import Viewer
from matching.corporate.jobs import Job
from matching.jobs import Jobs, Progress, Workshop
from matching.matcher import Matcher
from matching.settings import Settings


class Office:
    """What all desks of a process share: database, matcher, long work. Safe to share between threads."""

    def __init__(self, matcher: Matcher, settings: Settings) -> None:
        self.matcher = matcher
        self.settings = settings
        self.advisor = Advisor(matcher)
        self.workshop = Workshop(matcher.db, settings.home / "jobs")
        self.gate = Gate(matcher.db, settings)

    @classmethod
    def open(cls, settings: Settings) -> Office:
        """Open what the settings name. Raises DatabaseError and the errors of settings."""
        return cls(Matcher.open(settings), settings)

    @property
    def db(self) -> CorporateDatabase:
        """The corporate database."""
        return self.matcher.db

    def desk(self, viewer: Viewer) -> Desk:
        """A viewer's desk."""
        return Desk(self, viewer)

    def close(self, *, matcher_too: bool = True) -> None:
        """End the long work, then close the matcher and its database (matcher_too False: leave these open)."""
        self.workshop.close()
        if matcher_too:
            self.matcher.close()


class Desk:
    """One viewer's place in the office: each part does what the access rules let this viewer do."""

    def __init__(self, office: Office, viewer: Viewer) -> None:
        self.office = office
        self.viewer = viewer

    @property
    def db(self) -> CorporateDatabase:
        """The corporate database."""
        return self.office.db

    @cached_property
    def matching(self) -> Matching:
        """Matches, why not, teams, reverse matches, gaps."""
        return Matching(self.office.matcher, self.office.advisor, self.viewer)

    @cached_property
    def enquiries(self) -> Enquiries:
        """Words for conditions, what filters leave out, where distances count from."""
        return Enquiries(self.office.matcher, self.viewer)

    @cached_property
    def firms(self) -> Firms:
        """Suppliers and buyers."""
        return Firms(self.db, self.viewer)

    @cached_property
    def orders(self) -> Orders:
        """Orders (発注案件)."""
        return Orders(self.db, self.viewer)

    @cached_property
    def accounts(self) -> People:
        """Accounts, the own one too: sessions, tokens, password."""
        return People(self.db, self.viewer, self.office.settings)

    @cached_property
    def jobs(self) -> Jobs:
        """Long work in the background."""
        return Jobs(self.db, self.office.workshop, self.viewer)

    def rebuild_index(self) -> Job:
        """Make the index anew in the background. Raises AccessDenied to all but administrators."""
        access.demand(self.viewer, "lexicon", "change")  # as for what the index is made of

        def work(progress: Progress) -> dict[str, Any]:
            progress(0.1, "索引を作り直しています。")
            with self.office.matcher.turn:
                revision = self.office.matcher.index.rebuild()
            return {"revision": f"{self.db.identity}:{revision}", "suppliers": self.db.supplier_count()}

        return self.jobs.begin("索引の作り直し", work)

    @cached_property
    def backups(self) -> Backups:
        """Backups, and new ones."""
        return Backups(self.office.settings, self.viewer, self.jobs.begin)

    @cached_property
    def rankings(self) -> Recorded:
        """Recorded rankings, their replay and 説明資料."""
        return Recorded(self.db, self.viewer)

    @cached_property
    def trail(self) -> AuditTrail:
        """The audit trail."""
        return AuditTrail(self.db, self.viewer)

    @cached_property
    def cases(self) -> Cases:
        """Shortlists, introductions, feedback, what is due."""
        return Cases(self.db, self.viewer)

    @cached_property
    def registrations(self) -> Registrations:
        """Drafts of profiles, yearly confirmations."""
        return Registrations(self.office.advisor, self.viewer)

    @cached_property
    def files(self) -> Files:
        """Files on orders and firms."""
        return Files(self.db, self.viewer, self.office.settings.attachment_mb * 1024 * 1024)

    @cached_property
    def lexicon(self) -> OfficeLexicon:
        """The office's own words in the lexicon."""
        return OfficeLexicon(self.office.matcher, self.viewer)

    @cached_property
    def proposals(self) -> Proposals:
        """提案書 for buyers."""
        return Proposals(self.office.advisor, self.viewer)
