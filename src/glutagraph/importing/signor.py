"""SIGNOR: its table of 28 columns (separated by tabs, semicolons or commas), and its lists of complexes.

Sign: EFFECT up-regulates raises and down-regulates lowers, whatever follows (activity, quantity);
unknown is causal and of no sign; form complex is structure and never walked. DIRECT `NO` marks an end
result.
Negation: none. Context: TAX_ID human, mouse or rat as species; other species, cells, tissues and
modulators are kept in the note. Evidence: the paper in PMID; mechanism and residue make the finding.
Sentences and annotators' notes are quotes, and are not taken over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Context
from ..store.records import Item
from . import meaning as m
from .gathering import SPECIES
from .lines import BATCH, columns, records, unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .gathering import Gatherer
    from .lines import Input

COLUMNS = (
    *("ENTITYA", "TYPEA", "IDA", "DATABASEA", "ENTITYB", "TYPEB", "IDB", "DATABASEB", "EFFECT"),
    *("MECHANISM", "RESIDUE", "SEQUENCE", "TAX_ID", "CELL_DATA", "TISSUE_DATA"),
    *("MODULATOR_COMPLEX", "TARGET_COMPLEX", "MODIFICATIONA", "MODASEQ", "MODIFICATIONB"),
    *("MODBSEQ", "PMID", "DIRECT", "NOTES", "ANNOTATOR", "SENTENCE", "SCORE", "SIGNOR_ID"),
)
_NEEDED = ("ENTITYA", "IDA", "ENTITYB", "IDB", "EFFECT")
_LISTS = {
    "COMPLEX NAME": m.COMPLEX,
    "PROT. FAMILY NAME": m.PROTEIN_FAMILY,
    "PHENOTYPE NAME": m.PHENOTYPE,
    "STIMULUS NAME": m.EXPOSURE,
}
_KINDS = {
    "antibody": m.DRUG,
    "chemical": m.DRUG,
    "complex": m.COMPLEX,
    "fusion protein": m.PROTEIN,
    "mirna": m.RNA,
    "ncrna": m.RNA,
    "phenotype": m.PHENOTYPE,
    "protein": m.PROTEIN,
    "proteinfamily": m.PROTEIN_FAMILY,
    "smallmolecule": m.CHEMICAL,
    "stimulus": m.EXPOSURE,
}
_PREFIXES = {
    "CHEBI": "chebi",
    "COMPLEXPORTAL": "complexportal",
    "DRUGBANK": "drugbank",
    "MIRBASE": "mirbase",
    "NCBI": "refseq",
    "PUBCHEM": "pubchem",
    "RNACENTRAL": "rnacentral",
    "SIGNOR": "signor",
    "UNIPROT": "uniprot",
}
_NOTED = {
    "CELL_DATA": "cells",
    "TISSUE_DATA": "tissue",
    "MODULATOR_COMPLEX": "with",
    "TARGET_COMPLEX": "in complex",
    "SCORE": "score",
    "SIGNOR_ID": "",
}


def read(files: Sequence[Input], into: Gatherer) -> None:
    """Read the files: interactions, and lists of complexes, families, phenotypes and stimuli."""
    for file in files:
        first = file.first()
        file.delimiter = delimiter = max("\t;,", key=first.count)
        header = [one.strip().upper() for one in unquoted(first, delimiter) or []]
        kind = next((_LISTS[name] for name in header if name in _LISTS), None)
        if kind:
            _read_list(file, into, delimiter, kind)
        elif "ENTITYA" in header:
            _Table(file, into, delimiter, header).read(after=1)
        elif len(header) == len(COLUMNS):
            _Table(file, into, delimiter, [*COLUMNS]).read(after=0)  # its service sends no header
        else:
            told = f"these {len(header)} columns are not SIGNOR's 28"
            cure = "its first line names them: ENTITYA, TYPEA, IDA ...; or its lists: SIGNOR ID ..."
            into.account.problem(file.name, 1, told, cure)


def _read_list(file: Input, into: Gatherer, delimiter: str, kind: m.KindOf) -> None:
    """A list of complexes, families or the like, with their members."""
    relation = "part-of" if kind is m.COMPLEX else "member-of"
    for number, fields in records(file, delimiter, after=1):
        if len(fields) < 2 or not fields[0]:
            into.account.warn(file.at(number), "a row without an id and a name", "complete it")
            continue
        whole = into.entity(f"signor:{fields[0].strip()}", kind, fields[1].strip())
        if kind not in (m.COMPLEX, m.PROTEIN_FAMILY):
            continue
        for member in filter(None, (one.strip() for one in "".join(fields[2:3]).split(","))):
            name = f"signor:{member}" if member.startswith("SIGNOR-") else f"uniprot:{member}"
            into.entity(name, m.PROTEIN, name, structure=[(relation, whole)])


class _Table:
    """One table of interactions."""

    def __init__(self, file: Input, into: Gatherer, delimiter: str, header: list[str]) -> None:
        self._file, self._into, self._delimiter = file, into, delimiter
        self._width = len(header)
        self._at, missing = columns(header, _NEEDED, COLUMNS)
        for name in missing:
            told = f"column '{name}' is missing"
            into.account.problem(file.name, 1, told, "download all 28 columns")
        self._is_whole = not missing
        self._kept: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
        self._described: dict[tuple[str, ...], int] = {}

    def read(self, *, after: int) -> None:
        """Read every row."""
        if self._is_whole:
            for number, fields in records(self._file, self._delimiter, after=after):
                self._take(number, fields)
                if len(self._kept[0]) >= BATCH:
                    self._hand_over()
            self._hand_over()

    def _hand_over(self) -> None:
        self._into.edges(self._file, *self._kept)
        self._kept = ([], [], [], [])

    def _take(self, number: int, fields: list[str]) -> None:
        account, at = self._into.account, self._at
        account.report.read += 1
        if len(fields) < self._width or not (fields[at["IDA"]] and fields[at["IDB"]]):
            why = f"a row that has not all of its {self._width} columns"
            account.skip(self._file.at(number), why, "complete it")
            return
        meaning = _meaning(fields[at["EFFECT"]])
        if meaning is None:
            told = f"effect '{fields[at['EFFECT']][:40]}' is not one of SIGNOR's"
            account.skip(self._file.at(number), told, "up-regulates, down-regulates ...")
            return
        subjects, said, objects, kept = self._kept
        subjects.append(self._end(fields, "A"))
        objects.append(self._end(fields, "B"))
        said.append(self._into.evidence(*self._claim(fields, meaning)))
        kept.append(number)

    def _of(self, fields: list[str], name: str) -> str:
        place = self._at.get(name)
        return fields[place].strip() if place is not None else ""

    def _end(self, fields: list[str], which: str) -> int:
        asked = ("ID", "DATABASE", "ENTITY", "TYPE")
        key = tuple(self._of(fields, f"{name}{which}") for name in asked)
        if key not in self._described:
            text, database, label, type_ = key
            name = _compact(text, database)
            kind = _KINDS.get(type_.lower(), m.THING)
            if kind is m.THING:
                why = f"a type that is not known: {type_[:40]}"
                self._into.account.warn(self._file.name, why, "the thing is kept")
            self._into.entity(name, kind, label)
            self._described[key] = self._into.ends[name]
        return self._described[key]

    def _claim(self, fields: list[str], meaning: m.Meaning) -> tuple[m.Meaning, Item]:
        species = SPECIES.get(f"ncbitaxon:{self._of(fields, 'TAX_ID')}", "")
        noted = [
            f"{word} {value}".strip()
            for name, word in _NOTED.items()
            if (value := self._of(fields, name))
        ]
        if not species and (taxon := self._of(fields, "TAX_ID")) not in ("", "-1"):
            noted.insert(0, f"taxon {taxon}")
        paper = self._of(fields, "PMID")
        source = f"pmid:{paper}" if paper.isdecimal() else ""
        noted += [f"reference: {paper}"] if paper and not source else []
        told = (self._of(fields, name) for name in ("EFFECT", "MECHANISM", "RESIDUE"))
        finding = ", ".join(filter(None, told))
        item = Item(source, finding, context=Context(species), note="; ".join(noted))
        is_net = self._of(fields, "DIRECT").upper() in ("NO", "F", "FALSE")
        return (_net(meaning) if is_net else meaning), item


_UP = m.raises("up-regulates", label="up-regulates")
_DOWN = m.lowers("down-regulates", label="down-regulates")
_UNKNOWN, _FORMS = m.changes("regulates"), m.belongs("forms-complex")
_NET = {one: m.Meaning(one.slug, one.family, one.sign, net=True) for one in (_UP, _DOWN, _UNKNOWN)}


def _net(meaning: m.Meaning) -> m.Meaning:
    return _NET.get(meaning, meaning)


def _meaning(effect: str) -> m.Meaning | None:
    """What an EFFECT says; None where it is none of SIGNOR's."""
    effect = effect.strip().lower().replace("upregulates", "up-regulates")
    effect = effect.replace("downregulates", "down-regulates").replace("_", " ")
    if effect.startswith("up-regulates"):
        return _UP
    if effect.startswith("down-regulates"):
        return _DOWN
    return {"unknown": _UNKNOWN, "form complex": _FORMS, "forms complex": _FORMS}.get(effect)


def _compact(text: str, database: str) -> str:
    """An identifier of SIGNOR as a compact name: `CID:16659841` of PubChem, `SIGNOR-PH41`."""
    if text.upper().startswith(("CHEBI:", "CID:")):
        return text
    if text.upper().startswith("SID:"):
        return "pubchem.substance:" + text[4:]
    if text.startswith("SIGNOR-"):
        return f"signor:{text}"
    return f"{_PREFIXES.get(database.upper(), database.lower() or 'signor')}:{text}"
