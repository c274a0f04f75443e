"""What commands are made of: help that leads with examples, names, places, shared options.

Here errors become messages with their exit codes, and a misspelt command a question.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, cast

import click

from . import __version__
from .errors import GlutagraphError, KnowledgeNotFoundError
from .limits import MAX_STEPS
from .location import ENDPOINT as ENDPOINT
from .terminal import plain
from .vocabulary import compact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from click.shell_completion import CompletionItem

    from .consequences import Intervention
    from .knowledge import Knowledge

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")


class Failure(click.ClickException):
    """A GlutagraphError on its way out: its own words and exit code."""

    exit_code = GlutagraphError.exit_code

    def __init__(self, error: GlutagraphError) -> None:
        super().__init__(str(error))
        self.exit_code = error.exit_code  # type: ignore[misc]  # each error has its own
        self.shown = error.shown

    def show(self, file: Any = None) -> None:
        told = f"glutagraph: {self.message}" + (f"\n{self.shown}" if self.shown else "")
        click.echo(plain(told, sys.stderr), err=True)


class ExampleFirst(click.Command):
    """A command whose help leads with examples: the lines below `\\b` in its docstring."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        text, _, examples = cleandoc(self.help or "").partition("\b\n")
        with formatter.section("Examples"):
            formatter.write("".join(f"  {line}\n" for line in examples.splitlines()))
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text)


COMMANDS = (
    *("trace", "what-if", "experiments", "necessary", "compare", "decide"),
    *("show", "list", "cite", "query", "serve", "view", "import", "export", "check", "format"),
)
"""The commands in the order of the questions, not of the alphabet; each is a module of `commands`."""


class Commands(ExampleFirst, click.Group):
    """The group: a command is loaded when it is called. The one place where errors become messages, and
    a misspelt command a question.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the questions."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, from its module."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".commands.{cmd_name.replace('-', '_')}", __package__)
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GlutagraphError as error:
            raise Failure(error) from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # here, since only a mistake needs it

            close = get_close_matches(args[0], COMMANDS, n=1)
            if not close or "Did you mean" in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{close[0]}'?", ctx) from None


class Name(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.3
    """A name in the graph; completion offers slugs, since shells cannot complete blanks and colons."""

    def __init__(self, sort: str) -> None:
        self.name = sort

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name; an IRI of ours becomes a compact one. An empty one is a slip in a script."""
        name = compact(_decoded(value).strip())
        if not name:
            self.fail("it is empty", param, ctx)
        return name

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        places = (ctx.find_root().params or {}).get("graph") or ()
        try:
            names = _names(load_places(places), self.name)
        except (GlutagraphError, OSError):
            return []
        return [CompletionItem(name) for name in names if name.startswith(incomplete.lower())]


class Clamp(Name):
    """A node and the level at which it is held, written NODE=LEVEL."""

    def __init__(self) -> None:
        super().__init__("entity")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The two parts; a level that there is not is told with those that there are."""
        from .holding import LEVELS

        name, equals, level = value.rpartition("=")
        if not (equals and level in LEVELS):
            self.fail(f"'{value}' is not NODE={'|'.join(LEVELS)}", param, ctx)
        return super().convert(name, param, ctx), level


class Place(click.Path):
    """A file or folder: completion offers them. Whether it is there is told by who opens it."""

    def __init__(self) -> None:
        super().__init__(readable=False, allow_dash=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The place as it was typed. An empty one is a slip in a script."""
        if not value:
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


class Question(Place):
    """A query, a named one, or a file that holds one: completion offers the named ones, then files."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        named = Name("query").shell_complete(ctx, param, incomplete)
        return named or super().shell_complete(ctx, param, incomplete)


def _names(knowledge: Knowledge, sort: str) -> list[str]:
    """The slugs that complete a name of a sort."""
    if sort == "hypothesis":
        return [*knowledge.hypotheses]
    if sort == "section":
        from .listing import sections

        return sections(knowledge)
    if sort == "query":
        from .named_queries import named_queries

        return [*named_queries(knowledge.places)]
    if sort == "kind":
        return list_names(knowledge)
    if sort in ("species", "timing"):
        return [term.id for term in knowledge.contexts.values() if term.axis == sort]
    if sort == "cell-type":
        return [e.id for e in knowledge.entities.values() if e.kind == sort]
    if sort == "region":
        folders = {slug: kind.folder for slug, kind in knowledge.kinds.items()}
        return [e.id for e in knowledge.entities.values() if folders[e.kind] == "anatomy"]
    if sort in ("action", "route"):
        terms = knowledge.actions if sort == "action" else knowledge.contexts
        return [term.id for term in terms.values() if sort in ("action", term.axis)]
    others = (
        *(knowledge.hypotheses, knowledge.claims, knowledge.sources, knowledge.experiments),
        knowledge.studies,
    )
    return [*knowledge.entities, *(n for table in others if sort == "thing" for n in table)]


def _decoded(name: str) -> str:
    """A name from the shell as text; where the locale could not read it, it is UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace") if not name.isprintable() else name


def list_names(knowledge: Knowledge) -> list[str]:
    from .listing import LISTS

    return [*LISTS, *(kind for kind in knowledge.kinds if kind not in LISTS.values())]


