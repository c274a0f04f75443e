"""The notebooks run from a clean kernel, and are kept without what they print."""

import pathlib
import sys

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((pathlib.Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def test_there_is_a_first_tour() -> None:
    assert "01-first-tour.ipynb" in [notebook.name for notebook in NOTEBOOKS]


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_a_notebook_runs_from_a_clean_kernel(
    notebook: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    content = nbformat.read(notebook, as_version=4)
    content.metadata["kernelspec"] = {"name": "python3", "display_name": sys.executable}

    NotebookClient(content, timeout=120, resources={"metadata": {"path": tmp_path}}).execute()

    outputs = [output for cell in content.cells for output in cell.get("outputs", [])]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_a_notebook_is_kept_without_its_output(notebook: pathlib.Path) -> None:
    content = nbformat.read(notebook, as_version=4)

    assert all(not cell.get("outputs") for cell in content.cells)
