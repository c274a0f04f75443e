"""The page answers as Python does, in a browser: golden cases, random graphs, the shipped graph."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import random_brains
from browser import launched
from building import knowledge, stable
from hypothesis import given
from hypothesis import strategies as st
from random_brains import brains, ends
from test_golden import FILES, case, done_in, limits_of, stated
from test_what_if import clinics

import glutagraph
from glutagraph import carrying, necessity, reasons, routes, tracing
from glutagraph.comparing import IncomparableError, compare, meeting
from glutagraph.explorer import document
from glutagraph.explorer.contents import contents
from glutagraph.explorer.given import given as told_trace
from glutagraph.explorer.parts import Opening, Wanted, core_of, part_of
from glutagraph.holding import InterventionError
from glutagraph.intervening import what_if
from glutagraph.limits import Limits
from glutagraph.necessity import necessary
from glutagraph.telling.comparison import comparison_json
from glutagraph.tracing import trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Page, Route

    from glutagraph.answers import Loop, Parting
    from glutagraph.answers import Path as Way
    from glutagraph.consequences import Consequence, Remainder, WhatIf
    from glutagraph.knowledge import Knowledge
    from glutagraph.necessity import Cut, Necessity

    Json = dict[str, Any]

pytestmark = pytest.mark.browser

MODULES = Path(document.__file__).parent / "page"
ADDRESS = "http://page.test/"
SCRIPT = """
import { compareText } from "./ordering.js";
import { readKnowledge } from "./knowledge.js";
import { necessary } from "./necessary.js";
import { trace } from "./tracing.js";
import { IncomparableError, compare } from "./comparing.js";
import { InterventionError } from "./holding.js";
import { whatIf } from "./intervening.js";

const answerTo = (knowledge, question) => {
  const { ask, start, end, drug, outcome, done, drugs, hypotheses, ...options } = question;
  if (ask === "trace") return trace(knowledge, start, end, options);
  if (ask === "necessary") return necessary(knowledge, drug, outcome, options);
  try {
    if (ask === "compare") return compare(knowledge, [...(drugs ?? []), ...(hypotheses ?? [])], options);
    return whatIf(knowledge, drug, outcome, done, options);
  } catch (error) {
    if (!(error instanceof InterventionError || error instanceof IncomparableError)) throw error;
    return { error: error.message };
  }
};

const fastest = (knowledge, question, times) => {
  const taken = Array.from({ length: times }, () => {
    const begun = performance.now();
    answerTo(knowledge, question);
    return performance.now() - begun;
  });
  return { first: taken[0], fastest: Math.min(...taken) };
};

Object.assign(window, { compareText, readKnowledge, answerTo, fastest });
"""


@dataclass(frozen=True, slots=True)
class Engine:
    """The page's modules in a browser, without the page."""

    tab: Page

    def read(self, data: Json) -> None:
        """Read the data of a page, or the graph of a golden case."""
        self.tab.evaluate(
            "data => { window.knowledge = readKnowledge(JSON.parse(data)) }", dumped(data)
        )

    def answers(self, questions: Iterable[Json]) -> list[Json]:
        """What the page answers to questions about what it has read."""
        asking = "asked => JSON.stringify(JSON.parse(asked).map(one => answerTo(knowledge, one)))"
        answers: list[Json] = json.loads(self.tab.evaluate(asking, dumped([*questions])))
        return answers

    def time(self, question: Json, times: int) -> dict[str, float]:
        """How many milliseconds it takes to answer, the first time and at best."""
        timing = "([asked, times]) => fastest(knowledge, JSON.parse(asked), times)"
        taken: dict[str, float] = self.tab.evaluate(timing, [dumped(question), times])
        return taken


def dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def served(route: Route) -> None:
    """A module of the page, or the blank page that imports them."""
    name = route.request.url.removeprefix(ADDRESS)
    if name:
        script = (MODULES / name).read_text(encoding="utf-8")
        route.fulfill(content_type="text/javascript; charset=utf-8", body=script)
    else:
        html = f"<!doctype html><script type=module>{SCRIPT}</script>"
        route.fulfill(content_type="text/html; charset=utf-8", body=html)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with launched() as browser:
        tab = browser.new_page()
        tab.route("**", served)
        tab.goto(ADDRESS)
        tab.wait_for_function("'answerTo' in window")
        yield Engine(tab)
        tab.close()


