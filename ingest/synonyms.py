"""Choices that say the same in other words: 有 and あり, 不変 and 横ばい."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from ingest.legends import Option
from ingest.numbers import folded
from ingest.sampling import ColumnValues
from ingest.usual import UsualQuestion
from ingest.values import is_blank

_SAME = (
    ("有", "あり", "有り", "有る", "ある", "はい", "可", "yes", "y", "○", "◯", "〇"),
    ("無", "なし", "無し", "無い", "ない", "いいえ", "不可", "no", "n", "いない", "×", "✕"),
    ("増加", "増", "増えた", "増加傾向"),
    ("減少", "減", "減った", "減少傾向"),
    ("不変", "横ばい", "変わらない", "変化なし", "変化無し", "変らず", "変わらず", "同じ", "横這い"),
    ("上昇", "上がった", "上昇傾向"),
    ("低下", "下降", "下落", "下がった", "低下傾向"),
    ("良くなった", "好転", "改善", "よくなった"),
    ("悪くなった", "悪化", "わるくなった"),
    ("収支均衡", "収支トントン", "トントン", "とんとん"),
)

_SCALE = frozenset(
    (
        "やや増加 やや減少 やや上昇 やや低下 大幅増加 大幅減少 大幅に増加 大幅に減少 良い 悪い 普通 やや良い やや悪い やや好転 やや悪化 黒字 赤字 "
        "やや良くなった やや悪くなった 楽になった 苦しくなった 厳しくなった 過剰 適正 不足 やや過剰 やや不足 検討中 検討している 未定 "
        "予定あり 予定なし 実施 実施済み 未実施 予定 満足 不満 やや満足 やや不満 どちらともいえない どちらでもない わからない 分からない"
    ).split()
).union(*_SAME)
_ENDING = re.compile(r"(?:しました|しています|している|した|する|です|傾向(?:にある)?)$")


def on_a_scale(text: str) -> bool:
    """Whether an answer is one of the usual words of scales: 増加した, やや悪化, どちらともいえない."""
    word = re.sub(r"\s", "", folded(text))
    return word in _SCALE or _ENDING.sub("", word) in _SCALE


def aliased(options: tuple[Option, ...], known: UsualQuestion | None) -> tuple[Option, ...]:
    """Listed choices with the other words that say the same, as far as no other choice is one of them."""
    labels = {option.label for option in options}
    usual = {option.label: option.aliases for option in known.options} if known else {}
    found = []
    for option in options:
        same = next((words for words in _SAME if option.label in words), ())
        aliases = [word for word in (*usual.get(option.label, ()), *same) if word not in labels]
        found.append(replace(option, aliases=tuple(dict.fromkeys(aliases))))
    return tuple(found)


def yes_and_no(values: ColumnValues) -> tuple[Option, ...]:
    """有 and 無 where the column says nothing else, but in several words (あり, ○): the commonest word names each."""
    sides: list[Counter[str]] = [Counter(), Counter()]
    for text, rows in values.counts.items():
        side = next((n for n, words in enumerate(_SAME[:2]) if folded(text) in words), None)
        if side is not None:
            sides[side][text] += rows
        elif not is_blank(text):
            return ()
    if values.many or not all(sides) or max(map(len, sides)) < 2:
        return ()
    names = [
        min(side, key=lambda text: (-side[text], words.index(folded(text)), text))
        for side, words in zip(sides, _SAME[:2], strict=True)
    ]
    return tuple(Option(name, "", words) for name, words in zip(names, _SAME[:2], strict=True))
