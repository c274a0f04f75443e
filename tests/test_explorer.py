"""The page is right, needs no network, and lets nothing in the graph run."""

from __future__ import annotations

import base64
import json
import re
import shutil
import zlib
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import DESKTOP, TELEPHONE, WIDE, Opened, launched, opened
from building import knowledge as build
from IPython.core.interactiveshell import InteractiveShell

import glutagraph
from glutagraph.explorer import load_ipython_extension, page, show
from glutagraph.explorer.document import joined, packed
from glutagraph.explorer.layout import Box, Link, Order, layered
from glutagraph.explorer.links import HOSTS
from glutagraph.explorer.notebook import trace_html
from glutagraph.explorer.parts import TooLargeError, Wanted, core_of, part_of
from glutagraph.explorer.tours import tour
from glutagraph.explorer.wrapping import wrapped
from glutagraph.location import shipped_graph
from glutagraph.model import Family

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from glutagraph import Knowledge

SIZES = (DESKTOP, WIDE, TELEPHONE)
ATTACK = "</script><img src=x onerror=alert(1)><u>href</u>"
SEPARATORS = "one\u2028two\u2029three & <!--"
ANSWERS = (
    "show=core",
    "hypothesis=disinhibition",
    "around=bdnf-release",
    "from=ketamine&to=antidepressant-effect",
    "from=ketamine&to=antidepressant-like-effect&block=mtorc1",
    "compare=esketamine,rapastinel",
    "show=studies",
    "show=timeline",
    "show=experiments",
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return glutagraph.load()


@pytest.fixture(scope="module")
def html(knowledge: Knowledge) -> str:
    return page(knowledge)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def it(browser: Browser, html: str, tmp_path: Path) -> Iterator[Opened]:
    with opened(browser, html, tmp_path) as it:
        yield it


def data_of(html: str) -> dict[str, Any]:
    """What a page holds."""
    found = re.search(r'id="data">([^<]*)<', html)
    assert found is not None
    told: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found[1]), -15))
    return told


# the document


def test_two_calls_give_the_same_bytes(knowledge: Knowledge, html: str) -> None:
    assert page(knowledge) == html


def test_a_page_can_be_sent_by_mail(html: str) -> None:
    assert len(html.encode("utf-8")) < 1_500_000


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
    assert re.fullmatch("[A-Za-z0-9+/=]*", packed({ATTACK: SEPARATORS}))


def test_what_is_not_a_number_is_not_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        packed({"length": float("nan")})


def test_the_modules_of_the_page_are_joined_into_one_script() -> None:
    script = joined("main")

    assert not re.search("^(?:import|export) ", script, re.MULTILINE)
    assert script.index("const _dom = ") < script.index("const _panel = ")


def test_what_a_module_of_the_page_imports_another_exports() -> None:
    folder = files("glutagraph.explorer") / "page"
    scripts = {
        file.name: file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".js")
    }
    for name, script in scripts.items():
        for names, source in re.findall(
            r'^import \{([^}]*)\} from "\./(\S+)";$', script, re.MULTILINE
        ):
            for one in filter(None, re.split(r"[\s,]+", names)):
                exported = rf"^export (?:async )?(?:function\*?|class|const|let) {re.escape(one)}\b"
                assert re.search(exported, scripts[source], re.MULTILINE), (name, one)


# what a page holds and opens on


def test_a_page_holds_every_claim(knowledge: Knowledge, html: str) -> None:
    data = data_of(html)
    drawn = {edge["id"] for edge in data["drawn"]["edges"]}

    assert data["claims"].keys() == knowledge.claims.keys()
    assert drawn == {c.id for c in knowledge.claims.values() if c.is_traversed}


def test_the_page_opens_on_a_core_that_can_be_read(knowledge: Knowledge) -> None:
    core = core_of(knowledge, part_of(knowledge, Wanted()))
    entities = {end for claim in core for end in (claim.subject, claim.object)}

    assert 20 < len(entities) <= 75
    assert knowledge.entity("ketamine") in entities
    assert not any(claim.net for claim in core)


def test_every_hypothesis_is_a_tour_of_a_few_steps(knowledge: Knowledge) -> None:
    for hypothesis in knowledge.hypotheses.values():
        steps = tour(knowledge, hypothesis)
        arrows = [c for c in knowledge.claims_of(hypothesis) if c.is_traversed]

        assert min(4, len(arrows)) <= len(steps) <= 8
        assert all(claim in arrows or claim.family is not Family.CAUSAL for claim, _ in steps)
        assert all(sentence.strip() for _, sentence in steps)


