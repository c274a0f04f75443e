"""A study is read to the last figure, or everything that is wrong with it is told, with its cure."""

from __future__ import annotations

import inspect
import json
import sys
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

import pytest
from building import shipped, stable
from command_line import glutagraph as command
from hypothesis import given
from hypothesis import strategies as st
from toy_files import TRIALS, Toy, prefixes

from glutagraph import cache
from glutagraph.export import show_json, study_json
from glutagraph.loading import load_files
from glutagraph.location import shipped_graph
from glutagraph.model import STUDY_RESULTS, Arm, Contents, Figure, Study
from glutagraph.reading import studies as reader
from glutagraph.showing import figure_text, show_lines
from glutagraph.text import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import FrameType

STUDIES = "studies.ttl"
NEW = "new.ttl"
FACTS = {
    "a": "gg:Study",
    "rdfs:label": '"Lanicemine against placebo"',
    "gg:method": "method:randomised-controlled-trial",
    "gg:primaryResult": "gg:negative",
    "gg:finding": '"Lanicemine and placebo were alike."',
    "gg:source": "source:author-2016",
    "gg:readIn": "source:reader-2018",
    "gg:locator": '"Others, paragraph 1"',
}
"""What every study must state, besides a group that was treated."""


def nested(facts: Mapping[str, str]) -> str:
    return "[ " + " ; ".join(f"{name} {value}" for name, value in facts.items() if value) + " ]"


def arm(**facts: str) -> str:
    """A group that was given lanicemine, or else what is said of it; an empty fact is left out."""
    every = {"given": "entity:lanicemine", "role": "gg:treatment", **facts}
    return nested({f"gg:{name}": value for name, value in every.items()})


def figure(**facts: str) -> str:
    """A fall of the score by 7 points, or else what is said of it; an empty fact is left out."""
    every = {"quantity": '"change of score"', "value": "-7", "unit": '"points"', **facts}
    return nested({f"gg:{name}": value for name, value in every.items()})


def study(name: str = "study:trial", **facts: str) -> str:
    """A study in Turtle that states what it must and some facts more; an empty fact is left out."""
    given = {f"gg:{fact}" if ":" not in fact else fact: value for fact, value in facts.items()}
    every = {**FACTS, "gg:arm": arm(), **given}
    said = " ;\n".join(f"    {fact} {value}" for fact, value in every.items() if value)
    return f"{name}\n{said} .\n"


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """Some made-up trials, in files that a test may add to."""
    return Toy.copied_to(tmp_path, TRIALS)


def read(toy: Toy, **facts: str) -> Study:
    """The study that states some facts."""
    toy.add(NEW, study(**facts))
    return toy.contents().studies["trial"]


def said(value: Any) -> Any:
    """A value in plain words: what has a name by its name."""
    if hasattr(value, "id"):
        return value.id
    if hasattr(value, "_asdict"):
        return {name: said(part) for name, part in value._asdict().items()}
    return [said(part) for part in value] if isinstance(value, (tuple, list)) else value


# what is read

WHOLE: dict[str, Any] = {
    "iri": "https://w3id.org/glutagraph/study/author-2016",
    "label": "Ketamine at two doses, placebo or midazolam",
    "method": "randomised-controlled-trial",
    "result": "positive",
    "finding": "Ketamine beat placebo and midazolam at both doses.",
    "sources": ["author-2016", "record-2015"],
    "read_in": "reader-2018",
    "locator": "Ketamine: Trials, paragraph 1",
    "design": ["double-blind", "placebo-controlled"],
    "phase": "2",
    "population": ["depression"],
    "participants": 68,
    "completers": 60,
    "regimen": "adjunctive",
    "added_to": ["valproate"],
    "length": "15 d",
    "arms": [
        {
            **{"given": "ketamine", "is_comparator": False, "dose": "5 mg", "route": "intravenous"},
            **{"schedule": "once", "participants": 17},
        },
        {
            **{"given": "ketamine", "is_comparator": False, "dose": "10 mg"},
            **{"route": "intravenous", "schedule": "twice a week for 2 weeks", "participants": 18},
        },
        {
            **{"given": "midazolam", "is_comparator": True, "dose": "0.045 mg/kg"},
            **{"route": "intravenous", "schedule": "", "participants": None},
        },
        {
            **{"given": "placebo", "is_comparator": True, "dose": "", "route": ""},
            **{"schedule": "", "participants": 20},
        },
    ],
    "measured": ["mood", "remission"],
    "scales": ["ham-d", "madrs"],
    "figures": [
        {
            **{"quantity": "change of score from baseline", "group": "ketamine twice a week"},
            **{"scale": "madrs", "value": "-18.40", "unit": "points", "spread": "12.0"},
            **{"spread_type": "standard-deviation", "p": "< 0.001", "against": "placebo"},
            **{"time": "15 d"},
        },
        {
            **{"quantity": "change of score from baseline", "group": "placebo", "scale": "madrs"},
            **{"value": "-5.7", "unit": "points", "spread": "", "spread_type": "", "p": ""},
            **{"against": "", "time": "15 d"},
        },
        {
            **{"quantity": "remission", "group": "", "scale": None, "value": "", "unit": ""},
            **{"spread": "", "spread_type": "", "p": "= 0.04", "against": "all groups", "time": ""},
        },
    ],
    "onset": "within 2 h",
    "duration": "up to 7 d",
    "adverse": ["dissociation"],
    "absent": ["nausea", "sedation"],
    "registrations": ["nct:NCT01640080"],
    "note": "The text prints 15 days once and two weeks once.",
}


