"""A repair that dies at its n-th rename, as if the power went there."""

import os
import sys
from pathlib import Path

from intake_samples import NOON, SOURCE

from kiosk.adapters.ledger.repair import repair
from kiosk.services.happenings import ledger_reset

if __name__ == "__main__":
    renames = iter(range(int(sys.argv[2])))

    def die_at_last(event: str, _arguments: object) -> None:
        if event == "os.rename" and next(renames, None) is None:
            os._exit(9)

    sys.addaudithook(die_at_last)
    repair(Path(sys.argv[1]), SOURCE, lambda reset: ledger_reset(reset, NOON))
