"""The best simple paths between two nodes of a graph of millions of arrows, in order, exactly.

Paths fall into classes: weakest tier, disputed steps, length. The classes are taken in their order, and
within one the paths are walked in the order of their names. For each class the nodes on walks of exactly
so many steps are grown from both ends, always on the side with fewer rows. A sweep back from the end
then tells, for each node and number of steps left, which *states* the rest of a path may have: its net
sign, whether it has a step of the weakest tier, how many are disputed, and which of the nodes asked for
it passes. So no path is begun that no walk can finish; that it meets no node twice, and that its
contexts agree, is seen to while it is walked.

Whatever can give the claims out of and into some nodes as columns can stand behind this: see `Rows`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, NamedTuple, Protocol

from .arrays import np
from .hubs import Cheapest
from .states import MOST, states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .arrays import Array
    from .states import Sort

    Allows = Callable[[list[int], int], bool]


MOST_ROWS = 60_000_000
"""So many rows are looked at for one question, where they lie in memory."""
_ASKED = 3
"""Of so many nodes, claims and groups asked for states tell whether they were met; of more the path."""
_FEW = 100
"""Where there are no more walks than these, all paths are listed at once."""
_FEW_ROWS = 30_000
"""So many rows may be looked at to find out."""


class Columns(NamedTuple):
    """Claims, row by row: at a node asked for, the node at its other end, its trait and its number."""

    near: Array
    far: Array
    trait: Array
    claim: Array


@dataclass(frozen=True, slots=True)
class Traits:
    """What searches ask of a claim, by the number of its trait."""

    sign: Array
    tier: Array
    disputed: Array
    walked: Array
    contexts: Array


class Rows(Protocol):
    """A graph, however large and wherever it lies: nodes are numbers below `count`."""

    count: int
    traits: Traits

    def fan(self, nodes: Array, *, reverse: bool) -> int:
        """How many claims lead out of some nodes, or into them."""

    def rows(self, nodes: Array, *, reverse: bool) -> Columns:
        """These claims, in any order."""

    def out(self, node: int) -> tuple[Array, Array, Array]:
        """Of the claims out of a node the far end, trait and number, in the order of their names: all
        of them, or those that `rows` has given from either end."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Which claims a path may take. Arrays are by number of trait or node; an empty one keeps all."""

    traits: Array
    avoided: frozenset[int] = frozenset()
    cut: frozenset[int] = frozenset()
    """Claims by number."""
    closed: Array | None = None
    """Whether nothing may leave a node, unless it is the start."""
    groups: tuple[Array, ...] = ()
    """By number of trait: a path must take a claim of each group."""


class Walked(NamedTuple):
    """A path: its nodes and claims by number, and their traits."""

    nodes: tuple[int, ...]
    claims: tuple[int, ...]
    traits: tuple[int, ...]
    places: tuple[int, ...] = ()
    """The place of each claim among those out of its node."""


class Bounded(Protocol):
    """How many steps may be tried, one at a time: `search.Budget` is one."""

    spent: bool

    def take(self) -> bool:
        """Take one; False where none is left."""


@dataclass(slots=True)
class _Steps:
    left: int
    spent: bool = False

    def take(self) -> bool:
        self.left -= 1
        self.spent = self.left < 0
        return not self.spent


