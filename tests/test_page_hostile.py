"""A page of anybody's graph, whatever it says and however it is shaped: nothing runs or breaks."""

from __future__ import annotations

import base64
import json
import random
import re
import xml.etree.ElementTree as ET
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from browser import DESKTOP, TELEPHONE, launched, opened
from building import knowledge as build

import glutagraph
from glutagraph.explorer import page
from glutagraph.explorer.document import document
from glutagraph.explorer.links import HOSTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser import Opened
    from playwright.sync_api import Browser


pytestmark = pytest.mark.browser

ATTACK = (
    "</script></style><img src=https://evil.example/x onerror=alert(1)><svg onload=alert(2)>"
    "<a href=javascript:alert(3)>${alert(4)}\u202e\u2028=1+1"
)
SAID = {
    *("label", "citation", "title", "journal", "year", "first_author", "note", "finding"),
    *("method", "text", "sentence", "description", "synonyms", "dose", "time", "baseline"),
    *("length", "onset", "duration", "schedule", "design", "phase", "quantity", "group"),
    *("by", "p", "locator", "value"),
    *("unit", "spread", "spread_type", "against", "reason", "knowledge", "version", "relations"),
    *("actions", "tiers", "labels", "findings", "told", "times", "doses", "timing", "doi", "pmid"),
}
"""Where words are told. Values of these that are names of something stay what they are."""
PROTOTYPE = {
    "ketamine": "constructor",
    "antidepressant-like-effect": "__proto__",
    "mtorc1": "hasOwnProperty",
    "disinhibition": "toString",
    "canuso-2018": "valueOf",
    "ketamine.blocks.interneuron-nmda-receptor": "__defineGetter__",
    "receptor": "isPrototypeOf",
    "blocks": "toLocaleString",
    "rodent": "propertyIsEnumerable",
}
"""What everything has by itself in JavaScript, as the names of entities, claims, kinds and so on."""
LINK = "javascript:alert(5)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


def data_of(html: str) -> dict[str, Any]:
    """What a page holds."""
    found = re.search(r'id="data">([^<]*)<', html)
    assert found is not None
    told: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found[1]), -15))
    return told


