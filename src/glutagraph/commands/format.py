"""`glutagraph format`: write Turtle in the one layout."""

from __future__ import annotations

import sys
from pathlib import Path as FilePath

import click

from ..arguments import ExampleFirst, Place, counted
from ..errors import GlutagraphError
from ..terminal import plain, standard_input


@click.command("format", cls=ExampleFirst)
@click.argument("places", type=Place(), nargs=-1, metavar="[FOLDER|FILE|-]...")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; name what would change.")
@click.pass_context
def command(ctx: click.Context, places: tuple[str, ...], only_check: bool) -> None:
    """Write Turtle files in the one layout. - formats standard input to standard output.

    A file with errors is left untouched. Without a place, the shipped graph. What is wrong, or with
    --check would be changed, ends with status 3.

    \b
    glutagraph format --check
    glutagraph format --check graph/drugs/ketamine.ttl
    echo '<a:s>    <a:p>  "o".' | glutagraph format -
    """
    from ..formatting import format_file, format_turtle
    from ..location import shipped_graph, turtle_files

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
    click.echo(f"{len(changed)} of {counted(len(files), 'file')} {would}", err=True)
    if broken or (changed and only_check):
        ctx.exit(3)
