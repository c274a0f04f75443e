"""`glutagraph cite`: the sources of an answer, to paste into a reference manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..arguments import ExampleFirst, Name, load_places, output_option
from ..terminal import write

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from ..model import Source

_FORMS = ("bibtex", "ris", "csl-json", "text")


@click.command("cite", cls=ExampleFirst)
@click.argument("names", metavar="NAME...", type=Name("thing"), nargs=-1)
@click.option(
    "--trace",
    "ends",
    type=(Name("entity"), Name("entity")),
    metavar="START END",
    help="The sources of the paths that 'trace START END' shows.",
)
@click.option("--hypothesis", type=Name("hypothesis"), help="With --trace: within one hypothesis.")
@click.option(
    *("--format", "form"),
    type=click.Choice(_FORMS),
    default="bibtex",
    show_default=True,
    help="How to print them.",
)
@output_option("-")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    ends: tuple[str, str] | None,
    hypothesis: str | None,
    form: str,
    output: str,
) -> None:
    """The sources of what is known of NAMEs, or of a trace.

    Exactly those that the answer rests on, with the review in which they were read. NAME is an entity,
    claim, hypothesis, study, experiment or source.

    \b
    glutagraph cite sarcosine
    glutagraph cite hypothesis:disinhibition --format ris -o disinhibition.ris
    glutagraph cite --trace ketamine antidepressant-like-effect --format csl-json
    glutagraph cite ketamine.blocks.resting-nmda-receptor --format text
    """
    if not names and ends is None:
        raise click.UsageError("say what to cite: a NAME, or --trace START END")
    if names and ends is not None:
        raise click.UsageError("cite NAMEs or a --trace, not both")
    if hypothesis and ends is None:
        raise click.UsageError("--hypothesis belongs to --trace")
    sources = _sources(load_places(ctx.obj), names, ends, hypothesis or "")
    from ..telling.citation import cited

    if not sources:
        click.echo("nothing to cite: no source stands behind it", err=True)
        ctx.exit(1)
    write(output, cited(sources, form))


def _sources(
    knowledge: Knowledge, names: tuple[str, ...], ends: tuple[str, str] | None, hypothesis: str
) -> tuple[Source, ...]:
    from ..telling.citation import sources_of, sources_of_trace

    if ends is None:
        return sources_of([knowledge.find(name) for name in names], knowledge)
    from ..tracing import trace

    return sources_of_trace(trace(knowledge, *ends, hypothesis=hypothesis))
