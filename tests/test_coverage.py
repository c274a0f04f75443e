"""Every paragraph of the review has its row, and the table says no more of it than its hash."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from building import shipped
from toy_files import Toy

from glutagraph.model import Evidence, Study

CHECKOUT = Path(__file__).parent.parent
SCRIPT = CHECKOUT / "scripts" / "coverage.py"
TABLE = CHECKOUT / "graph" / "coverage.tsv"
REVIEW = Path(__file__).parent / "data" / "review.txt"
COLUMNS = [
    *("heading", "paragraph", "sha256", "sentences", "claims", "experiments", "studies", "note"),
]
SECTIONS = {
    "Abstract": 1,
    "Introduction": 6,
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
    "Ketamine: Clinical Evidence": 6,
    "(S)-Ketamine Hydrochloride": 2,
    "Dextromethorphan, Dextromethorphan-Quinidine, and Dextromethorphan-Bupropion": 6,
    "Lanicemine (AZD6765)": 1,
    "Subunit NR2B-Specific NMDAR Antagonists": 1,
    "CP-101,606/Traxoprodil": 1,
    "MK-0657 (CERC-301)": 2,
    "D-Cycloserine": 4,
    "GLYX-13 (Rapastinel)": 2,
    "Sarcosine": 2,
    "AV-101": 2,
    "Metabotropic Glutamate Receptors": 3,
    "AZD2066": 1,
    "RO4917523/Basimglurant": 1,
    "JNJ40411813/ADX71149": 1,
    "RO4995819": 1,
    "Riluzole": 2,
    "Diazoxide": 1,
    "Conclusion": 2,
}
"""Every section of the review and every figure, with how many paragraphs each has."""
SORTS = ["claims", "experiments", "studies"]
NOTE = "It says nothing that the toy graph could hold."
TRIAL = """
study:trial
    a gg:Study ;
    rdfs:label "Ketamine and the mood of toys" ;
    gg:method method:randomised-controlled-trial ;
    gg:arm [
        gg:given entity:ketamine ;
        gg:role gg:treatment ;
    ] ;
    gg:measured entity:mood ;
    gg:primaryResult gg:positive ;
    gg:source source:author-2001 ;
    gg:finding "Mood rose within hours." ;
    gg:readIn source:reader-2018 ;
    gg:locator "Drugs, paragraph 3" .
"""

Line = dict[str, str]


def table(file: Path = TABLE) -> list[Line]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def locator(line: Line) -> str:
    return f"{line['heading']}, paragraph {line['paragraph']}"


# the table of the review


def test_every_paragraph_of_the_review_has_its_row_in_the_order_of_the_review() -> None:
    assert [locator(line) for line in table()] == [
        f"{heading}, paragraph {number}"
        for heading, count in SECTIONS.items()
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("sort", SORTS)
def test_whatever_was_read_in_the_review_has_a_row_for_its_place(sort: str) -> None:
    rows = {locator(line) for line in table()}

    assert {place: ids for place, ids in made(sort).items() if place not in rows} == {}


@pytest.mark.parametrize("sort", SORTS)
def test_every_row_counts_what_the_graph_holds(sort: str) -> None:
    counted = {locator(line): int(line[sort]) for line in table()}

    assert counted == {place: len(made(sort).get(place, ())) for place in counted}, (
        "run: .venv/bin/python scripts/coverage.py REVIEW.txt --write"
    )


def test_a_paragraph_from_which_nothing_was_made_has_its_reason() -> None:
    for line in table():
        if not any(locator(line) in made(sort) for sort in SORTS):
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


@cache
def made(sort: str) -> dict[str, set[str]]:
    """The names of what was made from each paragraph of the review."""
    knowledge = shipped()
    read: dict[str, list[tuple[str, Evidence | Study]]] = {
        "claims": [(claim.id, e) for claim in knowledge.claims.values() for e in claim.evidence],
        "experiments": [(one.id, one.evidence) for one in knowledge.experiments.values()],
        "studies": [(study.id, study) for study in knowledge.studies.values()],
    }
    found: dict[str, set[str]] = {}
    for name, item in read[sort]:
        if item.read_in.id == "kadriu-2018-review":
            found.setdefault(item.locator, set()).add(name)
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
    """All of the toy's evidence has a place in the review, and the table is written, notes too."""
    toy = Toy.copied_to(tmp_path)
    toy.add("studies.ttl", TRIAL)
    for file in toy.folder.rglob("*.ttl"):
        name = str(file.relative_to(toy.folder))
        long = "Receptors on Interneurons and Those That Are Not, paragraph 1"
        toy.write(name, toy.text(name).replace("Receptors, paragraph 1", long))
    review = tmp_path / "review.txt"
    review.write_bytes(REVIEW.read_bytes())
    reading = Reading(toy, review, tmp_path / "coverage.tsv")
    reading.run("--write")
    for line in reading.lines():
        if line[4:] == ["0", "0", "0", ""]:
            reading.edit_table("\t".join(line), "\t".join([*line[:-1], NOTE]))
    assert reading.run()[0] == 0
    return reading