def data_of(knowledge: Knowledge) -> Json:
    """What a page holds of a graph."""
    part = part_of(knowledge, Wanted())
    return contents(knowledge, part, Opening("", core_of(knowledge, part)))


# the answers of Python, as the page tells them


def asked(knowledge: Knowledge, question: Json) -> Any:
    """What Python answers to a question of the page."""
    limits = limits_of(question)
    limits |= {name: tuple(limits[name]) for name in ("cut", "without") if name in limits}
    if question["ask"] == "trace":
        top = question.get("top", 3)
        answer = trace(knowledge, question["start"], question["end"], top=top, **limits)
        told = told_trace(answer)
        for outcome, one in zip(answer.outcomes, told["outcomes"], strict=True):
            one["stitched_complete"] = outcome.stitched_complete
            one["parting"] = told_parting(outcome.parting)
        return told
    if question["ask"] == "necessary":
        size, budget = question.get("max_size", 3), question.get("budget", routes.COHERENT_BUDGET)
        asking: Json = {"max_size": size, "limits": Limits(**limits), "budget": budget}
        rows = necessary(knowledge, question["drug"], question["outcome"], **asking)
        return [told_need(row) for row in rows]
    if question["ask"] == "compare":
        return asked_to_compare(knowledge, question, Limits(**limits))
    try:
        done = done_in(knowledge, question)
        add = question.get("add", ())
        return told_what_if(
            what_if(knowledge, question["drug"], question["outcome"], done, add=add, **limits)
        )
    except InterventionError as error:
        return {"error": str(error)}


def asked_to_compare(knowledge: Knowledge, question: Json, limits: Limits) -> Json:
    """A comparison without what the page has from elsewhere: regimens and how hypotheses score."""
    compared = [*question.get("drugs", ()), *question.get("hypotheses", ())]
    try:
        told = comparison_json(compare(knowledge, *compared, limits=limits))
    except IncomparableError as error:
        return {"error": str(error)}
    for name in ("schema", "regimens", "experiments", "deciding"):
        told.pop(name, None)
    told["things"] = [thing["id"] for thing in told["things"]]
    for target in (*told["targets"], *told.get("products", ())):
        target["target"] = target["target"]["id"]
        target["actions"] = claims_by_name(target["actions"])
    if told["compared"] == "drugs":
        told["attributes"] = claims_by_name(told["attributes"])
        for row in (*told["outcomes"], *told["side_effects"]):
            row["outcome"] = row["outcome"]["id"]
    return told


def claims_by_name(told: Json) -> Json:
    return {name: [one["claim"] for one in claims] for name, claims in told.items()}


def told_parting(parting: Parting | None) -> Json | None:
    if parting is None:
        return None
    return {"raising": parting.raising.id, "lowering": parting.lowering.id, "apart": parting.apart}


def told_need(row: Necessity) -> Json:
    return {
        "outcome": row.outcome.id,
        "hypothesis": row.hypothesis.id if row.hypothesis else None,
        "routes": row.routes,
        "necessary": [told_cut(one) for one in row.necessary],
        "cuts": [told_cut(one) for one in row.cuts],
        "stated_only": row.is_stated_only,
        "complete": row.complete,
    }


def told_cut(one: Cut) -> Json:
    return {
        "nodes": [node.id for node in one.nodes],
        "experiments": [done.id for done in one.experiments],
    }


def told_what_if(answer: WhatIf) -> Json:
    return {
        "start": answer.start.id if answer.start else None,
        "end": answer.end.id,
        "interventions": [
            {
                "act": one.act,
                "node": one.node.id if one.node else None,
                "to": one.to,
                "claim": one.claim.id if one.claim else None,
                "compound": one.compound.id if one.compound else None,
            }
            for one in answer.interventions
        ],
        "outcomes": [told_consequence(one) for one in answer.consequences],
    }


def told_consequence(one: Consequence) -> Json:
    return {
        "end": one.end.id,
        "union": told_row(one.union),
        "hypotheses": [told_row(row) for row in one.hypotheses],
        "additions": [
            {
                "drug": added.drug.id,
                "alone": added.alone,
                "together": added.together,
                "meet": added.meet,
                "paths": told_paths(added.paths),
            }
            for added in one.additions
        ],
        "loops": told_loops(one.loops),
        "complete": one.complete,
    }


