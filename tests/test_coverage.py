"""Every paragraph that was read has its row, and the table says no more of it than its hash."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from building import shipped
from toy_files import Toy

CHECKOUT = Path(__file__).parent.parent
SCRIPT = CHECKOUT / "scripts" / "coverage.py"
TABLE = CHECKOUT / "graph" / "coverage.tsv"
REVIEW = Path(__file__).parent / "data" / "review.txt"
COLUMNS = [
    *("heading", "paragraph", "sha256", "sentences", "claims", "experiments", "studies", "note"),
]
KETAMINE = {
    "Ketamine's Mechanism of Action: Overview": 1,
    "Figure 1": 1,
    "Inhibition of NMDARs on GABA Interneurons": 1,
    "Inhibition of Spontaneous NMDAR-Mediated Transmission": 1,
    "Inhibition of Extrasynaptic NMDARs": 1,
    "Inhibition of Lateral Habenula Neurons": 1,
    "GABAB Receptor Expression/Function": 1,
    "Ketamine's Mechanisms of Action: NMDAR-Independent Mechanisms": 1,
    "Hydroxynorketamine": 2,
    "Stabilization of Glutamate Release/Excitatory Transmission": 3,
    "Regulation of the Dopaminergic System": 1,
    "G Alpha Subunit Translocation-Cyclic Adenosine Monophosphate Production": 1,
    "Reconfiguration of Brain Homeostasis": 4,
}
"""The sections on how ketamine works, with how many paragraphs each has."""

Line = dict[str, str]


def table(file: Path = TABLE) -> list[Line]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def locator(line: Line) -> str:
    return f"{line['heading']}, paragraph {line['paragraph']}"


# the table of the review


def test_every_section_on_ketamine_was_read_whole_and_in_order() -> None:
    read = [locator(line) for line in table() if line["heading"] in KETAMINE]

    assert read == [
        f"{heading}, paragraph {number}"
        for heading, count in KETAMINE.items()
        for number in range(1, count + 1)
    ]


def test_every_claim_and_experiment_was_read_in_a_paragraph_that_has_a_row() -> None:
    rows = {locator(line) for line in table()}

    assert set(made("claims")) | set(made("experiments")) <= rows


@pytest.mark.parametrize("what", ["claims", "experiments"])
def test_every_row_counts_what_the_graph_holds(what: str) -> None:
    counted = {locator(line): int(line[what]) for line in table()}

    assert counted == {place: len(made(what).get(place, ())) for place in counted}, (
        "run: .venv/bin/python scripts/coverage.py REVIEW.txt --write"
    )


def test_a_paragraph_without_claims_has_its_reason() -> None:
    for line in table():
        if not any(int(line[what]) for what in ("claims", "experiments", "studies")):
            assert len(line["note"].split()) > 3, locator(line)


def test_each_paragraph_has_one_row_with_its_hash_and_its_sentences() -> None:
    lines = table()

    assert all(list(line) == COLUMNS for line in lines)
    assert all(re.fullmatch("[0-9a-f]{64}", line["sha256"]) for line in lines)
    assert all(int(line["sentences"]) > 0 for line in lines)
    assert len({line["sha256"] for line in lines}) == len(lines)
    assert len({locator(line) for line in lines}) == len(lines)


def test_the_table_holds_no_sentence_of_the_text() -> None:
    for line in table():
        assert not re.search(r"[.?!]$", line["heading"])
        assert all(line[name].isdecimal() for name in COLUMNS[3:7])
        assert line["note"].count(". ") == 0
        assert len(line["note"]) < 150
        assert "et al" not in line["note"]


def made(what: str) -> dict[str, set[str]]:
    """The names of what was made from each paragraph of the review."""
    knowledge = shipped()
    found: dict[str, set[str]] = defaultdict(set)
    if what == "claims":
        for claim in knowledge.claims.values():
            for item in claim.evidence:
                if item.read_in.id == "kadriu-2018-review":
                    found[item.locator].add(claim.id)
    else:
        for experiment in knowledge.experiments.values():
            if experiment.evidence.read_in.id == "kadriu-2018-review":
                found[experiment.evidence.locator].add(experiment.id)
    return found


# the script, on a review that was made up


@dataclass(frozen=True, slots=True)
class Reading:
    """A made-up review and the toy graph that was made from it, with their table."""

    toy: Toy
    review: Path
    table: Path

    def run(self, *options: str) -> tuple[int, list[str]]:
        answer = subprocess.run(
            [
                *(sys.executable, str(SCRIPT), str(self.review), "--table", str(self.table)),
                *("--graph", str(self.toy.folder), "--source", "reader-2018", *options),
            ],
            env=os.environ | {"PYTHONPATH": str(CHECKOUT / "src"), "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
        )
        assert "Traceback" not in answer.stderr
        return answer.returncode, [*answer.stdout.splitlines(), *answer.stderr.splitlines()]

    def edit(self, old: str, new: str) -> None:
        text = self.review.read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.review.write_text(text.replace(old, new), encoding="utf-8")

    def edit_table(self, old: str, new: str) -> None:
        text = self.table.read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.table.write_text(text.replace(old, new), encoding="utf-8")

    def lines(self) -> list[list[str]]:
        return [list(line.values()) for line in table(self.table)]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """All of the toy's evidence has a place in the review, and the table is written."""
    toy = Toy.copied_to(tmp_path)
    for file in toy.folder.rglob("*.ttl"):
        name = str(file.relative_to(toy.folder))
        long = "Receptors on Interneurons and Those That Are Not, paragraph 1"
        toy.write(name, toy.text(name).replace("Receptors, paragraph 1", long))
    review = tmp_path / "review.txt"
    review.write_bytes(REVIEW.read_bytes())
    reading = Reading(toy, review, tmp_path / "coverage.tsv")
    assert reading.run("--write")[0] == 0
    return reading


