"""A graph that was read before, kept so that the next start is quick.

Keyed by what the files hold, by the version of this format and of the package. Whether a file changed
is told by its size and time, and by its content where they differ or are too fresh to be trusted.
Everything is JSON with a checksum: a damaged, foreign or stale cache is one that is not there. It lies
in the user's own cache folder, open to nobody else; where that cannot be written, each start only
takes longer.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from . import __version__
from .location import turtle_files
from .model import (
    Arm,
    Claim,
    Contents,
    Context,
    Entity,
    Evidence,
    Experiment,
    Family,
    Figure,
    Hypothesis,
    Identifier,
    Kind,
    Manipulation,
    Predicate,
    Sign,
    Source,
    Stance,
    Study,
    Term,
    Tier,
)
from .vocabulary import CONTEXT_AXES, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .model import Named

FORMAT = 3
"""Raised whenever what is stored changes its shape or its meaning."""
_FRESH = 2_000_000_000
"""Nanoseconds within which a second change could leave a file's time as it was."""
_KEPT = 8
_STANCES = {stance.value: stance for stance in Stance}
_Rows = list[Any]


def cache_folder() -> FilePath:
    """Where caches lie: `GLUTAGRAPH_CACHE`, else the user's cache folder as the system has it."""
    if named := os.environ.get("GLUTAGRAPH_CACHE"):
        return FilePath(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/AppData/Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return FilePath(base) / "glutagraph"


def recall(places: Sequence[FilePath]) -> Contents | None:
    """What the files at some places hold, if it was remembered and is still so; else None."""
    with suppress(
        OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError
    ):
        folder = cache_folder()
        if not _is_ours(folder):
            return None
        content = _unchanged(folder, places) or _content_hash(_files(places))
        entry = folder / _entry_name(content)
        return _contents(_read(entry / "adjacency.json"), _read(entry / "evidence.json"))
    return None


def remember(places: Sequence[FilePath], contents: Contents) -> None:
    """Keep what the files at some places hold. That it cannot be kept is no error."""
    with suppress(OSError, ValueError):
        folder = cache_folder()
        if not any(above.is_dir() for above in (folder, *folder.parents[:2])):
            return  # a home that is not there is not ours to make
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            return
        files = _files(places)
        content = _content_hash(files)
        entry = folder / _entry_name(content)
        if not entry.is_dir():
            entry.mkdir(mode=0o700)
            _forget_oldest(folder)
        _write(entry / "evidence.json", _evidence_rows(contents))
        _write(entry / "adjacency.json", _adjacency_rows(contents))
        _write(_stamp_file(folder, places), [content, _stamps(files)])


# which files, and are they as they were


def _files(places: Sequence[FilePath]) -> list[tuple[str, FilePath]]:
    """The files that are read, each with the name under which its problems are told."""
    files: list[tuple[str, FilePath]] = []
    for place in places:
        above = len(str(place))
        files += [(f"{place}\0{str(file)[above:]}", file) for file in turtle_files(place)]
    return files


def _stamps(files: Sequence[tuple[str, FilePath]]) -> _Rows:
    stats = ((name, os.stat(file)) for name, file in files)
    return [[name, stat.st_size, stat.st_mtime_ns] for name, stat in stats]


def _unchanged(folder: FilePath, places: Sequence[FilePath]) -> str:
    """The content hash of the files if no size or time tells of a change; else nothing."""
    file = _stamp_file(folder, places)
    with suppress(OSError, ValueError):
        content, stamps = _read(file)
        written = file.stat().st_mtime_ns
        is_settled = all(stamp[2] + _FRESH < written for stamp in stamps)
        if is_settled and stamps == _stamps(_files(places)):
            return str(content)
    return ""


def _content_hash(files: Sequence[tuple[str, FilePath]]) -> str:
    import hashlib  # here, since a warm start does without

    digest = hashlib.sha256()
    for name, file in files:
        data = file.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:32]


def _entry_name(content: str) -> str:
    return f"{content}-{FORMAT}-{__version__}"


def _stamp_file(folder: FilePath, places: Sequence[FilePath]) -> FilePath:
    named = "\0".join(str(place.absolute()) for place in places)
    return folder / f"{zlib.crc32(named.encode()):08x}-{FORMAT}-{__version__}.stamp"


def _is_ours(folder: FilePath) -> bool:
    """Whether a folder is the user's own and nobody else may write into it."""
    stat = os.stat(folder)
    return not hasattr(os, "getuid") or (stat.st_uid == os.getuid() and not stat.st_mode & 0o022)


def _forget_oldest(folder: FilePath) -> None:
    import shutil

    entries = sorted(
        (entry for entry in folder.iterdir() if entry.is_dir()),
        key=lambda entry: entry.stat().st_mtime_ns,
    )
    for entry in entries[:-_KEPT]:
        shutil.rmtree(entry, ignore_errors=True)


