"""What an endpoint says of things, as Turtle files would say it, with all that is mentioned on the way.

An endpoint such as ours names evidence, tells how claims stand and has their direct triples: all that
follows from the claims, and is worked out here anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import EndpointError
from ..facts import TYPE, Facts
from ..loading import contents_of
from ..model import Family
from ..rdf import BlankNode, Literal, NamedNode, Triple
from ..vocabulary import (
    ACTION,
    CLAIM,
    CONTEXT,
    DESIGN,
    ENTITY,
    EVIDENCE,
    EXPERIMENT,
    HYPOTHESIS,
    KIND,
    METHOD,
    PREDICATE,
    SOURCE,
    STUDY,
    TIER,
    VOCABULARY,
    local_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..model import Contents
    from ..rdf import Subject
    from .asking import Asking

_FIRST: Final = (
    "gg:Kind gg:Predicate gg:Tier gg:Method gg:ContextTerm gg:Action gg:Design "
    "gg:Hypothesis gg:Module"
)
_MENTIONED: Final = (ENTITY, CLAIM, HYPOTHESIS, SOURCE)
_OURS: Final = (
    *(*_MENTIONED, STUDY, EXPERIMENT, KIND, PREDICATE, TIER, METHOD, CONTEXT, ACTION, DESIGN),
)
_FOLLOWS: Final = frozenset(
    VOCABULARY + name
    for name in (
        *("family", "sign", "status", "disputed", "tier", "papers", "heldBy", "supportedBy"),
        "contradictedBy",
    )
)
"""What an endpoint may say of claims and evidence that follows from the rest: see `derived`."""
_MOST_ROUNDS: Final = 100
"""How far from a thing that is asked for another may be mentioned."""
_STATUS: Final = VOCABULARY + "status"


class Described:
    """What was fetched of an endpoint so far: its words and hypotheses, then whatever is asked for."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self._triples: dict[Triple, None] = {}
        self._met: set[str] = set()
        self._standing: set[str] = set()
        """The claims of which the endpoint says how they stand, so that it has their direct triples."""
        told = asking.triples(f"VALUES ?type {{ {_FIRST} }} ?s a ?type . ?s ?p ?o")
        self.families = {t.subject.value: local_name(t.object.value) for t in told if _is_family(t)}
        fresh = self._take(told)
        self._met |= {triple.subject.value for triple in fresh}
        self._mentioned = {iri for triple in fresh for iri in _mentions(triple)}

    def predicates(self, *families: Family) -> list[str]:
        """The predicates of some families, by IRI, sorted."""
        slugs = {family.value for family in families}
        return sorted(iri for iri, family in self.families.items() if family in slugs)

    def kinds(self) -> list[str]:
        """The kinds of entities, by IRI, sorted."""
        is_kind = (NamedNode(TYPE), NamedNode(VOCABULARY + "Kind"))
        return sorted(t.subject.value for t in self._triples if t[1:] == is_kind)

    def fetch(self, iris: Iterable[str]) -> None:
        """Fetch some things, and whatever is mentioned with them, until everything is there."""
        self._mentioned |= {*iris}
        for _ in range(_MOST_ROUNDS):
            waiting = self._mentioned - self._met
            if not waiting:
                return
            self._met |= waiting
            fresh = self._take(self.asking.described(waiting))
            self._mentioned = {iri for triple in fresh for iri in _mentions(triple)}
        told = "each thing mentions another, without end"
        raise EndpointError(self.asking.url, f"does not answer as a graph of ours does: {told}")

    def nets(self) -> list[str]:
        """The claims that report an end result, by IRI."""
        directness, net = NamedNode(VOCABULARY + "directness"), NamedNode(VOCABULARY + "net")
        return [t.subject.value for t in self._triples if t[1:] == (directness, net)]

    def read(self) -> tuple[Contents, Facts]:
        """Everything as claims, and as facts. Raises CurationError with every problem, each with the
        endpoint's address."""
        facts = Facts()
        facts.add((t for t in self._ordered() if not self._is_direct(t)), self.asking.url)
        return contents_of(facts), facts

    def _ordered(self) -> list[Triple]:
        """The triples in an order in which it does not matter what nameless parts are called."""
        said: dict[Subject, list[str]] = {}
        for subject, predicate, object_ in self._triples:
            if isinstance(subject, BlankNode):
                said.setdefault(subject, []).append(f"{predicate} {object_}")
        told = {node: " ".join(sorted(lines)) for node, lines in said.items()}

        def key(triple: Triple) -> tuple[str, ...]:
            subject, predicate, object_ = triple
            end = told.get(object_, "") if isinstance(object_, BlankNode) else str(object_)
            return told.get(subject, "") or str(subject), predicate.value, end

        return sorted(self._triples, key=key)

    def _take(self, triples: Iterable[Triple]) -> list[Triple]:
        """Keep what a file would say, and hand back what is new."""
        fresh = []
        for triple in triples:
            if triple.predicate.value == _STATUS:
                self._standing.add(triple.subject.value)
            elif (kept := self._as_in_a_file(triple)) is not None and kept not in self._triples:
                self._triples[kept] = None
                fresh.append(kept)
        return fresh

    def _as_in_a_file(self, triple: Triple) -> Triple | None:
        """A triple as it stands in a file; None for what does not, or is none of ours."""
        subject, predicate, object_ = triple
        is_part = isinstance(subject, BlankNode) or subject.value.startswith(EVIDENCE)
        is_finding = is_part or subject.value.startswith(CLAIM)
        if not (is_part or subject.value.startswith(_OURS)):
            return None
        if is_finding and (predicate.value in _FOLLOWS or predicate.value.startswith(PREDICATE)):
            return None
        if predicate.value.startswith(PREDICATE) and not self._is_structural(predicate.value):
            return None
        if predicate.value == TYPE and not object_.value.startswith((KIND, VOCABULARY)):
            return None
        return Triple(
            _nameless(subject),
            predicate,
            object_ if isinstance(object_, Literal) else _nameless(object_),
        )

    def _is_structural(self, predicate: str) -> bool:
        """Whether an entity's block may have a predicate; one that nobody declared is told later."""
        allowed = (Family.STRUCTURAL.value, Family.DEFINITION.value, "")
        return self.families.get(predicate, "") in allowed

    def _is_direct(self, triple: Triple) -> bool:
        """Whether a structural triple is that of a claim, and not one of the entity's own."""
        return triple.predicate.value.startswith(PREDICATE) and _claim(triple) in self._standing


def _mentions(triple: Triple) -> Iterator[str]:
    """The things of ours that a triple mentions, and the claim whose direct triple it may be."""
    if isinstance(triple.object, NamedNode) and triple.object.value.startswith(_MENTIONED):
        yield triple.object.value
        if triple.predicate.value.startswith(PREDICATE):
            yield _claim(triple)


def _claim(triple: Triple) -> str:
    """The IRI of the claim that says what a triple says."""
    return claim_iri(*(term.value for term in triple))


def claim_iri(subject: str, predicate: str, object_: str) -> str:
    """The IRI of a claim: its local names joined by dots."""
    return CLAIM + ".".join(map(local_name, (subject, predicate, object_)))


def _is_family(triple: Triple) -> bool:
    return triple.predicate.value == VOCABULARY + "family"


def _nameless(node: Subject) -> Subject:
    """A node as in a file, where evidence has no name."""
    is_named = isinstance(node, NamedNode) and node.value.startswith(EVIDENCE)
    return BlankNode("e" + node.value.encode().hex()) if is_named else node
