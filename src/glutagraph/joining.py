"""Curated claims and imported ones as one graph, so that a path may cross from the ones to the others.

Entities are the same where one identifier is exactly both: an imported thing whose own identifier is an
exact match of one of ours, or whose only exact match it is. Nothing else is merged, neither by name nor
by a close match, so that enantiomers, salts and pools stay what they are. Where an identifier fits two
things it fits none: that is told, not guessed.

The joined graph is written once as a store and kept; it is made again when one of its parts changes.
"""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from . import __version__
from .cache import cache_folder
from .errors import GlutagraphError, OutputError, StoreError
from .location import is_store, turtle_files
from .model import Contents
from .rows import word_rows
from .store import Writer
from .store.arrays import np
from .store.blocks import Blocks
from .store.compiling import add
from .store.opening import Opened
from .store.records import entity_row, source_row
from .store.writer import CLAIMS
from .vocabulary import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .knowledge import Knowledge
    from .model import Entity

FORMAT = 1
"""Raised whenever a joined store changes its meaning."""
_KEPT = 4
_TOLD = 5
_PIECE = 1 << 20


def joined(places: Sequence[FilePath], load: Callable[..., Knowledge]) -> FilePath:
    """Where the graphs at some places lie as one store; `load` reads the curated ones among them.

    Raises StoreError for a store that cannot be joined.
    """
    stores = [place for place in places if is_store(place)]
    curated = [place for place in places if place not in stores]
    name = f"joined-{_key(places)}.ggstore"
    for folder in _folders():
        there = folder / name
        if there.is_file() and _opens(there):
            return there
        try:
            graph = load(*curated) if curated else None
            write_joined(there, graph, [Opened(one) for one in stores])
        except OutputError:
            continue
        _forget(folder, there)
        return there
    raise StoreError(name, "a joined graph needs a folder to lie in", "set GLUTAGRAPH_CACHE to one")


def _folders() -> list[FilePath]:
    """Where a joined store may lie: with what else is kept, else where temporary files do."""
    folder = cache_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_ours = not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
        is_ours = is_ours and not folder.stat().st_mode & 0o022
    except OSError:
        is_ours = False
    return [folder] if is_ours else [FilePath(tempfile.mkdtemp(prefix="glutagraph-joined-"))]


def _key(places: Iterable[FilePath]) -> str:
    """What the parts hold, as a word: the content of Turtle, of stores their headers, size and time."""
    key = sha256(f"{FORMAT} {__version__}".encode())
    for place in places:
        if is_store(place):
            try:
                stat = place.stat()
                with open(place, "rb") as stream:
                    head = stream.read(1 << 15)
            except OSError:
                head, stat = b"", None
            told = f"{place.resolve()}|{stat and (stat.st_size, stat.st_mtime_ns)}"
            key.update(told.encode() + head)
        else:
            for file in turtle_files(place):
                key.update(str(file).encode() + file.read_bytes())
    return key.hexdigest()[:24]


def _opens(place: FilePath) -> bool:
    try:
        Opened(place)
    except GlutagraphError:
        return False
    return True


def _forget(folder: FilePath, but: FilePath) -> None:
    """Keep the last few joined stores."""
    there = sorted(folder.glob("joined-*.ggstore"), key=lambda one: one.stat().st_mtime_ns)
    for one in there[:-_KEPT]:
        if one != but:
            one.unlink(missing_ok=True)


def write_joined(place: FilePath, curated: Knowledge | None, stores: Sequence[Opened]) -> None:
    """Write a curated graph and imported ones as one store."""
    contents = curated.contents if curated else _words(stores)
    with Writer(place, words=contents, force=True) as writer:
        if curated:
            add(writer, curated)
        names = _names(stores)
        matches = _Matches(contents.entities)
        for number, (opened, name) in enumerate(zip(stores, names, strict=True)):
            bit = 1 << len(writer.hypotheses) + number
            _Part(writer, opened, name, bit, matches).add()
        imported = [[n, o.words["label"]] for n, o in zip(names, stores, strict=True)]
        writer.more = {**writer.more, "imported": imported, "notices": matches.notices}


def _words(stores: Sequence[Opened]) -> Contents:
    """The vocabulary of the first store, where nothing curated is joined."""
    first, words = stores[0].contents, Contents()
    words.kinds, words.predicates = dict(first.kinds), dict(first.predicates)
    words.methods, words.contexts = dict(first.methods), dict(first.contexts)
    words.actions, words.designs = dict(first.actions), dict(first.designs)
    assert word_rows(words)
    return words


def _names(stores: Sequence[Opened]) -> list[str]:
    """What each graph is called, once. Raises StoreError for one that is no imported graph."""
    names: list[str] = []
    for opened in stores:
        name = opened.words["name"]
        if not name:
            told = "it was compiled from a curated graph, or joined already"
            raise StoreError(str(opened.place), told, "name what it was made of instead")
        if name in names:
            told = f"two stores are called '{name}'"
            raise StoreError(str(opened.place), told, "import one again with another --name")
        names.append(name)
    return names


