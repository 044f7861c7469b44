"""Free answers without names: persons, firms, telephone numbers, mail addresses, URLs and street addresses become ◯◯.

What a firm wrote is published so that nobody is named by it. In doubt it is masked: a word too few is better than a name too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from matching.language.lexicon import load_lexicon
from matching.language.normalise import Normalised, normalise, trace
from matching.language.terms import Words

MASK = "◯◯"

# All patterns are of normalised text: half width, lower case, one kind of hyphen.
_WORD = "一-龠々〆ヶケァ-ヺーa-z0-9&・"
_LEGAL = (
    r"(?:株式会社|有限会社|合同会社|合資会社|合名会社|協同組合|企業組合|社会福祉法人|(?:一般|公益)?(?:社団|財団)法人"
    r"|\((?:株|有|同|資|名|協)\)|k\.?k\.?(?![a-z])|co\., ?ltd\.?|inc\.)"
)
_MAKER = (
    r"(?:製作所|工作所|鉄工所|工業所|製造所|研究所|鉄工|工業|精機|精工|精密|重工業?|電機|電工|技研|製鋼|鋼業|産業|商事|商会|商店|興業|工機"
    r"|金属|化成|化学|自動車|製缶|鋳造|鍛造|電子|機械|機工|製鉄|物産|テック|エンジニアリング|ホールディングス)"
)
_TITLE = r"(?:さん|様|氏|君|殿|先生|社長|会長|専務|常務|部長|課長|係長|次長|主任|所長|工場長|店長|代表|取締役|担当者?)"
_CONTACTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:https?://|www\.)[!-~]+",
        r"[\w.+\-]+ ?@ ?[a-z0-9\-]+(?:\.[a-z0-9\-]+)+",
        r"(?<![a-z0-9])(?:[a-z0-9\-]+\.)+(?:co\.jp|ne\.jp|or\.jp|com|net|jp)(?:/[!-~]*)?(?![a-z0-9])",
        r"@[a-z0-9_]{3,}",
        r"(?<![\d,.])(?:\+81[ \-]?|0)\d{1,4}[ \-]?\(?\d{1,4}\)?[ \-]?\d{3,4}(?!\d)",
        r"(?<!\d)\(0\d{1,4}\) ?\d{1,4}[ \-]?\d{3,4}(?!\d)",
        r"〒? ?(?<!\d)\d{3}-\d{4}(?![\d\-])",
        r"(?<![a-z])(?:line(?: ?id)?|id|アカウント)[ :]+[a-z0-9_.\-]*[a-z_][a-z0-9_.\-]*",
        r"[一-龠ァ-ヺーぁ-ん]{1,8}[市町村区][一-龠ァ-ヺーぁ-ん]{0,8}\d{1,5}-\d{1,4}(?:-\d{1,4})*",
        r"[一-龠ァ-ヺーぁ-ん]{0,8}\d+(?:丁目|番地の?|番(?=\d))[\d\-番号地の]*",
    )
)
_FIRMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_LEGAL} ?[{_WORD}]+",
        rf"{_LEGAL} ?[ぁ-ん]{{2,}}[{_WORD}]*",
        rf"[{_WORD}]+ ?{_LEGAL}",
        rf"[ぁ-ん]{{2,6}}{_LEGAL}",
        rf"[{_WORD}]{{1,12}}(?:製作所|工作所|鉄工所|工業所|製造所|精機|精工|技研|製鋼|重工)",
        rf"(?<![{_WORD}])[a-z](?:社|工業|製作所)(?![{_WORD}])",
    )
)
_TITLED = re.compile(
    rf"(?<![一-龠ァ-ヺー])([一-龠々]{{1,4}}|[ァ-ヺー]{{2,8}}|[a-z]{{2,12}}) ?(?={_TITLE}(?![一-龠]))"
)
_IN_CHARGE = re.compile(r"担当者?(?:の|は|:) ?([一-龠々]{2,5})(?=\(|まで|です|へ|$)")
# Katakana before what makers are called (サクラ製缶, カネコ製作), or behind what says that it is a firm (取引先のコマツ).
_IN_KATAKANA = (
    re.compile(rf"(?<![ァ-ヺー])([ァ-ヺー]{{2,12}})(?:{_MAKER}|製作|パーツ|技建|鋼材)"),
    re.compile(
        r"(?:取引先|発注元|発注先|元請|客先|得意先|仕入先|納入先|納品先|親会社|顧客)(?:の|は|が|:) ?([ァ-ヺー]{2,12})"
    ),
)
_OF_A_MAKER = re.compile(rf"[{_WORD}]*?{_MAKER}")
# Words before a title that name nobody: お客様, 担当部長, 元請さん.
_NOBODY = frozenset(
    """客 皆 業者 元請 下請 発注元 発注者 取引先 顧客 得意先 仕入先 会社 弊社 御社 貴社 当社 同業者 職人 農家 企業 親会社 他社 各社 方々 神 仕 有 王
    パート アルバイト メーカー ユーザー エンドユーザー ディーラー サプライヤー バイヤー オーナー 担当 営業 購買 製造 技術 総務 経理 現場 工場 前 元 副
    現 新 先代 二代目 若 女性 男性 新任 資材 調達 品質 生産 開発 多 同 模 各 異 一 別""".split()
)
# Proper names of the dictionary that are neither persons nor firms.
_NO_NAMES = frozenset("平成 令和 昭和 大正 明治 コロナ 新型コロナ 日本 国 県 市 jis iso".split())


def known_names(names: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Patterns of names that are known (firms that answered, their people): whole, and firms without their legal form."""
    forms: set[str] = set()
    for name in names:
        whole = normalise(name).strip()
        bare = re.sub(_LEGAL, " ", whole).strip()
        forms |= {form for form in (whole, bare, bare.replace(" ", "")) if len(form) > 1}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    # A Latin or katakana name isn't looked for within a longer word.
    return tuple(
        re.compile("|".join(_bounded(form) for form in ordered[start : start + 500]))
        for start in range(0, len(ordered), 500)
    )


