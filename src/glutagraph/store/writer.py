"""Writes a store: entities and claims as they come, in any order, within a bound of memory.

Claims wait on disk as numbers, descriptions as text. When all has come they are sorted, claims that
were said twice become one, and the file is written aside and renamed.
"""

from __future__ import annotations

import json
import re
from array import array
from dataclasses import dataclass, replace
from os import SEEK_END
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, BinaryIO

from ..errors import OutputError, StoreError
from ..index import EVERYWHERE
from ..model import (
    Contents,
    Entity,
    Family,
    Hypothesis,
    Identifier,
    Kind,
    Predicate,
    Sign,
    Source,
    Term,
    Tier,
)
from ..vocabulary import ENTITY, PREDICATE, SOURCE
from .arrays import np
from .blocks import PER_BLOCK, BlockPacker, line, unpacked
from .finishing import finish
from .layout import SectionWriter
from .records import Item, Row, claim_row, entity_row, item_row, judged, source_row
from .spool import Aside, ColumnSpool

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from .arrays import Array
    from .records import Signature

NOT_STATED = "not-stated"
"""The method of evidence that does not state one."""
MEMORY = 1 << 30
CLAIMS = [("subject", "<u4"), ("object", "<u4"), ("trait", "<u4"), ("record", "<u4")]
_ID = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_LONGEST = 1000
_REMEMBERED = 1 << 16
_WAITING = 1 << 16
Trait = tuple[str, str, int, bool, int, int]
"""Of a claim: predicate, status, tier, whether it is net, its scope and its contexts by number."""


@dataclass(slots=True)
class Report:
    """What was written. Each entity is counted once."""

    entities: int = 0
    claims: int = 0
    repeated: int = 0
    """Claims that were said again: one claim with more evidence."""
    undescribed: tuple[str, ...] = ()
    """The first hundred of the ids that claims name and nothing describes."""
    undescribed_count: int = 0
    entities_repeated: int = 0


