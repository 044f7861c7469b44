"""実績 of a 年度: counts, amounts and rates against plain Python; lists and targets that are read in; the workbook."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import pipeline
from ingest.surveys.results import UNKNOWN_INDUSTRY, activities, as_json, results, tabulated, year_label
from ingest.surveys.results_files import kind_of, read_activities, read_targets, write_workbook
from matching.corporate import (
    ActivityRow,
    CorporateDatabase,
    OrderRow,
    StoredActivity,
    SupplierRow,
    TargetRow,
)
from matching.corporate.access import OPERATOR
from matching.corporate.accounts import NewAccount
from matching.errors import InputError

A, B = "鈴木(架空)", "佐藤(架空)"
KINDS = ("訪問", "紹介", "成約")
_DONE = st.builds(
    ActivityRow, st.sampled_from(KINDS[:2]), st.dates(date(2025, 3, 1), date(2027, 5, 1)), st.sampled_from([A, B]),
    industry=st.sampled_from(["", "機械", "電機"]),
) | st.builds(
    ActivityRow, st.just("成約"), st.dates(date(2025, 3, 1), date(2027, 5, 1)), st.sampled_from([A, B]),
    industry=st.sampled_from(["", "機械"]), amount_yen=st.none() | st.integers(0, 10**12),
)  # fmt: skip


def stored(rows: list[ActivityRow]) -> list[StoredActivity]:
    return [StoredActivity(n, row, "試験", datetime(2026, 1, 1, tzinfo=UTC)) for n, row in enumerate(rows, 1)]


@given(st.lists(_DONE, max_size=30), st.integers(1, 40))
def test_every_figure_equals_a_plain_count(rows: list[ActivityRow], goal: int) -> None:
    told = tabulated(
        2026, stored(rows), [TargetRow(2026, "訪問", goal=goal), TargetRow(2027, "訪問", goal=1)]
    )
    year = [row for row in rows if "2026-04-01" <= row.done_on.isoformat() <= "2027-03-31"]
    for line in told.total.lines:
        same = [row for row in year if row.kind == line.kind]
        assert line.count == len(same)
        if line.kind == "成約":
            assert line.amount_yen == sum(row.amount_yen or 0 for row in same)
            assert line.unpriced == sum(row.amount_yen is None for row in same)
    visits = told.total.lines[0]
    tenths = Fraction(visits.count * 1000, goal)
    assert visits.rate is not None
    assert abs(Fraction(round(visits.rate * 10)) - tenths) <= Fraction(1, 2)
    for groups in (told.coordinators, told.industries, told.months):
        for n, line in enumerate(told.total.lines):
            assert sum(group.lines[n].count for group in groups) == line.count
            assert sum(group.lines[n].amount_yen or 0 for group in groups) == (line.amount_yen or 0)
    assert {group.name for group in told.industries} == {row.industry or UNKNOWN_INDUSTRY for row in year}
    assert [group.name for group in told.months][::11] == ["2026-04", "2027-03"]


def test_targets_stand_beside_what_they_are_for() -> None:
    rows = [
        ActivityRow("訪問", date(2026, 4, 1), A, industry="機械"),
        ActivityRow("成約", date(2027, 3, 31), A, amount_yen=250),
    ]
    goals = [
        TargetRow(2026, "訪問", goal=3), TargetRow(2026, "成約", goal=2, goal_yen=1000), TargetRow(2026, "訪問", B, goal=5),
        TargetRow(2026, "訪問", "", "電機", goal=4),
    ]  # fmt: skip
    told = tabulated(2026, stored(rows), goals)
    assert [(line.count, line.goal, line.rate) for line in told.total.lines] == [
        (1, 3, 33.3),
        (0, None, None),
        (1, 2, 50.0),
    ]
    assert (told.total.lines[2].amount_yen, told.total.lines[2].amount_rate) == (250, 25.0)
    assert [(group.name, group.lines[0].count, group.lines[0].goal) for group in told.coordinators] == [
        (B, 0, 5),
        (A, 1, None),
    ]
    assert [(group.name, group.lines[0].goal) for group in told.industries] == [
        ("機械", None),
        ("電機", 4),
        (UNKNOWN_INDUSTRY, None),
    ]


def test_years_are_named_as_offices_write_them() -> None:
    assert [year_label(year) for year in (2018, 2019, 2026)] == [
        "2018年度",
        "令和元年度（2019年度）",
        "令和8年度（2026年度）",
    ]


def test_orders_that_went_on_without_a_record_are_told(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        for number in ("1", "2"):
            writer.upsert_order(OrderRow(number, "架空商会", texts={"item": "軸"}))
    for number in ("1", "2"):
        db.move_order(number, "紹介", A)
    today = datetime.now().astimezone().date()
    year = today.year if today.month >= 4 else today.year - 1
    with db.writing("試験") as writer:
        writer.add_activity(ActivityRow("紹介", today, A, order_id=db.order("1").id))
    found = results(db, year).unrecorded
    assert [(one.order, one.buyer, one.state) for one in found] == [("2", "架空商会", "紹介")]
    assert results(db, year - 1).unrecorded == ()


def test_orders_that_a_file_brings_as_deals_belong_to_the_year_that_the_file_names(
    db: CorporateDatabase, write: Callable[..., Path]
) -> None:
    rows = (
        "案件番号,発注企業,品名,状態,受付日,成約日\n"
        "A-1,架空商会,軸,成約,2024/03/10,R6.6.20\n"  # the deal's own day: fiscal 2024
        "A-2,架空商会,板,成約,2024/03/12,\n"  # only when it was taken in: fiscal 2023
        "A-3,架空商会,箱,受付,2024/03/12,\n"
    )
    pipeline.run(write("案件.csv", rows), db)
    found = {year: results(db, year).unrecorded for year in (2023, 2024)}
    assert [(one.order, one.on) for one in found[2024]] == [("A-1", date(2024, 6, 20))]
    assert [(one.order, one.on) for one in found[2023]] == [("A-2", date(2024, 3, 12))]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("訪問", "訪問"),
        ("企業訪問", "訪問"),
        ("取引あっせん", "紹介"),
        ("成約件数", "成約"),
        ("contract", "成約"),
    ],
)
def test_kinds_are_known_by_their_usual_words(words: str, kind: str) -> None:
    assert kind_of(words) == kind


TARGETS = (
    "令和8年度 目標\n年度,区分,コーディネーター,業種,目標件数,目標金額(千円)\n"
    'R8年度,訪問,全体,,"1,200",\n2026,成約,,,20,"50,000"\n令和8年度,訪問,鈴木(架空),,300件,\n'
)


def test_targets_are_read_as_offices_write_them(write: Callable[..., Path]) -> None:
    assert read_targets(write("目標.csv", TARGETS, "cp932")) == (
        TargetRow(2026, "訪問", goal=1200),
        TargetRow(2026, "成約", goal=20, goal_yen=50_000_000),
        TargetRow(2026, "訪問", A, goal=300),
    )


@pytest.mark.parametrize(
    "line", ["いつか,訪問,,,1,", "2026,打合せ,,,1,", "2026,訪問,,,たくさん,", "2026,成約,,,1,少し"]
)
def test_a_target_that_cannot_be_read_is_named_with_its_row(write: Callable[..., Path], line: str) -> None:
    with pytest.raises(InputError, match="4行"):
        read_targets(
            write(
                "目標.csv",
                TARGETS.splitlines()[0] + "\n" + "\n".join(TARGETS.splitlines()[1:3]) + f"\n{line}\n",
            )
        )


DONE = (
    "種別,日付,コーディネーター,登録番号,企業名,成約金額,備考\n"
    "訪問,R8.4.1,鈴木(架空),A-1,,,\n"
    "成約,2026年7月1日,鈴木(架空),,架空製作所,120万円,\n"
    "成約,2026/8/1,鈴木(架空),,架空製作所,300,\n"
    "訪問,2026/4,鈴木(架空),A-1,,,\n"
    "訪問,2026/4/2,鈴木(架空),A-9,,,\n"
    "訪問,2026/4/2,,A-1,,,\n"
    "紹介,2026/4/2,佐藤(架空),,知らない会社,,\n"
)


def test_a_list_of_things_done_is_read_once_and_what_is_wrong_is_told(
    db: CorporateDatabase, write: Callable[..., Path]
) -> None:
    with db.writing("試験") as writer:
        firm = writer.upsert_supplier(
            SupplierRow("架空製作所", "A-1", texts={"industry": "機械器具製造業"})
        ).id
    path = write("実績.csv", DONE)
    with db.writing("試験") as writer:
        new, known, refused = read_activities(path, writer, db.order)
    assert (new, known, [one.place for one in refused]) == (
        4,
        0,
        [f"実績.csv 実績 {row}行" for row in (5, 6, 7)],
    )
    done = [
        (one.row.kind, one.row.company_id, one.row.industry, one.row.amount_yen) for one in db.activities()
    ]
    assert done == [
        ("訪問", firm, "機械器具製造業", None),
        ("紹介", None, "", None),
        ("成約", firm, "機械器具製造業", 1_200_000),
        ("成約", firm, "機械器具製造業", 300),
    ]
    with db.writing("試験") as writer:
        assert read_activities(path, writer, db.order)[:2] == (0, 4)


def test_who_introduced_is_counted_under_the_name_that_lists_and_targets_have(db: CorporateDatabase) -> None:
    new = NewAccount(B, ["coordinator"], login="sato")
    account = db.accounts.invite(OPERATOR, new, "0" * 64, datetime(2100, 1, 1, tzinfo=UTC))
    with db.writing("試験") as writer:
        writer.put_targets([TargetRow(2026, "紹介", coordinator=B, goal=4)])
        writer.add_activity(ActivityRow("紹介", date(2026, 4, 1), B))
        writer.add_activity(ActivityRow("紹介", date(2026, 5, 1), account.key))
    [group] = results(db, 2026).coordinators
    assert (group.name, group.lines[1].count, group.lines[1].goal, group.lines[1].rate) == (B, 2, 4, 50.0)
    assert {one.row.coordinator for one in activities(db)} == {B}


def test_a_list_with_names_doubles_nothing_that_stands_under_accounts(
    db: CorporateDatabase, write: Callable[..., Path]
) -> None:
    new = NewAccount("佐藤 花子(架空)", ["coordinator"], login="sato")
    key = db.accounts.invite(OPERATOR, new, "0" * 64, datetime(2100, 1, 1, tzinfo=UTC)).key
    with db.writing("試験") as writer:
        firm = writer.upsert_supplier(SupplierRow("架空製作所", "A-1", texts={"industry": "機械"})).id
        order = writer.upsert_order(OrderRow("K-1", "", texts={"item": "軸"})).id
        for kind, yen in (("紹介", None), ("成約", 300)):
            told = ActivityRow(kind, date(2026, 8, 1), key, firm, "架空製作所", "機械", order_id=order)
            writer.add_activity(replace(told, amount_yen=yen))
    listed = "種別,日付,コーディネーター,企業名,登録番号,金額,案件番号\n"
    path = write(
        "実績.csv",
        f"{listed}紹介,2026/8/1,佐藤　花子(架空),架空製作所,,,\n成約,2026/8/1,佐藤花子（架空）,,A-1,300,K-1\n"
        "紹介,2026/8/1,鈴木(架空),架空製作所,,,\n",
    )
    with db.writing("試験") as writer:
        assert read_activities(path, writer, db.order) == (1, 2, [])  # somebody else's is another


def test_the_workbook_and_the_json_say_the_same(db: CorporateDatabase, tmp_path: Path) -> None:
    with db.writing("試験") as writer:
        writer.put_targets([TargetRow(2026, "訪問", goal=3), TargetRow(2026, "成約", goal_yen=1000)])
        writer.add_activity(ActivityRow("訪問", date(2026, 4, 1), A, industry="機械"))
        writer.add_activity(ActivityRow("成約", date(2026, 5, 1), A, amount_yen=125))
        writer.add_activity(ActivityRow("成約", date(2026, 5, 2), A))
    told = results(db, 2026)
    write_workbook(told, tmp_path / "実績.xlsx")
    book = openpyxl.load_workbook(tmp_path / "実績.xlsx")
    assert book.sheetnames == ["説明", "合計", "コーディネーター別", "業種別", "月別"]
    rows = [[cell.value for cell in row] for row in book["合計"].iter_rows(min_row=2)]
    assert rows == [
        ["合計", "訪問", 1, 3, 33.3, None, None, None, None],
        ["合計", "紹介", 0, None, None, None, None, None, None],
        ["合計", "成約", 2, None, None, 125, 1, 1000, 12.5],
    ]
    assert as_json(told)["total"][2] == {
        "kind": "成約", "count": 2, "goal": None, "rate": None, "amount_yen": 125, "without_amount": 1,
        "goal_yen": 1000, "amount_rate": 12.5,
    }  # fmt: skip
    assert book["月別"].max_row == 1 + 12 * 3
    with pytest.raises(InputError, match="xlsx"):
        write_workbook(told, tmp_path / "実績.csv")
