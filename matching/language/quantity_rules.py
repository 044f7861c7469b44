"""The grammar of quantities: one table of rules, a pattern each and what builds a quantity of its match.

A rule is tried only where the text has a character of each of its `needs`; one that starts `at a number` is tried where numbers start, every other is
searched for. Rules stand in order of precedence: what an earlier one has read, a later one can't. The names of groups are those of quantity_words.py, quantity_sizes.py and quantity_values.py.
"""

# ruff: noqa: E501 - a pattern is one line

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from matching.language import quantity_sizes as sizes
from matching.language import quantity_times as times
from matching.language import quantity_values as read
from matching.language.numerals import FRACTION, KANJI_NUMBER, NUMBER
from matching.language.quantity_words import ABOUT, FEW, LEAST, LESS, MORE, MOST, ROUGHLY, Build

# More blanks than this part two words; unbounded ones would make a text of blanks slow.
_BLANKS = r"\s{0,6}"


@dataclass(frozen=True, slots=True)
class Rule:
    """The source of a pattern and its builder. `needs`: sets of characters, of each of which the text must have one."""

    source: str
    build: Build
    needs: tuple[frozenset[str], ...] = ()
    at_number: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern; compiled when a text first needs it, for compiling all would take seconds of every start."""
        return _compiled(self.source)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def _rule(pattern: str, build: Build, *needs: str) -> Rule:
    return Rule(pattern.replace(r"\s*", _BLANKS), build, tuple(map(frozenset, needs)))


def _number_rule(pattern: str, build: Build, *needs: str) -> Rule:
    """A rule whose pattern begins with a number that no letter, digit, point or dash touches from the left."""
    return Rule(pattern.replace(r"\s*", _BLANKS), build, tuple(map(frozenset, needs)), at_number=True)


# ---- sub-patterns: units

_LENGTH = r"(?:ミリメートル|ミリ|センチメートル|センチ|マイクロメートル|マイクロ|ミクロン|メートル|メーター|メータ|インチ|inch(?![a-z])|mm(?![a-z])|cm(?![a-z0-9])|μm|um(?![a-z])|μ|m(?![a-z0-9/²³])|尺|寸(?!法))"
_MICRONS = r"(?:ミクロン|マイクロメートル|μm|um(?![a-z])|μ)"
_MASS = r"(?:キログラム|キロ(?![a-zァ-ヺー])|グラム|kg(?![a-z])|mg(?![a-z])|g(?![a-z\d])|トン|t(?![a-z\d]))"
_FORCE = r"(?:トン|tf(?![a-z])|ton(?![a-z])|t(?![a-z\d])|kn(?![a-z]))"
_MONEY = r"(?:百万円|千円|万円|円)台?(?![形筒板弧周盤柱])"
_DAY = r"(?:営業日|日間?|週間?|[ケかカヵ箇]月間?|時間)"
_LEAD = rf"(?:{_DAY}|w(?![a-z]))"
_WORKING_DAYS = r"(?:営業日|日間?|週間?|[ケかカヵ箇]月間?)"
_PIECES = (
    r"個|ケ(?![ァ-ヺー月所])|コ(?![ァ-ヺー])|こ(?=[、。,/)\s]|$|くらい|ぐらい|ほど|から|作|ずつ)|つ(?=作|ほし|欲し|お願|だけ|ほど|くらい|ぐらい|[、。\s]|$)|本|枚|台|着|式|セット|set(?![a-z])|組|点(?!検)|pcs?(?![a-z])|ピース|足分?|箱|袋|缶|食(?!品)|冊"
    r"|部(?![品分材屋])|体(?!制|温|型)|脚(?!長)|膳|基(?!板|準)|株|丁|双|反|玉|匹|ダース|梱包|パック|ケース|カット|文字|羽|束|巻|ロール|通|杯|粒|瓶|びん|パレット|シート|ユニット|ペア|人前|人分|名分|人用|棟|本分|枚分|通り(?=に?(?:刷|印))|面(?![加取図体以内付粗積のでにをがは])|型(?=[\s、。(/]|$)"
)
# What one of something weighs, measures or costs is no number of pieces.
_ONE_OF = r"[1一](?:個|ケ|コ|本|枚|袋|箱|セット|組|台|着|缶|瓶|冊|部|足|食|面|点|反|玉|束|巻|ロール|パック|ケース|梱包|ダース)"
# Counted like pieces, but pieces only where a period says so.
_COUNT = rf"(?:{_PIECES}|ロット|ショット|件|アイテム|品目|種類|人|名様?)"
_EACH = r"(?P<each>毎?(?:1?[ケかカヵ箇]?月間?|年間?|日間?|週間?)|毎月|ロット|lot|回|台|組|セット|個)(?![\d前後末度])"

# ---- sub-patterns: around numbers

# 2、3日 is two to three: neighbours only, for 5、8個 are two numbers.
_OR_NEXT = "|".join(
    rf"(?<=(?<![\d.,a-zφ]){a})(?:、|,(?=\d\s?(?:日|週|[ケかカヵ箇]月|年|時間|[個本枚台])))(?={b}(?![\d.,、]))"
    for digits in ("123456789", "一二三四五六七八九")
    for a, b in pairwise(digits)
)
_BY = rf"(?:~|-|から|より|→|乃至|ないし|か(?=\d)|{_OR_NEXT})"
_EQ = r"\s*(?:寸法|サイズ)?\s*[:=は]?\s*(?:が)?\s*"
_PRE = rf"(?:(?P<most>{MOST})|(?P<least>{LEAST})|(?P<roughly>{ROUGHLY}))?\s*"
_POST = rf"\s*(?:[()]\s*)?(?:(?P<about>{ABOUT})\s*(?:の)?)?(?P<post>{MORE}|{LESS})?"
# φ8 -0.005 is a size with a deviation: a range rises.
_NO_RANGE = r"\d{0,3}[1-9]\d{0,3}(?:\.\d{1,3})?\s{0,2}-\s?0\.\d"
_WITHIN = r"(?P<about>程度|くらい|前後)?(?P<post>以内|以下|まで)?"
_FEW = rf"(?:{'|'.join(FEW)})"
# A number that goes on is a code, a date or a telephone number.
_BEHIND = r"(?![\d])(?!\.\d)"
# Where a number may start on its own.
NUMBER_START = re.compile(
    rf"(?<![\da-z.\-/])(?<!\d,)(?<!コンマ)(?<!コンマ\s)(?:\d|\.\d|{KANJI_NUMBER}|[数何]|コンマ(?=\s?[\d一二三四五六七八九]))"
)


def _range(unit: str, prefix: str = "", *, required: bool = True) -> str:
    """A number or a range in one unit: groups lo, hi, u1, u2, or one, u3. Numbers in kanji only with their unit."""
    again = rf"(?:{prefix})?" if prefix else ""
    kanji = rf"{KANJI_NUMBER}(?=\s*(?:{unit}|{_BY}))"
    end = unit if required else rf"(?:{unit})?"
    number = rf"(?:{NUMBER}|{kanji})"
    return (
        rf"(?:(?!{_NO_RANGE})(?P<lo>{number}|{_FEW}(?=\s*{_BY}))\s*(?P<u1>{unit})?(?:以上|くらい|ぐらい|程度)?\s*{_BY}\s*(?:{MOST}|{ROUGHLY})?\s*{again}\s*(?P<hi>{number}|{_FEW}(?=\s*{unit}))\s*(?P<u2>{end})"
        rf"|(?P<one>{number})\s*(?P<u3>{end}))"
    )


def _metric(head: str, prefix: str = "") -> str:
    """A length behind the word that says which: 板厚1.2ミリ, L=1500以下."""
    return rf"{head}{_EQ}{_PRE}{_range(_LENGTH, prefix, required=False)}{_BEHIND}(?!\s*[台基式本]){_POST}"


# ---- sub-patterns: boxes

_AXIS = r"(?:外径|内径|直径|板厚|厚さ?み?|幅|高さ?|奥行き?|縦|横|長さ?|全長|径|(?<![a-z])fb|タテ|ヨコ|たて|よこ|[φtlwhd□r](?:\s*=)?|[xyz](?=\s?[:=]?\s?\d))"
_SIDE = (
    rf"(?P<axis>{_AXIS})?\s*:?\s*(?P<lo>{NUMBER})(?:\s*[~-]\s*[φtlwhd□r]?\s*(?P<hi>{NUMBER}))?\s*(?P<unit>{_LENGTH})?\s*(?P<tail>[tlwhd](?![a-wyz\d]))?"
    r"(?![a-wyz]|[段台個本枚列])"
)
_UNNAMED_SIDE = re.sub(r"\?P<\w+>", "?:", _SIDE)
_SIDES = re.compile(_SIDE.replace(r"\s*", _BLANKS))
_BOX = rf"(?<![\da-z.\-/])(?<!\d,){_UNNAMED_SIDE}(?:[角厚]?\s*[×x*]\s*(?:{ROUGHLY}|{MOST})?\s*{_UNNAMED_SIDE}){{1,3}}(?:\s*{_LENGTH})?角?{_POST}"

# ---- sub-patterns: names of shapes, hardness, months

_SHAPES = r"(?:真円|円筒|平面|直角|平行|真直|同軸|同心|同芯|対称|傾斜|円周振れ|全振れ)(?:度|(?=\s?φ?0\.\d))|位置度|輪郭度|面の?倒れ|(?:円周|全)?振れ|フレ|反り(?=\d)|うねり(?=\d)|偏[心芯](?:量)?(?=\s?\d)|曲が?り(?=\d)"
_HARDNESS_UNIT = r"(?:hrc|hra|hrb|hv|hb|hs|ショア\s?a|shore\s?a|度|°)"
_HARDNESS_SCALE = r"(?:(?<![a-z])(?:hrc|hra|hrb|hv|hbw|hb|hs|hk|shore\s?[ad]?)(?![a-z])|(?:ショア|デュロ(?:メータ(?:ー)?)?|タイプ|jis[\s\-]?)\s?[ad](?=\s?\d)|ショア|アスカー\s?c|硬[度さ]\s?[ad](?=\s?\d)|(?<![a-z\d])[ad]硬度|ブリネル(?:硬度|硬さ)?|ビッカース(?:硬度|硬さ)?|ロックウェル(?:硬度|硬さ)?c?)"
_MONTH = r"(?:1[0-2]|[1-9])月"
_DAY_OF_MONTH = r"(?:\d{1,2}日|末日?|の?(?:[上中下初]旬|半ば|前半|後半)|中(?![国古心間])|頭|初め|はじめ|明け|[月火水木金土日]曜日?|度末)"
_DELIVERED = (
    r"(?:\s*(?:まで(?:に)?|迄|頃|ごろ|あたり|くらい|着|納品?|必着|中|より|以降|から(?!\s*翌?\d))){0,3}"
)
_WEEKDAY = r"(?:\s*\([日月火水木金土]\))?"

_SHEET_GRADE = r"(?:(?<=ss400)|(?<=sus\d\d\d)|(?<=[^a-z]a[1-7]\d\d\d)|(?<=s[pge][a-z]c))"

# ---- the rules

_FIRST = (
    # What else would be taken for a measure without meaning.
    _rule(rf"(?:±|(?:扁平|偏平|偏肉|伸び|縮み|ばらつき|バラツキ|誤差)率?(?:は|を|が|:)?\s*±?)\s*(?P<one>{NUMBER})\s*[%％](?:以内|以下|未満|まで)?", read.percentage, "±%"),
    _rule(rf"(?:[ue]|mpe)\s?[=:]?\s?(?P<one>{NUMBER})\s?\+\s?[\d.]{{0,6}}\s?l\s?/\s?\d{{1,5}}\s?(?:μm|um)?", read.measuring_error, "+"),
    # Addresses, telephone numbers, postcodes.
    _rule(r"(?:https?://|www\.)[^\s、。]{1,200}|[\w.+\-]{1,64}@[\w\-]{1,64}\.[\w.]{2,64}", read.nothing, "@w/"),
    _rule(r"(?<![\d-])0\d{1,4}-\d{1,4}-\d{3,4}(?!\d)|(?:〒|tel|fax|電話|携帯|内線)[:.\s]{0,4}[\d\-()]{3,20}|(?<![\d-])\d{3}-\d{4}(?![\d-])", read.nothing, "-〒tf電携内"),
    # Threads, paper by its weight, moulds by their cavities, contents of a box.
    _rule(r"(?:ボルト|ビス|ねじ|ネジ|スタッド|キャップ)\D{0,12}(?<![a-z0-9])m(?P<thread>\d{1,2})\s?[×x]\s?l?(?P<one>\d{2,3})(?![\d.])", sizes.screw, "m"),
    _rule(r"(?<![a-z0-9])m\d{1,2}(?:\.\d)?(?:\s*[×x]\s*(?:p|l)?\s*\d{1,4}(?:\.\d{1,3})?)?(?:ねじ|ネジ|タップ|ボルト)?(?![a-z\d])(?!\s*(?:mm|m))", read.nothing, "m"),
    _rule(r"(?:コート|マット|上質|アート|ケント|クラフト|更)紙?\s*\d{2,3}(?:\.\d)?\s*kg|\d{1,2}[個ケ]取り?|\d{1,5}[個枚本ケコ]入り?|1箱(?=に?\s*\d)|門型\s?5面", read.nothing, "kg取入箱門"),
    _rule(r"[1一][点枚](?:もの|物)|一円(?!玉)|単価1[個本枚着](?!\s*[\d@¥])|(?<!\d)\d{1,3}[台個](?:分(?!の1)|(?:あたり|当たり|につき)\s?\d{1,3}[本個枚点ケ])", read.nothing, "1一分たつ"),
    _rule(rf"(?<![\d.万千百十]){_ONE_OF}(?:あたり|当たり|につき|で|は|が|の(?:重さ|重量|長さ|目方)は?)?(?=\s?(?:約|最大|平均|だいたい)?\s?[\d一二三四五六七八九][\d.,十百千]{{0,6}}\s?(?:kg|mg|g|t|トン|mm|cm|m|ミリ|センチ|メートル|メーター|キロ|グラム)(?![a-z]))", read.nothing, "1一"),
    # 穴4つ, 4つの穴, 一個いくら: of each piece so many, and what one costs.
    _rule(r"穴(?:は|が|を|も)?\d{1,3}(?:つ|[個ケヶコ])(?![かヶケ月]?所?月)|(?<![\d.])\d{1,3}(?:つ|個)の穴(?!あけ|加工|埋)", read.nothing, "穴"),
    _rule(rf"(?<![\d.万千百十]){_ONE_OF}(?:で|あたり|当たり|につき)?、?(?=お?いくら|幾ら|何円|なんぼ)", read.nothing, "1一"),
    # 10個ずつ袋に: how it is packed; parts of a board, of a machine; machines and people that somebody has.
    _rule(r"(?<![\d.])\d{1,4}[個本枚袋箱束冊着組点ケコ粒]ずつ(?=\s?、?(?:[^\s。、\d]{0,6}[袋箱束]|小分|仕上|入れ|詰|まとめ|包|梱|パック|ポリ|ケース|輪ゴム|並べ|重ね))", read.nothing, "ず"),
    _rule(r"(?:部品)?点数[はが:]?\s?約?\d{1,5}点?|部品(?:が|は|数)?\s?約?\d{1,5}点|体重\D{0,3}\d{1,3}\s?(?:kg|キロ)|身長\D{0,3}\d{1,3}\s?(?:cm|センチ)", read.nothing, "点体身"),
    _rule(r"\d{1,4}[台基](?:は|が|ほど|を)?、?(?:すでに|既に|手元に)(?:ござい|あり|ある|購入|買|持)|(?:機|盤|ミシン|プレス|センタ|センター|ライン|ロボット|炉|クレーン|ブース)(?:が|を|は)?\s?\d{1,3}[台基](?:以上)?(?:の?(?:ある|あり|ござい|保有|所有|お持ち|持って|有する|稼働|備え))|(?:機|盤|ミシン|マシニング|センタ|センター|ライン|ロボット|炉|クレーン)(?:が|を|は)?\s?\d{1,3}[台基]以上(?!\s?[をのほど]{0,2}\s?(?:お願|作|つく|製|ほし|欲し|頼|納|注文|発注|手配))", read.nothing, "台基"),
    _rule(r"繁忙期\s?[(はの:が]?\s?(?:1[0-2]|[1-9])月(?:\s?[~-]\s?(?:1[0-2]|[1-9])月)?", read.nothing, "繁"),
    # The firm: staff, capital, years, terms of payment; standards.
    _rule(r"(?:従業員|社員|スタッフ|職人|作業者|人員|技能者|パート)(?:数)?[はが:]?\s*約?\d{1,6}\s*[名人]?", read.nothing, "員タ人者ト"),
    _rule(r"資本金[はが:]?\s*[\d,万千百億壱〇一二三四五六七八九十]{1,20}円?", read.nothing, "資"),
    _rule(r"(?:創業|設立|操業|社歴|経験)\D{0,3}\d{1,4}年?|\d{1,4}年(?:前|ほど前|間の実績|の(?:実績|歴史|経験)|以上の(?:実績|経験))|築\d{1,3}年|365日|(?:昭和|平成)\d{1,2}年(?!度)", read.nothing, "年日創設操社経"),
    # How long the thing itself keeps or is vouched for.
    _rule(r"(?:(?:賞味|消費|使用|有効)期[限間]|日持ち|保存期間|保証(?:期間)?|耐用年数|寿命)(?:は|が|:|で)?\s?(?:約|最低|だいたい)?\s?(?:半年|半月|ひと月|\d{1,3}\s?(?:年|日間?|週間?|[ケかカヵ箇]月)間?)(?:以上|程度|くらい)?", read.nothing, "限持証命存年"),
    _rule(r"サイト\s*\d{1,3}日|(?:月末|末日?|\d{1,2}日)\s*締め?(?:切り?)?、?\s*(?:翌々?月|当月)?(?:末日?|\d{1,2}日)?(?:の?(?:現金|振込み?|支?払い?|手形))*|翌々?月(?:末日?|\d{1,2}日)の?(?:現金|振込|支?払)", read.nothing, "サ締翌"),
    _rule(r"jis\s*[a-z]\s*\d{3,6}(?:-\d{1,4})?|iso\s?/?(?:ts|iec)?\s?\d{1,6}(?::\d{1,4})?|iatf\s?\d{1,6}|(?:as|en)\s?9100|fssc\s?\d{1,6}|ip\s?\d\d(?!\d)|ul\s?\d{1,6}|ipc[a-z\-\s]{0,8}\d{1,6}|class\s?\d{1,6}|クラス\s?\d[\d,]{0,6}(?!トン|t)", read.nothing, "jifaeucク"),
    # Measures that no requirement has: temperature, volume, area, electricity, axes, storeys, time of day.
    _number_rule(
        r"(?<![×xφ])(?<![×x]\s)(?<!納期)(?<!納期[\s:約])(?<!硬[度さ])(?<!硬[度さ]\d\d[~\-])(?<!ゴム\d\d[~\-])(?<!硬[度さ][はが約:\s])(?<!ゴム硬度a)(?<!ショアa)(?<!ショア\s)(?<!アスカーc)(?<!nbr)(?<!ゴム)(?<!epdm)(?<!シリコン)(?<!ウレタン)(?<!nbr\s)(?<!ゴム\s)" + NUMBER + r"\s*(?:℃|°c|度(?![数合])|%|倍|パーセント|[回階社]|分(?!の|割|台)|秒|v(?![a-z])|w(?![a-z])|kw(?![a-z])|[km]?hz|rpm|mpa|[lℓ](?![a-z=\d])|リットル|軸(?!受)|歳|才|割|丁目|番地|号(?!機)|時(?!間)|代目|世代|ビット|層|色|芯|極"
        r"|ピン|cc(?![a-z])|ml(?![a-z])|坪|平米|m[23](?!\d)|[m㎡]²|㎡|立米|[個本枚袋kgt]{1,2}/(?:分|時|h(?![a-z])|min))(?:\s*(?:以上|以下|まで|~)\s*)?", read.nothing),
    _rule(r"±\s*\d{1,6}(?:\.\d{1,6})?\s*(?:度|°|℃|g(?![a-z])|kg|個|db|v(?![a-z]))", read.nothing, "±"),
)  # fmt: skip

_LAYERS = (
    _rule(rf"(?:(?:(?:有効)?硬化層|浸炭層|窒化層)(?:深さ|深度)?|(?:焼入れ?|浸炭|窒化)(?:深さ|深度)|(?<![a-z])(?:ecd|chd|nhd)){_EQ}{_PRE}{_range(_LENGTH, required=False)}{_BEHIND}{_POST}", sizes.measure("case_depth"), "深層d"),
    _rule(rf"(?:膜厚|(?:めっき|メッキ|皮膜|被膜|塗膜|アルマイト|亜鉛|ニッケル|クロム|銅|すず|錫|金|銀)(?:の)?(?:厚さ?|厚み|膜厚)?){_EQ}{_PRE}{_range(_MICRONS)}{_POST}", sizes.measure("film"), "μuミマ"),
    # A tolerance is never 以上: a layer is.
    _number_rule(rf"{_range(_MICRONS)}\s*(?P<post>以上)", sizes.measure("film"), "μuミマ"),
)  # fmt: skip

_ACCURACY = (
    _rule(rf"(?P<shape>{_SHAPES})\s*(?:は|が|:|=|で)?\s*{_PRE}(?P<one>{FRACTION})\s*(?P<u3>mm|ミリ)?{_BEHIND}{_POST}", read.shape, "円筒面角行直軸心芯度れフ曲りさ称", "/分"),
    _rule(rf"(?P<shape>{_SHAPES})\s*(?:は|が|:|=|で)?\s*φ?(?:1000で)?{_PRE}{_range(_LENGTH, required=False)}{_BEHIND}(?:/1000?)?{_POST}", read.shape, "円筒面角行直軸心芯度れフ曲りさ称"),
    _rule(r"\+\s*(?P<upper>\d{1,6}(?:\.\d{1,6})?)\s*(?:mm)?\s*[/,、 ]?\s*(?P<sign>[-+]?)\s*(?P<lower>\d{1,6}(?:\.\d{1,6})?)(?:\s*mm)?(?![\d.])", read.asymmetric, "+"),
    # φ8 0/-0.01, φ8(-0.01/-0.03), φ8 -0.005: below the size, and so no range, which rises.
    _rule(r"(?<![.\-])(?:(?<!\d)0|-\s?(?P<upper>0\.\d{1,4}))\s*(?:mm)?\s*[/,、~ ]?\s*-\s?(?P<lower>0\.\d{1,4})(?:\s*mm)?(?![\d.])", read.below, "-"),
    _rule(r"(?<![\d.\-])(?P<of>\d{1,4}(?:\.\d{1,3})?)\s*(?:mm|ミリ)?\s*[(]?(?P<deviation>-\s?(?P<lower>0\.\d{1,4}))(?:\s*mm)?(?![\d.~]|\s*[~\-])", read.below, "-"),
    # Hardness with a width before ±, which else is a tolerance of lengths.
    _rule(rf"(?P<scale>{_HARDNESS_SCALE}|硬度|硬さ)\s*(?P<one>\d{{1,4}})\s*(?P<u3>{_HARDNESS_UNIT})?\s*±\s*(?P<tol>\d{{1,3}})(?:\s*[度°])?", read.hardness, "±"),
    _rule(rf"(?:(?:寸法)?(?:公差|精度)|交差)?(?:は|が|:)?\s*(?:±|\+-|\+/-|プラスマイナス|プラマイ)\s*(?:(?P<lo>{NUMBER})\s*(?P<u1>{_LENGTH})?\s*[~-]\s*±?\s*(?P<hi>{NUMBER})\s*(?P<u2>{_LENGTH})?|(?P<one>{FRACTION}|{NUMBER})\s*(?P<u3>{_LENGTH})?)(?!\d)\s*{_WITHIN}", read.tolerance, "±+プ"),
    _rule(rf"(?:(?:加工|寸法|位置決め|繰り?返し|仕上げ?){{0,3}}(?:公差|精度|誤差|狂い|ズレ|ずれ)(?:は|が|:|=|で)?)\s*(?:最高|最小|約)?\s*(?:(?P<lo>{NUMBER})\s*(?P<u1>{_LENGTH})?\s*[~-]\s*(?P<hi>{NUMBER})\s*(?P<u2>{_LENGTH})?|(?P<one>{FRACTION}|{NUMBER})\s*(?P<u3>{_LENGTH})?)(?!\s*(?:%|度|級|℃|°|年|倍|\d|[hg](?![a-z])))\s*台?{_WITHIN}", read.tolerance, "差度いレれ"),
    _rule(rf"(?P<one>1000?分の[1-9]|[百千]分の[一二三四五六七八九1-9]|(?<!\d)10分の[1-9](?=\s*(?:mm|ミリ))|十分の[一二三四五六七八九](?=\s*ミリ)|(?<![\d/.])[1-9]/1000?(?!\d))\s*(?:mm|ミリ)?\s*台?{_WITHIN}(?:の)?(?:精度|公差)?", read.tolerance, "0百千十", "/分"),
    _number_rule(rf"(?P<one>{NUMBER})\s*(?P<u3>{_MICRONS})\s*台?{_WITHIN}(?:の)?(?:精度|公差)?", read.tolerance, "μuミマ"),
    # Hundredths of a millimetre at most are how true a thing is, not how long.
    _number_rule(r"(?P<one>0\.\d{1,4})\s*(?P<u3>mm|ミリ)?\s*(?:台)?の(?:加工)?(?:精度|公差)", read.tolerance, "精公", "0"),
    _number_rule(r"(?<![さみ厚径幅φtl])(?P<one>0\.0\d{1,3})\s*(?P<u3>mm|ミリ)\s*(?:台)?(?P<post>以下|以内)(?:の)?(?:精度|公差)?", read.tolerance, "mミ", "0"),
    _rule(r"(?P<fine>千分台|ミクロンオーダー|ミクロン(?:台|単位|レベル|精度)|ミクロ(?:ン)?の精度)|百分台|100分台", read.vague_tolerance, "千百分ミ"),
    # Fits: behind a diameter (32h7), or of a few letters alone.
    _rule(r"(?<=\d)\s?(?:js|[d-hj-nps])[5-9](?![\da-z.])|(?<![a-z\d\-])(?:h|g|js|f|k|p)[5-9](?![\da-z.\-]|\s*mm|\s?(?:af|bf|ライナ))(?:公差|級|はめあい|嵌合)?(?:\s*~\s*(?:js|[d-hj-nps])[5-9](?!\d))?|(?:it|js)\s?\d{1,2}級?(?![\da-z])|(?:jis\s?)?(?:b\s?1702(?:-\d)?\s?)?(?<![a-z\d])n(?:[4-9]|1[0-2])級|歯車(?:精度|等級)[はが:]?\s?(?:jis\s?)?[0-9]級|(?:普通|一般)(?:寸法)?(?:公差|許容差)[はで:]?\s?(?:jis\s?b\s?0405[\s\-]*)?(?:[fmcv](?:級|(?![a-z\d]))|[中精粗]級)", read.fit, "defghjklmnpsi中精粗車"),
    _rule(rf"(?:面?粗[さ度]?(?:は|が|:)?\s*)?(?<![a-z])(?P<scale>rmax|ra|rz|ry)\s*[:=]?\s*{_range('(?:μm|um|ミクロン|μ|a|s|z)', '(?:ra|rz)', required=False)}{_BEHIND}\s*(?P<about>程度|くらい)?(?P<post>以下|以内|以上|まで)?", read.roughness, "r"),
    _rule(rf"粗[さ度](?:は|が|:)?\s*{_PRE}{_range('(?:μm|um|ミクロン|μ|a|s|z)(?![a-z])', required=False)}{_BEHIND}{_POST}", read.roughness, "粗"),
    _rule(r"[▽∇]{1,4}", read.triangles, "▽∇"),
)  # fmt: skip

_HARDNESS = (
    _rule(rf"(?P<scale>{_HARDNESS_SCALE})\s*[:=]?\s*{_range('(?:度|hrc|hv)', 'hrc|hv', required=False)}{_BEHIND}{_POST}", read.hardness, "hシビロデタjア硬"),
    _rule(rf"(?:硬度|硬さ|固さ|硬)(?=[^\d]{{0,5}}\d){_EQ}{_PRE}{_range(rf'[(]?{_HARDNESS_UNIT}[)]?', required=False)}{_BEHIND}(?!\s*[×x%])\s*(?P<post>{MORE}|{LESS})?", read.hardness, "硬固"),
    _number_rule(rf"{_range('(?:hrc|hv|hb|hs)(?![a-z])')}{_POST}", read.hardness, "h"),
    _rule(r"(?:(?<=nbr)|(?<=epdm)|(?<=cr)|(?<=ゴム)|(?<=シリコーン)|(?<=シリコン)|(?<=ウレタン)|(?<=スポンジ)|(?<=エラストマー)|(?<=フッ素))\s?(?:の)?\s?a?(?P<one>\d{2})\s?[°度]", read.rubber_hardness, "°度"),
)  # fmt: skip

_TIMES = (
    # Dates, and seasons from month to month.
    _rule(rf"(?<![\d.])(?:(?:20\d\d|令和\s?\d{{1,2}}|r\s?\d{{1,2}})\s*[年/.]\s*)\d{{1,2}}\s*(?:[月/.]\s*(?:\d{{1,2}}日?|末日?|の?[上中下]旬|頃)?)(?P<until>\s*(?:~|から)\s*翌?(?:年)?{_MONTH}末?)?{_DELIVERED}", times.date, "年/."),
    _rule(rf"(?:(?:納期|希望|期限)\s*[:は]?\s*)?(?<![\d/.]){_MONTH}末?\s*(?P<until>~|から)\s*翌?(?:年)?{_MONTH}(?![\d日])末?", times.date, "月"),
    _rule(rf"(?:(?:納期|希望|期限)\s*[:は]?\s*)?(?:(?:来|今|再来|翌|当)(?:月|週|年)|(?<![\d/.]){_MONTH})(?:(?:\s*|の){_DAY_OF_MONTH})?{_DELIVERED}(?![\d生産間々])(?<!今年)(?<!来年)(?<!今月)(?<!今週)", times.date, "月週年"),
    _rule(rf"(?:納期|納入|期限|希望日?|締切|初回|初品|初納|第[1一]便|納品|完成|検収|引渡し?|搬入|返却)\D{{0,4}}?(?P<date>(?<![\d/.])(?:1[0-2]|[1-9])/(?:3[01]|[12]?\d))(?![\d/]){_WEEKDAY}{_DELIVERED}", times.date, "/"),
    _rule(rf"(?<![\d/.])(?P<date>(?:1[0-2]|[1-9])/(?:3[01]|[12]?\d))(?![\d/])(?=\s*(?:まで|迄|頃|ごろ|着|納|必着|出荷|発送|希望|引き?取|引渡|\([日月火水木金土]|締|厳守)|(?:まで)?[^\n。、\d\"インチ]{{1,12}}(?:届け|納品|必着)){_WEEKDAY}{_DELIVERED}", times.date, "/"),
    # Days of the week, and of a month spoken of before.
    _rule(r"(?P<brought>[月火水木金土日])曜?日?(?:に|の?(?:am|pm|朝|午前|午後|夕方?))?\s?(?:持ち?込み?|渡し|預け|入荷|引き?取り?|搬入|出し)(?:で|し?て)?\s?[→、,・~\s]?\s?(?:翌週?|次の?)?(?P<back>[月火水木金土日])曜?日?(?:に|の?(?:am|pm|朝|午前|午後|夕方?))?\s?(?:返却|戻し|引き?取り?|納品?|渡し|出荷|受け?取|仕上|上がり)", times.between_weekdays, "月火水木金土日"),
    _rule(r"(?:(?:今|来|再来)週の?)?(?:[月火水木金土日]曜日?|(?<![\d一-龠])[月火水木金土日](?=\s?(?:まで|迄|必着)))(?:の?(?:朝|午前|午後|夕方|am|pm))?(?:中)?\s?(?:まで(?:に)?|迄(?:に)?|必着|着|納品?|返却|戻し|仕上|渡し|引き?取り?(?!可)|受け?取|に(?:は)?(?:ほし|欲し|届|納|必要|使|間に合|仕上|お?渡|引き?取))", times.weekday, "月火水木金土日"),
    _rule(r"(?<![月\d/.年])(?<!月の)(?<!以内)(?P<day>[12]?\d|3[01])日\s?(?:必着|着(?!手)|(?:の?(?:朝|午前中?|午後|夕方))?(?:まで|迄)(?:に)?|納品|発送|頃まで(?:に)?)", times.day_of_month, "日"),
    # Days from the order.
    _rule(r"(?:持込)?(?:即日|当日|即納)(?:出荷|対応|納品|仕上げ?|も可|可)?(?![^\s、。]{0,4}入荷)", times.within_days(0.0), "即当"),
    _rule(r"中\s?(?P<one>\d{1,2}|[一二三四五])\s?(?P<unit>日|週)(?:間)?(?:で)?(?:出荷|納品|仕上げ?)?", times.days_between, "中"),
    _rule(r"明後日(?:中|まで)?(?:に)?", times.within_days(2.0), "後"),
    _rule(r"(?:明日(?!(?:お?電話|伺|連絡|打|訪|見))(?:中|まで)?(?:に)?|翌(?:営業)?日(?:中(?:に)?|まで(?:に)?|着|出荷|配送|発送|納品?|仕上げ?|渡し|戻し|返却|対応|(?=(?:に(?:は)?)?(?:納|届|ほし|欲し|戻|仕上|出荷|引き?取)|[、。\s)]|$)))", times.within_days(1.0), "明翌"),
    _rule(r"(?P<words>ひと月|ふた月|半月|半年|一両日)(?P<about>ほど|くらい|ぐらい|程度)?(?P<post>以内|まで|中)?(?=(?:で|に)?(?:納|仕上|完成|出荷|お願い|ほし|欲し|届|作|上げ|用意|出来|でき)|(?:で|に)?(?:$|[。\n、\s])|以内|に(?:は)?|(?<=内)|(?<=中))(?!前|[にぶ]?(?:一|1)[度回])", times.days_in_words, "月年両"),
    _rule(rf"(?:納期|リードタイム|期間|製作日数|工期|日数|短納期|特急|大?至急|急ぎ)(?:は|が|:|も)?\s*(?:(?:最短|通常|標準|希望|厳守)\s*){{0,2}}(?:で)?{_PRE}{_range(_LEAD)}(?P<half>半)?{_POST}(?:で)?", times.lead_time, "日週月時"),
    _rule(rf"(?:最短|通常)\s*(?:で)?{_range(_DAY)}(?P<half>半)?{_POST}", times.lead_time, "短通"),
    _number_rule(rf"{_range(_WORKING_DAYS)}(?P<half>半)?(?P<about>ほど|くらい|程度)?(?P<post>以内|以下|いない)(?:で|に)?(?!.?前|に?お?(?:見積|ご?回答|ご?連絡|ご?返|支?払))", times.lead_time, "日週月"),
    _number_rule(rf"{_range('週間?|w(?![a-z])|営業日|[ケかカヵ箇]月')}(?=\s|$|[。、)希])", times.lead_time, "週w日月"),
    _number_rule(
        rf"{_range(_WORKING_DAYS)}(?P<half>半)?{_POST}(?=待ち|(?:ほど|くらい)?(?:で|に)?(?:納|仕上|完成|出荷|お願い|ほし|欲し|届|作|上げ|用意|出来|でき)|(?:で)?(?:$|[。\n、])|後(?:に|納|まで))(?!.?前)", times.lead_time, "日週月"),
    _rule(
        r"大至急|大急ぎ|至急|超特急|特急(?!料|費|割増)|急ぎ(?!ません|では|じゃ)(?:で|の|です|ます)?|急いで(?:い|お)?(?:る|ます|ました|り)|お急ぎ|(?<=[【\[(])急(?=[】\])])|(?<![一-龠ぁ-ん])急(?=[\s。、:])|なるべく(?:早く|早め(?:に)?|急[いぎ]で?)|(?:できる|出来る)(?:だけ|限り)(?:早く|早め(?:に)?)|1日も早く|一日も早く|一刻も早く|なる早|なるはや|早急(?:に)?|早期(?:に|納)|早め(?:に|希望)?|大急(?!ぎ)|(?<!もう)(?<!今)(?:今)?すぐ(?:に(?:でも)?)?(?=\s|$|[。、]|ほし|欲し|お願|頼|必要|使|納|作|やって)"
        r"|(?:年内(?:に|中|まで)?|(?:今)?年度[内中](?:に)?|年度末(?:まで)?|年末(?:まで)?|年明け|週明け|月初(?:め)?(?:まで)?|月中(?=まで|に)|月末まで(?:に)?|(?:お)?盆(?:前|明け|休み(?:前|中|明け)?|まで)(?:に|まで)?|gw(?:前|明け|中|まで)|(?:お正月|正月|彼岸|クリスマス|夏休み|冬休み|春休み|祭り|入学式|卒業式|開店|オープン|展示会|連休|ゴールデンウィーク|決算|棚卸し?)(?:の?前|明け|まで|中)(?:に|まで)?|(?:梅雨|冬|夏|春|秋|シーズン)(?:入り)?の?前(?:に|まで)|[春夏秋冬]まで"
        r"|今日中|本日中|明日中|今月(?:中|末|いっぱい|の?[上中下]旬)(?:に|まで)?|今週(?:中|末|いっぱい)?(?:に|まで)?|来[春夏秋冬](?:まで(?:に)?|(?=に(?:は)?(?:使|間|発売|納|出|始|必要|ほし|欲し)|発売|納|[。\s]|$))|急募)(?!、?の?\s?(?:\d{1,2}[月/]))", times.urgent, "急や早年盆g連春夏秋冬日月週すぐ正彼クリ祭入卒開オ展ゴ決棚梅シ"),
)  # fmt: skip

_NUMBERS_IN = r"(?:月産(?:能力)?|月間|毎月(?:決まって|きまって|コンスタントに|安定して|だいたい|大体)?|月当たり|月あたり|1[ケかカヵ箇]?月(?:当たり|あたり|に)?|月々|月|年産|年間|毎年|年当たり|年あたり|年|日産|日量|日当たり|日に|[1一]日(?:に|あたり|当たり)?|毎日|週に?|毎週|週間|週当たり)"
_WEIGHED_BY = r"(?P<each>月|年|日|週|ロット|lot|バッチ|回)(?![\d末度])"
_LOTS_BY_PERIOD = (
    # Lots by weight.
    _rule(rf"(?P<every>{_NUMBERS_IN}|(?:1|最小|最低|最大|標準|対応)?ロット(?:は|が|:)?|1バッチ(?:は|が|:)?)\s*(?:平均|合計|生産|処理)?(?:量)?\s*(?:で|は|に)?\s*{_PRE}{_range(_MASS)}{_POST}", read.weight_of_lots, "月年日週ロバ", "gtトキグ"),
    _number_rule(rf"{_range(_MASS)}\s*/\s*{_WEIGHED_BY}{_POST}", read.weight_of_lots, "gtトキグ", "/"),
    _rule(rf"(?P<every>{_NUMBERS_IN})\s*(?:平均|合計|生産)?(?P<head>最大|能力)?\s*(?:で|は|に)?\s*:?\s*{_PRE}(?:(?P<few>{_FEW})\s*{_COUNT}?|{_range(_COUNT, required=False)})(?![\d\-/.月年時]|日(?!産)|\s*(?:{_MONEY}|kg|mm|トン|t(?![a-z])))(?:くらい|ぐらい)?{_POST}", read.per_period, "月年日週"),
    _rule(rf"(?P<head>(?:1|最小|最低|最大|標準|対応|希望)?ロット(?:数|サイズ)?|生産数量?|数量|個数|部数|枚数|本数|台数|員数|生産能力)\s*(?:は|が|:|=|で|各)?\s*{_PRE}(?:(?P<few>{_FEW})\s*{_COUNT}?|{_range(_COUNT, required=False)})(?![\d\-.月年t]|mm|kg|/\d){_POST}(?:\s*[/(]\s*(?P<each>毎?[月年日週])(?!末|日|度))?", read.pieces, "ト数員力"),
    _number_rule(rf"(?:(?P<few>{_FEW})\s*{_COUNT}|{_range(_COUNT)})\s*(?:/\s*|ずつ\s*|(?=毎)){_EACH}(?:あたり)?{_POST}", read.pieces, "/ず毎"),
    # 3,000/月 without a word for the pieces.
    _number_rule(rf"{_range(_COUNT, required=False)}\s*/\s*(?P<each>1?[ケかカ]?月|年|日|週|ロット|lot)(?!末|度|\d){_POST}", read.pieces, "/"),
)  # fmt: skip

_FORCES = (
    _rule(rf"(?:型締(?:め)?(?:力)?|加圧(?:力|能力)?|プレス能力|能力)\s*(?:は|が|:|=)?\s*{_PRE}{_range(_FORCE)}{_POST}", read.tonnage, "型圧力"),
    _rule(rf"(?:耐荷重|荷重|総重量|自重|(?:型|製品|ワーク|完成|本体)?重量|重さ|質量|単重|目方)(?:は|が|:|=|で)?\s*{_PRE}{_range(_MASS)}{_POST}", read.mass, "重質目"),
    _number_rule(rf"{_range(_FORCE)}(?:吊り?)?{_POST}", read.tonnage, "tトk"),
    _number_rule(rf"{_range(_MASS)}(?:吊り?|荷重|級|クラス)?{_POST}", read.mass, "gtトキグ"),
)  # fmt: skip

_PER_PIECE = r"(?:\s*/\s*(?:個|本|枚|台|着|式|kg|m))?"
_PRICES = (
    _rule(rf"(?:単価|@|{_ONE_OF})?\s*(?:(?P<yen>{NUMBER})\s?円\s?)?(?P<sen>(?<!\d)\d{{1,2}}(?:\.\d)?)\s?銭(?![湯形])(?:以下|以内|まで|程度|くらい)?", read.yen_and_sen, "銭"),
    _rule(rf"(?P<budget>予算|総額|費用|上限額|見積(?:もり|り)?(?:額|金額)?)\s*(?:は|が|:|感は)?\s*(?:(?:型代|金型代|材料費?|送料|税|運賃|工事費?|全部|全て|すべて)(?:込み?|含めて|も入れて|コミ)?(?:で|の)?、?)?{_PRE}[¥\\]?{_range(_MONEY)}{_POST}", read.price, "円"),
    _rule(rf"(?P<budget>予算|総額|費用|上限額)\s*(?:は|が|:|感は)?\s*{_PRE}(?P<one>{NUMBER}(?<=[千万]))(?!\s*{_COUNT}){_POST}", read.price, "予額費"),
    _rule(rf"(?P<most>高くても|高くて)、?\s?(?P<one>{NUMBER}(?<=[千万]))(?!\s*{_COUNT})(?P<post>{LESS})?", read.price, "高"),
    # 80万以内: ten thousands without a word for the pieces are money.
    _number_rule(rf"(?<!月)(?<!年)(?<!日)(?<!週)(?<!産)(?<!数)(?<!ロット)(?<!間)(?P<one>{NUMBER}(?<=万))(?P<about>程度|くらい|ぐらい|前後)?(?:で)?(?P<post>以内|以下|まで)(?!の?\s*{_COUNT})", read.price, "万"),
    _rule(rf"(?:目標単価|単価目標|希望単価|単価|価格|加工賃|工賃|値段|型代|金型代|型費|@|{_ONE_OF})(?:込み)?(?:は|が|で|:|あたり|当たり|につき)?\s*[@¥\\]?\s*{_PRE}{_range(_MONEY)}{_POST}{_PER_PIECE}", read.price, "円"),
    # 型代30万から, 1面8万~: a price by what it is for, without 円.
    _rule(rf"(?:単価|価格|工賃|型代|金型代|型費|{_ONE_OF})(?:込み)?(?:は|が|:)?\s*{_PRE}(?P<one>{NUMBER}(?<=[千万]))(?P<about>程度|くらい|ほど|台)?(?P<post>{MORE}|{LESS})?(?!\s*{_COUNT})", read.price, "千万"),
    _rule(rf"[@¥\\]\s*{_PRE}{_range(_MONEY, required=False)}{_BEHIND}{_POST}{_PER_PIECE}", read.price, "@¥\\"),
    _number_rule(rf"{_range(_MONEY)}{_POST}{_PER_PIECE}", read.price, "円"),
)  # fmt: skip

_DISTANCES = (
    _rule(rf"半径\s*{_range('(?:km(?![a-z])|キロ(?:メートル)?)')}{_POST}(?:圏内?)?", read.distance, "径"),
    _number_rule(rf"{_range('(?:km(?![a-z])|キロ(?:メートル)?)(?=以内|圏|範囲|まで|くらい)')}{_POST}(?:圏内?|圏)?", read.distance, "kキ"),
)  # fmt: skip

_EVERYDAY_THINGS = "|".join(
    sorted(
        (re.escape(word) for word in sizes.THINGS if not re.fullmatch(r"[ab]\d", word)), key=len, reverse=True
    )
)
_NAMED_SIDE = rf"(?:縦|横|幅|巾|高さ|長さ|奥行き?|タテ|ヨコ|たて|よこ)\s*:?\s*(?:{NUMBER})\s*{_LENGTH}"
# Parts of the body and things of the house: as large as that is a size, but none in millimetres.
_VAGUE_THINGS = r"(?:(?:親|人差し|中|薬|小)?指(?:の?先|の爪)?|手の甲|こぶし|拳|げんこつ|[腰膝胸肩腕首頭](?:の高さ)?|背丈|爪(?:の先)?|(?:ご飯)?茶[碗わん]{1,2}|お?椀|どんぶり|丼|湯[呑の飲]み|コップ|マグカップ|グラス|お盆|お皿|皿|鍋|やかん|フライパン|バケツ|ポリタンク|灯油缶|缶(?:コーヒー|ビール|ジュース|詰)|みかん|りんご|リンゴ|卵|たまご|うずら(?:の卵)?|大豆|小豆|豆粒|消しゴム|ライター|印鑑|財布|タバコ(?:の箱)?|トランプ|週刊誌|辞書|電話帳|リモコン|ノートパソコン|パソコン|テレビ|電子レンジ|洗濯機|炊飯器|スーツケース|ポスト|自転車|タンス|本棚|襖|障子|食パン|お?箸|割り箸|綿棒|ボールペン|髪の毛|線香|マッチ棒|靴箱|段ボール箱|ボール|電池|飴玉|キャラメル|おにぎり|まな板|座布団)"
_AS_LARGE = r"(?:くらい|ぐらい|程度|ほど|サイズ|大|判|以内|以下)(?:の)?(?:大きさ|サイズ)?"
_SIZES = (
    _rule(rf"(?P<axis>幅|高さ|長さ|奥行き?|縦|横)?(?:は|が)?\s*(?<![\d.])(?P<metres>{NUMBER}|[一二三四五])\s?(?:m|メートル|メーター)(?:\s?(?P<rest>\d{{1,3}}(?=\s?(?:cm|センチ))|\d{{2}}(?![\d.個本枚台×x]))(?:\s?(?:cm|センチ))?|(?P<half>半))(?:\s*(?P<about>くらい|ぐらい|程度|ほど))?", sizes.compound, "mメ"),
    _rule(rf"(?P<axis>太さ|直径|径|幅|高さ|長さ|奥行き?|縦|横|深さ|厚[さみ])?(?:は|が)?\s*(?<![\d.])(?P<one>{NUMBER}|[一二三四五六七八九十])\s?(?P<u>cm|センチ|尺|寸)(?:\s?(?P<rest>\d(?:\.\d)?|[一二三四五六七八九])\s?(?:mm|ミリ|(?<=\d)寸|(?<=\d)分)|半)(?:\s*(?P<about>くらい|ぐらい|程度|ほど))?", sizes.centimetres, "cセ尺寸", "mミ半寸分"),
    _rule(rf"(?<![\d.×x])(?P<sheet>4\s?[×x]\s?8|3\s?[×x]\s?6|5\s?[×x]\s?10|シハチ|サブロク|ゴトウ|ゴットー)(?![\d.]|\s*[×x]|\s*{_LENGTH})(?:板|サイズ|定尺|材|の板){{0,2}}{_POST}", sizes.sheet, "×xシサゴ"),
    _rule(_BOX, sizes.boxes(_SIDES), "×x*"),
    # 縦30cm横25cm is a plane, like 30×25.
    _rule(rf"{_NAMED_SIDE}\s*(?:[×x]\s*)?{_NAMED_SIDE}(?:\s*(?:[×x]\s*)?{_NAMED_SIDE})?", sizes.boxes(_SIDES), "縦横幅高長奥タヨ"),
    _rule(rf"(?:{ROUGHLY})?(?<![固硬柔か重]さは)(?P<thing>(?<![a-z0-9])(?:{_EVERYDAY_THINGS})(?!\d))(?:[1一]枚分?)?の?(?:(?P<half>半分)|箱)?(?:に|の上に)?(?:乗る|載る|置ける|収まる|入る)?(?:(?:の)?(?:大きさ|サイズ))?{_AS_LARGE}(?!の?(?:硬|固|かた|柔|やわ|重|厚|薄|値|色))", sizes.thing, "くぐ程ほサ大判以"),
    _rule(rf"(?<![固硬柔か重]さは){_VAGUE_THINGS}(?:くらい|ぐらい|ほど|サイズ|(?<=[先爪拳しん卵ご粒碗])大|に(?:乗|載|収ま)る(?:くらい|ほど|サイズ))(?:の)?(?:大きさ|サイズ|高さ|長さ|太さ)?(?!の?(?:硬|固|かた|柔|やわ|重|厚|薄|値|色)|学|会|型|工|手)", sizes.vague_thing, "くぐほサ大"),
    _rule(r"(?<![a-z0-9\-])(?P<paper>a[0-6]|b[456])(?!\d)(?:サイズ|判)?(?![a-z0-9])", sizes.thing, "ab"),
    _rule(_metric(r"(?:外径|外周径|(?<![a-z])od)(?:は|が)?\s*φ?", "φ|外径"), sizes.measure("outer_diameter"), "外o"),
    _rule(_metric(r"(?:内径|穴径|孔径|(?<![a-z])id)(?:は|が)?\s*φ?", "φ|内径"), sizes.measure("inner_diameter"), "径i"),
    _rule(_metric(r"(?:(?:加工|最大|丸|軸|線|旋削|パイプ|管){0,2}径|直径|φ|丸棒|太さ|パイ(?=\d))(?:は|が)?\s*φ?", "φ|直径"), sizes.measure("diameter"), "径φ丸パ太"),
    _number_rule(rf"{_range(_LENGTH, 'φ', required=False)}\s*(?:パイ(?![プンナ])|φ|丸(?![棒みく穴])){_POST}", sizes.measure("diameter"), "パφ丸"),
    _rule(_metric("(?:板厚|肉厚|厚み|厚さ|厚|シート厚)", "t|板厚"), sizes.measure("thickness"), "厚"),
    _rule(rf"(?<![a-z\d.\-])t\s?=?\s?{_range(_LENGTH, 't', required=False)}{_BEHIND}(?!\s*(?:トン|:))(?!(?<=\d\d)\s*プレス)(?!(?<=t[4-8])\s?(?:処理|調質|熱処理|材(?!料)))(?!(?<=t[0-3])\s*(?:\d{{1,2}}[月/]|トライ|予定|提出|品)){_POST}", sizes.measure("thickness"), "t"),
    _number_rule(rf"{_range(_LENGTH, required=False)}\s*(?:t(?![a-z\d])|厚(?![生労]))み?{_POST}", sizes.measure("thickness"), "t厚"),
    # SPCC1.6t, SUS304-2.0t, SS400t9: right behind a sheet's grade.
    _rule(rf"(?:{_SHEET_GRADE}-|(?<=s[pge][a-z]c))(?P<one>\d{{1,2}}(?:\.\d{{1,2}})?)\s?(?:t(?![a-z\d])|mm)", sizes.measure("thickness"), "sa"),
    _rule(rf"{_SHEET_GRADE}t\s?(?P<one>\d{{1,2}}(?:\.\d{{1,2}})?)(?![\d.a-z])", sizes.measure("thickness"), "t"),
    _rule(_metric(r"(?:全長|長さ|最長|長尺|丈|芯間|心間|(?<![a-z])l\s?=?)", "l"), sizes.measure("length"), "長丈間l"),
    _number_rule(rf"{_range(_LENGTH, required=False)}\s*l(?![a-z\d]){_POST}", sizes.measure("length"), "l"),
    _rule(_metric(r"(?:幅|巾|横(?!型)|(?<![a-z])w\s?=?)", "w|幅"), sizes.measure("width"), "幅巾横w"),
    _number_rule(rf"{_range(_LENGTH, required=False)}\s*(?:幅|丈)(?![一-鿿]){_POST}", sizes.measure("width"), "幅丈"),
    _rule(_metric(r"(?:高さ|全高|縦(?!型)|(?<![a-z])h\s?=)", "h"), sizes.measure("height"), "高縦h"),
    # 8h7: what stands before a fit is a diameter.
    _rule(r"(?<![a-z\d.\-])(?P<one>\d{1,3}(?:\.\d{1,2})?)(?=\s?(?:js|[f-hkmnp])[5-9](?![\da-z.]))", sizes.measure("diameter"), "fghjkmnp"),
    # H80, no fit (H7) and no temper of aluminium (A5052 H34).
    _rule(r"(?<![a-z\d\-])(?<!a\d{4}\s)(?<!a\d{4}p\s)h\s?(?P<one>[2-9]\d|[1-9]\d{2,3})(?:mm)?(?![\d.a-z年月/\-])", sizes.measure("height"), "h"),
    _rule(r"(?<![a-z\d\-])r\s?(?P<one>\d{1,4}(?:\.\d{1,2})?)(?:mm)?(?![\d.a-z年月度/\-])", sizes.radius, "r"),
    _rule(rf"(?:曲げ(?:半径|r)|曲率半径|半径)\s*(?:は|が|:)?\s*r?{_range(_LENGTH)}{_POST}", sizes.measure("radius"), "半r曲"),
    _rule(_metric("(?:奥行き?|深さ?)"), sizes.depth, "奥深"),
    _rule(rf"(?:真?四角|正方形)(?:で|の|に)?\s*{_PRE}{_range(_LENGTH)}{_POST}", sizes.square, "角正"),
    _rule(rf"□\s*{_PRE}{_range(_LENGTH, '□', required=False)}{_BEHIND}{_POST}", sizes.square, "□"),
    _number_rule(rf"{_range(_LENGTH, required=False)}\s*(?:角|四方)(?![度形材])(?:材)?{_POST}", sizes.square, "角四"),
    _rule(_metric("(?:ストローク|移動量)\\s*[xyz]?"), sizes.measure("stroke"), "ス移"),
    _rule(rf"(?<![a-z\d\-])[xyz]軸?\s?[:=]?\s?{_PRE}(?P<one>[1-9],?\d{{2,3}})(?:mm)?(?![\d.,a-z×\-])\s*(?P<post>{MORE}|{LESS})", sizes.measure("stroke"), "xyz"),
)  # fmt: skip

_LAST = (
    _rule(r"(?<![\d一-龠])(?P<number>ひと|ふた|みっ|[一二三四五1-5])つ(?=だけ|のみ|です|でい|で(?:結構|すみ)|お願い|作|つく|ほし|欲し|[。、\s]|$)", read.pieces_in_words, "つ"),
    _number_rule(rf"(?:(?P<few>{_FEW})\s*{_COUNT}|{_range(_COUNT)}){_POST}(?:\s*/\s*(?P<each>[月年週日]))?", read.pieces),
    _number_rule(rf"{_range(_LENGTH)}{_BEHIND}{_POST}", sizes.unnamed_length),
)  # fmt: skip

RULES: Sequence[Rule] = (
    *_FIRST,
    *_LAYERS,
    *_ACCURACY,
    *_HARDNESS,
    *_TIMES,
    *_LOTS_BY_PERIOD,
    *_FORCES,
    *_PRICES,
    *_DISTANCES,
    *_SIZES,
    *_LAST,
)

# In a field of a profile bare numbers have its meaning. These are tried before the others ...
PROFILE_FIRST: Sequence[Rule] = (
    # Machines that the firm has are no lot, and what it makes complete is no number.
    _rule(r"(?:機|盤|炉|釜|ブース|ロボット|プレス|ミシン|ライン|センタ|センター|クレーン|(?<![a-z])mc)(?:は|を|が)?\s?\d{1,3}\s?[台基]|一式", read.nothing, "台基式"),
)  # fmt: skip
FIELD_FIRST: Mapping[str, Sequence[Rule]] = {
    # A machine's tons are what it exerts.
    "equipment": (_number_rule(rf"{_range('(?:トン|ton(?![a-z])|tf|t(?![a-z0-9]))')}(?=\s|$|[、。(×x/級・ク]){_POST}", read.machine_tonnage, "tト"),),
}  # fmt: skip
# ... and these after them.
FIELD_LAST: Mapping[str, Sequence[Rule]] = {
    "lots": (
        _number_rule(rf"(?P<lo>{NUMBER})\s*~\s*(?P<hi>{NUMBER})(?![\d.])(?:\s*/\s*(?P<each>[月年日週]))?", read.pieces),
        _number_rule(rf"(?P<one>{NUMBER})(?:[一-鿿]{{1,2}}(?=から|より|~))?\s*(?P<post>{MORE}|{LESS})?(?:\s*/\s*(?P<each>[月年日週]))?(?![\d.])", read.pieces),
    ),
    "sizes": (
        _rule(_metric(r"(?:径|直径)", "径"), sizes.measure("diameter"), "径"),
        _rule(_metric(r"(?:深|丈|直長|長|高)さ?"), sizes.measure("length"), "深丈長高"),
    ),
    # A range in decimals is the gauge of a sheet.
    "materials": (_number_rule(r"(?P<lo>0\.\d{1,2})\s*~\s*(?P<hi>\d{1,2}(?:\.\d{1,2})?)(?P<u2>)(?:t|mm)?(?![\d%.]|\s*[a-z°])", sizes.measure("thickness"), "~"),),
    "accuracy": (_number_rule(r"(?P<one>0\.\d{1,4})(?![\d%]|\s*[a-zμ°℃])", read.tolerance, "0"),),
    "equipment": (
        _rule(_metric(r"(?:アーム|ふところ|懐|テーブル|有効)"), sizes.measure("length"), "アふ懐テ有"),
        _rule(_metric(r"(?:振り|振)"), sizes.measure("diameter"), "振"),
        # パネルソー 2000 1台: the size between a machine's name and its number.
        _number_rule(r"(?P<one>(?:[1-9]\d{2,3}|[1-9],\d{3})(?![\d,.]))(?=\s{0,2}(?:mm)?\s\d{1,2}台)", sizes.measure("length"), "台"),
        _rule(r"(?<![a-z\d])h\s?(?P<one>\d{2,4})(?![\d.])", sizes.measure("height"), "h"),
    ),
}  # fmt: skip
