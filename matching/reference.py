"""Tables under data/ (reference, lexicon): tab-separated, UTF-8, a line of headings, and quotation marks that mean themselves."""

from __future__ import annotations

import csv
from pathlib import Path


def table_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table, each as heading -> cell."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
