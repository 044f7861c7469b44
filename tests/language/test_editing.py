"""Edits of an enquiry: another text, read like any other."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import InputError
from matching.language.editing import LONGEST_WORDS, MOST_EDITS, Edited
from matching.language.reading import Reader
from matching.records import Edit, Requirement

TEXT = "ステンレスの軸を旋盤で削って、できればめっきもお願いしたい。月に100個。"


def place(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_without_edits_the_text_is_read_as_it_was_given() -> None:
    edited = Edited.of(TEXT)
    assert edited.text == edited.base == TEXT
    assert [(p.kind, p.start, p.end) for p in edited.pieces] == [("given", 0, len(TEXT))]


def test_what_is_dropped_is_read_as_if_the_words_were_not_there(reader: Reader) -> None:
    edited = Edited.of(TEXT, Edited.of(TEXT).drop(*place(TEXT, "、できればめっきもお願いしたい")))
    plain = "ステンレスの軸を旋盤で削って。月に100個。"
    assert edited.text == plain
    assert reader.enquiry(edited.text) == reader.enquiry(plain)


def test_what_is_added_is_read_as_if_it_stood_on_a_line_of_its_own(reader: Reader) -> None:
    edited = Edited.of(TEXT, Edited.of(TEXT).add(" 焼入れ\n "))
    assert edited.text == TEXT + "\n焼入れ"
    assert [r.label for r in reader.enquiry(edited.text).requirements][-1] == "焼入れ"


def test_a_changed_value_is_read_in_its_place(reader: Reader) -> None:
    edited = Edited.of(TEXT, Edited.of(TEXT).replace(*place(TEXT, "100個"), "5000個"))
    assert edited.text == TEXT.replace("100個", "5000個")
    again = Edited.of(TEXT, edited.replace(*place(edited.text, "5000個"), "20個"))
    assert again.text == TEXT.replace("100個", "20個")
    gone = Edited.of(TEXT, again.drop(*place(again.text, "20個")))
    assert gone.text == TEXT.replace("100個", "")


def test_words_that_stood_apart_do_not_become_one() -> None:
    assert Edited.of("切削研磨加工", [Edit("drop", 2, 4)]).text == "切削 加工"
    assert Edited.of("軸の研磨をする", [Edit("drop", 2, 4)]).text == "軸のをする"


def test_an_added_line_can_be_changed_and_taken_out_again() -> None:
    added = Edited.of("軸", Edited.of("軸").add("焼入れ"))
    changed = Edited.of("軸", added.replace(*place(added.text, "焼入れ"), "浸炭"))
    assert changed.text == "軸\n浸炭"
    assert Edited.of("軸", changed.drop(*place(changed.text, "浸炭"))).text.strip() == "軸"


def test_must_and_wish_are_set_on_what_was_read(reader: Reader) -> None:
    def musts(edited: Edited) -> dict[str, bool]:
        return {r.label: r.must for r in edited.weighed(reader.enquiry(edited.text).requirements)}

    plain = Edited.of(TEXT)
    assert musts(plain)["めっき"] is False
    must = Edited.of(TEXT, plain.weigh(*place(TEXT, "めっき"), must=True))
    assert musts(must) == {**musts(plain), "めっき": True}
    # It stays so when something before it goes, and the latest word counts.
    shorter = Edited.of(TEXT, must.drop(*place(TEXT, "ステンレスの")))
    assert musts(shorter)["めっき"] is True
    back = Edited.of(TEXT, shorter.weigh(*place(shorter.text, "めっき"), must=False))
    assert musts(back)["めっき"] is False


def test_alternatives_are_weighed_together() -> None:
    text = "SUS304かSUS316"
    one = Requirement("r1", "material", "SUS304", None, True, False, "g1", "SUS304", 0, 6)
    other = replace(one, id="r2", text="SUS316", start=7, end=13)
    edited = Edited.of(text, Edited.of(text).weigh(0, 6, must=False))
    assert [r.must for r in edited.weighed([one, other])] == [False, False]


@pytest.mark.parametrize(
    "edits",
    [
        [Edit("drop", 0, 99)],
        [Edit("drop", 3, 3)],
        [Edit("drop", -1, 1)],
        [Edit("paint", 0, 1)],
        [Edit("add", words=" \n")],
        [Edit("add", words="長" * (LONGEST_WORDS + 1))],
        [Edit("drop", 0, 1)] * (MOST_EDITS + 1),
    ],
)
def test_edits_that_cannot_be_are_told_in_words(edits: list[Edit]) -> None:
    with pytest.raises(InputError):
        Edited.of("旋盤加工", edits)


SPANS = st.tuples(st.integers(0, 11), st.integers(1, 6), st.sampled_from(["", "ア", "b c"]))


@given(
    st.text(min_size=12, max_size=30),
    st.lists(SPANS, max_size=6),
    st.lists(st.sampled_from(["焼入れ", "x"]), max_size=2),
)
def test_the_pieces_account_for_every_character(
    text: str, spans: list[tuple[int, int, str]], added: list[str]
) -> None:
    edits = [Edit("replace" if w else "drop", a, min(a + n, 12), w) for a, n, w in spans]
    edited = Edited.of(text, [*edits, *(Edit("add", words=w) for w in added)])
    position = 0
    for piece in edited.pieces:
        assert piece.base_start == position
        position = piece.base_end
        if piece.kind in ("given", "added"):
            assert edited.text[piece.start : piece.end] == edited.base[piece.base_start : piece.base_end]
            assert edited.origin(piece.start, piece.end) == (piece.base_start, piece.base_end)
    assert position == len(edited.base)


def test_added_words_that_are_no_condition_are_told_once_until_they_are_left_out(reader: Reader) -> None:
    edited = Edited.of(TEXT)
    for words in ("日曜日に来てほしい", "焼入れ", "日曜日に来てほしい"):
        edited = Edited.of(TEXT, edited.add(words))
    assert edited.unread(reader.enquiry(edited.text).requirements) == ("日曜日に来てほしい",)
    for _ in range(2):
        edited = Edited.of(TEXT, edited.drop(*place(edited.text, "日曜日に来てほしい")))
    assert edited.unread(reader.enquiry(edited.text).requirements) == ()
