"""The office's own words: added, taken out, tried before they are added."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from matching.casework.lexicon import OfficeLexicon
from matching.corporate import CorporateDatabase, OrderRow, SupplierRow
from matching.corporate.access import OPERATOR, Viewer
from matching.errors import AccessDenied, Conflict, InputError, NotFound
from matching.language.additions import additions_file
from matching.language.lexicon import office_lexicon
from matching.language.reading import Reader
from matching.matcher import Matcher
from matching.settings import Settings

TURNING = "P.TURN"
DIALECT = "どんぶらこ"


@pytest.fixture(scope="module")
def matcher(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]
) -> Iterator[Matcher]:
    folder = tmp_path_factory.mktemp("lexicon")
    settings = Settings(shared_database_at(folder / "office.db"), folder / "home", "lsa")
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.upsert_supplier(
            SupplierRow("架空めっき", "A-1", texts={"processes": "無電解ニッケルめっき加工"})
        )
        writer.upsert_supplier(SupplierRow("架空旋盤", "A-2", texts={"processes": "旋削"}))
        writer.upsert_order(OrderRow("H-1", texts={"processes": DIALECT}))
        writer.upsert_order(OrderRow("H-2", texts={"item": "銘板", "processes": "無電解ニッケルめっき"}))
    opened = Matcher.open(settings)
    yield opened
    opened.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def lexicon(matcher: Matcher, home: Path) -> OfficeLexicon:
    return OfficeLexicon(matcher, home, OPERATOR)


def test_an_added_word_is_read_as_its_concept_from_the_next_start(lexicon: OfficeLexicon, home: Path) -> None:
    assert TURNING not in Reader.open(home).enquiry(f"{DIALECT}で").stated
    lexicon.add(DIALECT, TURNING, everyday=False)
    assert TURNING in Reader.open(home).enquiry(f"{DIALECT}で").stated


def test_an_everyday_word_hints_at_its_concept_and_does_not_name_it(
    lexicon: OfficeLexicon, home: Path
) -> None:
    lexicon.add("くるくるする", TURNING, everyday=True)
    read = Reader.open(home).enquiry("くるくるする仕事")
    assert TURNING not in read.stated
    assert read.hinted[TURNING] > 0


def test_a_word_taken_out_leaves_the_lexicon_as_it_was(lexicon: OfficeLexicon, home: Path) -> None:
    before = office_lexicon(home).version
    lexicon.add(DIALECT, TURNING, everyday=False)
    assert office_lexicon(home).version != before
    lexicon.remove(DIALECT, TURNING)
    assert office_lexicon(home).version == before
    with pytest.raises(NotFound):
        lexicon.remove(DIALECT, TURNING)


@pytest.mark.parametrize("form", ["あ", "", "、、、", "長" * 41])
def test_what_is_no_word_is_refused(lexicon: OfficeLexicon, form: str) -> None:
    with pytest.raises(InputError):
        lexicon.add(form, TURNING, everyday=False)


def test_a_word_that_stands_for_something_is_refused_with_what_it_stands_for(lexicon: OfficeLexicon) -> None:
    with pytest.raises(Conflict, match="めっき"):
        lexicon.add("めっき", TURNING, everyday=False)
    with pytest.raises(InputError):
        lexicon.add(DIALECT, "NO.SUCH", everyday=False)


def test_a_form_with_tabs_and_line_breaks_stays_one_row(lexicon: OfficeLexicon, home: Path) -> None:
    made = lexicon.add("ぐる\tぐる\n挽き", TURNING, everyday=False)
    assert made.form == "ぐる ぐる 挽き"
    assert lexicon.additions() == (made,)
    assert len(additions_file(home).read_text(encoding="utf-8").splitlines()) == 2


def test_a_preview_tells_which_orders_move_and_stores_nothing(lexicon: OfficeLexicon) -> None:
    moved = {one.order: one for one in lexicon.preview(DIALECT, TURNING, everyday=False)}
    assert moved["H-1"].moved
    assert not moved["H-2"].moved
    assert lexicon.additions() == ()


def test_only_administrators_change_it(matcher: Matcher, home: Path) -> None:
    reader = OfficeLexicon(matcher, home, Viewer("u1", frozenset({"reader"}), 1))
    assert reader.additions() == ()
    with pytest.raises(AccessDenied):
        reader.add(DIALECT, TURNING, everyday=False)
    with pytest.raises(AccessDenied):
        reader.preview(DIALECT, TURNING, everyday=False)


def test_adding_stands_on_the_trail(lexicon: OfficeLexicon, matcher: Matcher) -> None:
    lexicon.add(DIALECT, TURNING, everyday=False)
    entry = matcher.db.trail.entries(replace(OPERATOR), limit=1)[0]
    assert (entry.who, entry.deed, entry.subject, entry.key) == ("cli", "make", "lexicon", TURNING)
