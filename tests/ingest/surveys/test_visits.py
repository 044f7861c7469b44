"""Whom to visit first: the points are those of the reasons, and the reasons those of the answers."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.surveys.model import FIRM_COLUMNS, Choice, SurveyData, SurveyQuestion
from ingest.surveys.visits import FirmToVisit, rules, visits
from matching.errors import InputError

TODAY = date(2026, 11, 21)
VOLUME = SurveyQuestion(
    "order_volume",
    "受注量",
    "single",
    (Choice("増加", direction=1), Choice("不変"), Choice("減少", direction=-1)),
)
SPARE = SurveyQuestion("spare_capacity", "受注余力", "single", (Choice("有", former=("あり",)), Choice("無")))
LOAD = SurveyQuestion("utilization", "操業度", "number", unit="%")
MACHINE = SurveyQuestion("new_equipment", "導入設備", "text")
OPINION = SurveyQuestion("opinion", "意見・要望", "text")
ALL = (VOLUME, SPARE, LOAD, MACHINE, OPINION)
# A firm's answers: volume and spare capacity as places of choices (None: no answer), load, machine, opinion.
Row = tuple[int, int | None, int | None, float | None, str, str]


def survey(rows: Sequence[Row]) -> SurveyData:
    firms = [
        (
            row[0],
            f"架空{row[0]}",
            f"A-{row[0]}",
            "",
            "",
            "",
            "茨城県",
            "日立市",
            None,
            n,
            "r8.csv",
            "r8",
            n + 2,
        )
        for n, row in enumerate(rows)
    ]

    def flags(question: SurveyQuestion, place: int) -> np.ndarray:
        found = np.zeros((len(rows), len(question.choices)), dtype=bool)
        for n, row in enumerate(rows):
            if (choice := row[place]) is not None:
                found[n, int(choice)] = True
        return found

    return SurveyData(
        "R8", ALL, pd.DataFrame(firms, columns=list(FIRM_COLUMNS)),
        chosen={VOLUME.id: flags(VOLUME, 1), SPARE.id: flags(SPARE, 2)},
        numbers={LOAD.id: np.array([np.nan if row[3] is None else row[3] for row in rows])},
        texts={MACHINE.id: tuple(row[4] for row in rows), OPINION.id: tuple(row[5] for row in rows)},
    )  # fmt: skip


def told(found: Sequence[object]) -> list[tuple[int, int, list[str]]]:
    return [(one.firm.company_id, one.points, [r.key for r in one.reasons]) for one in found]  # type: ignore[attr-defined]


def test_the_firm_with_the_weightiest_reasons_comes_first() -> None:
    data = survey(
        [
            (
                1,
                2,
                0,
                60.0,
                "5軸MC 1台",
                "なし",
            ),  # 3 falling + 3 spare + 2 idle + 2 machine + 1 never visited
            (2, 0, 1, 95.0, "", "単価の相談をしたい"),  # 1 opinion + 1 never
            (3, 2, 1, None, "-", ""),  # 3 falling + 1 never
            (4, 0, 1, 70.0, "", ""),  # nothing to go for
        ]
    )
    found = visits(data, today=TODAY)
    assert told(found) == [
        (1, 11, ["volume_down", "spare", "idle", "equipment", "never"]),
        (3, 4, ["volume_down", "never"]),
        (2, 2, ["opinion", "never"]),
    ]
    assert [reason.text for reason in found[0].reasons] == [
        "受注量が「減少」", "受注余力が「有」(すぐに紹介できる)", "操業度が60%(70%未満)", "新しい設備: 5軸MC 1台", "訪問の記録がない",
    ]  # fmt: skip
    assert found[0].answered == ("r8.csv", "r8", 2)
    assert [one.rank for one in found] == [1, 2, 3]


def test_what_became_worse_since_last_time_counts_and_what_stayed_does_not() -> None:
    before = survey([(1, 0, None, None, "", ""), (2, 2, None, None, "", ""), (3, 1, None, None, "", "")])
    now = survey([(1, 2, None, None, "", ""), (2, 2, None, None, "", ""), (3, 0, None, None, "", "")])
    found = visits(now, before, today=TODAY)
    assert told(found) == [(1, 6, ["volume_down", "volume_worse", "never"]), (2, 4, ["volume_down", "never"])]
    assert found[0].reasons[1].text == "受注量が前回の「増加」から「減少」に"


def test_who_was_asked_and_did_not_answer_is_worth_a_visit() -> None:
    before = survey([(7, 0, None, None, "", "")])
    others = [
        FirmToVisit(7, "架空7", asked=True),
        FirmToVisit(8, "架空8", asked=True),
        FirmToVisit(9, "架空9"),
    ]
    found = visits(survey([]), before, others, today=TODAY)
    assert told(found) == [(7, 4, ["no_answer", "no_answer_now", "never"]), (8, 3, ["no_answer", "never"])]
    assert found[0].answered is None


def test_the_record_of_visits_lifts_and_lowers() -> None:
    data = survey([(n, 2, None, None, "", "") for n in range(1, 6)])
    seen = {1: date(2026, 11, 20), 2: date(2026, 3, 1), 3: date(2025, 11, 20), 4: date(2026, 8, 23)}
    found = visits(data, last_visits=seen, today=TODAY, left_out=frozenset({5}))
    # 3 and 2+1: more than 365 days ago; 2: between; 4 and 1: 90 days and fewer (3 - 3 = 0: not shown).
    assert told(found) == [(3, 4, ["volume_down", "long_ago"]), (2, 3, ["volume_down"])]


def test_equal_points_are_ordered_by_the_oldest_visit() -> None:
    data = survey([(n, 2, None, None, "", "") for n in (1, 2, 3)])
    seen = {1: date(2026, 5, 1), 2: date(2026, 4, 1), 3: date(2026, 5, 1)}
    assert [one.firm.company_id for one in visits(data, last_visits=seen, today=TODAY)] == [2, 1, 3]


def test_a_number_below_one_is_refused_and_the_list_is_cut() -> None:
    data = survey([(n, 2, None, None, "", "") for n in (1, 2, 3)])
    assert len(visits(data, today=TODAY, most=2)) == 2
    with pytest.raises(InputError, match="1以上"):
        visits(data, today=TODAY, most=0)


_ANSWERS = st.tuples(
    st.none() | st.integers(0, 2), st.none() | st.integers(0, 1), st.none() | st.integers(0, 110).map(float),
    st.sampled_from(["", "なし", "旋盤"]), st.sampled_from(["", "特になし", "要望"]),
)  # fmt: skip


@given(st.lists(_ANSWERS, max_size=8), st.lists(_ANSWERS, max_size=8))
def test_points_are_the_sum_of_the_reasons_and_every_firm_stands_once(
    now: list[tuple[object, ...]], before: list[tuple[object, ...]]
) -> None:
    data = survey([(n, *row) for n, row in enumerate(now, 1)])  # type: ignore[misc]
    earlier = survey([(n, *row) for n, row in enumerate(before, 1)])  # type: ignore[misc]
    found = visits(data, earlier, today=TODAY, most=None)
    ids = [one.firm.company_id for one in found]
    assert len(set(ids)) == len(ids)
    assert all(one.points == sum(reason.points for reason in one.reasons) > 0 for one in found)
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)
    falling = {n for n, row in enumerate(now, 1) if row[0] == 2}
    assert falling == {one.firm.company_id for one in found if "volume_down" in {r.key for r in one.reasons}}


def test_every_rule_can_be_read_and_has_a_sentence() -> None:
    kinds = {
        "direction", "choice", "worse", "below", "answered", "no-answer", "lapsed", "visited-before",
        "visited-within", "never-visited",
    }  # fmt: skip
    assert {rule.kind for rule in rules()} == kinds
    assert len({rule.key for rule in rules()}) == len(rules())
    for rule in rules():
        assert rule.points
        assert rule.reason.format(answer="甲", previous="乙")
