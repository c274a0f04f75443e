"""Who is called so at an endpoint, by slug, label, synonym or identifier; else who nearly is?"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from ..rdf import Literal, NamedNode, is_iri
from ..vocabulary import ENTITY, expand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .asking import Asking

_CALLED: Final = "?thing ?how ?called FILTER(?how IN (rdfs:label, skos:altLabel, skos:exactMatch))"
_ALIKE: Final = 2
"""How many letters a name must begin with to be one that was meant."""
_MOST: Final = 5
_LOOKED_AT: Final = 20_000
"""How many names that begin so are compared."""


def called(asking: Asking, names: Iterable[str]) -> set[str]:
    """The IRIs of the entities that may bear some names as they were typed."""
    found, terms = set(), []
    for name in map(str.strip, names):
        iri = expand(name) or ENTITY + name.lower()
        if is_iri(iri):
            found |= {iri} if iri.startswith(ENTITY) else set()
            terms.append(str(NamedNode(iri)))
        terms += [str(Literal(one)) for one in dict.fromkeys((name, name.lower(), name.upper()))]
    query = f"SELECT ?thing {{ VALUES ?called {{ {' '.join(terms)} }} {_CALLED} }}"
    return found | {iri for (iri,) in asking.names(query) if iri.startswith(ENTITY)}


def nearly_called(asking: Asking, name: str) -> list[str]:
    """The IRIs of the entities whose names are closest to one, capitals passed over; best first."""
    wanted = " ".join(name.casefold().split())
    begins = Literal(wanted[:_ALIKE])
    query = (
        "SELECT ?thing ?called { ?thing rdfs:label|skos:altLabel ?called "
        f"FILTER(STRSTARTS(LCASE(STR(?called)), {begins})) }}"
    )
    bearers: dict[str, set[str]] = {}
    for thing, term in asking.some(query, _LOOKED_AT):
        if isinstance(thing, NamedNode) and thing.value.startswith(ENTITY) and term is not None:
            bearers.setdefault(" ".join(term.value.casefold().split()), set()).add(thing.value)
    close = get_close_matches(wanted, sorted(bearers), n=_MOST, cutoff=0.7)
    return list(dict.fromkeys(iri for one in close for iri in sorted(bearers[one])))
