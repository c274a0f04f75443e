"""What an endpoint holds as something to ask: all of it, or the part that one question needs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from ..errors import CurationError, EndpointError, UnknownNameError
from ..index import JOINTS, ONE_WAY
from ..knowledge import Knowledge
from ..model import Family, Problem
from ..vocabulary import CLAIM, ENTITY, PREDICATE, compact
from .describing import Described, claim_iri
from .growing import Edge, Growing, TooManyError, Ways
from .naming import called, nearly_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..facts import Facts
    from ..model import Contents, Entity
    from . import Question
    from .asking import Asking
    from .growing import Nodes

_THINGS: Final = "gg:Source gg:Claim gg:Experiment gg:Study"
_MOST_EDGES: Final = 100_000
"""How many edges may be looked at to find a part."""
_MORE_EDGES: Final = 10_000
"""How many more to find what carries the end results in it."""
_MORE_CLAIMS: Final = 1_000
"""How many more claims a part may have for that."""
_INTO_GROUP: Final = 300
"""How many claims on a group of ends itself are fetched, to tell whether it is an end, too."""
_NAME: Final = "a claim is named claim:SUBJECT.PREDICATE.OBJECT"
_UNJUDGED: Final = "there is too much to look at everything that may carry its end results"


class Distant(Knowledge):
    """What was fetched from an endpoint."""

    def __init__(self, contents: Contents, facts: Facts) -> None:
        super().__init__(contents)
        self._facts = facts

    def facts(self) -> Facts:
        """What the endpoint says, as files would say it."""
        return self._facts


class Part(Distant):
    """The part of what an endpoint holds in which the answer to one question lies."""

    is_part = True

    def __init__(
        self,
        contents: Contents,
        facts: Facts,
        notices: tuple[str, ...] = (),
        has_longer_ways: bool = True,
    ) -> None:
        super().__init__(contents, facts)
        self._told, self.has_longer_ways = notices, has_longer_ways

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """What a part cannot tell."""
        return self._told


def everything(asking: Asking) -> Knowledge:
    """All that an endpoint holds."""
    described = Described(asking)
    types = " ".join(f"<{kind}>" for kind in described.kinds())
    things = f"SELECT ?thing {{ VALUES ?type {{ {_THINGS} {types} }} ?thing a ?type }}"
    described.fetch(iri for (iri,) in asking.names(things))
    return Distant(*described.read())


def fetched(asking: Asking, question: Question, most: int) -> Knowledge:
    """The part that a question needs, of so many claims at most. Raises as `part` does."""
    return _Fetching(asking, question, most).part()


class _Fetching:
    """The part of a graph that one question needs, as it is put together."""

    def __init__(self, asking: Asking, question: Question, most: int) -> None:
        self.asking, self.question, self.most = asking, question, most
        self.described = described = Described(asking)
        self._walked = frozenset(described.predicates(Family.CAUSAL, Family.PRODUCTION))
        self._null = frozenset(described.predicates(Family.NULL))
        defined = described.predicates(Family.DEFINITION)
        structural = {PREDICATE + name for name in (*JOINTS, "member-of")}
        structural &= {*described.predicates(Family.STRUCTURAL)}
        rows = "SELECT ?one ?how ?other { ?one ?how ?other }"
        self.structure = [*asking.about("how", [*structural, *defined], rows)]
        opposite = [Edge(*names) for names in self.structure if names[1] in defined]
        self.opposites = {*opposite, *(Edge(o, how, s) for s, how, o in opposite)}
        self.nulls: set[Edge] = set()
        self._has_longer = True

    def part(self) -> Part:
        """What the answer to the question needs."""
        found = self._named()
        start, end = found[self.question.start].iri, found[self.question.end].iri
        members = self._members(end)
        ends = frozenset((end, *members))
        kept, told = self._ways(frozenset((start,)), ends)
        pairs = {(edge.subject, edge.object) for edge in kept} | {(start, one) for one in ends}
        nulls = {claim_iri(*edge) for edge in self.nulls if (edge.subject, edge.object) in pairs}
        into = self._expand(frozenset((end,)), True) if members else ()
        above = sorted(claim_iri(*edge) for edge in into)[:_INTO_GROUP]
        self.described.fetch({*ends, *nulls, *above, *self._experiments(ends)})
        return Part(*self.described.read(), (self._bounds(), *told), self._has_longer)

    def _bounds(self) -> str:
        longer = ", no longer ones" if self._has_longer else ""
        return (
            f"{self.asking.url} is large: {self._which()} were fetched{longer}. What carries end "
            "results is sought among them; loops that leave them, and where hypotheses stop, are not "
            "told"
        )

    def _which(self) -> str:
        start, end, max_steps, _ = self.question
        return f"ways of at most {max_steps} steps from {start} to {end}"

    def _experiments(self, ends: Iterable[str]) -> set[str]:
        """The experiments that measured any of some outcomes, by IRI."""
        query = "SELECT ?done ?end { ?done gg:measured ?end ; a gg:Experiment }"
        return {names[0] for names in self.asking.about("end", ends, query)}

    def _named(self) -> dict[str, Entity]:
        """The entities of all names. Raises UnknownNameError and AmbiguousNameError."""
        names = dict.fromkeys((self.question.start, self.question.end, *self.question.others))
        self.described.fetch(called(self.asking, names))
        graph, found = Part(*self.described.read()), {}
        for name in names:
            try:
                found[name] = graph.entity(name)
            except UnknownNameError:
                self.described.fetch(nearly_called(self.asking, name))
                graph = Part(*self.described.read())
                found[name] = graph.entity(name)
        return found

    def _members(self, group: str) -> set[str]:
        """The members of a group, those of its members' groups included."""
        member_of, found, waiting = PREDICATE + "member-of", set[str](), [group]
        while waiting:
            above = waiting.pop()
            direct = {s for s, how, o in self.structure if how == member_of and o == above} - found
            waiting += direct
            found |= direct
        return found

    # ways

    def _ways(self, starts: Nodes, ends: Nodes) -> tuple[set[Edge], tuple[str, ...]]:
        """The edges on the ways from starts to ends, and on those that may carry an end result among
        them; with what is to be told where these are too many."""
        growing = Growing(self._expand, self._joints(), _MOST_EDGES)
        kept = self._grown(growing, [Ways(starts, ends)])
        growing.most = min(growing.most, len(growing.seen) + _MORE_EDGES)
        most, judged = len(kept) + _MORE_CLAIMS, set[str]()
        while True:
            claims = {claim_iri(*edge): edge for edge in kept}
            self.described.fetch(claims)
            nets = sorted({*self.described.nets()} & claims.keys() - judged)
            judged |= {*nets}
            edges = [claims[name] for name in nets]
            sought = [Ways(frozenset((e.subject,)), frozenset((e.object,))) for e in edges]
            try:
                more = growing.kept(sought, self.question.max_steps) - kept
            except TooManyError:
                return kept, (_UNJUDGED,)
            if not more:
                return kept, ()
            if len(kept) + len(more) > most:
                return kept, (_UNJUDGED,)
            kept |= more

    def _grown(self, growing: Growing, sought: list[Ways]) -> set[Edge]:
        """The edges on the ways that are sought. Raises EndpointError where they are too many."""
        try:
            kept = growing.kept(sought, self.question.max_steps)
            if len(kept) > self.most:
                raise TooManyError(self.question.max_steps - 1)
            self._has_longer = not growing.ended
        except TooManyError as error:
            told = f"has too much on {self._which()} to be fetched"
            cure = f"ask for shorter ones, with --max-steps {max(error.steps, 1)}"
            raise EndpointError(self.asking.url, f"{told}; {cure}") from None
        return kept

    def _expand(self, nodes: Nodes, reverse: bool) -> Iterator[Edge]:
        """The edges out of nodes that may be walked, or into them; null findings are put aside.

        Only the names of claims are asked for, since they say the rest: four times as quick.
        """
        query = f"SELECT ?claim ?node {{ ?claim gg:{'object' if reverse else 'subject'} ?node }}"
        strange = []
        for claim, node in self.asking.about("node", nodes, query):
            if node not in nodes:
                raise EndpointError(self.asking.url, f"tells of {compact(node)} unasked")
            edge = edge_of(claim, node, reverse)
            if edge is None:
                told = f"{compact(claim)} is not its triple"
                strange.append(Problem(self.asking.url, 0, told, _NAME))
            elif edge.predicate in self._walked:
                yield edge
            elif edge.predicate in self._null:
                self.nulls.add(edge)
        if strange:
            raise CurationError(strange)
        for edge in self.opposites:
            if (edge.object if reverse else edge.subject) in nodes:
                yield edge

    def _joints(self) -> Iterator[tuple[str, str]]:
        for one, how, other in self.structure:
            name = how.removeprefix(PREDICATE)
            if name in JOINTS:
                yield one, other
                if name not in ONE_WAY:
                    yield other, one


def edge_of(claim: str, node: str, reverse: bool) -> Edge | None:
    """What a claim says by its name, where a node is its subject or, in reverse, its object; None
    where its name does not say so.

    >>> edge = edge_of(CLAIM + "rapamycin.inhibits.mtorc1", ENTITY + "mtorc1", True)
    >>> [compact(name) for name in edge]
    ['entity:rapamycin', 'predicate:inhibits', 'entity:mtorc1']
    """
    name, slug = claim.removeprefix(CLAIM), node.removeprefix(ENTITY)
    rest = name.removesuffix(f".{slug}") if reverse else name.removeprefix(f"{slug}.")
    if not claim.startswith(CLAIM) or rest == name or "." not in rest:
        return None
    if reverse:
        subject, _, predicate = rest.rpartition(".")
        return Edge(ENTITY + subject, PREDICATE + predicate, node)
    predicate, _, object_ = rest.partition(".")
    return Edge(node, PREDICATE + predicate, ENTITY + object_)
