"""Claims, their evidence, and how they stand to one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Claim, Entity, Evidence, Family, Predicate, Stance
from ..standing import standing
from ..vocabulary import ACTION, CLAIM, RDFS, compact
from .evidence import EvidenceReader
from .values import GG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..rdf import NamedNode

COMMENT = RDFS + "comment"


class ClaimReader(EvidenceReader):
    """Reads claims; those about claims after those about entities."""

    def read(self) -> None:
        """Plain claims first, since a dependency's subject is one of them; then who speaks against."""
        nodes = self.facts.of_type(GG + "Claim")
        for node in sorted(nodes, key=self._is_about_a_claim):
            self._check_properties(node, "Claim")
            if (claim := self._claim(node)) is not None:
                self.contents.claims[claim.id] = claim
        self._define_opposites()
        ordered = dict(sorted(self.contents.claims.items()))
        self.contents.claims = standing(ordered, self.contents.agree)

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

    def _evidence(self, claim: NamedNode) -> tuple[Evidence, ...]:
        items = []
        for node in self.facts.parts(claim, GG + "evidence"):
            self._check_properties(node, "Evidence")
            if (item := self._item(node, self._stance(node))) is not None:
                items.append(item)
        self._check_doubles(claim, items)
        return tuple(sorted(items, key=_evidence_order))

    def _check_doubles(self, claim: NamedNode, items: list[Evidence]) -> None:
        seen: set[tuple[str, Stance, str]] = set()
        for item in items:
            key = (item.source.id, item.stance, item.finding)
            if key in seen:
                self.facts.report(claim, f"evidence of {item.source.id} stands twice", "keep one")
            seen.add(key)


def _evidence_order(item: Evidence) -> tuple[str, ...]:
    """Source, locator, finding; then whatever else can differ, so that no file's order shows."""
    context = (f"{axis} {value}" for axis, value in item.context.stated().items())
    first = (item.source.id, item.locator, item.finding, item.stance.value, item.method.id)
    return (*first, item.read_in.id, *context, item.note)
