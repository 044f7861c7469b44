"""Codes, crosses and corrections of surveys: what is not understood is kept and told."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from ingest.exporting import export_survey
from ingest.pipeline import run
from matching.corporate import CorporateDatabase
from matching.errors import InputError

Write = Callable[..., Path]
TITLE = "動向調査"


def answers(db: CorporateDatabase, label: str) -> list[list[str]]:
    """The values of one question, firm by firm in the order of the file."""
    found = sorted(db.survey_responses(TITLE), key=lambda one: one.row)
    return [list(a.get("values", ())) for each in found for a in each.answers if a["label"] == label]


def book(path: Path, *sheets: tuple[tuple[str | int | None, ...], ...]) -> Path:
    made = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = made.worksheets[0] if not number else made.create_sheet("コード表")
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_codes_that_nothing_explains_are_told_dates_among_them(db: CorporateDatabase, write: Write) -> None:
    text = "企業名,市町村,問3 経営上の課題(いくつでも)\n架空一,水戸市,2026-01-03\n架空二,水戸市,1・3\n架空三,水戸市,2\n"
    report = run(write("a.csv", text), db, survey=TITLE)
    assert [one.code for one in report.issues] == ["unlabelled-codes", "answer-from-date"]
    assert answers(db, "経営上の課題") == [["1", "3"], ["1", "3"], ["2"]]


def test_a_sheet_with_the_choices_below_the_question_explains_codes(
    db: CorporateDatabase, tmp_path: Path
) -> None:
    rows = (("企業名", "市町村", "問3 経営上の課題(いくつでも)"), ("架空一", "水戸市", "1,2,9"))
    codes = (("問3 経営上の課題",), (1, "人手不足"), (2, "原材料高"), (3, "その他"))
    report = run(book(tmp_path / "a.xlsx", rows, codes), db, survey=TITLE)
    assert [(one.code, one.value) for one in report.issues] == [("unknown-choice", "1,2,9")]
    # 9 is none of the choices and stays as it is written.
    assert answers(db, "経営上の課題") == [["人手不足", "原材料高", "9"]]


def test_a_cross_alone_chooses_nothing_but_is_told_and_kept(db: CorporateDatabase, tmp_path: Path) -> None:
    rows = (
        ("企業名", "市町村", "問1 受注量", None, None),
        (None, None, "増加", "不変", "減少"),
        ("架空一", "水戸市", None, None, "×"),
        ("架空二", "水戸市", "×", "○", "×"),
        ("架空三", "水戸市", "×", "×", "×"),
    )
    report = run(book(tmp_path / "a.xlsx", rows), db, "survey", survey=TITLE)
    assert [(one.code, one.row) for one in report.issues] == [("ambiguous-answer", 3)]
    assert answers(db, "受注量") == [[], ["不変"]]
    export_survey(db, TITLE, tmp_path / "b.xlsx")
    again = run(tmp_path / "b.xlsx", db, survey=TITLE)
    assert (again.rows.unchanged, again.rows.read) == (3, 3)


HEADINGS = ("問2 採算\n1 黒字 2 収支均衡 3 赤字", "もうけの具合 1.黒字 2.収支均衡 3.赤字")


@pytest.mark.parametrize(("heading", "told"), [(HEADINGS[0], {}), (HEADINGS[1], {HEADINGS[1]: "採算"})])
def test_a_heading_is_the_usual_question_by_its_words_or_by_the_users(
    db: CorporateDatabase, tmp_path: Path, heading: str, told: dict[str, str]
) -> None:
    path = book(
        tmp_path / "a.xlsx", (("企業名", "市町村", heading, "受注量"), ("架空一", "水戸市", 3, "増加"))
    )
    run(path, db, "survey", survey=TITLE, columns=told)
    assert answers(db, "採算") == [["赤字"]]


def test_a_column_may_be_said_to_hold_the_state(db: CorporateDatabase, write: Write) -> None:
    path = write("a.csv", "企業名,市町村,加工内容,とりやめ\n架空一,水戸市,旋削,停止中\n")
    run(path, db, columns={"とりやめ": "状態"})
    assert [one.kind for found in db.all_statuses().values() for one in found] == ["紹介停止"]
    with pytest.raises(InputError, match="受注企業の表に「採算」という項目はありません"):
        run(path, db, columns={"とりやめ": "採算"})
