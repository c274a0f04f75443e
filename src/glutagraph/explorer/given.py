"""An answer given to a page that holds a part of a graph: it could not find all of it by itself.

It has the shape that the page's own answers have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from ..answers import Outcome, Path, Route, Stop, Trace

Json: TypeAlias = dict[str, Any]


def given(answer: Trace) -> Json:
    """A trace as the page tells it."""
    return {
        "start": answer.start.id,
        "end": answer.end.id if answer.end else None,
        "verdict": answer.verdict,
        "reason": answer.reason,
        "outcomes": [_outcome(outcome) for outcome in answer.outcomes],
        "stops": [_stop(stop) for stop in answer.stops],
        "loops": [
            {"sign": int(loop.sign), "claims": [claim.id for claim in loop.claims]}
            for loop in answer.loops
        ],
        "carried": [claim.id for claim in answer.carried],
    }


def _outcome(outcome: Outcome) -> Json:
    return {
        "end": outcome.end.id,
        "verdict": outcome.verdict,
        "reason": outcome.reason,
        "coherent": outcome.coherent_count,
        "stitched": outcome.stitched_count,
        "stitched_complete": outcome.stitched_complete,
        "complete": outcome.complete,
        "routes": [_route(route) for route in outcome.routes],
        "stitched_paths": [_path(path) for path in outcome.stitched],
    }


def _route(route: Route) -> Json:
    return {
        "hypothesis": route.hypothesis.id if route.hypothesis else None,
        "verdict": route.verdict,
        "count": route.count,
        "unknown": route.unknown,
        "paths": [_path(path) for path in route.paths],
    }


def _path(path: Path) -> Json:
    return {
        "claims": [claim.id for claim in path.claims],
        "sign": int(path.sign),
        "hypotheses": list(path.hypotheses),
        "joints": [
            {
                "after": joint.after,
                "reason": joint.reason,
                "detail": joint.detail,
                "subject": joint.subject.id if joint.subject else None,
                "object": joint.object.id if joint.object else None,
            }
            for joint in path.joints
        ],
        "weakest_tier": int(path.weakest_tier),
        "disputed_steps": path.disputed_steps,
        "net_signs": [int(step.net_sign) for step in path.steps],
    }


def _stop(stop: Stop) -> Json:
    return {
        "hypothesis": stop.hypothesis.id,
        "reached": [entity.id for entity in stop.reached],
        "because": stop.because,
        "open": [claim.id for claim in stop.open_claims],
    }
