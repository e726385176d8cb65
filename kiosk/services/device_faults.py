"""How capture's devices are, and when one that failed is tried again."""

import structlog

from kiosk.errors import DeviceBroken

RETRY_S = 1.0
TELL_AGAIN_S = 10.0
"""A desk that was started again does not know; it also hears that capture lives."""
log = structlog.get_logger()


class DeviceFaults:
    """Holds a sentence for each device that fails; times are seconds of the boot clock."""

    def __init__(self) -> None:
        self._sentences: dict[str, str] = {}
        self._next_try_s: dict[str, float] = {}
        self._tell_at_s = 0.0

    @property
    def sentences(self) -> dict[str, str]:
        """A sentence with its code by device name."""
        return dict(self._sentences)

    def is_due(self, device: str, at_s: float) -> bool:
        """Tell whether the device may be used now: it is well, or was left in peace for a while."""
        return at_s >= self._next_try_s.get(device, at_s)

    def is_well(self, device: str) -> bool:
        """Tell whether the device has no fault."""
        return device not in self._sentences

    def failed(self, device: str, error: DeviceBroken, at_s: float) -> None:
        """Take in that a device failed."""
        self._next_try_s[device] = at_s + RETRY_S
        if self.is_well(device):
            log.warning("device.failed", device=device, code=error.code, why=str(error))
            self._tell_at_s = at_s
        self._sentences[device] = f"{error} ({error.code})"

    def worked(self, device: str, at_s: float) -> None:
        """Take in that a device works."""
        self._next_try_s.pop(device, None)
        if self._sentences.pop(device, None):
            log.info("device.well", device=device)
            self._tell_at_s = at_s

    def to_tell(self, at_s: float) -> bool:
        """Tell whether the desk should hear of it now: something changed, or it is long ago."""
        if at_s < self._tell_at_s:
            return False
        self._tell_at_s = at_s + TELL_AGAIN_S
        return True
