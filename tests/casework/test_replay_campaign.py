"""The campaign of benchmarks/replay.py: a small one in every run, the whole by `make soak`."""

import json
from pathlib import Path

import pytest

from benchmarks.replay import long_trail, replays, sample

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "replay.json"


def test_a_long_trail_is_walked_and_one_edited_entry_is_found(tmp_path: Path) -> None:
    found = long_trail(tmp_path, 12_000)
    assert (found["intact"], found["found"]) == (True, 6_000)


@pytest.mark.soak
def test_two_hundred_rankings_replay_after_data_index_and_weights_changed(tmp_path: Path, home: Path) -> None:
    trail = long_trail(tmp_path)
    matcher = sample(tmp_path, home)
    replayed = replays(matcher)
    matcher.close()
    assert (replayed["records"], replayed["identical"], replayed["chain_intact"]) == (200, 200, True)
    assert replayed["answered_otherwise_today"] > 150
    assert (trail["intact"], trail["found"]) == (True, trail["edited"])
    assert trail["peak_memory_grown_by_bytes"] < 100 * 1024**2
    text = json.dumps({"replay": replayed, "trail": trail}, ensure_ascii=False, indent=1)
    RESULTS.write_text(text + "\n", encoding="utf-8")
