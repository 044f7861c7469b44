"""Requirements that stand where a form, a chain or a list says what they are, whether or not the lexicon knows the word.

材質：X names a material and 工程：X→Y processes; what stands in an arrow chain, or in a list joined by ・ with
a known process, is a process too. In such a chain the name of a machine means its work (タレパン→ベンダー→スポット).
"""

# ruff: noqa: E501 - a pattern is one line

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matching.language.drafts import Draft, covered
from matching.language.lexicon import Lexicon

PRODUCT = "product"
# A chain of more links is no enquiry of a person.
_MOST = 1_000

# fmt: off
# What a form's label asks for. "": its line names nothing that could be a requirement by its place alone.
_LABELS: Sequence[tuple[str, re.Pattern[str]]] = [
    (PRODUCT, re.compile(r"(?:部)?品名|品目|件名|製品名?|案件名?|名称|部品名?|品|標題|対象(?:品|物)?|工事名|ワーク")),
    ("material", re.compile(r"(?:使用)?(?:材質|材料|素材|生地|線材|原料|用紙|型材|布地|母材|部材|材|紙質|紙|ゴム材質|原材料|包材|芯材|板材)")),
    ("process", re.compile(r"(?:加工|製造|作業|必要|主な|依頼)?(?:工程|加工内容|加工|作業内容|作業|処理|後処理|前処理|表面処理|熱処理|後工程|二次加工|方法|内容|工法|仕上げ?|依頼内容|加工方法)")),
    ("equipment", re.compile(r"(?:必要|使用|保有|希望)?(?:設備|機械|機種|装置)(?:条件)?")),
    ("certification", re.compile(r"(?:必要|取得|保有)?(?:資格|認証|認定|規格|認証・資格)")),
]
_LABEL = re.compile(
    r"(?:^|(?<=[\n。/■◆◇●○□▼▶・*※◎ ]))[ \t]{0,4}(?:【[ ]{0,4}(?P<boxed>[^】\n]{1,14}?)[ ]{0,4}】[ :]*|(?P<plain>[^\s:;。、,()\n/【】■◆◇●○※・][^:;。、,()\n/【】■◆※]{0,8}?)[ ]{0,4}[:;](?!//)[ ]*)"
)
# A form may be written in one line, parted by strokes: 材:PA66 / 型材NAK80.
_LINE_END = re.compile(r"\n| / |。")
_YES_NO = re.compile(r"\s*(?:要|不要|あり|有り?|なし|無し?|可|不可|必要|必須|希望|同上|お願い|別途|相談)")
_SPLIT = re.compile(r"\s*(?:→|⇒|➡|⇨|->|=>|~(?!\d)|[、,・/+&()\n]|(?<=[^a-z0-9])\s|\s(?=[^a-z0-9])|(?<![a-z])or(?![a-z])|または|又は|もしくは|及び|および|(?<=[一-龠ァ-ヺーa-z0-9])か(?!所)(?=[一-龠ァ-ヺa-z]))\s*")
_ARROW = re.compile(r"\s{0,4}(?:→|⇒|➡|⇨|->|=>|(?<![0-9])~(?!\d))\s{0,4}")
# Before and behind the words of an item: その後X, Xまで, X必須 ...
_LEAD = re.compile(r"^(?:その後|最後に|次に|まず|仕上げに|後に?|ok後|のち)(?=.)\s*")
_TAIL = re.compile(r"(?:\s|まで|迄|のみ|だけ|必須|希望|要|込み?|等|など|も|を|は|で|の|して|します|です|後|する|一式|済み?|お願いします|相当(?:品)?|同等品?)+$")
_UNSAID = re.compile(r"支給|不要|相談|別途|なし|無し|図面|未定|指定|お任せ|貴社|御社|弊社|当社|当方|こちら|同上|可能|参照|見積|納品|納入|完成|出荷|発注|検収|回答|打合|打ち合|[?？。]|^[a-z]?[\d.,×φ\-~%°±]*[a-z]?$|^[\d.,×φ\-~%°±]+|以上|以下|以内|不可|禁止|保有|所有|自社|^.?[黒白赤青緑黄灰銀茶]色?$|透明|ください|下さい|ほしい|欲しい|希望|予定|ごと|各|約|程度")
_WORDY = re.compile(r"[ぁ-ん]{4,}|[ぁ-ん].*[ぁ-ん].*[ぁ-ん].*[ぁ-ん]")
_NOMINAL = re.compile(r"[一-龠々ァ-ヺーa-z0-9]{1,12}(?:[きりけめげしいえみち](?:[一-龠々ァ-ヺー]{1,6}[きりけめげしいえみち]?)?)?")
_JOINED = re.compile(r"\s*[・+、,]\s*")
_SPOKEN_LABEL = re.compile(r"(?:^|(?<=[\n。、]))\s{0,4}(?:材質|材料|素材|生地)は(?P<words>[一-龠々ァ-ヺーa-z0-9\-/か]{1,20})(?=[。、\n(で ]|$)")
_OR_WORD = r"\s*(?:か|または|又は|もしくは|或いは|あるいは|(?<![a-z])or(?![a-z]))\s*"
_OR_BEHIND = re.compile(_OR_WORD + r"(?P<other>[一-龠々ァ-ヺー]{1,8}|[a-z][a-z0-9/\-]{1,9}(?: \d{2,5})?)")
_OR_BEFORE = re.compile(r"(?<![一-龠々ァ-ヺーa-z0-9])(?P<other>[一-龠々ァ-ヺー]{1,8}|焼き[一-龠]|[a-z][a-z0-9/\-]{1,9})" + _OR_WORD + "$")
_NO_OTHER = re.compile(r"^[何誰幾他別]|^[黒白赤青緑黄灰銀茶]色?$|相当|同等|以[上下]|[^一-龠ァ-ヺーa-z0-9/\- き]|^\d|類似|代替|何れ|方$|会社|工場|業者|こちら|御社|弊社|数量|納期")
# The rest of a word that begins with a material's name: 金属|検出.
_INSIDE_WORD = re.compile(r"[一-龠々]{2,4}|[ァ-ヺー]{3,8}")
_HARDNESS = re.compile(r"(?P<name>[a-z]{2,5}|[ァ-ヺー]{2,8})[ ]?\d{2}(?:°|度)?$")
_CALLED_MACHINE = re.compile(r"(?:機|盤|炉|装置|ライン|センタ(?:ー)?|設備|器|プレス)$")
_MACHINE_BEHIND = re.compile(r"(?:加工)?(?:機(?![械能構会種])|盤|装置)")
_WORD_BEFORE = re.compile(r"[一-龠々ァ-ヺー]+$")
_NEEDED = re.compile(r"\s*(?:が|を)?(?:必須|保有|所有|お持ち|のある|あり|必要|級|完備)")
_BY_IT = re.compile(r"(?:\s*(?:か|または|又は|or)\s*[ァ-ヺー]{2,8})?で")
_GRADE = re.compile(r"(?<![a-z0-9])(?P<family>sus|a|scm|skd|c)\d{3,4}[a-z]{0,2}\s*(?:か|または|又は|or|・|/|もしくは|、)\s*(?P<number>\d{3,4}[a-z]{0,2})(?![0-9a-z.,])(?!\s*(?:個|本|枚|台|mm|ミリ|×|t|kg))")
_NOT_NEEDED = re.compile(r"(?<![一-龠ァ-ヺーa-z])(?P<what>[一-龠々ァ-ヺー]{2,10}[きりけめげしいえみち]?)\s?(?:は|も|の必要は|:)?\s?(?:一切|特に)?(?:不要|いりません|要りません|必要ありません|必要ない|しなくて(?:も)?(?:いい|よい|良い|結構))")
_STANDARD = re.compile(r"(?:規格|認証|資格|免許|認定)$")
_KANJI_OR_END = re.compile(r"[一-龠々]|[きりけめげしいえみち]$|(?:コート|カット|テスト|メッキ|プレス|チェック|ショット)$")
_NO_WORK = re.compile(r"図面|見積|連絡|返信|返事|書類|証明書?|成績書|ミルシート|納品書|領収|契約|経験|写真|送料|運賃|特|現在|今回|回答|必|内容|材料|支給|返却|梱包材")
# A heading that says what is to be made (店舗什器製作), and machines that the firm must own (アプリケータ自社保有).
_MAKING_IT = re.compile(r"(?:^|(?<=[\n 、。]))(?P<what>(?!試作|自社|特注|新規|少量|量産)[一-龠々ァ-ヺー]{2,10}(?:製作|修理|組立|改造))(?=[ 、。(\n]|の?(?:件|依頼)|を?お願い|$)")
_IN_HOUSE_MACHINE = re.compile(r"(?<![一-龠々ァ-ヺーa-z0-9])(?P<what>(?![^はがを]{0,10}(?:資格|認証|免許|経験|実績|技術|知識|在庫|許可|登録|特許|権利|認定|工場|スペース|倉庫))[一-龠々ァ-ヺーa-z0-9]{3,12})(?:を)?(?:自社)?(?:保有|所有|お持ち|完備)")
_UNLIKED = re.compile(r"(?<![一-龠ァ-ヺーa-z])(?P<what>[^\s。、\n()0-9]{1,12}?(?:は|も|を)(?:[^\s。、\n]{0,6}(?:から|ので)、?)?(?:なるべく|一切|絶対に?|できれば|あまり)?(?:使(?:わない(?:で)?|わず|いたくない|用しない|用不可)|嫌(?!がら|がりま|な顔|わな|いませ)(?:う|い)?|いや(?=[。、\sでだな]|$)|(?:し|掛け|かけ|付け|つけ|増やし|変え)たくない|(?:ng|厳禁|禁止|だめ|ダメ|駄目)(?![ァ-ヺー]))|(?!使用|処理|加工)[一-龠々ァ-ヺーa-z]{1,10}?[りみれけめ]?(?:は|も|の使用は)?(?:不可(?!欠|能|避|視)|禁止|厳禁|ng(?![a-z])|ご遠慮)(?!の場合|なら|であれば))")
# fmt: on


