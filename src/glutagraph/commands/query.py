"""`glutagraph query`: ask in SPARQL, or a named query."""

from __future__ import annotations

import os
import re
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

import click

from ..arguments import FORMATS, ExampleFirst, Question, load_places, output_option
from ..errors import UnknownNameError
from ..terminal import standard_input, table_width, write

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from ..named_queries import NamedQuery


@click.command(cls=ExampleFirst)
@click.argument("sparql", type=Question(), required=False)
@click.option("--list", "listed", is_flag=True, help="List the named queries.")
@click.option(
    *("--param", "given"),
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a parameter of a named query; repeat it for several.",
)
@click.option(
    *("--format", "form"),
    type=click.Choice((*FORMATS, "turtle", "ntriples")),
    default=None,
    help="How to print it: rows as a table, graphs as Turtle unless told.",
)
@output_option("-")
@click.pass_context
def command(
    ctx: click.Context,
    sparql: str | None,
    listed: bool,
    given: tuple[str, ...],
    form: str | None,
    output: str,
) -> None:
    """Ask in SPARQL. SPARQL is the query itself, a named query, a file, or - for standard input.

    Our prefixes are declared. Update, SERVICE and FROM are refused. No rows, or an ASK that is false,
    end with status 1.

    \b
    glutagraph query --list
    glutagraph query failed-agents
    glutagraph query trials-of-drug --param drug=esketamine
    glutagraph query 'SELECT ?target { entity:ketamine predicate:blocks ?target }'
    glutagraph query 'ASK { entity:rapamycin predicate:inhibits entity:mtorc1 }'
    glutagraph query 'DESCRIBE entity:trkb'
    echo 'SELECT * { ?claim gg:object entity:mtorc1 }' | glutagraph query - --format csv
    """
    from ..sparql import query as ask
    from ..tables import answered

    if listed or sparql is None:
        _list_queries(ctx, listed, sparql, given, form, output)
        return
    knowledge = load_places(ctx.obj)
    named = _named_query(knowledge, sparql)
    if named is not None:
        from ..named_queries import ask as ask_named

        answer = ask_named(knowledge, named, _values(given))
    elif given:
        raise click.UsageError("--param is for named queries; 'glutagraph query --list' has them")
    else:
        answer = ask(knowledge, _query_text(sparql))
    text, found = answered(answer, form, table_width(output))
    write(output, text, for_people=form in (None, "table"))
    if not found:
        ctx.exit(1)


def _list_queries(
    ctx: click.Context,
    listed: bool,
    sparql: str | None,
    given: tuple[str, ...],
    form: str | None,
    output: str,
) -> None:
    from ..location import shipped_graph
    from ..named_queries import named_queries
    from ..tables import listed as told

    if not listed:
        raise click.UsageError("say what to ask; 'glutagraph query --list' has questions")
    if sparql is not None or given:
        raise click.UsageError("--list stands alone")
    if form in ("turtle", "ntriples"):
        raise click.UsageError(f"a list is not printed as {form}")
    found = named_queries([FilePath(place) for place in ctx.obj] or [shipped_graph()])
    rows = [
        {
            "id": query.id,
            "question": query.label,
            "parameters": [parameter.name for parameter in query.parameters],
            "example": query.example,
        }
        for query in found.values()
    ]
    columns = ("id", "question", "parameters")
    shown = columns if form in (None, "table", "md") else (*columns, "example")
    write(output, told(rows, shown, form or "table", table_width(output)), for_people=not form)


def _named_query(knowledge: Knowledge, name: str) -> NamedQuery | None:
    """The named query of a name; None for what is a query itself, a file or standard input."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or FilePath(name).exists():
        return None
    from ..named_queries import named_queries

    found = named_queries(knowledge.places)
    if name not in found:
        from difflib import get_close_matches  # here, since only a mistake needs it

        raise UnknownNameError(name, get_close_matches(name, found, n=3), "query")
    return found[name]


def _values(given: tuple[str, ...]) -> dict[str, str]:
    """The values of parameters, written NAME=VALUE."""
    values: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not (name and equals and value):
            raise click.BadParameter(f"'{one}' is not NAME=VALUE", param_hint="--param")
        if name in values:
            raise click.BadParameter(f"{name} is given twice", param_hint="--param")
        values[name] = value
    return values


def _query_text(sparql: str) -> str:
    """The query itself: given as such, or read from a file or standard input."""
    is_query = re.search(r"\{|\bdescribe\s", sparql, re.IGNORECASE)
    try:
        if sparql == "-":
            text = standard_input().decode("utf-8-sig")
        elif is_query and not os.path.exists(sparql):
            text = sparql
        else:
            text = FilePath(sparql).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        what = f"'{sparql}' is neither a query nor a file that can be read"
        if sparql == "-":
            what = "standard input cannot be read"
        raise click.BadParameter(f"{what} ({reason})") from None
    if not text.strip():
        raise click.BadParameter("the query is empty")
    return text
