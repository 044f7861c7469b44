"""By what figures are cut: size classes and regions."""

import pytest

from ingest.surveys.firms import region_of
from ingest.surveys.sizes import SIZES, size_of
from matching.places import find_place
from matching.records import Place


@pytest.mark.parametrize(
    ("employees", "label"),
    [
        (0, "4人以下"), (4, "4人以下"), (5, "5～9人"), (19, "10～19人"), (20, "20～29人"), (49, "30～49人"), (50, "50～99人"),
        (299, "100～299人"), (300, "300人以上"), (5000, "300人以上"), (None, "不明"), (-1, "不明"),
    ],
)  # fmt: skip
def test_every_number_of_employees_has_its_class(employees: int | None, label: str) -> None:
    assert size_of(employees) == label
    assert label in (*SIZES, "不明")


@pytest.mark.parametrize(
    ("prefecture", "city", "region"),
    [("茨城県", "日立市", "県北"), ("茨城県", "", "不明"), ("栃木県", "小山市", "県外"), ("", "", "不明")],
)
def test_a_place_has_its_region(prefecture: str, city: str, region: str) -> None:
    place = find_place(prefecture, city) if prefecture else Place()
    assert region_of(place) == region
