"""The command line, end to end: what it prints where, how it ends, and how it bears mistreatment."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import threading
import time
from math import prod
from typing import TYPE_CHECKING, Any

import pytest
from command_line import COMMAND, HOME, PLAIN, Answer, glutagraph, on_terminal
from toy_graph import TOY, VOCABULARY

from glutagraph import model
from glutagraph.arguments import COMMANDS
from glutagraph.location import shipped_graph
from glutagraph.tables import listed
from glutagraph.text import Page, inert, printable

if TYPE_CHECKING:
    from pathlib import Path

BLOCKED = "SELECT ?target { entity:ketamine predicate:blocks ?target }"
NEVER = 'SELECT ?thing { ?thing rdfs:label "no such label" }'
ROUTE = ("trace", "ketamine", "bdnf-translation")
ROUTELESS = ("trace", "ketamine", "mood", "--sign", "decreases")


def toy(folder: Path, old: str = "", new: str = "") -> tuple[str, ...]:
    """The options that name the toy graph with a piece of its text changed."""
    file = folder / "toy.ttl"
    file.write_text(TOY.replace(old, new) if old else TOY, encoding="utf-8")
    return ("--graph", str(VOCABULARY), "--graph", str(file))


# how it ends

FOUND = [
    ROUTE,
    ("trace", "ketamine"),
    ("trace", "Ketamine", "BDNF translation"),
    ("trace", "  KETAMINE ", "Antidepressant Effect"),
    ("trace", "CHEBI:6121", "mood"),
    ("trace", "entity:ketamine", "https://w3id.org/glutagraph/entity/mood"),
    ("trace", "ketamine", "mood", "--top", "10000", "--max-steps", "50", "--species", "human"),
    ("show", "ketamine"),
    ("show", "Gαs translocation out of lipid rafts"),
    ("show", "hypothesis:dopamine"),
    ("show", "pmid:20724638"),
    ("show", "ketamine.blocks.resting-nmda-receptor"),
    ("show", "dideuteroketamine-forced-swim"),
    ("list", "Drugs"),
    ("list", "hypothesis"),
    ("list", "brain regions"),
    ("query", BLOCKED),
    ("query", "DESCRIBE entity:trkb"),
    ("query", "ASK { entity:ketamine predicate:blocks ?target }"),
    ("format", "--check", str(shipped_graph() / "hypotheses.ttl")),
    ("--version",),
    ("--help",),
]


@pytest.mark.parametrize("words", FOUND, ids=" ".join)
def test_what_is_found_ends_with_0_and_says_nothing_aside(words: tuple[str, ...]) -> None:
    answer = glutagraph(*words)

    assert (answer.status, answer.err) == (
        0,
        "" if words[0] != "format" else "0 of 1 file would be changed\n",
    )
    assert bool(answer.out) == (words[0] != "format")


NOTHING_FOUND = [
    ROUTELESS,
    (*ROUTELESS, "--format", "json"),
    ("trace", "rapamycin"),
    ("trace", "ketamine", "ketamine"),
    ("list", "claims", "--match", "no such text"),
    ("query", NEVER),
    ("query", "ASK { entity:mood predicate:blocks ?target }"),
    ("query", "CONSTRUCT WHERE { entity:mood predicate:blocks ?target }"),
]


@pytest.mark.parametrize("words", NOTHING_FOUND, ids=" ".join)
def test_what_finds_nothing_ends_with_1(words: tuple[str, ...]) -> None:
    assert glutagraph(*words).status == 1


# (words, exit status, what the message must name: the thing, the place or the cure)
MISTAKES: list[tuple[tuple[str, ...], int, str]] = [
    (("trac",), 2, "Did you mean 'trace'?"),
    (("--grpah", "x", "list", "drugs"), 2, "--graph"),
    (("trace",), 2, "START"),
    (("trace", ""), 2, "'START': it is empty"),
    (("trace", "ketamine", " "), 2, "it is empty"),
    (("trace", "ketamine", "mood", "weight"), 2, "weight"),
    (("trace", "ketamine", "mood", "--hypothesis", ""), 2, "'--hypothesis': it is empty"),
    (("trace", "ketamine", "mood", "--top", "0"), 2, "--top"),
    (("trace", "ketamine", "mood", "--top", "99999999999999999999"), 2, "10000"),
    (("trace", "ketamine", "mood", "--top", "many"), 2, "'many'"),
    (("trace", "ketamine", "mood", "--max-steps", "0"), 2, "--max-steps"),
    (("trace", "ketamine", "mood", "--sign", "up"), 2, "'increases'"),
    (("trace", "ketamine", "mood", "--min-tier", "best"), 2, "'randomised-trial'"),
    (("trace", "ketamine", "mood", "--format", "xml"), 2, "'jsonl'"),
    (("trace", "ketamin"), 4, "did you mean ketamine"),
    (("trace", "ketamine", "xyz"), 4, "'xyz'"),
    (("trace", "ketamine", "mood", "--via", "xyz"), 4, "glutagraph list entities"),
    (("trace", "ketamine", "mood", "--hypothesis", "dopamin"), 4, "did you mean dopamine?"),
    (("trace", "ketamine", "mood", "--species", "humann"), 4, "human"),
    (("show", "claim:xyz"), 4, "glutagraph list claims"),
    (("show", "β"), 4, "'β'"),
    (("list", "drugz"), 2, "did you mean 'drugs'?"),
    (("list", "xyz"), 2, "hypotheses"),
    (("list", "claims", "--status", "wrong"), 2, "'context-bound'"),
    (("list", "claims", "--family", "wrong"), 2, "'dependency'"),
    (("list", "claims", "--about", "ketamin"), 4, "did you mean ketamine"),
    (("list", "drugs", "--status", "open"), 2, "list claims"),
    (("query", ""), 2, "it is empty"),
    (("query", "-"), 2, "the query is empty"),
    (("query", "no-such-file.rq"), 2, "No such file"),
    (("query", "SELECT * {"), 2, "line 1"),
    (("query", "SELECT ?x { no:such ?y ?x }"), 2, "line 1"),
    (("query", "DELETE WHERE { ?a ?b ?c }"), 2, "DELETE would change the graph"),
    (("query", "SELECT * { SERVICE <http://x> { ?a ?b ?c } }"), 2, "stays within the graph"),
    (("query", "SELECT * FROM <http://x> { ?a ?b ?c }"), 2, "stays within the graph"),
    (("query", BLOCKED, "--format", "turtle"), 2, "only a graph is printed as turtle"),
    (("query", "DESCRIBE entity:trkb", "--format", "csv"), 2, "turtle or ntriples"),
    (("view", "--from", "ketamine"), 2, "--to"),
    (("view", "--focus", "mood", "--from", "ketamine", "--to", "mood"), 2, "on one thing, not on"),
    (("view", "--focus", "xyz", "-o", "-"), 4, "'xyz'"),
    (("view", "--open", "-o", "-"), 2, "--open needs a file"),
    (("view", "--and", "ketamine"), 2, "--and needs --compare"),
    (("view", "--compare", "ketamine", "disinhibition"), 2, "compare drugs with drugs"),
    (("view", "--compare", *"ab", *("--and", "c") * 3), 2, "four side by side at most"),
    (("check", ""), 2, "it is empty"),
    (("check", "no-such-folder"), 3, "no-such-folder: there is no such folder"),
    (("format", "no-such-file.ttl"), 3, "no-such-file.ttl"),
    (("format", "-", "graph"), 2, "- stands alone"),
    (("--graph", "", "list", "drugs"), 2, "'--graph': it is empty"),
    (("--graph", "no-such-folder", "list", "drugs"), 3, "no-such-folder"),
    (("list", "drugs", "-o", ""), 2, "it is empty"),
    (("list", "drugs", "-o", "no-such-folder/x"), 3, "make it first"),
    (("list", "drugs", "-o", "."), 3, "it is a folder"),
]


@pytest.mark.parametrize(("words", "status", "told"), MISTAKES, ids=lambda value: str(value)[:60])
def test_a_mistake_is_answered_with_the_thing_the_place_and_the_cure(
    words: tuple[str, ...], status: int, told: str
) -> None:
    answer = glutagraph(*words)

    assert (answer.status, answer.out) == (status, "")
    assert told in answer.err
    assert "Traceback" not in answer.err


def test_no_words_at_all_show_the_help() -> None:
    answer = glutagraph()

    assert answer.status in (0, 2)  # click changed its mind in 8.2
    assert "Examples:" in answer.out + answer.err


def test_versions_of_software_and_knowledge_are_told() -> None:
    assert re.fullmatch(r"glutagraph \S+, knowledge \S+\n", glutagraph("--version").out)


# what is read: --graph, check, format, standard input


def test_graphs_that_are_named_are_joined_and_one_named_twice_is_read_once(tmp_path: Path) -> None:
    once = glutagraph(*toy(tmp_path), "list", "drugs", "--format", "csv")

    assert once.status == 0
    assert re.findall("^[a-z-]+", once.out, re.MULTILINE) == ["id", "esketamine", "ketamine"]
    twice = (*toy(tmp_path), *toy(tmp_path))
    assert glutagraph(*twice, "list", "drugs", "--format", "csv") == once


def test_a_folder_without_turtle_is_refused(tmp_path: Path) -> None:
    answer = glutagraph("--graph", tmp_path, "list", "drugs")

    assert (answer.status, answer.out) == (3, "")
    assert f"{tmp_path}: the folder holds no Turtle" in answer.err


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("broken.ttl", b'<a:a> <a:b> "c', ":1: "),
        ("latin.ttl", b'<a:a> <a:b> "\xe9" .', "not UTF-8"),
        ("noise.ttl", bytes(range(256)), ":2: not UTF-8"),
    ],
)
def test_a_broken_graph_is_told_with_file_and_line(
    name: str, data: bytes, told: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    for words in (
        ("--graph", tmp_path, "list", "drugs"),
        ("check", tmp_path),
        ("format", tmp_path),
    ):
        answer = glutagraph(*words)
        said = answer.out + answer.err

        assert answer.status == 3
        assert name in said
        assert told in said
        assert "Traceback" not in said
    assert (tmp_path / name).read_bytes() == data, "what has errors is left as it is"


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone.ttl").symlink_to("nowhere.ttl")
    (tmp_path / "folder.ttl").mkdir()
    for words in (
        ("--graph", tmp_path, "list", "drugs"),
        ("check", tmp_path),
        ("format", tmp_path),
    ):
        answer = glutagraph(*words)

        assert answer.status == 3
        assert "gone.ttl" in answer.err
        assert "Traceback" not in answer.err


def test_check_names_every_problem_with_its_line_and_cure(tmp_path: Path) -> None:
    broken = TOY.replace("predicate:blocks", "predicate:blokcs")
    (tmp_path / "toy.ttl").write_text(broken, encoding="utf-8")
    (tmp_path / "vocabulary.ttl").write_bytes(VOCABULARY.read_bytes())
    answer = glutagraph("check", tmp_path)

    assert answer.status == 3
    assert re.search(r"toy\.ttl:\d+: predicate:blokcs .*did you mean blocks", answer.out)
    assert re.fullmatch(r"\d+ problems?\n", answer.err)
    assert glutagraph("--graph", tmp_path, "check") == answer


def test_the_shipped_graph_has_no_problems() -> None:
    assert glutagraph("check") == Answer(0, b"", b"no problems\n")


def test_standard_input_is_formatted_byte_for_byte_under_any_encoding() -> None:
    for encoding in ("utf-8", "ascii", "latin-1"):
        typed = '<a:s>    <a:p>  "Gα → 0.80" .'
        answer = glutagraph("format", "-", typed=typed, settings={"PYTHONIOENCODING": encoding})

        assert answer == Answer(0, '<a:s>\n    <a:p> "Gα → 0.80" .\n'.encode(), b"")


def test_format_says_what_would_change_and_then_changes_it(tmp_path: Path) -> None:
    file = tmp_path / "one.ttl"
    file.write_text("<a:a>   <a:b> <a:c> .")
    asked = glutagraph("format", "--check", file)

    assert asked == Answer(3, f"{file}\n".encode(), b"1 of 1 file would be changed\n")
    assert file.read_text() == "<a:a>   <a:b> <a:c> ."
    assert glutagraph("format", file).status == 0
    assert glutagraph("format", "--check", file).status == 0


def test_a_query_is_given_as_such_or_as_a_file_or_on_standard_input(tmp_path: Path) -> None:
    answer = glutagraph("query", BLOCKED, "--format", "csv")
    file = tmp_path / "a{b}.rq"
    file.write_bytes(b"\xef\xbb\xbf" + BLOCKED.encode())

    assert glutagraph("query", file, "--format", "csv") == answer
    assert glutagraph("query", "-", "--format", "csv", typed=BLOCKED) == answer
    assert glutagraph("query", "-", "--format", "csv", typed=file.read_bytes()) == answer
    assert glutagraph("query", "-", typed=b"\xff").status == 2


# what is written

ROWS = [
    ("list", "drugs"),
    ("list", "claims"),
    ("list", "hypotheses"),
    ("list", "experiments"),
    ("list", "sources"),
    ("list", "claims", "--status", "disputed"),
]


def cell(value: object) -> str:
    """A field of JSON as it stands in a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(cell(part) for part in value)
    if isinstance(value, dict):
        whole = " ".join(cell(part) for part in value.values() if part)
        return str(value.get("curie", whole))
    return "" if value is None else str(value)


