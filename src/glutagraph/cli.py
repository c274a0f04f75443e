"""The command line: read, ask, print. Heavy imports happen inside the command that needs them."""

from __future__ import annotations

import os
import sys
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from .errors import GlutagraphError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from click.shell_completion import CompletionItem

    from .knowledge import Knowledge
    from .text import Page

_FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")
_TIERS = (
    *("randomised-trial", "other-human-study", "animal-intervention", "animal-observation"),
    *("cell-or-slice", "proposal"),
)
_SIGNS = {"increases": 1, "decreases": -1, "unknown": 0}


class _Failure(click.ClickException):
    """A GlutagraphError on its way out: its own words and exit code."""

    def __init__(self, error: GlutagraphError) -> None:
        super().__init__(str(error))
        self.exit_code = error.exit_code  # type: ignore[misc]  # each error has its own

    def show(self, file: Any = None) -> None:
        click.echo(f"glutagraph: {_printable(self.message, sys.stderr)}", err=True)


class _Commands(click.Group):
    """The group: the one place where errors become messages, and a misspelt command a question."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GlutagraphError as error:
            raise _Failure(error) from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # here, since only a mistake needs it

            close = get_close_matches(args[0], self.list_commands(ctx), n=1)
            if not close or "Did you mean" in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{close[0]}'?", ctx) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the questions, not of the alphabet."""
        return list(self.commands)


class _Name(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.3
    """A name in the graph; completion offers slugs, since shells cannot complete blanks and colons."""

    def __init__(self, sort: str) -> None:
        self.name = sort

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        places = (ctx.find_root().params or {}).get("graph") or ()
        try:
            knowledge = _load(places)
        except GlutagraphError:
            return []
        names: dict[str, Iterable[str]] = {
            "entity": knowledge.entities,
            "hypothesis": knowledge.hypotheses,
            "thing": [
                *knowledge.entities,
                *knowledge.hypotheses,
                *knowledge.claims,
                *knowledge.sources,
                *knowledge.experiments,
            ],
            "kind": _list_names(knowledge),
        }
        return [CompletionItem(n) for n in names[self.name] if n.startswith(incomplete)]


def _list_names(knowledge: Knowledge) -> list[str]:
    from .export import LISTS

    return [*LISTS, *knowledge.kinds]


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from .location import graph_version

        click.echo(f"glutagraph {__version__}, knowledge {graph_version()}")
        ctx.exit()


def _load(places: Sequence[str]) -> Knowledge:
    from .knowledge import load

    return load(*places)


def _formatted(function: Callable[..., Any]) -> Callable[..., Any]:
    """The two options of every listing."""
    form = click.option(
        "--format", "form", type=click.Choice(_FORMATS), default="table", help="How to print it."
    )
    output = click.option(
        "-o", "--output", default="-", metavar="FILE", help="Where to; - is standard output."
    )
    return form(output(function))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    *("--graph", "graph"),
    multiple=True,
    metavar="WHERE",
    help="A folder or Turtle file; repeat it to join several. Default: the shipped graph.",
)
@click.option(
    *("--version", "-V"),
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Print the versions of the software and of the knowledge.",
)
@click.pass_context
def cli(ctx: click.Context, graph: tuple[str, ...]) -> None:
    """How does this drug lead to that effect, how do we know, and what speaks against it?

    \b
    glutagraph trace ketamine antidepressant-effect
    glutagraph trace ketamine bdnf-translation --hypothesis spontaneous-transmission
    glutagraph show 2r-6r-hnk
    glutagraph list hypotheses
    glutagraph query 'SELECT ?target { entity:ketamine predicate:blocks ?target }'
    """
    ctx.obj = graph


