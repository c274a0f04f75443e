"""Is every byte of a store the one that was written, and does it hold together?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Problem
from .arrays import np
from .layout import Sections
from .opening import Opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from .arrays import Array

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


def _is_rising(values: Array) -> bool:
    return len(values) > 0 and int(values[0]) == 0 and bool(np.all(values[1:] >= values[:-1]))
