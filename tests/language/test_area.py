from math import acos, cos, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.language.area import NEAR_KM, find_areas, place_features, wanted_area
from matching.language.normalise import normalise
from matching.places import find_place, municipalities, prefectures
from matching.records import Place

CITIES = [normalise(one.place.city) for one in municipalities() if one.place.prefecture == "茨城県"]


def wanted(text: str) -> dict[str, float]:
    return wanted_area(normalise(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("県内の会社で", {"@茨城県"}),
        ("地元でお願いしたい", {"@茨城県"}),
        ("茨城の会社", {"@茨城県"}),
        ("茨城県", {"@茨城県"}),
        ("県北で", {"@県北"}),
        ("県南・県西地域", {"@県南", "@県西"}),
        ("北関東で", {"@茨城県", "@栃木県", "@群馬県"}),
        ("関東で", {"@茨城県", "@栃木県", "@群馬県", "@埼玉県", "@千葉県", "@東京都", "@神奈川県"}),
        ("千葉か埼玉", {"@千葉県", "@埼玉県"}),
        ("千葉県か埼玉県", {"@千葉県", "@埼玉県"}),
        ("埼玉・栃木でも可です", {"@埼玉県", "@栃木県"}),
        # Not places, or not wishes.
        ("日立製作所の部品", set()),
        ("日立の電動工具", set()),
        ("結城紬の反物", set()),
        ("笠間焼の皿", set()),
        ("古河電工の電線", set()),
        ("鹿島アントラーズの旗", set()),
        ("行方不明の部品", set()),
        ("取手を付ける", set()),
        ("境の部分の加工", set()),
        ("千葉工業大学", set()),
        ("三重構造の袋", set()),
        ("大分硬い", set()),
        ("山形鋼", set()),
        ("秋田杉の箱", set()),
        ("他県内の工場", set()),
        ("茨城県以外で", set()),
        ("茨城県外でも", set()),
        ("県内外で", set()),
        ("北関東以外で", set()),
        ("福島県南部", {"@福島県"}),
        ("千葉県以外で", set()),
        ("つくば市以外で", set()),
        ("東海地方", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_which_places_are_wished_for(text: str, expected: set[str]) -> None:
    assert set(wanted(text)) == expected


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("日立市の近くで", "日立市"),
        ("日立の近くで", "日立市"),
        ("日立あたりで", "日立市"),
        ("水戸から車で30分", "水戸市"),
        ("大洗の会社", "大洗町"),
        ("つくば市周辺", "つくば市"),
        ("常陸太田市", "常陸太田市"),  # not 太田市 of Gunma
        ("北茨城市", "北茨城市"),
        ("茨城町の工場", "茨城町"),
        ("龍ヶ崎市", "龍ケ崎市"),
        ("竜ケ崎市", "龍ケ崎市"),
        ("八千代町", "八千代町"),
    ],
)
def test_a_named_municipality_comes_first(text: str, city: str) -> None:
    weights = {feature: weight for feature, weight in wanted(text).items() if feature.startswith("@茨城県")}
    assert max(weights, key=lambda f: weights[f]) == f"@茨城県{city}"
    assert weights[f"@茨城県{city}"] == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "旋盤加工。\n株式会社架空電機 購買課\n〒310-0011 茨城県水戸市三の丸1-2-3\nTEL 029-000-0000",
        "A5052、30個。\n茨城県つくば市千現２－１－６\n電話 029-000-0000",
        "日立市大みか町5丁目2番1号 架空電機",
        "埼玉県川口市本町1-2-3の者です。",
        "鉾田市鉾田1444番地1",
    ],
)
def test_an_address_tells_where_the_buyer_sits_and_is_no_wish(text: str) -> None:
    assert find_areas(normalise(text)) == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("水戸市内1-2社に頼みたい", "水戸市"),
        ("水戸市の会社に1-2個作ってほしい", "水戸市"),
        ("ひたちなか市で、100-200個", "ひたちなか市"),
        ("つくば市近辺 2-3社", "つくば市の近く"),
    ],
)
def test_a_place_with_a_number_behind_it_is_still_a_wish(text: str, label: str) -> None:
    assert [area.label for area in find_areas(normalise(text))] == [label]


def test_the_nearer_the_more() -> None:
    """1 - km / 60 by the spherical law of cosines, an oracle independent of the haversine in use."""
    a, b = find_place("茨城県", "日立市"), find_place("茨城県", "水戸市")
    assert None not in (a.lat, a.lng, b.lat, b.lng)
    p, q = radians(a.lat or 0), radians(b.lat or 0)
    km = 6371.0088 * acos(sin(p) * sin(q) + cos(p) * cos(q) * cos(radians((a.lng or 0) - (b.lng or 0))))
    assert wanted("日立市の近く")["@茨城県水戸市"] == pytest.approx(1 - km / NEAR_KM, abs=1e-6)
    assert "@東京都大田区" not in wanted("日立市の近く")


@settings(deadline=None)
@given(st.lists(st.sampled_from([*CITIES, *prefectures(), "県北", "北関東", "の近く", "か"]), max_size=5))
def test_a_supplier_in_the_very_place_gets_one_and_none_gets_more(words: list[str]) -> None:
    weights = wanted("、".join(words))
    if not weights:
        return
    best = max(
        sum(weights.get(feature, 0.0) for feature in place_features(one.place)) for one in municipalities()
    )
    assert best <= 1 + 1e-9
    assert all(0 < weight <= 1 for weight in weights.values())


def test_the_features_of_a_supplier_s_place() -> None:
    place = find_place("茨城県", "日立市")
    assert place_features(place) == ["@茨城県", "@県北", "@茨城県日立市"]
    assert place_features(Place()) == []
    assert place_features(Place("千葉県")) == ["@千葉県"]


@given(st.text(max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    wanted_area(text)