@cli.command()
@click.argument("start", type=_Name("entity"))
@click.argument("end", type=_Name("entity"), required=False)
@click.option("--hypothesis", type=_Name("hypothesis"), default="", help="Within one hypothesis.")
@click.option("--via", type=_Name("entity"), multiple=True, help="Only paths through it.")
@click.option("--avoid", type=_Name("entity"), multiple=True, help="No path through it.")
@click.option("--sign", type=click.Choice(list(_SIGNS)), help="Only paths of this net sign.")
@click.option("--max-steps", type=click.IntRange(1, 50), default=12, show_default=True)
@click.option(
    *("--top", "top"),
    type=click.IntRange(1, 10_000),
    default=3,
    show_default=True,
    help="Paths shown for each hypothesis; the verdict ranges over all.",
)
@click.option("--min-tier", type=click.Choice(_TIERS), default="proposal", help="Weakest evidence.")
@click.option("--species", default="", help="Only what may hold in it: human, mouse, rodent ...")
@click.option("--region", type=_Name("entity"), default="", help="Only what may hold there.")
@click.option("--exclude-disputed", is_flag=True, help="No step that something speaks against.")
@click.option("--coherent-only", is_flag=True, help="No stitched paths.")
@_formatted
@click.pass_context
def trace(
    ctx: click.Context,
    /,
    start: str,
    end: str | None,
    top: int,
    form: str,
    output: str,
    sign: str | None,
    min_tier: str,
    **limits: Any,
) -> None:
    """Every path from START to END, its net sign, and the evidence under every arrow.

    END may be a group, such as antidepressant-effect: each member is answered. Without END, each
    outcome that START leads to.

    \b
    glutagraph trace ketamine antidepressant-effect
    glutagraph trace ketamine antidepressant-like-effect --hypothesis disinhibition --top 10
    glutagraph trace ketamine antidepressant-effect --avoid mtorc1 --coherent-only
    glutagraph trace ketamine bdnf-translation --format json
    glutagraph trace 2r-6r-hnk
    """
    from .model import Sign, Tier
    from .tracing import trace as ask

    knowledge = _load(ctx.obj)
    answer = ask(
        knowledge,
        start,
        end,
        top=top,
        sign=None if sign is None else Sign(_SIGNS[sign]),
        min_tier=Tier[min_tier.upper().replace("-", "_")],
        **limits,
    )
    if form == "table":
        from .text import outcomes_lines, trace_lines

        page = _page(output)
        lines = trace_lines(answer, page) if end else outcomes_lines(answer, page)
        _write(output, _joined(lines))
    else:
        from .export import trace_json, trace_rows
        from .tables import listed, to_json

        columns = ("end", "verdict", "sign", "coherent", "hypotheses", "weakest_evidence", "path")
        told = (
            to_json(trace_json(answer))
            if form == "json"
            else listed(trace_rows(answer), columns, form)
        )
        _write(output, told)
    if not answer.paths:
        ctx.exit(1)


@cli.command()
@click.argument("name", type=_Name("thing"))
@_formatted
@click.pass_context
def show(ctx: click.Context, name: str, form: str, output: str) -> None:
    """Everything known of NAME, what speaks for it and what against.

    NAME is an entity, claim, hypothesis, source or experiment: slug, label, synonym or identifier. One
    that fits two sorts says which: hypothesis:dopamine.

    \b
    glutagraph show ketamine
    glutagraph show hypothesis:disinhibition
    glutagraph show 2r-6r-hnk.inhibits.resting-nmda-receptor
    glutagraph show CHEBI:6121
    """
    knowledge = _load(ctx.obj)
    thing = knowledge.find(name)
    if form == "table":
        from .text import show_lines

        _write(output, _joined(show_lines(thing, knowledge, _page(output))))
        return
    from .export import thing_json
    from .tables import listed, to_json

    row = thing_json(thing)
    _write(output, to_json(row) if form == "json" else listed([row], list(row), form))


