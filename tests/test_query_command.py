"""`glutagraph query`: every format reads back, a mistake has its place, and nothing runs for ever."""

from __future__ import annotations

import csv
import doctest
import io
import json
import os
import re
import shlex
import signal
import subprocess
import time
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import building
import pytest
import rdflib
from command_line import CHECKOUT, COMMAND, PLAIN, glutagraph, on_terminal
from rdflib.query import Result

from glutagraph import jsonld, rdf, sparql
from glutagraph.deadline import within
from glutagraph.errors import DeadlineError, GlutagraphError, QueryError, TurtleSyntaxError
from glutagraph.interactive import _Session
from glutagraph.knowledge import Knowledge
from glutagraph.named_queries import named_queries
from glutagraph.sparql import Rows, Triples
from glutagraph.telling.query_plan import plan_lines
from glutagraph.verdicts import verdicts
from glutagraph.vocabulary import PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Iterable

ODD = """SELECT ?a ?b ?c ?d ?e ?f {
    VALUES (?a ?b ?c ?d ?e ?f) {
        (entity:ketamine "µ, \\"quoted\\"\\n<&>" "two"@en 3 0.5 UNDEF)
        (<http://example.org/?a=1&b=2> "" "dos"@es -3 1e6 true)
        (UNDEF "tab\\tand | bar" "=1+1" 007 2.50 false)
    }
} ORDER BY ?b"""
TARGETS = "SELECT ?target { entity:ketamine predicate:blocks ?target }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@cache
def shipped() -> Knowledge:
    """The shipped graph by itself, since to ask for verdicts adds to its store."""
    return Knowledge(building.shipped().contents, building.shipped().places)


def printed(text: str, form: str) -> str:
    done = glutagraph("query", text, "--format", form)
    assert (done.status, done.err) == (0, "")
    return done.out


def rows() -> Rows:
    found = sparql.query(shipped(), ODD)
    assert isinstance(found, Rows)
    return found


# every format, read back by somebody else


@pytest.mark.parametrize("form", ["json", "xml"])
def test_rows_read_back_as_the_very_terms(form: str) -> None:
    data = printed(ODD, form).encode()
    read = Result.parse(io.BytesIO(data), format=form)
    assert read.vars is not None
    terms = {
        tuple(row[name].n3() if name in row else None for name in read.vars)
        for row in read.bindings
    }
    graph = rdflib.Graph()
    expected = {
        tuple(None if term is None else _n3(term, graph) for term in row) for row in rows().rows
    }

    assert [str(name) for name in read.vars] == list(rows().variables)
    assert terms == expected


def _n3(term: rdf.Term, graph: rdflib.Graph) -> str:
    """A term as rdflib writes it."""
    graph.remove((None, None, None))
    graph.parse(data=f"<a:a> <a:b> {term} .", format="turtle")
    return next(iter(graph.objects())).n3()


def test_truth_reads_back() -> None:
    for text, truth in (("ASK {}", True), ("ASK { entity:mood a kind:drug }", False)):
        told = {
            form: glutagraph("query", text, "--format", form).out for form in ("json", "xml", "csv")
        }
        element = ElementTree.fromstring(told["xml"]).find("{*}boolean")
        assert json.loads(told["json"])["boolean"] is truth
        assert element is not None
        assert element.text == str(truth).lower()
        assert told["csv"].strip() == str(truth).lower()


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_separated_values_read_back_as_text_that_is_no_formula(form: str, delimiter: str) -> None:
    head, *read = csv.reader(io.StringIO(printed(ODD, form)), delimiter=delimiter)

    assert head == list(rows().variables)
    assert read == [
        [sparql.full(term).replace("=1+1", "'=1+1") for term in row] for row in rows().rows
    ]


def same(one: Iterable[rdf.Triple], other: str) -> bool:
    return rdf.same_graph(rdf.serialised(list(one), "ntriples"), other)


GRAPHS = ("DESCRIBE experiment:dideuteroketamine-forced-swim", "CONSTRUCT WHERE { ?s gg:arm ?a }")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib uses its own
@pytest.mark.parametrize("text", GRAPHS)
@pytest.mark.parametrize("form", ["turtle", "ntriples", "json-ld"])
def test_a_graph_reads_back_as_the_same(form: str, text: str) -> None:
    answer = sparql.query(shipped(), text)
    assert isinstance(answer, Triples)
    assert answer.triples
    read = rdflib.Graph().parse(data=printed(text, form), format={"ntriples": "nt"}.get(form, form))

    assert same(answer.triples, read.serialize(format="nt"))


