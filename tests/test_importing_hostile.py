"""Whatever stands in a file, an import ends with a store that opens or with a message, not with both."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from building import stable
from hypothesis import given
from hypothesis import strategies as some
from imported import SMALL, brought_in, said, written

import glutagraph
from glutagraph.errors import ImportingError, OutputError
from glutagraph.importing import FORMATS, import_graph
from glutagraph.importing.lines import LONGEST_FIELD, unquoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = "x" * (LONGEST_FIELD + 10)
HEADERS: dict[str, tuple[str, str]] = {
    "hetionet": ("source\tmetaedge\ttarget\n", "Gene::1\tGr>G\t{}\n"),
    "kgx": ("subject\tpredicate\tobject\n", "A:1\tbiolink:affects\t{}\n"),
    "omnipath": ("source\ttarget\tis_directed\n", "P1\t{}\t1\n"),
    "primekg": (str(SMALL["primekg"]["kg.csv"]).splitlines(keepends=True)[0], ""),
    "sif": ("", "A\t1\t{}\n"),
    "signor": (bytes(SMALL["signor"]["signor.csv"]).decode().splitlines(keepends=True)[0], ""),  # type: ignore[arg-type]
}
PRIMEKG_ROW = "ppi,ppi,1,1,gene/protein,{},NCBI,2,2,gene/protein,B,NCBI\n"
SIGNOR_ROW = "A;protein;P1;UNIPROT;B;protein;P2;UNIPROT;up-regulates;{}" + ";" * 18 + "\n"


def edges_of(form: str, *fields: str) -> bytes:
    """A file of a format whose edges have some fields."""
    header, row = HEADERS[form]
    row = {"primekg": PRIMEKG_ROW, "signor": SIGNOR_ROW}.get(form, row)
    return (header + "".join(row.format(field) for field in fields)).encode()


def problems(tmp_path: Path, form: str, data: bytes, name: str = "edges.txt") -> str:
    """What is said of a file that cannot be imported; no store is there then."""
    with pytest.raises(ImportingError) as caught:
        brought_in(tmp_path, form, {name: data})
    assert not (tmp_path / f"{form}.ggstore").exists()
    assert not [*tmp_path.glob(".*.partial")]
    return str(caught.value)


@pytest.mark.parametrize("form", FORMATS)
def test_a_field_that_is_too_long_is_named_with_its_line(tmp_path: Path, form: str) -> None:
    told = problems(tmp_path, form, edges_of(form, "b", LONG, "c"))

    line = 3 if HEADERS[form][0] else 2
    assert f"edges.txt:{line}: a field of more than 1,000,000 characters" in told


@pytest.mark.parametrize("form", FORMATS)
def test_a_nul_is_named_with_its_line(tmp_path: Path, form: str) -> None:
    told = problems(tmp_path, form, edges_of(form, "b", "a\0b"))

    assert f"edges.txt:{3 if HEADERS[form][0] else 2}: a NUL character" in told


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_utf_8_is_named_line_by_line_with_the_cure(tmp_path: Path, form: str) -> None:
    data = edges_of(form, "MARK1", "b", "MARK2")

    told = problems(tmp_path, form, data.replace(b"MARK", b"\xe9"))

    first = 2 if HEADERS[form][0] else 1
    for line in (first, first + 2):
        assert f"edges.txt:{line}: byte 0xe9 is not UTF-8; write the file as UTF-8: iconv" in told


@pytest.mark.parametrize("field", ["predicate", "subject", "name", "publications"])
def test_half_a_character_in_json_is_named_with_its_line(tmp_path: Path, field: str) -> None:
    edge = {"subject": "A:1", "predicate": "biolink:affects", "object": "B:2"}
    whole, half = {**edge, "name": "\N{BRAIN}"}, {**edge, field: "\ud83e"}

    told = problems(tmp_path, "kgx", f"{json.dumps(whole)}\n{json.dumps(half)}\n".encode())

    assert "edges.txt:2: an escape such as \\ud83e that is half a character" in told
    assert "edges.txt:1" not in told


@pytest.mark.parametrize("form", FORMATS)
def test_no_more_than_twenty_problems_are_told(tmp_path: Path, form: str) -> None:
    data = edges_of(form, *["MARK"] * 60).replace(b"MARK", b"\xff")

    told = problems(tmp_path, form, data)

    assert told.count("is not UTF-8") == 20
    assert "reading ended here" in told


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("data", [b"", b"\n\n\n", b"\xef\xbb\xbf"], ids=["nothing", "lines", "bom"])
def test_an_empty_file_is_no_graph(tmp_path: Path, form: str, data: bytes) -> None:
    assert "edges.txt" in problems(tmp_path, form, data)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("after", [b"", b"\n\n\n"], ids=["nothing", "lines"])
def test_columns_alone_are_no_graph(tmp_path: Path, form: str, after: bytes) -> None:
    data = (edges_of(form) or b"A") + after

    assert "there is no edge in it that can be read" in problems(tmp_path, form, data)


def test_blank_lines_are_no_edges_wherever_the_columns_stand(tmp_path: Path) -> None:
    data = b"id\tsubject\tpredicate\tobject\n\n\n"

    assert "there is no edge in it that can be read" in problems(tmp_path, "kgx", data)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04zip", "this is a zip archive; unpack it first"),
        ("A\t1\tB\n".encode("utf-16"), "this is UTF-16 text; write it as UTF-8"),
        (b"PAR1...", "this is a Parquet file"),
        (b"\x89ggstore\0\xff", "this is a compiled store already; ask it"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "this is no text; is it the file that you mean?"),
        (gzip.compress(b"A\t1\tB\n" * 9000)[:-40], "the gzip data end too soon; fetch it again"),
        (bz2.compress(b"A\t1\tB\n" * 9000)[:-20], "the bzip2 data end too soon"),
        (lzma.compress(b"A\t1\tB\n" * 9000)[:-20], "the xz data end too soon"),
        (gzip.compress(b"A\t1\tB\n")[:10] + b"\xff" * 40, "the gzip data are damaged"),
        (gzip.compress(b"A\t1\tB\n") + b"rubbish", "the gzip data are damaged"),
    ],
    ids=[
        "zip",
        "utf-16",
        "parquet",
        "store",
        "png",
        "short gz",
        "short bz2",
        "short xz",
        "bad gz",
        "more after gz",
    ],
)
def test_a_file_that_cannot_be_unpacked_says_why(tmp_path: Path, data: bytes, told: str) -> None:
    assert f"edges.txt: {told}" in problems(tmp_path, "sif", data)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_unpacks_out_of_all_proportion_is_refused(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    bomb = pack(b"subject\tpredicate\tobject\n" + (b" " * 9_999 + b"\n") * 8_000)

    told = problems(tmp_path, "kgx", bomb)

    assert "unpacks to more than 250 times its size; if that is right, say how large" in told


def test_a_size_that_is_asked_for_is_kept_to(tmp_path: Path) -> None:
    (place,) = written(tmp_path, {"a.sif": "A\t1\tB\n" * 1000})

    with pytest.raises(ImportingError, match=r"more than 100 bytes unpacked; .*--max-size SIZE"):
        import_graph("sif", [place], tmp_path / "a.ggstore", max_size=100)
    assert import_graph("sif", [place], tmp_path / "a.ggstore", max_size=6000).kept == 1000


def test_several_files_tell_all_that_is_wrong_with_them(tmp_path: Path) -> None:
    places = written(tmp_path, {"one.csv": "a,b\n1,2\n", "two.csv": "relation,x_id\n1,2\n"})

    with pytest.raises(ImportingError) as caught:
        import_graph("primekg", places, tmp_path / "a.ggstore")

    assert [problem.file for problem in caught.value.problems] == ["one.csv", "two.csv"]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    told = problems(tmp_path, "kgx", b"subject\tobject\nA:1\tB:2\n", "edges.tsv")

    assert "edges.tsv:1: columns are missing: predicate" in told


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path: Path) -> None:
    for place, told in ((tmp_path / "none.tsv", "cannot be read"), (tmp_path, "this is a folder")):
        with pytest.raises(ImportingError, match=told):
            import_graph("sif", [place], tmp_path / "a.ggstore")


def test_a_quote_that_is_not_closed_is_named_by_the_line_on_which_it_begins(tmp_path: Path) -> None:
    data = edges_of("signor", "a", '"b', *["c"] * 3000)

    assert "edges.txt:3: a quotation mark is not closed" in problems(tmp_path, "signor", data)


def test_quoted_fields_may_have_line_ends_and_marks_in_them(tmp_path: Path) -> None:
    data = edges_of("signor", '"one;\n""two"""', "b")

    report, knowledge = brought_in(tmp_path, "signor", {"edges.csv": data})

    findings = {item.finding for c in knowledge.claims.values() for item in c.evidence}
    assert report.kept == 2
    assert findings == {'up-regulates, one;\n"two"', "up-regulates, b"}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "=1+1",
            "[red]x[/red]",
            "a b",
            "\x1b[31m",
            "ü",
            "𝛼",
            "a.b.c",
            "a~b",
            "%20",
            "a:b",
            ".",
            "-",
        ),
        *("entity:ketamine", "ketamine", "http://purl.obolibrary.org/obo/CHEBI_6121", "x" * 5000),
        *("\u202e", "\u2028", "🧠", "'", '"', "::", "a:", ":b"),
    ],
)
def test_any_name_makes_a_graph_that_can_be_asked(tmp_path: Path, name: str) -> None:
    _, knowledge = brought_in(tmp_path, "sif", {"a.sif": f"{name}\t1\tEND\n"})

    (claim,) = knowledge.claims.values()
    assert isinstance(claim.subject, glutagraph.Entity)
    assert glutagraph.trace(knowledge, claim.subject, "END").verdict == "increases"
    assert len(claim.subject.id) <= 1000


