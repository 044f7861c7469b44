"""Every notebook runs from top to bottom, and none is stored with outputs that could have gone stale."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from matching.ranking import phrasebook

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
# The kernel is a process of its own: it has to be told of the suite's thinned phrasebook.
THIN = """
from pathlib import Path
from matching.ranking import phrasebook
phrasebook.PAIRS = Path({path!r})
"""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUHATCHU_HOME", str(home))
    monkeypatch.delenv("JUHATCHU_ENCODER", raising=False)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(THIN.format(path=str(phrasebook.PAIRS))))
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=where).execute()
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].cell_type == "markdown"
    assert not any(cell.outputs for cell in notebook.cells if cell.cell_type == "code")
