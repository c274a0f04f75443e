"""Imports point down, each library has its one door, and what a question does without is not loaded."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import glutagraph

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parent.parent
PACKAGE = CHECKOUT / "src" / "glutagraph"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = ("networkx", "pyvis", "rdflib", "rich")
LONGEST = 60


def name_of(file: Path) -> str:
    """A module's name within the package; the package's own is empty."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


DOORS = {
    "click": {
        *("arguments", "cli", "terminal", "text"),
        *(
            name_of(file)
            for file in MODULES
            if file.parent.name == "commands" and file.stem != "__init__"
        ),
    },
    "duckdb": {"store.duck"},
    "networkx": {"network"},
    "numpy": {"store.arrays"},
    "pyarrow": {"store.spark"},
    "pyoxigraph": {"rdf"},
    "pyspark": {"store.spark"},
    "pyvis": {"explorer.pyvis_network"},
    "rdflib": {"rdflib_graph"},
    "rich": {"tables"},
    "uvicorn": {"server.listening"},
}


def layers() -> dict[str, int]:
    """The layer of each module or folder named in CONTRIBUTING.md's table; 0 is the highest."""
    text = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| layer | modules | answers |")[2].split("\n\n")[0]
    rows = [row.split("|")[2] for row in table.splitlines()[2:]]
    return {
        name: height for height, row in enumerate(rows) for name in re.findall(r"`(\w+)/?`", row)
    }


def layer(module: str) -> int:
    return layers()[module.partition(".")[0]]


def imports(file: Path) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports of a module that run, at its head or in a function; not those for type checkers."""
    waiting: list[ast.AST] = [ast.parse(file.read_bytes())]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)


def imported(file: Path) -> tuple[set[str], set[str]]:
    """What a module imports: our modules, by name within the package, and others' packages."""
    package = [*name_of(file).split(".")][: None if file.name == "__init__.py" else -1]
    ours, others = set(), set()
    for node in imports(file):
        if isinstance(node, ast.Import):
            others |= {alias.name.partition(".")[0] for alias in node.names}
        elif not node.level:
            others.add(str(node.module).partition(".")[0])
        else:
            base = package[: len(package) - node.level + 1]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            ours |= {".".join([*filter(None, base), str(name)]) for name in names}
    return {name for name in ours if name != "__version__"}, others


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_imports_point_down(file: Path) -> None:
    module = name_of(file)
    ours, _ = imported(file)

    upward = {name for name in ours if module and layer(name) < layer(module)}

    assert upward == set(), f"{module} stands below them in the table of CONTRIBUTING.md"


def test_every_module_has_its_layer_and_every_name_there_is_a_module() -> None:
    modules = {name_of(file).partition(".")[0] for file in MODULES} - {""}

    assert set(layers()) == modules


def test_the_words_import_nothing_of_ours_but_words() -> None:
    words = {name for name, height in layers().items() if height == max(layers().values())}

    assert words == {"answers", "consequences", "errors", "model", "vocabulary"}
    for word in words:
        assert imported(PACKAGE / f"{word}.py")[0] <= words


def test_no_modules_need_one_another_in_a_circle() -> None:
    TopologicalSorter({name_of(file): imported(file)[0] for file in MODULES}).prepare()


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_each_library_comes_in_by_its_one_door(file: Path) -> None:
    _, others = imported(file)

    libraries = others - set(sys.stdlib_module_names)

    assert libraries == {name for name in libraries if name_of(file) in DOORS.get(name, ())}


def test_every_door_is_used() -> None:
    used = {(name, name_of(file)) for file in MODULES for name in imported(file)[1] & set(DOORS)}

    assert used == {(library, module) for library, doors in DOORS.items() for module in doors}


def test_text_knows_of_click_only_how_to_style() -> None:
    nodes = [node for node in imports(PACKAGE / "text.py") if "click" in ast.unparse(node)]

    assert [ast.unparse(node) for node in nodes] == ["from click import style"]


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_no_function_is_long(file: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]

    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


# what is loaded


def loaded(statement: str) -> set[str]:
    """The modules that a fresh Python has loaded after a statement, however that ends."""
    script = (
        "import sys\n"
        f"try:\n    {statement}\n"
        "except SystemExit:\n    pass\n"
        "import json\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(json.loads(answer.stderr.splitlines()[-1]))


def test_importing_glutagraph_does_no_work() -> None:
    new = loaded("import glutagraph") - loaded("pass")

    assert {name for name in new if name.partition(".")[0] not in sys.stdlib_module_names} == {
        "glutagraph"
    }


@pytest.mark.parametrize("asked", ["--version", "--help", "trace --help", "query --help"])
def test_help_and_version_load_no_heavy_library(asked: str) -> None:
    statement = (
        f"sys.argv = ['glutagraph', *{asked.split()!r}]; from glutagraph.cli import main; main()"
    )

    modules = loaded(statement)

    assert "click" in modules
    assert {name.partition(".")[0] for name in modules} & set(HEAVY) == set()


# what is promised


def test_every_promised_name_is_there_each_time_it_is_asked_for() -> None:
    for name in glutagraph.__all__:
        first = getattr(glutagraph, name)
        assert getattr(glutagraph, name) is first, name


def test_every_promised_name_is_there_in_a_fresh_process_whichever_is_asked_for_first() -> None:
    backwards = sorted(glutagraph.__all__, reverse=True)

    loaded(
        "import glutagraph;"
        f" [getattr(glutagraph, name) for name in [*{backwards!r}, *{glutagraph.__all__!r}]]"
    )


def test_promised_names_are_sorted_and_no_other_is_given() -> None:
    assert glutagraph.__all__ == sorted(glutagraph.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Graph'"):
        glutagraph.Graph  # noqa: B018
