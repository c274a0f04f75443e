"""SIF: a source, a relation and one or more targets on each line, separated by tabs or blanks.

Sign: relations that say it are signed (1, +, activates, stimulates, increases; -1, -, inhibits,
represses, decreases). Relations that say that one end acts on the other, not how, are causal and of no
sign (0, regulates, controls-state-change-of and the like of Pathway Commons). Every other relation (pp,
binds, interacts-with) is undirected: kept, never walked.
Negation, context, evidence: none; the file itself is the source.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..store.records import Item
from . import meaning as m
from .lines import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .gathering import Gatherer
    from .lines import Input, Rows

_RAISES = (
    *("1", "+1", "+", "->", "-->", "activates", "activation", "activate", "stimulates"),
    *("stimulation", "increases", "upregulates", "up-regulates", "induces", "positive", "pos"),
    *("positively-regulates", "promotes", "up", "enhances"),
)
_LOWERS = (
    *("-1", "-", "-|", "--|", "⊣", "inhibits", "inhibition", "inhibit", "represses", "repression"),
    *("decreases", "downregulates", "down-regulates", "suppresses", "negative", "neg", "blocks"),
    *("negatively-regulates", "down"),
)
_CHANGES = (
    *("0", "?", "regulates", "affects", "acts-on", "controls-state-change-of"),
    *("controls-transport-of", "controls-phosphorylation-of", "controls-expression-of"),
    *("controls-production-of", "controls-transport-of-chemical", "chemical-affects"),
)
MEANINGS = {
    **dict.fromkeys(_RAISES, m.raises("activates")),
    **dict.fromkeys(_LOWERS, m.lowers("inhibits")),
    **dict.fromkeys(_CHANGES, m.changes("regulates")),
}
"""What relations say, in lower case with hyphens."""
_HEADERS = {
    ("source", "interaction", "target"),
    ("source", "relation", "target"),
    ("source", "sign", "target"),
    ("source", "interactiontype", "target"),
    ("participant_a", "interaction_type", "participant_b"),
    ("node1", "sign", "node2"),
}
_NO_SLUG = re.compile(r"[^a-z0-9\-]+")
_UNDIRECTED = "it is kept and never walked; if it acts one way, write 1, -1 or 0 instead"


def read(files: Sequence[Input], into: Gatherer) -> None:
    """Read the files; a first line that names the columns is no edge."""
    for file in files:
        beginning = file.beginning()
        delimiter = "\t" if any("\t" in line for line in beginning) else None
        header = beginning[0].split(delimiter) if beginning else []
        after = 1 if tuple(one.strip().lower() for one in header[:3]) in _HEADERS else 0
        codes: dict[str, int] = {}
        for some in rows(file, delimiter, after=after):
            _take(file, into, some, codes)


def _take(file: Input, into: Gatherer, some: Rows, codes: dict[str, int]) -> None:
    """Take rows of a source, a relation and its targets."""
    numbers, fields = some
    if any(len(row) != 3 or "" in row for row in fields):
        edges = [
            (number, edge)
            for number, row in zip(numbers, fields, strict=True)
            for edge in _edges(file, into, number, row)
        ]
        numbers, fields = [number for number, _ in edges], [edge for _, edge in edges]
    for number, (_, relation, _) in zip(numbers, fields, strict=True):
        if relation not in codes:
            codes[relation] = _code(file, into, number, relation)
    ends = into.ends
    into.account.report.read += len(numbers)
    into.edges(
        file,
        [ends[source] for source, _, _ in fields],
        [codes[relation] for _, relation, _ in fields],
        [ends[target] for _, _, target in fields],
        numbers,
    )


def _edges(file: Input, into: Gatherer, number: int, parts: list[str]) -> list[list[str]]:
    """The edges of a line: one for each target; none where it names but a node."""
    if len(parts) == 3 and "" not in parts:
        return [parts]
    parts = [part.strip() for part in parts]
    while parts and not parts[-1]:
        parts.pop()
    if not parts:
        return []
    if len(parts) == 1:
        into.entity(parts[0], m.THING, parts[0])  # a node without edges
        return []
    if len(parts) < 3 or "" in parts:
        into.account.report.read += 1
        why = "a row without a source, a relation and a target"
        into.account.skip(file.at(number), why, "complete it; names with blanks need tabs between")
        return []
    return [[*parts[:2], target] for target in parts[2:]]


def _code(file: Input, into: Gatherer, number: int, relation: str) -> int:
    item = Item(finding=f"The relation is {relation.strip()[:200]}.")
    return into.evidence(_meaning(file, into, number, relation), item)


def _meaning(file: Input, into: Gatherer, number: int, relation: str) -> m.Meaning:
    folded = relation.strip().lower().replace("_", "-").replace(" ", "-")
    if folded in MEANINGS:
        return MEANINGS[folded]
    told = f"relation '{relation[:60]}' does not say which end acts on the other"
    into.account.warn(file.at(number), told, _UNDIRECTED)
    slug = _NO_SLUG.sub("-", folded).strip("-")
    return m.goes_with(f"sif-{slug or 'relation'}", label=relation[:200])
