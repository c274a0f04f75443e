"""`glutagraph decide`: which experiment would tell two hypotheses apart?"""

from __future__ import annotations

import click

from ..arguments import ExampleFirst, Name, listing_options, load_places, top_option
from ..terminal import tell, write


@click.command("decide", cls=ExampleFirst)
@click.argument("one", metavar="H1", type=Name("hypothesis"))
@click.argument("other", metavar="H2", type=Name("hypothesis"))
@click.option("--drug", type=Name("entity"), help="Only about this drug.")
@click.option("--outcome", type=Name("entity"), help="Only measuring this outcome.")
@top_option(5, "Experiments shown for people; other formats have all.")
@listing_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    one: str,
    other: str,
    drug: str | None,
    outcome: str | None,
    top: int,
    form: str,
    output: str,
) -> None:
    """The experiments that would tell H1 and H2 apart.

    Every node on their routes is blocked in thought. Where the two predict different things, the
    experiment decides: sharpest first, then what a compound is at hand for, then what nobody has done.

    \b
    glutagraph decide disinhibition spontaneous-transmission
    glutagraph decide disinhibition lateral-habenula --outcome antidepressant-like-effect --top 3
    glutagraph decide hydroxynorketamine disinhibition --drug ketamine --format json
    """
    from ..deciding import decide

    found = decide(load_places(ctx.obj), one, other, drug=drug or "", outcome=outcome or "")
    from ..telling.decision import decisions_json, decisions_lines, decisions_rows

    if form == "table":
        tell(output, lambda page: decisions_lines(found, page, top))
        return
    from ..tables import listed, to_json

    rows = decisions_rows(found)
    told = to_json(decisions_json(found)) if form == "json" else listed(rows, list(rows[0]), form)
    write(output, told)
