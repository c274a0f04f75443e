"""How long a warm trace takes from the shell, beside a Python that only imports click.

    .venv/bin/python benchmarks/start.py [RUNS]

The two run in turn, so that a machine whose speed drifts gives both the same. Figures are of whole
processes, in milliseconds.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

PYTHON = sys.executable
COMMANDS = {
    "python -c 'import click'": [PYTHON, "-c", "import click"],
    "glutagraph trace ketamine antidepressant-effect": [
        *(PYTHON, "-c", "from glutagraph.cli import main; main()"),
        *("trace", "ketamine", "antidepressant-effect"),
    ],
}


def milliseconds(command: list[str]) -> float:
    """How long one run of a command takes, what it prints thrown away."""
    started = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return 1000 * (perf_counter() - started)


def main() -> None:
    """Print the median of each command, and of what the second takes longer than the first."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    # A cache of its own, made by the first run; compiled modules as an installed package has them.
    with tempfile.TemporaryDirectory() as cache:
        os.environ |= {"GLUTAGRAPH_CACHE": str(Path(cache) / "cache")}
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        first, warm = COMMANDS.values()
        cold = milliseconds(warm)
        milliseconds(warm)
        pairs = [(milliseconds(first), milliseconds(warm)) for _ in range(runs)]
    for name, times in zip(COMMANDS, zip(*pairs, strict=True), strict=True):
        print(f"{median(times):7.1f} ms  {name}")
    print(f"{median(b - a for a, b in pairs):7.1f} ms  the second takes longer")
    print(f"{cold:7.1f} ms  the first trace of all, with no cache")


if __name__ == "__main__":
    main()
