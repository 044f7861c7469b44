"""What a rule of times says: lead times in days, dates as far as they are written, and urgent words without either."""

from __future__ import annotations

import datetime as calendar
import re
from collections.abc import Callable
from dataclasses import replace

from matching.language.numerals import read_number
from matching.language.quantity_words import at, days_scale, group, phrase, unit_of, value_of
from matching.records import Quantity, Value

Build = Callable[["re.Match[str]"], "Quantity | None"]

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PARTS_OF_MONTH = {"上旬": 10, "初旬": 10, "中旬": 15, "半ば": 15, "前半": 15}
_DATE = re.compile(
    r"(?:(?P<era>令和|r)?\s?(?P<year>\d{1,4})\s?[年/.]\s?)?"
    r"(?P<month>\d{1,2})\s?[月/.]\s?(?:(?P<day>\d{1,2})|の?(?P<part>末|下旬|後半|[上中初]旬|半ば|前半))?"
)
_YEAR_ENDS = {
    "年内": "12-31",
    "年末": "12-31",
    "年度内": "03-31",
    "年度中": "03-31",
    "今年度": "03-31",
    "年度末": "03-31",
}


def lead_time(match: re.Match[str]) -> Quantity:
    """納期2週間: the most that it may take; a range and 1週間から stay as they are."""
    value = value_of(match, "lead_time", "日", days_scale)
    if group(match, "half"):  # 1か月半
        extra = days_scale(unit_of(match)) / 2
        value = replace(value, min=None, max=(value.max or value.min or 0.0) + extra)
    elif value.min == value.max:
        value = replace(value, min=None)
    return at(match, "due", replace(value, max=None if value.max is None else max(1.0, value.max)))


def days_between(match: re.Match[str]) -> Quantity:
    """中3日: on the fourth day; 中2週: within two weeks."""
    number = read_number(match["one"])
    return at(
        match, "due", Value("lead_time", None, number + 1.0 if match["unit"] == "日" else number * 7.0, "日")
    )


_DAYS_IN_WORDS = {
    "ひと月": 30.0,
    "一月": 30.0,
    "ふた月": 60.0,
    "半月": 15.0,
    "半年": 180.0,
    "一両日": 2.0,
    "半日": 1.0,
}
_WEEKDAYS = "月火水木金土日"


def days_in_words(match: re.Match[str]) -> Quantity | None:
    """ひと月以内, 半月ほどで, 一両日中; 月100本を半年 is how long it goes on."""
    if match.string.endswith("を", 0, match.start()) and not re.match(
        "[でに以内]", match.string[match.end() :]
    ):
        return None
    return at(
        match,
        "due",
        Value("lead_time", None, _DAYS_IN_WORDS[match["words"]], "日", None, bool(group(match, "about"))),
    )


def between_weekdays(match: re.Match[str]) -> Quantity:
    """火曜持込、木曜戻し: two days."""
    days = (_WEEKDAYS.index(match["back"]) - _WEEKDAYS.index(match["brought"])) % 7 or 7
    return at(match, "due", Value("lead_time", None, float(days), "日"))


def weekday(match: re.Match[str]) -> Quantity | None:
    """金曜迄: which Friday depends on today."""
    return _no_due(match) if _only_an_answer(match) else at(match, "due", None)


