import json
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from matching.errors import IndexUnusable
from matching.ranking.catalogue import Catalogue, Pool, Wanted
from matching.ranking.segment import Document
from matching.ranking.storage import CatalogueStorage, Manifest

MANIFEST = Manifest("lexicon", "encoder", "1")
WANTED = Wanted(["旋盤", "溶接"], {"stated": {"P.A": 1.0}}, {"dense": np.array([1, 0, 0, 0], np.float32)})


def documents(first: int, last: int) -> list[Document]:
    words = ["旋盤", "溶接", "研磨", "鋳造"]
    return [
        Document(
            n, {words[n % 4]: 1 + n % 3, words[n % 3]: 1}, {"P.A": 0.5}, np.eye(4, dtype=np.float32)[n % 4]
        )
        for n in range(first, last)
    ]


def catalogue(last: int = 30) -> Catalogue:
    return Catalogue.build([documents(1, last)], 4)


def assert_equal(a: Catalogue, b: Catalogue) -> None:
    first, second = sorted_pool(a), sorted_pool(b)
    assert first.ids.tolist() == second.ids.tolist()
    assert first.signals.keys() == second.signals.keys()
    for name in first.signals:
        np.testing.assert_allclose(first.signals[name], second.signals[name], atol=1e-6)


def sorted_pool(of: Catalogue) -> Pool:
    pool = of.pool(WANTED, 100)
    order = np.argsort(pool.ids)
    return Pool(pool.ids[order], {name: values[order] for name, values in pool.signals.items()})


@pytest.fixture
def storage(tmp_path: Path) -> CatalogueStorage:
    return CatalogueStorage(tmp_path / "index", MANIFEST)


def test_what_is_saved_comes_back(storage: CatalogueStorage) -> None:
    made = catalogue()
    storage.save(made, 7)
    loaded, revision, _ = storage.load()
    assert revision == 7
    assert_equal(loaded, made)


def test_changes_come_back_and_further_ones_can_be_made(storage: CatalogueStorage) -> None:
    made = catalogue()
    storage.save(made, 1)
    made.upsert([Document(3, {"新語": 2}, {"P.B": 1.0}, np.ones(4, np.float32)), *documents(40, 42)])
    made.remove([5, 6, 999])
    storage.save_changes(made, 2)
    loaded, revision, _ = storage.load()
    assert revision == 2
    assert_equal(loaded, made)
    for one in (made, loaded):
        one.upsert(documents(5, 6))
        one.remove([40])
    assert_equal(loaded, made)
    storage.save_changes(loaded, 3)
    assert_equal(storage.load()[0], made)


def test_changes_are_small_and_only_the_last_file_stays(storage: CatalogueStorage) -> None:
    made = catalogue()
    storage.save(made, 1)
    generation = storage.state()
    for revision in range(2, 6):
        made.upsert(documents(revision, revision + 1))
        storage.save_changes(made, revision)
    assert generation is not None
    assert storage.state() == (generation[0], 5)
    names = sorted(path.name.split("-")[0] for path in storage.folder.iterdir())
    assert names == ["changes", "current.json", "generation", "writer.lock"]


def test_a_process_that_is_behind_does_not_overwrite_one_that_is_ahead(storage: CatalogueStorage) -> None:
    ahead, behind = catalogue(), catalogue()
    storage.save(ahead, 1)
    ahead.remove([1])
    storage.save_changes(ahead, 9)
    behind.remove([2])
    storage.save_changes(behind, 5)
    loaded, revision, _ = storage.load()
    assert revision == 9
    assert_equal(loaded, ahead)


@pytest.mark.parametrize("other", [Manifest("x", "encoder", "1"), Manifest("lexicon", "x", "1"),
                                   Manifest("lexicon", "encoder", "2"), Manifest("lexicon", "encoder", "1", 99)])  # fmt: skip
def test_an_index_of_other_settings_is_refused(storage: CatalogueStorage, other: Manifest) -> None:
    storage.save(catalogue(), 1)
    another = CatalogueStorage(storage.folder, other)
    assert another.state() is None
    with pytest.raises(IndexUnusable, match="作り直します"):
        another.load()
    another.save(catalogue(5), 2)
    assert len(another.load()[0]) == 4
    assert storage.state() is None


def test_nothing_saved_is_refused(storage: CatalogueStorage) -> None:
    with pytest.raises(IndexUnusable):
        storage.load()


def generation_files() -> list[str]:
    return [
        "ids.npy", "topics.npy", "terms_data.npy", "terms_indices.npy", "terms_indptr.npy", "by_concept_data.npy",
        "by_supplier_indices.npy", "vectors.npy", "topic_idf.npy", "topic_components.npy", "words.json",
        "concepts.json", "numbers.json", "dense.faiss",
    ]  # fmt: skip


