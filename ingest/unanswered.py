"""Words that stand for no answer: 無回答, （未記入）, N/A, dashes."""

from __future__ import annotations

import re

from ingest.numbers import folded
from ingest.remembering import remembered

# Such a choice of a form is an answer where the form lists it.
_MAYBE_CHOICES = frozenset("該当なし 該当無し 対象外".split())
_WORDS = _MAYBE_CHOICES | frozenset(
    (
        "無回答 未回答 回答なし 回答無し 回答無 無記入 未記入 記入なし 記入無し 未記載 無記載 記載なし 記載無し 未入力 入力なし "
        "非該当 不明 空欄 空白 無効 無効回答 nan n/a na #n/a"
    ).split()
)
_SIGNS = re.compile(r"[-ー*・/.…]+")
_BRACKETS = "()[]{}【】〔〕<>《》「」『』\"'“”"


@remembered
def said_bare(text: str) -> str:
    """The words of a cell without the brackets around them and the spaces between: "（無 回答）" -> "無回答"."""
    return re.sub(r"\s", "", folded(text)).strip(_BRACKETS)


@remembered
def says_nothing(text: str) -> bool:
    """Whether a cell says that there is no answer; なし and 特になし are answers."""
    word = said_bare(text)
    return not word or word in _WORDS or _SIGNS.fullmatch(word) is not None


def no_choice(label: str) -> bool:
    """Whether what a form lists is no choice, but the lack of one: 9 無回答, 99 不明・無回答."""
    word = said_bare(label)
    words = [word, *re.split(r"[・、,/]|または|又は", word)]
    return word in _WORDS - _MAYBE_CHOICES or (
        len(words) > 2 and all(one in _WORDS - _MAYBE_CHOICES for one in words[1:])
    )
