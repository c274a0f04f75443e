"""Plots as plain SVG: the same bytes for the same figures, with whichever libraries."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 70, 180, 24, 44
COLOURS = (
    *("#0b5fa5", "#c2410c", "#15803d", "#7c3aed", "#a16207", "#be185d", "#0f766e", "#4b5563"),
    *("#991b1b", "#1d4ed8", "#6d28d9", "#365314"),
)
_STYLE = "font-family='sans-serif' font-size='12' fill='#1f2937'"


@dataclass(frozen=True, slots=True)
class Line:
    """A line by name, through points of two positive numbers."""

    name: str
    points: tuple[tuple[float, float], ...]


def plot(title: str, across: str, up: str, lines: list[Line]) -> str:
    """Lines over two logarithmic axes, each named at its last point."""
    scale = _Scale(lines)
    parts = [*_frame(title, across, up), *scale.grid()]
    names = _spread([scale.at(line.points[-1])[1] for line in lines])
    for number, (line, height) in enumerate(zip(lines, names, strict=True)):
        colour = COLOURS[number % len(COLOURS)]
        points = [scale.at(point) for point in line.points]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        thick = 3 if number == 0 else 1.5
        parts.append(
            f"<polyline points='{drawn}' fill='none' stroke='{colour}' stroke-width='{thick}'/>"
        )
        parts += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3' fill='{colour}'/>" for x, y in points]
        parts.append(
            f"<path d='M{points[-1][0] + 5:.1f} {points[-1][1]:.1f}L{WIDTH - RIGHT + 8} {height:.1f}'"
            f" stroke='{colour}' stroke-width='0.5'/>"
        )
        parts.append(_text(WIDTH - RIGHT + 11, height + 4, line.name))
    return _svg(title, parts)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar by name; `is_least` where the number is what was waited for."""

    name: str
    value: float
    is_least: bool = False


def bars(title: str, lines: list[Bar]) -> str:
    """Bars of positive numbers on a logarithmic scale, each with its number behind it."""
    left, right, row = 160, 90, 20
    low, high = _decades([bar.value for bar in lines])
    parts = [_text(left, 14, title)]
    for number, bar in enumerate(lines):
        y = TOP + number * row
        width = max(2.0, (log10(bar.value) - low) / (high - low) * (WIDTH - left - right))
        colour = COLOURS[0] if number == 0 else "#94a3b8"
        dashes = f" stroke='{colour}' stroke-dasharray='3 2' fill-opacity='0.35'"
        parts.append(
            f"<rect x='{left}' y='{y + 2}' width='{width:.1f}' height='{row - 5}' fill='{colour}'"
            f"{dashes if bar.is_least else ''}/>"
        )
        told = f"{'> ' if bar.is_least else ''}{short(bar.value)}"
        parts.append(_text(left - 8, y + 14, bar.name, "end"))
        parts.append(_text(left + width + 6, y + 14, told))
    return _svg(title, parts, TOP + len(lines) * row + 8)


def short(value: float) -> str:
    """A number in three digits, or whole where it is large."""
    return f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"


class _Scale:
    """Where numbers lie on two logarithmic axes."""

    def __init__(self, lines: list[Line]) -> None:
        points = [point for line in lines for point in line.points]
        self._ranges = [_decades([point[axis] for point in points]) for axis in (0, 1)]

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """The place of a point."""
        shares = [
            (log10(value) - low) / (high - low)
            for value, (low, high) in zip(point, self._ranges, strict=True)
        ]
        return (
            LEFT + shares[0] * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - shares[1] * (HEIGHT - TOP - BOTTOM),
        )

    def grid(self) -> list[str]:
        """A line and a number at each power of ten."""
        (left, right), (low, high) = self._ranges
        parts = []
        for power in range(left, right + 1):
            x, _ = self.at((10.0**power, 10.0**low))
            parts.append(_text(x, HEIGHT - BOTTOM + 16, _number(power), "middle"))
        for power in range(low, high + 1):
            _, y = self.at((10.0**left, 10.0**power))
            parts.append(f"<path d='M{LEFT} {y:.1f}H{WIDTH - RIGHT}' stroke='#d1d5db'/>")
            parts.append(_text(LEFT - 6, y + 4, _number(power), "end"))
        return parts


def _decades(values: list[float]) -> tuple[int, int]:
    """The powers of ten between which values lie."""
    low, high = floor(log10(min(values)) + 1e-9), ceil(log10(max(values)) - 1e-9)
    return low, max(high, low + 1)


def _number(power: int) -> str:
    if power >= 6:
        return f"{10 ** (power - 6):,} M"
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def _spread(heights: list[float]) -> list[float]:
    """Heights moved so far apart that names do not lie on one another."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed, lowest = [0.0] * len(heights), TOP + 4.0
    for number in order:
        placed[number] = lowest = max(heights[number], lowest)
        lowest += 15
    over = max(0.0, lowest - 15 - (HEIGHT - 8))
    return [height - over for height in placed]


def _frame(title: str, across: str, up: str) -> list[str]:
    return [
        _text(LEFT, 14, title),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across, "middle"),
        f"<g transform='translate(14 {(TOP + HEIGHT - BOTTOM) / 2:.1f}) rotate(-90)'>"
        f"{_text(0, 0, up, 'middle')}</g>",
    ]


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' {_STYLE}>{escape(text)}</text>"


def _svg(title: str, parts: list[str], height: int = HEIGHT) -> str:
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' role='img'>"
        f"<title>{escape(title)}</title><rect width='{WIDTH}' height='{height}' fill='#ffffff'/>"
    )
    return "\n".join([head, *parts, "</svg>"]) + "\n"
