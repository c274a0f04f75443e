"""The answers about interventions: what is done to the system, and what that means. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .answers import Loop, Parting, Path
    from .model import Claim, Entity, Hypothesis


@dataclass(frozen=True, slots=True)
class Intervention:
    """What is done to the system: do(X). A node is held, or a claim is cut."""

    act: str
    """`block`, `knock-out`, `clamp` or `cut`."""
    node: Entity | None = None
    to: str = ""
    """`low`, `high` or `baseline`; empty where a claim is cut."""
    claim: Claim | None = None
    compound: Entity | None = None
    """The drug or variant that holds the node, whose other arrows act too."""


@dataclass(frozen=True, slots=True)
class Remainder:
    """What a hypothesis, or all of them together, says of one outcome under an intervention."""

    hypothesis: Hypothesis | None
    """None for the union of all that is known."""
    before: str
    """The verdict on the drug without the intervention; `none` where there is no drug or no route."""
    after: str
    """The verdict along the routes that survive."""
    remains: str
    """`abolished`, `unchanged`, `reduced`, `ambiguous`, or `silent` without any route."""
    alone: str
    """The verdict on the intervention by itself."""
    resembles: str
    """How the intervention by itself compares with the drug: `mimics`, `opposes`, `nothing` or
    `ambiguous`; empty where the drug has no effect to compare with."""
    is_possible_only: bool = False
    """Whether the intervention lowers only what is not recorded as active at rest."""
    by_omission: bool = False
    """Whether nothing changes because what was done lies on no route."""
    is_stated_only: bool = False
    """Whether the drug's effect was only ever stated end to end, so that no step could be blocked."""
    lost: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    acting: tuple[Path, ...] = ()
    """The routes along which the intervention by itself acts."""
    partings: tuple[tuple[str, Parting], ...] = ()
    """For each verdict that is mixed (`before`, `after`, `alone`), where its routes part."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A second drug: what it does to the outcome alone, and together with the first."""

    drug: Entity
    alone: str
    together: str
    """The joint verdict; opposed signs are `ambiguous`."""
    meet: str = ""
    """Where opposed routes of the two come together."""
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an intervention means for one outcome."""

    end: Entity
    union: Remainder
    hypotheses: tuple[Remainder, ...]
    """Those with a route from the drug or from what was done."""
    additions: tuple[Addition, ...] = ()
    loops: tuple[Loop, ...] = ()
    """Feedback loops through the routes that survive and those along which the intervention acts."""
    complete: bool = True


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer to an intervention, outcome by outcome."""

    start: Entity | None
    end: Entity
    interventions: tuple[Intervention, ...]
    consequences: tuple[Consequence, ...]
