"""`glutagraph check`: is a graph fit to ship?"""

from __future__ import annotations

import sys
from pathlib import Path as FilePath

import click

from ..arguments import ExampleFirst, Place, counted
from ..terminal import plain


@click.command(cls=ExampleFirst, short_help="Every problem in FOLDER, or in a compiled store.")
@click.argument("folder", type=Place(), required=False)
@click.pass_context
def command(ctx: click.Context, folder: str | None) -> None:
    """Every problem in FOLDER, which may be a compiled store, with its file, line and cure.

    Without FOLDER, in what --graph names, or in the shipped graph. Problems end with status 3.

    \b
    glutagraph check
    glutagraph check graph
    """
    from ..checks import check as problems_in
    from ..location import shipped_graph

    places = [folder] if folder else (ctx.obj or [shipped_graph()])
    problems = [problem for place in places for problem in problems_in(FilePath(place))]
    for problem in problems:
        click.echo(plain(str(problem), sys.stdout))
    count = len(problems)
    click.echo(counted(count, "problem") if count else "no problems", err=True)
    if problems:
        ctx.exit(3)
