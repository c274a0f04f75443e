"""Pages and data for every name; the questions as JSON, as the command line has them."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from browser import launched
from building import shipped
from command_line import glutagraph
from serving import Served, path_of, served

from glutagraph.rdf import Literal, NamedNode, parse_turtle, same_graph
from glutagraph.vocabulary import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
CLAIM = "claim/esketamine.blocks.nmda-receptor"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served() as running:
        yield running


class Page(HTMLParser):
    """A page as a browser takes it apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def links(self) -> list[str]:
        return [str(given["href"]) for tag, given in self.tags if tag == "a"]


# linked data


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples"])
def test_every_name_leads_to_what_is_known_of_it(accept: str, server: Served) -> None:
    knowledge = shipped()
    names = [
        *(
            next(iter(things)).iri
            for things in (
                *(
                    knowledge.entities.values(),
                    knowledge.claims.values(),
                    knowledge.sources.values(),
                ),
                *(knowledge.hypotheses.values(), knowledge.studies.values()),
                knowledge.experiments.values(),
            )
        ),
        *(f"{BASE}{name}" for name in ("predicate/blocks", "kind/drug", "context/rat")),
    ]
    for iri in names:
        heard = server.ask(f"/{iri[len(BASE) :]}", headers={"Accept": accept})

        assert (heard.status, heard.type) == (200, accept)
        triples = parse_turtle(heard.data, iri)
        assert NamedNode(iri) in {triple.subject for triple in triples}
        assert heard.headers["link"] == f'<{iri}>; rel="canonical"'


def test_a_claim_comes_with_its_evidence_and_who_speaks_of_it(server: Served) -> None:
    heard = server.ask(f"/{CLAIM}", headers={"Accept": "text/turtle"})

    triples = parse_turtle(heard.data, CLAIM)
    finding = Literal("Esketamine selectively blocks NMDA receptors.")
    assert finding in {triple.object for triple in triples}
    assert same_graph(heard.text, server.ask(f"/{CLAIM}?format=ntriples").text)


def test_a_browser_gets_a_page_in_words_with_links_to_more(server: Served) -> None:
    page = Page(server.ask(f"/{CLAIM}", headers=BROWSER).text)

    assert "esketamine blocks NMDA receptor" in page.text
    assert "Esketamine selectively blocks NMDA receptors." in page.text
    for link in ("/entity/esketamine", "/entity/nmda-receptor", "/source/kadriu-2018-review"):
        assert link in page.links()
        assert server.ask(link, headers=BROWSER).status == 200


def test_a_disputed_claim_is_marked_wherever_it_is_named(server: Served) -> None:
    disputed = next(c for c in shipped().claims.values() if c.status == "disputed")
    assert hasattr(disputed.object, "label")

    page = Page(server.ask(f"/entity/{disputed.object.id}", headers=BROWSER).text)

    assert f"{disputed.object.label} (disputed)" in page.text


def test_a_retired_name_leads_to_its_successor(server: Served) -> None:
    retired = [e for e in shipped().entities.values() if e.replaced_by]
    for entity in retired[:3]:
        heard = server.ask(f"/entity/{entity.id}")

        assert (heard.status, heard.headers["location"]) == (301, f"/entity/{entity.replaced_by}")


def test_a_misspelt_name_is_told_with_those_that_are_close(server: Served) -> None:
    heard = server.ask("/entity/esketamin", headers={"Accept": "application/json"})

    assert heard.status == 404
    assert "esketamine" in heard.json()["suggestions"]
    assert "there are /, /sparql" in server.ask("/nothing/at/all").text


@pytest.mark.parametrize(
    "path", ["/entity/..%2f..%2fetc", "/entity/%00", "/entity/a%20b", "/%3Cx%3E", "//e"]
)
def test_a_path_that_names_nothing_is_not_found(path: str, server: Served) -> None:
    heard = server.ask(path, headers=BROWSER)

    assert heard.status in (400, 404)
    assert "<x>" not in heard.text


def test_no_page_has_a_script_or_loads_anything(server: Served) -> None:
    evil = "SELECT ('<script>alert(1)</script>' AS ?x) (<javascript:alert(1)> AS ?y) {}"
    for path in (
        "/sparql",
        f"/{CLAIM}",
        "/entity/ketamine",
        path_of(evil),
        "/%3Cscript%3E",
        path_of("<b>"),
    ):
        page = Page(server.ask(path, headers=BROWSER).text)

        tags = {tag for tag, _ in page.tags}
        assert tags & {"script", "img", "iframe", "link", "object", "b"} == set()
        named = {name for _, given in page.tags for name in given}
        assert not {name for name in named if name.startswith("on") or name in ("src", "style")}
        assert not [link for link in page.links() if link.startswith("javascript")]


# the query page


