"""Files that come again: the same, corrected, under another name, with less in them; and files taken back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.pipeline import run
from ingest.report import IngestReport
from matching.corporate import CorporateDatabase, name_key
from matching.errors import InputError

Write = Callable[..., Path]
HEAD = "企業名,市区町村,加工内容\n"
FIVE = "架空一,水戸市,旋削\n架空二,日立市,溶接\n架空三,土浦市,鋳造\n架空四,古河市,研削\n架空五,牛久市,板金\n"


def counts(report: IngestReport) -> tuple[int, int, int, int, int]:
    rows = report.rows
    assert rows.read == rows.accepted + rows.updated + rows.unchanged + rows.rejected
    return rows.read, rows.accepted, rows.updated, rows.unchanged, rows.rejected


def processes(db: CorporateDatabase) -> list[str]:
    return [one.texts["processes"] for one in db.suppliers()]


def test_a_file_read_again_with_a_corrected_heading_updates_its_firms(
    db: CorporateDatabase, write: Write
) -> None:
    text = "企業名,市区町村,わたしたちの手しごと\n架空一,水戸市,めっき\n架空二,日立市,塗装\n"
    path = write("a.csv", text)
    run(path, db)
    report = run(path, db, columns={"わたしたちの手しごと": "加工内容"})
    assert counts(report) == (2, 0, 2, 0, 0)
    assert (report.companies.merged, report.companies.to_review) == (2, 0)
    assert processes(db) == ["めっき", "塗装"]


@pytest.mark.parametrize("name", ["a.csv", "a_修正版.csv"])
def test_a_corrected_file_updates_what_it_corrects_and_says_so(
    db: CorporateDatabase, write: Write, name: str
) -> None:
    first = run(write("a.csv", HEAD + FIVE), db)
    report = run(write(name, HEAD + FIVE.replace("鋳造", "鋳造と鍛造")), db)
    assert counts(report) == (5, 0, 1, 4, 0)
    assert report.corrects == first.batch
    (change,) = report.changes
    assert (change.row, change.name, change.label) == (4, "架空三", "加工内容")
    assert (change.before, change.after) == ("鋳造", "鋳造と鍛造")
    assert (report.companies.new, report.companies.merged, report.companies.to_review) == (0, 5, 0)
    assert processes(db) == ["旋削", "溶接", "鋳造と鍛造", "研削", "板金"]


def test_another_file_about_the_same_names_corrects_nothing(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", HEAD + FIVE), db)
    report = run(write("b.csv", HEAD + FIVE.replace("\n", "も\n")), db)
    assert (counts(report), report.corrects) == ((5, 5, 0, 0, 0), None)
    assert (report.companies.distinct, report.companies.to_review) == (5, 5)
    assert processes(db)[:5] == ["旋削", "溶接", "鋳造", "研削", "板金"]


def test_rows_may_move_and_new_ones_come_between(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", HEAD + FIVE), db)
    moved = "".join(reversed(FIVE.replace("溶接", "溶接組立").splitlines(keepends=True)))
    report = run(write("a.csv", HEAD + "架空六,筑西市,めっき\n" + moved), db)
    assert counts(report) == (6, 1, 1, 4, 0)


def test_a_mistyped_name_is_corrected_where_the_telephone_is_the_same(
    db: CorporateDatabase, write: Write
) -> None:
    head = "企業名,市区町村,電話番号,加工内容\n"
    rows = [f"架空精密{n}号工業,水戸市,029-000-000{n},旋削\n" for n in range(4)]
    run(write("a.csv", head + "".join(rows)), db)
    rows[2] = rows[2].replace("精密", "精蜜")
    report = run(write("a.csv", head + "".join(rows)), db)
    assert counts(report) == (4, 0, 1, 3, 0)
    assert [one.label for one in report.changes] == ["企業名"]
    assert db.supplier_count() == 4


def test_an_order_without_a_number_is_corrected_too(db: CorporateDatabase, write: Write) -> None:
    head = "発注企業,品名,数量\n"
    run(write("a.csv", head + "架空電機,軸,100個\n架空電機,箱,5個\n架空電機,板,7個\n"), db)
    report = run(write("a.csv", head + "架空電機,軸,100個\n架空電機,箱,50個\n架空電機,板,7個\n"), db)
    assert counts(report) == (3, 0, 1, 2, 0)
    assert [order.texts["quantity"] for order in db.orders()] == ["100個", "50個", "7個"]


def test_a_correction_can_be_taken_back(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", HEAD + FIVE), db)
    batch = run(write("a.csv", HEAD + FIVE.replace("旋削", "転削")), db).batch
    assert batch is not None
    with db.writing("試験") as writer:
        writer.undo_batch(batch)
    assert processes(db)[0] == "旋削"


def test_a_dry_run_shows_the_changes_and_makes_none(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", HEAD + FIVE), db)
    report = run(write("a.csv", HEAD + FIVE.replace("旋削", "転削")), db, dry_run=True)
    assert (report.batch, [one.after for one in report.changes]) == (None, ["転削"])
    assert processes(db)[0] == "旋削"


def test_blank_notes_and_missing_columns_wipe_nothing(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", "登録番号,企業名,備考,血液型,星座\nA-1,架空,元の備考,A型,おひつじ\n"), db)
    run(write("b.csv", "登録番号,企業名,備考,血液型\nA-1,架空,,B型\n"), db)
    notes = ["元の備考", "血液型: B型", "星座: おひつじ"]
    assert db.supplier_by_key("A-1").texts["notes"].split("\n") == notes
    run(write("c.csv", "登録番号,企業名,備考\nA-1,架空,新しい備考\n"), db)
    assert db.supplier_by_key("A-1").texts["notes"].split("\n") == ["新しい備考", *notes[1:]]
    (batch, *_) = db.batches()
    with db.writing("試験") as writer:
        writer.undo_batch(batch.id)
    assert db.supplier_by_key("A-1").texts["notes"].split("\n") == notes


def test_notes_of_orders_are_not_wiped_either(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", "案件番号,品名,備考,見積担当\nH-1,軸,急ぎ,田中\n"), db)
    run(write("b.csv", "案件番号,品名,備考,見積担当\nH-1,軸,,鈴木\n"), db)
    assert db.order("H-1").texts["notes"] == "急ぎ\n見積担当: 鈴木"


def test_the_order_of_rows_does_not_change_what_is_stored(
    db: CorporateDatabase, write: Write, tmp_path: Path, database_at: Callable[[Path], str]
) -> None:
    run(write("a.csv", HEAD + FIVE), db)
    with CorporateDatabase.open(database_at(tmp_path / "other.db")) as other:
        run(write("b.csv", HEAD + "".join(reversed(FIVE.splitlines(keepends=True)))), other)
        told = [
            {(one.name, one.place.city, one.texts["processes"]) for one in d.suppliers()} for d in (db, other)
        ]
    assert told[0] == told[1]


# --- what a user says of headings -------------------------------------------------------------------------


def test_a_heading_is_corrected_once_and_remembered_for_its_layout(
    db: CorporateDatabase, write: Write
) -> None:
    text = "登録番号,企業名,とくいなこと\nA-1,架空,{}\n"
    report = run(write("a.csv", text.format("小径")), db, columns={"とくいなこと": "得意技術・PR"})
    assert report.sheets[0].columns["とくいなこと"] == "strengths"
    assert db.supplier_by_key("A-1").texts["strengths"] == "小径"
    run(write("b.csv", text.format("長尺")), db)
    assert db.supplier_by_key("A-1").texts["strengths"] == "長尺"
    other = run(write("c.csv", "企業名,とくいなこと\n別の社,溶接\n"), db)
    assert other.sheets[0].unmapped == ("とくいなこと",)


def test_a_dry_run_remembers_no_heading(db: CorporateDatabase, write: Write) -> None:
    path = write("a.csv", "登録番号,企業名,とくいなこと\nA-1,架空,小径\n")
    run(path, db, dry_run=True, columns={"とくいなこと": "strengths"})
    assert db.layout_corrections() == {}


@pytest.mark.parametrize(("heading", "field"), [("ない見出し", "strengths"), ("とくいなこと", "ない項目")])
def test_what_cannot_be_corrected_is_refused(
    db: CorporateDatabase, write: Write, heading: str, field: str
) -> None:
    path = write("a.csv", "登録番号,企業名,とくいなこと\nA-1,架空,小径\n")
    with pytest.raises(InputError, match="ありません。"):
        run(path, db, columns={heading: field})
    assert db.supplier_count() == 0


# --- surveys ----------------------------------------------------------------------------------------------

SURVEY = "回答日,法人番号,企業名,市区町村,電話番号,問1 受注量,問2 採算,問3 受注余力,問4 経営上の課題（複数回答）,問5 導入設備\n"
NUMBER, OTHER_NUMBER = "1180301018771", "4011001098993"


def survey(day: str, *, number: str = NUMBER, spare: str = "有", machine: str = "") -> str:
    return (
        f"{day},{number},架空精機,水戸市,029-000-0001,増加,黒字,{spare},受注量の確保、人材の確保,{machine}\n"
    )


def test_answers_are_stored_question_by_question_and_update_the_profile(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", f"登録番号,企業名,法人番号,加工内容\nA-1,架空精機,{NUMBER},旋削\n"), db)
    path = write("r7.csv", SURVEY + survey("2026-10-15", spare="無", machine="5軸MC 1台"))
    report = run(path, db, survey="R8 受注企業実態調査")
    assert (report.kind, report.survey, counts(report)) == ("survey", "R8 受注企業実態調査", (1, 1, 0, 0, 0))
    assert (report.companies.new, report.companies.merged) == (0, 1)
    (answer,) = db.survey_responses("R8 受注企業実態調査")
    firm = db.supplier_by_key("A-1")
    assert (answer.company_id, answer.answered_on) == (firm.id, date(2026, 10, 15))
    told = {str(one["question"]): one["values"] for one in answer.answers}
    assert told["order_volume"] == ["増加"]
    assert told["challenges"] == ["受注量の確保", "人材の確保"]
    assert "受注余力: 無" in firm.texts["terms"]
    assert "5軸MC" in firm.texts["equipment"]
    (fact,) = db.facts(firm.id, field="terms")
    assert (fact.file, fact.cell.startswith("H")) == ("r7.csv", True)
    assert counts(run(path, db, survey="R8 受注企業実態調査")) == (1, 0, 0, 1, 0)
    assert len(db.survey_responses("R8 受注企業実態調査")) == 1


def test_later_answers_win_field_by_field_whatever_comes_in_last(db: CorporateDatabase, write: Write) -> None:
    run(write("r8.csv", SURVEY + survey("2026-10-15", spare="無")), db, survey="R8")
    report = run(
        write("r7.csv", SURVEY + survey("2025-10-15", spare="有", machine="平面研削盤 1台")), db, survey="R7"
    )
    (firm,) = db.suppliers()
    assert "受注余力: 無" in firm.texts["terms"]
    assert "older-answer" in [issue.code for issue in report.issues]
    assert [fact.value for fact in db.facts(firm.id, field="terms")] == ["受注余力: 無", "受注余力: 有"]
    assert [title for title, _ in db.surveys()] == ["R8", "R7"]


def test_surveys_are_taken_back_the_last_one_first(db: CorporateDatabase, write: Write) -> None:
    first = run(write("r8.csv", SURVEY + survey("2026-10-15", spare="無")), db, survey="R8").batch
    second = run(
        write("r7.csv", SURVEY + survey("2025-10-15", machine="平面研削盤 1台")), db, survey="R7"
    ).batch
    assert first is not None
    assert second is not None
    with pytest.raises(InputError, match=f"先に取込 {second}"), db.writing("試験") as writer:
        writer.undo_batch(first)
    with db.writing("試験") as writer:
        writer.undo_batch(second)
    (firm,) = db.suppliers()
    assert ("受注余力: 無" in firm.texts["terms"], "equipment" in firm.texts) == (True, False)
    assert db.survey_responses("R7") == []
    with db.writing("試験") as writer:
        writer.undo_batch(first)
    assert (db.supplier_count(), db.survey_responses("R8")) == (0, [])


def test_a_corrected_survey_replaces_its_answers(db: CorporateDatabase, write: Write) -> None:
    rows = survey("2026-10-15") + survey("2026-10-16", number=OTHER_NUMBER).replace("架空精機", "架空工業")
    run(write("r8.csv", SURVEY + rows), db, survey="R8")
    report = run(write("r8.csv", SURVEY + rows.replace("増加", "減少", 1)), db, survey="R8")
    assert counts(report) == (2, 0, 1, 1, 0)
    told = [
        one["values"]
        for answer in db.survey_responses("R8")
        for one in answer.answers
        if one["question"] == "order_volume"
    ]
    assert sorted(map(str, told)) == ["['增加']".replace("增", "増"), "['減少']"]


def test_files_of_one_title_add_up(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", SURVEY + survey("2026-10-15")), db, survey="R8")
    run(write("b.csv", SURVEY + survey("2026-10-16", number=OTHER_NUMBER)), db, survey="R8")
    assert len(db.survey_responses("R8")) == 2


def test_orders_of_a_survey_are_open_at_once_with_their_buyer(db: CorporateDatabase, write: Write) -> None:
    text = "発注企業名,法人番号,市区町村,電話番号,品名,加工内容,数量\n架空電機,{},水戸市,029-000-0001,軸,旋削,100個\n"
    report = run(write("発注案件調査.csv", text.format(NUMBER)), db)
    assert (report.kind, counts(report)) == ("orders", (1, 1, 0, 0, 0))
    (order,) = db.orders(open_on=date(2026, 11, 22))
    assert (order.state, order.buyer_id) == ("受付", db.buyer("架空電機").id)
    assert (report.companies.distinct, report.companies.new) == (1, 1)


# --- public registers -------------------------------------------------------------------------------------


def entry(
    number: str, name: str, day: str = "2026-10-31", *, city: str = "水戸市", closed: str = "", cause: str = "", kana: str = "カクウ"
) -> str:  # fmt: skip
    cells = ["1", number, "01", "0", day, "2015-10-05", name, "", "301", "茨城県", city, "架空町１－２", "", "08", "201",
             "3100001", "", "", closed, cause, "", "", "2015-10-05", "1", "", "", "", "", kana, "0"]  # fmt: skip
    return ",".join(cells) + "\r\n"


def registered(db: CorporateDatabase, name: str) -> bool:
    """Whether the corporate numbers' reference table has a firm of this name now."""
    with db.writing("試験", dry_run=True) as writer:
        return bool(writer.registered_names("corporate-numbers", [name_key(name)]))


