"""Whose row is this: which firms are counted as one, on the labelled pairs and through the whole pipeline."""

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ingest.linking import CompanyTally, Repeats
from ingest.pipeline import run
from ingest.report import CompanyCounts
from matching.corporate import Card, CorporateDatabase, UpsertResult, compare, name_key
from matching.places import find_place
from matching.settings import DATA

Write = Callable[..., Path]
# 9 - (53 mod 9) = 1 and 9 - (59 mod 9) = 4: two numbers with right check digits.
NUMBER, OTHER_NUMBER = "1180301018771", "4011001098993"


def card(record: Mapping[str, str], side: str) -> Card:
    place = find_place(record[f"prefecture_{side}"], record[f"city_{side}"])
    at = (place.prefecture, place.city)
    number, phone = record[f"corporate_number_{side}"], record[f"phone_{side}"]
    return Card(record[f"name_{side}"], number, at, record[f"address_{side}"], phone)


def pairs() -> list[dict[str, str]]:
    with (DATA / "evaluation" / "linking" / "pairs.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def test_the_labelled_pairs_are_merged_precisely_and_none_is_lost() -> None:
    """Merged: by number. Linked: counted as one until a person decides. Review: only listed."""
    found = Counter((one["label"], compare(card(one, "a"), card(one, "b")).verdict) for one in pairs())
    assert found.total() >= 300
    merged = found["same", "same"], found["different", "same"]
    linked = found["same", "linked"], found["different", "linked"]
    same = sum(count for (label, _), count in found.items() if label == "same")
    assert merged[0] / sum(merged) >= 0.99
    # What only counts as one may be wrong where a town has two firms of one name.
    assert (merged[0] + linked[0]) / sum(merged + linked) >= 0.98
    assert (merged[0] + linked[0] + found["same", "review"]) / same >= 0.95


def test_the_pairs_are_judged_alike_from_both_sides() -> None:
    for one in pairs():
        there, back = compare(card(one, "a"), card(one, "b")), compare(card(one, "b"), card(one, "a"))
        assert there == back, one["id"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("㈱常陸精機", "株式会社 常陸精機"),
        ("㈱常陸精機", "(株)常陸精機"),
        ("常陸精機㈱", "㈱常陸精機"),
        ("カ)ヒタチセイキ", "㈱ヒタチセイキ"),
        ("髙橋製作所", "高橋製作所"),
        ("ヴァンテック", "バンテック"),
        ("ABC工業㈱", "ＡＢＣ工業株式会社"),
        ("サンエイ・テック", "サンエイテック"),
        ("キヤノン", "キャノン"),
        ("センター工業", "センタ工業"),
        ("日立工業㈱ 水戸工場", "日立工業株式会社"),
        ("㈱山田(旧 山田鉄工)", "株式会社山田"),
        ("齊藤德之工業", "斉藤徳之工業"),
        ("霞ヶ浦プレス", "霞が浦プレス"),
        ("Hitachi Seiki Co., Ltd.", "HITACHI SEIKI"),
    ],
)
def test_spellings_of_one_name_in_one_town_count_as_one(one: str, other: str) -> None:
    here = ("茨城県", "水戸市")
    assert compare(Card(one, place=here), Card(other, place=here)).verdict == "linked"


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (
            Card("日立精機", place=("茨城県", "水戸市")),
            Card("日立精器", place=("茨城県", "水戸市")),
            "different",
        ),
        (
            Card("水戸工業", place=("茨城県", "水戸市")),
            Card("水戸工業", place=("茨城県", "日立市")),
            "different",
        ),
        (Card("㈲山田", place=("茨城県", "水戸市")), Card("㈱山田", place=("茨城県", "水戸市")), "review"),
        (
            Card("斎藤鉄工", place=("茨城県", "水戸市")),
            Card("齊藤鐵工所", place=("茨城県", "水戸市")),
            "review",
        ),
        (Card("架空", place=("茨城県", "水戸市")), Card("架空"), "review"),
        (Card("架空"), Card("架空"), "linked"),
        (
            Card("架空", NUMBER, ("茨城県", "水戸市")),
            Card("架空", OTHER_NUMBER, ("茨城県", "水戸市")),
            "different",
        ),
        (Card("甲", NUMBER, ("茨城県", "水戸市")), Card("乙", NUMBER, ("東京都", "港区")), "same"),
    ],
)
def test_what_looks_alike_is_only_listed_and_what_differs_is_not(
    one: Card, other: Card, verdict: str
) -> None:
    assert compare(one, other).verdict == verdict


