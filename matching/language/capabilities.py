"""A profile -> its statements of ability: what the firm does, has done outside, or refuses, each with its place in the words.

The same concepts, quantities and conditions as in enquiries (requirements.py), with the polarity of profiles (polarity.py).
A statement's span is what a quotation shows: for a refusal or a bought-in process it reaches to the word that says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from matching.language.area import find_areas
from matching.language.concepts import Mention
from matching.language.lexicon import Lexicon
from matching.language.normalise import Normalised
from matching.language.polarity import OFFERED, OUTSOURCED, REFUSED, cue_behind, polarities, refused_topics
from matching.language.quantities import find_quantities
from matching.language.requirements import KINDS, load_conditions
from matching.records import Capability, Quantity, Value

DOES, OUTSIDE, REFUSES = "does", "outside", "refuses"
_MODALITIES = {OFFERED: DOES, OUTSOURCED: OUTSIDE, REFUSED: REFUSES}
_PROFILE_KINDS: Mapping[str, str] = {**KINDS, "cad": "document", "trade": "other", "lot": "other"}
# What a buyer asks of the firm itself; 個人の方はお断り in a profile speaks of customers.
_OF_FIRMS = frozenset({"X.CORP", "X.STAFF", "X.FIRM"})
_SUPPLY = ("T.SUPM", "T.OWNM", "T.TOOLR")
# Kinds of quantity that a field can speak of; a certificate's date of expiry is no lead time.
_SILENT_FIELDS = frozenset({"certifications", "data_formats", "industry", "products"})
# What the entries of a list are where the lexicon doesn't know them.
_LISTS: Mapping[str, str] = {
    "materials": "material",
    "equipment": "equipment",
    "processes": "process",
    "terms": "other",
    "data_formats": "document",
    "certifications": "certification",
    "limits": "process",
}
_ENTRY_BREAK = re.compile(r"[、。,\n;/・･]|(?<=[^\d\s])\s+(?=[^\d\s])|→|⇒")
_MACHINE_BREAK = re.compile(r"[、。\n;]|(?<=[台基式機])\s+|(?<=[台基式])[,/]")
_ENTRY_TRIM = re.compile(r"^[\s()「」:]+|(?:[\s:()]|など|等|ほか|他|各種|一式|全般|のみ)+$")
LONGEST_QUOTE = 60
# So much of one field is read for statements: beyond this nobody wrote a profile.
LONGEST_FIELD = 10_000
# 焼入鋼, 塗装剥離, 溶接検査, 熱処理前: what names something else than the process at its head.
_SOMETHING_ELSE = re.compile(
    r"鋼|棒|材(?!料)|品(?![質種目番])|剥離|はく離|検査|スケール|防止|前(?![加後])|後の|治具|冶具|機械?(?=の)"
)
_NO_CERTIFICATE = re.compile(
    r"(?:(?!更新|済|[、。\n;a-z]).){0,12}?(?:取得(?:に向け|を?目指|を?予定|を?準備|活動|を?検討|中|を?計画)|認証(?:予定|準備)|(?<!更新)予定"
    r"|準備中|準拠|検討中|申請中|目指|相当|に準じ|未取得|取得(?:は)?(?:してい|しており)?(?:ない|ません)|返上|失効)"
)
# 昔は溶接をしていた: no ability of today. What follows 今は isn't of the past.
_PAST = re.compile(
    r"(?<![一-鿿])(?:昔|以前|かつて|過去に|当時)(?!から|より)(?:は|に|、)?(?:(?![。\n;]|今|現在).){0,40}?"
    r"(?:して(?:い|おり)?(?:た|ました)|行って(?:い|おり)(?:た|ました)|やって(?:い|おり)(?:た|ました)|手[がか掛]けて(?:い|おり)(?:た|ました)|だった|でした)"
)
_RUN_BEFORE = re.compile(r"[ァ-ヺー一-鿿々a-z0-9]*[ァ-ヺー一-鿿々]$")
# Words directly before a thing that narrow nothing, or that belong to what stands before.
_NO_QUALIFIER = re.compile(
    r"(?:不可|可能?|外注|対応|禁止|無し|各種|全て|全般|一切|全|現在|今後|今|当社|弊社|自社|社内|原則|基本|及|並|又|但|他|等|以外|以上|以下|未満|超)$"
)
# Envelopes: a bare number says up to where a firm goes.
_ENVELOPES = frozenset({"size", "force", "mass", "hardness"})
_COUNTED_MACHINES = re.compile(r"台|基|式|機|号")
_BEYOND = re.compile(
    r"\s*(?:以上|以下|未満|超(?:える|え)?|を?超える?|より大きい?|以内)?(?:の)?(?:もの|品|物|大物|サイズ|ワーク|ロット|注文|量|長さ|大きい(?:の|もの))*(?:は|が|も)?(?:、)?[^。、\n]{0,6}?(?:不可(?!欠)|お断り|(?:でき|出来)(?:ません|ない)|対応(?:不可|外|して(?:い|お)?(?:り)?ません|できません)|(?:(?<!しか)作|つく|扱|受け|請け|やり|やって|引き受け)[^。、\n]{0,5}(?:ません|ない)|入り?ません|無理|要相談|×(?=[。、\s)]|$)|(?:して|やって)(?:い|お)?(?:り)?ません|しません|なし|無し|範囲外|対象外|専門外|割高|得意では(?:あり|な)|不得意|不得手|苦手)"
)
_SAYS_OFFER = re.compile(r"まで|対応|可(?!能性)|できます|出来ます|のみ|だけ|自社|社内|得意|お受け|ok|相談")


class CapabilityReader:
    """Makes capabilities out of what the reader found in one field of a profile."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.conditions = load_conditions(lexicon.folder)

    def read(self, field: str, traced: Normalised, mentions: Sequence[Mention]) -> list[Capability]:
        """Statements of `field` in order of the text; places are those of the text as given."""
        if len(traced.text) > LONGEST_FIELD:
            n = LONGEST_FIELD
            traced = Normalised(traced.text[:n], traced.starts[:n], traced.ends[:n])
            mentions = [m for m in mentions if m.end <= n]
        text = traced.text
        quantities = self._quantities(field, text, mentions)
        placed = _Placed(quantities)
        concepts = [
            c
            for c in self._concepts(field, text, mentions)
            if not (c.kind == "other" and placed.at(c.start, c.end))
        ]
        found = [*concepts, *quantities]
        placed = _Placed(found)
        found += [c for c in self._conditions(field, text) if not placed.at(c.start, c.end)]
        found += self._areas(field, text)
        found = _open_refusals(field, text, self._entries(field, text, found))
        statements = []
        for capability in sorted(found, key=lambda c: (c.start, c.end)):
            start, end = traced.span(capability.start, capability.end)
            statements.append(replace(capability, start=start, end=end))
        return statements

    def _concepts(self, field: str, text: str, mentions: Sequence[Mention]) -> list[Capability]:
        found: list[Capability] = []
        past = [match.span() for match in _PAST.finditer(text)]
        for i, m in enumerate(mentions):
            kind = _PROFILE_KINDS.get(self.lexicon.concepts[m.concept].kind)
            if (
                kind is None
                or (field == "data_formats" and kind != "document")
                or (field == "certifications" and kind not in ("certification", "process"))
            ):
                continue
            if m.concept.startswith(_SUPPLY):
                kind = "supply"
            polarity = m.polarity
            if field == "limits" and polarity == OFFERED and not offers(text, m.end):
                polarity = OUTSOURCED  # the field lists what is bought in or not done
            if _names_another(text, m, kind) or (
                polarity == OFFERED and any(a <= m.start and m.end <= b for a, b in past)
            ):
                continue
            start, end = _shown(text, m.start, m.end, polarity)
            if polarity != OFFERED and end > m.end:
                start = self._narrowed(text, mentions, i)
            if start < m.start:  # the broader thing is neither refused nor bought in
                while found and found[-1].start >= start:
                    found.pop()
                end = min(end, start + LONGEST_QUOTE)
                concept = None if polarity == REFUSED else m.concept
                found.append(Capability(field, kind, concept, None, _MODALITIES[polarity], start, end))
                continue
            found.append(Capability(field, kind, m.concept, None, _MODALITIES[polarity], start, end))
        return found

    def _narrowed(self, text: str, mentions: Sequence[Mention], i: int) -> int:
        """Where the words begin that narrow what is refused: クロム酸アルマイト不可 refuses no アルマイト; the mention's start if none do."""
        m = mentions[i]
        last = mentions[i - 1] if i else None
        run = _RUN_BEFORE.search(text, max(0, m.start - 15), m.start)
        start = run.start() if run else m.start
        if last is not None and last.end == m.start:
            kinds = {self.lexicon.concepts[c].kind for c in (last.concept, m.concept)}
            if len(kinds) == 1 or kinds == {"process", "equipment"}:
                return m.start  # an enumeration without marks
            start = min(start, last.start)
        elif last is not None:
            start = max(start, last.end)
        unlike = _NO_QUALIFIER.search(text, max(0, m.start - 4), m.start)
        return m.start if unlike or not re.search(r"[ァ-ヺ一-鿿a-z]", text[start : m.start]) else start

    def _quantities(self, field: str, text: str, mentions: Sequence[Mention]) -> list[Capability]:
        if field in _SILENT_FIELDS:
            return []
        quantities = [q for q in find_quantities(text, field) if q.kind not in ("area",)]
        if field == "equipment":
            quantities = [q for q in quantities if q.kind != "quantity" or (q.value and q.value.per)]
        machines = _Machines([m for m in mentions if self.lexicon.concepts[m.concept].kind == "equipment"])
        spoken = polarities(text, quantities)
        found = []
        for q, polarity in zip(quantities, spoken, strict=True):
            beyond = _BEYOND.match(text, q.end)
            start, end = q.start, q.end
            if beyond:
                polarity, end = REFUSED, min(beyond.end(), q.start + LONGEST_QUOTE)
            elif polarity != OFFERED:
                polarity = OFFERED  # a cue further on speaks of the things between, not of the number
            found.append(
                Capability(
                    field,
                    q.kind,
                    None,
                    _envelope(q, polarity),
                    _MODALITIES[polarity],
                    start,
                    end,
                    _machine(text, q, machines),
                )
            )
        return found

    def _conditions(self, field: str, text: str) -> list[Capability]:
        found = []
        for condition in self.conditions:
            if condition.id in _OF_FIRMS:
                continue
            for match in condition.pattern.finditer(text):
                start, end = match.start(), min(match.end(), match.start() + LONGEST_QUOTE)
                while start < end and text[start] in " \n、。":
                    start += 1
                if start == end:
                    continue
                refused = cue_behind(text, end, REFUSED)
                shown = min(refused, start + LONGEST_QUOTE) if refused else end
                found.append(
                    Capability(
                        field, condition.kind, condition.id, None, REFUSES if refused else DOES, start, shown
                    )
                )
        return found

    def _entries(self, field: str, text: str, found: Sequence[Capability]) -> list[Capability]:
        """With the entries of a list that the lexicon doesn't know (笠間土 under materials), and whole machine names in the field for machines."""
        kind = _LISTS.get(field)
        if kind is None:
            return list(found)
        result: list[Capability] = []
        gone: set[int] = set()
        placed = _Placed(found)
        for start, end in _split_entries(text, _MACHINE_BREAK if field == "equipment" else _ENTRY_BREAK):
            inside = placed.at(start, end)
            if field == "equipment":
                start, end = _machine_name(text, start, end)
                if start == end:
                    continue
                named = [c for c in inside if c.value is None and c.start < end]
                best = next((c for c in named if c.kind == "equipment"), named[0] if named else None)
                gone |= {id(c) for c in named}
                polarity = best.modality if best else DOES
                result.append(
                    Capability(field, "equipment", best.concept if best else None, None, polarity, start, end)
                )
            elif not inside and not (
                field == "limits"
                and not cue_behind(text, end, REFUSED)
                and not cue_behind(text, end, OUTSOURCED)
            ):
                if field == "certifications" and _NO_CERTIFICATE.search(text, start, end):
                    continue
                if (
                    end - start > LONGEST_QUOTE
                    or end - start < 2
                    or not re.search(r"[ぁ-んァ-ヺ一-鿿a-z]", text[start:end])
                ):
                    continue
                polarity = (
                    REFUSED
                    if cue_behind(text, start, REFUSED)
                    else OUTSOURCED
                    if field == "limits"
                    else OFFERED
                )
                result.append(Capability(field, kind, None, None, _MODALITIES[polarity], start, end))
        return [*(c for c in found if id(c) not in gone), *result]

    def _areas(self, field: str, text: str) -> list[Capability]:
        if field not in ("terms", "notes", "strengths", "limits"):
            return []
        return [Capability(field, "area", None, None, DOES, a.start, a.end) for a in find_areas(text)]


