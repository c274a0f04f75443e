"""Where boxes and arrows go: layers across the page, few crossings, no arrow through a box.

An arrow over several layers takes a place of its own in each layer that it passes, as a box does
(Sugiyama's method). Everything is decided by the names of boxes and arrows, nothing by chance.
`page/layout.js` does the same in the browser, to the decimal: both take every sum in one order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from math import floor, inf
from typing import TYPE_CHECKING, Any, Final

from .wrapping import box_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SWEEPS: Final = 24
_PATIENCE: Final = 3
_GATHERINGS: Final = (15, 50, 150)
_LENGTH: Final = 0.5
_SIFTS: Final = 3
_SIFTING: Final = 1500
_MOST_REACH: Final = 12
_ALIGNMENTS: Final = 16
_FOR_TRAFFIC: Final = {"x": 0.7, "y": 0.8}
_MOST_TRAFFIC: Final = 20
_BETWEEN_BOXES: Final = {"x": 6.0, "y": 14.0}
_BETWEEN_JOINED: Final = {"x": 14.0, "y": 28.0}
_BESIDE_ARROWS: Final = 4.0
_PORT: Final = 5.0
_MOST_PORTS: Final = 10
_STRAIGHTNESS: Final = 8.0
"""How much more a long arrow insists on running straight than a box on facing its neighbours."""


class Order(Enum):
    """What decides the layer of a box: its column, or its place along the arrows."""

    COLUMNS = "columns"
    FLOW = "flow"


_BETWEEN_LAYERS: Final = {
    Order.COLUMNS: {"x": 20.0, "y": 22.0},
    Order.FLOW: {"x": 32.0, "y": 24.0},
}
_FLOWING: Final = 30
"""Up to so many entities are laid out along their arrows, more in columns by kind."""

_SHAPES: Final = {
    Order.FLOW: (("x", 13), ("y", 6), ("y", 3)),
    Order.COLUMNS: (("x", 18), ("y", 7), ("y", 3)),
}
"""Each view is laid out for wide windows, tall ones and telephones: the axis, boxes abreast."""


@dataclass(frozen=True, slots=True)
class Box:
    """Something to place: its column counts from 0."""

    id: str
    column: int
    width: float
    height: float
    ports: int = 1
    """How many arrows meet its busiest side, which must hold them apart."""

    @property
    def least(self) -> float:
        """What its arrows alone take across the axis."""
        return min(self.ports, _MOST_PORTS) * _PORT + 8

    def breadth(self, axis: str) -> float:
        """What it takes across the axis."""
        return max(self.height if axis == "x" else self.width, self.least)


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow between boxes; one that does not lead has no say in which box comes first."""

    id: str
    start: str
    end: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """A strip across the page: its middle and its depth, and its column where all share one."""

    at: float
    size: float
    column: int | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes in layers along an axis; places within a layer run across it."""

    axis: str
    layers: tuple[Layer, ...]
    boxes: dict[str, tuple[int, float]]
    links: dict[str, tuple[float, ...]]
    """For each arrow its places in the layers that it passes, from start to end."""
    length: float
    breadth: float


def layouts_of(
    entities: Iterable[tuple[str, int, str]], links: Sequence[Link]
) -> list[dict[str, Any]]:
    """The layouts of a view for each shape of window, as the page takes them.

    An entity is its name, its column (counted from 0) and its label.
    """
    entities = list(entities)
    leaving = Counter(link.start for link in links)
    arriving = Counter(link.end for link in links)
    boxes = [
        Box(name, column, *box_size(label), max(leaving[name], arriving[name]))
        for name, column, label in entities
    ]
    order = Order.FLOW if len(boxes) <= _FLOWING else Order.COLUMNS
    least = {box.id: box.least for box in boxes}
    return [
        _told(layered(boxes, links, order, axis, abreast), least)
        for axis, abreast in _SHAPES[order]
    ]


def _told(layout: Layout, least: dict[str, float]) -> dict[str, Any]:
    return {
        "axis": layout.axis,
        "length": _tenths(layout.length),
        "breadth": _tenths(layout.breadth),
        "layers": [
            {"at": _tenths(layer.at), "size": _tenths(layer.size), "column": layer.column}
            for layer in layout.layers
        ],
        "nodes": {
            name: [layer, _tenths(at), least[name]] for name, (layer, at) in layout.boxes.items()
        },
        "edges": {name: [_tenths(at) for at in ats] for name, ats in layout.links.items()},
    }


def _tenths(number: float) -> float:
    """A number to one decimal, by steps that every language takes alike."""
    return floor(number * 10 + 0.5) / 10


def layered(
    boxes: Sequence[Box], links: Sequence[Link], order: Order, axis: str, abreast: int
) -> Layout:
    """A layout with its layers along an axis and about so many boxes abreast at most.

    >>> boxes = [Box(name, 0, 80, 30) for name in "abc"]
    >>> links = [Link("ab", "a", "b", True), Link("bc", "b", "c", True), Link("ac", "a", "c", True)]
    >>> layout = layered(boxes, links, Order.FLOW, "x", 9)
    >>> [layout.boxes[name][0] for name in "abc"]
    [0, 1, 2]
    >>> len(layout.links["ac"])
    1
    """
    boxes = sorted(boxes, key=lambda box: box.id)
    links = sorted((link for link in links if link.start != link.end), key=lambda link: link.id)
    grouping = _by_column if order is Order.COLUMNS else _by_flow
    groups = grouping(boxes, links, abreast)
    slots = _slots(groups, links, axis)
    _untangle(slots)
    return _assembled(groups, links, slots, _places(slots, axis), axis, order)


# layers


def _by_column(boxes: Sequence[Box], links: Sequence[Link], abreast: int) -> list[list[Box]]:
    """A layer for each column, or several where it is too long, cut along the arrows within it."""
    groups: list[list[Box]] = []
    for column in sorted({box.column for box in boxes}):
        held = [box for box in boxes if box.column == column]
        depth = _depths(held, _within(held, links))
        held.sort(key=lambda box: (depth[box.id], box.id))
        groups += _cut(held, abreast)
    return groups


def _by_flow(boxes: Sequence[Box], links: Sequence[Link], abreast: int) -> list[list[Box]]:
    """A layer for each step along the arrows; what begins stands before what it acts on."""
    leading = _leading(links)
    depth = _depths(boxes, leading)
    _draw_near(depth, boxes, leading)
    groups: list[list[Box]] = []
    for layer in sorted(set(depth.values())):
        held = [box for box in boxes if depth[box.id] == layer]
        groups += _cut(sorted(held, key=lambda box: (box.column, box.id)), abreast)
    return groups


def _within(boxes: Iterable[Box], links: Iterable[Link]) -> list[Link]:
    names = {box.id for box in boxes}
    return [link for link in links if link.start in names and link.end in names]


def _leading(links: Sequence[Link]) -> list[Link]:
    """The arrows that decide the order: others only where an end has no better one."""
    led = {name for link in links if link.leads for name in (link.start, link.end)}
    return [link for link in links if link.leads or not {link.start, link.end} <= led]


def _depths(boxes: Sequence[Box], links: Iterable[Link]) -> dict[str, int]:
    """The longest way to each box; a loop is opened where it is entered from outside."""
    before: dict[str, set[str]] = {box.id: set() for box in boxes}
    after: dict[str, set[str]] = {box.id: set() for box in boxes}
    for link in links:
        before[link.end].add(link.start)
        after[link.start].add(link.end)
    column = {box.id: box.column for box in boxes}
    depth: dict[str, int] = {}
    waiting = {name: len(names) for name, names in before.items()}

    def readiness(name: str) -> tuple[bool, bool, int, int, str]:
        entered = len(before[name]) > waiting[name]
        return (waiting[name] > 0, not entered, column[name], waiting[name], name)

    while waiting:
        name = min(waiting, key=readiness)
        del waiting[name]
        depth[name] = max((depth[b] + 1 for b in before[name] if b in depth), default=0)
        for other in after[name] & waiting.keys():
            waiting[other] -= 1
    return depth


def _draw_near(depth: dict[str, int], boxes: Sequence[Box], links: Iterable[Link]) -> None:
    """What nothing leads to stands just before what it acts on, and last outcomes stand last."""
    after: dict[str, list[str]] = {box.id: [] for box in boxes}
    led = set()
    for link in links:
        after[link.start].append(link.end)
        led.add(link.end)
    deepest = max(depth.values(), default=0)
    last = max((box.column for box in boxes), default=0)
    for box in boxes:
        following = [depth[name] for name in after[box.id] if depth[name] > depth[box.id]]
        if box.id not in led and following:
            depth[box.id] = min(following) - 1
        elif not after[box.id] and box.column == last:
            depth[box.id] = deepest


def _cut(boxes: list[Box], abreast: int) -> list[list[Box]]:
    """Runs of nearly equal length, none longer than allowed."""
    count = -(-len(boxes) // abreast)
    ends = [len(boxes) * part // count for part in range(count + 1)] if count else []
    return [boxes[start:end] for start, end in pairwise(ends)]


# places in layers: those of boxes are numbered first, then those of the arrows that pass


@dataclass(slots=True)
class _Slots:
    """The places of each layer, and what each is joined to before, behind and beside."""

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


def _slots(groups: list[list[Box]], links: Sequence[Link], axis: str) -> _Slots:
    slots = _Slots(sum(map(len, groups)))
    at: dict[str, tuple[int, int]] = {}
    for layer, group in enumerate(groups):
        slots.layers.append([])
        for box in group:
            at[box.id] = layer, slots.enter(layer, box.breadth(axis))
    for link in links:
        slots.courses.append(_course(slots, link, at[link.start], at[link.end]))
    slots.among = [0] * len(slots.sizes)
    for places in slots.layers:
        for slot in places:
            slots.among[slot] = len(places)
    return slots


def _course(slots: _Slots, link: Link, start: tuple[int, int], end: tuple[int, int]) -> list[int]:
    """Joins the places that an arrow runs through, and names them."""
    (low, first), (high, last) = sorted((start, end))
    if low == high:
        slots.beside[start[1]].append(end[1])
        slots.beside[end[1]].append(start[1])
        return [start[1], end[1]]
    course = [first, *(slots.enter(layer, 0.0) for layer in range(low + 1, high)), last]
    for one, other in pairwise(course):
        slots.after[one].append(other)
        slots.before[other].append(one)
        if link.leads:
            slots.leading[one].append(other)
            slots.leading[other].append(one)
    return course


# order


def _untangle(slots: _Slots) -> None:
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
    reach = max(1, min(_MOST_REACH, _SIFTING // max(len(at), 1)))
    for _ in range(_SIFTS):
        if not _sift(slots, at, reach):
            break


def _beginnings(slots: _Slots) -> Iterator[list[list[int]]]:
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


def _ordered(slots: _Slots, along: list[float]) -> list[list[int]]:
    """Each layer in the order of a number for each box; arrows that pass lie between their ends."""
    every = [*along, *([0.0] * (len(slots.sizes) - slots.boxes))]
    for course in slots.courses:
        last, low = len(course) - 1, along[course[0]]
        rise = along[course[last]] - low
        for place in range(1, last):
            every[course[place]] = low + (rise * place) / last
    return [sorted(layer, key=every.__getitem__) for layer in slots.layers]


def _swept(
    slots: _Slots, begin: list[list[int]], at: list[float]
) -> tuple[list[list[int]], float]:
    """The best order that sweeps find from one to begin with, and how tangled it is."""
    layers = [list(layer) for layer in begin]
    for layer in layers:
        _number(layer, at)
    best, fewest, since = list(layers), _tangle(slots, layers, at), 0
    for sweep in range(_SWEEPS):
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


def _sweep(slots: _Slots, layers: list[list[int]], at: list[float], forward: bool) -> None:
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


def _tangle(slots: _Slots, layers: list[list[int]], at: list[float]) -> float:
    """Twice the number of crossings, those of arrows within a layer guessed, and some for length."""
    crossings = sum(_crossed(slots, layer, at) for layer in layers[1:])
    within = sum(_crossed_within(slots, layer, at) for layer in layers)
    return 2 * crossings + within + _LENGTH * _length(slots, at)


def _crossed(slots: _Slots, layer: list[int], at: list[float]) -> int:
    seen: list[float] = []
    count = 0
    for slot in layer:
        ends = [at[other] for other in slots.before[slot]]
        for end in ends:
            count += len(seen) - bisect_right(seen, end)
        for end in ends:
            insort(seen, end)
    return count


def _crossed_within(slots: _Slots, layer: list[int], at: list[float]) -> int:
    count = 0
    for slot in layer:
        for other in slots.beside[slot]:
            if at[other] > at[slot] + 1:
                between = layer[int(at[slot]) + 1 : int(at[other])]
                count += sum(_in_the_way(slots, passed) for passed in between)
    return count


def _in_the_way(slots: _Slots, slot: int) -> int:
    """What it costs an arrow within a layer to pass a place, in halves of a crossing."""
    return 2 * min(len(slots.before[slot]), len(slots.after[slot])) + (slot < slots.boxes)


def _length(slots: _Slots, at: list[float]) -> float:
    """How many places the arrows step up or down."""
    among = slots.among
    length = 0.0
    for slot, others in enumerate(slots.before):
        for other in others:
            off = abs(at[slot] / among[slot] - at[other] / among[other])
            length += (off * (among[slot] + among[other])) / 2
    return length


def _sift(slots: _Slots, at: list[float], reach: int) -> bool:
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

    def __init__(self, slots: _Slots, layer: list[int], at: list[float]) -> None:
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


# coordinates


def _places(slots: _Slots, axis: str) -> list[float]:
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
    for sweep in range(_ALIGNMENTS):
        for alignment in aligning if sweep % 2 == 0 else reversed(aligning):
            alignment.apply(places)
    lowest = min(
        (at - size / 2 for at, size in zip(places, slots.sizes, strict=True)), default=0.0
    )
    return [at - lowest for at in places]


def _offsets(slots: _Slots, layer: list[int], axis: str) -> list[float]:
    """The places of slots that stand as close as they may."""
    offsets = [0.0]
    for last, slot in pairwise(layer):
        apart = _BESIDE_ARROWS
        if last < slots.boxes and slot < slots.boxes:
            apart = (_BETWEEN_JOINED if last in slots.beside[slot] else _BETWEEN_BOXES)[axis]
        offsets.append(offsets[-1] + slots.sizes[last] / 2 + apart + slots.sizes[slot] / 2)
    return offsets


def _taken(slots: _Slots, layer: list[int], offsets: list[float]) -> float:
    """What a layer takes at the least."""
    return slots.sizes[layer[0]] / 2 + offsets[-1] + slots.sizes[layer[-1]] / 2


def _wished(slots: _Slots) -> list[list[int]]:
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
        slots: _Slots,
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


# the layout


def _assembled(
    groups: list[list[Box]],
    links: Sequence[Link],
    slots: _Slots,
    places: list[float],
    axis: str,
    order: Order,
) -> Layout:
    layers, length = _layers(groups, slots, axis, order)
    layer_of = {box.id: layer for layer, group in enumerate(groups) for box in group}
    at = {box.id: places[slot] for slot, box in enumerate(box for group in groups for box in group)}
    passed = {}
    for link, course in zip(links, slots.courses, strict=True):
        between = tuple(places[slot] for slot in course[1:-1])
        passed[link.id] = between if layer_of[link.start] <= layer_of[link.end] else between[::-1]
    ends = (place + size / 2 for place, size in zip(places, slots.sizes, strict=True))
    return Layout(
        axis,
        tuple(layers),
        {name: (layer_of[name], at[name]) for name in sorted(at)},
        passed,
        length,
        max(ends, default=0.0),
    )


def _layers(
    groups: list[list[Box]], slots: _Slots, axis: str, order: Order
) -> tuple[list[Layer], float]:
    """The layers one behind the other, further apart where many arrows run between."""
    layers = []
    length = 0.0
    for index, group in enumerate(groups):
        if index:
            traffic = min(_traffic(slots, index), _MOST_TRAFFIC)
            length += _BETWEEN_LAYERS[order][axis] + _FOR_TRAFFIC[axis] * traffic
        size = max(box.width if axis == "x" else box.height for box in group)
        column = group[0].column if order is Order.COLUMNS else None
        layers.append(Layer(length + size / 2, size, column))
        length += size
    return layers, length


def _traffic(slots: _Slots, index: int) -> int:
    """How many arrows run between a layer and the one before, and within that one."""
    arriving = sum(len(slots.before[slot]) for slot in slots.layers[index])
    return arriving + sum(len(slots.beside[slot]) for slot in slots.layers[index - 1])
