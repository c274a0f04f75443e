"""`glutagraph view`: one HTML file to look at."""

from __future__ import annotations

import sys

import click

from ..arguments import ExampleFirst, Name, load_places, output_option
from ..terminal import plain, write


@click.command(cls=ExampleFirst)
@output_option("glutagraph.html")
@click.option("--focus", type=Name("entity"), help="Only what lies around an entity.")
@click.option("--from", "start", type=Name("entity"), help="With --to: only the paths between.")
@click.option("--to", "end", type=Name("entity"), help="With --from: only the paths between.")
@click.pass_context
def command(
    ctx: click.Context, output: str, focus: str | None, start: str | None, end: str | None
) -> None:
    """Write the graph as one HTML file that needs no network.

    \b
    glutagraph view
    glutagraph view --focus mtorc1 -o mtorc1.html
    glutagraph view --from ketamine --to antidepressant-effect -o paths.html
    """
    from ..explorer import page

    if (start is None) != (end is None):
        raise click.UsageError("--from and --to belong together")
    if focus is not None and start is not None:
        raise click.UsageError(
            "a page shows what lies around --focus or the paths --from --to, not both"
        )
    knowledge = load_places(ctx.obj)
    answer = None
    if start is not None:
        from ..tracing import trace as ask

        answer = ask(knowledge, start, end)
    centre = knowledge.entity(focus) if focus else None
    write(output, page(knowledge, focus=centre, answer=answer))
    if output != "-":
        click.echo(plain(f"wrote {output}", sys.stderr), err=True)
    if answer is not None and not answer.paths:
        click.echo("the page is empty: no path leads there", err=True)
        ctx.exit(1)
