"""What the pages say is what there is: commands, options, links, layout, counts, and the fifteen-line example."""

import argparse
import json
import re
import shlex
from collections import Counter
from pathlib import Path

import pytest

import app_cli
from dashboard import navigation
from ingest import pipeline
from ingest.report import ISSUE_CODES
from matching.casework.trail import DEEDS, SUBJECTS
from matching.cli.main import parser
from matching.corporate import CorporateDatabase
from matching.ranking.signals import LABELS, VERDICT_LABELS
from matching.settings import DATA

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.ja.md")
PAGES = [
    *READMES,
    "CHANGELOG.md",
    "data/README.md",
    "data/evaluation/README.md",
    *(
        str(page.relative_to(ROOT))
        for folder in ("docs", "benchmarks")
        for page in (ROOT / folder).rglob("*.md")
    ),
]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page(name), re.M | re.S)


def prose(name: str) -> str:
    return re.sub(r"^```.*?^```$", "", page(name), flags=re.M | re.S)


def tables(name: str) -> list[list[str]]:
    """The cells of each table row, headings and rules left out."""
    rows = [line.strip("|").split("|") for line in prose(name).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows if not set("".join(row)) <= set("-: ")]


@pytest.fixture(scope="module")
def command() -> argparse.ArgumentParser:
    return parser(app_cli.GROUPS)


def choices(found: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands (or a command's own) of a parser; none for one that has none."""
    subparsers = [one for one in found._actions if isinstance(one, argparse._SubParsersAction)]
    return dict(subparsers[0].choices) if subparsers else {}


@pytest.mark.parametrize("name", PAGES)
def test_shell_blocks_name_commands_options_and_files_that_exist(
    name: str, command: argparse.ArgumentParser
) -> None:
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), re.M))
    for line in "".join(blocks(name, "sh")).splitlines():
        program, *arguments = shlex.split(line, comments=True) or [""]
        if program == "make":
            assert set(arguments) <= targets, line
        elif program.endswith("juhatchu"):
            parsed = vars(command.parse_args(arguments))
            files = [*parsed.get("paths", ()), parsed.get("queries"), parsed.get("qrels")]
            assert all((ROOT / file).is_file() for file in files if file), line
        elif program.endswith("python") and arguments[0].endswith(".py"):
            script = page(arguments[0])
            assert all(option in script for option in arguments if option.startswith("--")), line


@pytest.mark.parametrize("name", READMES)
def test_both_readmes_show_both_commands(name: str) -> None:
    assert {"make demo", "make test"} <= set("".join(blocks(name, "sh")).splitlines())


def test_the_example_has_fifteen_lines_and_runs(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = blocks("README.md", "python")
    assert len(example.splitlines()) == 15
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUHATCHU_HOME", str(home))
    monkeypatch.delenv("JUHATCHU_ENCODER", raising=False)
    with CorporateDatabase.open("sqlite:///var/demo.db") as db:  # what make demo leaves behind
        pipeline.run(DATA / "sample" / "suppliers_1.csv", db)
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert re.findall(r"^(\d)\. ", printed, re.M) == ["1", "2", "3", "4", "5"]
    assert re.search(r"^\[.*'研磨.*\] \d+ ms$", printed, re.M)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_files_that_exist(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(name)):
        if not target.startswith(("http://", "https://", "#")):
            assert ((ROOT / name).parent / target.split("#")[0]).exists(), target


def test_both_readmes_have_the_same_headings_blocks_and_figures() -> None:
    english, japanese = READMES
    levels = [re.findall(r"^(#+) ", prose(name), re.M) for name in READMES]
    assert levels[0] == levels[1]
    for language in ("sh", "python"):
        assert blocks(english, language) == blocks(japanese, language)
    assert len(blocks(english, "mermaid")) == len(blocks(japanese, "mermaid"))
    figures = [[_figures(" ".join(row)) for row in tables(name)] for name in READMES]
    assert figures[0] == figures[1]
    assert Counter(_figures(prose(english))) - Counter(_figures(prose(japanese))) == Counter()


def _figures(text: str) -> list[str]:
    """Numbers of two digits or more; years, names and file names are the same in both languages anyway."""
    return re.findall(r"[+−-]?\d[\d,]*\.\d+|\.\d+|\d[\d,]*\d|FILL", text)


@pytest.mark.parametrize("name", PAGES)
def test_no_figure_is_left_to_fill_in(name: str) -> None:
    assert "FILL" not in page(name)
    assert not re.search(r"SECOND ROUND|AGREEMENT", page(name))


@pytest.mark.parametrize("name", READMES)
def test_every_signal_is_explained_under_its_label(name: str) -> None:
    explained = {
        row[0].strip("`"): row[1] for row in tables(name) if row[0].startswith("`") and len(row) == 3
    }
    assert explained == {**LABELS, **VERDICT_LABELS}


def test_every_issue_code_is_documented_with_its_meaning() -> None:
    documented = {row[0].strip("`"): row[1] for row in tables("docs/issue-codes.md")[1:]}
    assert documented == dict(ISSUE_CODES)


def test_every_command_and_option_stands_in_the_contract(command: argparse.ArgumentParser) -> None:
    contract = page("docs/contract.md")
    for name, found in choices(command).items():
        assert f"`juhatchu {name}" in contract, name
        assert all(re.search(rf"`juhatchu {name} .*\b{own}\b", contract) for own in choices(found)), name
        for one in (found, *choices(found).values()):
            options = {o for a in one._actions for o in a.option_strings} - {"-h", "--help"}
            assert all(option in contract for option in options), (name, options)


def test_every_page_of_the_dashboard_stands_in_the_contract_with_its_title() -> None:
    told = re.findall(r"^\| `(/\w*)` \| (\S+) \| ([CSBVAR, ]+|all) \|", page("docs/contract.md"), re.M)
    letters = {"coordinator": "C", "supplier": "S", "buyer": "B", "survey": "V", "admin": "A", "reader": "R"}
    there = {
        (one.address, one.title, frozenset(letters[role] for role in one.roles)) for one in navigation.PAGES
    }
    everybody = frozenset(letters.values())
    assert there == {
        (address, title, everybody if who == "all" else frozenset(who.split(", ")))
        for address, title, who in told
    }


def test_the_users_guide_quotes_labels_that_the_dashboard_shows() -> None:
    shown = "".join(
        module.read_text(encoding="utf-8")
        for folder in ("dashboard", "matching")
        for module in (ROOT / folder).rglob("*.py")
    )
    # 「『見積』にする」 is put together: 『』 stands for the product's inner 「」.
    quoted = set(re.findall("「([^」『]+)」", page("docs/users-guide.md")))
    assert len(quoted) > 60
    assert [label for label in sorted(quoted) if label not in shown] == []


def test_the_words_of_the_audit_trail_stand_in_the_contract() -> None:
    (subjects,) = re.findall(r"^Subjects: (.*)\.$", page("docs/contract.md"), re.M)
    (deeds,) = re.findall(r"^Deeds: ([a-z, -]*)\.", page("docs/contract.md"), re.M)
    assert (set(subjects.split(", ")), set(deeds.split(", "))) == (set(SUBJECTS), set(DEEDS))


def test_the_layout_in_architecture_is_the_tree() -> None:
    layout = blocks("docs/architecture.md", "")[0]
    for package in ("matching", "ingest", "dashboard"):
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).parts
            if path.name != "__init__.py" and "migrations" not in parts:
                assert re.search(rf"\b{re.escape(path.name)}\b", layout), path
            assert all(f"{folder}/" in layout for folder in parts[:-1] if folder != "versions"), path
    named = set(re.findall(r"[\w.]+\.py\b", layout))
    exist = {path.name for path in ROOT.glob("*.py")}
    folders = ("matching", "ingest", "dashboard", "training", "benchmarks", "tests")
    exist |= {p.name for top in folders for p in (ROOT / top).rglob("*.py")}
    assert named <= exist