def test_a_moved_firm_is_listed_by_its_telephone() -> None:
    before = Card("㈱架空", place=("茨城県", "水戸市"), address="架空町1-2", phone="029-000-0001")
    after = Card("架空株式会社", place=("茨城県", "日立市"), address="別町9", phone="(029)000-0001")
    found = compare(before, after)
    assert (found.verdict, found.reason) == ("review", "名称と電話が同じで市区町村が違う")


def test_a_place_of_work_is_no_part_of_a_name_but_may_be_all_of_it() -> None:
    assert name_key("株式会社水戸工場") != name_key("株式会社日立工場")
    assert name_key("日立工業㈱水戸工場") == name_key("日立工業")


@pytest.mark.parametrize(
    "name",
    [
        "株式会社日向製作所本社",
        "株式会社日向製作所水戸工場",
        "株式会社日向製作所第二工場",
        "株式会社日向製作所（旧 水戸ねじ㈱）",
    ],
)
def test_a_place_of_work_needs_no_space_and_a_former_name_may_hold_brackets(name: str) -> None:
    assert name_key(name) == name_key("㈱日向製作所")


@pytest.mark.parametrize("name", ["山田鉄工場", "㈱水戸製造所", "日立工場", "株式会社本社", "大日立工場"])
def test_what_may_be_the_name_itself_stays(name: str) -> None:
    assert name_key(name).endswith(("工場", "製造所", "本社"))


# --- counting ---------------------------------------------------------------------------------------------


def tally(*results: UpsertResult) -> CompanyCounts:
    firms = CompanyTally()
    for result in results:
        firms.add(result)
    return firms.counts()


def alike(outcome: str, firm: int, others: tuple[int, ...], number: str = "") -> UpsertResult:
    return UpsertResult(outcome, firm, others, linked=others, corporate_number=number)  # type: ignore[arg-type]


def test_rows_of_one_firm_count_once() -> None:
    assert tally(UpsertResult("accepted", 1), UpsertResult("updated", 1)) == CompanyCounts(1, 1, 0, 0)


def test_a_firm_that_was_stored_before_is_merged() -> None:
    assert tally(UpsertResult("unchanged", 1), UpsertResult("accepted", 2)) == CompanyCounts(2, 1, 1, 0)


def test_firms_linked_by_name_count_once_and_wait_for_review() -> None:
    linked = (UpsertResult("accepted", 1), alike("accepted", 2, (1,)), alike("accepted", 3, (1, 2)))
    assert tally(*linked) == CompanyCounts(1, 1, 0, 1)


def test_a_link_to_a_firm_outside_the_file_is_only_to_review() -> None:
    assert tally(alike("accepted", 2, (1,))) == CompanyCounts(1, 1, 0, 1)


def test_a_new_firm_linked_to_a_stored_one_of_the_file_is_merged() -> None:
    assert tally(UpsertResult("unchanged", 1), alike("accepted", 2, (1,))) == CompanyCounts(1, 0, 1, 0)


def test_what_is_only_alike_counts_apart() -> None:
    assert tally(UpsertResult("accepted", 1), UpsertResult("accepted", 2, (1,))) == CompanyCounts(2, 2, 0, 1)


@pytest.mark.parametrize("order", [(1, 2, 3), (2, 1, 3), (3, 2, 1), (1, 3, 2)])
def test_two_numbers_never_become_one_firm_whatever_stands_between(order: tuple[int, ...]) -> None:
    numbers = {1: NUMBER, 2: "", 3: OTHER_NUMBER}
    seen: list[int] = []
    rows = []
    for firm in order:
        others = tuple(one for one in seen if not (numbers[one] and numbers[firm]))
        rows.append(alike("accepted", firm, others, numbers[firm]))
        seen.append(firm)
    assert tally(*rows).distinct == 2


def test_a_repeated_row_is_told_with_where_it_stood_first() -> None:
    rows = Repeats()
    assert rows.earlier("company", 1, "表", 3, "A-1") is None
    assert rows.earlier("order", 1, "表", 4, "A-1") is None
    assert rows.earlier("company", 1, "表", 9, "A-1") == ("表", 3, True)
    assert rows.earlier("company", 1, "表", 10, "") == ("表", 3, False)


# --- through the pipeline ---------------------------------------------------------------------------------


def test_firms_of_one_name_in_two_towns_are_two(db: CorporateDatabase, write: Write) -> None:
    text = "企業名,市区町村\n㈱水戸工業,水戸市\n水戸工業株式会社,日立市\n(株)水戸工業,水戸市\n"
    report = run(write("a.csv", text), db)
    assert report.companies == CompanyCounts(2, 2, 0, 1)
    assert [(one.field, one.company, one.other) for one in db.proposals()] == [
        ("linked", "㈱水戸工業", "(株)水戸工業")
    ]


