"""What is known as rows of JSON, and back: for the cache, and for compiled stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model import (
    Arm,
    Claim,
    Contents,
    Context,
    Entity,
    Evidence,
    Experiment,
    Family,
    Figure,
    Hypothesis,
    Identifier,
    Kind,
    Manipulation,
    Predicate,
    Sign,
    Source,
    Stance,
    Study,
    Term,
    Tier,
)
from .vocabulary import CONTEXT_AXES, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .model import Named

_STANCES = {stance.value: stance for stance in Stance}
_Rows = list[Any]
_Words = tuple[dict[str, Kind], dict[str, Predicate], tuple[dict[str, Term], ...]]


def adjacency_rows(contents: Contents) -> _Rows:
    """Everything but the evidence: what searches need."""
    return [
        *word_rows(contents),
        [
            [
                *(s.iri, s.label, s.title, s.year, s.journal, s.type),
                *([[i.curie, i.match] for i in s.identifiers], s.note, s.first_author),
            ]
            for s in contents.sources.values()
        ],
        [
            [
                *(e.iri, e.label, e.kind, e.synonyms, e.description),
                *([[i.curie, i.match] for i in e.identifiers], e.structure),
                *(e.retired, e.replaced_by),
            ]
            for e in contents.entities.values()
        ],
        [
            [
                *(h.iri, h.label, h.description, h.synonyms, h.includes, h.rivals),
                *([source.id for source in h.proposed_by], h.is_module),
            ]
            for h in contents.hypotheses.values()
        ],
        [_claim_row(claim) for claim in contents.claims.values()],
    ]


def word_rows(contents: Contents) -> _Rows:
    """The vocabulary: kinds, predicates, and four tables of terms."""
    return [
        [[k.id, k.label, k.column, k.folder, k.broader] for k in contents.kinds.values()],
        [
            [p.iri, p.label, p.family.value, int(p.sign), p.domain, p.range]
            for p in contents.predicates.values()
        ],
        [[[*_term_row(term)] for term in table.values()] for table in _terms(contents)],
    ]


def _terms(contents: Contents) -> tuple[Mapping[str, Term], ...]:
    return (contents.methods, contents.contexts, contents.actions, contents.designs)


def _term_row(term: Term) -> _Rows:
    return [term.id, term.label, term.axis, int(term.tier), term.broader]


def _claim_row(claim: Claim) -> _Rows:
    return [
        *(claim.iri, claim.subject.iri, claim.predicate.id, claim.object.id),
        *(claim.hypotheses, claim.net, claim.action),
        *([entity.id for entity in claim.in_respect_of], claim.note, claim.status, claim.against),
    ]


def evidence_rows(contents: Contents) -> _Rows:
    """The evidence of each claim, then the experiments, which are evidence too."""
    claims = {c.id: [item_row(item) for item in c.evidence] for c in contents.claims.values()}
    return [claims, experiment_rows(contents), study_rows(contents)]


def experiment_rows(contents: Contents) -> _Rows:
    """The experiments."""
    return [
        [
            *(x.iri, x.label, x.given.id if x.given else None),
            [_part_row(part) for part in x.manipulations],
            *(x.measured.id, x.alone, x.on_top, item_row(x.evidence)),
        ]
        for x in contents.experiments.values()
    ]


def study_rows(contents: Contents) -> _Rows:
    """The studies."""
    return [_study_row(study) for study in contents.studies.values()]


def _study_row(s: Study) -> _Rows:
    return [
        *(s.iri, s.label, s.method.id, s.result, s.finding, _slugs(s.sources), s.read_in.id),
        *(s.locator, s.design, s.phase, _slugs(s.population), s.participants, s.completers),
        *(s.regimen, _slugs(s.added_to), s.length, [_arm_row(arm) for arm in s.arms]),
        *(_slugs(s.measured), _slugs(s.scales), [_figure_row(figure) for figure in s.figures]),
        *(s.onset, s.duration, _slugs(s.adverse), _slugs(s.absent), s.registrations, s.note),
    ]


def _arm_row(arm: Arm) -> _Rows:
    return [*(arm.given.id, arm.is_comparator, arm.dose, arm.route, arm.schedule, arm.participants)]


def _figure_row(f: Figure) -> _Rows:
    return [
        *(f.quantity, f.group, f.scale.id if f.scale else None, f.value, f.unit, f.spread),
        *(f.spread_type, f.p, f.against, f.time),
    ]


def _slugs(things: Iterable[Named]) -> list[str]:
    return [thing.id for thing in things]


def item_row(item: Evidence) -> _Rows:
    """An item of evidence."""
    return [
        *(item.source.id, item.stance.value, item.finding, item.method.id),
        *(item.locator, item.read_in.id, [item.context.on(axis) for axis in CONTEXT_AXES]),
        item.note,
    ]


def _part_row(part: Manipulation) -> _Rows:
    return [
        part.clamps.id if part.clamps else None,
        part.cuts.id if part.cuts else None,
        part.to,
        part.by,
        part.compound.id if part.compound else None,
    ]


def read_contents(adjacency: _Rows, evidence: _Rows) -> Contents:
    """All that was known."""
    *words, sources, entities, hypotheses, claims = adjacency
    contents = Contents()
    contents.kinds, contents.predicates, terms = read_words(words)
    contents.methods, contents.contexts, contents.actions, contents.designs = terms
    for iri, label, title, year, journal, sort, identifiers, *rest in sources:
        known = _identifiers(identifiers)
        source = Source(iri, label, title, year, journal, sort, known, *rest)
        contents.sources[source.id] = source
    for iri, label, kind, synonyms, description, identifiers, structure, *retired in entities:
        entity = Entity(
            *(iri, label, kind, tuple(synonyms), description),
            *(_identifiers(identifiers), tuple(map(tuple, structure)), *retired),
        )
        contents.entities[entity.id] = entity
    for iri, label, description, synonyms, includes, rivals, proposed, is_module in hypotheses:
        hypothesis = Hypothesis(
            *(iri, label, description, tuple(synonyms), tuple(includes), tuple(rivals)),
            *(tuple(contents.sources[slug] for slug in proposed), is_module),
        )
        contents.hypotheses[hypothesis.id] = hypothesis
    _add_claims(contents, claims, evidence[0])
    contents.experiments = read_experiments(contents, evidence[1])
    contents.studies = read_studies(contents, evidence[2])
    return contents


def read_words(rows: _Rows) -> _Words:
    """Kinds, predicates, and the four tables of terms."""
    kinds, predicates, terms = rows
    made = [
        Predicate(iri, label, Family(family), Sign(sign), tuple(domain), tuple(range_))
        for iri, label, family, sign, domain, range_ in predicates
    ]
    return (
        {
            slug: Kind(slug, label, column, folder, tuple(broader))
            for slug, label, column, folder, broader in kinds
        },
        {predicate.id: predicate for predicate in made},
        tuple(
            {
                slug: Term(slug, label, axis, Tier(tier), tuple(broader))
                for slug, label, axis, tier, broader in table
            }
            for table in terms
        ),
    )


def _identifiers(rows: _Rows) -> tuple[Identifier, ...]:
    return tuple(Identifier(curie, match) for curie, match in rows)


def _add_claims(contents: Contents, rows: _Rows, evidence: Mapping[str, _Rows]) -> None:
    """The claims: those about entities first, since the others are about them."""
    things: dict[str, Any] = {entity.iri: entity for entity in contents.entities.values()}
    found: dict[str, Claim] = {}
    for row in sorted(rows, key=lambda row: row[1] not in things):
        iri, subject, predicate, object_, held, net, action, respects, note, status, against = row
        claim = Claim(
            *(iri, things[subject], contents.predicates[predicate], contents.entities[object_]),
            tuple(read_item(contents, item) for item in evidence[local_name(iri)]),
            *(tuple(held), net, action),
            tuple(contents.entities[slug] for slug in respects),
            *(note, status, tuple(map(tuple, against))),
        )
        things[iri] = found[claim.id] = claim
    contents.claims = {slug: found[slug] for slug in sorted(found)}


def read_item(contents: Contents, row: _Rows) -> Evidence:
    """An item of evidence."""
    source, stance, finding, method, locator, read_in, context, note = row
    return Evidence(
        *(contents.sources[source], _STANCES[stance], finding, contents.methods[method], locator),
        *(contents.sources[read_in], Context(*context), note),
    )


def read_experiments(contents: Contents, rows: _Rows) -> dict[str, Experiment]:
    """The experiments, whose parts are in the contents."""
    entities = contents.entities
    experiments: dict[str, Experiment] = {}
    for iri, label, given, parts, measured, alone, on_top, item in rows:
        manipulations = tuple(
            Manipulation(
                entities[clamps] if clamps else None,
                contents.claims[cuts] if cuts else None,
                *(to, by, entities[compound] if compound else None),
            )
            for clamps, cuts, to, by, compound in parts
        )
        experiment = Experiment(
            *(iri, label, entities[given] if given else None, manipulations, entities[measured]),
            *(alone, on_top, read_item(contents, item)),
        )
        experiments[experiment.id] = experiment
    return experiments


def read_studies(contents: Contents, rows: _Rows) -> dict[str, Study]:
    """The studies, whose parts are in the contents."""
    entities, sources = contents.entities, contents.sources
    studies: dict[str, Study] = {}
    for row in rows:
        iri, label, method, result, finding, reported, read_in, locator, *row = row
        design, phase, population, participants, completers, regimen, added_to, *row = row
        length, arms, measured, scales, figures, onset, duration, adverse, absent, *row = row
        registrations, note = row
        values: _Rows = [
            *(iri, label, contents.methods[method], result, finding),
            *(tuple(sources[slug] for slug in reported), sources[read_in], locator),
            *(tuple(design), phase, _all(entities, population), participants, completers, regimen),
            *(_all(entities, added_to), length),
            tuple(Arm(entities[given], *rest) for given, *rest in arms),
            *(_all(entities, measured), _all(entities, scales)),
            tuple(_figure(contents, figure) for figure in figures),
            *(onset, duration, _all(entities, adverse), _all(entities, absent)),
            *(tuple(registrations), note),
        ]
        study = Study(*values)
        studies[study.id] = study
    return studies


def _figure(contents: Contents, row: _Rows) -> Figure:
    quantity, group, scale, *rest = row
    return Figure(quantity, group, contents.entities[scale] if scale else None, *rest)


def _all(entities: Mapping[str, Entity], slugs: _Rows) -> tuple[Entity, ...]:
    return tuple(entities[slug] for slug in slugs)
