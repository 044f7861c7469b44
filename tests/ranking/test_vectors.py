import errno
import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matching.errors import StorageFull
from matching.ranking import files, vectors
from matching.ranking.encoders import Encoded, Progress
from matching.ranking.vectors import VectorStore

D = 8


class Counting:
    """An encoder whose vectors follow from the text alone, and which remembers what it was asked."""

    def __init__(self, name: str = "counting", dimension: int = D) -> None:
        self.name = name
        self.dimension = dimension
        self.passages: list[str] = []
        self.queries: list[str] = []

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        self.passages += texts
        return Encoded(
            np.array([vector(t, self.dimension) for t in texts]), np.array([len(t) > 20 for t in texts])
        )

    def encode_queries(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        self.queries += texts
        return Encoded(
            -np.array([vector(t, self.dimension) for t in texts]), np.zeros(len(texts), dtype=bool)
        )


def vector(text: str, dimension: int = D) -> np.ndarray:
    seed = list(text.encode("utf-8", "surrogatepass"))
    values = np.random.default_rng(seed).standard_normal(dimension)
    return (values / np.linalg.norm(values)).astype(np.float32)


def assert_right(encoded: Encoded, texts: Sequence[str]) -> None:
    """Single vectors are kept in half precision: 11 bits."""
    np.testing.assert_allclose(encoded.vectors, [vector(text) for text in texts], atol=2**-11)
    np.testing.assert_allclose(np.linalg.norm(encoded.vectors, axis=1), 1, atol=1e-6)


@pytest.fixture
def encoder() -> Counting:
    return Counting()


def test_a_text_is_encoded_once_in_its_life(tmp_path: Path, encoder: Counting) -> None:
    store = VectorStore.open(tmp_path, encoder)
    assert_right(store.get(["旋盤", "溶接", "旋盤"]), ["旋盤", "溶接", "旋盤"])
    assert_right(store.get(["溶接", "鋳造"]), ["溶接", "鋳造"])
    assert_right(VectorStore.open(tmp_path, encoder).get(["鋳造", "旋盤"]), ["鋳造", "旋盤"])
    assert sorted(encoder.passages) == sorted(["旋盤", "溶接", "鋳造"])
    assert len(store) == 3


def test_no_texts_give_no_vectors(tmp_path: Path, encoder: Counting) -> None:
    store = VectorStore.open(tmp_path, encoder)
    assert store.get([]).vectors.shape == (0, D)
    store.get(["旋盤"])
    assert store.get([]).vectors.shape == (0, D)


def test_passages_and_queries_are_kept_apart(tmp_path: Path, encoder: Counting) -> None:
    store = VectorStore.open(tmp_path, encoder)
    for _ in range(2):
        passage, query = store.get(["旋盤"]), store.get(["旋盤"], role="query")
        np.testing.assert_allclose(passage.vectors, -query.vectors, atol=2**-10)
    assert encoder.passages == encoder.queries == ["旋盤"]


def test_encoders_are_kept_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        encoder = Counting(name)
        VectorStore.open(tmp_path, encoder).get(["旋盤"])
        assert encoder.passages == ["旋盤"]


def test_what_was_cut_is_remembered(tmp_path: Path, encoder: Counting) -> None:
    texts = ["短い", "長" * 21]
    assert VectorStore.open(tmp_path, encoder).get(texts).cut.tolist() == [False, True]
    assert VectorStore.open(tmp_path, encoder).get(texts).cut.tolist() == [False, True]


def test_any_string_is_a_key(tmp_path: Path, encoder: Counting) -> None:
    texts = ["", "\0", "\ud800", "a" * 100_000]
    store = VectorStore.open(tmp_path, encoder)
    store.get(texts)
    assert_right(VectorStore.open(tmp_path, encoder).get(texts), texts)
    assert len(encoder.passages) == 4


@pytest.mark.parametrize("which", ["f16", "keys"])
def test_a_torn_last_record_costs_only_itself(tmp_path: Path, which: str) -> None:
    texts = ["一", "二", "三"]
    VectorStore.open(tmp_path, Counting()).get(texts)
    kept = {path: path.read_bytes() for path in (tmp_path / "vectors").glob("counting.*")}
    (torn,) = (path for path in kept if path.suffix == f".{which}")
    last = 2 * D if which == "f16" else 16
    for lost in range(1, last + 1):
        for path, content in kept.items():
            path.write_bytes(content)
        torn.write_bytes(kept[torn][:-lost])
        encoder = Counting()
        store = VectorStore.open(tmp_path, encoder)
        assert len(store) == 2
        assert_right(store.get([*texts, "四"]), [*texts, "四"])
        assert len(encoder.passages) == 2
        assert_right(VectorStore.open(tmp_path, encoder).get([*texts, "四"]), [*texts, "四"])
        assert len(encoder.passages) == 2


def test_keys_without_vectors_never_get_others_vectors(tmp_path: Path) -> None:
    VectorStore.open(tmp_path, Counting()).get([str(i) for i in range(10)])
    data = tmp_path / "vectors" / "counting.f16"
    data.write_bytes(data.read_bytes()[: 4 * 2 * D])  # of ten vectors, four reached the disk
    VectorStore.open(tmp_path, Counting()).get(["新"])
    texts = ["新", *[str(i) for i in range(10)]]
    assert_right(VectorStore.open(tmp_path, Counting()).get(texts), texts)


def test_vectors_that_a_power_cut_zeroed_are_encoded_again(tmp_path: Path, encoder: Counting) -> None:
    VectorStore.open(tmp_path, encoder).get(["一", "二"])
    data = tmp_path / "vectors" / "counting.f16"
    data.write_bytes(data.read_bytes()[: 2 * D] + bytes(2 * D))
    assert_right(VectorStore.open(tmp_path, encoder).get(["一", "二"]), ["一", "二"])
    assert len(encoder.passages) == 3
    assert_right(VectorStore.open(tmp_path, encoder).get(["一", "二"]), ["一", "二"])
    assert len(encoder.passages) == 3


@pytest.mark.parametrize("header", [b"", b"JUHAVEC1", b"x" * 48])
def test_a_file_that_is_none_of_ours_is_begun_anew(tmp_path: Path, encoder: Counting, header: bytes) -> None:
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "counting.keys").write_bytes(header)
    (tmp_path / "vectors" / "counting.f16").write_bytes(b"y" * 100)
    store = VectorStore.open(tmp_path, encoder)
    assert len(store) == 0
    store.get(["一"])
    assert_right(VectorStore.open(tmp_path, encoder).get(["一"]), ["一"])
    assert encoder.passages == ["一"]