def poisoned(value: Any, names: set[str], field: str = "") -> Any:
    """The same with an attack in everything that is told, and names that JavaScript has for itself."""
    if isinstance(value, dict):
        inner = field if field in ("relations", "actions", "labels") else ""
        return {
            PROTOTYPE.get(name, name): poisoned(part, names, inner or name)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [poisoned(part, names, field) for part in value]
    if not isinstance(value, str):
        return value
    if field == "href":
        return value if "doi.org" in value else LINK
    if field in SAID and value not in names:
        return value + ATTACK
    return PROTOTYPE.get(value, value)


def names_in(data: Any) -> Iterator[str]:
    """What things are called by: the keys of all tables."""
    if isinstance(data, dict):
        yield from data
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for part in parts:
        yield from names_in(part)


@pytest.fixture(scope="module")
def hostile() -> str:
    """The shipped graph, every field of it hostile."""
    data = data_of(page(glutagraph.load()))
    del data["opening"]["layouts"]  # of the opening view, under the names that there were
    told = poisoned(data, set(names_in(data)) - {""})
    return document(ATTACK, {**told, "hosts": data["hosts"]})


QUESTIONS = (
    "show=core",
    "show=everything",
    "hypothesis=toString&step=2",
    "around=constructor&steps=2",
    "from=constructor&to=__proto__",
    "from=constructor&to=__proto__&path=1,2",
    "from=constructor&to=__proto__&block=hasOwnProperty&add=esketamine",
    "from=constructor&to=__proto__&species=propertyIsEnumerable&avoid=hasOwnProperty",
    "compare=constructor,esketamine,rapastinel",
    "compare=hypothesis:toString,hypothesis:dopamine",
    "compare=hypothesis:toString,constructor",
    "show=studies",
    "show=timeline",
    "show=experiments",
    "from=valueOf&to=__lookupGetter__",
    "compare=valueOf,hypothesis:constructor",
    "hypothesis=valueOf&select=claim:toString&tier=constructor&region=__proto__&show=constructor",
)


def assert_harmless(it: Opened) -> None:
    """Nothing in the page came from markup, and its links lead where they may."""
    made = "things => things.length"
    foreign = "img, iframe, [onerror], [onload], a[href^=javascript]"
    assert it.tab.eval_on_selector_all(foreign, made) == 0
    for link in it.tab.eval_on_selector_all("a", "links => links.map(a => a.href)"):
        assert link.startswith(tuple(f"https://{host}/" for host in HOSTS))


def test_a_graph_hostile_in_every_field_is_only_text(
    browser: Browser, hostile: str, tmp_path: Path
) -> None:
    with opened(browser, hostile, tmp_path) as it:
        for question in (*QUESTIONS, *(f"{one}&mode=table" for one in QUESTIONS[2:8])):
            it.go(question)
            assert_harmless(it)
            assert it.tab.inner_text("#said").strip()
        chosen = """() => {
          const { claims, entities } = glutagraph.data;
          const some = (table, kind) =>
            Object.keys(table).filter((_, place) => place % 11 === 0).map((id) => [kind, id]);
          const links = new Set();
          for (const [type, id] of [...some(entities, "node"), ...some(claims, "edge")]) {
            glutagraph.choose({ type, id });
            for (const a of document.querySelectorAll("#panel a")) links.add(a.href);
          }
          return [...links];
        }"""
        assert all(link.startswith("https://doi.org/") for link in it.tab.evaluate(chosen))
        for view in ("studies", "timeline", "experiments"):
            it.go(f"show={view}")
            it.tab.eval_on_selector_all(
                "#evidence button[aria-expanded], #evidence td button",
                "buttons => buttons.slice(0, 12).forEach(button => button.click())",
            )
            assert_harmless(it)
        it.go("show=core&select=entity:constructor")
        assert f"ketamine{ATTACK}".replace("\u2028", "") in it.panel().replace("\u2028", "")


def test_what_is_saved_of_a_hostile_graph_is_harmless(
    browser: Browser, hostile: str, tmp_path: Path
) -> None:
    with opened(browser, hostile, tmp_path) as it:
        it.go("from=constructor&to=__proto__")
        for form in ("svg", "json", "csv", "evidence.csv", "ttl", "bib", "ris", "png"):
            it.tab.click(".menu summary")
            with it.tab.expect_download() as waiting:
                it.tab.click(f"[data-save='{form}']")
            saved = waiting.value
            assert re.fullmatch(rf"[\w.-]+\.{form}", saved.suggested_filename)
            text = saved.path().read_text("utf-8", errors="replace")
            if form == "svg":
                tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()}
                assert tags <= {"svg", "title", "desc", "g", "path", "text", "tspan", "rect"}
            if form.endswith("csv"):
                assert not re.search(r'(^|,)"?[=+@]', text, re.MULTILINE)
            assert "\u202e" not in text or form in ("svg", "png")


# shapes


