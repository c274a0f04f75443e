"""OmniPath: its table of interactions (TSV), or its signed network as SIF.

Sign: `is_stimulation` raises and `is_inhibition` lowers; where resources disagree both claims are kept,
so that neither hides the other. Directed rows without either are causal and of no sign; rows that are
not directed (`is_directed` 0) are kept and never walked.
Negation: none. Context: none. Evidence: each paper in `references`, with the resource that cites it; or
the resources in `sources` where no paper is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..store.records import Item
from . import meaning as m
from . import sif
from .gathering import Remembered
from .lines import columns, picked, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .gathering import Cited, Gatherer, Said
    from .lines import Columns, Input

RAISES, LOWERS = m.raises("stimulates"), m.lowers("inhibits")
CHANGES, NEAR = m.changes("acts-on"), m.goes_with("interacts-with")
_NEEDED = ("source", "target")
_NAMES = ("source_genesymbol", "target_genesymbol")
_SIGNS = ("is_directed", "is_stimulation", "is_inhibition")
_CITES = ("references", "sources")
_YES = frozenset({"1", "true", "yes", "t"})


def read(files: Sequence[Input], into: Gatherer) -> None:
    """Read the files; one with three columns is SIF."""
    for file in files:
        header = [name.strip().lower() for name in file.first().split("\t")]
        if {*_SIGNS} & {*header}:
            _Table(file, into, header).read()
        elif len(header) == 3:
            sif.read([file], into)
        else:
            told = "this is neither OmniPath's table of interactions nor its SIF"
            cure = "download it with fields=sources,references and genesymbols=1, as TSV"
            into.account.problem(file.name, 1, told, cure)


class _Table:
    """One table of interactions."""

    def __init__(self, file: Input, into: Gatherer, header: list[str]) -> None:
        self._file, self._into, self._width = file, into, len(header)
        self._at, missing = columns(header, _NEEDED, (*_NAMES, *_SIGNS, *_CITES))
        for name in missing:
            told = f"column '{name}' is missing"
            into.account.problem(file.name, 1, told, "download it once more")
        self._ends = into.spelled(_compact)
        self._said = Remembered(self._found)
        self._named: set[str] = set()

    def read(self) -> None:
        """Read every row."""
        if all(name in self._at for name in _NEEDED):
            needed = [self._at[name] for name in _NEEDED]
            for some in table(self._file, self._width, needed, self._skipped):
                self._take(*some)

    def _skipped(self, number: int, _: list[str]) -> list[str]:
        why = f"a row that has not all of its {self._width} columns"
        self._into.account.skip(self._file.at(number), why, "complete it")
        return []

    def _take(self, numbers: Sequence[int], columns: Columns) -> None:
        ends, names, signs, cites = (
            picked(columns, [self._at.get(name, -1) for name in several])
            for several in (_NEEDED, _NAMES, _SIGNS, _CITES)
        )
        pairs = [*ends]
        if self._at.keys() >= {*_NAMES}:
            for texts, symbols in zip(pairs, names, strict=True):
                for text, symbol in zip(texts, symbols, strict=True):
                    if text not in self._named:
                        self._name(text, symbol)
        said = [self._said[sign] for sign in signs]
        cited = [_cited(*cite) for cite in cites]
        at = [place for place, several in enumerate(said) for _ in several]
        for place, several in enumerate(said):
            if len(several) > 1:
                why = "both stimulation and inhibition: the resources disagree"
                self._into.account.warn(self._file.at(numbers[place]), why, "both claims are kept")
        self._into.edges_by(
            self._file,
            [self._ends[pairs[place][0]] for place in at],
            [one for several in said for one in several],
            [cited[place] for place in at],
            [self._ends[pairs[place][1]] for place in at],
            [numbers[place] for place in at],
        )

    def _name(self, text: str, symbol: str) -> None:
        self._named.add(text)
        kind = m.COMPLEX if text.startswith("COMPLEX:") else m.PROTEIN
        kind = m.RNA if text.startswith(("MIMAT", "MI0", "URS")) else kind
        self._into.entity(_compact(text), kind, symbol)

    def _found(self, key: tuple[str, ...]) -> list[Said]:
        """What a row says by its signs."""
        row = {name: text for name, text in zip(_SIGNS, key, strict=True) if name in self._at}
        told = [name.removeprefix("is_") for name in row if _says(row, name)]
        item = Item(finding=f"The interaction is {', '.join(told) or 'not directed'}.")
        return [self._into.said(one, item) for one in _meanings(row)]


def _compact(text: str) -> str:
    """OmniPath's own ids are bare UniProt accessions, complexes and miRBase numbers."""
    if text.startswith("COMPLEX:"):
        return "omnipath.complex:" + text.removeprefix("COMPLEX:")
    if text.startswith("MIMAT"):
        return f"mirbase.mature:{text}"
    return text if ":" in text else f"uniprot:{text}"


def _says(row: dict[str, str], name: str) -> bool:
    return row.get(name, "").strip().lower() in _YES


def _meanings(row: dict[str, str]) -> list[m.Meaning]:
    found = [RAISES] if _says(row, "is_stimulation") else []
    found += [LOWERS] if _says(row, "is_inhibition") else []
    is_directed = _says(row, "is_directed") or "is_directed" not in row
    if not is_directed:
        return [NEAR]
    return found or [CHANGES]


def _cited(references: str, sources: str) -> Cited:
    """The papers, and of each who cites it: `SIGNOR:12345;KEA:23456`; else what resources there are.

    >>> _cited("SIGNOR:12345;KEA:12345", "")
    (('pmid:12345',), ('cited by KEA, SIGNOR',))
    """
    if ";" not in references:
        resource, _, paper = references.strip().rpartition(":")
        if paper.isdecimal():
            return (f"pmid:{paper}",), (f"cited by {resource}" if resource else "",)
    papers: dict[str, list[str]] = {}
    for one in filter(None, references.split(";")):
        resource, _, paper = one.strip().rpartition(":")
        if paper.isdecimal():
            papers.setdefault(f"pmid:{paper}", []).append(resource)
    if papers:
        told = [", ".join(sorted({*filter(None, by)})) for by in papers.values()]
        return tuple(papers), tuple(f"cited by {by}" if by else "" for by in told)
    resources = ", ".join(sorted(filter(None, sources.split(";"))))
    return (), (f"from {resources}" if resources else "",)