_ANSWER = r"(?:お?見積|ご?回答|ご?返[事信答]|ご?連絡|ご?一報|お?電話|打ち?合|訪問|伺)"
_ANSWERED_BY = re.compile(rf"(?:に|まで(?:に)?|中(?:に)?)?(?:は|、)?{_ANSWER}")
_ANSWER_BY = re.compile(rf"{_ANSWER}[ぁ-ん]{{0,2}}(?:のみ|だけ)?(?:は|を|:)?\s*$")
# 図面は来週送ります, 12月1日に材料が入荷, 来週工場を見学したい: what else happens on a day than that the goods come.
_TALKED = re.compile(
    r"(?:の?(?:[月火水木金土日]曜日?|午[前後]|朝|夕方|\d{1,2}時))?(?:に(?:は|でも)?|まで(?:に)?|中(?:に)?|以降(?:に)?|から|あたり(?:に)?|頃(?:に)?|また|、){0,3}\s?"
    r"(?:の(?:[一-龠]{0,2}会議?|商談|打ち?合わ?せ|ミーティング)(?:まで)?(?:に)?)?"
    r"(?:(?:図面|資料|データ|サンプル|現物|ワーク|材料|価格|金額|概算|値段|結果|仕様|可否|設備|機械|工場|会社|現場|そちら|御社|貴社|弊社|当社|こちら|うち|一度|もう一度|改めて|正式に|担当(?:者)?|部長|社長|上司)(?:の|を|が|に|は|で|と|から|へ|まで)?){0,3}"
    r"(?:(?:概算|見積(?:もり|り|書)?|価格|金額|値段|回答|返事)(?:を|が|は|だけ)[^。、\n]{0,6}(?:ほし|欲し|必要|くださ|下さ|いただ|頂|もら|お願い|出し)|(?:お)?見積|ご?回答|ご?返[事信答]|ご?連絡|ご?一報|お?電話|打ち?合|訪問|お?伺|お?うかが|会議|ミーティング|商談|相談|面談|見学|来社|お?会い|ご?挨拶|説明|話(?:を|が|し)|お話|見に行|行きます|行きたい|来て(?:ほし|もら|いただ|くださ)|来られ|確認(?:し|を|が)|検討|審査|監査|決ま|決め|決裁|稟議|出張|送(?:り(?:ます|たい)|る(?:予定|つもり|ので)|付(?:し|予定))|お?送りし|お送り(?:で|いた|し)|お?渡しし|持って(?:い|行)|持参|入荷|入って(?:き|来)|揃|そろい|支給(?:し|でき|予定)|図面が(?:出|でき)|出図|展示会が(?!.{0,12}まで)|休み|休業|休暇|不在|棚卸|納品済|納入済|納め(?:ました|てもらいました|終)|届(?:きました|いた(?!だ))|終わ(?:り|った)|発注(?:し(?:ます|たい)|予定|を?かけ)|注文(?:し(?:ます|たい)|予定)|契約|値上|入(?:る|り)(?:ので|ます|予定|次第)|メール|fax|ファックス|ファクス|アップ(?:し|ロード)|教え|知りた|お?知らせ)"
)
# What stands before it in its clause: 別件で来週, 先週お願いした件とは別で has none.
_ELSE = re.compile(
    r"(?:別件|別の(?:件|案件|話|仕事|用|部品|品)|(?:他|ほか)の(?:件|案件|仕事|用)|(?:前回|昨[年日]|先[週月日]|この前|以前)(?:は|に|も))(?![^、。\n]{0,4}別)[^。、\n]{0,16}$"
)


# 来月納める分とは別に
_BESIDES = re.compile(r"[^。、\n]{0,14}?(?:分|の|もの|件|案件|仕事)とは(?:別|違|関係)")


# 図面は来月出ます: what comes from the buyer, unless it is asked for (図面は来月までにほしい).
_BUYERS_OWN = re.compile(
    r"(?:図面|資料|データ|材料|素材|現物|ワーク|支給品|型|設備|機械|予算)(?:は|が|も)\s*$"
)
_WANTED = re.compile(r"[^。、\n]{0,10}(?:ほし|欲し|お願い|くださ|下さ|もら|いただ|頂|納|必要|希望)")


def _only_an_answer(match: re.Match[str]) -> bool:
    """Whether it is the quotation that is wanted by then (見積のみ今日中), or something else that happens then (来週打合せしたい)."""
    before, _ = phrase(match, 24, 0)
    end = match.end()
    return bool(
        _ANSWERED_BY.match(match.string, end)
        or _TALKED.match(match.string, end)
        or _ANSWER_BY.search(before[-10:])
        or _ELSE.search(before)
        or _BESIDES.match(match.string, end)
        or (_BUYERS_OWN.search(before) and not _WANTED.match(match.string, end))
    )


def _no_due(match: re.Match[str]) -> Quantity:
    """A day of something else: no later rule shall read it again."""
    return Quantity("", None, *match.span())


