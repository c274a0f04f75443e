"""Sources, entities and hypotheses: what claims are about, rest on and serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..facts import LABEL, TYPE
from ..model import Entity, Family, Hypothesis, Identifier, Source
from ..rdf import NamedNode
from ..vocabulary import (
    DCTERMS,
    ENTITY,
    HYPOTHESIS,
    KIND,
    PREDICATE,
    RDFS,
    SKOS,
    SOURCE,
    compact,
    local_name,
)
from .values import GG, TYPES, WORDS, Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

COMMENT = RDFS + "comment"
_MATCHES = ("exactMatch", "closeMatch", "broadMatch")


class ThingReader(Reader):
    """Reads what files describe beside claims and experiments."""

    def read(self) -> None:
        """Sources, entities with their structure, then hypotheses."""
        self._check_types()
        self._read_all(self.contents.sources, "Source", SOURCE, self._source)
        self._read_entities()
        self._check_ends()
        self._check_groups()
        self._read_all(self.contents.hypotheses, "Hypothesis", HYPOTHESIS, self._hypothesis)
        self._read_all(self.contents.hypotheses, "Module", HYPOTHESIS, self._hypothesis)

    def _check_types(self) -> None:
        """Every type is one we know, everything described has one, and nothing lies about loose."""
        known = {GG + name for name in (*TYPES, *WORDS)}
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

    def _source(self, node: NamedNode) -> Source:
        facts = self.facts
        kind = self._word(node, "sourceType", ("primary", "review", "context", "grey"))
        return Source(
            node.value,
            facts.text(node, LABEL),
            facts.text(node, DCTERMS + "title", required=False),
            facts.text(node, DCTERMS + "issued", required=kind != "grey"),
            facts.text(node, GG + "journal", required=False),
            kind,
            self._identifiers(node),
            facts.text(node, COMMENT, required=False),
            facts.text(node, GG + "firstAuthor", required=False),
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
