"""The command line: read, ask, print. Heavy imports happen inside the command that needs them."""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import click

from .arguments import (
    FORMATS,
    Commands,
    Failure,
    Name,
    Place,
    Question,
    list_names,
    listing_options,
    load_places,
    output_option,
    print_version,
)
from .errors import GlutagraphError, UnknownNameError
from .terminal import cause, plain, standard_input, table_width, tell, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .knowledge import Knowledge, Thing
    from .named_queries import NamedQuery
    from .text import Page

    Lines = Callable[[Page], Iterable[str]]

_TIERS = (
    *("randomised-trial", "other-human-study", "animal-intervention", "animal-observation"),
    *("cell-or-slice", "proposal"),
)
_SIGNS = {"increases": 1, "decreases": -1, "unknown": 0}
_FAMILIES = (
    *("causal", "production", "definition", "null"),
    *("structural", "dependency", "comparison", "association", "attribute"),
)
_STATUSES = ("supported", "disputed", "context-bound", "refuted", "open", "definition")
_RESULTS = ("positive", "negative", "mixed", "pending", "halted", "not-stated")
_INTERRUPTED = 130


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Exit status: 0 found, 1 ran but found nothing, 2 usage, 3 bad graph or input, 4 unknown name.
The tab key completes commands and names after (zsh_source and fish_source for other shells):
  eval "$(_GLUTAGRAPH_COMPLETE=bash_source glutagraph)"
