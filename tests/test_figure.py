"""The figure: laid out as Python does, nothing hidden, nothing cut off, and the same in a file."""

from __future__ import annotations

import base64
import json
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import launched

import glutagraph
from glutagraph.explorer import document
from glutagraph.explorer.columns import COLUMNS, column_of
from glutagraph.explorer.layout import Link, layouts_of
from glutagraph.explorer.parts import Wanted, core_of, part_of
from glutagraph.explorer.pyvis_network import vis_network
from glutagraph.explorer.wrapping import box_size, wrapped
from glutagraph.model import Claim, Entity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Browser, Page, Route

    from glutagraph import Knowledge

    Json = dict[str, Any]

pytestmark = pytest.mark.browser

MODULES = Path(document.__file__).parent / "page"
ADDRESS = "http://page.test/"
STAGES = ((690, 600), (850, 780), (1330, 960), (390, 500))
"""What windows of 1280, 1440 and 1920 pixels leave between the panels, and a telephone."""

SCRIPT = """
import { measuredBoxes } from "./boxes.js";
import { geometryOf } from "./courses.js";
import { FONT, headLength } from "./drawing.js";
import { makeFigure } from "./figure.js";
import { bezierAt } from "./ink.js";
import { layoutsOf } from "./layout.js";
import { bestLayout, stretchedLayout } from "./placing.js";
import { boxSize, wrapped } from "./wrapping.js";

const entitiesOf = ({ entities }) => entities.map(([id, column, label]) => ({ id, column, label }));
const linkOf = ({ id, from, to, net }) => ({ id, start: from, end: to, leads: !net });
const linksOf = ({ arrows }) => arrows.map(linkOf);
const layouts = (view) => layoutsOf(entitiesOf(view), linksOf(view));
const nodesOf = (view) => new Map(view.entities.map(([id, column, label]) =>
  [id, { label, lines: wrapped(label), column: columns[column].id }]));

/** Which arrows run through which boxes in a window. */
function pierced(view, [width, height]) {
  const sizes = measuredBoxes(nodesOf(view), FONT);
  const best = bestLayout(layouts(view), sizes, { width, height, heads: 25 }, 0);
  const placed = stretchedLayout(best, view.arrows, best.scale);
  const runs = geometryOf(placed, view.arrows, headLength);
  return view.arrows.flatMap(({ id, from, to }) => {
    const struck = (point) => [...placed.nodes].find(([name, { x, y }]) => {
      const box = placed.boxes.get(name);
      return name !== from && name !== to &&
        Math.abs(point.x - x) < box.width / 2 - 1 && Math.abs(point.y - y) < box.height / 2 - 1;
    });
    const found = pointsOf(runs.get(id).ink.commands).map(struck).find(Boolean);
    return found ? [`${id} through ${found[0]}`] : [];
  });
}

function pointsOf([[, x0, y0], ...curves]) {
  let last = [x0, y0];
  return curves.flatMap(([, x1, y1, x2, y2, x3, y3]) => {
    const [x, y] = last;
    last = [x3, y3];
    return Array.from({ length: 101 }, (_, step) =>
      ({ x: bezierAt(step / 100, x, x1, x2, x3), y: bezierAt(step / 100, y, y1, y2, y3) }));
  });
}

const chosen = [];
const stage = document.getElementById("stage");
let figure = null;
function show(view, size) {
  stage.style.width = `${size[0]}px`;
  stage.style.height = `${size[1]}px`;
  stage.replaceChildren();
  figure = makeFigure(stage, { nodes: nodesOf(view), columns }, (thing) => {
    chosen.push(thing);
    figure.select(thing);
  });
  const marks = new Map(Object.entries(view.marks || {}));
  const entities = view.entities.map(([id]) => id);
  figure.show({ entities, arrows: view.arrows, layouts: layouts(view), marks });
  window.figure = figure;
}
Object.assign(window, { boxSize, wrapped, layouts, pierced, show, chosen });
"""
COLUMN_LIST = json.dumps([{"id": name, "label": label} for name, label in COLUMNS.items()])
HTML = f"""<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Figure</title>
<link rel="stylesheet" href="page.css"><body><div id="stage"></div><script src="vis.js"></script>
<script>const columns = {COLUMN_LIST}</script>
<script type="module">{SCRIPT}</script></body></html>"""
KINDS = {"js": "text/javascript", "css": "text/css"}


