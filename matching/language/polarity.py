"""Offered, refused or bought in: what a profile says of each thing that it names.

めっきは外注 and 鋳物は不可 name capabilities that the firm doesn't have. A cue (不可, お断り, やりません, 外注, 協力工場 ...) reaches
back to the topic before は, and over an enumeration of neighbours (焼入れ、めっきは外注), but never past another statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

OFFERED, REFUSED, OUTSOURCED = "offered", "refused", "outsourced"

_REFUSED = re.compile(
    r"不可(?!欠|能な限り|避|視)|不可能|お断り|断って|断らせ|(?:でき|出来)(?:ません|ない|兼ね|かね)|いたしかね|致しかね|(?:やっ|行な?っ|おこなっ|扱っ|取り扱っ|請け?て?お?|受け(?:て|付けて)?|対応(?:して)?)"
    r"て?(?:い|お)?(?:り|いり)?ません|やりません|行いません|やってない|やらない|しません|しない(?:方針|ことに)|受けません|受けない|使いません|使わない|扱わない"
    r"|(?:設備|機械|ライン|炉)?(?:は|が|も)?(?:無し|なし|ナシ|ありません|無い|ない)(?=[。、,)\s]|です|ため|ので|$)|未対応|非対応|対応外|対象外|対応不能|専門外|不得手|苦手|(?:ご)?遠慮|(?:は|を|のぞ|除)(?:き|く)(?=[。)、]|$)|除く|除外|以外"
    r"|(?<![a-z])ng(?![a-z])|×(?=[。、\s)]|$)|禁止|厳禁|不適|不要|いらない|要りません|持ちません|持って(?:い)?(?:ない|ません)|置いて(?:い)?(?:ない|ません)|撤退|廃止|やめました|辞めました|終了しました"
)
_OUTSOURCED = re.compile(
    r"外注|外製|協力(?:工場|会社|先|企業|業者)|提携(?:工場|先|会社|企業)|外部(?:に|へ|の|委託)|委託先|手配(?:のみ|で|可|し|に|と|いた|致|も)|専門(?:業者|工場)に|他社(?:に|へ)|仲間(?:の)?(?:工場|の会社)|(?:業者|工場|先)(?:に|へ)(?:出|依頼|お願い|回)"
)
_OFFERED = re.compile(
    r"(?<!不)可(?:能)?(?![能欠動搬])|対応(?:可|し(?:ます|て(?:い|お)|た|、)|いた|致|でき|ok|範囲)|(?:でき|出来)(?:ます|る|た)|ok|お(?:任せ|受け(?:し|いた|でき))|得意|自社|社内|内製|一貫|専門(?!外|業者|工場)|承り|承って|引き?受け(?:ます|て)|行(?:い|な)?(?:ます|って(?:い|お)り?ま)|やって(?:い|お)?り?ます|やります|歓迎"
)
_NOT_REFUSAL = re.compile(
    r"(?:外注|協力(?:工場|会社)|外部)(?:先)?(?:に|へ)?(?:は)?(?:出さ|頼ら|使わ|不可|せず|なし|無し|しません|していません)"
)
_SENTENCE = re.compile(
    r"[。\n!?！？;；●■◆・※]|(?:です|ます|した)が|(?<=[いるたすん])[がけ](?:ど|れど)?、|一方|ただし|但し"
)
_LINK = re.compile(
    r"\s*(?:[・、,/／&+及と]|及び|および|並びに|や|とか|から|まで|または|又は|か|or|\(|\)|等|など|の|類|加工|処理|品|部品|系|全般|作業|材|関係)*\s*"
)


class Span(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


def polarities(text: str, mentions: Sequence[Span], groups: Sequence[str] | None = None) -> list[str]:
    """One of OFFERED, REFUSED, OUTSOURCED for each mention (sorted by start) of normalised `text`.

    `groups` gives each mention's kind: only mentions of one kind are enumerated together (SUS304、塗装は不要 refuses no steel).
    """
    kinds = groups or [""] * len(mentions)
    result = [OFFERED] * len(mentions)
    for begin, end in _sentences(text):
        inside = [i for i, m in enumerate(mentions) if begin <= m.start and m.end <= end]
        for cue_start, cue_end, kind in _cues(text, begin, end):
            for i in _reached(text, mentions, kinds, inside, begin, cue_start):
                if result[i] == OFFERED:
                    result[i] = kind
            inside = [i for i in inside if mentions[i].start >= cue_end]
            begin = cue_end
    return result


def _sentences(text: str) -> list[tuple[int, int]]:
    """Stretches that a cue can't look beyond. A middle dot between words joins them; at a line's start it is a bullet."""
    bounds = [0]
    for found in _SENTENCE.finditer(text):
        if found.group() == "・" and found.start() and text[found.start() - 1] not in "\n 。":
            continue
        bounds.append(found.end())
    bounds.append(len(text))
    return [(a, b) for a, b in pairwise(bounds) if a < b]


def _cues(text: str, begin: int, end: int) -> list[tuple[int, int, str]]:
    """Statements in order: (start, end, kind); an OFFERED one only ends the reach of those behind it."""
    stretch = text[begin:end]
    found = [(m.start(), m.end(), OFFERED) for m in _NOT_REFUSAL.finditer(stretch)]
    for pattern, kind in ((_REFUSED, REFUSED), (_OUTSOURCED, OUTSOURCED), (_OFFERED, OFFERED)):
        found += [
            (m.start(), m.end(), kind)
            for m in pattern.finditer(stretch)
            if not any(a < m.end() and m.start() < b for a, b, _ in found)
        ]
    return [(a + begin, b + begin, kind) for a, b, kind in sorted(found)]


def _reached(
    text: str,
    mentions: Sequence[Span],
    kinds: Sequence[str],
    inside: Sequence[int],
    begin: int,
    cue_start: int,
) -> list[int]:
    """Indices of the mentions before the cue that it speaks of: the nearest, and those enumerated with it."""
    before = [i for i in inside if mentions[i].end <= cue_start]
    if not before:
        return []
    topic = max(text.rfind("は", begin, cue_start), text.rfind("のみ", begin, cue_start))
    if topic > 0:
        on_topic = [i for i in before if mentions[i].end <= topic]
        gap = text[mentions[on_topic[-1]].end : topic] if on_topic else ""
        if on_topic and len(gap) <= 12 and "、" not in gap:
            before = on_topic
    reached = [before[-1]]
    for i in reversed(before[:-1]):
        between = text[mentions[i].end : mentions[reached[-1]].start]
        if kinds[i] != kinds[reached[-1]] or not _LINK.fullmatch(between):
            break
        reached.append(i)
    # Too far for one statement: the cue speaks of something that isn't in the lexicon.
    if cue_start - mentions[reached[0]].end > 30:
        return []
    return reached
