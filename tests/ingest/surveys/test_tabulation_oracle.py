"""Every figure against plain Python over the same rows: generated surveys with no-answers, invalid answers, duplicates.

The oracle reads the generated cells itself (it shares no code with the product) and counts with loops and decimals.
"""

import csv
import math
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ingest import pipeline
from ingest.surveys.reading import survey_data
from ingest.surveys.tabulation import tabulate
from matching.corporate import CorporateDatabase

PROFIT = ("良くなった", "変わらない", "悪くなった")
VOLUME = ("増加した", "変わらない", "減少した")
CHALLENGES = ("受注量の確保", "受注単価", "人材の確保", "その他")
HEADINGS = (
    "企業名",
    "所在地",
    "回答日",
    "業種",
    "収益性（1.良くなった 2.変わらない 3.悪くなった）",
    *(f"受注量_{label}" for label in VOLUME),
    "経営上の課題（複数回答）（1.受注量の確保 2.受注単価 3.人材の確保 4.その他）",
    "操業度",
)
NAMES = tuple(f"架空{sign}製作所" for sign in "松竹梅桜桐椿萩藤楓柳杉檜")
DAYS = (None, date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 5))
INDUSTRIES = ("金属製品", "一般機械", "電気機器")

# Cell -> what it says, written down by hand: the places of the choices, or None for no (valid) answer.
PROFIT_CELLS = {
    "": None, "1": 0, "2": 1, "3": 2, "３": 2, "③": 2, "良くなった": 0, "3.悪くなった": 2, "無回答": None, "1,3": None,
    "9": None,
}  # fmt: skip
CHALLENGE_CELLS = {
    "": (), "1": (0,), "1,3": (0, 2), "①③": (0, 2), "2、4": (1, 3), "受注量の確保、受注単価": (0, 1), "4": (3,), "1 2 3 4": (0, 1, 2, 3),
    "無回答": (), "8": (), "1,1": (0,), "1,2": (0, 1),
}  # fmt: skip
MARK_CELLS = {"": False, "○": True, "〇": True, "1": True, "◯": True}
NUMBER_CELLS = {
    "": None,
    "80": 80.0,
    "75.5": 75.5,
    "９０": 90.0,
    "100%": 100.0,
    "多い": None,
    "65": 65.0,
    "70": 70.0,
}


@dataclass(frozen=True)
class Row:
    """One row of a generated file, in cells."""

    name: str
    day: date | None
    industry: str
    profit: str
    marks: tuple[str, str, str]
    challenges: str
    number: str

    @property
    def cells(self) -> list[str]:
        day = self.day.isoformat() if self.day else ""
        return [
            self.name, "茨城県日立市", day, self.industry, self.profit, *self.marks, self.challenges, self.number,
        ]  # fmt: skip


# One firm that answers plainly, so that the form can be told whatever the others wrote.
ANCHORS = tuple(
    Row(f"基準{sign}工業", date(2026, 10, 1), "金属製品", str(1 + place % 3), marks, "1,2", "70")
    for place, (sign, marks) in enumerate(
        zip("甲乙丙", (("○", "", ""), ("", "○", ""), ("", "", "○")), strict=True)
    )
)

ROWS = st.builds(
    Row,
    st.sampled_from(NAMES),
    st.sampled_from(DAYS),
    st.sampled_from(INDUSTRIES),
    st.sampled_from(sorted(PROFIT_CELLS)),
    st.tuples(*[st.sampled_from(["", "", *sorted(MARK_CELLS)])] * 3),
    st.sampled_from(sorted(CHALLENGE_CELLS)),
    st.sampled_from(sorted(NUMBER_CELLS)),
)


# --- the oracle -------------------------------------------------------------------------------------------


def tenth(numerator: int, denominator: int) -> float | None:
    if not denominator:
        return None
    with localcontext() as context:
        context.prec = 60
        value = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return float(value) + 0.0


def counted(rows: list[Row]) -> list[Row]:
    """One row a firm: the latest day, then the row furthest down."""
    best: dict[str, tuple[date, int, Row]] = {}
    for place, row in enumerate(rows):
        key = (row.day or date(1, 1, 1), place)
        if row.name not in best or key > best[row.name][:2]:
            best[row.name] = (*key, row)
    return [row for _, _, row in best.values()]


