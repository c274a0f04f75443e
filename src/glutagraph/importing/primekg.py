"""PrimeKG: `kg.csv`, which writes every edge in both directions.

Direction: the file gives none; only what a relation means does, whichever way the row is written. A drug
acts on its target (no sign); a drug lowers the disease it is indicated for, and raises its side effect,
as end results. All else is undirected and never walked: enzymes, carriers, transporters, contraindicated
and off-label uses, interactions, associations, presence, parents and parts. The two directions of one
edge become one claim.
Negation: phenotype absent and expression absent are null claims. Context: none. Evidence: PrimeKG
itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..store.records import Item
from . import meaning as m
from .lines import columns, picked, records, unquoted, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .gathering import Gatherer
    from .lines import Columns, Input

_NEEDED = (
    *("relation", "display_relation", "x_id", "x_type", "x_name", "x_source"),
    *("y_id", "y_type", "y_name", "y_source"),
)
_KINDS = {
    "anatomy": m.ANATOMY,
    "biological_process": m.PROCESS,
    "cellular_component": m.COMPARTMENT,
    "disease": m.DISEASE,
    "drug": m.DRUG,
    "effect/phenotype": m.PHENOTYPE,
    "exposure": m.EXPOSURE,
    "gene/protein": m.GENE,
    "molecular_function": m.MOLECULAR_PROCESS,
    "pathway": m.PATHWAY,
}
_FIRST = ("drug", "exposure", "anatomy", "gene/protein", "disease", "effect/phenotype")
"""Which end is the subject, where they are of two types; others come last, in alphabetical order."""
_MEANINGS = {
    ("drug_protein", "target"): m.changes("acts-on-target"),
    ("indication", ""): m.lowers("is-indicated-for", net=True),
    ("drug_effect", ""): m.raises("has-side-effect", net=True),
    ("disease_phenotype_negative", ""): m.absent("phenotype-absent"),
    ("anatomy_protein_absent", ""): m.absent("expression-absent"),
}
_STRUCTURE = ("parent-child", "expression present")
_WIDTHS = {"hp": 7, "mondo": 7, "uberon": 7, "go": 7}
_SOURCES = {
    "ctd": "mesh",
    "drugbank": "drugbank",
    "go": "go",
    "hpo": "hp",
    "mondo": "mondo",
    "mondo_grouped": "mondo",
    "ncbi": "ncbigene",
    "reactome": "reactome",
    "uberon": "uberon",
}
_CURE = "the columns of kg.csv are: relation, display_relation, x_index, x_id, x_type, x_name ..."


def read(files: Sequence[Input], into: Gatherer) -> None:
    """Read the files."""
    for file in files:
        file.delimiter = ","
        header = [name.strip() for name in unquoted(file.first(), ",") or []]
        at, missing = columns(header, _NEEDED)
        if missing:
            told = f"columns are missing: {', '.join(missing)}"
            into.account.problem(file.name, 1, told, _CURE)
        else:
            _Table(file, into, at, len(header)).read()


class _Table:
    """One table of edges."""

    def __init__(self, file: Input, into: Gatherer, at: dict[str, int], width: int) -> None:
        self._file, self._into, self._width = file, into, width
        self._x, self._y = (
            [at[f"{end}_{name}"] for name in ("source", "id", "type")] for end in "xy"
        )
        self._ids = at["x_id"], at["y_id"]
        told = ("relation", "display_relation", "x_type", "y_type")
        self._said = [at[name] for name in told]
        self._names = at["x_name"], at["y_name"]
        self._numbers: dict[tuple[str, ...], int] = {}
        self._codes: dict[tuple[str, ...], tuple[int, bool | None]] = {}

    def read(self) -> None:
        """Read every row."""
        for some in records(self._file, ",", after=1):
            self._file.read_edges(len(some[0]))
            self._take(*whole(some, self._width, self._ids, self._skipped))

    def _skipped(self, number: int, row: list[str]) -> list[str]:
        why, cure = "a row in which an end has no id", "complete it"
        if len(row) != self._width:
            why = f"a row that has not all of its {self._width} columns, or more"
            cure = "complete it; quote names that have commas"
        self._into.account.skip(self._file.at(number), why, cure)
        return []

    def _take(self, lines: Sequence[int], columns: Columns) -> None:
        subjects, codes, objects = [], [], []
        told = (picked(columns, places) for places in (self._x, self._y, self._said, self._names))
        for x, y, key, (x_name, y_name) in zip(*told, strict=True):
            one = self._numbers.get(x)
            one = self._described(x, x_name) if one is None else one
            two = self._numbers.get(y)
            two = self._described(y, y_name) if two is None else two
            code, turned = self._codes.get(key) or self._found(key)
            if turned or (turned is None and x[:2] > y[:2]):
                one, two = two, one
            subjects.append(one)
            codes.append(code)
            objects.append(two)
        self._into.edges(self._file, subjects, codes, objects, lines)

    def _found(self, key: tuple[str, ...]) -> tuple[int, bool | None]:
        """The number of what a row says, and whether its ends are turned; None where both are alike."""
        relation, shown, x_type, y_type = key
        meaning = _MEANINGS.get((relation, "")) or _MEANINGS.get((relation, shown))
        if meaning is None:
            words = shown.strip() or relation
            slug = "".join(c if c.isalnum() else "-" for c in words.lower()).strip("-")
            make = m.belongs if shown in _STRUCTURE else m.goes_with
            meaning = make(f"primekg-{slug or 'relation'}", words)
        item = Item(finding=f"An edge of type {relation}, shown as {shown}.")
        turned = None if x_type == y_type else _place(x_type) > _place(y_type)
        self._codes[key] = (self._into.evidence(meaning, item), turned)
        return self._codes[key]

    def _described(self, end: tuple[str, ...], label: str) -> int:
        source, text, type_ = end
        name, others = _compact(source.lower(), text)
        kind = _KINDS.get(type_, m.THING)
        self._into.entity(name, kind, label, close_to=others)
        number = self._numbers[end] = self._into.ends[name]
        return number


def _place(type_: str) -> tuple[int, str]:
    return (_FIRST.index(type_) if type_ in _FIRST else len(_FIRST), type_)


def _compact(source: str, text: str) -> tuple[str, list[str]]:
    """An identifier as a compact name; a group of diseases has one of its own, close to its members'."""
    prefix = _SOURCES.get(source, source or "primekg")
    if source == "mondo_grouped" and "_" in text:
        return f"primekg:mondo-{text}", [_padded(prefix, one) for one in text.split("_")]
    return _padded(prefix, text), []


def _padded(prefix: str, text: str) -> str:
    """PrimeKG writes numbers without their leading noughts.

    >>> _padded("mondo", "5132")
    'mondo:0005132'
    """
    local = text.removesuffix(".0")
    return f"{prefix}:{local.zfill(_WIDTHS.get(prefix, 0)) if local.isdecimal() else local}"
