"""The page is right, needs no network, and lets nothing in the graph run."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import glutagraph
from glutagraph.explorer import page
from glutagraph.explorer.document import embedded
from glutagraph.explorer.layout import Box, Link, Order, layered
from glutagraph.explorer.links import HOSTS
from glutagraph.explorer.views import everything
from glutagraph.explorer.wrapping import wrapped
from glutagraph.location import shipped_graph
from glutagraph.tracing import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

    from glutagraph import Knowledge

DESKTOP, WIDE, TELEPHONE = (1280, 720), (1920, 1080), (390, 844)
LOCAL = re.compile("^(file|data|blob):")
ATTACK = "</script><img src=x onerror=alert(1)><b>href</b>"
SEPARATORS = "one\u2028two\u2029three & <!--"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return glutagraph.load()


@pytest.fixture(scope="module")
def html(knowledge: Knowledge) -> str:
    return page(knowledge)


# the document


def test_two_calls_give_the_same_bytes(knowledge: Knowledge, html: str) -> None:
    assert page(knowledge) == html


class _Addresses(HTMLParser):
    """Everything in a document that a browser might fetch or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        fetching = ("src", "href", "srcset", "action", "data", "poster", "style")
        self.found += [f"{tag} {name}={value}" for name, value in attrs if name in fetching]


def test_nothing_in_the_document_is_loaded_from_anywhere(html: str) -> None:
    parser = _Addresses()
    parser.feed(html)

    assert parser.found == []
    assert not {"link", "iframe", "object", "embed", "base", "img"} & set(parser.tags)


def test_only_what_the_policy_names_by_its_hash_may_run(html: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)

    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1]


def test_the_document_says_its_language_title_and_kind(html: str) -> None:
    assert html.startswith("<!doctype html>\n<html lang=")
    assert "<title>Mechanism map · glutagraph</title>" in html


def test_data_cannot_end_the_script_that_holds_it() -> None:
    text = embedded({ATTACK: SEPARATORS})

    assert not re.search("[<>&\u2028\u2029]", text)


def test_what_is_not_a_number_is_not_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        embedded({"length": float("nan")})


# what is shown


def test_every_claim_that_a_path_may_walk_along_is_drawn(knowledge: Knowledge) -> None:
    drawn = {claim.id for claim in everything(knowledge).whole.claims}

    assert drawn == {claim.id for claim in knowledge.claims.values() if claim.is_traversed}


def test_the_page_opens_on_a_core_that_can_be_read(knowledge: Knowledge) -> None:
    views = everything(knowledge)
    core = next(view for view in views.views if view.id == views.opening)

    assert 20 < len(core.entities) <= 75
    assert knowledge.entity("ketamine") in core.entities
    assert not any(claim.net for claim in core.claims)


def test_a_focus_shows_what_is_two_steps_away(knowledge: Knowledge) -> None:
    eef2 = knowledge.entity("eef2")

    assert "Two steps around eEF2" in page(knowledge, focus=eef2)


def test_an_answer_shows_the_claims_of_its_paths_and_no_others(knowledge: Knowledge) -> None:
    answer = trace(knowledge, "ketamine", "eef2", hypothesis="spontaneous-transmission")
    data = page(knowledge, answer=answer)

    assert '"resting-nmda-receptor.activates.eef2-kinase"' in data
    assert '"title":"ketamine → eEF2"' in data
    assert '"from":"habenular-bursting"' not in data


def test_an_empty_answer_says_so(knowledge: Knowledge) -> None:
    answer = trace(knowledge, "mood", "ketamine")

    assert "Verdict: none" in page(knowledge, answer=answer)


def test_labels_are_wrapped_to_a_few_short_lines() -> None:
    assert wrapped("ketamine") == ["ketamine"]
    assert wrapped("(2R,6R)-hydroxynorketamine") == ["(2R,6R)-", "hydroxynorketamine"]
    assert len(wrapped("word " * 50)) == 4


# layout


def test_what_acts_stands_before_what_it_acts_on() -> None:
    boxes = [Box(name, 0, 90, 30) for name in ("ketamine", "interneuron", "pyramidal cell")]
    links = [
        Link("1", "ketamine", "interneuron", True),
        Link("2", "interneuron", "pyramidal cell", True),
        Link("3", "pyramidal cell", "ketamine", True),
    ]

    layers = {name: at[0] for name, at in layered(boxes, links, Order.FLOW, "x", 9).boxes.items()}

    assert sorted(layers.values()) == [0, 1, 2]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("axis", ["x", "y"])
