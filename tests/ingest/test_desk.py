"""The façade over files and surveys: what each viewer may, what stays after a reading was stopped, what is hidden."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from ingest import pipeline, upload_desk
from ingest.file_desk import FileDesk
from ingest.review_desk import ReviewDesk
from ingest.surveys.following import previous_of
from ingest.surveys.questionnaires import parse
from ingest.surveys.recording import Done
from ingest.surveys.results_desk import ResultsDesk
from ingest.surveys.survey_desk import Cut, SurveyFigures
from ingest.upload_desk import UploadDesk
from ingest.uploads import CHECKED, STORED, TAKEN_IN, UNREADABLE, Choice, Shelf, shown_name
from matching.corporate import CorporateDatabase, SupplierRow, TargetRow, jobs
from matching.corporate.access import NOBODY, Role, Viewer
from matching.errors import AccessDenied, Conflict, InputError, NotFound, NotSignedIn, Stale
from matching.jobs import Jobs, Workshop

FIRMS = "企業名,都道府県,市区町村,仕事\n架空鋼業,茨城県,日立市,旋削加工\n架空板金,茨城県,水戸市,曲げ加工\n"
SURVEY = "企業名,所在地,業種,収益性（1.良くなった 2.変わらない 3.悪くなった）\n" + "".join(
    f"架空{number}工業,日立市,{'金属' if number < 8 else '電気'},{1 if number else 3}\n"
    for number in range(10)
)
TITLE = "受注企業実態調査 R8"


def viewer(*roles: Role, key: str = "u1") -> Viewer:
    return Viewer(key, frozenset(roles))


STAFF = viewer("survey", key="u1")
COORDINATOR = viewer("coordinator", key="u2")
READER = viewer("reader", key="u3")
SUPPLIER = Viewer("u4", frozenset({"supplier"}), supplier_id=1)

UploadsOf = Callable[[Viewer], UploadDesk]


@pytest.fixture
def workshop(db: CorporateDatabase, tmp_path: Path) -> Iterator[Workshop]:
    workshop = Workshop(db, tmp_path / "jobs", 1)
    yield workshop
    workshop.close()


@pytest.fixture
def uploads(db: CorporateDatabase, workshop: Workshop, tmp_path: Path) -> UploadsOf:
    def desk(viewer: Viewer) -> UploadDesk:
        return UploadDesk(db, viewer, lambda: Jobs(db, workshop, viewer), tmp_path / "uploads", 100_000)

    return desk


def deeds(db: CorporateDatabase) -> list[tuple[str, str, str]]:
    db.trail.flush()
    found = db.trail.entries(viewer("admin", key="u9"))
    return [(one.who, one.deed, one.subject) for one in found]


def only_batch(db: CorporateDatabase) -> int:
    """The number of the one reading that was stored; what was only looked at may have used up numbers before it."""
    (batch,) = db.batches()
    return batch.id


# --- uploads ----------------------------------------------------------------------------------------------


def test_a_file_is_looked_at_corrected_and_taken_in_once(db: CorporateDatabase, uploads: UploadsOf) -> None:
    desk = uploads(STAFF)
    first = desk.add("名簿.csv", FIRMS.encode())
    assert (first.state, first.owner, db.supplier_count()) == (CHECKED, "u1", 0)
    report = desk.report(first.id)
    assert report is not None
    assert (report["kind"], report["rows"]["read"], report["sheets"][0]["name"]) == ("suppliers", 2, "名簿")
    assert report["sheets"][0]["unmapped"] == ["仕事"]
    assert [one["code"] for one in desk.issues(first.id)[0]] == ["unmapped-column"]

    again = desk.check(first.id, Choice(columns={"仕事": "加工内容"}))
    assert desk.issues(again.id) == ([], None)
    taken = desk.commit(again.id)
    batch = only_batch(db)
    assert (taken.state, taken.batch, db.supplier_count()) == (TAKEN_IN, batch, 2)
    revision = db.revision()
    assert desk.commit(again.id).batch == batch
    assert (db.revision(), len(db.batches())) == (revision, 1)
    assert [one.texts["processes"] for one in db.suppliers()] == ["旋削加工", "曲げ加工"]
    assert [(one.person, one.file) for one in desk.batches()] == [("u1", "名簿.csv")]
    assert ("u1", "import", "upload") in deeds(db)

    desk.undo(batch)
    assert db.supplier_count() == 0
    assert ("u1", "undo", "upload") in deeds(db)


def test_somebody_points_at_the_headings_of_a_file_that_was_not_understood(
    db: CorporateDatabase, uploads: UploadsOf
) -> None:
    desk = uploads(STAFF)
    unread = desk.add("町の名簿.csv", "架空の町,,\nナマエ,ワザ,マチ\n架空旋盤,旋削,水戸市\n".encode())
    assert unread.state == UNREADABLE
    (name,) = tops = desk.tops(unread.id)
    assert [one["row"] for one in tops[name]] == [1, 2, 3]
    again = desk.check(unread.id, Choice(headings={name: 2}))
    report = desk.report(again.id)
    assert report is not None
    assert (report["sheets"][0]["header_rows"], report["sheets"][0]["unmapped"]) == (
        [2],
        ["ナマエ", "ワザ", "マチ"],
    )
    named = Choice(columns={"ナマエ": "企業名", "ワザ": "加工内容", "マチ": "市区町村"}, headings={name: 2})
    desk.commit(desk.check(again.id, named).id)
    assert [(one.name, one.place.city, one.texts["processes"]) for one in db.suppliers()] == [
        ("架空旋盤", "水戸市", "旋削")
    ]


@pytest.mark.parametrize(
    ("headings", "said"),
    [({"": 9}, "9 行目に見出しはありません"), ({"別": 2}, "シート「別」はこのファイルにありません")],
)
def test_a_row_or_a_sheet_that_there_is_not_is_no_heading(
    uploads: UploadsOf, headings: dict[str, int], said: str
) -> None:
    desk = uploads(STAFF)
    stored = desk.add("a.csv", FIRMS.encode())
    with pytest.raises(InputError, match=said):
        desk.check(stored.id, Choice(headings=headings))


def test_what_was_taken_back_can_be_taken_in_again(db: CorporateDatabase, uploads: UploadsOf) -> None:
    desk = uploads(STAFF)
    upload = desk.add("a.csv", FIRMS.encode())
    desk.undo(desk.commit(upload.id).batch or 0)
    assert [(one.state, one.batch) for one in desk.all()] == [(CHECKED, None)]
    again = desk.commit(upload.id)
    assert (again.state, db.supplier_count()) == (TAKEN_IN, 2)
    assert [one.id for one in db.batches() if one.undone_at is None] == [again.batch]


def test_a_file_that_was_not_checked_to_the_end_is_not_taken_in(
    db: CorporateDatabase, uploads: UploadsOf, tmp_path: Path
) -> None:
    desk = uploads(STAFF)
    unchecked = Shelf(tmp_path / "uploads").put("a.csv", FIRMS.encode(), "u1")
    with pytest.raises(Conflict, match="先に内容を確認"):
        desk.commit(unchecked.id)
    assert (db.supplier_count(), desk.get(unchecked.id).state) == (0, STORED)
    desk.check(unchecked.id, Choice())
    assert desk.commit(unchecked.id).state == TAKEN_IN


def test_the_same_file_handed_in_twice_changes_nothing_the_second_time(
    db: CorporateDatabase, uploads: UploadsOf
) -> None:
    desk = uploads(STAFF)
    desk.commit(desk.add("a.csv", FIRMS.encode()).id)
    second = desk.commit(desk.add("a.csv", FIRMS.encode()).id)
    report = desk.report(second.id)
    assert report is not None
    assert report["rows"] == {"read": 2, "accepted": 0, "updated": 0, "unchanged": 2, "rejected": 0}
    assert db.supplier_count() == 2


def test_two_programs_that_take_the_same_upload_in_make_one_batch_of_it(
    db: CorporateDatabase, workshop: Workshop, database_at: Callable[[Path], str], tmp_path: Path
) -> None:
    def program(opened: CorporateDatabase) -> UploadDesk:
        return UploadDesk(opened, STAFF, lambda: Jobs(opened, workshop, STAFF), tmp_path / "uploads", 100_000)

    one = program(db)
    upload = one.add("a.csv", FIRMS.encode()).id
    with (
        CorporateDatabase.open(database_at(tmp_path / "test.db")) as elsewhere,
        ThreadPoolExecutor(2) as threads,
    ):
        taken = list(threads.map(lambda desk: desk.commit(upload), (one, program(elsewhere))))
    assert [done.batch for done in taken] == [only_batch(db)] * 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\書類\\名簿 R8.xlsx", "名簿 R8.xlsx"),
        ("a\x00b\r\nSet-Cookie: x.csv", "ab Set-Cookie: x.csv"),
        ("x" * 400 + ".xlsx", "x" * 150 + ".xlsx"),
    ],
)
def test_a_files_name_is_shown_and_never_a_path(name: str, shown: str, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "uploads")
    upload = shelf.put(name, b"x", "u1")
    assert upload.name == shown == shown_name(name)
    assert [one.name for one in (tmp_path / "uploads").iterdir()] == [upload.id]
    assert shelf.file(upload).parent == tmp_path / "uploads" / upload.id
    assert name not in str(shelf.file(upload))


def test_what_is_no_table_too_large_or_nothing_is_refused_with_a_reason(uploads: UploadsOf) -> None:
    desk = uploads(STAFF)
    picture = desk.add("図.png", b"\x89PNG\r\n\x1a\n....")
    assert picture.state == UNREADABLE
    (issue,) = desk.issues(picture.id)[0]
    assert issue["message"].startswith("図.png は表のファイルではありません")
    with pytest.raises(Conflict):
        desk.commit(picture.id)
    with pytest.raises(InputError, match="大きすぎます"):
        desk.add("a.csv", b"x" * 100_001)
    with pytest.raises(InputError, match="空のファイル"):
        desk.add("a.csv", b"")
    with pytest.raises(InputError, match="種類"):
        desk.check(picture.id, Choice(kind="何か"))


def test_uploads_are_gone_after_a_day(tmp_path: Path, uploads: UploadsOf) -> None:
    shelf = Shelf(tmp_path / "uploads")
    upload = uploads(STAFF).add("a.csv", FIRMS.encode())
    shelf.change(upload.id, at=datetime.now(UTC) - timedelta(hours=24, seconds=1))
    assert uploads(STAFF).all() == []
    with pytest.raises(NotFound):
        uploads(STAFF).get(upload.id)
    shelf.sweep()
    assert [one for one in (tmp_path / "uploads").iterdir() if one.is_dir()] == []


@pytest.mark.parametrize("wrong", ["", "..", "../x", "0" * 31, "G" * 32, "0" * 32])
def test_an_upload_that_is_not_there_is_not_found(wrong: str, uploads: UploadsOf) -> None:
    with pytest.raises(NotFound):
        uploads(STAFF).get(wrong)


def test_who_may_do_what_with_whose_upload(db: CorporateDatabase, uploads: UploadsOf) -> None:
    staff, coordinator = uploads(STAFF), uploads(COORDINATOR)
    theirs = staff.add("a.csv", FIRMS.encode())
    own = coordinator.add("b.csv", FIRMS.encode())
    assert {one.id for one in coordinator.all()} == {theirs.id, own.id}
    for barred in (coordinator.commit, coordinator.remove, coordinator.marked):
        with pytest.raises(InputError):
            barred(theirs.id)
    assert coordinator.commit(own.id).batch == only_batch(db)
    batch = staff.commit(theirs.id).batch
    assert batch is not None
    with pytest.raises(InputError):
        coordinator.undo(batch)
    for outsider in (READER, SUPPLIER):
        desk = uploads(outsider)
        refused: list[Callable[[], object]] = [
            partial(desk.add, "a.csv", FIRMS.encode()), desk.all, desk.batches, partial(desk.get, own.id), partial(desk.undo, 1),
        ]  # fmt: skip
        for attempt in refused:
            with pytest.raises(AccessDenied):
                attempt()
    with pytest.raises(NotSignedIn):
        uploads(NOBODY).all()


def test_two_who_correct_the_same_upload_are_told(uploads: UploadsOf) -> None:
    desk = uploads(STAFF)
    upload = desk.add("a.csv", FIRMS.encode())
    desk.check(upload.id, Choice(survey="甲"), upload.version)
    with pytest.raises(Stale):
        desk.check(upload.id, Choice(survey="乙"), upload.version)


def test_a_marked_copy_and_the_rows_around_a_fault_come_from_the_upload(uploads: UploadsOf) -> None:
    desk = uploads(STAFF)
    upload = desk.add("名簿.csv", (FIRMS + ",茨城県,日立市,研磨\n").encode("cp932"))
    errors = desk.issues(upload.id, severity="error")[0]
    assert [(one["code"], one["row"]) for one in errors] == [("missing-company-name", 4)]
    near = desk.around(upload.id, "名簿", 4, 1)
    assert [one["row"] for one in near] == [3, 4]
    assert near[1]["cells"][-1] == "研磨"
    marked = desk.marked(upload.id)
    book = openpyxl.load_workbook(io.BytesIO(marked.content))
    assert (marked.name, book.sheetnames) == ("名簿_確認.xlsx", ["名簿", "確認事項"])


def finished(db: CorporateDatabase, job_id: int | None) -> str:
    assert job_id is not None
    for _ in range(400):
        job = db.jobs.job(viewer("admin", key="u9"), job_id)
        if job.ended:
            return job.state
        time.sleep(0.02)
    raise AssertionError(job)


def test_a_large_file_is_read_in_the_background(
    db: CorporateDatabase, uploads: UploadsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_desk, "LARGE", 50)
    desk = uploads(STAFF)
    upload = desk.add("a.csv", FIRMS.encode())
    assert finished(db, upload.job_id) == "完了"
    assert desk.get(upload.id).state == CHECKED
    begun = desk.commit(upload.id)
    assert finished(db, begun.job_id) == "完了"
    taken = desk.get(upload.id)
    assert (taken.state, taken.batch, db.supplier_count()) == (TAKEN_IN, only_batch(db), 2)


def test_a_reading_that_is_stopped_leaves_nothing_behind(
    db: CorporateDatabase, uploads: UploadsOf, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"架空{number}製作所,茨城県,日立市,研磨\n" for number in range(450))
    desk = uploads(STAFF)
    upload = desk.add("a.csv", (FIRMS + rows).encode())
    monkeypatch.setattr(upload_desk, "LARGE", 50)
    told: list[float] = []
    real = pipeline.run

    def stopping(*words: object, follow: Callable[[float, str], None], **named: object) -> object:
        def following(share: float, message: str) -> None:
            told.append(share)
            if share > 0.5:  # in the midst of the writing
                workshop.stop(desk.get(upload.id).job_id or 1)
            follow(share, message)

        return real(*words, follow=following, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "run", stopping)
    begun = desk.commit(upload.id)
    assert finished(db, begun.job_id) == "中止"
    assert told == sorted(told)
    assert told[-1] > 0.5
    assert (db.supplier_count(), db.batches(), desk.get(upload.id).state) == (0, [], CHECKED)
    assert not any(deed == "import" for _, deed, _ in deeds(db))


def test_a_file_stays_while_it_is_being_taken_in_however_long_that_takes(
    db: CorporateDatabase, uploads: UploadsOf, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = uploads(STAFF)
    upload = desk.add("a.csv", FIRMS.encode())
    monkeypatch.setattr(upload_desk, "LARGE", 50)
    monkeypatch.setattr(jobs, "SILENT", timedelta(seconds=-1))  # what it told last is long ago
    there, go_on = threading.Event(), threading.Event()
    real = pipeline.run

    def slow(*words: object, **named: object) -> object:
        there.set()
        go_on.wait(20)
        return real(*words, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "run", slow)
    begun = desk.commit(upload.id)
    assert there.wait(20)
    for attempt in (desk.remove, desk.commit, lambda number: desk.check(number, Choice())):
        with pytest.raises(Conflict, match="いま読んでいる"):
            attempt(upload.id)
    go_on.set()
    monkeypatch.setattr(jobs, "SILENT", timedelta(seconds=120))
    assert finished(db, begun.job_id) == "完了"
    assert desk.get(upload.id).state == TAKEN_IN


# --- surveys ----------------------------------------------------------------------------------------------


@pytest.fixture
def surveyed(db: CorporateDatabase, uploads: UploadsOf) -> CorporateDatabase:
    desk = uploads(STAFF)
    desk.commit(desk.add("回答.csv", SURVEY.encode(), Choice(survey=TITLE)).id)
    return db


def counts(told: dict[str, object]) -> list[object]:
    questions = told["questions"]
    assert isinstance(questions, list)
    (asked,) = (one for one in questions if one["label"] == "収益性")
    return [option["count"] for option in asked["options"]]


def test_staff_see_all_figures_and_others_what_may_be_published(surveyed: CorporateDatabase) -> None:
    staff = SurveyFigures(surveyed, STAFF).tabulation(TITLE, Cut(by=("業種",)))
    assert (counts(staff), staff["suppressed_below"]) == ([9, 0, 1], None)
    for one in (READER, COORDINATOR):
        told = SurveyFigures(surveyed, one).tabulation(TITLE, Cut(by=("業種",)))
        assert told["suppressed_below"] == 3
        assert told["hidden"]
        assert counts(told)[2] is None  # one firm
        assert counts(told).count(None) > 1  # nor can it be worked out from the rest
    with pytest.raises(AccessDenied):
        SurveyFigures(surveyed, SUPPLIER).tabulation(TITLE)


def test_published_figures_follow_the_answers(surveyed: CorporateDatabase, uploads: UploadsOf) -> None:
    figures = SurveyFigures(surveyed, READER)
    assert figures.tabulation(TITLE) == figures.tabulation(TITLE)
    uploads(STAFF).undo(only_batch(surveyed))
    assert figures.tabulation(TITLE)["answers"] == 0


def test_only_staff_cut_figures_in_ways_that_others_could_set_off(surveyed: CorporateDatabase) -> None:
    figures = SurveyFigures(surveyed, READER)
    for cut in (Cut(by=("市区町村",)), Cut(by=("収益性",)), Cut(TITLE, panel=True), Cut(weight=b"x")):
        with pytest.raises(InputError):
            figures.tabulation(TITLE, cut)
    assert "city" not in figures.factors()
    assert "city" in SurveyFigures(surveyed, STAFF).factors()


def test_published_figures_are_compared_with_the_survey_before_alone(
    surveyed: CorporateDatabase, uploads: UploadsOf
) -> None:
    for title in ("受注企業実態調査 R7", "受注企業実態調査 R6", "発注企業動向調査 R7"):
        uploads(STAFF).commit(uploads(STAFF).add(f"{title}.csv", SURVEY.encode(), Choice(survey=title)).id)
    reader = SurveyFigures(surveyed, READER)
    plain = reader.tabulation(TITLE)
    assert plain["previous"]["survey"] == "受注企業実態調査 R7"
    assert plain == reader.tabulation(TITLE, Cut("受注企業実態調査 R7"))
    for title in ("受注企業実態調査 R6", "発注企業動向調査 R7"):
        with pytest.raises(InputError, match="「受注企業実態調査 R7」だけです"):
            reader.tabulation(TITLE, Cut(title))
        with pytest.raises(InputError, match="「受注企業実態調査 R7」だけです"):
            SurveyFigures(surveyed, COORDINATOR).report(TITLE, ".csv", Cut(title))
        assert SurveyFigures(surveyed, STAFF).tabulation(TITLE, Cut(title))["previous"]["survey"] == title


@pytest.mark.parametrize(
    ("title", "previous"),
    [
        ("調査2025", "調査2024"),
        ("調査2023", ""),
        ("取引2025", ""),
        ("調査 R10", "調査 R9"),
        ("調査 R9", ""),
        ("調査 令和元年", "調査 平成30年"),
        ("動向 2025年8月", "動向 2025年2月"),
        ("動向 2025年10月", "動向 2025年8月"),
    ],
)
def test_the_survey_before_is_found_by_the_title(title: str, previous: str) -> None:
    years = ["調査2023", "調査2024", "調査2025", "調査 R9", "調査 R10"]
    months = ["動向 2025年10月", "動向 2025年2月", "動向 2025年8月"]
    eras = ["調査 令和2年", "調査 令和元年", "調査 平成30年"]
    assert previous_of(title, [*years, *months, *eras]) == previous


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
def test_reports_are_handed_over_and_the_staffs_copy_to_staff_alone(
    surveyed: CorporateDatabase, suffix: str
) -> None:
    made = SurveyFigures(surveyed, STAFF).report(TITLE, suffix, exact=True)
    assert (made.name, bool(made.content)) == (f"{TITLE} 結果報告_職員用{suffix}", True)
    assert ("u1", "export", "tabulation") in deeds(surveyed)
    assert SurveyFigures(surveyed, COORDINATOR).report(TITLE, suffix).content
    for wish in ({"exact": True}, {"examples": True}):
        with pytest.raises(AccessDenied):
            SurveyFigures(surveyed, COORDINATOR).report(TITLE, suffix, **wish)  # type: ignore[arg-type]


def test_a_questionnaire_is_drafted_stored_and_dropped(surveyed: CorporateDatabase) -> None:
    figures = SurveyFigures(surveyed, STAFF)
    text = figures.draft(TITLE).toml
    before = len(figures.definitions())
    assert figures.define(text)["changed"]
    assert not figures.define(text)["changed"]
    own = [one for one in figures.definitions() if not one["built_in"]]
    assert (len(figures.definitions()), [one["title"] for one in own]) == (before + 1, [TITLE])
    assert parse(figures.drop(TITLE), "外した定義") == parse(text, "試験")
    with pytest.raises(NotFound):
        figures.drop(TITLE)
    with pytest.raises(AccessDenied):
        SurveyFigures(surveyed, COORDINATOR).define(text)


def test_a_draft_starts_from_what_was_defined_and_adds_the_columns_that_are_not_in_it(
    surveyed: CorporateDatabase,
) -> None:
    figures = SurveyFigures(surveyed, STAFF)
    read = parse(figures.draft(TITLE).toml, "試験")
    assert figures.draft(TITLE).version == 0
    first = read.questions[0]
    own = f"""title = "{TITLE}"
