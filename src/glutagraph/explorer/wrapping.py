"""Labels as they stand in boxes: wrapped to a few short lines."""

from __future__ import annotations

import textwrap
from typing import Final

_WIDTH: Final = 18
_LINES: Final = 4
_LONGEST_WORD: Final = 22
LETTER: Final = 7.6
LINE: Final = 16.0
"""What a letter and a line take, in pixels, at the size in which the page is drawn."""


def wrapped(label: str) -> list[str]:
    """A label in lines of about seventeen letters; what does not fit in four is left out.

    >>> wrapped("NMDA receptors on GABA interneurons")
    ['NMDA receptors on', 'GABA interneurons']
    """
    lines = [part for line in _lines(label) for part in _broken(line)] or [label]
    if len(lines) <= _LINES:
        return lines
    return [*lines[: _LINES - 1], lines[_LINES - 1][: _WIDTH - 1].rstrip() + "…"]


def box_size(label: str) -> tuple[float, float]:
    """About how wide and how high the box of a label is."""
    lines = wrapped(label)
    return max(map(len, lines)) * LETTER + 24, len(lines) * LINE + 14


def _lines(label: str) -> list[str]:
    """As few lines as fit, and these about equally long."""
    lines = textwrap.wrap(label, _WIDTH, break_long_words=False)
    for width in range(8, _WIDTH):
        narrower = textwrap.wrap(label, width, break_long_words=False)
        if len(narrower) == len(lines):
            return narrower
    return lines


def _broken(line: str) -> list[str]:
    """A line cut where it is too long for a box, behind a hyphen where it has one."""
    if len(line) <= _LONGEST_WORD:
        return [line]
    hyphen = line.rfind("-", 1, _LONGEST_WORD) + 1
    end = hyphen or _LONGEST_WORD
    return [line[:end], *_broken(line[end:])]
