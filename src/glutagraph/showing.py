"""Everything known of one thing, as lines of text: what it is, what speaks for it and what against."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from .export import claims_on, experiments_on, studies_on
from .model import (
    STUDY_RESULTS,
    Claim,
    Entity,
    Experiment,
    Family,
    Hypothesis,
    Source,
    Stance,
    Study,
)
from .text import claim_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .contradicting import Contradiction
    from .knowledge import Knowledge, Thing
    from .model import Arm, Evidence, Figure
    from .text import Page


def show_lines(thing: Thing, knowledge: Knowledge, page: Page) -> Iterator[str]:
    """Everything known of a thing, what speaks for it and what against."""
    if isinstance(thing, Entity):
        yield from _entity_lines(thing, knowledge, page)
    elif isinstance(thing, Claim):
        yield from _claim_lines(thing, knowledge, page)
    elif isinstance(thing, Hypothesis):
        yield from _hypothesis_lines(thing, knowledge, page)
    elif isinstance(thing, Source):
        yield from _source_lines(thing, knowledge, page)
    elif isinstance(thing, Study):
        yield from _study_lines(thing, knowledge, page)
    else:
        yield from _experiment_lines(thing, knowledge, page)


def identity_lines(entity: Entity, knowledge: Knowledge, page: Page) -> Iterator[str]:
    """What an entity is and is called, here and elsewhere, and how it is built."""
    kind = knowledge.kinds[entity.kind].label
    yield f"{page.bold(entity.label)} · {page.plain(f'{kind} · entity:{entity.id}')}"
    if entity.description:
        yield page.wrapped(entity.description, 2)
    if entity.synonyms:
        yield page.wrapped(f"also called {', '.join(entity.synonyms)}", 2, 4)
    for match in ("exact", "close", "broad"):
        curies = [i.curie for i in entity.identifiers if i.match == match]
        if curies:
            yield page.wrapped(f"{match} match: {', '.join(curies)}", 2, 4)
    for predicate, other in entity.structure:
        label = knowledge.entities[other].label
        yield page.wrapped(f"{knowledge.predicates[predicate].label} {label}", 2, 4)


def _entity_lines(entity: Entity, knowledge: Knowledge, page: Page) -> Iterator[str]:
    yield from identity_lines(entity, knowledge, page)
    claims = [c for c in claims_on(entity, knowledge) if c.family is not Family.DEFINITION]
    said_of = [claim for claim in claims if claim.subject == entity]
    yield from claim_list("What it does", said_of, page)
    yield from claim_list("What acts on it", [c for c in claims if c.object == entity], page)
    yield from claim_list("Said of its effects", said_of_effects(entity, claims), page)
    yield from experiment_list(experiments_on(entity, knowledge), page)
    yield from study_list(studies_on(entity, knowledge), page)


def said_of_effects(entity: Entity, claims: Iterable[Claim]) -> list[Claim]:
    """The claims about a claim in which an entity takes part: what its effects require."""
    about = (claim for claim in claims if isinstance(claim.subject, Claim))
    return [claim for claim in about if claim.object != entity]


def study_list(studies: Iterable[Study], page: Page, title: str = "Studies") -> Iterator[str]:
    """Studies by result, a line or two each."""
    listed = list(studies)
    if listed:
        yield ""
        results = Counter(study.result for study in listed)
        told = ", ".join(f"{results[word]} {word}" for word in STUDY_RESULTS if results[word])
        yield page.bold(f"{title}: {told}")
    for study in sorted(listed, key=lambda study: STUDY_RESULTS.index(study.result)):
        number = f", n {study.participants}" if study.participants else ""
        reported = "; ".join(source.label for source in study.sources)
        line = f"{study.result}: {study.label} ({reported}{number})"
        yield page.wrapped(line, 2, 4)
        yield page.dim(page.wrapped(f"study:{study.id} · {study.finding}", 4, 6))


def experiment_list(experiments: Iterable[Experiment], page: Page) -> Iterator[str]:
    """Experiments, a line each."""
    listed = list(experiments)
    if listed:
        yield ""
        yield page.bold("Experiments")
    for experiment in listed:
        yield page.wrapped(f"{experiment.label}  (experiment:{experiment.id})", 2, 4)


def claim_list(title: str, claims: Iterable[Claim], page: Page) -> Iterator[str]:
    """Claims under a title, each with how well it stands; nothing where there are none."""
    listed = list(claims)
    if not listed:
        return
    yield ""
    yield page.bold(title)
    for claim in listed:
        mark = "" if claim.status in ("supported", "definition") else f" [{claim.status}]"
        yield page.wrapped(f"{claim_text(claim)}{mark}", 2, 4)
        facts = f"{claim.tier.id}, {_papers(claim)} · claim:{claim.id}"
        yield page.dim(page.wrapped(facts, 4, 6))


def _papers(claim: Claim) -> str:
    count = len(claim.papers)
    return "1 independent source" if count == 1 else f"{count} independent sources"


def _claim_lines(claim: Claim, knowledge: Knowledge, page: Page) -> Iterator[str]:
    yield f"{page.bold(claim_text(claim))} · {page.plain(f'claim:{claim.id}')}"
    facts = [claim.family.value, claim.status, claim.tier.id, _papers(claim)]
    if claim.family is Family.CAUSAL:
        facts.insert(1, "an end result" if claim.net else "a direct link")
    if claim.action:
        facts.append(knowledge.actions[claim.action].label)
    yield page.wrapped(" · ".join(facts), 2)
    if claim.note:
        yield page.wrapped(claim.note, 2)
    if claim.hypotheses:
        labels = [knowledge.hypotheses[name].label for name in claim.hypotheses]
        yield page.wrapped(f"serves {'; '.join(labels)}", 2, 4)
    for stance, title in (
        (Stance.SUPPORTS, "For"),
        (Stance.DISPUTES, "Against"),
        (Stance.LEAVES_OPEN, "Left open"),
    ):
        if items := claim.items(stance):
            yield ""
            yield page.bold(title)
            for item in items:
                yield from _item_lines(item, knowledge, page)
    if claim.against:
        yield ""
        yield page.bold("What speaks against it")
        for by, axis in claim.against:
            yield from _opposing_lines(by, axis, knowledge, page)
    yield from claim_list("Said of this effect", claims_on(claim, knowledge), page)
    yield from experiment_list(experiments_on(claim, knowledge), page)
    yield from study_list(studies_on(claim, knowledge), page)


def _opposing_lines(by: str, axis: str, knowledge: Knowledge, page: Page) -> Iterator[str]:
    """A claim or source that speaks against another, with what it found and what sets it apart."""
    apart = f" (differs in {axis})" if axis else ""
    if by not in knowledge.claims:
        yield page.wrapped(f"{knowledge.sources[by].label}{apart}", 2, 4)
        return
    null = knowledge.claims[by]
    yield page.wrapped(f"{claim_text(null)}{apart} · claim:{by}", 2, 4)
    for item in null.items(Stance.SUPPORTS):
        yield page.dim(page.wrapped(f"{item.source.label}: {item.finding}", 4, 6))


def _item_lines(item: Evidence, knowledge: Knowledge, page: Page) -> Iterator[str]:
    yield page.wrapped(f"{item.source.label}: {item.finding}", 2, 4)
    context = ", ".join(
        f"{axis} {knowledge.context_label(axis, value)}"
        for axis, value in item.context.stated().items()
    )
    yield page.dim(page.wrapped(f"{item.method.label} ({item.tier.id})", 4, 6))
    if context:
        yield page.dim(page.wrapped(context, 4, 6))
    if item.note:
        yield page.wrapped(item.note, 4, 6)
    yield page.dim(page.wrapped(f"read in {item.read_in.label}: {item.locator}", 4, 6))


def _hypothesis_lines(hypothesis: Hypothesis, knowledge: Knowledge, page: Page) -> Iterator[str]:
    sort = "module" if hypothesis.is_module else "hypothesis"
    yield f"{page.bold(hypothesis.label)} · {page.plain(f'{sort} · hypothesis:{hypothesis.id}')}"
    yield page.wrapped(hypothesis.description, 2)
    if hypothesis.proposed_by:
        labels = "; ".join(source.label for source in hypothesis.proposed_by)
        yield page.wrapped(f"put forward by {labels}", 2, 4)
    for title, names in (("includes", hypothesis.includes), ("rival of", hypothesis.rivals)):
        for name in names:
            yield page.wrapped(
                f"{title} {knowledge.hypotheses[name].label} (hypothesis:{name})", 2, 4
            )
    claims = claims_on(hypothesis, knowledge)
    steps = [claim for claim in claims if claim.is_traversed]
    yield from claim_list("Steps", [claim for claim in steps if not claim.net], page)
    yield from claim_list("End results", [claim for claim in steps if claim.net], page)
    yield from claim_list("Else", [claim for claim in claims if not claim.is_traversed], page)


def _source_lines(source: Source, knowledge: Knowledge, page: Page) -> Iterator[str]:
    yield f"{page.bold(source.label)} · {page.plain(f'{source.type} · source:{source.id}')}"
    if source.title:
        yield page.wrapped(
            f"{source.title}. {source.journal}".rstrip(". ") + f", {source.year}", 2, 4
        )
    if source.note:
        yield page.wrapped(source.note, 2, 4)
    for identifier in source.identifiers:
        yield page.wrapped(identifier.curie, 2)
    yield from claim_list("Claims that rest on it", claims_on(source, knowledge), page)
    yield from experiment_list(experiments_on(source, knowledge), page)
    yield from study_list(studies_on(source, knowledge), page)


def _experiment_lines(experiment: Experiment, knowledge: Knowledge, page: Page) -> Iterator[str]:
    yield f"{page.bold(experiment.label)} · {page.plain(f'experiment:{experiment.id}')}"
    given = experiment.given.label if experiment.given else "nothing"
    yield page.wrapped(f"given: {given}", 2, 4)
    for part in experiment.manipulations:
        compound = f" with {part.compound.label}" if part.compound else ""
        by = f" by {part.by}" if part.by else ""
        done = (
            f"{part.clamps.label} held {part.to}"
            if part.clamps
            else f"cut: {part.cuts and part.cuts.id}"
        )
        yield page.wrapped(f"manipulation: {done}{compound}{by}", 2, 4)
    yield page.wrapped(f"measured: {experiment.measured.label}", 2, 4)
    yield page.wrapped(f"the manipulation alone: {experiment.alone.replace('-', ' ')}", 2, 4)
    on_top = experiment.on_top.replace("-", " ")
    yield page.wrapped(f"the drug's effect on top of it: {on_top}", 2, 4)
    yield ""
    yield from _item_lines(experiment.evidence, knowledge, page)


def _study_lines(study: Study, knowledge: Knowledge, page: Page) -> Iterator[str]:
    yield f"{page.bold(study.label)} · {page.plain(f'study:{study.id}')}"
    designs = [knowledge.designs[slug].label for slug in study.design]
    phase = [f"phase {study.phase}"] if study.phase else []
    yield page.wrapped(" · ".join([study.method.label, *phase, *designs]), 2, 4)
    yield page.wrapped(f"result: {study.result.replace('-', ' ')}. {study.finding}", 2, 4)
    if study.note:
        yield page.wrapped(study.note, 2, 4)
    for title, told in _study_facts(study, knowledge):
        if told:
            yield page.wrapped(f"{title}: {told}", 2, 4)
    if study.arms:
        yield ""
        yield page.bold("Groups")
        for arm in study.arms:
            yield page.wrapped(_arm_text(arm, knowledge), 2, 4)
    if study.figures:
        yield ""
        yield page.bold("Figures")
        for figure in study.figures:
            yield page.wrapped(figure_text(figure), 2, 4)
    yield ""
    for source in study.sources:
        yield page.wrapped(f"{source.label} · source:{source.id}", 2, 4)
    yield page.dim(page.wrapped(f"read in {study.read_in.label}: {study.locator}", 2, 4))


def _study_facts(study: Study, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """What a study states, by name; empty where it states nothing."""
    counted = {"": study.participants, " completed": study.completers}
    counts = [f"{count}{what}" for what, count in counted.items() if count is not None]
    regimen = knowledge.context_label("regimen", study.regimen)
    yield "patients", ", ".join(entity.label for entity in study.population)
    yield "participants", ", ".join(counts)
    yield "given as", regimen
    yield "added to", ", ".join(entity.label for entity in study.added_to)
    yield "length", study.length
    yield "measured", ", ".join(entity.label for entity in study.measured)
    yield "scales", ", ".join(entity.label for entity in study.scales)
    yield "onset", study.onset
    yield "lasted", study.duration
    yield "adverse effects", ", ".join(entity.label for entity in study.adverse)
    yield "not seen", ", ".join(entity.label for entity in study.absent)
    yield "registered as", ", ".join(study.registrations)


def _arm_text(arm: Arm, knowledge: Knowledge) -> str:
    count = "" if arm.participants is None else f"n {arm.participants}"
    route = knowledge.context_label("route", arm.route)
    told = [part for part in (arm.dose, route, arm.schedule, count) if part]
    role = " (comparator)" if arm.is_comparator else ""
    return ", ".join([f"{arm.given.label}{role}", *told])


def figure_text(figure: Figure) -> str:
    """A figure on one line, with its unit, spread and probability.

    >>> from glutagraph.model import Figure
    >>> figure_text(Figure("response rate", "ketamine", value="65", unit="%", time="24 h"))
    'ketamine, response rate, 24 h: 65 %'
    """
    names = {"standard-deviation": "SD", "standard-error": "SE", "confidence-interval": "CI"}
    scale = figure.scale.label if figure.scale else ""
    what = ", ".join(filter(None, (figure.group, figure.quantity, scale, figure.time)))
    value = f"{figure.value} {figure.unit}".strip()
    spread = f"{names[figure.spread_type]} {figure.spread}" if figure.spread else ""
    against = f" against {figure.against}" if figure.against else ""
    p = f"P {figure.p}{against}" if figure.p else against.strip()
    return f"{what}: {', '.join(filter(None, (value, spread, p)))}"


def contradiction_lines(
    found: Iterable[Contradiction], knowledge: Knowledge, page: Page
) -> Iterator[str]:
    """Contradictions, the two sides of each under one another, with the context that differs."""
    for number, one in enumerate(found):
        if number:
            yield ""
        yield page.wrapped(f"{claim_text(one.claim)}  ({one.sort})", 0, 4)
        yield from _side_lines("for", one.claim, one.for_it, knowledge, page)
        yield from _side_lines("against", one.other, one.against_it, knowledge, page)
        for axis, here, there in one.differs_in:
            sides = (
                ", ".join(knowledge.context_label(axis, v) for v in side) for side in (here, there)
            )
            yield page.wrapped(f"differs in {axis}: {' | '.join(sides)}", 2, 4)
        if not one.differs_in:
            yield page.wrapped("no stated context sets the two apart", 2, 4)


def _side_lines(
    title: str,
    claim: Claim | None,
    items: Iterable[Evidence],
    knowledge: Knowledge,
    page: Page,
) -> Iterator[str]:
    name = f" · claim:{claim.id}" if claim else ""
    yield page.wrapped(f"{title}{name}", 2, 4)
    for item in items:
        told = ", ".join(
            f"{axis} {knowledge.context_label(axis, value)}"
            for axis, value in item.context.stated().items()
        )
        context = f" [{told}]" if told else ""
        yield page.wrapped(f"{item.source.label} ({item.tier.id}): {item.finding}{context}", 4, 6)