def print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from .location import graph_version

        click.echo(f"glutagraph {__version__}, knowledge {graph_version()}")
        ctx.exit()


_ENDS = {"trace": ("start", "end"), "necessary": ("drug", "outcome")}
"""The options of the questions that the part of a large graph can answer: whence and whither."""


def load_places(places: Sequence[str]) -> Knowledge:
    """What the graphs hold that the user named. Of an endpoint, what the command in hand needs."""
    from .distant import load

    if len(places) == 1 and places[0].startswith(ENDPOINT):
        knowledge = _at(places[0][len(ENDPOINT) :], click.get_current_context(silent=True))
    else:
        knowledge = load(*places)
    for notice in knowledge.notices:
        click.echo(plain(notice, sys.stderr), err=True)
    return knowledge


def _at(url: str, ctx: click.Context | None) -> Knowledge:
    """All that an endpoint holds, or of a large one what the question of a command needs."""
    from .distant import Question, at

    if ctx is None or ctx.resilient_parsing:
        raise KnowledgeNotFoundError(url, "nobody is called before the question is complete")
    asked, name = ctx.params, ctx.info_name or ""
    ends = [asked.get(option) for option in _ENDS.get(name, ())]
    if name == "cite":
        ends = [*(asked["trace"] or asked["necessary"] or ())]
    match ends if not asked.get("hub_penalty") else ():
        case [str(start), str(end)]:
            named = (asked.get("region"), asked.get("cell_type"))
            others = (*asked.get("via", ()), *asked.get("avoid", ()), *filter(None, named))
            return at(url, Question(start, end, asked.get("max_steps", MAX_STEPS), others))
    what = f"'{name}'" + (" without END" if name == "trace" else "")
    what = "--hub-penalty" if asked.get("hub_penalty") else what
    return at(url, None, f"{what} needs all of them: {_CURE}")


_CURE = "query it in SPARQL, or download it and name the file"


def output_option(default: str) -> Callable[..., Any]:
    """The option that says where the answer goes."""
    option: Callable[..., Any] = click.option(
        *("-o", "--output"),
        type=Place(),
        default=default,
        show_default=True,
        metavar="FILE",
        help="Where to write; - is standard output.",
    )
    return option


def max_steps_option(told: str = "No route longer than this.") -> Callable[..., Any]:
    """The option that bounds the length of paths."""
    return _count_option("--max-steps", 12, 50, told)


def top_option(default: int, told: str, most: int = 10_000) -> Callable[..., Any]:
    """The option that says how many of the best are shown."""
    return _count_option("--top", default, most, told)


def _count_option(name: str, default: int, most: int, told: str) -> Callable[..., Any]:
    number = click.IntRange(1, most)
    return click.option(
        name, type=number, default=default, show_default=True, metavar="N", help=told
    )


def listing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The two options of every listing."""
    form: Callable[..., Any] = click.option(
        *("--format", "form"),
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to print it.",
    )
    return cast("Callable[..., Any]", form(output_option("-")(function)))


def intervention_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what is done to the system; `interventions` reads them."""
    from .holding import LEVELS  # here, since most commands do without

    entity, cell = Name("entity"), Name("cell-type")
    levels = f"Hold X at a level: {', '.join(LEVELS)}."
    blocked = "Hold X low with its pools; or give X, a blocker or variant."
    for names, sort, metavar, told in (
        (("--add",), entity, "DRUG2", "Give a second drug, too."),
        (("--cut",), Name("claim"), "CLAIM", "Take a claim away."),
        (("--clamp",), Clamp(), "X=LEVEL", levels),
        (("--in", "cell"), cell, "CELL", "Knock out in these cells only."),
        (("--knock-out",), entity, "X", "Hold X low with its pools, states and aspects."),
        (("--block",), entity, "X", blocked),
    ):
        is_repeated = sort is not cell
        option = click.option(*names, type=sort, multiple=is_repeated, metavar=metavar, help=told)
        function = option(function)
    return function


def interventions(knowledge: Knowledge, acts: Mapping[str, Any]) -> tuple[Intervention, ...]:
    """What `intervention_options` ask for, each node and claim once; to ask for nothing is a slip."""
    from .holding import block, clamp, cut, knock_out

    if acts["cell"] and not acts["knock_out"]:
        raise click.UsageError("--in belongs to --knock-out")
    if not any(acts[name] for name in ("block", "knock_out", "clamp", "cut", "add")):
        raise click.UsageError("say what is done: --block, --knock-out, --clamp, --cut or --add")
    found: dict[Intervention, None] = {}
    for name in acts["block"]:
        found |= dict.fromkeys(block(knowledge, name))
    for name in acts["knock_out"]:
        found |= dict.fromkeys(knock_out(knowledge, name, acts["cell"] or ""))
    for name, level in acts["clamp"]:
        found |= dict.fromkeys(clamp(knowledge, name, level))
    for name in acts["cut"]:
        found |= dict.fromkeys(cut(knowledge, name))
    return tuple(found)


def counted(count: int, what: str) -> str:
    """A number of things: 1 file, 2 files."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
