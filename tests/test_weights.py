"""The fitting of verdict weights: its quick order is the product's, and a class that nothing tells of keeps its prior."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.ranking import examination
from training.weights import (
    CONTRADICTED_PRIOR,
    MET_PRIOR,
    VERDICT_CLASSES,
    Examined,
    fit_verdicts,
    order,
    prior,
)

supplier = st.tuples(
    st.integers(0, 6), st.booleans(), st.booleans(), st.sampled_from(("meets", "unknown", "fails"))
)


def front(rows: list[tuple[int, bool, bool, str]], grades: list[float] | None = None) -> Examined:
    """Points of the first look, whether its processes are met, whether a must is contradicted, the main process."""
    values = np.zeros((len(rows), len(prior())))
    values[:, VERDICT_CLASSES.index("process")] = [met for _, met, _, _ in rows]
    return Examined(
        style="everyday",
        first=np.array([points for points, *_ in rows], float),
        values=values,
        grades=np.array(grades or [0.0] * len(rows)),
        ids=np.arange(1, len(rows) + 1),
        clean=np.array([main == "meets" and not against for _, _, against, main in rows]),
        contradicted=np.array([against for _, _, against, _ in rows]),
        failed=np.array([main == "fails" for *_, main in rows]),
        best=1.0,
    )


@given(st.lists(supplier, min_size=1, max_size=12))
def test_the_order_is_that_of_the_product(rows: list[tuple[int, bool, bool, str]]) -> None:
    weights = prior()
    look = [
        examination.Examined(
            number,
            {"lexical": float(points), "met": MET_PRIOR * met},
            contradicted=("r1",) if against else (),
            main=main,
        )
        for number, (points, met, against, main) in enumerate(rows, 1)
    ]
    one = front(rows)
    assert [int(one.ids[i]) for i in order(one, weights)] == [e.id for e in examination.in_order(look)]


def test_fitting_moves_what_the_queries_tell_of_and_nothing_else() -> None:
    # The good supplier stands 4 points behind one that does not do the process: the prior of 3 is too small.
    one = front([(5, False, False, "unknown"), (1, True, False, "unknown")], [0.0, 1.0])
    fitted = fit_verdicts([one])
    process = VERDICT_CLASSES.index("process")
    assert fitted[process] == 4.5
    rest = np.delete(fitted, process)
    assert rest.tolist() == np.delete(prior(), process).tolist()
    assert (prior()[len(VERDICT_CLASSES) : -1] == CONTRADICTED_PRIOR).all()
