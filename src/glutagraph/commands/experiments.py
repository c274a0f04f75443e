"""`glutagraph experiments`: what each hypothesis predicts of the published experiments, scored."""

from __future__ import annotations

import click

from ..arguments import ExampleFirst, listing_options, load_places
from ..terminal import tell, write


@click.command("experiments", cls=ExampleFirst)
@listing_options
@click.pass_context
def command(ctx: click.Context, form: str, output: str) -> None:
    """Every experiment predicted, and scored on what was seen.

    Predictions come from the causal claims. Twice: with all of them, and held out, without those that
    rest on nothing but the experiment's own paper. Requirements are never asked.

    \b
    glutagraph experiments
    glutagraph experiments --format csv -o experiments.csv
    glutagraph experiments --format json
    """
    from ..scoring import score_experiments

    board = score_experiments(load_places(ctx.obj))
    from ..telling.scoreboard import scoreboard_json, scoreboard_lines, scoreboard_rows

    if not board.rows:
        click.echo("no experiments to score", err=True)
        ctx.exit(1)
    if form == "table":
        tell(output, lambda page: scoreboard_lines(board, page))
        return
    from ..tables import listed, to_json

    rows = scoreboard_rows(board)
    told = to_json(scoreboard_json(board)) if form == "json" else listed(rows, list(rows[0]), form)
    write(output, told)