def told_row(row: Remainder) -> Json:
    return {
        "hypothesis": row.hypothesis.id if row.hypothesis else None,
        "before": row.before,
        "after": row.after,
        "remains": row.remains,
        "alone": row.alone,
        "resembles": row.resembles,
        "possible_only": row.is_possible_only,
        "by_omission": row.by_omission,
        "stated_only": row.is_stated_only,
        "kept": told_paths(row.kept),
        "lost": told_paths(row.lost),
        "acting": told_paths(row.acting),
        "partings": {verdict: told_parting(parting) for verdict, parting in row.partings},
    }


def told_paths(paths: Iterable[Way]) -> list[Json]:
    return [
        {
            "claims": [one.id for one in path.claims],
            "sign": int(path.sign),
            "hypotheses": list(path.hypotheses),
            "joints": [
                {
                    "after": joint.after,
                    "reason": joint.reason,
                    "detail": joint.detail,
                    "subject": joint.subject.id if joint.subject else None,
                    "object": joint.object.id if joint.object else None,
                }
                for joint in path.joints
            ],
            "weakest_tier": int(path.weakest_tier),
            "disputed_steps": path.disputed_steps,
            "net_signs": [int(step.net_sign) for step in path.steps],
        }
        for path in paths
    ]


def told_loops(loops: Iterable[Loop]) -> list[Json]:
    return [{"sign": int(one.sign), "claims": [c.id for c in one.claims]} for one in loops]


# golden cases


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_page_gives_the_answer_of_the_case(engine: Engine, file: Path) -> None:
    told = case(file)
    engine.read(told["graph"])
    (answer,) = engine.answers([told["question"]])

    assert in_words_of_the_files(told["question"], answer) == told["answer"]


def in_words_of_the_files(question: Json, answer: Any) -> Json:
    if question["ask"] == "trace":
        return trace_of_file(answer)
    if question["ask"] == "necessary":
        return {"needs": [need_of_file(row) for row in answer]}
    if question["ask"] == "compare":
        return comparison_of_file(answer)
    if "error" in answer:
        return {"error": "intervention"}
    return {"outcomes": [consequence_of_file(one) for one in answer["outcomes"]]}


def trace_of_file(answer: Json) -> Json:
    return stated(
        verdict=answer["verdict"],
        outcomes=[outcome_of_file(one) for one in answer["outcomes"]],
        stops=[
            stated(hypothesis=one["hypothesis"], reached=one["reached"], open=one["open"])
            for one in answer["stops"]
        ],
        carried=answer["carried"],
        loops=loops_of_file(answer["loops"]),
    )


def outcome_of_file(one: Json) -> Json:
    assert one["complete"]
    assert one["stitched_complete"]
    return stated(
        end=one["end"],
        verdict=one["verdict"],
        coherent=one["coherent"],
        routes=[
            {"hypothesis": route["hypothesis"]}
            | stated(verdict=route["verdict"], count=route["count"], unknown=route["unknown"])
            | {"paths": names(route["paths"])}
            for route in one["routes"]
        ],
        stitched=one["stitched"],
        stitched_paths=[
            {
                "claims": path["claims"],
                "joints": [[joint["after"], joint["reason"]] for joint in path["joints"]],
            }
            for path in one["stitched_paths"]
        ],
    )


def consequence_of_file(one: Json) -> Json:
    assert one["complete"]
    return stated(
        end=one["end"],
        union=row_of_file(one["union"]),
        hypotheses={row["hypothesis"]: row_of_file(row) for row in one["hypotheses"]},
        additions=[
            stated(**(added | {"paths": names(added["paths"])})) for added in one["additions"]
        ],
        loops=loops_of_file(one["loops"]),
    )


def need_of_file(row: Json) -> Json:
    assert row["complete"]
    return {"outcome": row["outcome"], "hypothesis": row["hypothesis"]} | stated(
        routes=row["routes"],
        necessary=[node for one in row["necessary"] for node in one["nodes"]],
        cuts=[stated(**one) for one in row["cuts"]],
        stated_only=row["stated_only"],
    )


def comparison_of_file(answer: Json) -> Json:
    if "error" in answer:
        return {"error": "incomparable"}
    assert answer["complete"]
    drugs = {"products", "affinities", "against", "nulls", "meetings"}
    told = {"targets", "steps", "nodes", "outcomes", "opposed"} | drugs
    return stated(**{name: of_file(answer[name]) for name in told & answer.keys()})


