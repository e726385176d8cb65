"""What the looking commands need: pictures, recorded intakes, the outbox. The kiosk need not run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.bootstrap.places import places
from kiosk.domain.intake import Intake
from kiosk.domain.symbol import Symbol
from kiosk.errors import IntakeUnknown, NotEnrolled
from kiosk.ports import Outbox
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
        raise NotEnrolled(f"ledger at {path}")
    intakes = SqliteIntakes(path, source="")
    try:
        found = intakes.find(number)
    finally:
        intakes.close()
    if found is None:
        raise IntakeUnknown(number)
    return found


@contextmanager
def outbox_of(settings: Settings) -> Iterator[Outbox]:
    """Give the outbox of this kiosk's ledger.

    :raises NotEnrolled: there is no ledger yet.
    """
    from kiosk.adapters.ledger.outbox import SqliteOutbox

    path = places(settings).ledger
    if not path.exists():
        raise NotEnrolled(f"ledger at {path}")
    outbox = SqliteOutbox(path)
    try:
        yield outbox
    finally:
        outbox.close()
