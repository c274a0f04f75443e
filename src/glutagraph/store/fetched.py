"""The claims of a store whose rows lie elsewhere, fetched a frontier at a time and kept.

What a search needs of a graph that is too large for one machine is the claims out of, or into, the nodes
it has come to. Whoever can fetch these (`Tables`) can stand behind it; bounds, order and verdict are the
same code for all. The process that asks holds what it has fetched, and nothing else does.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from .arrays import np, ranges
from .rows import Columns, Traits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .arrays import Array
    from .layout import Sections

CLAIMS, BY_OBJECT, EVIDENCE, ENTITIES = "claims", "claims-by-object", "evidence", "entities"
STORE = "entities.ggstore"
"""The store beside the tables: who is called what, the words, how many claims each entity has."""
PER_PART = "rows-per-part"
"""The name of the count, in the header of the store beside the tables, that says how many rows a part of
a table has. Each part but the last has so many."""
_ENDS = (("subject", "object"), ("object", "subject"))
_MANY = 4_000_000
_FEW = 50_000
"""A graph of so many claims is fetched at once."""
_CLAIMS_KEPT = 1 << 16


class Tables(Protocol):
    """Tables in parts, wherever they lie.

    `claims` is sorted by `subject` and has `claim`, `object`, `trait` and `record`; `claims-by-object`
    has the same columns, sorted by `object`; `evidence` is sorted by `record`, and has it as JSON.
    """

    place: str

    def fetch(
        self, table: str, parts: Sequence[int], key: str, keys: Array, columns: Sequence[str]
    ) -> dict[str, Array]:
        """Some columns of the rows whose `key` is one of `keys`, each of which is there once.

        Only the parts named hold any. Rows come in any order. Raises StoreError where a table cannot be
        read.
        """


def part_name(part: int) -> str:
    """The name of the file in the folder of a table that holds a part.

    >>> part_name(3)
    'part-00003.parquet'
    """
    return f"part-{part:05}.parquet"


class FetchedRows:
    """Rows in both directions. Raises StoreError where what is fetched is not what was written."""

    most = 20_000_000
    """So many rows may be looked at for one question: the memory of who asks is bounded."""

    def __init__(self, sections: Sections, traits: Traits, tables: Tables) -> None:
        counts = sections.header.counts
        self.count, self.claims = counts.get("nodes", -1), counts.get("claims", -1)
        self.traits, self._sections, self._tables = traits, sections, tables
        self._per_part = counts[PER_PART]
        self._ends = [sections.array(name) for name in ("out.ends", "in.ends")]
        self._degrees = sections.array("degrees")
        if {len(one) for one in self._ends} | {len(self._degrees) + 1} != {self.count + 1}:
            raise sections.damaged("its sections are not of one length")
        if self._per_part < 1:
            raise sections.damaged("its parts hold no rows")
        self._sides = _Side(self.count), _Side(self.count)
        self._announced: set[int] = set()
        self._evidence: dict[int, Any] = {}
        self._rows_of: dict[int, tuple[int, int, int, int]] = {}

    def renewed(self) -> FetchedRows:
        """Itself, or where much has been fetched the same rows with nothing fetched. A search that is
        under way goes on with those it has."""
        if sum(side.count for side in self._sides) < _MANY and len(self._rows_of) < _CLAIMS_KEPT:
            return self
        return FetchedRows(self._sections, self.traits, self._tables)

    def fan(self, nodes: Array, *, reverse: bool) -> int:
        """How many claims lead out of some nodes, or into them."""
        first, last = self._spans(nodes, reverse)
        return int((last - first).sum())

    def degrees(self) -> Array:
        """For each node how many claims that may be walked it has at either end."""
        return self._degrees.astype(np.int64)

    def rows(self, nodes: Array, *, reverse: bool) -> Columns:
        """The claims out of some nodes, or into them, node by node; those not there yet are fetched."""
        side, (first, last) = self._sides[reverse], self._spans(nodes, reverse)
        missing = (side.place[nodes] == 0) & (last > first)
        if missing.any():
            is_small = self.claims <= _FEW
            every = np.flatnonzero(np.diff(self._ends[reverse])) if is_small else nodes[missing]
            self._fetch(np.unique(every), reverse)
        begin = side.place[nodes] - 1
        begin[last == first] = 0
        places = ranges(begin, begin + last - first)
        return side.columns(places)

    def out(self, node: int) -> tuple[Array, Array, Array]:
        """Of the claims out of a node the far end, trait and number, in the order of their names.

        All of them, or where they were met from their far ends only, those that were met: a walk goes
        on by no other.
        """
        first, last = self.span(node)
        if self._sides[False].place[node] or first == last:
            found = self.rows(np.array([node]), reverse=False)
            return found.far, found.trait, found.claim
        found = self._sides[True].leading_to(node)
        order = np.argsort(found.claim)
        return found.near[order], found.trait[order], found.claim[order]

    def span(self, node: int, *, reverse: bool = False) -> tuple[int, int]:
        """The numbers of the claims of a node, by subject or by object: the first, and past the last."""
        if not 0 <= node < self.count:
            raise self._lies()
        first, last = self._spans(np.array([node]), reverse)
        return int(first[0]), int(last[0])

    def _spans(self, nodes: Array, reverse: bool) -> tuple[Array, Array]:
        ends = self._ends[reverse]
        first, last = ends[nodes].astype(np.int64), ends[nodes + 1].astype(np.int64)
        if len(nodes) and (bool((last < first).any()) or int(last.max()) > self.claims):
            raise self._lies()
        return first, last

    def _fetch(self, nodes: Array, reverse: bool) -> None:
        first, last = self._spans(nodes, reverse)
        near, far = _ENDS[reverse]
        found = self._fetched(
            *(BY_OBJECT if reverse else CLAIMS, self._parts(first, last), near, nodes),
            (near, far, "trait", "claim", "record"),
        )
        order = np.lexsort((found["claim"], found[near]))
        found = {name: column[order] for name, column in found.items()}
        self._check(found)
        if not np.array_equal(found[near], np.repeat(nodes, last - first)):
            raise self._lies()
        self._sides[reverse].add(nodes, last - first, (found[near], found[far]), found)

    def _fetched(
        self, table: str, parts: Sequence[int], key: str, keys: Array, columns: Sequence[str]
    ) -> dict[str, Array]:
        """What the tables say, where it is of the right type."""
        found = self._tables.fetch(table, parts, key, keys, columns)
        for name, column in found.items():
            is_right = column.dtype == object if name == "evidence" else column.dtype.kind in "iu"
            if not is_right or np.ma.is_masked(column):
                raise self._lies()
        return found

    def _parts(self, first: Array, last: Array) -> list[int]:
        """The parts of a table that hold some spans of rows."""
        parts = ranges(first // self._per_part, (last - 1) // self._per_part + 1)
        distinct: list[int] = np.unique(parts).tolist()
        return distinct

    def _check(self, found: dict[str, Array]) -> None:
        for name, most in (
            *(("subject", self.count), ("object", self.count), ("claim", self.claims)),
            ("trait", len(self.traits.sign)),
        ):
            column = found[name]
            if len(column) and not 0 <= int(column.min()) <= int(column.max()) < most:
                raise self._lies()

    # claims and their evidence

    def ahead(self, numbers: Iterable[int]) -> None:
        """Claims that will be asked for: they are fetched together with the first that is."""
        self._announced.update(numbers)

    def claim(self, number: int) -> tuple[int, int, int]:
        """Of a claim its subject, object and trait."""
        if not 0 <= number < self.claims:
            raise self._lies()
        if number not in self._rows_of:
            self._learn({number, *self._announced})
        return self._rows_of[number][:3]

    def _learn(self, numbers: set[int]) -> None:
        """Find the rows of some claims among what was fetched, or fetch them."""
        wanted = np.array(sorted(numbers - self._rows_of.keys()), np.int64)
        for reverse, side in enumerate(self._sides):
            found, records = side.of_claims(wanted)
            ends = (found.far, found.near) if reverse else (found.near, found.far)
            self._note(found.claim, *ends, found.trait, records)
            wanted = np.array(sorted(numbers - self._rows_of.keys()), np.int64)
        if len(wanted):
            columns = ("subject", "object", "trait", "claim", "record")
            parts = self._parts(wanted, wanted + 1)
            rows = self._fetched(CLAIMS, parts, "claim", wanted, columns)
            self._check(rows)
            self._note(*(rows[n] for n in ("claim", "subject", "object", "trait", "record")))
            if not numbers <= self._rows_of.keys():
                raise self._lies()

    def _note(self, claim: Array, *columns: Array) -> None:
        rows = zip(*(column.tolist() for column in columns), strict=True)
        self._rows_of.update(zip(claim.tolist(), rows, strict=True))

    def evidence(self, number: int) -> Any:
        """The evidence of a claim, and what few claims have besides."""
        self.claim(number)
        record = self._rows_of[number][3]
        if record not in self._evidence:
            wanted = {number, *self._announced}
            wanted.update(range(self.claims) if self.claims <= _FEW else ())
            self._learn(wanted)
            self._read({self._rows_of[one][3] for one in wanted})
            self._announced.clear()
        return self._evidence[record]

    def _read(self, records: set[int]) -> None:
        """Fetch evidence by the numbers of its records."""
        if len(self._evidence) > _CLAIMS_KEPT:
            self._evidence.clear()
        wanted = np.array(sorted(records - self._evidence.keys()), np.int64)
        parts = self._parts(wanted, wanted + 1)
        found = self._fetched(EVIDENCE, parts, "record", wanted, ("record", "evidence"))
        texts = zip(found["record"].tolist(), found["evidence"].tolist(), strict=True)
        try:
            self._evidence |= {record: json.loads(text) for record, text in texts}
        except (TypeError, ValueError):
            raise self._lies() from None
        if not records <= self._evidence.keys():
            raise self._lies()

    def having(self, traits: Array) -> Array:
        """The numbers of the claims that have one of some traits, given as a mask."""
        parts = range(-(-self.claims // self._per_part))
        numbers = np.flatnonzero(traits)
        return np.sort(self._fetched(CLAIMS, parts, "trait", numbers, ("trait", "claim"))["claim"])

    def _lies(self) -> Exception:
        return self._sections.damaged("its tables do not hold what was written")


class _Side:
    """What was fetched in one direction: the rows of a node stand together, in the order of claims."""

    def __init__(self, nodes: int) -> None:
        self.place = np.zeros(nodes, np.int64)
        """Where the rows of each node begin, from 1; 0 where they were not fetched."""
        self.count = 0
        self._columns = [np.empty(0, kind) for kind in ("<u4", "<u4", "<u4", "<i8", "<u4")]

    def add(
        self, nodes: Array, counts: Array, ends: tuple[Array, Array], found: dict[str, Array]
    ) -> None:
        """Add the rows of some nodes, of which each has so many."""
        self.place[nodes] = self.count + 1 + np.cumsum(counts) - counts
        added = (*ends, found["trait"], found["claim"], found["record"])
        if self.count + len(ends[0]) > len(self._columns[0]):
            room = max(self.count + len(ends[0]), 2 * self.count)
            self._columns = [
                np.concatenate([column[: self.count], np.empty(room - self.count, column.dtype)])
                for column in self._columns
            ]
        for column, values in zip(self._columns, added, strict=True):
            column[self.count : self.count + len(values)] = values
        self.count += len(ends[0])

    def columns(self, places: Array) -> Columns:
        """Some rows."""
        return Columns(*(column[places] for column in self._columns[:4]))

    def leading_to(self, node: int) -> Columns:
        """The rows at whose far end a node is."""
        return self.columns(np.flatnonzero(self._columns[1][: self.count] == node))

    def of_claims(self, claims: Array) -> tuple[Columns, Array]:
        """The rows of some claims, as far as they are there, and the numbers of their evidence."""
        places = np.flatnonzero(np.isin(self._columns[3][: self.count], claims))
        return self.columns(places), self._columns[4][places]
