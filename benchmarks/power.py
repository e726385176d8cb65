"""What each subject of benchmarks/ledger.py has lost after the power went: fault 2 of docs/reliability.md, tried on all of them.

python benchmarks/power.py SUBJECT FOLDER   keeps some events and says of each when it is confirmed; it is run under strace.
"""

import os
import random
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from faults.power_cut import Call, disk_at, rebuild, traced  # type: ignore[import-not-found]  # noqa: E402 - after the path is set

from benchmarks import queues  # noqa: E402 - as above

EVENTS = 60
CUTS = 40
SAID = b"confirmed\n"


@dataclass(frozen=True, slots=True)
class Loss:
    """What was found after all cuts of one subject."""

    confirmed: int
    lost: int
    unreadable: int
    """Cuts after which the file could not be read at all."""


def main() -> None:
    """Keep events one by one, and say when each was confirmed."""
    name, folder = sys.argv[1:]
    put = queues.SUBJECTS[name](Path(folder))
    for _ in range(EVENTS):
        put(1)
        os.write(1, SAID)
    os._exit(0)


def loss_of(name: str, folder: Path) -> Loss:
    """Trace a subject, cut the power anywhere, and count what was confirmed and is gone."""
    state = folder / "state"
    state.mkdir(parents=True)
    calls = traced([sys.executable, __file__, name, str(state)], dict(os.environ), folder / "trace")
    chance = random.Random(1)  # noqa: S311 - moments, no secret
    first = next(place for place, call in enumerate(calls) if call.content == SAID)
    found = [_after(name, calls[: chance.randrange(first, len(calls)) + 1], folder, chance) for _ in range(CUTS)]
    return Loss(sum(each.confirmed for each in found), sum(each.lost for each in found), sum(each.unreadable for each in found))


def _after(name: str, calls: Sequence[Call], folder: Path, chance: random.Random) -> Loss:
    """Rebuild the disk twice, with what was synced and with half of the rest, and count in both."""
    confirmed = sum(call.content == SAID for call in calls)
    lost = unreadable = 0
    for half in (None, chance):
        disk = folder / f"disk-{chance.getrandbits(64):x}"
        rebuild(disk_at(calls, str(folder / "state")), disk, half)
        try:
            lost += max(0, confirmed - _KEPT[name](disk))
        except (sqlite3.DatabaseError, OSError):
            lost, unreadable = lost + confirmed, unreadable + 1
    return Loss(2 * confirmed, lost, unreadable)


def _rows(file: str, table: str) -> Callable[[Path], int]:
    def count(folder: Path) -> int:
        with closing(sqlite3.connect(f"{(folder / file).as_uri()}?mode=rw", uri=True)) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own words

    return count


_KEPT: Mapping[str, Callable[[Path], int]] = {
    "raw": lambda folder: (folder / "raw").stat().st_size // queues.SIZE,
    "ledger": _rows("ledger.db", "events"),
    "ledger, pages of 4096": _rows("ledger.db", "events"),
    "persist-queue": _rows("data.db", "ack_queue_default"),
    "litequeue": _rows("queue.db", "Queue"),
    "huey": _rows("huey.db", "task"),
}

if __name__ == "__main__":
    main()
