"""Changes its own code for the next start."""

from pathlib import Path

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    (Path(__file__).parent / "more.py").write_text("x = 1\n")
    return []
