"""Studies, timeline, experiments and what can be taken away: the page says what the graph says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import launched
from building import shipped

import glutagraph
from glutagraph.explorer import document
from glutagraph.explorer.clinical import clinical, sources_of_views
from glutagraph.explorer.contents import contents
from glutagraph.explorer.onset import spans
from glutagraph.explorer.parts import Opening, Wanted, core_of, part_of
from glutagraph.export import claim_json, evidence_json, rows
from glutagraph.formatting import format_turtle
from glutagraph.listing import columns_of
from glutagraph.location import shipped_graph
from glutagraph.model import STUDY_RESULTS, Claim, Entity, Hypothesis, Identifier, Source, Stance
from glutagraph.scoring import score_experiments
from glutagraph.tables import listed
from glutagraph.telling.citation import FORMS, cited
from glutagraph.telling.scoreboard import scoreboard_rows
from glutagraph.vocabulary import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Page, Route

    from glutagraph.knowledge import Knowledge

    Json = dict[str, Any]

MODULES = Path(document.__file__).parent / "page"
ADDRESS = "http://page.test/"
DESKTOP, WIDE, TELEPHONE = (1280, 720), (1920, 1080), (390, 844)
VIEWS = {"studies": "studiesView", "timeline": "timelineView", "scoreboard": "scoreboardView"}
SCRIPT = """
import { citedAs } from "./citing.js";
import { csvOf, evidenceCsvOf, fileName, jsonOf, separated, turtleOf } from "./exporting.js";
import { scoreboardView } from "./scoreboard.js";
import { studiesView } from "./studies.js";
import { timelineView } from "./timeline.js";

const told = [];
const actions = { goTo: (state) => told.push(state), choose: (thing) => told.push(thing) };
const views = { studiesView, timelineView, scoreboardView };
const show = (name) => document.getElementById("evidence").replaceChildren(views[name](data, actions));
const files = { citedAs, csvOf, evidenceCsvOf, fileName, jsonOf, separated, turtleOf };
Object.assign(window, files, { show, told });
"""
HTML = f"""<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Evidence</title>
<link rel="stylesheet" href="page.css"><link rel="stylesheet" href="evidence.css">
<body><main><section id="evidence" aria-label="Evidence" tabindex="0"></section></main>
<script type="module">{SCRIPT}</script></body></html>"""
KINDS = {"js": "text/javascript", "css": "text/css"}


def data_of(knowledge: Knowledge) -> Json:
    """What a page holds of a graph."""
    part = part_of(knowledge, Wanted())
    return contents(knowledge, part, Opening("", core_of(knowledge, part)))


def dumped(value: Any) -> str:
    """As the page gets it: in the order of names."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


# the data


@pytest.fixture(scope="module")
def told() -> Json:
    return clinical(shipped())


def test_every_study_is_told_with_all_that_it_states(told: Json) -> None:
    for study in shipped().studies.values():
        row = told["studies"][study.id]
        assert (row["label"], row["finding"]) == (study.label, study.finding)
        assert row["result"] == study.result
        assert row.get("participants") == study.participants
        assert row.get("drugs", []) == [drug.id for drug in study.treatments]
        assert row["sources"] == [source.id for source in study.sources]
        assert len(row.get("figures", [])) == len(study.figures)
        assert len(row.get("arms", [])) == len(study.arms)
        assert (row.get("onset", ""), row.get("duration", "")) == (study.onset, study.duration)


def test_failed_studies_are_told_as_the_others_are(told: Json) -> None:
    results = [study["result"] for study in told["studies"].values()]

    assert set(results) <= set(STUDY_RESULTS)
    assert results.count("negative") > 10


def test_no_onset_or_duration_of_a_study_is_left_out(told: Json) -> None:
    marks = told["onset"]["marks"]
    drawn = {(mark.get("study"), mark["what"], mark["time"]) for mark in marks}

    for study in shipped().studies.values():
        for what, text in (("onset", study.onset), ("lasts", study.duration)):
            assert not text or (study.id, what, text) in drawn, study.id


