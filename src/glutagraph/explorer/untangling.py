"""The order of places in their layers, so that few arrows cross and none takes a long way round."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Final

from .aligning import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator

_SWEEPS: Final = 24
_SWEEPING: Final = 40_000
_PATIENCE: Final = 3
_GATHERINGS: Final = (15, 50, 150)
_LENGTH: Final = 0.5
_SIFTS: Final = 2
_SIFTING: Final = 1500
_MOST_REACH: Final = 12
_DIRECTNESS: Final = 0.6
_NEAR_REACH: Final = 3
_QUICK_ALIGNMENTS: Final = 4
_STRAIGHTENING: Final = 20_000


@dataclass(slots=True)
class Slots:
    """The places of each layer, and what each is joined to before, behind and beside.

    The places of boxes are numbered first, then those of the arrows that pass.
    """

    boxes: int
    layers: list[list[int]] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    before: list[list[int]] = field(default_factory=list)
    after: list[list[int]] = field(default_factory=list)
    beside: list[list[int]] = field(default_factory=list)
    leading: list[list[int]] = field(default_factory=list)
    courses: list[list[int]] = field(default_factory=list)
    """For each arrow what it runs through, from its lower layer to its higher."""
    among: list[int] = field(default_factory=list)
    """How many places there are in the layer of each."""

    def enter(self, layer: int, size: float) -> int:
        """A new place, by its number."""
        self.layers[layer].append(len(self.sizes))
        self.sizes.append(size)
        for joined in (self.before, self.after, self.beside, self.leading):
            joined.append([])
        return len(self.sizes) - 1

    def often(self, most: int, work: int, least: int) -> int:
        """How often a step is taken: less often where there is much to do."""
        return max(least, min(most, work // max(len(self.sizes), 1)))


def untangle(slots: Slots) -> None:
    """Orders each layer so that few arrows cross: sweeps to and fro, then each place elsewhere."""
    at = [0.0] * len(slots.sizes)
    best, fewest = slots.layers, inf
    for begin in _beginnings(slots):
        layers, tangle = _swept(slots, begin, at)
        if tangle < fewest:
            best, fewest = layers, tangle
    slots.layers = best
    for layer in best:
        _number(layer, at)
    reach = slots.often(_MOST_REACH, _SIFTING, 0)
    for _ in range(_SIFTS if reach else 0):
        if not _sift(slots, at, reach):
            break


def _beginnings(slots: Slots) -> Iterator[list[list[int]]]:
    """Orders to begin with: by name, and with what hangs together side by side, more and more."""
    yield slots.layers
    near: list[list[int]] = [[] for _ in range(slots.boxes)]
    for low, *_, high in slots.courses:
        near[low].append(high)
        near[high].append(low)
    along = [0.0] * slots.boxes
    for layer in slots.layers:
        for place, slot in enumerate(layer):
            if slot < slots.boxes:
                along[slot] = place / len(layer)
    for number in range(1, _GATHERINGS[-1] + 1):
        along = _gathered(along, near, 2 * len(slots.courses))
        if number in _GATHERINGS:
            yield _ordered(slots, along)


def _gathered(along: list[float], near: list[list[int]], joints: int) -> list[float]:
    """Everything moves half way to the mean of what it is joined to (to the second eigenvector)."""
    middle = 0.0
    for at, others in zip(along, near, strict=True):
        middle += at * len(others)
    middle /= joints or 1
    off = [at - middle for at in along]
    widest = max(map(abs, off), default=0.0) or 1.0
    moved = []
    for own, others in zip(off, near, strict=True):
        total = 0.0
        for other in others:
            total += off[other]
        moved.append((own + (total / len(others) if others else own)) / 2 / widest)
    return moved


def _ordered(slots: Slots, along: list[float]) -> list[list[int]]:
    """Each layer in the order of a number for each box; arrows that pass lie between their ends."""
    every = [*along, *([0.0] * (len(slots.sizes) - slots.boxes))]
    for course in slots.courses:
        last, low = len(course) - 1, along[course[0]]
        rise = along[course[last]] - low
        for place in range(1, last):
            every[course[place]] = low + (rise * place) / last
    return [sorted(layer, key=every.__getitem__) for layer in slots.layers]


def _swept(slots: Slots, begin: list[list[int]], at: list[float]) -> tuple[list[list[int]], float]:
    """The best order that sweeps find from one to begin with, and how tangled it is."""
    layers = [list(layer) for layer in begin]
    for layer in layers:
        _number(layer, at)
    best, fewest, since = list(layers), _tangle(slots, layers, at), 0
    for sweep in range(slots.often(_SWEEPS, _SWEEPING, 2)):
        if since > _PATIENCE:
            break
        _sweep(slots, layers, at, sweep % 2 == 0)
        tangle = _tangle(slots, layers, at)
        since += 1
        if tangle < fewest:
            best, fewest, since = list(layers), tangle, 0
    return best, fewest


def _number(layer: list[int], at: list[float]) -> None:
    for place, slot in enumerate(layer):
        at[slot] = place


def _sweep(slots: Slots, layers: list[list[int]], at: list[float], forward: bool) -> None:
    """Each place goes to the mean of what it is joined to in the layer just passed, and its own."""
    joined, beside = (slots.before if forward else slots.after), slots.beside
    for index in range(1, len(layers)) if forward else range(len(layers) - 2, -1, -1):
        layer = layers[index]
        scale = len(layers[index - 1 if forward else index + 1]) / len(layer)
        wishes = {}
        for slot in layer:
            total = 0.0
            for other in joined[slot]:
                total += at[other]
            for other in beside[slot]:
                total += at[other] * scale
            count = len(joined[slot]) + len(beside[slot])
            wishes[slot] = total / count if count else at[slot] * scale
        layers[index] = sorted(layer, key=wishes.__getitem__)
        _number(layers[index], at)


def _tangle(slots: Slots, layers: list[list[int]], at: list[float]) -> float:
    """Twice the number of crossings, those of arrows within a layer guessed, and some for length."""
    crossings = sum(_crossed(slots, layer, at) for layer in layers[1:])
    within = sum(_crossed_within(slots, layer, at) for layer in layers)
    return 2 * crossings + within + _LENGTH * _length(slots, at)


def _crossed(slots: Slots, layer: list[int], at: list[float]) -> int:
    seen: list[float] = []
    count = 0
    for slot in layer:
        ends = [at[other] for other in slots.before[slot]]
        for end in ends:
            count += len(seen) - bisect_right(seen, end)
        for end in ends:
            insort(seen, end)
    return count


def _crossed_within(slots: Slots, layer: list[int], at: list[float]) -> int:
    count = 0
    for slot in layer:
        for other in slots.beside[slot]:
            if at[other] > at[slot] + 1:
                between = layer[int(at[slot]) + 1 : int(at[other])]
                count += sum(_in_the_way(slots, passed) for passed in between)
    return count


def _in_the_way(slots: Slots, slot: int) -> int:
    """What it costs an arrow within a layer to pass a place, in halves of a crossing."""
    return 2 * min(len(slots.before[slot]), len(slots.after[slot])) + (slot < slots.boxes)


def _length(slots: Slots, at: list[float]) -> float:
    """How many places the arrows step up or down."""
    among = slots.among
    length = 0.0
    for slot, others in enumerate(slots.before):
        for other in others:
            off = abs(at[slot] / among[slot] - at[other] / among[other])
            length += (off * (among[slot] + among[other])) / 2
    return length


def _sift(slots: Slots, at: list[float], reach: int) -> bool:
    """Moves each place to where it crosses least, so far at most; whether any moved."""
    changed = False
    for layer in slots.layers:
        sieve = _Sieve(slots, layer, at)
        for slot in list(layer):
            up, gain_up = sieve.best_way(slot, -1, reach)
            down, gain_down = sieve.best_way(slot, 1, reach)
            if gain_up > 0 or gain_down > 0:
                sieve.move(slot, up if gain_up >= gain_down else down)
                changed = True
    return changed


class _Sieve:
    """What is gained where places of one layer change places, while all others stay."""

    def __init__(self, slots: Slots, layer: list[int], at: list[float]) -> None:
        self.slots, self.layer, self.at = slots, layer, at
        self._ends = {
            slot: [[at[end] for end in joined[slot]] for joined in (slots.before, slots.after)]
            for slot in layer
        }
        self._shares = {
            slot: sorted(
                at[end] / slots.among[end] for end in (*slots.before[slot], *slots.after[slot])
            )
            for slot in layer
        }
        self._crossings: dict[tuple[int, int], int] = {}
        self._pulls = {slot: self._pull(slot) for slot in layer}

    def best_way(self, slot: int, step: int, reach: int) -> tuple[int, float]:
        """How far a place would best step over its neighbours to one side, and what is gained."""
        layer, at = self.layer, self.at
        start = int(at[slot])
        end = min(start + reach, len(layer) - 1) if step > 0 else max(start - reach, 0)
        best, most, gain = start, 0.0, 0.0
        for place in range(start + step, end + step, step):
            other = layer[place]
            gain += step * self._crossing(slot, other) + self._nearer(slot, other, step)
            gain += _LENGTH * step * (self._pull(slot) - self._pulls[other])
            if gain > most:
                best, most = place, gain
            at[slot] = place + step / 2
        at[slot] = start
        return best, most

    def move(self, slot: int, place: int) -> None:
        """Takes a place out of its layer and puts it in elsewhere."""
        self.layer.remove(slot)
        self.layer.insert(place, slot)
        _number(self.layer, self.at)
        self._pulls = {slot: self._pull(slot) for slot in self.layer}

    def _crossing(self, one: int, other: int) -> int:
        """Twice how many more of their arrows cross where one lies above the other than below."""
        if (one, other) not in self._crossings:
            gain = 0
            for mine, theirs in zip(self._ends[one], self._ends[other], strict=True):
                for end in mine:
                    for their in theirs:
                        gain += (end > their) - (end < their)
            self._crossings[one, other], self._crossings[other, one] = 2 * gain, -2 * gain
        return self._crossings[one, other]

    def _pull(self, slot: int) -> int:
        """How many more of its arrows lead down from a place than up."""
        shares = self._shares[slot]
        own = self.at[slot] / self.slots.among[slot]
        return len(shares) - bisect_right(shares, own) - bisect_left(shares, own)

    def _nearer(self, slot: int, other: int, step: int) -> int:
        """What arrows within the layer gain where a place steps over its neighbour."""
        slots, at = self.slots, self.at
        gain = 0
        for one, passed, way in ((slot, other, step), (other, slot, -step)):
            for end in slots.beside[one]:
                if end != passed:
                    nearer = (at[end] > at[one]) - (at[end] < at[one])
                    gain += nearer * way * _in_the_way(slots, passed)
        return gain


def straighten(slots: Slots, axis: str, most: int) -> None:
    """Lets arrows that pass run more directly, though they cross more: between their ends."""
    rounds = slots.often(most, _STRAIGHTENING, 0)
    for _ in range(rounds):
        places = aligned(slots, axis, _QUICK_ALIGNMENTS)
        wanted = list(places)
        for course in slots.courses:
            last, low = len(course) - 1, places[course[0]]
            rise = places[course[last]] - low
            for place in range(1, last):
                slot = course[place]
                wanted[slot] += _DIRECTNESS * (low + (rise * place) / last - places[slot])
        for layer in slots.layers:
            layer.sort(key=wanted.__getitem__)
    at = [0.0] * len(slots.sizes)
    for layer in slots.layers:
        _number(layer, at)
    if rounds:
        _sift(slots, at, _NEAR_REACH)
