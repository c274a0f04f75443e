"""Is every byte of a store the one that was written, and does it hold together?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import StoreError
from ..model import Problem
from .addresses import open_address
from .arrays import np
from .layout import Sections
from .opening import Opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from .arrays import Array

_PIECE = 20_000
"""So many nodes are looked at at a time."""
_CURE = "make the store again from its source"


def broken(place: FilePath) -> Iterator[Problem]:
    """What is wrong with a store: sections that are not what was written, rows that lead nowhere.

    Raises StoreError for one that cannot even be opened.
    """
    damaged = [*Sections(place).broken()]
    for name in damaged:
        yield Problem(str(place), 0, f"section '{name}' does not match its checksum", _CURE)
    if damaged:
        return
    opened = Opened(place)
    counts = opened.sections.header.counts
    for side in ("out", "in"):
        ends = opened.sections.array(f"{side}.ends")
        if not _is_rising(ends) or int(ends[-1]) != counts["claims"]:
            yield Problem(str(place), 0, f"the rows of '{side}' do not hold together", _CURE)
        for name, most in (("far", counts["nodes"]), ("trait", len(opened.words["traits"]))):
            values = opened.sections.array(f"{side}.{name}")
            if len(values) and int(values.max()) >= most:
                yield Problem(str(place), 0, f"section '{side}.{name}' leads nowhere", _CURE)


def broken_tables(address: str) -> Iterator[Problem]:
    """What is wrong with a graph in tables: every row is fetched, and every item of evidence.

    Raises StoreError for one that cannot even be opened.
    """
    opened = open_address(address)
    for name in opened.sections.broken():
        yield Problem(address, 0, f"section '{name}' does not match its checksum", _CURE)
    try:
        for first in range(0, opened.rows.count, _PIECE):
            opened.renew()
            nodes = np.arange(first, min(first + _PIECE, opened.rows.count))
            for reverse in (False, True):
                opened.rows.rows(nodes, reverse=reverse)
            numbers = range(opened.rows.span(first)[0], opened.rows.span(int(nodes[-1]))[1])
            opened.rows.ahead(numbers)
            for number in numbers:
                opened.claims.by_number(number)
    except StoreError as error:
        yield Problem(address, 0, error.reason, "export it again")


def _is_rising(values: Array) -> bool:
    return len(values) > 0 and int(values[0]) == 0 and bool(np.all(values[1:] >= values[:-1]))
