"""A word of the office's is taken in by reading anew only what holds it: the result is that of reading everything anew."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from matching.corporate import CorporateDatabase
from matching.language.own_words import Traces
from matching.language.reading import Reader
from matching.matcher import Matcher
from matching.ranking.catalogue import Pool
from matching.ranking.engine import Engine
from matching.ranking.follower import IndexFollower
from matching.ranking.phrasebook import Phrasebook
from matching.ranking.segment import Document
from matching.records import Addition, Order, Supplier
from matching.settings import Settings

# A long vowel, letters in other widths, and two that firms write.
WORDS = ("一品物", "ワイヤーもの", "ＮＣ屋", "町工場")


def additions(*forms: str, everyday: bool = False) -> tuple[Addition, ...]:
    noon = datetime(2026, 4, 1, 12, tzinfo=UTC)
    return tuple(Addition(n, form, "P.TURN", everyday, "u1", noon) for n, form in enumerate(forms, 1))


@pytest.fixture(scope="module")
def settings(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(sample_url, tmp_path_factory.mktemp("own_words"), "lsa")


@pytest.fixture(scope="module")
def plain(settings: Settings) -> Iterator[Matcher]:
    """The sample, read with the product's lexicon alone."""
    with closing(Matcher.open(settings)) as opened:
        opened.index.follow()
        yield opened


@pytest.fixture(scope="module")
def own(plain: Matcher) -> Reader:
    return plain.engine.reading_with(additions(*WORDS)).reader


@pytest.mark.parametrize(
    "text",
    [
        "一品物の旋削",
        "一 品-物",
        "一品物(いっぴん)加工",
        "一品(いち)物の加工",
        "一品ーー物",
        "ワイヤもの",
        "ワイヤーーもの",
        "ﾜｲﾔｰもの",
        "nc屋です",
        "NC-屋",
        "町 工場",
        "町\n工場",
        "大きな町工場町",
    ],
)
def test_wherever_a_word_changes_how_a_text_is_read_it_is_found(
    plain: Matcher, own: Reader, text: str
) -> None:
    texts = {"processes": f"めっきと{text}。溶接"}
    before = plain.engine.reader
    same = (
        own.profile(texts) == before.profile(texts)
        and own.capabilities(texts) == before.capabilities(texts)
        and own.enquiry(text).terms == before.enquiry(text).terms
    )
    assert same or own.own.found(texts.values())


def test_words_are_found_in_other_spellings_and_not_where_they_are_not(own: Reader) -> None:
    assert own.own.found(["nc 屋と町工場"]) == (("ＮＣ屋", "P.TURN"), ("町工場", "P.TURN"))
    assert own.own.found(["工場の町で一品"]) == ()
    assert Traces(own.lexicon, ()).found(["町工場"]) == ()


def test_firms_without_the_word_read_as_they_did(plain: Matcher, own: Reader) -> None:
    untouched = [s for s in plain.db.suppliers() if not own.own.found((s.name, *s.texts.values()))]
    assert len(untouched) > 100
    for firm in untouched[::10]:
        assert own.profile(firm.texts, firm.name) == plain.engine.reader.profile(firm.texts, firm.name)
        assert own.capabilities(firm.texts) == plain.engine.reader.capabilities(firm.texts)


def frequent_word(suppliers: Sequence[Supplier]) -> str:
    """A word that is in no concept and that some firms write, and not many."""
    return next(
        word
        for word in ("町工場", "職人", "一貫", "短納期", "創業")
        if 3 <= sum(word in " ".join(firm.texts.values()) for firm in suppliers) <= 80
    )


