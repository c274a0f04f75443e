"""The answers: paths and what they are made of, verdicts and where routes stop. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from .model import Claim, Entity, Hypothesis, Imported, Sign, Tier


class Step(NamedTuple):
    """A claim as it stands on a path, with the net sign from the path's start up to its end."""

    claim: Claim
    net_sign: Sign


class Joint(NamedTuple):
    """A place where a path was stitched together: why, and between which two entities or steps."""

    reason: str
    """`pool not stated`, `translation`, `between hypotheses`, or `context`."""
    detail: str
    after: int
    """The joint lies after so many steps."""
    subject: Entity | None = None
    object: Entity | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """Claims end to end, from a start to an end, with any joints between them."""

    steps: tuple[Step, ...]
    hypotheses: tuple[str, ...] = ()
    """The hypotheses that hold all its steps; empty where it is stitched or needs none."""
    joints: tuple[Joint, ...] = ()
    cost: int = 0
    """What it is ordered by for its length: with a hub penalty its cost in thousandths of a step."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims, in order."""
        return tuple(step.claim for step in self.steps)

    @property
    def sign(self) -> Sign:
        """The net sign: the product of the signs of its steps."""
        return Sign(prod(int(claim.sign) for claim in self.claims))

    @property
    def is_coherent(self) -> bool:
        """Whether one hypothesis holds all its steps and no stated contexts conflict."""
        return not self.joints

    @property
    def weakest_tier(self) -> Tier:
        """The tier of its weakest step: a path is no stronger than that."""
        return max(claim.tier for claim in self.claims)

    @property
    def disputed_steps(self) -> int:
        """How many of its steps something speaks against."""
        return sum(claim.is_disputed for claim in self.claims)

    @property
    def rank(self) -> tuple[int, int, int, tuple[str, ...]]:
        """What paths are ordered by: weakest tier, disputed steps, length, names.

        Each part only grows along a path, so that a search can stop as soon as it has enough.
        """
        names = tuple(claim.id for claim in self.claims)
        return (int(self.weakest_tier), self.disputed_steps, self.cost or len(self.steps), names)


class Stop(NamedTuple):
    """Where a hypothesis's routes from the start end without reaching the end."""

    hypothesis: Hypothesis
    reached: tuple[Entity, ...]
    """The last entities that are reached; empty where no step leaves the start."""
    because: str
    open_claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A feedback loop that touches a path: reported apart, never walked."""

    claims: tuple[Claim, ...]

    @property
    def sign(self) -> Sign:
        """Positive where it amplifies, negative where it damps."""
        return Sign(prod(int(claim.sign) for claim in self.claims))


@dataclass(frozen=True, slots=True)
class Route:
    """What one hypothesis says of a start and an end."""

    hypothesis: Hypothesis | None
    """None for what was stated end to end with no mechanism stated."""
    verdict: str
    paths: tuple[Path, ...]
    """The best ones, as many as were asked for."""
    count: int
    """How many coherent paths there are."""
    unknown: int = 0
    """How many of them have no known direction."""

    @property
    def is_held(self) -> bool:
        """Whether it is a hypothesis of ours that holds them."""
        return self.hypothesis is not None and not isinstance(self.hypothesis, Imported)


class Parting(NamedTuple):
    """Where the best path that raises an end and the best that lowers it go apart."""

    raising: Claim
    lowering: Claim
    apart: str = ""
    """The context that separates the two claims, as axis: here / there; empty where none does."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one end."""

    end: Entity
    verdict: str
    """`increases`, `decreases`, `mixed`, `unknown`, or `none`."""
    reason: str
    routes: tuple[Route, ...] = ()
    stitched: tuple[Path, ...] = ()
    coherent_count: int = 0
    stitched_count: int = 0
    complete: bool = True
    """Whether no budget ended the search for coherent paths."""
    stitched_complete: bool = True
    """Whether all stitched paths were counted; else there are at least so many."""
    parting: Parting | None = None
    """Where paths of opposed signs part, of a mixed verdict."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths shown, coherent ones first, in their order, each once."""
        coherent = {path for route in self.routes for path in route.paths}
        return (*sorted(coherent, key=lambda path: path.rank), *self.stitched)

    @property
    def best(self) -> Path | None:
        """The best path, coherent before stitched."""
        return next(iter(self.paths), None)


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer to how a start leads to an end: a verdict for each member of the end."""

    start: Entity
    end: Entity | None
    outcomes: tuple[Outcome, ...]
    verdict: str
    reason: str
    stops: tuple[Stop, ...] = ()
    loops: tuple[Loop, ...] = ()
    carried: tuple[Claim, ...] = ()
    """Net claims left out of longer paths, since a route of the same sign carries them."""
    filters: tuple[tuple[str, str], ...] = ()
    """(context axis, value) that was asked for; a step that does not state the axis passes."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every path shown, coherent ones first, in their order, each once."""
        every = {path for outcome in self.outcomes for path in outcome.paths}
        return tuple(sorted(every, key=lambda path: (not path.is_coherent, path.rank)))

    @property
    def is_complete(self) -> bool:
        """Whether no budget ended the search early."""
        return all(outcome.complete for outcome in self.outcomes)
