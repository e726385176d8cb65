"""Whether a plugin's code may run here: approved as it is, come with the kiosk itself, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.errors import KioskError, LockBroken, PluginStrays, PluginUnapproved
from kiosk.plugin_host.lock import Lock, read_lock
from kiosk.plugin_host.seal import check_seal


@dataclass(frozen=True, slots=True)
class Approval:
    """What the operator decided, applied to what was found."""

    lock: Lock
    trusted: Sequence[Path] = ()
    """Folders whose plugins run unapproved: who can write there can write the kiosk's own code."""
    fault: str = ""
    """Why the lock cannot be used; then nothing outside the trusted folders runs."""

    @classmethod
    def read(cls, path: Path, trusted: Sequence[Path] = ()) -> Self:
        """Return the approval of a lock file; one that is broken approves nothing and says why."""
        try:
            return cls(read_lock(path), trusted)
        except LockBroken as error:
            return cls(Lock(), trusted, sentence(error))

    @property
    def disabled(self) -> frozenset[str]:
        """The plugins the operator switched off."""
        return frozenset(name for name, each in self.lock.decisions.items() if each.disabled)

    def judged(self, record: PluginRecord) -> PluginRecord:
        """Return a usable record with the seal its worker must find, or as unapproved with a sentence."""
        if not record.is_usable or not record.manifest or Path(record.manifest.folder).parent in self.trusted:
            return record
        if self.fault:
            return replace(record, status=PluginStatus.UNAPPROVED, reason=self.fault)
        approved = self.lock.of(record.name).seal
        try:
            check_seal(record.name, Path(record.manifest.folder), approved)
        except (PluginUnapproved, PluginStrays) as error:
            return replace(record, status=PluginStatus.UNAPPROVED, reason=sentence(error))
        return replace(record, seal=approved)


def sentence(error: KioskError) -> str:
    """Return an error as the reason of a record: its words and its code."""
    return f"{error} ({error.code})"
