"""A store, opened: what it holds by name and by number, each thing read when it is asked for."""

from __future__ import annotations

import heapq
import json
import zlib
from collections.abc import Iterator, Mapping, ValuesView
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..model import Claim, Contents, Entity, Hypothesis, Imported, Source
from ..rows import read_experiments, read_studies, read_words
from ..vocabulary import SOURCE
from .arrays import np
from .blocks import Blocks
from .corridor import Traits
from .layout import Sections
from .mapped import MappedRows
from .records import claim_of, entity_of, source_of
from .texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path as FilePath

    from .arrays import Array

_T = TypeVar("_T")
_KEPT = 1 << 16
_NEAR = 400
"""How many names around a misspelt one are compared with it."""
_LARGEST = 1 << 30


class Opened:
    """A store that is mapped into memory. Raises StoreError for what is none, or is damaged."""

    def __init__(self, place: FilePath) -> None:
        self.place = place
        self.sections = Sections(place)
        self.words = self._read("words")
        self.contents = Contents()
        try:
            kinds, predicates, terms = read_words(self.words["words"])
        except (KeyError, TypeError, ValueError):
            raise self.sections.damaged("section 'words' does not hold together") from None
        self.contents.kinds, self.contents.predicates = kinds, predicates
        methods, contexts, actions, designs = terms
        self.contents.methods, self.contents.contexts = methods, contexts
        self.contents.actions, self.contents.designs = actions, designs
        self.traits = self._traits()
        self.rows = MappedRows(self.sections, self.traits)
        self.entities = EntityTable(self)
        self.sources = SourceTable(self)
        self.claims = ClaimTable(self)
        contents = self.contents
        contents.entities = cast("dict[str, Entity]", self.entities)
        contents.sources = cast("dict[str, Source]", self.sources)
        contents.claims = cast("dict[str, Claim]", self.claims)
        contents.hypotheses = self._hypotheses()
        contents.experiments = cast("Any", Later(lambda: read_experiments(contents, self._rest[0])))
        contents.studies = cast("Any", Later(lambda: read_studies(contents, self._rest[1])))

    def _read(self, name: str) -> Any:
        """A section of compressed JSON."""
        engine = zlib.decompressobj()
        try:
            data = engine.decompress(self.sections.data(name), _LARGEST)
            return json.loads(data)
        except (zlib.error, ValueError):
            raise self.sections.damaged(f"section '{name}' cannot be unpacked") from None

    @cached_property
    def more(self) -> dict[str, Any]:
        """What only curated graphs have: claims about claims, experiments, studies."""
        return cast("dict[str, Any]", self._read("more"))

    @property
    def _rest(self) -> tuple[Any, Any]:
        return self.more.get("experiments", []), self.more.get("studies", [])

    def _hypotheses(self) -> dict[str, Hypothesis]:
        found = {}
        for iri, label, description, synonyms, includes, rivals, by, is_module in self.words[
            "hypotheses"
        ]:
            made = Hypothesis(
                *(iri, label, description, tuple(synonyms), tuple(includes), tuple(rivals)),
                *(tuple(self.sources[slug] for slug in by), is_module),
            )
            found[made.id] = made
        return found

    @property
    def imported(self) -> tuple[Imported, ...]:
        """The graphs that were imported, each as the scope of its claims."""
        name = self.words["name"]
        rows = [[name, self.words["label"]]] if name else self.more.get("imported", [])
        return tuple(Imported(SOURCE + slug, label) for slug, label in rows)

    def _traits(self) -> Traits:
        """What searches ask of each claim, by trait."""
        rows = self.words["traits"]
        try:
            predicates = [self.contents.predicates[row[0]] for row in rows]
        except KeyError:
            raise self.sections.damaged("a trait names no predicate") from None
        walked = [
            predicate.family.is_traversed and row[1] not in ("refuted", "open")
            for predicate, row in zip(predicates, rows, strict=True)
        ]
        return Traits(
            np.array([int(predicate.sign) for predicate in predicates], np.int64),
            np.array([row[2] for row in rows], np.int64),
            np.array([row[1] == "disputed" for row in rows], bool),
            np.array(walked, bool),
            np.array([row[5] for row in rows], np.int64),
        )

    @cached_property
    def kind_codes(self) -> Array:
        """The kind of each node, as its place in the kinds of `words`."""
        codes = self.sections.array("entities.kinds", "<u2")
        if len(codes) != self.rows.count or (
            len(codes) and int(codes.max()) >= len(self.words["kind_codes"])
        ):
            raise self.sections.damaged("kinds do not fit the nodes")
        return codes

    def nodes_of(self, kinds: Iterable[str]) -> Array:
        """Whether each node is of one of some kinds, by slug."""
        wanted = set(kinds)
        table = np.array([slug in wanted for slug in self.words["kind_codes"]], bool)
        chosen: Array = table[self.kind_codes]
        return chosen

    # what stands in a structural relation to what

    @cached_property
    def parts(self) -> Parts:
        """What is said to stand in a structural relation to an entity, by relation and slug."""
        return Parts(self)

    # claims by what they are about

    def about(self, entity: Entity) -> tuple[Claim, ...]:
        """The claims in which an entity is the subject, the object, or part of the subject claim."""
        node = self.entities.number(entity.id)
        numbers = [*range(*self.rows.span(node))]
        found = self.rows.rows(np.array([node]), reverse=True)
        numbers += [number for number in found.claim.tolist() if number not in set(numbers)]
        claims = [self.claims.by_number(number) for number in numbers]
        claims += [claim for claim in self.claims.statements.values() if _mentions(claim, entity)]
        return tuple(sorted(claims, key=lambda claim: claim.id))

    def by(self, entity: Entity) -> Iterator[Claim]:
        """The claims of which an entity is the subject."""
        for number in range(*self.rows.span(self.entities.number(entity.id))):
            yield self.claims.by_number(number)

    def of_hypotheses(self) -> list[Claim]:
        """The claims that hypotheses may hold: none that was imported, sorted by name."""
        curated = (1 << len(self.contents.hypotheses)) - 1
        traits = np.array([bool(row[4] & curated) for row in self.words["traits"]], bool)
        numbers = self.rows.having(traits).tolist() if traits.any() else []
        claims = [self.claims.by_number(number) for number in numbers]
        return sorted([*claims, *self.claims.statements.values()], key=lambda claim: claim.id)

    def with_predicate(self, slug: str) -> Iterator[Claim]:
        """The claims that have a predicate."""
        traits = np.array([row[0] == slug for row in self.words["traits"]], bool)
        if traits.any():
            for number in self.rows.having(traits).tolist():
                yield self.claims.by_number(number)


