"""The command line: one group of commands, and every way out with its exit code."""

from __future__ import annotations

import gc
import os
import signal
import sys

import click

from .arguments import Commands, Failure, Place, print_version
from .location import SHIPPED, shipped_graph
from .terminal import cause, plain

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
    help="A folder, Turtle file or store, or 'shipped', the default; repeat it to join several. Or one "
    "of parquet:FOLDER, spark:HOST:PORT/FOLDER, sparql:URL.",
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
    ctx.obj = tuple(str(shipped_graph()) if place == SHIPPED else place for place in graph)


def main() -> None:
    """The entry point of the command `glutagraph`: every way out has its exit code."""
    if hasattr(signal, "SIGPIPE"):
        # head and less end us quietly, as they end any program; click would make it "found nothing".
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # A command is short: to look for garbage in what a graph holds costs a sixth of a trace.
    gc.set_threshold(200_000)
    status = _status()
    if "duckdb" not in sys.modules:  # it complains on the way out of what was not collected
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
