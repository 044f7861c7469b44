"""Accounts for tests and their sessions: one person for each role, made as an administrator would."""

from collections.abc import Iterable, Mapping, Sequence

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
    for role in ROLES:
        make_account(db, settings, role, [role], **({f"{role}_id": firms[role]} if role in firms else {}))


def make_account(
    db: CorporateDatabase, settings: Settings, login: str, roles: Sequence[str], **firm: int
) -> None:
    """An account whose password is PASSWORD; `firm`: supplier_id or buyer_id."""
    new = NewAccount(person(roles[0]), list(roles), login=login, **firm)  # type: ignore[arg-type]
    made = People(db, OPERATOR, settings).invite(new)
    Gate(db, settings).use_link(made.letter.address.rsplit("/", 1)[1], PASSWORD)


def sessions(settings: Settings, roles: Iterable[str]) -> dict[str, str]:
    """A session's secret for the account of each role."""
    with CorporateDatabase.open(settings.database_url) as db:
        gate = Gate(db, settings)
        return {role: gate.sign_in(role, PASSWORD).secret for role in roles}
