"""Looks for the hub's token and the ledger. Where they lie, the test says."""

import sqlite3
from pathlib import Path

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl


@hookimpl
def assess(item, answers):
    if "ledger" in answers:
        with sqlite3.connect(answers["ledger"]) as ledger:
            found = ledger.execute("SELECT 1").fetchone()
    else:
        found = Path(answers["token"]).read_text()
    return [Opinion(Outcome.REUSE, 0.5, Reason("found", {"nl": str(found)}))]
