"""`glutagraph import` at the shell: what is said, where, and with which status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from command_line import glutagraph, on_terminal
from imported import SMALL, written

from glutagraph.importing import FORMATS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_becomes_a_store_that_can_be_asked(tmp_path: Path, form: str) -> None:
    files = [place.name for place in written(tmp_path, SMALL[form])]

    done = glutagraph("import", form, *files, "-o", "a.ggstore", cwd=tmp_path)
    asked = glutagraph("--graph", "a.ggstore", "list", "claims", "--format", "json", cwd=tmp_path)

    assert (done.status, done.out) == (0, "")
    assert "edges kept, as" in done.err
    assert len(json.loads(asked.out)) > 1


def test_the_report_as_json_is_on_standard_output(tmp_path: Path) -> None:
    written(tmp_path, SMALL["sif"])

    done = glutagraph(
        "import", "sif", "mine.sif", "-o", "a.ggstore", "--format", "json", cwd=tmp_path
    )

    told = json.loads(done.out)
    assert (told["schema"], told["format"], told["store"]) == (1, "sif", "a.ggstore")
    assert (told["read"], told["kept"], told["claims"]) == (4, 4, 4)
    assert told["warnings"][0]["first"] == ["mine.sif:3"]
    assert done.err == ""


def test_standard_input_is_read(tmp_path: Path) -> None:
    typed = "NTRK2\t1\tMTOR\nMTOR\t-1\tEEF2K\n"

    done = glutagraph("import", "sif", "-", "-o", "a.ggstore", typed=typed, cwd=tmp_path)
    asked = glutagraph("--graph", "a.ggstore", "trace", "NTRK2", "EEF2K", cwd=tmp_path)

    assert done.status == 0
    assert "DECREASES" in asked.out


def test_what_cannot_be_read_ends_with_status_3_and_no_store(tmp_path: Path) -> None:
    written(tmp_path, {"a.sif": b"A\t1\t\xff\nB\t1\t\xff\n"})

    done = glutagraph("import", "sif", "a.sif", "-o", "a.ggstore", cwd=tmp_path)

    assert done.status == 3
    assert done.err.splitlines()[0] == "glutagraph: 2 problems; nothing was imported"
    assert done.err.splitlines()[1].startswith("a.sif:1: byte 0xff is not UTF-8; write")
    assert [place.name for place in tmp_path.iterdir()] == ["a.sif"]


def test_a_format_that_there_is_not_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    done = glutagraph("import", "signer", "a.tsv", "-o", "a.ggstore", cwd=tmp_path)

    assert done.status == 3
    assert "signer: there is no such format; did you mean signor? those that can be" in done.err


@pytest.mark.parametrize("size", ["", "many", "-1", "0", "1P", "1e9"])
def test_a_size_that_is_none_is_a_slip(tmp_path: Path, size: str) -> None:
    done = glutagraph("import", "sif", "a", "-o", "b", "--max-size", size, cwd=tmp_path)

    assert done.status == 2
    assert "is no size; write it as 500M or 20G" in done.err


def test_a_store_that_is_there_needs_force(tmp_path: Path) -> None:
    written(tmp_path, SMALL["sif"])
    words = ("import", "sif", "mine.sif", "-o", "a.ggstore")

    statuses = [glutagraph(*words, *more, cwd=tmp_path).status for more in ((), (), ("--force",))]

    assert statuses == [0, 3, 0]


def test_help_says_what_is_read_of_each_format() -> None:
    told = " ".join(glutagraph("import", "--help").out.split())

    for form in FORMATS.values():
        assert f"{form.name} {form.files}: {form.reads}." in told


def test_what_stands_in_a_file_does_not_speak_to_the_terminal(tmp_path: Path) -> None:
    (place,) = written(tmp_path, {"a.sif": "A\t\x1b[31mred\tB\n"})

    done = on_terminal("import", "sif", place, "-o", tmp_path / "a.ggstore")

    assert done.status == 0
    assert b"\x1b" not in done.data


def test_a_short_import_shows_no_bar(tmp_path: Path) -> None:
    (place,) = written(tmp_path, SMALL["sif"])

    done = on_terminal("import", "sif", place, "-o", tmp_path / "a.ggstore")

    assert "importing" not in done.out


def test_the_shipped_graph_is_joined_with_a_store(tmp_path: Path) -> None:
    typed = "HGNC:8032\t1\tx:mtor\n"
    glutagraph("import", "sif", "-", "-o", "other.ggstore", typed=typed, cwd=tmp_path)

    done = glutagraph(
        *("--graph", "shipped", "--graph", "other.ggstore", "trace", "ketamine", "x:mtor"),
        settings={"GLUTAGRAPH_CACHE": str(tmp_path / "cache")},
        cwd=tmp_path,
    )

    assert "Stitched" in done.out
    assert "/ other" in done.out
