"""What an intervention must answer, worked out the slow way: list every route, then ask what is left.

Written from what a what-if promises and not from how it is answered. Routes are listed as `by_hand`
lists paths. Which net claims are carried is worked out here, as docs/decisions/0003 has it: one by one
in the order of names, judged as if nothing were held or cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from by_hand import Asked, Move, Moves, holds, sign

from glutagraph.model import Claim, Family, Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from glutagraph.answers import Path
    from glutagraph.consequences import Consequence, Intervention, Remainder
    from glutagraph.knowledge import Knowledge

    Names = tuple[str, ...]

AT_REST = {"at-rest", "baseline-conditions", "normal-synaptic-activity"}
LEVELS = {"low": -1, "high": 1, "baseline": 0}


@dataclass(frozen=True)
class Row:
    """What is said of one hypothesis, or of all together."""

    before: str
    after: str
    remains: str
    alone: str
    resembles: str
    by_omission: bool
    is_stated_only: bool
    is_possible_only: bool
    lost: frozenset[Names]
    kept: frozenset[Names]
    acting: frozenset[Names]

    @classmethod
    def of(cls, told: Remainder) -> Row:
        """What an answer says, in the same words."""
        words = (told.before, told.after, told.remains, told.alone, told.resembles)
        marks = (told.by_omission, told.is_stated_only, told.is_possible_only)
        return cls(*words, *marks, _told(told.lost), _told(told.kept), _told(told.acting))


@dataclass(frozen=True)
class Added:
    """What is said of a further drug."""

    alone: str
    together: str
    paths: frozenset[Names]


def rows_of(told: Consequence) -> dict[str, Row]:
    """The rows of an answer by hypothesis; under "" all together."""
    rows = {one.hypothesis.id: Row.of(one) for one in told.hypotheses if one.hypothesis}
    return {"": Row.of(told.union), **rows}


def additions_of(told: Consequence) -> dict[str, Added]:
    return {one.drug.id: Added(one.alone, one.together, _told(one.paths)) for one in told.additions}


def _told(paths: Iterable[Path]) -> frozenset[Names]:
    return frozenset(tuple(claim.id for claim in path.claims) for path in paths)


@dataclass(frozen=True)
class Present(Asked):
    """Every path from a start to an end where some drugs, not given, do nothing."""

    absent: frozenset[str] = frozenset()

    def moves(self) -> list[Move]:
        return [move for move in super().moves() if move.start not in self.absent]

    def carried_under(self, hypothesis: str) -> frozenset[str]:
        """The net claims for which a longer route of the same sign stays."""
        held = [m for m in self.moves() if m.claim and holds(self.graph, hypothesis, m.claim)]
        reached = _reached(held, self.start)
        gone: dict[str, Move] = {}
        for move in sorted(held, key=_name):
            if move.claim and move.claim.net and move.start in reached:
                more = {**gone, _name(move): move}
                left = [one for one in held if _name(one) not in more]
                if all(self._is_joined(net, left) for net in more.values()):
                    gone = more
        return frozenset(gone)

    def _is_joined(self, net: Move, left: list[Move]) -> bool:
        routes = Asked(self.graph, net.start, net.end, self.max_steps).paths(left)
        return any(len(r) > 1 and sign(r) == sign((net,)) and self.agrees(r) for r in routes)


@dataclass(frozen=True)
class Walk:
    """A route with what it does to its end, given which way its source moves."""

    route: Moves
    sign: int


Group = frozenset[Walk]


@dataclass(frozen=True)
class WorkedOut:
    """A drug, an outcome, and what is done, all by name; the drug is empty where none is given."""

    graph: Knowledge
    drug: str
    end: str
    done: tuple[Intervention, ...] = ()
    add: tuple[str, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)

    def rows(self) -> dict[str, Row]:
        """A row for each hypothesis with a route from the drug or from what is done; "" is the union."""
        told = {name: self._row(name) for name in self._hypotheses()}
        return {"": self._row("")} | {
            name: row for name, row in told.items() if row.before != "none" or self._acts(name)
        }

    def additions(self) -> dict[str, Added]:
        """What each further drug does alone, and together with what is left of the first."""
        told = {}
        kept = self._kept("")
        for drug in self.add:
            walks = self._of_drug(drug, "")
            together = verdict(walks | kept)
            together = "ambiguous" if together == "mixed" else together
            told[drug] = Added(verdict(walks), together, _routes(walks))
        return told

    # what is done

    @cached_property
    def held(self) -> dict[str, int]:
        return {one.node.id: LEVELS[one.to] for one in self.done if one.node}

    @cached_property
    def cut(self) -> set[str]:
        return {one.claim.id for one in self.done if one.claim}

    @cached_property
    def compounds(self) -> list[str]:
        return sorted({one.compound.id for one in self.done if one.compound})

    @cached_property
    def absent(self) -> frozenset[str]:
        """The drugs that are neither given nor made from what is given."""
        productions = [
            Move(claim.subject.id, claim.object.id, claim)
            for claim in self.graph.claims.values()
            if claim.family is Family.PRODUCTION and claim.is_traversed
        ]
        there: set[str] = set()
        for given in (self.drug, *self.compounds, *self.add):
            there |= _reached(productions, given)
        return frozenset(
            entity.id
            for entity in self.graph.entities.values()
            if self.graph.kinds[entity.kind].column == "drug" and entity.id not in there
        )

    def _survives(self, walk: Walk) -> bool:
        """Whether no step is cut, and nothing on the way is held."""
        claims = {_name(move) for move in walk.route}
        return not claims & self.cut and not {move.end for move in walk.route} & set(self.held)

    def _kept(self, hypothesis: str) -> Group:
        """What is left of the drug's routes: none where the drug itself is held, and so not given."""
        if self.drug in self.held:
            return frozenset()
        kept = frozenset(walk for walk in self._before(hypothesis) if self._survives(walk))
        return kept if hypothesis else self._standing(kept)

    def _standing(self, group: Group) -> Group:
        """All together, a route stands on a net claim only while what carries that claim is open."""
        return frozenset(
            walk
            for walk in group
            if all(self._stands(m) for m in walk.route if m.claim and m.claim.net)
        )

    def _stands(self, net: Move) -> bool:
        pair = (net.start, net.end)
        if pair not in self._carriers:
            asked = Present(self.graph, *pair, absent=self.absent, **self.limits)
            carried = {name: asked.carried_under(name) for name in asked.hypotheses()}
            whole = Present(
                *(self.graph, *pair), absent=self.absent, carried=carried, **self.limits
            )
            held = [path for name, paths in whole.coherent().items() if name for path in paths]
            self._carriers[pair] = [path for path in held if len(path) > 1]
        routes = [path for path in self._carriers[pair] if sign(path) == sign((net,))]
        return not routes or any(self._survives(Walk(path, 0)) for path in routes)

    @cached_property
    def _carriers(self) -> dict[tuple[str, str], list[Moves]]:
        return {}

    # routes

    def _hypotheses(self) -> list[str]:
        return self._asked(self.end).hypotheses()

    def _asked(self, start: str) -> Present:
        return Present(self.graph, start, self.end, absent=self.absent, **self.limits)

    @cached_property
    def _listed(self) -> dict[str, dict[str, list[Moves]]]:
        return {}

    def _coherent(self, start: str) -> dict[str, list[Moves]]:
        """Every coherent path by hypothesis, nothing held nor cut; under "" what was stated end to
        end and stands in no hypothesis."""
        if start not in self._listed:
            asked = self._asked(start)
            carried = {name: asked.carried_under(name) for name in asked.hypotheses()}
            whole = Present(
                *(self.graph, start, self.end), absent=self.absent, carried=carried, **self.limits
            )
            self._listed[start] = whole.coherent()
        return self._listed[start]

    def _from(self, start: str, hypothesis: str) -> list[Moves]:
        """Those under one hypothesis. All together a net claim counts only where no longer route of the
        same sign joins the same ends."""
        every = self._coherent(start)
        if hypothesis:
            return every.get(hypothesis, [])
        held = {path for name, paths in every.items() if name for path in paths}
        signs = {sign(path) for path in held}
        singles = every.get("", [])
        return [*held, *(s for s in singles if not (is_net(s) and sign(s) in signs))]

    def _before(self, hypothesis: str) -> Group:
        if not self.drug:
            return frozenset()
        return frozenset(Walk(path, sign(path)) for path in self._from(self.drug, hypothesis))

    def _acting(self, hypothesis: str) -> Group:
        """What is done, by itself: a node held low falls, one held high rises, one at its baseline does
        neither; a drug that holds them acts otherwise, too."""
        if level := self.held.get(self.end, 0):
            return frozenset({Walk((), level)})
        if self.end in self.held:
            return frozenset()
        walks = {
            Walk(path, sign(path) * level)
            for node, level in self.held.items()
            if level
            for path in self._from(node, hypothesis)
        }
        acting = frozenset(walk for walk in walks if self._survives(walk))
        acting = acting.union(*(self._of_drug(c, hypothesis) for c in self.compounds))
        return acting if hypothesis else self._standing(acting)

    def _acts(self, hypothesis: str) -> bool:
        return any(walk.route for walk in self._acting(hypothesis))

    def _of_drug(self, drug: str, hypothesis: str) -> Group:
        """What a further drug does. A direct action of its own that serves no hypothesis is a first
        step under each of them."""
        if drug in self.held:
            return frozenset()
        routes = [*self._from(drug, hypothesis)]
        asked = self._asked(drug)
        for move in asked.moves():
            if move.start == drug and move.claim and _serves_none(move.claim):
                for name in [hypothesis] if hypothesis else self._hypotheses():
                    longer = [(move, *path) for path in self._from(move.end, name)]
                    routes += [path for path in longer if self._is_whole(asked, path)]
        walks = {Walk(path, sign(path)) for path in routes}
        survivors = frozenset(walk for walk in walks if self._survives(walk))
        return survivors if hypothesis else self._standing(survivors)

    def _is_whole(self, asked: Present, path: Moves) -> bool:
        met = [path[0].start, *(move.end for move in path)]
        return len(set(met)) == len(met) and len(path) <= asked.max_steps and asked.agrees(path)

    # answers

    def _row(self, hypothesis: str) -> Row:
        whole, acting = self._before(hypothesis), self._acting(hypothesis)
        kept = self._kept(hypothesis)
        before, after, alone = verdict(whole), verdict(kept), verdict(acting)
        left = remains(before, after, kept < whole)
        return Row(
            *(before, after, left, alone, resembles(before, alone)),
            by_omission=left == "unchanged",
            is_stated_only=bool(whole) and all(is_net(walk.route) for walk in whole),
            is_possible_only=self._is_possible_only(acting, hypothesis),
            lost=_routes(whole - kept),
            kept=_routes(kept),
            acting=_routes(acting),
        )

    def _is_possible_only(self, acting: Group, hypothesis: str) -> bool:
        """Whether the effect hangs on lowering only what no evidence records as active at rest."""
        lowered = {node for node, level in self.held.items() if level < 0}
        sources = {walk.route[0].start if walk.route else self.end for walk in acting}
        is_known = verdict(acting) in ("increases", "decreases")
        return is_known and sources <= lowered and not sources & self._active(hypothesis)

    def _active(self, hypothesis: str) -> set[str]:
        """What evidence finds active before anything is done, and what that drives; no drug is."""
        arrows = [
            Move(claim.subject.id, claim.object.id, claim)
            for claim in self.graph.claims.values()
            if claim.family is Family.CAUSAL
            and claim.is_traversed
            and (not hypothesis or holds(self.graph, hypothesis, claim))
        ]
        resting = {move.start for move in arrows if move.claim and _is_at_rest(move.claim)}
        resting = {name for name in resting if not self._is_exposure(name)}
        driving = [move for move in arrows if sign((move,)) == 1]
        return resting.union(*(_reached(driving, node) for node in resting))

    def _is_exposure(self, name: str) -> bool:
        return self.graph.kinds[self.graph.entities[name].kind].column == "drug"


