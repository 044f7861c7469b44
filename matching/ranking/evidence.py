"""Verdicts: each requirement against a supplier's statements, with the words that show it.

meets: a statement shows it (a child shows its parent, a machine its processes, a range the value inside it).
fails: a statement contradicts it (refused, a range that ends before the value, a place outside, bought in where in-house is
asked). unknown: everything else; silence is never ability and never contradiction. Numbers are compared as ranges: an order's
value must lie inside a firm's, an order's range must be covered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from matching.language.capabilities import DOES, LONGEST_QUOTE, OUTSIDE, REFUSES
from matching.language.lexicon import Lexicon
from matching.language.requirements import NAMED_FIRM
from matching.ranking.comparison import (
    compare_capacity,
    compare_finest,
    compare_inside,
    compare_lot,
    compare_size,
    in_refused,
    is_a_lot,
    per_month,
    scaled,
)
from matching.ranking.left_out import left_out
from matching.ranking.listed import in_a_list, in_a_range
from matching.ranking.placing import placed
from matching.ranking.reservations import machining_elsewhere, only_roughly, with_reservation
from matching.records import Capability, Evidence, Requirement, Supplier, Value, Verdict

MET, UNKNOWN, FAILED = "meets", "unknown", "fails"
IN_HOUSE = "X.INHOUSE"

# Credit of a broader or neighbouring statement, by steps between the concepts; never a verdict.
_CREDIT = (1.0, 0.5, 0.25, 0.1)
_BOUGHT_IN = 0.3
_CONCEPT_KINDS = frozenset({"process", "material", "equipment", "certification"})
# Words after a family's name that say that all its grades are handled.
_WHOLE_FAMILY = ("全般", "全種", "各種", "何でも", "なんでも", "一般", "一通り")
# Fields in the order in which they are shown where several say the same.
_FIELDS = (
    "processes", "equipment", "materials", "sizes", "accuracy", "lots", "certifications",
    "limits", "strengths", "terms", "notes", "products", "data_formats", "industry",
)  # fmt: skip


class Judge:
    """Gives verdicts. Safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._closures: dict[str, frozenset[str]] = {}
        self._key = lru_cache(maxsize=50_000)(lexicon.key)

    def verdicts(
        self, requirements: Sequence[Requirement], supplier: Supplier, capabilities: Sequence[Capability]
    ) -> tuple[Verdict, ...]:
        """One verdict for each requirement that is more than a remark, in their order."""
        in_house = any(r.concept == IN_HOUSE and r.must for r in requirements)
        asked = [r for r in requirements if not r.silent]
        given = [self._verdict(r, supplier, capabilities, in_house) for r in asked]
        return tuple(self._in_house(asked, given, supplier, capabilities) if in_house else given)

    def _verdict(
        self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability], in_house: bool
    ) -> Verdict:
        if r.kind == "area":
            return placed(r, supplier)
        if r.kind in _CONCEPT_KINDS:
            verdict = self._concept(r, supplier, capabilities)
            if (
                in_house
                and r.kind == "process"
                and verdict.verdict == UNKNOWN
                and verdict.evidence
                and verdict.credit == _BOUGHT_IN
            ):
                return replace(verdict, verdict=FAILED, credit=0.0)
            return verdict
        if r.value is not None and r.kind in _COMPARE:
            return _COMPARE[r.kind](self, r, supplier, capabilities)
        return self._condition(r, supplier, capabilities)

    # ---- what is named

    def _concept(self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]) -> Verdict:
        wanted = [c for c, p in r.accepts.items() if p >= 0.5] or list(r.accepts)
        shown = [
            c
            for c in capabilities
            if c.modality == DOES and c.concept and any(self._shows(c, w, supplier) for w in wanted)
        ]
        refused = [
            c for c in capabilities if c.modality == REFUSES and c.concept and self._is_a(wanted, c.concept)
        ]
        # What the lexicon doesn't know is refused where the very words are (BGAはできません).
        words = r.text.strip()
        refused += [
            c
            for c in capabilities
            if c.modality == REFUSES
            and not c.concept
            and len(words) > 1
            and self._says(supplier, c, words, first=True)
        ]
        if r.negated:
            return self._must_not(r, supplier, capabilities, shown, refused)
        if refused and not self._prevails(shown, refused):
            said_both = any(
                yes.concept == no.concept and yes.field != no.field for yes in shown for no in refused
            )
            return Verdict(r.id, UNKNOWN if said_both else FAILED, self._quote(supplier, refused))
        outside = [
            c
            for c in capabilities
            if c.modality == OUTSIDE
            and c.concept
            and (self._is_a(wanted, c.concept) or any(self._shows(c, w, supplier) for w in wanted))
        ]
        shown = [c for c in shown if not self._bought_in(c, outside, supplier)]
        if not shown and not outside and r.kind in ("material", "process"):
            shown = self._in_short(r, wanted, supplier, capabilities)
        partly = [c for c in shown if only_roughly(supplier, c)]
        shown = [c for c in shown if c not in partly]
        if partly and (not shown or any(c.field == "limits" for c in partly)):
            return Verdict(
                r.id,
                UNKNOWN,
                self._quote(supplier, [with_reservation(supplier, c) for c in partly]),
                _CREDIT[1],
            )
        elsewhere = machining_elsewhere(supplier) if self._is_machining(wanted) else None
        if (
            shown
            and elsewhere
            and not any(_OWN.search(_clause(supplier.texts.get(c.field, ""), c)) for c in shown)
        ):
            return Verdict(r.id, UNKNOWN, elsewhere, _BOUGHT_IN)
        if shown:
            return Verdict(r.id, MET, self._quote(supplier, shown), 1.0)
        if outside:
            return Verdict(r.id, UNKNOWN, self._quote(supplier, outside), _BOUGHT_IN)
        literal = self._literal(r, supplier, capabilities) if r.concept is None else None
        if literal is not None:
            return literal
        return Verdict(r.id, UNKNOWN, None, self._nearness(wanted, capabilities))

    def _in_short(
        self, r: Requirement, wanted: Sequence[str], supplier: Supplier, capabilities: Sequence[Capability]
    ) -> list[Capability]:
        """What a range of grades or a list that shares its head says of it."""
        if r.kind == "material":
            return in_a_range(r.text, supplier, capabilities)

        def shows(words: str) -> list[str]:
            concept = self.lexicon.forms.get(self._key(words))
            return [w for w in wanted if concept and w in self._closure(concept)]

        return in_a_list(shows, supplier, [c for c in capabilities if c.kind == r.kind])

    def _is_machining(self, wanted: Sequence[str]) -> bool:
        return all(w in self.lexicon.concepts and MACHINING in self.lexicon.ancestors(w) for w in wanted)

    def _shows(self, capability: Capability, wanted: str, supplier: Supplier) -> bool:
        """Whether having the capability's concept is having `wanted`: it or a narrower one, or a machine that performs it."""
        concept = capability.concept or ""
        if wanted in self._closure(concept):
            return True
        family = self.lexicon.ancestors(wanted) if wanted in self.lexicon.concepts else {}
        if family.get(concept, _TOO_BROAD) < _TOO_BROAD and self.lexicon.concepts[concept].kind == "material":
            text = supplier.texts.get(capability.field, "")
            around = text[max(0, capability.start - 2) : capability.end + 3]
            return any(word in around for word in _WHOLE_FAMILY)
        return False

    def _bought_in(self, shown: Capability, outside: Sequence[Capability], supplier: Supplier) -> bool:
        """Whether the same thing is said to be bought in: アルマイト among the processes, アルマイトは協力工場 among the notes."""
        same = [c for c in outside if c.concept == shown.concept and self._wholly(c, supplier)]
        return bool(same) and not _OWN.search(_clause(supplier.texts.get(shown.field, ""), shown))

    def _wholly(self, bought: Capability, supplier: Supplier) -> bool:
        """Whether all of the thing is bought in, not a part (樹脂塗装は外注, 大物の塗装は外注, 一部は協力工場)."""
        text = supplier.texts.get(bought.field, "")
        words = self._key(text[bought.start : bought.end])
        named = any(self.lexicon.forms.get(words[:n]) == bought.concept for n in range(1, len(words) + 1))
        return named and text[bought.start - 1 : bought.start] != "の" and not _PARTLY.search(words)

    def _closure(self, concept: str) -> frozenset[str]:
        """The concept, its broader ones, and those of the processes that a machine performs."""
        known = self._closures.get(concept)
        if known is None:
            found = set(self.lexicon.ancestors(concept)) if concept in self.lexicon.concepts else {concept}
            for broader in tuple(found):
                for process in self.lexicon.performs.get(broader, ()):
                    found |= self.lexicon.ancestors(process).keys()
            known = self._closures[concept] = frozenset(found)
        return known

    def _is_a(self, wanted: Iterable[str], refused: str) -> bool:
        """Whether refusing `refused` refuses what is wanted: it, or something broader."""
        return any(
            w == refused or (w in self.lexicon.concepts and refused in self._refused_with(w)) for w in wanted
        )

    def _refused_with(self, wanted: str) -> Iterable[str]:
        """Whose refusal refuses `wanted` too. Who doesn't do 鉄 may well do stainless steel."""
        family = self.lexicon.ancestors(wanted)
        return family if STAINLESS not in family else [c for c in family if c != IRON]

    def _prevails(self, shown: Sequence[Capability], refused: Sequence[Capability]) -> bool:
        """Whether a statement of ability is narrower than every refusal (refuses めっき, does 無電解ニッケルめっき)."""
        if not shown:
            return False
        for no in refused:
            if not any(
                yes.concept != no.concept
                and yes.concept in self.lexicon.concepts
                and no.concept in self._closure(yes.concept or "")
                and yes.field != "industry"
                for yes in shown
            ):
                return False
        return True

    def _must_not(
        self,
        r: Requirement,
        supplier: Supplier,
        capabilities: Sequence[Capability],
        shown: Sequence[Capability],
        refused: Sequence[Capability],
    ) -> Verdict:
        """Must not: fails only where the firm offers nothing else; met where it says that it doesn't do it, or does something else of the kind."""
        if refused:
            return Verdict(r.id, MET, self._quote(supplier, refused), 1.0)
        others = [
            c
            for c in capabilities
            if c.modality == DOES and c.kind == r.kind and c not in shown and c.concept
        ]
        if shown and not others:
            return Verdict(r.id, FAILED, self._quote(supplier, shown))
        return Verdict(r.id, UNKNOWN, None, 0.5)

    def _literal(
        self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]
    ) -> Verdict | None:
        """The requirement's own words, whole, in a statement of the same kind: for what the lexicon doesn't know."""
        words = r.text.strip()
        if len(words) < 2:
            return None
        for c in capabilities:
            if c.modality == DOES and c.kind == r.kind and self._says(supplier, c, words):
                return Verdict(r.id, MET, self._quote(supplier, [c]), 1.0)
        return None

    def _says(self, supplier: Supplier, capability: Capability, words: str, *, first: bool = False) -> bool:
        """Whether the statement holds `words` as whole words, in any spelling (アルミナ doesn't say アルミ); `first`: at its head."""
        text = supplier.texts.get(capability.field, "")
        said, sought = self._key(text[capability.start : capability.end]), self._key(words)
        if not sought:
            return False
        before = self._key(text[max(0, capability.start - 1) : capability.start])
        said = before + said + self._key(text[capability.end : capability.end + 1])
        place = said.find(sought, len(before))
        while place >= 0:
            end = place + len(sought)
            if _apart(said, place) and (_apart(said, end) or _TAIL.match(said, end)):
                return not first or place == len(before)
            place = said.find(sought, place + 1)
        return False

    def _nearness(self, wanted: Sequence[str], capabilities: Sequence[Capability]) -> float:
        """Some credit for the family of a grade that isn't named."""
        best = 0.0
        offered = {c.concept for c in capabilities if c.modality == DOES and c.concept}
        for w in wanted:
            if w in self.lexicon.concepts:
                for broader, steps in self.lexicon.ancestors(w).items():
                    if steps and broader in offered:
                        best = max(best, _CREDIT[min(steps, len(_CREDIT) - 1)])
        return best

    def _condition(self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]) -> Verdict:
        """Papers, supplied material, ways of working: met where the firm says the same, failed where it refuses the same."""
        if r.concept == NAMED_FIRM:
            return left_out(r, supplier, self._key)
        if r.concept is None:
            said = None if r.negated else self._literal(r, supplier, capabilities)
            return said or Verdict(r.id, UNKNOWN)
        if r.concept in _WORD_FOR_WORD:
            same = self._key(r.text)
            capabilities = [
                c for c in capabilities if same in self._key(supplier.texts.get(c.field, "")[c.start : c.end])
            ]
        wanted = _SAME.get(r.concept, (r.concept,))
        shown = [c for c in capabilities if c.modality == DOES and c.concept and c.concept.startswith(wanted)]
        refused = [
            c for c in capabilities if c.modality == REFUSES and c.concept and c.concept.startswith(wanted)
        ]
        if r.kind == "document":
            formats = [c for c in r.accepts if c.startswith("D.")]
            shown += [
                c
                for c in capabilities
                if c.modality == DOES and c.concept and any(f in self._closure(c.concept) for f in formats)
            ]
        if refused and not shown:
            return Verdict(
                r.id, MET if r.negated else FAILED, self._quote(supplier, refused), float(r.negated)
            )
        if shown and not r.negated:
            return Verdict(r.id, MET, self._quote(supplier, shown), 1.0)
        return Verdict(r.id, UNKNOWN)

    def _in_house(
        self,
        asked: Sequence[Requirement],
        given: list[Verdict],
        supplier: Supplier,
        capabilities: Sequence[Capability],
    ) -> list[Verdict]:
        """内製のみ itself: fails with the process that is bought in, met where the firm says that it does all itself."""
        bought = [v for r, v in zip(asked, given, strict=True) if r.kind == "process" and v.verdict == FAILED]
        result = []
        for r, v in zip(asked, given, strict=True):
            if r.concept != IN_HOUSE:
                result.append(v)
            elif bought:
                result.append(Verdict(r.id, FAILED, bought[0].evidence))
            else:
                said = [
                    c for c in capabilities if c.concept in (IN_HOUSE, "X.ONESTOP") and c.modality == DOES
                ]
                result.append(
                    Verdict(r.id, MET, self._quote(supplier, said), 1.0) if said else Verdict(r.id, UNKNOWN)
                )
        return result

    # ---- numbers

    def _size(self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]) -> Verdict:
        assert r.value is not None
        stated = [c for c in capabilities if c.kind == "size" and c.value is not None]
        return self._by_range(r, supplier, stated, compare_size)

    def _tolerance(self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]) -> Verdict:
        stated = [c for c in capabilities if c.kind == "tolerance" and c.value is not None]
        # 80μ alone may be a film or a sheet: what is no stated tolerance contradicts none.
        said = bool(_SAYS_TOLERANCE.search(r.text))
        return self._by_range(r, supplier, stated, compare_finest, contradicts=said)

    def _roughness(self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]) -> Verdict:
        stated = [c for c in capabilities if c.kind == "roughness" and c.value is not None]
        return self._by_range(r, supplier, stated, compare_finest)

    def _force(self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]) -> Verdict:
        stated = [
            c
            for c in capabilities
            if c.kind == "force" and c.value is not None and self._comparable_force(r, c, supplier)
        ]
        return self._by_range(r, supplier, stated, compare_capacity)

    def _comparable_force(self, r: Requirement, c: Capability, supplier: Supplier) -> bool:
        """A clamping force is that of an injection machine; what a testing machine pulls makes nothing."""
        if "試験" in _clause(supplier.texts.get(c.field, ""), c):
            return False
        assert r.value is not None
        assert c.value is not None
        machine = self.lexicon.concepts.get(c.machine or "")
        if machine is not None and "試験" in machine.label:
            return False
        if r.value.dimension != "clamp_force" or c.value.dimension == "clamp_force":
            return True
        return machine is not None and INJECTION in self._closure(machine.id)

    def _mass(self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]) -> Verdict:
        stated = [c for c in capabilities if c.kind == "mass" and c.value is not None and not self._melts(c)]
        least = [c for c in stated if c.field != "equipment" and c.modality == DOES and _too_light(r, c)]
        # A crane that lifts it doesn't make it, where the firm says from which weight on it works.
        stated = [c for c in stated if c.field != "equipment"] if least else stated
        return self._by_range(r, supplier, stated, compare_capacity)

    def _melts(self, c: Capability) -> bool:
        """Whether the weight is a furnace's charge, not a piece's."""
        return c.field == "equipment" and c.machine is not None and FURNACE in self._closure(c.machine)

    def _hardness(self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]) -> Verdict:
        stated = [c for c in capabilities if c.kind == "hardness" and c.value is not None]
        return self._by_range(r, supplier, stated, compare_inside, contradicts=False)

    def _quantity(self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]) -> Verdict:
        stated = [c for c in capabilities if c.kind == "quantity" and c.value is not None and is_a_lot(c)]
        verdict = self._by_range(r, supplier, stated, compare_lot)
        if (
            verdict.verdict == UNKNOWN
            and r.value is not None
            and r.value.max is not None
            and r.value.unit == PIECES
        ):
            amount = per_month(r.value)
            words = [
                c
                for c in capabilities
                if c.modality == DOES and c.concept and c.concept in _LOTS and _LOTS[c.concept](amount)
            ]
            if words:
                return Verdict(r.id, MET, self._quote(supplier, words), 1.0)
        return verdict

    def _due(self, r: Requirement, supplier: Supplier, capabilities: Sequence[Capability]) -> Verdict:
        value = r.value
        if value is None or value.max is None:
            return Verdict(r.id, UNKNOWN)
        soon = [
            c
            for c in capabilities
            if c.kind == "due"
            and c.modality == DOES
            and c.value
            and c.value.dimension == "lead_time"
            and c.value.max is not None
            and c.value.max <= value.max
        ]
        return Verdict(r.id, MET, self._quote(supplier, soon), 1.0) if soon else Verdict(r.id, UNKNOWN)

    def _by_range(
        self,
        r: Requirement,
        supplier: Supplier,
        stated: Sequence[Capability],
        compare: Callable[[Value, Value], bool | None],
        *,
        contradicts: bool = True,
    ) -> Verdict:
        """`compare` says whether a statement holds the value (True), excludes it (False), or is about something else (None)."""
        assert r.value is not None
        inside, outside = [], []
        for c in stated:
            assert c.value is not None
            if c.modality == REFUSES:
                if in_refused(r.value, c.value):
                    outside.append(c)
                continue
            if c.modality != DOES:
                continue
            holds = compare(r.value, c.value)
            if holds:
                inside.append(c)
            elif holds is False:
                outside.append(c)
        refused = [c for c in outside if c.modality == REFUSES]
        if refused:
            return Verdict(r.id, FAILED, self._quote(supplier, refused))
        if inside:
            return Verdict(r.id, MET, self._quote(supplier, inside), 1.0)
        if outside and contradicts:
            envelope = [
                c
                for c in outside
                if c.field in _BOUNDING
                and not (r.kind == "mass" and c.field == "equipment")
                and _surely_outside(r.value, c.value, compare)
            ]
            if envelope:
                return Verdict(r.id, FAILED, self._quote(supplier, envelope))
        return Verdict(r.id, UNKNOWN)

    def _quote(self, supplier: Supplier, capabilities: Sequence[Capability]) -> Evidence | None:
        """The shortest passage of the most telling field, word for word."""
        quotes = []
        for c in capabilities:
            words = supplier.texts.get(c.field, "")[c.start : c.end].strip()[:LONGEST_QUOTE]
            if words:
                quotes.append(
                    (
                        _FIELDS.index(c.field) if c.field in _FIELDS else len(_FIELDS),
                        len(words),
                        words,
                        c.field,
                    )
                )
        if not quotes:
            return None
        _, _, words, field = min(quotes)
        return Evidence(field, words)


