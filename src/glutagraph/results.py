"""The rows of a query in the standard's formats: XML, CSV and TSV. JSON is in `sparql`.

Each is written for machines as W3C has it, byte for byte; `tables` writes rows for people and their
spreadsheets.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from .rdf import BlankNode, NamedNode
from .sparql import Rows
from .vocabulary import XSD

if TYPE_CHECKING:
    from .rdf import Term

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def results_xml(answer: Rows | bool) -> str:
    """SPARQL Query Results XML (W3C recommendation, 21 March 2013).

    A character that XML cannot write is written as U+FFFD.

    >>> results_xml(True).splitlines()[-2]
    '<boolean>true</boolean>'
    """
    head, told = "<head/>", [f"<boolean>{str(answer).lower()}</boolean>"]
    if isinstance(answer, Rows):
        variables = (f"<variable name={quoteattr(name)}/>" for name in answer.variables)
        head = f"<head>{''.join(variables)}</head>"
        told = [
            "<results>",
            *(_xml_row(answer.variables, row) for row in answer.rows),
            "</results>",
        ]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<sparql xmlns="http://www.w3.org/2005/sparql-results#">',
            head,
            *told,
            "</sparql>\n",
        )
    )


def _xml_row(names: tuple[str, ...], row: tuple[Term | None, ...]) -> str:
    cells = (
        f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
        for name, term in zip(names, row, strict=True)
        if term is not None
    )
    return f"<result>{''.join(cells)}</result>"


def _xml_term(term: Term) -> str:
    text = escape(_NOT_XML.sub("\ufffd", term.value), {"\r": "&#13;"})
    if isinstance(term, NamedNode):
        return f"<uri>{text}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{text}</bnode>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{text}</literal>"
    datatype = term.datatype.value
    typed = "" if datatype == XSD + "string" else f" datatype={quoteattr(datatype)}"
    return f"<literal{typed}>{text}</literal>"


def results_csv(answer: Rows) -> str:
    """SPARQL 1.1 Query Results CSV (W3C recommendation, 21 March 2013): values without their types."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(answer.variables)
    writer.writerows([_csv_cell(term) for term in row] for row in answer.rows)
    return text.getvalue()


def _csv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def results_tsv(answer: Rows) -> str:
    """SPARQL 1.1 Query Results TSV (W3C recommendation, 21 March 2013): terms as Turtle has them."""
    lines = ["\t".join(f"?{name}" for name in answer.variables)]
    lines += ["\t".join("" if term is None else str(term) for term in row) for row in answer.rows]
    return "\n".join(lines) + "\n"