@pytest.mark.parametrize("name", generation_files())
@pytest.mark.parametrize("damage", ["gone", "empty", "half", "noise"])
def test_a_damaged_file_is_refused_or_harmless(storage: CatalogueStorage, name: str, damage: str) -> None:
    made = catalogue()
    storage.save(made, 1)
    state = storage.state()
    assert state is not None
    path = storage.folder / state[0] / name
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        noise = np.random.default_rng(0).bytes(len(content))
        path.write_bytes({"empty": b"", "half": content[: len(content) // 2], "noise": noise}[damage])
    with pytest.raises(IndexUnusable, match="壊れています"):
        storage.load()


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"manifest": 1}', '"x"'])
def test_a_damaged_pointer_is_refused(storage: CatalogueStorage, content: str) -> None:
    storage.save(catalogue(), 1)
    (storage.folder / "current.json").write_text(content, encoding="utf-8")
    with pytest.raises(IndexUnusable):
        storage.load()
    storage.save(catalogue(), 2)
    assert storage.load()[1] == 2


def test_damaged_changes_are_refused(storage: CatalogueStorage) -> None:
    storage.save(catalogue(), 1)
    (changes,) = storage.folder.glob("changes-*")
    changes.write_text(json.dumps({"struck": []}), encoding="utf-8")
    with pytest.raises(IndexUnusable):
        storage.load()


# In a process of its own: children die at the nth file that they open, move or delete, as if by kill -9.
KILLING = """
import os, signal, sys
from pathlib import Path
from matching.ranking.storage import CatalogueStorage
sys.path.insert(0, sys.argv[2])
from test_storage import MANIFEST, assert_equal, catalogue, documents

WATCHED = {"open", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "os.mkdir"}
seen, limit = 0, None

def watch(event, args):
    global seen
    if limit is not None and event in WATCHED:
        seen += 1
        if seen == limit:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
folder = Path(sys.argv[1])

def state(number):
    made = catalogue(20 + number)
    made.upsert(documents(90, 91 + number))
    made.remove([1])
    return made

def child(work, at):
    global limit
    pid = os.fork()
    if pid == 0:
        limit = at
        work()
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0

def attempt(name, at):
    "Whether the work was done to its end; what is on disk afterwards is all old or all new."
    storage = CatalogueStorage(folder / f"{name}-{at}", MANIFEST)
    storage.save(state(0), 1)
    work = {"whole": lambda: storage.save(state(1), 2), "changes": lambda: storage.save_changes(changed, 2)}[name]
    changed = storage.load()[0]
    changed.upsert(documents(200, 203))
    done = child(work, at)
    loaded, revision, _ = storage.load()
    assert revision == 2 if done else revision in (1, 2), (name, at, revision)
    expected = state(0) if revision == 1 else state(1) if name == "whole" else changed
    assert_equal(loaded, expected)
    storage.save(state(2), 3)
    assert storage.load()[1] == 3
    assert len(list(storage.folder.iterdir())) == 4, list(storage.folder.iterdir())
    return done

kills = 0
for name in ("whole", "changes"):
    steps = range(1, 200) if sys.argv[3] == "all" else map(int, sys.argv[3].split(","))
    for at in steps:
        if attempt(name, at):
            break
        kills += 1
print(kills)
"""


def killed(tmp_path: Path, moments: str) -> int:
    command = [sys.executable, "-c", KILLING, str(tmp_path), str(Path(__file__).parent), moments]
    environment = {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": "",
        "PYTHONPATH": ":".join(sys.path),
    }
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1])


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs fork and SIGKILL")
def test_a_kill_while_saving_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    assert 5 <= killed(tmp_path, "2,5,12,30,44") <= 10


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs fork and SIGKILL")
def test_a_kill_at_any_moment_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    assert killed(tmp_path, "all") > 30


FULL = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from matching.errors import StorageFull
from test_storage import *
storage = CatalogueStorage(Path(sys.argv[1]), MANIFEST)
old = catalogue()
storage.save(old, 1)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
new = Catalogue.build([documents(1, 3_000)], 4)
changed = storage.load()[0]
changed.upsert(documents(1_000, 1_900))
for work in (lambda: storage.save(new, 2), lambda: storage.save_changes(changed, 2)):
    try:
        work()
    except StorageFull as error:
        assert "空き" in str(error), error
    else:
        raise SystemExit("no error")
    loaded, revision, _ = storage.load()
    assert revision == 1
    assert_equal(loaded, old)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
storage.save(new, 3)
assert storage.load()[1] == 3
assert len(list(storage.folder.iterdir())) == 4, list(storage.folder.iterdir())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs RLIMIT_FSIZE")
@pytest.mark.parametrize("limit", [0, 100, 4_000, 20_000])
def test_a_full_disk_is_told_and_the_old_state_stays(tmp_path: Path, limit: int) -> None:
    command = [
        sys.executable,
        "-c",
        textwrap.dedent(FULL),
        str(tmp_path),
        str(Path(__file__).parent),
        str(limit),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_vanished_folder_is_refused(storage: CatalogueStorage) -> None:
    storage.save(catalogue(), 1)
    shutil.rmtree(storage.folder)
    with pytest.raises(IndexUnusable):
        storage.load()
