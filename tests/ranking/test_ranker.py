import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.ranking.catalogue import Pool
from matching.ranking.examination import CLASSES
from matching.ranking.ranker import SCALINGS, Ranker, contributions
from matching.ranking.signals import LABELS, VERDICT_LABELS
from matching.settings import DATA

SIGNALS = sorted(LABELS)
weights = st.dictionaries(st.sampled_from(SIGNALS), st.floats(-50, 50), min_size=1)


def pool(ids: list[int], **signals: list[float]) -> Pool:
    return Pool(np.array(ids, np.int64), {n: np.array(v, np.float32) for n, v in signals.items()})


@given(weights, st.data())
def test_contributions_add_up_to_the_score(chosen: dict[str, float], data: st.DataObject) -> None:
    raw = {
        name: data.draw(st.lists(st.floats(-2, 3, width=32), min_size=4, max_size=4))
        for name in data.draw(st.sets(st.sampled_from(SIGNALS)))
    }
    ranker = Ranker(chosen)
    order, points = ranker.rank(pool([4, 3, 2, 1], **raw))
    for row in order:
        parts = contributions(ranker.named(points[row]))
        assert sum(c.points for c in parts) == pytest.approx(points[row].sum(), abs=1e-6)
        assert [abs(c.points) for c in parts] == sorted((abs(c.points) for c in parts), reverse=True)
        assert all(c.points and c.label == LABELS[c.signal] for c in parts)
    totals = points[order].sum(axis=1)
    assert (np.diff(totals) <= 1e-12).all()


def test_the_score_by_hand() -> None:
    """stated .5 of 20 points, area 1 of 5, dense .3 of the .6 that counts as 1: 10 + 5 + 10; a refusal takes 5 off."""
    ranker = Ranker({"stated": 20, "area": 5, "dense": 20, "refused": -5})
    made = pool([1, 2], stated=[0.5, 0.5], area=[1, 1], dense=[0.3, 0.3], refused=[0, 1])
    _, points = ranker.rank(made)
    assert points.sum(axis=1) == pytest.approx([25, 20])


def test_ties_go_to_the_lower_id() -> None:
    order, _ = Ranker({"stated": 1}).rank(pool([9, 3, 7, 5], stated=[0.5, 0.5, 1.0, 0.5]))
    assert order.tolist() == [2, 1, 3, 0]


def test_what_is_missing_or_not_a_number_adds_nothing() -> None:
    ranker = Ranker({"stated": 10, "dense": 10, "topics": 10})
    _, points = ranker.rank(pool([1, 2], stated=[np.nan, 1.0], topics=[-0.5, np.nan]))
    assert points.tolist() == [[0, 0, 0], [10, 0, 0]]


def test_nothing_counts_past_its_top() -> None:
    """lexical: 2 at most, the others 1.5."""
    ranker = Ranker({"lexical": 1, "dense": 1})
    _, points = ranker.rank(pool([1], lexical=[99.0], dense=[99.0]))
    assert points.tolist() == [[SCALINGS["lexical"].top, 1.5]]


def test_nobody_is_ranked_in_an_empty_pool() -> None:
    order, points = Ranker({"stated": 1}).rank(pool([], stated=[]))
    assert order.tolist() == []
    assert points.shape == (0, 1)


def test_the_product_s_weights_name_known_signals() -> None:
    content = json.loads((DATA / "ranking" / "weights.json").read_text(encoding="utf-8"))
    stored = content["weights"]
    assert stored.keys() <= LABELS.keys()
    assert Ranker.load().weights == stored
    assert stored.get("refused", 0) <= 0


def test_the_product_s_verdict_weights_reward_what_is_met_and_cost_what_is_contradicted() -> None:
    """Every class of requirements has both, so that none goes unheeded."""
    stored = json.loads((DATA / "ranking" / "weights.json").read_text(encoding="utf-8"))["verdicts"]
    classes = {*CLASSES.values(), "other"}
    assert stored["met"].keys() == stored["contradicted"].keys() == classes
    assert min(stored["met"].values()) >= 0
    assert max(stored["contradicted"].values()) <= 0
    assert stored["wished"] >= 0
    loaded = Ranker.load().verdicts
    assert {name: loaded.met(name) for name in classes} == stored["met"]
    assert {name: loaded.contradicted(name) for name in classes} == stored["contradicted"]


def test_no_signal_of_verdicts_is_called_like_one_of_the_first_look() -> None:
    assert not LABELS.keys() & VERDICT_LABELS.keys()
    assert not set(LABELS.values()) & set(VERDICT_LABELS.values())


def test_weights_can_be_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text('{"weights": {"stated": 3}}', encoding="utf-8")
    loaded = Ranker.load(path)
    assert loaded.weights == {"stated": 3}
    assert (loaded.verdicts.met("process"), loaded.verdicts.contradicted("process")) == (0, 0)
