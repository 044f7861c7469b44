"""Filters that a user sets: every key, in any width, and what a firm did not say."""

from datetime import date

import pytest

from matching.corporate import CertificationRow, CorporateDatabase, SupplierRow
from matching.corporate.filters import KEYS
from matching.errors import UnknownFilter
from matching.records import Place

TODAY = date(2026, 11, 21)
PAST, TO_COME = date(2026, 11, 20), date(2027, 3, 31)
MITO = Place("茨城県", "水戸市", "県央", 36.365833, 140.471389)


def held(name: str, expires: date | None = None) -> tuple[CertificationRow, ...]:
    return (CertificationRow(name, expires=expires),)


FIRMS = [
    SupplierRow("水戸", "mito", prefecture="茨城県", city="水戸市", employees=5, certifications=held("ISO 9001:2015", TODAY)),
    SupplierRow("日立", "hitachi", prefecture="茨城", city="日立", employees=30, certifications=held("ＩＳＯ９００１", PAST)),
    SupplierRow("友部", "tomobe", city="友部町", employees=300, certifications=held("ISO90012")),
    SupplierRow("鶴見", "tsurumi", prefecture="神奈川県", city="横浜市鶴見区", texts={"certifications": "ISO-9001、ISO14001取得予定"}),
    SupplierRow("不明", "unknown", texts={"industry": "金属製品(ﾌﾟﾚｽ)", "certifications": "ISO9001未取得"}),
    SupplierRow("期限切れ", "lapsed", certifications=held("ISO9001", PAST), texts={"certifications": "ISO9001", "industry": "金属"}),
]  # fmt: skip


@pytest.fixture
def firms(db: CorporateDatabase) -> CorporateDatabase:
    with db.writing("試験") as writer:
        for row in FIRMS:
            writer.upsert_supplier(row)
    return db


def chosen(db: CorporateDatabase, near: Place | None = None, **filters: str) -> set[str]:
    ids = db.select_ids(filters, near, today=TODAY)
    return {one.source_id for one in db.suppliers(sorted(ids))}


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("prefecture", "茨城県", {"mito", "hitachi", "tomobe"}),
        ("prefecture", " 茨城　", {"mito", "hitachi", "tomobe"}),
        ("prefecture", "北海道", set()),
        ("region", "県央", {"mito", "tomobe"}),
        ("region", "県北地域", {"hitachi"}),
        ("city", "水戸市", {"mito"}),
        ("city", "ひたちなか市", set()),
        ("city", "笠間", {"tomobe"}),
        ("city", "横浜市", {"tsurumi"}),
        ("city", "横浜市 鶴見区", {"tsurumi"}),
        ("industry", "金属", {"unknown", "lapsed"}),
        ("industry", "プレス", {"unknown"}),
        ("industry", "%", set()),
        ("certification", "ISO9001", {"mito", "tsurumi"}),
        ("certification", "ｉｓｏ ９００１", {"mito", "tsurumi"}),
        ("certification", "ISO14001", set()),
        ("min_employees", "３０", {"hitachi", "tomobe"}),
        ("max_employees", "30人", {"mito", "hitachi"}),
    ],
)
def test_each_filter_keeps_the_firms_that_said_so(
    firms: CorporateDatabase, key: str, value: str, wanted: set[str]
) -> None:
    assert chosen(firms, **{key: value}) == wanted


def test_distance_counts_from_the_buyers_town_hall(firms: CorporateDatabase) -> None:
    # Mito to Hitachi: 0.23333° of latitude are 25.9 km, 0.18028° of longitude at 36.48° are 16.1 km; together 30.5 km.
    # Mito to Kasama: 0.02083° are 2.3 km, 0.16722° at 36.36° are 15.0 km; together 15.2 km.
    assert chosen(firms, MITO, max_km="1") == {"mito"}
    assert chosen(firms, MITO, max_km="１５．３ｋｍ") == {"mito", "tomobe"}
    assert chosen(firms, MITO, max_km="15.0") == {"mito"}
    assert chosen(firms, MITO, max_km="30.4") == {"mito", "tomobe"}
    assert chosen(firms, MITO, max_km="30.7") == {"mito", "tomobe", "hitachi"}


def test_all_filters_must_hold_and_none_keeps_all(firms: CorporateDatabase) -> None:
    assert chosen(firms, prefecture="茨城県", min_employees="6", max_employees="100") == {"hitachi"}
    assert len(chosen(firms)) == len(FIRMS)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pref", "茨城県"),
        ("prefecture", "火星県"),
        ("region", "県中"),
        ("city", " "),
        ("min_employees", "多い"),
        ("min_employees", "-1"),
        ("min_employees", "1e9"),
        ("min_employees", "2.5"),
        ("max_employees", "9" * 12),
        ("max_km", "遠い"),
        ("max_km", "nan"),
    ],
)
def test_what_cannot_be_read_is_told_in_japanese(firms: CorporateDatabase, key: str, value: str) -> None:
    with pytest.raises(UnknownFilter, match=r"[ぁ-ん]"):
        firms.select_ids({key: value}, MITO)


@pytest.mark.parametrize("near", [None, Place("茨城県", "どこか")])
def test_a_distance_needs_a_buyer_with_a_place(firms: CorporateDatabase, near: Place | None) -> None:
    with pytest.raises(UnknownFilter, match="発注企業"):
        firms.select_ids({"max_km": "10"}, near)


def test_the_keys_are_those_of_the_contract() -> None:
    assert KEYS == (
        "prefecture", "region", "city", "industry", "certification", "min_employees", "max_employees", "max_km",
    )  # fmt: skip
