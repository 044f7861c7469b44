"""Names and numbers of firms: what makes two of them the same.

`name_parts` splits a name as people write it into the key by which firms are compared and its legal form.
Keys are for comparing only; what is shown is always the name as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from matching.places import municipalities, prefectures

# Kanji that people write for one another in names, first the form of the key. NFKC folds none of them.
_VARIANTS = (
    "高髙 崎﨑碕嵜 沢澤 辺邊邉 斉齋齊斎 浜濱濵 広廣 国國 鉄鐵鐡 桜櫻 徳德 真眞 島嶋嶌 富冨 竜龍 会會 実實 栄榮 円圓 渋澁澀 "
    "滝瀧 恵惠 寿壽 蔵藏 条條 弥彌 万萬 豊豐 静靜 学學 気氣 関關 応應 将將 礼禮 県縣 総總 鉱鑛 曽曾 峰峯 岳嶽 穂穗 館舘 淵渕渊 "
    "桧檜 荘莊 児兒 与與 団團 区區 営營 柳栁 吉𠮷 黒黑 巌巖 衛衞 鋳鑄 剣劍 塩鹽 桑桒 検檢 発發 清淸 青靑 戸戶 巣巢 来來 芸藝 "
    "売賣 読讀 伝傳 亀龜 尭堯 槙槇 遥遙 瑶瑤 旧舊 体體 薬藥 歯齒 双雙 覚覺 経經 継繼 工⼯"
)
_PLAIN = {ord(other): group[0] for group in _VARIANTS.split() for other in group[1:]}
_SMALL = dict(zip(map(ord, "ァィゥェォッャュョヮヵヶ"), "アイウエオツヤユヨワカケ", strict=True))
_SOUNDS = {
    "ヴァ": "バ",
    "ヴィ": "ビ",
    "ヴェ": "ベ",
    "ヴォ": "ボ",
    "ヴ": "ブ",
    "ヂ": "ジ",
    "ヅ": "ズ",
    "ヲ": "オ",
}
_SOUND = re.compile("|".join(_SOUNDS))
_DASH = re.compile(r"(?<=[ァ-ヺー])[-‐‑−–—―ｰ一](?=[ァ-ヺー]|$)")
_LONG_AT_END = re.compile(r"ー+(?![ァ-ヺー])")
_KE = re.compile(r"(?<=[一-鿿々])[ケが](?=[一-鿿])")

# Legal forms after NFKC, case folding and the variants above, and what they are called here.
_FORMS = {
    "株": r"株式会社|\(株\)|カ\)|\(カ\)?",
    "有": r"有限会社|\(有\)|ユ\)|\(ユ\)?",
    "同": r"合同会社|\(同\)|ド\)|\(ド\)?",
    "名": r"合名会社|\(名\)|メ\)",
    "資": r"合資会社|\(資\)|シ\)",
    "合": r"\(合\)",
    "社団": r"(?:一般|公益)?社団法人|\((?:一|公)?社\)",
    "財団": r"(?:一般|公益)?財団法人|\((?:一|公)?財\)",
    "医": r"医療法人(?:社団|財団)?|\(医\)",
    "福": r"社会福祉法人|\(福\)",
    "学": r"学校法人|\(学\)",
    "特非": r"(?:特定非営利活動|npo)法人|\((?:特非|非)\)",
    "独": r"(?:地方)?独立行政法人|\(独\)",
    "相": r"相互会社|\(相\)",
    "協": r"\(協\)",
    "組": r"企業組合|\(企\)",
}
_FORM = re.compile("|".join(f"(?P<f{n}>{pattern})" for n, pattern in enumerate(_FORMS.values())))
_FORM_NAMES = tuple(_FORMS)
_ENGLISH_FORM = re.compile(
    r"(?:[\s,.]+(?:co\s*\.?\s*,?\s*(?:ltd|limited)|ltd|limited|inc|incorporated|corp|corporation|k\.?k|g\.?k|llc)\.?)+\s*$"
)
_KANA_LIKE = dict(zip("夕力口二八卜", "タカロニハト", strict=True))
_LOOKS_LIKE_KANA = re.compile(r"(?<=[ァ-ヺー])[夕力口二八卜](?=[ァ-ヺー一]|$)")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_NOT_OF_THE_NAME = re.compile(r"[\s・･.,'’`´\-‐‑−–—―]")
_FORMER = re.compile(r"\((?:旧|元|former)(?:[^()]|\([^()]*\))*\)")
_WORKS = "工場|支店|支社|営業所|事業所|出張所|製造所"
_SITE = rf"[^\s()]{{0,10}}(?:{_WORKS}|本社|本店)"
_SITE_BEHIND = re.compile(rf"(?<=[^\s])(?:\s+|\(){_SITE}\)?$")
_SITE_BEHIND_FORM = re.compile(rf"(?<=[^\s])((?:{_FORMS['株']}|{_FORMS['有']}|{_FORMS['同']})\s*){_SITE}$")
# Written without a space only what cannot belong to the name: 本社, a number, or a place we know.
_LONGEST_KEY = 500  # what an index of any database takes, in four bytes a character
_WIDER = "関東|東北|関西|東京|大阪|名古屋"


class NameParts(NamedTuple):
    """A name taken apart. key: for comparing; loose: for looking twice; form: 株, 有 ... ("": none written)."""

    key: str
    loose: str
    form: str


@lru_cache(maxsize=4096)
def name_parts(name: str) -> NameParts:
    """A firm's name for comparing: width, case, kanji variants, kana spellings, legal form and place of work folded.

    A name that is nothing but a legal form stays as it is.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", name)).casefold()).strip()
    text = text.translate(_PLAIN).replace("[", "(").replace("]", ")")
    text = _FORMER.sub("", text).strip() or text
    text = re.sub(r"\(\s*([^()\s]{1,2})\s*\)", r"(\1)", text)
    text = _SITE_BEHIND_FORM.sub(r"\1", _SITE_BEHIND.sub("", text))
    if text.endswith(_SITE_ENDS):
        text = _without_site(text)
    form = _written_form(text)
    bare = _folded_name(_FORM.sub("", _ENGLISH_FORM.sub("", text)))
    key = (bare or _folded_name(text))[:_LONGEST_KEY]
    return NameParts(key, _loose(key), form)