def test_a_mark_says_only_what_is_curated_and_where(told: Json) -> None:
    graph = shipped()
    times = {(c.id, i.source.id, i.context.time) for c in graph.claims.values() for i in c.evidence}

    for mark in told["onset"]["marks"]:
        assert mark["sources"]
        for name in mark.get("claims", []):
            said = [
                time
                for claim, source, time in times
                if (claim, source) == (name, mark["sources"][-1])
            ]
            assert any(mark["to" if "to" in mark else "from"] in _minutes(time) for time in said)
            claim = graph.claims[name]
            assert isinstance(claim.subject, Entity)
            assert claim.subject.id == mark["drug"]


def _minutes(text: str) -> set[int]:
    return {minutes for span in spans(text) for minutes in (span.first, span.last)}


def test_what_is_left_open_has_no_mark(told: Json) -> None:
    marks = told["onset"]["marks"]
    opened = {
        claim.id
        for claim in shipped().claims.values()
        if claim.evidence and all(item.stance is Stance.LEAVES_OPEN for item in claim.evidence)
    }

    assert opened
    assert not opened & {name for mark in marks for name in mark.get("claims", [])}


def test_an_effect_that_was_looked_for_and_not_seen_is_a_mark_of_its_own(told: Json) -> None:
    found = {(m["drug"], m["what"], m["time"]) for m in told["onset"]["marks"]}

    assert ("esketamine", "unseen", "25 d") in found
    assert ("esketamine", "lasts", "3 d") in found


def test_every_mark_is_of_humans_or_of_animals(told: Json) -> None:
    groups = {mark.get("group") for mark in told["onset"]["marks"]}

    assert groups == {"human", "animal"}


@pytest.mark.parametrize(
    ("text", "first", "last", "bound"),
    [
        ("within 2 h", 120, 120, "before"),
        ("1-4 h", 60, 240, ""),
        ("6 to 9 h", 360, 540, ""),
        ("at least 1 week", 10080, 10080, "after"),
        ("24 h and longer", 1440, 1440, "after"),
        ("up to 2 weeks", 20160, 20160, "before"),
        ("within a few h", 60, 1440, "before"),
        ("hours to days", 60, 10080, ""),
        ("up to several months", 43830, 0, "before"),
    ],
)
def test_times_are_read_as_they_are_printed(text: str, first: int, last: int, bound: str) -> None:
    (span,) = spans(text)

    assert (span.text, span.first, span.last, span.bound) == (text, first, last, bound)


@pytest.mark.parametrize("text", ["", "rapid and transient", "soon", "5 Gy"])
def test_what_is_no_time_has_no_place(text: str) -> None:
    assert spans(text) == []


def test_every_time_of_the_graph_has_a_place_but_what_is_no_time() -> None:
    graph = shipped()
    times = {item.context.time for claim in graph.claims.values() for item in claim.evidence}
    times |= {text for study in graph.studies.values() for text in (study.onset, study.duration)}

    assert {time for time in times if time and not spans(time)} == {"rapid and transient"}


def test_the_scoreboard_is_that_of_the_command_line(told: Json) -> None:
    board = told["scoreboard"]
    compared = 0
    for row in scoreboard_rows(score_experiments(shipped())):
        line = board["rows"][row["id"]]
        cell = line["claims"][row["asked"]].get(row["hypothesis"], {"predicted": "silent"})
        held = line.get("held_out", line["claims"])[row["asked"]].get(row["hypothesis"])
        assert cell["predicted"] == row["predicted"]
        assert cell.get("outcome", "silent") == row["outcome"]
        assert (held or {}).get("predicted", "silent") == row["held_out_predicted"]
        assert len(line.get("left_out", [])) == row["left_out"]
        compared += 1

    assert compared > 60


def test_everything_that_the_views_name_has_a_label_and_a_source(told: Json) -> None:
    known = {source.id for source in sources_of_views(shipped())}
    studies, marks = told["studies"].values(), told["onset"]["marks"]
    experiments = told["experiments"].values()

    for study in studies:
        lists = ("drugs", "comparators", "population", "measured", "scales", "adverse", "absent")
        assert {one for name in lists for one in study.get(name, [])} <= told["labels"].keys()
        assert {*study["sources"], study["read_in"]} <= known
    for mark in marks:
        assert {mark["drug"], *mark["effects"]} <= told["labels"].keys()
        assert set(mark["sources"]) <= known
    for one in experiments:
        assert one["measured"] in told["labels"]
        assert one["evidence"]["source"] in known


