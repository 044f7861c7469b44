"""An enquiry -> its requirements: what is asked, whether it must be or is a wish, what it excludes, which are alternatives.

Read in order: places, quantities, conditions (papers, supplied material, ways of working), concepts of the lexicon, everyday
expressions, and what forms and chains add (open_words). What is mere context is left out by the sentence that it stands in
(context); what words around a thing make of it says strength.py.
"""

# ruff: noqa: E501 - a pattern, or a row of a table, is one line

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from matching.language.area import Area, find_areas
from matching.language.concepts import Mention
from matching.language.context import is_context
from matching.language.drafts import Draft, covered
from matching.language.everyday import DESCRIBED, Hint
from matching.language.lexicon import Lexicon
from matching.language.normalise import Normalised
from matching.language.open_words import OpenWords
from matching.language.polarity import OFFERED, firm_refused
from matching.language.quantities import find_quantities
from matching.language.quantity_sizes import THINGS
from matching.language.redundancy import names_product, without_redundant
from matching.language.strength import RESTATED, alternatives, needless, refuses_firms, weighed
from matching.language.terms import Token
from matching.records import Quantity, Requirement, Value
from matching.reference import table_rows

# A firm that the buyer names to leave it out: A-0001さんは外して.
NAMED_FIRM = "X.FIRM"
# Kind of a lexicon concept -> kind of requirement. Fields of use and products ask for nothing by themselves.
KINDS: Mapping[str, str] = {
    "process": "process",
    "material": "material",
    "equipment": "equipment",
    "cert": "certification",
}
# An everyday expression counts as a requirement where it surely means one thing.
_SURE = 0.5
# No enquiry of a person asks for more; what comes after them still ranks by its words.
_MOST = 1_000
_ASKING_KINDS = frozenset({"verb", "service", "material"})
# What is less sure, or only guessed from a product beside other words, is a wish: no firm is ruled out for it.
_SURE_MUST = 0.7

_TELLING_KINDS = frozenset({"process", "material", "equipment", "certification", "other", "supply"})

_PARTICLES = "のをにでとはがもかやへ "
# A verb that says nothing without its object: 箱を作る is no 作る.
_EMPTY_VERB = re.compile(r"作|つく|入れ|いれ|付け|つけ|出し|する|した?|取|見|持")
# 焼入れ|して研ぐ
_DONE_FIRST = re.compile(r"(?:した後(?:に|で)?|してから|して|し)、?(?=.)")
# An expression whose words stand in two sentences is none.
_ASUNDER = re.compile(r"[。\n!?！？]")

_NEGATED_OTHER = re.compile(
    r"不可|禁止|ng|厳禁|だめ|ダメ|駄目|困|避け|お断り|使わな|しない|させない|なし|嫌|避|挟ま|通さ|出さ|使わず|できませ|遠慮|いや(?![すつ])|勘弁"
)


# 梱包|材は弊社支給: the whole word is what comes.
_GOODS = re.compile(r"[一-龠々ァ-ヺー]{1,4}[材品型具箱類]$")
_DOES_IT = re.compile(r"手配|用意|準備")
# 材料はこちらで用意します|ので: what follows is another matter.
_REASON = re.compile(r"(?<=[すたるだ])(?:ので|から|ため|けど|けれど)")


# 納期: 来月15日 is shown as 来月15日 under its kind.
_DUE_HEAD = re.compile(r"^(?:納期|期限)\s*(?:[:は]\s*)?(?=.)")


@dataclass(frozen=True, slots=True)
class Condition:
    """A requirement that is no capability word: papers, supplied material, ways of working. Read from data/lexicon/conditions.tsv."""

    id: str
    kind: str
    label: str
    pattern: re.Pattern[str]


