"""KGX: nodes and edges as TSV or as lines of JSON, in the words of Biolink.

Sign: `object_direction_qualifier` (with `subject_direction_qualifier`, the two multiply), and predicates
that have one. An aspect that does not rise and fall with the thing itself (degradation, transport,
phosphorylation), a variant form or a part is a node of its own, so that no sign is turned round.
Negation: `negated` makes a null claim, which disputes the claim that it denies. Context:
`species_context_qualifier` human, mouse or rat; other contexts are kept in the note. Evidence: each of
`publications`, read in the knowledge source. A `prediction` leaves its claim open; a
`statistical_association`, whatever its predicate, is never walked. Other names of a node
(`equivalent_identifiers`, `same_as`) are its own unless it is a chemical: those lump salts and
enantiomers, and are only close.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..model import Context, Stance
from ..store.records import Item
from ..vocabulary import folded
from . import biolink
from . import meaning as m
from .gathering import SPECIES, Remembered
from .lines import BATCH, LONGEST_FIELD, picked, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .gathering import Cited, Gatherer, Said
    from .lines import Input

_EDGE = ("subject", "predicate", "object")
_SOURCES = (
    "primary_knowledge_source",
    "knowledge_source",
    "aggregator_knowledge_source",
    "provided_by",
)
_QUALIFIERS = (
    *("qualified_predicate", "subject_aspect_qualifier", "subject_direction_qualifier"),
    *("object_aspect_qualifier", "object_direction_qualifier", "causal_mechanism_qualifier"),
    *("subject_form_or_variant_qualifier", "object_form_or_variant_qualifier"),
    *("subject_part_qualifier", "object_part_qualifier"),
    *("subject_derivative_qualifier", "object_derivative_qualifier"),
)
_SPECIES = "species_context_qualifier"
_NOTED = (
    *("anatomical_context_qualifier", "disease_context_qualifier", "context_qualifier"),
    *("subject_context_qualifier", "object_context_qualifier", "population_context_qualifier"),
    *("temporal_context_qualifier", "temporal_interval_qualifier", "stage_qualifier"),
    *("sex_qualifier", "onset_qualifier", "frequency_qualifier", "severity_qualifier"),
    *("statistical_significance_qualifier", "has_evidence", "agent_type", "qualifiers"),
)
_LEVEL, _PAPERS = "knowledge_level", "publications"
_READ = (
    *("predicate", "negated", _LEVEL, _SPECIES),
    *(*_QUALIFIERS, *_SOURCES, *_NOTED),
)
_PASSED_OVER = frozenset(
    {
        *("id", "category", "relation", "type", "original_subject", "original_object"),
        *("original_predicate", "subject_category", "object_category", "knowledge_source"),
        *("supporting_text", "logical_interpretation"),
    }
)
_YES = frozenset({"true", "1", "yes", "t"})
_PLAIN = re.compile(r"[!-~]{1,200}")
_CURE = "edges need subject, predicate and object, nodes id and category"


def read(files: Sequence[Input], into: Gatherer) -> None:
    """Read the files, edges and nodes in any order."""
    for file in files:
        first = file.first()
        header = first.rstrip("\r").split("\t")
        if first.lstrip().startswith(("{", "[")):
            _read_lines(file, into, first)
        elif {*_EDGE} <= {*header}:
            _EdgeTable(file, into, header).read()
        elif "id" in header and {"category", "name"} & {*header}:
            _NodeTable(file, into, header).read()
        else:
            missing = [name for name in _EDGE if name not in header]
            has_some = len(missing) < len(_EDGE)
            told = (
                f"columns are missing: {', '.join(missing)}" if has_some else "this is no KGX file"
            )
            into.account.problem(file.name, 1, told, _CURE)


# tables


class _EdgeTable:
    """Edges, one to a row."""

    def __init__(self, file: Input, into: Gatherer, header: list[str]) -> None:
        self._file, self._into, self._width = file, into, len(header)
        at = {name: place for place, name in reversed([*enumerate(header)])}
        self._ends = at["subject"], at["predicate"], at["object"]
        names = [name for name in dict.fromkeys(_READ) if name in at]
        self._told = [at[name] for name in names]
        self._papers_at = at.get(_PAPERS, -1)
        self._edges = _Edges(file, into, names)
        for name in header:
            if name not in (*_READ, *_EDGE, _PAPERS) and name not in _PASSED_OVER:
                told = f"column '{name[:60]}' is not read"
                into.account.warn(file.at(1), told, "what it says of the edges is not kept")

    def read(self) -> None:
        """Read every row."""
        subject, _, object_ = self._ends
        for numbers, columns in table(self._file, self._width, self._ends, self._mended):
            self._edges.add(
                numbers,
                [*columns[subject]],
                [*map(self._edges.known.__getitem__, picked(columns, self._told))],
                [*columns[object_]],
                columns[self._papers_at] if self._papers_at >= 0 else [""] * len(numbers),
            )

    def _mended(self, number: int, row: list[str]) -> list[str]:
        """A row with what it lacks at its end empty; one that has too much is skipped, and nothing."""
        account, place, lacks = self._into.account, self._file.at(number), self._width - len(row)
        if lacks < 0:
            told = f"a row with more than the {self._width} columns of the header"
            account.skip(place, told, "is there a tab in a field?")
            return []
        if lacks > 0:
            told = f"a row with fewer than the {self._width} columns of the header"
            account.warn(place, told, "the last ones are read as empty")
            row = row + [""] * lacks
        if not all(row[end] for end in self._ends):
            account.skip(place, "an edge without subject, predicate or object", "complete it")
            return []
        return row


class _NodeTable:
    """Nodes, one to a row."""

    def __init__(self, file: Input, into: Gatherer, header: list[str]) -> None:
        self._file, self._into, self._header = file, into, header

    def read(self) -> None:
        """Read every row."""
        for number, line in self._file.lines(after=1):
            if not line:
                continue
            fields = line.split("\t")
            row = {name: text for name, text in zip(self._header, fields, strict=False) if text}
            if len(fields) > len(self._header):
                told = f"a node with more than the {len(self._header)} columns of the header"
                self._into.account.warn(self._file.at(number), told, "is there a tab in a field?")
            _describe(self._file, self._into, number, row)


def _describe(file: Input, into: Gatherer, number: int, row: dict[str, Any]) -> None:
    """Take a node."""
    into.lists_nodes = True
    name = row.get("id")
    if not (isinstance(name, str) and name):
        into.account.warn(file.at(number), "a node without an id", "give it one")
        return
    kind = biolink.kind("|".join(_several(row, "category")))
    same = [*_several(row, "equivalent_identifiers"), *_several(row, "same_as")]
    close = _several(row, "xref")
    if biolink.is_chemical(kind):
        same, close = [], [*same, *close]
    called = row.get("name")
    into.entity(
        *(name, kind, called if isinstance(called, str) else ""),
        synonyms=_several(row, "synonym"),
        same_as=same,
        close_to=close,
    )


def _several(row: dict[str, Any], name: str) -> list[str]:
    """The values of a field that may have several: a list, or text with bars."""
    value = row.get(name) or []
    found = value.split("|") if isinstance(value, str) else value
    return [one for one in found if isinstance(one, str) and one] if isinstance(found, list) else []


# lines of JSON


def _read_lines(file: Input, into: Gatherer, first: str) -> None:
    """Read one object a line; those with a subject are edges."""
    file.delimiter = ""
    edges = _Edges(file, into, _READ)
    for number, line in file.lines():
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            if number == 1:
                cure = "KGX as one JSON document is not read; write it as lines: jq -c '.edges[]'"
                into.account.problem(file.name, 1, "this line is not a JSON object", cure)
                return
            into.account.report.read += 1
            told = "a line that is not JSON" if isinstance(error, ValueError) else "JSON too deep"
            into.account.skip(file.at(number), told, "write one object a line")
            continue
        if isinstance(row, dict) and ("nodes" in row or "edges" in row) and "id" not in row:
            cure = "write it as lines: jq -c '.nodes[]' and jq -c '.edges[]'"
            into.account.problem(file.name, number, "this is one JSON document, not lines", cure)
            return
        if "\\u" in line and not _is_text(row):
            told = "an escape such as \\ud83e that is half a character"
            file.is_wrong(number, told, "write the whole character")
            continue
        _take_object(file, into, number, row, edges)
    edges.hand_over()


def _is_text(row: Any) -> bool:
    """Whether what stands in an object can be written as text."""
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def _take_object(file: Input, into: Gatherer, number: int, row: Any, edges: _Edges) -> None:
    """Take a node or an edge."""
    account = into.account
    if isinstance(row, dict) and "id" in row and "subject" not in row:
        _describe(file, into, number, row)
        return
    account.report.read += 1
    if not isinstance(row, dict) or not all(isinstance(row.get(e), str) and row[e] for e in _EDGE):
        account.skip(file.at(number), "an edge without subject, predicate or object", "complete it")
        return
    if any(isinstance(value, str) and len(value) > LONGEST_FIELD for value in row.values()):
        file.too_long(number)
        return
    told = ("" if row.get(name) in (None, "", []) else _as_text(row[name]) for name in _READ)
    found = edges.known[tuple(told)]
    papers = _as_text(row.get(_PAPERS) or "")
    edges.wait(number, row["subject"], found, row["object"], papers)
    for name in row.keys() - {*_READ, *_EDGE, _PAPERS} - _PASSED_OVER:
        account.warn(file.at(number), f"field '{name[:60]}' is not read", "it is not kept")


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(map(_as_text, value))
    return value if isinstance(value, str) else json.dumps(value)


# edges


@dataclass(frozen=True, slots=True)
class _Found:
    """What an edge says, with its evidence but for the papers."""

    evidence: Said
    said: biolink.Read
    is_plain: bool
    """Whether its ends are those that it names, in their order."""


class _Edges:
    """What edges say, found once for all that say it alike; and the edges that wait."""

    def __init__(self, file: Input, into: Gatherer, names: Sequence[str]) -> None:
        """`names` are the columns, or fields, that decide what an edge says."""
        self._file, self._into = file, into
        self.known = Remembered(lambda key: self._found(dict(zip(names, key, strict=True))))
        """What an edge says, by what stands in them."""
        self._waiting: list[tuple[int, str, _Found, str, str]] = []
        self._parts: set[str] = set()

    def wait(self, line: int, subject: str, found: _Found, object_: str, papers: str) -> None:
        """Add an edge, now or later."""
        self._waiting.append((line, subject, found, object_, papers))
        if len(self._waiting) >= BATCH:
            self.hand_over()

    def hand_over(self) -> None:
        """Add what waits."""
        if self._waiting:
            lines, subjects, found, objects, papers = zip(*self._waiting, strict=True)
            self._waiting.clear()
            self.add(lines, [*subjects], found, [*objects], papers)

    def add(
        self,
        lines: Sequence[int],
        subjects: list[str],
        found: Sequence[_Found],
        objects: list[str],
        papers: Iterable[str],
    ) -> None:
        """Add edges, column by column."""
        for place, one in enumerate(found):
            if not one.is_plain:
                ends = subjects[place], objects[place]
                subjects[place], objects[place] = self._meant(one.said, *ends)
        numbers = self._into.ends
        subject_numbers = [numbers[subject] for subject in subjects]
        object_numbers = [numbers[object_] for object_ in objects]
        said = [one.evidence for one in found]
        self._into.edges_by(
            self._file, subject_numbers, said, map(_cited, papers), object_numbers, lines
        )

    def _meant(self, said: biolink.Read, subject: str, object_: str) -> tuple[str, str]:
        """The ends that are meant: in their order, and what of them."""
        if said.inverse:
            subject, object_ = object_, subject
        if said.subject_part:
            subject = self._part(subject, said.subject_part)
        if said.object_part:
            object_ = self._part(object_, said.object_part)
        return subject, object_

    def _part(self, whole: str, part: str) -> str:
        """What of a thing is meant, as a node of its own."""
        name = f"{whole}#{part}"
        if name not in self._parts:
            self._parts.add(name)
            label = f"{part.replace('-', ' ')} of {self._into.name(whole)}"
            structure = [("aspect-of", whole)]
            self._into.entity(name, m.MOLECULAR_PROCESS, label, structure=structure)
        return name

    def _found(self, row: dict[str, str]) -> _Found:
        """What an edge says, with the evidence that it has beside its papers."""
        qualifiers = tuple((name, row[name]) for name in _QUALIFIERS if row.get(name))
        level = row.get(_LEVEL, "")
        said = biolink.read(row.get("predicate", ""), qualifiers, level)
        is_negated = row.get("negated", "").strip().lower() in _YES
        meaning = said.meaning.negated if is_negated else said.meaning
        evidence = self._into.said(meaning, _item(row, said.finding, biolink.bare(level)))
        is_plain = not (said.inverse or said.subject_part or said.object_part)
        return _Found(evidence, said, is_plain)


def _item(row: dict[str, str], finding: str, level: str) -> Item:
    """The evidence of an edge without its publications: that of its knowledge source."""
    by = next((row[name].split("|")[0] for name in _SOURCES if row.get(name)), "")
    stance = Stance.LEAVES_OPEN if level == "prediction" else Stance.SUPPORTS
    taxon = folded(row.get(_SPECIES, "").split("|")[0])
    context = Context(species=SPECIES.get(taxon, ""))
    noted = [
        f"{name.removesuffix('_qualifier').replace('_', ' ')} {row[name]}"
        for name in _NOTED
        if row.get(name) and row[name] not in ("not_provided", "False", "false")
    ]
    if taxon and not context.species:
        noted.insert(0, f"species {taxon}")
    if level not in ("", "not_provided"):
        noted.append(f"knowledge level {level.replace('_', ' ')}")
    source = _source(by)
    return Item(source, finding, stance, read_in=source, context=context, note="; ".join(noted))


def _cited(publications: str) -> Cited:
    """The publications of an edge, each once."""
    if "|" not in publications:
        source = _source(publications) if publications else ""
        return (source,) if source else (), ()
    return [*dict.fromkeys(filter(None, map(_source, publications.split("|"))))], ()


def _source(name: str) -> str:
    """A source's name as an id: blanks and control characters become hyphens."""
    if _PLAIN.fullmatch(name):
        return f"pmid:{name[5:]}" if name.startswith("PMID:") else folded(name)
    return "-".join("".join(c if c.isprintable() else " " for c in folded(name)).split())[:500]