def name_key(name: str) -> str:
    """The key of `name_parts`."""
    return name_parts(name).key


def _written_form(text: str) -> str:
    found = _FORM.search(text)
    if found and found.lastgroup:
        return _FORM_NAMES[int(found.lastgroup[1:])]
    return ""


_SITE_ENDS = (*_WORKS.split("|"), "本社", "本店")


def _without_site(text: str) -> str:
    """A name without the place of work that follows it directly; two characters at least are left beside the form."""
    shorter = _site_at_end().sub("", text)
    return shorter if len(_folded_name(_FORM.sub("", shorter))) >= 2 else text


@lru_cache(maxsize=1)
def _site_at_end() -> re.Pattern[str]:
    towns = {one.place.city for one in municipalities() if one.place.prefecture == "茨城県"}
    known = {town.rpartition(" ")[2][:-1] for town in towns} | {name[:-1] for name in prefectures()}
    longest_first = sorted((name.translate(_PLAIN) for name in known if len(name) > 1), key=len, reverse=True)
    places = "|".join(map(re.escape, longest_first))
    return re.compile(
        rf"(?:(?:{places}|{_WIDER}|第[一二三四五六七八九十\d]+)(?:{_WORKS})|本社(?:工場)?|本店)$"
    )


def _folded_name(text: str) -> str:
    text = _DASH.sub("ー", text.replace("&", "アンド"))
    text = _NOT_OF_THE_NAME.sub("", text)
    text = _SOUND.sub(lambda found: _SOUNDS[found.group()], text).translate(_SMALL)
    return _LONG_AT_END.sub("", _KE.sub("ケ", text))


