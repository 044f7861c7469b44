import pytest

from matching.language.everyday import Hint, broadened, expected
from matching.language.lexicon import load_lexicon
from matching.language.normalise import trace
from matching.language.reading import Reader


def forms(reader: Reader, text: str) -> list[str]:
    tokens = reader.words.short_units(text)
    return [hint.form for hint in reader._everyday.find(tokens)]


@pytest.mark.parametrize(
    "text",
    [
        "電気を通さない",
        "電気をまったく通さないもの",
        "電気は通さないでほしい",
        "電気を通しません",
        "電気を通していない",
    ],
)
def test_inflection_and_small_insertions_do_not_matter(reader: Reader, text: str) -> None:
    assert "電気を通さない" in forms(reader, text)


def test_what_is_negated_asks_for_the_opposite(reader: Reader) -> None:
    assert "電気を通さない" not in forms(reader, "電気をよく通す")


@pytest.mark.parametrize(
    "text", ["丸い棒を削れませんか", "丸い棒を削れないでしょうか", "丸い棒を削れないですか"]
)
def test_a_polite_request_is_no_negation(reader: Reader, text: str) -> None:
    assert [t.lemma for t in reader.words.short_units(text) if t.negative] == []


def test_words_far_apart_are_no_expression(reader: Reader) -> None:
    text = "電気工事の会社の社長が昨日水戸の工場でトンネルの中を通さない"
    assert "電気を通さない" not in forms(reader, text)


def test_a_longer_expression_hides_the_one_inside_it(reader: Reader) -> None:
    assert forms(reader, "丸い棒を削る") == ["丸い棒を削る"]


def test_a_counter_is_no_thing(reader: Reader) -> None:
    """5本 are no books (本)."""
    assert forms(reader, "5本") == []
    assert forms(reader, "3枚") == []


def test_hints_are_reported_where_they_stand(reader: Reader) -> None:
    text = "SUS304で、ＡＢＣ用の丸い棒を削る"
    (hint,) = [u for u in reader.enquiry(text).understood if u.everyday]
    assert hint.text == "丸い棒を削る"
    assert text[hint.start : hint.end] == hint.text
    assert hint.concept == "P.TURN"


def test_independent_hints_add_up_as_probabilities() -> None:
    """1 - (1 - .5)(1 - .4) = .7; certain ones stay below 1 so that further hints never divide by nothing."""
    hints = [Hint("a", 0, 1, (("X", 0.5), ("Y", 1.0))), Hint("b", 1, 2, (("X", 0.4),))]
    assert expected(hints) == {"X": pytest.approx(0.7), "Y": pytest.approx(0.99)}
    assert expected([]) == {}


def test_broader_concepts_take_the_highest_weight_below_them() -> None:
    lexicon = load_lexicon()
    result = broadened({"P.TURN": 0.4, "P.MILL": 0.9}, lexicon)
    assert result["P.TURN"] == 0.4
    assert result["P.MILL"] == 0.9
    assert result["P.CUT"] == result["P.MACH"] == 0.9


def test_what_is_not_wanted_gives_no_hint(reader: Reader) -> None:
    with_paint = reader.enquiry("丸い棒を削る。塗装")
    without = reader.enquiry("丸い棒を削る。塗装は不要")
    assert without.hinted == with_paint.hinted


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("袋に詰める仕事", True),
        ("袋に貼るシール", False),
        ("もっと硬くしてほしい", True),
        ("硬さ60度のゴム", False),
    ],
)
def test_what_only_describes_a_thing_is_no_work(reader: Reader, text: str, work: bool) -> None:
    tokens = reader.words.short_units(reader.lexicon.spell(trace(text)).text)
    assert ("verb" in {hint.kind for hint in reader._everyday.find(tokens)}) is work


def test_the_nearest_word_says_how_it_is_joined(reader: Reader) -> None:
    tokens = reader.words.short_units("鉄の金具にのりでくっつける")
    (work,) = [hint for hint in reader._everyday.find(tokens) if hint.kind == "verb"]
    assert max(work.concepts, key=lambda c: c[1])[0] == "P.BOND"
