"""`glutagraph import`: somebody else's graph as a store that answers the same questions."""

from __future__ import annotations

import os
import re
import sys
from shutil import get_terminal_size
from typing import Any

import click

from ..arguments import ExampleFirst, Place
from ..importing.formats import FORMATS
from ..terminal import plain, write

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class Size(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.3
    """A number of bytes, written 500M or 20G."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a word that is none is told."""
        found = re.fullmatch(r"(\d{1,15})([KMGT]?)B?", str(value).strip().upper())
        if not found or not int(found[1]):
            self.fail(f"'{value}' is no size; write it as 500M or 20G", param, ctx)
        return int(found[1]) * _UNITS[found[2]]


class WithFormats(ExampleFirst):
    """Help that ends with what is read of each format."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Formats"):
            rows = [(one.name, f"{one.files}: {one.reads}.") for one in FORMATS.values()]
            formatter.write_dl(rows)


class FormatName(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.3
    """The name of a format; completion offers them. One that is wrong is told by who reads it."""

    name = "format"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in FORMATS if name.startswith(incomplete.lower())]


@click.command("import", cls=WithFormats, short_help="Read another graph into a store.")
@click.argument("format", type=FormatName())
@click.argument("files", type=Place(), nargs=-1, required=True, metavar="FILE...")
@click.option(
    *("-o", "--output", "out"),
    type=Place(),
    required=True,
    metavar="STORE",
    help="The store to write, such as hetionet.ggstore.",
)
@click.option("--name", default="", metavar="SLUG", help="Name of the graph. Default: the store's.")
@click.option("--label", default="", metavar="TEXT", help="How the graph is cited.")
@click.option(
    "--ids",
    default="",
    metavar="PREFIX",
    help="The prefix of names that have none, such as hgnc.symbol. Default: the graph's name.",
)
@click.option(
    "--same-as",
    type=Place(),
    multiple=True,
    metavar="FILE",
    help="Exact matches of identifiers (SSSOM), by which to join with other graphs. Repeatable.",
)
@click.option(
    "--max-size",
    type=Size(),
    metavar="SIZE",
    help="Read no more than this, unpacked. Default: 64G, and no more than 250 times the packed size.",
)
@click.option("--force", is_flag=True, help="Replace a store that is there.")
@click.option(
    *("--format", "form"),
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="The report: a table on standard error, or JSON on standard output.",
)
def command(
    format: str, files: tuple[str, ...], out: str, form: str, max_size: int | None, **given: Any
) -> None:
    """Read somebody else's graph into STORE, and say what was read, kept and skipped, and why.

    FORMAT is one of those below. FILEs may be packed (gz, bz2, xz, zst); - is standard input. STORE is
    there whole or not at all. What has no sign stays unknown; what says no direction, is correlated or
    merely associated is kept and never walked; what is negated becomes a null claim. Nothing is dropped
    in silence. Ask the store with: glutagraph --graph STORE trace START END

    \b
    printf 'NTRK2\\t1\\tMTOR\\n' | glutagraph import sif - -o signed.ggstore --ids hgnc.symbol
    """
    from ..importing import import_graph
    from ..progress import Progress

    sizes = [os.path.getsize(one) for one in files if os.path.isfile(one)]
    with Progress("importing", sum(sizes) if len(sizes) == len(files) else 0) as bar:
        report = import_graph(format, files, out, max_size=max_size, progress=bar.add, **given)
    if form == "json":
        from ..tables import to_json

        write("-", to_json({**report.as_json(), "store": os.path.basename(out)}))
        return
    from ..telling.importing import report_lines
    from ..text import Page

    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    page = Page(max(40, min(get_terminal_size().columns, 140))) if is_terminal else Page()
    for line in report_lines(report, os.path.basename(out), page):
        click.echo(plain(line, sys.stderr), err=True)
