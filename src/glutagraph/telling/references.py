"""References as a text cites them: numbers in square brackets, from one upward as they are met."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..model import Evidence, Source


class References:
    """The sources that a text cites, each with its number, and where their findings were read."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}
        self._readers: dict[Source, None] = {}

    def to(self, items: Iterable[Evidence]) -> str:
        """The sources of some evidence as they are cited; empty where there is none."""
        found = list(items)
        self._readers |= dict.fromkeys(i.read_in for i in found if i.read_in != i.source)
        return self.to_sources([item.source for item in found])

    def to_sources(self, sources: Iterable[Source]) -> str:
        """Some sources as they are cited: [1, 3-5]."""
        each = dict.fromkeys(sources)
        for source in each:
            self._numbers.setdefault(source, len(self._numbers) + 1)
        return f"[{ranged(sorted(self._numbers[source] for source in each))}]" if each else ""

    @property
    def readers(self) -> tuple[Source, ...]:
        """The reviews in which findings of other papers were read."""
        return tuple(self._readers)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All that were cited, in the order of their numbers."""
        return tuple(self._numbers)


def ranged(numbers: Sequence[int]) -> str:
    """Ascending numbers, three and more in a row as a range.

    >>> ranged([1, 2, 4, 5, 6, 9])
    '1, 2, 4–6, 9'
    """
    runs: list[list[int]] = []
    for one in numbers:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    told = ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run) for run in runs)
    return ", ".join(part for run in told for part in run)
