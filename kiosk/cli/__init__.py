"""The command line: what people and units type. Each file holds one family of commands."""

from kiosk.cli.main import main

__all__ = ["main"]
