"""A desk that records for a while; it says the number of each intake once ``record`` has returned."""

import os
import sys

from intake_samples import SOURCE, recorded_intake, told

from kiosk.adapters.ledger.intakes import SqliteIntakes

if __name__ == "__main__":
    path, count, promise = sys.argv[1:]
    desk = SqliteIntakes(path, SOURCE)
    desk._writer._connection.execute(f"PRAGMA synchronous = {promise}")  # noqa: SLF001 - the negative control's only difference
    for _ in range(int(count)):
        intake = recorded_intake(desk.new_id())
        desk.record(intake, [told(intake.id, note="x" * 600)])
        os.write(1, f"{intake.id}\n".encode())
    os._exit(0)