def test_everything_there_is_reads_back_from_json_ld() -> None:
    strange = rdf.parse_turtle(
        """<doi:10.1/x> <urn:p> "a"@en-gb, "1"^^<urn:dt>, 01, -3, 1e0, 0.50, <doi:10.2/y>, true,
        <https://w3id.org/glutagraph/entity/>, [ <urn:q> 2 ] ;
        <https://w3id.org/glutagraph/vocabulary/source> "text", 4, true, "chat"@fr .""",
        "",
    )
    every = list(dict.fromkeys([*shipped().triples, *verdicts(shipped()), *strange]))
    told = json.dumps(jsonld.json_ld(every))

    assert json.dumps(jsonld.json_ld(every[::-1])) == told
    try:
        read = rdf.parse_graph(told, "jsonld", "JSON-LD")
    except TurtleSyntaxError as error:
        if "only supported in JSON-LD 1.1" not in str(error):
            raise
        pytest.skip("this pyoxigraph reads JSON-LD 1.0 only")
    assert same(every, rdf.serialised(read, "ntriples"))


def test_the_context_has_our_prefixes_and_the_properties_whose_values_are_names() -> None:
    context = jsonld.context()
    names: dict[str, bool] = {}
    for triple in (*shipped().triples, *verdicts(shipped())):
        key = compact(triple.predicate.value)
        names[key] = names.get(key, True) and not isinstance(triple.object, rdf.Literal)
    del names["rdf:type"]

    assert {key: context[key] for key in PREFIXES} == {
        prefix: jsonld.prefix_context(prefix) for prefix in PREFIXES
    }
    assert {key for key, is_name in names.items() if is_name} <= context.keys()
    assert not {key for key, is_name in names.items() if not is_name} & context.keys()


@pytest.mark.parametrize(
    ("text", "form", "told"),
    [
        (TARGETS, "json-ld", "only a graph is printed as json-ld; take one of table, json"),
        ("ASK {}", "turtle", "only a graph is printed as turtle"),
        ("DESCRIBE entity:mood", "xml", "printed as json-ld, turtle or ntriples, not as xml"),
    ],
)
def test_a_format_that_does_not_fit_is_told(text: str, form: str, told: str) -> None:
    done = glutagraph("query", text, "--format", form)

    assert (done.status, done.out) == (2, "")
    assert told in done.err


# mistakes


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ("SELECT ?x { ?x predicat:blocks ?y }", 2, "did you mean predicate:?"),
        ("SELECT ?x { entity:ketamin predicate:blocks ?x }", 4, "did you mean entity:ketamine"),
        ("ASK { entity:ketamine predicate:blokcs ?x }", 4, "did you mean predicate:blocks?"),
    ],
)
def test_a_mistake_is_told_with_its_line_a_caret_and_the_cure(
    text: str, status: int, told: str
) -> None:
    done = glutagraph("query", text)
    message, line, caret = done.err.splitlines()

    assert (done.status, done.out) == (status, "")
    assert told in message
    assert line.strip() == text
    assert caret.strip() == "^"


def test_a_doubt_about_an_answer_goes_beside_it() -> None:
    done = glutagraph(
        "query", "SELECT ?x { ?x predicate:blocks ?y OPTIONAL { ?x gg:nope ?z } } LIMIT 2"
    )

    assert done.status == 0
    assert "warning: line 1: LIMIT without ORDER BY" in done.err
    assert "warning: line 1: nothing in the graph is called gg:nope" in done.err
    assert "warning" not in done.out


@pytest.mark.parametrize(
    "words",
    [
        ("-i", TARGETS),
        ("-i", "--list"),
        (TARGETS, "--explain", "--format", "json"),
        ("--list", "--format", "xml"),
        ("--list", "--format", "json-ld"),
        (TARGETS, "--timeout", "0"),
    ],
)
def test_options_that_do_not_go_together_are_told(words: tuple[str, ...]) -> None:
    done = glutagraph("query", *words)

    assert (done.status, done.out) == (2, "")


# time


