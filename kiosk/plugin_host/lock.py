"""``plugins.lock``: what the operator decided about each plugin. On an installed kiosk the file is root's.

One JSON document, because one that was cut in half cannot be taken for a whole one.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.errors import LockBroken

FILE = "plugins.lock"


class Decision(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was decided about one plugin."""

    seal: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")] = ""
    """SHA-256 of the folder that was approved; empty where none was."""
    version: str = ""
    """The version that was approved, for people."""
    disabled: bool = False


class _Written(Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    plugins: dict[str, Decision]


@dataclass(frozen=True, slots=True)
class Lock:
    """All decisions, by name of the plugin."""

    decisions: Mapping[str, Decision] = field(default_factory=dict)

    def of(self, name: str) -> Decision:
        """Return what was decided about a plugin: nothing, if nobody did."""
        return self.decisions.get(name, Decision())

    def approving(self, name: str, seal: str, version: str) -> "Lock":
        """Return the lock with the plugin approved as it is."""
        return self._with(name, Decision(seal, version, self.of(name).disabled))

    def switching(self, name: str, *, disabled: bool) -> "Lock":
        """Return the lock with the plugin switched off or on again."""
        return self._with(name, msgspec.structs.replace(self.of(name), disabled=disabled))

    def as_json(self) -> bytes:
        """Return the file's content."""
        return msgspec.json.format(msgspec.json.encode(_Written(dict(sorted(self.decisions.items()))))) + b"\n"

    def _with(self, name: str, decision: Decision) -> "Lock":
        return Lock({**self.decisions, name: decision})


def read_lock(path: Path) -> Lock:
    """Return what the file says; nothing is decided where there is none.

    :raises LockBroken: it is not whole, or others than its owner may change it.
    """
    try:
        about = path.stat()
        if about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise LockBroken(str(path), "others than its owner may write it")
        if about.st_uid not in {0, os.geteuid()}:
            raise LockBroken(str(path), "it belongs to somebody who is neither root nor this kiosk")
        return Lock(msgspec.json.decode(path.read_bytes(), type=_Written).plugins)
    except FileNotFoundError:
        return Lock()
    except (OSError, msgspec.MsgspecError) as error:
        raise LockBroken(str(path), str(error)) from error