@dataclass(slots=True)
class Effort:
    """How many rows may be looked at while nodes are grown, and whether they were used up."""

    left: int = MOST_ROWS
    spent: bool = False

    def take(self, count: int) -> bool:
        """Take some; False where there are not enough left."""
        self.left -= count
        self.spent = self.spent or self.left < 0
        return not self.spent


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
    ) -> None:
        """`via` are nodes that a path must meet, `takes` the numbers of claims that it must take. With
        `costs`, what passing each node adds, cost stands for length: see `hubs`."""
        self.rows, self.start, self.end, self.max_steps = rows, start, end, max_steps
        self.keep, self.effort, self._costs = keep, effort or Effort(), costs
        asked = [
            *(("group", number) for number in range(len(keep.groups))),
            *(("claim", claim) for claim in takes),
            *(("node", node) for node in via if node != start),
        ]
        self.asked, self._asked_late = tuple(asked[:_ASKED]), tuple(asked[_ASKED:])
        self.is_whole = True
        """Whether no class was left out, for having more states than a word has bits."""
        self._grown: dict[tuple[int, bool], Grown] = {}
        self._listed: dict[bool, list[Walked] | None] = {}

    def paths(
        self, budget: Bounded, *, sign: int | None = None, allows: Allows | None = None
    ) -> Iterator[Walked]:
        """The paths in order, of one net sign where it is given.

        `allows` sees the traits of a beginning and that of the next step, and may refuse it.
        """
        for path in self._paths(budget, sign, allows):
            if all(self._meets(path, *one) for one in self._asked_late):
                yield path

    def _meets(self, path: Walked, sort: str, number: int) -> bool:
        """Whether a path has a node or claim that is asked for, or a claim of a group."""
        if sort == "group":
            return bool(self.keep.groups[number][list(path.traits)].any())
        return number in (path.claims if sort == "claim" else path.nodes)

    def _paths(self, budget: Bounded, sign: int | None, allows: Allows | None) -> Iterator[Walked]:
        """The paths that have what states can tell of."""
        if self._is_hopeless(sign):
            return
        if self._costs is None and (few := self._few(allows)) is not None:
            yield from (path for path in few if sign in (None, self._sign(path)))
            return
        for tier in self._tiers:
            for disputed in range(self.max_steps + 1 if self._has_disputed(tier) else 1):
                grown = self._class(tier, disputed > 0)
                if disputed > grown.most_disputed:
                    self.is_whole = False
                    break
                wanted = grown.states.wanted(sign, disputed)
                if self._costs is None:
                    yield from self._by_length(grown, wanted, budget, allows)
                else:
                    cheapest = Cheapest(self, grown, wanted, self._costs)
                    yield from (path for _, path in cheapest.paths(Walked, budget, allows))
                if budget.spent or self.effort.spent:
                    return

    def _by_length(
        self, grown: Grown, wanted: int, budget: Bounded, allows: Allows | None
    ) -> Iterator[Walked]:
        for length in range(1, self.max_steps + 1):
            if not grown.can_reach(length):
                return
            yield from grown.walk(length, wanted, budget, allows)
            if budget.spent:
                return

    def _few(self, allows: Allows | None) -> list[Walked] | None:
        """All paths in order, where there are so few that they are found at once, else None: then there
        is no need to take class by class."""
        key = allows is None
        if key not in self._listed:
            nothing, whole = np.zeros_like(self._usable), self.effort
            self.effort = Effort(min(_FEW_ROWS, whole.left))
            grown = Grown(self, self._usable, nothing, nothing, 0, counts=True)
            found = self._all_of(grown, allows) if self._are_few(grown) else None
            self.effort = whole
            self._listed[key] = found
        return self._listed[key]

    def _are_few(self, grown: Grown) -> bool:
        """Whether there are few walks of any length; they are counted, not tried."""
        left: float = _FEW
        for length in range(1, self.max_steps + 1):
            if left < 0 or not grown.can_reach(length):
                break
            left -= grown.walks(length)
        return left >= 0 and not self.effort.spent

    def _all_of(self, grown: Grown, allows: Allows | None) -> list[Walked]:
        wanted, budget = grown.states.wanted(None, 0), _Steps(_FEW * self.max_steps)
        return sorted(self._by_length(grown, wanted, budget, allows), key=self._rank)

    def _rank(self, path: Walked) -> tuple[int, int, int, tuple[int, ...]]:
        """What paths are ordered by; claims from one node are numbered in the order of their names."""
        traits = self.rows.traits
        tier = max(int(traits.tier[trait]) for trait in path.traits)
        disputed = sum(int(traits.disputed[trait]) for trait in path.traits)
        return (tier, disputed, len(path.claims), path.places)

    def _sign(self, path: Walked) -> int:
        return prod(int(self.rows.traits.sign[trait]) for trait in path.traits)

    def _is_hopeless(self, sign: int | None) -> bool:
        """Whether there is no path for a reason that can be told at once."""
        if self.start == self.end or {self.start, self.end} & self.keep.avoided:
            return True
        signs = {*self.rows.traits.sign[self._usable].tolist()}
        return not signs or (sign is not None and sign != 1 and sign not in signs)

    @cached_property
    def _usable(self) -> Array:
        return self.keep.traits & self.rows.traits.walked

    @cached_property
    def _tiers(self) -> list[int]:
        return sorted({*self.rows.traits.tier[self._usable].tolist()})

    def _has_disputed(self, tier: int) -> bool:
        traits = self.rows.traits
        return bool((self._usable & traits.disputed & (traits.tier <= tier)).any())

    def _class(self, tier: int, disputed: bool) -> Grown:
        key = (tier, disputed)
        if key not in self._grown:
            traits = self.rows.traits
            usable = self._usable & (traits.tier <= tier)
            usable &= disputed | ~traits.disputed
            weakest = traits.tier == tier
            if not (usable & ~weakest).any():
                weakest = np.zeros_like(weakest)
            most = self.max_steps if disputed else 0
            self._grown[key] = Grown(self, usable, weakest, traits.disputed, most)
        return self._grown[key]