def test_disinhibition_is_told_from_ketamine_to_the_effect(knowledge: Knowledge) -> None:
    steps = [claim for claim, _ in tour(knowledge, knowledge.hypothesis("disinhibition"))]

    assert steps[0].id == "ketamine.blocks.interneuron-nmda-receptor"
    assert all(one.object == other.subject for one, other in pairwise(steps))
    assert steps[-1].object.kind == "outcome"


@pytest.fixture(scope="module")
def large() -> Knowledge:
    """A graph of 2,000 side tracks beside one route under one hypothesis."""
    tracks = [f"process-{number} -> process-{number + 1}" for number in range(2000)]
    route = (
        "ketamine -| interneuron [h1]",
        "interneuron -| process-7 [h1]",
        "process-7 -> mood [h1]",
    )
    return build(*route, *tracks, kinds={"ketamine": "drug", "mood": "outcome"})


def test_of_a_large_graph_one_must_say_what_to_look_at(large: Knowledge) -> None:
    with pytest.raises(TooLargeError, match=r"2,004 entities .* --focus NAME"):
        page(large)


def test_of_a_large_graph_a_page_holds_the_answer_and_says_what_it_leaves_out(
    large: Knowledge,
) -> None:
    start, end = large.entity("ketamine"), large.entity("mood")
    data = data_of(page(large, start=start, end=end))

    assert data["opening"]["state"] == "from=ketamine&to=mood"
    assert data["opening"]["answer"]["verdict"] == "increases"
    assert list(data["entities"]) == ["interneuron", "ketamine", "mood", "process-7"]
    assert data["left_out"] == {"entities": 2000, "claims": 2000}


def test_of_a_large_graph_a_page_holds_what_lies_around_a_focus(large: Knowledge) -> None:
    held = data_of(page(large, focus=large.entity("process-900")))["entities"]

    assert {"process-900", "process-899", "process-901"} <= held.keys()
    assert "mood" not in held


@pytest.mark.browser
def test_a_page_of_a_part_shows_the_answer_that_it_was_given(
    browser: Browser, large: Knowledge, tmp_path: Path
) -> None:
    html = page(large, start=large.entity("ketamine"), end=large.entity("mood"))
    with opened(browser, html, tmp_path) as it:
        assert "▲ increases" in it.panel()
        assert "2,000 entities" in it.panel()
        it.click_node("interneuron")
        assert "interneuron" in it.panel()


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


