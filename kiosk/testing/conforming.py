"""The rules of ``kiosk plugin check``, for one line in a test."""

from pathlib import Path

from kiosk.plugin_host.conformance import Level, check


def mistakes(folder: Path, level: str = "recommended") -> list[str]:
    """Return what the plugin in the folder breaks at the level, a line each; [] where it passes."""
    return [f"{each.rule}: {mistake}" for each in check(folder) if each.fails(Level(level)) for mistake in each.mistakes]
