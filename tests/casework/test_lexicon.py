"""The office's own words: added, taken out, tried before they are added."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from matching.casework.lexicon import OfficeLexicon
from matching.corporate import CorporateDatabase, OrderRow, SupplierRow
from matching.corporate.access import OPERATOR, Viewer
from matching.errors import AccessDenied, Conflict, InputError, NotFound
from matching.matcher import Matcher
from matching.ranking import words_follower
from matching.records import Order
from matching.settings import Settings

TURNING = "P.TURN"
DIALECT = "どんぶらこ"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]) -> Settings:
    folder = tmp_path_factory.mktemp("lexicon")
    settings = Settings(shared_database_at(folder / "office.db"), folder / "home", "lsa")
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.upsert_supplier(
            SupplierRow("架空めっき", "A-1", texts={"processes": "無電解ニッケルめっき加工"})
        )
        writer.upsert_supplier(SupplierRow("架空旋盤", "A-2", texts={"processes": "旋削"}))
        writer.upsert_order(OrderRow("H-1", texts={"processes": DIALECT}))
        writer.upsert_order(OrderRow("H-2", texts={"item": "銘板", "processes": "無電解ニッケルめっき"}))
    return settings


@pytest.fixture(scope="module")
def matcher(settings: Settings) -> Iterator[Matcher]:
    with closing(Matcher.open(settings)) as opened:
        yield opened


@pytest.fixture
def lexicon(matcher: Matcher) -> Iterator[OfficeLexicon]:
    yield (made := OfficeLexicon(matcher, OPERATOR))
    for one in made.additions():
        made.remove(one.id)
    taken_in(matcher)


def taken_in(*matchers: Matcher) -> None:
    """Wait until all read with the words of the database."""
    until = time.monotonic() + 60
    while not all(matcher.follow_words() for matcher in matchers):
        assert time.monotonic() < until
        time.sleep(0.05)


def found(matcher: Matcher, text: str) -> list[str]:
    return [match.supplier.name for match in matcher.match(Order(text)).matches]


def score(matcher: Matcher, text: str, name: str) -> float:
    return next(
        (match.score for match in matcher.match(Order(text)).matches if match.supplier.name == name), 0.0
    )


def test_an_added_word_finds_firms_in_every_process_without_a_restart(
    lexicon: OfficeLexicon, matcher: Matcher, settings: Settings
) -> None:
    with closing(Matcher.open(settings)) as other:
        assert found(matcher, DIALECT) == found(other, DIALECT) == []
        made = lexicon.add(DIALECT, TURNING, everyday=False)
        taken_in(matcher, other)
        assert found(matcher, DIALECT)[0] == found(other, DIALECT)[0] == "架空旋盤"
        lexicon.remove(made.id)
        taken_in(matcher, other)
        assert found(matcher, DIALECT) == found(other, DIALECT) == []


def test_a_program_that_starts_reads_with_the_words_that_are_there(
    lexicon: OfficeLexicon, settings: Settings
) -> None:
    lexicon.add(DIALECT, TURNING, everyday=False)
    with closing(Matcher.open(settings)) as started:
        assert started.follow_words()
        assert found(started, DIALECT)[0] == "架空旋盤"


def test_a_word_that_firms_use_is_found_in_their_profiles(lexicon: OfficeLexicon, matcher: Matcher) -> None:
    with matcher.db.writing("試験") as writer:
        writer.upsert_supplier(SupplierRow("架空挽物", "A-3", texts={"processes": f"{DIALECT}一筋"}))
    before = score(matcher, "旋削", "架空挽物")
    lexicon.add(DIALECT, TURNING, everyday=False)
    taken_in(matcher)
    assert score(matcher, "旋削", "架空挽物") > before + 10
    assert score(matcher, "旋削", "架空めっき") < before + 10


def test_an_everyday_word_hints_at_its_concept_and_does_not_name_it(
    lexicon: OfficeLexicon, matcher: Matcher
) -> None:
    lexicon.add("くるくるする", TURNING, everyday=True)
    taken_in(matcher)
    read = matcher.engine.reader.enquiry("くるくるする仕事")
    assert TURNING not in read.stated
    assert read.hinted[TURNING] > 0


def test_a_word_taken_out_can_be_added_again_and_only_once(lexicon: OfficeLexicon) -> None:
    made = lexicon.add(DIALECT, TURNING, everyday=False)
    with pytest.raises(Conflict, match="すでに"):
        lexicon.add(DIALECT, TURNING, everyday=True)
    lexicon.remove(made.id)
    with pytest.raises(NotFound):
        lexicon.remove(made.id)
    assert lexicon.add(DIALECT, TURNING, everyday=False).id != made.id


def test_words_that_cannot_be_taken_in_leave_the_matcher_as_it_was(
    lexicon: OfficeLexicon, matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = found(matcher, "旋削")
    with monkeypatch.context() as broken:
        broken.setattr(type(matcher.engine), "reading_with", lambda *_: 1 / 0)
        lexicon.add(DIALECT, TURNING, everyday=False)
        while (now := lexicon.taken_in()).busy:
            time.sleep(0.01)
    assert not now.ready
    assert not lexicon.taken_in().busy
    assert found(matcher, "旋削") == before


def test_words_that_could_not_be_taken_in_are_tried_again(
    lexicon: OfficeLexicon, matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words_follower, "_FIRST_PAUSE", 0.0)
    lexicon.add(DIALECT, TURNING, everyday=False)
    with monkeypatch.context() as broken:
        broken.setattr(type(matcher.engine), "reading_with", lambda *_: 1 / 0)
        assert not matcher.follow_words()
        while matcher.words is not None and matcher.words.busy:
            time.sleep(0.01)
    taken_in(matcher)
    assert "架空旋盤" in found(matcher, DIALECT)


@pytest.mark.parametrize("form", ["あ", "", "、、、", "長" * 41])
def test_what_is_no_word_is_refused(lexicon: OfficeLexicon, form: str) -> None:
    with pytest.raises(InputError):
        lexicon.add(form, TURNING, everyday=False)


def test_a_word_that_stands_for_something_is_refused_with_what_it_stands_for(lexicon: OfficeLexicon) -> None:
    with pytest.raises(Conflict, match="めっき"):
        lexicon.add("めっき", TURNING, everyday=False)
    with pytest.raises(InputError):
        lexicon.add(DIALECT, "NO.SUCH", everyday=False)


def test_a_form_with_tabs_and_line_breaks_is_one_line(lexicon: OfficeLexicon) -> None:
    made = lexicon.add("ぐる\tぐる\n挽き", TURNING, everyday=False)
    assert made.form == "ぐる ぐる 挽き"
    assert lexicon.additions() == (made,)


def test_a_preview_tells_which_orders_move_and_stores_nothing(lexicon: OfficeLexicon) -> None:
    moved = {one.order: one for one in lexicon.preview(DIALECT, TURNING, everyday=False)}
    assert moved["H-1"].moved
    assert not moved["H-2"].moved
    assert lexicon.additions() == ()


def test_only_administrators_change_it(matcher: Matcher) -> None:
    reader = OfficeLexicon(matcher, Viewer("u1", frozenset({"reader"}), 1))
    assert reader.additions() == ()
    with pytest.raises(AccessDenied):
        reader.add(DIALECT, TURNING, everyday=False)
    with pytest.raises(AccessDenied):
        reader.preview(DIALECT, TURNING, everyday=False)


def test_adding_stands_on_the_trail(lexicon: OfficeLexicon, matcher: Matcher) -> None:
    made = lexicon.add(DIALECT, TURNING, everyday=False)
    entry = matcher.db.trail.entries(OPERATOR, limit=1)[0]
    assert (entry.who, entry.deed, entry.subject, entry.key) == ("cli", "make", "lexicon", str(made.id))
    assert entry.details["concept"] == TURNING
