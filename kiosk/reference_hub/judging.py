"""What becomes of each event of a batch: a pure function of the batch's proof and what the hub holds already."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.contract.answers import Taken
from kiosk.contract.envelope import FIRST_PREVHASH
from kiosk.contract.received import Proof, Received

OTHER_EVENT = "the hub holds another event of this number: a cloned card, or a changed byte"
OTHER_CHAIN = "it does not follow the event the hub holds before it: a cloned card, or a restored ledger"
OTHER_NEXT = "the event the hub holds after it follows another one"
CHANGED = "its bytes are not those its chain names: a byte was changed"


@dataclass(frozen=True, slots=True)
class Held:
    """An event the hub has, or its tombstone."""

    hash: str
    prevhash: str
    """Empty where it cannot be trusted, on the tombstone of a changed event."""
    accepted: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """The hub's word on one event, and how to keep it."""

    event: Received
    status: Taken
    reason: str
    held: Held
    """What stands at its number when this is done."""
    gap: bool = False
    """Whether the event before it is missing."""
    replaces: bool = False
    """Whether it takes the place of a tombstone."""


def judge(proof: Proof, held: Mapping[int, Held]) -> Iterator[Judged]:
    """Yield the word on each event that can be spoken of, in order.

    :param held: what the hub has from one before the batch to one after it, by sequence.
    """
    present = dict(held)
    if proof.changed:
        judged = _changed(proof.changed, proof.expected, present)
        present[judged.event.sequence] = judged.held
        yield judged
    forked = False
    for event in proof.proven:
        judged = _proven(event, present, forked=forked)
        forked = judged.status is Taken.CONFLICT
        if not forked:
            present[event.sequence] = judged.held
        yield judged


def _changed(event: Received, expected: str, present: Mapping[int, Held]) -> Judged:
    own = present.get(event.sequence)
    if own:
        return Judged(event, Taken.CONFLICT, OTHER_EVENT, own)
    return Judged(event, Taken.REFUSED, CHANGED, Held(expected, "", accepted=False), gap=_is_missing(event.sequence - 1, present))


def _proven(event: Received, present: Mapping[int, Held], *, forked: bool) -> Judged:
    own, fresh = present.get(event.sequence), Held(event.hash, event.prevhash, accepted=not event.fault)
    if own and own.hash == event.hash:
        if own.accepted:
            return Judged(event, Taken.KNOWN, "", own)
        return Judged(event, _status(event), event.fault, fresh, gap=_is_missing(event.sequence - 1, present), replaces=True)
    if own:
        return Judged(event, Taken.CONFLICT, OTHER_EVENT, own)
    before, after = _hash_before(event.sequence, present), present.get(event.sequence + 1)
    if forked or (before and before != event.prevhash):
        return Judged(event, Taken.CONFLICT, OTHER_CHAIN, fresh)
    if after and after.prevhash and after.prevhash != event.hash:
        return Judged(event, Taken.CONFLICT, OTHER_NEXT, fresh)
    return Judged(event, _status(event), event.fault, fresh, gap=not before)


def _status(event: Received) -> Taken:
    return Taken.REFUSED if event.fault else Taken.ACCEPTED


def _hash_before(sequence: int, present: Mapping[int, Held]) -> str:
    """Return the hash the event must follow; empty where the hub does not know."""
    if sequence == 1:
        return FIRST_PREVHASH
    before = present.get(sequence - 1)
    return before.hash if before else ""


def _is_missing(sequence: int, present: Mapping[int, Held]) -> bool:
    return sequence > 0 and sequence not in present
