"""An edited enquiry in plain words: what an order made of it says."""

import pytest

from matching.language.editing import Edited
from matching.language.reading import Reader
from matching.language.restating import restated, sense

TEXT = "ステンレスの軸を旋盤で削って、できればめっきもお願いしたい。月に100個。"


@pytest.mark.parametrize(
    ("words", "must", "line"),
    [
        ("ステンレス", False, "できればステンレス。"),
        ("旋盤で削っ", False, "できれば旋削加工。"),
        ("めっき", True, "めっきは必須。"),
        ("100個", False, "できれば月に100個。"),
    ],
)
def test_a_changed_weight_is_put_into_words_and_read_back(
    reader: Reader, words: str, must: bool, line: str
) -> None:
    start = TEXT.index(words)
    edited = Edited.of(TEXT, Edited.of(TEXT).weigh(start, start + len(words), must=must))
    said = restated(edited, lambda text: reader.enquiry(text).requirements)
    assert said.splitlines()[-1] == line
    wanted = edited.weighed(reader.enquiry(TEXT).requirements)
    assert sorted(map(sense, reader.enquiry(said).requirements), key=str) == sorted(
        map(sense, wanted), key=str
    )


def test_alternatives_stay_together(reader: Reader) -> None:
    text = "SUS304かSUS316で軸を削って"
    edited = Edited.of(text, Edited.of(text).weigh(0, 6, must=False))
    said = restated(edited, lambda text: reader.enquiry(text).requirements)
    assert said.splitlines()[-1] == "できればSUS304かSUS316。"


def test_what_cannot_be_said_leaves_the_words_alone(reader: Reader) -> None:
    text = "丸棒の旋盤加工。めっきは不要。"
    edited = Edited.of(text, Edited.of(text).weigh(8, 11, must=True))
    assert restated(edited, lambda text: reader.enquiry(text).requirements) == text
