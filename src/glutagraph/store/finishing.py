"""The last move of writing a store: number, sort, join what was said twice, and write every section."""

from __future__ import annotations

import heapq
import json
import zlib
from dataclasses import replace
from itertools import compress, islice
from typing import TYPE_CHECKING, Any

from ..errors import StoreError
from ..rows import word_rows
from .arrays import np, packed
from .blocks import BlockPacker, line, quoted
from .rows_sorted import Sorted, sorted_claims
from .texts import TextWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .arrays import Array
    from .layout import SectionWriter
    from .records import Row
    from .writer import Described, Writer

    Bare = Callable[[str], Row]
    Called = Callable[[str, Row], Iterable[str]]

MOST = (1 << 32) - 1
"""Claims and entities have numbers of four bytes."""
_UNDESCRIBED = 100
_RUN = 1 << 20
_AT_ONCE = 1 << 14
_SEPARATOR = _MARK = "\x00"
"""What no id and no name has."""
_BARE_KIND = "process"


def finish(writer: Writer, sections: SectionWriter) -> None:
    """Write everything that a writer has gathered."""
    if max(writer.spooled.count, len(writer.entities.numbers)) > MOST:
        told = f"a store holds at most {MOST:,} claims and as many entities"
        raise StoreError(str(writer.place), told, "split what is written")
    entities, numbers, _ = writer.entities.order()
    ranks = np.empty(len(entities), "<u4")
    ranks[numbers] = np.arange(len(entities), dtype="<u4")
    claims = sorted_claims(writer, ranks)
    _write_records(writer, sections)
    counts = _write_claims(claims, sections, len(entities))
    kinds = {slug: number for number, slug in enumerate(sorted(writer.kinds))}
    described = _Things(writer, writer.entities, _bare_entity, _entity_names)
    described.write(sections, "entities", kinds)
    _write_structure(described.structure, writer.entities.numbers, ranks, sections)
    sources = _Things(writer, writer.sources, _bare_source, _source_names)
    sources.write(sections, "sources")
    _write_json(sections, "words", _words(writer, claims, kinds))
    _write_json(sections, "more", {"statements": writer.statements, **writer.more})
    report = writer.report
    report.entities, report.claims = len(entities), counts
    report.repeated, report.entities_repeated = claims.repeated, writer.entities.repeated
    report.undescribed, report.undescribed_count = tuple(described.bare), described.bare_count
    sections.finish(
        {
            "nodes": len(entities),
            "claims": counts,
            "records.records": writer.records.packer.count,
            "entities.records": len(entities),
            "sources.records": len(sources.slugs),
        }
    )


# descriptions and names


class _Things:
    """Entities or sources as they are written: id, description, and by what names they are found."""

    def __init__(
        self,
        writer: Writer,
        described: Described,
        bare: Bare,
        called: Called,
    ) -> None:
        self._described, self._called = described, called
        self.slugs, self._numbers, self._is_described = described.order()
        self._before, self._after = line(bare(_MARK)).split(quoted(_MARK))
        self._names = _NameRuns(writer)
        self._are_entities = described is writer.entities
        self._kinds: list[str] = []
        self.bare: list[str] = []
        self.bare_count = 0
        self.structure: list[tuple[int, str, str]] = []

    def write(
        self, sections: SectionWriter, name: str, kinds: dict[str, int] | None = None
    ) -> None:
        """Write ids, descriptions and names."""
        TextWriter(sections, name).write(map(str.encode, self.slugs))
        packer = BlockPacker()

        def blocks() -> Iterator[bytes]:
            for first in range(0, len(self.slugs), _AT_ONCE):
                yield packer.add(self._lines(first))
            yield packer.rest()

        sections.section(f"{name}.blocks", "|u1", blocks())
        sections.array(f"{name}.ends", np.array(packer.ends, "<u8"))
        if kinds is not None:
            codes = [kinds[kind] for kind in self._kinds]
            sections.array(f"{name}.kinds", np.array(codes, "<u2"))
        self._names.write(sections, f"{name}-names")

    def _lines(self, first: int) -> list[str]:
        """The descriptions of some things in their order; of what has none, one made of its id."""
        slugs = self.slugs[first : first + _AT_ONCE]
        lines = [f"{self._before}{quoted(slug)}{self._after}" for slug in slugs]
        names = [_named(slug.casefold(), place) for place, slug in enumerate(slugs, first)]
        kinds = [_BARE_KIND] * len(slugs)
        is_described = self._is_described[first : first + _AT_ONCE]
        for at in np.flatnonzero(is_described).tolist():
            slug, place = slugs[at], first + at
            row = _joined(self._described.rows(int(self._numbers[place])))
            lines[at] = line(row)
            called = dict.fromkeys(map(_folded, self._called(slug, row)))
            names += [_named(one, place) for one in called if one != slug.casefold()]
            if self._are_entities:
                kinds[at] = row[1]
                self.structure += [(place, relation, other) for relation, other in row[5]]
        self._names.add(names)
        self._kinds += kinds
        self.bare_count += len(slugs) - int(is_described.sum())
        more = compress(slugs, (~is_described).tolist())
        self.bare += islice(more, _UNDESCRIBED - len(self.bare))
        return lines


def _joined(rows: list[Row]) -> Row:
    """What several descriptions of one thing say: the first, with the names of all."""
    first, *others = rows
    for row in others:
        names = [name for name in (row[0], *row[2]) if name != first[0]]
        if isinstance(first[2], list):
            first[2] = list(dict.fromkeys([*first[2], *names]))
            first[4] = list({repr(one): one for one in [*first[4], *row[4]]}.values())
            first[5] = list({repr(one): one for one in [*first[5], *row[5]]}.values())
    return first


