"""Where boxes and arrows go: layers across the page, few crossings, no arrow through a box.

An arrow over several layers takes a place of its own in each layer that it passes, as a box does
(Sugiyama's method). Everything is decided by the names of boxes and arrows, nothing by chance.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SWEEPS: Final = 24
_PATIENCE: Final = 6
_ALIGNMENTS: Final = 16
_BETWEEN_LAYERS: Final = {"x": 46.0, "y": 30.0}
_BETWEEN_BOXES: Final = {"x": 11.0, "y": 20.0}
_BESIDE_ARROWS: Final = 6.5
_PORT: Final = 8.0
_MOST_PORTS: Final = 14
_STRAIGHTNESS: Final = 8.0
"""How much more a long arrow insists on running straight than a box on facing its neighbours."""


class Order(Enum):
    """What decides the layer of a box: its column, or its place along the arrows."""

    COLUMNS = "columns"
    FLOW = "flow"


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
        return min(self.ports, _MOST_PORTS) * _PORT + 10

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


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in a layer, for a box or for an arrow that passes."""

    name: str
    layer: int
    is_box: bool
    size: float


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
    layer_of = {box.id: layer for layer, group in enumerate(groups) for box in group}
    slots = _slots(groups, links, layer_of, axis)
    edges = _edges(links, layer_of)
    ordered = _uncrossed(slots, edges)
    leading = _edges([link for link in links if link.leads], layer_of)
    near = _neighbours(edges) | _beside(links, layer_of, edges)
    places = _places(ordered, near, _neighbours(leading), axis)
    return _assembled(groups, links, layer_of, places, axis, order)


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
    after: dict[str, list[str]] = defaultdict(list)
    led = set()
    for link in links:
        after[link.start].append(link.end)
        led.add(link.end)
    deepest = max(depth.values(), default=0)
    for box in boxes:
        following = [depth[name] for name in after[box.id] if depth[name] > depth[box.id]]
        if box.id not in led and following:
            depth[box.id] = min(following) - 1
        elif not after[box.id] and box.column == max(other.column for other in boxes):
            depth[box.id] = deepest


