"""Things side by side on a page: columns with their names as heads, and who has what, long lists cut."""

from __future__ import annotations

import textwrap
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model import Entity
from ..text import inert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..comparing.sharing import Compared, Held, Target
    from ..knowledge import Knowledge
    from ..model import Claim
    from ..text import Page

_FIRST = (34, 26, 18)
"""How wide the column of names may be: the first that leaves the others room."""
_NARROWEST = 12
_GAP = 2
_DIFFERS = {
    "opposite": "in opposite directions",
    "sign": "of some it is not known which way",
    "null": "not found in every one",
    "action": "in different ways",
}


class Row(NamedTuple):
    """A named row with a cell for each thing."""

    name: str
    cells: Sequence[str]


def column_lines(heads: Sequence[str], rows: Sequence[Row], page: Page) -> Iterator[str]:
    """Rows in columns, folded to the page; on a page too narrow for that, cell by cell.

    >>> from glutagraph.text import Page
    >>> rows = [Row("mood", ["increases", "-"])]
    >>> print(*column_lines(["ketamine", "midazolam"], rows, Page(60)), sep="\\n")
            ketamine                   midazolam
      mood  increases                  -
    """
    longest = max(len(row.name) for row in rows)
    for widest in _FIRST:
        first = min(longest, widest)
        width = (page.width - 2 - first) // len(heads) - _GAP
        if width >= _NARROWEST:
            yield from (page.dim(line) for line in _folded(Row("", heads), first, width))
            for row in rows:
                yield from _folded(row, first, width)
            return
    for row in rows:
        yield page.wrapped(row.name, 2, 4)
        for head, cell in zip(heads, row.cells, strict=True):
            yield page.wrapped(f"{head}: {cell}", 4, 6)


def _folded(row: Row, first: int, width: int) -> Iterator[str]:
    """A row on as many lines as its longest cell needs."""
    name = textwrap.wrap(inert(row.name), first, subsequent_indent=" ")
    columns = [name, *(textwrap.wrap(inert(cell), width) for cell in row.cells)]
    widths = [first, *(width for _ in row.cells)]
    for parts in zip_longest(*columns, fillvalue=""):
        padded = (part.ljust(wide + _GAP) for part, wide in zip(parts, widths, strict=True))
        yield f"  {''.join(padded)}".rstrip()


