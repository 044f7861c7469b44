"""The audit trail at a desk: an administrator reads it in Japanese."""

import re
from pathlib import Path

from matching.casework.trail import DEEDS, SUBJECTS

ROOT = Path(__file__).resolve().parents[2]
# What the code puts on the trail: work.note("change", "order", ...) and Event(who, "see", "ranking", ...).
_NOTED = re.compile(r'\.note\(\s*"([a-z-]+)",\s*"([a-z-]+)"')
_EVENTS = re.compile(r'\bEvent\([\w.]+,\s*"([a-z-]+)",\s*"([a-z-]+)"')


def test_every_deed_and_subject_of_the_code_has_a_japanese_word() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for name in ("matching", "ingest")
        for path in (ROOT / name).rglob("*.py")
    ]
    found = [pair for text in sources for pattern in (_NOTED, _EVENTS) for pair in pattern.findall(text)]
    assert len(found) > 30
    assert {deed for deed, _ in found} - DEEDS.keys() == set()
    assert {subject for _, subject in found} - SUBJECTS.keys() == set()