LONG = "x" * 10_000
STRANGE = ("שלום ‮abc", "zero​width‍‍", "Z̷̛̈́á" * 40, "🧠👩‍🔬🏳️‍🌈" * 6, " ", "a\tb\nc", "﷽" * 9)
LOOKED_AT = (
    *("hypothesis=h1", "from=n0&to=n1", "select=entity:n0", "mode=table", "compare=n0,n1"),
    "around=n2&steps=2",
)
SHAPES: dict[str, tuple[str, ...]] = {
    "no claims": ("ketamine",),
    "itself": ("ketamine -> ketamine [h1]", "ketamine -> mood [h1]", "mood -| mood [h1]"),
    "the same twice and back": (
        *("ketamine -> mood [h1]", "ketamine -| mood [h2]", "ketamine -? mood net"),
        *("ketamine blocks mood {open}", "mood -| ketamine [h1]", "mood -? mood"),
    ),
    "only nulls": ("ketamine -0 mood", "ketamine -0 sleep"),
    "only about claims": ("ketamine -> mood", "ketamine.increases.mood requires sleep"),
}
ASKED = (
    *("", "show=everything", "around=ketamine&steps=3", "hypothesis=h1", "show=studies"),
    *("from=ketamine&to=mood", "from=ketamine&to=ketamine", "from=ketamine&to=mood&block=mood"),
    *("from=ketamine&to=mood&block=ketamine&add=mood", "compare=ketamine,mood", "mode=table"),
    *("hide=drug,process,outcome&species=human", "select=entity:ketamine", "compare=h1,h2,h3"),
)


@pytest.mark.parametrize("shape", [*SHAPES, "nothing", "no claims of a hypothesis"])
def test_a_graph_of_any_shape_can_be_asked_anything(
    browser: Browser, tmp_path: Path, shape: str
) -> None:
    lines = SHAPES.get(shape, () if shape == "nothing" else ("ketamine -> mood",))
    includes = {"h1": ("h2",)} if shape == "no claims of a hypothesis" else {}
    graph = build(*lines, includes=includes, kinds={"ketamine": "drug"} if lines else {})
    with opened(browser, page(graph), tmp_path) as it:
        for address in ASKED:
            it.go(address)
            assert it.tab.inner_text("#said").strip()
        it.tab.focus("#stage")
        for key in ("ArrowRight", "ArrowDown", "+", "Enter", "Escape"):
            it.tab.keyboard.press(key)
        it.tab.emulate_media(media="print")


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=str)
def test_labels_of_any_letters_and_length_stay_in_their_place(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    names = [f"n{number}" for number in range(len(STRANGE) + 2)]
    pairs = [(one, other) for one in names for other in names[:2] if one != other]
    graph = build(*(f"{one} -> {other} [h1]" for one, other in pairs))
    data = data_of(page(graph))
    labels = dict(zip(names, (LONG, "y " * 5000, *STRANGE), strict=True))
    for name, label in labels.items():
        data["entities"][name] |= {"label": label, "synonyms": [LONG], "description": LONG}
    for node in data["drawn"]["nodes"]:
        node["label"] = labels[node["id"]]
    data["hypotheses"]["h1"]["label"] = LONG
    del data["opening"]["layouts"]
    with opened(browser, document(LONG, data), tmp_path, size) as it:
        for address in ("", *LOOKED_AT):
            it.go(address)
            wide = it.tab.evaluate("document.documentElement.scrollWidth")
            assert wide <= size[0], address
            assert it.tab.is_visible("#as-table"), address


# size


def test_a_graph_as_large_as_a_page_may_hold_opens_and_answers(
    browser: Browser, tmp_path: Path
) -> None:
    dice = random.Random(7)
    names = [f"e{number}" for number in range(1500)]
    pairs = {(dice.randrange(1499), dice.randrange(1, 1500)) for _ in range(5000)}
    lines = [
        f"{names[min(pair)]} {dice.choice(('->', '-|'))} {names[max(pair)]} [h{min(pair) % 9}]"
        for pair in sorted({tuple(sorted(pair)) for pair in pairs if pair[0] != pair[1]})
    ]
    kinds = {names[0]: "drug", names[1]: "drug", names[-1]: "outcome"}
    html = page(build(*lines, kinds=kinds))
    timed = """(address) => {
      const before = performance.now();
      glutagraph.go(address);
      return performance.now() - before;
    }"""
    with opened(browser, html, tmp_path) as it:
        assert it.tab.evaluate("glutagraph.readyAfter") < 5000
        for address in ("select=entity:e700", "around=e700", "hypothesis=h1", "from=e0&to=e900"):
            assert it.tab.evaluate(timed, address) < 3000, address
