"""`/trace`, `/what-if` and `/compare`: the questions of the command line, with the same JSON.

Each parameter is declared once, here; it is read, checked and described from that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ..comparing import compare
from ..export import trace_json
from ..holding import LEVELS, block, clamp, cut, knock_out
from ..intervening import what_if
from ..limits import MAX_STEPS, Limits
from ..model import Sign, Tier
from ..recorded import recorded
from ..tables import to_json
from ..telling.comparison import comparison_json
from ..telling.what_if import what_if_json
from ..tracing import trace
from .exchange import JSON, Refusal, Reply
from .formats import wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..consequences import Intervention
    from ..knowledge import Knowledge
    from .exchange import Job
    from .library import Library

_SIGNS: Final = {sign.verdict: sign for sign in (Sign.POSITIVE, Sign.NEGATIVE, Sign.UNKNOWN)}
_TIERS: Final = {tier.id: tier for tier in Tier if tier}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be given with a question, under which name."""

    name: str
    meaning: str
    sort: str = "name"
    """`name`, `number`, `flag`, or `choice`."""
    required: bool = False
    repeated: bool = False
    default: str | int = ""
    least: int = 1
    """The least number; of what is repeated, how many there must be."""
    most: int = 50
    choices: tuple[str, ...] = ()
    pattern: str = r"\S"
    """What a name looks like, as a regular expression, for those who read the description."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its words, what may be given with it, and how its answer is found."""

    meaning: str
    parameters: tuple[Parameter, ...]
    answer: Callable[[Knowledge, dict[str, Any]], dict[str, Any]]
    example: str


def _trace(knowledge: Knowledge, given: dict[str, Any]) -> dict[str, Any]:
    limits = {
        "via": given["via"],
        "avoid": given["avoid"],
        "max_steps": given["max-steps"],
        "sign": _SIGNS.get(given["sign"]),
        "min_tier": _TIERS[given["min-tier"]],
        "exclude_disputed": given["exclude-disputed"],
        "coherent_only": given["coherent-only"],
    }
    for name in ("hypothesis", "species", "region", "cell-type", "timing"):
        limits[name.replace("-", "_")] = given[name]
    start, end = given["start"], given["end"] or None
    return trace_json(trace(knowledge, start, end, top=given["top"], **limits))


def _what_if(knowledge: Knowledge, given: dict[str, Any]) -> dict[str, Any]:
    interventions = _interventions(knowledge, given)
    if not (interventions or given["add"]):
        raise Refusal(400, "say what is done: block, knock-out, clamp, cut or add")
    limits = Limits(hypothesis=given["hypothesis"], max_steps=given["max-steps"])
    drug, outcome, add = given["drug"], given["outcome"], given["add"]
    answer = what_if(knowledge, drug, outcome, interventions, add=add, limits=limits)
    return what_if_json(answer, recorded(knowledge, answer))


def _compare(knowledge: Knowledge, given: dict[str, Any]) -> dict[str, Any]:
    limits = Limits(max_steps=given["max-steps"])
    return comparison_json(compare(knowledge, *given["name"], limits=limits))


def _interventions(knowledge: Knowledge, given: dict[str, Any]) -> tuple[Intervention, ...]:
    """What is done, each node and claim once."""
    if given["in"] and not given["knock-out"]:
        raise Refusal(400, "'in' belongs to 'knock-out'")
    found = [one for name in given["block"] for one in block(knowledge, name)]
    for name in given["knock-out"]:
        found += knock_out(knowledge, name, given["in"])
    for held in given["clamp"]:
        name, _, level = held.rpartition("=")
        if not name or level not in LEVELS:
            raise Refusal(400, f"clamp '{held}' is not NODE={'|'.join(LEVELS)}")
        found += clamp(knowledge, name, level)
    found += (one for name in given["cut"] for one in cut(knowledge, name))
    return tuple(dict.fromkeys(found))