def test_a_graph_without_studies_has_empty_views() -> None:
    empty = clinical(glutagraph.load(shipped_graph() / "vocabulary.ttl"))

    assert (empty["studies"], empty["onset"], empty["experiments"]) == ({}, {}, {})


# in a browser


@dataclass
class Modules:
    """The modules of the evidence views in a browser, without the page."""

    tab: Page
    wrongs: list[str] = field(default_factory=list)

    def hold(self, data: Json) -> None:
        """The data that views and files are made of."""
        self.tab.evaluate("data => { window.data = JSON.parse(data) }", dumped(data))

    def run(self, script: str, value: Any = None) -> Any:
        """What a function of one argument gives."""
        return self.tab.evaluate(script, value)

    def show(self, view: str, size: tuple[int, int] = DESKTOP) -> Page:
        """A view as it opens on given data in a window of a size."""
        self.tab.set_viewport_size({"width": size[0], "height": size[1]})
        self.tab.evaluate(
            "window.data = JSON.parse(JSON.stringify(window.data))"
        )  # nothing asked yet
        self.tab.evaluate("name => { told.length = 0; show(name) }", VIEWS[view])
        self.tab.wait_for_timeout(50)
        return self.tab

    def turtle(self, claims: Iterable[str], title: str = "A part") -> str:
        """Claims as Turtle."""
        view = {"title": title, "claims": sorted(claims), "entities": []}
        text: str = self.tab.evaluate("view => turtleOf(view, data)", view)
        return text


def _served(route: Route) -> None:
    name = route.request.url.removeprefix(ADDRESS)
    if not name:
        route.fulfill(content_type="text/html; charset=utf-8", body=HTML)
    elif (file := MODULES / name).is_file():
        kind = f"{KINDS[file.suffix[1:]]}; charset=utf-8"
        route.fulfill(content_type=kind, body=file.read_text(encoding="utf-8"))
    else:
        route.fulfill(status=204)


@pytest.fixture(scope="module")
def opened() -> Iterator[Modules]:
    with launched() as browser:
        it = Modules(browser.new_page())
        it.tab.set_default_timeout(10_000)
        it.tab.route("**", _served)
        it.tab.on("pageerror", lambda error: it.wrongs.append(str(error)))
        it.tab.on("console", lambda message: it.wrongs.append(message.text))
        it.tab.goto(ADDRESS)
        it.tab.wait_for_function("'show' in window")
        yield it
        it.tab.close()


@pytest.fixture(scope="module")
def shipped_data() -> Json:
    return data_of(shipped())


@pytest.fixture
def it(opened: Modules, shipped_data: Json) -> Iterator[Modules]:
    opened.hold(shipped_data)
    yield opened
    assert opened.wrongs == []


# files


@pytest.mark.browser
@pytest.mark.parametrize("form", FORMS)
def test_sources_are_cited_with_the_same_bytes_as_at_the_command_line(
    it: Modules, form: str
) -> None:
    script = (
        "form => citedAs(form, Object.entries(data.sources).map(([id, one]) => ({ id, ...one })))"
    )
    known = [shipped().sources[name] for name in sorted(data_of(shipped())["sources"])]

    assert it.run(script, form) == cited(known, form)


HOSTILE = Source(
    SOURCE + "evil-2020",
    "Evil 2020",
    title="50 % of {GABA}_B & \\input{x}\nER  - \r\n@misc{y, \x1b[31m\u202e\x1c",
    year="2020a",
    journal="J $ #1..",
    identifiers=(Identifier("doi:10.1/a_b", "exact"), Identifier("pmid:1", "exact")),
    first_author="O'Evil~^",
)


@pytest.mark.browser
@pytest.mark.parametrize("form", FORMS)
def test_hostile_sources_are_cited_with_the_same_bytes_too(it: Modules, form: str) -> None:
    source = {
        **{"id": HOSTILE.id, "citation": HOSTILE.label, "title": HOSTILE.title, "year": "2020a"},
        **{"journal": HOSTILE.journal, "first_author": HOSTILE.first_author},
        "ids": {"doi": "10.1/a_b", "pmid": "1"},
    }
    bare = Source(SOURCE + "bare", "Bare")

    sources = [source, {"id": "bare", "citation": "Bare"}]
    assert it.run("([form, sources]) => citedAs(form, sources)", [form, sources]) == cited(
        [HOSTILE, bare], form
    )


