"""The formats that can be imported, by name, and which of them a file looks like."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .gathering import Gatherer
    from .lines import Input


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, which is that of its module, and what is read of it."""

    name: str
    files: str
    reads: str

    @property
    def read(self) -> Callable[[Sequence[Input], Gatherer], None]:
        """The function that reads its files."""
        module = import_module(f".{self.name}", __package__)
        reader: Callable[[Sequence[Input], Gatherer], None] = module.read
        return reader


FORMATS = {
    one.name: one
    for one in (
        Format(
            "kgx",
            "nodes and edges, TSV or lines of JSON",
            "sign from predicates and direction qualifiers; negation as null claims; species; each "
            "publication and knowledge source; predictions are left open",
        ),
        Format(
            "sif",
            "lines of source, relation, target",
            "sign from relations that have one; those that name no direction are never walked; no "
            "negation, context or evidence",
        ),
        Format(
            "omnipath",
            "table of interactions, or SIF",
            "sign from is_stimulation and is_inhibition; undirected rows are never walked; papers and "
            "resources; no negation or context",
        ),
        Format(
            "signor",
            "table of 28 columns, lists of complexes and families",
            "sign from EFFECT; indirect ones are end results; species; paper, mechanism and residue; no "
            "negation; sentences are not copied",
        ),
        Format(
            "hetionet",
            "nodes.tsv with edges.sif.gz or one TSV for each edge type",
            "sign of what compounds do; genes regulate without a sign; the rest is association or "
            "structure, never walked; no negation, context or evidence",
        ),
        Format(
            "primekg",
            "kg.csv",
            "indications, side effects and targets; the rest is undirected, never walked; absence as "
            "null claims; no context or evidence",
        ),
    )
}


def looks_like(line: str) -> str:
    """The name of the format that a first line suggests; empty where none does.

    >>> looks_like("relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index")
    'primekg'
    """
    tabs = {one.strip().strip('"') for one in line.split("\t")}
    others = {one.strip().strip('"') for mark in ",;" for one in line.split(mark)}
    if {"subject", "predicate", "object"} <= tabs or {"id", "category"} <= tabs:
        return "kgx"
    if line.lstrip().startswith("{") and ('"subject"' in line or '"category"' in line):
        return "kgx"
    if "ENTITYA" in tabs | others or "COMPLEX NAME" in tabs | others:
        return "signor"
    if {"x_id", "x_source"} <= others:
        return "primekg"
    if {"metaedge", "source"} <= tabs or {"id", "name", "kind"} <= tabs or ":START_ID(" in line:
        return "hetionet"
    if {"is_stimulation", "is_inhibition"} & tabs:
        return "omnipath"
    return "sif" if len(line.split("\t")) == 3 or len(line.split()) == 3 else ""