def day_of_month(match: re.Match[str]) -> Quantity | None:
    """18日まで: of the month that was spoken of last; without one no date can be put to it."""
    day = int(match["day"])
    if not 1 <= day <= 31:
        return None
    if _only_an_answer(match):
        return _no_due(match)
    spoken = re.findall(r"(?<!\d)(1[0-2]|[1-9])月", match.string[max(0, match.start() - 60) : match.start()])
    value = _calendar(f"{spoken[-1]}月{day}日") if spoken else None
    return at(match, "due", value)


def within_days(days: float) -> Build:
    """A builder for 即日 (0), 翌日 (1), 明後日 (2)."""

    def build(match: re.Match[str]) -> Quantity:
        if _only_an_answer(match):
            return _no_due(match)
        return at(match, "due", Value("lead_time", None, days, "日"))

    return build


def urgent(match: re.Match[str]) -> Quantity | None:
    """至急, お盆前: no date can be put to it; 年内 and 年度末 have one."""
    if _only_an_answer(match):
        return _no_due(match)
    end = next((d for word, d in _YEAR_ENDS.items() if match.group().startswith(word)), "")
    return at(match, "due", Value("due_date", None, None, "日", date=end) if end else None)


def date(match: re.Match[str]) -> Quantity | None:
    """11月末, 令和8年3月末, 2026/3/31, 来月20日頃; a season (12月から2月) and a month named from today have no one date."""
    if _only_an_answer(match):
        return _no_due(match)
    text = group(match, "date") or match.group()
    value = None if group(match, "until") else _calendar(text)
    if value and (before := _BEFORE_IT.match(match.string, match.end())):
        days = read_number(before["one"]) * days_scale(before["unit"])
        found = at(match, "due", replace(value, date=_days_before(value.date, days)))
        return Quantity("due", found.value, found.start, before.end())
    if (
        value
        and re.fullmatch(r"(?:\d{4}-)?\d\d", value.date)
        and (bound := _BOUND.search(text + match.string[match.end() : match.end() + 10]))
    ):
        month = int(value.date[-2:])
        end = f"{_MONTH_DAYS[month - 1]:02d}" if bound["until"] else "01"
        value = replace(value, date=f"{value.date}-{end}")
    return at(match, "due", value)


# 4月まで is till its last day, 4月から before its first. The event's eve: 7月20日のお祭りの1週間前.
_BOUND = re.compile(
    r"(?P<until>まで|迄|中に)|(?:から|より)(?=[^。\n]{0,6}(?:使|始|開|稼|オープン|販売|発売|スタート))"
)
_BEFORE_IT = re.compile(r"(?:の[^\s。、\d]{1,12})?の(?P<one>\d{1,2}|[一二三四五])(?P<unit>日|週間)前")


def _days_before(written: str, days: float) -> str:
    """The date so many days before one that is written YYYY-MM-DD or MM-DD; a month alone stays."""
    parts = [int(part) for part in written.split("-")]
    if not 2 <= len(parts) <= 3 or re.fullmatch(r"\d{4}-\d\d", written):
        return written
    year = parts[0] if len(parts) == 3 else 2023  # no leap year
    try:
        day = calendar.date(year, parts[-2], parts[-1]) - calendar.timedelta(days=days)
    except (ValueError, OverflowError):
        return written
    return day.isoformat() if len(parts) == 3 else day.isoformat()[5:]


def _calendar(text: str) -> Value | None:
    """YYYY-MM-DD, or MM-DD where no year is written, or the month alone; None where it is no date (来月末)."""
    found = _DATE.search(text)
    month = int(found["month"]) if found else 0
    if not found or not 1 <= month <= 12:
        return None
    last = _MONTH_DAYS[month - 1]
    day = (
        int(found["day"])
        if found["day"]
        else _PARTS_OF_MONTH.get(found["part"], last)
        if found["part"]
        else 0
    )
    if day > max(last, 29 if month == 2 else last):
        return None
    parts = [f"{month:02d}"] + ([f"{day:02d}"] if day else [])
    if found["year"]:
        year = int(found["year"]) + (2018 if found["era"] else 0)
        if year < 1900:
            return None
        parts.insert(0, str(year))
    return Value("due_date", None, None, "日", date="-".join(parts))