@pytest.mark.browser
@pytest.mark.parametrize(
    "wrong", ["fetch('https://example.org')", "alert(1)", "console.log(1)", "x"]
)
def test_what_a_page_must_not_do_is_noticed(browser: Browser, tmp_path: Path, wrong: str) -> None:
    hostile = f"<!doctype html><script>{wrong}</script>"
    with (
        pytest.raises(AssertionError),
        opened(browser, hostile, tmp_path, is_ours=False) as it,
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
    hosts = it.tab.evaluate(
        """() => {
          const found = new Set();
          for (const id of Object.keys(glutagraph.data.claims)) {
            glutagraph.go(`show=core&select=claim:${id}`);
            for (const a of document.querySelectorAll("#panel a")) found.add(`${a.protocol}//${a.host}`);
          }
          return [...found];
        }"""
    )

    assert hosts
    assert set(hosts) <= {f"https://{host}" for host in HOSTS}


@pytest.mark.browser
def test_search_finds_a_synonym_and_selects_what_bears_it(it: Opened) -> None:
    it.tab.keyboard.press("/")
    it.tab.keyboard.type("mammalian target")
    it.tab.keyboard.press("Enter")

    assert it.shown()["selection"] == {"type": "node", "id": "mtorc1"}


@pytest.mark.browser
def test_search_brings_what_is_not_in_view_into_view(it: Opened) -> None:
    it.tab.fill("#search", "rapamycin")
    it.tab.click("#search-list li")

    assert it.shown()["selection"]["id"] in it.shown()["entities"]


@pytest.mark.browser
def test_a_hypothesis_is_shown_by_itself_step_by_step(it: Opened, knowledge: Knowledge) -> None:
    it.tab.click("[data-story=spontaneous-transmission]")
    it.tab.check("text=end results that steps explain")
    claims = knowledge.claims_of(knowledge.hypothesis("spontaneous-transmission"))

    assert it.shown()["claims"] == sorted(claim.id for claim in claims if claim.is_traversed)

    it.tab.click("[aria-label='Next step']")
    it.tab.click("[aria-label='Next step']")
    assert it.shown()["selection"] == {
        "type": "edge",
        "id": "resting-nmda-receptor.activates.eef2-kinase",
    }


@pytest.mark.browser
def test_a_story_leaves_out_the_end_results_that_its_steps_explain(
    it: Opened, knowledge: Knowledge
) -> None:
    it.go("hypothesis=disinhibition")
    told = [knowledge.claims[name] for name in it.shown()["claims"]]
    it.go("hypothesis=disinhibition&net=yes")

    assert "ketamine.increases.glutamate-release" in it.shown()["claims"]
    assert not any(claim.net for claim in told)


@pytest.mark.browser
def test_paths_are_asked_for_by_name_and_tell_the_verdict(it: Opened) -> None:
    it.tab.fill("#from-end", "ketamine")
    it.tab.keyboard.press("Enter")
    it.tab.fill("#to-end", "eEF2")
    it.tab.keyboard.press("Enter")

    assert it.tab.evaluate("glutagraph.state()") == "from=ketamine&to=eef2"
    assert "▲ increases" in it.panel()
    assert "resting-nmda-receptor.activates.eef2-kinase" in it.shown()["claims"]


@pytest.mark.browser
def test_a_path_can_be_shown_by_itself_and_a_node_left_out(it: Opened) -> None:
    it.go("from=ketamine&to=antidepressant-like-effect&path=1")
    alone = it.shown()["claims"]
    it.go("from=ketamine&to=antidepressant-like-effect&avoid=mtorc1")

    assert 1 <= len(alone) <= 12
    assert it.tab.inner_text("#panel .chips").split() == ["Left", "out:", "mTORC1", "×"]
    assert not any("mtorc1" in name.split(".") for name in it.shown()["claims"])


@pytest.mark.browser
def test_a_node_is_switched_off_from_its_own_panel(it: Opened) -> None:
    it.go("from=ketamine&to=antidepressant-like-effect&select=entity:mtorc1")
    it.tab.click("#panel button:text('Switch off')")
    marks = dict(it.shown()["marks"])

    assert "block=mtorc1" in it.tab.evaluate("glutagraph.state()")
    assert "ABOLISHED" in it.panel().upper()
    assert marks["mtorc1"] == "blocked"
    assert "lost" in marks.values()


@pytest.mark.browser
def test_back_undoes_and_an_address_restores_what_was_shown(
    it: Opened, browser: Browser, html: str, tmp_path: Path
) -> None:
    states = ["hypothesis=dopamine", "from=ketamine&to=mood&species=rodent", "around=bdnf&steps=2"]
    seen = []
    for state in states:
        it.go(state)
        seen.append(it.shown())
    it.tab.go_back()
    it.tab.wait_for_function("glutagraph.state().startsWith('from=')")

    assert it.shown() == seen[1]
    for state, shown in zip(states, seen, strict=True):
        with opened(browser, html, tmp_path, address=state) as again:
            assert again.shown() == shown


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    [
        "from=nothing&to=mood",
        "hypothesis=constructor",
        "around=__proto__",
        "path=x&top=-1&from=%E0",
    ],
)
def test_an_address_of_what_is_not_there_says_so(
    browser: Browser, html: str, tmp_path: Path, address: str
) -> None:
    with opened(browser, html, tmp_path, address=address) as it:
        assert it.panel()


@pytest.mark.browser
def test_two_drugs_stand_side_by_side(it: Opened) -> None:
    it.go("compare=esketamine,rapastinel")
    marks = dict(it.shown()["marks"])

    assert (marks["esketamine"], marks["rapastinel"]) == ("a", "b")
    assert "shared" in marks.values()


def studies_of(it: Opened) -> list[str]:
    names: list[str] = it.tab.eval_on_selector_all(
        "[data-study]", "rows => rows.map(row => row.dataset.study)"
    )
    return names