def answers(row: Row) -> dict[str, list[int] | None]:
    """Question -> places of the choices chosen; None for no answer or an invalid one."""
    profit = PROFIT_CELLS[row.profit]
    marked = [place for place, cell in enumerate(row.marks) if MARK_CELLS[cell]]
    challenges = list(CHALLENGE_CELLS[row.challenges])
    return {
        "profitability": None if profit is None else [profit],
        "order_volume": marked if len(marked) == 1 else None,
        "challenges": challenges or None,
    }


LABELS = {"profitability": PROFIT, "order_volume": VOLUME, "challenges": CHALLENGES}


def expected(rows: list[Row], earlier: list[Row]) -> dict[str, object]:
    firms, before = counted(rows), counted(earlier)
    told: dict[str, object] = {"companies": len(firms)}
    for question, labels in LABELS.items():
        now = [one for row in firms if (one := answers(row)[question]) is not None]
        then = [one for row in before if (one := answers(row)[question]) is not None]
        options = []
        for place, label in enumerate(labels):
            here = sum(place in one for one in now)
            there = sum(place in one for one in then)
            gap = (
                tenth(100 * (here * len(then) - there * len(now)), len(now) * len(then))
                if now and then
                else None
            )
            options.append((label, here, tenth(100 * here, len(now)), tenth(100 * there, len(then)), gap))
        up, down = sum(one == [0] for one in now), sum(one == [2] for one in now)
        di = None if question == "challenges" else tenth(100 * (up - down), len(now))
        told[question] = (len(now), len(firms) - len(now), options, di)
    numbers = [value for row in firms if (value := NUMBER_CELLS[row.number]) is not None]
    told["utilization"] = numbers
    return told


# --- the product ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]
) -> Iterator[tuple[CorporateDatabase, Path, "count[int]"]]:
    folder = tmp_path_factory.mktemp("oracle")
    with CorporateDatabase.open(shared_database_at(folder / "test.db")) as db:
        yield db, folder, count()


def ingest(db: CorporateDatabase, folder: Path, title: str, rows: list[Row]) -> None:
    path = folder / f"{title}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([HEADINGS, *(row.cells for row in rows)])
    report = pipeline.run(path, db, survey=title)
    assert report.error is None
    assert report.rows.read == len(rows)


# Each example reads two files in: what fails is small enough without shrinking.
@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(ROWS, max_size=30), st.lists(ROWS, max_size=20))
def test_every_figure_equals_plain_python_over_the_same_rows(
    shared: tuple[CorporateDatabase, Path, "count[int]"], some: list[Row], others: list[Row]
) -> None:
    db, folder, numbers = shared
    number = next(numbers)
    rows, earlier = [*ANCHORS, *some], [*ANCHORS, *others]
    now, before = f"受注企業実態調査{number}", f"受注企業実態調査{number}前"
    ingest(db, folder, now, rows)
    ingest(db, folder, before, earlier)
    found = tabulate(survey_data(db, now), survey_data(db, before), by=["industry", "profitability"])
    wanted = expected(rows, earlier)
    assert found.companies == wanted["companies"]
    questions = {one.id: one for one in found.questions}
    for key in LABELS:
        one = questions[key]
        options = [
            (option.label, option.count, option.percent, option.previous_percent, option.difference)
            for option in one.options
        ]
        assert (one.base, one.no_answer, options, one.di) == wanted[key]
    values = wanted["utilization"]
    assert isinstance(values, list)
    told = questions["utilization"].statistics
    assert told is not None
    assert (told.n, told.median) == (len(values), statistics.median(values))
    assert math.isclose(told.mean, statistics.fmean(values))
    if len(values) > 1:
        quarters = statistics.quantiles(values, n=4, method="inclusive")
        assert math.isclose(told.q1, quarters[0])
        assert math.isclose(told.q3, quarters[2])
    firms = counted(rows)
    for cross in found.crosses:
        if cross.question not in LABELS:
            continue
        for place, group in enumerate(cross.rows):
            inside = [row for row in firms if in_group(row, cross.factor, group)]
            given_answers = [said for row in inside if (said := answers(row)[cross.question]) is not None]
            counts = [sum(choice in said for said in given_answers) for choice in range(len(cross.columns))]
            assert cross.counts[place].tolist() == counts
            assert (cross.bases[place], cross.no_answer[place]) == (
                len(given_answers),
                len(inside) - len(given_answers),
            )


def in_group(row: Row, factor: str, group: str) -> bool:
    if factor == "industry":
        return row.industry == group
    chosen = answers(row)[factor]
    return chosen is not None and [LABELS[factor][place] for place in chosen] == [group]