IRON, STAINLESS, INJECTION = "M.FE", "M.SUS", "E.INJ"
MACHINING, FURNACE = "P.MACH", "E.FURN"
PIECES = "個"
_OWN = re.compile("自社|社内|内製")
_PARTLY = re.compile("一部|大物|大型|小物|大量|場合|繁忙|必要|応じ|以上|超")
_CLAUSE_END = re.compile(r"[、。,;\n]")
# What may follow a whole word in the same script: 笠間土不可, 藍染加工.
_TAIL = re.compile(
    "不可|対応|非対応|未対応|専門外|禁止|厳禁|除|以外|外注|無|加工|処理|作業|全般|一式|等|類|可|お断り"
)
_SAYS_TOLERANCE = re.compile(r"[±＋+]|公差|精度|誤差|以内|[度れ]\s*[\dφ]|プラマイ|狂い")
# Steps from a grade at which "各種" and "全般" say too little: 金属全般 isn't yet brass.
_TOO_BROAD = 3
# Fields whose numbers bound what the firm can do; elsewhere a number may be an example.
_BOUNDING = frozenset({"sizes", "accuracy", "lots", "equipment", "limits", "terms"})
# Conditions that a profile may also state by the lexicon's own concepts.
_SAME: Mapping[str, tuple[str, ...]] = {
    "X.DOC.SAMPLE": ("X.DOC.SAMPLE", "D.SAMPLE", "D.PAPER", "P.REVENG"),
    "X.SUP.MAT": ("X.SUP.MAT", "T.SUPM"),
    "X.SUP.OWN": ("X.SUP.OWN", "T.OWNM"),
    "X.SUP.TOOL": ("X.SUP.TOOL", "T.TOOLR"),
    "X.NDA": ("X.NDA", "T.NDA"),
    "X.REPEAT": ("X.REPEAT", "L.REPEAT"),
    "X.PROTO": ("X.PROTO", "L.PROTO"),
    "X.SMALL": ("X.SMALL", "L.SMALL", "L.ONE", "L.HMLV"),
    "X.DOC.DRAWING": ("D.",),
}
# Conditions that name many different things: only the same words say the same.
_WORD_FOR_WORD = frozenset(
    {
        "X.RESIST", "X.COLOR", "X.STORE", "X.EXPERIENCE", "X.ALLERGEN", "X.SAFE", "X.DOC.ROHS", "X.DOC.CERT",
        "X.SPEC", "X.SYSTEM", "X.COST", "X.DEFECT", "X.LABEL", "X.DELIVER", "X.SITE", "X.DOC.QUALITY",
    }
)  # fmt: skip
_LOTS: Mapping[str, Callable[[float], bool]] = {
    "L.ONE": lambda n: n <= 10,
    "L.PROTO": lambda n: n <= 5,
    "L.SMALL": lambda n: n <= 100,
    "L.MASS": lambda n: n >= 1000,
}