def test_names_that_differ_stay_apart(tmp_path: Path) -> None:
    names = ["a b", "a_b", "a%20b", "A B", "x" * 5000, "x" * 5001, "a", "a:", "sif:a", "a "]

    _, knowledge = brought_in(
        tmp_path, "sif", {"a.sif": "".join(f"{name}\t1\tEND\n" for name in names)}, name="sif"
    )

    assert len(knowledge.claims) == len(names) - 1  # `a` and `sif:a` are one name


def mutated(data: bytes, seed: int) -> bytes:
    """A file with something wrong in it."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 8)):
        at, how = chance.randrange(len(data) + 1), chance.randrange(6)
        bit = [b"\t", b"\n", b'"', b"\0", b"\xff", b",", b";", b"\r", b"::", b"{", b"|"]
        if how == 0:
            data = data[:at] + chance.choice(bit) + data[at:]
        elif how == 1:
            data = data[:at] + data[at + chance.randint(1, 30) :]
        elif how == 2:
            data = data[:at]
        elif how == 3:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(5)) + data[at:]
        elif how == 4:
            lines = data.splitlines(keepends=True)
            data = b"".join(lines + lines[chance.randrange(len(lines) + 1) :])
        else:
            lines = data.splitlines(keepends=True)
            chance.shuffle(lines)
            data = b"".join(lines)
    return data or b"x"


GOOD = {form: edges_of(form, "ncbigene:2").decode().splitlines()[-1] for form in FORMATS}
GOOD["hetionet"] = "Gene::1\tGr>G\tGene::2"
SHORT = "a row that has not all of its"
WRONG = {
    "hetionet": {
        "Gene::1\tGr>G": "a row without its three columns",
        "Gene::1\t\tGene::2": "a row without its three columns",
        "Gene::1\tGxG\tGene::2": "an edge type that is not known: GxG",
        "Gene::1\tGyG\tGene::2": "an edge type that is not known: GyG",
    },
    "kgx": {
        "A:1\tbiolink:affects": "an edge without subject, predicate or object",
        "\tbiolink:affects\tB:2": "an edge without subject, predicate or object",
        "A:1\tbiolink:affects\tB:2\t": "a row with more than the 3 columns of the header",
    },
    "omnipath": {"P1\tP2": f"{SHORT} 3 columns", "P1\t\t1": f"{SHORT} 3 columns"},
    "primekg": {
        "ppi,ppi,1": f"{SHORT} 12 columns, or more",
        PRIMEKG_ROW.strip() + ",more": f"{SHORT} 12 columns, or more",
        PRIMEKG_ROW.replace(",2,2,", ",2,,").strip(): "a row in which an end has no id",
    },
    "sif": {
        "A\t1": "a row without a source, a relation and a target",
        "A\t\tB": "a row without a source, a relation and a target",
    },
    "signor": {
        "A;protein": f"{SHORT} 28 columns",
        GOOD["signor"].replace("P1", ""): f"{SHORT} 28 columns",
        GOOD["signor"].replace("up-", "x-"): "effect 'x-regulates' is not one of SIGNOR's",
    },
}
"""Of each format lines that cannot be read, and what is told of them."""


@pytest.mark.parametrize("form", FORMATS)
@stable(25)
@given(data=some.data())
def test_each_line_that_is_skipped_is_told_wherever_it_stands(
    tmp_path_factory: pytest.TempPathFactory, form: str, data: some.DataObject
) -> None:
    wrong = WRONG[form]
    lines = data.draw(some.lists(some.sampled_from([GOOD[form], "", *wrong]), max_size=30))
    lines.append(GOOD[form])
    header = [HEADERS[form][0].strip()] if HEADERS[form][0] else []

    text = "".join(f"{line}\n" for line in (*header, *lines))
    report, _ = brought_in(tmp_path_factory.mktemp("some"), form, {"edges.txt": text})

    expected: dict[str, list[str]] = {}
    for number, line in enumerate(lines, len(header) + 1):
        if line in wrong:
            expected.setdefault(wrong[line], []).append(f"edges.txt:{number}")
    told = {reason.why: (reason.count, reason.first) for reason in report.skipped}
    assert told == {why: (len(places), places[:3]) for why, places in expected.items()}
    assert report.read == len([line for line in lines if line])
    assert report.kept == lines.count(GOOD[form])


@pytest.mark.parametrize("form", FORMATS)
def test_files_with_anything_wrong_in_them_give_a_graph_or_a_message(
    tmp_path: Path, form: str
) -> None:
    for seed in range(60):
        files: dict[str, str | bytes] = {
            name: mutated(text.encode() if isinstance(text, str) else text, seed)
            for name, text in SMALL[form].items()
        }
        (tmp_path / f"{form}.ggstore").unlink(missing_ok=True)
        try:
            report, knowledge = brought_in(tmp_path, form, files)
        except ImportingError:
            assert not (tmp_path / f"{form}.ggstore").exists()
            continue
        assert report.read == report.kept + sum(reason.count for reason in report.skipped)
        assert len(said(knowledge)) <= len(knowledge.claims) == report.claims


@stable(80)
@given(some.text(some.sampled_from('ab;"\n'), max_size=30))
def test_fields_with_quotes_are_split_as_the_standard_reader_splits_them(text: str) -> None:
    import csv
    import io

    written_out = io.StringIO()
    fields = [*text.split("a")]
    csv.writer(written_out, delimiter=";", lineterminator="").writerow(fields)

    assert unquoted(written_out.getvalue(), ";") == fields


def test_a_store_that_is_there_is_left_alone_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    (place,) = written(tmp_path, {"a.sif": "A\t1\tB\n"})
    store = tmp_path / "a.ggstore"
    import_graph("sif", [place], store)
    before = store.read_bytes()
    place.write_text("A\t1\tC\n")

    with pytest.raises(OutputError, match="--force"):
        import_graph("sif", [place], store)
    assert store.read_bytes() == before
    place.write_bytes(b"A\t1\t\xff\n")
    with pytest.raises(ImportingError):
        import_graph("sif", [place], store, force=True)
    assert store.read_bytes() == before


@pytest.mark.slow
def test_an_import_that_is_killed_leaves_the_old_store_or_none(tmp_path: Path) -> None:
    lines = "".join(f"G{n % 5000}\t1\tG{n % 4999}\n" for n in range(400_000))
    (place,) = written(tmp_path, {"a.sif": lines})
    store = tmp_path / "a.ggstore"
    code = (
        "import sys; from glutagraph.importing import import_graph; "
        "import_graph('sif', [sys.argv[1]], sys.argv[2], force=True)"
    )
    for old in (None, b"the old one"):
        for wait in (0.3, 0.6, 0.9, 1.2):
            if old:
                store.write_bytes(old)
            running = subprocess.Popen([sys.executable, "-c", code, str(place), str(store)])
            time.sleep(wait)
            running.send_signal(signal.SIGKILL)
            running.wait()
            if not store.exists():
                assert old is None
            elif store.read_bytes() != old:
                assert len(glutagraph.load(store).claims) > 4000
                store.unlink()