@pytest.mark.browser
def test_what_is_asked_of_studies_times_and_experiments_stands_in_the_address(
    browser: Browser, html: str, tmp_path: Path
) -> None:
    with opened(browser, html, tmp_path, address="show=studies") as it:
        it.tab.select_option("[aria-label=Drug]", "lanicemine")
        it.tab.click("[data-choice=negative]")
        it.tab.fill("[aria-label=Find]", "a,b: ~%")
        it.tab.fill("[aria-label=Find]", "")
        it.tab.wait_for_timeout(50)
        shown, address = studies_of(it), it.tab.evaluate("location.hash")
        it.go("show=experiments")
        it.tab.click("[data-choice=held_out]")
        it.tab.go_back()
        it.tab.wait_for_timeout(50)

        assert address == "#show=studies&asked=drug:lanicemine,result:negative"
        assert it.tab.evaluate("location.hash") == address
        assert 0 < len(shown) < 5
        assert studies_of(it) == shown

    with opened(browser, html, tmp_path, address=address[1:]) as it:
        assert studies_of(it) == shown
        assert it.tab.get_attribute("[data-choice=negative]", "aria-pressed") == "true"
        it.go("show=timeline&asked=order:name")
        assert it.tab.get_attribute("[data-choice=name]", "aria-pressed") == "true"


@pytest.mark.browser
@pytest.mark.parametrize("show", ["studies", "timeline", "experiments"])
def test_an_address_that_asks_what_there_is_not_is_as_good_as_it_can_be(
    show: str, browser: Browser, html: str, tmp_path: Path
) -> None:
    asked = "by:constructor,__proto__:x,open:__proto__~toString,result:%25E0,order:x,chosen:99999"
    asked += ",claims:x,asked:<img>,down:maybe,least:x,most:-5,:,::,drug"

    with opened(browser, html, tmp_path, address=f"show={show}&asked={asked}") as it:
        assert it.tab.is_visible("#evidence h2")


@pytest.mark.browser
def test_a_page_opens_on_three_hypotheses_side_by_side(
    browser: Browser, knowledge: Knowledge, tmp_path: Path
) -> None:
    names = ("disinhibition", "lateral-habenula", "hydroxynorketamine")
    html = page(knowledge, compared=[knowledge.hypothesis(name) for name in names])

    with opened(browser, html, tmp_path) as it:
        marks = dict(it.shown()["marks"])

        assert (marks["habenular-bursting"], marks["gamma-power"]) == ("b", "c")
        assert marks["ampa-receptor"] == "a+c"
        assert "Steps: only Hydroxynorketamine without NMDA receptors (11)" in it.panel()


@pytest.mark.browser
def test_drugs_beside_one_another_are_drawn_without_what_the_table_says(
    it: Opened, knowledge: Knowledge
) -> None:
    it.go("compare=ketamine,esketamine")
    drawn = [knowledge.claims[name] for name in it.shown()["claims"]]

    assert any(claim.subject.id == "esketamine" for claim in drawn)
    assert not any(
        claim.net
        and knowledge.kinds[claim.object.kind].column == "outcome"
        and claim.subject.id in ("ketamine", "esketamine")
        for claim in drawn
    )


@pytest.mark.browser
def test_a_telephone_opens_on_a_story_since_the_map_is_too_large_for_it(
    browser: Browser, html: str, tmp_path: Path
) -> None:
    with opened(browser, html, tmp_path, TELEPHONE) as it:
        assert it.shown()["view"].startswith("hypothesis:")
        it.go("show=core")
        assert it.shown()["view"] == "core"


@pytest.mark.browser
def test_filters_leave_what_may_hold(it: Opened, knowledge: Knowledge) -> None:
    it.go("show=everything&disputed=no&hide=outcome")
    claims = [knowledge.claims[name] for name in it.shown()["claims"]]

    assert claims
    assert not any(claim.is_disputed for claim in claims)
    assert not any(knowledge.kinds[claim.object.kind].column == "outcome" for claim in claims)

    it.go("show=everything&tier=randomised trial")
    assert all(knowledge.claims[name].tier <= 1 for name in it.shown()["claims"])


@pytest.mark.browser
def test_the_table_says_the_same_as_the_graph(it: Opened) -> None:
    it.go("hypothesis=dopamine")
    it.tab.click("#as-table")
    rows = "rows => rows.map(row => row.dataset.claim)"

    assert it.tab.eval_on_selector_all("#table tbody tr", rows) == it.shown()["claims"]
    assert not it.tab.is_visible("#stage")

    it.tab.click("#table tbody tr td:nth-child(2) button")
    assert it.shown()["selection"]["type"] == "edge"
    assert "FOR (" in it.panel()