@dataclass(frozen=True, slots=True)
class FormLine:
    """A label of a form (材質：) at text[start:value], its words text[value:end], and the kind that the label gives."""

    kind: str
    label: str
    start: int
    value: int
    end: int


def form_lines(text: str) -> list[FormLine]:
    """The labelled parts of `text`, in order; one line may hold several."""
    found = list(_LABEL.finditer(text))
    lines = []
    for i, m in enumerate(found):
        newline = _LINE_END.search(text, m.end())
        last = min(
            found[i + 1].start() if i + 1 < len(found) else len(text),
            newline.start() if newline else len(text),
        )
        label, start = _own_words(m)
        kind = next((kind for kind, pattern in _LABELS if pattern.fullmatch(label)), "")
        lines.append(FormLine(kind, label, start, m.end(), max(last, m.end())))
    return lines


def _own_words(match: re.Match[str]) -> tuple[str, int]:
    """A label and where it begins: of フライス加工 材質: only 材質, of 材 質: both."""
    plain = match["plain"] or ""
    words = plain.split()
    if len(words) < 2 or len(words[-2]) < 3:
        return re.sub(r"\s", "", match["boxed"] or plain), match.start()
    return words[-1], match.start("plain") + plain.rindex(words[-1])


class OpenWords:
    """Adds to the drafts of an enquiry what only its place tells, and takes out what is but a label or a product's name."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def complete(self, text: str, drafts: Sequence[Draft]) -> list[Draft]:
        """`drafts` (found by words, without overlaps) and those that forms, chains and lists add, unsorted."""
        lines = form_lines(text)
        result = self._labelled_away(text, [_machine(text, d) for d in drafts], lines)
        result = self._chains(text, result)
        for line in lines:
            if line.kind not in ("", PRODUCT):
                result += self._items(text, line.value, line.end, line.kind, result)
        for spoken in _SPOKEN_LABEL.finditer(text):
            result += self._items(text, *spoken.span("words"), "material", result)
        result += self._listed(text, result)
        result += self._alternatives(text, result)
        result += self._grades(text, result)
        result += self._remarks(text, result)
        return result

    def concept(self, word: str, kind: str) -> str | None:
        """The concept that `word` names as a thing of `kind`: the word itself, or with 加工, 処理 or 材 behind it."""
        hard = _HARDNESS.fullmatch(word)
        for name in (
            word,
            *(word + more for more in ("加工", "処理", "材")),
            *([hard["name"], hard["name"] + "ゴム"] if hard else []),
        ):
            known = self.lexicon.forms.get(self.lexicon.key(name))
            if known and self.lexicon.concepts[known].kind == _LEXICON_KIND[kind]:
                return known
        return None

    def _draft(self, text: str, start: int, end: int, kind: str) -> Draft:
        known = self.concept(text[start:end], kind)
        label = self.lexicon.concepts[known].label if known else text[start:end]
        return Draft(kind, label, known, start, end, accepts=((known, 1.0),) if known else ())

    def _labelled_away(self, text: str, drafts: list[Draft], lines: Sequence[FormLine]) -> list[Draft]:
        """Without what stands in a label whose line says more, and without processes that only a product's name holds."""
        gone: set[int] = set()
        for line in lines:
            inside = [i for i, d in enumerate(drafts) if line.start <= d.start and d.end <= line.end]
            labels = [i for i in inside if drafts[i].end <= line.value]
            said = [i for i in inside if drafts[i].start >= line.value]
            values = [i for i in said if drafts[i].kind in _LEXICON_KIND]
            for i in labels:
                says_more = (
                    values
                    or (line.kind and line.kind != PRODUCT)
                    or any(drafts[j].kind in ("document", "other", "supply") for j in said)
                )
                if says_more and not _YES_NO.match(text, line.value):
                    gone.add(i)
            if line.kind == PRODUCT:
                others = {d.kind for i, d in enumerate(drafts) if i not in inside}
                gone.update(i for i in values if drafts[i].kind in others & {"process", "material"})
                gone.update(labels)
        return [d for i, d in enumerate(drafts) if i not in gone]

    def _items(self, text: str, start: int, end: int, kind: str, drafts: Sequence[Draft]) -> list[Draft]:
        """What text[start:end] lists beside the drafts."""
        taken = covered((d.start, d.end) for d in drafts if d.start < end and start < d.end)
        found = []
        for a, b in _parts(text, start, end):
            if taken & set(range(a, b)):
                a, b = _beside_figures(a, b, drafts)
            a, b = _trimmed(text, a, b)
            item = text[a:b]
            if (
                a < b
                and len(item) <= 14
                and not _UNSAID.search(item)
                and not _WORDY.search(item)
                and _says(item, kind)
            ):
                found.append(self._draft(text, a, b, kind))
        return found

    def _chains(self, text: str, drafts: list[Draft]) -> list[Draft]:
        """With every link of an arrow chain that holds a known process as a process."""
        near = _Places(drafts)
        result = list(drafts)
        for links in _chain_links(text):
            kinds = {d.kind for d in near.inside(links[0][0], links[-1][1])}
            if "area" in kinds or not kinds & {"process", "equipment"}:
                continue
            for a, b in links[:_MOST]:
                mine = near.touching(a, b)
                meant = self._link(text, a, b, mine)
                before, after = {id(d) for d in mine}, {id(d) for d in meant}
                near.replaced |= before - after
                result += [d for d in meant if id(d) not in before]
        return [d for d in result if id(d) not in near.replaced]

    def _link(self, text: str, a: int, b: int, drafts: list[Draft]) -> list[Draft]:
        """`drafts` with the process that the link text[a:b] of a chain means."""
        mine = [d for d in drafts if a <= d.start and d.end <= b]
        if any(d.kind == "process" for d in mine):
            return [self._working(text, d) if d in mine and _BY_IT.match(text, d.end) else d for d in drafts]
        if any(d.kind == "equipment" for d in mine):
            return [self._working(text, d) if d in mine else d for d in drafts]
        start, end = _trimmed(text, a, b)
        if len(mine) == 1 and mine[0].kind == "material" and _INSIDE_WORD.fullmatch(text, mine[0].end, end):
            # 金属検出 asks for no metal.
            return [d for d in drafts if d not in mine] + [self._draft(text, start, end, "process")]
        return drafts + self._items(text, a, b, "process", drafts)

    def _working(self, text: str, draft: Draft) -> Draft:
        """A machine in a chain by its short name (タレパン) means the process that it performs."""
        words = text[draft.start : draft.end]
        if (
            draft.kind != "equipment"
            or not draft.concept
            or _CALLED_MACHINE.search(words)
            or _NEEDED.match(text, draft.end)
        ):
            return draft
        performed = self.lexicon.performs.get(draft.concept, ())
        if not performed:
            return draft
        label = self.lexicon.concepts[performed[0]].label
        return replace(
            draft,
            kind="process",
            label=label,
            concept=performed[0],
            accepts=tuple((p, 1.0) for p in performed),
        )

    def _listed(self, text: str, drafts: Sequence[Draft]) -> list[Draft]:
        """Words joined to a known process by ・ or +: 組立・エージング."""
        taken = covered((d.start, d.end) for d in drafts)
        found: list[Draft] = []
        for d in drafts:
            if d.kind != "process" or d.negated:
                continue
            position = d.end
            while joined := _JOINED.match(text, position):
                word = _NOMINAL.match(text, joined.end())
                if (
                    word
                    and joined.group().strip() in "、,"
                    and not self._closes_list(text, word.end(), drafts)
                ):
                    break
                if (
                    not word
                    or taken & set(range(*word.span()))
                    or _UNSAID.search(word.group())
                    or len(word.group()) < 2
                ):
                    break
                if word.end() < len(text) and _goes_on(text[word.end() :]):
                    break
                found.append(self._draft(text, *word.span(), "process"))
                taken |= set(range(*word.span()))
                position = word.end()
        return found

    def _closes_list(self, text: str, end: int, drafts: Sequence[Draft]) -> bool:
        """Whether the word before `end` surely belongs to a list of work: まで follows, or another process."""
        if re.compile(r"まで|迄").match(text, end):
            return True
        comma = re.compile(r"、\s*").match(text, end)
        return bool(comma) and any(d.kind == "process" and d.start == comma.end() for d in drafts if comma)

    def _alternatives(self, text: str, drafts: Sequence[Draft]) -> list[Draft]:
        """The unknown one of two words that か joins: 桐か杉, JCSSかISO17025."""
        taken = covered((d.start, d.end) for d in drafts)
        found = []
        for d in drafts:
            if d.kind not in _LEXICON_KIND:
                continue
            behind, before = (
                _OR_BEHIND.match(text, d.end),
                _OR_BEFORE.search(text, max(0, d.start - 16), d.start),
            )
            for m in (behind, before):
                if not m or taken & set(range(*m.span("other"))) or _NO_OTHER.search(m["other"]):
                    continue
                if m is behind and _goes_on(text[m.end() :]):
                    continue
                found.append(self._draft(text, *m.span("other"), d.kind))
                taken |= set(range(*m.span("other")))
        return found

    def _grades(self, text: str, drafts: Sequence[Draft]) -> list[Draft]:
        """The bare number of a second grade: SUS430か304."""
        taken = covered((d.start, d.end) for d in drafts if d.kind == "material")
        found = []
        for m in _GRADE.finditer(text):
            known = self.lexicon.forms.get(self.lexicon.key(m["family"] + m["number"]))
            if known and m.start("number") not in taken:
                found.append(
                    Draft(
                        "material",
                        self.lexicon.concepts[known].label,
                        known,
                        *m.span("number"),
                        accepts=((known, 1.0),),
                    )
                )
        return found

    def _remarks(self, text: str, drafts: Sequence[Draft]) -> list[Draft]:
        """What the text plainly says of a word that the lexicon lacks: not needed (手直しは不要), not liked (釘は使わないで), to be made, to be owned."""
        taken = covered((d.start, d.end) for d in drafts)
        found = []
        for m in _NOT_NEEDED.finditer(text):
            span = m.span("what")
            if not taken & set(range(*span)) and not _NO_WORK.search(m["what"]):
                found.append(
                    replace(self._draft(text, *span, _unasked_kind(m["what"])), negated=True, must=False)
                )
        for pattern, kind in ((_MAKING_IT, "process"), (_IN_HOUSE_MACHINE, "equipment")):
            spans = [m.span("what") for m in pattern.finditer(text)]
            found += [self._draft(text, *span, kind) for span in spans if not taken & set(range(*span))]
        unliked = [m.span("what") for m in _UNLIKED.finditer(text)]
        found += [
            Draft("other", text[a:b], None, a, b, negated=True)
            for a, b in unliked
            if not taken & set(range(a, b))
        ]
        return found


