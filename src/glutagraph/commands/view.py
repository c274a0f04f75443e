"""`glutagraph view`: one HTML file to look at."""

from __future__ import annotations

import sys
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import click

from ..arguments import ExampleFirst, Name, load_places, output_option, top_option
from ..terminal import plain, write

if TYPE_CHECKING:
    from ..knowledge import Knowledge

_MOST_OTHERS = 2


@click.command(cls=ExampleFirst)
@output_option("glutagraph.html")
@click.option("--focus", type=Name("entity"), help="Open on what lies around an entity.")
@click.option("--from", "start", type=Name("entity"), help="With --to: open on the paths between.")
@click.option("--to", "end", type=Name("entity"), help="With --from: open on the paths between.")
@click.option("--hypothesis", type=Name("hypothesis"), help="Open on a hypothesis.")
@click.option(
    "--compare",
    type=(Name("thing"), Name("thing")),
    metavar="A B",
    help="Open on two drugs, or two hypotheses, side by side.",
)
@click.option(
    "--and",
    "others",
    type=Name("thing"),
    multiple=True,
    metavar="C",
    help="With --compare: a third, and a fourth.",
)
@top_option(3, "Paths shown for each hypothesis.", most=100)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.pass_context
def command(ctx: click.Context, /, output: str, opens: bool, top: int, **asked: Any) -> None:
    """Write the graph as one HTML file that needs no network.

    It holds the whole graph whatever it opens on; of one with more than 1,500 entities the part that is
    asked for.

    \b
    glutagraph view
    glutagraph view --focus mtorc1 -o mtorc1.html
    glutagraph view --from ketamine --to antidepressant-effect -o paths.html
    glutagraph view --hypothesis disinhibition --open
    glutagraph view --compare esketamine rapastinel --and lanicemine -o three.html
    """
    from ..explorer import page

    _check(asked, output, opens)
    knowledge = load_places(ctx.obj)
    write(output, page(knowledge, top=top, **_named(knowledge, asked)))
    if output != "-":
        click.echo(plain(f"wrote {output}", sys.stderr), err=True)
    if opens:
        import webbrowser

        webbrowser.open(FilePath(output).resolve().as_uri())
    if asked["start"] and not _leads(knowledge, asked):
        click.echo("no path leads there; the page says why", err=True)
        ctx.exit(1)


def _leads(knowledge: Knowledge, asked: dict[str, Any]) -> bool:
    from ..tracing import trace

    return bool(trace(knowledge, asked["start"], asked["end"], top=1).paths)


def _check(asked: dict[str, Any], output: str, opens: bool) -> None:
    """One question at most, and asked in full."""
    if (asked["start"] is None) != (asked["end"] is None):
        raise click.UsageError("--from and --to belong together")
    names = {
        "focus": "--focus",
        "start": "--from/--to",
        "hypothesis": "--hypothesis",
        "compare": "--compare",
    }
    if asked["others"] and not asked["compare"]:
        raise click.UsageError("--and needs --compare before it")
    if len(asked["others"]) > _MOST_OTHERS:
        raise click.UsageError("a page lays four side by side at most")
    given = [option for name, option in names.items() if asked[name] is not None]
    if len(given) > 1:
        raise click.UsageError(f"a page opens on one thing, not on {' and '.join(given)}")
    if opens and output == "-":
        raise click.UsageError("--open needs a file: give one with -o")


def _named(knowledge: Knowledge, asked: dict[str, Any]) -> dict[str, Any]:
    """What is asked for, found by its names."""
    from ..comparing import alike

    entities = {n: knowledge.entity(asked[n]) for n in ("focus", "start", "end") if asked[n]}
    hypothesis = asked["hypothesis"] and knowledge.hypothesis(asked["hypothesis"])
    compared = alike(knowledge, (*asked["compare"], *asked["others"])) if asked["compare"] else ()
    return {**entities, "hypothesis": hypothesis, "compared": compared}
