"""`glutagraph query`: ask in SPARQL, or a named query, here or of an endpoint."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeVar

import click

from ..arguments import ENDPOINT, FORMATS, ExampleFirst, Question, load_places, output_option
from ..errors import QueryError, UnknownNameError
from ..tables import GRAPH_FORMATS
from ..terminal import plain, standard_input, table_width, write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..knowledge import Knowledge
    from ..named_queries import NamedQuery
    from ..sparql import Answer

_T = TypeVar("_T")
_CURE = "ask for less of it, or give it more with --timeout"
_NO_PARAMETERS = "--param is for named queries; 'glutagraph query --list' has them"


@click.command(cls=ExampleFirst, context_settings={"allow_extra_args": True})
@click.argument("sparql", type=Question(), required=False)
@click.option("--list", "listed", is_flag=True, help="List the named queries.")
@click.option("-i", "--interactive", is_flag=True, help="Ask one query after another.")
@click.option(
    *("--param", "given"),
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a parameter of a named query; repeat it for several.",
)
@click.option(
    *("--format", "form"),
    type=click.Choice((*FORMATS, "xml", *GRAPH_FORMATS)),
    default=None,
    help="How to print it: rows as a table, graphs as Turtle unless told.",
)
@click.option("--explain", is_flag=True, help="Tell how the query is read; do not ask it.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 86_400),
    metavar="SECONDS",
    help="How long it may take. Endpoints have 60 s unless told.",
)
@output_option("-")
@click.pass_context
def command(
    ctx: click.Context,
    sparql: str | None,
    listed: bool,
    interactive: bool,
    given: tuple[str, ...],
    form: str | None,
    explain: bool,
    timeout: float | None,
    output: str,
) -> None:
    """Ask in SPARQL. SPARQL is the query itself, a named query, a file, or - for standard input.

    Our prefixes are declared. Update, SERVICE and FROM are refused. No rows, or an ASK that is false,
    end with status 1. With --graph sparql:URL before it, an endpoint is asked instead of a graph here.

    \b
    glutagraph query --list
    glutagraph query failed-agents
    glutagraph query trials-of-drug --param drug=esketamine
    glutagraph query 'SELECT ?target { entity:ketamine predicate:blocks ?target }'
    glutagraph query 'ASK { entity:rapamycin predicate:inhibits entity:mtorc1 }'
    glutagraph query 'DESCRIBE entity:trkb' --format json-ld
    glutagraph query opposite-findings --explain
    echo 'SELECT * { ?claim gg:object entity:mtorc1 }' | glutagraph query - --format csv
    """
    if ctx.args:
        raise click.UsageError(
            f"'{ctx.args[0]}' is one argument too many; give parameters by name, as in "
            "--param drug=esketamine (--list tells which there are)"
        )
    if interactive:
        _alone(sparql is None and not (listed or given or explain or output != "-"), "-i")
        _converse(ctx.obj, form, timeout)
    elif listed or sparql is None:
        _list_queries(ctx, listed, sparql, given, form, output)
    elif explain:
        _alone(form is None, "--explain")
        _explain(ctx.obj, sparql, output)
    else:
        answer = _asked(ctx.obj, sparql, given, timeout)
        _print(ctx, answer, form, output)


def _alone(is_alone: bool, option: str) -> None:
    if not is_alone:
        raise click.UsageError(f"{option} stands alone")


def _print(ctx: click.Context, answer: Answer, form: str | None, output: str) -> None:
    """The answer, what the one who asked should know of it, and the exit code."""
    from ..tables import answered

    text, found = answered(answer, form, table_width(output))
    for warning in () if isinstance(answer, bool) else answer.warnings:
        click.echo(plain(f"glutagraph: warning: {warning}", sys.stderr), err=True)
    write(output, text, for_people=form in (None, "table"))
    if not found:
        ctx.exit(1)


# asking


def _asked(
    places: tuple[str, ...], sparql: str, given: tuple[str, ...], timeout: float | None
) -> Answer:
    """The answer of the graph here, or of an endpoint where that is named."""
    if address := _endpoint(places):
        return _asked_there(address, sparql, given, timeout)
    knowledge = load_places(places)
    named = _named_query(knowledge, sparql)
    if named is None:
        if given:
            raise click.UsageError(_NO_PARAMETERS)
        text = query_text(sparql)
        return _apart(text, timeout, lambda: asked(knowledge, text))
    from ..named_queries import ask as ask_named

    values = _values(given)
    answer = _apart(named.text, timeout, lambda: ask_named(knowledge, named, values))
    _tell_usual(named, values)
    return answer


def _tell_usual(named: NamedQuery, values: Mapping[str, str]) -> None:
    """Say what a named query was asked with that nobody set."""
    unset = (one for one in named.parameters if one.default and one.name not in values)
    if usual := " ".join(f"{one.name}={one.default}" for one in unset):
        told = f"asked with {usual}; --param sets another"
        click.echo(plain(f"glutagraph: {told}", sys.stderr), err=True)


def _apart(text: str, timeout: float | None, work: Callable[[], _T]) -> _T:
    """What some work on a query gives, done in a process of its own if that may have to be ended."""
    from ..deadline import CAN_FORK, interruptible, within
    from ..query_text import LONG

    if timeout is not None or (CAN_FORK and len(text) > LONG):
        return within(timeout, work, _CURE)
    with interruptible():
        return work()


def asked(knowledge: Knowledge, text: str) -> Answer:
    """The answer to a query that somebody typed, with warnings of names that nothing bears.

    Where nothing was found, such a name is why: QueryError with the exit code of an unknown name.
    """
    from dataclasses import replace

    from ..sparql import query, strangers

    answer = query(knowledge, text)
    unknown = strangers(knowledge, text)
    is_found = answer if isinstance(answer, bool) else any((*_contents(answer),))
    if unknown and not is_found:
        first = unknown[0]
        error = QueryError(text, first.place.line, first.told, first.place.column)
        error.exit_code = UnknownNameError.exit_code
        raise error
    if isinstance(answer, bool):
        return answer
    told = tuple(f"line {one.place.line}: {one.told}" for one in unknown)
    return replace(answer, warnings=(*answer.warnings, *told))


def _contents(answer: Answer) -> tuple[object, ...]:
    from ..sparql import Rows

    assert not isinstance(answer, bool)
    return answer.rows if isinstance(answer, Rows) else answer.triples


def _endpoint(places: tuple[str, ...]) -> str:
    """The address of the endpoint that is named as the graph; empty where none is."""
    addresses = [place[len(ENDPOINT) :] for place in places if place.startswith(ENDPOINT)]
    if addresses and len(places) > 1:
        raise click.UsageError(f"--graph {ENDPOINT}URL stands alone")
    return addresses[0] if addresses else ""


def _asked_there(
    address: str, sparql: str, given: tuple[str, ...], timeout: float | None
) -> Answer:
    """An endpoint's answer. What parameters of a named query stand for is looked up here."""
    from ..deadline import CAN_FORK, within
    from ..endpoint import SECONDS, Endpoint, ask

    endpoint = Endpoint(address, seconds=timeout or SECONDS)
    shipped = load_places(())
    named = _named_query(shipped, sparql)
    if named is None:
        if given:
            raise click.UsageError(_NO_PARAMETERS)
        text, bindings = query_text(sparql), {}
    else:
        from ..named_queries import parameter_values

        text, bindings = named.text, parameter_values(shipped, named, _values(given))

    def work() -> Answer:
        from ..named_queries import without

        answer = ask(endpoint, text, bindings)
        return answer if isinstance(answer, bool) else without(answer, bindings)

    # Nothing that an endpoint sends can keep us longer, were it a letter a minute.
    return within(endpoint.seconds + 5, work, _CURE) if CAN_FORK else work()


def _explain(places: tuple[str, ...], sparql: str, output: str) -> None:
    from ..telling.query_plan import plan_lines

    if _endpoint(places):
        raise click.UsageError("an endpoint does not say how it reads a query")
    knowledge = load_places(places)
    named = _named_query(knowledge, sparql)
    text = named.text if named else query_text(sparql)
    lines = _apart(text, None, lambda: list(plan_lines(knowledge, text)))
    write(output, "".join(f"{line}\n" for line in lines), for_people=True)


def _converse(places: tuple[str, ...], form: str | None, timeout: float | None) -> None:
    from ..interactive import converse

    if _endpoint(places):
        raise click.UsageError("-i asks a graph here, no endpoint")
    converse(load_places(places), asked, form, timeout)


# what was typed


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
    if form in ("xml", *GRAPH_FORMATS):
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


def _values(given: tuple[str, ...]) -> Mapping[str, str]:
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


def query_text(sparql: str) -> str:
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
