"""One path finder in a process of its own: loads a graph, then answers questions line by line.

    python -m peers.child NAME FOLDER MEGABYTES

A question is `[kind, steps, start, end]`; an answer says the seconds it took, the most memory so far
and what was found. Whoever asks keeps the time, and ends the process when it is over.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from .asked import Task


def finder(name: str, folder: str) -> Any:
    """A path finder by name; what it needs is imported."""
    if name.startswith("glutagraph"):
        from . import ours
        from .graphs import SHIPPED

        return ours.kind_of(name, is_shipped=Path(folder).name == SHIPPED)()
    from . import others

    return others.FINDERS[name]()


def megabytes() -> float:
    """The most memory that the process has had, mapped pages that it touched included."""
    told = Path("/proc/self/status").read_text()  # getrusage counts the memory of whoever forked us
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """Load and answer until nothing is asked any more."""
    name, folder, most = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w")  # what libraries print must not be taken for an answer
    os.dup2(2, 1)
    limit = int(most) << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    def say(**told: object) -> None:
        answers.write(json.dumps(told) + "\n")
        answers.flush()

    found = finder(name, folder)
    before, started = megabytes(), perf_counter()
    found.load(folder)
    say(seconds=perf_counter() - started, megabytes=megabytes(), before=before)
    for line in sys.stdin:
        kind, steps, start, end = json.loads(line)
        task = Task(kind, steps)
        started = perf_counter()
        answer = found.ask(task, start, end)
        say(seconds=perf_counter() - started, megabytes=megabytes())
        say(told=found.told(task, start, end, answer))


if __name__ == "__main__":
    main()
