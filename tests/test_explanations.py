"""A trace in words: nothing but what it says, every source numbered, in sentences that can be read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from building import agree, knowledge, shipped, stable
from command_line import glutagraph, on_terminal
from hypothesis import given, note
from random_brains import brains, ends, limits_asked

from glutagraph import trace
from glutagraph.knowledge import Knowledge
from glutagraph.model import Contents, Identifier, Source, Stance
from glutagraph.standing import standing
from glutagraph.telling.explanation import (
    Explanation,
    Paragraph,
    explained,
    explanation_json,
    explanation_lines,
    explanation_markdown,
)
from glutagraph.text import Page
from glutagraph.vocabulary import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from glutagraph.answers import Path, Trace
    from glutagraph.model import Claim, Evidence

QUESTIONS = (
    ("ketamine", "antidepressant-effect"),
    ("ketamine", "eef2"),
    ("ketamine", "bdnf-translation"),
    ("ketamine", "adverse-effects"),
    ("ketamine", "suicidal-ideation"),
    ("ketamine", None),
    ("esketamine", "antidepressant-effect"),
    ("esketamine", None),
    ("rapastinel", "antidepressant-effect"),
    ("2r-6r-hnk", "antidepressant-effect"),
    ("lanicemine", "antidepressant-effect"),
    ("sarcosine", None),
    ("d-cycloserine", "clinical-antidepressant-effect"),
    ("riluzole", "clinical-antidepressant-effect"),
    ("dextromethorphan-quinidine", None),
    ("mglur2-3-antagonists", "antidepressant-effect"),
    ("traditional-antidepressants", None),
    ("quinidine", "dextromethorphan-concentration"),
    ("chronic-stress", "synaptic-plasticity"),
    ("bdnf-val66met", "synaptogenesis"),
    ("nmda-receptor", "bdnf-translation"),
    ("midazolam", "mood"),
)


def told(graph: Knowledge, start: str, end: str | None, **limits: Any) -> Explanation:
    return explained(trace(graph, start, end, **limits), graph)


def text_of(explanation: Explanation) -> str:
    return "\n".join(paragraph.text for paragraph in explanation.paragraphs)


def words(graph: Knowledge, start: str, end: str | None, **limits: Any) -> str:
    return text_of(told(graph, start, end, **limits))


def cited_numbers(text: str) -> list[int]:
    """The numbers in square brackets, ranges written out, in the order of the text."""
    found: list[int] = []
    for bracket in re.findall(r"\[([\d, –]+)\]", text):
        for part in bracket.split(", "):
            first, _, last = part.partition("–")
            found += range(int(first), int(last or first) + 1)
    return found


def sentences(explanation: Explanation) -> Iterator[str]:
    for paragraph in explanation.paragraphs:
        yield from re.split(r"(?<!al)\. (?=\S)", paragraph.text)


# references


def with_sources_of_their_own(graph: Knowledge) -> Knowledge:
    """The same knowledge with every item of evidence from another source, each claim judged anew."""
    claims = {
        name: replace(
            one,
            evidence=tuple(
                replace(item, source=Source(f"{SOURCE}{name}.{place}", f"{name} {place}"))
                for place, item in enumerate(one.evidence)
            ),
        )
        for name, one in graph.claims.items()
    }
    for name, one in claims.items():
        if not isinstance(one.subject, type(next(iter(graph.entities.values())))):
            claims[name] = replace(one, subject=claims[one.subject.id])
    sources = {item.source.id: item.source for one in claims.values() for item in one.evidence}
    contents = Contents(
        kinds=graph.kinds,
        predicates=graph.predicates,
        methods=graph.methods,
        contexts=graph.contexts,
        entities=graph.entities,
        hypotheses=graph.hypotheses,
        sources=sources,
        claims=claims,
    )
    unjudged = Knowledge(contents)
    judged = standing(claims, lambda *values: agree(unjudged, *values))
    return Knowledge(replace(contents, claims=judged))


def sources_for_and_against(claims: Iterable[Claim], graph: Knowledge) -> set[str]:
    found: set[str] = set()
    for one in claims:
        found |= {item.source.id for item in one.items(Stance.SUPPORTS)}
        for by, _ in one.against:
            items = graph.claims[by].items(Stance.SUPPORTS) if by in graph.claims else ()
            found |= {item.source.id for item in items} or {by}
    return found


def best_paths(answer: Trace) -> Iterator[Path]:
    """What is told, picked by hand: of each hypothesis its best path."""
    for outcome in answer.outcomes:
        yield from (route.paths[0] for route in outcome.routes)


def sources_beside(answer: Trace, graph: Knowledge) -> set[str]:
    """What may be cited besides: stitched paths, partings, loops, carried and open claims, readers."""
    items: list[Evidence] = []
    for outcome in answer.outcomes:
        if not outcome.routes and outcome.stitched:
            items += [i for c in outcome.stitched[0].claims for i in c.support]
        if outcome.parting:
            sides = (outcome.parting.raising, outcome.parting.lowering)
            items += [i for side in sides for i in side.support]
    items += [i for loop in answer.loops for c in loop.claims for i in c.support]
    items += [i for c in answer.carried for i in c.support]
    items += [i for stop in answer.stops for c in stop.open_claims for i in c.evidence]
    readers = {item.read_in.id for one in graph.claims.values() for item in one.evidence}
    return {item.source.id for item in items} | readers


def check_numbers(explanation: Explanation) -> None:
    """Every number has its reference, each is used, and they count up from one as they are met."""
    met = list(dict.fromkeys(cited_numbers(text_of(explanation))))

    assert sorted(met) == list(range(1, len(explanation.references) + 1))
    assert len(set(explanation.references)) == len(explanation.references)


def check_sources(answer: Trace, graph: Knowledge) -> None:
    found = {source.id for source in explained(answer, graph).references}
    claims = {claim for path in best_paths(answer) for claim in path.claims}
    needed = sources_for_and_against(claims, graph)

    assert needed <= found
    assert found <= needed | sources_beside(answer, graph)


@pytest.mark.parametrize(("start", "end"), QUESTIONS)
def test_the_references_are_the_sources_of_what_is_told(start: str, end: str | None) -> None:
    answer = trace(shipped(), start, end)

    check_numbers(explained(answer, shipped()))
    check_sources(answer, shipped())


@stable(150)
@given(brains(), ends, limits_asked)
def test_of_any_brain_the_references_are_the_sources_of_what_is_told(
    graph: Knowledge, end: str, limits: dict[str, Any]
) -> None:
    graph = with_sources_of_their_own(graph)
    answer = trace(graph, "drug", end, **limits)
    note(text_of(explained(answer, graph)))

    check_numbers(explained(answer, graph))
    check_sources(answer, graph)


def test_a_path_cites_its_steps_and_nothing_else() -> None:
    graph = knowledge(
        "ketamine -| interneuron [h1] {by=a-2001} {by=b-2002}",
        "interneuron -| firing [h1] {by=c-2003} {open, human, by=d-2004}",
        "firing -> mood [h1] {by=a-2001}",
        "firing -> appetite [h1] {by=e-2005}",
    )
    explanation = told(graph, "ketamine", "mood")

    assert [source.id for source in explanation.references] == [
        *("a-2001", "b-2002", "c-2003", "review-2018")
    ]
    assert "ketamine decreases interneuron [1, 2], which raises firing [3]." in text_of(explanation)
    assert "This increases mood [1]." in text_of(explanation)


def test_what_was_read_elsewhere_is_said_to_have_been() -> None:
    graph = knowledge("ketamine -> mood {by=a-2001}")

    assert words(graph, "ketamine", "mood").endswith("These findings were read in review-2018 [2].")


def test_a_review_that_is_its_own_source_was_not_read_elsewhere() -> None:
    graph = knowledge("ketamine -> mood {by=review-2018}")
    explanation = told(graph, "ketamine", "mood")

    assert "read in" not in text_of(explanation)
    assert len(explanation.references) == 1


# sentences


def is_readable(sentence: str) -> bool:
    bare = re.sub(r" \[[\d, –]+\]", "", sentence)
    is_whole = sentence.count("(") == sentence.count(")") and "  " not in sentence
    return (
        is_whole
        and len(bare.split()) <= 40
        and len(re.findall(r"\bwhich\b", sentence)) <= 2
        and not re.search(r"\(\)|\[\]| [.,:;]|\.\.", sentence)
    )


@pytest.mark.parametrize(("start", "end"), QUESTIONS)
def test_sentences_are_short_and_whole(start: str, end: str | None) -> None:
    unreadable = [one for one in sentences(told(shipped(), start, end)) if not is_readable(one)]

    assert unreadable == []


def test_sentences_of_every_drug_are_short_and_whole() -> None:
    drugs = (e for e in shipped().entities.values() if shipped().kind_holds("drug", e))
    for drug in drugs:
        for end in ("antidepressant-effect", None):
            for one in sentences(told(shipped(), drug.id, end)):
                assert is_readable(one), one


@stable(150)
@given(brains(), ends, limits_asked)
def test_of_any_brain_sentences_are_short_and_whole(
    graph: Knowledge, end: str, limits: dict[str, Any]
) -> None:
    for one in sentences(told(graph, "drug", end, **limits)):
        note(one)
        assert is_readable(one)


def test_paragraphs_are_broken_between_hypotheses() -> None:
    explanation = told(shipped(), "ketamine", "antidepressant-like-effect")
    about = [one for one in explanation.paragraphs if one.outcome]

    assert len(about) > 2
    assert {one.outcome.id for one in about if one.outcome} == {"antidepressant-like-effect"}
    assert all(len(one.text.split()) <= 200 for one in about)


def test_a_group_has_a_paragraph_for_each_of_its_members() -> None:
    answer = trace(shipped(), "sarcosine", "antidepressant-effect")
    explanation = explained(answer, shipped())

    assert [p.outcome for p in explanation.paragraphs if p.outcome] == [
        outcome.end for outcome in answer.outcomes
    ]


# what is said


def test_the_disinhibition_hypothesis_as_a_person_would_tell_it() -> None:
    text = words(
        shipped(),
        *("esketamine", "antidepressant-like-effect"),
        hypothesis="disinhibition",
        coherent_only=True,
    )

    bare = re.sub(r" \[[\d, –]+\]", "", text)
    assert bare.startswith(
        "Esketamine produces an antidepressant-like effect in animals: one coherent path leads there, "
        "under one hypothesis. Disinhibition of GABA interneurons: esketamine blocks NMDA receptors on "
        "GABA interneurons, which lowers the activity of GABA interneurons. This releases the firing of "
        "pyramidal neurons from inhibition and so increases glutamate release. The rise in glutamate "
        "release activates the AMPA receptor, which increases BDNF release."
    )


def test_every_step_of_a_path_is_told_by_where_it_leads() -> None:
    graph = knowledge(
        *("ketamine -| a [h1]", "a -> b [h1]", "b -| c [h1]", "c -| d [h1]", "d -> mood [h1]")
    )

    bare = re.sub(r" \[[\d, –]+\]", "", words(graph, "ketamine", "mood"))
    assert "ketamine decreases a, which lowers b. This raises c and so decreases d." in bare
    assert "The fall in d lowers mood." in bare


def test_proposals_are_said_to_be_proposals_once() -> None:
    graph = knowledge(
        *("ketamine -> a [h1] {proposal}", "a -> b [h1] {proposal}", "b -> mood [h1] {proposal}")
    )
    text = words(graph, "ketamine", "mood")

    assert text.count("proposal") == 1
    assert "Every step is a proposal." in text


def test_what_is_more_than_a_proposal_is_said_where_most_are_not() -> None:
    graph = knowledge(
        *("ketamine -> a [h1] {proposal}", "a -> b [h1]", "b -> mood [h1] {proposal}"),
    )
    text = words(graph, "ketamine", "mood")

    assert "which increases b (shown in animal experiments) [1]" in text
    assert "The other steps are proposals." in text


def test_weaker_evidence_is_said_where_most_is_stronger() -> None:
    graph = knowledge(
        "ketamine -> a [h1] {randomised-controlled-trial}",
        "a -> b [h1] {slice-electrophysiology}",
        "b -> mood [h1] {randomised-controlled-trial}",
    )
    text = words(graph, "ketamine", "mood")

    assert "which increases b (from cells or slices) [1]" in text
    assert text.count("(from") == 1


@pytest.mark.parametrize(
    ("first", "second", "inside", "once"),
    [
        ("{rat}", "{rat}", "", "All of this is said to hold in rats."),
        ("{rat}", "{mouse}", "(in mice)", ""),
        ("{rat, acute}", "", "(in rats; within hours of the dose)", ""),
        ("{acute}", "{acute}", "", "All of this is said to hold within hours of the dose."),
        ("{mouse} {rat}", "", "(in mice and rats)", ""),
        ("{mouse} {rodent}", "", "(in rodents)", ""),
        ("{mouse} {}", "", "", ""),
    ],
)
def test_context_is_told_where_it_is_not_the_same_throughout(
    first: str, second: str, inside: str, once: str
) -> None:
    graph = knowledge(f"ketamine -> a [h1] {first}", f"a -> mood [h1] {second}")
    text = words(graph, "ketamine", "mood")

    assert inside in text
    assert once in text
    assert ("(in" in text or "(within" in text) == bool(inside)
    assert ("All of this" in text) == bool(once)


def test_times_after_a_dose_name_the_dose_once() -> None:
    graph = knowledge("ketamine -> mood {acute} {sustained}")

    assert "(within hours of the dose and a day or more after it)" in words(
        graph, "ketamine", "mood"
    )


def test_a_disputed_step_says_who_speaks_against_it() -> None:
    graph = knowledge(
        "ketamine -> mood {by=a-2001} {disputes, by=b-2002}", "ketamine -0 mood {by=c-2003}"
    )
    explanation = told(graph, "ketamine", "mood")

    assert "increases mood [1] (disputed: [2, 3] against)" in text_of(explanation)
    assert [source.id for source in explanation.references[:3]] == ["a-2001", "b-2002", "c-2003"]


@pytest.mark.parametrize(
    ("here", "there", "where"),
    [
        ("dose=1 mg", "dose=5 mg", "at 5 mg"),
        ("rat", "human", "in humans"),
        ("time=1 h", "time=after 7 d", "after 7 d"),
        ("acute", "chronic", "under repeated or prolonged exposure"),
        ("monotherapy", "adjunctive", "as adjunctive treatment"),
        ("region=cortex", "region=striatum", "in striatum"),
        ("treatment-resistant-depression", "hospice-care", "in patients in hospice care"),
        ("stress-vulnerable", "stress-resilient", "with animals resilient to stress"),
        ("reduced-synaptic-activity", "at-rest", "at rest"),
        ("intravenous", "intranasal", "with the route intranasal"),
    ],
)
def test_a_finding_of_nothing_elsewhere_says_where(here: str, there: str, where: str) -> None:
    graph = knowledge(f"ketamine -> mood {{{here}}}", f"ketamine -0 mood {{{there}, by=b-2002}}")

    assert f"(not found {where} [2])" in words(graph, "ketamine", "mood")


def test_an_end_result_is_told_as_one() -> None:
    graph = knowledge("ketamine -> glutamate net [h1]", "glutamate -> mood [h1]")

    text = words(graph, "ketamine", "mood")
    assert "ketamine increases glutamate (an end result, mechanism not stated) [1], which" in text


def test_what_was_only_stated_end_to_end_is_told_once() -> None:
    graph = knowledge("ketamine -> mood net")

    assert words(graph, "ketamine", "mood").startswith(
        "Ketamine increases mood [1]. "
        "This is the only coherent path: an end result, its mechanism not stated."
    )
    assert "a direct link." in words(knowledge("ketamine -> mood"), "ketamine", "mood")


def test_an_end_result_that_longer_routes_carry_is_said_to_be_carried() -> None:
    graph = knowledge("ketamine -> a [h1]", "a -> mood [h1]", "ketamine -> mood net [h1]")
    text = words(graph, "ketamine", "mood")

    assert "both coherent paths agree, one under one hypothesis and one stated end to end" in text
    assert "End result, its mechanism not stated: ketamine increases mood [1]." in text
    assert "The routes above carry it." in text


def test_carried_end_results_along_a_path_are_told_in_a_sentence() -> None:
    graph = knowledge(
        *("ketamine -> a [h1]", "a -> b [h1]", "b -> mood [h1]", "a -> mood net [h1]"),
        *("ketamine -> b net [h1]", "b -> elsewhere net [h1]"),
    )
    text = words(graph, "ketamine", "mood")

    assert (
        "The end results that ketamine increases b [1] and that a increases mood [1] are carried by "
        "longer routes and count no further."
    ) in text
    assert "elsewhere" not in text


def test_a_mixed_verdict_names_the_step_where_paths_part_and_the_context() -> None:
    graph = knowledge(
        "ketamine -> glutamate [h1, h2]",
        "glutamate -> mood [h1] {rat, by=a-2001}",
        "glutamate -| mood [h2] {human, by=b-2002}",
    )
    text = words(graph, "ketamine", "mood")

    assert text.startswith(
        "Ketamine both raises and lowers mood: two coherent paths disagree, under two hypotheses. "
        "The paths part at glutamate: a rise follows where glutamate increases mood [1], a fall where "
        "glutamate decreases mood [2]. They differ in species: rat against human."
    )


def test_sides_that_no_context_separates_are_said_to_be_so() -> None:
    graph = knowledge("ketamine -> mood [h1]", "ketamine -| mood [h2]")

    assert "No stated context separates the two sides." in words(graph, "ketamine", "mood")


def test_the_other_way_within_a_hypothesis_is_told() -> None:
    graph = knowledge(
        *("ketamine -> a [h1]", "a -> mood [h1]", "ketamine -> b [h1]", "b -| mood [h1]")
    )

    assert "Other paths of this hypothesis lead the other way." in words(graph, "ketamine", "mood")


def test_a_search_that_a_budget_ended_says_so() -> None:
    graph = knowledge("ketamine -> a [h1]", "a -> mood [h1]")
    answer = trace(graph, "ketamine", "mood")
    (outcome,) = answer.outcomes
    ended = replace(answer, outcomes=(replace(outcome, complete=False),))

    said = "A budget ended the search, so that there may be more paths."
    assert said in text_of(explained(ended, graph))
    assert said not in text_of(explained(answer, graph))


def test_a_direction_that_nobody_states_is_not_made_up() -> None:
    graph = knowledge("ketamine -? a [h1]", "a -> mood [h1]")
    text = words(graph, "ketamine", "mood")

    assert text.startswith(
        "How ketamine acts on mood is not known: the one coherent path, under one hypothesis, "
        "has a step of no stated direction."
    )
    assert "ketamine regulates a (direction not stated) [1], which alters mood [1]." in text


def test_paths_of_unknown_direction_are_counted_beside_those_that_agree() -> None:
    graph = knowledge(
        *("ketamine -> a [h1]", "a -> mood [h1]", "ketamine -> b [h1]", "b -? mood [h1]")
    )
    text = words(graph, "ketamine", "mood")

    assert "of two coherent paths those of known direction agree" in text
    assert "The direction of one of its paths is not known." in text


def test_a_loop_is_told_in_a_sentence() -> None:
    graph = knowledge(
        *("ketamine -> a [h1]", "a -> b [h1]", "b -> mood [h1]", "b -| c [h1]", "c -> a [h1]")
    )

    assert "A damping feedback loop runs from a through b and c back to a [1]." in words(
        graph, "ketamine", "mood"
    )


def test_a_hypothesis_that_stops_is_told_in_a_sentence() -> None:
    graph = knowledge(
        *("ketamine -> mood [h1]", "ketamine -> a [h2]", "a -> mood [h2] {open, by=b-2002}"),
    )

    assert (
        "One other hypothesis speaks of ketamine and stops short. h2 stops at a, because no claim "
        "leads on from there: it is open whether a increases mood [2]."
    ) in words(graph, "ketamine", "mood")


def test_hypotheses_that_stop_for_one_reason_say_it_once() -> None:
    graph = knowledge("ketamine -> a [h1]", "ketamine -> b [h2]", "mood")
    text = words(graph, "ketamine", "mood")

    assert "Two hypotheses speak of ketamine and stop short; where no reason is given," in text
    assert text.count("no claim leads on") == 1


def test_stitched_routes_are_named_and_not_counted() -> None:
    graph = knowledge("ketamine -> a [h1]", "a -> mood [h1]", "a -> b [h2]", "b -> mood [h2]")

    assert (
        "One further route is stitched together and not counted: the hypothesis changes."
    ) in words(graph, "ketamine", "mood")


def test_where_all_is_stitched_the_best_route_is_named() -> None:
    graph = knowledge("ketamine -| pool [h1]", "nmdar -| mood [h2]", "pool pool-of nmdar")
    text = words(graph, "ketamine", "mood")

    assert text.startswith("No coherent path leads from ketamine to mood: no hypothesis carries it")
    assert "a pool is not stated or the hypothesis changes" in text
    assert "The best of them runs by way of pool and nmdar and ends in a rise in mood [1]." in text


def test_the_same_beginning_is_not_told_twice() -> None:
    graph = knowledge(
        *("ketamine -> a [h1, h2]", "a -> b [h1, h2]", "b -> c [h1]", "c -> mood [h1]"),
        "b -> mood [h2]",
    )
    text = words(graph, "ketamine", "mood")

    assert "h2: as above under h1 up to the rise in b, which increases mood" in text


def test_the_same_path_under_two_hypotheses_is_told_once() -> None:
    graph = knowledge("ketamine -> a [h1, h2]", "a -> mood [h1, h2]")

    assert "h2: the path told above under h1." in words(graph, "ketamine", "mood")


def test_an_opposite_name_of_the_outcome_is_told_once_for_all_hypotheses() -> None:
    graph = knowledge(
        *("ketamine -> a [h1]", "a -> mood [h1]", "ketamine -> b [h2]", "b -> mood [h2]"),
        "mood is-opposite-of sorrow",
        kinds={"mood": "outcome", "sorrow": "outcome"},
    )

    assert (
        "Ketamine decreases sorrow: both coherent paths agree, under two hypotheses. Two hypotheses "
        "lead there as told above: the rise in mood is by definition a fall in sorrow."
    ) in words(graph, "ketamine", None)


def test_what_a_drug_is_turned_into_acts_in_its_place() -> None:
    graph = knowledge(
        *("ketamine is-metabolised-to hnk [h1]", "hnk -> a [h1]", "a -> mood [h1]"),
        kinds={"ketamine": "drug", "hnk": "metabolite"},
    )

    assert "ketamine is metabolised to hnk [1], which increases a [1]." in (
        words(graph, "ketamine", "mood")
    )


def test_many_drugs_take_the_plural() -> None:
    graph = knowledge("modulators -> a [h1]", "a -> mood [h1]", kinds={"modulators": "drug-class"})
    text = words(graph, "modulators", "mood")

    assert text.startswith("Modulators increase mood: one coherent path")
    assert "h1: modulators increase a [1], which increases mood [1]." in text


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"avoid": ("a",)}, "no path with --avoid a; without it there are paths."),
        ({"max_steps": 1}, "no path within --max-steps 1; longer ones exist."),
    ],
)
def test_an_empty_answer_says_why(limits: dict[str, Any], told: str) -> None:
    graph = knowledge("ketamine -> a [h1]", "a -> mood [h1]")

    assert f"No coherent path leads from ketamine to mood: {told}" in (
        words(graph, "ketamine", "mood", **limits)
    )


def test_without_an_end_each_outcome_is_told_or_that_there_is_none() -> None:
    lines, kinds = ("ketamine -> mood [h1]", "ketamine -> sleep [h1]"), {"mood": "outcome"}
    explanation = told(knowledge(*lines, kinds={**kinds, "sleep": "outcome"}), "ketamine", None)

    assert [p.outcome.id for p in explanation.paragraphs if p.outcome] == ["mood", "sleep"]
    assert words(knowledge(*lines), "ketamine", None) == (
        "No coherent path leads from ketamine to an outcome."
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("ketamine -> mood",), "(species not stated; timing not stated)"),
        (("ketamine -> a [h1]", "a -> mood [h1]"), "No step states its species or timing."),
        (
            ("ketamine -> a [h1] {human}", "a -> mood [h1] {acute}"),
            "Only one of the two steps names the species. Only one of the two steps names the timing.",
        ),
        (
            ("ketamine -> a [h1] {human, acute}", "a -> mood [h1] {human, acute}"),
            "said to hold in humans. All of this is said to hold within hours of the dose.",
        ),
    ],
)
def test_it_is_said_where_steps_do_not_state_what_was_asked_for(
    lines: tuple[str, ...], said: str
) -> None:
    text = words(knowledge(*lines), "ketamine", "mood", species="human", timing="acute")

    assert said in text
    assert ("names the" in text or "states" in text or "not stated;" in text) == ("All" not in said)


def test_what_a_mixture_contains_is_no_finding() -> None:
    graph = knowledge(
        "axs contains dxm [h1] {human, proposal}",
        "dxm -> a [h1] {rat}",
        "a -> mood [h1] {rat}",
        kinds={"axs": "drug-combination", "dxm": "drug"},
    )
    text = words(graph, "axs", "mood", coherent_only=True)

    assert "proposal" not in text
    assert "humans" not in text


# how it is printed


HOSTILE = Explanation(
    (Paragraph("A *bold* <b>claim</b> [1].\x1b[31m"),),
    (
        Source(
            SOURCE + "evil-2020",
            "Evil | 2020",
            title="[x](http://e.vil) ",
            identifiers=(Identifier("doi:10.1/a<b>c", "exact"),),
        ),
    ),
)


def test_nothing_in_an_explanation_is_markup() -> None:
    markdown = explanation_markdown(HOSTILE)

    assert r"\*bold\* \<b\>" in markdown
    assert r"\[x\](http://e.vil)" in markdown
    assert "<https://doi.org/10.1/a%3Cb%3Ec>" in markdown
    lines = "\n".join(explanation_lines(HOSTILE, Page()))
    assert "\x1b" not in lines + markdown


def test_an_explanation_as_json_has_the_fields_of_the_contract() -> None:
    found = explanation_json(told(shipped(), "ketamine", "eef2"))

    assert set(found) == {"paragraphs", "references"}
    assert found["paragraphs"][0]["outcome"] == "eef2"
    assert found["paragraphs"][-1]["outcome"] is None
    assert found["references"][0] == {
        "number": 1,
        "source": "monteggia-2013",
        "citation": found["references"][0]["citation"],
    }
    assert found["references"][0]["citation"].startswith("Monteggia et al. 2013. The role of")


@pytest.mark.parametrize("width", [40, 72, 140])
def test_lines_keep_to_the_width(width: int) -> None:
    lines = "\n".join(explanation_lines(told(shipped(), "ketamine", "eef2"), Page(width)))

    assert all(len(line) <= width for line in lines.split("\n") if "://" not in line)


# at the shell


def test_explain_prints_paragraphs_and_references() -> None:
    answer = glutagraph("trace", "ketamine", "eef2", "--explain")

    assert answer.status == 0
    assert answer.out.startswith(
        "Ketamine increases the activity of eEF2: both coherent paths agree"
    )
    assert "\n\nReferences\n[1] Monteggia et al. 2013. The role" in answer.out


def test_explain_adds_a_field_to_the_json_of_trace() -> None:
    question = ("trace", "ketamine", "eef2", "--format", "json")
    plain, more = (json.loads(glutagraph(*question, *also).out) for also in ((), ("--explain",)))
    explanation = more.pop("explanation")

    assert more == plain
    assert explanation == explanation_json(told(shipped(), "ketamine", "eef2"))


def test_explain_as_markdown_lists_references_with_links() -> None:
    text = glutagraph("trace", "ketamine", "eef2", "--explain", "--format", "md").out

    assert text.partition("\n## References\n\n")[2].splitlines()[2] == (
        "3. Autry et al. 2011. NMDA receptor blockade at rest triggers rapid behavioural antidepressant "
        "responses. Nature, 2011. <https://doi.org/10.1038/nature10130>"
    )
    assert "transmission) \\[1, 2\\], which" in text


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl"])
def test_prose_is_no_row(form: str) -> None:
    answer = glutagraph("trace", "ketamine", "eef2", "--explain", "--format", form)

    assert (answer.status, answer.out) == (2, "")
    assert f"--explain is prose: use --format table, json or md, not {form}" in answer.err


def test_nothing_found_is_explained_and_ends_with_status_1() -> None:
    answer = glutagraph("trace", "midazolam", "mood", "--explain")

    assert answer.status == 1
    assert answer.out == (
        "No coherent path leads from midazolam to mood: no hypothesis carries it so far.\n"
    )


@pytest.mark.parametrize(
    "limits",
    [
        ("--hypothesis", "disinhibition"),
        ("--via", "mtorc1", "--avoid", "bdnf-translation"),
        ("--sign", "decreases"),
        ("--max-steps", "2", "--top", "1"),
        ("--min-tier", "animal-intervention", "--exclude-disputed"),
        ("--species", "human", "--timing", "acute"),
        ("--region", "PFC", "--cell-type", "gaba-interneuron", "--coherent-only"),
    ],
)
def test_explain_goes_with_every_other_option(limits: tuple[str, ...]) -> None:
    question = ("trace", "ketamine", "antidepressant-like-effect", *limits)
    answer = glutagraph(*question, "--explain")

    assert answer.status == glutagraph(*question).status
    assert answer.err == ""
    assert "antidepressant-like effect in animals" in answer.out.replace("\n", " ")


def test_an_explanation_is_the_same_bytes_elsewhere() -> None:
    question = ("trace", "ketamine", "antidepressant-effect", "--explain")
    here = glutagraph(*question, settings={"PYTHONHASHSEED": "0"})
    there = glutagraph(*question, settings={"PYTHONHASHSEED": "271828", "LC_ALL": "tr_TR.UTF-8"})

    assert here.data == there.data


def test_a_narrow_terminal_folds_it() -> None:
    answer = on_terminal("trace", "ketamine", "eef2", "--explain", settings={"COLUMNS": "50"})
    bare = re.sub(r"\x1b\[[\d;]*m", "", answer.out)

    assert all(len(line) <= 50 for line in bare.splitlines() if "://" not in line)
