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
    from .errors import GlutagraphError
    from .knowledge import Knowledge, load
    from .model import Claim, Context, Entity, Evidence, Experiment, Hypothesis, Sign
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
    "Trace",
    "__version__",
    "load",
    "query",
    "trace",
]

_HOMES = {
    "GlutagraphError": "errors",
    "Knowledge": "knowledge",
    "load": "knowledge",
    "Path": "answers",
    "Trace": "answers",
    "query": "sparql",
    "trace": "tracing",
}


def __getattr__(name: str) -> Any:
    """Import a promised name where it is first used, so that `import glutagraph` does no work."""
    if name not in __all__:
        raise AttributeError(f"module 'glutagraph' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES.get(name, 'model')}", __name__), name)
