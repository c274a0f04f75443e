"""What the page can show: sub-graphs, each of which is laid out by itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ..model import Claim, Entity
from .columns import column_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..answers import Path, Trace
    from ..knowledge import Knowledge
    from ..model import Hypothesis

Thing: TypeAlias = Entity | Claim

READABLE = 75
"""Beyond so many entities nobody reads a map at first sight; the page opens on less."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a stitched path steps from one entity to another without a claim: no arrow, a joint."""

    start: Entity
    end: Entity
    reason: str

    @property
    def id(self) -> str:
        """A name that no claim has."""
        return f"joint:{self.start.id}.{self.end.id}"


@dataclass(frozen=True, slots=True)
class View:
    """A sub-graph with a name and a sentence."""

    id: str
    label: str
    description: str
    group: str
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Views:
    """Everything that one page can show. The first view holds all the others."""

    title: str
    views: tuple[View, ...]
    opening: str

    @property
    def whole(self) -> View:
        """The view that holds all the others."""
        return self.views[0]


def everything(knowledge: Knowledge) -> Views:
    """All that paths may walk along, opening on its core where there is too much to read."""
    claims = _arrows(knowledge.claims.values())
    whole = _view(
        "everything",
        "Everything",
        "Every claim that a path may walk along, direct and net.",
        claims,
    )
    core = _view(
        "core",
        "Core mechanism",
        "The direct steps of all hypotheses that lie on a way from a drug to an outcome. "
        "Choose one hypothesis to see all of it by itself.",
        _core(knowledge, claims),
    )
    crowded = len(whole.entities) > READABLE and core.claims != ()
    views = (whole, *([core] if crowded else []), *_hypotheses(knowledge, whole))
    return Views("Mechanism map", views, core.id if crowded else whole.id)


def views_around(knowledge: Knowledge, focus: Entity) -> Views:
    """What lies within two steps of an entity, and within one."""
    claims = _arrows(knowledge.claims.values())
    near = _touching(claims, {focus})
    neighbours = {focus, *_ends(near)}
    far = _touching(claims, neighbours)
    whole = _view(
        "two-steps",
        f"Two steps around {focus.label}",
        f"What leads to {focus.label} and what it leads to, up to two arrows away.",
        far,
        (focus,),
    )
    one = _view(
        "one-step",
        f"One step around {focus.label}",
        f"The claims about {focus.label} itself.",
        near,
        (focus,),
    )
    opening = one if len(whole.entities) > READABLE else whole
    return Views(f"Around {focus.label}", (whole, one, *_hypotheses(knowledge, whole)), opening.id)


def views_of_answer(knowledge: Knowledge, answer: Trace) -> Views:
    """The paths of an answer, together and by hypothesis."""
    ends = (answer.start, *([answer.end] if answer.end and not answer.paths else []))
    to = f" → {answer.end.label}" if answer.end else " → outcomes"
    said = (f"Verdict: {answer.verdict}" if answer.verdict else "", answer.reason)
    description = ": ".join(part for part in said if part) + "."
    whole = _of_paths("paths", "All paths shown", description, answer.paths, ends)
    coherent = tuple(path for path in answer.paths if path.is_coherent)
    parts = [whole]
    if coherent and len(coherent) < len(answer.paths):
        told = "These paths are each carried from start to end by one hypothesis or one finding."
        parts.append(
            _of_paths("coherent", "Coherent paths", f"{description} {told}", coherent, ends)
        )
    held = (_held(hypothesis, coherent, ends) for hypothesis in knowledge.hypotheses.values())
    return Views(
        answer.start.label + to,
        (*parts, *(view for view in held if view.claims)),
        parts[-1].id,
    )


def _hypotheses(knowledge: Knowledge, whole: View) -> tuple[View, ...]:
    """The part of each hypothesis and module in a view, where it has any."""
    shown = set(whole.claims)
    views = []
    for hypothesis in knowledge.hypotheses.values():
        claims = tuple(claim for claim in knowledge.claims_of(hypothesis) if claim in shown)
        if claims:
            views.append(_of_hypothesis(hypothesis, claims))
    return tuple(views)


def _of_hypothesis(hypothesis: Hypothesis, claims: tuple[Claim, ...]) -> View:
    return View(
        f"hypothesis:{hypothesis.id}",
        hypothesis.label,
        hypothesis.description,
        "Shared modules" if hypothesis.is_module else "Hypotheses",
        _ends(claims),
        claims,
    )


def _held(hypothesis: Hypothesis, paths: tuple[Path, ...], ends: tuple[Entity, ...]) -> View:
    held = tuple(path for path in paths if hypothesis.id in path.hypotheses)
    view = _of_paths("", "", "", held, ends)
    return _of_hypothesis(hypothesis, view.claims)


def _of_paths(
    name: str, label: str, description: str, paths: tuple[Path, ...], ends: tuple[Entity, ...]
) -> View:
    claims = {claim for path in paths for claim in path.claims}
    gaps = {
        Gap(joint.subject, joint.object, joint.reason)
        for path in paths
        for joint in path.joints
        if joint.subject is not None and joint.object is not None
    }
    view = _view(name, label, description, _arrows(claims), ends)
    ordered = tuple(sorted(gaps, key=lambda gap: gap.id))
    entities = {*view.entities, *(end for gap in gaps for end in (gap.start, gap.end))}
    return View(name, label, description, view.group, _by_id(entities), view.claims, ordered)


def _view(
    name: str,
    label: str,
    description: str,
    claims: tuple[Claim, ...],
    also: tuple[Entity, ...] = (),
) -> View:
    entities = _by_id({*_ends(claims), *also})
    return View(name, label, description, "Overview", entities, claims)


def _core(knowledge: Knowledge, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The direct steps of hypotheses between a drug and an outcome."""
    steps = tuple(claim for claim in claims if claim.hypotheses and not claim.net)
    columns = {end: column_of(knowledge, end) for end in _ends(steps)}
    onward: set[tuple[Thing, Thing]] = {(claim.subject, claim.object) for claim in steps}
    backward = {(end, start) for start, end in onward}
    caused = _reached({end for end in columns if columns[end] == "drug"}, onward)
    causing = _reached({end for end in columns if columns[end] == "outcome"}, backward)
    return tuple(c for c in steps if c.subject in caused and c.object in causing)


def _reached(begin: set[Entity], ways: set[tuple[Thing, Thing]]) -> set[Thing]:
    """What one comes to from where one begins, that included."""
    after: dict[Thing, list[Thing]] = defaultdict(list)
    for start, end in ways:
        after[start].append(end)
    reached: set[Thing] = set(begin)
    waiting: list[Thing] = list(begin)
    while waiting:
        new = [end for end in after[waiting.pop()] if end not in reached]
        reached.update(new)
        waiting += new
    return reached


def _arrows(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims to draw: those that a path may walk along, from entity to entity."""
    drawn = (c for c in claims if c.is_traversed and isinstance(c.subject, Entity))
    return tuple(sorted(drawn, key=lambda claim: claim.id))


def _touching(claims: tuple[Claim, ...], entities: set[Entity]) -> tuple[Claim, ...]:
    return tuple(c for c in claims if c.subject in entities or c.object in entities)


def _ends(claims: Iterable[Claim]) -> tuple[Entity, ...]:
    ends = {end for claim in claims for end in (claim.subject, claim.object)}
    return _by_id(end for end in ends if isinstance(end, Entity))


def _by_id(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda entity: entity.id))
