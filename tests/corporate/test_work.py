"""Firms asked, questionnaires, 実績 and targets, trade terms: what stands in the database beside firms and orders."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.corporate import (
    ActivityRow,
    AskedFirm,
    BuyerRow,
    CorporateDatabase,
    OrderRow,
    Provenance,
    SupplierRow,
    TargetRow,
)
from matching.corporate.activities import days_of, fiscal_year
from matching.errors import InputError, NotFound

R8 = "R8 受注企業実態調査"
VISIT = ActivityRow("訪問", date(2026, 4, 1), "鈴木(架空)")


def firms(db: CorporateDatabase, *rows: SupplierRow) -> list[int]:
    with db.writing("試験") as writer:
        return [writer.upsert_supplier(row).id for row in rows]


def ask(db: CorporateDatabase, *asked: AskedFirm, add: bool = False) -> list[int | None]:
    with db.writing("試験") as writer:
        writer.put_asked(R8, asked, add=add)
    return [one.company_id for one in db.survey_asked(R8)]


# --- firms asked


def test_a_firm_asked_is_found_by_number_corporate_number_or_name_and_place(db: CorporateDatabase) -> None:
    a, b, c = firms(
        db,
        SupplierRow("架空製作所", source_id="A-1", prefecture="茨城県", city="日立市"),
        SupplierRow("架空工業", corporate_number="1180301018771", prefecture="茨城県", city="水戸市"),
        SupplierRow("架空精工", prefecture="茨城県", city="水戸市"),
    )
    asked = (
        AskedFirm("架空製作所", "A-1"),
        AskedFirm("名前を変えた会社", corporate_number="1180301018771"),
        AskedFirm("㈱架空精工", prefecture="茨城県", city="水戸市"),
        AskedFirm("架空精工", prefecture="茨城県", city="土浦市"),
        AskedFirm("知らない会社"),
    )
    assert ask(db, *asked) == [a, b, c, None, None]


def test_a_name_without_a_place_is_enough_where_one_firm_has_it(db: CorporateDatabase) -> None:
    one, _, _ = firms(
        db,
        SupplierRow("架空製作所", city="日立市"),
        SupplierRow("架空商店", city="日立市"),
        SupplierRow("架空商店", city="水戸市"),
    )
    assert ask(db, AskedFirm("架空製作所"), AskedFirm("架空商店")) == [one, None]


def test_a_number_of_another_series_is_not_believed_against_the_name(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        writer.upsert_supplier(SupplierRow("架空製作所", source_id="1", city="日立市"))
        buyer = writer.upsert_buyer(BuyerRow("架空商会", source_id="1", city="水戸市")).id
    assert ask(db, AskedFirm("架空商会", "1")) == [buyer]


def test_a_new_list_replaces_the_old_one_or_is_added_and_nobody_is_asked_twice(db: CorporateDatabase) -> None:
    a, b = firms(db, SupplierRow("架空製作所"), SupplierRow("架空工業"))
    assert ask(db, AskedFirm("架空製作所"), AskedFirm("(株)架空製作所"), AskedFirm("架空製作所")) == [a]
    assert ask(db, AskedFirm("架空工業"), AskedFirm("架空製作所"), add=True) == [a, b]
    assert ask(db, AskedFirm("架空工業")) == [b]


def test_a_firm_asked_follows_the_firm_that_it_was_made_one_with(db: CorporateDatabase) -> None:
    first, second = firms(
        db,
        SupplierRow("架空製作所", source_id="1", city="水戸市"),
        SupplierRow("架空製作所", source_id="2", city="水戸市"),
    )
    assert ask(db, AskedFirm("架空製作所", "2")) == [second]
    with db.writing("試験") as writer:
        activity = writer.add_activity(replace(VISIT, company_id=second))
        writer.decide(db.proposals()[0].id, True)
    assert [one.company_id for one in db.survey_asked(R8)] == [first]
    assert [(one.id, one.row.company_id) for one in db.activities()] == [(activity, first)]


def test_an_unknown_survey_has_no_list_and_a_title_is_needed(db: CorporateDatabase) -> None:
    with pytest.raises(NotFound):
        db.survey_asked("ない調査")
    with pytest.raises(InputError, match="題名"), db.writing("試験") as writer:
        writer.put_asked(" ", [AskedFirm("架空製作所")])


def test_questionnaires_are_kept_by_name_and_forgotten(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        assert writer.define_survey("調査A", '{"id": "a"}')
        assert not writer.define_survey("調査A", '{"id": "a"}')
        assert writer.define_survey("調査A", '{"id": "b"}')
        assert writer.define_survey("調査B", "{}")
    assert db.survey_definitions() == {"調査A": '{"id": "b"}', "調査B": "{}"}
    with db.writing("試験") as writer:
        assert writer.drop_survey_definition("調査A")
        assert not writer.drop_survey_definition("調査A")
        with pytest.raises(InputError, match="名前"):
            writer.define_survey(" ", "{}")
    assert list(db.survey_definitions()) == ["調査B"]


# --- what was done


@given(st.dates(date(1991, 4, 1), date(2199, 12, 31)))
def test_every_day_lies_in_its_fiscal_year_alone(day: date) -> None:
    year = fiscal_year(day)
    first, last = days_of(year)
    assert first <= day <= last
    assert (first.month, first.day, last.month, last.day) == (4, 1, 3, 31)
    assert not days_of(year - 1)[0] <= day <= days_of(year - 1)[1]


def test_the_very_same_thing_is_recorded_once_and_can_be_taken_back(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        number = writer.add_activity(VISIT)
        assert writer.add_activity(replace(VISIT, coordinator=" 鈴木(架空) ")) is None
        assert writer.add_activity(replace(VISIT, note="二度目")) is not None
    assert number is not None
    assert [one.row.note for one in db.activities(date(2026, 4, 1), date(2026, 4, 1))] == ["", "二度目"]
    assert db.activities(last=date(2026, 3, 31)) == []
    with db.writing("取消し") as writer:
        writer.withdraw_activity(number)
        with pytest.raises(NotFound):
            writer.withdraw_activity(number)
        assert writer.add_activity(VISIT) not in (None, number)  # ids are never used twice


@pytest.mark.parametrize(
    "row",
    [
        replace(VISIT, kind="打合せ"),
        replace(VISIT, coordinator=" "),
        replace(VISIT, amount_yen=1),
        replace(VISIT, kind="成約", amount_yen=-1),
        replace(VISIT, kind="成約", amount_yen=10**16),
        replace(VISIT, company_id=99),
        replace(VISIT, buyer_id=2**40),
    ],
)
def test_what_cannot_be_an_activity_is_refused_in_japanese(db: CorporateDatabase, row: ActivityRow) -> None:
    with pytest.raises(InputError, match=r"[ぁ-ん]"), db.writing("試験") as writer:
        writer.add_activity(row)
    assert (db.activities(), db.revision()) == ([], 0)


def test_targets_of_a_year_are_replaced_as_a_whole(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        writer.put_targets(
            [
                TargetRow(2026, "訪問", goal=10),
                TargetRow(2026, "成約", goal_yen=5),
                TargetRow(2027, "訪問", goal=1),
            ]
        )
    with db.writing("試験") as writer:
        writer.put_targets([TargetRow(2026, "訪問", "鈴木(架空)", goal=3)])
    assert db.targets(2026) == [TargetRow(2026, "訪問", "鈴木(架空)", goal=3)]
    assert db.targets(2027) == [TargetRow(2027, "訪問", goal=1)]


@pytest.mark.parametrize(
    "rows",
    [
        [TargetRow(2026, "打合せ", goal=1)],
        [TargetRow(2026, "訪問")],
        [TargetRow(2026, "訪問", goal=-1)],
        [TargetRow(2026, "訪問", goal=1, goal_yen=1)],
        [TargetRow(26, "訪問", goal=1)],
        [TargetRow(2026, "訪問", goal=1), TargetRow(2026, "訪問", goal=2)],
    ],
)
def test_wrong_targets_leave_those_that_stand(db: CorporateDatabase, rows: list[TargetRow]) -> None:
    with db.writing("試験") as writer:
        writer.put_targets([TargetRow(2026, "紹介", goal=9)])
    with pytest.raises(InputError, match=r"[ぁ-ん]"), db.writing("試験") as writer:
        writer.put_targets(rows)
    assert db.targets(2026) == [TargetRow(2026, "紹介", goal=9)]


# --- trade terms


def terms(db: CorporateDatabase) -> dict[str, tuple[str, date | None, str]]:
    return {one.key: (one.value, one.on, one.cell) for one in db.trade_terms()}


def test_the_latest_answer_on_a_trade_term_stands_whatever_comes_later(db: CorporateDatabase) -> None:
    [firm] = firms(db, SupplierRow("架空製作所"))
    new = Provenance("r8.csv", "r8", 2, {"trade.bills": "C2"}, said_on=date(2026, 10, 1))
    old = replace(new, file="r7.csv", said_on=date(2025, 10, 1))
    with db.writing("試験") as writer:
        assert writer.record_trade_terms(firm, {"bills": "無"}, new)
        assert not writer.record_trade_terms(firm, {"bills": "無", "bill_days": ""}, new)
        writer.record_trade_terms(firm, {"bills": "有"}, old)
    assert terms(db) == {"bills": ("無", date(2026, 10, 1), "C2")}
    assert [fact.value for fact in db.facts(firm, field="trade.bills")] == ["無", "有"]
    with db.writing("試験") as writer:
        writer.record_trade_terms(firm, {"bills": ""}, replace(new, said_on=date(2027, 1, 1)))
    assert terms(db) == {}
    with pytest.raises(NotFound), db.writing("試験") as writer:
        writer.record_trade_terms(99, {"bills": "無"}, new)


def test_taking_a_file_back_takes_its_trade_terms_back(db: CorporateDatabase) -> None:
    [firm] = firms(db, SupplierRow("架空製作所", source_id="1"))
    batches = []
    for year, words in ((2025, "有"), (2026, "無")):
        with db.writing("取込") as writer:
            batches.append(writer.begin_batch(f"{year}.csv", str(year), "survey", survey=R8))
            at = Provenance(f"{year}.csv", "", 2, said_on=date(year, 10, 1))
            writer.upsert_supplier(SupplierRow("架空製作所", source_id="1", employees=year), at)
            writer.record_trade_terms(firm, {"bills": words}, at)
            writer.finish_batch({})
    assert terms(db)["bills"][0] == "無"
    with db.writing("取消し") as writer:
        writer.undo_batch(batches[1])
    assert terms(db)["bills"][0] == "有"
    assert next(db.suppliers([firm])).employees == 2025
    assert [one.company_id for one in db.trade_terms([firm, 77])] == [firm]
    assert db.trade_terms([77]) == []


# --- drafts


def test_a_draft_is_no_open_order_until_it_is_confirmed(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        for number, state in (("1", "下書き"), ("2", "下書き"), ("3", "")):
            writer.upsert_order(OrderRow(number, state=state, texts={"item": "軸"}))
    today = date(2026, 11, 21)
    assert [one.number for one in db.orders(open_on=today)] == ["3"]
    assert [one.order.number for one in db.drafts()] == ["1", "2"]
    db.move_order("1", "受付", "鈴木(架空)")
    db.move_order("2", "取下げ", "鈴木(架空)")
    assert [one.number for one in db.orders(open_on=today)] == ["1", "3"]
    assert db.drafts() == []
    with pytest.raises(InputError, match="動かせません"):
        db.move_order("1", "下書き", "鈴木(架空)")