""",
)
@click.option(
    *("--graph", "graph"),
    type=Place(),
    multiple=True,
    metavar="WHERE",
    help="A folder or Turtle file; repeat it to join several. Default: the shipped graph.",
)
@click.option(
    *("--version", "-V"),
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=print_version,
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
@click.argument("start", type=Name("entity"))
@click.argument("end", type=Name("entity"), required=False)
@click.option("--hypothesis", type=Name("hypothesis"), help="Within one hypothesis.")
@click.option("--via", type=Name("entity"), multiple=True, help="Only paths through it.")
@click.option("--avoid", type=Name("entity"), multiple=True, help="No path through it.")
@click.option("--sign", type=click.Choice(list(_SIGNS)), help="Only paths of this net sign.")
@click.option(
    "--max-steps",
    type=click.IntRange(1, 50),
    default=12,
    show_default=True,
    metavar="N",
    help="No path longer than this.",
)
@click.option(
    *("--top", "top"),
    type=click.IntRange(1, 10_000),
    default=3,
    show_default=True,
    metavar="N",
    help="Paths shown for each hypothesis; the verdict ranges over all.",
)
@click.option(
    "--min-tier",
    type=click.Choice(_TIERS),
    default="proposal",
    show_default=True,
    metavar="TIER",
    help=f"No step of weaker evidence. From the strongest: {', '.join(_TIERS)}.",
)
@click.option(
    "--species", type=Name("species"), help="Only what may hold in it: human, mouse, rodent ..."
)
@click.option("--region", type=Name("region"), help="Only what may hold there.")
@click.option("--exclude-disputed", is_flag=True, help="No step that something speaks against.")
@click.option("--coherent-only", is_flag=True, help="No stitched paths.")
@listing_options
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
    """How START leads to END: every path, its net sign, its evidence.

    END may be a group, such as antidepressant-effect: each member is answered. Without END, each
    outcome that START leads to. Names are slugs, labels, synonyms or identifiers such as CHEBI:6121.

    \b
    glutagraph trace ketamine antidepressant-effect
    glutagraph trace ketamine antidepressant-like-effect --hypothesis disinhibition --top 10
    glutagraph trace ketamine antidepressant-effect --avoid mtorc1 --coherent-only
    glutagraph trace ketamine bdnf-translation --format json
    glutagraph trace 2r-6r-hnk
    """
    from .model import Sign, Tier
    from .tracing import trace as ask

    knowledge = load_places(ctx.obj)
    answer = ask(
        knowledge,
        start,
        end,
        top=top,
        sign=None if sign is None else Sign(_SIGNS[sign]),
        min_tier=Tier[min_tier.upper().replace("-", "_")],
        **{name: value for name, value in limits.items() if value is not None},
    )
    if form == "table":
        from .text import outcomes_lines, trace_lines

        lines = trace_lines if end else outcomes_lines
        tell(output, lambda page: lines(answer, page))
    else:
        from .export import trace_json, trace_rows
        from .tables import listed, to_json

        columns = ("end", "verdict", "sign", "coherent", "hypotheses", "weakest_evidence", "path")
        told = (
            to_json(trace_json(answer))
            if form == "json"
            else listed(trace_rows(answer), columns, form)
        )
        write(output, told)
    if not answer.paths:
        ctx.exit(1)


@cli.command()
@click.argument("name", type=Name("thing"))
@listing_options
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
    knowledge = load_places(ctx.obj)
    thing = knowledge.find(name)
    if form == "table":
        tell(output, _shown(thing, knowledge))
        return
    from .export import show_json, thing_json
    from .tables import listed, to_json

    row = show_json(thing, knowledge)
    columns = list(thing_json(thing))
    write(output, to_json(row) if form == "json" else listed([row], columns, form))


def _shown(thing: Thing, knowledge: Knowledge) -> Lines:
    """The page of a thing: a monograph for a drug."""
    from .model import Entity

    if isinstance(thing, Entity) and knowledge.kind_holds("drug", thing):
        from .monograph import monograph_lines

        return lambda page: monograph_lines(thing, knowledge, page)
    from .showing import show_lines

    return lambda page: show_lines(thing, knowledge, page)


@cli.command("list")
@click.argument("kind", type=Name("kind"))
@click.option("--hypothesis", type=Name("hypothesis"), help="Claims that it holds.")
@click.option("--about", type=Name("entity"), help="Claims that mention an entity.")
@click.option(
    *("--family", "family"),
    type=click.Choice(_FAMILIES),
    metavar="FAMILY",
    help=f"Claims of a family: {', '.join(_FAMILIES)}.",
)
@click.option(
    *("--status", "status"),
    type=click.Choice(_STATUSES),
    metavar="STATUS",
    help=f"Claims that stand so: {', '.join(_STATUSES)}.",
)
@click.option(
    "--section", type=Name("section"), help="What was read under a heading of the review."
)
@click.option("--drug", type=Name("entity"), help="Studies of a drug or class.")
@click.option(
    *("--result", "result"),
    type=click.Choice(_RESULTS),
    metavar="RESULT",
    help=f"Studies that came out so: {', '.join(_RESULTS)}.",
)
@click.option("--population", type=Name("entity"), help="Studies of patients with a condition.")
@click.option("--scale", type=Name("entity"), help="Studies that used a rating scale.")
@click.option("--route", type=Name("route"), help="Studies that gave it by a route.")
@click.option("--comparator", type=Name("entity"), help="Studies that compared with it.")
@click.option("--target", type=Name("entity"), help="Drugs that act on a target or a pool of it.")
@click.option("--action", type=Name("action"), help="Drugs that act so: antagonist ...")
@click.option(
    *("--match", "wanted"),
    default="",
    metavar="TEXT",
    help="Only rows whose id or label holds this text.",
)
@listing_options
@click.pass_context
def list_(
    ctx: click.Context, /, kind: str, form: str, output: str, wanted: str, **only: Any
) -> None:
    """The rows of KIND, such as drugs, claims or hypotheses.

    KIND is drugs, entities, claims, contradictions, hypotheses, studies, experiments, sources, or a
    kind of entity, such as receptors. JSON has every field of a row, csv and tsv most, the others what
    fits a page.

    \b
    glutagraph list drugs --target NMDAR --action antagonist
    glutagraph list studies --drug esketamine --result positive
    glutagraph list claims --section "Hydroxynorketamine, paragraph 2"
    glutagraph list contradictions
    glutagraph list claims --status disputed
    glutagraph list claims --hypothesis lateral-habenula --format csv
    glutagraph list experiments --format json
    """
    from .contradictions import Contradiction
    from .export import thing_json
    from .listing import columns_of, listing
    from .tables import listed

    knowledge = load_places(ctx.obj)
    name = _list_name(knowledge, kind)
    try:
        every = [(thing, thing_json(thing)) for thing in listing(knowledge, name, **only)]
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    folded = wanted.lower()
    found = [pair for pair in every if folded in f"{pair[1]['id']} {pair[1]['label']}".lower()]
    if not found:
        click.echo(f"no {name} to list", err=True)
    if found and name == "contradictions" and form == "table":
        from .showing import contradiction_lines

        shown = [thing for thing, _ in found if isinstance(thing, Contradiction)]
        tell(output, lambda page: contradiction_lines(shown, knowledge, page))
    elif found or form != "table":
        rows = [row for _, row in found]
        text = listed(rows, columns_of(name, form), form, table_width(output))
        write(output, text, for_people=form == "table")
    if not found:
        ctx.exit(1)


def _list_name(knowledge: Knowledge, kind: str) -> str:
    """What a listing is called; a misspelt one is a question, and says what there is."""
    from .listing import list_name

    try:
        return list_name(knowledge, kind)
    except KeyError:
        from difflib import get_close_matches  # here, since only a mistake needs it

        known = list_names(knowledge)
        close = get_close_matches(kind.lower(), known, n=1, cutoff=0.7)
        cure = f"did you mean '{close[0]}'?" if close else f"one of {', '.join(known)}"
        raise click.BadParameter(f"'{kind}' is not a kind; {cure}") from None


@cli.command()
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
def query(
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
    from .sparql import query as ask
    from .tables import answered

    if listed or sparql is None:
        _list_queries(ctx, listed, sparql, given, form, output)
        return
    knowledge = load_places(ctx.obj)
    named = _named_query(knowledge, sparql)
    if named is not None:
        from .named_queries import ask as ask_named

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
    from .location import shipped_graph
    from .named_queries import named_queries
    from .tables import listed as told

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
    from .named_queries import named_queries

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


@cli.command()
@output_option("glutagraph.html")
@click.option("--focus", type=Name("entity"), help="Only what lies around an entity.")
@click.option("--from", "start", type=Name("entity"), help="With --to: only the paths between.")
@click.option("--to", "end", type=Name("entity"), help="With --from: only the paths between.")
@click.pass_context
def view(
    ctx: click.Context, output: str, focus: str | None, start: str | None, end: str | None
) -> None:
    """Write the graph as one HTML file that needs no network.

    \b
    glutagraph view
    glutagraph view --focus mtorc1 -o mtorc1.html
    glutagraph view --from ketamine --to antidepressant-effect -o paths.html
    """
    from .explorer import page

    if (start is None) != (end is None):
        raise click.UsageError("--from and --to belong together")
    if focus is not None and start is not None:
        raise click.UsageError(
            "a page shows what lies around --focus or the paths --from --to, not both"
        )
    knowledge = load_places(ctx.obj)
    answer = None
    if start is not None:
        from .tracing import trace as ask

        answer = ask(knowledge, start, end)
    centre = knowledge.entity(focus) if focus else None
    write(output, page(knowledge, focus=centre, answer=answer))
    if output != "-":
        click.echo(plain(f"wrote {output}", sys.stderr), err=True)
    if answer is not None and not answer.paths:
        click.echo("the page is empty: no path leads there", err=True)
        ctx.exit(1)


@cli.command()
@click.argument("folder", type=Place(), required=False)
@click.pass_context
def check(ctx: click.Context, folder: str | None) -> None:
    """Every problem in FOLDER, with its file, line and cure.

    Without FOLDER, in what --graph names, or in the shipped graph. Problems end with status 3.

    \b
    glutagraph check
    glutagraph check graph
    """
    from .checks import check as problems_in
    from .location import shipped_graph

    places = [folder] if folder else (ctx.obj or [shipped_graph()])
    problems = [problem for place in places for problem in problems_in(FilePath(place))]
    for problem in problems:
        click.echo(plain(str(problem), sys.stdout))
    count = len(problems)
    click.echo(_counted(count, "problem") if count else "no problems", err=True)
    if problems:
        ctx.exit(3)


@cli.command("format")
@click.argument("places", type=Place(), nargs=-1, metavar="[FOLDER|FILE|-]...")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; name what would change.")
@click.pass_context
def format_(ctx: click.Context, places: tuple[str, ...], only_check: bool) -> None:
    """Write Turtle files in the one layout. - formats standard input to standard output.

    A file with errors is left untouched. Without a place, the shipped graph. What is wrong, or with
    --check would be changed, ends with status 3.

    \b
    glutagraph format --check
    glutagraph format --check graph/drugs/ketamine.ttl
    echo '<a:s>    <a:p>  "o".' | glutagraph format -
    """
    from .formatting import format_file, format_turtle
    from .location import shipped_graph, turtle_files

    if "-" in places:
        if len(places) > 1:
            raise click.UsageError("- stands alone: standard input is formatted or files are")
        typed = standard_input().decode("utf-8", "surrogateescape")
        click.echo(format_turtle(typed, "standard input").encode(), nl=False)
        return
    wanted = [FilePath(place) for place in places or ctx.obj] or [shipped_graph()]
    files = [file for place in wanted for file in turtle_files(place, every=True)]
    changed, broken = [], []
    for file in files:
        try:
            if format_file(file, write=not only_check):
                changed.append(file)
        except GlutagraphError as error:
            broken.append(str(error))
        except OSError as error:
            broken.append(f"{file}: {error.strerror}")
    for file in changed:
        click.echo(plain(str(file), sys.stdout))
    for message in broken:
        click.echo(plain(f"glutagraph: {message}", sys.stderr), err=True)
    would = "would be changed" if only_check else "changed"
    click.echo(f"{len(changed)} of {_counted(len(files), 'file')} {would}", err=True)
    if broken or (changed and only_check):
        ctx.exit(3)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


# reading and writing


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


def main() -> None:
    """The entry point of the command `glutagraph`: every way out has its exit code."""
    if hasattr(signal, "SIGPIPE"):
        # head and less end us quietly, as they end any program; click would make it "found nothing".
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # A command is short: to look for garbage in what a graph holds costs a sixth of a trace.
    gc.set_threshold(200_000)
    status = _status()
    gc.freeze()
    sys.exit(status)


def _status() -> int | None:
    try:
        status: int | None = cli.main(prog_name="glutagraph", standalone_mode=False)
        return status
    except click.ClickException as error:
        from .text import inert

        error.message = inert(error.message)  # type: ignore[misc]  # ours to show, not click's
        error.show()
        return error.exit_code
    except click.Abort:
        return _INTERRUPTED
    except OSError as error:
        place = error.filename or "standard output"
        click.echo(plain(f"glutagraph: {place}: {cause(error)}", sys.stderr), err=True)
        if error.filename is None:
            # What standard output still holds would fail once more, noisily, on the way out.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Failure.exit_code
