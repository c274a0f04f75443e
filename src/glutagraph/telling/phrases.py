"""What a claim says, as a clause of English.

On a path a claim is told by what happens there: where its subject falls, 'X activates Y' is told as a
fall of Y. Predicates that are not known here are told by their label and sign.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..model import Claim, Entity, Family, Sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FALLING = {
    "increases": "lowers {}",
    "decreases": "raises {}",
    "activates": "lowers {}",
    "inhibits": "releases {} from inhibition",
    "blocks": "lifts the block of {}",
}
"""What a fall of the subject does to the object, by predicate; its rise is the predicate's label."""
_BY_ACTIVITY = ("receptor", "ion-channel", "transporter", "enzyme")
"""Kinds whose level is an activity; of a signaling molecule it may be an amount."""
_MOLECULES = (*_BY_ACTIVITY, "signaling-molecule")
_ON_ACTIVITY = ("activates", "inhibits", "blocks")
_COUNTED = ("receptor", "channel", "transporter", "circuit", "pathway", "network", "system")
"""Nouns that do not stand bare in the singular."""
_PREPOSITION = re.compile(
    r" (of|in|on|onto|to|into|from|out|at|by|with|without|for|as|after|before|between|within|during"
    r"|through|added|followed|that) "
)
_NUMBERS = (
    *(
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
    ),
    "twelve",
)