@pytest.mark.browser
def test_the_graph_comes_back_after_another_view_was_chosen_in_the_table(it: Opened) -> None:
    it.tab.click("#as-table")
    it.go("hypothesis=dopamine&mode=table")
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


def focused(it: Opened) -> str:
    """What the focus of the keyboard is on."""
    told: str = it.tab.evaluate(
        "(({ id, ariaLabel, textContent }) => id || ariaLabel || textContent)(document.activeElement)"
    )
    return told


@pytest.mark.browser
def test_the_focus_stays_where_it_was_when_the_page_changes_around_it(it: Opened) -> None:
    it.go("hypothesis=disinhibition")
    it.tab.focus("[aria-label='Next step']")
    for _ in range(9):  # and goes no further than the last step
        it.tab.keyboard.press("Enter")
    assert focused(it) == "Next step"
    assert "step=7" in it.tab.evaluate("glutagraph.state()")

    it.go("from=ketamine&to=antidepressant-effect&species=human&block=mtorc1")
    it.tab.focus("#panel .chip")
    it.tab.keyboard.press("Enter")
    assert focused(it) == "panel"

    it.go("show=core")
    it.tab.focus("#stage")
    it.tab.keyboard.press("ArrowRight")
    it.tab.keyboard.press("Enter")
    assert focused(it) == "panel"
    it.tab.keyboard.press("Escape")
    assert focused(it) == "stage"


@pytest.mark.browser
def test_what_happened_is_said_aloud(it: Opened) -> None:
    said = {
        "from=ketamine&to=eef2": "ketamine → eEF2: increases",
        "from=ketamine&to=eef2&block=eef2-kinase": "eEF2 kinase switched off",
        "from=nothing&to=mood": "Nothing here is called “nothing”.",
        "compare=ketamine": "choose another",
        "show=studies": "Clinical studies",
        "hypothesis=dopamine&select=entity:ketamine": "ketamine",
    }
    for address, words in said.items():
        it.go(address)
        assert words in it.tab.inner_text("#said")


@pytest.mark.browser
def test_filters_in_force_are_told_and_taken_back(it: Opened) -> None:
    it.go("from=ketamine&to=antidepressant-effect&species=human&disputed=no")
    assert it.tab.locator("#panel .chip").all_inner_texts() == [
        "species human or not stated ×",
        "nothing disputed ×",
    ]
    it.tab.click("#panel .chip >> nth=0")
    assert "species" not in it.tab.evaluate("glutagraph.state()")

    it.go("show=core&hide=drug,target,cell,signaling,process,outcome")
    assert "no drug, no target" in it.tab.inner_text("#empty")
    it.tab.click("#empty button")
    assert it.shown()["entities"]


@pytest.mark.browser
def test_the_legend_explains_the_signs_in_view_and_no_others(it: Opened) -> None:
    signs = {
        "show=core": set(),
        "from=ketamine&to=antidepressant-like-effect&block=mtorc1": {
            *("no longer reached", "switched off"),
        },
        "compare=esketamine,rapastinel": {"esketamine", "rapastinel", "shared"},
    }
    usual = {"disputed end result", "joint: no claim"}
    it.go("hypothesis=monoamine")
    always = set(it.tab.locator("#legend span").all_inner_texts())
    for address, added in signs.items():
        it.go(address)
        assert set(it.tab.locator("#legend span").all_inner_texts()) - always - usual == added


@pytest.mark.browser
def test_what_is_chosen_is_brought_into_sight(browser: Browser, html: str, tmp_path: Path) -> None:
    with opened(browser, html, tmp_path, TELEPHONE) as it:
        it.go("show=core&select=entity:clinical-antidepressant-effect")
        at = it.tab.evaluate("glutagraph.nodePoint('clinical-antidepressant-effect')")
        panel = it.tab.locator("#panel").bounding_box()

        assert panel is not None
        assert 0 < at["x"] < TELEPHONE[0]
        assert 0 < at["y"] < panel["y"] < TELEPHONE[1]


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_text_can_be_read_in_every_hypothesis(
    browser: Browser, html: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    with opened(browser, html, tmp_path, size) as it:
        sizes = it.tab.evaluate(
            """Object.keys(glutagraph.data.hypotheses).map((id) => {
                 glutagraph.go(`hypothesis=${id}`);
                 return glutagraph.shown().textSize;
               })"""
        )

    assert min(sizes) >= 9.99


@pytest.mark.browser
def test_nothing_is_wider_than_a_telephone(browser: Browser, html: str, tmp_path: Path) -> None:
    with opened(browser, html, tmp_path, TELEPHONE) as it:
        for address in ANSWERS:
            for mode in ("", "&mode=table"):
                it.go(address + mode)
                wide = it.tab.evaluate("document.documentElement.scrollWidth")
                assert wide <= TELEPHONE[0], address + mode


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=str)
def test_nothing_keeps_a_screen_reader_out(
    browser: Browser, html: str, tmp_path: Path, theme: str, size: tuple[int, int]
) -> None:
    with opened(browser, html, tmp_path, size, color_scheme=theme) as it:
        for address in (*ANSWERS, "hypothesis=disinhibition&mode=table"):
            it.go(address)
            found = Axe().run(it.tab).response["violations"]
            told = [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]
            assert told == [], address


