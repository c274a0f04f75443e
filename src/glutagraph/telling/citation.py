"""Sources as BibTeX, RIS, CSL-JSON or text: exactly those that an answer rests on, each once.

What is not known is left out, never invented: of most papers the graph has the first author only, so
that `and others` stands for the rest. RIS is the format of Research Information Systems (2001), CSL-JSON
that of the Citation Style Language 1.0.2.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ..export import claims_on, experiments_on, studies_on
from ..model import Claim, Experiment, Source, Study
from ..text import inert
from ..vocabulary import PREFIXES, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..answers import Path, Trace
    from ..consequences import Consequence, WhatIf
    from ..knowledge import Knowledge, Thing
    from ..model import Evidence
    from ..necessity import Necessity

FORMS = ("bibtex", "ris", "csl-json", "text")
_LATEX = {
    **{"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}"},
    **{"^": r"\textasciicircum{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_"},
}


def sources_of(things: Iterable[Thing], knowledge: Knowledge) -> tuple[Source, ...]:
    """The sources that things rest on, and those in which they were read; sorted, each once."""
    return _sorted(source for thing in things for source in _of_thing(thing, knowledge))


def sources_of_trace(trace: Trace) -> tuple[Source, ...]:
    """The sources of the paths that a trace shows."""
    return _sorted(_of_paths(trace.paths))


def sources_of_what_if(answer: WhatIf) -> tuple[Source, ...]:
    """The sources of the routes that an intervention loses and keeps, and of those along which it, or a
    further drug, acts.
    """
    return _sorted(
        source for consequence in answer.consequences for source in _of_consequence(consequence)
    )


def sources_of_necessary(needs: Iterable[Necessity], answer: WhatIf) -> tuple[Source, ...]:
    """The sources of every route, and of the experiments that blocked what all of them need.

    The routes are those of an answer without interventions: all are kept.
    """
    cuts = (cut for need in needs for cut in (*need.necessary, *need.cuts))
    items = [experiment.evidence for cut in cuts for experiment in cut.experiments]
    return _sorted([*sources_of_what_if(answer), *_of_items(items)])


def _of_consequence(consequence: Consequence) -> Iterator[Source]:
    for row in (consequence.union, *consequence.hypotheses):
        yield from _of_paths((*row.lost, *row.kept, *row.acting))
    for addition in consequence.additions:
        yield from _of_paths(addition.paths)


def _of_paths(paths: Iterable[Path]) -> Iterator[Source]:
    for claim in {claim for path in paths for claim in path.claims}:
        yield from _of_items(claim.evidence)


def _sorted(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(sorted(set(sources), key=lambda source: source.id))


def _of_thing(thing: Thing, knowledge: Knowledge) -> Iterator[Source]:
    if isinstance(thing, Source):
        yield thing
        return
    if isinstance(thing, Study):
        yield from (*thing.sources, thing.read_in)
        return
    if isinstance(thing, Experiment):
        yield from _of_items([thing.evidence])
        return
    if isinstance(thing, Claim):
        yield from _of_items(thing.evidence)
        return
    for claim in claims_on(thing, knowledge):
        yield from _of_items(claim.evidence)
    for experiment in experiments_on(thing, knowledge):
        yield from _of_items([experiment.evidence])
    for study in studies_on(thing, knowledge):
        yield from (*study.sources, study.read_in)


def _of_items(items: Iterable[Evidence]) -> Iterator[Source]:
    for item in items:
        yield from (item.source, item.read_in)


def cited(sources: Iterable[Source], form: str) -> str:
    """Sources in one of `FORMS`.

    >>> source = Source("https://w3id.org/glutagraph/source/li-2010", "Li et al. 2010", year="2010")
    >>> print(cited([source], "text"), end="")
    Li et al. 2010
    """
    every = list(sources)
    if form == "csl-json":
        rows = [_csl(source) for source in every]
        return inert(json.dumps(rows, ensure_ascii=False, indent=2)) + "\n"
    tell = {"bibtex": _bibtex, "ris": _ris, "text": _text}[form]
    return "".join(tell(source) for source in every)


def _names(source: Source) -> list[str]:
    """The identifiers by sort: `doi`, `pmid`, `pmc`, `nct`."""
    return [identifier.curie for identifier in source.identifiers]


def _identifier(source: Source, sort: str) -> str:
    found = (curie for curie in _names(source) if curie.startswith(f"{sort}:"))
    return next(found, "").partition(":")[2]


def address(source: Source) -> str:
    """Where it can be read: by DOI, else at PubMed or in the registry."""
    for sort in ("doi", "pmid", "pmc", "nct"):
        if local := _identifier(source, sort):
            return expand(f"{sort}:{local}") or PREFIXES[sort] + local
    return ""


def _title(source: Source) -> str:
    return source.title or source.label


def _line(text: str) -> str:
    """Text on one line, with nothing in it that could end a field."""
    return inert(" ".join(text.split()))


def _latex(text: str) -> str:
    """Text for BibTeX, its special characters escaped.

    >>> print(_latex("5 % {GABA}_B"))
    5 \\% \\{GABA\\}\\_B
    """
    return re.sub(r"[\\{}~^&%$#_]", lambda found: _LATEX[found[0]], _line(text))


def _bibtex(source: Source) -> str:
    author = f"{{{_latex(source.first_author)}}} and others" if source.first_author else ""
    kind = "article" if source.journal else "misc"
    fields = {
        "author": author,
        "title": f"{{{_latex(_title(source))}}}",
        "journal": _latex(source.journal),
        "year": _latex(source.year),
        "doi": _latex(_identifier(source, "doi")),
        "pmid": _latex(_identifier(source, "pmid")),
        "url": _line(address(source)),
    }
    told = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{source.id},\n{told}}}\n\n"


def _ris(source: Source) -> str:
    fields = [
        ("TY", "JOUR" if source.journal else "GEN"),
        ("ID", source.id),
        ("AU", source.first_author),
        ("TI", _title(source)),
        ("JO", source.journal),
        ("PY", source.year),
        ("DO", _identifier(source, "doi")),
        ("AN", _identifier(source, "pmid")),
        ("UR", address(source)),
    ]
    told = "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in fields if value)
    return f"{told}ER  - \r\n\r\n"


def _csl(source: Source) -> dict[str, object]:
    year = source.year[:4]
    fields: dict[str, object] = {
        "id": source.id,
        "type": "article-journal" if source.journal else "document",
        "title": _title(source),
        "author": [{"literal": f"{source.first_author} et al."}] if source.first_author else [],
        "container-title": source.journal,
        "issued": {"date-parts": [[int(year)]]} if year.isdecimal() else {},
        "DOI": _identifier(source, "doi"),
        "PMID": _identifier(source, "pmid"),
        "PMCID": _identifier(source, "pmc"),
        "URL": address(source),
    }
    return {name: value for name, value in fields.items() if value}


def line(source: Source, *, with_address: bool = True) -> str:
    """A source on one line, with where it can be read."""
    journal = ", ".join(filter(None, (source.journal, source.year)))
    where = address(source) if with_address else ""
    parts = (source.label, source.title, journal if source.title else "", where)
    return _line(". ".join(part.rstrip(".") for part in parts if part))


def _text(source: Source) -> str:
    return line(source) + "\n"
