"""How long each command takes on the shipped graph, over `import click` and over loading the graph.

    .venv/bin/python benchmarks/commands.py [RUNS]

What is run are the first two examples of each command's help; left out are those that wait for others or
change what is there. The three run in turn, so that a machine whose speed drifts gives all the same.
Figures are medians of whole processes, in milliseconds; what takes more than 300 over loading is marked.
The cache is warm, and of its own.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from glutagraph.arguments import COMMANDS

PYTHON = sys.executable
MAIN = [PYTHON, "-c", "from glutagraph.cli import main; main()"]
CLICK = [PYTHON, "-c", "import click"]
LOAD = [PYTHON, "-c", "import click, glutagraph; glutagraph.load()"]
LIMIT = 300
EXAMPLES = 2
LEFT_OUT = ("serve", "import", "format")


def milliseconds(command: list[str], folder: str) -> float:
    """How long one run of a command takes in a folder, what it prints thrown away."""
    started = perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode > 1:
        raise SystemExit(done.stderr.decode())
    return 1000 * (perf_counter() - started)


def examples(command: str) -> list[str]:
    """The first examples in the help of a command that need nothing but the graph."""
    told = subprocess.run([*MAIN, command, "--help"], check=True, capture_output=True, text=True)
    lines = told.stdout.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    found = [line.strip().partition("#")[0].strip() for line in lines]
    return [line for line in found if not set(line) & set("|<>&;$")][:EXAMPLES]


def main() -> None:
    """Print a row per example: what it takes over `import click`, and over loading."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"GLUTAGRAPH_CACHE": str(Path(folder) / "cache"), "NO_COLOR": "1"}
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        Path(folder, "graph").symlink_to(Path(__file__).resolve().parent.parent / "graph")
        milliseconds(LOAD, folder)
        asked = [command for command in COMMANDS if command not in LEFT_OUT]
        print("over click  over load")
        for line in (one for command in asked for one in examples(command)):
            command = [*MAIN, *shlex.split(line)[1:]]
            milliseconds(command, folder)
            times = [
                [milliseconds(one, folder) for one in (CLICK, LOAD, command)] for _ in range(runs)
            ]
            over_click = median(whole - click for click, _, whole in times)
            over_load = median(whole - load for _, load, whole in times)
            mark = "  <- more than 300" if over_load > LIMIT else ""
            print(f"{over_click:10.0f} {over_load:10.0f}  {line}{mark}", flush=True)


if __name__ == "__main__":
    main()