STRANGER, THIRD = "7123456789012", "2000020080004"


def test_a_register_fills_flags_and_proposes_but_makes_no_firm(db: CorporateDatabase, write: Write) -> None:
    text = f"登録番号,企業名,法人番号,市区町村\nA-1,架空精機,{NUMBER},\nA-2,旧社名,{OTHER_NUMBER},日立市\nA-3,三番工業,,水戸市\n"
    run(write("a.csv", text), db)
    rows = (
        entry(NUMBER, "架空精機")
        + entry(OTHER_NUMBER, "新社名", closed="2026-09-30", cause="01")
        + entry(STRANGER, "知らない会社")
        + entry(THIRD, "株式会社三番工業")
    )
    report = run(write("08_ibaraki_all_20261031.csv", rows), db)
    assert (report.kind, counts(report)) == ("corporate-numbers", (4, 4, 0, 0, 0))
    assert (report.companies.distinct, report.companies.new, report.companies.merged) == (4, 2, 2)
    assert db.supplier_count() == 3
    first = db.supplier_by_key("A-1")
    assert (first.place.prefecture, first.place.city) == ("茨城県", "水戸市")
    assert [fact.value for fact in db.facts(first.id, field="kana")] == ["カクウ"]
    second = db.supplier_by_key("A-2")
    assert second.name == "旧社名"
    assert "清算の結了等" in db.unavailable(date(2026, 11, 22))[second.id]
    assert sorted(issue.code for issue in report.issues) == [
        "register-closed",
        "register-differs",
        "register-number",
    ]
    assert {(one.company, one.field) for one in db.proposals()} == {
        ("旧社名", "name、prefecture、city、address"),
        ("三番工業", "corporate_number"),
    }
    assert registered(db, "知らない会社")


