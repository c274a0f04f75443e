"""What was measured of a graph: kept as JSON, and read as figures."""

from __future__ import annotations

import json
import os
import platform
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from .measuring import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PACKAGES = (
    *("glutagraph", "numpy", "networkx", "rustworkx", "igraph", "networkit", "scipy"),
    *("duckdb", "pyoxigraph"),
)


class ResultsError(Exception):
    """Results that cannot be read."""


class Ratio(NamedTuple):
    """How many times as long another takes on the same questions."""

    times: float
    is_least: bool
    """Whether some of its answers were not waited for, so that it takes longer still."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one graph; times are milliseconds, memory is megabytes."""

    data: dict[str, Any]

    @property
    def tasks(self) -> dict[str, Any]:
        """What was measured of each task."""
        found: dict[str, Any] = self.data["tasks"]
        return found

    def run(self, task: str, name: str) -> dict[str, Any] | None:
        """One path finder's answers to a task."""
        found: dict[str, Any] | None = self.tasks.get(task, {}).get("runs", {}).get(name)
        return found

    def why(self, task: str, name: str) -> str:
        """Why a path finder has no figure, or too few answers."""
        run = self.run(task, name) or {}
        return str(run.get("why") or self.data["why"].get(name, ""))

    def disagreements(self) -> Iterator[str]:
        """Who answers otherwise than glutagraph, and how often."""
        for task, told in self.tasks.items():
            for name, compared in told["agreement"].items():
                for what, (asked, same) in compared.items():
                    if same < asked:
                        yield f"{task}, {name}: {what} agree in {same} of {asked}"

    def checksums(self) -> dict[str, str]:
        """Those of our answers, by task."""
        return {task: told["checksum"] for task, told in self.tasks.items() if told["checksum"]}

    def figure(self, name: str, task: str, figure: str) -> float | None:
        """A figure by name; None where there is none."""
        loaded = self.data["loaded"].get(name)
        if figure in ("opens", "opened") and loaded:
            return float(loaded["megabytes"] if figure == "opened" else 1000 * loaded["seconds"])
        if figure == "memory":
            most: float | None = self.data["most"].get(name)
            return most
        run = self.run(task, name)
        if not run or not run["ms"]:
            return None
        return middle(run) if figure == "median" else quantile(run["ms"].values(), 0.99)

    def ratio(self, task: str, name: str) -> Ratio | None:
        """How many times as long as ours another takes, by medians of what both were asked."""
        theirs, mine = self.run(task, name), self.run(task, OURS)
        if not theirs or not mine:
            return None
        shared = [*theirs["ms"], *map(str, theirs["late"])]
        shared = [number for number in shared if number in mine["ms"]]
        if not shared:
            return None
        longest = 1000 * self.data["pace"]["answer"]
        other = median(theirs["ms"].get(number, longest) for number in shared)
        ours = median(mine["ms"][number] for number in shared)
        return Ratio(other / ours, 2 * len(theirs["late"]) >= len(shared))


def middle(run: dict[str, Any]) -> float | None:
    """The median in milliseconds; None where more than half of the answers were not waited for."""
    times = [*run["ms"].values(), *[float("inf")] * len(run["late"])]
    found = median(times)
    return None if found == float("inf") else found


def quantile(times: Iterable[float], share: float) -> float:
    """The time within which so large a share of the answers came."""
    ordered = sorted(times)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def save(folder: Path, name: str, data: dict[str, Any]) -> None:
    """Keep what was measured, with the day and the machine."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {"graph": name, "date": date.today().isoformat(), "machine": machine(), **data}
    text = json.dumps(told, indent=1)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> dict[str, Measured]:
    """What was measured, by graph."""
    found = {}
    for file in sorted(folder.glob("*.json")):
        try:
            found[file.stem] = Measured(json.loads(file.read_text(encoding="utf-8")))
        except ValueError:
            raise ResultsError(f"{file} holds no results: remove it, and measure again") from None
    return found


def machine() -> dict[str, Any]:
    """What the figures were measured on and with."""
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(":")[2].strip() for line in told.splitlines() if "model name" in line]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": os.cpu_count(),
        "gigabytes": round(memory),
        "python": platform.python_version(),
        "packages": dict(_versions()),
    }


def _versions() -> Iterator[tuple[str, str]]:
    """The versions of what is installed."""
    for name in _PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            yield name, metadata.version(name)
