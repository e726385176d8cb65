"""Fills its temporary folder with many files, for as long as it is let."""

import itertools
import tempfile
from pathlib import Path

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    folder = Path(tempfile.gettempdir())
    for number in itertools.count():
        (folder / str(number)).write_bytes(b"x" * 4096)