_LEXICON_KIND = {
    "process": "process",
    "material": "material",
    "equipment": "equipment",
    "certification": "cert",
}


class _Places:
    """Drafts without overlaps by their places, so that each look costs what it finds."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = sorted(drafts, key=lambda d: d.start)
        self._starts = [d.start for d in self._drafts]
        self._ends = [d.end for d in self._drafts]
        self.replaced: set[int] = set()

    def touching(self, a: int, b: int) -> list[Draft]:
        """Those that share a character with text[a:b]."""
        return self._drafts[bisect_right(self._ends, a) : bisect_left(self._starts, b)]

    def inside(self, a: int, b: int) -> list[Draft]:
        """Those that lie in text[a:b]."""
        return [d for d in self.touching(a, b) if a <= d.start and d.end <= b]


def _unasked_kind(word: str) -> str:
    """What kind of thing an unknown word names that isn't needed: a standard, work, or a part (ボタンはいりません)."""
    if _STANDARD.search(word):
        return "certification"
    return "process" if _KANJI_OR_END.search(word) else "other"


def _machine(text: str, draft: Draft) -> Draft:
    """A process whose word goes on as that of a machine which the lexicon lacks: 細穴研削|盤."""
    if draft.kind != "process" or not (behind := _MACHINE_BEHIND.match(text, draft.end)):
        return draft
    before = _WORD_BEFORE.search(text, max(0, draft.start - 8), draft.start)
    start = before.start() if before else draft.start
    return Draft("equipment", text[start : behind.end()], None, start, behind.end(), negated=draft.negated)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    for m in _SPLIT.finditer(text, start, end):
        if m.start() > position:
            yield position, m.start()
        position = m.end()
    if position < end:
        yield position, end