def served(route: Route) -> None:
    """A module of the page, its style, vis-network, or the blank page that draws a figure."""
    name = route.request.url.removeprefix(ADDRESS)
    kind = KINDS.get(name.rpartition(".")[2], "text/html")
    body = vis_network() if name == "vis.js" else HTML
    if name and name != "vis.js":
        body = (MODULES / name).read_text(encoding="utf-8")
    route.fulfill(content_type=f"{kind}; charset=utf-8", body=body)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


def opened(browser: Browser, **options: Any) -> Page:
    tab = browser.new_context(**options).new_page()
    tab.route("**", served)
    tab.goto(ADDRESS)
    tab.wait_for_function("'show' in window")
    return tab


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Page:
    return opened(browser, viewport={"width": 1400, "height": 1000})


# views


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return glutagraph.load()


@dataclass(frozen=True, slots=True)
class View:
    """What is drawn of a graph."""

    name: str
    entities: list[tuple[str, int, str]]
    claims: list[Claim]

    @property
    def links(self) -> list[Link]:
        return [Link(c.id, c.subject.id, c.object.id, not c.net) for c in self.claims]

    @property
    def json(self) -> Json:
        arrows = [
            {
                **{"id": c.id, "from": c.subject.id, "to": c.object.id, "papers": len(c.papers)},
                **{"sign": int(c.sign), "net": c.net, "disputed": c.is_disputed},
            }
            for c in self.claims
        ]
        return {"entities": self.entities, "arrows": arrows}


def view_of(knowledge: Knowledge, name: str, claims: Iterable[Claim]) -> View:
    drawn = {c.id: c for c in claims if c.is_traversed and isinstance(c.subject, Entity)}
    ends = {end for c in drawn.values() for end in (c.subject, c.object)}
    ranks = {column: rank for rank, column in enumerate(COLUMNS)}
    entities = sorted(
        (e.id, ranks[column_of(knowledge.kinds[e.kind])], e.label)
        for e in ends
        if isinstance(e, Entity)
    )
    return View(name, entities, [drawn[name] for name in sorted(drawn)])


@pytest.fixture(scope="module")
def hypotheses(knowledge: Knowledge) -> list[View]:
    return [view_of(knowledge, h.id, knowledge.claims_of(h)) for h in knowledge.hypotheses.values()]


@pytest.fixture(scope="module")
def core(knowledge: Knowledge) -> View:
    return view_of(knowledge, "core", core_of(knowledge, part_of(knowledge, Wanted())))


@pytest.fixture(scope="module")
def everything(knowledge: Knowledge) -> View:
    return view_of(knowledge, "everything", knowledge.claims.values())


def surroundings(knowledge: Knowledge, count: int) -> Iterator[View]:
    """What lies around some entities, up to two steps away."""
    claims = [c for c in knowledge.claims.values() if c.is_traversed]
    for number, entity in enumerate(sorted(knowledge.entities.values(), key=lambda e: e.id)[::7]):
        near: set[Any] = {entity}
        for _ in range(1 + number % 2):
            near |= {
                end for c in claims if near & {c.subject, c.object} for end in (c.subject, c.object)
            }
        if number < count:
            held = [c for c in claims if c.subject in near and c.object in near]
            yield view_of(knowledge, f"around {entity.id}", held)


# layout


def test_the_page_lays_out_as_python_does(
    tab: Page, knowledge: Knowledge, hypotheses: list[View], core: View, everything: View
) -> None:
    views = [*hypotheses, core, everything, *surroundings(knowledge, 30)]
    assert len(views) > 40

    for view in views:
        mine = layouts_of(view.entities, view.links)
        assert tab.evaluate("layouts", view.json) == json.loads(json.dumps(mine)), view.name


