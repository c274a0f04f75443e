"""In what do two drugs, or two hypotheses, agree and differ?"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from ..errors import AmbiguousNameError, GlutagraphError, UnknownNameError
from ..limits import UNLIMITED, Limits, named
from ..model import Entity, Hypothesis
from .drugs import DrugComparison, compare_drugs
from .hypotheses import HypothesisComparison, compare_hypotheses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..knowledge import Knowledge
    from .sharing import Compared

Comparison: TypeAlias = DrugComparison | HypothesisComparison

_WORDS = {Entity: "drug", Hypothesis: "hypothesis"}
_CURE = "name drugs or hypotheses, as 'glutagraph list drugs' and 'list hypotheses' show them"


class IncomparableError(GlutagraphError):
    """Names that cannot be laid side by side: a mix, too few, one thing twice."""

    exit_code = 2


def compare(
    knowledge: Knowledge, *things: str | Compared, limits: Limits = UNLIMITED
) -> Comparison:
    """Two or more drugs, or two or more hypotheses, side by side.

    A name that a drug and a hypothesis bear is read as the others are. Raises IncomparableError for a
    mix, for fewer than two and for the same thing twice, and what names raise.

    >>> import glutagraph
    >>> found = compare(glutagraph.load(), "esketamine", "rapastinel", "lanicemine")
    >>> [(target.entity.id, target.differs) for target in found.targets][0]
    ('nmda-receptor', 'opposite')
    """
    limits = named(knowledge, limits)
    if limits.max_steps < 1:
        raise ValueError("max_steps must be at least 1")
    found = alike(knowledge, things)
    drugs = [one for one in found if isinstance(one, Entity)]
    hypotheses = [one for one in found if isinstance(one, Hypothesis)]
    if drugs:
        return compare_drugs(knowledge, drugs, limits)
    return compare_hypotheses(knowledge, hypotheses, limits)


def alike(knowledge: Knowledge, things: Sequence[str | Compared]) -> list[Compared]:
    """What is to be compared, all drugs or all hypotheses, each once. Raises what `compare` does."""
    readings = [_readings(knowledge, thing) for thing in things]
    if len(things) < 2:
        one = f"{_called(things[0])} is but one; " if things else ""
        raise IncomparableError(f"{one}name two drugs or more, or two hypotheses or more")
    _refuse_twice(things, readings)
    sorts = [sort for sort in _WORDS if all(sort in reading for reading in readings)]
    if not sorts:
        told = (
            f"{_called(thing)} is a {_WORDS[sort]}"
            for thing, reading in zip(things, readings, strict=True)
            for sort in (reading if len(reading) == 1 else ())
        )
        cure = "compare drugs with drugs, hypotheses with hypotheses"
        raise IncomparableError(f"{', '.join(told)}; {cure}")
    if len(sorts) > 1:
        slugs = [one.id for one in readings[0].values()]
        raise AmbiguousNameError(str(things[0]), [f"entity:{slugs[0]}", f"hypothesis:{slugs[1]}"])
    return [reading[sorts[0]] for reading in readings]


def _refuse_twice(
    things: Sequence[str | Compared], readings: Sequence[Mapping[type, Compared]]
) -> None:
    seen: set[Compared] = set()
    for thing, reading in zip(things, readings, strict=True):
        for one in reading.values():
            if one in seen:
                raise IncomparableError(f"{_called(thing)} is {one.id} again; name each once")
        seen |= set(reading.values())


def _called(thing: str | Compared) -> str:
    return f"'{thing}'" if isinstance(thing, str) else thing.id


def _readings(knowledge: Knowledge, thing: str | Compared) -> dict[type, Compared]:
    """A name as a drug, as a hypothesis, or as either. Raises where it is neither."""
    found: list[Compared] = [] if isinstance(thing, str) else [thing]
    if isinstance(thing, str):
        for finder in (knowledge.entity, knowledge.hypothesis):
            with suppress(UnknownNameError):
                found.append(finder(thing))
    readings: dict[type, Compared] = {
        type(one): one
        for one in found
        if isinstance(one, Hypothesis) or knowledge.kind_holds("drug", one)
    }
    if not readings:
        other = found[0] if found else knowledge.find(str(thing))
        sort = type(other).__name__.lower()
        word = knowledge.kinds[other.kind].label if isinstance(other, Entity) else sort
        article = "an" if word[0] in "aeiou" else "a"
        raise IncomparableError(f"{_called(thing)} is {article} {word}; {_CURE}")
    return readings