def test_a_query_has_its_time_and_no_more() -> None:
    began = time.monotonic()
    done = glutagraph("query", ENDLESS, "--timeout", "0.5")

    assert (done.status, done.out) == (3, "")
    assert "ended after 0.5 s without an answer; ask for less" in done.err
    assert time.monotonic() - began < 20
    assert glutagraph("query", TARGETS, "--timeout", "60") == glutagraph("query", TARGETS)


@pytest.mark.parametrize("options", [(), ("--timeout", "60")])
def test_an_interrupt_ends_a_query_in_the_midst_of_it(options: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [COMMAND, "query", ENDLESS, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=PLAIN,
        start_new_session=True,
    ) as process:
        time.sleep(2)
        assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)

    assert process.returncode in (130, -signal.SIGINT)
    assert out == b""
    assert b"Traceback" not in err


def test_work_is_done_elsewhere_and_its_errors_come_back() -> None:
    def fail() -> None:
        raise QueryError("SELECT", 1, "no", 2)

    assert within(60, lambda: (os.getpid(), "x" * 1_000_000), "")[1] == "x" * 1_000_000
    assert within(None, os.getpid, "") != os.getpid()
    with pytest.raises(GlutagraphError, match="query, line 1: no") as caught:
        within(60, fail, "")
    assert (caught.value.exit_code, caught.value.shown) == (2, "  SELECT\n   ^")
    with pytest.raises(DeadlineError, match=r"ended after 0\.1 s without an answer; hurry"):
        within(0.1, lambda: time.sleep(60), "hurry")
    with pytest.raises(GlutagraphError, match="nested more deeply"):
        within(60, lambda: os.kill(os.getpid(), signal.SIGKILL), "")


# how a query is read


@pytest.mark.parametrize("name", named_queries(shipped().places))
def test_each_named_query_can_be_told_in_words(name: str) -> None:
    query = named_queries(shipped().places)[name]
    lines = plan_lines(shipped(), query.text)

    assert lines[0].startswith("Rows of ?")
    assert not any("{" in line or "}" in line for line in lines)


def test_a_query_is_told_step_by_step_with_what_fits_each_step() -> None:
    text = """PREFIX ex: <http://e/>
    SELECT DISTINCT ?c (COUNT(?x) AS ?n) WHERE { # all of it
        ?c a gg:Claim ; gg:subject entity:ketamine , ?x .
        { ?c gg:sign gg:positive } UNION { ?c gg:sign gg:negative }
        OPTIONAL { ?c gg:heldBy ?h FILTER(?h != hypothesis:disinhibition) }
        MINUS { ?c gg:papers 1.5 } FILTER NOT EXISTS { ?c ex:no "a { b }"@en }
        GRAPH graph:verdicts { ?v gg:start/^gg:start* ?d }
        BIND(1 + 2 >= 3 && 4 != 5 AS ?y) VALUES ?z { 1 2 }
    } GROUP BY ?c HAVING (COUNT(?x) > 0) ORDER BY DESC(?n) LIMIT 3"""

    number = len(shipped().claims_about(shipped().entity("ketamine")))
    lines = plan_lines(shipped(), text)

    assert lines[0] == "Rows of ?c (COUNT(?x) AS ?n), each once, where"
    assert [line.split("  (")[0] for line in lines[1:-2]] == [
        "  ?c a gg:Claim",
        "  ?c gg:subject entity:ketamine",
        "  ?c gg:subject ?x",
        "  either",
        "    ?c gg:sign gg:positive",
        "  or",
        "    ?c gg:sign gg:negative",
        "  and, where there is one",
        "    ?c gg:heldBy ?h",
        "    only where (?h != hypothesis:disinhibition)",
        "  but not what has",
        "    ?c gg:papers 1.5",
        "  only where there is no",
        '    ?c ex:no "a { b }"@en',
        "  in the graph graph:verdicts",
        "    ?v gg:start/^gg:start* ?d",
        "  ?y is 1 + 2 >= 3 && 4 != 5",
        "  ?z one of 1 2",
        "counted together for each ?c",
        "kept where (COUNT(?x) > 0)",
        "in the order of DESC(?n)",
        "at most, so many rows: 3",
    ]
    assert 0 < int(lines[2].split("(")[1].split()[0]) <= number