def _open_refusals(field: str, text: str, found: Sequence[Capability]) -> list[Capability]:
    """With what is refused in words that the lexicon doesn't know: the topic before a refusal (爬虫類革×, フッ素は設備がなく対応していません)."""
    placed = _Placed(found)
    gone: set[int] = set()
    result: list[Capability] = []
    taken = bytearray(len(text))  # where an earlier refusal has spoken
    for start, end, cue_end in refused_topics(text):
        inside = placed.at(start, end)
        if _OURSELVES.fullmatch(text, start, end):
            continue
        if any(c.modality != DOES or c.concept for c in inside) or end - start < 2 or any(taken[start:end]):
            continue
        gone |= {id(c) for c in inside}
        shown = min(cue_end, start + LONGEST_QUOTE)
        taken[start:shown] = b"\1" * (shown - start)
        kind = inside[0].kind if inside else _kind_of_words(field, text[start:end])
        result.append(
            Capability(field, kind, None, None, REFUSES, start, min(cue_end, start + LONGEST_QUOTE))
        )
    return [*(c for c in found if id(c) not in gone), *result]


# 当社|では塗装はしません: who speaks is no topic.
_OURSELVES = re.compile(r"(?:当社|弊社|当方|当工場|自社|社内|うち|現在|今|基本的|原則)(?:で|に|として)?")
_MATERIAL_ENDING = re.compile(
    r"(?:材|鋼|革|皮|油|剤|液|樹脂|ゴム|ガラス|インキ?|繊維|繊|木|紙|石|粉|合金|鉄|銅|銀|金|系|ス?チール|肉|魚|卵|豆|米)$"
)
_PROCESS_ENDING = re.compile(
    r"(?:加工|処理|塗装|印刷|成形|溶接|試験|工事|作業|製造|製作|めっき|仕上げ|検査|測定|組立|取付|施工|研磨|切断|縫製|染色|設計|保管|配送|輸送|充填|包装|ブロー|焼き?)$"
)


