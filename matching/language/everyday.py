"""Everyday words -> the concepts that they call for.

A lay expression (椅子の脚, 電気を通さない) is a short run of content lemmas. It is found where those lemmas stand in order with little
between them, so that inflection, particles and small insertions don't matter: 電気をまったく通さないもの holds 電気を通さない.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matching.language.lexicon import EverydayForm, Lexicon
from matching.language.normalise import trace
from matching.language.terms import Token, Words

# At most so many other content words may stand between two lemmas of an expression.
_GAP = 2
# Kinds whose expressions say what is to be done, and the kind that they get where they only describe (硬さ60度, 袋に貼るシール).
_WORK = frozenset({"verb", "service"})
DESCRIBED = "described"
_BECOMING = frozenset({"為る", "成る", "仕上げる", "致す", "頂く", "塗る"})
# 袋に詰める仕事, 彫れる方 ask for the work; 袋に貼るシール only says what the label is for.
_ASKING_NOUNS = frozenset(
    """仕事 作業 工程 加工 処理 工場 会社 業者 職人 方 人 者 部品 製品 商品 品 所 先 店 屋 場所 事
    物 技術 奴 やつ もの こと ところ ほう かた ひと 設備 依頼 案件 内職 係 事業 企業 工房 専門 方法 為 予定
    必要 時 前 後 際 場合 状態 感じ 形 積もり 迄 程度 筈 訳 位 体制 部分 段階 費用""".split()
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A lay expression found in a text: the form, its place, the concepts that it calls for, what it is (verb, product, problem ...), and where its
    last word, mostly the verb, begins."""

    form: str
    start: int
    end: int
    concepts: tuple[tuple[str, float], ...]
    kind: str = ""
    head: int = -1


class EverydayReader:
    """Finds the lexicon's lay expressions in token sequences."""

    def __init__(self, lexicon: Lexicon, words: Words) -> None:
        self._patterns: dict[str, list[tuple[tuple[str, ...], EverydayForm]]] = {}
        for entry in lexicon.everyday:
            tokens = words.short_units(lexicon.spell(trace(entry.form)).text)
            lemmas = tuple(lemmas_of(tokens))
            if lemmas and _telling(tokens):
                self._patterns.setdefault(lemmas[0], []).append((lemmas, entry))
        for patterns in self._patterns.values():
            patterns.sort(key=lambda p: -len(p[0]))

    def find(self, tokens: Sequence[Token]) -> list[Hint]:
        """Expressions in `tokens`, longer ones first at each place; one inside another is left out."""
        tokens = _able(tokens)
        content = [t for t in tokens if t.content and not _counter(t, tokens)]
        lemmas = lemmas_of(content)
        hints: list[tuple[int, Hint]] = []
        covered: set[int] = set()
        for length_first in sorted(self._candidates(lemmas), key=lambda c: (-len(c[0]), c[0][0])):
            places, entry = length_first
            if covered.issuperset(places):
                continue
            covered.update(places)
            start, end = content[places[0]].start, content[places[-1]].end
            head = content[places[-1]]
            kind = DESCRIBED if entry.kind in _WORK and _describes(head, tokens) else entry.kind
            hints.append((len(places), Hint(entry.form, start, end, entry.concepts, kind, head.start)))
        return sorted(_nearest(hints), key=lambda h: h.start)

    def _candidates(self, lemmas: Sequence[str]) -> Iterable[tuple[list[int], EverydayForm]]:
        for i, lemma in enumerate(lemmas):
            for pattern, entry in self._patterns.get(lemma, ()):
                places = _places(pattern, lemmas, i)
                if places:
                    yield places, entry


# Whoever can do it: these forms are words of their own too (刃が切れる), so that the dictionary leaves them.
_ABLE = {"削れる": "削る", "塗れる": "塗る", "切れる": "切る", "抜ける": "抜く"}


def _able(tokens: Sequence[Token]) -> list[Token]:
    """`tokens`, where インコネルを削れる会社 asks for 削る."""
    return [
        replace(t, lemma=_ABLE[t.lemma])
        if i and t.lemma in _ABLE and tokens[i - 1].lemma in ("を", "まで")
        else t
        for i, t in enumerate(tokens)
    ]


def lemmas_of(tokens: Iterable[Token]) -> list[str]:
    """The content lemmas; a negated one is marked, since さびる and さびない ask for opposite things."""
    return [t.lemma + "¬" * t.negative for t in tokens if t.content]


def expected(hints: Iterable[Hint]) -> dict[str, float]:
    """Concept -> probability that a suitable firm has it, over independent hints: 1 - prod(1 - p)."""
    missing: dict[str, float] = {}
    for hint in hints:
        for concept, probability in hint.concepts:
            missing[concept] = missing.get(concept, 1.0) * (1.0 - min(probability, 0.99))
    return {concept: 1.0 - m for concept, m in missing.items()}


def broadened(concepts: Mapping[str, float], lexicon: Lexicon) -> dict[str, float]:
    """`concepts` with every broader concept, each at the highest weight of what it covers."""
    result: dict[str, float] = {}
    for concept, weight in concepts.items():
        for ancestor in lexicon.ancestors(concept):
            result[ancestor] = max(result.get(ancestor, 0.0), weight)
    return result


def _nearest(found: Sequence[tuple[int, Hint]]) -> list[Hint]:
    """Hints, given with their numbers of words. Of those of one length that share their last word only the closest says what is
    done: 鉄の金具にのりでくっつける is のりで.
    """
    closest: dict[tuple[int, int], int] = {}
    for length, hint in found:
        if hint.kind in _WORK:
            key = (hint.head, length)
            closest[key] = max(closest.get(key, 0), hint.start)
    return [
        replace(hint, kind=DESCRIBED)
        if hint.kind in _WORK and hint.start < closest[hint.head, length]
        else hint
        for length, hint in found
    ]


def _describes(head: Token, tokens: Sequence[Token]) -> bool:
    """Whether an expression's last word only describes a thing: 硬さ, 堅いところ, 壁に付ける棚; 硬くする is work."""
    index = bisect_left(tokens, head.start, key=lambda t: t.start)
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if head.pos == "形容詞":
        return following is None or following.lemma not in _BECOMING
    if head.pos != "動詞" or following is None or following.start != head.end:
        return False
    return following.pos == "名詞" and following.lemma not in _ASKING_NOUNS and not following.lemma.isdigit()


def _telling(tokens: Sequence[Token]) -> bool:
    """Whether the content words carry the expression: 同じものを作る must not be read from any 作る."""
    content = sum(t.end - t.start for t in tokens if t.content)
    return content >= 0.5 * (tokens[-1].end - tokens[0].start)


def _counter(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether the token counts what a number before it says: 5本 are no books."""
    index = bisect_left(tokens, token.start, key=lambda t: t.start)
    before = tokens[index - 1] if index else None
    return (
        before is not None and before.end == token.start and before.lemma.isdigit() and len(token.lemma) == 1
    )


def _places(pattern: Sequence[str], lemmas: Sequence[str], start: int) -> list[int]:
    """Positions of `pattern` in `lemmas` from `start` on, in order with small gaps; [] if it isn't there."""
    places = [start]
    for lemma in pattern[1:]:
        window = range(places[-1] + 1, min(len(lemmas), places[-1] + 2 + _GAP))
        found = next((j for j in window if lemmas[j] == lemma), None)
        if found is None:
            return []
        places.append(found)
    return places
