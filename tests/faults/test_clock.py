"""Fault 9: the wall clock jumps to 1970 and ten years ahead; no order changes and nothing is lost."""

import random
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from contract.hubs import TIMEOUT_S, running_hub
from fakes import HandClock
from faults.conftest import Form
from intake_samples import NOON, recorded_intake, told

from kiosk.adapters.hub_http import HttpHub
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outboxes import Outboxes
from kiosk.reference_hub.reading import events_of
from kiosk.services.delivery import Delivery

ROOT = Path(__file__).parents[2]
TEN_YEARS_S = 10 * 365 * 86_400.0
ONLY_DATES = {
    "kiosk/domain/moment.py", "kiosk/domain/today.py", "kiosk/contract/published.py", "kiosk/testing/clock.py",
    "kiosk/adapters/hub_examined.py", "kiosk/adapters/ledger/everyday.py", "kiosk/adapters/ledger/registry.py", "kiosk/adapters/ledger/rows.py", "kiosk/adapters/preview.py",
    "kiosk/bootstrap/backup.py", "kiosk/bootstrap/checkup.py", "kiosk/bootstrap/report.py", "kiosk/services/board.py", "kiosk/services/freshness.py",
    "kiosk/services/ledger_care.py", "kiosk/web/recent.py", "kiosk/web/screens.py", "kiosk/web/supervised.py",
}  # fmt: skip
"""Where the wall time may be read: to be written down, shown or compared with a date, never to wait by."""


def test_nothing_waits_by_the_wall_clock() -> None:
    """Who plans something reads the boot clock; a new reader of the wall clock has to be looked at here."""
    readers = {str(each.relative_to(ROOT)) for each in ROOT.glob("kiosk/**/*.py") if re.search(r"\bwall_s\b", each.read_text("utf-8"))}

    assert readers <= ONLY_DATES


def test_a_jumping_clock_changes_no_order_and_loses_nothing(tmp_path: Path, form: Form) -> None:
    """Through the real ledger, over real HTTP, into the hub: by sequence, each once, with the time it was given."""
    clock, chance, count = HandClock(), random.Random(9), form.size(60, 600)  # noqa: S311 - jumps, no secret
    with running_hub(tmp_path) as hub:
        kiosk = hub.enrolled(tmp_path / "state")
        desk, box = SqliteIntakes(tmp_path / "ledger.db", kiosk.source), Outboxes(tmp_path / "ledger.db")
        network = HttpHub(kiosk.url, kiosk.granted.token, TIMEOUT_S)
        delivery = Delivery(box, network, kiosk.signer, clock, kiosk.id)
        given = []
        for _ in range(count):
            clock.wall_s = chance.choice([0.0, NOON.wall_s, NOON.wall_s + TEN_YEARS_S, clock.wall_s])
            intake = recorded_intake(desk.new_id(), at=clock.now())
            desk.record(intake, [replace(told(intake.id), at=clock.now())])
            given.append((intake.id, clock.now().isoformat()))
            clock.wait(delivery.step())
        while box.backlog().waiting:
            clock.wall_s = chance.choice([0.0, NOON.wall_s + TEN_YEARS_S])
            clock.wait(delivery.step())
        kept = events_of(hub.database, kiosk.id)
        network.close()
        box.close()
        desk.close()

    jumps = sum(abs(len(a[1]) - len(b[1])) > 0 or a[1][:4] != b[1][:4] for a, b in pairwise(given))
    assert [(each["subject"], each["time"]) for each in kept] == given
    assert [each["sequence"] for each in kept] == [str(place) for place in range(1, count + 1)]
    assert jumps > count // 4
    form.keep(9, f"{jumps} jumps of the wall clock between 1970, today and ten years ahead while {count} intakes were recorded and sent",
              "all at the hub, in the order of the counter, each once, with the time it was given")  # fmt: skip
