"""The catalogue against the sums written out in plain Python."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.ranking import catalogue as module
from matching.ranking.catalogue import Catalogue, Pool, Wanted
from matching.ranking.segment import Document

WORDS = "旋盤 溶接 研磨 鋳造 板金 塗装 組立 検査".split()
CONCEPTS = ["P.A", "P.B", "M.C", "!P.A", "@県北"]
D = 4

documents = st.dictionaries(
    st.integers(1, 40),
    st.tuples(
        st.lists(st.sampled_from(WORDS), max_size=12),
        st.dictionaries(st.sampled_from(CONCEPTS), st.sampled_from([0.25, 0.5, 1.0]), max_size=4),
    ),
    max_size=14,
).map(lambda made: {i: document(i, words, concepts) for i, (words, concepts) in made.items()})
queries = st.tuples(
    st.lists(st.sampled_from([*WORDS, "知らない"]), max_size=5),
    st.dictionaries(st.sampled_from([*CONCEPTS, "?"]), st.floats(-1, 1, width=16), max_size=4),
).map(lambda made: Wanted(made[0], {"stated": made[1]}, {"dense": vector(-1)}))


def vector(seed: int) -> np.ndarray:
    values = np.random.default_rng(seed + 100).standard_normal(D).astype(np.float32)
    # What half precision holds exactly, so that no rounding stands between the catalogue and the sums below.
    return (values / np.linalg.norm(values)).astype(np.float16).astype(np.float32)


def document(number: int, words: Sequence[str], concepts: Mapping[str, float]) -> Document:
    return Document(number, dict(Counter(words)), dict(concepts), vector(number))


def bm25(query: Sequence[str], all_of: Mapping[int, Document], average: float) -> dict[int, float]:
    """Robertson & Zaragoza 2009 with k1 1.2, b .75, over the best score of a document of average length."""
    n = len(all_of)
    known = [t for t in dict.fromkeys(query) if any(t in d.terms for d in all_of.values())]
    idf = {
        t: log(1 + (n - df + 0.5) / (df + 0.5))
        for t in known
        if (df := sum(t in d.terms for d in all_of.values()))
    }
    result = {}
    for i, d in all_of.items():
        length = sum(d.terms.values())
        score = 0.0
        for t in known:
            tf = d.terms.get(t, 0)
            score += idf[t] * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / max(average, 1.0)))
        result[i] = score / sum(idf.values()) if known else 0.0
    return result


def check(pool: Pool, wanted: Wanted, all_of: Mapping[int, Document], average: float) -> None:
    assert sorted(pool.ids.tolist()) == sorted(all_of)
    scores = bm25(wanted.terms, all_of, average)
    for row, number in enumerate(pool.ids.tolist()):
        has = all_of[number]
        assert pool.signals["lexical"][row] == pytest.approx(scores[number], abs=1e-5)
        covered = sum(w * has.concepts.get(c, 0.0) for c, w in wanted.concepts["stated"].items())
        assert pool.signals["stated"][row] == pytest.approx(covered, abs=1e-5)
        assert has.vector is not None
        assert pool.signals["dense"][row] == pytest.approx(
            float(has.vector @ wanted.vectors["dense"]), abs=1e-5
        )


def mean_length(all_of: Mapping[int, Document]) -> float:
    lengths = [sum(d.terms.values()) for d in all_of.values()]
    return sum(lengths) / len(lengths) if lengths else 1.0


@settings(deadline=None)
@given(documents, queries, st.integers(1, 5))
def test_signals_equal_the_sums_written_out(made: dict[int, Document], wanted: Wanted, pieces: int) -> None:
    given = list(made.values())
    split = [given[i::pieces] for i in range(pieces)]
    check(Catalogue.build(split, D).pool(wanted, 1_000), wanted, made, mean_length(made))


changes = st.lists(documents | st.lists(st.integers(1, 40), max_size=8), max_size=5)


@settings(deadline=None)
@given(documents, changes, queries, st.sampled_from([0, 3, 2_000]))
def test_any_changes_give_what_the_suppliers_at_the_end_give(
    made: dict[int, Document], steps: Sequence[dict[int, Document] | list[int]], wanted: Wanted, least: int
) -> None:
    """Changes and merges (with `least` 0 at each change) leave the same signals as a catalogue built anew.

    Two things stay those of the first build on purpose: the average length and the topics.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_DELTA_LEAST", least)
        catalogue = Catalogue.build([list(made.values())], D)
        now = dict(made)
        for step in steps:
            if isinstance(step, dict):
                catalogue.upsert(list(step.values()))
                now |= step
            else:
                catalogue.remove(step)
                now = {i: d for i, d in now.items() if i not in step}
        assert len(catalogue) == len(now)
        check(catalogue.pool(wanted, 1_000), wanted, now, mean_length(made))
        anew = Catalogue.build([list(now.values())], D)
        for concept in CONCEPTS:
            has = sum(concept in d.concepts for d in now.values())
            n = max(len(now), 1)
            share = log(1 + n / (1 + has)) / log(1 + n)
            if concept in catalogue.rarity:
                assert catalogue.rarity[concept] == pytest.approx(share)
            if concept in anew.rarity:
                assert anew.rarity[concept] == pytest.approx(share)