def _bare_entity(slug: str) -> Row:
    return [slug, _BARE_KIND, [], "", [], [], "", ""]


def _bare_source(slug: str) -> Row:
    return [slug, "", "", "", "primary", [], "", ""]


def _entity_names(slug: str, row: Row) -> Iterable[str]:
    return (row[0], *row[2], *(curie for curie, match in row[4] if match == "exact"), slug)


def _source_names(slug: str, row: Row) -> Iterable[str]:
    return (row[0], *(curie for curie, _ in row[5]), slug)


def _folded(name: str) -> str:
    """A name as it is compared: without case and with single blanks."""
    return " ".join(name.casefold().split())


def _named(name: str, number: int) -> str:
    """A name with the number of what it names, to be sorted."""
    return f"{name.replace(_SEPARATOR, '')}{_SEPARATOR}{number:08x}"


class _NameRuns:
    """Names with the numbers of what they name, sorted in runs on disk and then merged."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: list[str] = []
        self._runs: list[Any] = []

    def add(self, names: list[str]) -> None:
        """Names of things, each as `_named` writes it."""
        self._waiting += names
        if len(self._waiting) >= _RUN:
            self._spill()

    def _spill(self) -> None:
        stream = self._writer.aside.spool(f"names-{id(self)}-{len(self._runs)}")
        self._waiting.sort()
        stream.writelines(_encoded(one) + b"\n" for one in self._waiting)
        stream.seek(0)
        self._runs.append(stream)
        self._waiting.clear()

    def write(self, sections: SectionWriter, section: str) -> None:
        """Write the names in order, and beside them what each one names."""
        self._waiting.sort()
        last = map(_encoded, self._waiting)
        runs = [(one.rstrip(b"\n") for one in stream) for stream in self._runs]
        every = heapq.merge(*runs, last) if runs else last
        numbers = bytearray()

        def texts() -> Iterator[bytes]:
            while some := [*islice(every, _AT_ONCE)]:
                numbers.extend(bytes.fromhex(b"".join([one[-8:] for one in some]).decode()))
                yield from [one[:-9] for one in some]

        TextWriter(sections, section).write(texts())
        sections.array(f"{section}.numbers", np.frombuffer(numbers, ">u4"), "<u4")


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


# claims


def _write_records(writer: Writer, sections: SectionWriter) -> None:
    records = writer.records
    records.stream.write(records.packer.rest())
    records.stream.flush()
    records.stream.seek(0)
    sections.section("records.blocks", "|u1", iter(lambda: records.stream.read(1 << 20), b""))
    sections.array("records.ends", np.array(records.packer.ends, "<u8"))


def _write_claims(claims: Sorted, sections: SectionWriter, nodes: int) -> int:
    """The rows by subject, then by object; how many claims there are."""
    trait = packed(len(claims.traits))
    trait = "<u2" if trait == "<u2" else "<u4"
    wide = packed(claims.count)
    wide = "<u8" if wide == "<u8" else "<u4"
    sections.array("out.ends", np.concatenate([[0], np.cumsum(claims.leaving)]), wide)
    sections.section("out.far", "<u4", claims.column("object", "<u4"))
    sections.section("out.trait", trait, claims.column("trait", trait))
    sections.section("out.record", "<u4", claims.column("record", "<u4"))
    sections.array("in.ends", np.concatenate([[0], np.cumsum(claims.arriving)]), wide)
    sections.section("in.far", "<u4", claims.reverse_column("subject", "<u4"))
    sections.section("in.trait", trait, claims.reverse_column("trait", trait))
    sections.section("in.claim", "<u4", claims.reverse_column("number", "<u4"))
    assert nodes == len(claims.leaving)
    return claims.count


def _write_structure(
    structure: list[tuple[int, str, str]],
    numbers: dict[str, int],
    ranks: Array,
    sections: SectionWriter,
) -> None:
    """What is a pool of, part of, member of what: by subject, and in what order by object."""
    names = sorted({relation for _, relation, _ in structure})
    code = {relation: number for number, relation in enumerate(names)}
    rows = [(one, code[relation], ranks[numbers[other]]) for one, relation, other in structure]
    columns = np.array(rows, "<u4").reshape(-1, 3)
    sections.array("structure.subject", columns[:, 0], "<u4")
    sections.array("structure.relation", columns[:, 1], "<u2")
    sections.array("structure.object", columns[:, 2], "<u4")
    sections.array("structure.by-object", np.argsort(columns[:, 2], kind="stable"), "<u4")
    sections.section("structure.names", "|u1", [json.dumps(names).encode()])


# words


def _write_json(sections: SectionWriter, name: str, value: Any) -> None:
    sections.section(name, "|u1", [zlib.compress(line(value).encode(), 6)])


def _words(writer: Writer, claims: Sorted, kinds: dict[str, int]) -> dict[str, Any]:
    words = replace(
        writer.words, kinds=writer.kinds, predicates=writer.predicates, methods=writer.methods
    )
    return {
        "name": writer.name,
        "label": writer.label,
        "words": word_rows(words),
        "kind_codes": list(kinds),
        "hypotheses": [
            [
                *(h.iri, h.label, h.description, h.synonyms, h.includes, h.rivals),
                *([source.id for source in h.proposed_by], h.is_module),
            ]
            for h in writer.hypotheses.values()
        ],
        "traits": [
            [*trait, first] for trait, first in zip(claims.traits, claims.firsts, strict=True)
        ],
        "signatures": list(writer.signatures),
    }
