"""Where boxes and arrows go: layers across the page, few crossings, no arrow through a box.

An arrow over several layers takes a place of its own in each layer that it passes, as a box does
(Sugiyama's method). Everything is decided by the names of boxes and arrows, nothing by chance.
`page/layout.js` does the same in the browser, to the decimal: both take every sum in one order, and so
do `untangling` and `aligning`, which stand beside both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING, Any, Final

from .aligning import aligned
from .untangling import Slots, straighten, untangle
from .wrapping import box_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ALIGNMENTS: Final = 16
_ALIGNING: Final = 60_000
_FOR_TRAFFIC: Final = {"x": 0.7, "y": 0.6}
_MOST_TRAFFIC: Final = 20
_PORT: Final = 5.0
_MOST_PORTS: Final = 10


class Order(Enum):
    """What decides the layer of a box: its column, or its place along the arrows."""

    COLUMNS = "columns"
    FLOW = "flow"


_BETWEEN_LAYERS: Final = {
    Order.COLUMNS: {"x": 20.0, "y": 22.0},
    Order.FLOW: {"x": 32.0, "y": 20.0},
}
_STRAIGHTENINGS: Final = {Order.COLUMNS: 3, Order.FLOW: 1}
_FLOWING: Final = 40
"""Up to so many entities are laid out along their arrows, more in columns by kind."""

_SHAPES: Final = {
    Order.FLOW: (
        (Order.FLOW, "x", 13),
        (Order.FLOW, "y", 6),
        (Order.COLUMNS, "x", 18),
        (Order.FLOW, "y", 3),
    ),
    Order.COLUMNS: (
        (Order.COLUMNS, "x", 18),
        (Order.COLUMNS, "x", 14),
        (Order.COLUMNS, "y", 3),
    ),
}
"""Each view is laid out for windows of several shapes and telephones: the axis, boxes abreast."""

_CROWDED: Final = 150
"""More entities than that are only overlooked, in one layout."""


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
    least = {box.id: box.least for box in boxes}
    crowd = ((Order.COLUMNS, "x", ceil(sqrt(2 * len(boxes)))),)
    usual = _SHAPES[Order.FLOW if len(boxes) <= _FLOWING else Order.COLUMNS]
    shapes = crowd if len(boxes) > _CROWDED else usual
    return [
        _told(layered(boxes, links, order, axis, abreast), least) for order, axis, abreast in shapes
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
    untangle(slots)
    straighten(slots, axis, _STRAIGHTENINGS[order])
    places = aligned(slots, axis, slots.often(_ALIGNMENTS, _ALIGNING, 4))
    return _assembled(groups, links, slots, places, axis, order)


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


# places


def _slots(groups: list[list[Box]], links: Sequence[Link], axis: str) -> Slots:
    slots = Slots(sum(map(len, groups)))
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


def _course(slots: Slots, link: Link, start: tuple[int, int], end: tuple[int, int]) -> list[int]:
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


# the layout


def _assembled(
    groups: list[list[Box]],
    links: Sequence[Link],
    slots: Slots,
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
    groups: list[list[Box]], slots: Slots, axis: str, order: Order
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


def _traffic(slots: Slots, index: int) -> int:
    """How many arrows run between a layer and the one before, and within that one."""
    arriving = sum(len(slots.before[slot]) for slot in slots.layers[index])
    return arriving + sum(len(slots.beside[slot]) for slot in slots.layers[index - 1])
