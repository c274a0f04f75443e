"""How a start leads to an end: coherent and stitched paths, and a verdict over all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import knowledge, names, stable
from by_hand import Asked, holds
from glutagraph import trace
from glutagraph.model import Sign, Tier
from random_brains import NAMES, brains

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge
    from glutagraph.model import Claim, Trace

EVERY = 10_000

filters = st.sampled_from(
    [
        {},
        {},
        {"sign": Sign.POSITIVE},
        {"sign": Sign.NEGATIVE},
        {"sign": Sign.UNKNOWN},
        {"hypothesis": "one"},
        {"hypothesis": "module"},
        {"via": ("kinase",)},
        {"avoid": ("receptor",)},
        {"avoid": ("pool",), "sign": Sign.POSITIVE},
        {"min_tier": Tier.ANIMAL_INTERVENTION},
        {"species": "mouse"},
        {"species": "human"},
        {"region": "cortex"},
        {"region": "hippocampus", "hypothesis": "two"},
        {"exclude_disputed": True},
        {"max_steps": 1},
        {"max_steps": 3},
    ]
)


def asked_by_hand(graph: Knowledge, start: str, end: str, limits: dict[str, Any]) -> Asked:
    """The same question, with the net claims that each hypothesis was seen to leave out."""
    carried = {}
    for name in graph.hypotheses:
        if limits.get("hypothesis", name) == name:
            answer = trace(graph, start, end, **limits | {"hypothesis": name})
            carried[name] = frozenset(claim.id for claim in answer.carried)
    return Asked(graph, start, end, carried=carried, **limits)


@stable(1500)
@given(brains(), filters)
def test_the_answer_is_what_listing_every_path_gives(
    graph: Knowledge, limits: dict[str, Any]
) -> None:
    by_hand = asked_by_hand(graph, "drug", "effect", limits)
    (outcome,) = trace(graph, "drug", "effect", top=EVERY, **limits).outcomes

    shown = {r.hypothesis.id if r.hypothesis else "": names(*r.paths) for r in outcome.routes}
    listed = by_hand.coherent()
    assert shown == {
        name: [[move.claim.id for move in path if move.claim] for path in paths]
        for name, paths in listed.items()
    }
    assert outcome.coherent_count == len({path for paths in listed.values() for path in paths})
    assert outcome.verdict == by_hand.verdict()
    assert outcome.complete
    assert outcome.stitched_complete

    stitched = by_hand.stitched()
    assert outcome.stitched_count == len(stitched)
    assert sorted(names(*outcome.stitched)) == sorted(
        [move.claim.id for move in path if move.claim] for path in stitched
    )
