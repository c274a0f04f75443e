"""From edges to claims of a store: ids to numbers, evidence to records, many rows at a time.

The rows wait until all have come, so that what was said twice, what contradicts itself and what names
nothing can be told with its lines.
"""

from __future__ import annotations

import re
from array import array
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, unquote

from ..model import Context
from ..store.arrays import np
from ..store.blocks import line, quoted
from ..store.records import Item, claim_row, item_row
from ..store.writer import CLAIMS, NOT_STATED
from ..vocabulary import folded
from .auditing import PLACES, Audit
from .meaning import THING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..model import Stance
    from ..store.arrays import Array
    from ..store.writer import Writer
    from .account import Account
    from .lines import Input
    from .meaning import KindOf, Meaning

SPECIES = {"ncbitaxon:9606": "human", "ncbitaxon:10090": "mouse", "ncbitaxon:10116": "rat"}
"""The species of our vocabulary, by identifier; others are kept in the note."""
_Found = TypeVar("_Found")
Cited = tuple["Sequence[str]", "Sequence[str]"]
"""The papers of an edge, and a note on each or none; or no paper and one note or none."""
_LONGEST_ID = 900
_REMEMBERED = 1 << 16
_NOT_PLAIN = re.compile(r"[^!-$&-~\xa1-\U0010ffff]|[\ud800-\udfff]|\s")
_COMPACT = re.compile(r"[A-Za-z][\w.\-]*:[^\s/]")


