"""What was made from each paragraph of the review, and does `graph/coverage.tsv` still say so?

    .venv/bin/python scripts/coverage.py REVIEW.txt            compares the table with review and graph
    .venv/bin/python scripts/coverage.py REVIEW.txt --write    writes it anew; notes stay

The table has a row for every paragraph of the review: its hash (never its text), how many sentences
it has, how many claims, experiments and studies were made from it, and where none were, why. Whatever
the graph says was read in the review was read in one of these paragraphs.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import glutagraph
from glutagraph import GlutagraphError, Knowledge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from glutagraph.model import Evidence, Study

CHECKOUT = Path(__file__).resolve().parent.parent
TABLE = CHECKOUT / "graph" / "coverage.tsv"
REVIEW = "kadriu-2018-review"
CURE = "run: scripts/coverage.py REVIEW.txt --write"
FRONT = ("Abstract", "Introduction")
"""The headings at which a paper begins, below its title and its authors."""
WIDE = 100
"""Letters in a line that is wider than a column, as a figure's legend is."""

_FIGURE = re.compile(r"\s*Figure\s+(\d+)\.\s*")
_SENTENCE_END = re.compile(r"""[.?!][)\]"'”’]*$""")
_ABBREVIATION = re.compile(r"\b(?:al|[Ff]igs?|[Dd]rs?|vs|e\.g|i\.e|i\.v|i\.p|approx|No)\.$")
_STOP = re.compile(r"""[.?!][)\]"'”’]*(?=\s+["'“‘(\[]?[A-Z0-9Α-Ω]|[A-Z][a-z]|$)""")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the review, in the place where it stands."""

    heading: str
    number: int
    text: str

    @property
    def place(self) -> str:
        """Where it stands, as a `gg:locator` says it."""
        return f"{self.heading}, paragraph {self.number}"

    @property
    def hash(self) -> str:
        """SHA-256 of the text; how lines are broken, hyphenated and quoted does not matter."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def sentences(self) -> int:
        """How many sentences it has; a stop behind an abbreviation ends none."""
        ends = (stop.start() + 1 for stop in _STOP.finditer(self.text))
        return sum(not _ABBREVIATION.search(self.text[:end]) for end in ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table."""

    heading: str
    paragraph: int
    sha256: str
    sentences: int
    claims: int = 0
    experiments: int = 0
    studies: int = 0
    note: str = ""

    @property
    def place(self) -> str:
        """The paragraph's place, as a `gg:locator` says it."""
        return f"{self.heading}, paragraph {self.paragraph}"


@dataclass(frozen=True, slots=True, order=True)
class Made:
    """A claim, an experiment or a study, in one of the places where it was read."""

    place: str
    sort: str
    id: str


COLUMNS = [field.name for field in fields(Row)]


# the review


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a review, section by section, a figure's legend apart from the text around it.

    The text is as it comes out of a PDF: a line that begins with a blank begins a page.
    """
    found: list[tuple[str, list[str]]] = []
    heading = ""
    body: list[str] = []  # the paragraph that is being read; a page or a figure may interrupt it
    legend: list[str] = []
    for block in _blocks(text):
        if legend and len(block) == 1 and (len(block[0]) > WIDE or not _is_whole(legend)):
            legend += block
            continue
        if figure := _FIGURE.match(block[0]):
            legend = [block[0][figure.end() :], *block[1:]]
            found.append((f"Figure {figure[1]}", legend))
            continue
        legend = []
        goes_on = body and (not _is_whole(body) or block[0].lstrip()[0].islower())
        if goes_on and _joined(block) not in FRONT:
            body += block
            continue
        title = _title_lines(block)
        heading = _joined(block[:title]) or heading
        body = block[title:]
        if body:
            found.append((heading, body))
    return list(_numbered(found))


def _blocks(text: str) -> Iterator[list[str]]:
    """Lines that stand together: what lies between blank lines and between pages."""
    block: list[str] = []
    for line in text.replace("\f", " ").splitlines():
        if block and (not line.strip() or line.startswith(" ")):
            yield block
            block = []
        if line.strip():
            block.append(line.rstrip())
    if block:
        yield block


def _is_whole(lines: Sequence[str]) -> bool:
    """Whether lines end with the end of a sentence."""
    text = lines[-1]
    return bool(_SENTENCE_END.search(text)) and not _ABBREVIATION.search(text)


def _title_lines(block: Sequence[str]) -> int:
    """How many lines of a block are a heading: all, none, or on top of a page the first."""
    if len(block) <= 3 and _is_title(block):
        return len(block)
    on_top = block[0].startswith(" ") and len(block) > 1 and block[1][0].isupper()
    return int(on_top and len(block[0]) < 40 and _is_title(block[:1]))


def _is_title(lines: Sequence[str]) -> bool:
    """Whether lines have no full stop and Capitals for All Words but Short Ones."""
    words = re.findall(r"[^\W\d_]+", _joined(lines))
    capitals = all(word[0].isupper() for word in words if len(word) > 4)
    return capitals and bool(words) and not _SENTENCE_END.search(lines[-1])


def _numbered(found: Iterable[tuple[str, list[str]]]) -> Iterator[Paragraph]:
    """Paragraphs with their numbers, from where the paper begins."""
    every = list(found)
    headings = [heading for heading, _ in every]
    start = next((headings.index(name) for name in FRONT if name in headings), 0)
    numbers: Counter[str] = Counter()
    for heading, lines in every[start:]:
        numbers[heading] += 1
        yield Paragraph(heading, numbers[heading], _normalised(lines))


def _joined(lines: Iterable[str]) -> str:
    """Lines as one, with plain quotes and single blanks."""
    text = unicodedata.normalize("NFKC", "\n".join(lines))
    text = text.translate(str.maketrans("’‘“”", "''\"\""))
    return " ".join(text.split())


def _normalised(lines: Iterable[str]) -> str:
    """The text without what a typesetter may change: line ends, hyphens in words, blanks at dashes."""
    return re.sub(r"(?<=\w)-\s*(?=\w)|(?<=[—–/])\s+|\s+(?=[—–])", "", _joined(lines))


# the graph


def made_from(knowledge: Knowledge, source: str) -> set[Made]:
    """What was made from a source. A claim with evidence from two paragraphs was made in both."""
    read: list[tuple[str, str, Evidence | Study]] = [
        *(("claim", claim.id, e) for claim in knowledge.claims.values() for e in claim.evidence),
        *(("experiment", one.id, one.evidence) for one in knowledge.experiments.values()),
        *(("study", study.id, study) for study in knowledge.studies.values()),
    ]
    return {Made(item.locator, sort, id) for sort, id, item in read if item.read_in.id == source}


# the table


def read_table(file: Path) -> list[Row]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        lines = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
        if lines.fieldnames != COLUMNS:
            raise SystemExit(f"{file}: the columns are to be {', '.join(COLUMNS)}")
        return [_row(file, number, line) for number, line in enumerate(lines, 2)]


def _row(file: Path, number: int, line: dict[str, str]) -> Row:
    try:
        return Row(
            heading=line["heading"],
            paragraph=int(line["paragraph"]),
            sha256=line["sha256"],
            sentences=int(line["sentences"]),
            claims=int(line["claims"]),
            experiments=int(line["experiments"]),
            studies=int(line["studies"]),
            note=(line["note"] or "").strip(),
        )
    except (AttributeError, TypeError, ValueError):
        raise SystemExit(f"{file}:{number}: a row has {', '.join(COLUMNS)}; mend it") from None


def write_table(file: Path, rows: Iterable[Row]) -> None:
    lines = ["\t".join(COLUMNS), *("\t".join(map(str, astuple(row))) for row in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def wanted(review: Sequence[Paragraph], made: Iterable[Made], rows: Sequence[Row]) -> list[Row]:
    """The table as it should be: every paragraph of the review.

    A note stays with its text, wherever that has moved; where the text has changed, with its place.
    """
    hashes = {paragraph.hash for paragraph in review}
    by_hash = {row.sha256: row.note for row in rows}
    by_place = {row.place: row.note for row in rows if row.sha256 not in hashes}
    counts = Counter((thing.sort, thing.place) for thing in made)
    return [
        Row(
            heading=paragraph.heading,
            paragraph=paragraph.number,
            sha256=paragraph.hash,
            sentences=paragraph.sentences,
            claims=counts["claim", paragraph.place],
            experiments=counts["experiment", paragraph.place],
            studies=counts["study", paragraph.place],
            note=by_hash.get(paragraph.hash, by_place.get(paragraph.place, "")),
        )
        for paragraph in review
    ]


def problems(rows: Sequence[Row], ought: Sequence[Row], made: Iterable[Made]) -> Iterator[str]:
    """What is wrong with table and locators, each with its cure, in the order of the review."""
    for place, count in Counter(row.place for row in rows).items():
        if count > 1:
            yield f"{place}: has {count} rows; keep one"
    by_place = {row.place: row for row in rows}
    for row in ought:
        if row.place not in by_place:
            yield f"{row.place}: has no row; read it, then {CURE}"
        else:
            yield from _differences(by_place[row.place], row)
    places = {row.place for row in ought}
    for place in by_place:
        if place not in places:
            yield f"{place}: the review has no such paragraph; {CURE}"
    for thing in sorted(made):
        if thing.place not in places:
            what = f"{thing.sort} {thing.id} was read there, and the review has no such place"
            yield f"{thing.place}: {what}; mend gg:locator"
    if [p for p in by_place if p in places] != [
        row.place for row in ought if row.place in by_place
    ]:
        yield f"the rows do not follow the order of the review; {CURE}"


def _differences(row: Row, ought: Row) -> Iterator[str]:
    if row.sha256 != ought.sha256:
        yield f"{row.place}: the text is not the one that was read; read it again, then {CURE}"
    for name in COLUMNS[3:7]:
        if getattr(row, name) != getattr(ought, name):
            yield f"{row.place}: {getattr(row, name)} {name}, not {getattr(ought, name)}; {CURE}"
    if not row.note and not ought.claims + ought.experiments + ought.studies:
        yield f"{row.place}: nothing was made from it; say why in the column note"


# asking


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    try:
        review = paragraphs(options.review.read_text(encoding="utf-8"))
        knowledge = glutagraph.load(*options.graph)
    except (OSError, UnicodeDecodeError, GlutagraphError) as error:
        print(f"coverage: {error}", file=sys.stderr)
        return 2
    made = made_from(knowledge, options.source)
    rows = read_table(options.table)
    ought = wanted(review, made, rows)
    if options.write:
        write_table(options.table, ought)
        rows = ought
    wrong = list(problems(rows, ought, made))
    _report(ought, wrong)
    return 1 if wrong else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("review", type=Path, metavar="REVIEW.txt")
    parser.add_argument("--write", action="store_true", help="write the table anew; notes stay")
    parser.add_argument("--table", type=Path, default=TABLE, help="default: graph/coverage.tsv")
    parser.add_argument("--graph", type=Path, action="append", default=[], help="as of glutagraph")
    parser.add_argument("--source", default=REVIEW, help="the review's name in the graph")
    return parser.parse_args(arguments)


def _report(ought: Sequence[Row], wrong: Sequence[str]) -> None:
    for problem in wrong:
        print(problem)
    claims, experiments = sum(row.claims for row in ought), sum(row.experiments for row in ought)
    print(
        f"{len(ought)} paragraphs: {claims} claims, {experiments} experiments and"
        f" {sum(row.studies for row in ought)} studies, each counted where it was read;"
        f" {len(wrong)} problems"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