def test_no_two_boxes_of_a_layer_overlap(order: Order, axis: str) -> None:
    boxes = [Box(f"box {number}", number % 4, 100, 40) for number in range(30)]
    links = [
        Link(f"{a} {b}", f"box {a}", f"box {b}", True)
        for a in range(30)
        for b in range(a + 1, 30)
        if (a * b) % 7 == 3
    ]
    layout = layered(boxes, links, order, axis, 6)
    apart = boxes[0].breadth(axis)

    for layer in range(len(layout.layers)):
        places = sorted(at for where, at in layout.boxes.values() if where == layer)
        assert all(b - a > apart for a, b in pairwise(places))


# in a browser


@dataclass
class Opened:
    """A page in a browser, with everything that it must not do."""

    tab: Page
    wrongs: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Aborts and notes every request for what is not here, and all that is said or asked."""
        self.tab.route(lambda url: not LOCAL.match(url), lambda route: route.abort())
        self.tab.on("request", self._on_request)
        self.tab.on("console", self._on_console)
        self.tab.on("dialog", self._on_dialog)
        self.tab.on("pageerror", lambda error: self.wrongs.append(f"error {error}"))

    def _on_request(self, request: Request) -> None:
        if not LOCAL.match(request.url):
            self.wrongs.append(f"request {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        self.wrongs.append(f"console {message.text}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.wrongs.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.tab.evaluate("glutagraph.shown()")
        return shown

    def panel(self) -> str:
        return self.tab.inner_text("#panel")

    def click_node(self, name: str) -> None:
        self._click(self.tab.evaluate("name => glutagraph.nodePoint(name)", name))

    def click_arrow(self, name: str) -> None:
        self._click(self.tab.evaluate("name => glutagraph.edgePoint(name)", name))

    def _click(self, point: dict[str, float]) -> None:
        self.tab.mouse.click(point["x"], point["y"])
        self.tab.wait_for_function("glutagraph.shown().selection !== null")


def _chromium() -> str:
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not _chromium():
        pytest.skip("Chromium not found")
    from playwright.sync_api import sync_playwright

    quiet = (
        *("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run"),
        *("disable-background-networking", "disable-component-update", "disable-sync"),
    )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=_chromium(), args=[f"--{option}" for option in quiet]
        )
        yield launched
        launched.close()


@contextmanager
def opened(
    browser: Browser, html: str, folder: Path, size: tuple[int, int] = DESKTOP
) -> Iterator[Opened]:
    """A page opened from its file. Whatever it asks of a network, says or runs is an error."""
    file = folder / "page.html"
    file.write_bytes(html.encode("utf-8"))
    tab = browser.new_page(viewport={"width": size[0], "height": size[1]})
    it = Opened(tab)
    it.watch()
    try:
        tab.goto(file.as_uri())
        yield it
        assert it.wrongs == []
    finally:
        tab.close()


@pytest.fixture
def it(browser: Browser, html: str, tmp_path: Path) -> Iterator[Opened]:
    with opened(browser, html, tmp_path) as it:
        yield it


@pytest.mark.browser
@pytest.mark.parametrize(
    "wrong", ["fetch('https://example.org')", "alert(1)", "console.log(1)", "x"]
)
def test_what_a_page_must_not_do_is_noticed(browser: Browser, tmp_path: Path, wrong: str) -> None:
    with (
        pytest.raises(AssertionError),
        opened(browser, f"<!doctype html><script>{wrong}</script>", tmp_path) as it,
    ):
        it.tab.wait_for_timeout(50)


@pytest.mark.browser
def test_a_click_on_a_box_tells_what_it_is(it: Opened) -> None:
    it.click_node("mtorc1")

    assert it.shown()["selection"] == {"type": "node", "id": "mtorc1"}
    assert it.panel().startswith("×\nmTORC1")
    assert "IS LED TO BY" in it.panel()


@pytest.mark.browser
def test_a_click_on_an_arrow_tells_the_claim_and_its_evidence(it: Opened) -> None:
    it.click_arrow("ketamine.blocks.interneuron-nmda-receptor")

    assert "⊣ blocks" in it.panel()
    assert "Li et al. 2010" in it.panel()
    assert it.tab.get_attribute("#panel .links a", "rel") == "noopener noreferrer"


@pytest.mark.browser
def test_every_link_leads_to_a_host_that_is_allowed(it: Opened) -> None:
    nodes = it.tab.evaluate("glutagraph.data.nodes.map(node => node.id)")
    it.tab.evaluate("glutagraph.show('everything')")
    hosts: set[str] = set()
    for node in nodes:
        it.tab.evaluate("id => glutagraph.choose({type: 'node', id})", node)
        links = "links => links.map(a => `${a.protocol}//${a.host}`)"
        hosts |= set(it.tab.eval_on_selector_all("#panel a", links))

    assert hosts
    assert hosts <= {f"https://{host}" for host in HOSTS}


@pytest.mark.browser
def test_search_finds_a_synonym_and_selects_what_bears_it(it: Opened) -> None:
    it.tab.keyboard.press("/")
    it.tab.keyboard.type("mammalian target")
    it.tab.keyboard.press("Enter")

    assert it.shown()["selection"] == {"type": "node", "id": "mtorc1"}


@pytest.mark.browser
def test_search_brings_what_is_not_in_view_into_view(it: Opened) -> None:
    it.tab.fill("#search", "rapamycin")
    it.tab.click("#matches li")

    assert it.shown()["selection"]["id"] in it.shown()["nodes"]


@pytest.mark.browser
def test_a_hypothesis_is_shown_by_itself(it: Opened, knowledge: Knowledge) -> None:
    it.tab.select_option("#view", "hypothesis:spontaneous-transmission")
    claims = knowledge.claims_of(knowledge.hypothesis("spontaneous-transmission"))

    assert it.shown()["edges"] == sorted(claim.id for claim in claims if claim.is_traversed)


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, WIDE, TELEPHONE], ids=str)
def test_text_can_be_read_in_every_hypothesis(
    browser: Browser, html: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    with opened(browser, html, tmp_path, size) as it:
        sizes = it.tab.evaluate(
            """glutagraph.data.views.filter((view) => view.group === "Hypotheses").map((view) => {
                 glutagraph.show(view.id);
                 return glutagraph.shown().textSize;
               })"""
        )

    assert min(sizes) >= 9.99


@pytest.mark.browser
def test_net_claims_can_be_left_out(it: Opened, knowledge: Knowledge) -> None:
    it.tab.select_option("#view", "hypothesis:disinhibition")
    it.tab.uncheck("#net")

    assert it.shown()["edges"]
    assert not any(knowledge.claims[name].net for name in it.shown()["edges"])


@pytest.mark.browser
def test_the_table_says_the_same_as_the_graph(it: Opened) -> None:
    it.tab.select_option("#view", "hypothesis:dopamine")
    it.tab.click("#as-table")
    rows = "rows => rows.map(row => row.dataset.claim)"

    assert it.tab.eval_on_selector_all("#table tbody tr", rows) == it.shown()["edges"]
    assert not it.tab.is_visible("#stage")

    it.tab.click("#table tbody tr td:nth-child(2) button")
    assert it.shown()["selection"]["type"] == "edge"
    assert "FOR (" in it.panel()


@pytest.mark.browser
def test_the_graph_comes_back_after_another_view_was_chosen_in_the_table(it: Opened) -> None:
    it.tab.click("#as-table")
    it.tab.select_option("#view", "hypothesis:dopamine")
    it.tab.click("#as-graph")
    it.tab.wait_for_timeout(100)
    it.click_node("ketamine")

    assert it.shown()["selection"]["id"] == "ketamine"


@pytest.mark.browser
def test_boxes_are_reached_with_the_keyboard_alone(it: Opened) -> None:
    it.tab.focus("#stage")
    it.tab.keyboard.press("ArrowRight")
    first = it.shown()["selection"]
    it.tab.keyboard.press("ArrowRight")
    it.tab.keyboard.press("ArrowDown")

    assert first["type"] == "node"
    assert it.shown()["selection"] != first

    it.tab.keyboard.press("Escape")
    assert it.shown()["selection"] is None


@pytest.mark.browser
def test_nothing_is_wider_than_a_telephone(browser: Browser, html: str, tmp_path: Path) -> None:
    with opened(browser, html, tmp_path, TELEPHONE) as it:
        for button in ("#as-table", "#as-graph"):
            it.tab.click(button)
            assert it.tab.evaluate("document.documentElement.scrollWidth") <= TELEPHONE[0]
        below = it.tab.evaluate("document.getElementById('panel').getBoundingClientRect().top")
        assert below > it.tab.evaluate("document.getElementById('stage').clientHeight")


# hostile graphs


HOSTILE = """
@prefix gg: <https://w3id.org/glutagraph/vocabulary/> .
@prefix entity: <https://w3id.org/glutagraph/entity/> .
@prefix claim: <https://w3id.org/glutagraph/claim/> .
@prefix hypothesis: <https://w3id.org/glutagraph/hypothesis/> .
@prefix source: <https://w3id.org/glutagraph/source/> .
@prefix predicate: <https://w3id.org/glutagraph/predicate/> .
@prefix kind: <https://w3id.org/glutagraph/kind/> .
@prefix method: <https://w3id.org/glutagraph/method/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