def _trimmed(text: str, a: int, b: int) -> tuple[int, int]:
    """The span without blanks, marks and the words around an item that aren't part of its name."""
    while a < b and text[a] in " \t■◆◇●○□▼▶・*※◎「」『』[]:;.。":
        a += 1
    if lead := _LEAD.match(text[a:b]):
        a += lead.end()
    if tail := _TAIL.search(text[a:b]):
        b = a + tail.start()
    while a < b and text[b - 1] in " \t「」『』[]:;.。":
        b -= 1
    return a, b


def _beside_figures(a: int, b: int, drafts: Sequence[Draft]) -> tuple[int, int]:
    """What the figures in an item leave of it (NBR|70°, 100g|計量); nothing where a word of it is known."""
    inside = [d for d in drafts if d.start < b and a < d.end]
    if len(inside) != 1 or inside[0].value is None:
        return a, a
    figure = inside[0]
    return max(((a, max(a, figure.start)), (min(b, figure.end), b)), key=lambda span: span[1] - span[0])


def _says(item: str, kind: str) -> bool:
    """Whether `item` can be a name of that kind: more than one letter, except 鉄, 木 ... for a material."""
    if not re.search(r"[一-龠々ァ-ヺa-z]", item):
        return False
    return len(item) >= (1 if kind == "material" and re.fullmatch("[一-龠]", item) else 2)


def _goes_on(behind: str) -> bool:
    """Whether the word isn't over: hiragana that no particle or ending explains."""
    return bool(
        re.match(r"[ぁ-ん]", behind)
        and not re.match(
            r"(?:まで|を|は|の?み|で|も|が|と|等|など|お願|込|後|だけ|し(?:て|た)|です|から)", behind
        )
    )


def _chain_links(text: str) -> Iterator[list[tuple[int, int]]]:
    """For each chain of arrows the spans of its links; the first begins, and the last ends, at the next mark."""
    for row in re.finditer(r"[^\n。]+", text):
        arrows = list(_ARROW.finditer(text, *row.span()))
        if not arrows:
            continue
        head = re.compile(r"[、,:;」』\]】 )]").finditer(text, row.start(), arrows[0].start())
        first = max((m.end() for m in head), default=row.start())
        stop = re.compile(r"[、,( )]").search(text, arrows[-1].end(), row.end())
        last = stop.start() if stop else row.end()
        spans = [first, *(n for arrow in arrows for n in arrow.span()), last]
        links = [(a, b) for a, b in zip(spans[::2], spans[1::2], strict=True) if a < b]
        if len(links) > 1:
            yield links