def _kind_of_words(field: str, words: str) -> str:
    if field == "materials" or _MATERIAL_ENDING.search(words):
        return "material"
    return "process" if field == "limits" or _PROCESS_ENDING.search(words) else "other"


def _names_another(text: str, mention: Mention, kind: str) -> bool:
    """Whether the words behind make it something else: 焼入鋼 is no hardening, ISO9001取得予定 no certificate."""
    if kind == "certification":
        return bool(_NO_CERTIFICATE.match(text, mention.end))
    found = _SOMETHING_ELSE.match(text, mention.end) if kind == "process" else None
    return found is not None and not (found.group() == "品" and mention.polarity != OFFERED)


class _Placed:
    """Statements by their places."""

    def __init__(self, statements: Sequence[Capability]) -> None:
        self._sorted = sorted(statements, key=lambda c: c.start)
        self._starts = [c.start for c in self._sorted]
        self._longest = max((c.end - c.start for c in statements), default=0)

    def at(self, start: int, end: int) -> list[Capability]:
        """Those that overlap [start:end], in order of the text."""
        first = bisect_right(self._starts, start - self._longest)
        behind = bisect_left(self._starts, end)
        return [c for c in self._sorted[first:behind] if start < c.end]


class _Machines:
    """Machines in order of the text, for the one next to a place."""

    def __init__(self, machines: Sequence[Mention]) -> None:
        self._machines = machines
        self._starts = [m.start for m in machines]

    def before(self, place: int) -> Mention | None:
        """The last one that ends before `place`."""
        i = bisect_left(self._starts, place) - 1
        while i >= 0 and self._machines[i].end > place:
            i -= 1
        return self._machines[i] if i >= 0 else None

    def behind(self, place: int) -> Mention | None:
        """The first one from `place` on."""
        i = bisect_left(self._starts, place)
        return self._machines[i] if i < len(self._machines) else None


