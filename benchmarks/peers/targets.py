"""What tracing is held against, and whether it was met by what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .drawing import short
from .measuring import OURS, OVER_PARQUET
from .results import Measured

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MS, MB = "ms", "MB"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target beside what was measured; `reason` says why it was missed, where that is known."""

    graph: str
    asked: str
    found: str
    met: bool | None
    """None where it was not measured."""
    reason: str = ""


def verdicts(results: Mapping[str, Measured]) -> list[Verdict]:
    """Every target in order."""
    found = [one for target in TARGETS for one in target.of(results)]
    return [*found, growth(results)]


@dataclass(frozen=True, slots=True)
class Faster:
    """At least so many times as fast as another on the same questions."""

    graph: str
    task: str
    other: str
    times: float
    reason: str = ""

    def of(self, results: Mapping[str, Measured]) -> Iterator[Verdict]:
        """One verdict."""
        asked = f"{self.task}: {short(self.times)} times as fast as {self.other}"
        measured = results.get(self.graph)
        ratio = measured.ratio(self.task, self.other) if measured else None
        if measured is None or ratio is None:
            why = measured.why(self.task, self.other) if measured else ""
            yield Verdict(self.graph, asked, why or "not measured", None)
            return
        least = "at least " if ratio.is_least else ""
        met = ratio.times >= self.times
        yield Verdict(
            *(self.graph, asked, f"{least}{short(ratio.times)} times"),
            None if ratio.is_least and not met else met,
            self.reason,
        )


@dataclass(frozen=True, slots=True)
class Under:
    """A figure of ours below a bound."""

    graph: str
    task: str
    figure: str
    """`median`, `p99`, `opens`, `opened` (memory once open) or `memory` (the most in the end)."""
    most: float
    name: str = OURS
    reason: str = ""

    def of(self, results: Mapping[str, Measured]) -> Iterator[Verdict]:
        """One verdict."""
        unit = MB if self.figure in ("opened", "memory") else MS
        told = {"opens": "opens", "opened": "memory once open", "memory": "memory in the end"}
        what = told.get(self.figure, f"{self.task}, {self.figure}")
        over = ", over Parquet" if self.name == OVER_PARQUET else ""
        asked = f"{what}{over}: under {self.most:,g} {unit}"
        measured = results.get(self.graph)
        value = measured.figure(self.name, self.task, self.figure) if measured else None
        if measured is None or value is None:
            why = measured.why(self.task, self.name) if measured else ""
            yield Verdict(self.graph, asked, why or "not measured", None)
            return
        is_met = value < self.most
        yield Verdict(
            *(self.graph, asked, f"{short(value)} {unit}", is_met), "" if is_met else self.reason
        )


_FEW_ROUTES = (
    "the graph is sparse: networkx has listed all routes before a look back from the end is done"
)
_FEW_PATHS = "of three steps it has few paths to list, unlike of four"
_ONE_ARROW = (
    "given one arrow for each pair of nodes it has few paths to list, and no tiers to look at"
)
_NO_UNKNOWN = "INDRA leaves out claims of unknown sign, so that it has less to list"
_LISTS_ALL = "it lists every path, of which there are some hundred; ours looks at tiers, too"
_PAGES = (
    "0.9 GB of it are pages of the mapped file, which the system takes back; the rest are arrays as "
    "long as there are nodes, for each tier and step"
)
_STOPS = "it stops at the tenth shortest, as glutagraph does, and has no tiers to look at"

TARGETS: tuple[Faster | Under, ...] = (
    Faster("shipped", "top 4", "networkx", 5, _FEW_ROUTES),
    Faster("shipped", "top 6", "networkx", 1 / 0.06, _FEW_ROUTES),
    Faster("made-1e5", "top 4", "networkx", 200, _LISTS_ALL),
    Faster("made-1e5", "top 4", "rustworkx", 1, _ONE_ARROW),
    Faster("made-1e5", "signed 5", "INDRA, signed, all", 300, _NO_UNKNOWN),
    Faster("made-1e5", "signed 5", "INDRA, signed", 300, _STOPS),
    Faster("made-1e5", "signed 5", "rustworkx", 20, _ONE_ARROW),
    Faster("hetionet-size", "top 3", "networkx", 1_000),
    Under("hetionet-size", "top 4", "median", 10),
    Under("hetionet-size", "top 4", "p99", 60),
    Under("hetionet-size", "", "opens", 300),
    Under("hetionet-size", "", "opened", 200),
    Under("hetionet-size", "sweep 4", "median", 100),
    Faster("primekg-size", "top 3", "rustworkx", 100, _FEW_PATHS),
    Faster("primekg-size", "top 3", "scipy, Yen", 500),
    *(Under("primekg-size", f"top {steps}", "median", 15) for steps in (4, 5, 6)),
    Under("made-5e7", "", "opens", 1_000),
    Under("made-5e7", "top 5", "median", 50),
    Under("made-5e7", "", "memory", 2_048, reason=_PAGES),
    Under("made-5e7", "top 5", "median", 400, OVER_PARQUET),
)
GROWS = ("made-1e4", "made-1e7", "top 4", 15.0)


def growth(results: Mapping[str, Measured]) -> Verdict:
    """How many times as long the same task takes on a thousand times as many claims."""
    small, large, task, most = GROWS
    asked = f"{task}: at most {most:g} times as long as with 10,000 claims"
    sizes = [
        results[name].figure(OURS, task, "median") for name in (small, large) if name in results
    ]
    if len(sizes) < 2 or not all(sizes):
        return Verdict(large, asked, "not measured", None)
    times = (sizes[1] or 0) / (sizes[0] or 1)
    return Verdict(large, asked, f"{times:.1f} times", times <= most)
