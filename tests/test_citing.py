"""The sources of an answer as a reference manager reads them: exactly those used, each once."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from building import knowledge, shipped
from command_line import glutagraph

from glutagraph import block, knock_out, necessary, trace, what_if
from glutagraph.model import Identifier, Source
from glutagraph.telling.citation import (
    FORMS,
    cited,
    sources_of,
    sources_of_necessary,
    sources_of_trace,
    sources_of_what_if,
)
from glutagraph.vocabulary import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from glutagraph.model import Evidence

HOSTILE = Source(
    SOURCE + "evil-2020",
    "Evil 2020",
    title="50 % of {GABA}_B & \\input{x}\nER  - \r\n@misc{y,",
    year="2020",
    journal="J $ #1",
    identifiers=(Identifier("doi:10.1/a_b", "exact"), Identifier("pmid:1", "exact")),
    first_author="O'Evil~",
)


def test_a_trace_cites_the_sources_of_the_paths_that_it_shows() -> None:
    answer = trace(shipped(), "ketamine", "bdnf-translation")
    used = {
        source.id
        for path in answer.paths
        for claim in path.claims
        for item in claim.evidence
        for source in (item.source, item.read_in)
    }

    assert [source.id for source in sources_of_trace(answer)] == sorted(used)


def slugs(sources: Iterable[Source]) -> list[str]:
    return [source.id for source in sources]


def test_what_if_cites_the_sources_of_routes_lost_kept_and_acting() -> None:
    graph = knowledge(
        *("ketamine -> kinase [h1] {by=lost-2001}", "kinase -> mood [h1] {by=acting-2002}"),
        *("ketamine -> spines [h2] {by=kept-2003}", "spines -> mood [h2] {by=kept-2004}"),
        *("lithium -> mood [h1] {by=other-2005}", "kinase -> sleep [h1] {by=other-2006}"),
    )
    done = block(graph, "kinase")

    assert slugs(sources_of_what_if(what_if(graph, "ketamine", "mood", done))) == [
        *("acting-2002", "kept-2003", "kept-2004", "lost-2001", "review-2018")
    ]
    with_lithium = what_if(graph, "ketamine", "mood", done, add=["lithium"])
    assert "other-2005" in slugs(sources_of_what_if(with_lithium))


@pytest.mark.parametrize(
    ("drug", "outcome", "node"),
    [
        ("ketamine", "antidepressant-effect", "mtorc1"),
        ("ketamine", "bdnf-translation", "eef2-kinase"),
        ("rapastinel", "antidepressant-like-effect", "trkb"),
    ],
)
def test_what_if_cites_exactly_what_its_routes_rest_on(drug: str, outcome: str, node: str) -> None:
    graph = shipped()
    answer = what_if(graph, drug, outcome, knock_out(graph, node))
    used: set[str] = set()
    for consequence in answer.consequences:
        for row in (consequence.union, *consequence.hypotheses):
            for path in (*row.lost, *row.kept, *row.acting):
                used |= readings(item for claim in path.claims for item in claim.evidence)

    assert slugs(sources_of_what_if(answer)) == sorted(used)


def readings(items: Iterable[Evidence]) -> set[str]:
    """The sources of some evidence, and where they were read."""
    return {source.id for item in items for source in (item.source, item.read_in)}


def test_necessary_cites_every_route_and_the_experiments_on_what_they_need() -> None:
    graph = shipped()
    needs = necessary(graph, "ketamine", "synaptogenesis")
    routes = what_if(graph, "ketamine", "synaptogenesis")
    cuts = [cut for need in needs for cut in (*need.necessary, *need.cuts)]
    tried = readings(e.evidence for cut in cuts for e in cut.experiments)
    found = slugs(sources_of_necessary(needs, routes))

    assert tried
    assert found == sorted(tried | set(slugs(sources_of_what_if(routes))))
    assert {
        s.id
        for s in sources_of_trace(trace(graph, "ketamine", "synaptogenesis", coherent_only=True))
    } <= (set(found))


@pytest.mark.parametrize(
    ("name", "cites"),
    [
        ("source:li-2010", {"li-2010"}),
        ("study:lara-2013", {"lara-2013", "kadriu-2018-review"}),
        ("experiment:eef2-kinase-knockout-ketamine", {"monteggia-2013", "kadriu-2018-review"}),
    ],
)
def test_a_thing_cites_what_it_rests_on_and_where_it_was_read(name: str, cites: set[str]) -> None:
    graph = shipped()

    assert {source.id for source in sources_of([graph.find(name)], graph)} == cites


@pytest.mark.parametrize("form", FORMS)
def test_every_shipped_source_can_be_cited(form: str) -> None:
    graph = shipped()
    told = cited(graph.sources.values(), form)

    marks = {"bibtex": "@", "ris": "TY  - ", "csl-json": '"id": ', "text": ""}
    if marks[form]:
        starts = re.findall(rf"^\s*{re.escape(marks[form])}", told, re.MULTILINE)
        assert len(starts) == len(graph.sources)


def test_nothing_in_a_title_ends_a_bibtex_entry_or_runs_a_command() -> None:
    told = cited([HOSTILE], "bibtex")

    assert told.count("\n@") == 0
    assert "\\input" not in told
    bare = re.sub(r"\\[{}]", "", told)
    assert bare.count("{") == bare.count("}")
    assert r"50 \% of \{GABA\}\_B \&" in told


def test_nothing_in_a_title_ends_a_ris_record() -> None:
    lines = cited([HOSTILE], "ris").split("\r\n")

    assert [line for line in lines if line.startswith("ER")] == ["ER  - "]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)


def test_csl_json_has_the_fields_of_its_schema_and_nothing_unknown() -> None:
    (row,) = json.loads(cited([HOSTILE], "csl-json"))

    assert row["issued"] == {"date-parts": [[2020]]}
    assert (row["DOI"], row["PMID"], row["URL"]) == ("10.1/a_b", "1", "https://doi.org/10.1/a_b")
    assert json.loads(cited([Source(SOURCE + "bare", "Bare")], "csl-json")) == [
        {"id": "bare", "type": "document", "title": "Bare"}
    ]


def test_authors_that_are_not_known_are_others_and_a_registry_record_has_none() -> None:
    told = cited([shipped().source("source:li-2010")], "bibtex")

    assert "author = {{Li N} and others}" in told or "author = {{Li} and others}" in told
    assert "author" not in cited([shipped().source("source:nct01640080")], "bibtex")


# at the shell


@pytest.mark.parametrize("form", FORMS)
def test_cite_prints_every_form(form: str) -> None:
    told = glutagraph("cite", "sarcosine", "--format", form)

    assert told.status == 0
    assert "huang-2013" in told.out or "Huang" in told.out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 2, "say what to cite"),
        (("sarcosine", "--trace", "ketamine", "mood"), 2, "not NAMEs and --trace"),
        (
            ("--trace", "ketamine", "mood", "--necessary", "ketamine", "mood"),
            *(2, "one thing at a time, not --trace and --necessary"),
        ),
        (("sarcosine", "--hypothesis", "dopamine"), 2, "belongs to --trace, --what-if or"),
        (("sarcosine", "--block", "mtorc1"), 2, "--block belongs to --what-if"),
        (("--trace", "ketamine", "mood", "--in", "astrocyte"), 2, "--in belongs to --what-if"),
        (("--necessary", "ketamine", "mood", "--add", "midazolam"), 2, "--add belongs to"),
        (("--what-if", "ketamine", "mood"), 2, "say what is done"),
        (("--what-if", "ketamine", "mood", "--in", "astrocyte"), 2, "--in belongs to --knock-out"),
        (("--what-if", "ketamine", "mood", "--clamp", "mtorc1=up"), 2, "is not NODE=low|high"),
        (("--what-if", "ketamine", "mood", "--block", "mtorc2"), 4, "did you mean mtorc1"),
        (("sarcosin",), 4, "did you mean sarcosine"),
        (("--trace", "midazolam", "mood"), 1, "nothing to cite"),
        (("--necessary", "midazolam", "mood"), 1, "nothing to cite"),
    ],
)
def test_cite_says_what_is_wrong(words: tuple[str, ...], status: int, said: str) -> None:
    told = glutagraph("cite", *words)

    assert (told.status, told.out) == (status, "")
    assert said in told.err


@pytest.mark.parametrize(
    "done",
    [
        ("--block", "mtorc1"),
        ("--knock-out", "nmda-receptor", "--in", "gaba-interneuron"),
        ("--clamp", "mtorc1=low", "--cut", "ketamine.blocks.resting-nmda-receptor"),
        ("--add", "midazolam", "--hypothesis", "disinhibition"),
    ],
)
def test_cite_takes_the_options_of_what_if(done: tuple[str, ...]) -> None:
    question = ("ketamine", "antidepressant-like-effect", *done)
    answer = json.loads(glutagraph("what-if", *question, "--format", "json").out)
    told = json.loads(glutagraph("cite", "--what-if", *question, "--format", "csl-json").out)

    assert {row["id"] for row in told} == set(sources_in(answer))


def sources_in(answer: object) -> list[str]:
    """Every source named in the JSON of an answer."""
    if isinstance(answer, list):
        return [source for part in answer for source in sources_in(part)]
    if not isinstance(answer, dict):
        return []
    here = [answer[name] for name in ("source", "read_in") if name in answer]
    return [*here, *sources_in([*answer.values()])]