def test_every_fact_of_a_study_is_read(toy: Toy) -> None:
    whole = toy.contents().studies["author-2016"]

    assert {field.name: said(getattr(whole, field.name)) for field in fields(Study)} == WHOLE


def test_what_a_study_does_not_state_stays_empty(toy: Toy) -> None:
    plain = read(toy)
    stated = {"iri", "label", "method", "result", "finding", "sources", "read_in", "locator"}

    assert {f.name for f in fields(Study) if getattr(plain, f.name)} == stated | {"arms"}
    assert (plain.participants, plain.completers, plain.arms[0].participants) == (None, None, None)
    assert plain.arms == (Arm(plain.treatments[0]),)


def test_nobody_left_of_nobody_is_a_number_and_not_silence(toy: Toy) -> None:
    nobody = read(toy, participants="0", completers="0", arm=arm(participants="0"))

    assert (nobody.participants, nobody.completers, nobody.arms[0].participants) == (0, 0, 0)


def test_treatments_and_comparators_are_told_apart_each_once(toy: Toy) -> None:
    whole = toy.contents().studies["author-2016"]

    assert said(whole.treatments) == ["ketamine"]
    assert said(whole.comparators) == ["midazolam", "placebo"]


def test_a_drug_may_be_compared_with_itself(toy: Toy) -> None:
    both = read(toy, arm=f"{arm()}, {arm(role='gg:comparator')}")

    assert said(both.treatments) == said(both.comparators) == ["lanicemine"]


def test_studies_are_found_in_the_order_of_their_names(toy: Toy) -> None:
    names = list(toy.contents().studies)

    assert names == sorted(names)
    assert len(names) == 9


def test_a_study_is_found_by_its_name_and_its_registry_number(toy: Toy) -> None:
    knowledge = toy.knowledge()

    for name in ("study:author-2016", "nct:NCT01640080", "NCT01640080", "nct01640080"):
        assert knowledge.find(name) == knowledge.studies["author-2016"]


@pytest.mark.parametrize("result", STUDY_RESULTS)
def test_each_result_is_a_result(result: str, toy: Toy) -> None:
    assert read(toy, primaryResult=f"gg:{result}").result == result


@pytest.mark.parametrize("value", ["-18.4", "12.0", "+3", "0", "0.80", "100"])
def test_a_number_stays_as_the_source_writes_it(value: str, toy: Toy) -> None:
    spread = {"spread": value, "spreadType": "gg:standard-error"}
    (one,) = read(toy, figure=figure(value=value, **spread)).figures

    assert (one.value, one.spread, one.spread_type) == (value, value, "standard-error")


@pytest.mark.parametrize("p", ["< 0.001", "<.05", "= 0.04", "> 0.05", "≤ 0.01", "≥0.2", "= 1"])
def test_a_probability_has_a_sign_and_a_number(p: str, toy: Toy) -> None:
    (one,) = read(toy, figure=figure(p=f'"{p}"')).figures

    assert one.p == p


@pytest.mark.parametrize(
    "span",
    [
        *("2 h", "1-4 h", "0.5-2 h", "40 min", "within 2 h", "about 3 weeks", "up to 7 d"),
        *("at least 1 month", "over 4 weeks", "less than 1 week", "a few months", "2 years"),
    ],
)
def test_a_span_of_time_is_a_number_and_a_unit(span: str, toy: Toy) -> None:
    lasting = {axis: f'"{span}"' for axis in ("onset", "duration", "length")}
    one = read(toy, figure=figure(time=f'"{span}"'), **lasting)

    assert (one.onset, one.duration, one.length, one.figures[0].time) == (span,) * 4


@pytest.mark.parametrize("phase", ["1", "1/2", "2", "2a", "2b", "3", "4"])
def test_a_phase_is_written_in_digits(phase: str, toy: Toy) -> None:
    assert read(toy, phase=f'"{phase}"').phase == phase


# the order of the file shows nowhere


def orders_told(toy: Toy, fact: str, parts: Iterable[str]) -> set[str]:
    """What is read of groups or figures in every order in which a file can have them."""
    told = set()
    for order in permutations(parts):
        toy.write(NEW, prefixes() + study(**{fact: ", ".join(order)}))
        told.add(repr(toy.contents().studies["trial"]))
    return told


def test_groups_are_ordered_however_the_file_has_them(toy: Toy) -> None:
    doses = [arm(dose='"5 mg"'), arm(dose='"10 mg"'), arm(dose='"10 mg"', schedule='"daily"')]
    compared = arm(given="entity:esketamine", role="gg:comparator")

    (told,) = orders_told(toy, "arm", [*doses, compared])

    assert told.index("'5 mg'") < told.index("'10 mg'") < told.index("'daily'")
    assert told.index("'daily'") < told.index("'esketamine'")


