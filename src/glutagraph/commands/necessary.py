"""`glutagraph necessary`: what does every route need?"""

from __future__ import annotations

import click

from ..arguments import ExampleFirst, Name, listing_options, load_places, max_steps_option
from ..limits import Limits
from ..terminal import tell, write


@click.command("necessary", cls=ExampleFirst)
@click.argument("drug", type=Name("entity"))
@click.argument("outcome", type=Name("entity"))
@click.option("--hypothesis", type=Name("hypothesis"), help="Within one hypothesis.")
@max_steps_option()
@click.option(
    "--max-size",
    type=click.IntRange(1, 6),
    default=3,
    show_default=True,
    metavar="N",
    help="Cuts of so many nodes; those of the smallest size are told whatever it is.",
)
@listing_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    drug: str,
    outcome: str,
    hypothesis: str | None,
    max_steps: int,
    max_size: int,
    form: str,
    output: str,
) -> None:
    """What every route needs, and the fewest nodes that cut all.

    Each with the experiments that blocked it and what they saw. OUTCOME may be a group: each member is
    answered.

    \b
    glutagraph necessary ketamine antidepressant-like-effect
    glutagraph necessary ketamine synaptogenesis --hypothesis disinhibition
    glutagraph necessary rapastinel antidepressant-like-effect --format json
    """
    from ..necessity import necessary

    knowledge = load_places(ctx.obj)
    limits = Limits(hypothesis=hypothesis or "", max_steps=max_steps)
    rows = necessary(knowledge, drug, outcome, max_size=max_size, limits=limits)
    from ..telling.necessity import necessity_json, necessity_lines, necessity_rows

    start = knowledge.entity(drug)
    if not rows:
        click.echo(f"no route leads from {start.id} there", err=True)
    if form == "json":
        from ..tables import to_json

        write(output, to_json(necessity_json(rows, start)))
    elif form == "table" and rows:
        tell(output, lambda page: necessity_lines(rows, start, page))
    elif form != "table":
        from ..tables import listed

        columns = ("outcome", "hypothesis", "size", "nodes", "experiments")
        write(output, listed(necessity_rows(rows), columns, form))
    if not rows:
        ctx.exit(1)
