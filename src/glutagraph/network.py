"""The graph in other libraries' hands: networkx and rdflib, each built on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx

from .model import Claim, Entity

if TYPE_CHECKING:
    from .knowledge import Knowledge


def to_networkx(knowledge: Knowledge) -> networkx.MultiDiGraph[Entity]:
    """Every claim between two entities as an edge from subject to object.

    Nodes are `Entity`s, the key is the claim's IRI, and the only attribute, `claim`, is the claim; so
    `claim.is_traversed` tells arrows from null findings, comparisons and associations.

    >>> import glutagraph
    >>> graph = glutagraph.load().network
    >>> graph.is_directed() and graph.is_multigraph()
    True
    """
    graph: networkx.MultiDiGraph[Entity] = networkx.MultiDiGraph()
    graph.add_nodes_from(knowledge.entities.values())
    for claim in knowledge.claims.values():
        if not isinstance(claim.subject, Claim):
            graph.add_edge(claim.subject, claim.object, key=claim.iri, claim=claim)
    return graph