def of_file(told: Any) -> Any:
    """What is told of nothing is left out, and what a list of claims says of those compared."""
    if isinstance(told, list):
        return [of_file(one) for one in told]
    if not isinstance(told, dict):
        return told
    facts = {name: of_file(fact) for name, fact in told.items() if name not in ("complete",)}
    if "target" in facts:
        del facts["held_by"]
    if "verdict" in facts and not facts["paths"]:
        facts["verdict"] = ""
    is_meeting = "ways" in facts or "claims" in facts
    return facts if is_meeting else stated(**facts)


def row_of_file(row: Json) -> Json:
    routes = {sort: names(row[sort]) for sort in ("kept", "lost", "acting")}
    return stated(**(row | {"hypothesis": None, "partings": None} | routes))


def loops_of_file(loops: Iterable[Json]) -> list[Json]:
    told = []
    for loop in loops:
        round_ = loop["claims"]
        first = round_.index(min(round_))
        told.append({"sign": loop["sign"], "claims": round_[first:] + round_[:first]})
    return sorted(told, key=lambda loop: (len(loop["claims"]), loop["claims"]))


def names(paths: Iterable[Json]) -> list[list[str]]:
    return [path["claims"] for path in paths]


# random graphs


def same(engine: Engine, knowledge: Knowledge, questions: list[Json]) -> None:
    """Ask both about one graph."""
    engine.read(data_of(knowledge))
    for question, answer in zip(questions, engine.answers(questions), strict=True):
        if question["ask"] == "compare" and answer.get("compared") == "drugs":
            told = answer.pop("outcomes")
            for name, is_unwanted in (("outcomes", False), ("side_effects", True)):
                answer[name] = [
                    row for row in told if is_side_effect(knowledge, row) == is_unwanted
                ]
        assert answer == asked(knowledge, question), question


def is_side_effect(knowledge: Knowledge, row: Json) -> bool:
    return knowledge.entities[row["outcome"]].kind == "side-effect"


@st.composite
def limits(draw: st.DrawFn) -> Json:
    """One set of limits, or two taken together, as the page writes them."""
    chosen: st.SearchStrategy[Any] = random_brains.limits_asked
    two = {**draw(chosen), **draw(chosen)}
    without: Json = {"without": ["drug.increases.pool"]}
    more: Json = draw(st.sampled_from(({}, {}, {}, {"coherent_only": True}, without)))
    told: Json = json.loads(json.dumps({**two, **more}))
    return told


@stable(200)
@given(brains(), limits(), st.integers(1, 4))
def test_a_trace_of_the_page_is_that_of_python(
    engine: Engine, graph: Knowledge, limits: Json, top: int
) -> None:
    targets = ("effect", "human-effect", "kinase", "drug", None)
    asking = {"ask": "trace", "start": "drug", "top": top, "limits": limits}

    same(engine, graph, [{**asking, "end": end} for end in targets])


DONE = (
    *({"block": "receptor"}, {"block": "blocker"}, {"block": "effect"}, {"block": "pool"}),
    *({"knock-out": "receptor"}, {"knock-out": "kinase"}, {"clamp": "kinase", "to": "baseline"}),
    *({"clamp": "receptor", "to": "high"}, {"clamp": "pool", "to": "low"}),
    *({"clamp": "product", "to": "high"}, {"clamp": "kinase", "to": "low"}),
    *({"clamp": "drug", "to": "low"}, {"clamp": "kinase", "to": "sideways"}),
)


@st.composite
def interventions(draw: st.DrawFn, graph: Knowledge) -> list[Json]:
    done: list[Json] = draw(st.lists(st.sampled_from(DONE), max_size=3, unique_by=json.dumps))
    cuts = [{"cut": name} for name in sorted(graph.claims)]
    done += draw(st.lists(st.sampled_from(cuts), max_size=1)) if cuts else []
    return [one for one in done if {*one.values()} - {"low", "high", "baseline"} <= known(graph)]


def known(graph: Knowledge) -> set[str]:
    return {*graph.entities, *graph.claims, "sideways"}