def separated(text: str, delimiter: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def markdown(text: str) -> list[dict[str, str]]:
    """The rows of a table in Markdown, its escapes undone."""
    lines = [
        [re.sub(r"\\(.)", r"\1", part).strip() for part in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in text.splitlines()
    ]
    assert set(lines[1]) == {"---"}
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


@pytest.mark.parametrize("words", ROWS, ids=" ".join)
def test_every_format_of_a_listing_parses_back_to_the_same_rows(words: tuple[str, ...]) -> None:
    rows = json.loads(glutagraph(*words, "--format", "json").out)
    told = {
        form: glutagraph(*words, "--format", form).out for form in ("jsonl", "csv", "tsv", "md")
    }

    assert rows
    assert [json.loads(line) for line in told["jsonl"].splitlines()] == rows
    for parsed in (separated(told["csv"], ","), separated(told["tsv"], "\t"), markdown(told["md"])):
        columns = list(parsed[0])
        assert columns[0] == "id"
        assert parsed == [{column: cell(row[column]) for column in columns} for row in rows]


@pytest.mark.parametrize("words", ROWS, ids=" ".join)
def test_rows_have_what_the_contract_promises(words: tuple[str, ...]) -> None:
    promised = {"id", "label", "synonyms", "identifiers"}
    if words[1] == "claims":
        promised |= {"subject", "predicate", "object", "sign", "family", "net", "disputed"}
        promised |= {"hypotheses", "evidence"}
    for row in json.loads(glutagraph(*words, "--format", "json").out):
        assert promised <= row.keys()


@pytest.mark.parametrize("words", [(*ROUTE, "--top", "5"), ("trace", "ketamine"), ROUTELESS])
def test_every_format_of_a_trace_parses_back_to_its_paths(words: tuple[str, ...]) -> None:
    told = {
        form: glutagraph(*words, "--format", form).out for form in ("jsonl", "csv", "tsv", "md")
    }
    rows = [json.loads(line) for line in told["jsonl"].splitlines()]

    for parsed in (separated(told["csv"], ","), separated(told["tsv"], "\t"), markdown(told["md"])):
        assert [row["path"] for row in parsed] == [row["path"] for row in rows]
        assert [row["sign"] for row in parsed] == [str(row["sign"]) for row in rows]


def test_every_format_of_a_query_parses_back_to_the_same_rows() -> None:
    told = {
        form: glutagraph("query", BLOCKED, "--format", form).out
        for form in ("json", "jsonl", "csv", "tsv", "md", "table")
    }
    bindings = json.loads(told["json"])["results"]["bindings"]
    iris = [binding["target"]["value"] for binding in bindings]

    assert "https://w3id.org/glutagraph/entity/resting-nmda-receptor" in iris
    assert [json.loads(line)["target"] for line in told["jsonl"].splitlines()] == iris
    assert [row["target"] for row in separated(told["csv"], ",")] == iris
    assert [row["target"] for row in separated(told["tsv"], "\t")] == iris
    short = [iri.replace("https://w3id.org/glutagraph/entity/", "entity:") for iri in iris]
    assert [row["target"] for row in markdown(told["md"])] == short
    assert told["table"].split()[2:] == short


def test_an_empty_listing_has_its_header_and_json_its_brackets() -> None:
    empty = ("list", "claims", "--match", "no such text", "--format")

    assert glutagraph(*empty, "json").out == "[]\n"
    assert glutagraph(*empty, "jsonl").out == ""
    assert glutagraph(*empty, "csv").out.startswith("id,")
    assert glutagraph(*empty, "table") == Answer(1, b"", b"no claims to list\n")


def test_everything_known_of_a_thing_is_in_its_json() -> None:
    known = json.loads(
        glutagraph("show", "2r-6r-hnk.inhibits.nmda-receptor", "--format", "json").out
    )
    drug = json.loads(glutagraph("show", "ketamine", "--format", "json").out)

    assert known["against"] == [
        {"by": "2r-6r-hnk.does-not-affect.nmda-receptor", "separated_by": ""}
    ]
    assert {"id", "label", "kind", "synonyms", "identifiers"} <= drug.keys()
    assert "ketamine.blocks.resting-nmda-receptor" in {claim["id"] for claim in drug["claims"]}
    assert "dideuteroketamine-forced-swim" in {row["id"] for row in drug["experiments"]}


@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_a_file_holds_what_a_pipe_would_carry(form: str, tmp_path: Path) -> None:
    file = tmp_path / "new.txt"
    words = (*ROUTE, "--format", form)

    assert glutagraph(*words, "-o", file) == Answer(0, b"", b"")
    assert file.read_bytes() == glutagraph(*words).data
    assert os.listdir(tmp_path) == ["new.txt"]


def test_writing_follows_a_link_and_keeps_the_mode(tmp_path: Path) -> None:
    file, link = tmp_path / "file.csv", tmp_path / "link.csv"
    file.write_text("before")
    file.chmod(0o640)
    link.symlink_to(file)

    assert glutagraph("list", "drugs", "-o", link).status == 0
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.read_text() != "before"


def test_what_may_not_be_written_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_text("before")
    file.chmod(0o444)
    allowed = os.access(file, os.W_OK)  # root may write anything
    answer = glutagraph("list", "drugs", "-o", file)

    assert answer.status == (0 if allowed else 3)
    assert allowed or "read-only" in answer.err
    assert allowed or file.read_text() == "before"


def test_what_is_no_file_is_written_into_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    listener = threading.Thread(target=lambda: heard.append(pipe.read_text()), daemon=True)
    listener.start()
    answer = glutagraph("list", "hypotheses", "--format", "csv", "-o", pipe)
    listener.join(timeout=60)

    assert answer == Answer(0, b"", b"")
    assert heard[0].startswith("id,label")
    assert pipe.is_fifo()
    if os.path.exists("/proc/self/fd/1"):  # what /dev/stdout is; itself it is no place for tests
        answer = glutagraph("list", "drugs", "-o", "/proc/self/fd/1")
        assert answer == glutagraph("list", "drugs")


def test_a_drug_that_a_hypothesis_is_called_by_as_well_is_shown_and_that_is_said() -> None:
    shown = glutagraph("show", "rapastinel")

    assert shown.out.startswith("rapastinel · drug · entity:rapastinel")
    assert shown.err.endswith("called so as well: glutagraph show hypothesis:rapastinel\n")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("trace", "ketamine", "dopamine"), 4, "not the name of an entity, but of a hypothesis"),
        (("query", "claims-of-paper", "zanos-2016"), 2, "give parameters by name, as in --param"),
    ],
)
def test_what_was_nearly_right_is_told_what_to_type(
    words: tuple[str, ...], status: int, told: str
) -> None:
    answer = glutagraph(*words)

    assert (answer.status, answer.out) == (status, "")
    assert told in answer.err


