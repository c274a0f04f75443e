"""Hetionet: `nodes.tsv` with `edges.sif.gz`, or with one TSV for each edge type.

Sign: compounds that upregulate or downregulate genes (measured after giving them) raise or lower them;
a compound that treats or palliates a disease lowers it and one that causes a side effect raises it, as
end results. Genes regulate genes with no sign given. All else is no cause and never walked: what binds,
interacts, covaries, is associated, expressed, localised or resembles; and what a disease or an
anatomical structure "upregulates", which is a difference found between samples.
Negation, context: none. Evidence: Hetionet itself, for every edge alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..store.records import Item
from . import meaning as m
from .lines import chosen, columns, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .gathering import Gatherer
    from .lines import Input, Table

KINDS = {
    "Anatomy": (m.ANATOMY, ""),
    "Biological Process": (m.PROCESS, ""),
    "Cellular Component": (m.COMPARTMENT, ""),
    "Compound": (m.DRUG, "drugbank"),
    "Disease": (m.DISEASE, ""),
    "Gene": (m.GENE, "ncbigene"),
    "Molecular Function": (m.MOLECULAR_PROCESS, ""),
    "Pathway": (m.PATHWAY, "hetionet.pathway"),
    "Pharmacologic Class": (m.DRUG_CLASS, "ndfrt"),
    "Side Effect": (m.SIDE_EFFECT, "umls"),
    "Symptom": (m.PHENOTYPE, "mesh"),
}
"""What Hetionet's kinds are, and the prefix of identifiers that are written without one."""

EDGES = {
    "AdG": m.goes_with("underexpresses"),
    "AeG": m.belongs("expresses"),
    "AuG": m.goes_with("overexpresses"),
    "CbG": m.goes_with("binds"),
    "CcSE": m.raises("causes-side-effect", net=True),
    "CdG": m.lowers("downregulates"),
    "CpD": m.lowers("palliates", net=True),
    "CrC": m.goes_with("resembles"),
    "CtD": m.lowers("treats", net=True),
    "CuG": m.raises("upregulates"),
    "DaG": m.goes_with("is-associated-with"),
    "DdG": m.goes_with("coincides-with-less-of"),
    "DlA": m.belongs("localises-to"),
    "DpS": m.goes_with("presents-with"),
    "DrD": m.goes_with("resembles"),
    "DuG": m.goes_with("coincides-with-more-of"),
    "GcG": m.goes_with("covaries-with"),
    "GiG": m.goes_with("interacts-with"),
    "GpBP": m.belongs("participates-in"),
    "GpCC": m.belongs("participates-in"),
    "GpMF": m.belongs("participates-in"),
    "GpPW": m.belongs("participates-in"),
    "Gr>G": m.changes("regulates"),
    "PCiC": m.belongs("includes"),
}
"""What an edge of each type says, by the abbreviation that Hetionet gives it."""

_SHORT = {
    "Anatomy": "A",
    "Biological Process": "BP",
    "Cellular Component": "CC",
    "Compound": "C",
    "Disease": "D",
    "Gene": "G",
    "Molecular Function": "MF",
    "Pathway": "PW",
    "Pharmacologic Class": "PC",
    "Side Effect": "SE",
    "Symptom": "S",
}
_ENDS = re.compile(r":START_ID\(([^)]+)\)\t:END_ID\(([^)]+)\)$")
_UNKNOWN_TYPE = "add it to the formats, or take the rows out"


def read(files: Sequence[Input], into: Gatherer) -> None:
    """Read the files; those that list nodes may come anywhere."""
    for file in files:
        first = file.first()
        header = first.split("\t")
        if header[:3] == ["id", "name", "kind"]:
            _read_nodes(file, into)
        elif header[:3] == ["source", "metaedge", "target"]:
            _read_sif(file, into)
        elif _ENDS.match(first):
            _read_type(file, into)
        elif "metaedge" in header:
            for _ in file.blocks():
                pass  # a list of the edge types, which are known
        else:
            into.account.problem(
                *(file.name, 1, "this is no file of Hetionet"),
                "its headers are: id name kind; source metaedge target; :START_ID(...) :END_ID(...)",
            )


