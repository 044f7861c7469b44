import itertools
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matching.language.lexicon import office_lexicon
from matching.language.normalise import normalise
from matching.language.reading import Reader
from matching.language.terms import PIECE, Words, build_user_dictionaries, plain_terms
from matching.records import Addition

NOON = datetime(2026, 11, 22, 3, tzinfo=UTC)


def whole(reader: Reader, text: str) -> list[str]:
    return [text[a:b] for a, b in reader.words.whole_words(text)]


@pytest.mark.parametrize(
    ("text", "word", "parts"),
    [
        ("SUS304", "sus304", {"sus", "304"}),
        ("A5052", "a5052", {"a", "5052"}),
        ("無電解ニッケルめっき", "無電解ニッケルめっき", {"電解", "ニッケル", "鍍金"}),
    ],
)
def test_a_trade_word_stays_whole_and_yields_its_parts(
    reader: Reader, text: str, word: str, parts: set[str]
) -> None:
    assert whole(reader, normalise(text)) == [word]
    assert parts <= set(plain_terms(reader.words, text))
    terms = reader.enquiry(text).terms
    assert parts <= set(terms)
    assert [t for t in terms if t.startswith("=")] == ["=" + word]


def test_a_grade_written_apart_gives_the_same_terms(reader: Reader) -> None:
    assert (
        set(reader.enquiry("SUS 304").terms)
        == set(reader.enquiry("SUS-304").terms)
        == set(reader.enquiry("SUS304").terms)
    )


def test_particles_and_polite_words_are_no_terms(reader: Reader) -> None:
    assert plain_terms(reader.words, "旋盤の加工をお願い致します。") == ["旋盤", "加工"]


def test_a_negated_word_is_marked(reader: Reader) -> None:
    rusts = {t.lemma: t.negative for t in reader.words.short_units("錆びる")}
    rusts_not = {t.lemma: t.negative for t in reader.words.short_units("錆びない")}
    assert rusts["錆びる"] is False
    assert rusts_not["錆びる"] is True


@pytest.mark.parametrize("unit", ["旋盤加工、", "旋盤", "旋", "a", "\u3042\n"])
def test_a_hundred_thousand_characters_lose_no_place(reader: Reader, unit: str) -> None:
    """`旋` has no break for 300,000 bytes: Sudachi alone refuses more than 49,149."""
    text = unit * (100_000 // len(unit))
    tokens = reader.words.short_units(text)
    assert tokens[0].start == 0
    assert tokens[-1].end == len(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))


def test_pieces_are_cut_between_words_where_a_break_is(reader: Reader) -> None:
    text = ("マシニングセンタ。" * PIECE)[: 3 * PIECE]
    lemmas = {t.lemma for t in reader.words.short_units(text[: len(text) // 9 * 9])}
    assert lemmas == {t.lemma for t in reader.words.short_units("マシニングセンタ。")}


def test_many_threads_read_the_same(reader: Reader) -> None:
    texts = [
        f"SUS304の{word}、φ{n}" for n in range(20) for word in ("旋盤加工", "無電解ニッケルめっき", "溶接")
    ]
    expected = [reader.enquiry(text).terms for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: reader.enquiry(text).terms, texts)) == expected


def test_the_user_dictionary_is_made_once_a_lexicon_version(reader: Reader, tmp_path: Path) -> None:
    made = build_user_dictionaries(reader.lexicon, tmp_path)[0]
    assert made.name == f"lexicon-{reader.lexicon.product}.dic"
    written = made.stat().st_mtime_ns
    assert build_user_dictionaries(reader.lexicon, tmp_path)[0] == made
    assert made.stat().st_mtime_ns == written
    assert [path.name for path in tmp_path.iterdir()] == [made.name]


def test_of_many_lexicon_versions_the_dictionaries_used_last_are_kept(tmp_path: Path) -> None:
    def used(number: int) -> str:
        adding = office_lexicon([Addition(number + 1, f"どんぶら{number}", "P.TURN", False, "", NOON)])
        return build_user_dictionaries(adding, tmp_path)[1].name

    first, *_ = names = [used(number) for number in range(3)]
    assert len({*names}) == 3
    assert used(0) == first
    fourth = used(3)
    assert {path.name for path in tmp_path.glob("office-*.dic")} == {first, names[2], fourth}


def test_two_processes_may_make_the_dictionary_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from matching.language.reading import Reader;"
        "print('=sus304' in Reader.open(Path(sys.argv[1])).enquiry('SUS304').terms)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=120)[0].strip() for process in running] == ["True", "True"]
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_user_dictionary_there_are_no_whole_words() -> None:
    assert Words().whole_words("sus304") == []
