"""`glutagraph what-if`: what does this intervention do, and what is left of the drug's effect?"""

from __future__ import annotations

from typing import Any

import click

from ..arguments import (
    ExampleFirst,
    Name,
    intervention_options,
    interventions,
    listing_options,
    load_places,
    max_steps_option,
)
from ..limits import Limits
from ..terminal import tell, write


@click.command(
    "what-if", cls=ExampleFirst, short_help="What an intervention does, and what it leaves."
)
@click.argument("drug", type=Name("entity"))
@click.argument("outcome", type=Name("entity"))
@intervention_options
@click.option("--hypothesis", type=Name("hypothesis"), help="Within one hypothesis.")
@max_steps_option()
@listing_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    drug: str,
    outcome: str,
    form: str,
    output: str,
    hypothesis: str | None,
    max_steps: int,
    **acts: Any,
) -> None:
    """What is left of DRUG's effect on OUTCOME when something is blocked, and what that does alone.

    Within each hypothesis and over all of them: abolished, unchanged, reduced to other routes, reversed,
    ambiguous. Options may be repeated. OUTCOME may be a group: each member is answered.

    \b
    glutagraph what-if ketamine antidepressant-like-effect --block mtorc1
    glutagraph what-if ketamine antidepressant-like-effect --knock-out eef2-kinase
    glutagraph what-if ketamine mtorc1 --clamp bdnf-release=low --hypothesis disinhibition
    glutagraph what-if ketamine antidepressant-like-effect --block rapamycin --add midazolam
    """
    from ..intervening import what_if

    knowledge = load_places(ctx.obj)
    done = interventions(knowledge, acts)
    limits = Limits(hypothesis=hypothesis or "", max_steps=max_steps)
    answer = what_if(knowledge, drug, outcome, done, add=acts["add"], limits=limits)
    from ..recorded import recorded
    from ..telling.what_if import what_if_json, what_if_lines, what_if_rows

    records = recorded(knowledge, answer)
    if form == "table":
        tell(output, lambda page: what_if_lines(answer, page, records))
    else:
        from ..tables import listed, to_json

        rows = what_if_rows(answer)
        told = (
            to_json(what_if_json(answer, records))
            if form == "json"
            else listed(rows, list(rows[0]), form)
        )
        write(output, told)
    if not any(c.union.before != "none" or c.union.alone != "none" for c in answer.consequences):
        ctx.exit(1)
