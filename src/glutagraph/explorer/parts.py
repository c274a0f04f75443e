"""Which part of a graph a page holds, and on what it opens.

A page holds a whole graph up to `MOST` entities. Of a larger one it holds what was asked for, and says
what it leaves out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

from ..errors import GlutagraphError
from ..model import Claim, Entity, Hypothesis
from .columns import column_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..answers import Trace
    from ..knowledge import Knowledge

Thing: TypeAlias = Entity | Claim

MOST = 1_500
"""Entities that one page holds; canvas and readers both tire beyond."""
READABLE = 75
"""Beyond so many entities nobody reads a map at first sight; the page opens on less."""
_SURROUNDINGS = 400
"""Entities held around a focus of a graph that is too large for one page."""


class TooLargeError(GlutagraphError):
    """A graph of which a page can hold a part only, and nobody said which."""

    exit_code = 2

    def __init__(self, count: int) -> None:
        super().__init__(
            f"the graph has {count:,} entities and a page holds {MOST:,}; say what to look at: "
            "--focus NAME, --from A --to B, --hypothesis H or --compare A B"
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page is to open on; of these at most one question."""

    focus: Entity | None = None
    start: Entity | None = None
    end: Entity | None = None
    hypothesis: Hypothesis | None = None
    compared: tuple[Entity | Hypothesis, ...] = ()
    top: int = 3

    @property
    def entities(self) -> list[Entity]:
        """What is to be shown with what lies around it."""
        found = (self.focus, *self.compared)
        return [one for one in found if isinstance(one, Entity)]

    @property
    def hypotheses(self) -> list[Hypothesis]:
        """What is to be shown with all its steps."""
        found = (self.hypothesis, *self.compared)
        return [one for one in found if isinstance(one, Hypothesis)]

    @property
    def state(self) -> str:
        """The page's own address for it, as it stands behind `#`."""
        if self.start and self.end:
            return _address({"from": self.start.id, "to": self.end.id, "top": self.top})
        if self.focus:
            return _address({"around": self.focus.id})
        if self.hypothesis:
            return _address({"hypothesis": self.hypothesis.id})
        if self.compared:
            return _address({"compare": ",".join(map(_called, self.compared))})
        return ""

    @property
    def title(self) -> str:
        """What the page is called."""
        if self.start and self.end:
            return f"{self.start.label} → {self.end.label}"
        if self.focus:
            return f"Around {self.focus.label}"
        if self.hypothesis:
            return self.hypothesis.label
        return " · ".join(thing.label for thing in self.compared) or "Mechanism map"


def _called(thing: Entity | Hypothesis) -> str:
    """What the address calls one of those that are compared."""
    return f"hypothesis:{thing.id}" if isinstance(thing, Hypothesis) else thing.id


def _address(parts: dict[str, object]) -> str:
    return urlencode(
        {name: value for name, value in parts.items() if (name, value) != ("top", 3)}, safe=",:"
    )


@dataclass(frozen=True, slots=True)
class Part:
    """What a page holds."""

    title: str
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    left_out: dict[str, int] = field(default_factory=dict)
    """How many entities and claims of the graph it does not hold."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a page opens on."""

    state: str
    core: tuple[Claim, ...]
    answer: dict[str, Any] | None = None
    """Of a part the answer is given: the page could not find all of it by itself."""


def part_of(knowledge: Knowledge, wanted: Wanted, answer: Trace | None = None) -> Part:
    """The whole graph, or of a large one what is wanted. Raises TooLargeError where nobody said what.

    `answer` is that to the question `wanted` asks, from the whole graph.
    """
    entities = tuple(knowledge.entities.values())
    if len(entities) <= MOST:
        return Part(wanted.title, _by_id(entities), tuple(_by_id(knowledge.claims.values())))
    held = _held(knowledge, wanted, answer)
    claims = [c for c in knowledge.claims.values() if entities_of(c) <= held]
    left_out = {
        "entities": len(entities) - len(held),
        "claims": len(knowledge.claims) - len(claims),
    }
    return Part(wanted.title, _by_id(held), tuple(_by_id(claims)), left_out)


def _held(knowledge: Knowledge, wanted: Wanted, answer: Trace | None) -> set[Entity]:
    """The entities of what is wanted, and the groups they belong to."""
    if answer is not None:
        claims = {claim for path in answer.paths for claim in path.claims}
        found = {*_ends(claims), answer.start, *(outcome.end for outcome in answer.outcomes)}
        found |= {answer.end} if answer.end else set()
    elif hypotheses := wanted.hypotheses:
        found = {end for one in hypotheses for end in _ends(knowledge.claims_of(one))}
    elif entities := wanted.entities:
        found = set(_nearest(knowledge, entities))
    else:
        raise TooLargeError(len(knowledge.entities))
    named = {name for entity in found for _, name in entity.structure}
    return found | {knowledge.entities[name] for name in named & knowledge.entities.keys()}


def _nearest(knowledge: Knowledge, starts: list[Entity]) -> list[Entity]:
    """What lies nearest to some entities, in either direction, up to a number."""
    index = knowledge.index
    found = dict.fromkeys(starts)
    for entity in (waiting := list(starts)):
        number = index.number[entity.id]
        arrows = (a for reverse in (False, True) for a in index.expand(number, reverse=reverse))
        for arrow in arrows:
            for node in (index.nodes[arrow.start], index.nodes[arrow.end]):
                if len(found) >= _SURROUNDINGS:
                    return list(found)
                if node not in found:
                    found[node] = None
                    waiting.append(node)
    return list(found)


def core_of(knowledge: Knowledge, part: Part) -> tuple[Claim, ...]:
    """The claims to open on: all of a small graph, else the direct steps of hypotheses between a drug
    and an outcome, and where there are none what is best connected.
    """
    claims = tuple(c for c in part.claims if c.is_traversed and isinstance(c.subject, Entity))
    if len(_ends(claims)) <= READABLE:
        return claims
    core = _between(knowledge, claims)
    if not core or len(_ends(core)) > 2 * READABLE:
        core = _busiest(claims)
    return core


def _between(knowledge: Knowledge, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The direct steps of hypotheses between a drug and an outcome."""
    steps = tuple(claim for claim in claims if claim.hypotheses and not claim.net)
    columns = {end: column_of(knowledge.kinds[end.kind]) for end in _ends(steps)}
    onward: set[tuple[Thing, Thing]] = {(claim.subject, claim.object) for claim in steps}
    backward = {(end, start) for start, end in onward}
    caused = _reached({end for end in columns if columns[end] == "drug"}, onward)
    causing = _reached({end for end in columns if columns[end] == "outcome"}, backward)
    return tuple(c for c in steps if c.subject in caused and c.object in causing)


def _busiest(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The claims among the entities that most claims join."""
    degree: dict[Entity, int] = defaultdict(int)
    for claim in claims:
        for end in _ends([claim]):
            degree[end] += 1
    kept = set(sorted(degree, key=lambda end: (-degree[end], end.id))[:READABLE])
    return tuple(c for c in claims if c.subject in kept and c.object in kept)


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


def entities_of(claim: Claim) -> set[Entity]:
    """The entities that a claim is about; of one about a claim, those of that, too."""
    subject = claim.subject
    return {claim.object, *([subject] if isinstance(subject, Entity) else entities_of(subject))}


def _ends(claims: Iterable[Claim]) -> tuple[Entity, ...]:
    ends = {end for claim in claims for end in (claim.subject, claim.object)}
    return _by_id(end for end in ends if isinstance(end, Entity))


def _by_id(things: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(things, key=lambda thing: thing.id))