def _item(edge: str) -> Item:
    """The evidence of all edges of a type: that Hetionet has them."""
    return Item(finding=f"An edge of type {edge}.")


def _compact(text: str) -> str:
    """An identifier of Hetionet as a compact name: `Gene::9021` is `ncbigene:9021`."""
    kind, _, local = text.rpartition("::")
    prefix = KINDS.get(kind, (m.THING, ""))[1]
    return f"{prefix}:{local}" if prefix and ":" not in local else local or text


def _read_nodes(file: Input, into: Gatherer) -> None:
    into.lists_nodes = True
    places, _ = columns(file.first().split("\t"), ("id", "name", "kind"))
    for number, line in file.lines(after=1):
        fields = line.split("\t")
        if len(fields) != len(places):
            if line:
                into.account.warn(
                    file.at(number), "a node without its three columns", "complete it"
                )
            continue
        kind = KINDS.get(fields[2], (m.THING, ""))[0]
        if fields[2] not in KINDS:
            into.account.warn(
                file.at(number), f"a kind of node that is not known: {fields[2][:40]}"
            )
        into.entity(_compact(fields[0]), kind, fields[1])


def _read_sif(file: Input, into: Gatherer) -> None:
    ends, codes = into.spelled(_compact), dict[str, int]()

    def told(number: int, _: list[str]) -> list[str]:
        into.account.skip(file.at(number), "a row without its three columns", "complete it")
        return []

    for some in table(file, 3, range(3), told):
        numbers, (sources, edges, targets) = _known(file, into, some)
        for edge in dict.fromkeys(edges):
            if edge not in codes:
                codes[edge] = into.evidence(EDGES[edge], _item(edge))
        into.edges(
            file,
            [ends[source] for source in sources],
            [codes[edge] for edge in edges],
            [ends[target] for target in targets],
            numbers,
        )


def _known(file: Input, into: Gatherer, some: Table) -> Table:
    """The rows whose type of edge is known."""
    numbers, (_, edges, _) = some
    if EDGES.keys() >= {*edges}:
        return some
    for number, edge in zip(numbers, edges, strict=True):
        if edge not in EDGES:
            told = f"an edge type that is not known: {edge[:40]}"
            into.account.skip(file.at(number), told, _UNKNOWN_TYPE)
    return chosen(some, [edge in EDGES for edge in edges])


def _read_type(file: Input, into: Gatherer) -> None:
    found = _ENDS.match(file.first())
    assert found
    subject, object_ = (_kind(name) for name in found.groups())
    verb = _verb(file.name)
    shorts = [f"{_SHORT.get(subject)}{letter}{_SHORT.get(object_)}" for letter in _letters(verb)]
    short = next((one for one in shorts if one in EDGES), "")
    if not short:
        told = f"'{file.name}' does not say which type its edges are of"
        cure = "call it by its type, as in Compound_Binds_Gene.tsv"
        into.account.problem(file.name, 1, told, cure)
        return
    code = into.evidence(EDGES[short], _item(short))
    starts = into.spelled(lambda text: _compact(f"{subject}::{text}"))
    ends = into.spelled(lambda text: _compact(f"{object_}::{text}"))

    def why(number: int, _: list[str]) -> list[str]:
        into.account.skip(file.at(number), "a row without its two columns", "complete it")
        return []

    for numbers, (sources, targets) in table(file, 2, range(2), why):
        subjects, objects = [starts[one] for one in sources], [ends[two] for two in targets]
        into.edges(file, subjects, [code] * len(numbers), objects, numbers)


def _kind(name: str) -> str:
    """A kind as Hetionet calls it; file names write it without blanks."""
    known = {kind.replace(" ", ""): kind for kind in KINDS}
    return known.get(name.replace("_", "").replace(" ", ""), name)


def _verb(name: str) -> str:
    """The verb in the name of a file: `Gene_Regulates_Gene.tsv`."""
    parts = name.split(".")[0].split("_")
    return parts[len(parts) // 2].lower() if len(parts) >= 3 else ""


def _letters(verb: str) -> tuple[str, ...]:
    """How a verb is abbreviated: its first letter, and where it has a direction an arrow."""
    return (f"{verb[:1]}>", verb[:1]) if verb == "regulates" else (verb[:1],)
