"""Labels as they stand in boxes: wrapped to a few short lines.

`page/wrapping.js` does the same in the browser, to the letter.
"""

from __future__ import annotations

import re
from typing import Final

_WIDTH: Final = 16
_WIDEST: Final = 22
_NARROWEST: Final = 7
_LINES: Final = 4
_BLANKS: Final = re.compile("[ \t\n\r]+")
_BREAK: Final = re.compile("(?<=[^ ]{3}[-/])(?=[A-Za-z\u00c0-\u024f\u0370-\u03ff]{4})")
"""A word may be cut behind a hyphen or stroke, between parts long enough to be read."""

_NARROW: Final = frozenset("fijlrtI.,:;'|()[]-/ ")
_WIDE: Final = frozenset("mwMWGOQ%&@…")
_LETTER: Final = 7
_LINE: Final = 15
_PADDING: Final = (12, 7)
"""What letters, lines and the rim of a box take, in pixels at the size in which the page is drawn."""


def wrapped(label: str) -> list[str]:
    """A label in a few lines of about fifteen letters; what does not fit in four is left out.

    >>> wrapped("NMDA receptors on GABA interneurons")
    ['NMDA receptors', 'on GABA', 'interneurons']
    """
    words = [word for word in _BLANKS.split(label) if word]
    pieces = [(part, not place) for word in words for place, part in enumerate(_BREAK.split(word))]
    lines = _lines(pieces) or [label]
    if len(lines) <= _LINES:
        return lines
    return [*lines[: _LINES - 1], lines[_LINES - 1][: _WIDEST - 1].rstrip() + "…"]


def box_size(label: str) -> tuple[int, int]:
    """About how wide and how high the box of a label is."""
    lines = wrapped(label)
    return max(map(_width, lines)) + _PADDING[0], len(lines) * _LINE + _PADDING[1]


def _width(line: str) -> int:
    narrow = sum(letter in _NARROW for letter in line)
    wide = sum(letter in _WIDE for letter in line)
    return _LETTER * len(line) - 2 * narrow + 3 * wide


def _lines(pieces: list[tuple[str, bool]]) -> list[str]:
    """As few lines as fit, and these about equally long."""
    fitting = [_filled(pieces, width) for width in range(_WIDTH, _WIDEST + 1)]
    lines = next((lines for lines in fitting if len(lines) <= _LINES), fitting[-1])
    for width in range(_NARROWEST, _WIDTH):
        narrower = _filled(pieces, width)
        if len(narrower) == len(lines):
            return narrower
    return lines


def _filled(pieces: list[tuple[str, bool]], width: int) -> list[str]:
    """Lines of at most so many letters, longer only where a word is."""
    lines: list[str] = []
    for part, is_word in pieces:
        joined = f"{lines[-1]}{' ' if is_word else ''}{part}" if lines else ""
        if lines and len(joined) <= width:
            lines[-1] = joined
        else:
            lines += [part[at : at + _WIDEST] for at in range(0, len(part), _WIDEST)]
    return lines
