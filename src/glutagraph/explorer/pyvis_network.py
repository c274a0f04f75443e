"""pyvis's one door: it holds the graph, and brings the vis-network that draws it.

Its own page is not used: it asks a CDN for files, and lets data run as script.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

from pyvis.network import Network

from ..model import Entity
from .columns import column_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

    from ..knowledge import Knowledge
    from ..model import Claim

Drawn: TypeAlias = dict[str, Any]


def nodes_and_edges(
    knowledge: Knowledge, entities: Iterable[Entity], claims: Iterable[Claim]
) -> tuple[list[Drawn], list[Drawn]]:
    """What there is to draw, as vis-network takes it: entities, and the claims that paths may take."""
    network = Network(directed=True)
    for entity in entities:
        column = column_of(knowledge.kinds[entity.kind])
        network.add_node(entity.id, label=entity.label, shape="custom", group=column)
    for claim in claims:
        if isinstance(claim.subject, Entity) and claim.is_traversed:
            network.add_edge(claim.subject.id, claim.object.id, id=claim.id)
    nodes, edges, *_ = network.get_network_data()
    return [{key: node[key] for key in ("id", "label", "group")} for node in nodes], edges


def vis_network() -> str:
    """The newest vis-network that pyvis brings, with the line ends that a browser will see."""
    found = [
        script
        for folder in _children(files("pyvis") / "lib")
        if folder.name.startswith("vis-")
        for script in _children(folder)
        if script.name == "vis-network.min.js"
    ]
    if not found:
        raise FileNotFoundError("pyvis has no lib/vis-*/vis-network.min.js; pyvis 0.3.2 has one")
    text = found[-1].read_bytes().decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _children(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=_version) if folder.is_dir() else []


def _version(folder: Traversable) -> tuple[list[int], str]:
    numbers = "".join(letter if letter.isdigit() else " " for letter in folder.name)
    return [int(number) for number in numbers.split()], folder.name
