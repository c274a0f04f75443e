"""A store, opened: what it holds by name and by number, each thing read when it is asked for."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..errors import StoreError
from ..model import Claim, Contents, Entity, Hypothesis, Imported, Source
from ..rows import read_experiments, read_studies, read_words
from ..vocabulary import SOURCE
from .arrays import np
from .claims import ClaimTable
from .fetched import PER_PART, FetchedRows
from .layout import Sections
from .mapped import MappedRows
from .parts import Parts
from .rows import Traits
from .tables import EntityTable, SourceTable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path as FilePath

    from .arrays import Array
    from .fetched import Tables

_T = TypeVar("_T")
_LARGEST = 1 << 30


class Opened:
    """A store that is mapped into memory. Raises StoreError for what is none, or is damaged."""

    def __init__(self, place: FilePath, tables: Tables | None = None) -> None:
        """With `tables` its claims are fetched from there, as they are asked for."""
        self.place, self.tables = place, tables
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
        self.rows = self._rows()
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

    def _rows(self) -> MappedRows | FetchedRows:
        if self.tables is not None:
            return FetchedRows(self.sections, self.traits, self.tables)
        if PER_PART in self.sections.header.counts:
            folder = self.place.absolute().parent
            raise StoreError(str(self.place), "has no claims", f"name its folder: parquet:{folder}")
        return MappedRows(self.sections, self.traits)

    def renew(self) -> None:
        """Let go of rows that were fetched, where there are many: a new search begins."""
        self.rows = self.rows.renewed()

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
        claims = [*self._each(numbers)]
        claims += [claim for claim in self.claims.statements.values() if _mentions(claim, entity)]
        return tuple(sorted(claims, key=lambda claim: claim.id))

    def by(self, entity: Entity) -> Iterator[Claim]:
        """The claims of which an entity is the subject."""
        yield from self._each(range(*self.rows.span(self.entities.number(entity.id))))

    def of_hypotheses(self) -> list[Claim]:
        """The claims that hypotheses may hold: none that was imported, sorted by name."""
        curated = (1 << len(self.contents.hypotheses)) - 1
        traits = np.array([bool(row[4] & curated) for row in self.words["traits"]], bool)
        numbers = self.rows.having(traits).tolist() if traits.any() else []
        return sorted(
            [*self._each(numbers), *self.claims.statements.values()], key=lambda claim: claim.id
        )

    def with_predicate(self, slug: str) -> Iterator[Claim]:
        """The claims that have a predicate."""
        traits = np.array([row[0] == slug for row in self.words["traits"]], bool)
        if traits.any():
            yield from self._each(self.rows.having(traits).tolist())

    def _each(self, numbers: Collection[int]) -> Iterator[Claim]:
        """Some claims by number."""
        self.rows.ahead(numbers)
        return map(self.claims.by_number, numbers)


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
