from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, ndcg_score

from matching.ranking.evaluation import (
    compare,
    interval,
    judged,
    measure,
    ndcg,
    recall,
    reciprocal_rank,
    weighted_kappa,
)

GRADES = {"a": 3, "b": 2, "c": 1, "d": 0}


def test_ndcg_by_hand() -> None:
    """Ranks: b 2, x 0, a 3, c 1; ideal: 3, 2, 1."""
    gained = 2 / log2(2) + 0 / log2(3) + 3 / log2(4) + 1 / log2(5)
    best = 3 / log2(2) + 2 / log2(3) + 1 / log2(4)
    assert ndcg(["b", "x", "a", "c"], GRADES, 10) == pytest.approx(gained / best)
    assert ndcg(["b", "x", "a", "c"], GRADES, 1) == pytest.approx(2 / 3)
    assert ndcg(["a", "b", "c"], GRADES, 10) == 1.0
    assert ndcg([], GRADES, 10) == 0.0
    assert ndcg(["d"], {"d": 0}, 10) == 0.0


def test_a_negative_grade_gains_nothing() -> None:
    assert ndcg(["a", "z"], {"a": 1, "z": -2}, 10) == 1.0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=30).filter(any), st.integers(1, 12), st.randoms())
def test_ndcg_equals_scikit_learn_s(grades: list[int], k: int, random: object) -> None:
    names = [f"d{i:02}" for i in range(len(grades))]
    scores = np.random.default_rng(len(grades)).permutation(len(grades))
    ranking = [names[i] for i in np.argsort(-scores)]
    expected = ndcg_score([grades], [scores], k=k)
    assert ndcg(ranking, dict(zip(names, grades, strict=True)), k) == pytest.approx(expected)


def test_recall_reciprocal_rank_and_first_hit_by_hand() -> None:
    ranking = ["d", "c", "x", "a"]
    assert recall(ranking, GRADES, 2) == pytest.approx(1 / 3)
    assert recall(ranking, GRADES, 4) == pytest.approx(2 / 3)
    assert recall(ranking, GRADES, 4, relevant=2) == pytest.approx(1 / 2)
    assert reciprocal_rank(ranking, GRADES, 10) == 1 / 2
    assert reciprocal_rank(ranking, GRADES, 10, relevant=2) == 1 / 4
    assert reciprocal_rank(ranking, GRADES, 1) == 0.0


def test_queries_without_a_relevant_document_are_left_out() -> None:
    qrels = {"q1": {"a": 1}, "q2": {"a": 0}, "q3": {}, "q4": {"b": 2}}
    assert judged(qrels) == ["q1", "q4"]
    assert judged(qrels, relevant=2) == ["q4"]
    values = measure({"q1": ["a"], "q2": ["a"]}, qrels, 10)
    assert {name: v.tolist() for name, v in values.items()} == {
        "ndcg@10": [1.0, 0.0],
        "recall@10": [1.0, 0.0],
        "mrr@10": [1.0, 0.0],
        "p@1": [1.0, 0.0],
    }


def test_the_interval_holds_the_true_mean_about_95_times_in_100() -> None:
    generator = np.random.default_rng(3)
    held = 0
    for seed in range(200):
        low, high = interval(generator.beta(4, 2, 60), draws=1_000, seed=seed)
        held += low <= 4 / 6 <= high
    assert 180 <= held <= 199


def test_intervals_of_no_and_of_equal_values() -> None:
    assert interval(np.array([])) == (0.0, 0.0)
    assert interval(np.full(5, 0.5)) == (0.5, 0.5)
    assert interval(np.array([0.1, 0.9])) == interval(np.array([0.1, 0.9]))


def test_the_p_value_of_ten_wins_of_one_size() -> None:
    """Of the 2^10 sign patterns 2 give a mean as large: p = 2/1024."""
    result = compare(np.full(10, 0.6), np.full(10, 0.5))
    assert result.p_value == pytest.approx(2 / 1024, abs=6e-4)
    assert (result.wins, result.ties, result.losses) == (10, 0, 0)
    assert result.difference == pytest.approx(0.1)


def test_the_p_value_of_three_queries_by_enumeration() -> None:
    """Differences .3, .1, -.2: |sum| = .2 is reached by 6 of the 8 sign patterns (only ±(.3 - .1 - .2) = 0 is smaller)."""
    result = compare(np.array([0.8, 0.6, 0.3]), np.array([0.5, 0.5, 0.5]))
    assert result.p_value == pytest.approx(6 / 8, abs=0.01)
    assert (result.wins, result.ties, result.losses) == (2, 0, 1)


def test_equal_rankers_differ_by_nothing() -> None:
    result = compare(np.array([0.2, 0.4]), np.array([0.2, 0.4]))
    assert (result.difference, result.p_value) == (0.0, 1.0)
    assert (result.wins, result.ties, result.losses) == (0, 2, 0)
    assert compare(np.array([]), np.array([])).p_value == 1.0


def test_weighted_kappa_by_hand() -> None:
    """Two grades. Agreement 3 of 4; by chance 1/4·1/2 + 3/4·1/2 = 1/2: (3/4 - 1/2) / (1 - 1/2) = 1/2."""
    assert weighted_kappa([0, 1, 1, 1], [0, 0, 1, 1], grades=2) == pytest.approx(0.5)
    assert weighted_kappa([2, 2], [2, 2]) == 1.0


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_weighted_kappa_equals_scikit_learn_s(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    if len({*first, *second}) > 1:
        expected = cohen_kappa_score(first, second, weights="quadratic", labels=[0, 1, 2, 3])
        assert weighted_kappa(first, second) == pytest.approx(expected)