@stable(200)
@given(st.one_of(clinics(), clinics(of_no_hypothesis=True), brains()), limits(), st.data())
def test_a_what_if_of_the_page_is_that_of_python(
    engine: Engine, graph: Knowledge, limits: Json, data: st.DataObject
) -> None:
    other = ["blocker"] if "blocker" in graph.entities else ["kinase"]
    asking = {
        "ask": "what-if",
        "drug": data.draw(st.sampled_from(("drug", "drug", "drug", None))),
        "done": data.draw(interventions(graph)),
        "add": data.draw(st.sampled_from(([], other, [*other, "receptor"]))),
        "limits": limits,
    }

    same(engine, graph, [{**asking, "outcome": end} for end in ("effect", "kinase")])


@stable(200)
@given(brains(), ends, st.integers(1, 3), st.integers(1, 60) | st.just(routes.COHERENT_BUDGET))
def test_what_the_page_finds_necessary_python_does(
    engine: Engine, graph: Knowledge, end: str, size: int, budget: int
) -> None:
    asking = {"ask": "necessary", "drug": "drug", "outcome": end}

    same(engine, graph, [{**asking, "max_size": size, "budget": budget}])


@stable(80)
@given(clinics(), limits())
def test_a_comparison_of_the_page_is_that_of_python(
    engine: Engine, graph: Knowledge, limits: Json
) -> None:
    drugs = [
        {"drugs": ["drug", "blocker"]},
        {"drugs": ["blocker", "product", "drug"]},
        {"drugs": ["drug", "drug"]},
        {"drugs": ["drug"]},
    ]
    hypotheses = [
        {"hypotheses": ["two", "one"]},
        {"hypotheses": ["one", "two", "module"]},
        {"drugs": ["drug"], "hypotheses": ["one"]},
    ]
    asking = {"ask": "compare", "limits": limits}

    same(engine, graph, [{**asking, **one} for one in drugs + hypotheses])


def test_what_a_budget_ends_on_the_page_it_ends_in_python(engine: Engine) -> None:
    """Everything acts on everything: more paths than anybody could list."""
    random = Random(4)
    nodes = [f"n{number}" for number in range(11)]
    arrows, held = ("->", "->", "-|", "-?"), ("one]", "two]", "two]", "one, two]", "one] net")
    graph = knowledge(
        *(
            f"{one} {random.choice(arrows)} {other} [{random.choice(held)}"
            for one, other in permutations(nodes, 2)
        ),
        kinds={"n10": "outcome", "n0": "drug"},
    )
    asking: list[Json] = [
        {"ask": "trace", "start": "n0", "end": "n10"},
        {"ask": "trace", "start": "n0", "end": "n10", "limits": {"sign": -1, "max_steps": 7}},
        {"ask": "what-if", "drug": "n0", "outcome": "n10", "done": [{"block": "n3"}]},
        {"ask": "necessary", "drug": "n0", "outcome": "n10", "max_size": 1},
    ]

    same(engine, graph, asking)
    assert not engine.answers(asking)[0]["outcomes"][0]["complete"]


@pytest.mark.parametrize(
    "state", ["at-rest", "baseline-conditions", "normal-synaptic-activity", ""]
)
def test_what_is_active_at_rest_is_lowered_for_certain(engine: Engine, state: str) -> None:
    graph = knowledge(
        "ketamine -| receptor [h1]",
        f"receptor -> kinase [h1] {{state={state}}}" if state else "receptor -> kinase [h1]",
        "kinase -| mood [h1]",
        kinds={"ketamine": "drug", "mood": "outcome"},
    )
    asking: Json = {"ask": "what-if", "drug": "ketamine", "outcome": "mood"}

    same(engine, graph, [{**asking, "done": [{"block": one}]} for one in ("receptor", "kinase")])
    (answer,) = engine.answers([{**asking, "done": [{"block": "kinase"}]}])
    assert answer["outcomes"][0]["union"]["possible_only"] == (not state)


