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
from .lines import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .gathering import Gatherer
    from .lines import Input

RAISES, LOWERS = m.raises("stimulates"), m.lowers("inhibits")
CHANGES, NEAR = m.changes("acts-on"), m.goes_with("interacts-with")
_NEEDED = ("source", "target")
_OPTIONAL = (
    *("source_genesymbol", "target_genesymbol", "is_directed", "is_stimulation"),
    *("is_inhibition", "sources", "references"),
)
_YES = frozenset({"1", "true", "yes", "t"})
_REMEMBERED = 1 << 16


def read(files: Sequence[Input], into: Gatherer) -> None:
    """Read the files; one with three columns is SIF."""
    for file in files:
        header = [name.strip().lower() for name in file.first().split("\t")]
        if {"is_directed", "is_stimulation", "is_inhibition"} & {*header}:
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
        self._at, missing = columns(header, _NEEDED, _OPTIONAL)
        for name in missing:
            told = f"column '{name}' is missing"
            into.account.problem(file.name, 1, told, "download it once more")
        self._codes: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._named: set[str] = set()

    def read(self) -> None:
        """Read every row."""
        if len([name for name in _NEEDED if name in self._at]) == len(_NEEDED):
            for first, lines in self._file.blocks(after=1):
                self._take(enumerate(lines, first))

    def _take(self, lines: Iterable[tuple[int, str]]) -> None:
        subjects, said, objects, kept = [], [], [], []
        file, into, width, at = self._file, self._into, self._width, self._at
        source, target = at["source"], at["target"]
        told = [at[name] for name in _OPTIONAL[2:] if name in at]
        symbols = [at[name] for name in _OPTIONAL[:2] if name in at]
        for number, line in lines:
            if not line:
                continue
            into.account.report.read += 1
            fields = line.split("\t")
            if len(fields) != width or not (fields[source] and fields[target]):
                why = f"a row that has not all of its {width} columns"
                into.account.skip(file.at(number), why, "complete it")
                continue
            key = tuple([fields[place] for place in told])
            codes = self._codes.get(key) or self._found(key)
            if len(symbols) == 2:
                for text, symbol in zip((source, target), symbols, strict=True):
                    if fields[text] not in self._named:
                        self._name(fields[text], fields[symbol])
            ends = self._end(fields[source]), self._end(fields[target])
            for code in codes:
                subjects.append(ends[0])
                said.append(code)
                objects.append(ends[1])
                kept.append(number)
            if len(codes) > 1:
                why = "both stimulation and inhibition: the resources disagree"
                into.account.warn(file.at(number), why, "both claims are kept")
        into.edges(file, subjects, said, objects, kept)

    def _end(self, text: str) -> int:
        return self._into.ends[_compact(text)]

    def _name(self, text: str, symbol: str) -> None:
        self._named.add(text)
        kind = m.COMPLEX if text.startswith("COMPLEX:") else m.PROTEIN
        kind = m.RNA if text.startswith(("MIMAT", "MI0", "URS")) else kind
        self._into.entity(_compact(text), kind, symbol)

    def _found(self, key: tuple[str, ...]) -> tuple[int, ...]:
        names = [name for name in _OPTIONAL[2:] if name in self._at]
        row = dict(zip(names, key, strict=True))
        told = [name[3:] for name in _OPTIONAL[2:5] if _says(row, name)]
        finding = f"The interaction is {', '.join(told) or 'not directed'}."
        items = _items(row.get("references", ""), row.get("sources", ""), finding)
        if len(self._codes) >= _REMEMBERED:
            self._codes.clear()
        codes = tuple(self._into.evidence(one, *items) for one in _meanings(row))
        self._codes[key] = codes
        return codes


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


def _items(references: str, sources: str, finding: str) -> list[Item]:
    """One item for each paper, and who cites it: `SIGNOR:12345;KEA:23456`."""
    papers: dict[str, list[str]] = {}
    for one in filter(None, references.split(";")):
        resource, _, paper = one.strip().rpartition(":")
        if paper.isdecimal():
            papers.setdefault(f"pmid:{paper}", []).append(resource)
    if papers:
        told = {paper: ", ".join(sorted({*filter(None, by)})) for paper, by in papers.items()}
        return [
            Item(paper, finding, note=f"cited by {by}" if by else "") for paper, by in told.items()
        ]
    resources = ", ".join(sorted(filter(None, sources.split(";"))))
    return [Item(finding=finding, note=f"from {resources}" if resources else "")]
