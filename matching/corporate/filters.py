"""What a user narrows a search by: from `--where` keys and values to the set of allowed suppliers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, Connection, or_, select

from matching.corporate.names import folded
from matching.corporate.tables import Certification, Company, Profile
from matching.errors import UnknownFilter
from matching.places import distance_km, find_place, find_prefecture, prefectures, regions
from matching.records import Place

# Words that take a certificate back in the clause where they stand.
_NOT_HELD = re.compile(
    r"未取得|未認証|取得予定|取得中|取得準備|準備中|検討中|申請中|計画中|失効|返上|期限切れ|なし|無し"
)
_CLAUSE = re.compile(r"[、,，。;；/／\n・]|(?<=[)）])")


def select_ids(
    connection: Connection, filters: Mapping[str, str], near: Place | None, today: date
) -> set[int]:
    """Suppliers that meet all filters. What a firm didn't say meets no filter on it.

    Raises UnknownFilter for a key that does not exist or a value that cannot be read.
    """
    allowed = set(
        connection.scalars(select(Company.id).where(Company.is_supplier, Company.withdrawn.is_(False)))
    )
    for key, text in filters.items():
        value = unicodedata.normalize("NFKC", text).replace("\0", "").strip()
        if key not in _FILTERS:
            raise UnknownFilter(f"絞り込み「{key}」はありません。使えるのは {'、'.join(_FILTERS)} です。")
        if not value:
            raise UnknownFilter(f"絞り込み「{key}」の値が空です。")
        allowed &= _FILTERS[key](connection, value, near, today)
    return allowed


def _companies(connection: Connection, condition: ColumnElement[bool]) -> set[int]:
    return set(connection.scalars(select(Company.id).where(condition)))


def _prefecture(connection: Connection, value: str, near: Place | None, today: date) -> set[int]:  # noqa: ARG001
    full = find_prefecture(value)
    if not full:
        raise UnknownFilter(f"「{value}」という都道府県はありません。例: {prefectures()[7]}")
    return _companies(connection, Company.prefecture == full)


def _region(connection: Connection, value: str, near: Place | None, today: date) -> set[int]:  # noqa: ARG001
    if value.removesuffix("地域") not in regions():
        raise UnknownFilter(f"「{value}」という地域はありません。使えるのは {'、'.join(regions())} です。")
    return _companies(connection, Company.region == value.removesuffix("地域"))


def _city(connection: Connection, value: str, near: Place | None, today: date) -> set[int]:  # noqa: ARG001
    city = find_place("", value).city
    wards = Company.municipality.startswith(f"{city} ", autoescape=True)
    return _companies(connection, or_(Company.municipality == city, wards, Company.city == value))


def _industry(connection: Connection, value: str, near: Place | None, today: date) -> set[int]:  # noqa: ARG001
    named = Profile.industry_key.contains(folded(value), autoescape=True)
    return set(connection.scalars(select(Profile.company_id).where(named)))


def _certification(connection: Connection, value: str, near: Place | None, today: date) -> set[int]:  # noqa: ARG001
    """Firms with such a certificate that has not expired; where no row names it, by the words of the cell."""
    wanted = re.compile(_bounded(folded(value)))
    held: dict[int, bool] = {}
    columns = (Certification.company_id, Certification.name_key, Certification.expires)
    named = select(*columns).where(Certification.name_key.contains(folded(value), autoescape=True))
    for company_id, name, expires in connection.execute(named):
        if wanted.search(name):
            held[company_id] = held.get(company_id, False) or expires is None or expires >= today
    written = select(Profile.company_id, Profile.certifications).where(Profile.certifications != "")
    for company_id, words in connection.execute(written):
        if company_id not in held and _claims(words, wanted):
            held[company_id] = True
    return {company_id for company_id, valid in held.items() if valid}


def _claims(words: str, wanted: re.Pattern[str]) -> bool:
    clauses = (clause for clause in _CLAUSE.split(words) if clause)
    return any(wanted.search(folded(clause)) and not _NOT_HELD.search(clause) for clause in clauses)


def _bounded(key: str) -> str:
    """A pattern for a folded name that begins no word half way and ends no number: iso900 is not iso9001."""
    before = r"(?<![0-9a-z])" if key[:1].isascii() else ""
    after = r"(?![0-9])" if key[-1:].isascii() and key[-1:].isdigit() else ""
    return before + re.escape(key) + after


def _min_employees(connection: Connection, value: str, near: Place | None, today: date) -> set[int]:  # noqa: ARG001
    return _companies(connection, Company.employees >= _whole("min_employees", value))


def _max_employees(connection: Connection, value: str, near: Place | None, today: date) -> set[int]:  # noqa: ARG001
    return _companies(connection, Company.employees <= _whole("max_employees", value))


def _max_km(connection: Connection, value: str, near: Place | None, today: date) -> set[int]:  # noqa: ARG001
    limit = _number("max_km", value.lower().removesuffix("km"))
    if near is None or near.lat is None or near.lng is None:
        raise UnknownFilter("max_km を使うには、発注企業とその市区町村が分かっている必要があります。")
    lat, lng = near.lat, near.lng
    points = connection.execute(select(Company.id, Company.lat, Company.lng))
    return {
        company_id
        for company_id, to_lat, to_lng in points
        if to_lat is not None and to_lng is not None and distance_km(lat, lng, to_lat, to_lng) <= limit
    }


def _whole(key: str, value: str) -> int:
    number = _number(key, value.removesuffix("人").removesuffix("名"))
    if number != int(number) or number > 2**31 - 1:
        raise UnknownFilter(f"絞り込み「{key}」には人数を整数で指定してください: {value}")
    return int(number)


def _number(key: str, value: str) -> float:
    digits = value.replace(",", "").strip()
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", digits):
        raise UnknownFilter(f"絞り込み「{key}」には 0 以上の数を指定してください: {value}")
    return float(digits)


_FILTERS: Mapping[str, Callable[[Connection, str, Place | None, date], set[int]]] = {
    "prefecture": _prefecture,
    "region": _region,
    "city": _city,
    "industry": _industry,
    "certification": _certification,
    "min_employees": _min_employees,
    "max_employees": _max_employees,
    "max_km": _max_km,
}

KEYS: tuple[str, ...] = tuple(_FILTERS)