# one file: a checksum, then JSON


def _write(file: FilePath, rows: _Rows) -> None:
    """Write aside and rename, so that another process meets the old file or the new one."""
    body = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as stream:
        stream.write(b"%08x\n" % zlib.crc32(body) + body)
    os.replace(aside, file)


def _read(file: FilePath) -> Any:
    data = file.read_bytes()
    if data[:9] != b"%08x\n" % zlib.crc32(data[9:]):
        raise ValueError(f"{file} is damaged")
    return json.loads(data[9:])


# contents as rows, and back


def _adjacency_rows(contents: Contents) -> _Rows:
    """Everything but the evidence: what searches need."""
    return [
        [[k.id, k.label, k.column, k.folder, k.broader] for k in contents.kinds.values()],
        [
            [p.iri, p.label, p.family.value, int(p.sign), p.domain, p.range]
            for p in contents.predicates.values()
        ],
        [[[*_term_row(term)] for term in table.values()] for table in _terms(contents)],
        [
            [
                *(s.iri, s.label, s.title, s.year, s.journal, s.type),
                *([[i.curie, i.match] for i in s.identifiers], s.note, s.first_author),
            ]
            for s in contents.sources.values()
        ],
        [
            [
                *(e.iri, e.label, e.kind, e.synonyms, e.description),
                *([[i.curie, i.match] for i in e.identifiers], e.structure),
                *(e.retired, e.replaced_by),
            ]
            for e in contents.entities.values()
        ],
        [
            [
                *(h.iri, h.label, h.description, h.synonyms, h.includes, h.rivals),
                *([source.id for source in h.proposed_by], h.is_module),
            ]
            for h in contents.hypotheses.values()
        ],
        [_claim_row(claim) for claim in contents.claims.values()],
    ]


def _terms(contents: Contents) -> tuple[Mapping[str, Term], ...]:
    return (contents.methods, contents.contexts, contents.actions, contents.designs)


def _term_row(term: Term) -> _Rows:
    return [term.id, term.label, term.axis, int(term.tier), term.broader]


def _claim_row(claim: Claim) -> _Rows:
    return [
        *(claim.iri, claim.subject.iri, claim.predicate.id, claim.object.id),
        *(claim.hypotheses, claim.net, claim.action),
        *([entity.id for entity in claim.in_respect_of], claim.note, claim.status, claim.against),
    ]


def _evidence_rows(contents: Contents) -> _Rows:
    """The evidence of each claim, then the experiments, which are evidence too."""
    claims = {c.id: [_item_row(item) for item in c.evidence] for c in contents.claims.values()}
    experiments = [
        [
            *(x.iri, x.label, x.given.id if x.given else None),
            [_part_row(part) for part in x.manipulations],
            *(x.measured.id, x.alone, x.on_top, _item_row(x.evidence)),
        ]
        for x in contents.experiments.values()
    ]
    return [claims, experiments, [_study_row(study) for study in contents.studies.values()]]


def _study_row(s: Study) -> _Rows:
    return [
        *(s.iri, s.label, s.method.id, s.result, s.finding, _slugs(s.sources), s.read_in.id),
        *(s.locator, s.design, s.phase, _slugs(s.population), s.participants, s.completers),
        *(s.regimen, _slugs(s.added_to), s.length, [_arm_row(arm) for arm in s.arms]),
        *(_slugs(s.measured), _slugs(s.scales), [_figure_row(figure) for figure in s.figures]),
        *(s.onset, s.duration, _slugs(s.adverse), _slugs(s.absent), s.registrations, s.note),
    ]


def _arm_row(arm: Arm) -> _Rows:
    return [*(arm.given.id, arm.is_comparator, arm.dose, arm.route, arm.schedule, arm.participants)]


def _figure_row(f: Figure) -> _Rows:
    return [
        *(f.quantity, f.group, f.scale.id if f.scale else None, f.value, f.unit, f.spread),
        *(f.spread_type, f.p, f.against, f.time),
    ]


def _slugs(things: Iterable[Named]) -> list[str]:
    return [thing.id for thing in things]


def _item_row(item: Evidence) -> _Rows:
    return [
        *(item.source.id, item.stance.value, item.finding, item.method.id),
        *(item.locator, item.read_in.id, [item.context.on(axis) for axis in CONTEXT_AXES]),
        item.note,
    ]


def _part_row(part: Manipulation) -> _Rows:
    return [
        part.clamps.id if part.clamps else None,
        part.cuts.id if part.cuts else None,
        part.to,
        part.by,
        part.compound.id if part.compound else None,
    ]