codes = true
[[questions]]
id = "{first.id}"
label = "改めた設問名"
headings = ["むかしの見出し"]
scale = "volume"
"""
    stored = figures.define(own, expected=0)
    found = figures.draft(TITLE)
    assert found.version == stored["version"]
    assert parse(found.stored, "登録") == parse(own, "試験")
    again = parse(found.toml, "試験")
    assert (again.codes, again.questions[0]) == (True, parse(own, "試験").questions[0])
    assert [one.id for one in again.questions[1:]] == [one.id for one in read.questions[1:]]
    figures.drop(TITLE)


def test_a_questionnaire_that_is_stored_as_it_was_drafted_changes_no_figure(
    db: CorporateDatabase, tmp_path: Path
) -> None:
    last, this = "発注企業実態調査 R7", "発注企業実態調査 R8"
    for title, words in ((last, ("品質", "価格", "納期")), (this, ("品質管理", "コスト", "納期対応"))):
        rows = "".join(
            f"架空{place}工業,日立市,{word},{70 + place}\n" for place, word in enumerate((*words, *words))
        )
        (tmp_path / f"{title}.csv").write_text(f"企業名,所在地,問1 重視する点,問2 操業度\n{rows}", "utf-8")
        pipeline.run(tmp_path / f"{title}.csv", db, survey=title, person="試験")
    figures = SurveyFigures(db, STAFF)
    before = figures.tabulation(this, Cut(last))["questions"]
    assert [one["previous_percent"] for one in before[0]["options"]] == [33.3, 33.3, 33.3]
    for title in (last, this):
        figures.define(figures.draft(title).toml)
    after = figures.tabulation(this, Cut(last))["questions"]
    for one in (*before, *after):
        one.pop("notes", None)  # a stored questionnaire needs no word on how it was guessed
    assert after == before


def test_a_questionnaire_that_another_changed_meanwhile_is_not_overwritten(
    surveyed: CorporateDatabase,
) -> None:
    figures = SurveyFigures(surveyed, STAFF)
    text = figures.draft(TITLE).toml
    first = figures.define(text, expected=0)["version"]
    with pytest.raises(Stale):
        figures.define(text, expected=0)
    second = figures.define(text.replace("codes = false", "codes = true"), expected=first)["version"]
    assert second != first
    with pytest.raises(Stale):
        figures.define(text, expected=first)
    with pytest.raises(Stale):
        figures.drop(TITLE, first)
    assert parse(figures.draft(TITLE).toml, "試験").codes
    figures.drop(TITLE, second)


def test_who_has_not_answered_is_known_from_the_list_of_firms_asked(surveyed: CorporateDatabase) -> None:
    figures = SurveyFigures(surveyed, STAFF)
    listed = "企業名,所在地\n架空1工業,茨城県日立市\n架空無回答工業,茨城県水戸市\n"
    told = figures.asked(TITLE, "名簿.csv", listed.encode())
    assert (told["asked"], told["linked"], told["unknown"][0]["file"]) == (2, 1, "名簿.csv")
    missing = SurveyFigures(surveyed, COORDINATOR).missing(TITLE)
    assert ([one["name"] for one in missing["missing"]], missing["percent"]) == (["架空無回答工業"], 50.0)


# --- results, reviews, files ------------------------------------------------------------------------------


def test_results_count_what_is_recorded_until_it_is_withdrawn(db: CorporateDatabase) -> None:
    desk = ResultsDesk(db, COORDINATOR)
    done = Done("成約", date(2026, 10, 1), "鈴木(架空)", amount_yen=1_200_000)
    number = desk.add(done)
    assert number is not None
    assert desk.add(done) is None
    assert desk.year(2026)["total"][2]["amount_yen"] == 1_200_000
    assert [one["recorded_by"] for one in desk.activities(2026)] == ["u2"]
    assert desk.year(2026)["coordinators"]
    assert ResultsDesk(db, READER).year(2026)["coordinators"] == []
    for attempt in (
        lambda: ResultsDesk(db, READER).activities(2026),
        lambda: ResultsDesk(db, STAFF).add(done),
        lambda: ResultsDesk(db, STAFF).withdraw(number),
        lambda: ResultsDesk(db, READER).workbook(2026),
    ):
        with pytest.raises(AccessDenied):
            attempt()
    desk.withdraw(number)
    assert desk.year(2026)["total"][2]["count"] == 0
    assert sorted(deed for _, deed, subject in deeds(db) if subject == "activity") == ["make", "remove"]


def test_targets_are_replaced_only_by_who_has_seen_the_present_ones(db: CorporateDatabase) -> None:
    desk = ResultsDesk(db, COORDINATOR)
    _, seen = desk.targets(2026)
    desk.put_targets(2026, [TargetRow(2026, "訪問", goal=300), TargetRow(2026, "紹介", "鈴木", goal=9)], seen)
    with pytest.raises(Stale):
        desk.put_targets(2026, [], seen)
    assert [one.goal for one in desk.targets(2026)[0]] == [9, 300]
    assert [one.goal for one in ResultsDesk(db, READER).targets(2026)[0]] == [300]  # no person's own
    desk.put_targets(2026, [], desk.targets(2026)[1])
    assert desk.targets(2026)[0] == []


def test_a_duplicate_is_decided_and_reopened(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        for phone in ("029-000-0001", "029-000-0002"):
            row = SupplierRow("架空精密", prefecture="茨城県", city="日立市", phone=phone)
            writer.upsert_supplier(replace(row, source_id=f"A-{phone[-1]}"))
    desk = ReviewDesk(db, COORDINATOR)
    (waiting,) = desk.reviews()
    told = desk.decide(waiting["id"], True)
    assert (told["batch"], desk.reviews(), db.supplier_count()) == (only_batch(db), [], 1)
    assert [one["state"] for one in desk.reviews("accepted")] == ["accepted"]
    desk.reopen(waiting["id"])
    assert (len(desk.reviews()), db.supplier_count()) == (1, 2)
    with pytest.raises(AccessDenied):
        ReviewDesk(db, READER).decide(waiting["id"], False)


def test_decisions_are_taken_back_together_the_last_first(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        for number in (1, 2, 3):
            row = SupplierRow(
                "架空精密", f"A-{number}", prefecture="茨城県", city="日立市", phone=f"029-000-000{number}"
            )
            writer.upsert_supplier(row)
    desk = ReviewDesk(db, COORDINATOR)
    decided = []
    while waiting := desk.reviews():
        desk.decide(waiting[0]["id"], True)
        decided.append(waiting[0]["id"])
    assert (len(decided), db.supplier_count()) == (2, 1)
    with pytest.raises(InputError):
        desk.reopen(decided[0])  # the later one builds on it
    desk.take_back(decided, True)
    assert db.supplier_count() == 3
    assert {one["state"] for one in desk.reviews(None)} == {"open"}


def test_what_a_colleague_decided_since_is_not_taken_back(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        for number in (1, 2):
            row = SupplierRow(
                "架空精密", f"A-{number}", prefecture="茨城県", city="日立市", phone=f"029-000-000{number}"
            )
            writer.upsert_supplier(row)
    mine, colleague = ReviewDesk(db, COORDINATOR), ReviewDesk(db, replace(COORDINATOR, key="u99"))
    (waiting,) = mine.reviews()
    mine.decide(waiting["id"], True)
    colleague.reopen(waiting["id"])
    with pytest.raises(Stale):
        mine.take_back([waiting["id"]], True)
    colleague.decide(waiting["id"], False)
    for accepted in (True, False):
        with pytest.raises(Stale):
            mine.take_back([waiting["id"]], accepted)
    assert [one["state"] for one in mine.reviews(None)] == ["rejected"]
    with pytest.raises(InputError, match="すでに決まっています。変えるには、先に確認待ちへ戻して"):
        mine.decide(waiting["id"], True)


def test_forms_and_exports_are_for_those_who_may(surveyed: CorporateDatabase) -> None:
    form = FileDesk(surveyed, STAFF).template("suppliers")
    assert (form.name, form.content[:2]) == ("受注企業登録票.xlsx", b"PK")
    book = openpyxl.load_workbook(io.BytesIO(FileDesk(surveyed, COORDINATOR).export().content))
    assert book.worksheets[0].max_row == 11
    assert FileDesk(surveyed, STAFF).export(TITLE).name == f"{TITLE}.xlsx"
    refused: list[Callable[[], object]] = [
        FileDesk(surveyed, STAFF).export,
        partial(FileDesk(surveyed, COORDINATOR).export, TITLE),
        partial(FileDesk(surveyed, READER).template, "suppliers"),
    ]
    for attempt in refused:
        with pytest.raises(AccessDenied):
            attempt()