def test_a_review_is_split_into_its_paragraphs_and_figures(reading: Reading) -> None:
    """Pages end in sentences, words at line ends, and a figure stands within a paragraph."""
    assert [[line[0], line[1], *line[3:]] for line in reading.lines()] == [
        ["Drugs", "1", "2", "2", "0", "0", ""],
        ["Drugs", "2", "3", "3", "0", "0", ""],
        ["Drugs", "3", "2", "3", "0", "0", ""],
        ["Drugs", "4", "1", "1", "0", "0", ""],
        ["Receptors on Interneurons and Those That Are Not", "1", "2", "2", "1", "0", ""],
    ]


def test_sections_that_nobody_read_are_named_and_are_no_failure(reading: Reading) -> None:
    status, said = reading.run()

    assert status == 0
    assert said == [
        "not read yet: Abstract",
        "not read yet: Introduction",
        "not read yet: Figure 1",
        "not read yet: Unread: What Was Left For Later",
        "5 of 9 paragraphs read: 11 claims and 1 experiments, each counted where it was read;"
        " 0 problems",
    ]


def test_a_section_with_a_row_is_being_read(reading: Reading) -> None:
    with reading.table.open("a", encoding="utf-8") as stream:
        stream.write(f"Figure 1\t1\t{'0' * 64}\t1\t0\t0\t0\t\n")

    status, said = reading.run("--write")
    assert status == 1
    assert "Figure 1, paragraph 1: nothing was made from it; say why in the column note" in said

    (line,) = (line for line in reading.lines() if line[0] == "Figure 1")
    assert (line[1], line[3]) == ("1", "5"), "the legend is one paragraph"
    reading.edit_table("\t".join(line), "\t".join([*line[:-1], "It only draws what is said."]))
    assert reading.run()[0] == 0