def _split_entries(text: str, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    """Places of the entries of a list, without marks and fillers around them."""
    spans = []
    start = 0
    for found in [*mark.finditer(text), None]:
        a, b = start, found.start() if found else len(text)
        start = found.end() if found else 0
        trimmed = _ENTRY_TRIM.sub("", text[a:b])
        if trimmed:
            a = text.index(trimmed, a)
            spans.append((a, a + len(trimmed)))
    return spans


_MACHINE_STOP = re.compile(r"[\s(φ□±~]|\d|[a-z](?=\d)")


def _machine_name(text: str, start: int, end: int) -> tuple[int, int]:
    """The machine's name at the head of an entry, before its size and number; empty for an entry that is only a number."""
    name = text[start:end]
    stop = _MACHINE_STOP.search(name, 1)
    head = name[: stop.start()] if stop else name
    if not re.search(r"[ァ-ヺ一-鿿]{2}|[a-z]{2}", head):
        head = re.match(r"[^\s(]*", name).group()  # type: ignore[union-attr]
        head = (
            head
            if re.search(r"[ァ-ヺ一-鿿]{2}|[a-z]{2}", head) and not re.match(r"\d+\s*[台基本]", head)
            else ""
        )
    return start, start + min(len(head), LONGEST_QUOTE)


def offers(text: str, end: int) -> bool:
    """Whether the words behind `end` say that the thing is done after all, in a field that lists what isn't."""
    stretch = re.split(r"[。、\n;]", text[end : end + 30])[0]
    return bool(_SAYS_OFFER.search(stretch))


def _shown(text: str, start: int, end: int, polarity: str) -> tuple[int, int]:
    """The words with the one that refuses or buys in, where it stands near enough for a quotation."""
    if polarity == OFFERED:
        return start, end
    behind = cue_behind(text, end, polarity)
    if behind and behind - start <= LONGEST_QUOTE:
        return start, behind
    return start, end


def _envelope(quantity: Quantity, polarity: str) -> Value | None:
    """φ300 in a profile says up to φ300; 150t press likewise. What is refused keeps its bound."""
    value = quantity.value
    if value is None or polarity != OFFERED or value.sides:
        return value
    if quantity.kind not in _ENVELOPES and value.dimension != "rate":
        return value
    if value.min is not None and value.min == value.max:
        return replace(value, min=None)
    return value


def _machine(text: str, quantity: Quantity, machines: _Machines) -> str | None:
    """The machine that a capacity belongs to: the last one before it on its line, else the next on it."""
    line_start = max(text.rfind("\n", 0, quantity.start), text.rfind("。", 0, quantity.start)) + 1
    line_end = min(
        (p for p in (text.find("\n", quantity.end), text.find("。", quantity.end)) if p >= 0),
        default=len(text),
    )
    before = machines.before(quantity.start)
    if before is not None and before.start >= line_start:
        return before.concept
    after = machines.behind(quantity.end)
    return after.concept if after is not None and after.end <= line_end else None
