"""Hypotheses side by side: their steps, what they say of each drug, and how they fare in experiments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from ..deciding import UndecidableError, decide
from ..model import Claim, Entity, Experiment, Family, Hypothesis, Sign
from ..reasons import outcomes
from ..routes import AllRoutes, joint_verdict
from ..scoring import Score, Scored, score_experiments
from .drugs import UNSETTLED, is_direct
from .sharing import Held, Target, held, targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..knowledge import Knowledge
    from ..limits import Limits


@dataclass(frozen=True, slots=True)
class Reach:
    """What a hypothesis says of a drug and an outcome."""

    drug: Entity
    outcome: Entity
    verdict: str = "none"
    paths: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Scoring:
    """What a hypothesis predicts of an experiment: with all claims, and held out."""

    experiment: Experiment
    score: Score
    held_out: Score


@dataclass(frozen=True, slots=True)
class HypothesisPart:
    """What is told of one hypothesis, whatever it is compared with."""

    hypothesis: Hypothesis
    steps: tuple[Claim, ...]
    nodes: tuple[Entity, ...]
    first: tuple[Claim, ...]
    """The direct claims of drugs: where it begins."""
    nulls: tuple[Claim, ...]
    reaches: tuple[Reach, ...]
    scorings: tuple[Scoring, ...]


@dataclass(frozen=True, slots=True)
class Opposition:
    """Two claims on the same two nodes that contradict one another, each of its own hypothesis."""

    one: Claim
    one_of: Hypothesis
    other: Claim
    other_of: Hypothesis

    @property
    def sort(self) -> str:
        """`sign` where one raises and the other lowers, `null` where one found nothing."""
        return "null" if Family.NULL in (self.one.family, self.other.family) else "sign"


@dataclass(frozen=True, slots=True)
class ReachRow:
    """A drug and an outcome, with the verdict of each hypothesis."""

    drug: Entity
    outcome: Entity
    reaches: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class HypothesisComparison:
    """Hypotheses side by side."""

    parts: tuple[HypothesisPart, ...]
    targets: tuple[Target, ...]
    steps: tuple[Held[Claim], ...]
    nodes: tuple[Held[Entity], ...]
    rows: tuple[ReachRow, ...]
    opposed: tuple[Opposition, ...]
    deciding: tuple[tuple[Hypothesis, Hypothesis, int], ...]
    """How many experiments would tell two of them apart: `decide` tells which."""

    @property
    def things(self) -> tuple[Hypothesis, ...]:
        """The hypotheses."""
        return tuple(part.hypothesis for part in self.parts)

    @property
    def is_complete(self) -> bool:
        """Whether no budget ended a search."""
        return all(reach.complete for row in self.rows for reach in row.reaches)


def compare_hypotheses(
    knowledge: Knowledge, hypotheses: Sequence[Hypothesis], limits: Limits
) -> HypothesisComparison:
    """Hypotheses side by side, in the order in which they are named."""
    board = score_experiments(knowledge).rows
    all_routes = AllRoutes(knowledge)
    parts = tuple(
        _hypothesis_part(all_routes, one, replace(limits, hypothesis=one.id), board)
        for one in hypotheses
    )
    pairs = list(combinations(parts, 2))
    return HypothesisComparison(
        parts,
        tuple(targets([part.first for part in parts], _nulls_on_targets(parts))),
        held(hypotheses, [dict.fromkeys(part.steps, 0) for part in parts]),
        held(hypotheses, [dict.fromkeys(part.nodes, 0) for part in parts]),
        _reach_rows(parts),
        tuple(found for one, other in pairs for found in _opposed(one, other)),
        tuple(
            (one.hypothesis, other.hypothesis, _deciding(knowledge, one, other, limits))
            for one, other in pairs
        ),
    )


def _nulls_on_targets(parts: Sequence[HypothesisPart]) -> list[list[Claim]]:
    """The null findings of each on what the same drug does under any."""
    acting = {(claim.subject, claim.object) for part in parts for claim in part.first}
    return [[c for c in part.nulls if (c.subject, c.object) in acting] for part in parts]


def _hypothesis_part(
    all_routes: AllRoutes, hypothesis: Hypothesis, limits: Limits, board: Iterable[Scored]
) -> HypothesisPart:
    knowledge = all_routes.knowledge
    claims = knowledge.claims_of(hypothesis)
    steps = tuple(claim for claim in claims if claim.is_traversed)
    nodes = {end for claim in steps for end in (claim.subject, claim.object)}
    return HypothesisPart(
        hypothesis,
        steps,
        tuple(sorted((n for n in nodes if isinstance(n, Entity)), key=lambda node: node.id)),
        tuple(c for c in steps if is_direct(c, knowledge) and _is_by_drug(c, knowledge)),
        tuple(c for c in claims if c.family is Family.NULL and c.status not in UNSETTLED),
        tuple(_reaches(all_routes, hypothesis, limits)),
        tuple(scoring for row in board for scoring in _scorings(row, hypothesis)),
    )


def _is_by_drug(claim: Claim, knowledge: Knowledge) -> bool:
    return isinstance(claim.subject, Entity) and knowledge.kind_holds("drug", claim.subject)


def _reaches(all_routes: AllRoutes, hypothesis: Hypothesis, limits: Limits) -> Iterator[Reach]:
    """Each drug and outcome that a hypothesis joins. Most drugs have no first step under it."""
    knowledge, index = all_routes.knowledge, all_routes.knowledge.index
    bit = knowledge.own_bits[hypothesis.id]
    for drug in knowledge.entities.values():
        arrows = index.expand(index.number[drug.id])
        if knowledge.kind_holds("drug", drug) and any(arrow.scope & bit for arrow in arrows):
            routes = all_routes.of(drug, limits)
            for end in outcomes(routes):
                found = routes.found(end)
                if found.under or not found.complete:
                    verdict = joint_verdict(Sign(sign).verdict for sign in found.signs)
                    yield Reach(drug, end, verdict, len(found.signs), found.complete)


def _scorings(row: Scored, hypothesis: Hypothesis) -> Iterator[Scoring]:
    for score, held_out in zip(row.scores, row.held_out, strict=True):
        if score.hypothesis == hypothesis:
            yield Scoring(row.experiment, score, held_out)


def _reach_rows(parts: Sequence[HypothesisPart]) -> tuple[ReachRow, ...]:
    told = [{(reach.drug, reach.outcome): reach for reach in part.reaches} for part in parts]
    rows = (
        ReachRow(*ends, tuple(reaches.get(ends, Reach(*ends)) for reaches in told))
        for ends in {ends for reaches in told for ends in reaches}
    )
    return tuple(sorted(rows, key=_most_joined))


def _most_joined(row: ReachRow) -> tuple[int, str, str]:
    return -sum(reach.paths > 0 for reach in row.reaches), row.drug.id, row.outcome.id


def _opposed(one: HypothesisPart, other: HypothesisPart) -> Iterator[Opposition]:
    """The claims of two hypotheses on the same two nodes that contradict one another."""
    there: dict[tuple[object, Entity], list[Claim]] = {}
    for claim in (*other.steps, *other.nulls):
        there.setdefault((claim.subject, claim.object), []).append(claim)
    ours, theirs = {*one.steps, *one.nulls}, {*other.steps, *other.nulls}
    for claim in sorted(ours, key=lambda claim: claim.id):
        for rival in there.get((claim.subject, claim.object), ()):
            is_between = claim not in theirs or rival not in ours
            if is_between and _contradict(claim, rival):
                yield Opposition(claim, one.hypothesis, rival, other.hypothesis)


def _contradict(one: Claim, other: Claim) -> bool:
    is_null = [claim.family is Family.NULL for claim in (one, other)]
    return one.sign * other.sign < 0 if not any(is_null) else not all(is_null)


def _deciding(
    knowledge: Knowledge, one: HypothesisPart, other: HypothesisPart, limits: Limits
) -> int:
    """How many experiments would tell two hypotheses apart."""
    try:
        return len(decide(knowledge, one.hypothesis, other.hypothesis, limits=limits).decisions)
    except UndecidableError:
        return 0
