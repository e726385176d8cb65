"""A desk on a disk that fails to sync now and then: it says which intakes were kept and which were not."""

import os
import sys
from pathlib import Path

from intake_samples import SOURCE, recorded_intake, told

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.errors import LedgerUnwritable

if __name__ == "__main__":
    desk, switch = SqliteIntakes(sys.argv[1], SOURCE), Path(os.environ["FAIL_SYNC"])
    for turn in range(int(sys.argv[2])):
        if turn % 3 == 1:
            switch.touch()
        else:
            switch.unlink(missing_ok=True)
        intake = recorded_intake(desk.new_id())
        try:
            desk.record(intake, [told(intake.id)])
        except LedgerUnwritable as fault:
            sys.stdout.write(f"refused {intake.id} {fault.code}\n")
        else:
            sys.stdout.write(f"kept {intake.id}\n")
    switch.unlink(missing_ok=True)
    desk.close()
