"""No falling back to memory: without its data partition a kiosk says so on the screen and records nothing.

With a read-only system an unmounted folder lies in the overlay, in memory: everything would
seem to work, and be gone at the next start.
"""

import os
import threading
from pathlib import Path

import structlog

from kiosk.adapters.health_disk import IN_MEMORY, file_system_of
from kiosk.bootstrap.places import places
from kiosk.errors import DataPartitionMissing
from kiosk.settings import Settings

LOOK_EVERY_S = 1.0
log = structlog.get_logger()


def is_missing(settings: Settings) -> bool:
    """Tell whether the ledger would lie where it must not."""
    state = settings.folders.state
    return settings.folders.state_is_partition and (not os.path.ismount(state) or file_system_of(state) in IN_MEMORY)


def must_be_there(settings: Settings) -> None:
    """Return when the ledger lies where it should.

    :raises DataPartitionMissing: it does not.
    """
    if is_missing(settings):
        raise DataPartitionMissing(str(settings.folders.state))


def say_sorry(settings: Settings, ended: threading.Event) -> None:
    """Show the reason on the screen until the partition has come or until told to end."""
    from kiosk.adapters.clock import SystemClock
    from kiosk.adapters.supervision_systemd import SystemdSupervision, handed_over
    from kiosk.services.supervision import SelfCheck
    from kiosk.web.serving import Doors, Served
    from kiosk.web.sorry import create_sorry_app

    log.error("partition.missing", state=str(settings.folders.state), code=DataPartitionMissing.code)
    doors = Doors(Path(places(settings).desk_socket), handed_over().get("people"))
    served = Served(create_sorry_app(settings.web.port), **doors.for_people(settings))
    supervision = SystemdSupervision()
    watched = SelfCheck(supervision, SystemClock())
    supervision.says(f"{DataPartitionMissing.code}: the data partition is missing")
    try:
        while is_missing(settings) and not ended.wait(LOOK_EVERY_S):
            watched.turn()
    finally:
        served.close()
