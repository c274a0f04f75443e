"""The entities and sources of a store by slug, by number and by what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, TypeVar

from ..model import Entity, Source
from .blocks import Blocks
from .records import entity_of, source_of
from .texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from .claims import ClaimTable
    from .opening import Opened

_T = TypeVar("_T")
KEPT = 1 << 16
"""So many things that were read are kept."""
_NEAR = 400
"""How many names around a misspelt one are compared with it."""


class Table(Mapping[str, _T]):
    """Things by slug, in the order of their slugs, each read when it is asked for."""

    def __init__(self, opened: Opened, name: str, make: Callable[[str, Any], _T]) -> None:
        self._opened, self._make = opened, make
        self.slugs = Texts(opened.sections, name)
        self._blocks = Blocks(opened.sections, name)
        self.names = Names(opened, name, self)
        self._kept: dict[int, _T] = {}

    def number(self, slug: str) -> int:
        """The number of a slug. Raises KeyError where there is none."""
        number = self.slugs.number(slug)
        if number < 0:
            raise KeyError(slug)
        return number

    def by_number(self, number: int) -> _T:
        """The thing of a number."""
        if number not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            slug, row = self.slugs[number], self._blocks[number]
            try:
                self._kept[number] = self._make(slug, row)
            except (TypeError, ValueError):
                raise self._opened.sections.damaged(f"'{slug}' cannot be read") from None
        return self._kept[number]

    def __getitem__(self, slug: str) -> _T:
        return self.by_number(self.number(slug))

    def __contains__(self, slug: object) -> bool:
        return isinstance(slug, str) and self.slugs.number(slug) >= 0

    def __iter__(self) -> Iterator[str]:
        return (self.slugs[number] for number in range(len(self)))

    def each(self) -> Iterator[_T]:
        """The things, one by one."""
        return map(self.by_number, range(len(self)))

    def values(self) -> ValuesView[_T]:
        """The things, none of them searched for."""
        return Each(self)

    def __len__(self) -> int:
        return len(self.slugs)


class Each(ValuesView[_T]):
    """The values of a table by number rather than by name."""

    def __init__(self, table: Table[_T] | ClaimTable) -> None:
        super().__init__(table)  # type: ignore[arg-type]
        self._table = table

    def __iter__(self) -> Iterator[_T]:
        return self._table.each()  # type: ignore[return-value]


class EntityTable(Table[Entity]):
    """The entities, which are the nodes."""

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened, "entities", entity_of)


class SourceTable(Table[Source]):
    """The sources."""

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened, "sources", source_of)


class Names(Mapping[str, set[str]]):
    """The slugs that bear a name, as names are compared. Looked up where they lie."""

    def __init__(self, opened: Opened, name: str, table: Table[Any]) -> None:
        self._opened, self._table = opened, table
        self._texts = Texts(opened.sections, f"{name}-names")
        self._numbers = opened.sections.array(f"{name}-names.numbers", "<u4")
        if len(self._numbers) != len(self._texts):
            raise opened.sections.damaged(f"'{name}-names' does not hold together")

    def _found(self, name: str) -> Iterator[str]:
        place, wanted = self._texts.place(name), name.encode("utf-8", "surrogateescape")
        while place < len(self._texts) and self._texts.bytes_of(place) == wanted:
            slugs, number = self._table.slugs, int(self._numbers[place])
            if slugs.number(slugs[number]) != number:
                raise self._opened.sections.damaged("its ids are not in order")
            yield slugs[number]
            place += 1

    def __getitem__(self, name: str) -> set[str]:
        if found := set(self._found(name)):
            return found
        raise KeyError(name)

    def near(self, name: str) -> dict[str, set[str]]:
        """The names around one, with the slugs that bear them: where a misspelt one may be meant."""
        place = self._texts.place(name)
        found: dict[str, set[str]] = {}
        for number in range(max(place - _NEAR, 0), min(place + _NEAR, len(self._texts))):
            slug = self._table.slugs[int(self._numbers[number])]
            found.setdefault(self._texts[number], set()).add(slug)
        return found

    def __iter__(self) -> Iterator[str]:
        before = ""
        for number in range(len(self._texts)):
            if (text := self._texts[number]) != before or not number:
                yield text
            before = text

    def __len__(self) -> int:
        return sum(1 for _ in self)