@dataclass(slots=True)
class _Layer:
    """The rows out of the nodes that the start leads to in so many steps."""

    near: Array
    far: Array
    step: Array


@dataclass(slots=True)
class _Forth:
    """What has been grown from the start."""

    nodes: Array
    layers: list[_Layer] = field(default_factory=list)


class Grown:
    """The nodes on walks of a class, grown from both ends as far as was asked."""

    def __init__(
        self,
        corridor: Corridor,
        usable: Array,
        weakest: Array,
        disputed: Array,
        most: int,
        *,
        counts: bool = False,
    ) -> None:
        """By trait: what may be taken, what is of the weakest tier if others are too, what is disputed;
        how many of the latter there may be at most; and whether walks are to be counted."""
        self._c, self._rows, self._usable = corridor, corridor.rows, usable
        tiers = 2 if weakest.any() else 1
        asked = len(corridor.asked)
        fit = MOST // (3 * tiers << asked) - 1
        self.most_disputed = min(most, max(fit, 0))
        self.states = states(tiers, self.most_disputed, asked)
        self._sorts, self._kind = self._arrows(weakest, disputed)
        end, start = np.array([corridor.end]), np.array([corridor.start])
        first = self._blank()
        first[corridor.end] = 1 << self.states.first
        self._back: list[Array] = [first]
        self._back_nodes = end
        self._ways: list[Array] | None = None
        """How many walks of so many steps lead from each node to the end."""
        if counts:
            self._ways = [np.zeros(self._rows.count)]
            self._ways[0][corridor.end] = 1
        self._forth = _Forth(start)
        self._levels: dict[int, list[Array]] = {}
        self._seen = [np.zeros(self._rows.count, bool), np.zeros(self._rows.count, bool)]
        self._seen[0][start], self._seen[1][end] = True, True
        self._is_closed = [False, False]

    def _blank(self) -> Array:
        return np.zeros(self._rows.count, self.states.type)

    # sorts of arrow

    def _arrows(self, weakest: Array, disputed: Array) -> tuple[tuple[Sort, ...], Array]:
        """The sorts of arrow that occur, and of which sort each trait is; -1 where none may be taken.

        A sort is there once for each set of the things asked for that an arrow may meet.
        """
        traits = self._rows.traits
        kinds: dict[tuple[int, int, int], int] = {}
        kind = np.full(len(self._usable), -1, np.int64)
        usable = np.flatnonzero(self._usable)
        columns = (traits.sign[usable], weakest[usable], disputed[usable])
        for number, *sort in zip(usable.tolist(), *(c.tolist() for c in columns), strict=True):
            sign, is_weakest, is_disputed = sort
            key = (sign, int(is_weakest), int(is_disputed))
            kind[number] = kinds.setdefault(key, len(kinds))
        return tuple((*sort, met) for sort in kinds for met in range(self.states.met)), kind

    def _sorted(self, trait: Array, far: Array, claim: Array) -> Array:
        """The sorts of some rows, with which of the nodes and claims asked for each of them meets."""
        step: Array = self._kind[trait]
        if not self._c.asked:
            return step
        met = np.zeros(len(far), np.int64)
        for place, (sort, number) in enumerate(self._c.asked):
            if sort == "group":
                meets = self._c.keep.groups[number][trait]
            else:
                meets = (claim if sort == "claim" else far) == number
            met[meets] |= 1 << place
        return np.where(step < 0, -1, step * self.states.met + met)

    # growing

    def _gathered(self, nodes: Array, *, reverse: bool) -> _Layer:
        """The rows at some nodes that may be taken; `near` is always where the arrow begins."""
        if not self._c.effort.take(self._rows.fan(nodes, reverse=reverse)):
            nodes = nodes[:0]
        keep, found = self._c.keep, self._rows.rows(nodes, reverse=reverse)
        starts, ends = (found.far, found.near) if reverse else (found.near, found.far)
        step = self._sorted(found.trait, ends, found.claim)
        chosen = step >= 0
        chosen &= (starts != self._c.end) & (ends != self._c.start)
        for node in keep.avoided:
            chosen &= found.far != node
        if keep.cut:
            chosen &= ~np.isin(found.claim, np.fromiter(keep.cut, np.int64))
        if keep.closed is not None:
            chosen &= ~keep.closed[starts] | (starts == self._c.start)
        if not chosen.all():
            step, starts, ends = step[chosen], starts[chosen], ends[chosen]
        return _Layer(starts, ends, step)

    def can_reach(self, length: int) -> bool:
        """Grow until walks of a length are known; False where no longer walk can be either."""
        while len(self._forth.layers) + len(self._back) - 1 < length:
            forth = self._rows.fan(self._forth.nodes, reverse=False)
            back = self._rows.fan(self._back_nodes, reverse=True)
            if not self._forth.layers or forth <= back:
                self._grow_forth()
            else:
                self._grow_back()
            if self._c.effort.spent:
                return False
        return not any(self._is_closed)

    def _grow_forth(self) -> None:
        layer = self._gathered(self._forth.nodes, reverse=False)
        self._forth.layers.append(layer)
        nodes = self._distinct(layer.far)
        self._note(0, nodes, self._c.end)
        self._forth.nodes = nodes[nodes != self._c.end]

    def _grow_back(self) -> None:
        layer = self._gathered(self._back_nodes, reverse=True)
        bits = self._back[-1]
        fresh = self._blank()
        carried = self.states.carried(self._sorts, layer.step, bits[layer.far])
        self.states.spread(fresh, layer.near, carried)
        self._back.append(fresh)
        if self._ways is not None:
            self._ways.append(self._summed(layer, self._ways[-1]))
        nodes = self._distinct(layer.near)
        self._note(1, nodes, self._c.start)
        self._back_nodes = nodes[(fresh[nodes] > 0) & (nodes != self._c.start)]

    def _note(self, side: int, nodes: Array, goal: int) -> None:
        """Note what a side has reached; where it reaches nothing new, nor the goal, it is closed."""
        seen = self._seen[side]
        is_new = not seen[nodes].all()
        seen[nodes] = True
        self._is_closed[side] = not is_new and not seen[goal]

    def walks(self, length: int) -> float:
        """How many walks of a length there are, for a start that counts them."""
        assert self._ways is not None
        known = min(len(self._ways), length)
        ways = self._ways[known - 1]
        for left in range(known, length + 1):
            ways = self._summed(self._forth.layers[length - left], ways)
        return float(ways[self._c.start])

    def _summed(self, layer: _Layer, ways: Array) -> Array:
        fresh = np.zeros(self._rows.count)
        np.add.at(fresh, layer.near, ways[layer.far])
        return fresh

    def _distinct(self, nodes: Array) -> Array:
        """Each node once."""
        places = np.arange(len(nodes), dtype=np.int64)
        last = _scratch(self._rows)
        last[nodes] = places
        distinct: Array = nodes[last[nodes] == places]
        return distinct

    # walking

    def level(self, length: int) -> list[Array]:
        """For walks of a length, by steps left: which states the rest may have from each node; nothing
        where there is no walk."""
        if length not in self._levels:
            known = min(len(self._back), length)
            levels = self._back[:known]
            for left in range(known, length + 1):
                layer = self._forth.layers[length - left]
                bits = levels[-1][layer.far]
                chosen = np.flatnonzero(bits)
                if not len(chosen):
                    levels = []
                    break
                fresh = self._blank()
                carried = self.states.carried(self._sorts, layer.step[chosen], bits[chosen])
                self.states.spread(fresh, layer.near[chosen], carried)
                levels = [*levels, fresh]
            self._levels[length] = levels
        return self._levels[length]

    def walk(
        self, length: int, wanted: int, budget: Bounded, allows: Allows | None
    ) -> Iterator[Walked]:
        """The paths of exactly so many steps, in the order of their names."""
        levels, first = self.level(length), self.states.first
        if not levels or not int(levels[length][self._c.start]) & wanted:
            return
        nodes, claims, traits = [self._c.start], list[int](), list[int]()
        places = list[int]()
        waiting = [self._onward(self._c.start, first, levels[length - 1], wanted)]
        while waiting:
            step = next(waiting[-1], None)
            if step is None:
                waiting.pop()
                nodes.pop()
                if claims:
                    claims.pop()
                    traits.pop()
                    places.pop()
                continue
            if not budget.take():
                return
            place, node, trait, claim, state = step
            if node in nodes or (allows is not None and not allows(traits, trait)):
                continue
            if len(claims) + 1 == length:
                ways = ((*nodes, node), (*claims, claim), (*traits, trait), (*places, place))
                yield Walked(*ways)
                continue
            nodes.append(node)
            places.append(place)
            claims.append(claim)
            traits.append(trait)
            waiting.append(self._onward(node, state, levels[length - len(claims) - 1], wanted))

    def onward(
        self, node: int, state: int, level: Array, wanted: int
    ) -> tuple[Array, Array, Array, Array, Array]:
        """The next steps from a node with which a walk can finish, in the order of their names: places
        in that order, far ends, traits, claims, states so far."""
        far, trait, claim = self._rows.out(node)
        places = level[far].nonzero()[0]
        far, trait, claim = far[places], trait[places], claim[places]
        step = self._sorted(trait, far, claim)
        fit = self.states.rests(wanted, self._sorts)[state]
        good = (step >= 0) & ((level[far] & fit[step]) > 0)
        if self._c.keep.cut:
            good &= ~np.isin(claim, np.fromiter(self._c.keep.cut, np.int64))
        chosen = good.nonzero()[0]  # np.flatnonzero takes twice as long
        after = self.states.afters(self._sorts)[step[chosen], state]
        return places[chosen], far[chosen], trait[chosen], claim[chosen], after

    def _onward(
        self, node: int, state: int, level: Array, wanted: int
    ) -> Iterator[tuple[int, int, int, int, int]]:
        """The same, one by one."""
        columns = self.onward(node, state, level, wanted)
        return zip(*(column.tolist() for column in columns), strict=True)

    def layers(self, length: int) -> list[tuple[Array, Array]]:
        """For walks of a length, step by step: where the arrows begin and end that lie on one."""
        levels, here = self.level(length), np.array([self._c.start])
        found = []
        for left in range(length - 1, -1, -1):
            rows = self._gathered(here, reverse=False)
            chosen = np.flatnonzero(levels[left][rows.far])
            found.append((rows.near[chosen], rows.far[chosen]))
            here = self._distinct(rows.far[chosen])
        return found


def _scratch(rows: Rows) -> Array:
    """An array of a number for each node, kept with the rows, whose content is anybody's."""
    kept: Array | None = getattr(rows, "scratch", None)
    if kept is None:
        kept = np.empty(rows.count, np.int64)
        rows.scratch = kept  # type: ignore[attr-defined]
    return kept
