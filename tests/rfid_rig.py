"""The simulated chip with the real mfrc522 package on it, for every test that needs one."""

import importlib.util
from dataclasses import dataclass, field

import pytest

from kiosk.adapters.simulated.rc522.chip import Rc522
from kiosk.adapters.simulated.rc522.clock import VirtualClock
from kiosk.adapters.simulated.rc522.field import Field
from kiosk.adapters.simulated.rc522.kinds import Ntag
from kiosk.adapters.simulated.rc522.pi import SimulatedPi
from kiosk.adapters.tag_mfrc522 import Mfrc522TagReader
from kiosk.adapters.tag_mfrc522_ndef import message_of

HAS_PACKAGE = importlib.util.find_spec("mfrc522") is not None
needs_package = pytest.mark.skipif(not HAS_PACKAGE, reason="the mfrc522 package is not installed (pip install --no-deps mfrc522==0.0.7)")
STICKER, OTHER = bytes.fromhex("04A1B201020304"), bytes.fromhex("04A1B209090909")
LINK = "https://id.gs1.org/01/04242005045112/21/12345"


@dataclass
class Rig:
    """A Pi with a reader on which tags can be laid."""

    clock: VirtualClock = field(default_factory=VirtualClock)
    field: Field = field(default_factory=Field)

    def __post_init__(self) -> None:
        """Put chip, Pi and reader together."""
        self.chip = Rc522(self.clock, self.field)
        self.pi = SimulatedPi(self.chip)
        self.reader = Mfrc522TagReader(self.clock, self.pi.mfrc522)

    def spent(self) -> tuple[int, float]:
        """Poll once; return transfers and seconds it took."""
        transfers, began_s = self.chip.transfers, self.clock.now_s
        self.reader.poll()
        return self.chip.transfers - transfers, self.clock.now_s - began_s


def sticker(uid: bytes = STICKER, text: str = LINK) -> Ntag:
    """Return an NTAG213 that holds a text or link."""
    return Ntag(uid, message_of(text))
