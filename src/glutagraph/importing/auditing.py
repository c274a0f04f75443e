"""All edges together: what was said twice, what contradicts itself, which ends nothing describes.

An edge waits as six numbers, 24 bytes. Beyond `MOST` edges only pieces of so many are compared, and
the report says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Family, Stance
from ..store.arrays import np
from ..store.records import FILTERED, Item

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..store.arrays import Array
    from ..store.writer import Writer
    from .account import Account
    from .gathering import _Evidence
    from .lines import Input
    from .meaning import Meaning

MOST = 50_000_000
PLACES = [("file", "<u4"), ("line", "<u4")]


class Audit:
    """Edges that wait to be compared, and are then handed over to the store."""

    def __init__(self, writer: Writer, account: Account, evidence: _Evidence) -> None:
        self._writer, self._account, self._evidence = writer, account, evidence
        self._rows: list[Array] = []
        self._places: list[Array] = []
        self._waiting = self._kept = 0
        self._edges = np.zeros(0, np.int64)
        self._files: Sequence[Input] = ()
        self._lists_nodes = False
        self._disputing: list[Array] = []

    def add(self, rows: Array, places: Array) -> None:
        """Edges with their places."""
        self._rows.append(rows)
        self._places.append(places)
        self._waiting += len(rows)
        if self._waiting >= MOST:
            self._compare()
            self._account.warn(
                "", f"so many edges that only {MOST:,} at a time were compared with each other"
            )

    def finish(self, files: Sequence[Input], *, lists_nodes: bool) -> None:
        """Compare what waits, tell of it, and hand it over."""
        self._files, self._lists_nodes = files, lists_nodes
        self._compare()

    def _compare(self) -> None:
        if not self._rows:
            return
        rows, places = np.concatenate(self._rows), np.concatenate(self._places)
        self._rows, self._places, self._waiting = [], [], 0
        traits = _Traits(self._writer, self._evidence.meanings)
        self._tell_dangling(rows, places)
        order = _by_ends(rows, traits)
        rows, places = rows[order], places[order]
        is_first = self._tell_repeated(rows, places, traits)
        self._tell_contradictions(rows, places, traits)
        counts = np.bincount(rows["trait"], minlength=len(traits.names))
        self._edges = counts + np.pad(self._edges, (0, len(counts) - len(self._edges)))
        for some in (rows[is_first], *self._disputing):
            self._writer.spooled.add(some)
        self._disputing.clear()

    @property
    def edges(self) -> dict[tuple[str, bool], int]:
        """How many edges were kept of each predicate, by slug; end results apart."""
        found: dict[tuple[str, bool], int] = {}
        for trait, count in zip(self._writer.traits, self._edges.tolist(), strict=False):
            if count:
                key = (trait[0], trait[3])
                found[key] = found.get(key, 0) + count
        return found

    # what is told

    def _at(self, places: Array) -> Iterator[str]:
        """The first of some places, named."""
        for place in places[np.argsort(places, order=("file", "line"), kind="stable")][:8]:
            yield self._files[int(place["file"])].at(int(place["line"]))

    def _tell(self, places: Array, why: str, cure: str) -> None:
        if len(places):
            self._account.warn_of(self._at(places), why, cure, len(places))

    def _tell_dangling(self, rows: Array, places: Array) -> None:
        if not self._lists_nodes:
            return
        entities = self._writer.entities
        described = np.array([entities.is_described(n) for n in range(len(entities.numbers))], bool)
        dangling = ~(described[rows["subject"]] & described[rows["object"]])
        cure = "it is kept and called by its id; add it to the nodes for its name and kind"
        self._tell(places[dangling], "an end that no node describes", cure)

    def _tell_repeated(self, rows: Array, places: Array, traits: _Traits) -> Array:
        """Which rows say something new; the others are told."""
        same = _same(rows, "subject") & _same(rows, "object")
        is_again = same & (np.diff(traits.predicate[rows["trait"]], prepend=-1) == 0)
        is_copy = is_again & _same(rows, "record") & _same(rows, "trait")
        self._tell(places[is_copy], "said again with the same evidence", "one claim is kept")
        told = "said again with other evidence"
        self._tell(places[is_again & ~is_copy], told, "one claim is kept, with all evidence")
        fresh: Array = ~is_copy
        return fresh

    def _tell_contradictions(self, rows: Array, places: Array, traits: _Traits) -> None:
        """Pairs of ends between which there are opposed claims; null claims dispute what they deny."""
        begins = np.flatnonzero(~(_same(rows, "subject") & _same(rows, "object")))
        pair = np.zeros(len(rows), np.int64)
        pair[begins[1:]] = 1
        pair = np.cumsum(pair)
        says = traits.says[rows["trait"]]
        has = np.zeros((4, len(begins)), bool)
        for what in range(1, 4):
            has[what][pair[says == what]] = True
        opposed = (has[_RAISES] & has[_LOWERS])[pair] & (says == _LOWERS)
        self._tell(
            places[opposed],
            "lowers what another edge says that it raises",
            "both claims are kept",
        )
        denied = has[_DENIES][pair] & (says == _DENIES)
        self._dispute(rows, places, np.flatnonzero(denied), (begins, pair), traits)

    def _dispute(
        self,
        rows: Array,
        places: Array,
        denials: Array,
        pairs: tuple[Array, Array],
        traits: _Traits,
    ) -> None:
        """Make claims disputed that a null claim denies, where their species agree."""
        begins, pair = pairs
        ends = np.append(begins[1:], len(rows))
        told = []
        for place in denials.tolist():
            denied = traits.names[int(rows["trait"][place])]
            group = range(int(begins[pair[place]]), int(ends[pair[place]]))
            for other in group:
                if traits.denies(int(rows["trait"][place]), int(rows["trait"][other])):
                    told.append(place)
                    self._add_dispute(rows[other], traits, denied)
        cure = "both are kept, and the claim is disputed"
        self._tell(places[told], "denies what another edge says", cure)

    def _add_dispute(self, row: Array, traits: _Traits, denied: str) -> None:
        meaning = traits.meanings[traits.names[int(row["trait"])]]
        words = self._writer.predicates[denied].label
        item = Item(stance=Stance.DISPUTES, finding=f"The same graph says: {words}.")
        number = self._evidence.number(meaning, (item,))
        made = np.array([row])
        made["trait"], made["record"] = self._evidence.columns([number])
        self._disputing.append(made)


_RAISES, _LOWERS, _DENIES = 1, 2, 3


class _Traits:
    """What the rows' traits say: predicate, direction, species."""

    def __init__(self, writer: Writer, meanings: dict[str, Meaning]) -> None:
        traits, signatures = [*writer.traits], [*writer.signatures]
        self.names = [trait[0] for trait in traits]
        self.meanings = meanings
        place = {name: number for number, name in enumerate(dict.fromkeys(self.names))}
        self.predicate = np.array([place[name] for name in self.names], np.int64)
        self.says = np.array([self._says(meanings[name]) for name in self.names], np.int64)
        species = FILTERED.index("species")
        self._species = [signatures[trait[5]][0][species] for trait in traits]

    @staticmethod
    def _says(meaning: Meaning) -> int:
        if meaning.family is Family.NULL:
            return _DENIES
        known = {1: _RAISES, -1: _LOWERS}
        return known.get(int(meaning.sign), 0) if meaning.family is Family.CAUSAL else 0

    def denies(self, null: int, other: int) -> bool:
        """Whether a null claim denies another one: the same predicate, in no other species."""
        said = self.meanings[self.names[other]]
        if said.family is Family.NULL or said.negated.slug != self.names[null]:
            return False
        one, two = self._species[null], self._species[other]
        return one == two or not (one and two)


def _same(rows: Array, name: str) -> Array:
    """Whether each row has the same value as the one before it."""
    same = np.zeros(len(rows), bool)
    same[1:] = rows[name][1:] == rows[name][:-1]
    return same


def _by_ends(rows: Array, traits: _Traits) -> Array:
    """The order by subject, object, predicate, trait and record, then as they came."""
    predicates = traits.predicate[rows["trait"]]
    key = rows["subject"].astype(np.int64) << 32 | rows["object"]
    if len(rows) < 2:
        return np.arange(len(rows))
    wide = [max(int(part.max()).bit_length(), 1) for part in (rows["subject"], rows["object"])]
    least = max(int(predicates.max()).bit_length(), 1)
    record = max(int(rows["record"].max()).bit_length(), 1)
    order: Array
    if sum(wide) + least + record <= 63:
        key = rows["subject"].astype(np.int64) << (wide[1] + least + record)
        key |= rows["object"].astype(np.int64) << (least + record)
        key |= predicates << record
        key |= rows["record"]
        order = np.argsort(key, kind="stable")
    else:
        order = np.lexsort((rows["record"], predicates, key))
    return order
