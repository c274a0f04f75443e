"""Small knowledge made in memory from claims written the way people say them.

A line is a subject, an arrow and an object; then, as needed, `net`, the hypotheses that hold the claim
in brackets, and one pair of braces for each item of evidence. The words of the shipped vocabulary
hold; everything else is there because a line mentions it.

    ketamine -| interneuron [disinhibition]                    an inhibition, a step of one hypothesis
    interneuron -| pyramidal-cell [h1, h2] {rat, acute}        found in rats, acutely
    ketamine -> spine-density net {randomised-controlled-trial, by=li-2010}
    hnk -0 nmda-receptor {dose=10 µM}                          looked for and not found
    ketamine -> gabab {open, human} {disputes, region=cortex}  left open, and disputed
    ketamine is-metabolised-to hnk                             any predicate by its name
    resting-nmdar pool-of nmdar                                structure needs no evidence
    ketamine.decreases.interneuron requires nmdar              a claim about a claim
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

import glutagraph
from glutagraph.answers import Path, Step
from glutagraph.knowledge import Knowledge
from glutagraph.loading import load_files
from glutagraph.location import shipped_graph
from glutagraph.model import (
    Claim,
    Contents,
    Context,
    Entity,
    Evidence,
    Family,
    Hypothesis,
    Sign,
    Source,
    Stance,
)
from glutagraph.standing import standing
from glutagraph.vocabulary import CLAIM, ENTITY, HYPOTHESIS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from glutagraph.answers import Outcome, Trace

ARROWS = {"->": "increases", "-|": "decreases", "-?": "regulates", "-0": "does-not-affect"}
STANCES = {"disputes": Stance.DISPUTES, "open": Stance.LEAVES_OPEN}
METHOD = "drug-treatment-in-animals"


def stable(examples: int) -> settings:
    """So many random cases, the same ones on every machine."""
    slow = [HealthCheck.too_slow]
    return settings(
        max_examples=examples, derandomize=True, deadline=None, suppress_health_check=slow
    )


@cache
def words() -> Contents:
    """The shipped vocabulary: kinds, predicates, methods, context terms."""
    return load_files([shipped_graph() / "vocabulary.ttl"])


@cache
def shipped() -> Knowledge:
    """The graph that comes with the package."""
    return glutagraph.load()


@cache
def toy(name: str) -> Knowledge:
    """A small graph kept as Turtle, read with the shipped vocabulary."""
    folder = FilePath(__file__).parent / "toy" / name
    return glutagraph.load(shipped_graph() / "vocabulary.ttl", folder)


def knowledge(
    *lines: str,
    includes: Mapping[str, tuple[str, ...]] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> Knowledge:
    """What some lines say; `includes` gives hypotheses their modules, `kinds` entities their kind."""
    builder = _Builder(includes or {}, kinds or {})
    for line in lines:
        builder.add(line)
    return builder.knowledge()


def claim(line: str) -> Claim:
    """The one claim that a line makes."""
    (only,) = knowledge(line).claims.values()
    return only


def path(*lines: str) -> Path:
    """Claims end to end."""
    steps, net = [], Sign.POSITIVE
    for one in map(claim, lines):
        net = net * one.sign
        steps.append(Step(one, net))
    return Path(tuple(steps))


def names(*paths: Path) -> list[list[str]]:
    """The claims of some paths, by name."""
    return [[one.id for one in each.claims] for each in paths]


def only(answer: Trace) -> Outcome:
    """The answer for an end that is no group."""
    (outcome,) = answer.outcomes
    return outcome


def route_names(outcome: Outcome) -> dict[str, list[list[str]]]:
    """The paths shown by hypothesis; under "" what was stated end to end."""
    return {r.hypothesis.id if r.hypothesis else "": names(*r.paths) for r in outcome.routes}


def joints(outcome: Outcome) -> list[list[str]]:
    """Why each of the stitched paths shown is stitched."""
    return [[joint.reason for joint in path.joints] for path in outcome.stitched]


def agree(graph: Knowledge, axis: str, one: str, other: str) -> bool:
    """Whether two context values can hold together: the same, or one within the other."""
    return graph.holds(axis, one, other) or graph.holds(axis, other, one)


class _Builder:
    def __init__(self, includes: Mapping[str, tuple[str, ...]], kinds: Mapping[str, str]) -> None:
        self.kinds = kinds
        self.modules = {module for modules in includes.values() for module in modules}
        self.entities: dict[str, Entity] = {}
        self.sources: dict[str, Source] = {}
        self.hypotheses: dict[str, Hypothesis] = {}
        self.claims: dict[str, Claim] = {}
        for name in (*includes, *self.modules, *kinds):
            if name in kinds:
                self.entity(name)
            else:
                self.hypothesis(name, includes.get(name, ()))

    def add(self, line: str) -> None:
        said = re.fullmatch(r"(\S+)(?: (\S+) (\S+)(.*))?", line)
        assert said, f"not a claim: {line}"
        subject, arrow, object_, rest = said.groups()
        if arrow is None:
            self.entity(subject)
            return
        predicate = words().predicates[ARROWS.get(arrow, arrow)]
        if predicate.family in (Family.STRUCTURAL, Family.DEFINITION):
            self.structure(subject, predicate.id, object_)
        else:
            self.claim(subject, predicate.id, object_, rest)

    def entity(self, name: str, kind: str = "process") -> Entity:
        if name not in self.entities:
            label = name.replace("-", " ")
            self.entities[name] = Entity(ENTITY + name, label, self.kinds.get(name, kind))
        return self.entities[name]

    def hypothesis(self, name: str, includes: tuple[str, ...] = ()) -> None:
        module = name in self.modules
        made = Hypothesis(HYPOTHESIS + name, name, includes=includes, is_module=module)
        self.hypotheses.setdefault(name, made)

    def source(self, name: str) -> Source:
        return self.sources.setdefault(name, Source(SOURCE + name, name))

    def structure(self, subject: str, predicate: str, object_: str) -> None:
        """A definition stands on its entity; opposites lead to one another."""
        kind = "brain-region" if predicate == "part-of" else "process"
        one, other = self.entity(subject, kind), self.entity(object_, kind)
        self.entities[subject] = replace(one, structure=(*one.structure, (predicate, other.id)))
        if words().predicates[predicate].family is Family.DEFINITION:
            for start, end in ((one, other), (other, one)):
                name = f"{start.id}.{predicate}.{end.id}"
                self.claims[name] = Claim(
                    CLAIM + name, start, words().predicates[predicate], end, status="definition"
                )

    def claim(self, subject: str, predicate: str, object_: str, rest: str) -> None:
        name = f"{subject}.{predicate}.{object_}"
        assert name not in self.claims, f"said twice: {name}"
        held = re.findall(r"[\w-]+", "".join(re.findall(r"\[(.*?)\]", rest)))
        for hypothesis in held:
            self.hypothesis(hypothesis)
        self.claims[name] = Claim(
            CLAIM + name,
            self.claims[subject] if "." in subject else self.entity(subject),
            words().predicates[predicate],
            self.entity(object_),
            tuple(self.evidence(item) for item in re.findall(r"\{(.*?)\}", rest) or [""]),
            tuple(held),
            net=bool(re.search(r" net\b", rest.partition("{")[0])),
        )

    def evidence(self, said: str) -> Evidence:
        stance, method, source = Stance.SUPPORTS, METHOD, "somebody-2001"
        axes: dict[str, str] = {}
        for word in filter(None, (word.strip() for word in said.split(","))):
            axis, equals, value = word.partition("=")
            if axis == "by":
                source = value
            elif equals:
                axes[axis.replace("-", "_")] = value
            elif word in STANCES:
                stance = STANCES[word]
            elif word in words().methods:
                method = word
            else:
                axes[words().contexts[word].axis] = word
        if "region" in axes:
            self.entity(axes["region"], "brain-region")
        made, review = self.source(source), self.source("review-2018")
        finding = f"As {source} found."
        return Evidence(
            made, stance, finding, words().methods[method], "Part 1", review, Context(**axes)
        )

    def knowledge(self) -> Knowledge:
        """Everything said, in order, each claim judged by what speaks against it."""
        contents = replace(
            words(),
            entities=dict(sorted(self.entities.items())),
            sources=dict(sorted(self.sources.items())),
            hypotheses=dict(sorted(self.hypotheses.items())),
            claims=dict(sorted(self.claims.items())),
        )
        unjudged = Knowledge(contents)
        judged = standing(contents.claims, lambda *values: agree(unjudged, *values))
        return Knowledge(replace(contents, claims=judged))
