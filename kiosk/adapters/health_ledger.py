"""The ledger, looked at beside a running desk: only read, and SQLite's own check of every page."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kiosk.ports.health import Checkup, broken, unwell, well

RESTORE = "call the office; 'kiosk restore' takes the last backup and brings later events back from what is readable"


class LedgerFile:
    """Looks at the ledger's file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def look(self) -> Iterator[Checkup]:
        """Yield whether it is whole."""
        if not self._path.exists():
            yield unwell("ledger", "there is none yet", "start the desk: systemctl start kiosk.target")
            return
        try:
            with closing(sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as ledger:
                said = str(ledger.execute("PRAGMA quick_check(1)").fetchone()[0])
                (intakes,) = ledger.execute("SELECT count(*) FROM intakes").fetchone()
        except sqlite3.Error as fault:
            yield broken("ledger", f"it cannot be read: {fault}", RESTORE)
            return
        yield well("ledger", f"whole, with {intakes} intakes") if said == "ok" else broken("ledger", f"it is damaged: {said}", RESTORE)
