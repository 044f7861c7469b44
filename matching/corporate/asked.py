"""Who was asked in a survey, and the questionnaires that people defined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from matching.corporate.identity import KnownFirms, Role, merged_firms
from matching.corporate.reviews import panel
from matching.corporate.surveys import known_survey, survey_id
from matching.corporate.tables import insert_rows
from matching.corporate.transaction import Transaction
from matching.corporate.values import clean, company_columns
from matching.corporate.work_tables import AskedCompany, SurveyDefinition
from matching.errors import InputError

_TEXTS = ("source_id", "corporate_number", "name", "prefecture", "city", "file", "sheet")


@dataclass(frozen=True, slots=True)
class AskedFirm:
    """One firm to which a survey was sent, as the list has it. company_id: the stored firm, None where none fits.

    source_id is the agency's number of it as a supplier or a buyer; file, sheet and row say where it stood.
    """

    name: str
    source_id: str = ""
    corporate_number: str = ""
    prefecture: str = ""
    city: str = ""
    company_id: int | None = None
    file: str = ""
    sheet: str = ""
    row: int = 0


def asked(connection: Connection, title: str) -> list[AskedFirm]:
    """The firms asked in a survey in the order of the list; [] where no list was read. Raises NotFound.

    A firm that was made one with another since is that other.
    """
    columns = [getattr(AskedCompany, one) for one in AskedFirm.__slots__]
    statement = select(*columns).where(AskedCompany.survey_id == known_survey(connection, title))
    merged = merged_firms(connection)
    found = []
    for row in connection.execute(statement.order_by(AskedCompany.id)).mappings():
        told = dict(row)
        told["company_id"] = merged.get(told["company_id"], told["company_id"])
        found.append(AskedFirm(**told))
    return found


def asked_firms(connection: Connection) -> set[int]:
    """The stored firms that were asked in any survey."""
    known = select(AskedCompany.company_id).where(AskedCompany.company_id.is_not(None)).distinct()
    merged = merged_firms(connection)
    return {merged.get(one, one) for one in connection.scalars(known) if one is not None}


def put_asked(tx: Transaction, title: str, firms: Iterable[AskedFirm], *, add: bool) -> list[AskedFirm]:
    """Store the firms asked in a survey (made if need be) in place of those there, or beside them; as they are stored.

    A firm that stands in the list twice is asked once: one stored firm, or one name and number at one place.
    """
    if not (wanted := clean(title).strip()):
        raise InputError("調査の題名を指定してください。")
    survey = survey_id(tx.connection, wanted)
    before = asked(tx.connection, wanted) if add else []
    if not add:
        tx.connection.execute(delete(AskedCompany).where(AskedCompany.survey_id == survey))
    groups = panel(tx.connection)
    seen = {_key(one) for one in before}
    stored: list[AskedFirm] = []
    for given in firms:
        told = {key: clean(getattr(given, key)) for key in _TEXTS}
        company_id = given.company_id
        if company_id is None:
            company_id = company_of(tx.firms, groups, **{key: told[key] for key in _TEXTS[:5]})
        one = AskedFirm(**told, company_id=company_id, row=given.row)
        if (key := _key(one)) not in seen:
            seen.add(key)
            stored.append(one)
    more = {"survey_id": survey, "person": tx.who, "recorded_at": datetime.now(UTC)}
    rows = [more | {key: getattr(one, key) for key in AskedFirm.__slots__} for one in stored]
    insert_rows(tx.connection, AskedCompany, rows)
    tx.log.anything = True
    return [*before, *stored]


def _key(one: AskedFirm) -> tuple[Any, ...]:
    if one.company_id is not None:
        return (one.company_id,)
    return one.source_id, one.corporate_number, one.name, one.prefecture, one.city


def company_of(
    firms: KnownFirms,
    groups: Mapping[int, int],
    source_id: str,
    corporate_number: str,
    name: str,
    prefecture: str = "",
    city: str = "",
) -> int | None:
    """The stored firm that a line of a list means, None where none or several fit.

    groups: firms that count as one for the time being (see reviews.panel); their lowest id stands for all.

    By the agency's number (suppliers' series first), the corporate number, then an equal name at an equal place, or
    by name alone where the list tells no place and a single firm has it. A number that names a firm of another name
    is not believed where the name names one: a list of buyers has numbers of its own series.
    """
    series: tuple[Role, ...] = ("supplier", "buyer")
    found = [firms.find(role, source_id, corporate_number).id for role in series]
    numbered = [one for one in found if one is not None]
    named = _named(firms, name, prefecture, city)
    if agreeing := [one for one in numbered if one in named]:
        return agreeing[0]
    if len(set(numbered)) == 1 and (not named or not name):
        return numbered[0]
    one_firm = {groups.get(one, one) for one in named}
    return min(named) if len(one_firm) == 1 else None


def _named(firms: KnownFirms, name: str, prefecture: str, city: str) -> list[int]:
    """Firms of an equal name at the place, or anywhere where no place is told."""
    if not name:
        return []
    columns = company_columns({"name": name, "prefecture": prefecture, "city": city})
    alike = [one for one, _ in firms.alike(columns) if firms.card(one).parts.key == columns["name_key"]]
    place = (columns["prefecture"], columns["municipality"])
    if not any(place):
        return alike
    return [one for one in alike if _at(firms.card(one).place, place)]


def _at(stored: tuple[str, str], told: tuple[str, str]) -> bool:
    return all(not one or one == other for one, other in zip(told, stored, strict=True))


# --- questionnaires ---------------------------------------------------------------------------------------


def definitions(connection: Connection) -> dict[str, str]:
    """The questionnaires that people defined: name -> JSON text, in the order of their names."""
    statement = select(SurveyDefinition.name, SurveyDefinition.definition).order_by(SurveyDefinition.name)
    return {row.name: row.definition for row in connection.execute(statement)}


def define(tx: Transaction, name: str, definition: str) -> bool:
    """Store a questionnaire under a name; whether it was not there just so. Raises InputError without a name."""
    if not (key := clean(name).strip()):
        raise InputError("調査の定義に名前がありません。")
    known = definitions(tx.connection)
    if known.get(key) == clean(definition):
        return False
    values = {"definition": clean(definition), "person": tx.who, "recorded_at": datetime.now(UTC)}
    if key in known:
        where = SurveyDefinition.name == key
        tx.connection.execute(update(SurveyDefinition).where(where).values(**values))
    else:
        tx.connection.execute(insert(SurveyDefinition).values(name=key, **values))
    tx.log.anything = True
    return True


def drop_definition(tx: Transaction, name: str) -> bool:
    """Forget a questionnaire; whether there was one."""
    gone = tx.connection.execute(delete(SurveyDefinition).where(SurveyDefinition.name == clean(name).strip()))
    tx.log.anything = tx.log.anything or bool(gone.rowcount)
    return bool(gone.rowcount)
