"""Run in a guest after a power cut: opens the ledger as the desk does at its start and says what it holds, a line each."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from intake_samples import NOON, SOURCE

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.repair import repair
from kiosk.services.happenings import ledger_reset


def said_of(ledger: Path) -> list[str]:
    """Return how often the ledger was taken for damaged, SQLite's own opinion, and each intake that is there with its event."""
    resets = repair(ledger, SOURCE, lambda reset: ledger_reset(reset, NOON))
    desk = SqliteIntakes(ledger, SOURCE)
    with closing(sqlite3.connect(ledger)) as file:
        integrity = file.execute("PRAGMA integrity_check").fetchone()[0]
    present = [each.id for each in desk.latest(sys.maxsize) if desk.find(each.id) and desk.event_of(each.id)]
    desk.close()
    return [f"resets {len(resets)}", f"integrity {integrity}", *(f"present {each}" for each in present)]


if __name__ == "__main__":
    sys.stdout.write("\n".join(said_of(Path(sys.argv[1]))) + "\n")
