"""A graph that was read before is remembered as it was, and never instead of what it has become."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest
from toy_files import Toy

import glutagraph
from glutagraph import cache
from glutagraph.loading import load_files
from glutagraph.location import shipped_graph
from glutagraph.model import Claim, Contents, Entity, Experiment, Hypothesis, Predicate, Source

if TYPE_CHECKING:
    from pathlib import Path

LONG_AGO = 1_000_000_000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that is not there yet."""
    monkeypatch.setenv("GLUTAGRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """A small graph whose files have lain there for years."""
    toy = Toy.copied_to(tmp_path)
    for file in toy.folder.rglob("*.ttl"):
        os.utime(file, (LONG_AGO, LONG_AGO))
    return toy


def spelt_out(value: Any) -> Any:
    """A value with all that is in it, since things with a name are equal by their name alone."""
    if isinstance(value, (Claim, Contents, Entity, Experiment, Hypothesis, Predicate, Source)):
        return {field.name: spelt_out(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: spelt_out(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [spelt_out(inner) for inner in value]
    return repr(value)


def remembered(place: Path) -> Contents:
    """What is remembered of a folder that was read and is read no more."""
    cache.remember([place], load_files([place]))
    contents = cache.recall([place])
    assert contents is not None
    return contents


def entry(folder: Path) -> Path:
    """The one graph that is remembered."""
    (found,) = (place for place in folder.iterdir() if place.is_dir())
    return found


@pytest.mark.usefixtures("folder")
def test_the_shipped_graph_is_remembered_to_the_last_word() -> None:
    graph = shipped_graph()

    assert spelt_out(remembered(graph)) == spelt_out(load_files([graph]))


def test_nothing_is_recalled_before_anything_was_remembered(folder: Path, toy: Toy) -> None:
    assert cache.recall([toy.folder]) is None
    assert not folder.exists()


def test_the_cache_is_open_to_its_owner_alone(folder: Path, toy: Toy) -> None:
    remembered(toy.folder)

    for place in (folder, entry(folder)):
        assert place.stat().st_mode & 0o777 == 0o700
    for file in (file for file in folder.rglob("*") if file.is_file()):
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_others_may_write_to_is_not_trusted(folder: Path, toy: Toy) -> None:
    remembered(toy.folder)
    folder.chmod(0o777)

    assert cache.recall([toy.folder]) is None


@pytest.mark.usefixtures("folder")
def test_an_edited_file_is_seen_at_once(toy: Toy) -> None:
    glutagraph.load(toy.folder)
    toy.change("hypotheses.ttl", "Direct inhibition", "Direct inhibitio?")

    assert glutagraph.load(toy.folder).hypothesis("direct-inhibition").label == "Direct inhibitio?"


@pytest.mark.usefixtures("folder")
def test_an_edit_that_leaves_size_and_time_as_they_were_is_seen_while_the_file_is_fresh(
    toy: Toy,
) -> None:
    file = toy.folder / "hypotheses.ttl"
    os.utime(file)
    glutagraph.load(toy.folder)
    before = file.stat()
    toy.change("hypotheses.ttl", "Direct inhibition", "Direct inhibitio?")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert glutagraph.load(toy.folder).hypothesis("direct-inhibition").label == "Direct inhibitio?"


@pytest.mark.usefixtures("folder")
def test_a_new_file_and_a_removed_one_are_seen(toy: Toy) -> None:
    before = len(glutagraph.load(toy.folder).sources)
    toy.add("more.ttl", "source:new-2020 a gg:Source ; rdfs:label 'New' ; dcterms:issued '2020' ;"
            " gg:sourceType gg:primary .\n")  # fmt: skip

    assert len(glutagraph.load(toy.folder).sources) == before + 1

    (toy.folder / "more.ttl").unlink()

    assert len(glutagraph.load(toy.folder).sources) == before


@pytest.mark.usefixtures("folder")
def test_files_that_were_only_touched_need_not_be_read_as_turtle_again(toy: Toy) -> None:
    remembered(toy.folder)
    for file in toy.folder.rglob("*.ttl"):
        os.utime(file)

    assert cache.recall([toy.folder]) is not None


@pytest.mark.parametrize("name", ["adjacency.json", "evidence.json"])
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="cut in half"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data.replace(b"ketamine", b"KETAMINE", 1), id="a word changed"),
        pytest.param(lambda data: b"\x80\x05K\x01.", id="a pickle"),
        pytest.param(lambda data: signed([]), id="well-formed and empty"),
        pytest.param(lambda data: signed([[{}], None, 3]), id="well-formed and foreign"),
        pytest.param(lambda data: signed_text(b"[" * 100_000), id="nested without end"),
    ],
)
def test_a_damaged_or_foreign_cache_is_made_anew(
    folder: Path, toy: Toy, name: str, spoil: Any
) -> None:
    whole = spelt_out(remembered(toy.folder))
    file = entry(folder) / name
    file.write_bytes(spoil(file.read_bytes()))

    assert cache.recall([toy.folder]) is None
    glutagraph.load(toy.folder)
    assert spelt_out(cache.recall([toy.folder])) == whole


def signed(rows: Any) -> bytes:
    return signed_text(json.dumps(rows).encode())


def signed_text(body: bytes) -> bytes:
    """A body with the checksum that a file of ours would have."""
    return b"%08x\n" % zlib.crc32(body) + body


@pytest.mark.parametrize("name", ["FORMAT", "__version__"])
def test_another_version_has_a_cache_of_its_own(
    folder: Path, toy: Toy, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered(toy.folder)
    monkeypatch.setattr(cache, name, 99)

    assert cache.recall([toy.folder]) is None


def test_only_a_few_graphs_are_kept(folder: Path, toy: Toy) -> None:
    for number in range(12):
        toy.write("hypotheses.ttl", toy.text("hypotheses.ttl") + f"# {number}\n")
        glutagraph.load(toy.folder)

    assert 1 <= sum(place.is_dir() for place in folder.iterdir()) <= 9


@pytest.mark.usefixtures("folder")
def test_a_graph_with_problems_is_not_remembered(toy: Toy) -> None:
    toy.change("hypotheses.ttl", "gg:Module", "gg:Modul")

    with pytest.raises(glutagraph.GlutagraphError):
        glutagraph.load(toy.folder)
    assert cache.recall([toy.folder]) is None


def test_a_cache_that_cannot_be_written_only_costs_time(
    tmp_path: Path, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("GLUTAGRAPH_CACHE", str(tmp_path / "file" / "cache"))

    assert glutagraph.load(toy.folder).claims == glutagraph.load(toy.folder).claims


def test_processes_that_start_together_do_not_disturb_each_other(folder: Path, toy: Toy) -> None:
    code = "import sys, glutagraph; print(len(glutagraph.load(sys.argv[1]).claims))"
    together = [
        subprocess.Popen([sys.executable, "-c", code, toy.folder], stdout=subprocess.PIPE)
        for _ in range(6)
    ]
    answers = {process.communicate(timeout=60)[0] for process in together}

    assert answers == {f"{len(load_files([toy.folder]).claims)}\n".encode()}
    assert cache.recall([toy.folder]) is not None
    assert {file.name for file in entry(folder).iterdir()} == {"adjacency.json", "evidence.json"}