class Sheet:
    """A page on which some things stand side by side, of each list the first `top`."""

    def __init__(
        self, things: Sequence[Compared], knowledge: Knowledge, page: Page, top: int
    ) -> None:
        self.things, self.knowledge, self.page, self.top = things, knowledge, page, top

    def section(self, title: str) -> Iterator[str]:
        """A title after an empty line."""
        yield ""
        yield self.page.bold(title)

    def note(self, text: str) -> str:
        """What a reader must know of what stands above."""
        return self.page.dim(self.page.wrapped(text, 2, 4))

    def cut(self, lines: Sequence[str], indent: int = 2) -> Iterator[str]:
        """The first of some lines, and how many more there are."""
        for line in lines[: self.top]:
            yield self.page.wrapped(line, indent, indent + 2)
        yield from self.more(len(lines), indent)

    def more(self, count: int, indent: int = 2) -> Iterator[str]:
        """How many are not shown, and how to see them."""
        if count > self.top:
            yield f"{' ' * indent}{count - self.top} more: --top {count}"

    def listing(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        """Lines under a title; nothing where there are none."""
        if listed := list(lines):
            yield from self.section(title)
            yield from self.cut(listed)

    def table(self, title: str, rows: Iterable[Row], note: str = "") -> Iterator[str]:
        """Rows under a title; nothing where there are none."""
        listed = list(rows)
        if not listed:
            return
        yield from self.section(title)
        heads = [thing.label for thing in self.things]
        yield from column_lines(heads, listed[: self.top], self.page)
        yield from self.more(len(listed))
        if note:
            yield self.note(note)

    def sharing(
        self, title: str, groups: Iterable[Held[Any]], text: Callable[[Any], str]
    ) -> Iterator[str]:
        """What is shared, then what each has to itself."""
        filled = [group for group in groups if group.things]
        if filled:
            yield from self.section(title)
        for group in filled:
            yield self.holders(group.holders, len(group.things))
            yield from self.cut([text(thing) for thing in group.things], 4)

    def holders(self, holders: Sequence[Compared], count: int) -> str:
        """Who has something, and how much."""
        who = " and ".join(holder.label for holder in holders)
        if len(holders) == len(self.things):
            who = "Both" if len(holders) == 2 else "All"
        elif len(holders) == 1:
            who = f"Only {who}"
        return self.page.wrapped(f"{who}: {count}", 2, 4)

    # targets

    def targets(self, title: str, targets: Sequence[Target]) -> Iterator[str]:
        """What is acted on, by all, by some and by one, and how they differ."""
        groups: dict[tuple[Compared, ...], list[Target]] = {}
        for target in targets:
            acting = zip(self.things, target.actions, strict=True)
            groups.setdefault(tuple(one for one, claims in acting if claims), []).append(target)
        if groups:
            yield from self.section(title)
        order = {thing: place for place, thing in enumerate(self.things)}
        for holders in sorted(groups, key=lambda one: (-len(one), [order[h] for h in one])):
            yield self.holders(holders, len(groups[holders]))
            for target in groups[holders][: self.top]:
                shared = len(holders) > 1
                yield from self._shared(target) if shared else self._private(target)
            yield from self.more(len(groups[holders]), 4)

    def _private(self, target: Target) -> Iterator[str]:
        (claims,) = filter(None, target.actions)
        missed = [t.label for t, null in zip(self.things, target.nulls, strict=True) if null]
        but = f"; looked for and not found: {' and '.join(missed)}" if missed else ""
        yield self.page.wrapped(f"{self._acts(claims, target.entity)}{but}", 4, 6)

    def _shared(self, target: Target) -> Iterator[str]:
        """A target of several; where they are not told in the same words, each by itself."""
        words = {self._deeds(claims): claims for claims in target.actions if claims}
        is_alike = len(words) == 1
        differs = f", {_DIFFERS[target.differs]}" if target.differs else ""
        told = (
            self._acts(next(iter(words.values())), target.entity)
            if is_alike
            else target.entity.label
        )
        yield self.page.wrapped(f"{told}{differs}", 4, 6)
        for thing, claims, null in zip(self.things, target.actions, target.nulls, strict=True):
            deeds = [self._deeds(claims)] if claims and not is_alike else []
            deeds += ["looked for and not found"] if null else []
            if deeds:
                yield self.page.wrapped(f"{thing.label}: {'; '.join(deeds)}", 6, 8)

    def _acts(self, claims: Sequence[Claim], target: Entity) -> str:
        """What claims say is done to a target."""
        if len(claims) > 1:
            return f"{target.label}: {self._deeds(claims)}"
        (claim,) = claims
        return f"{self._verb(claim)} {target.label}{self._marks(claim)}"

    def _deeds(self, claims: Iterable[Claim]) -> str:
        return ", ".join(f"{self._verb(claim)}{self._marks(claim)}" for claim in claims)

    def _verb(self, claim: Claim) -> str:
        """What is done, and by whom where that is none of the things."""
        subject, verb = claim.subject, claim.predicate.label
        if isinstance(subject, Entity) and subject not in self.things:
            return f"{subject.label} {verb}"
        return verb

    def _marks(self, claim: Claim) -> str:
        """The action, and how the claim stands."""
        marks = [self.knowledge.actions[claim.action].label] if claim.action else []
        marks += [claim.status] if claim.status != "supported" else []
        return f" [{', '.join(marks)}]" if marks else ""