def test_a_verdict_whose_every_path_is_disputed_says_so_at_once() -> None:
    riluzole = glutagraph("trace", "riluzole", "antidepressant-effect").out
    eef2 = glutagraph("trace", "ketamine", "eef2").out

    assert "increases antidepressant effect in patients · 1 path, disputed\n" in riluzole
    assert "every path has a step that something speaks against" in riluzole
    assert "speaks against" not in eef2


def test_a_page_is_written_and_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    answer = glutagraph("view", "--from", "ketamine", "--to", "mood", "-o", file)

    assert answer == Answer(0, b"", f"wrote {file}\n".encode())
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    nowhere = glutagraph("view", "--from", "mood", "--to", "ketamine", "-o", "-")
    assert (nowhere.status, nowhere.err) == (1, "no path leads there; the page says why\n")


# the JSON of a trace: a contract

ANY = object()
THING = {"id": str, "label": str, "kind": str}
EVIDENCE = {
    **{"source": str, "citation": str, "stance": str, "finding": str, "tier": str},
    **{"context": dict, "locator": str, "method": str, "read_in": str},
}
STEP = {
    **{"claim": str, "net": bool, "subject": THING, "predicate": {"id": str, "label": str}},
    **{"object": THING, "sign": int, "net_sign": int, "disputed": bool, "status": str},
    **{"hypotheses": [str], "evidence": [EVIDENCE]},
}
PATH = {
    **{"sign": int, "length": int, "coherent": bool, "disputed": bool, "weakest_evidence": str},
    **{
        "joints": [{"reason": str, "detail": str, "after": int}],
        "hypotheses": [str],
        "steps": [STEP],
    },
}
OUTCOME = {
    **{"end": THING, "verdict": str, "reason": str, "best": ANY},
    **{"coherent_paths": int, "stitched_paths": int, "stitched_complete": bool},
    "hypotheses": [{"id": str, "verdict": str, "paths": int}],
}
TRACE = {
    **{"schema": int, "start": THING, "end": {**THING, "members": [str]}, "verdict": str},
    **{"reason": str, "complete": bool, "coherent_paths": int, "stitched_paths": int},
    **{"paths": [PATH], "outcomes": [OUTCOME]},
    "stops": [{"hypothesis": str, "reached": [str], "because": str, "open": [str]}],
    "loops": [{"sign": int, "claims": [str]}],
}
TRACE_EVERYWHERE = {"schema": int, "start": THING, "reason": str, "outcomes": [OUTCOME]}
VERDICTS = {"increases", "decreases", "mixed", "unknown", "none"}
TRACES = [
    (*ROUTE, "--top", "100"),
    ("trace", "ketamine", "antidepressant-effect"),
    ("trace", "2r-6r-hnk", "nmda-receptor"),
    ("trace", "esketamine", "mood"),
    ROUTELESS,
]


