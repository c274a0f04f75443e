"""A graph, loaded: everything it knows, found by name."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from .cache import recall, remember
from .errors import AmbiguousNameError, StoreError, UnknownNameError
from .index import Index, scope_bits
from .location import SHIPPED, is_in_tables, is_store, shipped_graph
from .model import Claim, Contents, Entity, Experiment, Hypothesis, Imported, Source, Study
from .vocabulary import NAMESPACES, expand, folded, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx
    import rdflib

    from .facts import Facts
    from .rdf import Store, Triple
    from .store.engine import StoredIndex
    from .store.opening import Opened

_T = TypeVar("_T")
Thing: TypeAlias = Entity | Claim | Hypothesis | Source | Experiment | Study


def load(*places: str | FilePath) -> Knowledge:
    """The knowledge in folders, Turtle files and stores, joined; without any, the graph that is shipped,
    which the word `shipped` names too. An exported one is `parquet:FOLDER` or `spark:HOST:PORT/FOLDER`.

    Raises CurationError with every problem, and KnowledgeNotFoundError for a place that holds none.

    >>> len(load().hypotheses) > 10
    True
    """
    folders = [FilePath(place) if place != SHIPPED else shipped_graph() for place in places]
    folders = [*dict.fromkeys(folders)] or [shipped_graph()]
    if any(map(is_in_tables, folders)):
        return _load_tables(folders)
    if any(map(is_store, folders)):
        return _load_store(folders)
    contents = recall(folders)
    if contents is None:
        from .loading import load_files  # here, since a warm start does without

        contents = load_files(folders)
        remember(folders, contents)
    return Knowledge(contents, folders)


def _load_store(places: Sequence[FilePath]) -> Knowledge:
    """What a compiled store holds; several graphs are joined in one."""
    from .store.opening import Opened  # here, since numpy takes longer to import than a trace takes

    place = places[0]
    if len(places) > 1:
        from .joining import joined

        place = joined(places, load)
    opened = Opened(place)
    return Knowledge(opened.contents, places, opened)


def _load_tables(places: Sequence[FilePath]) -> Knowledge:
    """A graph whose claims lie in tables, and are fetched as they are asked for."""
    from .store.addresses import open_address  # here, since few graphs are in tables

    if len(places) > 1:
        alone = next(filter(is_in_tables, places))
        raise StoreError(str(alone), "stands alone", "join stores, and export what is joined")
    opened = open_address(str(places[0]))
    return Knowledge(opened.contents, places, opened)


class Knowledge:
    """A loaded graph. Questions take it as their first argument; it answers who is called what.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> knowledge.entity("NMDAR").label
    'NMDA receptor'
    """

    is_part = False
    """Whether it is the part of a larger graph that one question needs."""
    has_longer_ways = False
    """Whether the larger graph may have longer ways than those that were fetched."""

    def __init__(
        self,
        contents: Contents,
        places: Sequence[FilePath] = (),
        opened: Opened | None = None,
    ) -> None:
        """`opened` is the store from which the contents are read, as they are asked for."""
        self._contents, self._opened = contents, opened
        self.places = tuple(places)
        self.kinds = contents.kinds
        self.predicates = contents.predicates
        self.methods = contents.methods
        self.contexts = contents.contexts
        self.actions = contents.actions
        self.designs = contents.designs
        self.entities = contents.entities
        self.sources = contents.sources
        self.hypotheses = contents.hypotheses
        self.claims = contents.claims
        self.experiments = contents.experiments
        self.studies = contents.studies

    @property
    def contents(self) -> Contents:
        """Everything that was read, by slug."""
        return self._contents

    @property
    def opened(self) -> Opened | None:
        """The store from which it is read; None for a graph that was read from Turtle."""
        return self._opened

    def entity(self, name: str) -> Entity:
        """The entity of a name: slug, label, synonym or identifier, in any case.

        A retired name gives its successor. Raises UnknownNameError and AmbiguousNameError.
        """
        try:
            entity = self._find(name, "entity", self._entity_names, self.entities)
        except UnknownNameError as error:
            if not self._is_hypothesis(name):
                raise
            raise UnknownNameError(name, error.suggestions, other="hypothesis") from None
        return self.entities[entity.replaced_by] if entity.replaced_by else entity

    def hypothesis(self, name: str) -> Hypothesis:
        """The hypothesis or module of a name."""
        return self._find(name, "hypothesis", self._hypothesis_names, self.hypotheses)

    def _is_hypothesis(self, name: str) -> bool:
        with suppress(UnknownNameError):
            return bool(self.hypothesis(name))
        return False

    def claim(self, name: str) -> Claim:
        """The claim of a name: its local names joined by dots."""
        return self._find(name, "claim", {}, self.claims)

    def source(self, name: str) -> Source:
        """The source of a name: slug, citation or identifier."""
        return self._find(name, "source", self._source_names, self.sources)

    def experiment(self, name: str) -> Experiment:
        """The experiment of a name."""
        return self._find(name, "experiment", {}, self.experiments)

    def study(self, name: str) -> Study:
        """The study of a name: slug or registry number."""
        return self._find(name, "study", self._study_names, self.studies)

    def find(self, name: str) -> Thing:
        """Whatever bears a name. One that fits two sorts of thing must say which: `entity:dopamine`."""
        finders: dict[str, Callable[[str], Thing]] = {
            "entity": self.entity,
            "hypothesis": self.hypothesis,
            "claim": self.claim,
            "source": self.source,
            "experiment": self.experiment,
            "study": self.study,
        }
        prefix = name.partition(":")[0].lower()
        if prefix in finders:
            return finders[prefix](name)
        found: dict[str, Thing] = {}
        for sort, finder in finders.items():
            with suppress(UnknownNameError):
                found[sort] = finder(name)
        if not found:
            tables = (self._entity_names, self._hypothesis_names, self._source_names)
            known = (
                (self.hypotheses, self.studies)
                if self._opened
                else (*(self.entities, self.hypotheses, self.sources, self.studies),)
            )
            slugs = dict.fromkeys(slug for things in known for slug in things)
            raise UnknownNameError(name, _suggestions(name, slugs, *tables), "thing")
        if len(found) > 1:
            candidates = [f"{sort}:{thing.id}" for sort, thing in found.items()]
            raise AmbiguousNameError(name, candidates)
        return next(iter(found.values()))

    def kind_holds(self, kind: str, entity: Entity) -> bool:
        """Whether an entity is of a kind, or of one that the kind holds."""
        return kind == entity.kind or kind in self.kinds[entity.kind].broader

    def members(self, group: Entity) -> tuple[Entity, ...]:
        """The members of a group of outcomes, sorted; those of its members' groups included."""
        return self._below(group, ("member-of",))

    def within(
        self, entity: Entity, relations: Sequence[str] = ("pool-of", "state-of")
    ) -> tuple[Entity, ...]:
        """An entity, its pools and states, and their pools and states; sorted, itself first."""
        return (entity, *self._below(entity, relations))

    def forms_of(self, drug: Entity) -> tuple[Entity, ...]:
        """A drug or class, its members and regimens, and the combinations that contain one of them.

        A racemate is no combination: trials of ketamine are not those of esketamine.
        """
        forms = {drug, *self._below(drug, ("member-of", "regimen-of"))}
        contains = self.claims_with("contains")
        parts = [
            (claim.subject, claim.object)
            for claim in contains
            if isinstance(claim.subject, Entity)
            and claim.is_traversed
            and self.kind_holds("drug-combination", claim.subject)
        ]
        while more := {mixture for mixture, part in parts if part in forms} - forms:
            forms |= more
        return (drug, *sorted(forms - {drug}, key=lambda entity: entity.id))

    def _below(self, entity: Entity, relations: Sequence[str]) -> tuple[Entity, ...]:
        """What leads to an entity along structural relations, however far; sorted."""
        found: set[Entity] = set()
        waiting = [entity]
        while waiting:
            above = waiting.pop().id
            direct = {one for name in relations for one in self._parts.get((name, above), ())}
            waiting += direct - found
            found |= direct
        return tuple(sorted(found - {entity}, key=lambda one: one.id))

    @cached_property
    def _parts(self) -> Mapping[tuple[str, str], list[Entity]]:
        """What is said to stand in a structural relation to an entity, by relation and slug."""
        if self._opened:
            return self._opened.parts
        parts: dict[tuple[str, str], list[Entity]] = {}
        for entity in self.entities.values():
            for relation in entity.structure:
                parts.setdefault(relation, []).append(entity)
        return parts

    def claims_about(self, entity: Entity) -> tuple[Claim, ...]:
        """The claims in which an entity is the subject, the object, or part of the subject claim."""
        if self._opened:
            return self._opened.about(entity)
        return tuple(claim for claim in self.claims.values() if _mentions(claim, entity))

    def claims_by(self, entity: Entity) -> tuple[Claim, ...]:
        """The claims of which an entity is the subject."""
        if self._opened:
            return tuple(self._opened.by(entity))
        return tuple(claim for claim in self.claims.values() if claim.subject == entity)

    def claims_with(self, predicate: str) -> tuple[Claim, ...]:
        """The claims that have a predicate, by its slug."""
        if self._opened:
            return tuple(self._opened.with_predicate(predicate))
        return tuple(claim for claim in self.claims.values() if claim.predicate.id == predicate)

    @cached_property
    def imported(self) -> dict[str, Imported]:
        """The graphs that claims were imported from, each the scope of its claims."""
        return {one.id: one for one in self._opened.imported} if self._opened else {}

    @property
    def is_joined(self) -> bool:
        """Whether imported claims stand beside curated ones, or beside those of another graph."""
        return len(self.imported) + bool(self.hypotheses) > 1

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """What could not be told when graphs were joined: identifiers that fit several things."""
        return tuple(self._opened.more.get("notices", ())) if self._opened else ()

    @cached_property
    def imported_bits(self) -> dict[str, int]:
        """The bit of each imported graph, after those of the hypotheses."""
        first = len(self.hypotheses)
        return {name: 1 << first + place for place, name in enumerate(self.imported)}

    def claims_of(self, hypothesis: Hypothesis) -> tuple[Claim, ...]:
        """The claims that a hypothesis holds, those of the modules it includes among them."""
        return tuple(self._held_claims.get(self.own_bits[hypothesis.id], ()))

    @cached_property
    def _held_claims(self) -> dict[int, list[Claim]]:
        """The claims that each hypothesis holds, by its bit."""
        held: dict[int, list[Claim]] = {bit: [] for bit in self.own_bits.values()}
        claims = self._opened.of_hypotheses() if self._opened else self.claims.values()
        for claim in claims:
            scope = 0
            for name in claim.hypotheses:
                scope |= self.scopes[name]
            for bit in held if scope else ():
                if scope & bit:
                    held[bit].append(claim)
        return held

    @cached_property
    def own_bits(self) -> dict[str, int]:
        """One bit for each hypothesis and module."""
        return {name: 1 << place for place, name in enumerate(sorted(self.hypotheses))}

    @cached_property
    def scopes(self) -> dict[str, int]:
        """The bits under which each hypothesis's claims are held: its own and its includers'."""
        return scope_bits({name: h.includes for name, h in self.hypotheses.items()})

    @cached_property
    def index(self) -> Index:
        """What searches run on; that of a store is `stored`."""
        if self._opened:
            return cast("Index", self.stored)
        return Index(self.claims.values(), self.entities, self.scopes)

    @cached_property
    def stored(self) -> StoredIndex:
        """What searches run on in a store."""
        from .store.engine import StoredIndex  # here, since few graphs are stores

        assert self._opened
        return StoredIndex(self._opened)

    @cached_property
    def network(self) -> networkx.MultiDiGraph[Entity]:
        """The claims as a networkx graph: nodes are entities, keys claim IRIs, `claim` the claim."""
        from .network import to_networkx  # here, since networkx takes longer to import than a trace

        return to_networkx(self)

    @cached_property
    def triples(self) -> list[Triple]:
        """What the files say, evidence named; each claim's direct triple, and how it stands."""
        if self._opened:
            cure = "ask it with trace, what-if, show and list"
            raise StoreError(str(self._opened.place), "a compiled store holds no triples", cure)
        from .derived import claim_facts, evidence_facts  # here, since a trace does without
        from .triples import described

        said = described(self.facts(), self._contents)
        derived = (*claim_facts(self._contents), *evidence_facts(said, self._contents))
        return [*said, *derived]

    def facts(self) -> Facts:
        """What the files say, triple by triple."""
        from .loading import read_facts  # here, since a warm start does without

        return read_facts(self.places)

    @cached_property
    def store(self) -> Store:
        """The triples in a SPARQL store."""
        from .rdf import store_of

        return store_of(self.triples)

    @cached_property
    def rdf(self) -> rdflib.Graph:
        """The triples as an rdflib graph, for users' own use; we never query it."""
        from .rdflib_graph import to_rdflib  # here, since rdflib is slow to import

        return to_rdflib(self.triples)

    def context(self, axis: str, name: str) -> str:
        """The slug of a context term of an axis, by slug or label."""
        terms = {slug: term for slug, term in self.contexts.items() if term.axis == axis}
        for slug, term in terms.items():
            if _folded(name) in (slug, _folded(term.label)):
                return slug
        close = _suggestions(name, dict.fromkeys(terms))
        raise UnknownNameError(name, close or sorted(terms), axis)

    def action(self, name: str) -> str:
        """The slug of an action on a target, by slug or label."""
        for slug, term in self.actions.items():
            if _folded(name) in (slug, _folded(term.label)):
                return slug
        close = _suggestions(name, dict.fromkeys(self.actions))
        raise UnknownNameError(name, close or sorted(self.actions), "action")

    def region(self, name: str) -> Entity:
        """The brain region of a name."""
        return self.place("brain-region", name)

    def place(self, kind: str, name: str) -> Entity:
        """The brain region, cell type or compartment of a name."""
        entity = self.entity(name)
        if not self.kind_holds(kind, entity):
            raise UnknownNameError(name, what=kind.removeprefix("brain-").replace("-", " "))
        return entity

    def holds(self, axis: str, wanted: str, stated: str) -> bool:
        """Whether a stated context value lies within the one wanted: rat within rodent.

        >>> import glutagraph
        >>> glutagraph.load().holds("species", "rodent", "rat")
        True
        """
        return self._contents.holds(axis, wanted, stated)

    def agree(self, axis: str, one: str, other: str) -> bool:
        """Whether two values of an axis can hold together: the same, or one within the other."""
        return self._contents.agree(axis, one, other)

    def context_label(self, axis: str, value: str) -> str:
        """How a context value is printed."""
        if axis in ("region", "cell-type") and value in self.entities:
            return self.entities[value].label
        return self.contexts[value].label if value in self.contexts else value

    # names

    def _find(
        self, name: str, what: str, names: Mapping[str, set[str]], things: Mapping[str, _T]
    ) -> _T:
        """The thing of a name: by slug, else by whatever else it is called."""
        wanted = name.strip()
        iri = expand(wanted)
        slug = local_name(iri) if iri and iri.startswith(NAMESPACES[what]) else wanted
        if slug in things:
            return things[slug]
        found = next(filter(None, map(names.get, map(_folded, (wanted, folded(wanted))))), set())
        found = found or ({slug.lower()} & things.keys())
        if not found:
            slugs = {} if self._opened else dict.fromkeys(things)
            raise UnknownNameError(name, _suggestions(wanted, slugs, names), what)
        if len(found) > 1:
            raise AmbiguousNameError(name, sorted(f"{what}:{slug}" for slug in found))
        return things[next(iter(found))]  # the set stays as it is, for the next who asks

    @cached_property
    def _entity_names(self) -> Mapping[str, set[str]]:
        if self._opened:
            return self._opened.entities.names
        names: dict[str, set[str]] = {}
        for entity in self.entities.values():
            exact = (i.curie for i in entity.identifiers if i.match == "exact")
            _enter(names, entity.id, (entity.label, *entity.synonyms, *exact))
        return names

    @cached_property
    def _hypothesis_names(self) -> dict[str, set[str]]:
        names: dict[str, set[str]] = {}
        for hypothesis in self.hypotheses.values():
            _enter(names, hypothesis.id, (hypothesis.label, *hypothesis.synonyms))
        return names

    @cached_property
    def _source_names(self) -> Mapping[str, set[str]]:
        if self._opened:
            return self._opened.sources.names
        names: dict[str, set[str]] = {}
        for source in self.sources.values():
            _enter(names, source.id, (source.label, *(i.curie for i in source.identifiers)))
        return names

    @cached_property
    def _study_names(self) -> dict[str, set[str]]:
        names: dict[str, set[str]] = {}
        for study in self.studies.values():
            registered = (
                n for curie in study.registrations for n in (curie, curie.partition(":")[2])
            )
            _enter(names, study.id, registered)
        return names


def _enter(names: dict[str, set[str]], slug: str, called: Iterable[str]) -> None:
    for name in called:
        names.setdefault(_folded(name), set()).add(slug)


def _folded(name: str) -> str:
    """A name as it is compared: without case and with single blanks."""
    return " ".join(name.casefold().split())


def _mentions(claim: Claim, entity: Entity) -> bool:
    subject = claim.subject
    within = _mentions(subject, entity) if isinstance(subject, Claim) else subject == entity
    return within or claim.object == entity


def _suggestions(name: str, *tables: Mapping[str, set[str] | None]) -> list[str]:
    """The slugs of the things whose names are closest to a misspelt one, best first, each once.

    A table has what each thing is called, with its slug where that is another word.
    """
    from difflib import get_close_matches  # here, since only a mistake needs it

    near = (table.near(_folded(name)) if hasattr(table, "near") else table for table in tables)
    slugs = {called: found or {called} for table in near for called, found in table.items()}
    close = get_close_matches(_folded(name), sorted(slugs), n=3, cutoff=0.7)
    return list(dict.fromkeys(slug for called in close for slug in sorted(slugs[called])))
