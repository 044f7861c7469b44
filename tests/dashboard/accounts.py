"""Accounts for tests and their sessions: one person for each role, made as an administrator would."""

from collections.abc import Mapping

from matching.accounts.gate import Gate
from matching.accounts.people import People
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR, ROLES
from matching.corporate.accounts import NewAccount
from matching.settings import Settings

PASSWORD = "shiken-no-aikotoba-7"


def person(role: str) -> str:
    """What the person of a role is called."""
    return f"架空 {ROLES[role]}子"  # type: ignore[index]


def make_accounts(db: CorporateDatabase, settings: Settings, firms: Mapping[str, int]) -> None:
    """An account named like each role; `firms`: the id of the firm for which the supplier and the buyer act."""
    people, gate = People(db, OPERATOR, settings), Gate(db, settings)
    for role in ROLES:
        own = {f"{role}_id": firms[role]} if role in firms else {}
        made = people.invite(NewAccount(person(role), [role], login=role, **own))  # type: ignore[arg-type]
        gate.use_link(made.letter.address.rsplit("/", 1)[1], PASSWORD)
