"""The last move of writing a store: number, sort, join what was said twice, and write every section."""

from __future__ import annotations

import heapq
import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..rows import word_rows
from .arrays import np, packed
from .blocks import BlockPacker, line
from .rows_sorted import Sorted, sorted_claims
from .texts import TextWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .layout import SectionWriter
    from .records import Row
    from .writer import Described, Writer

    Called = Callable[[str, Row], Iterable[str]]

_UNDESCRIBED = 100
_RUN = 1 << 20
_SEPARATOR = b"\x00"


def finish(writer: Writer, sections: SectionWriter) -> None:
    """Write everything that a writer has gathered."""
    entities = _order(writer.entities)
    ranks = np.empty(len(entities), "<u4")
    ranks[np.array([number for _, number in entities], dtype=np.int64)] = np.arange(
        len(entities), dtype="<u4"
    )
    claims = sorted_claims(writer, ranks)
    _write_records(writer, sections)
    counts = _write_claims(claims, sections, len(entities))
    kinds = {slug: number for number, slug in enumerate(sorted(writer.kinds))}
    described = _Things(writer, entities, writer.entities, _bare_entity, _entity_names)
    described.write(sections, "entities", kinds)
    _write_structure(
        described.structure, {slug: n for n, (slug, _) in enumerate(entities)}, sections
    )
    sources = _Things(writer, _order(writer.sources), writer.sources, _bare_source, _source_names)
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
            "sources.records": len(sources.order),
        }
    )


def _order(described: Described) -> list[tuple[str, int]]:
    """Ids with their numbers, in the order of their bytes."""
    return sorted(described.numbers.items(), key=lambda pair: pair[0])


# descriptions and names


class _Things:
    """Entities or sources as they are written: id, description, and by what names they are found."""

    def __init__(
        self,
        writer: Writer,
        order: list[tuple[str, int]],
        described: Described,
        bare: Callable[[str], Row],
        called: Called,
    ) -> None:
        self.order, self._described, self._bare, self._called = order, described, bare, called
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
        TextWriter(sections, name).write(slug.encode() for slug, _ in self.order)
        packer = BlockPacker()

        def blocks() -> Iterator[bytes]:
            yield from packer.pack(line(row) for row in self._rows())
            yield packer.rest()

        sections.section(f"{name}.blocks", "|u1", blocks())
        sections.array(f"{name}.ends", np.array(packer.ends, "<u8"))
        if kinds is not None:
            codes = [kinds[kind] for kind in self._kinds]
            sections.array(f"{name}.kinds", np.array(codes, "<u2"))
        self._names.write(sections, f"{name}-names")

    def _rows(self) -> Iterator[Row]:
        for place, (slug, number) in enumerate(self.order):
            rows = self._described.rows(number)
            if not rows:
                self.bare_count += 1
                self.bare += [slug] if len(self.bare) < _UNDESCRIBED else []
            row = _joined(rows) if rows else self._bare(slug)
            for called in dict.fromkeys(map(_folded, self._called(slug, row))):
                self._names.add(called, place)
            if self._are_entities:
                self._kinds.append(row[1])
                self.structure += [(place, relation, other) for relation, other in row[5]]
            yield row


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
    return [slug, "process", [], "", [], [], "", ""]


def _bare_source(slug: str) -> Row:
    return [slug, "", "", "", "primary", [], "", ""]


def _entity_names(slug: str, row: Row) -> Iterable[str]:
    return (row[0], *row[2], *(curie for curie, match in row[4] if match == "exact"), slug)


def _source_names(slug: str, row: Row) -> Iterable[str]:
    return (row[0], *(curie for curie, _ in row[5]), slug)


def _folded(name: str) -> str:
    """A name as it is compared: without case and with single blanks."""
    return " ".join(name.casefold().split())


class _NameRuns:
    """Names with the numbers of what they name, sorted in runs on disk and then merged."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: list[bytes] = []
        self._runs: list[Any] = []

    def add(self, name: str, number: int) -> None:
        """A name of a thing."""
        text = name.encode("utf-8", "surrogatepass").replace(_SEPARATOR, b"")
        self._waiting.append(text + _SEPARATOR + number.to_bytes(4, "big").hex().encode())
        if len(self._waiting) >= _RUN:
            self._spill()

    def _spill(self) -> None:
        stream = self._writer.aside.spool(f"names-{id(self)}-{len(self._runs)}")
        self._waiting.sort()
        stream.writelines(one + b"\n" for one in self._waiting)
        stream.seek(0)
        self._runs.append(stream)
        self._waiting.clear()

    def write(self, sections: SectionWriter, section: str) -> None:
        """Write the names in order, and beside them what each one names."""
        self._waiting.sort()
        runs = [(one.rstrip(b"\n") for one in stream) for stream in self._runs]
        numbers: list[int] = []

        def texts() -> Iterator[bytes]:
            for one in heapq.merge(*runs, self._waiting):
                text, _, number = one.rpartition(_SEPARATOR)
                numbers.append(int(number, 16))
                yield text

        TextWriter(sections, section).write(texts())
        sections.array(f"{section}.numbers", np.array(numbers, "<u4"))


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
    structure: list[tuple[int, str, str]], numbers: dict[str, int], sections: SectionWriter
) -> None:
    """What is a pool of, part of, member of what: by subject, and in what order by object."""
    names = sorted({relation for _, relation, _ in structure})
    code = {relation: number for number, relation in enumerate(names)}
    rows = [(one, code[relation], numbers[other]) for one, relation, other in structure]
    columns = np.array(rows, "<u4").reshape(-1, 3)
    sections.array("structure.subject", columns[:, 0], "<u4")
    sections.array("structure.relation", columns[:, 1], "<u2")
    sections.array("structure.object", columns[:, 2], "<u4")
    sections.array("structure.by-object", np.argsort(columns[:, 2], kind="stable"), "<u4")
    sections.section("structure.names", "|u1", [json.dumps(names).encode()])


# words


def _write_json(sections: SectionWriter, name: str, value: Any) -> None:
    sections.section(name, "|u1", [zlib.compress(line(value), 6)])


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