def misfits(value: Any, shape: Any, place: str = "") -> list[str]:
    """Where a value is not of a shape; fields beyond those of the shape are no misfit."""
    if shape is ANY:
        return []
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{place} is no array"]
        return [m for n, one in enumerate(value) for m in misfits(one, shape[0], f"{place}[{n}]")]
    if isinstance(shape, dict):
        missing = [f"{place}.{name} is missing" for name in shape.keys() - value.keys()]
        known = [(name, part) for name, part in shape.items() if name in value]
        return missing + [
            m for name, part in known for m in misfits(value[name], part, f"{place}.{name}")
        ]
    is_right = type(value) is shape
    return [] if is_right else [f"{place} is {value!r}, not {shape.__name__}"]


def answer_of(words: tuple[str, ...]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(glutagraph(*words, "--format", "json").out)
    return answer


@pytest.mark.parametrize("words", TRACES, ids=" ".join)
def test_a_trace_has_every_field_of_the_contract(words: tuple[str, ...]) -> None:
    answer = answer_of(words)

    assert misfits(answer, TRACE) == []
    assert answer["schema"] == 1
    assert {answer["verdict"], *(o["verdict"] for o in answer["outcomes"])} <= VERDICTS
    assert (answer["start"]["id"], answer["end"]["id"]) == words[1:3]


@pytest.mark.parametrize("words", TRACES, ids=" ".join)
def test_paths_in_json_add_up(words: tuple[str, ...]) -> None:
    tiers = [tier.id for tier in model.Tier]
    for path in answer_of(words)["paths"]:
        steps = path["steps"]
        signs = [step["sign"] for step in steps]
        products = [prod(signs[: place + 1]) for place in range(len(signs))]

        assert path["length"] == len(steps)
        assert [step["net_sign"] for step in steps] == products
        assert path["sign"] == products[-1]
        assert path["coherent"] == (path["joints"] == [])
        assert path["disputed"] == any(step["disputed"] for step in steps)
        assert path["weakest_evidence"] in tiers
        for step in steps:
            parts = (step["subject"]["id"], step["predicate"]["id"], step["object"]["id"])
            assert step["claim"] == ".".join(parts), "ids are slugs, and a claim's is made of them"
        if path["coherent"]:
            ends = [step["object"]["id"] for step in steps]
            assert [step["subject"]["id"] for step in steps] == [words[1], *ends[:-1]]


def test_a_group_is_answered_member_by_member() -> None:
    answer = answer_of(("trace", "ketamine", "antidepressant-effect"))
    ends = [outcome["end"]["id"] for outcome in answer["outcomes"]]

    assert set(answer["end"]["members"]) == set(ends) - {"antidepressant-effect"}
    assert "antidepressant-like-effect" in ends
    assert answer["coherent_paths"] == sum(o["coherent_paths"] for o in answer["outcomes"])
    assert all(
        outcome["best"] is None or not misfits(outcome["best"], PATH)
        for outcome in answer["outcomes"]
    )


def test_without_an_end_there_is_a_row_for_each_outcome() -> None:
    answer = answer_of(("trace", "ketamine"))
    nothing = answer_of(("trace", "rapamycin"))

    assert misfits(answer, TRACE_EVERYWHERE) == misfits(nothing, TRACE_EVERYWHERE) == []
    assert all(not misfits(outcome["best"], PATH) for outcome in answer["outcomes"])
    assert nothing["outcomes"] == []
    assert nothing["reason"]


def test_an_empty_trace_names_the_constraint_that_emptied_it() -> None:
    answer = answer_of(ROUTELESS)

    assert (answer["verdict"], answer["paths"]) == ("none", [])
    assert "--sign decreases" in answer["reason"]


# text from data is only ever text

LABEL = "[red]x[/red] |<b> \\u202e=1\\nFAKE\\tLINE"
TOLD = [
    ("trace", "ketamine", "mood"),
    ("trace", "ketamine"),
    ("show", "ketamine"),
    ("show", "ketamine.increases.mood"),
    ("show", "receptor-clamp"),
    ("show", "author-2001"),
    ("list", "drugs"),
    ("list", "drugs", "--format", "md"),
    ("list", "sources"),
]
OUR_STYLES = re.compile("\x1b\\[(0|1|2|33|34|35)m")


@pytest.mark.parametrize("words", TOLD, ids=" ".join)
@pytest.mark.parametrize("colour", ["", "1"], ids=["plain", "coloured"])
def test_a_hostile_label_is_shown_as_it_is_on_one_line(
    words: tuple[str, ...], colour: str, tmp_path: Path
) -> None:
    graph = toy(tmp_path, 'rdfs:label "ketamine"', f'rdfs:label "{LABEL}"')
    (tmp_path / "toy.ttl").write_text(
        (tmp_path / "toy.ttl").read_text().replace("Author et al. 2001", LABEL), encoding="utf-8"
    )
    answer = glutagraph(*graph, *words, settings={"FORCE_COLOR": colour, "NO_COLOR": ""})
    plain = OUR_STYLES.sub("", answer.out)

    assert answer.status == 0
    assert "[red]x[/red]" in plain.replace("\\", "")
    assert "\u202e" not in plain
    assert inert(plain) == plain, "no control characters but line ends and tabs"
    assert not any(line.lstrip().startswith("FAKE") for line in plain.splitlines())


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "tsv", "md"])
def test_escapes_that_a_query_makes_do_not_reach_the_terminal(form: str) -> None:
    sparql = r'SELECT ("\u001b[31mred\u009b2J\u0007\r" AS ?x) {}'
    for answer in (
        glutagraph("query", sparql, "--format", form, settings={"FORCE_COLOR": "1"}),
        on_terminal("query", sparql, "--format", form),
    ):
        assert answer.status == 0
        assert "red" in answer.out
        assert not set(answer.out) & set("\x1b\x07\r\x9b")


