"""Reports from the sample surveys: figures as counted by hand from the files, nothing hidden in any file, rows traced."""

import csv
import io
import json
import re
import runpy
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from docx import Document

import app_cli
from ingest import pipeline
from ingest.surveys.publication import open_publication
from ingest.surveys.reading import survey_data
from ingest.surveys.report_parts import Report
from ingest.surveys.reporting import Wanted, make_report
from ingest.surveys.trace import HEADINGS
from matching.corporate import CorporateDatabase
from matching.errors import InputError
from matching.settings import DATA

SURVEYS = DATA / "sample_surveys"
NOW, BEFORE = "受注企業実態調査2025", "受注企業実態調査2024"
SOURCE = "架空支援機関"
FILES = {
    "survey_suppliers_2024.csv": BEFORE,
    "survey_suppliers_2025.xlsx": NOW,
    "survey_suppliers_2025_late.csv": NOW,
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]) -> str:
    made = shared_database_at(tmp_path_factory.mktemp("surveys") / "a.db")
    with CorporateDatabase.open(made) as db:
        for name in ("suppliers_1.csv", "suppliers_2.xlsx"):
            assert pipeline.run(DATA / "sample" / name, db).error is None
        for name, title in FILES.items():
            assert pipeline.run(SURVEYS / name, db, survey=title).error is None
    return made


@pytest.fixture(scope="module")
def db(url: str) -> Iterator[CorporateDatabase]:
    with CorporateDatabase.open(url) as opened:
        yield opened


