"""How fast a survey is tabulated: 20,000 answers to 60 questions, all cross tables of two factors.

The answers are put into a database without a file, then read from it (`survey_data`) and tabulated twice (this year and
the year before), each question crossed with industry, size, region, prefecture, city and every other question, each table
with its test. Usage: python -m benchmarks.survey [--answers 20000] [--output benchmarks/results/survey.json].
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.run import machine
from ingest.surveys.model import FACTORS
from ingest.surveys.reading import survey_data
from ingest.surveys.tabulation import tabulate
from matching.corporate import CorporateDatabase, Provenance, SupplierRow
from matching.places import municipalities

HERE = Path(__file__).resolve().parent
SEED = 20261122
SINGLE, MULTIPLE, NUMBERS, TEXTS = 40, 12, 6, 2
SCALE = ("増加", "やや増加", "不変", "やや減少", "減少")
INDUSTRIES = ("鉄鋼・非鉄", "金属製品", "一般機械", "電気機器", "輸送用機器", "精密機器", "縫製", "樹脂製品")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=20_000)
    parser.add_argument("--output", type=Path, default=HERE / "results" / "survey.json")
    arguments = parser.parse_args()
    report: dict[str, Any] = {
        "machine": machine(),
        "answers": arguments.answers,
        "questions": len(questions()),
    }
    with (
        tempfile.TemporaryDirectory(prefix="juhatchu-survey-") as folder,
        CorporateDatabase.open(f"sqlite:///{folder}/survey.db") as db,
    ):
        for year in ("2025", "2026"):
            fill(db, f"調査 {year}", arguments.answers)
        report |= measured(db)
    report["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(report, ensure_ascii=False, indent=1))


def measured(db: CorporateDatabase) -> dict[str, Any]:
    start = time.perf_counter()
    now, before = survey_data(db, "調査 2026"), survey_data(db, "調査 2025")
    read = time.perf_counter()
    plain = tabulate(now, before)
    tabulated = time.perf_counter()
    choosing = [one.id for one in now.questions if one.type in ("single", "multiple")]
    crossed = tabulate(now, before, by=[*FACTORS, *choosing])
    done = time.perf_counter()
    assert plain.companies == len(now)
    return {
        "read_two_years_seconds": round(read - start, 2),
        "tabulate_seconds": round(tabulated - read, 2),
        "all_crosses_seconds": round(done - tabulated, 2),
        "cross_tables": len(crossed.crosses),
        "tests": sum(
            (one.test is not None) + sum(t is not None for t in one.choice_tests) for one in crossed.crosses
        ),
    }


def questions() -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = [
        {"key": f"s{number}", "label": f"単一{number}", "type": "single", "options": SCALE}
        for number in range(SINGLE)
    ]
    choices = [f"課題{place}" for place in range(8)]
    asked += [
        {"key": f"m{number}", "label": f"複数{number}", "type": "multiple", "options": choices}
        for number in range(MULTIPLE)
    ]
    asked += [{"key": f"n{number}", "label": f"数{number}", "type": "number"} for number in range(NUMBERS)]
    asked += [{"key": f"t{number}", "label": f"意見{number}", "type": "text"} for number in range(TEXTS)]
    return asked


def fill(db: CorporateDatabase, title: str, firms: int) -> None:
    """One response a firm; a tenth of the answers is missing."""
    draw = random.Random(SEED + len(title) + ord(title[-1]))
    towns = [one.place for one in municipalities() if one.place.region]
    asked = questions()
    with db.writing("benchmark") as writer:
        writer.begin_batch(title, title, "survey", survey=title)
        writer.add_questions(one | {"certain": True} for one in asked)
        for number in range(firms):
            at = Provenance(title, "回答", number + 2)
            place = towns[number % len(towns)]
            firm = SupplierRow(
                f"架空{number:05d}製作所", source_id=f"B-{number}", prefecture=place.prefecture, city=place.city,
                employees=1 + number % 320, texts={"industry": INDUSTRIES[number % 7]},
            )  # fmt: skip
            stored = writer.upsert_supplier(firm, at)
            answers = [
                answer(draw, one) | {"cell": f"{column}{number + 2}"}
                for column, one in enumerate(asked)
                if draw.random() < 0.9
            ]
            writer.add_response(stored.id, "", date(2026, 10, 1), answers, at)
        writer.finish_batch({"read": firms})


def answer(draw: random.Random, one: dict[str, Any]) -> dict[str, Any]:
    match one["type"]:
        case "single":
            values = [SCALE[min(4, int(draw.random() ** 1.5 * 5))]]
        case "multiple":
            values = [label for label in one["options"] if draw.random() < 0.3] or [one["options"][0]]
        case "number":
            values = [str(draw.randint(0, 100))]
        case _:
            values = ["単価の見直しについて相談したい。"]
    return {
        "question": one["key"],
        "label": one["label"],
        "type": one["type"],
        "values": values,
        "text": "、".join(values),
    }


if __name__ == "__main__":
    main()