def test_files_removed_under_an_open_store_are_begun_anew(tmp_path: Path, encoder: Counting) -> None:
    store = VectorStore.open(tmp_path, encoder)
    store.get(["一", "二"])
    for path in (tmp_path / "vectors").iterdir():
        path.unlink()
    assert_right(store.get(["二"]), ["二"])
    assert len(store) == 1


def test_two_stores_that_take_turns_see_each_others_vectors(tmp_path: Path) -> None:
    one, two = Counting(), Counting()
    stores = [VectorStore.open(tmp_path, one), VectorStore.open(tmp_path, two)]
    for i in range(6):
        stores[i % 2].get([f"第{i}"])
    texts = [f"第{i}" for i in range(6)]
    for store in stores:
        assert_right(store.get(texts), texts)
    assert one.passages == ["第0", "第2", "第4"]
    assert two.passages == ["第1", "第3", "第5"]


WRITER = """
import sys
sys.path[:0] = sys.argv[1:3]
from pathlib import Path
from test_vectors import Counting
from matching.ranking.vectors import VectorStore
store = VectorStore.open(Path(sys.argv[3]), Counting())
for i in range(100):
    store.get([f"{sys.argv[4]}-{i}", f"共通-{i}"])
"""


def test_two_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    here = Path(__file__).parent
    command = [sys.executable, "-c", WRITER, str(here.parent.parent), str(here), str(tmp_path)]
    for process in [subprocess.Popen([*command, mark]) for mark in "ab"]:
        assert process.wait(timeout=120) == 0
    texts = [f"{mark}-{i}" for mark in ("a", "b", "共通") for i in range(100)]
    encoder = Counting()
    assert_right(VectorStore.open(tmp_path, encoder).get(texts), texts)
    assert encoder.passages == []