@pytest.mark.browser
def test_claims_are_the_same_rows_as_at_the_command_line(it: Modules) -> None:
    claims = [shipped().claims[name] for name in sorted(shipped().claims)]

    csv = it.run("() => csvOf({ claims: Object.keys(data.claims).sort() }, data)")

    assert csv == listed(rows(claims), columns_of("claims", "csv"), "csv")


@pytest.mark.browser
def test_claims_in_json_are_those_of_the_contract(it: Modules) -> None:
    view = "{ title: 'All', claims: Object.keys(data.claims).sort() }"
    told = it.run(f"() => jsonOf({view}, data, {{ verdict: 'mixed' }})")
    answer = json.loads(told)

    assert answer["claims"] == [
        claim_json(shipped().claims[name]) for name in sorted(shipped().claims)
    ]
    assert answer["answer"] == {"verdict": "mixed"}
    assert (answer["schema"], answer["title"]) == (1, "All")


@pytest.mark.browser
def test_the_evidence_is_a_row_for_each_finding(it: Modules) -> None:
    import csv

    claim = shipped().claim("ketamine.increases.clinical-antidepressant-effect")
    text = it.run("name => evidenceCsvOf({ claims: [name] }, data)", claim.id)

    told = [*csv.DictReader(text.splitlines())]
    assert len(told) == len(claim.evidence)
    assert {row["source"] for row in told} == {item.source.id for item in claim.evidence}


@pytest.mark.browser
def test_no_cell_is_a_formula(it: Modules) -> None:
    cells = [
        "=1+1",
        "+1",
        "-1",
        "-1.5",
        "-x",
        "@a",
        " =1",
        'a"b',
        "a,b",
        "a\nb",
        "\x1b[31m",
        "",
        True,
    ]
    texts = it.run("cells => separated(['a'], cells.map((cell) => [cell]))", cells)

    python = listed([{"a": cell} for cell in cells], ["a"], "csv")
    assert texts == python.replace('\n""\n', "\n\n")
    assert "\n'=1+1\n" in texts


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("studies", "glutagraph_studies_{knowledge}_{version}.csv"),
        ("ketamine → eEF2 / α", "glutagraph_ketamine-eef2_{knowledge}_{version}.csv"),
        ("../../etc/passwd\0", "glutagraph_etc-passwd_{knowledge}_{version}.csv"),
    ],
)
def test_a_file_is_named_for_what_it_holds(
    it: Modules, shipped_data: Json, name: str, file: str
) -> None:
    about = {part: shipped_data[part].replace("+", "-") for part in ("knowledge", "version")}

    assert it.run("name => fileName(data, name, 'csv')", name) == file.format(**about)


# Turtle


def _loaded(text: str, folder: Path) -> Knowledge:
    file = folder / "part.ttl"
    file.write_text(text, encoding="utf-8")
    return glutagraph.load(shipped_graph() / "vocabulary.ttl", file)


PARTS = {
    "everything": "",
    "one claim": "ketamine.blocks.interneuron-nmda-receptor",
    "a claim about a claim": "rapastinel.activates.mtorc1.requires.ampa-receptor",
    "a disputed claim": "ketamine.increases.clinical-antidepressant-effect",
    "a hypothesis": "hypothesis:disinhibition",
    "a hypothesis without a module": "hypothesis:spontaneous-transmission",
    "a hypothesis with a rival": "hypothesis:hydroxynorketamine",
}


def _part(name: str) -> list[str]:
    """The claims of a part that are written down; definitions follow from entities."""
    graph = shipped()
    thing = graph.find(name) if name else None
    claims: Iterable[Claim] = [thing] if isinstance(thing, Claim) else graph.claims.values()
    if isinstance(thing, Hypothesis):
        claims = graph.claims_of(thing)
    return [claim.id for claim in claims if claim.status != "definition"]


