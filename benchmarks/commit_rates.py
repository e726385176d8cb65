"""How many events a second each subject keeps, one caller or eight: the part of benchmarks/ledger.py that runs on one disk.

python benchmarks/commit_rates.py FOLDER writes the rates as JSON. A disk is what the process believes it to be: for a slow
one it is started with a library before libc that makes every sync wait (slow_sync.c).
"""

import json
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from benchmarks import queues  # noqa: E402 - after the path is set

RUNS = 7
EVENTS = 200
TURN = 20
"""Events of one subject before the next has its turn."""
CALLERS = 8


def rates(folder: Path) -> dict[str, list[float]]:
    """Return events per second of every subject, run by run; in a run they take turns every few events, as a disk has its moods."""
    found: dict[str, list[float]] = {}
    for run in range(RUNS):
        puts = {name: open_subject(_place(folder, run, name)) for name, open_subject in queues.SUBJECTS.items()}
        taken: dict[str, float] = {}
        for _ in range(EVENTS // TURN):
            for name, put in puts.items():
                taken[name] = taken.get(name, 0.0) + _seconds(lambda put=put: put(TURN))  # type: ignore[misc]
                if name in queues.SHARED:
                    shared = f"{name}, {CALLERS} callers"
                    taken[shared] = taken.get(shared, 0.0) + _seconds(lambda put=put: _together(put)) / CALLERS  # type: ignore[misc]
        for name, seconds in taken.items():
            found.setdefault(name, []).append(EVENTS / seconds)
        shutil.rmtree(folder / str(run), ignore_errors=True)
    return found


def _place(folder: Path, run: int, name: str) -> Path:
    place = folder / str(run) / re.sub("[^a-z0-9]", "", name)
    place.mkdir(parents=True)
    return place


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _together(put: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=put, args=(TURN,)) for _ in range(CALLERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


if __name__ == "__main__":
    print(json.dumps(rates(Path(sys.argv[1]))))