def test_an_accepted_proposal_of_a_register_is_taken_over_and_can_be_taken_back(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", f"登録番号,企業名,法人番号\nA-1,旧社名,{NUMBER}\n"), db)
    run(write("r.csv", entry(NUMBER, "新社名")), db)
    (waiting,) = db.proposals()
    with db.writing("鈴木(架空)") as writer:
        writer.decide(waiting.id, True)
    assert db.supplier_by_key("A-1").name == "新社名"
    with db.writing("鈴木(架空)") as writer:
        writer.reopen(waiting.id)
    assert db.supplier_by_key("A-1").name == "旧社名"


def test_a_register_read_again_changes_nothing_and_a_difference_file_what_differs(
    db: CorporateDatabase, write: Write
) -> None:
    path = write("all.csv", entry(NUMBER, "架空精機") + entry(STRANGER, "知らない会社"))
    run(path, db)
    revision = db.revision()
    assert counts(run(path, db)) == (2, 0, 0, 2, 0)
    assert db.revision() == revision
    report = run(write("diff.csv", entry(STRANGER, "知っている会社")), db)
    assert counts(report) == (1, 0, 1, 0, 0)
    assert report.batch is not None
    with db.writing("試験") as writer:
        writer.undo_batch(report.batch)
    assert registered(db, "知らない会社")


def test_an_older_entry_of_a_register_says_nothing_of_a_firm(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", f"登録番号,企業名,法人番号,市区町村\nA-1,新社名,{NUMBER},水戸市\n"), db)
    older = entry(NUMBER, "旧社名", "2026-10-02", closed="2026-10-02", cause="01")
    run(write("5.csv", entry(NUMBER, "新社名", "2026-10-05")), db)
    report = run(write("2.csv", older), db)
    assert (counts(report), report.issues) == ((1, 0, 0, 1, 0), ())
    run(write("both.csv", entry(OTHER_NUMBER, "乙", "2026-10-06") + older), db)
    assert (db.statuses(db.supplier_by_key("A-1").id), db.proposals()) == ([], [])


def test_a_firm_that_is_in_the_register_again_may_be_introduced_again(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", f"登録番号,企業名,法人番号,市区町村\nA-1,架空精機,{NUMBER},水戸市\n"), db)
    run(write("5.csv", entry(NUMBER, "架空精機", "2026-10-05", closed="2026-10-05", cause="01")), db)
    assert db.unavailable(date(2026, 11, 22))
    report = run(write("6.csv", entry(NUMBER, "架空精機", "2026-10-06")), db)
    assert [one.code for one in report.issues] == ["register-reopened"]
    assert not db.unavailable(date(2026, 11, 22))
    with db.writing("試験") as writer:
        writer.set_status(db.supplier_by_key("A-1").id, "登記閉鎖", "本人の連絡")
    assert run(write("7.csv", entry(NUMBER, "架空精機", "2026-10-07")), db).issues == ()


def test_a_register_between_two_others_is_taken_back(db: CorporateDatabase, write: Write) -> None:
    _, second, third = (
        run(write(f"{day}.csv", entry(STRANGER, name, f"2026-10-0{day}")), db).batch or 0
        for day, name in ((1, "架空一"), (2, "架空二"), (3, "架空三"))
    )
    with db.writing("試験") as writer:
        writer.undo_batch(second)
    assert [name for name in ("架空一", "架空二", "架空三") if registered(db, name)] == ["架空三"]
    with db.writing("試験") as writer:
        writer.undo_batch(third)
    assert [name for name in ("架空一", "架空二", "架空三") if registered(db, name)] == ["架空一"]


def test_what_a_register_filled_and_a_later_file_says_too_is_not_taken_back_under_it(
    db: CorporateDatabase, write: Write
) -> None:
    text = f"登録番号,企業名,法人番号,市区町村\nA-1,架空精機,{NUMBER},水戸市\n"
    run(write("a.csv", text), db)
    register = run(write("r.csv", entry(NUMBER, "架空精機")), db).batch
    told = run(write("b.csv", text.replace("\n", ",フリガナ\n", 1).rstrip() + ",カクウ\n"), db)
    assert (told.rows.unchanged, register is not None) == (1, True)
    with pytest.raises(InputError, match=f"先に取込 {told.batch}"), db.writing("試験") as writer:
        writer.undo_batch(register or 0)


def test_a_proposal_of_a_register_goes_with_its_batch_and_is_not_told_again_after_a_decision(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", f"登録番号,企業名,法人番号\nA-1,旧社名,{NUMBER}\n"), db)
    path = write("r.csv", entry(NUMBER, "新社名"))
    batch = run(path, db).batch
    with db.writing("試験") as writer:
        writer.undo_batch(batch or 0)
    assert db.proposals() == []
    assert [one.code for one in run(path, db).issues] == ["register-differs"]
    (waiting,) = db.proposals()
    with db.writing("試験") as writer:
        writer.decide(waiting.id, False)
    assert run(path, db).issues == ()


def test_a_number_that_another_firm_has_got_since_is_not_accepted(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", "登録番号,企業名,都道府県,市区町村\nA-1,架空精機,茨城県,水戸市\n"), db)
    run(write("r.csv", entry(NUMBER, "架空精機")), db)
    (waiting,) = db.proposals()
    run(write("b.csv", f"登録番号,企業名,法人番号\nA-2,よその工業,{NUMBER}\n"), db)
    with pytest.raises(InputError, match="すでに企業"), db.writing("試験") as writer:
        writer.decide(waiting.id, True)


def test_rows_of_a_register_without_a_right_number_are_rejected(db: CorporateDatabase, write: Write) -> None:
    rows = entry(NUMBER, "架空精機") + entry(STRANGER, "よその会社") + entry("7123456789013", "桁違い")
    report = run(write("a.csv", rows), db, "corporate-numbers")
    assert counts(report) == (3, 2, 0, 0, 1)
    (issue,) = report.issues
    assert (issue.severity, issue.code, issue.row, issue.value) == (
        "error",
        "bad-register-number",
        3,
        "7123456789013",
    )


def answered(day: str, capacity: str) -> str:
    return f"回答日,企業名,法人番号,受注量,受注余力\n{day},架空,{NUMBER},増加,{capacity}\n"


def states(db: CorporateDatabase) -> tuple[str, list[str]]:
    (firm,) = db.suppliers()
    return firm.texts["terms"], [one.kind for one in db.statuses(firm.id)]


def test_an_answer_that_a_later_one_has_overruled_sets_no_state(db: CorporateDatabase, write: Write) -> None:
    run(write("r8.csv", answered("2026-10-01", "有")), db, survey="R8")
    report = run(write("r6.csv", answered("2024-10-01", "無")), db, survey="R6")
    assert [issue.code for issue in report.issues] == ["older-answer"]
    assert states(db) == ("受注余力: 有", [])


def test_an_answer_given_again_has_the_later_day(db: CorporateDatabase, write: Write) -> None:
    for name, day, capacity in (
        ("R6", "2024-10-01", "有"),
        ("R8", "2026-10-01", "有"),
        ("R7", "2025-10-01", "無"),
    ):
        run(write(f"{name}.csv", answered(day, capacity)), db, survey=name)
    assert states(db) == ("受注余力: 有", [])


def test_a_class_of_industries_in_a_survey_fills_a_blank_but_replaces_nothing(
    db: CorporateDatabase, write: Write
) -> None:
    run(
        write(
            "登録.csv",
            "登録番号,企業名,業種,加工内容\nA-1,架空甲,硬質クロムめっき,めっき\nA-2,架空乙,,旋盤\n",
        ),
        db,
    )
    head = "登録番号,企業名,業種,問1 受注量,問2 採算\n"
    answers = head + "A-1,架空甲,金属製品,増加,黒字\nA-2,架空乙,金属製品,減少,赤字\n"
    assert run(write("調査.csv", answers), db, survey="R8").rows.accepted == 2
    assert db.supplier_by_key("A-1").texts["industry"] == "硬質クロムめっき"
    assert db.supplier_by_key("A-2").texts["industry"] == "金属製品"
    corrected = answers.replace("A-2,架空乙,金属製品", "A-2,架空乙,樹脂製品")
    run(write("調査.csv", corrected), db, survey="R8")
    assert db.supplier_by_key("A-2").texts["industry"] == "樹脂製品"
