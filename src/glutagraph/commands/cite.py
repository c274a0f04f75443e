"""`glutagraph cite`: the sources of an answer, to paste into a reference manager.

An answer that has no name is cited by its question: the option is called like the command that asks it,
and takes what that takes. What the other commands answer rests on things that have names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..arguments import (
    ExampleFirst,
    Name,
    intervention_options,
    interventions,
    load_places,
    output_option,
)
from ..limits import Limits
from ..terminal import write

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from ..model import Source

_FORMS = ("bibtex", "ris", "csl-json", "text")
_QUESTIONS = ("trace", "what_if", "necessary")
_DONE = ("block", "knock_out", "cell", "clamp", "cut", "add")
_ENDS = (Name("entity"), Name("entity"))


@click.command("cite", cls=ExampleFirst)
@click.argument("names", metavar="NAME...", type=Name("thing"), nargs=-1)
@click.option(
    "--trace",
    type=_ENDS,
    metavar="START END",
    help="The sources of the paths that 'trace START END' shows.",
)
@click.option(
    "--what-if",
    type=_ENDS,
    metavar="DRUG OUTCOME",
    help="Those of the routes that 'what-if DRUG OUTCOME' loses and keeps, and on which it acts.",
)
@intervention_options
@click.option(
    "--necessary",
    type=_ENDS,
    metavar="DRUG OUTCOME",
    help="Those of every route, and of the experiments that blocked what all need.",
)
@click.option(
    "--hypothesis",
    type=Name("hypothesis"),
    help="Within one hypothesis: with --trace, --what-if or --necessary.",
)
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
    hypothesis: str | None,
    form: str,
    output: str,
    **asked: Any,
) -> None:
    """The sources of what is known of NAMEs, or of an answer.

    Exactly those that it rests on, with the review in which they were read. NAME is an entity, claim,
    hypothesis, study, experiment or source; the options are named for the command that answers.

    \b
    glutagraph cite sarcosine
    glutagraph cite hypothesis:disinhibition --format ris -o disinhibition.ris
    glutagraph cite --trace ketamine antidepressant-like-effect --format csl-json
    glutagraph cite --what-if ketamine antidepressant-like-effect --block mtorc1
    glutagraph cite --necessary ketamine synaptogenesis --format text
    glutagraph cite ketamine.blocks.resting-nmda-receptor --format text
    """
    _check(names, hypothesis, asked)
    sources = _sources(load_places(ctx.obj), names, asked, Limits(hypothesis=hypothesis or ""))
    from ..telling.citation import cited

    if not sources:
        click.echo("nothing to cite: no source stands behind it", err=True)
        ctx.exit(1)
    write(output, cited(sources, form))


def _check(names: tuple[str, ...], hypothesis: str | None, asked: dict[str, Any]) -> None:
    """That one thing is asked, and nothing that belongs to another."""
    questions = [name for name in _QUESTIONS if asked[name]]
    told = [f"--{name.replace('_', '-')}" for name in questions]
    if not (names or questions):
        raise click.UsageError("say what to cite: a NAME, or a question such as --trace START END")
    if len(questions) + bool(names) > 1:
        named = ["NAMEs"] if names else []
        raise click.UsageError(f"cite one thing at a time, not {' and '.join([*named, *told])}")
    if hypothesis and not questions:
        raise click.UsageError("--hypothesis belongs to --trace, --what-if or --necessary")
    done = next((name for name in _DONE if asked[name]), "")
    if done and not asked["what_if"]:
        flag = "in" if done == "cell" else done.replace("_", "-")
        raise click.UsageError(f"--{flag} belongs to --what-if")


def _sources(
    knowledge: Knowledge, names: tuple[str, ...], asked: dict[str, Any], limits: Limits
) -> tuple[Source, ...]:
    from ..telling import citation

    if names:
        return citation.sources_of([knowledge.find(name) for name in names], knowledge)
    (question, (start, end)), *_ = [(name, asked[name]) for name in _QUESTIONS if asked[name]]
    if question == "trace":
        from ..tracing import trace

        return citation.sources_of_trace(trace(knowledge, start, end, limits=limits))
    from ..intervening import what_if

    if question == "what_if":
        done = interventions(knowledge, asked)
        answer = what_if(knowledge, start, end, done, add=asked["add"], limits=limits)
        return citation.sources_of_what_if(answer)
    from ..necessity import necessary

    needs = necessary(knowledge, start, end, limits=limits)
    return citation.sources_of_necessary(needs, what_if(knowledge, start, end, limits=limits))