@pytest.mark.browser
@pytest.mark.parametrize("part", PARTS)
def test_turtle_is_laid_out_and_says_the_same_claims(
    it: Modules, part: str, tmp_path: Path
) -> None:
    wanted = _part(PARTS[part])
    text = it.turtle(wanted)

    assert format_turtle(text) == text
    loaded = _loaded(text, tmp_path)
    for name in wanted:
        assert claim_json(loaded.claims[name]) == claim_json(shipped().claims[name])


@pytest.mark.browser
def test_turtle_of_everything_holds_the_same_entities_and_sources(
    it: Modules, tmp_path: Path
) -> None:
    loaded = _loaded(it.turtle(shipped().claims), tmp_path)

    named = {entity for claim in shipped().claims.values() for entity in _ends(claim)}
    for entity in named:
        found = loaded.entities[entity.id]
        fields = ("label", "kind", "synonyms", "description", "identifiers", "structure")
        assert all(getattr(found, one) == getattr(entity, one) for one in fields), entity.id
    for name, source in loaded.sources.items():
        known = shipped().sources[name]
        assert (source.label, source.title, source.year) == (known.label, known.title, known.year)
        assert set(source.identifiers) == set(known.identifiers)
    for name, hypothesis in loaded.hypotheses.items():
        assert hypothesis.includes == shipped().hypotheses[name].includes


def _ends(claim: Claim) -> Iterator[Entity]:
    yield claim.object
    yield from claim.in_respect_of
    if isinstance(claim.subject, Entity):
        yield claim.subject


HOSTILE_TURTLE = """
@prefix gg: <https://w3id.org/glutagraph/vocabulary/> .
@prefix entity: <https://w3id.org/glutagraph/entity/> .
@prefix claim: <https://w3id.org/glutagraph/claim/> .
@prefix source: <https://w3id.org/glutagraph/source/> .
@prefix predicate: <https://w3id.org/glutagraph/predicate/> .
@prefix kind: <https://w3id.org/glutagraph/kind/> .
@prefix method: <https://w3id.org/glutagraph/method/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

entity:__proto__
    a kind:drug ;
    rdfs:label "\\"quoted\\" \\\\ </script> \\u202E" ;
    rdfs:comment "one\\ntwo\\tthree \\u2028" ;
    skos:exactMatch <https://doi.org/10.1/%22x> .

entity:constructor
    a kind:receptor ;
    rdfs:label "@prefix gg: <evil> ." .

source:evil
    a gg:Source ;
    rdfs:label "] . source:worse a gg:Source" ;
    dcterms:issued "2020" ;
    gg:sourceType gg:primary .

claim:__proto__.blocks.constructor
    a gg:Claim ;
    gg:subject entity:__proto__ ;
    gg:predicate predicate:blocks ;
    gg:object entity:constructor ;
    gg:directness gg:direct ;
    gg:evidence [
        gg:source source:evil ;
        gg:stance gg:supports ;
        gg:finding "\\" ; gg:stance gg:disputes ; gg:finding \\"" ;
        gg:method method:proposal ;
        gg:dose "10 \\"mg\\"" ;
        gg:readIn source:evil ;
        gg:locator "\\\\" ;
    ] .
"""


@pytest.mark.browser
def test_hostile_text_stays_text_in_turtle_and_on_the_page(opened: Modules, tmp_path: Path) -> None:
    hostile = _loaded(HOSTILE_TURTLE, tmp_path)
    opened.hold(data_of(hostile))

    text = opened.turtle(hostile.claims, 'Evil"\n<x> a <y> . #')

    assert format_turtle(text) == text
    loaded = _loaded(text, tmp_path)
    (claim,) = loaded.claims.values()
    (known,) = hostile.claims.values()
    assert [*map(evidence_json, claim.evidence)] == [*map(evidence_json, known.evidence)]
    assert {e.label for e in loaded.entities.values()} == {
        e.label for e in hostile.entities.values()
    }
    assert loaded.entity("__proto__").identifiers == hostile.entity("__proto__").identifiers
    assert loaded.sources.keys() == {"evil"}


# views


@pytest.mark.browser
def test_every_study_has_a_row_and_says_its_result_by_sign_and_word(it: Modules) -> None:
    tab = it.show("studies")
    found = tab.eval_on_selector_all(
        "tr.study",
        "rows => rows.map(row => [row.dataset.study, row.querySelector('.result').innerText])",
    )

    assert {name for name, _ in found} == shipped().studies.keys()
    assert dict(found)["lee-2012"] == "✕ negative"
    assert dict(found)["singh-2016b"] == "✓ positive"


