"""`glutagraph compare`: in what do drugs, or hypotheses, agree and differ?"""

from __future__ import annotations

import click

from ..arguments import (
    ExampleFirst,
    Name,
    listing_options,
    load_places,
    max_steps_option,
    top_option,
)
from ..limits import Limits
from ..terminal import tell, write


@click.command(
    "compare", cls=ExampleFirst, short_help="What drugs, or hypotheses, share and what not."
)
@click.argument("names", metavar="A B [C]...", nargs=-1, type=Name("thing"))
@max_steps_option()
@top_option(8, "Entries of each list shown for people; other formats have all.")
@listing_options
@click.pass_context
def command(
    ctx: click.Context, /, names: tuple[str, ...], max_steps: int, top: int, form: str, output: str
) -> None:
    """What drugs, or hypotheses, have in common and what each has to itself.

    Of drugs: targets, steps, outcomes, where their routes meet, studies and side effects. Of hypotheses:
    steps, what drugs do under each, experiments. A name that fits both is read as the others are.

    \b
    glutagraph compare esketamine rapastinel lanicemine
    glutagraph compare ketamine 2r-6r-hnk --top 20
    glutagraph compare disinhibition spontaneous-transmission
    glutagraph compare ketamine esketamine --format csv -o compared.csv
    """
    from ..comparing import compare

    knowledge = load_places(ctx.obj)
    answer = compare(knowledge, *names, limits=Limits(max_steps=max_steps))
    from ..telling.comparison import comparison_json, comparison_lines, comparison_rows

    rows = comparison_rows(answer)
    if not rows:
        click.echo(f"nothing is known of {' or '.join(names)} that could be compared", err=True)
    if form == "json":
        from ..tables import to_json

        write(output, to_json(comparison_json(answer)))
    elif form == "table" and rows:
        tell(output, lambda page: comparison_lines(answer, knowledge, page, top))
    elif form != "table":
        from ..tables import listed

        columns = ("section", "id", "held_by", "differs", *(one.id for one in answer.things))
        write(output, listed(rows, columns, form))
    if not rows:
        ctx.exit(1)