def test_escapes_in_json_are_read_back_as_they_were() -> None:
    sparql = r'SELECT ("\u001b[31mred\u009b\u202e" AS ?x) {}'
    (row,) = glutagraph("query", sparql, "--format", "jsonl").out.splitlines()

    assert json.loads(row) == {"x": "\x1b[31mred\x9b\u202e"}


def test_escapes_in_what_was_typed_do_not_reach_the_terminal_either() -> None:
    for words in (("show", "\x1b[31mred"), ("list", "\x1b[31mred"), ("\x1b[31mred",)):
        assert b"\x1b[31m" not in on_terminal(*words).data


def test_formulas_are_no_formulas_in_separated_values() -> None:
    typed = ("=1+1", "+1", "@cmd", "-1+cmd", "\t=1", "-1", "-0.5", "1", "a=b")
    rows = [{"x": cell} for cell in typed]
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        cells = [row["x"] for row in separated(listed(rows, ["x"], form), delimiter)]
        assert cells == ["'=1+1", "'+1", "'@cmd", "'-1+cmd", "'\t=1", "-1", "-0.5", "1", "a=b"]


def test_line_ends_within_a_cell_stay_in_the_cell() -> None:
    rows = [{"id": "one", "x": 'a\nb "c", d\te|f'}, {"id": "two", "x": ""}]

    assert separated(listed(rows, ["id", "x"], "csv"), ",") == rows
    assert separated(listed(rows, ["id", "x"], "tsv"), "\t") == rows
    assert [row["x"] for row in markdown(listed(rows, ["id", "x"], "md"))] == ['a b "c", d e|f', ""]


