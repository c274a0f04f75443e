"""What a listing holds: which things, filtered, and which of their fields fit where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .contradicting import Contradiction, contradictions
from .errors import UnknownNameError
from .model import STATUSES, STUDY_RESULTS, Claim, Experiment, Family, Study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .knowledge import Knowledge, Thing

    Test = Callable[[Any], bool]

LISTS = {
    "drugs": "drug",
    "entities": "entity",
    "claims": "claim",
    "contradictions": "contradiction",
    "hypotheses": "hypothesis",
    "studies": "study",
    "experiments": "experiment",
    "sources": "source",
}
"""What can be listed besides the kinds of entity; the word for many, and that for one."""

FILTERS = {
    "claims": ("hypothesis", "about", "family", "status", "section"),
    "studies": ("drug", "result", "population", "scale", "route", "comparator", "section"),
    "experiments": ("section",),
    "drugs": ("target", "action"),
}
"""Which filters each listing takes."""

_COLUMNS = {
    "entities": ("id", "label", "kind", "synonyms"),
    "claims": ("id", "status", "tier", "papers", "hypotheses"),
    "contradictions": ("id", "sort", "against", "differs_in"),
    "hypotheses": ("id", "label", "includes", "proposed_by"),
    "studies": ("id", "drugs", "population", "participants", "result", "comparators"),
    "experiments": ("id", "given", "measured", "alone", "on_top"),
    "sources": ("id", "label", "title"),
}
_MORE_COLUMNS = {
    "entities": ("identifiers",),
    "claims": ("subject", "predicate", "object", "sign", "family", "net"),
    "contradictions": ("for", "against_findings"),
    "hypotheses": ("module", "rivals"),
    "studies": (
        *("label", "method", "design", "phase", "regimen", "scales", "onset", "duration"),
        *("adverse_effects", "absent_adverse_effects", "registrations", "sources", "finding"),
    ),
    "experiments": ("label", "manipulations"),
    "sources": ("year", "journal", "type", "identifiers"),
}


def columns_of(listed: str, form: str) -> tuple[str, ...]:
    """The columns of a listing: those that fit a page, and in separated values further ones."""
    sort = listed if listed in _COLUMNS else "entities"
    return _COLUMNS[sort] + (_MORE_COLUMNS[sort] if form in ("csv", "tsv") else ())


def list_name(knowledge: Knowledge, name: str) -> str:
    """What a listing is called: one of `LISTS`, or the slug of a kind of entity.

    It may be asked for in the singular or the plural, in any case, with blanks or hyphens. Raises
    KeyError for a name that fits none.
    """
    wanted = "-".join(name.lower().split())
    for many, one in [*LISTS.items(), *((slug, slug) for slug in knowledge.kinds)]:
        if wanted in (many, one, f"{one}s", f"{one}es", f"{one.removesuffix('y')}ies"):
            return many
    raise KeyError(name)


def listing(knowledge: Knowledge, kind: str, **filters: str | None) -> list[Thing | Contradiction]:
    """The things of a listing, called as `list_name` has it, that pass every filter.

    Raises ValueError for a filter that is another listing's, or for a word that a filter does not know.

    >>> import glutagraph
    >>> [drug.id for drug in listing(glutagraph.load(), "drugs", target="GlyT1")]
    ['sarcosine']
    """
    return [*each(knowledge, kind, **filters)]


def each(knowledge: Knowledge, kind: str, **filters: str | None) -> Iterator[Thing | Contradiction]:
    """The same, one by one: a compiled store may have millions."""
    given = {name: value for name, value in filters.items() if value is not None}
    for name in given:
        _refuse_stranger(name, kind)
    if acting := {name: given.pop(name) for name in ("target", "action") if name in given}:
        tests = [_acting(knowledge, **acting)]
    else:
        tests = [_TESTS[name](knowledge, value) for name, value in given.items()]
    if about := given.get("about"):
        things: Iterable[Thing | Contradiction] = knowledge.claims_about(knowledge.entity(about))
    else:
        things = _things(knowledge, kind)
    return (thing for thing in things if all(test(thing) for test in tests))


def _refuse_stranger(name: str, kind: str) -> None:
    if name not in FILTERS.get(kind, ()):
        takers = " and ".join(f"'list {one}'" for one, names in FILTERS.items() if name in names)
        raise ValueError(f"--{name} is for {takers}, not for 'list {kind}'")


def _things(knowledge: Knowledge, kind: str) -> Iterable[Thing | Contradiction]:
    if kind == "contradictions":
        return contradictions(knowledge)
    tables: dict[str, Iterable[Thing]] = {
        "entities": knowledge.entities.values(),
        "claims": knowledge.claims.values(),
        "hypotheses": knowledge.hypotheses.values(),
        "studies": knowledge.studies.values(),
        "experiments": knowledge.experiments.values(),
        "sources": knowledge.sources.values(),
    }
    if kind in tables:
        return tables[kind]
    slug = LISTS.get(kind, kind)
    return (entity for entity in knowledge.entities.values() if knowledge.kind_holds(slug, entity))


# One maker of tests for each filter: it looks the value up once and tells what passes.


def _of_hypothesis(knowledge: Knowledge, name: str) -> Test:
    held = set(knowledge.claims_of(knowledge.hypothesis(name)))
    return lambda claim: claim in held


def _about(knowledge: Knowledge, name: str) -> Test:
    near = set(knowledge.claims_about(knowledge.entity(name)))
    return lambda claim: claim in near


def _of_family(_: Knowledge, name: str) -> Test:
    _one_of(name, [family.value for family in Family], "a family")
    return lambda claim: claim.family.value == name


def _of_status(_: Knowledge, name: str) -> Test:
    _one_of(name, STATUSES, "a status")
    return lambda claim: claim.status == name


def _of_result(_: Knowledge, name: str) -> Test:
    _one_of(name, STUDY_RESULTS, "a result")
    return lambda study: study.result == name


def _one_of(name: str, words: Iterable[str], what: str) -> None:
    if name not in words:
        raise ValueError(f"'{name}' is not {what}; one of {', '.join(words)}")


def _in_section(knowledge: Knowledge, name: str) -> Test:
    """What was read under a heading, or in one paragraph of it: a name, or how one begins."""
    wanted = " ".join(name.casefold().split())
    every = set(_places(knowledge))
    if not any(_is_within(place, wanted) for place in every):
        from difflib import get_close_matches  # here, since only a mistake needs it

        headings = sections(knowledge)
        folded = {heading.casefold(): heading for heading in headings}
        close = [folded[one] for one in get_close_matches(wanted, folded, n=3)]
        raise UnknownNameError(name, close or headings, "section")
    return lambda thing: any(_is_within(place, wanted) for place in places_of(thing))


def sections(knowledge: Knowledge) -> list[str]:
    """The headings under which anything was read, sorted."""
    return sorted({p.rpartition(", paragraph ")[0] or p for p in _places(knowledge)})


def _places(knowledge: Knowledge) -> Iterator[str]:
    for table in (knowledge.claims, knowledge.studies, knowledge.experiments):
        for thing in table.values():
            yield from places_of(thing)


def places_of(thing: Claim | Experiment | Study) -> Iterator[str]:
    """Where in a review a thing was read: heading and paragraph."""
    if isinstance(thing, Study):
        yield thing.locator
    elif isinstance(thing, Experiment):
        yield thing.evidence.locator
    else:
        yield from (item.locator for item in thing.evidence)


def _is_within(place: str, wanted: str) -> bool:
    folded = place.casefold()
    return folded == wanted or folded.rpartition(", paragraph ")[0].startswith(wanted)


def _with_drug(knowledge: Knowledge, name: str) -> Test:
    wanted = set(knowledge.forms_of(knowledge.entity(name)))
    return lambda study: bool(wanted.intersection(study.treatments))


def _in_population(knowledge: Knowledge, name: str) -> Test:
    wanted = knowledge.entity(name)
    return lambda study: wanted in study.population


def _by_scale(knowledge: Knowledge, name: str) -> Test:
    wanted = knowledge.entity(name)
    return lambda study: wanted in study.scales


def _by_route(knowledge: Knowledge, name: str) -> Test:
    wanted = knowledge.context("route", name)
    return lambda study: any(arm.route == wanted for arm in study.arms)


def _against(knowledge: Knowledge, name: str) -> Test:
    wanted = knowledge.entity(name)
    return lambda study: wanted in study.comparators


def _acting(knowledge: Knowledge, target: str = "", action: str = "") -> Test:
    """Drugs with a direct claim on a target or a pool of it, that names an action or one that it holds:
    a channel blocker antagonises. Both together are asked of one claim.
    """
    targets = set(knowledge.within(knowledge.entity(target))) if target else set()
    wanted = knowledge.action(action) if action else ""
    actions = {slug for slug, term in knowledge.actions.items() if wanted in (slug, *term.broader)}
    acting = {
        claim.subject
        for claim in knowledge.claims.values()
        if claim.family is Family.CAUSAL
        and claim.is_traversed
        and not claim.net
        and (not target or claim.object in targets)
        and (not action or claim.action in actions)
    }
    return lambda drug: drug in acting


_TESTS: dict[str, Callable[[Knowledge, str], Test]] = {
    "hypothesis": _of_hypothesis,
    "about": _about,
    "family": _of_family,
    "status": _of_status,
    "section": _in_section,
    "drug": _with_drug,
    "result": _of_result,
    "population": _in_population,
    "scale": _by_scale,
    "route": _by_route,
    "comparator": _against,
}
