"""A damaged store is refused by name: nothing crashes, and nothing outside it is read."""

from __future__ import annotations

import json
import random
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import building
import pytest
from click.testing import CliRunner

import glutagraph
from glutagraph.checks import check
from glutagraph.cli import cli
from glutagraph.errors import GlutagraphError, StoreError
from glutagraph.export import show_json, trace_json
from glutagraph.store import Item, Writer

if TYPE_CHECKING:
    from collections.abc import Callable

START = struct.Struct("<8sIII")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store with something in every section."""
    place = tmp_path_factory.mktemp("whole") / "theirs.ggstore"
    dice = random.Random(1)
    with Writer(place, name="theirs", words=building.words()) as store:
        for number in range(80):
            store.entity(f"n:{number}", label=f"node {number}", same_as=[f"hgnc:{number}"])
        store.entity("group", structure=[("member-of", "n:1"), ("pool-of", "n:2")])
        for number in range(300):
            ends = dice.sample(range(80), 2)
            item = Item(f"pmid:{number}", f"Finding {number}.")
            store.claim(f"n:{ends[0]}", "increases", f"n:{ends[1]}", item)
    return place.read_bytes()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "theirs.ggstore"


def header(data: bytes) -> dict[str, Any]:
    _, _, length, _ = START.unpack_from(data)
    said: dict[str, Any] = json.loads(data[START.size : START.size + length])
    return said


def with_header(data: bytes, said: dict[str, Any]) -> bytes:
    """The same store with another header, whose checksum is right."""
    magic, version, *_ = START.unpack_from(data)
    table = json.dumps(said).encode()
    begun = START.pack(magic, version, len(table), zlib.crc32(table)) + table
    return begun + bytes((1 << 15) - len(begun)) + data[1 << 15 :]


def ask_everything(place: Path) -> str:
    """Whatever can be asked; the answers, or what the store is refused for."""
    try:
        graph = glutagraph.load(place)
        told = [trace_json(glutagraph.trace(graph, "n:1", f"n:{n}", max_steps=4)) for n in (2, 3)]
        told += [show_json(graph.find(f"entity:n:{number}"), graph) for number in (0, 1, 2, 79)]
        parts = [graph.entity("group").structure, graph.members(graph.entity("n:1"))]
        return repr(
            [told, parts, [claim.evidence for claim in graph.claims.values()], [*graph.sources]]
        )
    except StoreError as error:
        return f"refused: {error.reason}" if error.place == str(place) else f"not named: {error}"
    except GlutagraphError as error:
        return f"another name: {error}"  # a byte of a name was changed


def sections(data: bytes) -> list[str]:
    return [name for name, (_, size, *_) in header(data)["sections"].items() if size]


def test_a_store_that_is_whole_answers(whole: bytes, place: Path) -> None:
    place.write_bytes(whole)

    assert len(ask_everything(place)) > 10_000
    assert check(place) == []


def test_wherever_it_is_cut_off_it_is_refused(whole: bytes, place: Path) -> None:
    for size in [*range(0, len(whole), 997), len(whole) - 1]:
        place.write_bytes(whole[:size])

        assert ask_everything(place).startswith("refused"), size


def test_what_was_added_to_it_is_noticed(whole: bytes, place: Path) -> None:
    place.write_bytes(whole + b"\0")

    assert ask_everything(place).startswith("refused")


def test_any_changed_bit_is_found_by_check_and_crashes_nothing(whole: bytes, place: Path) -> None:
    dice, held = random.Random(2), header(whole)["sections"]
    for name in sections(whole):
        offset, size, *_ = held[name]
        for _ in range(3):
            changed = bytearray(whole)
            changed[offset + dice.randrange(size)] ^= 1 << dice.randrange(8)
            place.write_bytes(changed)

            ask_everything(place)
            (problem,) = check(place)
            assert f"section '{name}' does not match its checksum" in str(problem)


@pytest.mark.parametrize("value", [0x00, 0xFF])
def test_a_section_of_nonsense_crashes_nothing(whole: bytes, place: Path, value: int) -> None:
    for name in sections(whole):
        offset, size, *_ = header(whole)["sections"][name]
        changed = bytearray(whole)
        changed[offset : offset + size] = bytes([value]) * size
        place.write_bytes(changed)

        ask_everything(place)


def test_a_changed_header_is_refused(whole: bytes, place: Path) -> None:
    dice = random.Random(3)
    for _ in range(60):
        changed = bytearray(whole)
        length = START.unpack_from(whole)[2]
        changed[dice.randrange(START.size + length)] ^= 1 << dice.randrange(8)
        place.write_bytes(changed)

        assert ask_everything(place).startswith("refused")


def test_another_version_is_told_from_damage(whole: bytes, place: Path) -> None:
    magic, version, length, checksum = START.unpack_from(whole)
    place.write_bytes(START.pack(magic, version + 1, length, checksum) + whole[START.size :])

    assert "make it again with this version" in str(refusal(place))


LIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "beyond the end": lambda said: said["sections"]["out.far"].__setitem__(0, said["size"]),
    "before the beginning": lambda said: said["sections"]["out.far"].__setitem__(0, -64),
    "too large": lambda said: said["sections"]["out.far"].__setitem__(1, 1 << 40),
    "of less than nothing": lambda said: said["sections"]["out.far"].__setitem__(1, -4),
    "of half a number": lambda said: said["sections"]["out.far"].__setitem__(1, 3),
    "of another type": lambda said: said["sections"]["out.far"].__setitem__(2, "<u2"),
    "of no type": lambda said: said["sections"]["out.far"].__setitem__(2, "object"),
    "shorter than the others": lambda said: said["sections"]["in.trait"].__setitem__(1, 4),
    "missing": lambda said: said["sections"].pop("out.ends"),
    "without its names": lambda said: said["sections"].pop("entities.text"),
    "without words": lambda said: said["sections"].pop("words"),
    "fewer nodes": lambda said: said["counts"].__setitem__("nodes", 3),
    "more claims": lambda said: said["counts"].__setitem__("claims", 1 << 50),
    "counts of nothing": lambda said: said["counts"].clear(),
    "no table": lambda said: said.__setitem__("sections", []),
    "no counts": lambda said: said.pop("counts"),
    "a row of words": lambda said: said["sections"].__setitem__("out.far", ["a", "b", "c", "d"]),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_header_that_lies_is_refused(whole: bytes, place: Path, lie: str) -> None:
    said = header(whole)
    LIES[lie](said)
    place.write_bytes(with_header(whole, said))

    assert ask_everything(place).startswith("refused"), lie


@pytest.mark.parametrize("data", [b"", b"\x89ggstore", b"@prefix gg: <x> .", bytes(1 << 16)])
def test_what_is_no_store_is_refused(place: Path, data: bytes) -> None:
    place.write_bytes(data)

    assert refusal(place).place == str(place)


def test_a_store_that_is_not_there_is_told(place: Path) -> None:
    assert "cannot be read: No such file or directory" in str(refusal(place))


def test_the_command_line_tells_and_ends_with_3(whole: bytes, place: Path) -> None:
    place.write_bytes(whole[:-1])

    answer = CliRunner().invoke(cli, ["--graph", str(place), "trace", "n:1", "n:2"])

    assert answer.exit_code == 3
    assert "it is damaged; make it again" in answer.output


def refusal(place: Path) -> StoreError:
    with pytest.raises(StoreError) as caught:
        glutagraph.load(place)
    return caught.value
