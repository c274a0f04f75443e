"""Whether the steps of a path belong together: one hypothesis, and contexts that do not conflict.

Contexts are compared on three axes. *Species*: findings in humans and in animals do not join without a
translation; a mouse and a rat do. *Region*: two places conflict where neither lies within the other.
*Timing*: a path may go from acute to sustained, never back. A claim that some evidence supports without
stating an axis is free on it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .answers import Joint
from .index import EVERYWHERE
from .model import Stance

if TYPE_CHECKING:
    from .index import Arrow
    from .knowledge import Knowledge
    from .model import Claim

_AXES = ("species", "region", "timing")
_ORDER = {"acute": 0, "sustained": 1}


class Coherence:
    """Judges paths of one graph; what it has worked out of a claim it keeps."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.stated = cache(self._stated)
        self._free: dict[str, bool] = {}
        self._conflicts_found: dict[tuple[str, str], str] = {}

    def _stated(self, claim: Claim, axis: str) -> frozenset[str]:
        """The values on an axis to which a claim is bound; empty where it is free."""
        values = [item.context.on(axis) for item in claim.items(Stance.SUPPORTS)]
        return frozenset() if "" in values else frozenset(values)

    def may_hold(self, claim: Claim, axis: str, wanted: str) -> bool:
        """Whether a claim may hold for a value: it says so or does not say; not where it is open."""
        for item in claim.items(Stance.LEAVES_OPEN):
            left = item.context.on(axis)
            if left and self._knowledge.holds(axis, left, wanted):
                return False
        stated = self.stated(claim, axis)
        return not stated or any(self._knowledge.agree(axis, wanted, value) for value in stated)

    def allows(self, arrows: tuple[Arrow, ...]) -> bool:
        """Whether the last step of a path conflicts with none before it."""
        last = arrows[-1]
        return self._is_free(last) or not any(
            self._conflict(arrow, last) for arrow in arrows[:-1] if not self._is_free(arrow)
        )

    def _is_free(self, arrow: Arrow) -> bool:
        """Whether a step is bound on no axis, and so conflicts with none; a joint is not."""
        if (free := self._free.get(arrow.name)) is None:
            claim = arrow.claim
            free = claim is None or not any(self.stated(claim, axis) for axis in _AXES)
            self._free[arrow.name] = free
        return free

    def _conflict(self, earlier: Arrow, later: Arrow) -> str:
        """How two steps of a path conflict, earlier step first; empty where they do not."""
        names = (earlier.name, later.name)
        if names not in self._conflicts_found:
            one, other = earlier.claim, later.claim
            self._conflicts_found[names] = self.differing(one, other) if one and other else ""
        return self._conflicts_found[names]

    def differing(self, earlier: Claim, later: Claim) -> str:
        """How the contexts of two steps conflict, earlier step first; empty where they do not."""
        for axis in _AXES:
            here, there = self.stated(earlier, axis), self.stated(later, axis)
            if here and there and not self._compatible(axis, here, there):
                return f"{axis}: {self._said(axis, here)} / {self._said(axis, there)}"
        return ""

    def _compatible(self, axis: str, here: frozenset[str], there: frozenset[str]) -> bool:
        if axis == "timing":
            first = min(_ORDER.get(value, 0) for value in here)
            return first <= max(_ORDER.get(value, 1) for value in there)
        if axis == "species":
            return bool({self._animal(v) for v in here} & {self._animal(v) for v in there})
        return any(self._knowledge.agree(axis, one, other) for one in here for other in there)

    def _animal(self, species: str) -> bool:
        return species == "animal" or self._knowledge.holds("species", "animal", species)

    def _said(self, axis: str, values: frozenset[str]) -> str:
        return ", ".join(sorted(self._knowledge.context_label(axis, value) for value in values))

    def difference(self, one: Claim, other: Claim) -> str:
        """The first context axis on which two claims are bound to different values."""
        for axis in ("species", "region", "cell-type", "model", "state", "dose", "timing", "time"):
            here, there = self.stated(one, axis), self.stated(other, axis)
            if here and there and not here & there:
                return f"{axis}: {self._said(axis, here)} / {self._said(axis, there)}"
        return ""

    def holders(self, arrows: tuple[Arrow, ...]) -> tuple[str, ...]:
        """The hypotheses, modules left out, that hold every step."""
        held = EVERYWHERE
        for arrow in arrows:
            held &= arrow.scope
        if held == EVERYWHERE:
            return ()
        bits, hypotheses = self._knowledge.own_bits, self._knowledge.hypotheses
        return tuple(n for n, bit in bits.items() if held & bit and not hypotheses[n].is_module)

    def is_stitched(self, arrows: tuple[Arrow, ...]) -> bool:
        """Whether a path has any joint; the same as `joints`, for when only that is asked."""
        held = EVERYWHERE
        for place, arrow in enumerate(arrows):
            held &= arrow.scope if arrow.claim else 0
            if not held and len(arrows) > 1:
                return True
            if not self.allows(arrows[: place + 1]):
                return True
        return False

    def joints(self, arrows: tuple[Arrow, ...]) -> tuple[Joint, ...]:
        """Where a path is stitched: structural steps, changes of hypothesis, conflicts of context."""
        structural, step = [], 0
        for arrow in arrows:
            if arrow.claim is None:
                ends = (self._node(arrow.start), self._node(arrow.end))
                detail = f"{ends[0].label} / {ends[1].label}"
                structural.append(Joint(arrow.joint, detail, step, *ends))
            else:
                step += 1
        found = [*structural, *self._changes(arrows), *self._conflicts(arrows)]
        return tuple(sorted(found, key=lambda joint: joint.after))

    def _node(self, number: int):  # type: ignore[no-untyped-def]
        return self._knowledge.index.nodes[number]

    def _changes(self, arrows: tuple[Arrow, ...]) -> list[Joint]:
        """The places where no hypothesis holds the steps on both sides; runs are as long as can be."""
        claims = [arrow for arrow in arrows if arrow.claim]
        joints: list[Joint] = []
        held, since = EVERYWHERE, 0
        for step, arrow in enumerate(claims):
            together = held & arrow.scope
            alone = step == since
            if together or alone:
                held = together if not alone else arrow.scope
                continue
            before = self._names(held)
            joints.append(
                Joint("between hypotheses", f"{before} / {self._names(arrow.scope)}", step)
            )
            held, since = arrow.scope, step
        return joints

    def _names(self, held: int) -> str:
        bits, hypotheses = self._knowledge.own_bits, self._knowledge.hypotheses
        names = [n for n, bit in bits.items() if held & bit and not hypotheses[n].is_module]
        names += [n for n, bit in self._knowledge.imported_bits.items() if held & bit]
        return ", ".join(names) if names and held != EVERYWHERE else "no hypothesis stated"

    def _conflicts(self, arrows: tuple[Arrow, ...]) -> list[Joint]:
        """For each step, the first earlier one whose context conflicts with its own."""
        claims = [arrow for arrow in arrows if arrow.claim]
        joints = []
        for place, later in enumerate(claims):
            conflicts = (self._conflict(earlier, later) for earlier in claims[:place])
            if detail := next(filter(None, conflicts), ""):
                joints.append(Joint("context", detail, place))
        return joints
