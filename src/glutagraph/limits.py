"""What a trace is confined to, and how each constraint is written on the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .model import Sign, Tier

if TYPE_CHECKING:
    from .knowledge import Knowledge

MAX_STEPS = 12


@dataclass(frozen=True, slots=True)
class Limits:
    """What a trace is confined to. Filters select: an axis that a claim does not state passes."""

    hypothesis: str = ""
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    sign: Sign | None = None
    max_steps: int = MAX_STEPS
    min_tier: Tier = Tier.PROPOSAL
    species: str = ""
    region: str = ""
    cell_type: str = ""
    timing: str = ""
    exclude_disputed: bool = False
    coherent_only: bool = False
    cut: tuple[str, ...] = ()
    """Claims that no path may take, by slug; what they carried stays carried."""
    without: tuple[str, ...] = ()
    """Claims that are left out as if nobody had made them, by slug."""
    given: tuple[str, ...] | None = None
    """The drugs, exposures and variants that are there: of an imported graph's others nothing comes."""
    hub_penalty: float = 0.0
    """What a node that is passed adds to the length of a path, times the logarithm of its claims."""

    def context(self) -> dict[str, str]:
        """The context asked for, by axis."""
        asked = {
            "species": self.species,
            "region": self.region,
            "cell-type": self.cell_type,
            "timing": self.timing,
        }
        return {axis: value for axis, value in asked.items() if value}

    def stated(self) -> dict[str, Limits]:
        """Each constraint that is set, as it is written on the command line, with it lifted."""
        free = Limits()
        return {
            _option(name, getattr(self, name)): replace(self, **{name: getattr(free, name)})
            for name in self.__slots__
            if name not in ("coherent_only", "max_steps", "given", "hub_penalty")
            and getattr(self, name) != getattr(free, name)
        }


UNLIMITED = Limits()


def named(knowledge: Knowledge, limits: Limits) -> Limits:
    """The limits with every name resolved to a slug."""
    return replace(
        limits,
        hypothesis=limits.hypothesis and knowledge.hypothesis(limits.hypothesis).id,
        via=tuple(knowledge.entity(name).id for name in limits.via),
        avoid=tuple(knowledge.entity(name).id for name in limits.avoid),
        species=limits.species and knowledge.context("species", limits.species),
        region=limits.region and knowledge.region(limits.region).id,
        cell_type=limits.cell_type and knowledge.place("cell-type", limits.cell_type).id,
        timing=limits.timing and knowledge.context("timing", limits.timing),
        cut=tuple(knowledge.claim(name).id for name in limits.cut),
    )


def _option(name: str, value: object) -> str:
    flag = "--" + name.replace("_", "-")
    if value is True:
        return flag
    if isinstance(value, Sign):
        return f"{flag} {value.verdict}"
    if isinstance(value, Tier):
        return f"{flag} {value.id}"
    if isinstance(value, tuple):
        return " ".join(f"{flag} {one}" for one in value)
    return f"{flag} {value}"