class RequirementReader:
    """Makes requirements out of what the reader found in an enquiry."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.conditions = load_conditions(lexicon.folder)
        self._open = OpenWords(lexicon)

    def read(
        self,
        traced: Normalised,
        original: str,
        mentions: Sequence[Mention],
        hints: Sequence[Hint],
        tokens: Sequence[Token],
    ) -> tuple[Requirement, ...]:
        """Requirements in order of the text. `mentions` and `hints` are places in traced.text."""
        text = traced.text
        areas = find_areas(text)
        quantities = find_quantities(text)[:_MOST]
        drafts = [*self._areas(areas), *_beside(text, self._quantities(text, quantities), mentions)]
        taken = covered((d.start, d.end) for d in drafts)
        drafts += _of_goods(text, self._conditions(text, taken), mentions)
        drafts += self._concepts(text, mentions)
        drafts += self._everyday(text, hints, tokens, _without_overlaps(drafts))
        drafts = self._open.complete(text, _without_overlaps(drafts)[:_MOST])
        drafts = _without_overlaps(drafts)[:_MOST]
        away = covered((m.end, firm_refused(text, m.end) or m.end) for m in mentions if m.polarity != OFFERED)
        drafts = [d for d in drafts if d.start not in away]
        drafts = [d for d in drafts if needless(text, d) or refuses_firms(text, d) or not is_context(text, d)]
        drafts = without_redundant(self.lexicon, text, [weighed(text, d) for d in drafts])
        drafts = [_threaded(text, d, drafts) for d in drafts]
        groups = alternatives(text, drafts)
        return tuple(
            Requirement(
                f"r{i + 1}", d.kind, _shown(d, text, original[slice(*traced.span(d.start, d.end))]), d.concept, d.must, d.negated, groups.get(i),
                original[slice(*traced.span(d.start, d.end))], *traced.span(d.start, d.end),
                value=d.value, accepts=dict(d.accepts),
            )
            for i, d in enumerate(drafts)
        )  # fmt: skip

    def _areas(self, areas: Sequence[Area]) -> list[Draft]:
        return [
            Draft("area", a.label, None, a.start, a.end, accepts=a.places, negated=a.negated) for a in areas
        ]

    def _quantities(self, text: str, quantities: Sequence[Quantity]) -> list[Draft]:
        drafts = []
        for q in quantities:
            shape = _SHAPE.match(text, q.start) if q.value and q.value.dimension == "runout" else None
            label = (
                value_label(q.value, shape.group() if shape else None)
                if q.value
                else _DUE_HEAD.sub("", text[q.start : q.end])
            )
            drafts.append(Draft(q.kind, label, None, q.start, q.end, q.value))
        return drafts

    def _conditions(self, text: str, taken: set[int]) -> list[Draft]:
        drafts: list[Draft] = []
        for condition in self.conditions:
            for found in condition.pattern.finditer(text):
                a, b = found.span()
                while a < b and text[a] in (
                    " \n、。:はをがもの" if condition.kind == "supply" else " \n、。"
                ):
                    a += 1
                if a == b or (condition.kind != "other" and taken & set(range(a, b))):
                    continue
                if condition.kind == "supply" and (goods := _GOODS.search(text, max(0, a - 5), a + 1)):
                    a = goods.start()
                if condition.kind == "supply" and ")" in text[a:b] and "(" not in text[a:b]:
                    b = text.index(")", a)
                if condition.kind == "supply" and (reason := _REASON.search(text, a, b)):
                    b = reason.start()
                negated = (
                    condition.kind == "other"
                    and condition.id not in RESTATED
                    and (condition.id == NAMED_FIRM or bool(_NEGATED_OTHER.search(text, a, b)))
                )
                drafts.append(
                    Draft(
                        condition.kind,
                        condition.label,
                        condition.id,
                        a,
                        b,
                        accepts=((condition.id, 1.0),),
                        negated=negated,
                    )
                )
        return drafts

    def _concepts(self, text: str, mentions: Sequence[Mention]) -> list[Draft]:
        drafts: list[Draft] = []
        said: set[str] = set()
        for m in mentions:
            concept = self.lexicon.concepts[m.concept]
            if concept.kind not in KINDS:
                continue
            wanted = m.polarity == OFFERED
            if m.concept in said and wanted:
                continue  # ステンレス after SUS304 says nothing new
            draft = Draft(
                KINDS[concept.kind],
                concept.label,
                m.concept,
                m.start,
                m.end,
                accepts=((m.concept, 1.0),),
                negated=not wanted,
            )
            drafts.append(draft)
            # What isn't asked for here may still be asked for further on.
            if names_product(self.lexicon, text, draft):
                continue
            if wanted and not needless(text, draft) and not is_context(text, draft):
                said |= {m.concept} if draft.kind == "process" else self.lexicon.ancestors(m.concept).keys()
        return drafts

    def _everyday(
        self, text: str, hints: Sequence[Hint], tokens: Sequence[Token], drafts: Sequence[Draft]
    ) -> list[Draft]:
        """Everyday expressions that surely name a process or a material; products only where nothing else says what is to be done."""
        stated = covered((d.start, d.end) for d in drafts if d.concept)
        said = {
            c for d in drafts if d.concept in self.lexicon.concepts for c in self.lexicon.ancestors(d.concept)
        }
        second = _second_verbs(tokens)
        found = []
        for hint in hints:
            start = _own_part(text, hint.start, hint.end, stated)
            if start == hint.end or not hint.concepts or hint.kind == DESCRIBED:
                continue
            if hint.start in second or _ASUNDER.search(text, hint.start, hint.end):
                continue
            concept, probability = max(hint.concepts, key=lambda c: c[1])
            if concept in said and start > hint.start and hint.kind in _ASKING_KINDS:
                concept, probability = self._left(hint, said) or (concept, probability)
            kind = KINDS.get(self.lexicon.concepts[concept].kind)
            if kind is None or probability < _SURE or concept in said:
                continue
            # 板 of ステンの板 is no work beside what is said of the work: it only names what is made.
            named = hint.kind == "material" and kind == "process"
            if hint.kind in _ASKING_KINDS and not named:
                said.add(concept)
            accepts = tuple(
                (c, p)
                for c, p in hint.concepts
                if p >= probability * 0.6 and KINDS.get(self.lexicon.concepts[c].kind) == kind
            )
            draft = Draft(
                kind, self.lexicon.concepts[concept].label, concept, start, hint.end, accepts=accepts,
                must=probability >= _SURE_MUST,
            )  # fmt: skip
            found.append(("" if named else hint.kind, draft))
        asking = [d for hint_kind, d in found if hint_kind in _ASKING_KINDS or d.kind == "certification"]
        if not asking and not any(
            d.kind in ("process", "equipment") and not is_context(text, d) for d in drafts
        ):
            telling = len(hints) > 1 or any(d.kind in _TELLING_KINDS for d in drafts)
            made = [d for _, d in found if d.kind == "process" and not is_context(text, d)]
            asking = [replace(d, must=d.must and not telling) for d in made[:1]]
        return asking

    def _left(self, hint: Hint, said: set[str]) -> tuple[str, float] | None:
        """What an expression surely asks for beside what is said already: 塗る of 溶接して塗る."""
        left = [(c, p) for c, p in hint.concepts if c not in said and p >= _SURE_MUST]
        return max(left, key=lambda c: c[1]) if left else None


def _beside(text: str, quantities: Sequence[Draft], mentions: Sequence[Mention]) -> list[Draft]:
    """`quantities` without the capability words that they begin with: 電気亜鉛|8μm以上; みかん箱 of みかん箱くらい is a size."""
    trimmed = []
    for q in quantities:
        ends = [
            m.end
            for m in mentions
            if m.start <= q.start < m.end < q.end
            and m.concept.startswith("P.")
            and text[q.start : m.end] not in THINGS
        ]
        trimmed.append(replace(q, start=max(ends)) if ends else q)
    return trimmed


# M20のタップ, タップM6: the size belongs to the work on the thread.
_THREAD = re.compile(r"タップ|ね[じジ]|ネジ|ボルト|ナット|ビス")
_PLACES = re.compile(r"\s?\d{1,3}\s?(?:[かヶケカ]所|箇所)")  # M4タップ|8か所
_THREAD_BEFORE = re.compile(
    r"(?<![a-z0-9])(?P<size>m\d{1,2}(?:\.\d)?(?:\s?[×x]\s?\d{1,3}(?:\.\d{1,2})?)?)(?:の|用の?|用)?\s?$"
)
_THREAD_BEHIND = re.compile(r"[\s(は:]?\s?(?P<size>m\d{1,2}(?:\.\d)?)(?![a-z0-9.])")


def _threaded(text: str, draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """`draft`, where it is work on a thread, with the thread's size: タップ加工（M20）."""
    if draft.kind != "process" or not _THREAD.search(draft.label + text[draft.start : draft.end]):
        return draft
    ahead = _THREAD_BEFORE.search(text, max(0, draft.start - 16), draft.start)
    behind = None if ahead else _THREAD_BEHIND.match(text, draft.end)
    found = ahead or behind
    if not found:
        return draft
    start, end = (ahead.start(), draft.end) if ahead else (draft.start, found.end())
    if places := _PLACES.match(text, end):
        end = places.end()
    if any(d is not draft and d.start < end and start < d.end for d in drafts):
        return draft
    return replace(draft, label=f"{draft.label}（{found['size'].upper()}）", start=start, end=end)


