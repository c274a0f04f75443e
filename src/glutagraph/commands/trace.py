"""`glutagraph trace`: how does this lead to that?"""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any

import click

from ..arguments import (
    ExampleFirst,
    Name,
    listing_options,
    load_places,
    max_steps_option,
    top_option,
)
from ..model import Sign, Tier
from ..terminal import plain, tell, write

if TYPE_CHECKING:
    from ..answers import Trace
    from ..knowledge import Knowledge

_TIERS = [tier.id for tier in Tier if tier]
_EXPLAINED = ("table", "json", "md")
_SIGNS = {sign.verdict: sign for sign in (Sign.POSITIVE, Sign.NEGATIVE, Sign.UNKNOWN)}


@click.command(cls=ExampleFirst)
@click.argument("start", type=Name("entity"))
@click.argument("end", type=Name("entity"), required=False)
@click.option("--hypothesis", type=Name("hypothesis"), help="Within one hypothesis.")
@click.option("--via", type=Name("entity"), multiple=True, help="Only paths through it.")
@click.option("--avoid", type=Name("entity"), multiple=True, help="No path through it.")
@click.option("--sign", type=click.Choice(list(_SIGNS)), help="Only paths of this net sign.")
@max_steps_option("No path longer than this.")
@top_option(3, "Paths shown for each hypothesis; the verdict ranges over all.")
@click.option(
    "--min-tier",
    type=click.Choice(_TIERS),
    default="proposal",
    show_default=True,
    metavar="TIER",
    help=f"No step of weaker evidence. From the strongest: {', '.join(_TIERS)}.",
)
@click.option(
    "--species", type=Name("species"), help="Only what may hold in it: human, mouse, rodent ..."
)
@click.option("--region", type=Name("region"), help="Only what may hold there.")
@click.option("--cell-type", type=Name("cell-type"), help="Only what may hold in such cells.")
@click.option(
    "--timing", type=Name("timing"), help="Only what may hold then: acute, sustained, chronic."
)
@click.option(
    "--hub-penalty",
    type=click.FloatRange(0),
    default=0.0,
    metavar="P",
    help="Rank by cost instead of length: each step 1, each node passed P x ln(its claims).",
)
@click.option("--exclude-disputed", is_flag=True, help="No step that something speaks against.")
@click.option("--coherent-only", is_flag=True, help="No stitched paths.")
@click.option("--explain", is_flag=True, help="In plain English, with numbered references.")
@listing_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    start: str,
    end: str | None,
    top: int,
    form: str,
    output: str,
    sign: str | None,
    min_tier: str,
    explain: bool,
    **limits: Any,
) -> None:
    """How START leads to END: every path, its sign, its evidence.

    END may be a group, such as antidepressant-effect: each member is answered. Without END, each
    outcome that START leads to. Names are slugs, labels, synonyms or identifiers such as CHEBI:6121.

    \b
    glutagraph trace ketamine antidepressant-effect
    glutagraph trace ketamine antidepressant-like-effect --hypothesis disinhibition --top 10
    glutagraph trace ketamine antidepressant-effect --avoid mtorc1 --coherent-only
    glutagraph trace ketamine antidepressant-like-effect --timing acute --region PFC
    glutagraph trace ketamine bdnf-translation --format json
    glutagraph trace ketamine eef2 --explain
    glutagraph trace ketamine synaptogenesis --hub-penalty 0.25
    glutagraph trace 2r-6r-hnk
    """
    from ..tracing import trace as ask

    if explain and form not in _EXPLAINED:
        raise click.UsageError(f"--explain is prose: use --format table, json or md, not {form}")
    knowledge = load_places(ctx.obj)
    answer = ask(
        knowledge,
        start,
        end,
        top=top,
        sign=None if sign is None else _SIGNS[sign],
        min_tier=Tier[min_tier.upper().replace("-", "_")],
        **{name: value for name, value in limits.items() if value is not None},
    )
    (_explain if explain else _tell)(answer, knowledge, form, output)
    if not answer.paths:
        _tell_turned(knowledge, start, end)
        ctx.exit(1)


def _tell_turned(knowledge: Knowledge, start: str, end: str | None) -> None:
    """Say where the two were named the wrong way round. Imported graphs are not searched for that."""
    from ..tracing import trace as ask

    if end and not knowledge.imported_bits and ask(knowledge, end, start, top=1).paths:
        turned = shlex.join(["glutagraph", "trace", end, start])
        told = f"there are paths the other way round: {turned}"
        click.echo(plain(f"glutagraph: {told}", sys.stderr), err=True)


def _tell(answer: Trace, _: Knowledge, form: str, output: str) -> None:
    """The answer path by path."""
    if form == "table":
        from ..text import outcomes_lines, trace_lines

        lines = trace_lines if answer.end else outcomes_lines
        tell(output, lambda page: lines(answer, page))
        return
    from ..export import trace_json, trace_rows
    from ..tables import listed, to_json

    columns = ("end", "verdict", "sign", "coherent", "hypotheses", "weakest_evidence", "path")
    told = (
        to_json(trace_json(answer)) if form == "json" else listed(trace_rows(answer), columns, form)
    )
    write(output, told)


def _explain(answer: Trace, knowledge: Knowledge, form: str, output: str) -> None:
    """The answer as an explanation; as JSON with the explanation added to it."""
    from ..telling import explanation as telling

    told = telling.explained(answer, knowledge)
    if form == "json":
        from ..export import trace_json
        from ..tables import to_json

        added = {"explanation": telling.explanation_json(told)}
        write(output, to_json({**trace_json(answer), **added}))
    elif form == "md":
        write(output, telling.explanation_markdown(told))
    else:
        tell(output, lambda page: telling.explanation_lines(told, page))