def test_no_text_of_a_page_breaks_a_line_or_speaks_to_the_terminal() -> None:
    for page in (Page(), Page(colour=True)):
        for line in (page.plain("a\nb\x1b[31m"), page.bold("a\nb\x1b[31m")):
            assert OUR_STYLES.sub("", line) == "a b\\u001b[31m"
        assert page.wrapped("a\nb\x1b[31m", 2) == "  a b\\u001b[31m"


# encodings, colour, width


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "utf-8"])
def test_arrows_and_greek_are_spelt_out_where_they_cannot_be_printed(encoding: str) -> None:
    answer = glutagraph("trace", "ketamine", "camp", settings={"PYTHONIOENCODING": encoding})
    text = answer.data.decode(encoding)

    assert (answer.status, answer.talk) == (0, b"")
    assert ("→" if encoding == "utf-8" else "->") in text
    assert re.search("Gαs|Galphas", text)
    assert "?" not in text.replace("-?", "")


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv", "md"])
def test_data_is_utf_8_whatever_the_locale(form: str) -> None:
    words = ("trace", "ketamine", "camp", "--format", form)
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    for encoding in ("ascii", "latin-1", "cp1252"):
        assert glutagraph(*words, settings={"PYTHONIOENCODING": encoding}) == glutagraph(*words)
    assert glutagraph(*words, settings=bare) == glutagraph(*words)


