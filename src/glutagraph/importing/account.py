"""What was read, kept and skipped, and why, with the first lines of each reason.

Nothing is dropped in silence: every edge that was read is either kept or has its reason here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import ImportingError
from ..model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = 1
FIRST = 3
"""So many lines are named for each reason."""
_MOST_PROBLEMS = 20


@dataclass(slots=True)
class Reason:
    """Why some lines were skipped, or are worth a look; `first` are the first of them, as file:line."""

    why: str
    cure: str = ""
    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, place: str, count: int = 1) -> None:
        """Count one more, or some more of which the first is named."""
        self.count += count
        if len(self.first) < FIRST and place:
            self.first.append(place)


@dataclass(slots=True)
class FileRead:
    """A file that was read, by its name without the folder; sizes in bytes."""

    name: str
    size: int = 0
    unpacked: int = 0
    lines: int = 0
    packing: str = ""


@dataclass(slots=True)
class Said:
    """How many edges of a predicate were kept; the sign is 1, -1, or 0 where none is known."""

    predicate: str
    label: str
    family: str
    sign: int
    net: bool
    edges: int


@dataclass(slots=True)
class Report:
    """What came of an import."""

    format: str = ""
    name: str = ""
    files: list[FileRead] = field(default_factory=list)
    read: int = 0
    """Edges, one for each line, element or pair."""
    kept: int = 0
    claims: int = 0
    """Edges that say the same are one claim."""
    entities: int = 0
    said: list[Said] = field(default_factory=list)
    skipped: list[Reason] = field(default_factory=list)
    warnings: list[Reason] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, the same whatever folder the files lie in."""
        return {
            "schema": SCHEMA,
            "format": self.format,
            "name": self.name,
            "read": self.read,
            "kept": self.kept,
            "claims": self.claims,
            "entities": self.entities,
            "files": [
                {
                    "name": file.name,
                    "bytes": file.size,
                    "unpacked_bytes": file.unpacked,
                    "lines": file.lines,
                    "packing": file.packing,
                }
                for file in self.files
            ],
            "predicates": [
                {
                    "id": one.predicate,
                    "label": one.label,
                    "family": one.family,
                    "sign": one.sign,
                    "net": one.net,
                    "edges": one.edges,
                }
                for one in self.said
            ],
            "skipped": [_reason_json(reason) for reason in self.skipped],
            "warnings": [_reason_json(reason) for reason in self.warnings],
        }


def _reason_json(reason: Reason) -> dict[str, Any]:
    return {
        "why": reason.why,
        "cure": reason.cure,
        "count": reason.count,
        "first": list(reason.first),
    }


class Account:
    """Keeps count while files are read."""

    def __init__(self) -> None:
        self.report = Report()
        self.problems: list[Problem] = []
        self._skipped: dict[str, Reason] = {}
        self._warnings: dict[str, Reason] = {}

    def skip(self, place: str, why: str, cure: str = "", count: int = 1) -> None:
        """An edge, or several, that cannot be kept."""
        self._skipped.setdefault(why, Reason(why, cure)).add(place, count)

    def warn(self, place: str, why: str, cure: str = "", count: int = 1) -> None:
        """Something kept that is worth a look."""
        self._warnings.setdefault(why, Reason(why, cure)).add(place, count)

    def warn_of(self, places: Iterable[str], why: str, cure: str, count: int) -> None:
        """The same thing many times over, the first places of which are known."""
        if count:
            self._warnings[why] = Reason(why, cure, count, list(places)[:FIRST])

    def problem(self, file: str, line: int, what: str, cure: str = "") -> None:
        """Something because of which nothing is imported; after some of them no more are looked for."""
        self.problems.append(Problem(file, line, what, cure))
        if len(self.problems) >= _MOST_PROBLEMS:
            self.problems.append(Problem(file, line, "and there may be more: reading ended here"))
            raise ImportingError(self.problems)

    def fail(self, file: str, line: int, what: str, cure: str = "") -> NoReturn:
        """A problem after which nothing can be read."""
        raise ImportingError([*self.problems, Problem(file, line, what, cure)])

    def settle(self) -> None:
        """Raise ImportingError if there was any problem."""
        if self.problems:
            raise ImportingError(self.problems)

    def close(self) -> Report:
        """The report, reasons in the order of how often they were met."""
        self.report.skipped = _ordered(self._skipped)
        self.report.warnings = _ordered(self._warnings)
        self.report.kept = self.report.read - sum(one.count for one in self.report.skipped)
        return self.report


def _ordered(reasons: dict[str, Reason]) -> list[Reason]:
    return sorted(reasons.values(), key=lambda reason: (-reason.count, reason.why))