def test_figures_are_ordered_however_the_file_has_them(toy: Toy) -> None:
    early, late = figure(time='"2 h"'), figure(time='"24 h"')
    others = [figure(value="-2"), figure(group='"placebo"'), figure(scale="entity:madrs")]

    (told,) = orders_told(toy, "figure", [late, early, *others])

    assert told.index("'2 h'") < told.index("'24 h'")


@pytest.mark.parametrize(
    ("fact", "values"),
    [("route", ("context:oral", "context:intranasal")), ("participants", ("18", "20"))],
)
def test_groups_that_differ_in_anything_have_an_order(
    fact: str, values: tuple[str, str], toy: Toy
) -> None:
    assert len(orders_told(toy, "arm", [arm(**{fact: value}) for value in values])) == 1


@pytest.mark.parametrize(
    ("fact", "values"),
    [
        ("p", ('"< 0.01"', '"< 0.05"')),
        ("against", ('"placebo"', '"midazolam"')),
        ("time", ('"24 h"', '"24 d"')),
        ("unit", ('"points"', '"%"')),
    ],
)
def test_figures_that_differ_in_anything_have_an_order(
    fact: str, values: tuple[str, str], toy: Toy
) -> None:
    assert len(orders_told(toy, "figure", [figure(**{fact: value}) for value in values])) == 1


# one problem at a time


@dataclass(frozen=True, slots=True)
class Slip:
    """Facts that are not as they should be, and the one thing said of them: what, and the cure."""

    name: str
    facts: dict[str, str]
    what: str
    cure: str

    def __str__(self) -> str:
        return self.name


OTHER = arm(given="entity:ketamine")
"""A second group with nothing wrong, so that a study is not left without any."""
IN_DIGITS = "write it in digits"
AS_NUMBER = "write one, as in -18.4"
AS_SPAN = 'write a number and min, h, d, weeks, months or years, as in "within 2 h"'
AS_PROBABILITY = 'write it as "< 0.001"'
PHASES = "one of 1, 1/2, 2, 2a, 2b, 3, 4"
RESULTS = "use " + ", ".join(f"gg:{result}" for result in STUDY_RESULTS)
DESCRIBE = "describe it, or name another"

