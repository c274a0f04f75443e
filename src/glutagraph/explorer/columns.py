"""The columns of the map, from cause to effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..model import Kind

COLUMNS: Final = {
    "drug": "Drug",
    "target": "Target",
    "cell": "Cell / circuit",
    "signaling": "Signaling",
    "process": "Process",
    "outcome": "Outcome",
}
"""Their labels, from left to right."""


def column_of(kind: Kind) -> str:
    """The column of a kind; what a user's own vocabulary calls otherwise is a process."""
    return kind.column if kind.column in COLUMNS else "process"
