"""The claims of a store as columns, out of and into any nodes, mapped from the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .arrays import np, ranges, searched
from .blocks import Blocks
from .rows import MOST_ROWS, Columns, Traits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .arrays import Array
    from .layout import Sections


class MappedRows:
    """The rows of a store in both directions. Raises StoreError where a number in them lies."""

    most = MOST_ROWS

    def __init__(self, sections: Sections, traits: Traits) -> None:
        counts = sections.header.counts
        self.count, self.claims = counts.get("nodes", -1), counts.get("claims", -1)
        self.traits, self._sections = traits, sections
        self._ends = [sections.array(name) for name in ("out.ends", "in.ends")]
        self._far = [sections.array(name, "<u4") for name in ("out.far", "in.far")]
        self._trait = [sections.array(name) for name in ("out.trait", "in.trait")]
        self._record = sections.array("out.record", "<u4")
        self._records = Blocks(sections, "records")
        self._claim = sections.array("in.claim", "<u4")
        sizes = {len(one) for one in (*self._far, *self._trait, self._record, self._claim)}
        if sizes != {self.claims} or {len(one) for one in self._ends} != {self.count + 1}:
            raise sections.damaged("its sections are not of one length")

    def fan(self, nodes: Array, *, reverse: bool) -> int:
        """How many claims lead out of some nodes, or into them."""
        ends = self._ends[reverse]
        return int(ends[nodes + 1].astype(np.int64).sum() - ends[nodes].astype(np.int64).sum())

    def degrees(self) -> Array:
        """For each node how many claims that may be walked it has at either end."""
        found = np.zeros(self.count, np.int64)
        for ends, trait in zip(self._ends, self._trait, strict=True):
            sums = np.concatenate([[0], np.cumsum(self.traits.walked[trait])])
            found += sums[ends[1:]] - sums[ends[:-1]]
        return found

    def rows(self, nodes: Array, *, reverse: bool) -> Columns:
        """The claims out of some nodes, or into them, node by node."""
        if len(nodes) == 1:
            return self._of_one(int(nodes[0]), reverse)
        first = self._ends[reverse][nodes].astype(np.int64)
        last = self._ends[reverse][nodes + 1].astype(np.int64)
        if len(nodes) and (bool((last < first).any()) or int(last.max()) > self.claims):
            raise self._lies()
        places = ranges(first, last)
        near = np.repeat(nodes, last - first)
        far = self._far[reverse][places]
        claim = self._claim[places] if reverse else places
        return self._checked(Columns(near, far, self._trait[reverse][places], claim))

    def out(self, node: int) -> tuple[Array, Array, Array]:
        """Of the claims out of a node the far end, trait and number, in the order of their names."""
        first, last = self.span(node)
        return self._far[0][first:last], self._trait[0][first:last], np.arange(first, last)

    def _of_one(self, node: int, reverse: bool) -> Columns:
        first, last = self.span(node, reverse=reverse)
        far = self._far[reverse][first:last]
        claim = self._claim[first:last] if reverse else np.arange(first, last)
        near = np.full(last - first, node)
        return self._checked(Columns(near, far, self._trait[reverse][first:last], claim))

    def _checked(self, found: Columns) -> Columns:
        """The columns, if every number in them is one of a node or trait."""
        if len(found.far) and (
            int(found.far.max()) >= self.count or int(found.trait.max()) >= len(self.traits.sign)
        ):
            raise self._lies()
        return found

    def span(self, node: int, *, reverse: bool = False) -> tuple[int, int]:
        """Where the rows of a node begin and end."""
        ends = self._ends[reverse]
        if not 0 <= node < self.count:
            raise self._lies()
        first, last = int(ends[node]), int(ends[node + 1])
        if not first <= last <= self.claims:
            raise self._lies()
        return first, last

    def renewed(self) -> MappedRows:
        """Itself: nothing is kept that could become too much."""
        return self

    def ahead(self, numbers: Iterable[int]) -> None:
        """Claims that will be asked for: they are at hand."""

    def claim(self, number: int) -> tuple[int, int, int]:
        """Of a claim its subject, object and trait."""
        if not 0 <= number < self.claims:
            raise self._lies()
        subject = int(searched(self._ends[0], number, "right")) - 1
        far, trait = int(self._far[0][number]), int(self._trait[0][number])
        if not 0 <= subject < self.count or far >= self.count or trait >= len(self.traits.sign):
            raise self._lies()
        return subject, far, trait

    def evidence(self, number: int) -> Any:
        """The evidence of a claim, and what few claims have besides."""
        return self._records[int(self._record[number])]

    def having(self, traits: Array) -> Array:
        """The numbers of the claims that have one of some traits, given as a mask."""
        found: Array = np.flatnonzero(traits[np.asarray(self._trait[0])])
        return found

    def _lies(self) -> Exception:
        return self._sections.damaged("its rows do not hold together")
