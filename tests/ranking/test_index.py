import numpy as np
import pytest
from numpy.typing import NDArray

from matching.ranking import index as module
from matching.ranking.index import DenseIndex

D = 16


def unit(n: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((n, D)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(params=["flat", "inverted"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "inverted":
        monkeypatch.setattr(module, "FLAT_LIMIT", 500)
        monkeypatch.setattr(module, "_PROBES", 4)
    return str(request.param)


def test_a_flat_index_equals_numpy() -> None:
    vectors, ids = unit(300), np.arange(10, 3010, 10, dtype=np.int64)
    index = DenseIndex.build(vectors, ids)
    assert index.exact
    for query in unit(20, seed=1):
        expected = np.argsort(-(vectors @ query))[:10]
        scores, found = index.search(query, 10)
        assert found.tolist() == ids[expected].tolist()
        np.testing.assert_allclose(scores, (vectors @ query)[expected], atol=1e-6)


@pytest.mark.parametrize("allowed", [np.array([30], np.int64), np.arange(10, 3010, 70, dtype=np.int64)])
def test_a_filtered_flat_search_equals_numpy(allowed: NDArray[np.int64]) -> None:
    vectors, ids = unit(300), np.arange(10, 3010, 10, dtype=np.int64)
    index = DenseIndex.build(vectors, ids)
    rows = np.flatnonzero(np.isin(ids, allowed))
    for query in unit(10, seed=1):
        expected = rows[np.argsort(-(vectors[rows] @ query))][:10]
        assert index.search(query, 10, allowed)[1].tolist() == ids[expected].tolist()


def test_few_allowed_ids_are_all_found_in_an_inverted_index(kind: str) -> None:
    """With few probes faiss alone returns only those that happen to lie in the probed lists."""
    vectors, ids = unit(2_000), np.arange(1, 2_001, dtype=np.int64)
    index = DenseIndex.build(vectors, ids)
    assert index.exact == (kind == "flat")
    allowed = np.array([3, 500, 999, 1_500, 2_000, 77_777], np.int64)
    for query in unit(10, seed=1):
        assert set(index.search(query, 10, allowed)[1].tolist()) == {3, 500, 999, 1_500, 2_000}


def test_the_nearest_of_an_inverted_index_are_mostly_the_true_ones(kind: str) -> None:
    vectors, ids = unit(2_000), np.arange(1, 2_001, dtype=np.int64)
    index = DenseIndex.build(vectors, ids)
    hits = 0
    for row in range(0, 2_000, 100):
        hits += int(row + 1 in index.search(vectors[row], 5)[1])
    assert hits == 20  # its own vector lies in the list that its quantizer probes first


def test_an_upsert_replaces_and_does_not_duplicate(kind: str) -> None:
    index = DenseIndex.build(unit(1_000), np.arange(1, 1_001, dtype=np.int64))
    new = unit(2, seed=9)
    for _ in range(3):
        index.upsert(new, np.array([5, 2_000], np.int64))
    assert len(index) == 1_001
    _, found = index.search(new[0], 3)
    assert found[0] == 5
    assert len(set(found.tolist())) == 3
    assert index.search(new[1], 1)[1].tolist() == [2_000]


def test_what_is_removed_is_not_found(kind: str) -> None:
    vectors = unit(1_000)
    index = DenseIndex.build(vectors, np.arange(1, 1_001, dtype=np.int64))
    assert index.remove(np.array([1, 2, 5_000], np.int64)) == 2
    assert index.remove(np.empty(0, np.int64)) == 0
    assert len(index) == 998
    assert 1 not in index.search(vectors[0], 50)[1]
    assert index.search(vectors[0], 5, np.array([1, 2], np.int64))[1].tolist() == []


@pytest.mark.parametrize("allowed", [None, np.empty(0, np.int64), np.array([4], np.int64)])
def test_an_empty_index_answers_with_nothing(allowed: NDArray[np.int64] | None) -> None:
    index = DenseIndex.build(np.empty((0, D), np.float32), np.empty(0, np.int64))
    scores, found = index.search(unit(1)[0], 5, allowed)
    assert len(scores) == len(found) == 0


def test_no_allowed_ids_means_nobody() -> None:
    index = DenseIndex.build(unit(10), np.arange(10, dtype=np.int64))
    assert index.search(unit(1)[0], 5, np.empty(0, np.int64))[1].tolist() == []


def test_more_are_asked_than_there_are() -> None:
    index = DenseIndex.build(unit(3), np.arange(3, dtype=np.int64))
    assert len(index.search(unit(1)[0], 50)[1]) == 3


def test_large_ids_can_be_allowed() -> None:
    far = 2**40
    ids = np.array([1, 7, far], np.int64)
    index = DenseIndex.build(unit(3), ids)
    assert set(index.search(unit(1)[0], 5, np.array([7, far], np.int64))[1].tolist()) == {7, far}
