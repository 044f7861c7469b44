"""Forms to fill in: the worked example reads back without a single issue, lists and checks are there."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from ingest.pipeline import run
from ingest.templates import KINDS, write_template
from matching.corporate import CorporateDatabase, is_corporate_number
from matching.errors import InputError


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("told", ["auto", ""])
def test_a_form_reads_back_without_a_single_issue(
    db: CorporateDatabase, tmp_path: Path, kind: str, told: str
) -> None:
    write_template(kind, tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    for cell in book.worksheets[0][4]:
        if "架空見本" in str(cell.value):
            cell.value = "株式会社記入工業"
    book.save(tmp_path / "form.xlsx")
    report = run(tmp_path / "form.xlsx", db, told or kind)
    assert (report.kind, list(report.issues)) == (kind, [])
    assert (report.rows.read, report.rows.accepted) == (1, 1)
    assert report.sheets[0].unmapped == ()
    assert report.companies.distinct == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_worked_example_of_a_form_is_no_firm(db: CorporateDatabase, tmp_path: Path, kind: str) -> None:
    write_template(kind, tmp_path / "form.xlsx")
    report = run(tmp_path / "form.xlsx", db)
    assert [(issue.code, issue.row) for issue in report.issues] == [("example-row", 4)]
    assert (report.rows.read, list(db.suppliers()), list(db.orders())) == (0, [], [])


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_has_lists_and_checks_that_excel_takes(tmp_path: Path, kind: str) -> None:
    write_template(kind, tmp_path / "form.xlsx")
    page = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
    rules = page.data_validations.dataValidation
    assert {rule.type for rule in rules} >= {"list", "date" if kind != "buyers" else "whole", "custom"}
    assert all(len(rule.formula1) <= 257 for rule in rules)  # Excel's 255 and two quotation marks
    assert all(rule.error for rule in rules)
    headings = [cell.value for cell in page[3]]
    assert len(headings) == len(set(headings)) == page.max_column


def test_the_worked_examples_use_numbers_that_pass_and_choices_of_the_lists(tmp_path: Path) -> None:
    for kind in KINDS:
        write_template(kind, tmp_path / "form.xlsx")
        page = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
        row = {head.value: cell.value for head, cell in zip(page[3], page[4], strict=True)}
        assert is_corporate_number(row["法人番号"])
        for rule in page.data_validations.dataValidation:
            if rule.type == "list":
                cell = page[str(rule.sqref).split(":")[0]]
                assert cell.value is None or cell.value in rule.formula1.strip('"').split(",")


def test_a_filled_form_is_read(db: CorporateDatabase, tmp_path: Path) -> None:
    write_template("suppliers", tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    page = book.worksheets[0]
    column = {cell.value: cell.column for cell in page[3]}
    for words, value in {
        "企業名": "株式会社記入工業",
        "市区町村": "日立市",
        "従業員数": 30,
        "法人番号": "",
    }.items():
        page.cell(4, column[words]).value = value
    book.save(tmp_path / "filled.xlsx")
    run(tmp_path / "filled.xlsx", db)
    (firm,) = db.suppliers()
    assert (firm.name, firm.place.city, firm.employees) == ("株式会社記入工業", "日立市", 30)


@pytest.mark.parametrize(("kind", "name"), [("nonsense", "a.xlsx"), ("survey", "a.csv")])
def test_what_cannot_be_written_is_refused(
    tmp_path: Path, write: Callable[..., Path], kind: str, name: str
) -> None:
    with pytest.raises(InputError, match="。"):
        write_template(kind, tmp_path / name)