def verdict(walks: Iterable[Walk]) -> str:
    """Opposed signs are mixed; one that is known outweighs those that are not."""
    signs = {walk.sign for walk in walks}
    if {1, -1} <= signs:
        return "mixed"
    if 1 in signs or -1 in signs:
        return "increases" if 1 in signs else "decreases"
    return "unknown" if signs else "none"


def remains(before: str, after: str, is_less: bool) -> str:
    """What is left of an effect; where its direction is not known, neither is what became of it."""
    directions = ("increases", "decreases")
    if before == "none":
        return "silent"
    if after == "none":
        return "abolished"
    if before not in directions or after != before:
        return "ambiguous"
    return "reduced" if is_less else "unchanged"


def resembles(before: str, alone: str) -> str:
    """How what is done compares with the drug, where that has a direction to compare with."""
    if before not in ("increases", "decreases"):
        return ""
    words = {"none": "nothing", "mixed": "ambiguous", "unknown": "ambiguous", before: "mimics"}
    return words.get(alone, "opposes")


def is_net(route: Moves) -> bool:
    return len(route) == 1 and route[0].claim is not None and route[0].claim.net


def _serves_none(claim: Claim) -> bool:
    return claim.family is Family.CAUSAL and not claim.net and not claim.hypotheses


def _is_at_rest(claim: Claim) -> bool:
    return any(item.context.state in AT_REST for item in claim.items(Stance.SUPPORTS))


def _routes(walks: Iterable[Walk]) -> frozenset[Names]:
    return frozenset(tuple(map(_name, walk.route)) for walk in walks if walk.route)


def _name(move: Move) -> str:
    return move.claim.id if move.claim else ""


def _reached(moves: Iterable[Move], start: str) -> set[str]:
    """A node and all that some moves lead to from there."""
    every = list(moves)
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        further = {move.end for move in every if move.start == here} - reached
        reached |= further
        waiting += further
    return reached
