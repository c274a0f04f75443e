"""The facts: entities, claims, evidence. Frozen values that import nothing of ours but words.

A claim is a subject, a predicate and an object, with evidence. A node on a causal arrow stands for
something whose level can rise or fall. Nobody past `loading` meets a half-made one of these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import NamedTuple

from .vocabulary import CONTEXT_AXES, local_name


class Sign(IntEnum):
    """Whether the object moves with the subject, against it, or in a way that is not known.

    Signs multiply along a path, and unknown absorbs.

    >>> Sign.NEGATIVE * Sign.NEGATIVE
    <Sign.POSITIVE: 1>
    >>> Sign.NEGATIVE * Sign.UNKNOWN
    <Sign.UNKNOWN: 0>
    """

    NEGATIVE = -1
    UNKNOWN = 0
    POSITIVE = 1

    def __mul__(self, other: int) -> Sign:
        return Sign(int(self) * int(other))

    @property
    def verdict(self) -> str:
        """What a cause with this sign does to its effect: a word for answers."""
        return {1: "increases", -1: "decreases", 0: "unknown"}[int(self)]


class Stance(Enum):
    """What an item of evidence says of its claim."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    LEAVES_OPEN = "leaves-open"


class Family(Enum):
    """What sort of thing a predicate says, which decides whether a path may walk along it."""

    CAUSAL = "causal"
    PRODUCTION = "production"
    DEFINITION = "definition"
    NULL = "null"
    STRUCTURAL = "structural"
    DEPENDENCY = "dependency"
    COMPARISON = "comparison"
    ASSOCIATION = "association"
    ATTRIBUTE = "attribute"

    @property
    def is_traversed(self) -> bool:
        """Whether a path may walk along claims of this family.

        >>> Family.NULL.is_traversed
        False
        """
        return self in (Family.CAUSAL, Family.PRODUCTION, Family.DEFINITION)


class Tier(IntEnum):
    """How strong evidence is, read off its method; 1 is the strongest.

    A definition needs no evidence and is never the weakest step: it ranks 0.
    """

    DEFINITION = 0
    RANDOMISED_TRIAL = 1
    OTHER_HUMAN_STUDY = 2
    ANIMAL_INTERVENTION = 3
    ANIMAL_OBSERVATION = 4
    CELL_OR_SLICE = 5
    PROPOSAL = 6

    @property
    def id(self) -> str:
        """The tier's slug, as in files and options."""
        return self.name.lower().replace("_", "-")


STUDY_RESULTS = ("positive", "negative", "mixed", "pending", "halted", "not-stated")
"""What came out of a study: *mixed* where its primary measures disagree, *pending* where none is out."""
STATUSES = ("supported", "disputed", "context-bound", "refuted", "open", "definition")
"""How a claim stands: what speaks for it, against it, and whether they speak of the same thing."""


class Problem(NamedTuple):
    """One thing wrong with a file, and its cure."""

    file: str
    line: int
    what: str
    cure: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}" + (f"; {self.cure}" if self.cure else "")


class Named:
    """Something with an IRI of ours: the same thing wherever it is met, whatever else is said of it."""

    __slots__ = ()
    iri: str

    @property
    def id(self) -> str:
        """Its slug; of a claim, its local names joined by dots."""
        return local_name(self.iri)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.iri == other.iri

    def __hash__(self) -> int:
        return hash(self.iri)


class Kind(NamedTuple):
    """What an entity is: a receptor, an outcome."""

    id: str
    label: str
    column: str
    folder: str
    broader: tuple[str, ...] = ()
    """The kinds that hold it, nearest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Predicate(Named):
    """What a claim says of its two ends."""

    iri: str
    label: str
    family: Family
    sign: Sign = Sign.UNKNOWN
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()


class Term(NamedTuple):
    """A method, a context value, an action, a design: a closed word with a label."""

    id: str
    label: str
    axis: str = ""
    tier: Tier = Tier.PROPOSAL
    broader: tuple[str, ...] = ()
    """The terms that hold it, nearest first."""


class Identifier(NamedTuple):
    """Another vocabulary's name for an entity, and how well it fits: exact, close or broad."""

    curie: str
    match: str