class Records:
    """The evidence of claims, packed as it comes. What many share is written once."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.packer = stream, BlockPacker()
        self._known: dict[str, int] = {}

    def add(self, row: Row) -> int:
        """The number of a record."""
        (number,) = self.add_lines((line(row),))
        return number

    def add_lines(self, lines: Iterable[str]) -> list[int]:
        """The numbers of records, as lines of JSON; each is written unless it was lately."""
        known, first, fresh, numbers = self._known, self.packer.count, list[str](), list[int]()
        for text in lines:
            number = known.get(text)
            if number is None:
                if len(known) >= _REMEMBERED:
                    known.clear()
                number = known[text] = first + len(fresh)
                fresh.append(text)
            numbers.append(number)
        self.stream.write(self.packer.add(fresh))
        return numbers

    def read(self, number: int) -> Row:
        """A record that was written before."""
        block, place = divmod(number, PER_BLOCK)
        lines: list[bytes] | list[str] = self.packer.waiting
        if block + 1 < len(self.packer.ends):
            first, last = self.packer.ends[block : block + 2]
            self.stream.seek(first)
            lines = unpacked(self.stream.read(last - first), ValueError("it was written so"))
            self.stream.seek(0, SEEK_END)
        row: Row = json.loads(lines[place])
        return row


class _Numbers(dict[str, int]):
    """Numbers by id. Reading one that is new gives it a number."""

    def __missing__(self, slug: str) -> int:
        number = self[slug] = len(self)
        return number


class Described:
    """Entities or sources: numbers by id, and descriptions that wait on disk by number."""

    def __init__(self, stream: BinaryIO) -> None:
        self.numbers = _Numbers()
        self._stream, self._at = stream, 0
        self._places = array("Q")
        self._more: dict[int, list[Row]] = {}
        self.repeated = 0

    def number(self, slug: str) -> int:
        """The number of an id, given to it where it is first met."""
        return self.numbers[slug]

    def describe(self, slug: str, row: Row) -> None:
        """Keep a description; a second one of the same id waits beside the first."""
        number = self.numbers[slug]
        self._reserve()
        if self._places[number]:
            self._more.setdefault(number, []).append(row)
            self.repeated += 1
            return
        text = line(row).encode() + b"\n"
        self._stream.write(text)
        self._places[number] = self._at + 1
        self._at += len(text)

    def _reserve(self) -> None:
        """Make room for the places of the descriptions of all ids."""
        more = len(self.numbers) - len(self._places)
        self._places.frombytes(bytes(more * self._places.itemsize))

    def is_described(self, number: int) -> bool:
        """Whether anything described an id."""
        return number < len(self._places) and self._places[number] > 0

    def order(self) -> tuple[list[str], Array, Array]:
        """The ids in the order of their bytes, their numbers, and whether anything described them."""
        self._reserve()
        slugs = sorted(self.numbers)
        numbers = np.fromiter(map(self.numbers.__getitem__, slugs), np.int64, len(slugs))
        return slugs, numbers, np.array(self._places, np.uint64)[numbers] > 0

    def rows(self, number: int) -> list[Row]:
        """The descriptions of an id, in the order in which they came."""
        found: list[Row] = []
        if self.is_described(number):
            place = self._places[number]
            self._stream.seek(place - 1)
            found.append(json.loads(self._stream.readline()))
        return found + self._more.get(number, [])


class Writer:
    """A store that is being written. It is there, whole, once the `with` block has ended.

    `name` is the slug of the graph that is read, and the name of its claims' scope and of its source. A
    place that has something is left alone unless `force` is set. Raises StoreError for what cannot be
    written, OutputError where the place cannot.

    >>> import glutagraph, pathlib, tempfile
    >>> place = pathlib.Path(tempfile.mkdtemp()) / "small.ggstore"
    >>> with Writer(place, name="mine") as store:
    ...     store.entity("drugbank:DB01221", label="ketamine", kind="drug")
    ...     store.claim("drugbank:DB01221", "blocks", "fplx:NMDAR", Item(finding="It does."))
    >>> glutagraph.trace(glutagraph.load(place), "ketamine", "fplx:NMDAR").verdict
    'decreases'
    """

    def __init__(
        self,
        place: str | FilePath,
        *,
        name: str = "",
        label: str = "",
        words: Contents | None = None,
        memory: int = MEMORY,
        force: bool = False,
    ) -> None:
        self.place = FilePath(place)
        if self.place.is_dir() or (self.place.exists() and not force):
            raise OutputError(str(self.place), "is there already; choose another name, or --force")
        self.name, self.label, self.memory = name, label or name, memory
        self.words = _words() if words is None else words
        self.kinds, self.predicates = dict(self.words.kinds), dict(self.words.predicates)
        self.methods = dict(self.words.methods)
        if name:
            self.methods.setdefault(NOT_STATED, Term(NOT_STATED, "method not stated"))
        self.hypotheses: dict[str, Hypothesis] = {}
        self.more: dict[str, Any] = {}
        self.report = Report()
        self.statements: list[Row] = []
        self.traits: dict[Trait, int] = {}
        self.signatures: dict[Signature, int] = {(((),) * 4, ((),) * 4): 0}
        self._open()
        if name:
            self.source(name, label=self.label, type="review")

    def _open(self) -> None:
        try:
            self.aside = Aside(self.place)
        except OSError as error:
            raise OutputError(str(self.place), f"cannot be written: {error.strerror}") from None
        self.entities = Described(self.aside.spool("entities"))
        self.sources = Described(self.aside.spool("sources"))
        self.spooled = ColumnSpool(self.aside.spool("claims"), CLAIMS)
        self.records = Records(self.aside.spool("records"))
        self._waiting: list[tuple[int, int, int, int]] = []

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self,
        error: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._flush()
                with open(self.aside.file, "wb") as stream:
                    finish(self, SectionWriter(stream))
                self.aside.put_in_place()
        finally:
            self.aside.clear()

    # words

    def kind(self, slug: str, *, label: str = "", like: str = "process") -> None:
        """A kind of entity that the vocabulary lacks; it stands where another one stands."""
        if slug not in self.kinds:
            model = self.kinds.get(like) or Kind(like, like, "process", "processes")
            self.kinds[slug] = Kind(self._id(slug), label or slug, model.column, model.folder)

    def predicate(
        self,
        slug: str,
        *,
        sign: Sign = Sign.UNKNOWN,
        family: Family = Family.CAUSAL,
        label: str = "",
    ) -> None:
        """A predicate that the vocabulary lacks. One that is there must mean the same."""
        if "." in self._id(slug):
            raise StoreError(str(self.place), f"predicate '{slug}' has a dot", "write a hyphen")
        known = self.predicates.get(slug)
        if known is not None and (known.sign, known.family) != (sign, family):
            told = f"predicate '{slug}' is {known.family.value}, sign {int(known.sign)}, already"
            raise StoreError(str(self.place), told, "choose another name")
        if known is None:
            words = label or slug.replace("-", " ").replace("_", " ")
            self.predicates[slug] = Predicate(PREDICATE + slug, words, family, sign)

    def method(self, slug: str, *, label: str = "", tier: Tier = Tier.PROPOSAL) -> None:
        """A method that the vocabulary lacks, with the tier of its evidence."""
        if slug not in self.methods:
            self.methods[slug] = Term(self._id(slug), label or slug, tier=tier)

    def hypothesis(self, hypothesis: Hypothesis) -> None:
        """A hypothesis of ours, for a graph that has some."""
        self.hypotheses[hypothesis.id] = hypothesis

    # things

    def source(self, slug: str, *, label: str = "", **fields: Any) -> None:
        """A source; `fields` are those of `Source`. Items may name sources that nothing describes."""
        made = Source(SOURCE + self._id(slug), label or slug, **fields)
        self.sources.describe(slug, source_row(made))

    def entity(
        self,
        slug: str,
        *,
        label: str = "",
        kind: str = "process",
        synonyms: Iterable[str] = (),
        same_as: Iterable[str] = (),
        close_to: Iterable[str] = (),
        description: str = "",
        structure: Iterable[tuple[str, str]] = (),
    ) -> None:
        """An entity; `same_as` and `close_to` are its names in other vocabularies, `structure` is what
        it is a pool of, part of and the like, by id. Described twice it keeps all its names."""
        curies = [Identifier(curie, "exact") for curie in dict.fromkeys(same_as)]
        curies += [Identifier(curie, "close") for curie in dict.fromkeys(close_to)]
        names = tuple(dict.fromkeys(synonyms))
        self.add_entity(
            Entity(
                *(ENTITY + slug, label or slug, kind, names, description, tuple(curies)),
                structure=tuple(structure),
            )
        )

    def add_entity(self, entity: Entity) -> None:
        """An entity of a loaded graph."""
        if entity.kind not in self.kinds:
            raise StoreError(
                str(self.place), f"kind '{entity.kind}' is unknown", "declare it first"
            )
        self.entities.describe(self._id(entity.id), entity_row(entity))
        for _, other in entity.structure:
            self._number(other)

    # claims

    def claim(
        self,
        subject: str,
        predicate: str,
        object_: str,
        *items: Item,
        net: bool = False,
        both_ways: bool = False,
    ) -> None:
        """A claim with its evidence; without any item the graph itself says so."""
        trait, record = self._kept(predicate, items, net)
        ends = (self._number(subject), self._number(object_))
        self._waiting.append((*ends, trait, record))
        if both_ways:
            self._waiting.append((*ends[::-1], trait, record))
        if len(self._waiting) >= _WAITING:
            self._flush()

    def claims(
        self,
        subjects: Sequence[str],
        predicate: str,
        objects: Sequence[str],
        *items: Item,
        net: bool = False,
        both_ways: bool = False,
    ) -> None:
        """Many claims at once that have the same predicate and the same evidence."""
        ends = (self.numbers(subjects), self.numbers(objects))
        self.claims_between(ends[0], predicate, ends[1], *items, net=net, both_ways=both_ways)

    def numbers(self, slugs: Sequence[str]) -> Array:
        """The numbers of entities while the store is written, for `claims_between`."""
        known = self.entities.numbers
        found = [known.get(slug, -1) for slug in slugs]
        if -1 in found:
            found = [self._number(slug) for slug in slugs]
        return np.array(found, dtype="<u4")

    def claims_between(
        self,
        subjects: Array,
        predicate: str,
        objects: Array,
        *items: Item,
        net: bool = False,
        both_ways: bool = False,
    ) -> None:
        """Many claims at once, their ends by number."""
        trait, record = self._kept(predicate, items, net)
        rows = np.empty(len(subjects), CLAIMS)
        rows["subject"], rows["object"], rows["trait"], rows["record"] = (
            *(subjects, objects, trait, record),
        )
        self.spooled.add(rows)
        if both_ways:
            rows["subject"], rows["object"] = objects, subjects
            self.spooled.add(rows)

    def add_claim(self, subject: str, object_: str, trait: Trait, record: Row) -> None:
        """A claim of a loaded graph, judged already."""
        number = self.traits.setdefault(trait, len(self.traits))
        ends = (self._number(subject), self._number(object_))
        self._waiting.append((*ends, number, self.records.add(record)))

    def _kept(self, predicate: str, items: Sequence[Item], net: bool) -> tuple[int, int]:
        """The number of the trait and of the record that a predicate and its evidence make."""
        if predicate not in self.predicates:
            known = "declare it first with predicate(...)"
            raise StoreError(str(self.place), f"predicate '{predicate}' is unknown", known)
        rows = [item_row(self._filled(item)) for item in items or (Item(),)]
        return self.trait(predicate, rows, net), self.records.add(claim_row(rows))

    def _filled(self, item: Item) -> Item:
        """An item with nothing left out, its names known."""
        method = item.method or NOT_STATED
        if method not in self.methods:
            raise StoreError(str(self.place), f"method '{method}' is unknown", "declare it first")
        if not (item.source or self.name):
            raise StoreError(str(self.place), "an item names no source", "name one, or the graph")
        source, read_in = item.source or self.name, item.read_in or self.name or item.source
        for slug in (source, read_in):
            if slug not in self.sources.numbers:
                self.sources.number(self._id(slug))
        return replace(item, source=source, read_in=read_in, method=method)

    def trait(self, predicate: str, rows: Sequence[Row], net: bool) -> int:
        """The number of what searches ask of a claim."""
        found = judged(rows, self.predicates[predicate].family, self.methods)
        contexts = self.signatures.setdefault(found.signature, len(self.signatures))
        trait = (predicate, found.status, found.tier, net, self.own_scope, contexts)
        return self.traits.setdefault(trait, len(self.traits))

    @property
    def own_scope(self) -> int:
        """The bits of what is imported: the one after those of the hypotheses."""
        return 1 << len(self.hypotheses) if self.name else EVERYWHERE

    def _flush(self) -> None:
        if self._waiting:
            self.spooled.add(np.array(self._waiting, dtype=CLAIMS))
            self._waiting.clear()

    def _number(self, slug: str) -> int:
        known = self.entities.numbers.get(slug)
        return self.entities.number(self._id(slug)) if known is None else known

    def _id(self, slug: str) -> str:
        if len(slug) > _LONGEST or not _ID.fullmatch(slug):
            shown = repr(slug[:80])
            told = f"{shown} is no id: it is empty, too long, or has blanks or control characters"
            raise StoreError(str(self.place), told, "write a compact name, as in ncbigene:2904")
        return slug


def _words() -> Contents:
    """The shipped vocabulary: kinds, predicates, methods, context terms."""
    from ..loading import load_files  # here, since a loaded graph brings its own
    from ..location import shipped_graph

    return load_files([shipped_graph() / "vocabulary.ttl"])
