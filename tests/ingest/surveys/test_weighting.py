import math
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.surveys.model import UNKNOWN, Choice, SurveyData, SurveyQuestion
from ingest.surveys.sizes import SIZES
from ingest.surveys.tabulation import tabulate
from ingest.surveys.weighting import kish, poststratified, read_frame, weights_of
from matching.errors import InputError, UnreadableFile

SMALL, MIDDLE, LARGE = SIZES[0], SIZES[2], SIZES[5]


def test_strata_count_as_they_do_in_the_frame() -> None:
    """金属 90 of 100 firms but 1 of 2 answers: 0.9 ÷ 0.5 = 1.8; 機械 0.1 ÷ 0.5 = 0.2."""
    weights, note = poststratified(
        [("金属", SMALL), ("機械", SMALL)], {("金属", SMALL): 90, ("機械", SMALL): 10}
    )
    assert weights.tolist() == [1.8, 0.2]
    assert (note.strata, note.notes) == (2, ())
    assert note.effective == pytest.approx(2**2 / (1.8**2 + 0.2**2))  # 4 / 3.28
    assert note.design_effect == pytest.approx(2 * 3.28 / 4)
    assert (note.smallest, note.largest) == (0.2, 1.8)


def test_a_class_without_answers_joins_its_nearest_neighbour_and_that_is_said() -> None:
    """10-19 is two classes from 4 or less and three from 50-99: 30 + 20 firms for one answer, 50 for the other."""
    frame = {("金属", SMALL): 30, ("金属", MIDDLE): 20, ("金属", LARGE): 50}
    weights, note = poststratified([("金属", SMALL), ("金属", LARGE)], frame)
    assert weights.tolist() == [1.0, 1.0]
    assert note.strata == 2
    assert note.notes == (f"金属の「{MIDDLE}」は回答がないため、「{SMALL}」と合わせて一つの層とした。",)


def test_an_industry_whose_classes_never_meet_is_one_stratum() -> None:
    weights, note = poststratified(
        [("金属", SMALL), ("機械", SMALL)], {("金属", LARGE): 3, ("機械", SMALL): 1}
    )
    assert weights.tolist() == [1.5, 0.5]
    assert note.notes == ("金属は、従業員規模を分けずに一つの層とした。",)


def test_what_the_frame_lacks_keeps_its_weight_and_is_said() -> None:
    strata = [("金属", SMALL), ("食品", SMALL), ("金属", UNKNOWN)]
    weights, note = poststratified(strata, {("金属", SMALL): 5, ("電気", SMALL): 9})
    assert weights.tolist() == [1.0, 1.0, 1.0]
    assert note.notes == (
        "電気（母集団9社）は回答がなく、結果に表れていない。",
        "食品（回答1社）は母集団の表にない。",
        "業種か従業員規模が分からない、または母集団の表にない2社のウエイトは1とした。",
    )


def test_a_frame_that_fits_nobody_is_refused() -> None:
    with pytest.raises(InputError, match="業種の書き方"):
        poststratified([("金属", SMALL)], {("機械", SMALL): 5})


STRATA = st.tuples(st.sampled_from(["金属", "機械", "電気"]), st.sampled_from(SIZES))


@given(
    st.lists(STRATA, min_size=1, max_size=60),
    st.dictionaries(STRATA, st.integers(0, 500), min_size=1, max_size=24),
)
def test_weighted_industries_have_the_frames_shares(
    strata: list[tuple[str, str]], frame: dict[tuple[str, str], int]
) -> None:
    counted = Counter(industry for industry, _ in strata)
    firms: Counter[str] = Counter()
    for (industry, _), number in frame.items():
        firms[industry] += number
    covered = [one for one in counted if firms[one]]
    if not covered:
        with pytest.raises(InputError):
            poststratified(strata, frame)
        return
    weights, note = poststratified(strata, frame)
    assert math.isclose(weights.sum(), len(strata))
    assert (weights > 0).all()
    n, total = sum(counted[one] for one in covered), sum(firms[one] for one in covered)
    for industry in covered:
        mine = sum(w for w, (own, _) in zip(weights, strata, strict=True) if own == industry)
        assert math.isclose(mine, Fraction(n * firms[industry], total))
    assert 0 < note.effective <= len(strata) + 1e-9
    assert math.isclose(note.effective * note.design_effect, len(strata))


def test_equal_weights_cost_nothing() -> None:
    assert kish(np.ones(7)) == (7.0, 1.0)
    assert kish(np.zeros(0)) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("weights", "chosen", "counted", "percents"),
    [
        ([1.0, 2.0, 5.0], [[1, 0], [0, 1], [0, 0]], [1, 1, 0], [33.3, 66.7]),
        ([1.0, 1999.0], [[1, 0], [0, 1]], [1, 1], [0.1, 100.0]),  # 0.05 and 99.95 %
        ([1.0], [[0, 0]], [0], [None, None]),
    ],
)
def test_a_weighted_percentage_is_of_the_weights_in_the_base_and_rounded_half_away_from_zero(
    weights: list[float], chosen: list[list[int]], counted: list[int], percents: list[float | None]
) -> None:
    question = SurveyQuestion("q", "q", "single", (Choice("a"), Choice("b")))
    firms = pd.DataFrame({"company_id": range(len(weights))})
    flags = np.array(chosen, dtype=bool)
    told = SurveyData("t", (question,), firms, {"q": flags}, answered={"q": np.array(counted, dtype=bool)})
    [found] = tabulate(told, weights=np.array(weights)).questions
    assert [one.weighted for one in found.options] == percents


def data(*firms: tuple[str, str]) -> SurveyData:
    return SurveyData("t", (), pd.DataFrame(firms, columns=["industry", "size"]))


FRAME = '茨城県の製造業\r\n業種,従業員規模,企業数\r\n金属,4人以下,"1,200"\r\n金属,５〜９人,800社\r\n機械,10-19人,0\r\n合計,,2000\r\n'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_frame_is_read_from_a_table_as_people_make_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "frame.csv"
    path.write_bytes(FRAME.replace("10-19人", "10～19人").replace("〜", "～").encode(encoding))
    assert read_frame(path) == {("金属", SIZES[0]): 1200, ("金属", SIZES[1]): 800, ("機械", SIZES[2]): 0}
    weights, note = weights_of(data(("金属", SIZES[0]), ("金属", SIZES[1])), path)
    assert weights.tolist() == [1.2, 0.8]
    assert note.method == "業種×従業員規模による事後層化"
    same, _ = weights_of(
        data(("金 属", SIZES[0]), ("金属", SIZES[1])), path
    )  # spaces within are none of the name
    assert same.tolist() == weights.tolist()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("業種,規模,企業数\n金属,4人以下,1\n", "見出しがありません"),
        ("業種,従業員規模,企業数\n金属,大企業,1\n", "2行目: 従業員規模「大企業」は使えません"),
        ("業種,従業員規模,企業数\n,4人以下,1\n", "2行目"),
        ("業種,従業員規模,企業数\n金属,4人以下,多数\n", "2行目: 企業数「多数」が読めません"),
        ("業種,従業員規模,企業数\n金属,4人以下,-1\n", "0以上の整数"),
        ("業種,従業員規模,企業数\n金属,4人以下,1\n金属,4人以下,2\n", "3行目: 金属・4人以下が二度"),
    ],
)
def test_a_frame_that_cannot_be_used_is_refused_with_its_row(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "frame.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_frame(path)


def test_a_missing_frame_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read_frame(tmp_path / "frame.csv")