_HYPOTHESIS = Parameter("hypothesis", "Within one hypothesis.")
_STEPS = Parameter("max-steps", "No path longer than this.", "number", default=MAX_STEPS)
_TRACE = Question(
    "How does this lead to that? Every path, its net sign, the evidence under every arrow.",
    (
        Parameter("start", "A drug or any other entity: slug, label or identifier.", required=True),
        Parameter("end", "What it may lead to; without it, each outcome that it leads to."),
        _HYPOTHESIS,
        Parameter("via", "Only paths through it.", repeated=True),
        Parameter("avoid", "No path through it.", repeated=True),
        Parameter("sign", "Only paths of this net sign.", "choice", choices=tuple(_SIGNS)),
        _STEPS,
        Parameter("top", "Paths shown for each hypothesis.", "number", default=3, most=10_000),
        Parameter(
            "min-tier",
            "No step of weaker evidence.",
            "choice",
            default="proposal",
            choices=tuple(_TIERS),
        ),
        Parameter("species", "Only what may hold in it."),
        Parameter("region", "Only what may hold there."),
        Parameter("cell-type", "Only what may hold in such cells."),
        Parameter("timing", "Only what may hold then: acute, sustained, chronic."),
        Parameter("exclude-disputed", "No step that something speaks against.", "flag"),
        Parameter("coherent-only", "No stitched paths.", "flag"),
    ),
    _trace,
    "start=ketamine&end=bdnf-translation",
)
_WHAT_IF = Question(
    "What does an intervention leave of a drug's effect, and what does it do by itself?",
    (
        Parameter("drug", "The drug that is given.", required=True),
        Parameter("outcome", "What is measured; a group has an answer per member.", required=True),
        Parameter("block", "Hold it low with its pools; or give it, a blocker.", repeated=True),
        Parameter("knock-out", "Hold it low with its pools and aspects.", repeated=True),
        Parameter("in", "Knock out in these cells only."),
        Parameter(
            "clamp",
            f"NODE=LEVEL; levels: {', '.join(LEVELS)}.",
            repeated=True,
            pattern=rf"\S=({'|'.join(LEVELS)})$",
        ),
        Parameter("cut", "Take a claim away.", repeated=True),
        Parameter("add", "Give a second drug, too.", repeated=True),
        _HYPOTHESIS,
        _STEPS,
    ),
    _what_if,
    "drug=ketamine&outcome=antidepressant-like-effect&block=mtorc1",
)
_COMPARE = Question(
    "What do drugs, or hypotheses, have in common, and what has each to itself?",
    (
        Parameter(
            "name",
            "A drug or a hypothesis; give two or more.",
            required=True,
            repeated=True,
            least=2,
        ),
        _STEPS,
    ),
    _compare,
    "name=esketamine&name=rapastinel",
)
ASKED: Final = {"trace": _TRACE, "what-if": _WHAT_IF, "compare": _COMPARE}


def read(job: Job, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """What was given, by name, with defaults. Raises Refusal for what does not fit."""
    known = {parameter.name: parameter for parameter in parameters}
    for name, value in job.given:
        if name not in known:
            told = f"there is no parameter '{name}'; there are {', '.join(known)}"
            raise Refusal(400, told)
        if not value.strip():
            raise Refusal(400, f"'{name}' is empty; leave it out, or give it a value")
    return {name: _value(job, parameter) for name, parameter in known.items()}


def _value(job: Job, parameter: Parameter) -> Any:
    if parameter.required and not job.all(parameter.name):
        raise Refusal(400, f"'{parameter.name}' is missing: {parameter.meaning}")
    if parameter.repeated:
        return tuple(job.all(parameter.name))
    text = job.one(parameter.name)
    if parameter.sort == "flag":
        return _flag(parameter, text)
    if not text:
        return parameter.default
    if parameter.sort == "number":
        return _number(parameter, text)
    if parameter.sort == "choice" and text not in parameter.choices:
        raise Refusal(400, f"{parameter.name} '{text}' is none of {', '.join(parameter.choices)}")
    return text


def _flag(parameter: Parameter, text: str) -> bool:
    if text not in ("", "true", "false"):
        raise Refusal(400, f"{parameter.name} '{text}' is neither true nor false")
    return text == "true"


def _number(parameter: Parameter, text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if not parameter.least <= number <= parameter.most:
        told = f"{parameter.name} '{text}' is no number from {parameter.least} to {parameter.most}"
        raise Refusal(400, told)
    return number


def _answering(question: Question) -> Callable[[Library, Job], Reply]:
    def answer(library: Library, job: Job) -> Reply:
        given = read(job, question.parameters)
        wanted(job, (JSON,))
        told = question.answer(library.knowledge, given)
        return Reply(to_json(told).encode(), JSON)

    return answer


QUESTIONS: Final = {name: _answering(question) for name, question in ASKED.items()}
