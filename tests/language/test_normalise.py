import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.language.normalise import normalise, trace

# What composes, decomposes, vanishes or is mended: plain random text seldom puts two of these side by side.
TRICKY = (
    "アカガハパｶﾞﾊﾟﾞﾟ\u3099\u309aーｰ-－−一―～〜½⅓①㊤㈱㎜㌧ΦøØ⌀∅ϕφ×✕İßǅΣς\u0345\u0300\u05b0"
    "aA1 \n\r\u2028\0\ud800\udfff\ue000\u200b\ufe0f″′⁄ヶヵㇰﬁゞヾ・･゛゜´¨"
)
any_text = st.text(st.characters(), max_size=40) | st.text(st.sampled_from(TRICKY), max_size=12)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("ＳＵＳ３０４", "sus304"),
        ("ｽﾃﾝﾚｽ", "ステンレス"),
        ("ｶﾞﾗｽﾎﾞﾄﾙ", "ガラスボトル"),
        ("ﾊﾟｲﾌﾟ", "パイプ"),
        ("カ\u3099ラス", "ガラス"),  # as macOS writes file names
        ("カ\u200b\u3099ラス", "ガラス"),
        ("20㎜、3㎏、5㎡", "20mm、3kg、5m2"),
        ("㌧と㍉", "トンとミリ"),
        ("10µm", "10μm"),
        ("㈱架空", "(株)架空"),
        ("Ｎ８", "n8"),
        # NFKC alone gives 1⁄2 with a fraction slash, and 11⁄2 for one and a half.
        ("½インチ", "1/2インチ"),
        ("⅓", "1/3"),
        # List marks are no digits.
        ("①旋盤②溶接", " 旋盤 溶接"),
        ("⑴旋盤", " 旋盤"),
        ("3〜60", "3~60"),
        ("3～60", "3~60"),
        ("＋0.02−0", "+0.02-0"),
        ("Φ20", "φ20"),
        ("ø20", "φ20"),
        ("Ø20", "φ20"),
        ("⌀20", "φ20"),
        ("∅20", "φ20"),
        ("ϕ20", "φ20"),
        ("✕", "×"),
        ("龍ヶ崎", "龍ケ崎"),
        ("センタ-", "センター"),
        ("セン夕", "セン夕"),  # the kanji 夕 stays: it may be meant
        ("センタ－", "センター"),
        ("センタ―", "センター"),
        ("ワイヤ一カット", "ワイヤーカット"),  # the numeral one between katakana
        ("カット-アンド", "カットーアンド"),
        ("センタ-で", "センターで"),
        ("フライス-旋盤", "フライス-旋盤"),
        ("SUS-304", "sus-304"),
        ("モータ-3台", "モータ-3台"),
        ("部品\r\n2個", "部品\n\n2個"),
        ("a\u2028b", "a\nb"),
        ("a\u3000b", "a b"),
        ("旋\0盤\x07", "旋 盤 "),
        ("\ud83d", " "),
        ("旋\u200b盤", "旋盤"),
        ("", ""),
    ],
)
def test_the_canonical_spelling(written: str, canonical: str) -> None:
    assert normalise(written) == canonical


@given(any_text)
@example("İ\u3099")
@example("カ\u200bﾞ")
def test_normalising_twice_equals_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(any_text)
def test_every_character_knows_where_it_came_from(text: str) -> None:
    traced = trace(text)
    assert len(traced.text) == len(traced.starts) == len(traced.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(traced.starts, traced.ends, strict=True))
    assert list(traced.starts) == sorted(traced.starts)
    assert list(traced.ends) == sorted(traced.ends)


@given(any_text)
def test_a_character_s_original_gives_that_character(text: str) -> None:
    """But for a dash, which is a long vowel only where its neighbours say so."""
    traced = trace(text)
    made: dict[tuple[int, int], str] = {}
    for character, *piece in zip(traced.text, traced.starts, traced.ends, strict=True):
        made[tuple(piece)] = made.get(tuple(piece), "") + character
    dashes = str.maketrans("-一", "ーー")
    for (start, end), characters in made.items():
        assert normalise(text[start:end]).translate(dashes) == characters.translate(dashes)


def test_spans_show_the_words_as_written() -> None:
    text = "①ｽﾃﾝﾚｽのﾊﾟｲﾌﾟ、½インチ"
    traced = trace(text)
    for word, written in (("ステンレス", "ｽﾃﾝﾚｽ"), ("パイプ", "ﾊﾟｲﾌﾟ"), ("1/2", "½"), ("インチ", "インチ")):
        start = traced.text.index(word)
        a, b = traced.span(start, start + len(word))
        assert text[a:b] == written


def test_the_span_of_a_long_vowel_made_of_a_dash() -> None:
    text = "マシニングセンタ－で"
    traced = trace(text)
    end = traced.text.index("ー") + 1
    assert text[slice(*traced.span(0, end))] == "マシニングセンタ－"
