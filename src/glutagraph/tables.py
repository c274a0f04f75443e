"""Rows as a listing in one of six formats: table, json, jsonl, csv, tsv, md.

No text from data is markup, a formula or a control character in any of them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .errors import QueryError
from .text import Page, inert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .sparql import Rows, Triples

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")
Row = dict[str, Any]


def listed(rows: Sequence[Row], columns: Sequence[str], form: str, width: int = 100) -> str:
    """Rows in a format. Tables and separated values show `columns`; JSON has every field.

    >>> print(listed([{"id": "ketamine", "kind": "drug"}], ["id"], "csv"), end="")
    id
    ketamine
    """
    if form == "json":
        return to_json(list(rows))
    if form == "jsonl":
        return "".join(to_json(row, indent=None) for row in rows)
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    if form == "md":
        return _markdown(columns, cells)
    if form == "table":
        return _table(columns, cells, width)
    return _separated(columns, cells, "," if form == "csv" else "\t")


def to_json(value: object, indent: int | None = 2) -> str:
    """A value as JSON: sorted by nothing, so that fields keep the order of the contract.

    Only text within quotes holds control characters, and there JSON spells them as `inert` does.
    """
    return inert(json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)) + "\n"


def _cell(value: object) -> str:
    """A field as it stands in one cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_cell(part) for part in value)
    if isinstance(value, dict):
        return str(value.get("curie") or " ".join(_cell(part) for part in value.values() if part))
    return inert(str(value))


def _separated(columns: Sequence[str], cells: Iterable[list[str]], delimiter: str) -> str:
    import csv  # here, since only a listing needs it
    import io

    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_no_formula(cell) for cell in row] for row in cells)
    return text.getvalue()


def _no_formula(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula: where it might, a quote stands before.

    >>> _no_formula("=1+1"), _no_formula("-1")
    ("'=1+1", '-1')
    """
    is_number = re.fullmatch(r"-\d+(\.\d+)?", cell)
    return "'" + cell if re.match(r"\s*[=+@\-]", cell) and not is_number else cell


def _markdown(columns: Sequence[str], cells: Iterable[list[str]]) -> str:
    rows = [list(columns), ["---"] * len(columns), *cells]
    lines = ("| " + " | ".join(escaped(cell) for cell in row) + " |" for row in rows)
    return "\n".join(lines) + "\n"


def escaped(cell: str) -> str:
    """A cell on one line in which nothing is markup.

    >>> print(escaped("a|b <i> x_y"))
    a\\|b \\<i\\> x\\_y
    """
    return re.sub(r"([\\`*_<>\[\]|&~$])", r"\\\1", " ".join(cell.split()))


_NARROWEST = 14
"""A column that needs more than this may be folded to it, not further; names are never folded."""


def _table(columns: Sequence[str], cells: list[list[str]], width: int) -> str:
    """A table for a terminal; where it would be too narrow to read, each row as a block of lines."""
    titles = [column.replace("_", " ") for column in columns]
    cells = [[" ".join(cell.split()) for cell in row] for row in cells]
    needed = [max(map(len, column)) for column in zip(titles, *cells, strict=True)]
    least = [
        n if title == "id" else min(n, _NARROWEST) for title, n in zip(titles, needed, strict=True)
    ]
    if sum(least) + 3 * len(least) > width:
        return _blocks(titles, cells, width)
    return _grid(titles, cells, least, width)


def _blocks(titles: Sequence[str], cells: list[list[str]], width: int) -> str:
    page, lines = Page(width), []
    for first, *others in cells:
        told = (f"{title}: {cell}" for title, cell in zip(titles[1:], others, strict=True) if cell)
        lines += [page.wrapped(first, 0, 4), page.wrapped(" · ".join(told), 4, 6)]
    return "\n".join(filter(None, lines)) + "\n"


def _grid(titles: Sequence[str], cells: list[list[str]], least: Sequence[int], width: int) -> str:
    """Columns side by side; text from data is `Text`, since rich reads `[red]` as markup."""
    import io

    from rich import box  # here, since rich takes longer to import than a trace takes to run
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title, narrowest in zip(titles, least, strict=True):
        table.add_column(Text(title), overflow="fold", min_width=narrowest)
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"


GRAPH_FORMATS = ("turtle", "ntriples", "json-ld")


def answered(answer: Rows | Triples | bool, form: str | None, width: int) -> tuple[str, bool]:
    """The answer to a SPARQL query as text, and whether it found anything.

    Tables show CURIEs; every other format has full IRIs. JSON and XML are those of SPARQL 1.1 results.
    """
    from . import sparql  # here, since a listing does without

    if form in GRAPH_FORMATS and not isinstance(answer, sparql.Triples):
        raise QueryError(
            "", 0, f"only a graph is printed as {form}; take one of {', '.join((*FORMATS, 'xml'))}"
        )
    if isinstance(answer, sparql.Triples):
        return _graph(answer, form or "turtle"), bool(answer.triples)
    found = answer if isinstance(answer, bool) else bool(answer.rows)
    if form == "xml":
        from .results import results_xml

        return _inert_xml(results_xml(answer)), found
    if isinstance(answer, bool):
        told = {"head": {}, "boolean": answer}
        return (to_json(told) if form == "json" else f"{str(answer).lower()}\n"), found
    if form == "json":
        return to_json(sparql.results_json(answer)), found
    shown = sparql.said if form in (None, "table", "md") else sparql.full
    rows = [
        {name: shown(term) for name, term in zip(answer.variables, row, strict=True)}
        for row in answer.rows
    ]
    return listed(rows, answer.variables, form or "table", width), found


def _graph(answer: Triples, form: str) -> str:
    """Triples in a format for graphs. Raises QueryError for another."""
    from . import sparql

    if form == "json-ld":
        from .jsonld import json_ld

        return to_json(json_ld(answer.triples))
    return inert(sparql.serialised(answer, form))


def _inert_xml(text: str) -> str:
    """XML with its control characters spelt as XML does."""
    controls = "[\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
    return re.sub(controls, lambda found: f"&#x{ord(found[0]):x};", text)