def _of_goods(text: str, conditions: Sequence[Draft], mentions: Sequence[Mention]) -> list[Draft]:
    """`conditions` without those that take the buyer's own work for something supplied: 塗装は|弊社手配."""
    work = {
        m.end for m in mentions if m.concept.startswith("P.") and text[m.end : m.end + 1] in tuple("はもを")
    }
    return [
        d
        for d in conditions
        if not (d.concept == "X.SUP.MAT" and d.start - 1 in work and _DOES_IT.search(text, d.start, d.end))
    ]


def _own_part(text: str, start: int, end: int, stated: set[int]) -> int:
    """Where the part of an expression begins that no other draft has: 布|の袋を縫う; `end` if its verb is taken.

    Words that stand before a comma (部品を載せて、箱に組む for 部品を組む) belong to the clause before.
    """
    if end - 1 in stated:
        return end
    begin = start
    start = max([start, *(i + 1 for i in range(start, end) if i in stated or text[i] in "、,")])
    if begin < start and (done := _DONE_FIRST.match(text, start, end)):
        start = done.end()
    while start < end and text[start] in _PARTICLES:
        start += 1
    return end if begin < start and _EMPTY_VERB.match(text, start, end) else start


def _second_verbs(tokens: Sequence[Token]) -> set[int]:
    """Where the second verb of a compound begins: 上げる of 存じ上げる is no frying, 直す of 作り直す no repair."""
    return {
        right.start
        for left, right in pairwise(tokens)
        if left.pos == right.pos == "動詞" and left.end == right.start
    }


