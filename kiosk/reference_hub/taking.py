"""Taking a batch: proven, judged, kept and answered in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.contract.answers import BatchAnswer, EventResult, Taken
from kiosk.contract.received import Received, prove
from kiosk.contract.signature import SignedHead
from kiosk.reference_hub.database import chains, conflicts, events, kiosks, now_s
from kiosk.reference_hub.judging import Held, Judged, judge
from kiosk.reference_hub.projecting import begin_chain, fold_again
from kiosk.reference_hub.storing import store

_WALK = 1000


def take(connection: Connection, kiosk: str, batch: Sequence[Received], signed: SignedHead) -> BatchAnswer:
    """Keep what is good of a batch that is one run, and return the word on each event that was proven."""
    # One batch of a kiosk at a time, whatever the number of workers; SQLite has one writer anyway.
    received = now_s(connection, select(kiosks.c.id).where(kiosks.c.id == kiosk).with_for_update())
    epoch = batch[0].epoch
    judged = tuple(judge(prove(batch, signed.head.hash), _held(connection, kiosk, batch)))
    _keep(connection, kiosk, judged, received)
    results = tuple(EventResult(each.event.sequence, each.status, each.reason) for each in judged)
    return BatchAnswer(kiosk, epoch, results, _advance(connection, kiosk, judged, signed))


def _held(connection: Connection, kiosk: str, batch: Sequence[Received]) -> Mapping[int, Held]:
    here = (events.c.kiosk == kiosk) & (events.c.epoch == batch[0].epoch)
    around = events.c.sequence.between(batch[0].sequence - 1, batch[-1].sequence + 1)
    wanted = select(events.c.sequence, events.c.hash, events.c.prevhash, events.c.status).where(here & around)
    return {row.sequence: Held(row.hash, row.prevhash, accepted=row.status == Taken.ACCEPTED) for row in connection.execute(wanted)}


def _keep(connection: Connection, kiosk: str, judged: Sequence[Judged], received: int) -> None:
    for each in judged:
        if each.replaces:
            connection.execute(delete(events).where(_is_at(kiosk, each.event)))
            fold_again(connection, kiosk)
    store(connection, [_row(kiosk, each, received) for each in judged if each.status in {Taken.ACCEPTED, Taken.REFUSED}])
    for each in judged:
        if each.status is Taken.CONFLICT:
            _keep_evidence(connection, kiosk, each, received)


def _row(kiosk: str, judged: Judged, received: int) -> dict[str, Any]:
    return {
        "kiosk": kiosk,
        "epoch": judged.event.epoch,
        "sequence": judged.event.sequence,
        "type": judged.event.type,
        "hash": judged.held.hash,
        "prevhash": judged.held.prevhash,
        "body": judged.event.body,
        "status": judged.status.value,
        "reason": judged.reason,
        "gap": judged.gap,
        "received": received,
    }


def _keep_evidence(connection: Connection, kiosk: str, judged: Judged, received: int) -> None:
    """Keep the other event of a number once, for the operator to look at."""
    event = judged.event
    same = (conflicts.c.kiosk == kiosk) & (conflicts.c.epoch == event.epoch) & (conflicts.c.sequence == event.sequence)
    if connection.execute(select(conflicts.c.id).where(same & (conflicts.c.hash == event.hash))).first():
        return
    place = {"kiosk": kiosk, "epoch": event.epoch, "sequence": event.sequence}
    connection.execute(insert(conflicts).values(**place, hash=event.hash, body=event.body, reason=judged.reason, received=received))


def _advance(connection: Connection, kiosk: str, judged: Sequence[Judged], signed: SignedHead) -> int:
    """Move the chain's cursor over what follows it now, keep the newest signature, and return the cursor."""
    epoch = signed.head.epoch
    here = (chains.c.kiosk == kiosk) & (chains.c.epoch == epoch)
    row = connection.execute(select(chains.c.contiguous_to, chains.c.highest, chains.c.signed_to).where(here)).one_or_none()
    before, highest, signed_to = (row.contiguous_to, row.highest, row.signed_to) if row else (0, 0, 0)
    kept = [each.event.sequence for each in judged if each.status is not Taken.CONFLICT]
    if not kept:
        return int(before)
    after = _continued(before, kept)
    if highest > after:  # something waits behind a gap, or behind this batch
        after = _run_end(connection, kiosk, epoch, after)
    change: dict[str, Any] = {"contiguous_to": after, "highest": max(highest, *kept)}
    if signed.head.sequence == kept[-1] and kept[-1] >= signed_to:
        change |= {"signed_to": kept[-1], "signature": signed.signature}
    if row:
        connection.execute(update(chains).where(here).values(**change))
    else:
        connection.execute(insert(chains).values(kiosk=kiosk, epoch=epoch, **{"signed_to": 0, **change}))
        begin_chain(connection, kiosk, epoch, now_s(connection))
    return after


def _continued(after: int, kept: Sequence[int]) -> int:
    """Return where the run without a gap ends when these sequences, in order, follow `after`."""
    for sequence in kept:
        if sequence > after + 1:
            return after
        after = max(after, sequence)
    return after


def _run_end(connection: Connection, kiosk: str, epoch: str, after: int) -> int:
    """Return the last sequence of the run without a gap that follows `after`."""
    beyond = (events.c.kiosk == kiosk) & (events.c.epoch == epoch) & (events.c.sequence > after)
    found = connection.execute(select(events.c.sequence).where(beyond).order_by(events.c.sequence).limit(_WALK)).scalars()
    end = after
    for sequence in found:
        if sequence != end + 1:
            return end
        end = sequence
    return end if end - after < _WALK else _run_end(connection, kiosk, epoch, end)


def _is_at(kiosk: str, event: Received) -> Any:
    return (events.c.kiosk == kiosk) & (events.c.epoch == event.epoch) & (events.c.sequence == event.sequence)