def spelt_alike(text: str) -> str:
    """Folded text without what separates or lengthens, kanji variants and small kana as in keys; each letter by itself."""
    return _NOT_OF_THE_NAME.sub("", _INVISIBLE.sub("", text).translate(_PLAIN).translate(_SMALL)).replace(
        "ー", ""
    )


def _loose(key: str) -> str:
    """Spellings that only suggest one name: all long marks off, hiragana as katakana, 所 and 社 at the end off.

    Kanji that look like katakana (夕 for タ, as scanners read them) are katakana between katakana.
    """
    key = _LOOKS_LIKE_KANA.sub(lambda found: _KANA_LIKE[found.group()], key)
    kana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in key).translate(_SMALL)
    kana = re.sub("(?<=[ァ-ヺ])[ー一]", "", kana).replace("ー", "").replace("アンド", "")
    shorter = re.sub("(?<=..)(?:所|社|商会|商店|店)$", "", kana)
    return shorter or key


def is_corporate_number(text: str) -> bool:
    """Whether `text` is 13 ASCII digits with the right check digit.

    The first digit is 9 - (sum(P_n * Q_n) mod 9), P_n the n-th of the other twelve from the right, Q_n = 1
    for odd n and 2 for even n (法人番号の指定等に関する省令 第2条).
    """
    if len(text) != 13 or not (text.isascii() and text.isdigit()):
        return False
    weighted = sum(int(digit) * (2 if n % 2 else 1) for n, digit in enumerate(reversed(text[1:])))
    return int(text[0]) == 9 - weighted % 9


def phone_key(text: str) -> str:
    """The digits of the first telephone number of a text, country code as 0; "" where there is none."""
    folded_text = unicodedata.normalize("NFKC", text).replace("+81", "0", 1)
    found = re.search(r"0[\d\s()\-‐‑–—―−ー.]{8,16}", folded_text)
    digits = re.sub(r"\D", "", found.group()) if found else ""
    digits = digits.replace("00", "0", 1) if digits.startswith("00") else digits
    return (
        digits[:11]
        if len(digits) >= 10 and digits[1:3] in _ELEVEN
        else digits[:10]
        if len(digits) >= 9
        else ""
    )


_ELEVEN = ("90", "80", "70", "50")
_KANJI_DIGITS = {**{c: str(n) for n, c in enumerate("〇一二三四五六七八九")}, "十": "10"}
_CHOME = re.compile(r"([一二三四五六七八九十])丁目")
_LOT = re.compile(r"(?:丁目|番地の?|番|号|の(?=\d)|[-‐‑–—―−ー])+(?=\d|$)|(?:番地|番|号)(?=\D|$)")


@lru_cache(maxsize=4096)
def address_key(text: str) -> str:
    """An address below the municipality for comparing: "助川町１丁目２番３号" -> "助川町1-2-3"; "" without a number."""
    folded_text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text).casefold()).translate(_PLAIN)
    folded_text = _CHOME.sub(lambda found: f"{_KANJI_DIGITS[found[1]]}丁目", folded_text).replace("大字", "")
    folded_text = folded_text.replace("ヶ", "ケ").removeprefix("字")
    found = re.match(r"(\D*\d[\d丁目番地号の\-‐‑–—―−ー]*)", folded_text)
    return _LOT.sub("-", found.group()).strip("-") if found else ""


_BLANK = r"[\s\-‐‑–—―−・]+"
_BLANK_NOT_IN_A_NUMBER = re.compile(rf"(?<![0-9\s\-‐‑–—―−・]){_BLANK}|{_BLANK}(?![0-9\s\-‐‑–—―−・])")


def folded(text: str) -> str:
    """Text for comparing in filters: NFKC, casefold, spaces and hyphens dropped but between digits.

    "ＩＳＯ－９００１" and "ISO 9001" are "iso9001", "ISO 9001-2015" is "iso9001-2015".
    """
    return _BLANK_NOT_IN_A_NUMBER.sub("", unicodedata.normalize("NFKC", text).casefold())