@dataclass(frozen=True, slots=True, eq=False)
class Entity(Named):
    """Something whose level can rise or fall, or a place in which it does."""

    iri: str
    label: str
    kind: str
    synonyms: tuple[str, ...] = ()
    description: str = ""
    identifiers: tuple[Identifier, ...] = ()
    structure: tuple[tuple[str, str], ...] = ()
    """Definitions, as (predicate, entity) slugs: pool of, aspect of, located in, member of."""
    retired: str = ""
    """Why the name was retired; empty while it is in use."""
    replaced_by: str = ""
    """The slug to use instead of a retired name."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where, in whom and when a finding holds. An axis that is not stated is empty.

    Species, model, state, route, regimen and timing are slugs of context terms, region and cell type
    those of entities; dose, time and baseline are text as printed.
    """

    species: str = ""
    region: str = ""
    cell_type: str = ""
    model: str = ""
    state: str = ""
    baseline: str = ""
    dose: str = ""
    route: str = ""
    regimen: str = ""
    timing: str = ""
    time: str = ""

    def on(self, axis: str) -> str:
        """The value on one axis; empty where it is not stated.

        >>> Context(cell_type="astrocyte").on("cell-type")
        'astrocyte'
        """
        value: str = getattr(self, axis.replace("-", "_"))
        return value

    def stated(self) -> dict[str, str]:
        """The axes that are stated, with their values, in the order in which they are printed.

        >>> Context(species="rat", dose="10 mg/kg").stated()
        {'species': 'rat', 'dose': '10 mg/kg'}
        """
        values = ((axis, self.on(axis)) for axis in CONTEXT_AXES)
        return {axis: value for axis, value in values if value}


@dataclass(frozen=True, slots=True, eq=False)
class Source(Named):
    """A paper, or the review in which it is cited."""

    iri: str
    label: str
    title: str = ""
    year: str = ""
    journal: str = ""
    type: str = "primary"
    """`primary`, `review`, `context` or `grey`: a registry record, press release or the like."""
    identifiers: tuple[Identifier, ...] = ()
    note: str = ""
    first_author: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding in one source, bearing on one claim."""

    source: Source
    stance: Stance
    finding: str
    method: Term
    locator: str
    read_in: Source
    context: Context = Context()
    note: str = ""
    """What a reader must know: a misprint, a doubt."""

    @property
    def tier(self) -> Tier:
        """The strength of the evidence."""
        return self.method.tier


@dataclass(frozen=True, slots=True, eq=False)
class Claim(Named):
    """A subject, a predicate and an object, with evidence."""

    iri: str
    subject: Entity | Claim
    predicate: Predicate
    object: Entity
    evidence: tuple[Evidence, ...] = ()
    hypotheses: tuple[str, ...] = ()
    """The slugs of the hypotheses and modules whose step the claim is."""
    net: bool = False
    """Whether the source reports an end result rather than the link itself."""
    action: str = ""
    in_respect_of: tuple[Entity, ...] = ()
    note: str = ""
    status: str = "supported"
    """One of `STATUSES`."""
    against: tuple[tuple[str, str], ...] = ()
    """What speaks against it: (null claim's or disputing source's slug, axis that separates the
    two; empty where their contexts agree)."""

    @property
    def sign(self) -> Sign:
        """The sign of the arrow."""
        return self.predicate.sign

    @property
    def family(self) -> Family:
        """What sort of claim it is."""
        return self.predicate.family

    @property
    def support(self) -> tuple[Evidence, ...]:
        """The evidence that supports the claim: strongest first, a review after what it reviews."""
        return tuple(
            sorted(
                self.items(Stance.SUPPORTS),
                key=lambda item: (item.tier, item.source.type == "review", item.source.id),
            )
        )

    def states(self, axis: str) -> bool:
        """Whether every item that supports the claim states a context axis."""
        items = self.items(Stance.SUPPORTS)
        return bool(items) and all(item.context.on(axis) for item in items)

    def items(self, stance: Stance) -> tuple[Evidence, ...]:
        """The evidence of one stance."""
        return tuple(item for item in self.evidence if item.stance is stance)

    @property
    def is_disputed(self) -> bool:
        """Whether something speaks against the claim in a context that agrees with its own."""
        return self.status == "disputed"

    @property
    def is_traversed(self) -> bool:
        """Whether a path may walk along the claim: causal, production or definition, and not open
        or refuted."""
        return self.family.is_traversed and self.status not in ("refuted", "open")

    @property
    def tier(self) -> Tier:
        """The strongest tier among the evidence that supports the claim."""
        if self.family is Family.DEFINITION:
            return Tier.DEFINITION
        return min((item.tier for item in self.items(Stance.SUPPORTS)), default=Tier.PROPOSAL)

    @property
    def papers(self) -> tuple[Source, ...]:
        """The independent sources that support the claim, each once.

        A review is not independent of what it reviews: it counts only where no other source stands.
        """
        sources = dict.fromkeys(item.source for item in self.items(Stance.SUPPORTS))
        primary = tuple(source for source in sources if source.type in ("primary", "grey"))
        return primary or tuple(sources)[:1]


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis(Named):
    """A named sub-graph: the claims that serve it, and those of the modules it includes."""

    iri: str
    label: str
    description: str = ""
    synonyms: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    proposed_by: tuple[Source, ...] = ()
    is_module: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Imported(Hypothesis):
    """Somebody else's graph, as the one scope of all its claims. It is told as a source, for it is no
    hypothesis of ours."""


class Manipulation(NamedTuple):
    """What was done to the system: a node clamped, or a claim cut."""

    clamps: Entity | None = None
    cuts: Claim | None = None
    to: str = ""
    """`low`, `high` or `baseline`; empty where a claim is cut."""
    by: str = ""
    compound: Entity | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Experiment(Named):
    """A perturbation that was really done, with its two results."""

    iri: str
    label: str
    given: Entity | None
    manipulations: tuple[Manipulation, ...]
    measured: Entity
    alone: str
    """What the manipulation did alone: `increases`, `decreases`, `unchanged`, `not-stated`."""
    on_top: str
    """What was left of the drug's effect: `abolished`, `reduced`, `unchanged`, `reversed`,
    `not-stated`."""
    evidence: Evidence


class Arm(NamedTuple):
    """A group of a study: what it was given."""

    given: Entity
    is_comparator: bool = False
    dose: str = ""
    route: str = ""
    """The slug of a context term."""
    schedule: str = ""
    participants: int | None = None


class Figure(NamedTuple):
    """One number that a study reports, with its unit, spread and probability."""

    quantity: str
    """What was measured: change of score from baseline, response rate."""
    group: str = ""
    """Whose figure it is; empty where it is the whole study's."""
    scale: Entity | None = None
    value: str = ""
    """As written, so that 12.0 stays 12.0."""
    unit: str = ""
    spread: str = ""
    spread_type: str = ""
    """`standard-deviation`, `standard-error` or `confidence-interval`."""
    p: str = ""
    against: str = ""
    """What the probability compares with."""
    time: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Study(Named):
    """A trial, meta-analysis, case series or chart review as data."""

    iri: str
    label: str
    method: Term
    result: str
    """One of `STUDY_RESULTS`."""
    finding: str
    sources: tuple[Source, ...]
    read_in: Source
    locator: str
    design: tuple[str, ...] = ()
    """The slugs of design terms."""
    phase: str = ""
    population: tuple[Entity, ...] = ()
    participants: int | None = None
    completers: int | None = None
    regimen: str = ""
    """`monotherapy`, `adjunctive`, or empty where it is not stated."""
    added_to: tuple[Entity, ...] = ()
    length: str = ""
    arms: tuple[Arm, ...] = ()
    measured: tuple[Entity, ...] = ()
    scales: tuple[Entity, ...] = ()
    figures: tuple[Figure, ...] = ()
    onset: str = ""
    duration: str = ""
    adverse: tuple[Entity, ...] = ()
    absent: tuple[Entity, ...] = ()
    """Adverse effects that were looked for and not seen, or said not to have been seen."""
    registrations: tuple[str, ...] = ()
    """Registry numbers as compact names, such as `nct:NCT01640080`."""
    note: str = ""

    @property
    def treatments(self) -> tuple[Entity, ...]:
        """What was studied, each once, in the order of the arms."""
        return tuple(dict.fromkeys(arm.given for arm in self.arms if not arm.is_comparator))

    @property
    def comparators(self) -> tuple[Entity, ...]:
        """What it was compared with, each once."""
        return tuple(dict.fromkeys(arm.given for arm in self.arms if arm.is_comparator))


