"""`glutagraph export`: a graph in a form from which other tools, and many machines, read it."""

from __future__ import annotations

import click

from ..arguments import ExampleFirst, Place, load_places


@click.command(cls=ExampleFirst, short_help="Write a graph as tables in Parquet.")
@click.argument("format", type=click.Choice(["parquet"]))
@click.option(
    *("-o", "--output", "out"),
    type=Place(),
    required=True,
    metavar="FOLDER",
    help="The folder to write.",
)
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    metavar="N",
    help="Rows in each part of a table. Default: 4,000,000, some thirty megabytes.",
)
@click.option("--force", is_flag=True, help="Replace an exported graph that is there.")
@click.pass_obj
def command(graph: tuple[str, ...], format: str, out: str, rows: int | None, force: bool) -> None:
    """Write what --graph names as a FOLDER of Parquet tables: claims by subject and by object, evidence,
    entities. It is there whole or not at all. DuckDB, Spark and others read the tables; glutagraph asks
    them with --graph parquet:FOLDER, or spark:HOST:PORT/FOLDER on a cluster.

    \b
    glutagraph export parquet -o shipped.parquet
    """
    from ..progress import Progress
    from ..store.parquet import ROWS, export

    knowledge = load_places(graph)
    rows_to_write = 2 * len(knowledge.claims)  # by subject and by object
    with Progress("exporting", rows_to_write, unit=(1, "rows")) as bar:
        made = export(knowledge, out, rows=rows or ROWS, force=force, progress=bar.add)
    told = f"{made.claims:,} claims between {made.entities:,} entities, in {made.parts:,} files"
    click.echo(f"{out}: {told}", err=True)