@pytest.mark.browser
@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("svg", "<svg"),
        ("json", "{"),
        ("csv", "id,"),
        ("ttl", "@prefix"),
        ("bib", "@"),
        ("ris", "TY  - "),
        ("png", "PNG"),
    ],
)
def test_what_is_shown_can_be_taken_along(it: Opened, form: str, beginning: str) -> None:
    it.go("hypothesis=disinhibition")
    it.tab.click(".menu summary")
    with it.tab.expect_download() as waiting:
        it.tab.click(f"[data-save='{form}']")
    saved = waiting.value

    assert beginning.encode() in saved.path().read_bytes()[:400]
    assert re.fullmatch(rf"glutagraph_[\w.-]+\.{form}", saved.suggested_filename)


# in a notebook


def test_a_notebook_shows_the_page_in_a_frame_that_reaches_nothing(knowledge: Knowledge) -> None:
    shown = show(knowledge, height=400)._repr_html_()

    assert shown.count("<iframe") == 1
    assert 'sandbox="allow-scripts' in shown
    assert "allow-same-origin" not in shown


@pytest.mark.browser
def test_the_page_works_in_the_frame_of_a_notebook(
    browser: Browser, knowledge: Knowledge, tmp_path: Path
) -> None:
    frame = show(knowledge, hypothesis=knowledge.hypothesis("dopamine"))._repr_html_()
    with opened(browser, f"<!doctype html>{frame}", tmp_path, is_ours=False) as it:
        inner = it.tab.frame_locator("iframe")
        inner.locator("html[data-ready=yes]").wait_for(state="attached")
        inner.locator("[data-story=disinhibition]").click()
        assert "Disinhibition" in inner.locator("#panel h2").inner_text()


def test_an_ipython_shell_shows_answers_as_tables(knowledge: Knowledge) -> None:
    shell = InteractiveShell.instance()
    load_ipython_extension(shell)
    answer = glutagraph.trace(knowledge, "ketamine", "eef2", via=("eef2-kinase",))
    assert shell.display_formatter is not None
    formatter = shell.display_formatter.formatters["text/html"]

    assert "<td>eEF2</td><td>increases</td>" in formatter(answer)
    assert any("NMDA receptors at rest" in formatter(path) for path in answer.paths)


def test_a_table_in_a_notebook_reads_no_markup(hostile: Knowledge) -> None:
    told = trace_html(glutagraph.trace(hostile, "constructor", "__proto__"))

    assert "<img" not in told
    assert "href" in told


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
    start, end = hostile.entity("constructor"), hostile.entity("__proto__")
    pages = (page(hostile), page(hostile, focus=start), page(hostile, start=start, end=end))
    for html in pages:
        with opened(browser, html, tmp_path) as it:
            it.click_node("constructor")
            assert f"{ATTACK} constructor" in it.panel()
            it.click_arrow("constructor.blocks.__proto__")
            assert f"{ATTACK} finding" in it.panel()
            it.tab.fill("#search", "<img")
            it.tab.click("#search-list li")
            it.tab.click("#as-table")
            for address in ANSWERS:
                it.go(address)
            it.go("compare=constructor,__proto__")
            it.go("from=constructor&to=__proto__&block=__proto__")
            it.tab.wait_for_timeout(50)
            foreign = "document.querySelectorAll('img, u, iframe, [onerror], [onmouseover]').length"
            assert it.tab.evaluate(foreign) == 0
            links = "links => links.map(a => a.href)"
            for link in it.tab.eval_on_selector_all("a", links):
                assert link.startswith(tuple(f"https://{host}/" for host in HOSTS))
