"""What searches run on in a store: the door of `index.Index`, and the best paths of what is imported."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from ..index import EVERYWHERE, JOINTS, ONE_WAY, Arrow
from ..model import Family
from .arrays import np
from .corridor import Corridor
from .growth import Effort, Keep
from .hubs import costs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..index import Confined
    from ..model import Claim, Entity
    from ..search import Budget
    from .arrays import Array
    from .fetched import FetchedRows
    from .mapped import MappedRows
    from .opening import Opened
    from .walks import Allows

_KEPT, _KEPT_NODES = 4, 4_000_000
"""So many searches are kept for questions about the same ends; of large graphs fewer, at least one:
each has arrays as long as there are nodes."""
_EXPANDED = 20_000


class StoredArrow(Arrow):
    """An arrow whose claim is read when it is asked for."""

    _opened: Opened
    number: int

    @property
    def claim(self) -> Claim | None:
        """The claim; None for a joint."""
        return self._opened.claims.by_number(self.number) if self.number >= 0 else None


class StoredIndex:
    """The arrows of a store, out of and into each node."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.nodes: Sequence[Entity] = _Nodes(opened)
        self.number: Mapping[str, int] = _Numbers(opened)
        self._scopes = [int(row[4]) for row in opened.words["traits"]]
        self._corridors: OrderedDict[Any, Corridor] = OrderedDict()
        self._expanded: dict[tuple[int, bool], list[Arrow]] = {}
        self._passed: dict[tuple[int, tuple[object, ...]], Array] = {}

    @property
    def _rows(self) -> MappedRows | FetchedRows:
        return self._opened.rows

    @property
    def arrows(self) -> Iterator[Arrow]:
        """Every arrow that is a claim."""
        for node in range(len(self.nodes)):
            yield from (arrow for arrow in self.expand(node) if not arrow.joint)

    def expand(self, node: int, *, reverse: bool = False) -> list[Arrow]:
        """The arrows out of a node, or into it, sorted by name."""
        key = (node, reverse)
        if key not in self._expanded:
            if len(self._expanded) >= _EXPANDED:
                self._expanded.clear()
            self._expanded[key] = self._arrows_at(node, reverse)
        return self._expanded[key]

    def _arrows_at(self, node: int, reverse: bool) -> list[Arrow]:
        found = self._rows.rows(np.array([node]), reverse=reverse)
        walked = np.flatnonzero(self._rows.traits.walked[found.trait])
        columns = (column[walked].tolist() for column in found[1:])
        arrows: list[Arrow] = [
            self._arrow(far if reverse else node, node if reverse else far, claim, trait)
            for far, trait, claim in zip(*columns, strict=True)
        ]
        arrows += self._joints_at(node, reverse)
        return sorted(arrows, key=lambda arrow: arrow.name)

    def _arrow(self, start: int, end: int, number: int, trait: int) -> StoredArrow:
        row, slugs = self._opened.words["traits"][trait], self._opened.entities.slugs
        name = f"{slugs[start]}.{row[0]}.{slugs[end]}"
        traits = self._rows.traits
        arrow = StoredArrow(
            *(start, end, int(traits.sign[trait]), row[2], int(traits.disputed[trait])),
            *(bool(row[3]), self._scopes[trait], name, None),
        )
        arrow._opened, arrow.number = self._opened, number
        return arrow

    def _joints_at(self, node: int, reverse: bool) -> list[Arrow]:
        """The structural steps from a node, or to it."""
        parts, found = self._opened.parts, dict[tuple[int, int], str]()
        for relation, other in parts.of_subject(node):
            if relation in JOINTS and not (reverse and relation in ONE_WAY):
                found.setdefault((other, node) if reverse else (node, other), JOINTS[relation])
        for relation, other in parts.of_object(node):
            if relation in JOINTS and (reverse or relation not in ONE_WAY):
                found.setdefault((other, node) if reverse else (node, other), JOINTS[relation])
        slugs = self._opened.entities.slugs
        return [
            Arrow(start, end, 1, 0, 0, False, 0, f"{slugs[start]}~{slugs[end]}", None, joint)
            for (start, end), joint in found.items()
        ]

    def between(self, start: int, end: int) -> list[Arrow]:
        """The arrows from one node to another that are claims."""
        found = self._rows.rows(np.array([start]), reverse=False)
        there = np.flatnonzero((found.far == end) & self._rows.traits.walked[found.trait])
        return [
            self._arrow(start, end, int(found.claim[place]), int(found.trait[place]))
            for place in there.tolist()
        ]

    @property
    def claims(self) -> int:
        """How many claims there are between entities."""
        return self._rows.claims

    def ends(self, claim: int) -> tuple[int, int]:
        """The subject and the object of a claim, by number."""
        subject, object_, _ = self._rows.claim(claim)
        return subject, object_

    def degree(self, node: int) -> int:
        """How many claims that may be walked have a node at either end."""
        return int(self._degrees[node])

    @cached_property
    def _degrees(self) -> Array:
        return self._rows.degrees()

    # what is imported: too large for lists

    def best(
        self,
        asked: Confined,
        passes: Callable[[Arrow], bool],
        conflict: Callable[[Claim, Claim], str] | None,
        budget: Budget,
        sign: int | None,
    ) -> Iterator[tuple[Arrow, ...]]:
        """The best paths under one scope, in order, of one net sign where it is given.

        `passes` tells whether the evidence of a claim is such as is asked for, `conflict` how the
        contexts of two claims conflict.
        """
        corridor = self._corridor(asked, passes)
        allows = self._allowing(conflict, corridor.keep.traits) if conflict else None
        try:
            for path in corridor.paths(budget, sign=sign, allows=allows):
                self._rows.ahead(path.claims)
                places = zip(path.nodes, path.nodes[1:], path.claims, path.traits, strict=False)
                yield tuple(self._arrow(*place) for place in places)
        except IndexError:
            raise self._opened.sections.damaged("its rows do not hold together") from None
        if corridor.effort.spent or not corridor.is_whole:
            budget.spent = True

    @cached_property
    def may_conflict(self) -> bool:
        """Whether two claims may be bound to contexts that conflict."""
        return (
            len({str(stated) for stated, _ in self._opened.words["signatures"] if any(stated)}) > 1
        )

    def nearest(self, column: str, start: int, most: int) -> list[Entity]:
        """The entities of a column that a start leads to, the nearest first, so many at most."""
        kinds = self._opened.contents.kinds.values()
        wanted = self._opened.nodes_of(kind.id for kind in kinds if kind.column == column)
        seen = np.zeros(len(self.nodes), bool)
        seen[start] = True
        here, found = np.array([start]), list[int]()
        while len(here) and len(found) < most:
            rows = self._rows.rows(here, reverse=False)
            fresh = np.zeros(len(self.nodes), bool)
            fresh[rows.far[self._rows.traits.walked[rows.trait]]] = True
            fresh &= ~seen
            seen |= fresh
            here = np.flatnonzero(fresh)
            found += here[wanted[here]].tolist()
        return [self.nodes[node] for node in found[:most]]

    def made_from(self, slugs: Iterable[str]) -> set[str]:
        """Some entities, and what production claims say comes of them."""
        predicates = self._opened.contents.predicates
        makes = np.array(
            [predicates[r[0]].family is Family.PRODUCTION for r in self._opened.words["traits"]],
            bool,
        )
        makes &= self._rows.traits.walked
        there = {self.number[slug] for slug in slugs}
        waiting = [*there]
        while waiting:
            found = self._rows.rows(np.array([waiting.pop()]), reverse=False)
            fresh = set(found.far[makes[found.trait]].tolist()) - there
            waiting += fresh
            there |= fresh
        return {self._opened.entities.slugs[node] for node in there}

    def _corridor(self, asked: Confined, passes: Callable[[Arrow], bool]) -> Corridor:
        """What leads from a start to an end under one scope; the last few are kept."""
        if asked not in self._corridors:
            self._opened.renew()
            ends = (asked.start, asked.end, asked.max_steps)
            keep = self._keep(asked, passes)
            takes = tuple(self._opened.claims.number(name) for name in asked.takes)
            costs = costs_of(asked.hub_penalty, self._degrees) if asked.hub_penalty else None
            self._corridors[asked] = Corridor(
                *(self._rows, *ends, keep, asked.via, takes, Effort(self._rows.most), costs)
            )
            most = min(_KEPT, max(_KEPT_NODES // len(self.nodes), 1))
            if len(self._corridors) > most:
                self._corridors.popitem(last=False)
        self._corridors.move_to_end(asked)
        return self._corridors[asked]

    def _keep(self, asked: Confined, passes: Callable[[Arrow], bool]) -> Keep:
        claims = self._opened.claims
        numbers = (claims.number(name) for name in sorted(asked.cut))
        return Keep(
            self._passing(asked, passes),
            asked.avoided,
            frozenset(numbers),
            self._closed(asked.given),
            tuple(self._of_scope(bit) for bit in asked.across),
        )

    def _of_scope(self, bit: int) -> Array:
        """Which traits are those of an imported graph; 0 stands for what is not imported."""
        opened = self._opened
        every = ((1 << len(opened.imported)) - 1) << len(opened.contents.hypotheses)
        found = [
            scope != EVERYWHERE and bool(scope & bit if bit else not scope & every)
            for scope in self._scopes
        ]
        return np.array(found, bool)

    def _passing(self, asked: Confined, passes: Callable[[Arrow], bool]) -> Array:
        """Which traits pass what a search is confined to, each judged by a claim that has it."""
        key = (asked.bit, asked.filters)
        if key not in self._passed:
            rows, walked = self._opened.words["traits"], self._rows.traits.walked
            passing = np.zeros(len(rows), bool)
            self._rows.ahead(row[-1] for row in rows if row[-1] >= 0)
            for trait, row in enumerate(rows):
                is_within = asked.bit == EVERYWHERE or self._scopes[trait] & asked.bit
                if walked[trait] and row[-1] >= 0 and is_within:
                    subject, object_, _ = self._rows.claim(row[-1])
                    passing[trait] = passes(self._arrow(subject, object_, row[-1], trait))
            self._passed[key] = passing
        return self._passed[key]

    def _closed(self, given: frozenset[str] | None) -> Array | None:
        """The drugs, exposures and variants that are not given, so that nothing comes of them."""
        if given is None:
            return None
        kinds = self._opened.contents.kinds.values()
        closed = self._opened.nodes_of(kind.id for kind in kinds if kind.column == "drug").copy()
        for slug in given:
            closed[self.number[slug]] = False
        return closed

    def _allowing(self, conflict: Callable[[Claim, Claim], str], passing: Array) -> Allows | None:
        """Whether a path may go on with a claim of a trait, as their contexts agree."""
        contexts = self._rows.traits.contexts
        signatures = self._opened.words["signatures"]
        bound = [any(stated) for stated, _ in signatures]
        if not any(bound[code] for code in {*contexts[passing].tolist()}):
            return None
        of, firsts = contexts.tolist(), self._claim_of_contexts
        known: dict[tuple[int, int], bool] = {}

        def allows(before: list[int], trait: int) -> bool:
            later = of[trait]
            if not bound[later]:
                return True
            for earlier in {of[one] for one in before}:
                if bound[earlier]:
                    pair = (earlier, later)
                    if pair not in known:
                        known[pair] = not conflict(firsts(earlier), firsts(later))
                    if not known[pair]:
                        return False
            return True

        return allows

    @cached_property
    def _first_claims(self) -> dict[int, int]:
        return {int(row[5]): int(row[-1]) for row in self._opened.words["traits"] if row[-1] >= 0}

    def _claim_of_contexts(self, code: int) -> Claim:
        """A claim that states what a signature says."""
        return self._opened.claims.by_number(self._first_claims[code])


class _Nodes(Sequence["Entity"]):
    """The entities by number."""

    def __init__(self, opened: Opened) -> None:
        self._entities = opened.entities

    def __len__(self) -> int:
        return len(self._entities)

    @overload
    def __getitem__(self, number: int) -> Entity: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Entity]: ...
    def __getitem__(self, number: int | slice) -> Entity | Sequence[Entity]:
        if isinstance(number, slice):
            return [self._entities.by_number(one) for one in range(*number.indices(len(self)))]
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._entities.by_number(number)


class _Numbers(Mapping[str, int]):
    """The numbers of the entities by slug."""

    def __init__(self, opened: Opened) -> None:
        self._entities = opened.entities

    def __getitem__(self, slug: str) -> int:
        return self._entities.number(slug)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entities)

    def __len__(self) -> int:
        return len(self._entities)
