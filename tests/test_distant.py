"""A graph at an endpoint is asked like one at hand: whole where it is small, else part by part."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import socket
import subprocess
import urllib.request
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from building import knowledge as graph
from building import names, shipped, stable
from command_line import CHECKOUT, PLAIN
from command_line import glutagraph as command
from comparisons_told import comparison_told
from hypothesis import given
from hypothesis import strategies as st
from random_brains import brains
from servers import Endpoint, Said, listening
from serving import served
from spoken import speaking, triples_of
from test_golden import (
    FILES,
    case,
    done_in,
    graph_of,
    limits_of,
    need_told,
    needs_in,
    trace_told,
    what_if_told,
)

import glutagraph
from glutagraph import distant, necessary, rdf, trace, what_if
from glutagraph.distant.asking import Asking
from glutagraph.distant.growing import Edge, Growing, Ways
from glutagraph.errors import CurationError, EndpointError, UnknownNameError
from glutagraph.holding import InterventionError
from glutagraph.location import shipped_graph, turtle_files
from glutagraph.rdf import BlankNode, Literal, NamedNode, Triple
from glutagraph.vocabulary import CLAIM, ENTITY, PREDICATE, RDF, RDFS, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from glutagraph.answers import Outcome
    from glutagraph.knowledge import Knowledge

NO_PROXY = {"no_proxy": "*"}


@pytest.fixture(autouse=True)
def _directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_graph_fetched_whole_gives_the_answer_of_the_case(file: Path) -> None:
    told = case(file)
    with speaking(graph_of(told["graph"])) as server:
        fetched = glutagraph.load(f"sparql:{server.url}")

    assert answered(fetched, told["question"]) == told["answer"]


def answered(graph: Knowledge, question: dict[str, Any]) -> dict[str, Any]:
    limits = limits_of(question)
    if question["ask"] == "trace":
        top = question.get("top", 3)
        return trace_told(trace(graph, question["start"], question["end"], top=top, **limits))
    if question["ask"] == "compare":
        return comparison_told(graph, question, limits)
    if question["ask"] == "necessary":
        return {"needs": [need_told(row) for row in needs_in(graph, question)]}
    try:
        done, ends = done_in(graph, question), (question["drug"], question["outcome"])
        return what_if_told(what_if(graph, *ends, done, add=question.get("add", ()), **limits))
    except InterventionError:
        return {"error": "intervention"}


PARTS = [file for file in FILES if file.stem.startswith(("trace", "necessary"))]
ENDS = ("start", "end", "drug", "outcome")
BEYOND = ("stops", "carried", "loops")
"""What a part does not tell, or not all of."""


@pytest.mark.parametrize("file", PARTS, ids=lambda file: file.stem)
def test_the_part_that_was_fetched_for_a_question_gives_the_answer_of_the_case(file: Path) -> None:
    told = case(file)
    question, answer = told["question"], told["answer"]
    start, end = (question[one] for one in ENDS if one in question)
    limits = question.get("limits", {})
    others = [*limits.get("via", ()), *limits.get("avoid", ())]
    others += [limits[one] for one in ("region", "cell_type") if one in limits]
    with speaking(graph_of(told["graph"])) as server:
        graph = distant.part(server.url, start, end, limits.get("max_steps", 12), others)

    found = answered(graph, question)
    assert {k: v for k, v in found.items() if k not in BEYOND} == {
        k: v for k, v in answer.items() if k not in BEYOND
    }
    assert set(found.get("carried", ())) <= set(answer.get("carried", ()))
    assert "stops" not in found


# the graph that is shipped, served by others


@pytest.fixture(scope="module")
def ours() -> Iterator[str]:
    with served() as server:
        yield f"{server.url}/sparql"


@pytest.fixture(scope="module")
def theirs() -> Iterator[str]:
    """`oxigraph serve`, with our Turtle in it."""
    command = shutil.which("oxigraph", path=PLAIN["PATH"])
    if command is None:
        pytest.skip("there is no oxigraph here; pip install oxigraph")
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    turtle = "\n".join(file.read_text(encoding="utf-8") for file in turtle_files(shipped_graph()))
    with subprocess.Popen([command, "serve", "--bind", place], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert b"Listening" in process.stderr.readline()
        store, headers = f"http://{place}/store?default", {"Content-Type": "text/turtle"}
        request = urllib.request.Request(store, turtle.encode(), headers, method="PUT")
        try:
            with urllib.request.urlopen(request):
                yield f"http://{place}/query"
        finally:
            process.terminate()


@pytest.fixture(params=["ours", "theirs"])
def url(request: pytest.FixtureRequest) -> str:
    """An endpoint that holds the shipped graph."""
    address: str = request.getfixturevalue(request.param)
    return address


def test_the_shipped_graph_at_an_endpoint_gives_the_same_conclusions_on_every_drug(
    url: str,
) -> None:
    conclusions = runpy.run_path(str(CHECKOUT / "scripts" / "expected.py"))["conclusions"]

    assert conclusions(glutagraph.load(f"sparql:{url}")) == conclusions(shipped())


@pytest.mark.parametrize("end", ["antidepressant-effect", "mtorc1", "mood"])
@pytest.mark.parametrize("start", ["ketamine", "2r-6r-hnk", "midazolam", "NMDAR"])
def test_a_part_of_the_shipped_graph_gives_the_same_answer(start: str, end: str, url: str) -> None:
    there = trace(distant.part(url, start, end), start, end, top=99)
    here = trace(shipped(), start, end, top=99)

    assert [told(outcome) for outcome in there.outcomes] == [told(one) for one in here.outcomes]
    assert (there.verdict, there.reason) == (here.verdict, here.reason)
    assert set(there.carried) <= set(here.carried)


def told(outcome: Outcome) -> list[object]:
    """Verdict, reason and every path with its tier; stitched ones too, as far as they are shown."""
    paths = [(names(*r.paths), [p.weakest_tier for p in r.paths]) for r in outcome.routes]
    ways = (names(*outcome.stitched), outcome.parting, outcome.coherent_count)
    return [outcome.end, outcome.verdict, outcome.reason, paths, *ways]


def test_what_is_necessary_is_the_same_from_a_part(url: str) -> None:
    ends = ("ketamine", "synaptogenesis")
    there, here = (necessary(one, *ends) for one in (distant.part(url, *ends), shipped()))

    assert [(row.routes, row.necessary, row.cuts) for row in there] == [
        (row.routes, row.necessary, row.cuts) for row in here
    ]


@pytest.mark.slow
def test_a_graph_fetched_whole_is_a_graph_like_any_other(url: str) -> None:
    graph = glutagraph.load(f"sparql:{url}")

    assert graph.claims.keys() == shipped().claims.keys()
    assert graph.studies.keys() == shipped().studies.keys()
    for name, claim in graph.claims.items():
        here = shipped().claims[name]
        assert (claim.evidence, claim.status, claim.against) == (
            here.evidence,
            here.status,
            here.against,
        )
    text = "SELECT ?x { ?x gg:heldBy hypothesis:disinhibition }"
    assert glutagraph.query(graph, text) == glutagraph.query(shipped(), text)


# names


def test_a_name_is_any_that_the_endpoint_knows(url: str) -> None:
    for name in ("ketamine", "Ketamine", "(R,S)-ketamine", "CHEBI:6121", "entity:ketamine"):
        assert distant.part(url, name, "EEF2", 4).entity(name).id == "ketamine"


def test_a_misspelt_name_is_told_with_what_may_be_meant(url: str) -> None:
    with pytest.raises(UnknownNameError, match="did you mean esketamine"):
        distant.part(url, "esketamin", "mood")
    with pytest.raises(UnknownNameError, match="'xyzzy' is not the name of an entity"):
        distant.part(url, "ketamine", "xyzzy")
    with pytest.raises(UnknownNameError):
        distant.part(url, 'a" } DROP ALL', "mood")


# what is far from whole


@pytest.fixture(scope="module")
def crowd() -> rdf.Store:
    """The shipped graph beside more claims than are fetched whole."""
    claims = [NamedNode(f"{CLAIM}a.increases.b{n}") for n in range(distant.MOST_CLAIMS)]
    kind = (NamedNode(RDF + "type"), NamedNode(VOCABULARY + "Claim"))
    return rdf.store_of([*shipped().triples, *(Triple(one, *kind) for one in claims)])


def test_the_command_asks_a_large_graph_part_by_part(crowd: rdf.Store) -> None:
    with speaking(crowd) as server:
        graph = ("--graph", f"sparql:{server.url}")
        for asked in (
            ("trace", "ketamine", "eef2", "--format", "json", "--coherent-only"),
            ("necessary", "ketamine", "synaptogenesis", "--format", "json"),
            ("cite", "--trace", "ketamine", "eef2"),
            ("trace", "ketamine", "bdnf-translation", "--avoid", "trkb", "--region", "PFC"),
        ):
            there, here = command(*graph, *asked, settings=NO_PROXY), command(*asked)
            assert there.status == here.status
            assert without_stops(there.out) == without_stops(here.out)
            assert "ways of at most 12 steps from ketamine to " in there.err
        wrong = command(*graph, "trace", "esketamin", "mood", settings=NO_PROXY)

    assert (wrong.status, wrong.out) == (4, "")
    assert "did you mean esketamine" in wrong.err


def without_stops(out: str) -> object:
    """An answer without what a part does not tell."""
    if not out.startswith("{"):
        return out.partition("\n\nWhere other hypotheses stop")[0].strip()
    beyond = ("stops", "loops", "carried")
    return {name: value for name, value in json.loads(out).items() if name not in beyond}


@pytest.mark.parametrize(
    "asked",
    [
        ("trace", "ketamine"),
        ("trace", "ketamine", "mood", "--hub-penalty", "1"),
        ("list", "drugs"),
        ("experiments",),
        ("compare", "ketamine", "esketamine"),
        ("what-if", "ketamine", "mood", "--block", "trkb"),
        ("show", "ketamine"),
        ("cite", "ketamine"),
        ("view",),
    ],
    ids=lambda words: "-".join(words),
)
def test_what_needs_the_whole_of_a_large_graph_is_refused_with_the_cure(
    asked: tuple[str, ...], crowd: rdf.Store
) -> None:
    with speaking(crowd) as server:
        done = command("--graph", f"sparql:{server.url}", *asked, settings=NO_PROXY)

    what = "--hub-penalty" if "1" in asked else f"'{asked[0]}'"
    assert (done.status, done.out, len(server.asked)) == (3, "", 1)
    assert what in done.err
    assert "needs all of them: query it in SPARQL, or download it and name the file" in done.err


def test_in_python_a_large_graph_says_how_its_parts_are_fetched(crowd: rdf.Store) -> None:
    large = pytest.raises(EndpointError, match=r"more than 5,000 claims; .*distant\.part")
    with speaking(crowd) as server, large:
        glutagraph.load(f"sparql:{server.url}")


@pytest.mark.slow
def test_a_small_graph_at_an_endpoint_answers_every_command(ours: str) -> None:
    for asked in (("list", "hypotheses"), ("trace", "ketamine", "mood")):
        there = command("--graph", f"sparql:{ours}", *asked, settings=NO_PROXY)
        assert (there, there.err) == (command(*asked), "")


def test_an_endpoint_stands_alone_and_has_no_files() -> None:
    with listening() as server:
        graph = ("--graph", f"sparql:{server.url}")
        joined = command(*graph, "--graph", "shipped", "trace", "ketamine", settings=NO_PROXY)
        checked = command(*graph, "check", settings=NO_PROXY)

    assert server.calls == 0
    assert (joined.status, checked.status) == (3, 3)
    assert "an endpoint stands alone" in joined.err
    assert "an endpoint has no files; download what it holds" in checked.err


# ways


NODES = [f"n{number}" for number in range(7)]
PAIRS = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES))


@stable(300)
@given(st.sets(PAIRS, max_size=25), st.sets(PAIRS, max_size=3), st.integers(1, 6))
def test_every_edge_of_every_way_is_kept_and_no_other(
    pairs: set[tuple[str, str]], joints: set[tuple[str, str]], most: int
) -> None:
    edges = {Edge(one, "to", other) for one, other in pairs}

    def expand(nodes: frozenset[str], reverse: bool) -> list[Edge]:
        return [edge for edge in edges if (edge.object if reverse else edge.subject) in nodes]

    sought = Ways(frozenset({"n0"}), frozenset({"n1", "n2"}))
    growing = Growing(expand, joints, 1000)
    kept = growing.kept([sought], most)
    near = distances({"n0"}, pairs, joints)
    far = distances({"n1", "n2"}, {pair[::-1] for pair in pairs}, {pair[::-1] for pair in joints})

    most = 90 if growing.ended else most
    assert kept == {edge for edge in edges if near[edge.subject] + 1 + far[edge.object] <= most}


def distances(
    starts: set[str], pairs: set[tuple[str, str]], joints: set[tuple[str, str]]
) -> dict[str, int]:
    """How many steps lead to each node, by going round until nothing changes."""
    steps = {node: 0 if node in starts else 99 for node in NODES}
    for _ in NODES * 2:
        for cost, ways in ((1, pairs), (0, joints)):
            for one, other in ways:
                steps[other] = min(steps[other], steps[one] + cost)
    return steps


@pytest.mark.slow
@stable(40)
@given(brains(), st.sampled_from([3, 12]))
def test_a_part_of_any_graph_gives_the_paths_of_the_whole(made: Knowledge, most: int) -> None:
    with speaking(made) as server:
        whole = glutagraph.load(f"sparql:{server.url}")
        graph = distant.part(server.url, "drug", "effect", most)
    there, here = (trace(g, "drug", "effect", top=99, max_steps=most) for g in (graph, whole))

    if graph.has_longer_ways and there.verdict == "none":
        told_so = f"no path within --max-steps {most}; longer ones were not looked for"
        assert (there.reason, here.verdict) == (told_so, "none")
    else:
        assert [told(one) for one in there.outcomes] == [told(one) for one in here.outcomes]


# what an endpoint may say that is not so

TWELVE = json.dumps(
    {"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "12"}}]}}
).encode()


def lying(how: str, body: Callable[[bytes], bytes]) -> Callable[[str, Said], Said]:
    """An endpoint that changes what it answers to queries with some words in them."""
    return lambda query, said: replace(said, body=body(said.body)) if how in query else said


def cut_off(data: bytes) -> bytes:
    """All but the last line of a graph."""
    return b"".join(data.splitlines(keepends=True)[:-1])


def at_most(most: int) -> Callable[[str, Said], Said]:
    """An endpoint that gives so many rows at most and says nothing of it."""

    def lie(query: str, said: Said) -> Said:
        if "SELECT" not in query:
            return said
        answer = json.loads(said.body)
        del answer["results"]["bindings"][most:]
        return replace(said, body=json.dumps(answer).encode())

    return lie


def asked_for(server: Endpoint, start: str = "ketamine", end: str = "eef2") -> list[Knowledge]:
    """A graph fetched whole, and a part of it."""
    return [glutagraph.load(f"sparql:{server.url}"), distant.part(server.url, start, end, 6)]


def test_rows_that_are_cut_off_without_a_word_are_fetched_page_by_page() -> None:
    with speaking(rdf.store_of(shipped().triples), at_most(400)) as server:
        graph = glutagraph.load(f"sparql:{server.url}")

    assert graph.claims.keys() == shipped().claims.keys()


@pytest.mark.parametrize(
    "lie",
    [lying("CONSTRUCT", cut_off), lying("COUNT", lambda _: TWELVE)],
    ids=["cut", "miscounted"],
)
def test_a_graph_that_is_cut_off_is_not_taken_for_the_whole(
    lie: Callable[[str, Said], Said],
) -> None:
    with speaking(graph("ketamine -> eef2 [h1]"), lie) as server:
        for fetch in (glutagraph.load, lambda url: distant.part(url[7:], "ketamine", "eef2")):
            with pytest.raises(EndpointError, match=r"triples where it counts .*cuts answers off"):
                fetch(f"sparql:{server.url}")


OBJECT, SUBJECT = VOCABULARY + "object", VOCABULARY + "subject"
MISFITS: dict[str, tuple[tuple[str, rdf.Term], str]] = {
    "an end that nobody describes": (
        (VOCABULARY + "inRespectOf", NamedNode(ENTITY + "nothing")),
        "entity:nothing is described nowhere",
    ),
    "an end that is text": ((OBJECT, Literal("eef2")), "is not a name"),
    "two ends": ((OBJECT, NamedNode(ENTITY + "ketamine")), "is given twice"),
    "a hypothesis that is an entity": (
        (VOCABULARY + "hypothesis", NamedNode(ENTITY + "eef2")),
        "entity:eef2 is described nowhere",
    ),
    "a letter that moves the cursor": ((RDFS + "comment", Literal("\x1b[2J")), "U+001B"),
    "a word that is not ours": (
        (VOCABULARY + "proof", Literal("none")),
        "not a property of a claim",
    ),
}


@pytest.mark.parametrize("how", MISFITS)
def test_claims_that_do_not_fit_together_are_told_with_the_address(how: str) -> None:
    (predicate, object_), told_so = MISFITS[how]
    claim = NamedNode(CLAIM + "ketamine.increases.eef2")
    triples = triples_of(graph("ketamine -> eef2 [h1]", "eef2 -> mood [h1]"))
    store = rdf.store_of([*triples, Triple(claim, NamedNode(predicate), object_)])
    with speaking(store) as server:
        for fetch in (glutagraph.load, lambda url: distant.part(url[7:], "ketamine", "mood")):
            with pytest.raises(CurationError, match=re.escape(told_so)) as caught:
                fetch(f"sparql:{server.url}")
            assert all(problem.file == server.url for problem in caught.value.problems)
            assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("name", ["claim:x", "claim:ketamine.eef2", "http://e/claim"])
def test_a_claim_that_is_not_named_for_its_triple_is_told(name: str) -> None:
    node = NamedNode(name.replace("claim:", CLAIM))
    more = (
        Triple(node, NamedNode(RDF + "type"), NamedNode(VOCABULARY + "Claim")),
        Triple(node, NamedNode(SUBJECT), NamedNode(ENTITY + "ketamine")),
    )
    store = rdf.store_of([*triples_of(graph("ketamine -> eef2 [h1]")), *more])
    with speaking(store) as server, pytest.raises(CurationError, match="is not its triple"):
        distant.part(server.url, "ketamine", "eef2")


def test_a_thing_of_two_types_is_no_reason_to_think_that_anything_was_cut_off() -> None:
    triples = triples_of(graph("ketamine -> eef2 [h1]"))
    hypothesis = next(t.subject for t in triples if t.object.value == VOCABULARY + "Hypothesis")
    both = Triple(hypothesis, NamedNode(RDF + "type"), NamedNode(VOCABULARY + "Module"))
    with speaking(rdf.store_of([*triples, both])) as server:
        for found in asked_for(server):
            assert trace(found, "ketamine", "eef2").verdict == "increases"


def test_what_others_say_in_the_same_store_is_passed_over() -> None:
    """Types and properties of other vocabularies, and things that are not ours."""
    ketamine, eef2 = NamedNode(ENTITY + "ketamine"), NamedNode(ENTITY + "eef2")
    theirs, thing = NamedNode("http://e/drug"), NamedNode("http://e/Thing")
    more = (
        Triple(ketamine, NamedNode(RDF + "type"), thing),
        Triple(ketamine, NamedNode("http://e/costs"), BlankNode()),
        Triple(theirs, NamedNode(RDF + "type"), thing),
        Triple(theirs, NamedNode("http://e/sameAs"), eef2),
    )
    store = rdf.store_of([*triples_of(graph("ketamine -> eef2 [h1]")), *more])
    with speaking(store) as server:
        for found in asked_for(server):
            assert trace(found, "ketamine", "eef2").verdict == "increases"


def neighbours(query: str, said: Said) -> Said:
    """An endpoint at which each node that is asked about has a thousand new ones."""
    asked = re.findall("<([^>]*/entity/[^>]*)>", query)
    if "SELECT ?claim ?node" not in query or "OFFSET" in query:
        return said
    rows = []
    for node in asked:
        slug = node.removeprefix(ENTITY)
        names = (f"{slug}.blocks.{slug}-{n}" for n in range(1000))
        if "gg:object" in query:
            names = (f"{slug}-{n}.blocks.{slug}" for n in range(1000))
        told = ((CLAIM + name, node) for name in names)
        rows += [
            {"claim": {"type": "uri", "value": claim}, "node": {"type": "uri", "value": near}}
            for claim, near in told
        ]
    body = {"head": {"vars": ["claim", "node"]}, "results": {"bindings": rows[:90_000]}}
    return replace(said, body=json.dumps(body).encode())


@pytest.mark.slow
def test_neighbours_without_end_are_given_up_with_the_cure() -> None:
    endless = pytest.raises(EndpointError, match=r"too much on ways .* with --max-steps [1-9]$")
    with speaking(graph("ketamine -> eef2 [h1]"), neighbours) as server, endless:
        distant.part(server.url, "ketamine", "eef2")

    assert len(server.asked) < 40


def test_what_was_not_asked_for_is_no_answer() -> None:
    def lie(query: str, said: Said) -> Said:
        return neighbours(query.replace("/ketamine>", "/eef2>"), said)

    unasked = pytest.raises(EndpointError, match="tells of entity:eef2 unasked")
    with speaking(graph("ketamine -> eef2 [h1]"), lie) as server, unasked:
        distant.part(server.url, "ketamine", "eef2")


def test_things_that_mention_others_without_end_are_given_up() -> None:
    asked = count()

    def lie(query: str, said: Said) -> Said:
        if "entity/" not in query or "SELECT" in query:
            return replace(said, body=TWELVE.replace(b"12", b"1")) if "/x" in query else said
        one, other = ENTITY + f"x{next(asked)}", ENTITY + f"x{next(asked) + 1}"
        triple = f"<{one}> <{PREDICATE}part-of> <{other}> ."
        return replace(said, body=triple.encode())

    with speaking(graph("ketamine -> eef2 [h1]"), lie) as server, pytest.raises(EndpointError):
        distant.part(server.url, "ketamine", "eef2")

    assert len(server.asked) < 500


def test_an_endpoint_that_dawdles_over_many_questions_is_left() -> None:
    asking = Asking("http://127.0.0.1:9/", seconds=0.2)
    with pytest.raises(EndpointError, match=r"not done in 0\.2 s; ask for shorter ways"):
        asking.rows("SELECT ?x { ?x a gg:Claim }")
