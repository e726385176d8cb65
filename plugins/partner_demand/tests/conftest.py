"""Lets the tests import the plugin as the kiosk does: from its folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
