"""`glutagraph what-if`: what does this intervention do, and what is left of the drug's effect?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..arguments import ExampleFirst, Name, listing_options, load_places
from ..intervening import LEVELS
from ..limits import Limits
from ..terminal import tell, write

if TYPE_CHECKING:
    from ..answers import Intervention
    from ..knowledge import Knowledge


class _Clamp(Name):
    """A node and the level at which it is held, written NODE=LEVEL."""

    def __init__(self) -> None:
        super().__init__("entity")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The two parts; a level that there is not is told with those that there are."""
        name, equals, level = value.rpartition("=")
        if not (equals and level in LEVELS):
            self.fail(f"'{value}' is not NODE={'|'.join(LEVELS)}", param, ctx)
        return super().convert(name, param, ctx), level


@click.command(
    "what-if", cls=ExampleFirst, short_help="What an intervention does, and what it leaves."
)
@click.argument("drug", type=Name("entity"))
@click.argument("outcome", type=Name("entity"))
@click.option(
    "--block",
    type=Name("entity"),
    multiple=True,
    metavar="X",
    help="Hold X low with its pools; or give X, a blocker or variant.",
)
@click.option(
    "--knock-out",
    type=Name("entity"),
    multiple=True,
    metavar="X",
    help="Hold X low with its pools, states and aspects.",
)
@click.option(
    "--in", "cell", type=Name("cell-type"), metavar="CELL", help="Knock out in these cells only."
)
@click.option(
    "--clamp",
    type=_Clamp(),
    multiple=True,
    metavar="X=LEVEL",
    help=f"Hold X at a level: {', '.join(LEVELS)}.",
)
@click.option("--cut", type=Name("claim"), multiple=True, help="Take a claim away.")
@click.option(
    "--add", type=Name("entity"), multiple=True, metavar="DRUG2", help="Give a second drug, too."
)
@click.option("--hypothesis", type=Name("hypothesis"), help="Within one hypothesis.")
@click.option(
    "--max-steps",
    type=click.IntRange(1, 50),
    default=12,
    show_default=True,
    metavar="N",
    help="No route longer than this.",
)
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
    add: tuple[str, ...],
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
    interventions = _interventions(knowledge, acts)
    if not (interventions or add):
        raise click.UsageError("say what is done: --block, --knock-out, --clamp, --cut or --add")
    limits = Limits(hypothesis=hypothesis or "", max_steps=max_steps)
    answer = what_if(knowledge, drug, outcome, interventions, add=add, limits=limits)
    from ..telling.what_if import what_if_json, what_if_lines, what_if_rows

    if form == "table":
        tell(output, lambda page: what_if_lines(answer, page))
    else:
        from ..tables import listed, to_json

        rows = what_if_rows(answer)
        told = (
            to_json(what_if_json(answer)) if form == "json" else listed(rows, list(rows[0]), form)
        )
        write(output, told)
    if not any(c.union.before != "none" or c.union.alone != "none" for c in answer.consequences):
        ctx.exit(1)


def _interventions(knowledge: Knowledge, acts: dict[str, Any]) -> tuple[Intervention, ...]:
    """What the options ask for, each node and claim once."""
    from ..intervening import block, clamp, cut, knock_out

    if acts["cell"] and not acts["knock_out"]:
        raise click.UsageError("--in belongs to --knock-out")
    found: dict[Intervention, None] = {}
    for name in acts["block"]:
        found |= dict.fromkeys(block(knowledge, name))
    for name in acts["knock_out"]:
        found |= dict.fromkeys(knock_out(knowledge, name, acts["cell"] or ""))
    for name, level in acts["clamp"]:
        found |= dict.fromkeys(clamp(knowledge, name, level))
    for name in acts["cut"]:
        found |= dict.fromkeys(cut(knowledge, name))
    return tuple(found)