def test_the_data_dictionary_names_every_file_and_column() -> None:
    dictionary = page("data/README.md")
    for path in (ROOT / "data").rglob("*"):
        if path.is_file() and path.name != "README.md":
            assert path.name in dictionary, path
        if path.suffix == ".tsv" and path.name != "qrels.tsv":
            heading = page(str(path.relative_to(ROOT))).splitlines()[0].split("\t")
            assert all(f"`{column}`" in dictionary for column in heading), (path, heading)
        if path.suffix == ".jsonl":
            keys = json.loads(page(str(path.relative_to(ROOT))).splitlines()[0])
            assert all(f"`{key}`" in dictionary for key in keys), (path, keys)


def test_the_counts_of_the_judged_data_are_those_of_the_files() -> None:
    told = {row[0]: row[1:] for row in tables("data/evaluation/README.md") if len(row) == 6}
    for part in ("tune", "test", "reserve"):
        grades = Counter(
            line.split("\t")[2] for line in page(f"data/evaluation/{part}/qrels.tsv").splitlines()
        )
        counts = [grades.total(), *(grades[grade] for grade in "0123")]
        assert told[part] == [f"{count:,}" for count in counts]


@pytest.mark.parametrize(
    ("file", "headings", "told"),
    [
        ("data/lexicon/concepts.tsv", 1, {
            "README.md": r"over ([\d,]+) concepts",
            "README.ja.md": r"語彙\(([\d,]+) を超える",
            "data/README.md": r"語彙\(([\d,]+) 以上\)",
        }),
        ("data/lexicon/everyday.tsv", 1, {
            "README.md": r"Over ([\d,]+) everyday expressions",
            "README.ja.md": r"ふだんの言い方\(([\d,]+) 以上\)",
            "data/README.md": r"ふだんの言い方\(([\d,]+) 以上\)",
        }),
        ("data/training/pairs.jsonl", 0, {
            "README.md": r"Over ([\d,]+) written pairs",
            "README.ja.md": r"組が ([\d,]+) 以上",
            "data/README.md": r"\(([\d,]+) 組以上",
            "docs/decisions/0002-words-vectors-concepts-and-a-phrasebook.md": r"over ([\d,]+) written pairs",
        }),
    ],
)  # fmt: skip
def test_there_are_as_many_concepts_expressions_and_pairs_as_told(
    file: str, headings: int, told: dict[str, str]
) -> None:
    """Over so many: true, and not far below what there is."""
    count = len(page(file).splitlines()) - headings
    numbers = {int(n.replace(",", "")) for name, words in told.items() for n in re.findall(words, page(name))}
    assert all(re.search(words, page(name)) for name, words in told.items())
    (number,) = numbers
    assert number <= count < 1.5 * number


def test_every_decision_is_listed_and_has_its_four_parts() -> None:
    index = page("docs/decisions/README.md")
    for path in (ROOT / "docs" / "decisions").glob("0*.md"):
        assert f"({path.name})" in index
        headings = re.findall(r"^## (\w+)", path.read_text(encoding="utf-8"), re.M)
        assert headings == ["Context", "Choice", "Rejected", "Evidence"], path.name


def test_the_lock_has_names_and_versions_of_all_that_is_required() -> None:
    lines = page("requirements.lock").splitlines()
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+", line) for line in lines)
    assert lines == sorted(lines)
    required = re.findall(
        r'^    "([A-Za-z0-9_-]+)', page("pyproject.toml").partition("[project.scripts]")[0], re.M
    )
    assert {name.lower() for name in required} <= {line.split("==")[0] for line in lines}