def test_the_query_page_shows_the_answer_and_saves_it(server: Served) -> None:
    query = "SELECT ?target { entity:esketamine predicate:blocks ?target }"

    page = Page(server.ask(path_of(query), headers=BROWSER).text)

    assert "/entity/nmda-receptor" in page.links()
    assert query in page.text
    assert {"csv", "json", "turtle"} <= {str(given.get("value")) for _, given in page.tags}


def test_a_mistake_is_told_on_the_page_beside_the_query(server: Served) -> None:
    heard = server.ask(path_of("SELECT * { ?x predicat:blocks ?y }"), headers=BROWSER)

    page = Page(heard.text)
    assert heard.status == 400
    assert "did you mean predicate:?" in page.text
    assert "?x predicat:blocks ?y" in page.text
    assert ("p", {"role": "alert"}) in page.tags


def test_every_named_query_can_be_fetched_into_the_page_and_run_as_it_stands(
    server: Served,
) -> None:
    names = [query["id"] for query in server.ask("/queries").json()]
    assert len(names) > 50
    for name in names[::9]:
        text = server.ask(f"/sparql?named={name}", headers=BROWSER).text
        shown = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)
        assert shown
        assert server.sparql(unescape(shown[1])).status == 200


def test_a_long_answer_is_shown_in_part_and_says_so(server: Served) -> None:
    page = Page(server.ask(path_of("SELECT * { ?s ?p ?o }"), headers=BROWSER).text)

    assert "of which the first 1000 are shown" in page.text


# the service and the data set


def test_the_service_says_what_it_is_where_it_is_asked_nothing(server: Served) -> None:
    heard = server.ask("/sparql", headers={"Accept": "text/turtle"})

    said = {
        (t.predicate.value.rpartition("#")[2], t.object.value) for t in parse_turtle(heard.data, "")
    }
    assert ("endpoint", f"{server.url}/sparql") in said
    assert (
        "supportedLanguage",
        "http://www.w3.org/ns/sparql-service-description#SPARQL11Query",
    ) in said
    assert heard.data == server.ask("/sparql", headers={"Accept": "text/turtle"}).data


def test_the_data_set_is_where_it_is_looked_for(server: Served) -> None:
    heard = server.ask("/.well-known/void", headers={"Accept": "text/turtle"})

    said = {(t.predicate.value, t.object.value) for t in parse_turtle(heard.data, "")}
    assert ("http://rdfs.org/ns/void#sparqlEndpoint", f"{server.url}/sparql") in said
    assert (
        "http://purl.org/dc/terms/license",
        "https://creativecommons.org/licenses/by/4.0/",
    ) in said


@pytest.mark.parametrize("host", ["evil>.example", "a b", "x" * 300, "", 'e"><script>'])
def test_a_host_that_is_none_is_not_repeated(host: str, server: Served) -> None:
    heard = server.ask("/sparql", headers={"Host": host, "Accept": "text/turtle"})

    assert heard.status == 200
    assert f"<{server.url}/sparql>" in heard.text


# questions


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/trace?start=ketamine&end=eef2", ("trace", "ketamine", "eef2")),
        ("/trace?start=rapamycin", ("trace", "rapamycin")),
        (
            "/trace?start=ketamine&end=mood&via=NMDAR&top=1&coherent-only=true&min-tier=proposal",
            ("trace", "ketamine", "mood", "--via", "NMDAR", "--top", "1", "--coherent-only"),
        ),
        (
            "/what-if?drug=ketamine&outcome=bdnf-translation&knock-out=eef2-kinase",
            ("what-if", "ketamine", "bdnf-translation", "--knock-out", "eef2-kinase"),
        ),
        ("/compare?name=esketamine&name=rapastinel", ("compare", "esketamine", "rapastinel")),
    ],
)
def test_a_question_has_the_same_answer_as_at_the_shell(
    path: str, words: tuple[str, ...], server: Served
) -> None:
    assert server.ask(path).text == glutagraph(*words, "--format", "json").out


