"""Composition root of delivery: the outbox, the key and the network."""

import structlog

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.ending import told_to_end
from kiosk.bootstrap.log import log_as
from kiosk.bootstrap.places import places
from kiosk.settings import Settings

WAIT_FOR_ENROLMENT_S = 5.0
log = structlog.get_logger()


def run_delivery(settings: Settings) -> None:
    """Send events to the hub until told to end; before enrolment, wait for it."""
    from kiosk.adapters.hub_http import HttpHub
    from kiosk.adapters.identity import load_or_create_identity, read_enrolment
    from kiosk.adapters.ledger.outbox import SqliteOutbox
    from kiosk.adapters.signer import FileSigner
    from kiosk.adapters.supervision_systemd import SystemdSupervision
    from kiosk.services.delivery import Delivery
    from kiosk.services.supervision import SelfCheck

    log_as("delivery")
    ended = told_to_end()
    where = places(settings)
    where.make()
    watched = SelfCheck(SystemdSupervision(), SystemClock())
    identity = load_or_create_identity(where.state)
    while (enrolled := read_enrolment(where.state)) is None or not where.ledger.exists():
        watched.turn()
        log.info("delivery.waiting", enrolled=enrolled is not None)
        if ended.wait(WAIT_FOR_ENROLMENT_S):
            return
    outbox = SqliteOutbox(where.ledger)
    hub = HttpHub(settings.hub.url or enrolled.hub, enrolled.token, settings.hub.timeout_s)
    try:
        Delivery(outbox, hub, FileSigner(where.state), SystemClock(), identity.kiosk).run(ended, watched.turn)
    finally:
        hub.close()
        outbox.close()
