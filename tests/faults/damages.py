"""Ledgers with a backlog, and everything that may happen to their files."""

import json
import os
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from intake_samples import NOON, SOURCE, open_intake, recorded_intake, told

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.ledger.outboxes import Outboxes
from kiosk.adapters.ledger.repair import repair
from kiosk.contract.envelope import digest
from kiosk.contract.events import Event
from kiosk.ports import Reset
from kiosk.services.happenings import ledger_reset

PAGE_BYTES = 1024
DELIVERED = 20


@dataclass(frozen=True)
class Filled:
    """What was confirmed before the damage."""

    epoch: str
    intakes: tuple[str, ...]
    """Recorded, one event each, in the order of their sequences from 1."""
    on_counter: str
    """The one with a question on the screen."""

    @property
    def waiting(self) -> list[str]:
        """The ids of the events the hub does not have."""
        return [f"{self.epoch}.{sequence}" for sequence in range(DELIVERED + 1, len(self.intakes) + 1)]


def fill(folder: Path, source: str, count: int = 60) -> Filled:
    """Write a ledger as a desk that was killed leaves it: half of it in the file, half in the log."""
    living = folder / "living"
    living.mkdir()
    path = living / "ledger.db"
    desk, delivery = SqliteIntakes(path, source), SqliteOutbox(path)
    numbers, noise = [], random.Random(count)  # noqa: S311 - what packs badly, so that rows fill pages
    for place in range(count):
        intake = recorded_intake(desk.new_id())
        desk.record(intake, [told(intake.id, note=noise.randbytes(place * 37 % 1500).hex())])
        numbers.append(intake.id)
        if place == count // 2:
            delivery._ledger.connection.execute("PRAGMA wal_checkpoint(FULL)")  # noqa: SLF001 - half of it in the file
    delivery.settle(range(1, DELIVERED + 1), [])
    desk.learn("04242005045112", "kettle")
    asked = open_intake(desk.new_id())
    desk.save(asked)
    for each in living.iterdir():
        shutil.copy2(each, folder / each.name)
    delivery.close()
    desk.close()
    shutil.rmtree(living)
    (folder / "ledger.db-shm").unlink(missing_ok=True)
    return Filled(desk.epoch, tuple(numbers), asked.id)


def repaired(path: Path) -> tuple[Reset, ...]:
    """Do what the desk does before it opens its ledger."""
    return repair(path, SOURCE, lambda reset: ledger_reset(reset, NOON))


def drain(path: Path) -> list[Event]:
    """Deliver everything as delivery does, in the order it would; return what the hub accepts, as its hash fits."""
    box, accepted = Outboxes(path), []
    while batch := box.waiting(7, 1 << 20):
        good = [each for each in batch if digest(each.body) == each.hash]
        refused = [each for each in batch if each not in good]
        assert all(json.loads(each.body)["sequence"] == str(each.sequence) for each in batch)
        box.settle([each.sequence for each in good], [(each.sequence, "refused", "changed") for each in refused])
        accepted += good
    assert box.backlog().waiting == 0
    box.close()
    return accepted


def _cut(path: Path, share: float) -> None:
    os.truncate(path, int(path.stat().st_size * share))


def _zero(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE_BYTES)
        file.write(bytes(PAGE_BYTES))


def _flip(path: Path, seed: int, bits: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a fault, no secret
    content = bytearray(path.read_bytes())
    for _ in range(bits):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def _foreign_log(path: Path) -> None:
    """Put the log of another kiosk's ledger beside this one."""
    other = path.parent / "other"
    other.mkdir()
    fill(other, "/kiosks/k-fedcba9876543210")
    shutil.copy2(other / "ledger.db-wal", path.with_name(path.name + "-wal"))
    shutil.rmtree(other)


def _earlier_log(path: Path) -> None:
    """Put the log of an earlier ledger of the same kiosk beside this one."""
    source = "/kiosks/k-0123456789abcdef"
    other = path.parent / "other"
    other.mkdir()
    fill(other, source, count=40)
    shutil.copy2(other / "ledger.db-wal", path.with_name(path.name + "-wal"))
    shutil.rmtree(other)


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


DAMAGES: Mapping[str, Callable[[Path], object]] = {
    "cut to half": lambda path: _cut(path, 0.5),
    "cut to one page": lambda path: os.truncate(path, PAGE_BYTES),
    "cut in the middle of a page": lambda path: os.truncate(path, path.stat().st_size - 2 * PAGE_BYTES - 300),
    "empty file": lambda path: os.truncate(path, 0),
    "file gone": lambda path: path.unlink(),
    "first page zeroed": lambda path: _zero(path, 1),
    "a page of the middle zeroed": lambda path: _zero(path, path.stat().st_size // PAGE_BYTES // 2),
    "ten pages zeroed": lambda path: [_zero(path, page) for page in range(3, 33, 3)],
    "a few bits flipped": lambda path: _flip(path, 1, 8),
    "many bits flipped": lambda path: _flip(path, 2, 400),
    "all of it noise": lambda path: path.write_bytes(random.Random(3).randbytes(path.stat().st_size)),  # noqa: S311 - a fault
    "log gone": lambda path: _log(path).unlink(),
    "log empty": lambda path: os.truncate(_log(path), 0),
    "log cut to half": lambda path: _cut(_log(path), 0.5),
    "bits of the log flipped": lambda path: _flip(_log(path), 4, 20),
    "log of another kiosk": _foreign_log,
    "log of an earlier ledger": _earlier_log,
    "file and log empty": lambda path: (os.truncate(path, 0), os.truncate(_log(path), 0)),
    "another program's file": lambda path: path.write_bytes(b"this is somebody's letter\n" * 200),
}