@pytest.mark.parametrize(
    ("status", "path", "told"),
    [
        (404, "/trace?start=ketamin", "did you mean ketamine"),
        (400, "/trace", "'start' is missing"),
        (400, "/trace?start=a&start=b", "is given 2 times"),
        (400, "/trace?start=ketamine&sign=up", "sign 'up' is none of increases, decreases"),
        (400, "/trace?start=ketamine&max-steps=-1", "no number from 1 to 50"),
        (400, "/trace?start=ketamine&max-steps=%D9%A3", "no number from 1 to 50"),
        (400, "/trace?start=ketamine&coherent-only=maybe", "neither true nor false"),
        (400, "/trace?start=ketamine&colour=red", "there is no parameter 'colour'"),
        (400, "/trace?start=ketamine&format=json", "there is no parameter 'format'"),
        (400, "/trace?start=+", "'start' is empty"),
        (400, "/what-if?drug=ketamine&outcome=mood", "say what is done"),
        (
            400,
            "/what-if?drug=ketamine&outcome=mood&clamp=mtorc1=up",
            "is not NODE=low|high|baseline",
        ),
        (400, "/compare?name=ketamine", "two drugs or more"),
        (404, "/queries/trials-of-dru", "did you mean trials-of-drug"),
        (400, "/queries/failed-agents?x=1", "failed-agents has no parameter 'x'"),
        (404, "/sparql?named=nothing", "'nothing' is not the name of a query"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    status: int, path: str, told: str, server: Served
) -> None:
    accept = "text/html;q=0.5, text/plain;q=0.4" if "named=" in path else "application/json"
    heard = server.ask(path, headers={"Accept": accept})

    assert heard.status == status
    assert told in (heard.text if "html" in heard.type else heard.json()["error"]).replace(
        "&#x27;", "'"
    )


def test_a_named_query_takes_its_parameters_from_the_address(server: Served) -> None:
    heard = server.ask("/queries/trials-of-drug?drug=esketamine&result=positive&format=csv")
    words = ("--param", "drug=esketamine", "--param", "result=positive", "--format", "csv")

    shell = glutagraph("query", "trials-of-drug", *words)

    assert heard.text.count("\r\n") == shell.out.count("\n")


# the description for programs


def test_every_path_and_parameter_is_described(server: Served) -> None:
    described = server.ask("/openapi.json").json()

    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": server.url}]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert method in ("get", "post")
            assert operation["summary"], path
            assert "200" in operation["responses"]
            for parameter in operation.get("parameters", ()):
                assert {"name", "in", "schema", "description"} <= {*parameter, "description"}
    references = set(re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(described)))
    assert references == set(described["components"]["schemas"])


def test_what_the_description_gives_as_an_example_is_answered(server: Served) -> None:
    described = server.ask("/openapi.json").json()
    examples = re.findall(r'For example: (/[^"\s]+)', json.dumps(described))

    assert len(examples) == 3
    for example in examples:
        assert server.ask(example).status == 200


# what is watched


def test_health_and_metrics_say_what_goes_on(server: Served) -> None:
    for _ in range(3):
        server.sparql("ASK {}")
    server.sparql("ASK")

    health, metrics = server.ask("/health").json(), server.ask("/metrics")

    assert (health["status"], health["running"], health["waiting"]) == ("ok", 0, 0)
    assert metrics.type == "text/plain"
    found = dict(re.findall(r"^(glutagraph_\S+) (\S+)$", metrics.text, re.MULTILINE))
    assert int(found['glutagraph_requests_total{route="sparql",status="200"}']) >= 3
    assert int(found['glutagraph_requests_total{route="sparql",status="400"}']) >= 1
    count = int(found['glutagraph_request_seconds_count{route="sparql"}'])
    assert int(found['glutagraph_request_seconds_bucket{route="sparql",le="+Inf"}']) == count
    assert found["glutagraph_answers_held_bytes"] == "0"


def test_the_explorer_is_sent_once_and_small(server: Served) -> None:
    whole = server.ask("/")
    small = server.ask("/", headers={"Accept-Encoding": "gzip, deflate"})
    again = server.ask("/", headers={"If-None-Match": whole.headers["etag"]})

    assert whole.text.lower().startswith("<!doctype html>")
    assert len(small.data) < len(whole.data)
    assert small.headers["content-encoding"] == "gzip"
    assert (again.status, again.data) == (304, b"")
    assert server.ask("/", headers={"Accept-Encoding": "gzip;q=0"}).data == whole.data


# in a browser


@pytest.mark.browser
def test_a_browser_finds_nothing_wrong_with_any_page(server: Served) -> None:
    from axe_playwright_python.sync_playwright import Axe

    query = path_of("SELECT ?drug ?label { ?drug a kind:drug ; rdfs:label ?label } LIMIT 5")
    with launched() as browser:
        tab = browser.new_page()
        wrongs: list[str] = []
        tab.on("console", lambda message: wrongs.append(message.text))
        tab.on("pageerror", lambda error: wrongs.append(str(error)))
        tab.on("requestfailed", lambda request: wrongs.append(request.url))
        for path in (query, f"/{CLAIM}", "/entity/ketamine", "/"):
            tab.goto(server.url + path)
            tab.wait_for_load_state("networkidle")
            if path != "/":
                assert Axe().run(tab).violations_count == 0, path

        assert wrongs == []


@pytest.mark.browser
def test_one_who_knows_no_sparql_gets_from_a_question_to_its_answer(server: Served) -> None:
    with launched() as browser:
        tab = browser.new_page(java_script_enabled=False)
        tab.goto(f"{server.url}/sparql")
        tab.select_option("#named", "trials-of-drug")
        tab.click("text=Show its query")
        assert "VALUES ?drug { entity:ketamine }" in tab.input_value("#query")
        tab.fill(
            "#query", tab.input_value("#query").replace("entity:ketamine", "entity:esketamine")
        )
        tab.click("text=Run")

        assert tab.locator("td a[href='/entity/esketamine']").count() > 0
        with tab.expect_download() as saved:
            tab.click("button[value=csv]")
        assert saved.value.suggested_filename == "answer.csv"
