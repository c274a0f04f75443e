"""What is a pool of, part of or member of what in a store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..model import Entity
from .arrays import searched

if TYPE_CHECKING:
    from .arrays import Array
    from .opening import Opened


class Parts(Mapping[tuple[str, str], list[Entity]]):
    """The entities that are said to stand in a relation to one, by relation and its slug."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        sections = opened.sections
        try:
            self.names = [str(name) for name in json.loads(bytes(sections.data("structure.names")))]
        except (TypeError, ValueError):
            raise self._lies() from None
        self.subjects = sections.array("structure.subject", "<u4")
        self.relations = sections.array("structure.relation", "<u2")
        self.objects = sections.array("structure.object", "<u4")
        self._by_object = sections.array("structure.by-object", "<u4")

    def of_subject(self, node: int) -> Iterator[tuple[str, int]]:
        """What a node is said to be part of, by relation."""
        first, last = searched(self.subjects, [node, node + 1]).tolist()
        for place in range(first, last):
            relation, _, other = self._row(place)
            yield relation, other

    def of_object(self, node: int) -> Iterator[tuple[str, int]]:
        """What is said to be part of a node, by relation."""
        try:
            place = _Reordered(self.objects, self._by_object).first(node)
        except IndexError:
            raise self._lies() from None
        while place < len(self._by_object):
            relation, one, other = self._row(int(self._by_object[place]))
            if other != node:
                break
            yield relation, one
            place += 1

    def _row(self, row: int) -> tuple[str, int, int]:
        """A relation, what is said to stand in it, and to what."""
        try:
            one, other = int(self.subjects[row]), int(self.objects[row])
            relation = self.names[int(self.relations[row])]
        except IndexError:
            raise self._lies() from None
        if max(one, other) >= self._opened.rows.count:
            raise self._lies()
        return relation, one, other

    def _lies(self) -> Exception:
        return self._opened.sections.damaged("its structure does not hold together")

    def __getitem__(self, key: tuple[str, str]) -> list[Entity]:
        relation, slug = key
        node = self._opened.entities.number(slug)
        entities = self._opened.entities
        found = [entities.by_number(one) for name, one in self.of_object(node) if name == relation]
        if not found:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        slugs = self._opened.entities.slugs
        pairs = zip(self.relations.tolist(), self.objects.tolist(), strict=True)
        return iter(dict.fromkeys((self.names[r], slugs[o]) for r, o in pairs))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Reordered:
    """A column read in another order, and searched there."""

    def __init__(self, values: Array, order: Array) -> None:
        self._values, self._order = values, order

    def first(self, wanted: int) -> int:
        """The first place of a value, or where it would stand."""
        low, high = 0, len(self._order)
        while low < high:
            middle = (low + high) // 2
            if int(self._values[self._order[middle]]) < wanted:
                low = middle + 1
            else:
                high = middle
        return low