# Conditions whose label is but a heading: what is asked for is in the words.
_HEADINGS = frozenset(
    f"X.{name}"
    for name in """SPEC RESIST COLOR SYSTEM COST DEFECT LABEL SITE DELIVER STORE CLEAN EXPERIENCE SEASON STOCK SAFE VISIT WEEKEND
    STAFF FIRM DOC.FORMAT DOC.QUALITY DOC.CERT DOC.OUT DOC.PHOTO""".split()
) | {"C.SKILL"}


# ｱﾙﾏｲﾄ of an old fax machine is shown as アルマイト.
_HALF_WIDTH = re.compile(r"[ｦ-ﾟ]+")


def _shown(draft: Draft, text: str, words: str) -> str:
    """The label of a draft: its `words` as they were written where it is made of words, or would only be a heading."""
    if draft.concept in _HEADINGS or draft.label == text[draft.start : draft.end]:
        return _HALF_WIDTH.sub(lambda m: unicodedata.normalize("NFKC", m.group()), words)
    return draft.label


@lru_cache(maxsize=2)
def load_conditions(folder: Path) -> tuple[Condition, ...]:
    """The conditions of data/lexicon/conditions.tsv, in order of precedence."""
    rows = table_rows(folder / "conditions.tsv")
    return tuple(Condition(r["id"], r["kind"], r["label"], re.compile(r["pattern"])) for r in rows)


