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
from .gathering import SPECIES, Remembered
from .lines import chosen, columns, picked, records, unquoted, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .gathering import Cited, Gatherer, Said
    from .lines import Columns, Input, Table

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
_END_A, _END_B = (
    tuple(f"{name}{end}" for name in ("ID", "DATABASE", "ENTITY", "TYPE")) for end in "AB"
)
_SAID = ("EFFECT", "MECHANISM", "RESIDUE", "TAX_ID", "DIRECT")
_WHERE = ("TAX_ID", "CELL_DATA", "TISSUE_DATA", "MODULATOR_COMPLEX", "TARGET_COMPLEX")
_ROW = ("SCORE", "SIGNOR_ID", "PMID")


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
    listed = (row for some in records(file, delimiter, after=1) for row in zip(*some, strict=True))
    for place, fields in listed:
        if len(fields) < 2 or not fields[0]:
            into.account.warn(file.at(place), "a row without an id and a name", "complete it")
            continue
        group = into.entity(f"signor:{fields[0].strip()}", kind, fields[1].strip())
        if kind not in (m.COMPLEX, m.PROTEIN_FAMILY):
            continue
        for member in filter(None, (one.strip() for one in "".join(fields[2:3]).split(","))):
            name = f"signor:{member}" if member.startswith("SIGNOR-") else f"uniprot:{member}"
            into.entity(name, m.PROTEIN, name, structure=[(relation, group)])


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
        self._ends = Remembered(self._end)
        self._described: dict[tuple[str, ...], int] = {}
        self._said, self._places = Remembered(self._found), Remembered(_noted)

    def read(self, *, after: int) -> None:
        """Read every row."""
        if self._is_whole:
            needed = self._at["IDA"], self._at["IDB"]
            for some in records(self._file, self._delimiter, after=after):
                self._file.read_edges(len(some[0]))
                self._take(*self._known(whole(some, self._width, needed, self._mended)))

    def _mended(self, number: int, row: list[str]) -> list[str]:
        """A row that has more columns than it should; one with fewer is skipped, and nothing."""
        if len(row) > self._width and row[self._at["IDA"]] and row[self._at["IDB"]]:
            return row
        why = f"a row that has not all of its {self._width} columns"
        self._into.account.skip(self._file.at(number), why, "complete it")
        return []

    def _known(self, some: Table) -> Table:
        """The rows whose effect is one of SIGNOR's."""
        numbers, columns = some
        effects = columns[self._at["EFFECT"]]
        unknown = {effect for effect in {*effects} if _meaning(effect) is None}
        if not unknown:
            return some
        for number, effect in zip(numbers, effects, strict=True):
            if effect in unknown:
                told = f"effect '{effect[:40]}' is not one of SIGNOR's"
                place = self._file.at(number)
                self._into.account.skip(place, told, "up-regulates, down-regulates ...")
        return chosen(some, [effect not in unknown for effect in effects])

    def _take(self, numbers: Sequence[int], columns: Columns) -> None:
        told = (
            picked(columns, [self._at.get(name, -1) for name in names])
            for names in (_END_A, _END_B, _SAID, _WHERE, _ROW)
        )
        ends_a, ends_b, said, where, row = told
        ends = [(self._ends[one], self._ends[two]) for one, two in zip(ends_a, ends_b, strict=True)]
        places = map(self._places.__getitem__, where)
        self._into.edges_by(
            self._file,
            [subject for subject, _ in ends],
            [self._said[key] for key in said],
            [_cited(place, *one) for place, one in zip(places, row, strict=True)],
            [object_ for _, object_ in ends],
            numbers,
        )

    def _end(self, key: tuple[str, ...]) -> int:
        text, database, label, type_ = stripped = tuple(map(str.strip, key))
        if stripped not in self._described:
            name = _compact(text, database)
            kind = _KINDS.get(type_.lower(), m.THING)
            if kind is m.THING:
                why = f"a type that is not known: {type_[:40]}"
                self._into.account.warn(self._file.name, why, "the thing is kept")
            self._into.entity(name, kind, label)
            self._described[stripped] = self._into.ends[name]
        return self._described[stripped]

    def _found(self, key: tuple[str, ...]) -> Said:
        effect, mechanism, residue, taxon, direct = map(str.strip, key)
        meaning = _meaning(effect)
        assert meaning, "rows of no known effect are skipped"
        is_net = direct.upper() in ("NO", "F", "FALSE")
        finding = ", ".join(filter(None, (effect, mechanism, residue)))
        item = Item(finding=finding, context=Context(_species(taxon)))
        return self._into.said(_net(meaning) if is_net else meaning, item)


def _cited(place: str, score: str, name: str, paper: str) -> Cited:
    """The paper of a row, if it has a number, and its note: where it was found, its score and name."""
    noted = [place] if place else []
    if score := score.strip():
        noted.append(f"score {score}")
    if name := name.strip():
        noted.append(name)
    paper = paper.strip()
    is_number = paper.isdecimal()
    if paper and not is_number:
        noted.append(f"reference: {paper}")
    return (f"pmid:{paper}",) if is_number else (), ("; ".join(noted),)


def _species(taxon: str) -> str:
    """The species of a number of the taxonomy; empty where our vocabulary has none."""
    return SPECIES.get(f"ncbitaxon:{taxon}", "")


def _noted(where: tuple[str, ...]) -> str:
    """Where an interaction was found, in words."""
    taxon, *others = map(str.strip, where)
    is_other = taxon not in ("", "-1") and not _species(taxon)
    told = zip(("cells", "tissue", "with", "in complex"), others, strict=True)
    noted = [f"taxon {taxon}" if is_other else ""]
    return "; ".join(filter(None, [*noted, *(f"{by} {text}" for by, text in told if text)]))


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