def _clause(text: str, capability: Capability) -> str:
    """The words around a statement, up to the marks next to it; at most some 40 characters either side."""
    before = _CLAUSE_END.split(text[max(0, capability.start - 40) : capability.start])[-1]
    behind = _CLAUSE_END.split(text[capability.end : capability.end + 40])[0]
    return before + text[capability.start : capability.end] + behind


def _too_light(r: Requirement, capability: Capability) -> bool:
    """Whether what is asked weighs less than the least that is stated."""
    assert r.value is not None
    assert capability.value is not None
    most, least = r.value.max if r.value.max is not None else r.value.min, capability.value.min
    return most is not None and least is not None and most < least


_SCRIPTS = tuple(re.compile(f"[{s}]") for s in ("ァ-ヺー", "一-鿿々", "a-z0-9"))


def _apart(text: str, place: int) -> bool:
    """Whether no run of one script goes on across `place`."""
    if not 0 < place < len(text):
        return True
    return not any(s.match(text[place - 1]) and s.match(text[place]) for s in _SCRIPTS)


def _surely_outside(
    asked: Value, offered: Value | None, compare: Callable[[Value, Value], bool | None]
) -> bool:
    """About 20 pieces are outside a range that holds neither half nor twice as many."""
    if not asked.approx or offered is None:
        return True
    return all(compare(scaled(asked, by), offered) is False for by in (0.5, 2.0))


_Comparer = Callable[[Judge, Requirement, Supplier, Sequence[Capability]], Verdict]
_COMPARE: Mapping[str, _Comparer] = {
    "size": Judge._size,
    "tolerance": Judge._tolerance,
    "roughness": Judge._roughness,
    "force": Judge._force,
    "mass": Judge._mass,
    "hardness": Judge._hardness,
    "quantity": Judge._quantity,
    "due": Judge._due,
}
