"""The claims of a store by name and by number, each read when it is asked for."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, ValuesView
from functools import cached_property
from typing import TYPE_CHECKING

from ..model import Claim
from .arrays import np
from .records import claim_of
from .tables import KEPT, Each

if TYPE_CHECKING:
    from .opening import Opened


class ClaimTable(Mapping[str, Claim]):
    """The claims by name, in the order of their names; those about claims among them."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._kept: dict[int, Claim] = {}

    @cached_property
    def statements(self) -> dict[str, Claim]:
        """The claims about claims."""
        found: dict[str, Claim] = {}
        rows = list(self._opened.more["statements"])
        while rows:
            waiting = []
            for row in rows:
                subject, predicate, object_, net, status, record = row
                about = found.get(subject) or (
                    self[subject] if self._number(subject) >= 0 else None
                )
                if about is None:
                    waiting.append(row)
                    continue
                contents = self._opened.contents
                ends = (about, contents.predicates[predicate], contents.entities[object_])
                made = claim_of(contents, *ends, record, net, status)
                found[made.id] = made
            if len(waiting) == len(rows):
                raise self._opened.sections.damaged("a claim is about a claim that is not there")
            rows = waiting
        return dict(sorted(found.items()))

    def by_number(self, number: int) -> Claim:
        """The claim of a number."""
        if number not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[number] = self._read(number)
        return self._kept[number]

    def _read(self, number: int) -> Claim:
        opened = self._opened
        subject, object_, trait = opened.rows.claim(number)
        predicate, status, _, net, _, _, _ = opened.words["traits"][trait]
        entities, row = opened.entities, opened.rows.evidence(number)
        ends = (entities.by_number(subject), entities.by_number(object_))
        try:
            said = opened.contents.predicates[predicate]
            return claim_of(opened.contents, ends[0], said, ends[1], row, net, status)
        except (KeyError, TypeError, ValueError):
            raise opened.sections.damaged(f"claim {number} cannot be read") from None

    def name(self, number: int) -> str:
        """The name of a claim: its local names joined by dots."""
        subject, object_, trait = self._opened.rows.claim(number)
        slugs = self._opened.entities.slugs
        return f"{slugs[subject]}.{self._opened.words['traits'][trait][0]}.{slugs[object_]}"

    def number(self, name: str) -> int:
        """The number of a claim between entities. Raises KeyError where there is none."""
        if (number := self._number(name)) < 0:
            raise KeyError(name)
        return number

    def _number(self, name: str) -> int:
        """The number of a claim; -1 where there is none. Ids may have dots, predicates have none."""
        parts = name.split(".")
        for place in range(1, len(parts) - 1):
            subject, object_ = ".".join(parts[:place]), ".".join(parts[place + 1 :])
            predicate = parts[place]
            if predicate in self._opened.contents.predicates:
                number = self._between(subject, predicate, object_)
                if number >= 0:
                    return number
        return -1

    def _between(self, subject: str, predicate: str, object_: str) -> int:
        slugs = self._opened.entities.slugs
        start, end = slugs.number(subject), slugs.number(object_)
        if start < 0 or end < 0:
            return -1
        found = self._opened.rows.rows(np.array([start]), reverse=False)
        for place in np.flatnonzero(found.far == end).tolist():
            if self._opened.words["traits"][int(found.trait[place])][0] == predicate:
                return int(found.claim[place])
        return -1

    def __getitem__(self, name: str) -> Claim:
        number = self._number(name)
        return self.by_number(number) if number >= 0 else self.statements[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (self._number(name) >= 0 or name in self.statements)

    def __len__(self) -> int:
        return self._opened.rows.claims + len(self.statements)

    def _numbers(self) -> Iterator[int]:
        """The numbers of all claims between entities in the order of their names.

        Nodes stand in the order of their ids, and a name goes on with a dot: `a-b.x` is before `a.x`.
        """
        slugs, held = self._opened.entities.slugs, list[tuple[str, int]]()
        for node in range(len(slugs)):
            slug = slugs[node]
            while held and not (slug.startswith(held[-1][0]) and slug[len(held[-1][0])] < "."):
                yield from range(*self._opened.rows.span(held.pop()[1]))
            held.append((slug, node))
        for _, node in reversed(held):
            yield from range(*self._opened.rows.span(node))

    def __iter__(self) -> Iterator[str]:
        return heapq.merge(map(self.name, self._numbers()), self.statements)

    def each(self) -> Iterator[Claim]:
        """The claims, one by one."""
        between = map(self.by_number, self._numbers())
        return heapq.merge(between, self.statements.values(), key=lambda claim: claim.id)

    def values(self) -> ValuesView[Claim]:
        """The claims, none of them searched for."""
        return Each(self)