def test_what_is_no_query_is_not_told() -> None:
    done = glutagraph("query", "SELECT ?x { ?x predicat:blocks ?y }", "--explain")

    assert done.status == 2
    assert "did you mean predicate:?" in done.err


# one query after another

TYPED = """SELECT ?t { entity:ketamine predicate:blocks ?t }
SELECT ?t {
  entity:ketamin predicate:blocks ?t
}

trials-of-drug drug=esketamine result=positive
.format json
ASK {}
.format splendid
.nothing
.explain ASK { ?x a kind:drug }
.quit
ASK { this is never asked }
"""


def test_questions_are_answered_one_after_another() -> None:
    done = glutagraph("query", "-i", "--timeout", "60", typed=TYPED)

    assert done.status == 0
    assert done.out.startswith("t\n")
    assert "study:singh-2016a" in done.out
    assert '"boolean": true' in done.out
    assert "Whether there is, where\n  ?x a kind:drug" in done.out
    assert [line for line in done.err.splitlines() if not line.startswith(" ")] == [
        "5 rows",
        "query, line 2: nothing in the graph is called entity:ketamin; did you mean "
        "entity:ketamine or entity:esketamine?",
        "3 rows",
        "formats are table, json, jsonl, csv, tsv, md, xml, turtle, ntriples, json-ld",
        "there is no .nothing; .help tells what there is",
    ]


def test_a_question_without_end_does_not_end_the_conversation() -> None:
    done = glutagraph("query", "-i", "--timeout", "0.5", typed=f"{ENDLESS}\n{TARGETS}\n")

    assert done.status == 0
    assert "ended after 0.5 s" in done.err
    assert "entity:resting-nmda-receptor" in done.out


TOO_DEEP = f"ASK {{ ?a {'<a:a>/' * 20_000}<a:a> ?b }}\n"


@pytest.mark.parametrize("words", [("-",), ("-", "--explain")], ids=" ".join)
def test_what_pyoxigraph_cannot_bear_is_told_in_words(words: tuple[str, ...]) -> None:
    done = glutagraph("query", *words, typed=TOO_DEEP)

    assert done.status == 2
    assert "more than can be worked out at once" in done.err


def test_what_pyoxigraph_cannot_bear_does_not_end_the_conversation() -> None:
    done = glutagraph("query", "-i", typed=f"{TOO_DEEP}\n.explain {TOO_DEEP}\n\nASK {{}}\n")

    assert (done.status, done.out) == (0, "true\n")
    assert done.err.count("are more than can be worked out") == 2


@pytest.mark.parametrize(
    ("begun", "offered"),
    [
        ("predicate:blo", "predicate:blocks"),
        ("entity:keta", "entity:ketamine"),
        ("kind:rec", "kind:receptor"),
        ("gg:heldB", "gg:heldBy"),
        ("hyp", "hypothesis:"),
        ("trials-of", "trials-of-drug"),
        ("sel", "SELECT"),
        (".ex", ".explain"),
    ],
)
def test_what_is_begun_can_be_completed(begun: str, offered: str) -> None:
    session = _Session(shipped(), sparql.query, None, None)

    assert offered in session.completions(begun)
    assert all(one.lower().startswith(begun.lower()) for one in session.completions(begun))


def test_at_a_terminal_the_same_answer_fits_the_page() -> None:
    done = on_terminal("query", TARGETS)

    assert done.status == 0
    assert all(len(line) <= 80 for line in done.out.splitlines())


# the manual

MANUAL = (CHECKOUT / "docs" / "sparql.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", blocks("sparql"), ids=lambda text: str(text).splitlines()[0])
def test_an_example_of_the_manual_finds_something(text: str) -> None:
    answer = sparql.query(shipped(), text)

    assert isinstance(answer, Rows)
    assert bool(answer.rows) != ("disagree" in text)
    assert not answer.warnings
    assert not sparql.strangers(shipped(), text)


@pytest.mark.parametrize("line", "".join(blocks("sh")).splitlines())
def test_an_example_of_the_manual_runs_at_a_shell(line: str) -> None:
    done = glutagraph(*shlex.split(line, comments=True)[1:])

    assert (done.status, done.err) == (0, "")


def test_the_examples_of_the_manual_run_in_python() -> None:
    test = doctest.DocTestParser().get_doctest("".join(blocks("python")), {}, "manual", None, 0)

    assert doctest.DocTestRunner().run(test).failed == 0
