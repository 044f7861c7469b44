"""Places as people write them."""

from math import acos, cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.places import (
    distance_km,
    find_place,
    find_prefecture,
    municipalities,
    prefectures,
    regions,
    split_address,
)
from matching.records import Place


def test_all_municipalities_are_there_with_the_regions_of_ibaraki() -> None:
    assert len(municipalities()) == 1916
    assert len(prefectures()) == 47
    assert set(regions()) == {"県北", "県央", "鹿行", "県南", "県西"}
    in_region = [one.place.region for one in municipalities() if one.place.region]
    assert {region: in_region.count(region) for region in regions()} == {
        "県北": 6, "県央": 9, "鹿行": 5, "県南": 14, "県西": 10,
    }  # fmt: skip


def test_regions_that_changed_about_2022_keep_the_old_one() -> None:
    moved = {one.place.city for one in municipalities() if one.region_before_2022 != one.place.region}
    assert moved == {"ひたちなか市", "那珂市", "東海村"}


@pytest.mark.parametrize(
    ("prefecture", "city", "wanted"),
    [
        ("茨城県", "水戸市", "茨城県水戸市"),
        ("茨城", "水戸", "茨城県水戸市"),
        ("", "水戸", "茨城県水戸市"),
        ("", "茨城県 水戸市", "茨城県水戸市"),
        ("茨城県", "水戸市三の丸1-1", "茨城県水戸市"),
        ("茨城県", "東茨城郡茨城町", "茨城県茨城町"),
        ("茨城県", "北茨城市", "茨城県北茨城市"),
        ("茨城県", "那珂郡東海村", "茨城県東海村"),
        ("茨城県", "龍ヶ崎市", "茨城県龍ケ崎市"),
        ("茨城県", "竜ｹ崎市", "茨城県龍ケ崎市"),
        ("茨城県", "友部町", "茨城県笠間市"),
        ("茨城県", "勝田市", "茨城県ひたちなか市"),
        ("茨城県", "神栖町", "茨城県神栖市"),
        ("茨城県", "桜川村", "茨城県稲敷市"),
        ("茨城県", "桜川市", "茨城県桜川市"),
        ("茨城県", "鹿島市", "茨城県鹿嶋市"),
        ("佐賀県", "鹿島市", "佐賀県鹿島市"),
        ("神奈川県", "横浜市鶴見区", "神奈川県横浜市 鶴見区"),
        ("神奈川県", "横浜市　鶴見区", "神奈川県横浜市 鶴見区"),
        ("東京都", "大田区", "東京都大田区"),
        ("福島県", "郡山市", "福島県郡山市"),
        ("群馬県", "太田市", "群馬県太田市"),
        ("京都府", "京都市 中京区", "京都府京都市 中京区"),
    ],
)
def test_a_place_is_found_as_people_write_it(prefecture: str, city: str, wanted: str) -> None:
    place = find_place(prefecture, city)
    assert place.prefecture + place.city == wanted
    assert place.lat is not None


@pytest.mark.parametrize(
    ("prefecture", "city"),
    [("", "府中市"), ("千葉県", "水戸市"), ("茨城県", ""), ("茨城県", "どこか"), ("", "")],
)
def test_what_is_no_one_place_comes_back_without_a_point(prefecture: str, city: str) -> None:
    assert find_place(prefecture, city) == Place(prefecture, city)


def test_every_municipality_finds_itself() -> None:
    for one in municipalities():
        assert find_place(one.place.prefecture, one.place.city) == one.place


def test_every_alias_and_former_name_of_ibaraki_finds_its_municipality() -> None:
    for one in municipalities():
        for name in (*one.aliases, *one.former_names):
            assert find_place("茨城県", name) == one.place, name


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("茨城", "茨城県"),
        ("東京", "東京都"),
        ("大阪府", "大阪府"),
        ("北海道", "北海道"),
        ("京", ""),
        ("", ""),
        ("県", ""),
    ],
)
def test_prefectures_are_found_with_and_without_their_suffix(text: str, wanted: str) -> None:
    assert find_prefecture(text) == wanted


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("茨城県日立市助川町1-1", ("茨城県", "日立市", "助川町1-1")),
        ("茨城県常陸太田市　１－２", ("茨城県", "常陸太田市", "1-2")),
        ("茨城県大和田123", ("茨城県", "", "大和田123")),
        ("茨城県つくば市小野川町1", ("茨城県", "つくば市", "小野川町1")),
        ("神奈川県横浜市鶴見区架空2", ("神奈川県", "横浜市 鶴見区", "架空2")),
        ("千葉県市川市市川1", ("千葉県", "市川市", "市川1")),
        ("那珂郡東海村白方1", ("茨城県", "東海村", "白方1")),
        ("架空1-1", ("", "", "架空1-1")),
        ("", ("", "", "")),
    ],
)
def test_an_address_is_split_at_its_municipality(address: str, wanted: tuple[str, str, str]) -> None:
    assert split_address(address) == wanted


@given(text=st.text(), other=st.text())
def test_any_text_gives_a_place(text: str, other: str) -> None:
    find_place(text, other)
    split_address(text + other)


DEGREES = st.floats(20, 46), st.floats(122, 154)


@given(a=DEGREES[0], b=DEGREES[1], c=DEGREES[0], d=DEGREES[1])
def test_distances_agree_with_the_spherical_law_of_cosines(a: float, b: float, c: float, d: float) -> None:
    product = sin(radians(a)) * sin(radians(c)) + cos(radians(a)) * cos(radians(c)) * cos(radians(d - b))
    # The law of cosines loses digits for near points: 0.1 km there.
    assert distance_km(a, b, c, d) == pytest.approx(6371.0088 * acos(min(1.0, product)), abs=0.2)


def test_mito_to_tokyo_is_about_a_hundred_kilometres() -> None:
    mito, chiyoda = find_place("茨城県", "水戸市"), find_place("東京都", "千代田区")
    points = (mito.lat, mito.lng, chiyoda.lat, chiyoda.lng)
    assert distance_km(*points) == pytest.approx(99, abs=3)  # type: ignore[arg-type]