@cli.command("list")
@click.argument("kind", type=_Name("kind"))
@click.option("--hypothesis", type=_Name("hypothesis"), help="Claims that it holds.")
@click.option("--about", type=_Name("entity"), help="Claims that mention an entity.")
@click.option("--family", help="Claims of a family: causal, null, dependency, comparison ...")
@click.option("--status", help="Claims that are supported, disputed, context-bound, refuted, open.")
@click.option("--match", "wanted", default="", help="Only rows whose id or label holds this text.")
@_formatted
@click.pass_context
def list_(
    ctx: click.Context, /, kind: str, form: str, output: str, wanted: str, **only: Any
) -> None:
    """The rows of KIND: drugs, entities, claims, hypotheses, studies, experiments, sources, or a kind
    of entity such as receptors.

    \b
    glutagraph list drugs
    glutagraph list claims --status disputed
    glutagraph list claims --hypothesis lateral-habenula --format csv
    glutagraph list experiments --format json
    """
    from .export import LIST_COLUMNS, listing, rows
    from .tables import listed

    knowledge = _load(ctx.obj)
    try:
        things = listing(knowledge, kind, **only)
    except KeyError:
        kinds = ", ".join(_list_names(knowledge))
        raise click.BadParameter(f"'{kind}' is not a kind; one of {kinds}") from None
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    found = [row for row in rows(things) if wanted.lower() in f"{row['id']} {row['label']}".lower()]
    columns = LIST_COLUMNS.get(kind, LIST_COLUMNS["entities"])
    if not found:
        click.echo(f"no {kind} to list", err=True)
    if found or form == "json":
        _write(output, listed(found, columns, form, _table_width(output)))
    if not found:
        ctx.exit(1)


@cli.command()
@click.argument("sparql")
@click.option(
    *("--format", "form"),
    type=click.Choice((*_FORMATS, "turtle", "ntriples")),
    default=None,
    help="How to print it: rows as a table, graphs as Turtle unless told.",
)
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to; - is standard output.")
@click.pass_context
def query(ctx: click.Context, sparql: str, form: str | None, output: str) -> None:
    """Ask in SPARQL. SPARQL is the query itself, a file that holds it, or - for standard input.

    Our prefixes are declared. Update, SERVICE and FROM are refused.

    \b
    glutagraph query 'SELECT ?target { entity:ketamine predicate:blocks ?target }'
    glutagraph query 'ASK { entity:rapamycin predicate:inhibits entity:mtorc1 }'
    glutagraph query question.rq --format csv
    """
    from .sparql import query as ask
    from .tables import answered

    answer = ask(_load(ctx.obj), _query_text(sparql))
    text, found = answered(answer, form, _table_width(output))
    _write(output, text)
    if not found:
        ctx.exit(1)


@cli.command()
@click.option(
    *("-o", "--output"),
    default="glutagraph.html",
    show_default=True,
    metavar="FILE",
    help="Where to; - is standard output.",
)
@click.option("--focus", type=_Name("entity"), help="Only what lies around an entity.")
@click.option("--from", "start", type=_Name("entity"), help="With --to: only the paths between.")
@click.option("--to", "end", type=_Name("entity"), help="With --from: only the paths between.")
@click.pass_context
def view(
    ctx: click.Context, output: str, focus: str | None, start: str | None, end: str | None
) -> None:
    """Write the graph as one HTML file that needs no network.

    \b
    glutagraph view
    glutagraph view --from ketamine --to antidepressant-effect -o paths.html
    """
    from .explorer import page

    if (start is None) != (end is None):
        raise click.UsageError("--from and --to belong together")
    knowledge = _load(ctx.obj)
    answer = None
    if start is not None:
        from .tracing import trace as ask

        answer = ask(knowledge, start, end)
    centre = knowledge.entity(focus) if focus else None
    _write(output, page(knowledge, focus=centre, answer=answer))
    if output != "-":
        click.echo(f"wrote {output}", err=True)