def test_no_name_confuses_the_layout(tab: Page) -> None:
    names = ["__proto__", "constructor", "\U0001f9e0", "\ufffd", "Gαs", "a b"]
    entities = [(name, rank % 3, f"{name} {name}") for rank, name in enumerate(names)]
    arrows = [
        {"id": f"{a}.{b}", "from": a, "to": b, "net": False} for a in names for b in names if a < b
    ]
    links = [Link(a["id"], a["from"], a["to"], True) for a in arrows]  # type: ignore[arg-type]
    told = tab.evaluate(
        "view => JSON.stringify(layouts(JSON.parse(view)))",
        json.dumps({"entities": entities, "arrows": arrows}),
    )

    assert json.loads(told) == json.loads(json.dumps(layouts_of(entities, links)))
    assert tab.evaluate("layouts({ entities: [], arrows: [] })") == layouts_of([], [])


def test_the_page_wraps_as_python_does(tab: Page, knowledge: Knowledge) -> None:
    labels = [entity.label for entity in knowledge.entities.values()]
    labels += [
        "",
        " ",
        "word " * 50,
        "n" * 70,
        "\U0001f9e0" * 40,
        "AMPA/kainate-like receptors",
        "a\u00a0b",
    ]

    assert tab.evaluate("labels => labels.map(wrapped)", labels) == list(map(wrapped, labels))
    sizes = "labels => labels.map(boxSize).map(({ width, height }) => [width, height])"
    assert tab.evaluate(sizes, labels) == [list(box_size(label)) for label in labels]


@pytest.mark.parametrize("stage", STAGES, ids=str)
def test_no_arrow_runs_through_a_box(
    tab: Page, stage: tuple[int, int], hypotheses: list[View], core: View
) -> None:
    for view in (*hypotheses, core):
        assert tab.evaluate("([view, size]) => pierced(view, size)", [view.json, stage]) == []


# what is shown


def show(tab: Page, view: View, size: tuple[int, int], **also: Any) -> None:
    tab.evaluate("([view, size]) => show(view, size)", [view.json | also, size])


@pytest.mark.parametrize("stage", STAGES[:3], ids=str)
def test_all_of_the_core_is_shown_and_can_be_read(
    tab: Page, core: View, stage: tuple[int, int]
) -> None:
    show(tab, core, stage)
    box = tab.locator("#stage").bounding_box()
    assert box is not None
    points = [tab.evaluate("id => figure.nodePoint(id)", name) for name, *_ in core.entities]

    assert tab.evaluate("figure.textSize()") >= 9
    assert all(box["x"] < point["x"] < box["x"] + box["width"] for point in points)
    assert all(box["y"] < point["y"] < box["y"] + box["height"] for point in points)


def test_text_can_be_read_in_every_hypothesis(tab: Page, hypotheses: list[View]) -> None:
    for view in hypotheses:
        for stage in STAGES:
            show(tab, view, stage)
            assert tab.evaluate("figure.textSize()") >= 9.99, (view.name, stage)


def test_a_click_finds_boxes_and_arrows(tab: Page, core: View) -> None:
    show(tab, core, STAGES[0])
    tab.evaluate("chosen.length = 0")
    for door, name in (("nodePoint", "mtorc1"), ("edgePoint", core.claims[0].id)):
        point = tab.evaluate(f"id => figure.{door}(id)", name)
        tab.mouse.click(point["x"], point["y"])
        tab.wait_for_function("chosen.length > 0")
        assert tab.evaluate("chosen.pop().id") == name
        tab.evaluate("figure.select(null)")
        tab.wait_for_timeout(400)  # two quick clicks are a double click