SLIPS = [
    # numbers
    *(
        Slip(
            f"{written} {fact}",
            {fact: written},
            f"gg:{fact} is not a whole number",
            IN_DIGITS,
        )
        for fact in ("participants", "completers")
        for written in ('"many"', "-5", "1000000000000", "18.5", "1e3", "entity:ketamine", '"n=18"')
    ),
    Slip(
        "a group of about twenty",
        {"arm": arm(participants='"about 20"')},
        "gg:participants is not a whole number",
        IN_DIGITS,
    ),
    *(
        Slip(
            f"a value of {value}", {"figure": figure(value=value)}, "gg:value is not a number", cure
        )
        for value, cure in (
            ('"about 12"', AS_NUMBER),
            ('"12 points"', AS_NUMBER),
            ('"−18.4"', AS_NUMBER),
            ("1e3", AS_NUMBER),
            ("-7, -8", AS_NUMBER),
        )
    ),
    Slip("a value without a unit", {"figure": figure(unit="")}, "gg:unit is missing", "add it"),
    Slip(
        "a spread in words",
        {"figure": figure(spread='"wide"', spreadType="gg:standard-error")},
        "gg:spread is not a number",
        AS_NUMBER,
    ),
    Slip(
        "a type of no spread",
        {"figure": figure(spreadType="gg:standard-error")},
        "gg:spreadType stands without gg:spread",
        "leave it out",
    ),
    Slip(
        "a spread of no type",
        {"figure": figure(spread="7.3")},
        "gg:spreadType is missing",
        "add it",
    ),
    Slip(
        "a spread of a type of its own",
        {"figure": figure(spread="7.3", spreadType="gg:sd")},
        "gg:sd is not a value of gg:spreadType",
        "use gg:standard-deviation, gg:standard-error, gg:confidence-interval",
    ),
    Slip(
        "a figure without a number",
        {"figure": figure(value="", unit="")},
        "the figure 'change of score' has neither gg:value nor gg:p",
        "give the number, or take the figure out",
    ),
    Slip(
        "a figure of nothing", {"figure": figure(quantity="")}, "gg:quantity is missing", "add it"
    ),
    Slip("a figure in words", {"figure": '"−18.4 points"'}, "gg:figure is text", "[ ... ]"),
    *(
        Slip(
            f"a probability {p}",
            {"figure": figure(p=f'"{p}"')},
            f'gg:p "{p}" cannot be read',
            AS_PROBABILITY,
        )
        for p in ("0.05", "p<.05", "p < 0.05", "n.s.", "< 5", "< 1.5", "< 0,05", "<", "=  0.05")
    ),
    Slip(
        "a probability as a number",
        {"figure": figure(p="0.05")},
        "gg:p 0.05 is not text",
        'write it as text: "0.05"',
    ),
    # times
    *(
        Slip(
            f"{fact} {span or 'blank'}",
            {fact: f'"{span}"'},
            f'gg:{fact} "{span}" cannot be read',
            AS_SPAN,
        )
        for fact in ("onset", "duration", "length")
        for span in ("two hours", "2h", "2", "rapid", "2 hours", "by 4 h", "2 - 4 h", "-2 h")
    ),
    Slip(
        "a figure of a time in words",
        {"figure": figure(time='"two weeks"')},
        'gg:time "two weeks" cannot be read',
        AS_SPAN,
    ),
    Slip(
        "an onset that is empty", {"onset": '" "'}, "gg:onset is empty", "fill it, or leave it out"
    ),
    Slip("two onsets", {"onset": '"2 h", "4 h"'}, "gg:onset is given twice: 2 h, 4 h", "keep one"),
    # words
    *(
        Slip(
            f"phase {phase}", {"phase": f'"{phase}"'}, f'gg:phase "{phase}" cannot be read', PHASES
        )
        for phase in ("II", "5", "2c", "phase 2", "2/3")
    ),
    Slip("a phase as a number", {"phase": "2"}, "gg:phase 2 is not text", 'write it as text: "2"'),
    Slip("no result", {"primaryResult": ""}, "gg:primaryResult is missing", "add it"),
    Slip(
        "two results",
        {"primaryResult": "gg:negative, gg:positive"},
        "gg:primaryResult is given twice: gg:negative, gg:positive",
        "keep one",
    ),
    Slip(
        "a result of its own",
        {"primaryResult": "gg:success"},
        "gg:success is not a value of gg:primaryResult",
        RESULTS,
    ),
    Slip(
        "a result in quotes",
        {"primaryResult": '"positive"'},
        'gg:primaryResult "positive" is not a name',
        "write a name",
    ),
    Slip(
        "a regimen that is a route",
        {"regimen": "context:oral"},
        "context:oral is not a regimen",
        "use a regimen",
    ),
    Slip(
        "a regimen that nobody declared",
        {"regimen": "context:monotherapies"},
        "context:monotherapies is described nowhere",
        "did you mean monotherapy?",
    ),
    # names that lead nowhere
    *(
        Slip(f"{fact} that nobody described", {fact: wrong}, f"{wrong} is described nowhere", cure)
        for fact, wrong, cure in (
            ("design", "design:double-blnd", "did you mean double-blind?"),
            ("design", "context:double-blind", "did you mean double-blind?"),
            ("method", "method:randomised-control-trial", "randomised-controlled-trial?"),
            ("method", "design:randomised-controlled-trial", "randomised-controlled-trial?"),
            ("population", "entity:depresion", "did you mean depression?"),
            ("scale", "entity:mdrs", "did you mean madrs?"),
            ("measured", "entity:zzz", DESCRIBE),
            ("measured", "study:mood", "did you mean mood?"),
            ("addedTo", "entity:valproat", "did you mean valproate?"),
            ("adverseEffect", "entity:dissociatio", "did you mean dissociation?"),
            ("noAdverseEffect", "entity:sedatio", "did you mean sedation?"),
            ("source", "source:author-2061", "did you mean author-2016?"),
            ("readIn", "source:reader-2081", "did you mean reader-2018?"),
        )
    ),
    Slip(
        "a figure on a scale that nobody described",
        {"figure": figure(scale="entity:hamd")},
        "entity:hamd is described nowhere",
        "did you mean ham-d?",
    ),
    *(
        Slip(f"no {fact}", {fact: ""}, f"{fact} is missing", "add it")
        for fact in ("rdfs:label", "gg:method", "gg:finding", "gg:readIn", "gg:locator")
    ),
    Slip(
        "no source", {"source": ""}, "gg:source is missing", "name the paper or the registry record"
    ),
    Slip(
        "a finding that rings a bell",
        {"finding": '"Placebo\\u0007 won."'},
        "gg:finding has the control character U+0007",
        "take it out",
    ),
    # registry numbers
    *(
        Slip(
            f"registered as {number}",
            {"registration": number},
            f"{number} is not a registry number",
            "a number has eight digits: nct:NCT01640080",
        )
        for number in (
            *("nct:NCT0164008", "nct:NCT016400800", "nct:01640080", "nct:nct01640080"),
            *("doi:NCT01640080", "nct:"),
        )
    ),
    Slip(
        "registered in quotes",
        {"registration": '"NCT01640080"'},
        'gg:registration "NCT01640080" is not a name',
        "write a name",
    ),
    # groups
    Slip("no group", {"arm": ""}, "no gg:arm has a treatment", "say what was studied"),
    Slip(
        "none but a comparator",
        {"arm": arm(role="gg:comparator")},
        "no gg:arm has a treatment",
        "gg:role gg:treatment",
    ),
    Slip(
        "a group in words", {"arm": f'"placebo", {OTHER}'}, "gg:arm is text", "write it as [ ... ]"
    ),
    Slip(
        "a drug that nobody described",
        {"arm": f"{arm(given='entity:ketamin')}, {OTHER}"},
        "entity:ketamin is described nowhere",
        "did you mean ketamine?",
    ),
    Slip(
        "a group that was given nothing",
        {"arm": f"{arm(given='')}, {OTHER}"},
        "gg:given is missing",
        "add it",
    ),
    Slip(
        "a group of two drugs",
        {"arm": arm(given="entity:esketamine, entity:ketamine")},
        "gg:given is given twice: entity:esketamine, entity:ketamine",
        "keep one",
    ),
    Slip("a group of no role", {"arm": arm(role="")}, "gg:role is missing", "add it"),
    Slip(
        "a group of a role of its own",
        {"arm": arm(role="gg:control")},
        "gg:control is not a value of gg:role",
        "use gg:treatment, gg:comparator",
    ),
    Slip(
        "a group of two roles",
        {"arm": f"{arm(role='gg:comparator, gg:treatment')}, {OTHER}"},
        "gg:role is given twice: gg:comparator, gg:treatment",
        "keep one",
    ),
    Slip(
        "a route that is a timing",
        {"arm": arm(route="context:acute")},
        "context:acute is not a route",
        "use a route",
    ),
    Slip(
        "a route that nobody declared",
        {"arm": arm(route="context:intravenus")},
        "context:intravenus is described nowhere",
        "did you mean intravenous?",
    ),
    Slip(
        "a dose as a number",
        {"arm": arm(dose="0.5")},
        "gg:dose 0.5 is not text",
        'write it as text: "0.5"',
    ),
    Slip(
        "two doses in one group",
        {"arm": arm(dose='"5 mg", "10 mg"')},
        "gg:dose is given twice: 10 mg, 5 mg",
        "keep one",
    ),
    # properties
    Slip(
        "a misspelt property of a study",
        {"participant": "18"},
        "gg:participant is not a property of a study",
        "did you mean gg:participants?",
    ),
    Slip(
        "a claim's property in a study",
        {"directness": "gg:net"},
        "gg:directness is not a property of a study",
        "",
    ),
    Slip(
        "a misspelt property of a group",
        {"arm": arm(doze='"5 mg"')},
        "gg:doze is not a property of a arm",
        "did you mean gg:dose?",
    ),
    Slip(
        "a misspelt property of a figure",
        {"figure": figure(values="7")},
        "gg:values is not a property of a figure",
        "did you mean gg:value?",
    ),
    Slip(
        "structure in a study",
        {"predicate:member-of": "entity:ketamine"},
        "predicate:member-of stands outside an entity's block",
        "move it there",
    ),
]


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_one_problem_with_its_line_and_cure(slip: Slip, toy: Toy) -> None:
    toy.add(NEW, study(**slip.facts))

    (problem,) = toy.problems()

    assert (problem.file, problem.line) == ("toy/new.ttl", toy.line(NEW, "study:trial"))
    assert problem.what.startswith(slip.what)
    assert slip.cure in problem.cure
    assert problem.cure


