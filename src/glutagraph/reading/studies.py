"""Studies: trials, meta-analyses, case series and chart reviews as data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..facts import LABEL
from ..model import STUDY_RESULTS, Arm, Figure, Study
from ..rdf import Literal
from ..vocabulary import CONTEXT, DESIGN, METHOD, PREFIXES, RDFS, STUDY, compact
from .values import GG, Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..rdf import NamedNode, Subject

COMMENT = RDFS + "comment"
ROLES = ("treatment", "comparator")
SPREADS = ("standard-deviation", "standard-error", "confidence-interval")
PHASES = ("1", "1/2", "2", "2a", "2b", "3", "4")
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_PROBABILITY = re.compile(r"[<>=≤≥] ?(0?\.[0-9]+|[01])")
_SPAN = re.compile(
    r"((within|about|up to|at least|over|less than) )?(a few|[0-9]+(\.[0-9]+)?(-[0-9]+(\.[0-9]+)?)?)"
    r" (min|h|d|weeks?|months?|years?)"
)


class StudyReader(Reader):
    """Reads studies, each with its arms and its figures."""

    def read(self) -> None:
        """The studies."""
        self._read_all(self.contents.studies, "Study", STUDY, self._study)
        studies = self.contents.studies.items()
        self.contents.studies = {slug: study for slug, study in sorted(studies) if study}

    def _study(self, node: NamedNode) -> Study | None:
        facts, entities, sources = self.facts, self.contents.entities, self.contents.sources
        method = self._required(node, "method", self.contents.methods, METHOD)
        read_in = self._required(node, "readIn", sources)
        reported = self._all_known(node, "source", sources)
        if not facts.nodes(node, GG + "source"):
            facts.report(node, "gg:source is missing", "name the paper or the registry record")
        designs = self._all_known(node, "design", self.contents.designs, DESIGN)
        label, finding = facts.text(node, LABEL), facts.text(node, GG + "finding")
        head = (
            *(node.value, label, method, self._word(node, "primaryResult", STUDY_RESULTS), finding),
            *(tuple(reported), read_in, facts.text(node, GG + "locator")),
        )
        study = Study(
            *head,  # type: ignore[arg-type]  # whether method and source are there is told below
            tuple(term.id for term in designs),
            self._phase(node),
            tuple(self._all_known(node, "population", entities)),
            self._count(node, "participants"),
            self._count(node, "completers"),
            self._term(node, "regimen"),
            tuple(self._all_known(node, "addedTo", entities)),
            self._span(node, "length"),
            self._arms(node),
            tuple(self._all_known(node, "measured", entities)),
            tuple(self._all_known(node, "scale", entities)),
            self._figures(node),
            self._span(node, "onset"),
            self._span(node, "duration"),
            tuple(self._all_known(node, "adverseEffect", entities)),
            tuple(self._all_known(node, "noAdverseEffect", entities)),
            self._registrations(node),
            facts.text(node, COMMENT, required=False),
        )
        return study if method and read_in else None

    def _arms(self, study: NamedNode) -> tuple[Arm, ...]:
        """The groups, those treated first; among them as their names and doses sort."""
        arms = list(self._read_arms(study))
        is_read = len(arms) == len(self.facts.nodes(study, GG + "arm"))
        if is_read and all(arm.is_comparator for arm in arms) and self.facts.is_whole:
            cure = "say what was studied, as gg:arm [ gg:given ... ; gg:role gg:treatment ]"
            self.facts.report(study, "no gg:arm has a treatment", cure)
        return tuple(sorted(arms, key=_arm_order))

    def _read_arms(self, study: NamedNode) -> Iterable[Arm]:
        for part in self.facts.parts(study, GG + "arm"):
            self._check_properties(part, "Arm")
            given = self._required(part, "given", self.contents.entities)
            role = self._word(part, "role", ROLES)
            dose = self.facts.text(part, GG + "dose", required=False)
            schedule = self.facts.text(part, GG + "schedule", required=False)
            route = self._term(part, "route")
            count = self._count(part, "participants")
            if given is not None and role in ROLES:
                yield Arm(given, role == "comparator", dose, route, schedule, count)

    def _figures(self, study: NamedNode) -> tuple[Figure, ...]:
        return tuple(sorted(self._read_figures(study), key=_figure_order))

    def _read_figures(self, study: NamedNode) -> Iterable[Figure]:
        for part in self.facts.parts(study, GG + "figure"):
            self._check_properties(part, "Figure")
            facts = self.facts
            figure = Figure(
                facts.text(part, GG + "quantity"),
                facts.text(part, GG + "group", required=False),
                self._optional(part, "scale", self.contents.entities),
                self._number(part, "value"),
                facts.text(part, GG + "unit", required=bool(facts.nodes(part, GG + "value"))),
                self._number(part, "spread"),
                self._spread_type(part),
                self._probability(part),
                facts.text(part, GG + "against", required=False),
                self._span(part, "time"),
            )
            if not (facts.nodes(part, GG + "value") or facts.nodes(part, GG + "p")):
                what = f"the figure '{figure.quantity}' has neither gg:value nor gg:p"
                facts.report(study, what, "give the number, or take the figure out")
            yield figure

    def _spread_type(self, part: Subject) -> str:
        is_spread = bool(self.facts.nodes(part, GG + "spread"))
        if not is_spread and self.facts.nodes(part, GG + "spreadType"):
            self.facts.report(part, "gg:spreadType stands without gg:spread", "leave it out")
        return self._word(part, "spreadType", SPREADS) if is_spread else ""

    def _term(self, node: Subject, axis: str) -> str:
        """The slug of a context term of an axis."""
        iri = self.facts.iri(node, GG + axis, required=False)
        term = self._known(node, iri, self.contents.contexts, CONTEXT) if iri else None
        if term and term.axis != axis:
            self.facts.report(node, f"{compact(iri)} is not a {axis}", f"use a {axis}")
        return term.id if term else ""

    def _count(self, node: Subject, name: str) -> int | None:
        return self.facts.number(node, GG + name) if self.facts.nodes(node, GG + name) else None

    def _number(self, node: Subject, name: str) -> str:
        """A decimal number as written; empty where there is none."""
        nodes = self.facts.nodes(node, GG + name)
        values = [one.value for one in nodes if isinstance(one, Literal)]
        if nodes and not (len(values) == len(nodes) == 1 and _NUMBER.fullmatch(values[0])):
            self.facts.report(node, f"gg:{name} is not a number", "write one, as in -18.4")
        return values[0] if values else ""

    def _probability(self, part: Subject) -> str:
        return self._matching(part, "p", _PROBABILITY, 'write it as "< 0.001"')

    def _span(self, node: Subject, name: str) -> str:
        cure = 'write a number and min, h, d, weeks, months or years, as in "within 2 h"'
        return self._matching(node, name, _SPAN, cure)

    def _phase(self, node: Subject) -> str:
        phases = re.compile("|".join(PHASES))
        return self._matching(node, "phase", phases, f"one of {', '.join(PHASES)}")

    def _matching(self, node: Subject, name: str, pattern: re.Pattern[str], cure: str) -> str:
        text = self.facts.text(node, GG + name, required=False)
        if text and not pattern.fullmatch(text):
            self.facts.report(node, f'gg:{name} "{text}" cannot be read', cure)
        return text

    def _registrations(self, node: NamedNode) -> tuple[str, ...]:
        iris = self.facts.iris(node, GG + "registration")
        for iri in iris:
            if not re.fullmatch(re.escape(PREFIXES["nct"]) + "NCT[0-9]{8}", iri):
                cure = "a number has eight digits: nct:NCT01640080"
                self.facts.report(node, f"{compact(iri)} is not a registry number", cure)
        return tuple(map(compact, iris))


def _arm_order(arm: Arm) -> tuple[object, ...]:
    count = -1 if arm.participants is None else arm.participants
    first = (arm.is_comparator, arm.given.id, _first_number(arm.dose), arm.dose)
    return (*first, arm.schedule, arm.route, count)


def _figure_order(figure: Figure) -> tuple[object, ...]:
    scale = figure.scale.id if figure.scale else ""
    first = (figure.quantity, scale, _first_number(figure.time), figure.time, figure.group)
    rest = (figure.unit, figure.spread, figure.spread_type, figure.p, figure.against)
    return (*first, figure.value, *rest)


def _first_number(text: str) -> float:
    """What a dose or a time sorts by: 5 mg before 10 mg."""
    found = re.search(r"[0-9]+(\.[0-9]+)?", text)
    return float(found[0]) if found else 0.0