@dataclass(slots=True)
class Contents:
    """Everything that a folder of Turtle says, by slug, in the order of the slugs."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    predicates: dict[str, Predicate] = field(default_factory=dict)
    methods: dict[str, Term] = field(default_factory=dict)
    contexts: dict[str, Term] = field(default_factory=dict)
    actions: dict[str, Term] = field(default_factory=dict)
    designs: dict[str, Term] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    hypotheses: dict[str, Hypothesis] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    experiments: dict[str, Experiment] = field(default_factory=dict)
    studies: dict[str, Study] = field(default_factory=dict)

    def holds(self, axis: str, wanted: str, stated: str) -> bool:
        """Whether a stated context value lies within the one wanted: rat within rodent."""
        if wanted == stated:
            return True
        if axis in ("region", "cell-type"):
            return wanted in self.regions_around(stated)
        term = self.contexts.get(stated)
        return term is not None and wanted in term.broader

    def agree(self, axis: str, one: str, other: str) -> bool:
        """Whether two values of an axis can hold together: the same, or one within the other."""
        return self.holds(axis, one, other) or self.holds(axis, other, one)

    def regions_around(self, region: str) -> set[str]:
        """A region and every region that it is part of, by slug."""
        found: set[str] = set()
        waiting = [region]
        while waiting:
            if (place := waiting.pop()) in self.entities and place not in found:
                found.add(place)
                structure = self.entities[place].structure
                waiting += [other for predicate, other in structure if predicate == "part-of"]
        return found
