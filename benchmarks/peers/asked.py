"""What is asked of each path finder, and what is told of an answer. Known to both sides of a pipe."""

from __future__ import annotations

from typing import NamedTuple, Protocol, TypedDict

TEN = 10
WANTED = -1
"""The net sign of the paths that a signed question asks for: those that lower."""


class Task(NamedTuple):
    """A sort of question.

    `top` asks for the ten best paths, `signed` for the ten best that lower, `sweep` for what is left of
    the ten best with each of their inner nodes knocked out, `trace` for the whole answer of a command.
    """

    kind: str
    steps: int

    def __str__(self) -> str:
        return f"{self.kind} {self.steps}"


class Told(TypedDict, total=False):
    """An answer, as far as a path finder can tell it."""

    best: list[list[int]]
    """The ten best paths by tier, disputed steps, length and names, each as its claims by number."""
    lengths: list[int]
    """The lengths of the ten shortest paths, claims that are parallel taken for one."""
    count: int
    """How many there are, where all were listed; parallel claims taken for one."""
    is_there: bool
    """Whether any number of steps leads from start to end."""
    left: dict[str, list[list[int]]]
    """The ten best paths without each node."""
    sum: str
    """A checksum of the names in the answer."""


class Finder(Protocol):
    """A path finder. `ask` is timed; `told` is not, and makes of its answer what can be compared."""

    kinds: tuple[str, ...]
    """The sorts of question that it has an answer to."""

    def load(self, folder: str) -> None:
        """Make or open the graph whose folder this is."""

    def ask(self, task: Task, start: int, end: int) -> object:
        """Answer a question."""

    def told(self, task: Task, start: int, end: int, answer: object) -> Told:
        """What of an answer can be compared."""