@pytest.mark.parametrize(
    ("name", "number"),
    {
        "COHERENT_BUDGET": routes.COHERENT_BUDGET,
        "TO_JUDGE": routes._TO_JUDGE,
        "ROUTE_BUDGET": carrying._ROUTE_BUDGET,
        "WALK_TRIES": carrying._TRIES,
        "REASON_BUDGET": reasons._BUDGET,
        "STITCHED_BUDGET": tracing._STITCHED_BUDGET,
        "STITCHED_COUNTED": tracing._STITCHED_COUNTED,
        "LOOP_BUDGET": tracing._LOOP_BUDGET,
        "LONGEST_LOOP": tracing._LONGEST_LOOP,
        "MOST_LOOPS": tracing._MOST_LOOPS,
        "CUT_BUDGET": necessity._CUT_BUDGET,
        "CUT_BUDGET_OF_SOME": necessity._CUT_BUDGET_OF_SOME,
        "MOST_PAIRS": meeting.MOST_PAIRS,
    }.items(),
)
def test_the_page_gives_up_where_python_does(name: str, number: int) -> None:
    scripts = "".join(file.read_text(encoding="utf-8") for file in MODULES.glob("*.js"))

    assert re.findall(rf"^(?:export )?const {name} = ([\d_]+);", scripts, re.MULTILINE) == [
        f"{number:_}"
    ]


def test_names_are_ordered_by_code_point(engine: Engine) -> None:
    """Of letters beyond the first 65,536 JavaScript's own order is another."""
    texts = ["\uff5e", "\U0001f642", "z", "\u00e9", ""]

    assert engine.tab.evaluate("texts => texts.sort(compareText)", texts) == sorted(texts)


# the shipped graph


@pytest.fixture(scope="module")
def shipped() -> Knowledge:
    return glutagraph.load()


def drugs_of(knowledge: Knowledge) -> list[str]:
    return [one.id for one in knowledge.entities.values() if knowledge.kind_holds("drug", one)]


def test_every_drug_is_traced_as_python_traces_it(engine: Engine, shipped: Knowledge) -> None:
    groups = [one.id for one in shipped.entities.values() if shipped.members(one)]
    outcomes = [
        one for one in groups if shipped.kinds[shipped.entity(one).kind].column == "outcome"
    ]
    questions = [
        {"ask": "trace", "start": drug, "end": end}
        for drug in drugs_of(shipped)
        for end in (*outcomes, None)
    ]

    assert len(questions) > 100
    same(engine, shipped, questions)


def test_what_is_on_a_drug_s_routes_is_blocked_as_python_blocks_it(
    engine: Engine, shipped: Knowledge
) -> None:
    end = "antidepressant-like-effect"
    blocks = [
        (drug, node)
        for drug in drugs_of(shipped)
        for node in sorted(
            {
                claim.object.id
                for outcome in trace(shipped, drug, end, top=99).outcomes
                for path in outcome.paths
                for claim in path.claims
            }
        )
    ]
    random = Random(1)
    questions = [
        {"ask": "what-if", "drug": drug, "outcome": end, "done": [done_to(node, random)]}
        for drug, node in random.sample(blocks, min(len(blocks), 300))
    ]

    assert len(questions) > 100
    same(engine, shipped, questions)


def done_to(node: str, random: Random) -> Json:
    ways: list[Json] = [{"block": node}, {"block": node}, {"knock-out": node}]
    return random.choice([*ways, *({"clamp": node, "to": to} for to in ("high", "baseline"))])


def test_drugs_and_hypotheses_are_compared_as_python_compares_them(
    engine: Engine, shipped: Knowledge
) -> None:
    drugs = Random(2).sample(drugs_of(shipped), 24)
    hypotheses = Random(3).sample(sorted(shipped.hypotheses), 8)
    questions: list[Json] = [
        {"ask": "compare", "drugs": ["ketamine", "esketamine", "rapastinel"]},
        *(
            {"ask": "compare", "drugs": [*pair]}
            for pair in zip(drugs[::2], drugs[1::2], strict=True)
        ),
        *(
            {"ask": "compare", "hypotheses": [*pair]}
            for pair in zip(hypotheses[::2], hypotheses[1::2], strict=True)
        ),
    ]

    same(engine, shipped, questions)


# speed


@pytest.mark.parametrize(
    ("question", "most"),
    [
        ({"ask": "trace", "start": "ketamine", "end": "antidepressant-effect"}, 50),
        (
            {
                "ask": "what-if",
                "drug": "ketamine",
                "outcome": "antidepressant-like-effect",
                "done": [{"block": "mtorc1"}],
            },
            100,
        ),
    ],
    ids=["trace", "what-if"],
)
def test_an_answer_comes_at_once(
    engine: Engine, shipped: Knowledge, question: Json, most: float
) -> None:
    engine.read(data_of(shipped))

    assert engine.time(question, 5)["fastest"] < most
