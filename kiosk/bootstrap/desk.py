"""Composition root of the desk: the counter and its screen."""

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.backroom import equip
from kiosk.bootstrap.changes import told_by_themselves
from kiosk.bootstrap.datasets import freshness_of, mind
from kiosk.bootstrap.ending import told_to_end
from kiosk.bootstrap.ledger import care_of, sound_ledger
from kiosk.bootstrap.log import log_as
from kiosk.bootstrap.memory import keep_small
from kiosk.bootstrap.opening import Opening
from kiosk.bootstrap.partition import is_missing, say_sorry
from kiosk.bootstrap.places import Places, places
from kiosk.bootstrap.plugins import panel_on, plugin_records, sockets_of
from kiosk.ports import Catalogue, Clock, Panel
from kiosk.services.afterwards import Profile
from kiosk.services.alarm import DeliveryWatch
from kiosk.services.backroom import Backroom
from kiosk.services.board import Board
from kiosk.services.desk import Desk
from kiosk.services.freshness import FreshPanel
from kiosk.services.workflow import Workflow
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.web.serving import Serving

REFRESH_S = 1.0


def run_desk(settings: Settings) -> None:
    """Serve the counter until told to end."""
    from kiosk.adapters.identity import load_or_create_identity
    from kiosk.adapters.ledger.outboxes import Outboxes
    from kiosk.adapters.ledger.upkeep import SqliteUpkeep
    from kiosk.adapters.pulse_file import PulseFile
    from kiosk.adapters.reading_sink import call
    from kiosk.adapters.supervision_systemd import SystemdSupervision
    from kiosk.plugin_host.activated import Resets
    from kiosk.services.supervision import SelfCheck

    log_as("desk")
    keep_small()
    ended = told_to_end()
    if is_missing(settings):
        say_sorry(settings, ended)  # systemd starts the desk again when this ends
        return
    where = places(settings)
    where.make()
    clock = SystemClock()
    opening = Opening(settings)
    identity = load_or_create_identity(where.state)
    intakes = sound_ledger(where, f"/kiosks/{identity.kiosk}", clock)
    opening.reach(2)
    upkeep = SqliteUpkeep(where.ledger, intakes)
    outbox = Outboxes(where.ledger)
    records = plugin_records(settings)
    restart = Resets(where.plugin_sockets).restart
    panel = panel_on(records, sockets_of(records, where), settings, restart)
    freshness = freshness_of(settings, records)
    board = Board(panel, intakes, DeliveryWatch(outbox.backlog, PulseFile(where.delivery_run).last, clock).backlog, clock)
    desk = Desk(workflow_of(settings, FreshPanel(panel, freshness), intakes, clock), intakes, board, clock)
    equipped = equip(desk, board, settings, where)
    serving = _serve(settings, where, desk, equipped.backroom, opening.hand_over(panel, ended))
    checks = {"counter": desk.view, "doors": serving.check, "readings": lambda: call(where.desk_socket)}
    telling = told_by_themselves(equipped.backroom.tags, panel.records, intakes.tell, where, clock)
    minded = (care_of(upkeep, board, outbox, clock).turn, *telling, SelfCheck(SystemdSupervision(), clock, checks).turn)
    try:
        while not ended.wait(REFRESH_S):
            for turn in (desk.refresh, equipped.backroom.tags.settle, panel.tend, *minded):
                turn()
            mind(freshness, board, desk, restart)
    finally:
        serving.close()
        panel.close()
        outbox.close()
        equipped.close()
        upkeep.close()
        intakes.close()


def _serve(settings: Settings, where: Places, desk: Desk, backroom: Backroom, given: Mapping[str, socket.socket]) -> "Serving":
    """Open both doors, on sockets that are there already where they are."""
    from kiosk.adapters.scanner_line import scan_of
    from kiosk.web.serving import Doors, serve

    preview = None if settings.capture.camera == "none" else where.preview
    serving = serve(desk, settings, Doors(where.desk_socket, given.get("people"), given.get("readings")), preview, backroom)
    if settings.web.keyboard_scanner:
        serving.take_typed(scan_of)
    return serving


def workflow_of(settings: Settings, panel: Panel, catalogue: Catalogue, clock: Clock) -> Workflow:
    """Return the steps of an intake for this site."""
    from kiosk.adapters.identifiers_gs1 import Gs1Identifiers

    profile = Profile(settings.site.categories, settings.site.destinations, settings.deciding.policy, settings.site.confirm_placing)
    return Workflow(panel, Gs1Identifiers(), catalogue, profile, clock)
