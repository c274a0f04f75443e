"""Pages without a script: the query page, what is known of a thing, a refusal.

A page loads nothing, and its policy allows nothing but its own style and its own forms.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ..rdf import BlankNode, Literal, NamedNode
from ..vocabulary import BASE, PREFIXES, XSD, compact
from .exchange import HTML, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..named_queries import NamedQuery
    from ..rdf import Term
    from ..sparql import Rows

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
nav a { margin-right: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.2; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
textarea { box-sizing: border-box; font: 0.9rem/1.4 ui-monospace, monospace; width: 100%; }
button, select { font: inherit; max-width: 100%; }
.answer { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid #8886; padding: 0.3rem 0.8rem 0.3rem 0; text-align: left; }
th, td { vertical-align: top; overflow-wrap: anywhere; }
th { white-space: nowrap; }
td ul { margin: 0; padding-left: 1.1rem; }
pre { overflow-x: auto; }
small { opacity: 0.75; }
[role="alert"] { border-left: 0.3rem solid #c33; padding: 0.5rem 1rem; white-space: pre-wrap; }
"""
_HASH: Final = b64encode(sha256(_STYLE.encode()).digest()).decode("ascii")
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{_HASH}'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
MOST_ROWS: Final = 1_000
"""Rows that a page shows; a file has them all."""
_FORMS: Final = ("csv", "tsv", "json", "xml")
_GRAPH_FORMS: Final = ("turtle", "ntriples", "jsonld", "rdfxml")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WEB: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def page(title: str, body: str) -> Reply:
    """A whole page."""
    text = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} - glutagraph</title>
<style>{_STYLE}</style>
</head>
<body>
<nav aria-label="glutagraph"><a href="/">Explorer</a> <a href="/sparql">Query</a> \
<a href="/openapi.json">API</a></nav>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>
"""
    headers = {"Content-Security-Policy": POLICY}
    shown = _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))
    return Reply(shown.encode("utf-8", "replace"), HTML, headers=headers)


def message_page(message: str) -> Reply:
    """What went wrong, for one who looks with a browser."""
    return page("No answer", f'<p role="alert">{escape(message)}</p>')


def query_page(
    queries: Mapping[str, NamedQuery],
    query: str = "",
    answer: str = "",
    message: str = "",
    chosen: str = "",
) -> Reply:
    """The page to ask in SPARQL on, with an answer that is HTML already or a message that is text."""
    alert = f'<p role="alert">{escape(message)}</p>' if message else ""
    names = "".join(
        f'<option value="{escape(one.id)}"{" selected" if one.id == chosen else ""}>'
        f"{escape(one.label)}</option>"
        for one in queries.values()
    )
    prefixes = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
    rows = min(30, max(8, query.count("\n") + 2))
    body = f"""<form action="/sparql">
<p><label for="named">A question that is asked often</label><br>
<select id="named" name="named">{names}</select> <button>Show its query</button></p>
</form>
<form action="/sparql">
<p><label for="query">SPARQL</label><br>
<textarea id="query" name="query" rows="{rows}" spellcheck="false" required>
{escape(query)}</textarea></p>
<p><button>Run</button> or save the answer: {_buttons(_FORMS)}; a graph: {_buttons(_GRAPH_FORMS)}</p>
</form>
<details><summary>Prefixes that are declared already</summary><pre>{escape(prefixes)}</pre></details>
{alert}{answer}"""
    return page("Ask in SPARQL", body)


def _buttons(forms: Iterable[str]) -> str:
    return " ".join(f'<button name="format" value="{form}">{form}</button>' for form in forms)


def with_defaults(query: NamedQuery, iris: Mapping[str, Term]) -> str:
    """The text of a named query with its parameters set behind it, where they are easily changed."""
    values = (f"VALUES ?{name} {{ {_said(term)} }}\n" for name, term in iris.items())
    return query.text.rstrip() + "\n" + "".join(values)


def _said(term: Term) -> str:
    name = compact(term.value) if isinstance(term, NamedNode) else str(term)
    return name if re.fullmatch(r'[\w-]+:[\w-]+|".*"', name) else str(term)


def rows_html(answer: Rows) -> str:
    """The rows of a query as a table, the first of them where there are many."""
    count = len(answer.rows)
    told = f"{count} row{'' if count == 1 else 's'}"
    if count > MOST_ROWS:
        told += f", of which the first {MOST_ROWS} are shown; save the answer for all"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in answer.variables)
    rows = "".join(
        f"<tr>{''.join(f'<td>{term_html(term)}</td>' for term in row)}</tr>\n"
        for row in answer.rows[:MOST_ROWS]
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>"
    warnings = "".join(f"<p>{escape(warning)}</p>" for warning in answer.warnings)
    return f'<h2>{told}</h2>{warnings}<div class="answer" tabindex="0">{table}</div>'


def boolean_html(answer: bool) -> str:
    return f"<h2>{'yes' if answer else 'no'}</h2>"


def graph_html(turtle: str, count: int) -> str:
    """A graph as its Turtle, the beginning of it where it is long."""
    most = 200_000
    more = "\n..." if len(turtle) > most else ""
    return f"<h2>{count} triples</h2><pre>{escape(turtle[:most])}{more}</pre>"


def term_html(term: Term | None) -> str:
    """A term with a link to where more is known of it."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return link(term.value, compact(term.value))
    if isinstance(term, BlankNode):
        return escape(f"_:{term.value}")
    return _literal(term)


def _literal(term: Literal) -> str:
    told = escape(term.value)
    if term.language:
        return f'<span lang="{escape(term.language)}">{told}</span>'
    datatype = term.datatype.value
    return (
        told if datatype == XSD + "string" else f"{told} <small>{escape(compact(datatype))}</small>"
    )


def link(iri: str, text: str) -> str:
    """A link to an IRI: to its page here where it is ours, to the web, or to nowhere."""
    if iri.startswith(BASE) and iri != BASE:
        return f'<a href="/{quote(iri[len(BASE) :], safe="/")}">{escape(text)}</a>'
    if _WEB.fullmatch(iri):
        return f'<a href="{escape(iri)}" rel="noreferrer">{escape(text)}</a>'
    return escape(text)