def _bounded(form: str) -> str:
    """A pattern of one name. Two characters (光和, 日立) are a name only before さん, 様 or 社: they begin other words as well."""
    before, after = _kind(form[0]), _kind(form[-1])
    called = r"(?=さん|様|社(?![一-龠])|殿|氏)" if len(form) < 3 and not before else ""
    return (
        (rf"(?<![{before}])" if before else "")
        + re.escape(form)
        + (rf"(?![{after}])" if after else "")
        + called
    )


def _kind(character: str) -> str:
    if re.match(r"[a-z0-9]", character):
        return "a-z0-9"
    return "ァ-ヺー" if re.match("[ァ-ヺー]", character) else ""


def masked(text: str, words: Words, names: Iterable[re.Pattern[str]] = ()) -> str:
    """The text with every name and contact detail as ◯◯; all else stays as it was written."""
    traced = trace(text)
    spans = sorted(traced.span(a, b) for a, b in _found(traced, words, names) if a < b)
    parts: list[str] = []
    position = 0
    for start, end in spans:
        if start > position or not parts:
            parts += [text[position:start], MASK]
        position = max(position, end)
    return "".join([*parts, text[position:]])


def _found(traced: Normalised, words: Words, names: Iterable[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    text = traced.text
    for pattern in (*_CONTACTS, *_FIRMS, *names):
        yield from (match.span() for match in pattern.finditer(text))
    for called in (_TITLED, _IN_CHARGE):
        yield from (match.span(1) for match in called.finditer(text) if not _nobody(match[1]))
    for written in _IN_KATAKANA:
        found = (match for match in written.finditer(text) if not _of_the_trade(match[1]))
        yield from ((match.start(1), match.end()) for match in found)
    names_found = words.proper_names(text)
    persons = [(start, end) for start, end, kind in names_found if kind == "人名"]
    for start, end, kind in names_found:
        if behind := _OF_A_MAKER.match(text, end):
            yield start, behind.end()
        elif _is_name(text[start:end], kind, any(_touch(text, (start, end), other) for other in persons)):
            yield start, end


def _nobody(word: str) -> bool:
    """Words before さん or 部長 that name nobody: 取引先, 鋳物屋 (but 土屋 is a person)."""
    return word in _NOBODY or (len(word) > 2 and word.endswith(("屋", "業者", "会社", "企業")))


def _of_the_trade(word: str) -> bool:
    """Whether katakana are what the trade calls its things (アルミ, ステンレス) or nobody's name (メーカー)."""
    return word in _NOBODY or load_lexicon().key(word) in load_lexicon().forms


def _touch(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two names stand side by side, or a space or a dot apart (john smith, 林 太郎)."""
    (_, end), (start, _) = sorted((one, other))
    return one != other and (start == end or text[end:start] in (" ", "・"))


def _is_name(word: str, kind: str, beside: bool) -> bool:
    """Whether a proper name of the dictionary is masked; what the trade calls its things (インコネル, sus) isn't.

    One character, or katakana and Latin words of persons (ロッド, ミラー), are names only beside other names.
    """
    if kind not in ("人名", "一般") or word in _NO_NAMES or load_lexicon().key(word) in load_lexicon().forms:
        return False
    if kind == "一般":
        return len(word) > 1 and not word.isascii()
    plain = len(word) == 1 or re.fullmatch(r"[ァ-ヺー・]+|[a-z]+", word) is not None
    return beside or not plain