def test_taking_a_word_in_the_cheap_way_gives_what_reading_everything_gives(
    plain: Matcher, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suppliers = list(plain.db.suppliers())
    word = frequent_word(suppliers)
    holding = {firm.id for firm in suppliers if word in " ".join((firm.name, *firm.texts.values()))}
    read: list[int] = []
    documents = Engine.documents

    def noted(self: Engine, some: Sequence[Supplier]) -> list[Document]:
        read.extend(firm.id for firm in some)
        return documents(self, some)

    monkeypatch.setattr(Engine, "documents", noted)
    cheap = plain.engine.reading_with(additions(word))
    IndexFollower(plain.db, cheap, settings, kept=False).follow()
    assert holding <= set(read)
    assert len(read) < len(suppliers) / 4
    full = plain.engine.reading_with(additions(word))
    IndexFollower(plain.db, full, Settings(settings.database_url, tmp_path, "lsa")).rebuild()
    for order in list(plain.db.orders())[:12]:
        same_firms_alike(cheap, full, order.text)
    same_firms_alike(cheap, full, word)
    # With the topics as they are, which a rebuild alone fits anew, nothing differs at all.
    wanted = cheap.wanted(cheap.read(word))
    everything = cheap.catalogue.score(wanted, documents(cheap, suppliers))
    assert_same(cheap.pool(cheap.read(word), 1_000), everything, but=())
    assert ranked(plain.db, cheap, settings, word) == ranked(plain.db, full, settings, word)


def same_firms_alike(one: Engine, other: Engine, text: str) -> None:
    """Each firm has the same raw signals but for the topics."""
    pool, another = (engine.pool(engine.read(text), 1_000) for engine in (one, other))
    assert_same(pool, another, but=("topics",))


def assert_same(one: Pool, other: Pool, but: Sequence[str]) -> None:
    first, second = np.argsort(one.ids), np.argsort(other.ids)
    assert one.ids[first].tolist() == other.ids[second].tolist()
    for name in one.signals.keys() - {*but}:
        a, b = one.signals[name][first], other.signals[name][second]
        np.testing.assert_allclose(a, b, atol=2e-3, err_msg=name)


def ranked(db: CorporateDatabase, engine: Engine, settings: Settings, text: str) -> list[str]:
    matcher = Matcher(db, engine, IndexFollower(db, engine, settings, kept=False))
    found = matcher.match(Order(text), 3).matches
    return [match.supplier.name for match in found]


def test_an_everyday_word_reads_no_firm_anew(
    plain: Matcher, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "documents", lambda *_: pytest.fail("a firm was read anew"))
    engine = plain.engine.reading_with(additions("くるくる回す", everyday=True))
    IndexFollower(plain.db, engine, settings, kept=False).follow()
    assert len(engine.catalogue) == len(plain.engine.catalogue)
    assert engine.read("くるくる回す仕事").enquiry.hinted["P.TURN"] > 0


def test_a_word_that_goes_leaves_the_index_as_it_was(
    plain: Matcher, settings: Settings, tmp_path: Path
) -> None:
    word = frequent_word(list(plain.db.suppliers()))
    elsewhere = Settings(settings.database_url, tmp_path, "lsa")
    with_word = plain.engine.reading_with(additions(word))
    IndexFollower(plain.db, with_word, elsewhere).follow()
    without = plain.engine.reading_with(())
    IndexFollower(plain.db, without, elsewhere).follow()
    for order in list(plain.db.orders())[:5]:
        same_firms_alike(without, plain.engine, order.text)


def test_the_phrasebook_with_own_words_equals_one_read_with_them(
    plain: Matcher, own: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = "水筒"  # stands in the pairs
    reader = Reader.open(plain.engine.home, additions(word))
    cheap = Phrasebook.open(plain.engine.home, reader, None)
    monkeypatch.setattr(Reader, "product", lambda self, _: self)
    full = Phrasebook.open(tmp_path, reader, None)
    for text in ("水筒のふたの輪っか", "水 筒を磨く", "看板", "歯車を削る"):
        one, other = (book.consult(reader.enquiry(text), None) for book in (cheap, full))
        assert (one.concepts, one.examples, one.confidence) == (
            other.concepts,
            other.examples,
            other.confidence,
        )