class Gatherer:
    """Takes what a format says, and writes it. `ids` is the prefix of bare names."""

    def __init__(
        self,
        writer: Writer,
        account: Account,
        ids: str,
        exact: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`exact` are further identifiers of things, by their id."""
        self.writer, self.account, self.ids = writer, account, ids
        self._exact = exact or {}
        self.ends = _Numbers(self)
        self.lists_nodes = False
        """Whether the graph says what things there are, so that an edge can name one that is not."""
        self._evidence = _Evidence(writer)
        self._audit = Audit(writer, account, self._evidence)
        self._kinds: set[str] = set()
        self._files: list[Input] = []

    # things

    def name(self, text: str) -> str:
        """The id of what is called so: a compact name in our spelling, or a bare one with its prefix."""
        is_compact = "://" in text or _COMPACT.match(text)
        name = folded(text) if is_compact else f"{self.ids}:{text}"
        name = _NOT_PLAIN.sub(lambda found: quote(found[0], errors="replace"), name)
        return name if len(name) <= _LONGEST_ID else _shortened(name)

    def entity(
        self,
        text: str,
        kind: KindOf,
        label: str = "",
        *,
        synonyms: Iterable[str] = (),
        same_as: Iterable[str] = (),
        close_to: Iterable[str] = (),
        description: str = "",
        structure: Iterable[tuple[str, str]] = (),
    ) -> str:
        """Describe what is called so; its id. Other names are compact ones, in any spelling."""
        slug = self.name(text)
        if kind.slug not in self._kinds:
            self._kinds.add(kind.slug)
            self.writer.kind(kind.slug, label=kind.label, like=kind.like)
        self.writer.entity(
            slug,
            label=label or text,
            kind=kind.slug,
            synonyms=[one for one in synonyms if one and one != label],
            same_as=[
                *(one for one in map(folded, same_as) if one and one != slug),
                *self._exact.get(slug, ()),
            ],
            close_to=[one for one in map(folded, close_to) if one and one != slug],
            description=description,
            structure=[(relation, self.name(other)) for relation, other in structure],
        )
        return slug

    # claims

    def spelled(self, compact: Callable[[str], str]) -> Mapping[str, int]:
        """The numbers of ends by what a format calls them, which `compact` makes a compact name."""
        return _Spelled(self.ends, compact)

    def evidence(self, meaning: Meaning, *items: Item) -> int:
        """The number of a predicate with its evidence, for `edges`."""
        return self._evidence.number(meaning, items)

    def said(self, meaning: Meaning, item: Item) -> Said:
        """A predicate with evidence that is alike but for its sources: see `Said`."""
        return Said(self._evidence, meaning, item)

    def edges(
        self,
        file: Input,
        subjects: Sequence[int],
        evidence: Sequence[int],
        objects: Sequence[int],
        lines: Sequence[int],
    ) -> None:
        """Edges by the numbers of their ends and evidence, with their lines in a file."""
        traits, records = self._evidence.columns(evidence)
        self._add(file, subjects, objects, traits, records, lines)

    def edges_by(
        self,
        file: Input,
        subjects: Sequence[int],
        said: Sequence[Said],
        cited: Iterable[Cited],
        objects: Sequence[int],
        lines: Sequence[int],
    ) -> None:
        """Edges by the numbers of their ends, what they say, and their papers and notes."""
        records = [one.record(*by) for one, by in zip(said, cited, strict=True)]
        traits = [one.trait for one in said]
        self._add(file, subjects, objects, traits, self.writer.records.add_lines(records), lines)

    def _add(
        self,
        file: Input,
        subjects: Sequence[int],
        objects: Sequence[int],
        traits: Sequence[int] | Array,
        records: Sequence[int] | Array,
        lines: Sequence[int],
    ) -> None:
        if not subjects:
            return
        if not self._files or self._files[-1] is not file:
            self._files.append(file)
        rows = np.empty(len(subjects), CLAIMS)
        rows["subject"], rows["object"] = subjects, objects
        rows["trait"], rows["record"] = traits, records
        places = np.empty(len(subjects), PLACES)
        places["file"], places["line"] = len(self._files) - 1, lines
        self._audit.add(rows, places)

    def edges_said(self) -> dict[tuple[str, bool], int]:
        """How many edges each predicate has, end results apart, once all have been compared."""
        return self._audit.edges

    def meaning(self, slug: str) -> Meaning:
        """What a predicate means."""
        return self._evidence.meanings[slug]

    def finish(self) -> None:
        """Tell what is worth a look, and hand over every claim."""
        self.account.settle()
        self._audit.finish(self._files, lists_nodes=self.lists_nodes)
        self._describe_bare()

    def _describe_bare(self) -> None:
        """Call what has but a bare name by that name."""
        entities, prefix = self.writer.entities, f"{self.ids}:"
        bare = [
            slug
            for slug, number in entities.numbers.items()
            if slug.startswith(prefix) and not entities.is_described(number)
        ]
        for slug in bare:
            self.entity(slug, THING, unquote(slug.removeprefix(prefix)))
        for slug in self._exact.keys() & entities.numbers.keys():
            if not entities.is_described(entities.numbers[slug]):
                self.entity(slug, THING, slug)


class _Numbers(dict[str, int]):
    """The numbers of entities by what edges call them. Reading one that is new gives it a number."""

    def __init__(self, gatherer: Gatherer) -> None:
        super().__init__()
        self._gatherer = gatherer

    def __missing__(self, text: str) -> int:
        slug = self._gatherer.name(text)
        number = self[text] = self._gatherer.writer.entities.number(slug)
        return number


class _Spelled(dict[str, int]):
    """The same by a format's own spelling."""

    def __init__(self, ends: _Numbers, compact: Callable[[str], str]) -> None:
        super().__init__()
        self._ends, self._compact = ends, compact

    def __missing__(self, text: str) -> int:
        number = self[text] = self._ends[self._compact(text)]
        return number


class Remembered(dict[tuple[str, ...], _Found]):
    """What was found of the latest keys; what is not there is found when it is read."""

    def __init__(self, find: Callable[[tuple[str, ...]], _Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: tuple[str, ...]) -> _Found:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[key] = self._find(key)
        return found


def _shortened(name: str) -> str:
    """A name that is too long, cut, with what tells it from others that begin alike."""
    return f"{name[:_LONGEST_ID]}~{sha256(name.encode()).hexdigest()[:16]}"


class _Evidence:
    """Predicates with their evidence: of each the trait and the record that it makes."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.meanings: dict[str, Meaning] = {}
        self._traits, self._records = array("I"), array("I")
        self._known: dict[Any, int] = {}
        self._trait_of: dict[Any, int] = {}
        self._templates: dict[Any, list[Any]] = {}

    def number(self, meaning: Meaning, items: Sequence[Item]) -> int:
        """The number of a predicate with its evidence, the same one for the same."""
        key = (meaning.slug, meaning.net, items)
        if (known := self._known.get(key)) is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            rows = [self.row(item) for item in items or (Item(),)]
            trait = self.trait(meaning, items, rows)
            known = self._known[key] = self.add(trait, claim_row(rows))
        return known

    def add(self, trait: int, record: list[Any]) -> int:
        """Add a trait with its evidence; the number of the two."""
        self._traits.append(trait)
        self._records.append(self.writer.records.add(record))
        return len(self._traits) - 1

    def columns(self, numbers: Sequence[int]) -> tuple[Array, Array]:
        """The traits and records of some numbers."""
        chosen = np.array(numbers, np.int64)
        traits, records = (np.frombuffer(a, np.uint32) for a in (self._traits, self._records))
        return traits[chosen], records[chosen]

    def trait(self, meaning: Meaning, items: Sequence[Item], rows: list[list[Any]]) -> int:
        """The number of what searches ask of such a claim."""
        judged = tuple((item.stance, item.method, item.context) for item in items)
        key = (meaning.slug, meaning.net, judged)
        if key not in self._trait_of:
            self.declare(meaning)
            self._trait_of[key] = self.writer.trait(meaning.slug, rows, meaning.net)
        return self._trait_of[key]

    def declare(self, meaning: Meaning) -> None:
        """Make a predicate known to the store."""
        if meaning.slug not in self.meanings:
            self.meanings[meaning.slug] = meaning
            sign, family = meaning.sign, meaning.family
            self.writer.predicate(meaning.slug, sign=sign, family=family, label=meaning.label)

    def row(self, item: Item) -> list[Any]:
        """An item as a row, its source known; made from one of its sort, since that is quicker."""
        source, read_in = item.source or self.writer.name, item.read_in or self.writer.name
        for slug in (source, read_in):
            self.writer.sources.number(slug)
        row = self._template(item.stance, item.method, item.context).copy()
        row[_SOURCE], row[_FINDING], row[_NOTE] = source, item.finding, item.note
        row[_LOCATOR], row[_READ_IN] = item.locator, read_in
        return row

    def _template(self, stance: Stance, method: str, context: Context) -> list[Any]:
        key = (stance, method, context)
        if key not in self._templates:
            made = Item(stance=stance, method=method or NOT_STATED, context=context)
            self._templates[key] = item_row(made)
        return self._templates[key]


class Said:
    """What many edges say alike, but for their papers and notes: one item of evidence for each paper."""

    def __init__(self, evidence: _Evidence, meaning: Meaning, item: Item) -> None:
        """The item does not dispute anything: who does is told by source."""
        self._know = evidence.writer.sources.numbers.__getitem__
        row = evidence.row(item)
        self.trait = evidence.trait(meaning, (item,), [row])
        """The number of what searches ask of such a claim."""
        self._own, *told, note = map(line, row)
        within, items = f",{','.join(told)},", len("[[")
        empty = line(claim_row([]))
        before, after = f"{empty[:items]}[", f"]{empty[items:]}"
        self._parts = before, within, after
        self._alike = before, f"{within}{note}],[", f"{within}{note}{after}"

    def record(self, papers: Sequence[str], notes: Sequence[str] = ()) -> str:
        """The evidence as a line of JSON; without papers it is the source of the item, without notes
        its note."""
        for paper in papers:
            self._know(paper)
        sources = [quoted(paper) for paper in papers] or [self._own]
        if notes:
            before, within, after = self._parts
            told = zip(sources, notes, strict=True)
            return before + "],[".join([f"{one}{within}{quoted(by)}" for one, by in told]) + after
        before, between, after = self._alike
        return f"{before}{between.join(sources)}{after}"


_FIELDS = item_row(Item("source", "finding", locator="locator", read_in="read-in", note="note"))
_SOURCE, _FINDING, _LOCATOR, _READ_IN, _NOTE = (
    _FIELDS.index(name) for name in ("source", "finding", "locator", "read-in", "note")
)