def test_every_problem_that_reading_a_study_can_tell_of_is_among_these_slips(
    tmp_path: Path,
) -> None:
    """Every line that reports a problem is reached by some slip; a new one needs a slip here."""
    file = str(reader.__file__)
    reached: set[int] = set()

    def watch(frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        if frame.f_code.co_filename != file:
            return None
        if event == "line":
            reached.add(frame.f_lineno)
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        for number, slip in enumerate(SLIPS):
            toy = Toy.copied_to(tmp_path / str(number), TRIALS)
            toy.add(NEW, study(**slip.facts))
            toy.problems()
    finally:
        sys.settrace(before)

    lines = enumerate(inspect.getsource(reader).split("\n"), 1)
    assert [line for at, line in lines if "report(" in line and at not in reached] == []


def test_a_study_named_as_something_else_is_told_what_to_be_called(toy: Toy) -> None:
    toy.add(NEW, study("source:trial"))

    (problem,) = toy.problems()

    assert (problem.what, problem.cure) == ("source:trial is a gg:Study", "name it study:...")


def test_a_group_that_two_studies_share_belongs_to_neither(toy: Toy) -> None:
    shared = f"_:one gg:given entity:lanicemine ; gg:role gg:treatment .\n{study('study:b')}"
    toy.add(NEW, study("study:a", arm="_:one") + shared.replace(arm(), "_:one"))

    (problem,) = toy.problems()

    assert problem.what == "a nameless [ ... ] belongs to two things"
    assert problem.cure == "write it out in each"


def test_a_group_that_is_a_named_thing_is_no_group(toy: Toy) -> None:
    toy.add(NEW, study(arm="entity:lanicemine"))

    assert "gg:given is missing" in {problem.what for problem in toy.problems()}


def test_two_curators_who_disagree_on_a_study_are_told(toy: Toy) -> None:
    toy.add(NEW, 'study:author-2016 gg:primaryResult gg:negative ; gg:phase "3" .\n')

    assert {problem.what for problem in toy.problems()} == {
        "gg:primaryResult is given twice: gg:negative, gg:positive",
        "gg:phase is given twice: 2, 3",
    }


def test_what_a_file_that_cannot_be_read_may_hold_is_not_called_missing(toy: Toy) -> None:
    toy.add(NEW, study())
    toy.write("entities.ttl", toy.text("entities.ttl") + '"half a thought')

    (problem,) = toy.problems()

    assert problem.file == "toy/entities.ttl"


# all problems at once


def test_all_that_is_wrong_with_a_study_is_told_at_once(toy: Toy) -> None:
    toy.add(
        NEW,
        study(
            participants='"many"',
            phase='"II"',
            onset='"two hours"',
            primaryResult="gg:success",
            registration="nct:NCT0164008",
            design="design:double-blnd",
            source="",
            arm=arm(route="context:acute", doze='"5 mg"'),
            figure=", ".join([figure(value="1e3", p='"0.05"'), figure(unit="", spread="7")]),
        ),
    )

    assert [problem.what for problem in toy.problems()] == [
        "context:acute is not a route",
        "design:double-blnd is described nowhere",
        "gg:doze is not a property of a arm",
        'gg:onset "two hours" cannot be read',
        'gg:p "0.05" cannot be read',
        "gg:participants is not a whole number",
        'gg:phase "II" cannot be read',
        "gg:source is missing",
        "gg:spreadType is missing",
        "gg:success is not a value of gg:primaryResult",
        "gg:unit is missing",
        "gg:value is not a number",
        "nct:NCT0164008 is not a registry number",
    ]


def test_one_study_hides_no_problem_of_another(toy: Toy) -> None:
    toy.add(NEW, study("study:a", phase='"II"') + study("study:b", onset='"soon"'))

    assert [(problem.line, problem.what) for problem in toy.problems()] == [
        (toy.line(NEW, "study:a"), 'gg:phase "II" cannot be read'),
        (toy.line(NEW, "study:b"), 'gg:onset "soon" cannot be read'),
    ]


@pytest.mark.parametrize("fact", ["method", "readIn"])
def test_a_method_that_is_missing_hides_no_other_problem(fact: str, toy: Toy) -> None:
    toy.add(NEW, study(**{fact: ""}, phase='"II"', arm=arm(route="context:acute")))

    assert {problem.what for problem in toy.problems()} == {
        f"gg:{fact} is missing",
        'gg:phase "II" cannot be read',
        "context:acute is not a route",
    }


def test_a_drug_that_nobody_described_is_not_called_a_missing_treatment(toy: Toy) -> None:
    toy.add(NEW, study(arm=arm(given="entity:lanicemin")))

    (problem,) = toy.problems()

    assert problem.what == "entity:lanicemin is described nowhere"


@pytest.mark.parametrize("value", ["[ ]", "entity:mood"])
def test_a_value_that_is_no_number_is_not_called_a_missing_one(value: str, toy: Toy) -> None:
    toy.add(NEW, study(figure=figure(value=value)))

    (problem,) = toy.problems()

    assert problem.what == "gg:value is not a number"


@pytest.mark.parametrize("fact", ["participants", "completers"])
def test_two_numbers_of_participants_are_one_too_many(fact: str, toy: Toy) -> None:
    toy.add(NEW, study(**{fact: "18, 20"}))

    (problem,) = toy.problems()

    assert problem.what == f"gg:{fact} is given twice: 18, 20"


@pytest.mark.parametrize("span", [". h", "1.2.3 h", "within ... d", "1-. h"])
def test_dots_are_no_number(span: str, toy: Toy) -> None:
    toy.add(NEW, study(onset=f'"{span}"'))

    assert [problem.what for problem in toy.problems()] == [f'gg:onset "{span}" cannot be read']


def test_a_type_of_spread_without_a_spread_is_told(toy: Toy) -> None:
    toy.add(NEW, study(figure=figure(spreadType="gg:sd")))

    assert len(toy.problems()) == 1


@stable(60)
@given(text=st.text(max_size=12), fact=st.sampled_from(("onset", "length", "phase", "finding")))
def test_whatever_is_typed_is_read_as_it_stands_or_told_once(
    text: str, fact: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    toy = Toy.copied_to(tmp_path_factory.mktemp("typed"), TRIALS)
    text = text.encode("utf-8", "ignore").decode()
    toy.add(NEW, study(**{fact: json.dumps(text)}))

    problems = toy.problems()

    assert len(problems) <= 1
    assert all(problem.cure for problem in problems)
    assert problems or getattr(toy.contents().studies["trial"], fact) == text


@stable(60)
@given(
    value=st.one_of(st.integers(), st.decimals(allow_nan=False), st.floats()).map(str),
    fact=st.sampled_from(("value", "spread", "p")),
)
def test_whatever_figure_is_typed_is_read_as_it_stands_or_told_once(
    value: str, fact: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    toy = Toy.copied_to(tmp_path_factory.mktemp("typed"), TRIALS)
    typed = {"spreadType": "gg:standard-error"} if fact == "spread" else {}
    toy.add(NEW, study(figure=figure(**{fact: f'"{value}"'}, **typed)))

    problems = toy.problems()

    assert len(problems) <= 1
    assert problems or getattr(toy.contents().studies["trial"].figures[0], fact) == value


# remembered


@pytest.fixture
def _forgetful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of the test's own, with nothing in it."""
    monkeypatch.setenv("GLUTAGRAPH_CACHE", str(tmp_path / "cache"))


def spelt_out(value: Any) -> Any:
    """A value with all that is in it, since things with a name are equal by their name alone."""
    if isinstance(value, Enum):
        return (type(value), value.name)
    if is_dataclass(value) and not isinstance(value, type):
        inner = {field.name: spelt_out(getattr(value, field.name)) for field in fields(value)}
        return (type(value), inner)
    if isinstance(value, dict):
        return {key: spelt_out(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return (type(value), [spelt_out(inner) for inner in value])
    return (type(value), value)


def remembered(place: Path, contents: Contents) -> Contents:
    cache.remember([place], contents)
    recalled = cache.recall([place])
    assert recalled is not None
    return recalled


@pytest.mark.usefixtures("_forgetful")
@pytest.mark.parametrize(
    "field",
    [field.name for field in fields(Contents)],
)
def test_what_is_remembered_is_what_was_read(field: str, toy: Toy) -> None:
    contents = toy.contents()
    recalled = remembered(toy.folder, contents)
    there, here = getattr(recalled, field), getattr(contents, field)

    assert spelt_out(there) == spelt_out(here)
    assert list(there) == list(here), "in the same order"


@pytest.mark.usefixtures("_forgetful")
def test_every_shipped_study_is_remembered_to_the_last_figure() -> None:
    contents = load_files([shipped_graph()])
    recalled = remembered(shipped_graph(), contents)

    assert recalled.studies
    assert spelt_out(recalled.studies) == spelt_out(contents.studies)
    assert spelt_out(recalled.designs) == spelt_out(contents.designs)


def studies(contents: Contents) -> st.SearchStrategy[Study]:
    """Studies with anything in every field that the model allows there."""
    entity = st.sampled_from(list(contents.entities.values()))
    entities = st.lists(entity, max_size=3).map(tuple)
    source = st.sampled_from(list(contents.sources.values()))
    method = st.sampled_from(list(contents.methods.values()))
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    count = st.none() | st.integers(0, 10**9)
    arms = st.builds(Arm, entity, st.booleans(), text, text, text, count)
    rest = {name: text for name in get_type_hints(Figure) if name != "scale"}
    figures = st.builds(Figure, **rest, scale=st.none() | entity)
    return st.builds(
        *(Study, text.map(lambda slug: f"https://w3id.org/glutagraph/study/{slug}"), text, method),
        *(st.sampled_from(STUDY_RESULTS), text, st.lists(source).map(tuple), source, text),
        *(st.lists(text).map(tuple), text, entities, count, count, text, entities, text),
        *(st.lists(arms, max_size=3).map(tuple), entities, entities),
        *(st.lists(figures, max_size=3).map(tuple), text, text, entities, entities),
        *(st.lists(text).map(tuple), text),
    )


TOY = load_files([TRIALS, shipped_graph() / "vocabulary.ttl"])


@pytest.mark.usefixtures("_forgetful")
@stable(60)
@given(made=st.lists(studies(TOY), max_size=3))
def test_any_study_comes_back_from_the_cache_as_it_went_in(
    made: list[Study], tmp_path_factory: pytest.TempPathFactory
) -> None:
    contents = replace(TOY, studies={one.id: one for one in made})
    place = tmp_path_factory.mktemp("any")
    (place / "one.ttl").touch()

    assert spelt_out(remembered(place, contents).studies) == spelt_out(contents.studies)


# as JSON: a contract

STUDY = {
    *("id", "label", "synonyms", "identifiers", "method", "tier", "design", "phase", "drugs"),
    *("comparators", "population", "participants", "completers", "regimen", "added_to", "length"),
    *("arms", "measured", "scales", "result", "finding", "figures", "onset", "duration"),
    *("adverse_effects", "absent_adverse_effects", "registrations", "sources", "note", "read_in"),
    "locator",
}
ARM = {"given", "role", "dose", "route", "schedule", "participants"}
FIGURE = {
    *("quantity", "group", "scale", "value", "unit", "spread", "spread_type", "p", "against"),
    "time",
}


def test_a_study_has_every_field_of_the_contract(toy: Toy) -> None:
    for one in toy.contents().studies.values():
        row = study_json(one)

        assert row.keys() >= STUDY
        assert all(part.keys() >= ARM for part in row["arms"])
        assert all(part.keys() >= FIGURE for part in row["figures"])


def test_every_field_of_a_study_is_in_its_json(toy: Toy) -> None:
    """Whatever the whole study states can be found in its row."""
    row = study_json(toy.contents().studies["author-2016"])
    arms = [{**part, "is_comparator": part["role"] == "comparator"} for part in row["arms"]]
    renamed = {"drugs": "treatments", "adverse_effects": "adverse"}
    told = {
        **{renamed.get(name, name): value for name, value in row.items()},
        "absent": row["absent_adverse_effects"],
        "arms": [{name: part[name] for name in WHOLE["arms"][0]} for part in arms],
        "iri": f"https://w3id.org/glutagraph/study/{row['id']}",
    }

    assert {name: told[name] for name in WHOLE} == WHOLE
    assert (row["drugs"], row["comparators"]) == (["ketamine"], ["midazolam", "placebo"])
    assert row["tier"] == "randomised-trial"
    assert row["identifiers"] == [{"curie": "nct:NCT01640080", "match": "exact"}]


def test_show_and_list_print_the_same_row_of_a_study() -> None:
    graph = ("--graph", TRIALS, "--graph", shipped_graph() / "vocabulary.ttl")
    shown = json.loads(command(*graph, "show", "NCT01640080", "--format", "json").out)
    listed = json.loads(command(*graph, "list", "studies", "--format", "json").out)
    row = next(row for row in listed if row["id"] == "author-2016")

    assert row == study_json(TOY.studies["author-2016"])
    assert shown == {**row, "claims": [], "experiments": [], "studies": []}


def test_what_bears_on_a_drug_a_scale_and_a_paper_names_their_studies(toy: Toy) -> None:
    knowledge = toy.knowledge()

    def trials(name: str) -> list[str]:
        return [row["id"] for row in show_json(knowledge.find(name), knowledge)["studies"]]

    assert trials("madrs") == ["author-2016", "rival-2017"]
    assert trials("valproate") == ["author-2016"], "it was added to"
    assert trials("placebo") == ["author-2016", "esketamine-nose", "rival-2017"]
    assert trials("sedation") == ["author-2016"], "it was looked for"
    assert trials("source:record-2015") == ["author-2016", "lanicemine"]
    assert "rival-2017" in trials("claim:ketamine.does-not-affect.mood"), "their paper is one"
    assert "author-2016" not in trials("claim:ketamine.does-not-affect.mood")


# as a page


def page(toy: Toy, name: str, width: int = 10_000) -> str:
    knowledge = toy.knowledge()
    return "\n".join(show_lines(knowledge.studies[name], knowledge, Page(width)))


def test_a_page_tells_every_fact_of_a_study(toy: Toy) -> None:
    assert page(toy, "author-2016").splitlines() == [
        "Ketamine at two doses, placebo or midazolam · study:author-2016",
        "  randomised controlled trial · phase 2 · double-blind · placebo-controlled",
        "  result: positive. Ketamine beat placebo and midazolam at both doses.",
        "  The text prints 15 days once and two weeks once.",
        "  patients: depression",
        "  participants: 68, 60 completed",
        "  given as: adjunctive: on top of another treatment",
        "  added to: valproate",
        "  length: 15 d",
        "  measured: mood, remission",
        "  scales: Hamilton Depression Rating Scale, Montgomery-Asberg Depression Rating Scale",
        "  onset: within 2 h",
        "  lasted: up to 7 d",
        "  adverse effects: dissociation",
        "  not seen: nausea, sedation",
        "  registered as: nct:NCT01640080",
        "",
        "Groups",
        "  ketamine, 5 mg, intravenous, once, n 17",
        "  ketamine, 10 mg, intravenous, twice a week for 2 weeks, n 18",
        "  midazolam (comparator), 0.045 mg/kg, intravenous",
        "  placebo (comparator), n 20",
        "",
        "Figures",
        "  ketamine twice a week, change of score from baseline, Montgomery-Asberg Depression Rating"
        " Scale, 15 d: -18.40 points, SD 12.0, P < 0.001 against placebo",
        "  placebo, change of score from baseline, Montgomery-Asberg Depression Rating Scale, 15 d:"
        " -5.7 points",
        "  remission: P = 0.04 against all groups",
        "",
        "  Author et al. 2016 · source:author-2016",
        "  Trial record 2015 · source:record-2015",
        "  read in Reader 2018: Ketamine: Trials, paragraph 1",
    ]


def test_a_page_says_nothing_of_what_is_not_stated(toy: Toy) -> None:
    toy.add(NEW, study())

    assert page(toy, "trial").splitlines() == [
        "Lanicemine against placebo · study:trial",
        "  randomised controlled trial",
        "  result: negative. Lanicemine and placebo were alike.",
        "",
        "Groups",
        "  lanicemine",
        "",
        "  Author et al. 2016 · source:author-2016",
        "  read in Reader 2018: Others, paragraph 1",
    ]


def test_completers_may_be_all_that_is_known(toy: Toy) -> None:
    toy.add(NEW, study(completers="60"))

    assert "  participants: 60 completed" in page(toy, "trial").splitlines()


def test_what_a_figure_is_compared_with_is_told_without_a_probability() -> None:
    assert "placebo" in figure_text(
        Figure("response rate", value="60", unit="%", against="placebo")
    )


@pytest.mark.parametrize("width", [1, 40, 72])
def test_a_narrow_page_of_a_study_loses_no_word(width: int, toy: Toy) -> None:
    narrow, wide = page(toy, "author-2016", width), page(toy, "author-2016")

    assert narrow.split() == wide.split()
    assert len(narrow.splitlines()) >= len(wide.splitlines())


def test_text_of_a_study_cannot_speak_to_the_terminal(toy: Toy) -> None:
    contents = toy.contents()
    hostile = "\x1b[31mred\nFAKE\u202e"
    whole = contents.studies["author-2016"]
    texts = ("label", "finding", "locator", "length", "onset", "duration", "note", "phase")
    parts = {
        "arms": (whole.arms[0]._replace(dose=hostile, schedule=hostile),),
        "figures": (whole.figures[0]._replace(group=hostile, unit=hostile, p=hostile),),
        "registrations": (hostile,),
    }
    one = replace(whole, **dict.fromkeys(texts, hostile), **parts)  # type: ignore[arg-type]
    knowledge = toy.knowledge()

    told = "\n".join(show_lines(one, knowledge, Page(10_000)))

    assert not set(told) & set("\x1b\u202e")
    assert not any(line.lstrip().startswith("FAKE") for line in told.splitlines())
    assert told.count("\\u001b[31mred FAKE\\u202e") >= len(texts)


def test_every_shipped_study_has_a_page_that_names_it() -> None:
    knowledge = shipped()

    for one in knowledge.studies.values():
        told = "\n".join(show_lines(one, knowledge, Page(10_000)))
        assert f"study:{one.id}" in told
        assert one.finding in told
        assert all(f"source:{source.id}" in told for source in one.sources)
