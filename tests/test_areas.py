"""Where the firm should be, as an enquiry says it."""

import pytest

from matching.language.area import MEETS, find_areas, place_features
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
    assert area.label == "水戸市"
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
        ("日立市近辺", ["日立市"]),
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
