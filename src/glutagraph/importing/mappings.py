"""Mappings of identifiers (SSSOM, as TSV): which of them are exactly the same thing.

Only `skos:exactMatch` counts, and `owl:sameAs` and `owl:equivalentClass`, which say no less; a mapping
that is negated (`predicate_modifier`) counts for nothing. What is close, broad or narrow is not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..vocabulary import folded
from .lines import columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .lines import Input

_EXACT = frozenset({"skos:exactmatch", "owl:sameas", "owl:equivalentclass"})
_NEEDED = ("subject_id", "predicate_id", "object_id")
_CURE = "its columns are subject_id, predicate_id, object_id"


def read_mappings(files: Iterable[Input]) -> dict[str, tuple[str, ...]]:
    """The identifiers that are exactly the same as each one, both ways."""
    found: dict[str, dict[str, None]] = {}
    for file in files:
        for one, other in _pairs(file):
            found.setdefault(one, {})[other] = None
            found.setdefault(other, {})[one] = None
    return {one: tuple(sorted(others)) for one, others in found.items()}


def _pairs(file: Input) -> Iterable[tuple[str, str]]:
    at: dict[str, int] = {}
    for number, line in file.lines():
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if not at:
            at, missing = columns(fields, _NEEDED, ("predicate_modifier",))
            if missing:
                file.is_wrong(number, f"columns are missing: {', '.join(missing)}", _CURE)
                return
        elif len(fields) > max(at.values()) and fields[at["predicate_id"]].lower() in _EXACT:
            modifier = fields[at["predicate_modifier"]] if "predicate_modifier" in at else ""
            ends = folded(fields[at["subject_id"]]), folded(fields[at["object_id"]])
            if not modifier and all(ends) and ends[0] != ends[1]:
                yield ends
