"""kill -9 at any moment: everything acknowledged is there, and the chain is intact."""

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from intake_samples import SOURCE

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.packed import unpacked
from kiosk.contract.envelope import FIRST_PREVHASH, digest, parse_event

TESTS = Path(__file__).parents[1]
KILLS = 5


def _killed_after(path: Path, acknowledged: int) -> list[str]:
    """Run a desk, kill it once it has acknowledged so many intakes, return all it acknowledged."""
    command = [sys.executable, str(TESTS / "ports" / "recording_process.py"), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(TESTS)}) as desk:
        assert desk.stdout
        seen = [desk.stdout.readline().strip() for _ in range(acknowledged)]
        desk.kill()
        rest = desk.stdout.read().split("\n")
    return [*seen, *(each for each in rest[:-1] if each)]


@pytest.mark.parametrize("kill", range(KILLS))
def test_everything_acknowledged_survives_a_kill(tmp_path: Path, kill: int) -> None:
    """The intake and both its events, each number once, whatever the moment."""
    path = tmp_path / "ledger.db"
    acknowledged = _killed_after(path, random.Random(kill).randint(1, 40))  # noqa: S311 - a moment, no secret

    ledger = SqliteIntakes(path, SOURCE)
    missing = [each for each in acknowledged if ledger.find(each) is None]
    ledger.close()

    events = _events(path)
    told = [event["subject"] for event in events]
    assert not missing
    assert all(told.count(each) == 2 for each in acknowledged)
    assert [event["sequence"] for event in events] == [str(place) for place in range(1, len(events) + 1)]


def _events(path: Path) -> list[dict[str, object]]:
    """Return the events, each checked against the hash of the one before."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT body, hash FROM events ORDER BY seq").fetchall()
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    expected, events = FIRST_PREVHASH, []
    for body, hash_bytes in rows:
        event = parse_event(unpacked(body))
        assert (event["prevhash"], digest(unpacked(body))) == (expected, bytes(hash_bytes).hex())
        expected = bytes(hash_bytes).hex()
        events.append(event)
    return events
