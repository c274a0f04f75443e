"""`glutagraph show`: what is known of a thing?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ..arguments import ExampleFirst, Name, listing_options, load_places
from ..errors import AmbiguousNameError
from ..terminal import plain, tell, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..knowledge import Knowledge, Thing
    from ..text import Page

    Lines = Callable[[Page], Iterable[str]]


@click.command(cls=ExampleFirst)
@click.argument("name", type=Name("thing"))
@listing_options
@click.pass_context
def command(ctx: click.Context, name: str, form: str, output: str) -> None:
    """Everything known of NAME, for it and against.

    NAME is an entity, claim, hypothesis, source or experiment: slug, label, synonym or identifier. One
    that fits two sorts says which: hypothesis:rapastinel.

    \b
    glutagraph show ketamine
    glutagraph show hypothesis:disinhibition
    glutagraph show 2r-6r-hnk.inhibits.resting-nmda-receptor
    glutagraph show CHEBI:6121
    """
    knowledge = load_places(ctx.obj)
    thing = _found(knowledge, name)
    if form == "table":
        tell(output, _shown(thing, knowledge))
        return
    from ..export import show_json, thing_json
    from ..tables import listed, to_json

    row = show_json(thing, knowledge)
    columns = list(thing_json(thing))
    write(output, to_json(row) if form == "json" else listed([row], columns, form))


def _found(knowledge: Knowledge, name: str) -> Thing:
    """What bears a name; the entity of that slug where a hypothesis is called so as well, as is told."""
    try:
        return knowledge.find(name)
    except AmbiguousNameError as error:
        if name not in knowledge.entities:
            raise
        others = [other for other in error.candidates if other != f"entity:{name}"]
        told = f"shown is the entity; called so as well: glutagraph show {' or '.join(others)}"
        click.echo(plain(f"glutagraph: {told}", sys.stderr), err=True)
        return knowledge.entities[name]


def _shown(thing: Thing, knowledge: Knowledge) -> Lines:
    """The page of a thing: a monograph for a drug."""
    from ..model import Entity

    if isinstance(thing, Entity) and knowledge.kind_holds("drug", thing):
        from ..monograph import monograph_lines

        return lambda page: monograph_lines(thing, knowledge, page)
    from ..showing import show_lines

    return lambda page: show_lines(thing, knowledge, page)