@cli.command()
@click.argument("folder", required=False)
@click.pass_context
def check(ctx: click.Context, folder: str | None) -> None:
    """Every problem in FOLDER, with its file, line and cure. Default: the shipped graph.

    \b
    glutagraph check
    glutagraph check graph
    """
    from .checks import check as problems_in
    from .location import shipped_graph

    places = [folder] if folder else (ctx.obj or [shipped_graph()])
    problems = [problem for place in places for problem in problems_in(FilePath(place))]
    for problem in problems:
        click.echo(_printable(str(problem), sys.stdout))
    count = len(problems)
    click.echo("no problems" if not count else f"{count} problem{'s' * (count > 1)}", err=True)
    if problems:
        ctx.exit(3)


@cli.command("format")
@click.argument("places", nargs=-1, metavar="[FOLDER|FILE|-]...")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; name what would change.")
@click.pass_context
def format_(ctx: click.Context, places: tuple[str, ...], only_check: bool) -> None:
    """Write Turtle files in the one layout. - formats standard input to standard output.

    A file with errors is left untouched. Default: the shipped graph.

    \b
    glutagraph format graph
    glutagraph format --check graph
    """
    from .formatting import format_file, format_turtle
    from .location import shipped_graph, turtle_files

    if places == ("-",):
        _write("-", format_turtle(sys.stdin.read(), "standard input"))
        return
    wanted = [FilePath(place) for place in places] or [shipped_graph()]
    files = [file for place in wanted for file in turtle_files(place, every=True)]
    changed, broken = [], []
    for file in files:
        try:
            if format_file(file, write=not only_check):
                changed.append(file)
        except GlutagraphError as error:
            broken.append(str(error))
    for file in changed:
        click.echo(str(file))
    for message in broken:
        click.echo(_printable(f"glutagraph: {message}", sys.stderr), err=True)
    would = "would be changed" if only_check else "changed"
    click.echo(f"{len(changed)} of {len(files)} files {would}", err=True)
    if broken or (changed and only_check):
        ctx.exit(3)


# reading and writing


def _query_text(sparql: str) -> str:
    """The query itself: given as such, or read from a file or standard input."""
    if sparql == "-":
        return sys.stdin.read()
    if "{" in sparql:
        return sparql
    try:
        return FilePath(sparql).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise click.BadParameter(
            f"'{sparql}' is neither a query nor a file that can be read ({reason})"
        ) from None


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _page(output: str) -> Page:
    """The terminal's width and colour; a file or a pipe is 100 wide and plain."""
    from .text import Page

    terminal = output == "-" and sys.stdout.isatty()
    colour = terminal
    if os.environ.get("NO_COLOR"):
        colour = False
    elif os.environ.get("FORCE_COLOR"):
        colour = output == "-"
    if not terminal:
        return Page(colour=colour)
    from shutil import get_terminal_size

    return Page(max(40, min(get_terminal_size().columns, 140)), colour)


def _table_width(output: str) -> int:
    """A table in a pipe or a file is as wide as it needs to be, a row to a line."""
    return _page(output).width if output == "-" and sys.stdout.isatty() else 1_000


def _printable(text: str, stream: Any) -> str:
    from .text import printable

    return printable(text, getattr(stream, "encoding", None))


def _write(output: str, text: str) -> None:
    """Data to standard output, or whole to a file: written aside and renamed."""
    if output == "-":
        # An open pipe that nobody reads is not an error of ours: main() ends quietly.
        click.echo(_printable(text, sys.stdout), nl=False, color=True)
        return
    from .writing import write_whole

    try:
        write_whole(FilePath(output), text)
    except OSError as error:
        raise OutputError(output, f"cannot be written: {error.strerror}") from None


def main() -> None:
    """The entry point of the command `glutagraph`."""
    try:
        cli(prog_name="glutagraph")
    except BrokenPipeError:
        # Whoever read us has gone (head, less). Point stdout elsewhere so that Python's exit is quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