def number(count: int) -> str:
    """A number as it is written within a sentence.

    >>> number(3), number(30)
    ('three', '30')
    """
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """Parts of a sentence: a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def few(parts: Sequence[str], most: int) -> str:
    """The first of many, and how many more there are.

    >>> few(["a", "b", "c", "d"], 2), few(["a", "b", "c"], 3)
    ('a, b and two more', 'a, b and c')
    """
    if len(parts) <= most:
        return joined(parts)
    return f"{', '.join(parts[:most])} and {number(len(parts) - most)} more"


def opened(text: str) -> str:
    """Text as it begins a sentence; a name such as eEF2 keeps its letters.

    >>> opened("gamma oscillations rise"), opened("eEF2 falls")
    ('Gamma oscillations rise', 'eEF2 falls')
    """
    first = re.match(r"[a-z]+\b", text)
    return text[:1].upper() + text[1:] if first else text


# nouns


def _head(label: str) -> list[str]:
    """The words of a label up to what is said of them: `NMDA receptors on GABA interneurons`."""
    return _PREPOSITION.split(label, maxsplit=1)[0].split()


def is_plural(entity: Entity) -> bool:
    """Whether its label takes a plural verb.

    >>> [is_plural(Entity("e", label, "process")) for label in ("sigma receptors", "chronic stress")]
    [True, False]
    """
    head = _head(entity.label)
    if "and" in head:
        return True
    last = head[-1]
    is_many = re.search(r"([a-z]{2}|[A-Z]{2})s$", last) and not re.search(r"(ss|us|is)$", last)
    return bool(is_many) and not re.match(r"[A-Z][a-z]+s$", last)


def is_effect(entity: Entity) -> bool:
    """Whether it is something that a drug produces: an antidepressant effect, a side effect."""
    return entity.kind == "side-effect" or _head(entity.label)[-1] == "effect"


def noun(entity: Entity) -> str:
    """An entity as it stands in a sentence, with its article.

    >>> for label in ("NMDA receptor", "firing of pyramidal neurons", "BDNF release"):
    ...     print(noun(Entity("e", label, "process")))
    the NMDA receptor
    the firing of pyramidal neurons
    BDNF release
    """
    label, head = entity.label, _head(entity.label)
    is_drug = entity.kind in ("drug", "metabolite") or entity.kind.startswith("drug-")
    has_article = (
        head[-1] in _COUNTED
        or head[-1] == "effect"
        or label.startswith(f"{' '.join(head)} of ")
        or (head[-1] == "activity" and len(head) == 1)
    )
    return f"the {label}" if has_article and not is_drug else label


def product(entity: Entity) -> str:
    """An effect as something new: an antidepressant effect."""
    if entity.kind == "side-effect" and _head(entity.label)[-1] != "effect":
        return entity.label
    return f"{'an' if entity.label[0] in 'aeiouAEIOU' else 'a'} {entity.label}"


def level(entity: Entity, predicates: Iterable[str] = ()) -> str:
    """What of it rises or falls: the activity of a receptor, else itself.

    Of a signaling molecule it is the activity where one of `predicates` that act on it says so.
    """
    on_activity = any(predicate in _ON_ACTIVITY for predicate in predicates)
    is_activity = entity.kind in _BY_ACTIVITY or (entity.kind in _MOLECULES and on_activity)
    return f"the activity of {noun(entity)}" if is_activity else noun(entity)


# verbs


def act(claim: Claim, rising: Sign) -> str:
    """What a claim says, from its verb on, where its subject rises, falls, or which is not known.

    >>> import glutagraph
    >>> claim = glutagraph.load().claim("gaba-interneuron-activity.inhibits.pyramidal-neuron-firing")
    >>> act(claim, Sign.POSITIVE)
    'inhibits the firing of pyramidal neurons'
    >>> act(claim, Sign.NEGATIVE)
    'releases the firing of pyramidal neurons from inhibition'
    """
    moved, thing, name = rising * claim.sign, claim.object, claim.predicate.id
    if claim.family is Family.DEFINITION:
        return f"is by definition {turn(moved)} in {noun(thing)}"
    if claim.family is Family.PRODUCTION and rising is not Sign.POSITIVE:
        return (
            f"{'leaves less' if moved is Sign.NEGATIVE else 'alters the amount of'} {noun(thing)}"
        )
    if is_effect(thing) and name in ("increases", "decreases", "activates", "inhibits"):
        return _act_on_effect(thing, rising, moved)
    if rising is Sign.POSITIVE:
        is_amount = name == "activates" and thing.kind not in _MOLECULES
        return f"{'increases' if is_amount else claim.predicate.label} {noun(thing)}"
    if rising is Sign.UNKNOWN or claim.sign is Sign.UNKNOWN:
        return f"alters {level(thing, [name])}"
    falls = "lowers {}" if claim.sign is Sign.POSITIVE else "raises {}"
    told = level(thing, [name]) if name == "activates" else noun(thing)
    return _FALLING.get(name, falls).format(told)


def _act_on_effect(effect: Entity, rising: Sign, moved: Sign) -> str:
    if moved is Sign.POSITIVE:
        return f"produces {product(effect)}"
    if moved is Sign.UNKNOWN:
        return f"alters {noun(effect)}"
    if effect.kind == "side-effect":
        return f"reduces {noun(effect)}"
    return f"{'works against' if rising is Sign.POSITIVE else 'weakens'} {noun(effect)}"


def turn(moved: Sign) -> str:
    """A rise, a fall or a change."""
    return {1: "a rise", -1: "a fall", 0: "a change"}[int(moved)]


def change(claim: Claim, moved: Sign) -> str:
    """What a claim did to its object, as the subject of what comes next."""
    return f"the {turn(moved).removeprefix('a ')} in {level(claim.object, [claim.predicate.id])}"


def plural(phrase: str) -> str:
    """A verb phrase for many.

    >>> plural("blocks the NMDA receptor"), plural("is metabolised to X"), plural("carries on")
    ('block the NMDA receptor', 'are metabolised to X', 'carry on')
    """
    verb, _, rest = phrase.partition(" ")
    irregular = {"is": "are", "has": "have", "does": "do"}
    if verb in irregular:
        verb = irregular[verb]
    elif verb.endswith("ies"):
        verb = f"{verb[:-3]}y"
    else:
        verb = re.sub(r"((?<=ss)|(?<=sh)|(?<=ch)|(?<=x))es$|s$", "", verb)
    return f"{verb} {rest}"


def clause(claim: Claim) -> str:
    """A claim as it was made: NMDA receptor antagonists block the NMDA receptor.

    >>> import glutagraph
    >>> clause(glutagraph.load().claim("nmda-receptor.decreases.glutamate-release"))
    'the NMDA receptor decreases glutamate release'
    """
    subject = claim.subject
    if isinstance(subject, Claim):
        return f"({clause(subject)}) {claim.predicate.label} {noun(claim.object)}"
    verb = act(claim, Sign.POSITIVE)
    return f"{noun(subject)} {plural(verb) if is_plural(subject) else verb}"