@pytest.mark.browser
def test_studies_are_filtered_by_drug_and_result(it: Modules) -> None:
    tab = it.show("studies")
    tab.get_by_label("Drug", exact=True).select_option("lanicemine")
    tab.click("[data-choice=negative]")

    assert _studies(tab) == ["sanacora-2017"]
    assert tab.inner_text(".count") == "1 of 72 studies"


@pytest.mark.browser
def test_studies_are_filtered_by_size_year_design_scale_and_word(it: Modules) -> None:
    tab = it.show("studies")
    tab.get_by_label("n at least").fill("100")
    tab.get_by_label("Since year").fill("2015")
    tab.get_by_label("Scale").select_option("madrs")
    tab.get_by_label("Design").select_option("multicentre")
    assert set(_studies(tab)) == {"kent-2016", "quiroz-2016"}

    tab.get_by_label("Find").fill("anxiety kent")
    assert _studies(tab) == ["kent-2016"]


@pytest.mark.browser
def test_studies_are_sorted_by_a_column_and_back_and_blanks_stand_last(it: Modules) -> None:
    tab = it.show("studies")
    tab.click("[data-sort=participants]")
    small = [shipped().studies[name].participants for name in _studies(tab)]
    tab.click("[data-sort=participants]")
    large = [shipped().studies[name].participants for name in _studies(tab)]

    stated = [n for n in small if n is not None]
    assert stated == sorted(stated)
    assert small[len(stated) :] == [None] * (len(small) - len(stated))
    assert [n for n in large if n is not None] == sorted(stated, reverse=True)
    assert large[-1] is None
    assert tab.get_attribute("th[aria-sort]", "aria-sort") == "descending"


def _studies(tab: Page) -> list[str]:
    names: list[str] = tab.eval_on_selector_all(
        "tr.study", "rows => rows.map(r => r.dataset.study)"
    )
    return names


@pytest.mark.browser
def test_a_study_opens_to_its_arms_figures_sources_and_claims(it: Modules) -> None:
    tab = it.show("studies")
    tab.focus("[data-study=singh-2016b] .opener")
    tab.keyboard.press("Enter")
    details = tab.inner_text("tr.details")

    assert shipped().studies["singh-2016b"].finding in details
    assert "−18.4 points" in details
    assert "p < 0.001 against placebo" in details
    assert "Singh et al. 2016b" in details
    link = tab.get_attribute("tr.details .cited-source a", "href")
    assert link is not None
    assert link.startswith("https://doi.org/10.1176/")

    tab.click("tr.details .claims button")
    assert it.run("() => told")[0]["type"] == "edge"

    tab.keyboard.press("Shift+Tab")
    tab.click("[data-study=singh-2016b] .opener")
    assert not tab.is_visible("tr.details")


@pytest.mark.browser
def test_a_drug_of_a_study_leads_to_the_map(it: Modules) -> None:
    tab = it.show("studies")
    tab.click("[data-study=lee-2012] td:nth-child(2) button")

    assert it.run("() => told") == [{"type": "node", "id": "dextromethorphan"}]


@pytest.mark.browser
def test_what_was_asked_of_the_studies_is_found_again(it: Modules) -> None:
    tab = it.show("studies")
    tab.click("[data-choice=negative]")
    before = _studies(tab)
    it.run("() => show('timelineView')")
    it.run("() => show('studiesView')")

    assert _studies(tab) == before
    assert len(before) == sum(study.result == "negative" for study in shipped().studies.values())


@pytest.mark.browser
def test_every_time_is_drawn_and_told_in_the_table_with_its_source(it: Modules, told: Json) -> None:
    tab = it.show("timeline")
    names = tab.eval_on_selector_all(
        "g[data-mark]", "marks => marks.map(m => m.getAttribute('aria-label'))"
    )
    lines = tab.eval_on_selector_all("tr[data-mark]", "rows => rows.map(row => row.innerText)")

    marks = told["onset"]["marks"]
    assert len(names) == len(lines) == len(marks)
    for mark in marks:
        cited_as = [shipped().sources[name].label for name in mark["sources"]]
        fits = [name for name in names if mark["time"] in name and all(c in name for c in cited_as)]
        assert fits, mark
        assert any(mark["time"] in line and all(c in line for c in cited_as) for line in lines)