def _contents(adjacency: _Rows, evidence: _Rows) -> Contents:
    kinds, predicates, terms, sources, entities, hypotheses, claims = adjacency
    contents = Contents()
    contents.kinds = {
        slug: Kind(slug, label, column, folder, tuple(broader))
        for slug, label, column, folder, broader in kinds
    }
    for iri, label, family, sign, domain, range_ in predicates:
        predicate = Predicate(iri, label, Family(family), Sign(sign), tuple(domain), tuple(range_))
        contents.predicates[predicate.id] = predicate
    contents.methods, contents.contexts, contents.actions, contents.designs = (
        {
            slug: Term(slug, label, axis, Tier(tier), tuple(broader))
            for slug, label, axis, tier, broader in table
        }
        for table in terms
    )
    for iri, label, title, year, journal, sort, identifiers, *rest in sources:
        known = _identifiers(identifiers)
        source = Source(iri, label, title, year, journal, sort, known, *rest)
        contents.sources[source.id] = source
    for iri, label, kind, synonyms, description, identifiers, structure, *retired in entities:
        entity = Entity(
            *(iri, label, kind, tuple(synonyms), description),
            *(_identifiers(identifiers), tuple(map(tuple, structure)), *retired),
        )
        contents.entities[entity.id] = entity
    for iri, label, description, synonyms, includes, rivals, proposed, is_module in hypotheses:
        hypothesis = Hypothesis(
            *(iri, label, description, tuple(synonyms), tuple(includes), tuple(rivals)),
            *(tuple(contents.sources[slug] for slug in proposed), is_module),
        )
        contents.hypotheses[hypothesis.id] = hypothesis
    _add_claims(contents, claims, evidence[0])
    _add_experiments(contents, evidence[1])
    _add_studies(contents, evidence[2])
    return contents


def _identifiers(rows: _Rows) -> tuple[Identifier, ...]:
    return tuple(Identifier(curie, match) for curie, match in rows)


def _add_claims(contents: Contents, rows: _Rows, evidence: Mapping[str, _Rows]) -> None:
    """The claims: those about entities first, since the others are about them."""
    things: dict[str, Any] = {entity.iri: entity for entity in contents.entities.values()}
    found: dict[str, Claim] = {}
    for row in sorted(rows, key=lambda row: row[1] not in things):
        iri, subject, predicate, object_, held, net, action, respects, note, status, against = row
        claim = Claim(
            *(iri, things[subject], contents.predicates[predicate], contents.entities[object_]),
            tuple(_item(contents, item) for item in evidence[local_name(iri)]),
            *(tuple(held), net, action),
            tuple(contents.entities[slug] for slug in respects),
            *(note, status, tuple(map(tuple, against))),
        )
        things[iri] = found[claim.id] = claim
    contents.claims = {slug: found[slug] for slug in sorted(found)}


def _item(contents: Contents, row: _Rows) -> Evidence:
    source, stance, finding, method, locator, read_in, context, note = row
    return Evidence(
        *(contents.sources[source], _STANCES[stance], finding, contents.methods[method], locator),
        *(contents.sources[read_in], Context(*context), note),
    )


def _add_experiments(contents: Contents, rows: _Rows) -> None:
    entities = contents.entities
    for iri, label, given, parts, measured, alone, on_top, item in rows:
        manipulations = tuple(
            Manipulation(
                entities[clamps] if clamps else None,
                contents.claims[cuts] if cuts else None,
                *(to, by, entities[compound] if compound else None),
            )
            for clamps, cuts, to, by, compound in parts
        )
        experiment = Experiment(
            *(iri, label, entities[given] if given else None, manipulations, entities[measured]),
            *(alone, on_top, _item(contents, item)),
        )
        contents.experiments[experiment.id] = experiment


def _add_studies(contents: Contents, rows: _Rows) -> None:
    entities, sources = contents.entities, contents.sources
    for row in rows:
        iri, label, method, result, finding, reported, read_in, locator, *row = row
        design, phase, population, participants, completers, regimen, added_to, *row = row
        length, arms, measured, scales, figures, onset, duration, adverse, absent, *row = row
        registrations, note = row
        values: _Rows = [
            *(iri, label, contents.methods[method], result, finding),
            *(tuple(sources[slug] for slug in reported), sources[read_in], locator),
            *(tuple(design), phase, _all(entities, population), participants, completers, regimen),
            *(_all(entities, added_to), length),
            tuple(Arm(entities[given], *rest) for given, *rest in arms),
            *(_all(entities, measured), _all(entities, scales)),
            tuple(_figure(contents, figure) for figure in figures),
            *(onset, duration, _all(entities, adverse), _all(entities, absent)),
            *(tuple(registrations), note),
        ]
        study = Study(*values)
        contents.studies[study.id] = study


def _figure(contents: Contents, row: _Rows) -> Figure:
    quantity, group, scale, *rest = row
    return Figure(quantity, group, contents.entities[scale] if scale else None, *rest)


def _all(entities: Mapping[str, Entity], slugs: _Rows) -> tuple[Entity, ...]:
    return tuple(entities[slug] for slug in slugs)