class _Matches:
    """Which of our entities an identifier is exactly, and what could not be told."""

    def __init__(self, entities: Mapping[str, Entity]) -> None:
        self.slugs = frozenset(entities)
        self.notices: list[str] = []
        self._of: dict[str, set[str]] = {}
        for entity in entities.values():
            for one in entity.identifiers if not entity.retired else ():
                if one.match == "exact":
                    self._of.setdefault(folded(one.curie), set()).add(entity.id)

    def of(self, graph: str, things: Iterable[Entity]) -> dict[str, str]:
        """What each thing of an imported graph is of ours, by its slug."""
        found: dict[str, str] = {}
        through: dict[str, list[str]] = {}
        for thing in things:
            own = self._of.get(folded(thing.id), set())
            if len(own) == 1:
                found[thing.id] = next(iter(own))
                continue
            exact = (i.curie for i in thing.identifiers if i.match == "exact")
            fitting = own or {one for curie in exact for one in self._of.get(folded(curie), ())}
            if len(fitting) > 1:
                told = f"{thing.id} of {graph} fits {', '.join(sorted(fitting))}"
                self.notices.append(f"{told}: it is joined to none of them")
            elif fitting:
                through.setdefault(next(iter(fitting)), []).append(thing.id)
        for ours, theirs in through.items():
            if len(theirs) == 1 and ours not in found.values():
                found[theirs[0]] = ours
            elif ours not in found.values():
                told = f"{', '.join(sorted(theirs)[:_TOLD])} of {graph} all fit {ours}"
                self.notices.append(f"{told}: none of them is joined to it")
        return found


class _Part:
    """One imported graph, as it is added to a joined one."""

    def __init__(
        self, writer: Writer, opened: Opened, name: str, bit: int, matches: _Matches
    ) -> None:
        self._writer, self._opened, self._name, self._bit = writer, opened, name, bit
        self._matches = matches
        self._traits: list[int] = []

    def add(self) -> None:
        """Add everything."""
        self._add_words()
        for number in range(len(self._opened.sources)):
            source = self._opened.sources.by_number(number)
            self._writer.sources.describe(source.id, source_row(source))
        numbers = self._add_entities()
        self._add_claims(numbers)

    def _add_words(self) -> None:
        writer, contents = self._writer, self._opened.contents
        for slug, kind in contents.kinds.items():
            writer.kinds.setdefault(slug, kind)
        for slug, method in contents.methods.items():
            writer.methods.setdefault(slug, method)
        signatures = [_frozen(one) for one in self._opened.words["signatures"]]
        for slug, status, tier, net, _, contexts, _ in self._opened.words["traits"]:
            number = writer.signatures.setdefault(signatures[contexts], len(writer.signatures))
            trait = (self._predicate(slug), status, tier, net, self._bit, number)
            self._traits.append(writer.traits.setdefault(trait, len(writer.traits)))

    def _predicate(self, slug: str) -> str:
        """A predicate under a name of its own, so that curated claims and imported ones stay apart."""
        own = f"{self._name.replace('.', '-')}-{slug}"
        predicate = self._opened.contents.predicates[slug]
        told = {"sign": predicate.sign, "family": predicate.family, "label": predicate.label}
        self._writer.predicate(own, **told)  # type: ignore[arg-type]  # each of its own type
        return own

    def _add_entities(self) -> Any:
        """The numbers of the entities in the joined graph, by their numbers in their own."""
        entities, writer = self._opened.entities, self._writer
        count = len(entities)
        things = (entities.by_number(number) for number in range(count))
        ours = self._matches.of(self._name, things)
        numbers = np.empty(count, "<u4")
        for place in range(count):
            thing = entities.by_number(place)
            slug = ours.get(thing.id) or self._apart(thing.id)
            row = entity_row(thing)
            row[4] = [*row[4], [thing.id, "exact"]] if thing.id in ours else row[4]
            row[5] = [(name, ours.get(other) or self._apart(other)) for name, other in row[5]]
            writer.entities.describe(slug, row)
            numbers[place] = writer.entities.number(slug)
        return numbers

    def _apart(self, slug: str) -> str:
        """An id that is no slug of ours by chance."""
        return f"{self._name}:{slug}" if slug in self._matches.slugs else slug

    def _add_claims(self, numbers: Any) -> None:
        sections = self._opened.sections
        ends = sections.array("out.ends").astype(np.int64)
        far, traits, records = (
            sections.array(name) for name in ("out.far", "out.trait", "out.record")
        )
        kept = self._add_records(np.unique(records))
        of = np.array(self._traits, "<u4")
        for first in range(0, len(far), _PIECE):
            last = min(first + _PIECE, len(far))
            rows = np.empty(last - first, CLAIMS)
            subjects = np.searchsorted(ends, np.arange(first, last), side="right") - 1
            rows["subject"], rows["object"] = numbers[subjects], numbers[far[first:last]]
            rows["trait"], rows["record"] = of[traits[first:last]], kept[records[first:last]]
            self._writer.spooled.add(rows)

    def _add_records(self, used: Any) -> Any:
        """The numbers of the records in the joined graph, by their numbers in their own."""
        blocks = Blocks(self._opened.sections, "records")
        kept = np.zeros(int(used.max(initial=0)) + 1, "<u4")
        for number in used.tolist():
            kept[number] = self._writer.records.add(blocks[number])
        return kept


def _frozen(signature: Any) -> Any:
    """A signature as it was before it was JSON."""
    return tuple(map(_frozen, signature)) if isinstance(signature, list) else signature
