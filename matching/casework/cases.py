"""Casework at a desk: shortlists, introductions, consents to be named, feedback, what is due, how good the rankings are."""

from __future__ import annotations

import json
from pathlib import Path

from matching.casework.bound import bound
from matching.corporate import CorporateDatabase
from matching.corporate.access import Viewer
from matching.corporate.feedback import Judgements


class Cases:
    """One viewer's casework. Each part is the method of the repository of that name (matching/corporate), which asks the access rules."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        # Shortlists
        self.shortlists = bound(db.shortlists.listed, viewer)
        self.enquiries = bound(db.shortlists.enquiries, viewer)
        self.shortlist = bound(db.shortlists.of_order, viewer)
        self.shortlist_by_id = bound(db.shortlists.get, viewer)
        self.begin_shortlist = bound(db.shortlists.begin, viewer)
        self.add_to_shortlist = bound(db.shortlists.add, viewer)
        self.note_on_shortlist = bound(db.shortlists.change, viewer)
        self.remove_from_shortlist = bound(db.shortlists.remove, viewer)
        self.arrange_shortlist = bound(db.shortlists.arrange, viewer)
        # Introductions
        self.introductions = bound(db.introductions.listed, viewer)
        self.introduction = bound(db.introductions.get, viewer)
        self.introduce = bound(db.introductions.begin, viewer)
        self.step = bound(db.introductions.step, viewer)
        self.change_introduction = bound(db.introductions.change, viewer)
        self.answer = bound(db.introductions.answer, viewer)
        self.take_back_step = bound(db.introductions.take_back, viewer)
        self.due = bound(db.introductions.due, viewer)
        self.barred = bound(db.introductions.barred, viewer)
        # Buyers' consents to be named
        self.naming_consents = bound(db.naming.listed, viewer)
        self.named = bound(db.naming.named, viewer)
        self.give_naming_consent = bound(db.naming.give, viewer)
        self.withdraw_naming_consent = bound(db.naming.withdraw, viewer)
        # Feedback
        self.feedback = bound(db.feedback.listed, viewer)
        self.give_feedback = bound(db.feedback.give, viewer)
        self.remove_feedback = bound(db.feedback.remove, viewer)
        self.quality = bound(db.feedback.quality, viewer)
        self.judgements = bound(db.feedback.judgements, viewer)


def write_judgements(judgements: Judgements, queries: Path, qrels: Path) -> None:
    """Write feedback as `juhatchu evaluate` reads it: JSON Lines of queries, and query, firm, grade between tabs."""
    lines = (json.dumps({"id": key, "text": text}, ensure_ascii=False) for key, text in judgements.queries)
    queries.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    rows = (f"{query}\t{firm}\t{grade}\n" for query, firm, grade in judgements.qrels)
    qrels.write_text("".join(rows), encoding="utf-8")