def _mentions(claim: Claim, entity: Entity) -> bool:
    subject = claim.subject
    within = _mentions(subject, entity) if isinstance(subject, Claim) else subject == entity
    return within or claim.object == entity


class Later(Mapping[str, _T]):
    """A table that is made when it is first looked at."""

    def __init__(self, make: Callable[[], dict[str, _T]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> dict[str, _T]:
        return self._make()

    def __getitem__(self, slug: str) -> _T:
        return self._made[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


class _Table(Mapping[str, _T]):
    """Things by slug, in the order of their slugs, each read when it is asked for."""

    def __init__(self, opened: Opened, name: str, make: Callable[[str, Any], _T]) -> None:
        self._opened, self._make = opened, make
        self.slugs = Texts(opened.sections, name)
        self._blocks = Blocks(opened.sections, name)
        self.names = Names(opened, name, self)
        self._kept: dict[int, _T] = {}

    def number(self, slug: str) -> int:
        """The number of a slug. Raises KeyError where there is none."""
        number = self.slugs.number(slug)
        if number < 0:
            raise KeyError(slug)
        return number

    def by_number(self, number: int) -> _T:
        """The thing of a number."""
        if number not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            slug, row = self.slugs[number], self._blocks[number]
            try:
                self._kept[number] = self._make(slug, row)
            except (TypeError, ValueError):
                raise self._opened.sections.damaged(f"'{slug}' cannot be read") from None
        return self._kept[number]

    def __getitem__(self, slug: str) -> _T:
        return self.by_number(self.number(slug))

    def __contains__(self, slug: object) -> bool:
        return isinstance(slug, str) and self.slugs.number(slug) >= 0

    def __iter__(self) -> Iterator[str]:
        return (self.slugs[number] for number in range(len(self)))

    def each(self) -> Iterator[_T]:
        """The things, one by one."""
        return map(self.by_number, range(len(self)))

    def values(self) -> ValuesView[_T]:
        """The things, none of them searched for."""
        return _Each(self)

    def __len__(self) -> int:
        return len(self.slugs)


class _Each(ValuesView[_T]):
    """The values of a table by number rather than by name."""

    def __init__(self, table: _Table[_T] | ClaimTable) -> None:
        super().__init__(table)  # type: ignore[arg-type]
        self._table = table

    def __iter__(self) -> Iterator[_T]:
        return self._table.each()  # type: ignore[return-value]


class EntityTable(_Table[Entity]):
    """The entities, which are the nodes."""

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened, "entities", entity_of)


class SourceTable(_Table[Source]):
    """The sources."""

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened, "sources", source_of)


class Names(Mapping[str, set[str]]):
    """The slugs that bear a name, as names are compared. Looked up where they lie."""

    def __init__(self, opened: Opened, name: str, table: _Table[Any]) -> None:
        self._opened, self._table = opened, table
        self._texts = Texts(opened.sections, f"{name}-names")
        self._numbers = opened.sections.array(f"{name}-names.numbers", "<u4")
        if len(self._numbers) != len(self._texts):
            raise opened.sections.damaged(f"'{name}-names' does not hold together")

    def _found(self, name: str) -> Iterator[str]:
        place, wanted = self._texts.place(name), name.encode("utf-8", "surrogateescape")
        while place < len(self._texts) and self._texts.bytes_of(place) == wanted:
            slugs, number = self._table.slugs, int(self._numbers[place])
            if slugs.number(slugs[number]) != number:
                raise self._opened.sections.damaged("its ids are not in order")
            yield slugs[number]
            place += 1

    def __getitem__(self, name: str) -> set[str]:
        if found := set(self._found(name)):
            return found
        raise KeyError(name)

    def near(self, name: str) -> dict[str, set[str]]:
        """The names around one, with the slugs that bear them: where a misspelt one may be meant."""
        place = self._texts.place(name)
        found: dict[str, set[str]] = {}
        for number in range(max(place - _NEAR, 0), min(place + _NEAR, len(self._texts))):
            slug = self._table.slugs[int(self._numbers[number])]
            found.setdefault(self._texts[number], set()).add(slug)
        return found

    def __iter__(self) -> Iterator[str]:
        before = ""
        for number in range(len(self._texts)):
            if (text := self._texts[number]) != before or not number:
                yield text
            before = text

    def __len__(self) -> int:
        return sum(1 for _ in self)


class ClaimTable(Mapping[str, Claim]):
    """The claims by name, in the order of their names; those about claims among them."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._records = Blocks(opened.sections, "records")
        self._kept: dict[int, Claim] = {}

    @cached_property
    def statements(self) -> dict[str, Claim]:
        """The claims about claims."""
        found: dict[str, Claim] = {}
        rows = list(self._opened.more["statements"])
        while rows:
            waiting = []
            for row in rows:
                subject, predicate, object_, net, status, record = row
                about = found.get(subject) or (
                    self[subject] if self._number(subject) >= 0 else None
                )
                if about is None:
                    waiting.append(row)
                    continue
                contents = self._opened.contents
                ends = (about, contents.predicates[predicate], contents.entities[object_])
                made = claim_of(contents, *ends, record, net, status)
                found[made.id] = made
            if len(waiting) == len(rows):
                raise self._opened.sections.damaged("a claim is about a claim that is not there")
            rows = waiting
        return dict(sorted(found.items()))

    def by_number(self, number: int) -> Claim:
        """The claim of a number."""
        if number not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[number] = self._read(number)
        return self._kept[number]

    def _read(self, number: int) -> Claim:
        opened = self._opened
        subject, object_, trait, record = opened.rows.claim(number)
        predicate, status, _, net, _, _, _ = opened.words["traits"][trait]
        entities, row = opened.entities, self._records[record]
        ends = (entities.by_number(subject), entities.by_number(object_))
        try:
            said = opened.contents.predicates[predicate]
            return claim_of(opened.contents, ends[0], said, ends[1], row, net, status)
        except (KeyError, TypeError, ValueError):
            raise opened.sections.damaged(f"claim {number} cannot be read") from None

    def name(self, number: int) -> str:
        """The name of a claim: its local names joined by dots."""
        subject, object_, trait, _ = self._opened.rows.claim(number)
        slugs = self._opened.entities.slugs
        return f"{slugs[subject]}.{self._opened.words['traits'][trait][0]}.{slugs[object_]}"

    def number(self, name: str) -> int:
        """The number of a claim between entities. Raises KeyError where there is none."""
        if (number := self._number(name)) < 0:
            raise KeyError(name)
        return number

    def _number(self, name: str) -> int:
        """The number of a claim; -1 where there is none. Ids may have dots, predicates have none."""
        parts = name.split(".")
        for place in range(1, len(parts) - 1):
            subject, object_ = ".".join(parts[:place]), ".".join(parts[place + 1 :])
            predicate = parts[place]
            if predicate in self._opened.contents.predicates:
                number = self._between(subject, predicate, object_)
                if number >= 0:
                    return number
        return -1

    def _between(self, subject: str, predicate: str, object_: str) -> int:
        slugs = self._opened.entities.slugs
        start, end = slugs.number(subject), slugs.number(object_)
        if start < 0 or end < 0:
            return -1
        found = self._opened.rows.rows(np.array([start]), reverse=False)
        for place in np.flatnonzero(found.far == end).tolist():
            if self._opened.words["traits"][int(found.trait[place])][0] == predicate:
                return int(found.claim[place])
        return -1

    def __getitem__(self, name: str) -> Claim:
        number = self._number(name)
        return self.by_number(number) if number >= 0 else self.statements[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (self._number(name) >= 0 or name in self.statements)

    def __len__(self) -> int:
        return self._opened.rows.claims + len(self.statements)

    def _numbers(self) -> Iterator[int]:
        """The numbers of all claims between entities in the order of their names.

        Nodes stand in the order of their ids, and a name goes on with a dot: `a-b.x` is before `a.x`.
        """
        slugs, held = self._opened.entities.slugs, list[tuple[str, int]]()
        for node in range(len(slugs)):
            slug = slugs[node]
            while held and not (slug.startswith(held[-1][0]) and slug[len(held[-1][0])] < "."):
                yield from range(*self._opened.rows.span(held.pop()[1]))
            held.append((slug, node))
        for _, node in reversed(held):
            yield from range(*self._opened.rows.span(node))

    def __iter__(self) -> Iterator[str]:
        return heapq.merge(map(self.name, self._numbers()), self.statements)

    def each(self) -> Iterator[Claim]:
        """The claims, one by one."""
        between = map(self.by_number, self._numbers())
        return heapq.merge(between, self.statements.values(), key=lambda claim: claim.id)

    def values(self) -> ValuesView[Claim]:
        """The claims, none of them searched for."""
        return _Each(self)


class Parts(Mapping[tuple[str, str], list[Entity]]):
    """The entities that are said to stand in a relation to one, by relation and its slug."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        sections = opened.sections
        try:
            self.names = [str(name) for name in json.loads(bytes(sections.data("structure.names")))]
        except (TypeError, ValueError):
            raise self._lies() from None
        self.subjects = sections.array("structure.subject", "<u4")
        self.relations = sections.array("structure.relation", "<u2")
        self.objects = sections.array("structure.object", "<u4")
        self._by_object = sections.array("structure.by-object", "<u4")

    def of_subject(self, node: int) -> Iterator[tuple[str, int]]:
        """What a node is said to be part of, by relation."""
        first, last = np.searchsorted(self.subjects, [node, node + 1]).tolist()
        for place in range(first, last):
            relation, _, other = self._row(place)
            yield relation, other

    def of_object(self, node: int) -> Iterator[tuple[str, int]]:
        """What is said to be part of a node, by relation."""
        try:
            place = _Reordered(self.objects, self._by_object).first(node)
        except IndexError:
            raise self._lies() from None
        while place < len(self._by_object):
            relation, one, other = self._row(int(self._by_object[place]))
            if other != node:
                break
            yield relation, one
            place += 1

    def _row(self, row: int) -> tuple[str, int, int]:
        """A relation, what is said to stand in it, and to what."""
        try:
            one, other = int(self.subjects[row]), int(self.objects[row])
            relation = self.names[int(self.relations[row])]
        except IndexError:
            raise self._lies() from None
        if max(one, other) >= self._opened.rows.count:
            raise self._lies()
        return relation, one, other

    def _lies(self) -> Exception:
        return self._opened.sections.damaged("its structure does not hold together")

    def __getitem__(self, key: tuple[str, str]) -> list[Entity]:
        relation, slug = key
        node = self._opened.entities.number(slug)
        entities = self._opened.entities
        found = [entities.by_number(one) for name, one in self.of_object(node) if name == relation]
        if not found:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        slugs = self._opened.entities.slugs
        pairs = zip(self.relations.tolist(), self.objects.tolist(), strict=True)
        return iter(dict.fromkeys((self.names[r], slugs[o]) for r, o in pairs))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Reordered:
    """A column read in another order, and searched there."""

    def __init__(self, values: Array, order: Array) -> None:
        self._values, self._order = values, order

    def first(self, wanted: int) -> int:
        """The first place of a value, or where it would stand."""
        low, high = 0, len(self._order)
        while low < high:
            middle = (low + high) // 2
            if int(self._values[self._order[middle]]) < wanted:
                low = middle + 1
            else:
                high = middle
        return low
