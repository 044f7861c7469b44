"""Where the supplier should be: place names in an enquiry -> weights on places.

Only wishes that name a place count; the nearer a supplier is to a named municipality, the more. A bare name (日立) is read as a place only
where the words behind it say so, since many firms and goods bear the names of towns.
"""

# ruff: noqa: E501 - a pattern, or a row of a table, is one line

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from matching.language.polarity import firm_refused
from matching.places import Municipality, distance_km, municipalities, prefectures, regions
from matching.records import Place

HOME = "茨城県"
# Beyond this, a supplier is not "near" a named municipality any more.
NEAR_KM = 60.0

_KANTO = ("茨城県", "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県")
_WIDE: Mapping[str, tuple[str, ...]] = {
    "北関東": ("茨城県", "栃木県", "群馬県"),
    "南関東": ("埼玉県", "千葉県", "東京都", "神奈川県"),
    "関東": _KANTO,
    "首都圏": _KANTO,
    "東北": ("青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県"),
}
_HOME_WORDS = re.compile(r"(?<![0-9一-鿿])県内(?!外)|地元|(?:いばらき|茨城)(?!県?(?:外|以外|を除)|町|市|郡)")
_PLACE_CUE = re.compile(
    r"市|町|村|の?(?:近|周辺|付近|方面|あたり|辺り)|から(?:車|30|一時間|1時間|通)|在住|でも|(?:です|にある|の(?:会社|工場|業者|方|ほう|人|中)|まで(?:持|運|取|来)|[)）])"
)


@dataclass(frozen=True, slots=True)
class Area:
    """A wish for a place in text[start:end]. `places`: feature -> weight; from MEETS on it is met, below it is left open, absent is outside.

    Empty where the place is relative to the buyer (近所). `negated`: 他県不可, つくば市以外; `places` are those that are left.
    """

    label: str
    start: int
    end: int
    places: tuple[tuple[str, float], ...]
    negated: bool = False


# The feature that every place has.
ANYWHERE = "@"

# A municipality's neighbours within half of NEAR_KM count as near it.
MEETS = 0.5
_KM_A_MINUTE = 0.8


def place_features(place: Place) -> list[str]:
    """The features that a supplier's place gives it in the index."""
    found = []
    if place.prefecture:
        found.append(_feature(place.prefecture))
    if place.region:
        found.append(_feature(place.region))
    if place.city:
        found.append(_city(place.prefecture, place.city))
    return found


def wanted_area(text: str) -> dict[str, float]:
    """Weights on place features for normalised `text`, scaled so that a supplier in the very place gets 1; {} if none is named."""
    levels = [_wanted_prefectures(text), _wanted_regions(text), _wanted_cities(text)]
    best = sum(max(level.values()) for level in levels if level)
    return {feature: weight / best for level in levels for feature, weight in level.items()}