def test_files_without_places_count_by_name_alone(db: CorporateDatabase, write: Write) -> None:
    report = run(write("a.csv", "企業名,加工内容\n㈱架空,旋削\n架空株式会社,研削\n別の社,溶接\n"), db)
    assert (report.companies.distinct, report.companies.to_review) == (2, 1)


def test_a_name_at_a_known_place_changes_no_profile_until_a_person_accepts(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", "登録番号,企業名,市区町村,加工内容\nA-1,㈱架空,水戸市,旋削\n"), db)
    report = run(write("b.csv", "企業名,市区町村,加工内容\n架空株式会社,水戸市,研削\n"), db)
    assert report.companies == CompanyCounts(1, 1, 0, 1)
    assert [issue.code for issue in report.issues] == ["possible-duplicate"]
    assert db.supplier_by_key("A-1").texts["processes"] == "旋削"
    (waiting,) = db.proposals()
    first, second = (one.id for one in db.suppliers())
    assert db.panel() == {first: first, second: first}
    with db.writing("鈴木(架空)") as writer:
        batch = writer.decide(waiting.id, True)
    (only,) = db.suppliers()
    assert (only.source_id, only.texts["processes"]) == ("A-1", "研削")
    told = db.facts(only.id, field="processes")
    assert [(fact.value, fact.file) for fact in told] == [("旋削", "a.csv"), ("研削", "b.csv")]
    assert db.proposals() == []
    with db.writing("鈴木(架空)") as writer:
        writer.reopen(waiting.id)
    assert [one.texts["processes"] for one in db.suppliers()] == ["旋削", "研削"]
    assert [one.id for one in db.proposals()] == [waiting.id]
    assert batch is not None


ONE_FIRM = f"架空,{NUMBER},水戸市,旋削\n", "架空,,水戸市,旋削\n"
CAPACITY = "回答日,企業名,市区町村,受注量,受注余力\n2026-10-01,架空,水戸市,増加,有\n"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_order_of_rows_does_not_decide_what_is_one_firm(
    db: CorporateDatabase, write: Write, order: tuple[int, int]
) -> None:
    text = "企業名,法人番号,市区町村,加工内容\n" + "".join(ONE_FIRM[one] for one in order)
    report = run(write("a.csv", text), db)
    assert (report.rows.accepted, report.companies) == (2, CompanyCounts(1, 1, 0, 1))
    numbers = [db.facts(one.id, field="corporate_number") for one in db.suppliers()]
    assert sorted(fact.value for found in numbers for fact in found) == [NUMBER]
    assert len(numbers) == 2


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_name_between_two_numbers_is_counted_alike_in_any_order(
    db: CorporateDatabase, write: Write, order: tuple[int, ...]
) -> None:
    rows = (*ONE_FIRM, ONE_FIRM[0].replace(NUMBER, OTHER_NUMBER))
    text = "企業名,法人番号,市区町村,加工内容\n" + "".join(rows[one] for one in order)
    assert run(write("a.csv", text), db).companies == CompanyCounts(2, 2, 0, 2)
    assert db.supplier_count() == 3


def test_an_answer_under_a_known_name_changes_the_profile_when_a_person_accepts(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", "企業名,市区町村,加工内容\n架空,水戸市,旋削\n"), db)
    report = run(write("r8.csv", CAPACITY), db, survey="R8")
    assert report.companies == CompanyCounts(1, 1, 0, 1)
    assert report.changes == ()
    first, second = db.suppliers()
    assert (first.texts.get("terms"), second.texts.get("terms")) == (None, "受注余力: 有")
    assert db.panel() == {first.id: first.id, second.id: first.id}
    with db.writing("鈴木(架空)") as writer:
        writer.decide(db.proposals()[0].id, True)
    (only,) = db.suppliers()
    assert (only.texts["processes"], only.texts["terms"]) == ("旋削", "受注余力: 有")
    assert [one.company_id for one in db.survey_responses("R8")] == [first.id]
    again = run(write("copy.csv", CAPACITY), db, survey="R8")
    assert (again.rows.unchanged, again.companies) == (1, CompanyCounts(1, 0, 1, 0))
    assert len(db.survey_responses("R8")) == 1


def test_the_same_answers_twice_in_a_file_are_one_firm(db: CorporateDatabase, write: Write) -> None:
    line = CAPACITY.splitlines()[1]
    report = run(
        write("r8.csv", CAPACITY + line + "\n" + line.replace("増加", "減少") + "\n"), db, survey="R8"
    )
    rows = report.rows
    assert (rows.accepted, rows.unchanged, report.companies) == (2, 1, CompanyCounts(1, 1, 0, 1))


def test_a_file_read_again_has_as_many_firms_as_when_it_was_new(db: CorporateDatabase, write: Write) -> None:
    path = write("a.csv", "企業名,市区町村,加工内容\n㈱架空,水戸市,旋削\n架空㈱,水戸市,研削\n")
    first = run(path, db).companies
    assert first == CompanyCounts(1, 1, 0, 1)
    assert first.linked == 1
    assert run(path, db).companies == CompanyCounts(1, 0, 1, 0)
    with db.writing("試験") as writer:
        writer.decide(db.proposals()[0].id, False)
    assert run(path, db).companies == CompanyCounts(2, 0, 2, 0)


def test_a_rejected_pair_is_not_proposed_again(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", "企業名,市区町村,加工内容\n㈱架空,水戸市,旋削\n架空,水戸市,研削\n"), db)
    (waiting,) = db.proposals()
    with db.writing("試験") as writer:
        writer.decide(waiting.id, False)
    assert (db.proposals(), db.panel(), db.supplier_count()) == ([], {}, 2)
    run(write("a.csv", "企業名,市区町村,加工内容\n㈱架空,水戸市,旋削\n架空,水戸市,研削と研磨\n"), db)
    assert db.proposals() == []


def test_numbers_win_over_names(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", f"企業名,法人番号,市区町村\n旧社名,{NUMBER},水戸市\n"), db)
    report = run(write("b.csv", f"企業名,法人番号,市区町村\n新社名,T{NUMBER},日立市\n"), db)
    assert report.companies == CompanyCounts(1, 0, 1, 0)
    assert [(one.field, one.before, one.after) for one in report.changes] == [
        ("name", "旧社名", "新社名"),
        ("city", "水戸市", "日立市"),
    ]
    assert [issue.code for issue in report.issues] == ["other-name"]


def test_another_firms_name_under_a_number_is_told_but_another_spelling_is_not(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", "登録番号,企業名,従業員数\nA-1,株式会社架空チューブ,36\nA-2,架空旋盤,8\n"), db)
    report = run(write("b.csv", "登録番号,企業名,従業員数\nA-1,㈱別人製作所,25\nA-2,（株）架空旋盤,9\n"), db)
    assert [(one.code, one.severity, one.row, one.value) for one in report.issues] == [
        ("other-name", "warning", 2, "㈱別人製作所")
    ]
    assert "株式会社架空チューブ" in report.issues[0].message


def test_a_number_of_the_agency_in_dispute_is_told(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", f"登録番号,企業名,法人番号\nA-1,甲,{NUMBER}\n"), db)
    report = run(write("b.csv", f"登録番号,企業名,法人番号\nA-1,乙,{OTHER_NUMBER}\n"), db)
    assert (report.rows.accepted, report.companies.to_review) == (1, 1)
    assert [issue.code for issue in report.issues] == ["possible-same"]
    assert db.supplier_by_key("A-1").name == "甲"


def test_the_same_registration_number_twice_is_told(db: CorporateDatabase, write: Write) -> None:
    text = "登録番号,企業名,加工内容\nA-1,架空,旋削\nA-2,別の社,溶接\nA-1,架空,研削\n"
    report = run(write("a.csv", text), db)
    assert (report.rows.accepted, report.rows.updated) == (2, 1)
    (issue,) = report.issues
    assert (issue.code, issue.row, issue.value) == ("repeated-number", 4, "A-1")
    assert "2行" in issue.message
    assert db.supplier_by_key("A-1").texts["processes"] == "研削"


def test_undoing_a_file_below_a_merge_is_refused_until_the_merge_is_undone(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", "企業名,市区町村\n㈱架空,水戸市\n"), db)
    second = run(write("b.csv", "企業名,市区町村,加工内容\n架空,水戸市,研削\n"), db).batch
    with db.writing("試験") as writer:
        merge = writer.decide(db.proposals()[0].id, True)
    assert second is not None
    assert merge is not None
    with pytest.raises(Exception, match=f"先に取込 {merge}"), db.writing("試験") as writer:
        writer.undo_batch(second)
    for batch in (merge, second):
        with db.writing("試験") as writer:
            writer.undo_batch(batch)
    assert [one.name for one in db.suppliers()] == ["㈱架空"]


@pytest.mark.parametrize(("heading", "number"), [("登録番号", "A-1"), ("法人番号", NUMBER)])
def test_a_row_without_a_name_is_of_the_firm_that_has_its_number_and_says_so(
    db: CorporateDatabase, write: Write, heading: str, number: str
) -> None:
    run(write("a.csv", f"登録番号,企業名,法人番号,従業員数\nA-1,架空旋盤,{NUMBER},8\n"), db)
    report = run(write("b.csv", f"{heading},企業名,従業員数\n{number},,9\n"), db)
    assert (report.rows.updated, report.rows.rejected) == (1, 0)
    assert [(one.code, one.severity, one.row, one.column) for one in report.issues] == [
        ("name-by-number", "warning", 2, "企業名")
    ]
    assert f"番号「{number}」の企業「架空旋盤」の行として取り込みます。" in report.issues[0].message
    assert [(one.name, one.field, one.after) for one in report.changes] == [("架空旋盤", "employees", "9")]
    (firm,) = db.suppliers()
    assert (firm.name, firm.employees) == ("架空旋盤", 9)
    assert [fact.file for fact in db.facts(firm.id, field="name")] == ["a.csv"]


def test_a_row_without_a_name_names_the_number_that_led_to_its_firm(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", f"登録番号,企業名,法人番号\nA-1,架空旋盤,{NUMBER}\n"), db)
    report = run(write("b.csv", f"登録番号,法人番号,企業名\nA-9,{NUMBER},\n"), db)
    (told,) = [one.message for one in report.issues if one.code == "name-by-number"]
    assert told.startswith(f"企業名が空です。法人番号「{NUMBER}」の企業「架空旋盤」の行")
    other = run(write("c.csv", f"登録番号,法人番号,企業名\nA-9,{OTHER_NUMBER},\n"), db)
    (refused,) = [one.message for one in other.issues if one.code == "missing-company-name"]
    assert f"番号「A-9」や法人番号「{OTHER_NUMBER}」の企業は登録されていません。" in refused


def test_a_doubt_about_a_cell_is_told_of_a_row_without_a_name_only_where_its_firm_is_found(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", "登録番号,企業名\nA-1,架空旋盤\n"), db)
    rows = "A-1,,十数人ほど\nA-9,,十数人ほど\n"
    report = run(write("b.csv", f"登録番号,企業名,従業員数\n{rows}"), db)
    assert [(one.code, one.row) for one in report.issues] == [
        ("unreadable-number", 2),
        ("name-by-number", 2),
        ("missing-company-name", 3),
    ]


def test_an_answer_without_a_name_is_of_the_firm_that_has_its_number(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("名簿.csv", "登録番号,企業名,市区町村\nA-1,架空旋盤,水戸市\n"), db)
    answers = (
        "登録番号,企業名,回答日,問1 受注量\nA-1,,2026-10-01,増加\nA-9,,2026-10-01,減少\n,,2026-10-01,減少\n"
    )
    report = run(write("受注企業調査.csv", answers), db)
    assert [(one.code, one.row) for one in report.issues] == [
        ("name-by-number", 2),
        ("missing-company-name", 3),
        ("missing-company-name", 4),
    ]
    assert "番号「A-9」の企業は登録されていません。" in report.issues[1].message
    assert (report.rows.accepted, report.rows.rejected) == (1, 2)
    assert [one.name for one in db.suppliers()] == ["架空旋盤"]


def test_a_buyer_without_a_name_is_known_by_its_number_and_somebody_anonymous_is_nobody(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("b.csv", "発注企業番号,発注企業名,市区町村\nB-1,架空電機,日立市\n"), db)
    report = run(write("c.csv", "発注企業番号,発注企業名,従業員数\nB-1,,30\nB-1,匿名,40\n"), db)
    assert [one.code for one in report.issues] == ["name-by-number", "missing-company-name"]
    assert [(one.name, one.employees) for one in db.buyers()] == [("架空電機", 30)]


def test_a_telephone_number_in_another_width_is_no_change(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", "登録番号,企業名,TEL,FAX\nA-1,架空旋盤,029-000-0001,なし\n"), db)
    report = run(write("b.csv", "登録番号,企業名,TEL,FAX\nA-1,架空旋盤,０２９－０００－０００１,なし\n"), db)
    assert (report.changes, report.rows.unchanged) == ((), 1)
    told = run(write("c.csv", "登録番号,企業名,TEL\nA-1,架空旋盤,０２９‐０００‐０００２\n"), db)
    assert [(one.before, one.after) for one in told.changes] == [("029-000-0001", "029-000-0002")]