def test_how_a_typesetter_breaks_the_lines_does_not_matter(reading: Reading) -> None:
    reading.edit(
        "inter-\nneurons, in the rat’s prefrontal", "interneurons, in the\nrat's  prefrontal"
    )
    reading.edit("on the\n\nbox in", "on\n the box in")
    reading.edit("for a\n Figure 1", "for\n\n\n Figure 1")
    reading.edit("\nmood. Without", "\na mood. Without")

    assert reading.run()[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "more tightly",
            "less tightly",
            "Drugs, paragraph 1: the text is not the one that was read; read it again, then run:",
        ),
        ("0.80 µM", "0.8 µM", "Drugs, paragraph 1: the text is not the one that was read"),
        ("Is that so?", "Is that so? It is.", "Drugs, paragraph 2: 3 sentences, not 4; run:"),
        (
            "is not known.\n\nReceptors",
            "is not known.\n\nA paragraph more.\n\nReceptors",
            "Drugs, paragraph 5: has no row; read it, then run:",
        ),
        (
            "Whether ketamine works a day later is not known.\n\n",
            "",
            "Drugs, paragraph 4: the review has no such paragraph; run:",
        ),
    ],
)
def test_a_review_that_has_changed_is_to_be_read_again(
    old: str, new: str, problem: str, reading: Reading
) -> None:
    reading.edit(old, new)

    status, said = reading.run()

    assert status == 1
    assert any(line.startswith(problem) for line in said), said


def test_a_claim_more_is_missed_in_its_row(reading: Reading) -> None:
    reading.toy.change("drugs/ketamine.ttl", "Drugs, paragraph 4", "Drugs, paragraph 1")

    _, said = reading.run()

    assert any(line.startswith("Drugs, paragraph 1: 2 claims, not 3; run:") for line in said)
    assert any(line.startswith("Drugs, paragraph 4: nothing was made from it") for line in said)


def test_evidence_from_nowhere_in_the_review_is_told(reading: Reading) -> None:
    reading.toy.change("drugs/ketamine.ttl", "Drugs, paragraph 4", "Drugs, paragraph 40")

    _, said = reading.run()

    what = "Drugs, paragraph 40: evidence was read there, and the review has no such place"
    assert f"{what}; mend gg:locator" in said


def test_a_row_that_was_lost_doubled_or_moved_is_told(reading: Reading) -> None:
    first, second, *others = reading.table.read_text(encoding="utf-8").splitlines(keepends=True)[1:]
    head = "\t".join(COLUMNS) + "\n"
    for rows, problem in (
        ([second, *others], "Drugs, paragraph 1: has no row"),
        ([first, first, second, *others], "Drugs, paragraph 1: has 2 rows; keep one"),
        ([second, first, *others], "the rows do not follow the order of the review"),
    ):
        reading.table.write_text(head + "".join(rows), encoding="utf-8")

        status, said = reading.run()

        assert status == 1
        assert any(line.startswith(problem) for line in said), said


def test_writing_keeps_the_notes_and_mends_the_rest(reading: Reading) -> None:
    before = reading.table.read_bytes()
    note = "To be read again by somebody else"
    line = "\t".join(reading.lines()[0])
    reading.edit_table(line, line.replace("\t2\t2\t0", "\t7\t7\t7") + note)
    reading.edit("Drugs\n\nKetamine is said", "Drugs\n\nA new beginning.\n\nKetamine is said")

    reading.run("--write")

    assert [row[-1] for row in reading.lines()].count(note) == 1
    assert reading.lines()[1][-1] == note, "it stays with its paragraph, which is now the second"
    reading.edit("A new beginning.\n\n", "")
    reading.run("--write")
    assert reading.table.read_bytes() == before.replace(line.encode(), (line + note).encode())


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("heading\tnumber\n", "the columns are to be heading, paragraph, sha256,"),
        ("\t".join(COLUMNS) + "\nDrugs\tone\n", "coverage.tsv:2: a row has heading, paragraph,"),
    ],
)
def test_a_table_that_is_none_is_told(broken: str, problem: str, reading: Reading) -> None:
    reading.table.write_text(broken, encoding="utf-8")

    status, said = reading.run()

    assert status == 1
    assert problem in said[-1]


def test_no_review_and_no_graph_are_told(reading: Reading) -> None:
    reading.toy.write("sources.ttl", "?")
    assert reading.run()[0] == 2
    reading.review.unlink()
    status, said = reading.run()

    assert status == 2
    assert said[0].startswith("coverage: ")
