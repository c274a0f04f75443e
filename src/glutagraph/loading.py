"""From a folder of Turtle to claims, or to every problem that stands in the way.

Doubt ends here: past `load_files` nobody meets a half-made claim, a bare IRI or a string that stands
in for a sign.
"""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from .errors import CurationError
from .facts import LABEL, TYPE, Facts
from .location import turtle_files
from .model import (
    Claim,
    Contents,
    Context,
    Entity,
    Evidence,
    Experiment,
    Family,
    Hypothesis,
    Identifier,
    Kind,
    Manipulation,
    Predicate,
    Sign,
    Source,
    Stance,
    Term,
    Tier,
)
from .rdf import BlankNode, Literal, NamedNode, Subject, Triple
from .standing import standing
from .vocabulary import (
    ACTION,
    CLAIM,
    CONTEXT,
    CONTEXT_AXES,
    DCTERMS,
    ENTITY,
    EVIDENCE,
    EXPERIMENT,
    HYPOTHESIS,
    KIND,
    METHOD,
    PREDICATE,
    RDFS,
    SKOS,
    SOURCE,
    VOCABULARY,
    compact,
    local_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import Enum
    from pathlib import Path as FilePath

_E = TypeVar("_E", bound="Enum")
GG = VOCABULARY
COMMENT = RDFS + "comment"
ENTITY_AXES = ("region", "cell-type")
TERM_AXES = ("species", "model", "state", "route", "timing")
_MATCHES = ("exactMatch", "closeMatch", "broadMatch")
_PROPERTIES: dict[str, tuple[str, ...]] = {
    "Claim": (
        *("subject", "predicate", "object", "directness", "action", "inRespectOf", "hypothesis"),
        "evidence",
    ),
    "Evidence": (
        *("source", "stance", "finding", "method", "readIn", "locator"),
        *(axis.replace("cell-type", "cellType") for axis in CONTEXT_AXES),
    ),
    "Hypothesis": ("includes", "rivalOf", "proposedBy"),
    "Source": ("firstAuthor", "journal", "sourceType"),
    "Manipulation": ("clamps", "cuts", "to", "by", "with"),
    "Entity": ("retiredBecause", "replacedBy"),
}
_PROPERTIES["Module"] = _PROPERTIES["Hypothesis"]
_PROPERTIES["Experiment"] = (
    *("given", "manipulation", "measured", "manipulationAlone", "drugOnTop"),
    *_PROPERTIES["Evidence"],
)
ALONE = ("increases", "decreases", "unchanged", "not-stated")
ON_TOP = ("abolished", "reduced", "unchanged", "reversed", "not-stated")
CLAMPS = ("low", "high", "baseline")


def load_files(places: Iterable[FilePath]) -> Contents:
    """What the Turtle in folders and files says, joined.

    Raises CurationError with every problem, and KnowledgeNotFoundError for a place that holds none.
    """
    return contents_of(read_facts(places))


def contents_of(facts: Facts) -> Contents:
    """What facts say, or CurationError with every problem in them."""
    contents = _Reader(facts).read()
    if facts.problems:
        raise CurationError(set(facts.problems))
    return contents


def read_facts(places: Iterable[FilePath]) -> Facts:
    """The triples in folders and files, each file read once.

    A file is named as its place and its path inside it; where two would be named alike, in full.
    """
    files: dict[FilePath, str] = {}
    for place in places:
        for file in turtle_files(place):
            inside = file.name if file == place else str(file.relative_to(place.parent))
            files.setdefault(file.resolve(), inside)
    facts = Facts()
    named = Counter(files.values())
    for file, name in files.items():
        facts.read(file, name if named[name] == 1 else str(file))
    return facts


def described(facts: Facts, contents: Contents) -> list[Triple]:
    """The triples to query: those of the files, evidence named, and each claim's direct triple.

    An open or refuted claim has no direct triple, so that property paths do not walk along it. What
    stays nameless is numbered in the order of the files, so that answers are the same each time.
    """
    names: dict[Subject, Subject] = {**_evidence_names(facts)}
    for triple in facts.triples:
        for node in (triple.subject, triple.object):
            if isinstance(node, BlankNode) and node not in names:
                names[node] = BlankNode(f"b{len(names)}")
    triples = [_renamed(triple, names) for triple in facts.triples]
    for claim in contents.claims.values():
        if claim.status not in ("open", "refuted"):
            ends = (claim.subject, claim.predicate, claim.object)
            triples.append(Triple(*(NamedNode(part.iri) for part in ends)))
    return triples


def _evidence_names(facts: Facts) -> dict[Subject, NamedNode]:
    """A name for each nameless item of evidence: its claim's, its source's, and a number if needed."""
    names: dict[Subject, NamedNode] = {}
    for claim in facts.of_type(GG + "Claim"):
        items = facts.parts(claim, GG + "evidence")
        keyed = sorted(((_evidence_key(facts, item), item) for item in items), key=itemgetter(0))
        counts: dict[str, int] = {}
        for (source, *_), item in keyed:
            counts[source] = counts.get(source, 0) + 1
            number = f"-{counts[source]}" if counts[source] > 1 else ""
            name = f"{EVIDENCE}{local_name(claim.value)}/{local_name(source)}{number}"
            names[item] = NamedNode(name)
    return names


def _evidence_key(facts: Facts, item: Subject) -> tuple[str, ...]:
    """What evidence is ordered by, whichever file it stands in: source, locator, finding, the rest."""
    first = tuple(
        next((node.value for node in facts.nodes(item, GG + name)), "")
        for name in ("source", "locator", "finding")
    )
    rest = (f"{name} {node}" for name in facts.properties(item) for node in facts.nodes(item, name))
    return (*first, *sorted(rest))


def _renamed(triple: Triple, names: Mapping[Subject, Subject]) -> Triple:
    subject, predicate, object_ = triple
    if not isinstance(object_, Literal):
        object_ = names.get(object_, object_)
    return Triple(names.get(subject, subject), predicate, object_)


class _Reader:
    """Reads facts into the model; what is wrong is reported to the facts, and reading goes on."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.contents = Contents()
        self.tiers: dict[str, Tier] = {}

    def read(self) -> Contents:
        """Everything, in the order in which one thing rests on another."""
        self._read_words()
        self._check_types()
        self._read_all(self.contents.sources, "Source", SOURCE, self._source)
        self._read_entities()
        self._read_all(self.contents.hypotheses, "Hypothesis", HYPOTHESIS, self._hypothesis)
        self._read_all(self.contents.hypotheses, "Module", HYPOTHESIS, self._hypothesis)
        self._read_claims()
        self._read_all(self.contents.experiments, "Experiment", EXPERIMENT, self._experiment)
        self._check_ends()
        self._check_groups()
        return self.contents

    def _read_all(
        self,
        into: dict[str, object] | dict,  # type: ignore[type-arg]
        type_name: str,
        namespace: str,
        make: Callable[[NamedNode], object],
    ) -> None:
        for node in self.facts.of_type(GG + type_name):
            if not node.value.startswith(namespace):
                cure = f"name it {compact(namespace)}..."
                self.facts.report(node, f"{compact(node.value)} is a gg:{type_name}", cure)
                continue
            self._check_properties(node, type_name)
            into[local_name(node.value)] = make(node)

    # words

    def _read_words(self) -> None:
        facts, contents = self.facts, self.contents
        for node in facts.of_type(GG + "Tier"):
            rank = facts.number(node, GG + "rank")
            if rank in list(Tier)[1:]:
                self.tiers[node.value] = Tier(rank)
            elif rank is not None:
                facts.report(node, f"gg:rank {rank} is not a tier's", "use 1 to 6")
        self._read_all(contents.kinds, "Kind", KIND, self._kind)
        self._read_all(contents.predicates, "Predicate", PREDICATE, self._predicate)
        self._read_all(contents.methods, "Method", METHOD, self._method)
        self._read_all(contents.contexts, "ContextTerm", CONTEXT, self._context_term)
        self._read_all(contents.actions, "Action", ACTION, self._action)

    def _kind(self, node: NamedNode) -> Kind:
        facts = self.facts
        return Kind(
            local_name(node.value),
            facts.text(node, LABEL),
            facts.text(node, GG + "column"),
            facts.text(node, GG + "folder"),
            self._broader(node, RDFS + "subClassOf"),
        )

    def _broader(self, node: NamedNode, property_iri: str) -> tuple[str, ...]:
        """What holds a word, nearest first; a circle ends where it closes."""
        chain: list[str] = []
        while broader := self.facts.iri(node, property_iri, required=False):
            if local_name(broader) in chain:
                self.facts.report(
                    node, f"{compact(node.value)} is broader than itself", "break the circle"
                )
                break
            if not self.facts.properties(NamedNode(broader)):
                self._missing(node, broader)
            chain.append(local_name(broader))
            node = NamedNode(broader)
        return tuple(chain)

    def _predicate(self, node: NamedNode) -> Predicate:
        facts = self.facts
        family = self._closed(node, "family", Family, Family.ASSOCIATION)
        signed = family.is_traversed
        sign = self._closed(node, "sign", Sign, Sign.UNKNOWN) if signed else Sign.UNKNOWN
        for iri in (*facts.iris(node, GG + "domain"), *facts.iris(node, GG + "range")):
            self._known(node, iri, self.contents.kinds, KIND)
        return Predicate(
            node.value,
            facts.text(node, LABEL),
            family,
            sign,
            tuple(local_name(iri) for iri in facts.iris(node, GG + "domain")),
            tuple(local_name(iri) for iri in facts.iris(node, GG + "range")),
        )

    def _method(self, node: NamedNode) -> Term:
        tier = self.facts.iri(node, GG + "tier")
        if tier and tier not in self.tiers and self.facts.is_whole:
            self.facts.report(node, f"{compact(tier)} is not a tier", self._list(self.tiers))
        label = self.facts.text(node, LABEL)
        return Term(local_name(node.value), label, tier=self.tiers.get(tier, Tier.PROPOSAL))

    def _context_term(self, node: NamedNode) -> Term:
        axis = self.facts.text(node, GG + "axis")
        if axis and axis not in TERM_AXES:
            self.facts.report(node, f"'{axis}' is not an axis", f"use {', '.join(TERM_AXES)}")
        label = self.facts.text(node, LABEL)
        broader = self._broader(node, SKOS + "broader")
        return Term(local_name(node.value), label, axis=axis, broader=broader)

    def _action(self, node: NamedNode) -> Term:
        return Term(local_name(node.value), self.facts.text(node, LABEL))

    # things

    def _check_types(self) -> None:
        """Every type is one we know, everything described has one, and nothing lies about loose."""
        known = {GG + name for name in (*_PROPERTIES, *_WORDS)}
        kinds = {KIND + kind for kind in self.contents.kinds}
        for node in self.facts.named():
            types = self.facts.iris(node, TYPE)
            if not types:
                cure = "say what it is (a kind:..., a gg:Claim)"
                self.facts.report(node, f"{compact(node.value)} has no type", cure)
            for type_iri in types:
                if not type_iri.startswith(KIND) and type_iri not in known:
                    cure = "use a kind:... or one of " + ", ".join(sorted(map(compact, known)))
                    self.facts.report(node, f"{compact(type_iri)} is not a type we know", cure)
                elif type_iri not in kinds | known and self.facts.is_whole:
                    cure = self._list(kinds) if kinds else "load vocabulary.ttl together with it"
                    self.facts.report(node, f"{compact(type_iri)} is not a kind", cure)
        for nameless in self.facts.loose():
            self.facts.report(nameless, "a nameless [ ... ] belongs to nothing", "nest it")
        for nameless in self.facts.shared:
            cure = "write it out in each"
            self.facts.report(nameless, "a nameless [ ... ] belongs to two things", cure)

    def _check_properties(self, node: Subject, type_name: str) -> None:
        """Every property of ours is one that a thing of its type can have, spelt as declared."""
        if type_name in _WORDS:
            return
        allowed = {GG + name for name in _PROPERTIES[type_name]}
        for property_iri in self.facts.properties(node):
            if property_iri.startswith(GG) and property_iri not in allowed:
                what = f"{compact(property_iri)} is not a property of a {type_name.lower()}"
                cure = _closest(compact(property_iri), map(compact, sorted(allowed)))
                self.facts.report(node, what, cure or "leave it out")
            elif property_iri.startswith(PREDICATE) and type_name != "Entity":
                what = f"{compact(property_iri)} stands outside an entity's block"
                self.facts.report(node, what, "move it there, or write a claim")

    def _source(self, node: NamedNode) -> Source:
        facts = self.facts
        kind = self._word(node, "sourceType", ("primary", "review", "context"))
        return Source(
            node.value,
            facts.text(node, LABEL),
            facts.text(node, DCTERMS + "title", required=False),
            facts.text(node, DCTERMS + "issued"),
            facts.text(node, GG + "journal", required=False),
            kind,
            self._identifiers(node),
            facts.text(node, COMMENT, required=False),
        )

    def _identifiers(self, node: NamedNode) -> tuple[Identifier, ...]:
        return tuple(
            Identifier(compact(iri), match.removesuffix("Match"))
            for match in _MATCHES
            for iri in self.facts.iris(node, SKOS + match)
        )

    def _read_entities(self) -> None:
        nodes: dict[str, list[str]] = {}
        for kind in self.contents.kinds:
            for node in self.facts.of_type(KIND + kind):
                nodes.setdefault(node.value, []).append(kind)
        for iri, kinds in sorted(nodes.items()):
            node = NamedNode(iri)
            if len(kinds) > 1:
                self.facts.report(
                    node, f"{compact(iri)} has two kinds: {', '.join(kinds)}", "keep one"
                )
            if not iri.startswith(ENTITY):
                self.facts.report(node, f"{compact(iri)} has a kind", "name it entity:...")
                continue
            self._check_properties(node, "Entity")
            self.contents.entities[local_name(iri)] = self._entity(node, kinds[0])

    def _entity(self, node: NamedNode, kind: str) -> Entity:
        facts = self.facts
        return Entity(
            node.value,
            facts.text(node, LABEL),
            kind,
            tuple(facts.texts(node, SKOS + "altLabel")),
            facts.text(node, COMMENT, required=False),
            self._identifiers(node),
            tuple(self._structure(node)),
            facts.text(node, GG + "retiredBecause", required=False),
            self._entity_name(node, facts.iri(node, GG + "replacedBy", required=False)),
        )

    def _structure(self, node: NamedNode) -> Iterable[tuple[str, str]]:
        """An entity's definitions: structural triples, which need no evidence."""
        for property_iri in self.facts.properties(node):
            if not property_iri.startswith(PREDICATE):
                continue
            predicate = self._known(node, property_iri, self.contents.predicates)
            if predicate is None:
                continue
            if predicate.family not in (Family.STRUCTURAL, Family.DEFINITION):
                cure = "write it as a claim, with evidence"
                self.facts.report(node, f"{compact(property_iri)} is not structural", cure)
                continue
            for iri in self.facts.iris(node, property_iri):
                yield predicate.id, self._entity_name(node, iri)

    def _entity_name(self, node: NamedNode, iri: str) -> str:
        """The slug of an entity, which may be read only later; of anything else, a problem."""
        if iri and not iri.startswith(ENTITY):
            self.facts.report(node, f"{compact(iri)} is not an entity", "name an entity:...")
        return local_name(iri)

    def _hypothesis(self, node: NamedNode) -> Hypothesis:
        facts = self.facts
        includes = facts.iris(node, GG + "includes")
        rivals = facts.iris(node, GG + "rivalOf")
        for iri in (*includes, *rivals):
            if not (iri.startswith(HYPOTHESIS) and facts.properties(NamedNode(iri))):
                self._missing(node, iri)
        sources = (
            self._known(node, iri, self.contents.sources)
            for iri in facts.iris(node, GG + "proposedBy")
        )
        return Hypothesis(
            node.value,
            facts.text(node, LABEL),
            facts.text(node, COMMENT, required=False),
            tuple(facts.texts(node, SKOS + "altLabel")),
            tuple(local_name(iri) for iri in includes),
            tuple(local_name(iri) for iri in rivals),
            tuple(source for source in sources if source is not None),
            GG + "Module" in facts.iris(node, TYPE),
        )

    # claims

    def _read_claims(self) -> None:
        """Plain claims first, since a dependency's subject is one of them; then who speaks against."""
        nodes = self.facts.of_type(GG + "Claim")
        for node in sorted(nodes, key=self._is_about_a_claim):
            self._check_properties(node, "Claim")
            if (claim := self._claim(node)) is not None:
                self.contents.claims[claim.id] = claim
        self._define_opposites()
        ordered = dict(sorted(self.contents.claims.items()))
        self.contents.claims = standing(ordered, self._agree)

    def _is_about_a_claim(self, node: NamedNode) -> bool:
        return any(iri.startswith(CLAIM) for iri in self.facts.iris(node, GG + "subject"))

    def _claim(self, node: NamedNode) -> Claim | None:
        facts, contents = self.facts, self.contents
        predicate = self._required(node, "predicate", contents.predicates)
        subject = self._subject(node)
        object_ = self._required(node, "object", contents.entities)
        evidence = self._evidence(node)
        hypotheses = [
            self._known(node, iri, contents.hypotheses)
            for iri in facts.iris(node, GG + "hypothesis")
        ]
        if predicate is None or subject is None or object_ is None:
            return None
        claim = Claim(
            node.value,
            subject,
            predicate,
            object_,
            evidence,
            tuple(hypothesis.id for hypothesis in hypotheses if hypothesis),
            self._is_net(node, predicate),
            self._action_of(node),
            tuple(self._respects(node)),
            facts.text(node, COMMENT, required=False),
        )
        self._check_claim(node, claim)
        return claim

    def _subject(self, node: NamedNode) -> Entity | Claim | None:
        known: Mapping[str, Entity | Claim] = (
            self.contents.claims if self._is_about_a_claim(node) else self.contents.entities
        )
        return self._required(node, "subject", known)

    def _is_net(self, node: NamedNode, predicate: Predicate) -> bool:
        causal = predicate.family is Family.CAUSAL
        given = self.facts.iri(node, GG + "directness", required=causal)
        if given and given not in (GG + "direct", GG + "net"):
            self.facts.report(
                node, f"{compact(given)} is not a directness", "use gg:direct or gg:net"
            )
        if given and not causal:
            what = f"{predicate.label} is not causal, so gg:directness does not apply"
            self.facts.report(node, what, "leave it out")
        return given == GG + "net"

    def _action_of(self, node: NamedNode) -> str:
        iri = self.facts.iri(node, GG + "action", required=False)
        action = self._known(node, iri, self.contents.actions, ACTION) if iri else None
        return action.id if action else ""

    def _respects(self, node: NamedNode) -> Iterable[Entity]:
        for iri in self.facts.iris(node, GG + "inRespectOf"):
            if (entity := self._known(node, iri, self.contents.entities)) is not None:
                yield entity

    def _check_claim(self, node: NamedNode, claim: Claim) -> None:
        subject, predicate, object_ = claim.subject, claim.predicate, claim.object
        name = f"{subject.id}.{predicate.id}.{object_.id}"
        if claim.iri != CLAIM + name:
            self.facts.report(
                node, f"{compact(node.value)} is not its triple", f"name it claim:{name}"
            )
        about_claim = isinstance(subject, Claim)
        wants_claim = predicate.family is Family.DEPENDENCY or predicate.id == "is-moderated-by"
        if isinstance(subject, Claim) and not subject.family.is_traversed:
            what = f"the subject of {name} is not a causal claim"
            self.facts.report(node, what, "name the causal claim that it speaks of")
        if predicate.family is Family.DEPENDENCY and not about_claim:
            cure = "a drug's effect depends on things; an entity does not"
            self.facts.report(
                node, f"the subject of '{predicate.label}' must be a causal claim", cure
            )
        if about_claim and not wants_claim:
            what = f"'{predicate.label}' cannot have a claim as its subject"
            self.facts.report(node, what, "name an entity:...")
        if isinstance(subject, Entity):
            self._check_kind(node, predicate, "domain", predicate.domain, subject)
        self._check_kind(node, predicate, "range", predicate.range, object_)
        if (
            not self.facts.nodes(node, GG + "evidence")
            and predicate.family is not Family.DEFINITION
        ):
            self.facts.report(
                node, f"{compact(node.value)} has no evidence", "add gg:evidence [ ... ]"
            )

    def _check_kind(
        self,
        node: NamedNode,
        predicate: Predicate,
        role: str,
        allowed: tuple[str, ...],
        end: Entity,
    ) -> None:
        held = {end.kind, *self.contents.kinds[end.kind].broader}
        if allowed and not held & set(allowed):
            what = f"{end.id} is a {end.kind}, which is not in the {role} of '{predicate.label}'"
            self.facts.report(node, what, f"that is {', '.join(allowed)}")

    def _define_opposites(self) -> None:
        """Opposite names of one scale become steps, in both directions: definitions, not findings."""
        entities, claims = self.contents.entities, self.contents.claims
        for entity in entities.values():
            for predicate_id, other_id in entity.structure:
                predicate = self.contents.predicates[predicate_id]
                if predicate.family is Family.DEFINITION and other_id in entities:
                    for one, other in ((entity, entities[other_id]), (entities[other_id], entity)):
                        iri = f"{CLAIM}{one.id}.{predicate_id}.{other.id}"
                        claim = Claim(iri, one, predicate, other, status="definition")
                        claims.setdefault(claim.id, claim)

    # evidence

    def _evidence(self, claim: NamedNode) -> tuple[Evidence, ...]:
        items = []
        for node in self.facts.parts(claim, GG + "evidence"):
            self._check_properties(node, "Evidence")
            if (item := self._item(node, self._stance(node))) is not None:
                items.append(item)
        self._check_doubles(claim, items)
        return tuple(sorted(items, key=_evidence_order))

    def _stance(self, node: Subject) -> Stance:
        return self._closed(node, "stance", Stance, Stance.SUPPORTS)

    def _item(self, node: Subject, stance: Stance) -> Evidence | None:
        source = self._required(node, "source", self.contents.sources)
        method = self._required(node, "method", self.contents.methods, METHOD)
        read_in = self._required(node, "readIn", self.contents.sources)
        finding = self.facts.text(node, GG + "finding")
        locator = self.facts.text(node, GG + "locator")
        context = self._context(node)
        if source is None or method is None or read_in is None:
            return None
        return Evidence(source, stance, finding, method, locator, read_in, context)

    def _context(self, node: Subject) -> Context:
        values: dict[str, str] = {}
        for axis in CONTEXT_AXES:
            property_iri = GG + axis.replace("cell-type", "cellType")
            if axis in ENTITY_AXES or axis in TERM_AXES:
                value = self._context_value(node, axis, property_iri)
            else:
                value = self.facts.text(node, property_iri, required=False)
            values[axis.replace("-", "_")] = value
        return Context(**values)

    def _context_value(self, node: Subject, axis: str, property_iri: str) -> str:
        iri = self.facts.iri(node, property_iri, required=False)
        if not iri:
            return ""
        if axis in ENTITY_AXES:
            entity = self._known(node, iri, self.contents.entities)
            return entity.id if entity else ""
        term = self._known(node, iri, self.contents.contexts, CONTEXT)
        if term and term.axis != axis:
            what = f"{compact(iri)} is a {term.axis}, not a {axis}"
            self.facts.report(node, what, f"use gg:{term.axis}")
        return term.id if term else ""

    def _check_doubles(self, claim: NamedNode, items: list[Evidence]) -> None:
        seen: set[tuple[str, Stance, str]] = set()
        for item in items:
            key = (item.source.id, item.stance, item.finding)
            if key in seen:
                self.facts.report(claim, f"evidence of {item.source.id} stands twice", "keep one")
            seen.add(key)

    def _agree(self, axis: str, one: str, other: str) -> bool:
        """Whether two values of an axis can hold together: the same, or one within the other."""
        if axis == "region":
            return one in self._within(other) or other in self._within(one)
        terms = self.contents.contexts
        if axis in TERM_AXES and one in terms and other in terms:
            return one in (other, *terms[other].broader) or other in terms[one].broader
        return one == other

    def _within(self, region: str) -> set[str]:
        """A region and every region that it is part of."""
        found, waiting = set(), [region]
        while waiting:
            if (place := waiting.pop()) not in found and place in self.contents.entities:
                found.add(place)
                structure = self.contents.entities[place].structure
                waiting += [other for predicate, other in structure if predicate == "part-of"]
        return found

    # experiments

    def _experiment(self, node: NamedNode) -> Experiment | None:
        facts, entities = self.facts, self.contents.entities
        given = facts.iri(node, GG + "given", required=False)
        measured = self._required(node, "measured", entities)
        evidence = self._item(node, Stance.SUPPORTS)
        manipulations = tuple(self._manipulations(node))
        if measured is None or evidence is None:
            return None
        return Experiment(
            node.value,
            facts.text(node, LABEL),
            self._known(node, given, entities) if given else None,
            manipulations,
            measured,
            self._word(node, "manipulationAlone", ALONE),
            self._word(node, "drugOnTop", ON_TOP),
            evidence,
        )

    def _manipulations(self, node: NamedNode) -> Iterable[Manipulation]:
        for part in self.facts.parts(node, GG + "manipulation"):
            self._check_properties(part, "Manipulation")
            clamped = self._all_known(part, "clamps", self.contents.entities)
            cut = self._all_known(part, "cuts", self.contents.claims)
            given = [name for name in ("clamps", "cuts") if self.facts.nodes(part, GG + name)]
            if len(given) != 1:
                what = "a manipulation either clamps nodes or cuts claims"
                self.facts.report(node, what, "give one of gg:clamps and gg:cuts")
            to = self._word(part, "to", CLAMPS) if clamped else ""
            if cut and self.facts.nodes(part, GG + "to"):
                self.facts.report(node, "gg:to stands with gg:cuts", "leave gg:to out")
            by = self.facts.text(part, GG + "by", required=False)
            compound = self._optional(part, "with", self.contents.entities)
            yield from (Manipulation(entity, None, to, by, compound) for entity in clamped)
            yield from (Manipulation(None, claim, "", by, compound) for claim in cut)
        if not self.facts.nodes(node, GG + "manipulation"):
            self.facts.report(node, "gg:manipulation is missing", "add gg:manipulation [ ... ]")

    def _check_ends(self) -> None:
        """Structure leads to entities that exist, and so does a retired name."""
        entities = self.contents.entities
        for entity in entities.values():
            node = NamedNode(entity.iri)
            successor = [("replacedBy", entity.replaced_by)] if entity.replaced_by else []
            for _, other in (*entity.structure, *successor):
                if other not in entities:
                    self._missing(node, ENTITY + other)

    def _check_groups(self) -> None:
        """No group is a member of itself, however long the way round: nobody could list its members."""
        from graphlib import CycleError, TopologicalSorter  # here, since a warm start does without

        groups = {
            entity.id: [other for predicate, other in entity.structure if predicate == "member-of"]
            for entity in self.contents.entities.values()
        }
        try:
            TopologicalSorter(groups).prepare()
        except CycleError as error:
            first = min(error.args[1])
            what = f"entity:{first} leads by predicate:member-of back to itself"
            self.facts.report(NamedNode(ENTITY + first), what, "break the circle")

    # one value

    def _closed(self, node: Subject, name: str, values: type[_E], default: _E) -> _E:
        """A value from a closed set, named in the file as the set's member is in Python."""
        words = {member.name.lower().replace("_", "-"): member for member in values}
        return words.get(self._word(node, name, tuple(words)), default)

    def _word(self, node: Subject, name: str, words: tuple[str, ...]) -> str:
        """The one of some words of ours that a property gives."""
        iri = self.facts.iri(node, GG + name)
        if iri and iri not in {GG + word for word in words}:
            cure = "use " + ", ".join(f"gg:{word}" for word in words)
            self.facts.report(node, f"{compact(iri)} is not a value of gg:{name}", cure)
        return local_name(iri)

    _T = TypeVar("_T")

    def _required(
        self, node: Subject, name: str, known: Mapping[str, _T], namespace: str = ""
    ) -> _T | None:
        iri = self.facts.iri(node, GG + name)
        return self._known(node, iri, known, namespace) if iri else None

    def _optional(self, node: Subject, name: str, known: Mapping[str, _T]) -> _T | None:
        iri = self.facts.iri(node, GG + name, required=False)
        return self._known(node, iri, known) if iri else None

    def _all_known(self, node: Subject, name: str, known: Mapping[str, _T]) -> list[_T]:
        found = (self._known(node, iri, known) for iri in self.facts.iris(node, GG + name))
        return [thing for thing in found if thing is not None]

    def _known(
        self, node: Subject, iri: str, known: Mapping[str, _T], namespace: str = ""
    ) -> _T | None:
        """The thing of that name; where nobody described it, a problem and None.

        What bears no IRI itself, such as a method, is told from its namesakes by the namespace.
        """
        thing = known.get(local_name(iri))
        if thing is None or getattr(thing, "iri", iri) != iri or not iri.startswith(namespace):
            self._missing(node, iri, known)
            return None
        return thing

    def _missing(self, node: Subject, iri: str, known: Iterable[str] = ()) -> None:
        """A name that nothing bears. While a file cannot be read, it may be described there."""
        if self.facts.is_whole:
            cure = _closest(local_name(iri), known)
            what = f"{compact(iri)} is described nowhere"
            self.facts.report(node, what, cure or "describe it, or name another")

    def _list(self, names: Iterable[str]) -> str:
        return "use " + ", ".join(sorted(compact(name) for name in names))


_WORDS = ("Kind", "Predicate", "Tier", "Method", "ContextTerm", "Action")


def _closest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # here, since only a mistake needs it

    found = get_close_matches(name, list(known), n=1)
    return f"did you mean {found[0]}?" if found else ""


def _evidence_order(item: Evidence) -> tuple[str, ...]:
    """Source, locator, finding; then whatever else can differ, so that no file's order shows."""
    context = (f"{axis} {value}" for axis, value in item.context.stated().items())
    first = (item.source.id, item.locator, item.finding, item.stance.value, item.method.id)
    return (*first, item.read_in.id, *context)
