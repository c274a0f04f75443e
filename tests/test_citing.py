"""The sources of an answer as a reference manager reads them: exactly those used, each once."""

from __future__ import annotations

import json
import re

import pytest
from building import shipped
from command_line import glutagraph

from glutagraph import trace
from glutagraph.model import Identifier, Source
from glutagraph.telling.citation import FORMS, cited, sources_of, sources_of_trace
from glutagraph.vocabulary import SOURCE

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
        (("sarcosine", "--trace", "ketamine", "mood"), 2, "not both"),
        (("sarcosine", "--hypothesis", "dopamine"), 2, "belongs to --trace"),
        (("sarcosin",), 4, "did you mean sarcosine"),
        (("--trace", "midazolam", "mood"), 1, "nothing to cite"),
    ],
)
def test_cite_says_what_is_wrong(words: tuple[str, ...], status: int, said: str) -> None:
    told = glutagraph("cite", *words)

    assert (told.status, told.out) == (status, "")
    assert said in told.err