entity:constructor
    a kind:drug ;
    rdfs:label "ATTACK constructor" ;
    skos:altLabel "ATTACK synonym", "href" ;
    rdfs:comment "ATTACK comment SEPARATORS" ;
    skos:exactMatch <https://doi.org/%22onmouseover=alert(1)> .

entity:__proto__
    a kind:receptor ;
    rdfs:label "href=javascript:alert(1) SEPARATORS" ;
    skos:closeMatch <https://identifiers.org/unii:ATTACKIRI> .

hypothesis:evil
    a gg:Hypothesis ;
    rdfs:label "ATTACK hypothesis" ;
    rdfs:comment "ATTACK SEPARATORS" ;
    gg:proposedBy source:evil .

source:evil
    a gg:Source ;
    rdfs:label "ATTACK citation" ;
    dcterms:title "ATTACK title" ;
    gg:firstAuthor "ATTACK" ;
    dcterms:issued "2010" ;
    gg:journal "ATTACK journal" ;
    gg:sourceType gg:primary ;
    skos:exactMatch <https://doi.org/10.1000/../../javascript:alert(1)> .

claim:constructor.blocks.__proto__
    a gg:Claim ;
    gg:subject entity:constructor ;
    gg:predicate predicate:blocks ;
    gg:object entity:__proto__ ;
    gg:directness gg:direct ;
    gg:hypothesis hypothesis:evil ;
    rdfs:comment "ATTACK note" ;
    gg:evidence [
        gg:source source:evil ;
        gg:stance gg:supports ;
        gg:finding "ATTACK finding SEPARATORS" ;
        gg:method method:proposal ;
        gg:dose "ATTACK dose" ;
        gg:time "ATTACK time" ;
        gg:baseline "ATTACK baseline" ;
        gg:readIn source:evil ;
        gg:locator "ATTACK locator" ;
    ] .
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Knowledge:
    folder = tmp_path / "graph"
    folder.mkdir()
    shutil.copy(shipped_graph() / "vocabulary.ttl", folder)
    escaped = SEPARATORS.encode("unicode_escape").decode("ascii")
    text = HOSTILE.replace("ATTACKIRI", "%3Cscript%3E").replace("ATTACK", ATTACK)
    (folder / "hostile.ttl").write_text(text.replace("SEPARATORS", escaped), encoding="utf-8")
    return glutagraph.load(folder)