def wanted(out: Path, **more: object) -> Wanted:
    told = {"previous": BEFORE, "by": ("industry", "region"), "source": SOURCE, "made_on": date(2026, 1, 15)}
    return Wanted(NOW, out, **(told | more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def published(db: CorporateDatabase, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """All five files of the report that may be published."""
    folder = tmp_path_factory.mktemp("published")
    reports = [
        make_report(db, wanted(folder / f"r.{kind}")) for kind in ("xlsx", "docx", "pdf", "csv", "json")
    ]
    return folder, reports[0]


# --- the figures, counted from the files ------------------------------------------------------------------

CODES = {"1": 0, "2": 1, "3": 2, "１": 0, "２": 1, "３": 2, "①": 0, "②": 1, "③": 2}
LABELS = ("良くなった", "変わらない", "悪くなった")


def profit_of_2025() -> Counter[str]:
    """The latest answer of each firm to 収益性, straight from the cells."""
    page = openpyxl.load_workbook(SURVEYS / "survey_suppliers_2025.xlsx")["回答一覧"]
    said = {str(row[0].value): str(row[9].value or "") for row in page.iter_rows(min_row=5) if row[0].value}
    with (SURVEYS / "survey_suppliers_2025_late.csv").open(encoding="cp932", newline="") as stream:
        said |= {row[0]: row[9] for row in list(csv.reader(stream))[2:]}  # all of them came later
    return Counter(LABELS[CODES[one]] if one in CODES else one for one in said.values())


def profit_of_2024() -> Counter[str]:
    with (SURVEYS / "survey_suppliers_2024.csv").open(encoding="cp932", newline="") as stream:
        return Counter(row[8] for row in list(csv.reader(stream))[2:])


def half_up(value: Decimal) -> float:
    return float(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_the_json_has_the_figures_of_the_files(published: tuple[Path, Report]) -> None:
    told = json.loads((published[0] / "r.json").read_text(encoding="utf-8"))
    (asked,) = [one for one in told["questions"] if one["id"] == "profitability"]
    now, before = profit_of_2025(), profit_of_2024()
    base, base_before = (sum(one[label] for label in LABELS) for one in (now, before))
    assert asked["base"] == base
    for option in asked["options"]:
        label = option["label"]
        share, share_before = Decimal(100 * now[label]) / base, Decimal(100 * before[label]) / base_before
        assert (option["count"], option["percent"]) == (now[label], half_up(share))
        assert (option["previous_percent"], option["difference"]) == (
            half_up(share_before),
            half_up(share - share_before),
        )


def test_every_file_tells_the_same_percentage(published: tuple[Path, Report]) -> None:
    folder, _ = published
    now = profit_of_2025()
    percent = f"{half_up(Decimal(100 * now['悪くなった']) / sum(now[one] for one in LABELS)):.1f}"
    assert f"「悪くなった」が{percent} %" in words_of_document(folder / "r.docx")
    with (folder / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.reader(stream) if row[0] == "profitability" and row[4] == "全体"]
    assert [row[7] for row in rows if row[5] == "悪くなった"] == [percent]
    assert percent in {f"{cell:.1f}" for cell in cells_of(folder / "r.xlsx") if isinstance(cell, float)}


def words_of_document(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def cells_of(path: Path) -> list[object]:
    book = openpyxl.load_workbook(path)
    return [
        cell for page in book for row in page.iter_rows(values_only=True) for cell in row if cell is not None
    ]


def test_every_file_says_title_n_dates_method_and_source(published: tuple[Path, Report]) -> None:
    folder, report = published
    facts = dict(report.facts)
    assert facts["集計した企業"] == "n=273社"
    assert facts["回答日"].startswith("2025年10月")
    texts = {
        "docx": words_of_document(folder / "r.docx"),
        "xlsx": "\n".join(map(str, cells_of(folder / "r.xlsx"))),
        "csv": (folder / "r.csv").read_text(encoding="utf-8-sig"),
        "json": (folder / "r.json").read_text(encoding="utf-8"),
    }
    for kind, text in texts.items():
        for words in (report.title, "n=273社", facts["回答日"], SOURCE, "2026年1月15日"):
            assert words in text, (kind, words)
        assert kind == "csv" or all(sentence in text for sentence in report.method)


# --- what is hidden ---------------------------------------------------------------------------------------


def test_a_hidden_cell_stands_in_no_file(published: tuple[Path, Report]) -> None:
    folder, report = published
    assert report.publication.hidden > 0
    told = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    hidden = 0
    tables = zip(
        report.publication.tabulation.crosses, report.publication.crosses, told["crosses"], strict=True
    )
    for table, mask, shown in tables:
        for row, group in enumerate(shown["rows"]):
            assert (group["base"] is None) == bool(mask.bases[row])
            for column, (count, percent) in enumerate(zip(group["counts"], group["percents"], strict=True)):
                hidden += bool(mask.cells[row, column])
                expected = None if mask.cells[row, column] else int(table.counts[row, column])
                assert count == expected
                assert (percent is None) == (expected is None or not table.bases[row])
    assert hidden
    with (folder / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.reader(stream) if len(row) == 11 and row[3]]
    assert sum(row[6] == "x" for row in rows) == hidden
    assert all((row[6] == "x") == (row[7] == "x") for row in rows if row[7])


def test_hidden_percentages_are_not_in_the_tables_and_charts(published: tuple[Path, Report]) -> None:
    _, report = published
    for section in report.sections:
        tables = [
            one for one in report.publication.tabulation.crosses if one.question == section.id and one.columns
        ]
        masks = [
            mask
            for table, mask in zip(
                report.publication.tabulation.crosses, report.publication.crosses, strict=True
            )
            if table.question == section.id and table.columns
        ]
        crosses = [one for one in section.crosses if one.counts]
        for _, mask, cross in zip(tables, masks, crosses, strict=True):
            for row, cells in enumerate(cross.percents.rows[1:]):  # the first row is all firms
                assert [cell.text == "x" for cell in cells[2:]] == mask.cells[row].tolist()
                assert all(cell.value is None for cell in cells if cell.text == "x")
            if cross.picture:
                shown = {one.percents for one in cross.picture.chart.series}
                assert any(None in one for one in shown) == bool(mask.cells.any()) or not mask.cells.any()


def test_no_firm_is_named_in_what_is_published(published: tuple[Path, Report], db: CorporateDatabase) -> None:
    folder, _ = published
    names = {str(one) for one in survey_data(db, NOW).firms["name"]}
    for kind in ("json", "csv"):
        text = (folder / f"r.{kind}").read_text(encoding="utf-8-sig")
        assert [name for name in names if name in text] == []
    text = words_of_document(folder / "r.docx") + "\n".join(map(str, cells_of(folder / "r.xlsx")))
    assert [name for name in names if name in text] == []
    assert "根拠" not in openpyxl.load_workbook(folder / "r.xlsx").sheetnames
    assert not re.search(r"0299-00-1234|taro@", text)


# --- the staff's copy -------------------------------------------------------------------------------------


def test_every_figure_leads_to_as_many_rows_as_it_counts(db: CorporateDatabase, tmp_path: Path) -> None:
    out, trace = tmp_path / "staff.xlsx", tmp_path / "rows.csv"
    report = make_report(db, wanted(out, exact=True, trace=trace))
    with trace.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert tuple(lines[0]) == HEADINGS
    places: dict[tuple[str, str, str], set[tuple[str, str, int]]] = {}
    for line in lines:
        key = (line["設問"], line["区分"], line["選択肢"])
        for run in line["行"].split(","):
            first, _, last = run.partition("-")
            rows = range(int(first), int(last or first) + 1)
            places.setdefault(key, set()).update((line["ファイル"], line["シート"], row) for row in rows)
    for figures in report.publication.tabulation.questions:
        for option in figures.options:
            assert len(places.get((figures.label, "", option.label), ())) == option.count
    for table in report.publication.tabulation.crosses:
        for row, group in enumerate(table.rows):
            for column, label in enumerate(table.columns):
                key = (table.question_label, f"{table.factor_label}：{group}", label)
                assert len(places.get(key, ())) == table.counts[row, column]
    page = openpyxl.load_workbook(SURVEYS / "survey_suppliers_2025.xlsx")["回答一覧"]
    for file, _, row in places["収益性", "", "悪くなった"]:
        if file.endswith(".xlsx"):
            assert str(page.cell(row, 10).value) in ("3", "３", "③", "悪くなった")
    book = openpyxl.load_workbook(out)
    assert book["根拠"].max_row == len(lines) + 1
    assert "職員用（公表しないこと）" in cells_of(out)


def test_an_open_publication_hides_nothing(published: tuple[Path, Report]) -> None:
    publication = open_publication(published[1].publication.tabulation)
    assert publication.exact
    assert not any(mask.options.any() for mask in publication.questions.values())
    assert not any(mask.cells.any() or mask.bases.any() for mask in publication.crosses)


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("r.txt", {}, ".xlsx"),
        ("r.pdf", {"trace": Path("t.csv")}, "--exact"),
        ("r.pdf", {"threshold": 2}, "--threshold"),
        ("r.pdf", {"panel": True, "previous": ""}, "--previous"),
        ("r.pdf", {"panel": True}, "--by"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    db: CorporateDatabase, tmp_path: Path, name: str, more: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        make_report(db, wanted(tmp_path / name, **more))
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_report(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "r.csv"
    line = [
        "survey",
        "report",
        NOW,
        str(out),
        "--previous",
        BEFORE,
        "--db",
        url,
        "--json",
        "--date",
        "2026-01-15",
    ]
    assert app_cli.main(line) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["exact"]) == (str(out), False)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert app_cli.main(["survey", "report", "ない調査", str(out), "--db", url]) == 2
    assert "ない調査" in capsys.readouterr().err


# --- other programs open them -----------------------------------------------------------------------------


def test_a_pdf_embeds_its_font(published: tuple[Path, Report]) -> None:
    data = (published[0] / "r.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert b"IPAexGothic" in data
    assert b"/FontFile2" in data


def test_charts_are_native_in_the_workbook_and_pictures_in_the_document(
    published: tuple[Path, Report],
) -> None:
    folder, report = published
    pictures = sum(bool(one.picture) for one in report.sections)
    pictures += sum(bool(cross.picture) for one in report.sections for cross in one.crosses)
    with zipfile.ZipFile(folder / "r.xlsx") as book:
        assert sum(name.startswith("xl/charts/chart") for name in book.namelist()) == pictures
    with zipfile.ZipFile(folder / "r.docx") as document:
        assert sum(name.startswith("word/media/") for name in document.namelist()) == pictures
        assert b"pieChart" not in b"".join(document.read(name) for name in document.namelist())


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_libreoffice_opens_a_report(published: tuple[Path, Report], kind: str, tmp_path: Path) -> None:
    folder, report = published
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if not office or not reader:
        pytest.skip("LibreOffice (soffice) and pdftotext are not installed: reports were not opened")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    line = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(folder / f"r.{kind}"),
    ]
    subprocess.run(line, check=True, capture_output=True, timeout=180)
    read = subprocess.run([reader, str(tmp_path / "r.pdf"), "-"], check=True, capture_output=True, timeout=60)
    text = re.sub(r"\s", "", read.stdout.decode())
    for words in (report.title, "n=273社", SOURCE, *report.highlights, *report.method):
        assert re.sub(r"\s", "", words) in text, words


def test_the_pdf_says_all_findings(published: tuple[Path, Report]) -> None:
    folder, report = published
    reader = shutil.which("pdftotext")
    if not reader:
        pytest.skip("pdftotext is not installed: the PDF was not read")
    read = subprocess.run([reader, str(folder / "r.pdf"), "-"], check=True, capture_output=True, timeout=60)
    text = re.sub(r"\s", "", read.stdout.decode())
    for words in (report.title, "n=273社", SOURCE, *report.highlights):
        assert re.sub(r"\s", "", words) in text, words


# --- the sample -------------------------------------------------------------------------------------------


def test_the_sample_surveys_are_what_their_script_makes(tmp_path: Path) -> None:
    runpy.run_path(str(SURVEYS / "make.py"))["make"](tmp_path)
    for path in sorted(tmp_path.iterdir()):
        stored = SURVEYS / path.name
        if path.suffix == ".csv":
            assert path.read_bytes() == stored.read_bytes(), path.name
        else:
            assert cells_of(path) == cells_of(stored), path.name
    assert {path.name for path in tmp_path.iterdir()} == {
        path.name for path in SURVEYS.iterdir() if path.suffix in (".csv", ".xlsx")
    }


def test_a_trace_that_is_written_reads_as_csv(tmp_path: Path, db: CorporateDatabase) -> None:
    trace = tmp_path / "t.csv"
    make_report(db, wanted(tmp_path / "r.json", exact=True, trace=trace, by=()))
    rows = list(csv.reader(io.StringIO(trace.read_text(encoding="utf-8-sig"))))
    assert rows[0] == list(HEADINGS)
    assert all(len(row) == len(HEADINGS) for row in rows)
