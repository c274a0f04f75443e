"""The best simple paths between two nodes of a graph of millions of arrows, in order, exactly.

Where there are few, all are listed and sorted. Else they fall into classes: weakest tier, disputed
steps, length. The classes are taken in their order, and within one the paths are walked in the order of
their names.

Whatever can give the claims out of and into some nodes as columns can stand behind this: see `Rows`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .arrays import np
from .few import MOST, few_paths
from .growth import Effort, Ends, Keep
from .hubs import Cheapest
from .walks import Walks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .arrays import Array
    from .few import Few
    from .growth import Walked
    from .rows import Rows
    from .walks import Allows, Bounded

_ASKED = 3
"""Of so many nodes, claims and groups asked for states tell whether they were met; of more the path."""


class Corridor:
    """All that leads from a start to an end within so many steps; what was grown is kept."""

    def __init__(
        self,
        rows: Rows,
        start: int,
        end: int,
        max_steps: int,
        keep: Keep,
        via: tuple[int, ...] = (),
        takes: tuple[int, ...] = (),
        effort: Effort | None = None,
        costs: Array | None = None,
        most_listed: int = MOST,
    ) -> None:
        """`via` are nodes that a path must meet, `takes` the numbers of claims that it must take. With
        `costs`, what passing each node adds, cost stands for length: see `hubs`. No more walks than
        `most_listed` are listed at once."""
        self._ends = Ends(rows, start, end, max_steps, keep)
        self.keep, self.effort, self._costs = keep, effort or Effort(), costs
        self._most_listed = most_listed
        self._asked = (
            *(("group", number) for number in range(len(keep.groups))),
            *(("claim", claim) for claim in takes),
            *(("node", node) for node in via if node != start),
        )
        self.is_whole = True
        """Whether no class was left out, for having more states than a word has bits."""
        self._classes: dict[tuple[int, bool], Walks] = {}

    def paths(
        self, budget: Bounded, *, sign: int | None = None, allows: Allows | None = None
    ) -> Iterator[Walked]:
        """The paths in order, of one net sign where it is given.

        `allows` sees the traits of a beginning and that of the next step, and may refuse it.
        """
        if self._is_hopeless(sign):
            return
        if self._costs is None and self._few is not None:
            found, asked = self._few.paths(sign), self._asked
            if allows is not None:
                found = (path for path in found if _is_allowed(path.traits, allows))
        else:
            found, asked = self._by_class(budget, sign, allows), self._asked[_ASKED:]
        for path in found:
            if all(self._meets(path, *one) for one in asked):
                yield path

    def _meets(self, path: Walked, sort: str, number: int) -> bool:
        """Whether a path has a node or claim that is asked for, or a claim of a group."""
        if sort == "group":
            return bool(self.keep.groups[number][list(path.traits)].any())
        return number in (path.claims if sort == "claim" else path.nodes)

    @cached_property
    def _few(self) -> Few | None:
        return few_paths(self._ends, self._usable, self.effort, self._most_listed)

    def _by_class(
        self, budget: Bounded, sign: int | None, allows: Allows | None
    ) -> Iterator[Walked]:
        """The paths that have what states can tell of."""
        for tier in self._tiers:
            for disputed in range(self._ends.max_steps + 1 if self._has_disputed(tier) else 1):
                walks = self._class(tier, disputed > 0)
                if disputed > walks.most_disputed:
                    self.is_whole = False
                    break
                wanted = walks.states.wanted(sign, disputed)
                if self._costs is None:
                    yield from self._by_length(walks, wanted, budget, allows)
                else:
                    cheapest = Cheapest(walks, wanted, self._costs)
                    yield from (path for _, path in cheapest.paths(budget, allows))
                if budget.spent or self.effort.spent:
                    return

    def _by_length(
        self, walks: Walks, wanted: int, budget: Bounded, allows: Allows | None
    ) -> Iterator[Walked]:
        for length in range(1, self._ends.max_steps + 1):
            if not walks.can_reach(length):
                return
            yield from walks.paths(length, wanted, budget, allows)
            if budget.spent:
                return

    def _is_hopeless(self, sign: int | None) -> bool:
        """Whether there is no path for a reason that can be told at once."""
        ends = {self._ends.start, self._ends.end}
        if len(ends) == 1 or ends & self.keep.avoided:
            return True
        signs = {*self._ends.rows.traits.sign[self._usable].tolist()}
        return not signs or (sign is not None and sign != 1 and sign not in signs)

    @cached_property
    def _usable(self) -> Array:
        return self.keep.traits & self._ends.rows.traits.walked

    @cached_property
    def _tiers(self) -> list[int]:
        return sorted({*self._ends.rows.traits.tier[self._usable].tolist()})

    def _has_disputed(self, tier: int) -> bool:
        traits = self._ends.rows.traits
        return bool((self._usable & traits.disputed & (traits.tier <= tier)).any())

    def _class(self, tier: int, disputed: bool) -> Walks:
        key = (tier, disputed)
        if key not in self._classes:
            traits = self._ends.rows.traits
            usable = self._usable & (traits.tier <= tier)
            usable &= disputed | ~traits.disputed
            weakest = traits.tier == tier
            if not (usable & ~weakest).any():
                weakest = np.zeros_like(weakest)
            most, asked = self._ends.max_steps if disputed else 0, self._asked[:_ASKED]
            self._classes[key] = Walks(self._ends, usable, weakest, most, asked, self.effort)
        return self._classes[key]


def _is_allowed(traits: tuple[int, ...], allows: Allows) -> bool:
    """Whether each step of a path may follow those before it."""
    return all(allows([*traits[:step]], trait) for step, trait in enumerate(traits))
