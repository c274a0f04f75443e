"""The columns of the map, from cause to effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from ..model import Entity

COLUMNS: Final = {
    "drug": "Drug",
    "target": "Target",
    "cell": "Cell / circuit",
    "signaling": "Signaling",
    "process": "Process",
    "outcome": "Outcome",
}
"""Their labels, from left to right."""


def column_of(knowledge: Knowledge, entity: Entity) -> str:
    """The column of an entity's kind; what a user's own vocabulary calls otherwise is a process."""
    column = knowledge.kinds[entity.kind].column
    return column if column in COLUMNS else "process"