def test_no_tag_of_a_hostile_graph_is_in_the_document(hostile: Knowledge) -> None:
    parser = _Addresses()
    parser.feed(page(hostile, focus=hostile.entity("constructor")))

    assert parser.found == []
    assert "img" not in parser.tags


@pytest.mark.browser
def test_nothing_of_a_hostile_graph_runs(
    browser: Browser, hostile: Knowledge, tmp_path: Path
) -> None:
    answer = trace(hostile, "constructor", "__proto__")
    start = hostile.entity("constructor")
    for html in (page(hostile), page(hostile, focus=start), page(hostile, answer=answer)):
        with opened(browser, html, tmp_path) as it:
            it.click_node("constructor")
            assert f"{ATTACK} constructor" in it.panel()
            it.click_arrow("constructor.blocks.__proto__")
            assert f"{ATTACK} finding" in it.panel()
            it.tab.fill("#search", "<img")
            it.tab.click("#matches li")
            it.tab.click("#as-table")
            it.tab.wait_for_timeout(50)
            foreign = "document.querySelectorAll('img, b, iframe, [onerror], [onmouseover]').length"
            assert it.tab.evaluate(foreign) == 0
            links = "links => links.map(a => a.href)"
            for link in it.tab.eval_on_selector_all("a", links):
                assert link.startswith(tuple(f"https://{host}/" for host in HOSTS))
