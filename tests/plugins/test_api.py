"""The public plugin API changes on purpose only, and within a major version it only grows."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
GOLDEN = HERE / "api_v1.txt"


def test_the_public_api_is_the_one_that_was_promised() -> None:
    """``python tests/plugins/api_dump.py > tests/plugins/api_v1.txt`` renews it; docs/plugins/api_changes.md says what partners gain."""
    dumped = subprocess.run([sys.executable, str(HERE / "api_dump.py")], capture_output=True, text=True, check=True).stdout

    assert dumped.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_the_dump_holds_every_public_name_and_hook() -> None:
    """A name that is missing in it could change unseen."""
    from kiosk import plugin_api
    from kiosk.plugin_host.manifest import HOOKS

    words = GOLDEN.read_text(encoding="utf-8")

    assert not [name for name in plugin_api.__all__ if f" {name}" not in words]
    assert not [name for name in HOOKS if f"hook {name}(" not in words]