@pytest.mark.browser
def test_animals_and_patients_are_drawn_apart_and_times_stand_in_order(it: Modules) -> None:
    tab = it.show("timeline", WIDE)
    heads = tab.eval_on_selector_all(".drawings h3", "heads => heads.map(head => head.innerText)")
    ticks = tab.eval_on_selector_all(
        ".drawings svg:first-of-type .tick text:first-of-type",
        "ticks => ticks.map(tick => [tick.getBBox().x, tick.textContent])",
    )

    assert heads == ["In patients", "In animals"]
    assert [label for _, label in sorted(ticks)][:3] == ["10 min", "30 min", "1 h"]
    assert {"1 day", "1 week", "1 month"} <= {label for _, label in ticks}


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, WIDE, TELEPHONE], ids=str)
def test_no_words_of_the_timeline_overlap(it: Modules, size: tuple[int, int]) -> None:
    tab = it.show("timeline", size)
    boxes = tab.eval_on_selector_all(
        ".drawings svg text",
        "texts => texts.map(text => { const { left, right, top, bottom } = text.getBoundingClientRect();"
        " return [Math.round(top), left, right, bottom, text.textContent]; })",
    )

    overlapping = [
        (one[4], other[4])
        for one, other in combinations(boxes, 2)
        if min(one[2], other[2]) - max(one[1], other[1]) > 1
        and min(one[3], other[3]) - max(one[0], other[0]) > 4
    ]
    assert overlapping == []
    assert max(box[2] for box in boxes) <= size[0]


@pytest.mark.browser
def test_a_mark_tells_its_source_by_mouse_and_by_keyboard(it: Modules) -> None:
    tab = it.show("timeline")
    tab.focus("g[data-mark][tabindex='0']")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    first = tab.inner_text(".told")
    tab.keyboard.press("Escape")
    closed = tab.inner_text(".told")
    tab.click("g[data-mark][aria-label*='Zarate et al. 2013'] .glyph >> nth=0")

    assert "Source" in first
    assert closed == ""
    assert "80 min" in tab.inner_text(".told")
    assert tab.get_attribute(".told .cited-source a", "href")


@pytest.mark.browser
def test_comparisons_of_onset_and_duration_are_told(it: Modules) -> None:
    tab = it.show("timeline")

    assert "(R)-ketamine lasts longer than esketamine" in tab.inner_text(".compared")


@pytest.mark.browser
@pytest.mark.parametrize("claims", ["claims", "held_out"])
def test_the_matrix_says_what_the_scoreboard_says(it: Modules, claims: str) -> None:
    tab = it.show("scoreboard", WIDE)
    tab.click(f"[data-choice={claims}]")
    cells = tab.eval_on_selector_all(
        ".matrix [data-cell]", "cells => cells.map(cell => [cell.dataset.cell, cell.innerText])"
    )
    shown = {key: text.split("\n")[-1] for key, text in cells}

    board = score_experiments(shipped())
    for row in board.rows:
        for score in row.held_out if claims == "held_out" else row.scores:
            name = score.hypothesis.id if score.hypothesis else "all"
            key = f"{row.experiment.id} {score.asked} {name}"
            assert shown.get(key, "silent") == score.outcome
    assert len(shown) == 33 * 16


@pytest.mark.browser
def test_totals_are_those_of_the_command_line(it: Modules) -> None:
    tab = it.show("scoreboard")
    lines = tab.eval_on_selector_all(
        ".score-totals tbody tr",
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))",
    )

    board = score_experiments(shipped())
    outcomes = ("agrees", "disagrees", "omission", "ambiguous", "silent")
    for line, hypothesis in zip(lines, (None, *board.hypotheses()), strict=True):
        both = [board.totals(hypothesis, held_out=out) for out in (False, True)]
        assert line[1:] == [f"{both[0][one]} {both[1][one]}" for one in outcomes]


