"""A desk that records until it is killed: it prints the number of each intake after ``record`` has returned."""

import itertools
import sys
import threading

from intake_samples import SOURCE, recorded_intake, told

from kiosk.adapters.ledger.intakes import SqliteIntakes

CALLERS = 3


def _record_for_ever(ledger: SqliteIntakes) -> None:
    for _ in itertools.count():
        intake = recorded_intake(ledger.new_id())
        ledger.record(intake, [told(intake.id), told(intake.id)])
        sys.stdout.write(f"{intake.id}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    shared = SqliteIntakes(sys.argv[1], SOURCE)
    for _ in range(CALLERS - 1):
        threading.Thread(target=_record_for_ever, args=(shared,), daemon=True).start()
    _record_for_ever(shared)
