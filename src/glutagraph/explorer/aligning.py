"""How places are spread across their layers: near what they are joined to, in order, and apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .untangling import Slots

_BETWEEN_BOXES: Final = {"x": 6.0, "y": 14.0}
_BETWEEN_JOINED: Final = {"x": 14.0, "y": 28.0}
_BESIDE_ARROWS: Final = 4.0
_STRAIGHTNESS: Final = 8.0
"""How much more a long arrow insists on running straight than a box on facing its neighbours."""


def aligned(slots: Slots, axis: str, sweeps: int) -> list[float]:
    """Where across its layer each place lies: near what it is joined to, in order, and apart."""
    offsets = [_offsets(slots, layer, axis) for layer in slots.layers]
    places = [0.0] * len(slots.sizes)
    for layer, apart in zip(slots.layers, offsets, strict=True):
        middle = apart[-1] / 2
        for slot, offset in zip(layer, apart, strict=True):
            places[slot] = offset - middle
    wished = _wished(slots)
    room = max(
        (_taken(slots, layer, apart) for layer, apart in zip(slots.layers, offsets, strict=True)),
        default=0.0,
    )
    aligning = [
        _Alignment.of(slots, layer, apart, wished, room)
        for layer, apart in zip(slots.layers, offsets, strict=True)
    ]
    for sweep in range(sweeps):
        for alignment in aligning if sweep % 2 == 0 else reversed(aligning):
            alignment.apply(places)
    lowest = min((at - size / 2 for at, size in zip(places, slots.sizes, strict=True)), default=0.0)
    return [at - lowest for at in places]


def _offsets(slots: Slots, layer: list[int], axis: str) -> list[float]:
    """The places of slots that stand as close as they may."""
    offsets = [0.0]
    for last, slot in pairwise(layer):
        apart = _BESIDE_ARROWS
        if last < slots.boxes and slot < slots.boxes:
            apart = (_BETWEEN_JOINED if last in slots.beside[slot] else _BETWEEN_BOXES)[axis]
        offsets.append(offsets[-1] + slots.sizes[last] / 2 + apart + slots.sizes[slot] / 2)
    return offsets


def _taken(slots: Slots, layer: list[int], offsets: list[float]) -> float:
    """What a layer takes at the least."""
    return slots.sizes[layer[0]] / 2 + offsets[-1] + slots.sizes[layer[-1]] / 2


def _wished(slots: Slots) -> list[list[int]]:
    """What each place would be at the mean of: a box faces what is led to, an arrow is straight."""
    wished = [
        slots.leading[slot]
        or [*slots.before[slot], *slots.after[slot]]
        or slots.beside[slot]
        or [slot]
        for slot in range(len(slots.sizes))
    ]
    for course in slots.courses:
        for slot in course:
            if slot >= slots.boxes:
                wished[slot] = course
    return wished


@dataclass(frozen=True, slots=True)
class _Alignment:
    """How the places of a layer are moved: in order, apart, within the room that there is."""

    layer: list[int]
    offsets: list[float]
    wished: list[list[int]]
    weights: list[float]
    least: float
    most: float

    @classmethod
    def of(
        cls,
        slots: Slots,
        layer: list[int],
        offsets: list[float],
        wished: list[list[int]],
        room: float,
    ) -> _Alignment:
        """The alignment of a layer: the fullest takes all the room, others shift within it."""
        return cls(
            layer,
            offsets,
            [wished[slot] for slot in layer],
            [1.0 if slot < slots.boxes else _STRAIGHTNESS for slot in layer],
            slots.sizes[layer[0]] / 2 - room / 2,
            room / 2 - slots.sizes[layer[-1]] / 2 - offsets[-1],
        )

    def apply(self, places: list[float]) -> None:
        """Moves each place as near to its wish as order and room allow."""
        wishes = []
        for wished, offset in zip(self.wished, self.offsets, strict=True):
            total = 0.0
            for other in wished:
                total += places[other]
            wishes.append(total / len(wished) - offset)
        risen = _rising(wishes, self.weights)
        for slot, offset, at in zip(self.layer, self.offsets, risen, strict=True):
            places[slot] = min(max(at, self.least), self.most) + offset


def _rising(wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The rising numbers nearest to those wished for, in weighted squares (pool adjacent violators).

    >>> _rising([1, 5, 3], [1, 1, 1])
    [1.0, 4.0, 4.0]
    """
    pools: list[tuple[float, float, int]] = []
    for wish, weight in zip(wishes, weights, strict=True):
        mean, total, count = float(wish), weight, 1
        while pools and pools[-1][0] > mean:
            other, heavy, many = pools.pop()
            mean = (mean * total + other * heavy) / (total + heavy)
            total, count = total + heavy, count + many
        pools.append((mean, total, count))
    return [mean for mean, _, count in pools for _ in range(count)]