def test_an_interruption_costs_at_most_one_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_CHUNK", 10)

    def stop(done: int, total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    texts = [str(i) for i in range(35)]
    with pytest.raises(KeyboardInterrupt):
        VectorStore.open(tmp_path, Counting()).get(texts, stop)
    encoder = Counting()
    assert_right(VectorStore.open(tmp_path, encoder).get(texts), texts)
    assert len(encoder.passages) == 35 - 20


def test_progress_counts_only_what_has_to_be_encoded(tmp_path: Path, encoder: Counting) -> None:
    store = VectorStore.open(tmp_path, encoder)
    store.get([str(i) for i in range(100)])
    told: list[tuple[int, int]] = []
    texts = [str(i) for i in range(400)]
    assert_right(store.get(texts, lambda done, total: told.append((done, total))), texts)
    assert told == [(256, 300), (300, 300)]


def test_a_bar_is_drawn_on_a_terminal_for_many_texts_and_not_for_few(
    tmp_path: Path,
    encoder: Counting,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    store = VectorStore.open(tmp_path, encoder)
    store.get([str(i) for i in range(50)])
    assert capsys.readouterr() == ("", "")
    store.get([f"新{i}" for i in range(51)])
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "文章の数値化" in shown.err


def test_in_the_log_of_a_service_there_is_a_line_and_no_bar(
    tmp_path: Path,
    encoder: Counting,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        VectorStore.open(tmp_path, encoder).get([str(i) for i in range(51)])
    assert capsys.readouterr() == ("", "")
    assert caplog.messages == ["encoding 51 texts"]


FULL = """
import resource, sys
sys.path[:0] = sys.argv[1:3]
from pathlib import Path
from test_vectors import Counting, assert_right
from matching.errors import StorageFull
from matching.ranking.vectors import VectorStore
encoder = Counting()
store = VectorStore.open(Path(sys.argv[3]), encoder)
store.get([str(i) for i in range(10)])
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), hard))
try:
    store.get([f"新{i}" for i in range(100)])
except StorageFull as error:
    print(error)
kept = [str(i) for i in range(10)]
assert_right(store.get(kept), kept)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
store.get([f"新{i}" for i in range(100)])
"""


# Both files grow by 16 bytes a text and hold ten texts: 1,000 bytes stop the 53rd new vector in its midst,
# 170 the first one, 0 any.
@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE")
@pytest.mark.parametrize("limit", [0, 170, 1000])
def test_a_full_disk_is_said_and_the_store_stays_usable(tmp_path: Path, limit: int) -> None:
    here = Path(__file__).parent
    command = [sys.executable, "-c", FULL, str(here.parent.parent), str(here), str(tmp_path), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "ディスクの空きが足りず" in done.stdout
    texts = [*[str(i) for i in range(10)], *[f"新{i}" for i in range(100)]]
    encoder = Counting()
    assert_right(VectorStore.open(tmp_path, encoder).get(texts), texts)
    assert encoder.passages == []


def test_other_errors_of_the_disk_pass_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), files.storage_errors(tmp_path):
        raise PermissionError(errno.EACCES, "no")


def test_writing_atomically_keeps_the_old_file_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "folder" / "model"
    files.write_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StorageFull, match="空きを作って"):
        files.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_hundred_thousand_vectors_are_found_by_a_sorted_index(tmp_path: Path) -> None:
    """The index against a dictionary, over keys that were appended in five lots."""
    store = VectorStore(tmp_path, Counting(dimension=2))
    generator = np.random.default_rng(5)
    keys = np.array([generator.bytes(15) for _ in range(100_000)], dtype="S15")
    angles = np.arange(100_000) * (2 * np.pi / 100_000)
    points = np.c_[np.cos(angles), np.sin(angles)].astype(np.float32)
    for lot in np.array_split(np.arange(100_000), 5):
        store._append(keys[lot], Encoded(points[lot], np.zeros(len(lot), dtype=bool)))
        store._refresh()
    chosen = generator.integers(0, 100_000, 1000)
    np.testing.assert_allclose(store._look_up(keys[chosen]).vectors, points[chosen], atol=2**-11)
    assert not store._look_up(np.array([b"absent"], dtype="S15")).vectors.any()