@pytest.mark.parametrize("locale", ["C", "POSIX", "tr_TR.UTF-8", "xx_YY"])
def test_greek_is_understood_in_any_locale(locale: str) -> None:
    bare = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    answer = glutagraph("show", "Gαs translocation out of lipid rafts", settings=bare)

    assert answer.status == 0
    assert b"Galphas translocation" in answer.data or "Gαs".encode() in answer.data


@pytest.mark.parametrize(
    ("letter", "spelt"),
    [
        ("⊣", "-|"),
        ("β", "beta"),
        ("Ω", "Omega"),
        ("µ", "u"),
        ("é", "e"),
        ("−", "-"),
        ("中", "\\u4e2d"),
    ],
)
def test_a_letter_that_cannot_be_printed_is_spelt(letter: str, spelt: str) -> None:
    assert printable(f"x{letter}", "ascii") == f"x{spelt}"


@pytest.mark.parametrize(
    ("settings", "is_coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
    ids=str,
)
def test_colour_at_a_terminal(settings: dict[str, str], is_coloured: bool) -> None:
    assert (b"\x1b[" in on_terminal(*ROUTE, settings=settings).data) is is_coloured


def test_colour_in_a_pipe_or_a_file_only_where_it_is_forced(tmp_path: Path) -> None:
    forced = {"FORCE_COLOR": "1"}

    assert b"\x1b[" not in glutagraph(*ROUTE).data
    assert b"\x1b[1m" in glutagraph(*ROUTE, settings=forced).data
    assert glutagraph(*ROUTE, "-o", tmp_path / "file", settings=forced).status == 0
    assert b"\x1b[" not in (tmp_path / "file").read_bytes()
    for form in ("json", "csv"):
        assert b"\x1b[" not in glutagraph(*ROUTE, "--format", form, settings=forced).data


@pytest.mark.parametrize(
    "words", [ROUTE, ("show", "eef2"), ("list", "hypotheses"), ("list", "claims")]
)
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_running_text_fits_the_terminal_and_no_name_is_cut(
    words: tuple[str, ...], columns: int
) -> None:
    plain = {"COLUMNS": str(columns), "NO_COLOR": "1"}
    text = on_terminal(*words, settings=plain).out
    wide = [line for line in text.splitlines() if len(line) > columns]

    assert all("·" in line or len(line.split()) <= 2 for line in wide), "a title or a name"
    if words[0] == "list":
        ids = [row["id"] for row in json.loads(glutagraph(*words, "--format", "json").out)]
        assert set(ids) <= set(text.split())


def test_a_table_in_a_pipe_has_a_row_to_a_line() -> None:
    count = len(json.loads(glutagraph("list", "claims", "--format", "json").out))

    assert (
        len(glutagraph("list", "claims", settings={"COLUMNS": "40"}).out.splitlines()) == count + 2
    )


# who stops reading, who interrupts, who runs at once, who has no home


def test_whoever_stops_reading_ends_it_quietly() -> None:
    with subprocess.Popen(
        [COMMAND, "list", "claims", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=PLAIN,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"[\n"
        process.stdout.close()
        said = process.stderr.read()

    assert said == b""
    assert process.returncode == -signal.SIGPIPE


def opened_for_a_reader(pipe: Path, reader: subprocess.Popen[bytes]) -> int:
    """A named pipe, open for writing once another process reads it."""
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            assert reader.poll() is None
            time.sleep(0.01)


def test_an_interrupt_ends_it_quietly_and_is_not_taken_for_nothing_found(tmp_path: Path) -> None:
    question = tmp_path / "question.rq"
    os.mkfifo(question)
    with subprocess.Popen(
        [COMMAND, "query", question], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=PLAIN
    ) as process:
        writer = opened_for_a_reader(question, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        os.close(writer)

    assert process.returncode == 130
    assert (out, err.strip()) == (b"", b"")


@pytest.mark.parametrize("words", [("list", "drugs"), ("--help",), ("query", BLOCKED)])
def test_a_full_disk_and_a_closed_output_are_told(words: tuple[str, ...]) -> None:
    for redirected, told in ((">/dev/full", "No space left"), (">&-", "is closed")):
        if words == ("--help",) and redirected == ">&-":
            continue  # click says nothing there, and ends well
        done = subprocess.run(
            ["sh", "-c", f'exec "$0" "$@" {redirected}', COMMAND, *words],
            capture_output=True,
            env=PLAIN,
            check=False,
        )
        assert done.returncode == 3
        assert done.stderr.decode().startswith("glutagraph: standard output")
        assert told in done.stderr.decode()
        assert b"Traceback" not in done.stderr


def test_closed_input_is_empty_input() -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" query - <&-', COMMAND], capture_output=True, env=PLAIN, check=False
    )

    assert done.returncode == 2
    assert b"the query is empty" in done.stderr


def test_several_runs_at_once_all_answer(tmp_path: Path) -> None:
    cold = {"GLUTAGRAPH_CACHE": str(tmp_path / "cache")}
    file = tmp_path / "answer.json"
    answers: list[Answer] = []
    runs = [
        threading.Thread(
            target=lambda: answers.append(
                glutagraph(*ROUTE, "--format", "json", "-o", file, settings=cold)
            )
        )
        for _ in range(4)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert answers == [Answer(0, b"", b"")] * 4
    assert file.read_bytes() == glutagraph(*ROUTE, "--format", "json").data
    assert sorted(os.listdir(tmp_path)) == ["answer.json", "cache"]


def test_no_home_and_a_home_that_cannot_be_written_only_cost_time(tmp_path: Path) -> None:
    (tmp_path / "read-only").mkdir(mode=0o500)
    (tmp_path / "file").write_text("")
    for home in ("", str(tmp_path / "read-only"), str(tmp_path / "file")):
        assert glutagraph(*ROUTE, settings={"HOME": home}) == glutagraph(*ROUTE)
    assert glutagraph(*ROUTE, settings={"GLUTAGRAPH_CACHE": str(tmp_path / "file")}).status == 0


# completion


def completions(words: str, place: int, shell: str = "bash") -> list[str]:
    """What a shell offers for a word of a line."""
    told = glutagraph(
        settings={
            "_GLUTAGRAPH_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(place) if shell != "fish" else words.rpartition(" ")[2],
        }
    ).out
    if shell == "zsh":
        return told.splitlines()[1::3]
    return [line.partition(",")[2].partition("\t")[0] for line in told.splitlines()]


@pytest.mark.parametrize(
    ("words", "place", "offered"),
    [
        ("glutagraph ", 1, [*COMMANDS]),
        ("glutagraph trace arket", 2, ["arketamine"]),
        ("glutagraph trace ARKET", 2, ["arketamine"]),
        ("glutagraph trace ketamine --hyp", 3, ["--hypothesis"]),
        ("glutagraph trace ketamine --hypothesis do", 4, ["dopamine"]),
        ("glutagraph trace ketamine --species hu", 4, ["human"]),
        ("glutagraph trace ketamine --region lateral-h", 4, ["lateral-habenula"]),
        ("glutagraph list hyp", 2, ["hypotheses"]),
        ("glutagraph list claims --status c", 4, ["context-bound"]),
        ("glutagraph show disinh", 2, ["disinhibition"]),
        ("glutagraph show li-2010", 2, ["li-2010"]),
        ("glutagraph trace ketamine -o ", 4, [""]),
        ("glutagraph --graph no-such-folder trace k", 4, [""]),
    ],
)
def test_the_tab_key_completes(words: str, place: int, offered: list[str]) -> None:
    assert completions(words, place) == offered


def test_the_tab_key_completes_in_other_shells() -> None:
    assert completions("glutagraph trace arket", 2, "zsh") == ["arketamine"]
    assert completions("glutagraph trace arket", 2, "fish") == ["arketamine"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    script = glutagraph(settings={"_GLUTAGRAPH_COMPLETE": f"{shell}_source"})

    assert script.status == 0
    assert f"{shell}_complete" in script.out


# what the command line says twice agrees with where it is said first


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; from glutagraph.cli import cli; cli.main(['--help'], standalone_mode=False); "
        "heavy = {'rdflib', 'networkx', 'rich', 'pyvis', 'pyoxigraph'} & sys.modules.keys(); "
        "assert not heavy, heavy"
    )
    python = os.path.join(os.path.dirname(COMMAND), "python")
    subprocess.run([python, "-c", code], env=PLAIN, cwd=HOME, check=True, capture_output=True)
