from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.pipeline import run
from ingest.report import IngestReport
from matching.corporate import CorporateDatabase
from matching.settings import DATA

SAMPLE = DATA / "sample"
FILES = sorted(SAMPLE.glob("*.csv")) + sorted(SAMPLE.glob("*.xlsx"))
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def loaded(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]
) -> Iterator[tuple[CorporateDatabase, dict[str, IngestReport]]]:
    url = shared_database_at(tmp_path_factory.mktemp("sample") / "sample.db")
    with CorporateDatabase.open(url) as db:
        yield db, {path.name: run(path, db) for path in sorted(FILES, key=lambda path: path.name)}


def test_the_sample_loads_without_an_issue(loaded: tuple[CorporateDatabase, dict[str, IngestReport]]) -> None:
    _, reports = loaded
    assert {name: report.issues for name, report in reports.items() if report.issues} == {}
    assert {
        name: report.sheets[0].unmapped for name, report in reports.items() if report.sheets[0].unmapped
    } == {}
    assert all(report.rows.read == report.rows.accepted for report in reports.values())


def test_all_430_suppliers_are_there_under_their_numbers(
    loaded: tuple[CorporateDatabase, dict[str, IngestReport]],
) -> None:
    db, _ = loaded
    assert {supplier.source_id for supplier in db.suppliers()} == {f"A-{n:04d}" for n in range(1, 431)}
    assert all(supplier.place.lat is not None for supplier in db.suppliers())


def test_suppliers_of_both_files_have_machines_and_certificates(
    loaded: tuple[CorporateDatabase, dict[str, IngestReport]],
) -> None:
    db, _ = loaded
    suppliers = list(db.suppliers())
    for half in (suppliers[:215], suppliers[215:]):
        assert sum("equipment" in supplier.texts for supplier in half) > 100
        assert sum("certifications" in supplier.texts for supplier in half) > 50
    assert len(db.select_ids({"certification": "ISO9001"})) > 50


def test_some_suppliers_are_in_a_state(loaded: tuple[CorporateDatabase, dict[str, IngestReport]]) -> None:
    db, _ = loaded
    reasons = {reason.partition("（")[0] for reason in db.unavailable(TODAY).values()}
    assert reasons == {"休業中です", "本人の申し出で紹介を止めています", "登記が閉鎖されています"}
    assert len(db.notes(TODAY)) == 6


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_reading_a_sample_file_again_changes_nothing(
    loaded: tuple[CorporateDatabase, dict[str, IngestReport]], path: Path
) -> None:
    db, _ = loaded
    revision = db.revision()
    rows = run(path, db).rows
    assert (rows.unchanged, db.revision()) == (rows.read, revision)


def test_the_data_dictionary_names_every_file() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for folder in ("sample", "reference"):
        for path in (DATA / folder).iterdir():
            assert f"`{path.name}`" in text, path.name
