"""SPARQL 1.1 Protocol over HTTP: requests, formats by negotiation, graphs by name, refusals."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from serving import Heard, Served, path_of, served, served_by

from glutagraph.rdf import Subject, Term, parse_turtle, same_graph

if TYPE_CHECKING:
    from collections.abc import Iterator

W3C = Path(__file__).parent / "data" / "sparql11-protocol"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BLOCKED = "SELECT ?target { entity:esketamine predicate:blocks ?target }"
DESCRIBED = "DESCRIBE entity:esketamine"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served() as running:
        yield running


# the tests of the W3C


@dataclass(frozen=True)
class Exchange:
    """One request of the suite and what it expects."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: tuple[str, ...]
    format: str
    boolean: str


class Manifest:
    """The suite's list of tests, read as triples."""

    def __init__(self) -> None:
        self.said: dict[tuple[Subject, str], list[Term]] = {}
        text = (W3C / "manifest.ttl").read_text(encoding="utf-8")
        for s, p, o in parse_turtle(f"@base <http://example.org/> .\n{text}", "manifest.ttl"):
            self.said.setdefault((s, p.value), []).append(o)

    def some(self, node: Term, name: str) -> list[Term]:
        assert not hasattr(node, "datatype")
        return self.said.get((node, name), [])

    def text(self, node: Term, name: str) -> str:
        return next((found.value for found in self.some(node, name)), "")

    def members(self, node: Term) -> Iterator[Term]:
        while node.value != RDF + "nil":
            (first,), (node,) = self.some(node, RDF + "first"), self.some(node, RDF + "rest")
            yield first

    def tests(self) -> dict[str, list[Exchange]]:
        """The exchanges of each test, by name."""
        ((_, entries),) = [(s, o[0]) for (s, p), o in self.said.items() if p == MF + "entries"]
        found = {}
        for test in self.members(entries):
            (action,) = self.some(test, MF + "action")
            (requests,) = self.some(action, HT + "requests")
            found[test.value.rpartition("#")[2]] = [
                self.exchange(one) for one in self.members(requests)
            ]
        return found

    def exchange(self, request: Term) -> Exchange:
        headers = {
            self.text(header, HT + "fieldName"): self.text(header, HT + "fieldValue")
            for listed in self.some(request, HT + "headers")
            for header in self.members(listed)
        }
        (answer,) = self.some(request, HT + "resp")
        bodies = self.some(request, HT + "body")
        body = None
        for one in bodies:
            encoding = self.text(one, CNT + "characterEncoding")
            body = self.text(one, CNT + "chars").encode(encoding)
        return Exchange(
            self.text(request, HT + "methodName"),
            self.text(request, HT + "absolutePath"),
            headers,
            body,
            tuple(
                node.value.rpartition("Code")[2]
                for node in self.some(answer, MF + "expectedStatus")
            ),
            self.text(answer, MF + "expectedFormat"),
            self.text(answer, MF + "expectedBoolean"),
        )


