"""What the looking commands need: pictures, recorded intakes, the outbox. The kiosk need not run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.bootstrap.places import places
from kiosk.domain.intake import Intake
from kiosk.domain.symbol import Symbol
from kiosk.errors import IntakeUnknown, NotEnrolled
from kiosk.ports import Backlog, Outbox
from kiosk.settings import Settings


def symbols_in(file: Path) -> Iterator[Symbol]:
    """Yield each code of a picture or video once.

    :raises FileUnreadable: the file is neither.
    """
    from kiosk.adapters.camera_files import frames_of
    from kiosk.adapters.decoder import PATIENT_S, read_symbols

    seen: set[tuple[str, bytes]] = set()
    for frame in frames_of(file):
        for symbol in read_symbols(frame, budget_s=PATIENT_S):
            if (symbol.symbology, symbol.data) not in seen:
                seen.add((symbol.symbology, symbol.data))
                yield symbol


def recorded_intake(settings: Settings, number: str) -> Intake:
    """Return an intake of this kiosk's ledger.

    :raises IntakeUnknown: there is none of that number.
    """
    from kiosk.adapters.ledger.intakes import SqliteIntakes

    path = places(settings).ledger
    if not path.exists():
        raise NotEnrolled(f"ledger at {path}", "start the desk, which makes it")
    intakes = SqliteIntakes(path, source="")
    try:
        found = intakes.find(number)
    finally:
        intakes.close()
    if found is None:
        raise IntakeUnknown(number)
    return found


def backlog_of(settings: Settings) -> Backlog:
    """Return how far delivery has come, and what is wrong with it.

    :raises NotEnrolled: there is no ledger yet.
    """
    from kiosk.adapters.clock import SystemClock
    from kiosk.adapters.pulse_file import PulseFile
    from kiosk.services.alarm import DeliveryWatch

    with outbox_of(settings) as outbox:
        return DeliveryWatch(outbox.backlog, PulseFile(places(settings).delivery_run).last, SystemClock(), grace_s=0.0).backlog()


def next_try_s(settings: Settings) -> float | None:
    """Return in how many seconds delivery tries again by itself, or None where it waits for nothing."""
    from kiosk.adapters.clock import SystemClock

    now = SystemClock().now()
    with outbox_of(settings) as outbox:
        planned = outbox.next_try()
    return max(0.0, planned.boot_s - now.boot_s) if planned and planned.boot_id == now.boot_id else None


@contextmanager
def outbox_of(settings: Settings) -> Iterator[Outbox]:
    """Give the outbox of this kiosk's ledger.

    :raises NotEnrolled: there is no ledger yet.
    """
    from kiosk.adapters.ledger.outboxes import Outboxes

    path = places(settings).ledger
    if not path.exists():
        raise NotEnrolled(f"ledger at {path}", "start the desk, which makes it")
    outbox = Outboxes(path)
    try:
        yield outbox
    finally:
        outbox.close()
