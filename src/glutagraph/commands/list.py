"""`glutagraph list`: the rows of a kind."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from ..arguments import ExampleFirst, Name, list_names, listing_options, load_places
from ..model import STATUSES, STUDY_RESULTS, Family
from ..terminal import table_width, tell, write

if TYPE_CHECKING:
    from ..knowledge import Knowledge

_OF_STORE = 1_000
"""How many rows of a compiled store are listed unless more are asked for."""
_FAMILIES = [family.value for family in Family]


@click.command("list", cls=ExampleFirst)
@click.argument("kind", type=Name("kind"))
@click.option("--hypothesis", type=Name("hypothesis"), help="Claims that it holds.")
@click.option("--about", type=Name("entity"), help="Claims that mention an entity.")
@click.option(
    *("--family", "family"),
    type=click.Choice(_FAMILIES),
    metavar="FAMILY",
    help=f"Claims of a family: {', '.join(_FAMILIES)}.",
)
@click.option(
    *("--status", "status"),
    type=click.Choice(STATUSES),
    metavar="STATUS",
    help=f"Claims that stand so: {', '.join(STATUSES)}.",
)
@click.option(
    "--section", type=Name("section"), help="What was read under a heading of the review."
)
@click.option("--drug", type=Name("entity"), help="Studies of a drug or class.")
@click.option(
    *("--result", "result"),
    type=click.Choice(STUDY_RESULTS),
    metavar="RESULT",
    help=f"Studies that came out so: {', '.join(STUDY_RESULTS)}.",
)
@click.option("--population", type=Name("entity"), help="Studies of patients with a condition.")
@click.option("--scale", type=Name("entity"), help="Studies that used a rating scale.")
@click.option("--route", type=Name("route"), help="Studies that gave it by a route.")
@click.option("--comparator", type=Name("entity"), help="Studies that compared with it.")
@click.option("--target", type=Name("entity"), help="Drugs that act on a target or a pool of it.")
@click.option("--action", type=Name("action"), help="Drugs that act so: antagonist ...")
@click.option(
    *("--match", "wanted"),
    default="",
    metavar="TEXT",
    help="Only rows whose id or label holds this text.",
)
@click.option(
    *("--limit", "most"),
    type=click.IntRange(1),
    metavar="N",
    help="So many rows at most. Without it all, of a compiled store the first 1,000.",
)
@listing_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    kind: str,
    form: str,
    output: str,
    wanted: str,
    most: int | None,
    **only: Any,
) -> None:
    """The rows of KIND, such as drugs, claims or hypotheses.

    KIND is drugs, entities, claims, contradictions, hypotheses, studies, experiments, sources, or a
    kind of entity, such as receptors. JSON has every field of a row, csv and tsv most, the others what
    fits a page.

    \b
    glutagraph list drugs --target NMDAR --action antagonist
    glutagraph list studies --drug esketamine --result positive
    glutagraph list claims --section "Hydroxynorketamine, paragraph 2"
    glutagraph list contradictions
    glutagraph list claims --status disputed
    glutagraph list claims --hypothesis lateral-habenula --format csv
    glutagraph list experiments --format json
    """
    from ..contradicting import Contradiction
    from ..export import thing_json
    from ..listing import columns_of, each
    from ..tables import listed

    knowledge = load_places(ctx.obj)
    name = _list_name(knowledge, kind)
    try:
        every = ((thing, thing_json(thing)) for thing in each(knowledge, name, **only))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    folded = wanted.lower()
    fitting = (pair for pair in every if folded in f"{pair[1]['id']} {pair[1]['label']}".lower())
    found = [*islice(fitting, most or (_OF_STORE if knowledge.imported else None))]
    if not most and len(found) == _OF_STORE and next(fitting, None):
        click.echo(f"these are the first {_OF_STORE:,} {name}; --limit N shows more", err=True)
    if not found:
        click.echo(f"no {name} to list", err=True)
    if found and name == "contradictions" and form == "table":
        from ..showing import contradiction_lines

        shown = [thing for thing, _ in found if isinstance(thing, Contradiction)]
        tell(output, lambda page: contradiction_lines(shown, knowledge, page))
    elif found or form != "table":
        rows = [row for _, row in found]
        text = listed(rows, columns_of(name, form), form, table_width(output))
        write(output, text, for_people=form == "table")
    if not found:
        ctx.exit(1)


def _list_name(knowledge: Knowledge, kind: str) -> str:
    """What a listing is called; a misspelt one is a question, and says what there is."""
    from ..listing import list_name

    try:
        return list_name(knowledge, kind)
    except KeyError:
        from difflib import get_close_matches  # here, since only a mistake needs it

        known = list_names(knowledge)
        close = get_close_matches(kind.lower(), known, n=1, cutoff=0.7)
        cure = f"did you mean '{close[0]}'?" if close else f"one of {', '.join(known)}"
        raise click.BadParameter(f"'{kind}' is not a kind; {cure}") from None
