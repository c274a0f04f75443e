"""`glutagraph serve`: explorer, SPARQL endpoint, linked data and questions over HTTP."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import click

from ..arguments import ExampleFirst, load_places
from ..terminal import plain


@click.command(cls=ExampleFirst, short_help="Serve the graph and its answers over HTTP.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at; the default can be reached from this machine only.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8400,
    show_default=True,
    help="The port to listen at; 0 takes a free one.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="How long a question may take.",
)
@click.option(
    "--memory",
    type=click.IntRange(16, 1_000_000),
    default=256,
    show_default=True,
    metavar="MB",
    help="What a question may take of it.",
)
@click.option(
    "--at-once",
    type=click.IntRange(1, 1000),
    default=32,
    show_default=True,
    metavar="N",
    help="Questions that are worked on at the same time.",
)
@click.pass_context
def command(
    ctx: click.Context, host: str, port: int, timeout: float, memory: int, at_once: int
) -> None:
    """Serve the graph: the explorer at /, SPARQL at /sparql, a page for every name.

    Nothing can be changed by those who ask. Each question is worked on in a process of its own, which is
    ended if it takes too much. Ctrl-C ends the server.

    \b
    glutagraph serve
    glutagraph serve --port 8401 --timeout 30
    glutagraph --graph graph serve --port 0
    """
    from ..server import serve
    from ..server.bounds import MEGABYTE, Bounds
    from ..server.errors import ServingError

    if not hasattr(os, "fork"):
        raise ServingError("glutagraph serve", "needs a POSIX system, such as Linux, macOS or WSL")
    if find_spec("uvicorn") is None:
        raise ServingError("glutagraph serve", "needs uvicorn; pip install 'glutagraph[serve]'")
    knowledge = load_places(ctx.obj)
    bounds = Bounds(seconds=timeout, memory=memory * MEGABYTE, at_once=at_once)
    serve(knowledge, host, port, bounds, _told)


def _told(line: str) -> None:
    click.echo(f"glutagraph: {plain(line, sys.stderr)}", err=True)