@settings(deadline=None)
@given(documents, queries, st.sets(st.integers(1, 40)))
def test_a_filter_takes_suppliers_out_and_changes_no_signal(
    made: dict[int, Document], wanted: Wanted, allowed: set[int]
) -> None:
    catalogue = Catalogue.build([list(made.values())], D)
    everyone = catalogue.pool(wanted, 1_000)
    some = catalogue.pool(wanted, 1_000, np.array(sorted(allowed), np.int64))
    assert set(some.ids.tolist()) == made.keys() & allowed
    rows = {number: row for row, number in enumerate(everyone.ids.tolist())}
    for name, values in some.signals.items():
        expected = [everyone.signals[name][rows[number]] for number in some.ids.tolist()]
        np.testing.assert_allclose(values, expected, atol=1e-6)


def test_an_empty_catalogue_answers_with_nobody() -> None:
    pool = Catalogue.build([], D).pool(Wanted(["旋盤"], {"stated": {"P.A": 1.0}}, {"dense": vector(0)}), 10)
    assert len(pool.ids) == 0
    assert all(len(values) == 0 for values in pool.signals.values())


def test_a_supplier_without_words_is_there_and_scores_nothing() -> None:
    catalogue = Catalogue.build([[document(1, ["旋盤"], {"P.A": 1.0}), Document(2, {}, {})]], 0)
    pool = catalogue.pool(Wanted(["旋盤"], {"stated": {"P.A": 1.0}}), 10)
    assert pool.ids.tolist() == [1, 2]
    assert [float(values[1]) for values in pool.signals.values()] == [0.0] * len(pool.signals)


def test_words_that_only_new_suppliers_have_are_found() -> None:
    """The large segment's matrices end before the vocabulary does."""
    catalogue = Catalogue.build([[document(n, ["旋盤"], {"P.A": 1.0}) for n in range(1, 4)]], D)
    catalogue.upsert([document(9, ["新語"], {"P.NEW": 1.0})])
    pool = catalogue.pool(Wanted(["新語"], {"stated": {"P.NEW": 1.0}}), 10)
    assert dict(zip(pool.ids.tolist(), pool.signals["stated"].tolist(), strict=True)) == {
        1: 0,
        2: 0,
        3: 0,
        9: 1,
    }
    assert [i for i, s in zip(pool.ids.tolist(), pool.signals["lexical"], strict=True) if s > 0] == [9]


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> tuple[Catalogue, dict[int, Document]]:
    """Suppliers enough that candidates are chosen: the limit is lowered, not the crowd raised."""
    monkeypatch.setattr(module, "_ALL", 20)
    generator = np.random.default_rng(5)
    made = {
        number: document(
            number,
            generator.choice([*WORDS, *(f"語{i}" for i in range(40))], 8).tolist(),
            {str(generator.choice(CONCEPTS)): 1.0},
        )
        for number in range(1, 401)
    }
    return Catalogue.build([list(made.values())], D), made


def test_the_best_of_each_leg_are_among_the_candidates(
    crowd: tuple[Catalogue, dict[int, Document]],
) -> None:
    catalogue, made = crowd
    wanted = Wanted(["語3", "語7", "旋盤"], {"stated": {"P.B": 0.7, "M.C": 0.3}}, {"dense": vector(-1)})
    depth = 30
    pool = catalogue.pool(wanted, depth)
    assert depth <= len(pool.ids) < 400
    lexical = bm25(wanted.terms, made, mean_length(made))
    row = {number: r for r, number in enumerate(pool.ids.tolist())}
    for number, r in row.items():
        assert pool.signals["lexical"][r] == pytest.approx(lexical[number], abs=1e-5)
    dense = {n: float(d.vector @ vector(-1)) for n, d in made.items() if d.vector is not None}
    for leg in (lexical, dense):
        best = sorted(leg, key=lambda n: -leg[n])[:depth]
        cut = leg[best[-1]]
        assert {n for n in best if leg[n] > max(cut, 0) + 1e-6} <= row.keys()
    assert sum("P.B" in made[n].concepts for n in row) >= depth


def test_scores_in_a_large_catalogue_do_not_depend_on_the_depth(
    crowd: tuple[Catalogue, dict[int, Document]],
) -> None:
    catalogue, _ = crowd
    wanted = Wanted(["語3", "旋盤"], {"stated": {"P.B": 1.0}}, {"dense": vector(-1)})
    few, all_ = catalogue.pool(wanted, 25), catalogue.pool(wanted, 1_000)
    row = {number: r for r, number in enumerate(all_.ids.tolist())}
    assert len(all_.ids) == 400
    for name in few.signals:
        expected = [all_.signals[name][row[number]] for number in few.ids.tolist()]
        np.testing.assert_allclose(few.signals[name], expected, atol=1e-5)


def test_a_filter_in_a_large_catalogue_still_fills_the_list(
    crowd: tuple[Catalogue, dict[int, Document]],
) -> None:
    catalogue, _ = crowd
    wanted = Wanted(["語3"], {"stated": {"P.B": 1.0}}, {"dense": vector(-1)})
    allowed = np.arange(1, 401, 10, dtype=np.int64)
    pool = catalogue.pool(wanted, 25, allowed)
    assert set(pool.ids.tolist()) <= set(allowed.tolist())
    assert len(pool.ids) >= 25


def test_changed_suppliers_of_a_large_catalogue_are_candidates_at_once(
    crowd: tuple[Catalogue, dict[int, Document]],
) -> None:
    catalogue, made = crowd
    catalogue.upsert([document(7, ["語3"] * 5, {"P.B": 1.0}), document(999, ["語3"], {})])
    catalogue.remove([8])
    wanted = Wanted(["語3"], {"stated": {"P.B": 1.0}}, {"dense": made[8].vector})
    found = catalogue.pool(wanted, 25).ids.tolist()
    assert {7, 999} <= set(found)
    assert 8 not in found
    assert len(found) == len(set(found))