W3C_TESTS = Manifest().tests()
UPDATES = [name for name in W3C_TESTS if "update" in name]
QUERIES = [name for name in W3C_TESTS if name not in UPDATES]
FORMATS = {
    "boolean": (JSON, XML),
    "tabular": (JSON, XML, "text/csv", "text/tab-separated-values"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}


@pytest.fixture(scope="module")
def w3c_server() -> Iterator[Served]:
    """A server whose store holds the suite's graphs, by the names that its requests use."""
    script = f"""
import pyoxigraph as ox
from building import toy
from pathlib import Path
store = ox.Store()
for number in range(4):
    name = ox.NamedNode(f"http://kasei.us/2009/09/sparql/data/data{{number}}.rdf")
    store.add_graph(name)
    file = Path({str(W3C)!r}) / f"data{{number}}.nt"
    if file.exists():
        store.load(path=file, format=ox.RdfFormat.N_TRIPLES, to_graph=name)
knowledge = toy("interneurons")
knowledge.store = store
serve(knowledge)
"""
    with served_by(script) as running:
        yield running


def sent(server: Served, one: Exchange) -> Heard:
    """What comes back; a body that the suite sends without a type has none here either."""
    untyped = one.body is not None and "content-type" not in one.headers
    headers = {"content-type": ""} if untyped else one.headers
    return server.ask(one.path, method=one.method, headers=headers, body=one.body)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_answered_as_the_w3c_expects(name: str, w3c_server: Served) -> None:
    for one in W3C_TESTS[name]:
        heard = sent(w3c_server, one)

        assert f"{heard.status // 100}xx" in one.statuses, heard.text
        if one.format:
            assert heard.type in FORMATS[one.format]
        if one.boolean:
            assert heard.json()["boolean"] is (one.boolean == "true")


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_is_refused_whatever_the_w3c_expects(name: str, w3c_server: Served) -> None:
    one = W3C_TESTS[name][0]

    heard = sent(w3c_server, one)

    no_update = "media_type" in name or "missing_form_type" in name
    assert heard.status == (415 if no_update else 403)
    assert no_update or "nothing here can be changed" in heard.text


def test_the_suite_is_whole() -> None:
    assert (len(QUERIES), len(UPDATES)) == (20, 14)


# formats


def test_rows_are_had_in_every_format_of_the_standard(server: Served) -> None:
    found = {accept: server.sparql(BLOCKED, accept) for accept in (*FORMATS["tabular"], "*/*")}

    assert {accept: heard.type for accept, heard in found.items()} == {
        **{accept: accept for accept in FORMATS["tabular"]},
        "*/*": JSON,
    }
    rows = {row["target"]["value"] for row in found[JSON].json()["results"]["bindings"]}
    assert len(rows) > 1
    assert rows == {line for (line,) in list(csv.reader(io.StringIO(found["text/csv"].text)))[1:]}
    tsv = found["text/tab-separated-values"].text.splitlines()
    assert tsv == ["?target", *sorted(f"<{row}>" for row in rows)]
    tree = ElementTree.fromstring(found[XML].data)
    assert {uri.text for uri in tree.iter("{http://www.w3.org/2005/sparql-results#}uri")} == rows


def test_terms_of_every_sort_are_written_as_the_standard_has_them(server: Served) -> None:
    query = (
        "SELECT (<a:b> AS ?iri) ('x,\"<&>\\n' AS ?text) ('µ'@en AS ?said) (1.50 AS ?number) "
        "?none (BNODE() AS ?nameless) {}"
    )
    found = {accept: server.sparql(query, accept).text for accept in FORMATS["tabular"]}

    (row,) = csv.DictReader(io.StringIO(found["text/csv"], newline=""))
    assert row.pop("nameless").startswith("_:")
    assert row == {"iri": "a:b", "text": 'x,"<&>\n', "said": "µ", "number": "1.5", "none": ""}
    assert found["text/csv"].endswith("\r\n")
    cells = found["text/tab-separated-values"].splitlines()[1].split("\t")
    assert cells[:3] == ["<a:b>", '"x,\\"<&>\\n"', '"µ"@en']
    (result,) = ElementTree.fromstring(found[XML]).iter(
        "{http://www.w3.org/2005/sparql-results#}result"
    )
    told = [(one.get("name"), one[0].tag.partition("}")[2], one[0].text) for one in result]
    assert told[:4] == [
        ("iri", "uri", "a:b"),
        ("text", "literal", 'x,"<&>\n'),
        ("said", "literal", "µ"),
        ("number", "literal", "1.5"),
    ]
    assert told[4][:2] == ("nameless", "bnode")


def test_a_graph_is_the_same_in_every_format(server: Served) -> None:
    turtle = server.sparql(DESCRIBED, "text/turtle")

    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert same_graph(turtle.text, server.sparql(DESCRIBED, "application/n-triples").text)
    rdfxml = server.sparql(DESCRIBED, "application/rdf+xml").text
    assert ElementTree.fromstring(rdfxml).tag == f"{{{RDF}}}RDF"
    linked = json.loads(server.sparql(DESCRIBED, "application/ld+json").data)
    assert "https://w3id.org/glutagraph/entity/esketamine" in json.dumps(linked)


def test_yes_and_no_are_had_as_such(server: Served) -> None:
    query = "ASK { entity:esketamine predicate:blocks entity:nmda-receptor }"

    assert server.sparql(query, "text/plain").text == "true\n"
    assert server.sparql(query, "text/csv").text == "true\r\n"
    assert server.sparql(query).json() == {"head": {}, "boolean": True}
    assert "<boolean>true</boolean>" in server.sparql(query, XML).text


@pytest.mark.parametrize(
    ("accept", "got"),
    [
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.7", XML),
        ("text/*, application/sparql-results+json;q=0.9", "text/xml"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/json"),
        ("TEXT/CSV ; Q=0.5", "text/csv"),
        ("image/png, text/tab-separated-values;q=0.001", "text/tab-separated-values"),
        ("text/csv;q=2, application/json", "application/json"),
        ("nonsense", JSON),
        (BROWSER, "text/html"),
    ],
)
def test_a_client_gets_what_it_likes_best(accept: str, got: str, server: Served) -> None:
    heard = server.sparql(BLOCKED, accept)

    assert (heard.status, heard.type) == (200, got)
    assert "accept" in heard.headers["vary"].lower()


def test_who_wants_nothing_that_there_is_is_told_what_there_is(server: Served) -> None:
    heard = server.sparql(BLOCKED, "image/png")

    assert heard.status == 406
    assert "text/csv" in heard.text
    assert server.sparql(BLOCKED, "text/turtle").status == 406


def test_what_xml_cannot_hold_is_refused_in_rdf_and_replaced_in_rows(server: Served) -> None:
    built = "CONSTRUCT { <a> <1> 'x' } {}"
    control = "CONSTRUCT { <a> <b> 'x\\u0001' } {}"

    assert server.sparql(built, "application/rdf+xml").status == 406
    assert "take text/turtle" in server.sparql(control, "application/rdf+xml").text
    rows = server.sparql("SELECT ('a\\u0001b' AS ?x) {}", XML)
    assert "a\ufffdb" in ElementTree.fromstring(rows.data).itertext()


def test_a_format_in_the_address_is_for_saving(server: Served) -> None:
    heard = server.ask(path_of(BLOCKED, format="csv"))

    assert heard.type == "text/csv"
    assert heard.headers["content-disposition"] == 'attachment; filename="answer.csv"'
    assert server.ask(path_of(BLOCKED, format="turtle")).status == 400
    assert server.ask(path_of(BLOCKED, format="png")).status == 400


# requests


def test_a_query_may_come_in_three_ways(server: Served) -> None:
    form = path_of(BLOCKED).partition("?")[2].encode()

    answers = [
        server.sparql(BLOCKED),
        server.ask("/sparql", method="POST", headers=FORM, body=form),
        server.ask("/sparql", method="POST", headers=DIRECT, body=BLOCKED.encode()),
    ]

    assert {heard.status for heard in answers} == {200}
    assert len({heard.data for heard in answers}) == 1


def test_head_says_how_long_the_answer_would_be(server: Served) -> None:
    got, head = server.sparql(BLOCKED), server.sparql(BLOCKED, method="HEAD")

    assert (head.status, head.data) == (200, b"")
    assert head.headers["content-length"] == str(len(got.data))
    assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize(
    ("status", "told", "request_"),
    [
        (400, "there are 2 queries", {"path": "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"}),
        (400, "not UTF-8", {"path": "/sparql?query=%ff"}),
        (400, "not SPARQL", {"path": "/sparql?query=ASK%00"}),
        (400, "query, line 1", {"path": "/sparql?query="}),
        (400, "there is no query", {"method": "POST", "headers": FORM, "body": b"x=1"}),
        (400, "not UTF-8", {"method": "POST", "headers": DIRECT, "body": b"ASK{}\xff"}),
        (
            415,
            "query=...",
            {"method": "POST", "headers": {"Content-Type": "text/plain"}, "body": b"x"},
        ),
        (
            415,
            "said to be gzip",
            {
                "method": "POST",
                "headers": {**DIRECT, "Content-Encoding": "gzip"},
                "body": b"ASK{}",
            },
        ),
        (400, "this is not written as ''", {"path": "/sparql?query=ASK%7B%7D&format="}),
        (400, "there is no query to ask of them", {"path": "/sparql?named-graph-uri=http://e/"}),
        (413, "bigger than 1 MB", {"method": "POST", "headers": DIRECT, "body": b"#" * 1_000_001}),
        (403, "nothing here can be changed", {"path": "/sparql?update=CLEAR%20ALL"}),
        (405, "PUT is not for /sparql", {"method": "PUT", "body": b"x"}),
        (
            405,
            "DELETE is not for /entity/ketamine",
            {"method": "DELETE", "path": "/entity/ketamine"},
        ),
        (
            400,
            "no named graph <http://e/>",
            {"path": "/sparql?query=ASK%7B%7D&default-graph-uri=http://e/"},
        ),
    ],
)
def test_what_is_no_query_is_refused_with_words(
    status: int, told: str, request_: dict[str, object], server: Served
) -> None:
    heard = server.ask(**{"path": "/sparql", **request_})  # type: ignore[arg-type]

    assert heard.status == status
    assert told in heard.text
    assert heard.type == "text/plain"


def test_a_body_of_two_lengths_hides_no_second_request(server: Served) -> None:
    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    body = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n"
    with server.call() as call:
        call.sendall((head + body).encode() + b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        heard = b"".join(iter(lambda: call.recv(4096), b""))

    assert heard.startswith(b"HTTP/1.1 400 ")
    assert heard.count(b"HTTP/1.1") == 1


def test_a_request_may_name_the_whole_address(server: Served) -> None:
    with server.call() as call:
        call.sendall(
            b"GET http://e.org/health HTTP/1.1\r\nHost: e.org\r\nConnection: close\r\n\r\n"
        )
        heard = b"".join(iter(lambda: call.recv(4096), b""))

    assert heard.startswith(b"HTTP/1.1 200 ")


def test_a_body_without_its_length_is_read_up_to_the_limit(server: Served) -> None:
    with server.call() as call:
        head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        call.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        with suppress(ConnectionError):
            for _ in range(40):
                call.sendall(b"10000\r\n" + b"#" * 0x10000 + b"\r\n")
            call.sendall(b"0\r\n\r\n")
        answer = call.recv(100)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_mistake_has_its_line_and_its_cure_for_programs_too(server: Served) -> None:
    heard = server.sparql("SELECT *\n{ ?x predicat:blocks ?y }", JSON)

    assert heard.status == 400
    assert heard.json() == {
        "schema": 1,
        "status": 400,
        "error": "query, line 2: the prefix predicat: is not declared; did you mean predicate:?",
        "line": 2,
    }


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }",
        "SELECT * FROM <http://127.0.0.1:1/> { ?a ?b ?c }",
        "SELECT * FROM <file:///etc/passwd> { ?a ?b ?c }",
        "LOAD <http://127.0.0.1:1/>",
    ],
)
def test_what_would_reach_beyond_is_refused(query: str, server: Served) -> None:
    heard = server.sparql(query)

    assert heard.status == 400
    assert "stays within the graph" in heard.text or "only queries are answered" in heard.text


# other sites


def test_any_page_may_read_but_never_with_credentials(server: Served) -> None:
    asked = server.sparql(BLOCKED)
    preflight = server.ask(
        "/sparql",
        method="OPTIONS",
        headers={"Origin": "http://e", "Access-Control-Request-Method": "POST"},
    )

    assert asked.headers["access-control-allow-origin"] == "*"
    assert preflight.status == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    for heard in (asked, preflight):
        assert "access-control-allow-credentials" not in heard.headers


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/health", "/entity/ketamine", "/nothing", "/trace"]
)
@pytest.mark.parametrize("accept", ["*/*", BROWSER])
def test_every_answer_has_a_policy_and_is_what_it_says(
    path: str, accept: str, server: Served
) -> None:
    heard = server.ask(path, headers={"Accept": accept})

    assert heard.headers["x-content-type-options"] == "nosniff"
    policy = heard.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in heard.headers