def _cut(boxes: list[Box], abreast: int) -> list[list[Box]]:
    """Runs of nearly equal length, none longer than allowed."""
    count = -(-len(boxes) // abreast)
    ends = [len(boxes) * part // count for part in range(count + 1)] if count else []
    return [boxes[start:end] for start, end in pairwise(ends)]


# places in layers

_Key = tuple[str, int]
_Edges = dict[_Key, list[_Key]]


def _slots(
    groups: list[list[Box]], links: Sequence[Link], layer_of: Mapping[str, int], axis: str
) -> list[list[_Slot]]:
    """The boxes of each layer, and the arrows that pass it."""
    slots = [
        [_Slot(box.id, layer, True, box.breadth(axis)) for box in group]
        for layer, group in enumerate(groups)
    ]
    for link in links:
        for name, layer in _chain(link, layer_of)[1:-1]:
            slots[layer].append(_Slot(name, layer, False, 0.0))
    return slots


def _chain(link: Link, layer_of: Mapping[str, int]) -> list[_Key]:
    """What an arrow runs through, from its lower layer to its higher."""
    low, high = sorted((link.start, link.end), key=lambda name: layer_of[name])
    between = range(layer_of[low] + 1, layer_of[high])
    passed = [(_run(link), layer) for layer in between]
    return [(low, layer_of[low]), *passed, (high, layer_of[high])]


def _run(link: Link) -> str:
    """A name for the places of an arrow that no box has."""
    return f"\n{link.id}"


def _edges(links: Iterable[Link], layer_of: Mapping[str, int]) -> _Edges:
    """What each slot is joined to in the layer before."""
    edges: _Edges = defaultdict(list)
    for link in links:
        if layer_of[link.start] != layer_of[link.end]:
            for one, other in pairwise(_chain(link, layer_of)):
                edges[other].append(one)
    return edges


def _neighbours(edges: _Edges) -> _Edges:
    """What each slot is joined to in the layers before and behind."""
    found = _reversed(edges)
    for key, others in edges.items():
        found[key].extend(others)
    return found


def _beside(links: Iterable[Link], layer_of: Mapping[str, int], edges: _Edges) -> _Edges:
    """For boxes that arrows join only to boxes of their own layer, these boxes."""
    joined = {key for one, others in edges.items() for key in (one, *others)}
    found: _Edges = defaultdict(list)
    for link in links:
        start, end = (link.start, layer_of[link.start]), (link.end, layer_of[link.end])
        for one, other in ((start, end), (end, start)):
            if start[1] == end[1] and one not in joined:
                found[one].append(other)
    return found


def _uncrossed(slots: list[list[_Slot]], edges: _Edges) -> list[list[_Slot]]:
    """The best order that sweeps to and fro find, each slot going to the mean of its neighbours."""
    back = _reversed(edges)
    best, fewest, found = slots, _crossings(slots, edges), 0
    current = slots
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        current = _swept(current, edges if forward else back, forward)
        crossings = _crossings(current, edges)
        if crossings < fewest:
            best, fewest, found = current, crossings, sweep
        elif sweep - found > _PATIENCE:
            break
    return best


def _swept(slots: list[list[_Slot]], edges: _Edges, forward: bool) -> list[list[_Slot]]:
    swept = list(slots)
    layers = range(1, len(slots)) if forward else range(len(slots) - 2, -1, -1)
    for layer in layers:
        at = _positions(swept[layer - 1 if forward else layer + 1])
        here = _positions(swept[layer])
        size = max(len(at), 1) / max(len(here), 1)

        def wish(slot: _Slot, at: dict[_Key, int] = at, size: float = size) -> float:
            near = edges.get((slot.name, slot.layer), ())
            own = here[slot.name, slot.layer] * size  # noqa: B023  used at once
            return sum(at[key] for key in near) / len(near) if near else own

        swept[layer] = sorted(swept[layer], key=wish)
    return swept


def _positions(slots: Iterable[_Slot]) -> dict[_Key, int]:
    return {(slot.name, slot.layer): place for place, slot in enumerate(slots)}


def _reversed(edges: _Edges) -> _Edges:
    back: _Edges = defaultdict(list)
    for key, others in edges.items():
        for other in others:
            back[other].append(key)
    return back


def _crossings(slots: list[list[_Slot]], edges: _Edges) -> int:
    return sum(_crossed(before, here, edges) for before, here in pairwise(slots))


def _crossed(before: list[_Slot], here: list[_Slot], edges: _Edges) -> int:
    at = _positions(before)
    seen: list[int] = []
    count = 0
    for slot in here:
        ends = sorted(at[key] for key in edges.get((slot.name, slot.layer), ()))
        count += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return count


# coordinates


def _places(
    slots: list[list[_Slot]], near: _Edges, leading: _Edges, axis: str
) -> dict[_Key, float]:
    """Where across its layer each slot lies: near its neighbours, in order, and apart."""
    gap = _BETWEEN_BOXES[axis]
    places = _stacked(slots, gap)
    runs = _runs(slots, near)
    for sweep in range(_ALIGNMENTS):
        for layer in slots if sweep % 2 == 0 else reversed(slots):
            wishes = [_wish(slot, places, near, leading, runs) for slot in layer]
            _align(layer, wishes, gap, places)
    lowest = min((places[s.name, s.layer] - s.size / 2 for la in slots for s in la), default=0.0)
    return {key: at - lowest for key, at in places.items()}


def _stacked(slots: list[list[_Slot]], gap: float) -> dict[_Key, float]:
    """Every layer as close as it may stand, about one middle."""
    places: dict[_Key, float] = {}
    for layer in slots:
        offsets = _offsets(layer, gap)
        middle = offsets[-1] / 2
        places |= {(s.name, s.layer): at - middle for s, at in zip(layer, offsets, strict=True)}
    return places


def _offsets(layer: list[_Slot], gap: float) -> list[float]:
    """The places of slots that stand as close as they may."""
    offsets: list[float] = []
    for place, slot in enumerate(layer):
        if place == 0:
            offsets.append(0.0)
            continue
        last = layer[place - 1]
        apart = gap if last.is_box and slot.is_box else _BESIDE_ARROWS
        offsets.append(offsets[-1] + last.size / 2 + apart + slot.size / 2)
    return offsets


def _runs(slots: list[list[_Slot]], near: _Edges) -> dict[str, set[_Key]]:
    """What each arrow should run straight through: all its places, and the boxes at its ends."""
    runs: dict[str, set[_Key]] = defaultdict(set)
    for slot in (slot for layer in slots for slot in layer if not slot.is_box):
        runs[slot.name] |= {(slot.name, slot.layer), *near[slot.name, slot.layer]}
    return runs


def _wish(
    slot: _Slot,
    places: Mapping[_Key, float],
    near: _Edges,
    leading: _Edges,
    runs: Mapping[str, set[_Key]],
) -> float:
    """A box would face what it is joined to, above all by arrows that lead; a run be straight."""
    key = (slot.name, slot.layer)
    if not slot.is_box:
        return _mean(sorted(places[other] for other in runs[slot.name]))
    return _mean([places[other] for other in leading.get(key) or near.get(key) or (key,)])


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def _align(
    layer: list[_Slot], wishes: Sequence[float], gap: float, places: dict[_Key, float]
) -> None:
    """Each slot of a layer as near to its wish as order and room allow."""
    offsets = _offsets(layer, gap)
    weights = [1.0 if slot.is_box else _STRAIGHTNESS for slot in layer]
    within = [wish - offset for wish, offset in zip(wishes, offsets, strict=True)]
    for slot, offset, at in zip(layer, offsets, _rising(within, weights), strict=True):
        places[slot.name, slot.layer] = at + offset


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
    layer_of: Mapping[str, int],
    places: Mapping[_Key, float],
    axis: str,
    order: Order,
) -> Layout:
    layers, length = _layers(groups, axis, order)
    breadth = {box.id: box.breadth(axis) for group in groups for box in group}
    ends = [at + breadth.get(name, 0.0) / 2 for (name, _), at in places.items()]
    return Layout(
        axis,
        tuple(layers),
        {name: (layer, places[name, layer]) for name, layer in sorted(layer_of.items())},
        {link.id: _passed(link, layer_of, places) for link in links},
        length,
        max(ends, default=0.0),
    )


def _layers(groups: list[list[Box]], axis: str, order: Order) -> tuple[list[Layer], float]:
    layers = []
    at = 0.0
    for group in groups:
        size = max(box.width if axis == "x" else box.height for box in group)
        column = group[0].column if order is Order.COLUMNS else None
        layers.append(Layer(at + size / 2, size, column))
        at += size + _BETWEEN_LAYERS[axis]
    return layers, at - _BETWEEN_LAYERS[axis] if groups else 0.0


def _passed(
    link: Link, layer_of: Mapping[str, int], places: Mapping[_Key, float]
) -> tuple[float, ...]:
    """The arrow's places in the layers that it passes, from its start to its end."""
    start, end = layer_of[link.start], layer_of[link.end]
    between = range(start + 1, end) if start < end else range(start - 1, end, -1)
    return tuple(places[_run(link), layer] for layer in between)
