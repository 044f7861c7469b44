"""Where the firm should be, as an enquiry says it."""

import pytest

from matching.language.area import ANYWHERE, MEETS, find_areas, place_features
from matching.language.normalise import normalise
from matching.places import find_place
from matching.records import Place


def met(text: str, place: Place) -> bool:
    """Whether a firm at `place` meets any of the text's wishes for a place."""
    features = place_features(place)
    return any(dict(a.places).get(f, 0.0) >= MEETS for a in find_areas(normalise(text)) for f in features)


def city(prefecture: str, name: str) -> Place:
    found = find_place(prefecture, name)
    assert found is not None
    return found


MITO, HITACHI, TSUCHIURA = (city("茨城県", name) for name in ("水戸市", "日立市", "土浦市"))
CHIBA = city("千葉県", "千葉市")


@pytest.mark.parametrize(
    "text", ["県内の会社で", "茨城県内希望", "地元で", "いばらき県内に限る", "切削、県内"]
)
def test_within_the_prefecture_is_ibaraki(text: str) -> None:
    assert met(text, MITO)
    assert not met(text, CHIBA)


@pytest.mark.parametrize("text", ["他県不可", "県外はNG", "他県の業者は困る"])
def test_other_prefectures_refused(text: str) -> None:
    (area,) = find_areas(normalise(text))
    assert area.negated
    assert dict(area.places) == {"@茨城県": 1.0}


def test_from_mito_by_car() -> None:
    (area,) = find_areas(normalise("水戸から車で30分以内のところ"))
    assert area.label == "水戸市から車で30分"
    assert met("水戸から車で30分以内", MITO)
    assert met("水戸から車で60分", HITACHI)
    assert not met("水戸から車で30分", TSUCHIURA)


def test_one_of_two_prefectures() -> None:
    assert [a.label for a in find_areas(normalise("千葉か埼玉の会社"))] == ["千葉県", "埼玉県"]
    assert met("千葉か埼玉", CHIBA)
    assert not met("千葉か埼玉", MITO)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("県北で", ["県北"]),
        ("県北または県央", ["県北", "県央"]),
        ("守谷か取手か柏", ["守谷市", "取手市", "柏市"]),
        ("日立市近辺", ["日立市の近く"]),
        ("近所の会社", ["近隣"]),
        ("関東圏", ["関東"]),
    ],
)
def test_names(text: str, labels: list[str]) -> None:
    assert [a.label for a in find_areas(normalise(text))] == labels


@pytest.mark.parametrize(
    "text",
    [
        "水戸市で旅館を営んでおります",
        "つくば市の工場に納入",
        "日立製作所の部品",
        "那珂市の農家さんより電話",
        "笠間焼の皿",
    ],
)
def test_who_asks_and_where_to_deliver_is_no_wish(text: str) -> None:
    assert find_areas(normalise(text)) == []


@pytest.mark.parametrize("text", ["県外でも可", "県内なければ他県可", "地域は問いません、地域不問"])
def test_nobody_is_outside_where_other_prefectures_will_do(text: str) -> None:
    assert (ANYWHERE, 1.0) in find_areas(normalise(text))[-1].places


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("2台。日立市近辺", ["日立市の近く"]),
        ("水戸から近いと助かります", ["水戸市の近く"]),
        ("常総か坂東のほうで", ["常総市", "坂東市"]),
        ("地元の大豆で味噌を作る", []),
        ("地元の会社で", ["茨城県"]),
    ],
)
def test_places_in_everyday_words(text: str, labels: list[str]) -> None:
    assert [a.label for a in find_areas(normalise(text))] == labels


@pytest.mark.parametrize(
    "text",
    [
        "大阪の会社でも構わない",
        "他県でもかまわない",
        "栃木県南も可",
        "千葉県でも構いません",
        "隣県でも構わない",
    ],
)
def test_a_permission_leaves_nobody_outside(text: str) -> None:
    (area,) = find_areas(normalise(text))
    assert dict(area.places)[ANYWHERE] > 0
    assert not area.negated


@pytest.mark.parametrize(
    ("text", "outside", "inside"),
    [
        ("つくば市以外", city("茨城県", "つくば市"), MITO),
        ("茨城県以外の会社で", MITO, CHIBA),
        ("千葉県以外で", CHIBA, MITO),
        ("県北以外で", HITACHI, TSUCHIURA),
        ("関東以外で", CHIBA, city("福島県", "福島市")),
    ],
)
def test_any_place_but_the_excluded(text: str, outside: Place, inside: Place) -> None:
    (area,) = find_areas(normalise(text))
    assert area.negated
    assert area.label.endswith("以外")
    assert not met(text, outside)
    assert met(text, inside)


@pytest.mark.parametrize("text", ["つくば市以外でも可", "水戸市じゃなくてもいい"])
def test_who_may_sit_elsewhere_excludes_nothing(text: str) -> None:
    assert find_areas(normalise(text)) == []


@pytest.mark.parametrize(
    "text",
    ["水戸市かつくば市", "水戸市限定", "水戸市で探しています", "水戸の会社でお願いします", "水戸市内で"],
)
def test_a_city_by_its_name_is_that_city_alone(text: str) -> None:
    assert met(text, MITO)
    assert not met(text, city("茨城県", "ひたちなか市"))


@pytest.mark.parametrize(
    "text",
    [
        "水戸市近辺",
        "水戸市周辺",
        "水戸のあたりで",
        "水戸市の近く",
        "水戸市とその周辺",
        "水戸から車で30分以内",
    ],
)
def test_what_widens_a_city(text: str) -> None:
    assert met(text, MITO)
    assert met(text, city("茨城県", "ひたちなか市"))


def test_a_city_holds_its_wards() -> None:
    assert met("横浜市の会社", city("神奈川県", "横浜市 鶴見区"))
    assert not met("横浜市以外で", city("神奈川県", "横浜市 鶴見区"))
    assert not met("横浜市の会社", city("神奈川県", "川崎市"))


def test_two_excluded_cities() -> None:
    (area,) = find_areas(normalise("つくば市と土浦市以外で"))
    assert (area.label, area.negated) == ("つくば市・土浦市以外", True)
    assert not met("つくば市と土浦市以外で", TSUCHIURA)
    assert met("つくば市と土浦市以外で", MITO)
