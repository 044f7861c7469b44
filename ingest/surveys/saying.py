"""What the labels of answers as read mean: no answer ("無回答", "未記入"), a choice with its number in front, several in one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from ingest.choices import select
from ingest.legends import Option
from ingest.surveys.questionnaires import choice_key

_NONE = frozenset(
    "無回答 未回答 未記入 無記入 記入なし 記載なし 回答なし 回答無し 空欄 空白 無効 無効回答 na - ー ― — – − ‐ --".split()
)
_LONGEST = 12
_NUMBER = re.compile(r"\s*(?:[(（\[]?\d{1,2}\s*[)）\].．:：、,]|\d{1,2}\s|[①-⑳])\s*(?=[^\d\s])")
_SIGNS = re.compile(r"[;；|｜]+")
_SEVERAL = re.compile(
    r"複数|いくつでも|すべて|全て|いくつ(?:でも)?|当てはまるもの|あてはまるもの|つまで|以内"
)


@lru_cache(maxsize=65536)
def says_none(text: str) -> bool:
    """Whether words say that there is no answer; on forms they may even be a choice with a number (9 無回答)."""
    return len(text) <= _LONGEST and choice_key(text) in _NONE


def is_silent(answer: Mapping[str, Any]) -> bool:
    """Whether an answer only says that there is none."""
    values = answer.get("values", ())
    if len(values) == 1:  # nearly all, of a million
        return says_none(values[0])
    return all(map(says_none, values)) if values else says_none(str(answer.get("text", "")))


def asks_for_several(wording: str) -> bool:
    """Whether a heading says that several choices may be taken."""
    return _SEVERAL.search(wording) is not None


def meanings(labels: Iterable[str], known: Collection[str], several: bool) -> dict[str, tuple[str, ...]]:
    """For each label as read the labels that it means; known: words for choices. Labels that nothing explains stay.

    several: whether one label may hold several choices ("価格・納期").
    """
    read = list(dict.fromkeys(labels))
    bare = {label: _NUMBER.sub("", label, count=1) for label in read}
    words = {choice_key(one) for one in known}
    # Where every label has a number in front, what stands behind it is the choice.
    spoken = [label for label in read if not says_none(label)]
    plain = {choice_key(label) for label in read if bare[label] == label}
    plain |= {choice_key(one) for one in bare.values()} if all(bare[one] != one for one in spoken) else set()
    options = tuple(Option(one) for one in dict.fromkeys(known)) if several else ()
    found: dict[str, tuple[str, ...]] = {}
    for label in read:
        if says_none(label):
            found[label] = ()
        elif choice_key(label) in words:
            found[label] = (label,)
        elif bare[label] != label and choice_key(bare[label]) in words | plain:
            found[label] = (bare[label],)
        else:
            found[label] = _parted(label, options) or (label,)
    return found


def _parted(label: str, options: tuple[Option, ...]) -> tuple[str, ...]:
    """The choices that a label holds, where they are all that it says; else ()."""
    if not options:
        return ()
    chosen = select(label, options)
    said = sum(len(choice_key(one)) for one in chosen.labels)
    whole = said == len(choice_key(_SIGNS.sub("", label)))
    return chosen.labels if whole and not chosen.doubts and not chosen.other else ()