@pytest.mark.browser
def test_a_cell_tells_what_was_predicted_what_was_seen_and_why(it: Modules) -> None:
    tab = it.show("scoreboard")
    name = "eef2-kinase-knockout-ketamine on-top spontaneous-transmission"
    tab.click(f'.matrix [data-cell="{name}"]')
    why = tab.inner_text(".matrix .why")

    assert "agrees, predicted abolished" in why
    assert "Its one route from ketamine to antidepressant-like effect in animals passes" in why
    assert "⊣ NMDA receptors at rest" in why
    assert "Monteggia et al. 2013" in why

    tab.click(".matrix .why .facts >> text=Ask the map")
    asked = {"from": "ketamine", "to": "antidepressant-like-effect", "block": ["eef2-kinase"]}
    assert it.run("() => told") == [asked]


@pytest.mark.browser
def test_held_out_says_what_is_left_out(it: Modules) -> None:
    tab = it.show("scoreboard")
    tab.click("[data-choice=held_out]")
    tab.click('.matrix [data-cell="dideuteroketamine-forced-swim on-top all"]')

    assert "11 claims left out" in tab.inner_text(".matrix .why")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("line", "hypothesis"),
    [
        ("rapamycin-ketamine-synaptogenesis on-top", "disinhibition"),
        ("glun2b-cortical-deletion-synaptic-events alone", "extrasynaptic-glun2b"),
        ("gabab-receptor-ro-25-6981-synaptic-proteins on-top", "gabab-receptor"),
        ("dideuteroketamine-forced-swim on-top", "hydroxynorketamine"),
    ],
)
def test_a_prediction_is_told_with_the_routes_that_carry_it(
    it: Modules, line: str, hypothesis: str
) -> None:
    tab = it.show("scoreboard")
    tab.click(f'.matrix [data-cell="{line} {hypothesis}"]')

    assert tab.locator(".matrix .why .routes li").count() > 0


@pytest.mark.browser
def test_cells_are_reached_with_the_arrow_keys(it: Modules) -> None:
    tab = it.show("scoreboard")
    tab.focus(".matrix [data-cell][tabindex='0']")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")

    assert tab.locator(".matrix [data-cell][tabindex='0']").count() == 1
    assert tab.inner_text(".matrix .why h3").startswith("Disinhibition of GABA interneurons")


@pytest.mark.browser
def test_on_a_telephone_the_matrix_is_a_list(it: Modules) -> None:
    tab = it.show("scoreboard", TELEPHONE)

    assert not tab.is_visible(".matrix")
    tab.click('.score-list [data-cell="eef2-kinase-knockout-ketamine on-top all"]')
    assert "disagrees, predicted reduced" in tab.inner_text(".score-list .why")


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS)
def test_no_view_is_wider_than_a_telephone(it: Modules, view: str) -> None:
    tab = it.show(view, TELEPHONE)

    assert tab.evaluate("document.getElementById('evidence').scrollWidth") <= TELEPHONE[0]


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=str)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_a_reader(
    it: Modules, view: str, size: tuple[int, int], theme: str
) -> None:
    tab = it.show(view, size)
    it.run("theme => { document.documentElement.dataset.theme = theme }", theme)
    openers = {
        "studies": ".opener",
        "timeline": "g[data-mark]",
        "scoreboard": "[data-cell]:visible",
    }
    tab.locator(openers[view]).nth(4).dispatch_event("click")
    results = Axe().run(tab, options={"rules": {"page-has-heading-one": {"enabled": False}}})
    it.run("() => { document.documentElement.dataset.theme = 'light' }")

    assert [(one["id"], one["nodes"][0]["html"]) for one in results.response["violations"]] == []


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_opens_within_a_blink(it: Modules, view: str) -> None:
    it.show(view)
    taken = it.run(
        "name => { const begun = performance.now(); show(name); return performance.now() - begun }",
        VIEWS[view],
    )

    assert taken < 250


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS)
def test_files_are_saved_under_a_name_of_their_own(it: Modules, view: str, tmp_path: Path) -> None:
    tab = it.show(view)
    with tab.expect_download() as saved:
        tab.click("text=Table as CSV")

    name = saved.value.suggested_filename
    assert re.fullmatch(r"glutagraph_[a-z]+_[0-9a-z.-]+_[0-9a-z.-]+\.csv", name)
    saved.value.save_as(tmp_path / name)
    assert len((tmp_path / name).read_text(encoding="utf-8").splitlines()) > 50