def test_a_review_is_split_into_its_paragraphs_and_figures(reading: Reading) -> None:
    """Pages end in sentences, words at line ends, and a figure stands within a paragraph."""
    assert [[line[0], line[1], *line[3:]] for line in reading.lines()] == [
        ["Abstract", "1", "2", "0", "0", "0", NOTE],
        ["Introduction", "1", "2", "0", "0", "0", NOTE],
        ["Drugs", "1", "2", "2", "0", "0", ""],
        ["Drugs", "2", "3", "3", "0", "0", ""],
        ["Drugs", "3", "2", "3", "0", "1", ""],
        ["Drugs", "4", "1", "1", "0", "0", ""],
        ["Receptors on Interneurons and Those That Are Not", "1", "2", "2", "1", "0", ""],
        ["Figure 1", "1", "5", "0", "0", "0", NOTE],
        ["Unread: What Was Left For Later", "1", "1", "0", "0", "0", NOTE],
    ]


def test_what_was_made_is_told_in_one_line(reading: Reading) -> None:
    assert reading.run() == (
        0,
        [
            "9 paragraphs: 11 claims, 1 experiments and 1 studies, each counted where it was read;"
            " 0 problems"
        ],
    )


def test_a_section_that_nobody_read_is_a_problem(reading: Reading) -> None:
    reading.edit_table("\t".join(reading.lines()[-1]) + "\n", "")
    unread = "Unread: What Was Left For Later, paragraph 1"

    status, said = reading.run()
    assert status == 1
    assert said[0].startswith(f"{unread}: has no row; read it, then run:")

    status, said = reading.run("--write")
    assert status == 1, "a row that was written is not yet a paragraph that was read"
    assert said[0] == f"{unread}: nothing was made from it; say why in the column note"


def test_without_a_table_every_paragraph_is_missing(reading: Reading) -> None:
    reading.table.unlink()

    _, said = reading.run()

    assert sum("has no row" in line for line in said) == 9


def test_a_study_is_enough_for_a_row(reading: Reading) -> None:
    reading.toy.change("studies.ttl", "Drugs, paragraph 3", "Figure 1, paragraph 1")
    assert any(line.startswith("Drugs, paragraph 3: 1 studies, not 0") for line in reading.run()[1])
    (legend,) = (line for line in reading.lines() if line[0] == "Figure 1")
    reading.edit_table("\t".join(legend), "\t".join([*legend[:-1], ""]))

    assert reading.run("--write")[0] == 0
    assert ["Figure 1", "1", "5", "0", "0", "1", ""] in [
        [*line[:2], *line[3:]] for line in reading.lines()
    ]


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


@pytest.mark.parametrize(
    ("file", "place", "what"),
    [
        ("drugs/ketamine.ttl", "Drugs, paragraph 4", "claim ketamine.inhibits.nmda-receptor"),
        ("studies.ttl", "Drugs, paragraph 3", "study trial"),
        (
            "experiments/disinhibition.ttl",
            "Receptors on Interneurons and Those That Are Not, paragraph 1",
            "experiment receptors-removed",
        ),
    ],
)
@pytest.mark.parametrize("nowhere", ["Drugs, paragraph 40", "Drugs, paragraph 03", "Drugs"])
def test_what_was_read_nowhere_in_the_review_is_told(
    file: str, place: str, what: str, nowhere: str, reading: Reading
) -> None:
    reading.toy.change(file, place, nowhere)

    status, said = reading.run()

    assert status == 1
    no_place = "was read there, and the review has no such place; mend gg:locator"
    assert f"{nowhere}: {what} {no_place}" in said


def test_a_row_that_was_lost_doubled_or_moved_is_told(reading: Reading) -> None:
    lines = reading.table.read_text(encoding="utf-8").splitlines(keepends=True)
    head, (first, second, *others) = "".join(lines[:3]), lines[3:]
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
    line = "\t".join(reading.lines()[2])
    reading.edit_table(line, line.replace("\t2\t2\t0", "\t7\t7\t7") + note)
    reading.edit("Drugs\n\nKetamine is said", "Drugs\n\nA new beginning.\n\nKetamine is said")

    reading.run("--write")

    assert [row[-1] for row in reading.lines()].count(note) == 1
    assert reading.lines()[3][-1] == note, "it stays with its paragraph, which is now the second"
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
