"""What is known of one name of ours, as RDF or as a page: linked data."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from .. import rdf
from ..errors import UnknownNameError
from ..export import claim_json
from ..vocabulary import BASE, EVIDENCE, NAMESPACES, RDF, RDFS, compact, local_name
from .exchange import HTML, Refusal, Reply
from .formats import GRAPHS, graph_reply, wanted
from .pages import link, page, term_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..rdf import Subject, Triple
    from .exchange import Job
    from .library import Library

_DOUBTFUL: Final = ("disputed", "context-bound", "open", "refuted")
_LABEL: Final = RDFS + "label"


def thing(library: Library, job: Job) -> Reply:
    """What is known of the name whose path is given: all that is said of it and with it.

    A retired name leads to its successor. Raises Refusal where nothing is called so.
    """
    path = job.one("path")
    iri = BASE + path
    if successor := _successor(library, path):
        return Reply(b"", "text/plain", 301, {"Location": f"/entity/{quote(successor)}"})
    triples = rdf.about(library.knowledge.store, iri, EVIDENCE) if rdf.is_iri(iri) else []
    if not any(triple.subject == rdf.NamedNode(iri) for triple in triples):
        raise _unknown(library, path)
    form = wanted(job, (HTML, *GRAPHS))
    links = {"Link": f'<{quote(iri, safe=":/")}>; rel="canonical"', "Vary": "Accept"}
    if form != HTML:
        reply = graph_reply(triples, form)
        return Reply(reply.body, reply.media_type, headers={**reply.headers, **links})
    made = page(_title(library, iri), _Page(library, iri, triples).body())
    return Reply(made.body, made.media_type, headers={**made.headers, **links})


def _successor(library: Library, path: str) -> str:
    sort, _, slug = path.partition("/")
    entity = library.knowledge.entities.get(slug) if sort == "entity" else None
    return entity.replaced_by if entity and entity.replaced_by else ""


def _unknown(library: Library, path: str) -> Refusal:
    """What to say of a path that leads to nothing, with the names that are close to it."""
    sort, _, slug = path.partition("/")
    finder = getattr(library.knowledge, sort, None) if sort in NAMESPACES else None
    if finder and slug:
        try:
            close = [finder(slug).id]
        except UnknownNameError as error:
            close = list(error.suggestions)
        if close:
            cure = f"did you mean {', '.join(f'/{sort}/{name}' for name in close)}?"
            return Refusal(404, f"there is no /{path}; {cure}", suggestions=close)
    sorts = ", ".join(f"/{name}/..." for name in NAMESPACES)
    return Refusal(404, f"there is no /{path}; there are /, /sparql, /openapi.json and {sorts}")


def _title(library: Library, iri: str) -> str:
    """What a name of ours is called: its label, a claim's sentence, or how it is written."""
    knowledge = library.knowledge
    slug = local_name(iri)
    if iri.startswith(NAMESPACES["claim"]) and slug in knowledge.claims:
        claim = knowledge.claims[slug]
        standing = f" ({claim.status})" if claim.status in _DOUBTFUL else ""
        return f"{claim_json(claim)['label']}{standing}"
    label = rdf.value(knowledge.store, iri, _LABEL)
    return label or compact(iri)


class _Page:
    """A table of what is said of a thing, and one of where it is mentioned."""

    def __init__(self, library: Library, iri: str, triples: Iterable[Triple]) -> None:
        self.library, self.node = library, rdf.NamedNode(iri)
        self.said: dict[Subject, list[Triple]] = {}
        self.mentions: list[Triple] = []
        for triple in triples:
            self.said.setdefault(triple.subject, []).append(triple)
            if triple.object == self.node:
                self.mentions.append(triple)

    def body(self) -> str:
        parts = [f"<p><small>{escape(self.node.value)}</small></p>", self._table(self.node)]
        formats = (
            f'<a href="?format={form}" rel="alternate">{form}</a>'
            for form in ("turtle", "jsonld", "ntriples", "rdfxml")
        )
        if self.mentions:
            parts += ["<h2>Mentioned by</h2>", self._mentioned()]
        return "\n".join((*parts, f"<p>As data: {' '.join(formats)}</p>"))

    def _table(self, node: Subject, above: tuple[Subject, ...] = ()) -> str:
        """A row for each property of a node; what only serves to describe it is told within."""
        rows: dict[str, list[str]] = {}
        for triple in self.said[node]:
            name = triple.predicate.value
            rows.setdefault(name, []).append(self._value(triple.object, (*above, node)))
        told = "".join(
            f'<tr><th scope="row">{link(name, self._property(name))}</th><td>{_list(values)}</td></tr>\n'
            for name, values in sorted(rows.items(), key=lambda row: _rank(row[0]))
        )
        return f'<div class="answer"><table><tbody>\n{told}</tbody></table></div>'

    def _value(self, value: rdf.Term, above: tuple[Subject, ...]) -> str:
        if isinstance(value, rdf.NamedNode):
            is_part = value.value.startswith(EVIDENCE) and value in self.said
            if is_part and value not in above:
                return self._table(value, above)
            return link(value.value, _title(self.library, value.value))
        if isinstance(value, rdf.BlankNode) and value in self.said and value not in above:
            return self._table(value, above)
        return term_html(value)

    def _mentioned(self) -> str:
        rows: dict[str, list[str]] = {}
        for triple in self.mentions:
            owner = self._owner(triple.subject)
            if owner and owner != self.node.value:
                told = link(owner, _title(self.library, owner))
                rows.setdefault(triple.predicate.value, []).append(told)
        told = "".join(
            f'<tr><th scope="row">{link(name, self._property(name))}</th>'
            f"<td>{_list(dict.fromkeys(values))}</td></tr>\n"
            for name, values in sorted(rows.items(), key=lambda row: _rank(row[0]))
        )
        return f'<div class="answer"><table><tbody>\n{told}</tbody></table></div>'

    def _owner(self, node: Subject) -> str:
        """The named thing that a nameless node serves to describe; itself where it has a name."""
        seen = set()
        while isinstance(node, rdf.BlankNode) and node not in seen:
            seen.add(node)
            owners = rdf.holders(self.library.knowledge.store, node)
            node = owners[0] if owners else node
        return node.value if isinstance(node, rdf.NamedNode) else ""

    def _property(self, iri: str) -> str:
        """A property in words: its label, or its name."""
        label = rdf.value(self.library.knowledge.store, iri, _LABEL)
        name = re.sub(r"(?<=[a-z])(?=[A-Z])|-|_", " ", compact(iri).rpartition(":")[2])
        return label or name.lower()


def _rank(iri: str) -> tuple[int, str]:
    """Type and label first, then ours, then others'."""
    firsts = (RDF + "type", _LABEL)
    return (firsts.index(iri) if iri in firsts else 2 + (not iri.startswith(BASE)), iri)


def _list(values: Iterable[str]) -> str:
    told = sorted(values)
    if len(told) == 1:
        return told[0]
    return f"<ul>{''.join(f'<li>{value}</li>' for value in told)}</ul>"
