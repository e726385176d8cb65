"""Composition root of delivery: the outbox, the key and the network.

What it stands on may change while it runs: a technician enrols the kiosk again, or a damaged
ledger is set aside and a new one begins. It then builds itself up anew; nobody restarts it.
"""

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.datasets import Renewal
from kiosk.bootstrap.ending import told_to_end
from kiosk.bootstrap.log import log_as
from kiosk.bootstrap.numbers import NumbersRenewal
from kiosk.bootstrap.partition import must_be_there
from kiosk.bootstrap.places import Places, places
from kiosk.errors import EnrolmentRefused, HubBusy, HubError, KioskError, NotEnrolled
from kiosk.ports import Outbox, Pulse
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.adapters.identity import Enrolled

LOOK_AGAIN_S = 1.0
READ_S = 20.0
"""So long staff can read that a scanned code was refused, and a busy hub is left alone."""
BEAT_S = 2.0
"""How often a sign of life is shown at most."""
SLACK_S = 45.0
"""On top of the time for an answer: names are resolved and certificates read in it."""
log = structlog.get_logger()


def run_delivery(settings: Settings) -> None:
    """Send events to the hub until told to end; before enrolment, wait for it.

    :raises DeliveryTwice: another delivery is at work on this ledger.
    """
    from kiosk.adapters.hub_reach import hurry_names
    from kiosk.adapters.identity import load_or_create_identity
    from kiosk.adapters.sole import sole

    log_as("delivery")
    hurry_names()
    ended = told_to_end()
    must_be_there(settings)
    where = places(settings)
    where.make()
    load_or_create_identity(where.state)
    with sole(where.delivery_lock):
        heart = Heart(settings, where)
        while not ended.is_set():
            try:
                _deliver(settings, where, heart, ended)
            except KioskError as fault:
                heart.beat(f"{fault} ({fault.code})")
                if isinstance(fault, EnrolmentRefused | HubBusy):
                    ended.wait(READ_S)
            ended.wait(LOOK_AGAIN_S)


class Heart:
    """Shows signs of life, and says why delivery cannot begin."""

    def __init__(self, settings: Settings, where: Places) -> None:
        from kiosk.adapters.pulse_file import PulseFile
        from kiosk.adapters.supervision_systemd import SystemdSupervision
        from kiosk.services.supervision import SelfCheck

        self._file = PulseFile(where.delivery_run)
        self._clock = SystemClock()
        self._watched = SelfCheck(SystemdSupervision(), self._clock)
        self._lasts_s = settings.hub.timeout_s + SLACK_S
        self._fault = ""
        self._shown_s = float("-inf")

    def beat(self, fault: str = "") -> None:
        """Show a sign of life to systemd, and to the desk unless the last one is fresh and said the same."""
        self._watched.turn()
        now = self._clock.now()
        if fault == self._fault and now.boot_s < self._shown_s + BEAT_S:
            return
        if fault != self._fault:
            log.warning("delivery.hindered", fault=fault) if fault else log.info("delivery.begins")
        self._fault, self._shown_s = fault, now.boot_s
        self._file.beat(Pulse(now.boot_id, now.boot_s, self._lasts_s, fault))


def _deliver(settings: Settings, where: Places, heart: Heart, ended: threading.Event) -> None:
    """Deliver until told to end, or until the enrolment or the ledger is another one.

    :raises KioskError: it cannot begin now.
    """
    from kiosk.adapters.hub_http import HttpHub
    from kiosk.adapters.identity import ENROLMENT_FILE, load_or_create_identity
    from kiosk.adapters.ledger.outboxes import Outboxes
    from kiosk.adapters.signer import FileSigner
    from kiosk.services.delivery import Delivery

    seen = [where.state / ENROLMENT_FILE, where.ledger]
    before = [_stamp(each) for each in seen]
    enrolled = _enrolled(settings, where)
    identity = load_or_create_identity(where.state)
    outbox = Outboxes(where.ledger)
    hub = HttpHub(settings.hub.url or enrolled.hub, enrolled.token, settings.hub.timeout_s)
    datasets = Renewal(settings, hub, outbox, enrolled.publishing_key)
    numbers = NumbersRenewal(settings, hub, identity.kiosk)

    def goes_on(fault: str) -> bool:
        heart.beat(fault)
        datasets.turn()
        numbers.turn()
        return [_stamp(each) for each in seen] == before

    try:
        _forget_the_wait(outbox)
        Delivery(outbox, hub, FileSigner(where.state), SystemClock(), identity.kiosk).run(ended, goes_on)
    finally:
        hub.close()
        outbox.close()


def _forget_the_wait(outbox: Outbox) -> None:
    """Try at once: another token, address or network may be why delivery begins. Only the hub's own wish to be left alone stays."""
    planned = outbox.next_try()
    if planned and HubBusy.code not in planned.fault:
        outbox.postpone(replace(planned, boot_id="", boot_s=0.0))  # no boot has this id


def _enrolled(settings: Settings, where: Places) -> "Enrolled":
    from kiosk.adapters.identity import read_enrolment

    _heed_the_scanned_code(settings, where)
    enrolled = read_enrolment(where.state)
    if enrolled is None:
        raise NotEnrolled("hub that knows it")
    if not where.ledger.exists():
        raise NotEnrolled(f"ledger at {where.ledger}", "start the desk, which makes it")
    return enrolled


def _heed_the_scanned_code(settings: Settings, where: Places) -> None:
    """Enrol with the one-time code that was scanned at the counter; only with the hub of the settings.

    A hub that cannot be reached has not seen the code: it is kept and tried again. Only the hub
    knows when it is too old.
    """
    from kiosk.adapters.identity import is_enrolled
    from kiosk.bootstrap.enrol import enrol

    code = _scanned_code(where)
    if not code:
        return
    try:
        if not is_enrolled(where.state):
            if not settings.hub.url:
                raise NotEnrolled("address of a hub", "put it under [hub] url in the settings, then scan the code again")
            enrol(settings, settings.hub.url, code)
    except HubError:
        raise
    except KioskError:
        _forget(where, code)
        raise
    _forget(where, code)


def _scanned_code(where: Places) -> str:
    try:
        return where.enrol_wish.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _forget(where: Places, code: str) -> None:
    """Remove a code that was heeded, unless somebody scanned another one meanwhile."""
    if _scanned_code(where) == code:
        where.enrol_wish.unlink(missing_ok=True)


def _stamp(file: Path) -> tuple[int, int]:
    """Return what another file of this name does not have."""
    try:
        found = file.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)
