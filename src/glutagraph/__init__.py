"""A mechanism knowledge graph of glutamatergic rapid-acting antidepressants.

>>> import glutagraph
>>> knowledge = glutagraph.load()
>>> answer = glutagraph.trace(knowledge, "ketamine", "bdnf-translation")
>>> answer.verdict, answer.paths[0].hypotheses
('increases', ('spontaneous-transmission',))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .answers import Path, Trace
    from .comparing import compare
    from .consequences import WhatIf
    from .contradicting import contradictions
    from .deciding import decide
    from .distant import load
    from .errors import GlutagraphError
    from .holding import block, clamp, cut, knock_out
    from .intervening import what_if
    from .knowledge import Knowledge
    from .model import Claim, Context, Entity, Evidence, Experiment, Hypothesis, Sign, Study
    from .necessity import necessary
    from .scoring import score_experiments
    from .sparql import query
    from .tracing import trace

__all__ = [
    "Claim",
    "Context",
    "Entity",
    "Evidence",
    "Experiment",
    "GlutagraphError",
    "Hypothesis",
    "Knowledge",
    "Path",
    "Sign",
    "Study",
    "Trace",
    "WhatIf",
    "__version__",
    "block",
    "clamp",
    "compare",
    "contradictions",
    "cut",
    "decide",
    "knock_out",
    "load",
    "necessary",
    "query",
    "score_experiments",
    "trace",
    "what_if",
]

_HOMES = {
    "GlutagraphError": "errors",
    "Knowledge": "knowledge",
    "load": "distant",
    "Path": "answers",
    "Trace": "answers",
    "WhatIf": "consequences",
    "block": "holding",
    "clamp": "holding",
    "compare": "comparing",
    "contradictions": "contradicting",
    "cut": "holding",
    "decide": "deciding",
    "knock_out": "holding",
    "necessary": "necessity",
    "query": "sparql",
    "score_experiments": "scoring",
    "trace": "tracing",
    "what_if": "intervening",
}


def __getattr__(name: str) -> Any:
    """Import a promised name where it is first used, so that `import glutagraph` does no work."""
    if name not in __all__:
        raise AttributeError(f"module 'glutagraph' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES.get(name, 'model')}", __name__), name)