def test_a_choice_is_drawn_within_a_frame(tab: Page, core: View) -> None:
    show(tab, core, STAGES[2])
    fastest = tab.evaluate(
        """() => Math.min(...Array.from({ length: 30 }, (_, turn) => {
             const begun = performance.now();
             figure.select(turn % 2 ? { type: "node", id: "ketamine" } : null);
             return performance.now() - begun;
           }))"""
    )

    assert fastest < 16


def test_a_stage_that_opens_without_size_is_fitted_once_it_has_one(tab: Page, core: View) -> None:
    show(tab, core, (0, 0))
    tab.evaluate("stage.style.width = '690px'; stage.style.height = '600px'")
    tab.wait_for_timeout(200)

    assert tab.evaluate("figure.textSize()") >= 9


def test_two_fingers_zoom_and_one_moves(browser: Browser, core: View) -> None:
    tab = opened(browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    show(tab, core, (390, 500))
    session = tab.context.new_cdp_session(tab)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})
        tab.wait_for_timeout(20)

    before = tab.evaluate("figure.nodePoint('ketamine').y")
    touch("touchStart", (200, 400))
    for step in range(1, 9):
        touch("touchMove", (200, 400 - 12 * step))
    touch("touchEnd")
    assert tab.evaluate("figure.nodePoint('ketamine').y") < before - 50

    size = tab.evaluate("figure.textSize()")
    touch("touchStart", (180, 300), (220, 300))
    for step in range(1, 9):
        touch("touchMove", (180 - 8 * step, 300), (220 + 8 * step, 300))
    touch("touchEnd")
    assert tab.evaluate("figure.textSize()") > 1.5 * size
    tab.context.close()


# as a file


def svg(tab: Page, **meta: Any) -> ElementTree.Element:
    told = tab.evaluate("meta => figure.svgOf(meta)", {"title": "Figure", **meta})
    return ElementTree.fromstring(told)


def words(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter("{http://www.w3.org/2000/svg}text")]


def test_a_picture_says_what_it_shows_and_where_it_is_from(tab: Page, core: View) -> None:
    show(tab, core, STAGES[0])
    picture = svg(tab, description="From drug to outcome", credit=["glutagraph 1.2", "2025-01-01"])
    told = words(picture)

    assert [child.text for child in picture[:2]] == ["Figure", "From drug to outcome"]
    assert {"DRUG", "OUTCOME", "raises", "lowers", "Target"} <= set(told)
    assert told[-2:] == ["glutagraph 1.2", "2025-01-01"]
    for _, _, label in core.entities:
        assert set(wrapped(label)) <= set(told)


def test_what_a_picture_cannot_hold_is_escaped(tab: Page) -> None:
    hostile = '</text><script>x</script>&"\u0001'
    view = View("hostile", [("a", 0, hostile)], [])
    show(tab, view, STAGES[0])

    picture = svg(tab, title=hostile, credit=hostile)
    assert not list(picture.iter("{http://www.w3.org/2000/svg}script"))
    assert hostile.replace("\u0001", "") in words(picture)


def test_marks_are_told_apart_by_more_than_colour(tab: Page, core: View) -> None:
    ids = [name for name, *_ in core.entities]
    looks = ["blocked", "lost", "a", "b", "shared"]
    marks = dict(zip(ids, looks, strict=False)) | {core.claims[0].id: "kept step 3"}
    show(tab, core, STAGES[0], marks=marks)
    told = words(svg(tab, sides=["ketamine", "esketamine"]))

    assert {"blocked", "A", "B", "A+B", "3", "switched off", "ketamine"} <= set(told)


def test_a_picture_can_be_had_in_pixels(tab: Page, core: View) -> None:
    show(tab, core, STAGES[0])
    told = tab.evaluate(
        """async () => {
          const bytes = new Uint8Array(await (await figure.pngOf({ title: "Figure" }, 1)).arrayBuffer());
          return btoa(String.fromCharCode(...bytes.slice(0, 24)));
        }"""
    )
    head = base64.b64decode(told)

    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(head[16:20], "big") > 600