def _wanted_prefectures(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    rest = text
    for word, members in _WIDE.items():
        if word in rest:
            if not re.search(f"{word}(?:以外|を除|外)", rest):
                found |= {_feature(p): 1.0 for p in members}
            rest = rest.replace(word, " ")
    if _HOME_WORDS.search(rest):
        found[_feature(HOME)] = 1.0
    for name in prefectures():
        if (
            name[:-1] not in rest or name == HOME
        ):  # a plain look is far cheaper than a pattern, and mostly enough
            continue
        if re.search(rf"(?<![一-鿿]){name[:-1]}(?:{name[-1]}|(?![一-鿿]))(?!以外|を除)", rest):
            found[_feature(name)] = 1.0
    return found


def _wanted_regions(text: str) -> dict[str, float]:
    """県北 is Ibaraki's where no other prefecture stands before it (福島県南部 is not 県南)."""
    return {
        _feature(name): 1.0
        for name in regions()
        if name in text and re.search(rf"(?:(?<![一-鿿])|茨城){name}(?!以外|を除)", text)
    }


def _wanted_cities(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for center in _named_cities(text):
        for feature, weight in _around(center.code):
            found[feature] = max(found.get(feature, 0.0), weight)
    return found


_EXCEPTED = re.compile(r"[市町村]?(?:以外|を除)")


def _named_cities(text: str) -> list[Municipality]:
    named = []
    for name, one in _names():
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if _EXCEPTED.match(text, end):
                text = text[:start] + " " * len(name) + text[end:]
            elif name[-1] in "市町村区" or _PLACE_CUE.match(text, end):
                named.append(one)
                # A longer name wins over one inside it: what was read is not read again.
                text = text[:start] + " " * len(name) + text[end:]
                break
            start = text.find(name, end)
    return named


@cache
def _names() -> list[tuple[str, Municipality]]:
    """Names to look for, longest first: full names everywhere, bare ones of the agency's own prefecture."""
    pairs: list[tuple[str, Municipality]] = []
    for one in municipalities():
        own = one.place.prefecture == HOME
        full = [one.place.city, *(one.aliases if own else ())]
        bare = [n[:-1] for n in full if own and len(n) > 2 and n[-1] in "市町村" and n[:-1] != HOME[:-1]]
        if own or len(one.place.city) > 3 or one.place.prefecture in _KANTO:
            pairs += [(n.replace("ヶ", "ケ"), one) for n in [*full, *bare] if len(n) > 1 and "(" not in n]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


@cache
def _around(code: str) -> list[tuple[str, float]]:
    center = next(one for one in municipalities() if one.code == code).place
    pairs = []
    for one in municipalities():
        if None in (center.lat, center.lng, one.place.lat, one.place.lng):
            continue
        distance = distance_km(center.lat, center.lng, one.place.lat, one.place.lng)  # type: ignore[arg-type]
        if distance < NEAR_KM:
            pairs.append((_city(one.place.prefecture, one.place.city), 1 - distance / NEAR_KM))
    return pairs


def _feature(name: str) -> str:
    return f"@{name}"


def _city(prefecture: str, city: str) -> str:
    return f"@{prefecture}{city}"


_AROUND_WORDS = r"(?:市内|町内|村内|内(?=[の、。\s]|で|に))?(?:(?:(?:と|や|および|及び|または|又は|か|もしくは)(?:その)?|の)?(?:近く|近所|近場|近辺|そば(?!粉|の?(?:粉|実|殻|打|畑|屋|店)|つゆ|ぼうろ)|周辺|付近|近郊|近隣|方面|あたり|辺り|エリア|界隈|地区|地域|圏内|圏|(?:(?:から|に)近い?|から(?:あんまり|あまり|そんなに|そう|なるべく)?遠くない)(?:ところ|所|会社|工場|業者|企業|お?店|方|と)?)|市?(?:まで|から)(?:車で)?(?:引き?取り|取り|持って|持ち込み)に?(?:行|い)ける(?:距離|範囲|ところ|所))?"
_AROUND = re.compile(
    r"近|遠くない|そば|周辺|付近|あたり|辺り|方面|エリア|界隈|圏|ける(?:距離|範囲|ところ|所)"
)
# 土浦かつくばの近く: what is said of the second is said of the first.
_SHARED = re.compile(
    r"(?:とか|か|または|又は|もしくは|や|と|・)(?P<other>[一-鿿ケぁ-ん]{2,7}?)の?(?:近く|近所|近場|近辺|そば|周辺|付近|近郊|近隣|あたり|辺り|界隈)"
)
_DRIVE = r"(?:から)?(?:車|クルマ|トラック)で\s?(?P<time>\d+|一|二|半|三)\s?(?P<unit>分|時間)(?P<half>半)?(?:以内|くらい|ぐらい|程度|圏内?|の(?:範囲|距離|ところ|所))*"
_DRIVING = re.compile(_DRIVE)
_OUTSIDE = re.compile(
    r"(?:他県|県外|遠方|遠く|海外|国外|よその県)(?:の(?:会社|業者|工場|企業)|へ(?:の(?:外注|委託))?)?(?:は|も|だと|では?|なら)?(?:ちょっと|一切|原則|できれば|なるべく)?(?:不可|ng|だめ|ダメ|駄目|困|避け|厳しい|難しい|除|お断り|無理|勘弁|外し|(?:ご)?遠慮|嫌|パス)[^。、\s]{0,3}"
)
_ABROAD = re.compile("海外|国外")
# The buyer would take a firm there too: it widens what was said of places before, and narrows nothing.
_FINE = r"可(?!能性)|ok(?![a-z])|いい(?!え)|良い|よい|良し|よし|かま[いわ]|構[いわ]|結構|大丈夫|だいじょうぶ|問題(?:な|あり)|あり(?=です|。|、|かな|かと|だ|と思|$)|許容|範囲内|候補に|検討(?:し|でき|対象|可)|対象(?!外)|視野|含め|行け|行ける|いけ|頼め|お願いでき"
# Nobody fails it: 県外でも可, 地域不問.
_BEYOND = re.compile(
    r"(?:他県|県外|他府県|近隣(?:の)?県|隣県|近県|隣接(?:する)?県|お?隣の県|隣の市|遠方|遠く|全国)(?:の(?:会社|業者|企業|工場|方)|から|産)?(?:(?:で)?も|なら)?、?(?:可(?!能)|ok|構い?ません|かまいません|構わない|かまわない|大丈夫|結構|(?:(?<=も)|(?<=なら))(?:いい|よい|良い|問題|あり(?=です|。|、|$)))|(?:地域|場所|所在地)(?:は)?(?:特に)?(?:不問|問わ(?:ず|ない|ません)|こだわ(?:らない|りません))|全国どこでも"
)
_NEARBY = re.compile(
    r"(?:ご?近所|近場|近く|近隣|最寄り|近い(?:ところ|所|会社|工場|業者|企業|方|と))(?:の(?:会社|工場|業者|企業|方|ところ|所|人)|で|に|が|だと|から|さん|、|希望|優先)|近県|隣県|(?:引き?取り|取り|持って|持ち込み)に行ける(?:距離|範囲|ところ|所)"
)
_WHO = re.compile(
    r"(?:市|町|村|県|内)?(?:の|で|に(?:ある|住む|て)|から|より|在住)(?!(?:会社|工場|業者|企業|事業者|ところ|所|近く|近い|近辺|周辺|あたり|方面|車|だと|いう|な|中|ほう|方(?:が|で|に)|人|職人|探|さが|お願|頼|見つ))[^。、\n]{0,24}?(?:と申し|です(?!か)|者です|しております|しています|営んで|やって(?:い|お)|農家|より|から(?:の)?(?:電話|相談|依頼|問)|メーカー様?|屋さん|本社|ございます|主催|開催|納入|納品|へ納|に納|に届|向け)"
    r"|(?:市|町|村|県)?(?:です|在住)(?=[。、\s]|が|$)|(?:市|町|村)?内\)"
    r"|(?:市|町|村|県|圏)?(?:内)?の?(?:各拠点|各地|会場|倉庫|現場|店舗|本社|弊社|当社|自宅|公民館|港|駅|農園|畑)(?:へ|に|まで|で|前|から)"
    r"|(?:市|町|村|県)?(?:→|まで(?:運|配|届|納|持|送)|への?(?:納|配|届|運)|着(?=[。、\s])|渡し|(?:内)?の(?:工場|会社|店|事業所)(?:に|へ|まで)(?:の)?(?:納|配達|届|運|搬入|設置|取り?付)|工場(?:へ|に|まで)|納入|倉庫(?:へ|に))"
)


def find_areas(text: str) -> list[Area]:
    """Wishes for places in normalised `text`, in order. A place that only tells who asks, or where to deliver, is none."""
    found: list[Area] = []
    taken: set[int] = set()

    def take(area: Area) -> None:
        span = set(range(area.start, area.end))
        if not span & taken:
            taken.update(span)
            found.append(area)

    for m in _OUTSIDE.finditer(text):
        places = () if _ABROAD.match(m.group()) else ((_feature(HOME), 1.0),)
        take(Area("県外" if places else "海外", *m.span(), places, negated=True))
    for area in _named_areas(text):
        take(area)
    for m in _BEYOND.finditer(text):
        take(Area("県外も可", *m.span(), ((ANYWHERE, 1.0),)))
    for m in _DRIVING.finditer(text):
        take(Area("近隣", *m.span(), ()))
    for m in _NEARBY.finditer(text):
        take(Area("近隣", m.start(), m.end(), ()))
    return _widened(sorted(found, key=lambda a: a.start))


def _widened(areas: Sequence[Area]) -> list[Area]:
    """`areas` in order, where what is permitted behind a place belongs to it: 群馬で、栃木も可 is met in Tochigi."""
    result: list[Area] = []
    for area in areas:
        also = tuple((place, weight) for place, weight in area.places if place != ANYWHERE) or area.places
        if _permits(area):
            result = [
                replace(one, places=tuple((dict(also) | dict(one.places)).items()))
                if one.places and not (one.negated or _permits(one)) and area.start - one.end <= _WIDENS
                else one
                for one in result
            ]
        result.append(area)
    return result


def _permits(area: Area) -> bool:
    """Whether firms elsewhere don't fail it."""
    return not area.negated and any(place == ANYWHERE for place, _ in area.places)


# So many characters further on a place that would do too still speaks of the one before.
_WIDENS = 60


def _named_areas(text: str) -> list[Area]:
    spans: list[tuple[int, int, str, tuple[tuple[str, float], ...]]] = []
    for word, members in _WIDE.items():
        spans += [
            (m.start(), m.end(), word, tuple((_feature(p), 1.0) for p in members))
            for m in re.finditer(rf"{word}(?:近県|一円|圏内?|甲信越|エリア|地方|近郊)?", text)
        ]
    homes = [*_HOME_AREA.finditer(text), *_NOT_HOME.finditer(text)]
    spans += [(m.start(), m.end(), HOME, ((_feature(HOME), 1.0),)) for m in homes]
    for name in prefectures():
        if name[:-1] in text and name != HOME:
            spans += [
                (m.start(), m.end(), name, ((_feature(name), 1.0),))
                for m in re.finditer(
                    rf"(?<![一-鿿]){name[:-1]}(?:{name[-1]}(?:内|下|[南北東西央]部?(?:地域|地区|エリア|方面)?(?![一-鿿]))?|(?![一-鿿])|(?=か)|(?=以外))",
                    text,
                )
            ]
    for name in regions():
        if name in text:
            spans += [
                (m.start(), m.end(), name, ((_feature(name), 1.0),))
                for m in re.finditer(
                    rf"(?:(?<![一-鿿])|茨城県?の?)(?:{name})(?:地域|地区|エリア|方面|地方)?(?!端)", text
                )
            ]
    spans += _municipal(text)
    spans += _or_cities(text, [s[1] for s in spans])
    spans.sort(key=lambda s: (s[0], -(s[1] - s[0])))
    result: list[Area] = []
    end_before = 0
    for start, end, label, places in spans:
        if start < end_before:
            continue
        who = _WHO.match(text, end)
        # 水戸の近くで板金屋さん is looked for, 笠間の焼き物屋さん looks.
        if who and who.group().endswith("屋さん") and _AROUND.search(text, start, end):
            who = None
        if who and not _DRIVING.match(text, end):
            end_before = end
            continue
        if address := _ADDRESS.match(text, end) or _POSTCODE.search(text, 0, start):
            end_before = max(end, address.end())
            continue
        refused = re.match(r"(?:県|内)?(?:以外|外)(?:は)?(?:不可|ng|だめ|ダメ|駄目|お断り|困)", text[end:])
        excluded = re.match(
            r"(?:県|都|府)?(?:は|も)?(?:(?:じゃ|では)な[くい]|以外(?:で|の)?(?!は?不可)|を?除[くい]|は?(?:不可|ng|避け))",
            text[end:],
        )
        if refused:
            end += refused.end()
        other = _OTHER_THAN.match(text, end)
        away = other.end() if other else firm_refused(text, end)
        if away:
            end_before = away
            without = {f for f, w in places if w == 1.0}
            # つくば市と土浦市以外 excludes both.
            while result and not result[-1].negated and _AND.fullmatch(text, result[-1].end, start):
                before = result.pop()
                start, label = before.start, f"{before.label}・{label}"
                without |= {f for f, w in before.places if w == 1.0}
            result.append(Area(f"{label}以外", start, end_before, _elsewhere(without), negated=True))
            continue
        if excluded:
            continue
        if (
            _ALONE.match(text[end:])
            and not _AROUND.search(text, start, end)
            and _LINE_START.search(text, max(0, start - 2), start)
            and len(text) > end - start + 2
        ):
            continue
        end_before = end
        # 埼玉・千葉でも可 widens the area: who sits elsewhere isn't outside.
        permitted = _PERMITTED.match(text, end)
        result.append(Area(label, start, end, (*places, (ANYWHERE, 0.1)) if permitted else places))
    return result


# A street behind the place, or a postcode before it: where the buyer sits, mostly in a mail's signature, and no wish.
_ADDRESS = re.compile(
    r"(?:[一-鿿ァ-ヶ々ぁ-ん]{1,6}[市区町村郡]){0,2}(?!内|外|周辺|近|方面|付近)(?:大字|字)?[一-鿿ァ-ヶ](?:(?![にでをはへ])[一-鿿ァ-ヶー々ぁ-ん]){0,8}\s?"
    r"(?:(?:\d{1,4}|[一二三四五六七八九十]{1,3})(?:丁目|番地?|の\d)|\d{1,5}-\d{1,5}(?![0-9]*\s?(?:社|個|本|枚|台|時|日|週|ヶ?月|か月|分|km|mm|m|cm|名|人|件|回|点|円|万|割|%|種)))[-\d番地号]*"
)
_POSTCODE = re.compile(r"〒\s?\d{3}-?\d{4}[^\n。]{0,6}$")
_PERMITTED = re.compile(
    r"(?:[・、や/](?:[一-鿿]{2,4}))*(?:県|市)?(?:内)?(?:(?:あたり|辺り|方面|くらい|ぐらい|の(?:方|ほう)))?(?:の?(?:会社|業者|企業|工場|メーカー|方|ところ|所)(?:さん)?)?"
    rf"(?:(?:まで)?(?:(?:で|だって)?も|は|なら(?:ば)?|だったら|であれば|くらいは){{0,2}}、?(?:別に|特に|全然|ぎりぎり|ギリギリ|まあ)?(?:{_FINE})|可(?=[。、)\s]|です|とし|$))"
)
_AND = re.compile(r"(?:と|や|・|及び|および)")
_NOT_HOME = re.compile(r"(?<![一-鿿])(?:茨城|いばらき)県?(?=以外|を除)")
# つくば市以外 asks for any other place; つくば市以外でも可 for none.
_OTHER_THAN = re.compile(
    r"(?:県|都|府)?(?:以外(?!(?:で|から)?も)(?!は?(?:不可|ng|だめ|ダメ|駄目|お断り|困))|を?(?:除く|除い|除き)|(?:の(?:会社|業者|企業|工場))?は?(?:不可(?!欠|能)|ng(?![a-z])|避け)|(?:は|も|だと)(?:ちょっと|さすがに|(?:[^。、\n]{1,10}?(?:から|ので|し|くて|すぎて)))?、?(?:外し|はずし|省い|除い|抜い|避け|だめ|ダメ|駄目|無理|パス|勘弁|(?:ご)?遠慮|お断り|やめ(?:て|と)|嫌(?!が)|いや(?=[。、でだな]|$)|困(?:る|り))|は結構です)"
)
# A place that is a sentence of its own tells where the buyer is: 予算は300万まで。大子町
_LINE_START = re.compile(r"(?:^|[。\n])\s*$")
_ALONE = re.compile(r"[。\s]*$|(?:です|にて|在住)[。\n]|より[。、\s]")


_HOME_AREA = re.compile(
    r"(?:(?:茨城|いばらき)県?内(?:限定)?|(?<![0-9一-鿿])県内(?!外)|地元(?!の(?!会社|工場|業者|企業|方|人|職人|メーカー|事業|ところ|所)|で(?:とれ|採れ|作|獲|取れ|育))|(?:いばらき|茨城)(?!県?(?:外|以外|を除)|町|市|郡)県?)(?=内|の|で|に|か|と|・|、|。|\s|限|希|優|企|な(?:く|け)|業者|会社|工場|メーカ|$|[)）]|、無|または|又は|もしくは|産|必|だ|エリア|近|で|が(?:い[いー]|良|よ|無|だめ|ダメ|駄目|難|希望|望|ベスト|理想|一番|なけ))"
)


def _municipal(text: str) -> list[tuple[int, int, str, tuple[tuple[str, float], ...]]]:
    spans = []
    searched = text
    for name, one in _names():
        start = searched.find(name)
        while start >= 0:
            end = start + len(name)
            full = name[-1] in "市町村区"
            behind = re.match(_AROUND_WORDS, text[end:])
            reach = end + (behind.end() if behind else 0)
            driving = _DRIVING.match(text, reach)
            cue = (
                reach > end
                or driving
                or _shares(text, reach)
                or _PLACE_CUE.match(text, end)
                or _NAMED_BEHIND.match(text, end)
            )
            if (
                (full or cue)
                and not (start and not full and _KANJI.match(text[start - 1]))
                and not (
                    not full
                    and reach == end
                    and end < len(text)
                    and _KANJI.match(text[end])
                    and not _NAMED_BEHIND.match(text, end)
                )
            ):
                spans.append(
                    (
                        start,
                        driving.end() if driving else reach,
                        *_meant(text, one, end, reach, driving),
                    )
                )
                searched = searched[:start] + " " * len(name) + searched[end:]
            start = searched.find(name, end)
    return spans


def _meant(
    text: str, one: Municipality, end: int, reach: int, driving: re.Match[str] | None
) -> tuple[str, tuple[tuple[str, float], ...]]:
    """What a city whose name ends at `end` is shown as, and what it means: itself, unless 近辺 (up to `reach`) or a driving time behind it widens it.

    水戸市の近く tells why a firm in the next town is within it.
    """
    if driving:
        label = f"{one.place.city}から車で{driving['time']}{driving['unit']}{driving['half'] or ''}"
        return label, _within(one.code, _minutes(driving) * _KM_A_MINUTE)
    if _AROUND.search(text, end, reach) or _shares(text, reach):
        return f"{one.place.city}の近く", _within(one.code, NEAR_KM / 2)
    return one.place.city, tuple((city, 1.0) for city in _itself(one.code))


def _shares(text: str, end: int) -> bool:
    """Whether the name that ends at `end` is joined to another one that 近く stands behind."""
    found = _SHARED.match(text, end)
    return found is not None and found["other"] in _all_names()


@cache
def _all_names() -> frozenset[str]:
    return frozenset(name for name, _ in _names())


@cache
def _itself(code: str) -> list[str]:
    """Features of a city and of its wards."""
    here = next(one for one in municipalities() if one.code == code).place
    return [
        _city(here.prefecture, other.place.city)
        for other in municipalities()
        if other.place.prefecture == here.prefecture
        and (other.place.city == here.city or other.place.city.startswith(f"{here.city} "))
    ]


def _elsewhere(excluded: set[str]) -> tuple[tuple[str, float], ...]:
    """Features of every place but the `excluded`: the other prefectures, and what is left of one that is excluded in part."""
    features = [_feature(p) for p in prefectures()]
    wide = {f for f in features if f in excluded}
    divided = {
        _feature(one.place.prefecture)
        for one in municipalities()
        if {_city(one.place.prefecture, one.place.city), _feature(one.place.region)} & excluded
    }
    found = [f for f in features if f not in wide | divided]
    for one in municipalities():
        city = _city(one.place.prefecture, one.place.city)
        if (
            _feature(one.place.prefecture) in divided - wide
            and not {city, _feature(one.place.region)} & excluded
        ):
            found.append(city)
    return tuple((f, 1.0) for f in dict.fromkeys(found))


def _or_cities(text: str, ends: list[int]) -> list[tuple[int, int, str, tuple[tuple[str, float], ...]]]:
    """Cities that か joins to a place which ends at one of `ends`."""
    spans = []
    pending = list(ends)
    while pending:
        found = _OR_CITY.match(text, pending.pop())
        one = _bare_cities().get(found["name"]) if found else None
        if found and one:
            behind = re.compile(_AROUND_WORDS).match(text, found.end())
            reach = behind.end() if behind else found.end()
            spans.append(
                (
                    found.start("name"),
                    reach,
                    *_meant(text, one, found.end(), reach, _DRIVING.match(text, reach)),
                )
            )
            pending.append(found.end())
    return spans


@cache
def _bare_cities() -> dict[str, Municipality]:
    """The cities of the Kanto by their names without 市."""
    return {
        one.place.city[:-1]: one
        for one in municipalities()
        if one.place.city.endswith("市") and one.place.prefecture in _KANTO
    }


_KANJI = re.compile(r"[一-鿿ァ-ヺー]")
# The second of two cities that か joins may be any of the Kanto's, and needs no 市: 守谷か取手か柏.
_OR_CITY = re.compile(
    r"(?:市|町|村)?(?:か|または|又は|もしくは)(?P<name>[一-鿿ケ]{1,5}|[ぁ-ん]{2,4})(?=市|か(?!ら)|、|。|の|で|あたり|近|周辺|\s|$)"
)
_NAMED_BEHIND = re.compile(
    r"(?=[・、か/](?:.{1,4})?(?:市|町|村|の?(?:ほう|方)|近|周|方面|あたり|の(?:会社|工場|業者)|、|・|。|で|辺|$))|(?:限定|希望|優先|必須|だと)|(?:でお願い|で探|がい[いー]|が(?:良|よ)い)"
)


def _minutes(driving: re.Match[str]) -> float:
    number = {"一": 1.0, "二": 2.0, "三": 3.0, "半": 0.5}.get(driving["time"]) or float(
        driving["time"] if driving["time"].isdigit() else 1
    )
    return number * 60 if driving["unit"] == "時間" else number


@cache
def _within(code: str, km: float) -> tuple[tuple[str, float], ...]:
    """Features of the municipalities within 2·km of one, weights falling from 1 through MEETS at km to 0."""
    center = next(one for one in municipalities() if one.code == code).place
    pairs = {_city(center.prefecture, center.city): 1.0}
    for one in municipalities():
        if None in (center.lat, center.lng, one.place.lat, one.place.lng):
            continue
        distance = distance_km(center.lat, center.lng, one.place.lat, one.place.lng)  # type: ignore[arg-type]
        if distance < 2 * km:
            feature = _city(one.place.prefecture, one.place.city)
            pairs[feature] = max(pairs.get(feature, 0.0), 1 - distance / (2 * km))
    return tuple(pairs.items())