def _without_overlaps(drafts: Sequence[Draft]) -> list[Draft]:
    """In order of the text; where two overlap, the one that was found first in order of precedence stays."""
    kept: list[Draft] = []
    taken: set[int] = set()
    for draft in drafts:
        span = set(range(draft.start, draft.end))
        if not span & taken:
            kept.append(draft)
            taken |= span
    return sorted(kept, key=lambda d: (d.start, d.end))


_UNITS = {"um": "µm", "HRC": "", "HV": ""}
_PERS = {"month": "／月", "year": "／年", "week": "／週", "day": "／日"}
_DIMENSIONS = {
    "diameter": "φ", "outer_diameter": "外径", "inner_diameter": "内径", "thickness": "板厚", "length": "長さ", "width": "幅", "height": "高さ", "depth": "奥行", "square": "□", "box": "", "radius": "R",
    "film": "膜厚", "case_depth": "硬化深さ", "tolerance": "精度±", "roundness": "真円度", "cylindricity": "円筒度", "flatness": "平面度", "squareness": "直角度", "position": "位置度", "parallelism": "平行度", "straightness": "真直度",
    "runout": "振れ", "ra": "Ra", "rz": "Rz", "ry": "Ry", "r": "粗さ", "hardness": "硬さ", "clamp_force": "型締力", "press_force": "加圧力", "force": "能力", "mass": "重量", "hoist": "吊り荷重", "lot": "ロット", "rate": "数量",
    "unit_price": "単価", "amount": "予算", "lead_time": "納期", "due_date": "納期", "distance": "距離",
}  # fmt: skip


# Tolerances that are compared as a runout, under their own names.
_SHAPE = re.compile(r"(?:同軸|同心|同芯|対称|傾斜|輪郭)度|円周振れ|全振れ")


def _day(date: str) -> str:
    """2026-12-15, 12-15, 2027-03 or 03 as people write it: 2026年12月15日, 12月15日, 2027年3月, 3月."""
    parts = date.split("-")
    year = f"{parts.pop(0)}年" if len(parts[0]) == 4 else ""
    return year + "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "月日", strict=False))


def value_label(value: Value, name: str | None = None) -> str:
    """A value in Japanese: φ3～60 mm, 月300個, 型締力 250 t 以上. `name`: its dimension's, where the text has a closer one (同軸度)."""
    name = name or _DIMENSIONS.get(value.dimension, "")
    if value.date:
        return f"{name} {_day(value.date)}"
    unit = _UNITS.get(value.unit, value.unit)
    if value.dimension == "hardness":
        name, unit = value.unit, ""
    per = _PERS.get(value.per or "", "")
    if value.sides:
        return f"{name}{'×'.join(f'{n:g}' for n in value.sides)} {unit}{per}"
    low, high = (
        None if n is None else f"{n:,.12g}" if abs(n) >= 1000 else f"{n:g}" for n in (value.min, value.max)
    )
    if value.dimension == "tolerance" and value.min is not None and value.max is not None and value.min <= 0:
        upper, lower = (f"{n:+g}" if n else "0" for n in (value.max, value.min))
        return f"精度 {upper}/{lower} {unit}"
    if low is not None and high is not None:
        body = low if low == high else f"{low}～{high}"
        return f"{name}{body} {unit}{per}".strip()
    if low is not None:
        return f"{name}{low} {unit}{per} 以上".replace("  ", " ").strip()
    end = "" if value.dimension in ("tolerance", "ra", "rz", "ry", "r") else " 以下"
    return f"{name}{high} {unit}{per}{end}".replace("  ", " ").strip()
