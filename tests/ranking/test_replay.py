"""Replay: the arithmetic over a record, by hand on a small one and for any numbers."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import InputError
from matching.ranking.examination import Asked, VerdictWeights, in_order, weighed
from matching.ranking.ranker import Ranker, Scaling, contributions
from matching.ranking.replay import (
    examined_record,
    replay,
    requirement_record,
    weights_record,
)
from matching.records import Evidence, Requirement, Verdict

LATHE = Requirement("r1", "process", "旋盤加工", "lathe", True, False, None, "旋盤", 0, 2)
STEEL = Requirement("r2", "material", "SUS304", "sus304", True, False, None, "SUS304", 3, 9)


def small() -> dict[str, Any]:
    """Two firms. 1: dense 0.3 of 0.6 -> 0.5 · 10 points, meets both musts; 2: dense 0.6 -> 1 · 10 points, contradicts the material."""
    requirements = [requirement_record(one) for one in (LATHE, STEEL)]
    weights = {
        "signals": [["dense", 10.0, 0.0, 0.6, 1.5]],
        "met": {"process": 4.0, "material": 2.0},
        "contradicted": {"material": -1.0},
        "wished": 0.0,
    }
    return {
        "formula": 1,
        "k": 10,
        "strict": False,
        "weights": weights,
        "requirements": requirements,
        "main": ["r1"],
        "candidates": [
            {
                "id": 1,
                "signals": {"dense": 0.30000001192092896},  # the float32 nearest to 0.3
                "verdicts": [
                    ["r1", "meets", 0.0, "processes", "旋盤"],
                    ["r2", "meets", 0.0, "materials", "SUS304"],
                ],
                "points": [["dense", 5.0], ["met", 6.0]],
            },
            {
                "id": 2,
                "signals": {"dense": 0.6000000238418579},
                "verdicts": [
                    ["r1", "meets", 0.0, "processes", "旋盤"],
                    ["r2", "fails", 0.0, "limits", "SUS不可"],
                ],
                "points": [["dense", 10.0], ["met", 4.0], ["contradicted", -1.0], ["placed", -2.01]],
            },
        ],
        "matches": [
            {"rank": 1, "id": 1, "score": 11.0, "contributions": [["met", 6.0], ["dense", 5.0]]},
            {
                "rank": 2,
                "id": 2,
                "score": 10.99,
                "contributions": [["dense", 10.0], ["met", 4.0], ["placed", -2.01], ["contradicted", -1.0]],
            },
        ],
    }


def test_a_small_ranking_is_computed_as_by_hand() -> None:
    found = replay(small())
    assert [line.id for line in found.lines] == [1, 2]
    assert [round(line.score, 6) for line in found.lines] == [
        11.0,
        10.99,
    ]  # 5 + 6; then just below, for the contradicted must
    assert [(c.signal, round(c.points, 6)) for c in found.lines[1].contributions] == [
        ("dense", 10.0),
        ("met", 4.0),
        ("placed", -2.01),
        ("contradicted", -1.0),
    ]


def test_strict_rankings_leave_out_who_contradicts() -> None:
    assert [line.id for line in replay({**small(), "strict": True}).lines] == [1]


def test_what_isnt_as_recorded_is_named() -> None:
    record = exact(small())
    assert replay(record).identical
    for path, value in (
        (("weights", "signals", 0, 1), 10.000000000000002),  # the next number after 10
        (("weights", "met", "process"), 4.5),
        (("candidates", 0, "signals", "dense"), 0.31),
        (("candidates", 1, "verdicts", 1, 1), "unknown"),
        (("candidates", 1, "points", 0, 1), 9.999999999999998),
        (("matches", 0, "score"), 10.999999999999998),
        (("matches", 1, "contributions", 0, 1), 9.0),
        (("requirements", 1, "must"), False),
        (("k",), 1),
        (("strict",), True),
    ):
        changed = copy.deepcopy(record)
        there = changed
        for step in path[:-1]:
            there = there[step]
        there[path[-1]] = value
        assert replay(changed).differences, path


def test_candidates_in_another_order_are_named() -> None:
    record = exact(small())
    record["candidates"].reverse()
    assert replay(record).differences == ("候補の並びが記録と違います。",)


def test_a_formula_of_another_version_is_refused() -> None:
    with pytest.raises(InputError, match="別の版"):
        replay({**small(), "formula": 99})


def exact(record: dict[str, Any]) -> dict[str, Any]:
    """The record with what the arithmetic gives in place of the rounded numbers by hand."""
    lines = replay(record).lines
    points = {line.id: {c.signal: c.points for c in line.contributions} for line in lines}
    for candidate in record["candidates"]:
        candidate["points"] = [[name, points[candidate["id"]][name]] for name, _ in candidate["points"]]
    record["matches"] = [
        {
            "rank": x.rank,
            "id": x.id,
            "score": x.score,
            "contributions": [[c.signal, c.points] for c in x.contributions],
        }
        for x in lines
    ]
    return record


_float32 = st.floats(width=32)
_points = st.floats(-40, 40)


@given(
    weights=st.dictionaries(
        st.sampled_from(["lexical", "dense", "topics", "area", "refused"]), _points, min_size=1
    ),
    firms=st.lists(
        st.tuples(
            st.lists(_float32, min_size=5, max_size=5),
            st.tuples(
                st.sampled_from(["meets", "unknown", "fails"]), st.sampled_from(["meets", "unknown", "fails"])
            ),
            st.floats(0, 1),
        ),
        max_size=6,
    ),
    met=st.tuples(_points, _points, _points),
    k=st.integers(1, 6),
    strict=st.booleans(),
)
def test_any_ranking_replays_to_the_last_bit(
    weights: dict[str, float],
    firms: list[tuple[list[float], tuple[str, str], float]],
    met: tuple[float, float, float],
    k: int,
    strict: bool,
) -> None:
    import numpy as np

    from matching.ranking.catalogue import Pool

    names = ["lexical", "dense", "topics", "area", "refused"]
    verdict_weights = VerdictWeights({"process": met[0], "material": met[1]}, {"material": met[2]}, 1.0)
    ranker = Ranker(weights, verdict_weights, {"dense": Scaling(0.1, 0.7, 1.2)})
    asked = Asked.of([LATHE, STEEL])
    raw = {n: np.array([f[0][i] for f in firms], np.float32) for i, n in enumerate(names)}
    _, points = ranker.rank(Pool(np.arange(len(firms), dtype=np.int64), raw))
    examined = in_order(
        [
            weighed(
                asked,
                i,
                ranker.named(points[i]),
                (
                    Verdict("r1", said[0], None, credit),
                    Verdict("r2", said[1], Evidence("materials", "鋼"), credit),
                ),
                verdict_weights,
            )
            for i, (_, said, credit) in enumerate(firms)
        ]
    )
    shown = [e for e in examined if not (strict and e.contradicted)][:k]
    record = {
        "formula": 1,
        "k": k,
        "strict": strict,
        "weights": weights_record(ranker),
        "requirements": [requirement_record(r) for r in asked.requirements],
        "main": [r.id for r in asked.main],
        "candidates": [examined_record(e, {n: float(raw[n][e.id]) for n in weights}) for e in examined],
        "matches": [
            {
                "rank": rank,
                "id": e.id,
                "score": e.score,
                "contributions": [[c.signal, c.points] for c in contributions(e.points)],
            }
            for rank, e in enumerate(shown, 1)
        ],
    }
    found = replay(json.loads(json.dumps(record, allow_nan=False, sort_keys=True)))
    assert found.differences == ()
    assert [line.score.hex() for line in found.lines] == [float(e.score).hex() for e in shown]
