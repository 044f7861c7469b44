"""What an office added to the lexicon: its own words for a concept, in `additions.tsv` of the folder `lexicon` in settings.home.

The product's own lexicon under data/ stays as it is. A process reads the file when it starts.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_COLUMNS = ("form", "concept", "everyday", "person", "day")


@dataclass(frozen=True, slots=True)
class Addition:
    """A word of the office's for a concept. `everyday`: what lay people say, which hints at the concept and doesn't name it.

    person: the key of who added it; day: when, as 2026-11-22.
    """

    form: str
    concept: str
    everyday: bool
    person: str = ""
    day: str = ""


def additions_file(home: Path) -> Path:
    """Where they stand."""
    return home / "lexicon" / "additions.tsv"


def read_additions(home: Path) -> tuple[Addition, ...]:
    """The office's own words, oldest first."""
    path = additions_file(home)
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(
            Addition(row["form"], row["concept"], row["everyday"] == "1", row["person"], row["day"])
            for row in rows
        )


def write_additions(home: Path, additions: Iterable[Addition]) -> None:
    """Put these in place of those that stood, all or nothing. Forms hold no tabs and line breaks."""
    path = additions_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(_COLUMNS)]
    lines += ["\t".join((a.form, a.concept, "1" if a.everyday else "", a.person, a.day)) for a in additions]
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, delete=False, newline=""
    ) as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)
