"""What if this receptor is blocked, this kinase knocked out, a second drug added?

An intervention is do(X): a node is held low, high or at its baseline, so that nothing that acts on it
counts any more, or a claim is cut. Two answers, within each hypothesis and over their union: what the
intervention does to the outcome by itself, and what is left of the drug's effect, along the coherent
routes that survive. Requirements and experiments are never asked: predictions are scored against them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from .answers import Loop
from .consequences import Addition, Consequence, Remainder, WhatIf
from .holding import held_by
from .limits import UNLIMITED, Limits, named
from .model import Claim, Entity, Family, Imported, Sign, Stance
from .reasons import parting, productions
from .routes import AllRoutes, joint_verdict, names_of, sign_of
from .search import rank, reachable
from .tracing import ends_of, loops_through

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .answers import Parting, Path
    from .consequences import Intervention
    from .index import Arrow
    from .knowledge import Knowledge
    from .model import Hypothesis
    from .routes import Found, Routes

    Walk = tuple[tuple[Arrow, ...], int]
    Group = dict[tuple[str, ...], Walk]

_AT_REST = ("at-rest", "baseline-conditions", "normal-synaptic-activity")
"""States whose evidence records that the subject of a claim is active before anything is done."""
_MOST_LOOPS = 5
_OPPOSITE = {"increases": "decreases", "decreases": "increases"}


def what_if(
    knowledge: Knowledge,
    drug: str | Entity | None,
    outcome: str | Entity,
    interventions: Sequence[Intervention] = (),
    *,
    add: Sequence[str | Entity] = (),
    limits: Limits = UNLIMITED,
    **constraints: object,
) -> WhatIf:
    """What interventions do to an outcome, and what they leave of a drug's effect on it.

    Without a drug only the interventions themselves are asked about. `add` names further drugs, each
    answered alone and together with the first. Constraints are the fields of `Limits`.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> answer = what_if(
    ...     knowledge, "ketamine", "bdnf-translation",
    ...     glutagraph.knock_out(knowledge, "eEF2 kinase"), hypothesis="spontaneous-transmission",
    ... )
    >>> answer.consequences[0].union.resembles, answer.consequences[0].union.remains
    ('mimics', 'abolished')
    """
    limits = named(knowledge, replace(limits, **constraints))  # type: ignore[arg-type]
    if limits.max_steps < 1:
        raise ValueError("max_steps must be at least 1")
    start = knowledge.entity(drug) if isinstance(drug, str) else drug
    end = knowledge.entity(outcome) if isinstance(outcome, str) else outcome
    added = [knowledge.entity(one) if isinstance(one, str) else one for one in add]
    asked = Asked(AllRoutes(knowledge), start, tuple(interventions), added, limits)
    consequences = tuple(asked.of(one) for one in ends_of(knowledge, end))
    return WhatIf(start, end, tuple(interventions), consequences)


class Asked:
    """One drug under one set of interventions; outcomes are asked one by one."""

    def __init__(
        self,
        all_routes: AllRoutes,
        drug: Entity | None,
        interventions: tuple[Intervention, ...],
        added: Sequence[Entity],
        limits: Limits,
    ) -> None:
        self.all_routes, self.knowledge = all_routes, all_routes.knowledge
        self.drug, self.added = drug, added
        self.held = held_by(interventions)
        self._nets_standing: dict[str, bool] = {}
        self._told: dict[tuple[str, ...], Path] = {}
        self.compounds = list(dict.fromkeys(one.compound for one in interventions if one.compound))
        given = [one for one, level in self.held.items() if level == "high"]
        present = [one for one in (drug, *self.compounds, *added, *given) if one is not None]
        if self.knowledge.imported:
            self.limits = replace(limits, given=_given(self.knowledge, present))
        else:
            absent = _claims_of_absent(self.knowledge, present)
            self.limits = replace(limits, without=(*limits.without, *absent))
        cuts = tuple(one.claim.id for one in interventions if one.claim)
        self.cut = (*limits.cut, *cuts)

    def routes(self, start: Entity, is_blocked: bool) -> Routes:
        """What leads on from a source, with what is held and cut in force or not."""
        limits = self.limits
        if is_blocked:
            others = (entity.id for entity in self.held if entity != start)
            limits = replace(limits, avoid=(*limits.avoid, *others), cut=self.cut)
        return self.all_routes.of(start, limits)

    def of(self, end: Entity) -> Consequence:
        """What the interventions mean for one outcome."""
        before, under, acting = _Walks(), _Walks(), self._acting(end)
        if self.drug is not None:
            before.add(self.routes(self.drug, False).found(end))
        if self.drug is not None and self.drug not in self.held:
            under.add(self.routes(self.drug, True).found(end))
            self._add_imported(before, end)
        hypotheses = {*before.hypotheses(), *acting.hypotheses()}
        rows = tuple(
            self._remainder(one, before.of(one), under.of(one), acting.of(one))
            for one in sorted(hypotheses, key=lambda one: one.id)
        )
        whole = before.union()
        kept = {name: walk for name, walk in self._standing(under).items() if name in whole}
        union = self._remainder(None, whole, kept, self._standing(acting))
        return Consequence(
            *(end, union, rows, tuple(self._additions(end, kept))),
            tuple(self._loops(rows)),
            before.complete and under.complete and acting.complete,
        )

    def _add_imported(self, before: _Walks, end: Entity) -> None:
        """Where only the best paths of an imported graph are listed: those that stay, and the best
        through each node that is held or claim that is cut. So all that are asked about are there."""
        assert self.drug is not None
        free = self.routes(self.drug, False)
        if not any(
            isinstance(one, Imported) for one in (*free.found(end).more, *free.found(end).ended)
        ):
            return
        before.add(self.routes(self.drug, True).found(end))
        for entity in self.held:
            if entity not in (self.drug, end):
                via = replace(free.limits, via=(*free.limits.via, entity.id))
                before.add(self.all_routes.of(self.drug, via).found(end))
        for name in self.cut:
            claim = self.knowledge.claim(name)
            before.add(free.through(claim, end))

    def _standing(self, walks: _Walks) -> Group:
        """The union, less the paths whose net claims only blocked routes carried.

        A net claim never rescues: where some hypothesis has a longer route of its sign between its ends,
        it stands only as long as one such route is open.
        """
        if not (self.held or self.cut):
            return walks.union()
        return {
            name: (path, sign)
            for name, (path, sign) in walks.union().items()
            if all(self._stands(arrow) for arrow in path if arrow.net)
        }

    def _stands(self, net: Arrow) -> bool:
        if net.name not in self._nets_standing:
            start = self.knowledge.index.nodes[net.start]
            is_open = self.routes(start, True).longer(net)
            self._nets_standing[net.name] = is_open or not self.routes(start, False).longer(net)
        return self._nets_standing[net.name]

    def _acting(self, end: Entity) -> _Walks:
        """What the interventions do to an outcome by themselves."""
        acting = _Walks()
        for node, level in self.held.items():
            if level == "low" and self.knowledge.kinds[node.kind].column == "drug":
                continue  # by itself it was never there
            factor = {"low": -1, "high": 1}.get(level, 0)
            if node == end and factor:
                acting.hold(end, factor)
            elif factor and end not in self.held:
                acting.add(self.routes(node, True).found(end), factor)
        for compound in self.compounds:
            self._add_drug(acting, compound, end)
        return acting

    def _add_drug(self, walks: _Walks, drug: Entity, end: Entity) -> None:
        """What a further drug does to an outcome under the interventions.

        Where its direct action on a target serves no hypothesis of its own, it engages the target under
        each: rapamycin inhibits mTORC1 whichever way mTORC1 is thought to matter.
        """
        if drug in self.held or end in self.held:
            return
        routes = self.routes(drug, True)
        walks.add(routes.found(end))
        if self.knowledge.imported:
            return  # its one scope holds what the drug does and what that leads to
        for arrow in self.knowledge.index.expand(routes.number):
            target = self.knowledge.index.nodes[arrow.end]
            is_action = arrow.claim is not None and not arrow.net and not arrow.claim.hypotheses
            if is_action and target != end and routes.is_open(arrow):
                walks.engage(arrow, self.routes(target, True), end)

    def _remainder(
        self, hypothesis: Hypothesis | None, whole: Group, kept: Group, acting: Group
    ) -> Remainder:
        before, after, alone = _verdict(whole), _verdict(kept), _verdict(acting)
        lost = {name: walk for name, walk in whole.items() if name not in kept}
        remains = _remains(before, after, bool(lost))
        resembles = _resembles(before, alone)
        return Remainder(
            *(hypothesis, before, after, remains, alone, resembles),
            is_possible_only=alone in _OPPOSITE and self._is_possible_only(acting, hypothesis),
            by_omission=remains == "unchanged",
            is_stated_only=bool(whole) and all(_is_end_result(path) for path, _ in whole.values()),
            lost=self._paths(lost),
            kept=self._paths(kept),
            acting=self._paths(acting),
            partings=tuple(self._partings({"before": whole, "after": kept, "alone": acting})),
        )

    def _partings(self, groups: dict[str, Group]) -> Iterator[tuple[str, Parting]]:
        """Where the routes of each verdict that is mixed part."""
        for name, group in groups.items():
            signed = [(sign, arrows) for arrows, sign in group.values() if arrows]
            if signed and _verdict(group) == "mixed":
                source = self.knowledge.index.nodes[signed[0][1][0].start]
                if apart := parting(self.routes(source, False), signed):
                    yield name, apart

    def _paths(self, group: Group) -> tuple[Path, ...]:
        ordered = sorted((arrows for arrows, _ in group.values() if arrows), key=rank)
        return tuple(map(self._path, ordered))

    def _path(self, arrows: tuple[Arrow, ...]) -> Path:
        """A path, made once for all the rows that have it."""
        names = names_of(arrows)
        if names not in self._told:
            start = self.knowledge.index.nodes[arrows[0].start]
            self._told[names] = self.routes(start, False).path(arrows)
        return self._told[names]

    def _is_possible_only(self, acting: Group, hypothesis: Hypothesis | None) -> bool:
        """Whether only nodes act that are lowered and not recorded as active at rest."""
        sources = {
            path[0].claim.subject if path and path[0].claim else self.knowledge.entities[name[0]]
            for name, (path, _) in acting.items()
        }
        lowered = {node for node, level in self.held.items() if level == "low"}
        if not (sources and sources <= lowered):
            return False
        if hypothesis not in self.all_routes.active:
            self.all_routes.active[hypothesis] = self._active_at_rest(hypothesis)
        return not sources & self.all_routes.active[hypothesis]

    def _active_at_rest(self, hypothesis: Hypothesis | None) -> set[Entity | Claim]:
        """What evidence records as active at rest, and what that keeps active in turn."""
        knowledge = self.knowledge
        if knowledge.imported:
            return set()  # nobody recorded it there
        every = knowledge.claims_of(hypothesis) if hypothesis else knowledge.claims.values()
        driven: dict[Entity | Claim, list[Entity]] = {}
        active: set[Entity | Claim] = set()
        for claim in every:
            if claim.family is Family.CAUSAL and claim.is_traversed:
                active |= {claim.subject} if _records_rest(claim, knowledge) else set()
                if claim.sign is Sign.POSITIVE:
                    driven.setdefault(claim.subject, []).append(claim.object)
        waiting = list(active)
        while waiting:
            fresh = set(driven.get(waiting.pop(), ())) - active
            waiting += fresh
            active |= fresh
        return active

    # further drugs

    def _additions(self, end: Entity, kept: Group) -> Iterator[Addition]:
        for drug in self.added:
            walks = _Walks()
            self._add_drug(walks, drug, end)
            group = self._standing(walks)
            together = _verdict({**kept, **group})
            is_opposed = together == "mixed"
            yield Addition(
                *(drug, _verdict(group), "ambiguous" if is_opposed else together),
                _meeting(kept, group) if is_opposed else "",
                self._paths(group),
            )

    # loops

    def _loops(self, rows: Iterable[Remainder]) -> Iterator[Loop]:
        """Feedback loops through the routes in question, within the hypotheses that hold them."""
        found: dict[frozenset[Claim], Loop] = {}
        for row in rows:
            paths = row.kept + row.acting if row.hypothesis else ()
            if row.hypothesis is None or isinstance(row.hypothesis, Imported) or not paths:
                continue
            source = paths[0].claims[0].subject
            assert isinstance(source, Entity)
            nodes = {self.knowledge.index.number[c.object.id] for p in paths for c in p.claims}
            for loop in loops_through(self.routes(source, True).scope(row.hypothesis).out, nodes):
                if not any(claim.object in self.held for claim in loop.claims):
                    found.setdefault(frozenset(loop.claims), loop)
        ordered = sorted(found.values(), key=lambda loop: (len(loop.claims), loop.claims[0].id))
        yield from islice(ordered, _MOST_LOOPS)


def _claims_of_absent(knowledge: Knowledge, present: Iterable[Entity]) -> list[str]:
    """The claims of drugs, exposures and variants that are neither given nor made from what is given."""
    index = knowledge.index
    there: set[int] = set()
    for one in present:
        there |= reachable(productions(index.expand), index.number[one.id]).keys()
    return [
        arrow.name
        for node, entity in enumerate(index.nodes)
        if knowledge.kinds[entity.kind].column == "drug" and node not in there
        for arrow in index.expand(node)
        if arrow.claim
    ]


def _given(knowledge: Knowledge, present: Iterable[Entity]) -> tuple[str, ...]:
    """What is there in an imported graph: what is given, and what is made from it."""
    return tuple(sorted(knowledge.stored.made_from(one.id for one in present)))


def _is_end_result(path: tuple[Arrow, ...]) -> bool:
    return len(path) == 1 and path[0].net


def _records_rest(claim: Claim, knowledge: Knowledge) -> bool:
    """Whether evidence has the subject active at rest; a drug is active once it is given."""
    subject = claim.subject
    if not isinstance(subject, Entity) or knowledge.kinds[subject.kind].column == "drug":
        return False
    return any(item.context.state in _AT_REST for item in claim.items(Stance.SUPPORTS))


def _meeting(one: Group, other: Group) -> str:
    """The first node that routes of two drugs move in opposite directions, by its label."""
    for path, _ in one.values():
        moved = dict(_moved(path))
        for rival, _ in other.values():
            if met := next((e for e, sign in _moved(rival) if moved.get(e, 0) * sign < 0), None):
                return met.label
    return ""


def _moved(path: tuple[Arrow, ...]) -> Iterator[tuple[Entity, int]]:
    """The nodes along a path, each with the net sign up to it."""
    sign = 1
    for arrow in path:
        sign *= arrow.sign
        if arrow.claim:
            yield arrow.claim.object, sign


class _Walks:
    """Coherent paths by the hypothesis that holds them, each with its net sign from its source on."""

    def __init__(self) -> None:
        self._under: dict[Hypothesis | None, Group] = {}
        self._everywhere: Group = {}
        self.complete = True

    def add(self, found: Found, factor: int = 1) -> None:
        """Add what leads from a source that rises (1) or falls (-1)."""
        self.complete = self.complete and found.complete
        for hypothesis, paths in found.under:
            group = self._under.setdefault(hypothesis, {})
            group |= {names_of(path): (path, factor * sign_of(path)) for path in paths}

    def engage(self, first: Arrow, onward: Routes, end: Entity) -> None:
        """Add what leads on from the target of a first step, under each hypothesis that holds it."""
        found = onward.found(end)
        self.complete = self.complete and found.complete
        for hypothesis, paths in found.under:
            whole = [(first, *path) for path in paths if hypothesis is not None]
            for path in whole:
                is_coherent = all(
                    onward.coherence.allows(path[:n]) for n in range(2, len(path) + 1)
                )
                if is_coherent and len(path) <= onward.limits.max_steps:
                    self._under.setdefault(hypothesis, {})[names_of(path)] = (path, sign_of(path))

    def hold(self, end: Entity, factor: int) -> None:
        """Add that the end itself is held."""
        self._everywhere[(end.id,)] = ((), factor)

    def hypotheses(self) -> list[Hypothesis]:
        """The hypotheses that hold any."""
        return [hypothesis for hypothesis in self._under if hypothesis is not None]

    def of(self, hypothesis: Hypothesis) -> Group:
        """Those that one hypothesis holds."""
        return {**self._under.get(hypothesis, {}), **self._everywhere}

    def union(self) -> Group:
        """All of them. A net claim that some hypothesis carries counts there, and not once more."""
        held = [group for hypothesis, group in self._under.items() if hypothesis is not None]
        union = {name: walk for group in held for name, walk in group.items()}
        signs = {(path[0].start, sign) for path, sign in union.values()}
        for name, (path, sign) in self._under.get(None, {}).items():
            if not (path[0].net and (path[0].start, sign) in signs):
                union[name] = (path, sign)
        return {**union, **self._everywhere}


def _verdict(group: Group) -> str:
    return joint_verdict(Sign(sign).verdict for _, sign in group.values())


def _remains(before: str, after: str, lost: bool) -> str:
    """What is left of an effect, from the verdicts before and after.

    Routes are only ever lost, so that what is left of an effect of one sign has that sign: *reversed*,
    which an experiment may report, is never predicted.
    """
    if before == "none":
        return "silent"
    if after == "none":
        return "abolished"
    if not lost:
        return "unchanged" if before in _OPPOSITE else "ambiguous"
    return "reduced" if before == after and before in _OPPOSITE else "ambiguous"


def _resembles(before: str, alone: str) -> str:
    """How an intervention by itself compares with the drug."""
    if before not in _OPPOSITE:
        return ""
    if alone == "none":
        return "nothing"
    if alone not in _OPPOSITE:
        return "ambiguous"
    return "mimics" if alone == before else "opposes"
