"""An endpoint is asked politely and patiently, and nothing that it says is taken on trust."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from building import shipped
from command_line import glutagraph
from servers import Said, endpoint, listening
from serving import served

from glutagraph import sparql
from glutagraph.endpoint import Endpoint, ask
from glutagraph.errors import EndpointError, QueryError
from glutagraph.named_queries import ask as ask_named
from glutagraph.named_queries import named_queries, parameter_values, without
from glutagraph.rdf import BlankNode, Literal, NamedNode
from glutagraph.sparql import Rows, Triples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving import Served

QUERIES = named_queries(shipped().places)
JSON = (("Content-Type", "application/sparql-results+json"),)
NO_PROXY = {"no_proxy": "*"}


@pytest.fixture(autouse=True)
def _directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(scope="module")
def ours() -> Iterator[Served]:
    with served() as server:
        yield server


def told(*values: str, name: str = "x", **more: Any) -> Said:
    """Rows of one text each, as the standard has it."""
    bindings = [{name: {"type": "literal", "value": value}} for value in values]
    answer = {"head": {"vars": [name]}, "results": {"bindings": bindings}}
    return Said(json.dumps(answer).encode(), **more)


def hurried(url: str, **more: Any) -> Endpoint:
    """An endpoint to whom we are impatient."""
    return Endpoint(url, **{"seconds": 20, "pause": 0.01, **more})


def values(answer: sparql.Answer) -> list[str]:
    assert isinstance(answer, Rows)
    return [sparql.said(row[0]) for row in answer.rows]


# what is right


@pytest.mark.slow
@pytest.mark.parametrize("name", QUERIES)
def test_an_endpoint_answers_as_the_graph_here_does(name: str, ours: Served) -> None:
    """Ours, over HTTP, page by page, its parameters bound in the pattern."""
    query = QUERIES[name]
    bindings = parameter_values(shipped(), query, {})
    answer = ask(hurried(f"{ours.url}/sparql", page=50), query.text, bindings)
    here = ask_named(shipped(), query, {})

    assert isinstance(answer, Rows)
    assert isinstance(here, Rows)
    kept = without(answer, bindings)
    assert isinstance(kept, Rows)
    assert set(kept.rows) == set(here.rows)
    assert len(answer.rows) == len(here.rows)


def test_truth_and_graphs_come_over_the_wire_too(ours: Served) -> None:
    there = hurried(f"{ours.url}/sparql")
    described = "DESCRIBE entity:mood"

    assert ask(there, "ASK { entity:ketamine predicate:blocks ?x }") is True
    assert ask(there, "ASK { entity:mood predicate:blocks ?x }") is False
    assert ask(there, described) == sparql.query(shipped(), described)


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_rows_and_truth_are_the_same_in_each_format(form: str, ours: Served) -> None:
    """Names, nameless things, text with and without a language, numbers, and nothing."""
    there = hurried(f"{ours.url}/sparql?format={form}", page=2)
    text = """SELECT ?x ?y { VALUES (?x ?y) {
        (entity:mood 1) ("a\\t\\n<&\\"µ"@en UNDEF) (-1.5e300 0.80) (true "2020-01-01"^^xsd:date) } }"""
    here = sparql.query(shipped(), text)

    assert isinstance(here, Rows)
    assert len(here.rows) == 4
    assert ask(there, text) == here
    assert ask(there, "ASK { entity:ketamine predicate:blocks ?x }") is True
    assert ask(there, "ASK { entity:mood predicate:blocks ?x }") is False
    nameless = ask(there, "SELECT ?x { BIND(BNODE() AS ?x) } LIMIT 1")
    assert isinstance(nameless, Rows)
    assert isinstance(nameless.rows[0][0], BlankNode)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_graphs_are_the_same_in_each_format(form: str, ours: Served) -> None:
    described = "DESCRIBE entity:mood"
    there = hurried(f"{ours.url}/sparql?format={form}")

    assert ask(there, described) == sparql.query(shipped(), described)


def test_the_command_asks_an_endpoint_where_one_is_named(ours: Served) -> None:
    graph = ("--graph", f"sparql:{ours.url}/sparql")
    named = ("query", "trials-of-drug", "--param", "drug=esketamine", "--format", "json")

    assert glutagraph(*graph, *named, settings=NO_PROXY) == glutagraph(*named)


def test_only_who_names_an_endpoint_calls_one() -> None:
    with listening() as server:
        for words in (("query", "hypotheses"), ("query", "--list"), ("trace", "ketamine")):
            glutagraph(*words)
        glutagraph("--graph", f"sparql:{server.url}", "query", "SELECT * {", settings=NO_PROXY)
        insert = "INSERT DATA { <a:a> <a:b> 1 }"
        glutagraph("--graph", f"sparql:{server.url}", "query", insert, settings=NO_PROXY)

    assert server.calls == 0


def test_rows_are_fetched_in_an_order_until_a_page_says_that_there_are_no_more() -> None:
    """The endpoint gives 120 rows at most, whatever is asked for, as some do."""
    every = [f"{number:04}" for number in range(250)]

    def page(query: str) -> Said:
        found = re.search(r"LIMIT (\d+) OFFSET (\d+)", query)
        assert found
        start = int(found[2])
        return told(*every[start : start + min(int(found[1]), 120)])

    with endpoint(page) as server:
        answer = ask(hurried(server.url), "SELECT ?x { ?x a kind:drug } # all of them")

    assert values(answer) == every
    assert [re.findall(r"OFFSET (\d+)", query) for query in server.asked] == [
        ["0"],
        ["120"],
        ["240"],
    ]
    assert all("\n ORDER BY ?x LIMIT" in query for query in server.asked)
    assert all(query.startswith("PREFIX kind: <https://w3id.org/") for query in server.asked)


@pytest.mark.parametrize(
    "query", ["SELECT ?x { ?x a ?y } LIMIT 3", "SELECT ?x { ?x a ?y } VALUES ?y { kind:drug }"]
)
def test_what_has_an_end_of_its_own_is_asked_as_it_stands(query: str) -> None:
    with endpoint(told("a")) as server:
        ask(hurried(server.url), query)

    assert [asked.endswith(query) for asked in server.asked] == [True]


def test_one_that_is_busy_is_asked_again_and_waits_as_long_as_it_says() -> None:
    busy = Said(b"later", 503, (("Retry-After", "1"),))
    with endpoint(busy, Said(b"", 429, ()), told("a")) as server:
        began = time.monotonic()
        answer = ask(hurried(server.url), "SELECT ?x { ?x a ?y }")

    assert values(answer) == ["a"]
    assert len(server.asked) == 3
    assert time.monotonic() - began >= 2  # a second, then at least as long


def test_one_that_stays_busy_is_given_up() -> None:
    with endpoint(Said(b"later", 503, ())) as server, pytest.raises(EndpointError) as caught:
        ask(hurried(server.url, attempts=3), "ASK {}")

    assert "does not answer: HTTP 503" in str(caught.value)
    assert len(server.asked) == 3


def test_a_fault_of_the_question_is_told_at_once() -> None:
    told_so = pytest.raises(EndpointError, match="HTTP 400 Bad Request: no such function no such")
    with endpoint(Said(b"no such function\n" * 9, 400, ())) as server, told_so:
        ask(hurried(server.url), "ASK {}")

    assert len(server.asked) == 1


# what is hostile

HOSTILE = {
    "nothing": (Said(b""), "no JSON: nothing at all"),
    "a page": (Said(b"<html>Sign in</html>"), "no JSON: <html>Sign in</html>"),
    "half of it": (Said(told("a").body[:-4]), "it is no JSON"),
    "a list": (Said(b"[]"), "the JSON is no object"),
    "no head": (Said(b"{}"), "'head'"),
    "no rows": (Said(b'{"head":{"vars":["x"]},"results":{}}'), "'bindings'"),
    "rows that are none": (
        Said(b'{"head":{"vars":["x"]},"results":{"bindings":"xx"}}'),
        "no lists",
    ),
    "variables that are none": (
        Said(b'{"head":{"vars":[1]},"results":{"bindings":[{}]}}'),
        "no lists",
    ),
    "brackets without end": (Said(b"[" * 1_000_000), "it is no JSON"),
    "another character set": (Said(b'{"head": "\xff"}'), "it is no JSON"),
    "no term": (
        Said(b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":[]}]}}'),
        "as an endpoint does",
    ),
    "compressed": (Said(b"x", headers=(("Content-Encoding", "gzip"),)), "compressed"),
}
SPARQL_XML = (
    b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>'
)
LAUGHS = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
OTHER_FORMATS = {
    "XML without an end": ("application/sparql-results+xml", SPARQL_XML, "has no end"),
    "XML of something else": ("text/xml", b"<rdf:RDF></rdf:RDF>", "Expecting <sparql> tag"),
    "a million laughs": ("application/xml", b"<!DOCTYPE x [" + LAUGHS + b"]>", "DOCTYPE"),
    "elements without end": (
        "application/sparql-results+xml",
        SPARQL_XML + b"<triple><subject>" * 100_000 + b"</sparql>",
        "more than 200 deep",
    ),
    "comments without end": ("text/xml", b"<!--" * 100_000 + b"</sparql>", "as an endpoint does"),
    "the answer to an ASK": (
        "text/xml",
        b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/>'
        b"<boolean>true</boolean></sparql>",
        "answer to an ASK",
    ),
    "TSV that is none": ("text/tab-separated-values", b"hello\n", "should start with ?"),
    "TSV of nothing": ("text/tab-separated-values", b"", "nothing in it"),
    "CSV": ("text/csv", b"x\r\n1\r\n", "does not tell a name from a text"),
}
RDF_XML = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/">'
GRAPHS = {
    "RDF/XML without an end": ("application/rdf+xml", RDF_XML + b"<a:b/>", "has no end"),
    "RDF/XML of nothing": ("application/rdf+xml", b"<rdf:RDF></rdf:RDF>", "line 1"),
    "RDF/XML that is too deep": (
        "text/xml",
        RDF_XML + b"<a:b><a:c>" * 100_000 + b"</rdf:RDF>",
        "more than 200 deep",
    ),
    "JSON-LD that is too deep": (
        "application/ld+json",
        b'{"@id":"http://a","http://b":' * 10_000 + b"1" + b"}" * 10_000,
        "more than 200 deep",
    ),
    "a text without end": ("application/ld+json", b'"' + b'\\"' * 500_000, "line 1"),
    "JSON-LD that is none": ("application/json", b'["', "line 1"),
    "an image": ("image/png", b"", "comes as image/png"),
    "Turtle that is too deep": ("text/turtle", b"<<( <a:a> <a:b> " * 20_000, "triple within"),
}
TERMS = {
    "an IRI that is none": ({"type": "uri", "value": "no IRI"}, "IRI"),
    "half a letter": ({"type": "literal", "value": "\ud800"}, "as an endpoint does"),
    "a number": ({"type": "literal", "value": 1}, "no text"),
    "an unheard-of type": ({"type": "triple", "value": "x"}, "no terms of type 'triple'"),
    "a strange datatype": ({"type": "literal", "value": "x", "datatype": "<>"}, "IRI"),
    "a strange language": (
        {"type": "literal", "value": "x", "xml:lang": "no language"},
        "as an endpoint does",
    ),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_an_answer_that_is_none_is_told_as_such(how: str) -> None:
    said, reason = HOSTILE[how]
    with endpoint(said) as server, pytest.raises(EndpointError) as caught:
        ask(hurried(server.url, attempts=1), "SELECT ?x { ?x a ?y }")

    assert reason in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("how", OTHER_FORMATS)
def test_rows_in_another_format_are_trusted_no_more(how: str) -> None:
    sort, body, reason = OTHER_FORMATS[how]
    refused = pytest.raises(EndpointError, match=re.escape(reason))
    with endpoint(Said(body, headers=(("Content-Type", sort),))) as server, refused:
        ask(hurried(server.url, attempts=1), "SELECT ?x { ?x a ?y }")


@pytest.mark.parametrize("how", GRAPHS)
def test_a_graph_that_is_none_is_told_as_such(how: str) -> None:
    sort, body, reason = GRAPHS[how]
    refused = pytest.raises(EndpointError, match=re.escape(reason))
    with endpoint(Said(body, headers=(("Content-Type", sort),))) as server, refused:
        ask(hurried(server.url, attempts=1), "DESCRIBE <a:a>")


def test_an_answer_that_ends_too_early_is_asked_for_again() -> None:
    """What is left of it is valid, and nothing but its length tells that there was more."""
    graph = b"<a:a> <a:b> <a:c> .\n"
    headers = (("Content-Type", "application/n-triples"),)
    short = Said(graph, headers=(*headers, ("Content-Length", "99"), ("Connection", "close")))
    with endpoint(short, Said(graph, headers=headers)) as server:
        answer = ask(hurried(server.url), "CONSTRUCT WHERE { ?s ?p ?o }")
    with endpoint(short) as server, pytest.raises(EndpointError, match="79 bytes before the end"):
        ask(hurried(server.url, attempts=2), "CONSTRUCT WHERE { ?s ?p ?o }")

    assert isinstance(answer, Triples)
    assert len(answer.triples) == 1


def test_nameless_things_may_be_called_what_sparql_does_not_allow() -> None:
    row = b'<result><binding name="x"><bnode>nodeID://b1</bnode></binding></result>'
    body = SPARQL_XML + b"<results>" + row * 2 + b"</results></sparql>"
    with endpoint(Said(body, headers=(("Content-Type", "application/xml"),))) as server:
        answer = ask(hurried(server.url), "SELECT ?x { ?x a ?y } LIMIT 2")

    assert isinstance(answer, Rows)
    assert answer.rows[0] == answer.rows[1]


@pytest.mark.parametrize("how", TERMS)
def test_a_term_that_is_none_is_told_as_such(how: str) -> None:
    term, reason = TERMS[how]
    answer = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": term}]}}
    refused = pytest.raises(EndpointError, match=re.escape(reason))
    with endpoint(Said(json.dumps(answer).encode())) as server, refused:
        ask(hurried(server.url, attempts=1), "SELECT ?x { ?x a ?y }")


def test_terms_are_what_they_are_said_to_be() -> None:
    row = {
        "a": {"type": "uri", "value": "http://e/a"},
        "b": {"type": "bnode", "value": "a b\n<x>"},
        "c": {"type": "literal", "value": "µ", "xml:lang": "el"},
        "d": {"type": "typed-literal", "value": "07", "datatype": "http://e/t"},
        "strange": {"type": "uri", "value": "not asked for"},
    }
    answer = {"head": {"vars": [*"abcde"]}, "results": {"bindings": [row]}}
    with endpoint(Said(json.dumps(answer).encode())) as server:
        found = ask(hurried(server.url), "SELECT * { ?a ?b ?c . ?d ?e ?a } LIMIT 1")

    assert isinstance(found, Rows)
    ((a, b, c, d, e),) = found.rows
    assert a == NamedNode("http://e/a")
    assert isinstance(b, BlankNode)
    assert (c, d, e) == (
        Literal("µ", language="el"),
        Literal("07", datatype=NamedNode("http://e/t")),
        None,
    )


def test_an_endless_answer_is_cut_off() -> None:
    huge = told(*["x" * 1000] * 200)
    with endpoint(huge) as server, pytest.raises(EndpointError, match="more than 0 MB"):
        ask(hurried(server.url, most_bytes=100_000), "SELECT ?x { ?x a ?y }")
    many = told(*map(str, range(200)))
    with endpoint(many) as server, pytest.raises(EndpointError, match="more than 500 rows"):
        ask(hurried(server.url, most_rows=500), "SELECT ?x { ?x a ?y }")


@pytest.mark.parametrize(
    "said", [Said(b"{}", wait=30), Said(b"{" + b" " * 999, wait=0.2, pieces=500)]
)
def test_one_that_dawdles_is_left(said: Said) -> None:
    with endpoint(said) as server:
        began = time.monotonic()
        with pytest.raises(EndpointError, match="no answer in 1 s"):
            ask(hurried(server.url, seconds=1), "ASK {}")

    assert time.monotonic() - began < 5


def test_a_redirection_is_followed_on_the_same_host_only() -> None:
    with endpoint(Said(b"", 307, (("Location", "/elsewhere"),)), told("a")) as server:
        assert values(ask(hurried(server.url), "SELECT ?x { ?x a ?y }")) == ["a"]
    with listening() as victim:
        for elsewhere in (victim.url, "file:///etc/passwd", "ftp://127.0.0.1/", ""):
            refused = pytest.raises(
                EndpointError, match=r"name it: --graph sparql:|leads on and on"
            )
            with endpoint(Said(b"", 302, (("Location", elsewhere),))) as server, refused:
                ask(hurried(server.url, attempts=1), "ASK {}")

    assert victim.calls == 0


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x/", "sparql", "//x/sparql", "http://", "https://me:pw@x/sparql"],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(EndpointError) as caught:
        Endpoint(url)

    assert "pw" not in str(caught.value)


def test_a_graph_is_parsed_here_and_fetches_nothing() -> None:
    turtle = (("Content-Type", "text/turtle"),)
    with endpoint(Said(b"<a:a> <a:b> <a:c>, <a:c> .", headers=turtle)) as server:
        answer = ask(hurried(server.url), "CONSTRUCT WHERE { ?s ?p ?o }")
        assert isinstance(answer, Triples)
        assert len(answer.triples) == 1


def test_what_an_endpoint_says_does_not_speak_to_the_terminal() -> None:
    with endpoint(told("\x1b[31mred\u202e")) as server:
        graph = ("--graph", f"sparql:{server.url}")
        for form in ("table", "json", "xml", "csv", "tsv", "md"):
            done = glutagraph(*graph, "query", "ASK {}", settings=NO_PROXY)
            done = glutagraph(
                *(*graph, "query", "SELECT ?x { ?x a ?y } LIMIT 1", "--format", form),
                settings=NO_PROXY,
            )
            assert done.status == 0
            assert not {"\x1b", "\u202e"} & set(done.out)
            assert "red" in done.out


def test_an_endpoint_that_is_not_there_is_told_with_its_address() -> None:
    done = glutagraph(
        *("--graph", "sparql:http://127.0.0.1:9/", "query", "ASK {}", "--timeout", "1"),
        settings=NO_PROXY,
    )

    assert done.status == 3
    assert done.err.startswith("glutagraph: http://127.0.0.1:9/: does not answer")
    assert "Traceback" not in done.err


def test_mistakes_are_told_before_anybody_is_bothered() -> None:
    with endpoint(told("a")) as server, pytest.raises(QueryError, match="did you mean predicate:"):
        ask(hurried(server.url), "SELECT ?x { ?x predicat:blocks ?y }")

    assert server.asked == []
