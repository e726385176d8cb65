"""Tags as ISO 14443-3 type A describes them: asleep, awake, chosen, halted.

A tag that hears something it does not expect falls back to where it was woken from. That is
why a reader that never sends HLTA misses a tag every second time.
"""

from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from kiosk.adapters.simulated.rc522.bits import Bits, bits_of, bytes_of, crc_a, with_crc

REQA, WUPA, HLTA = 0x26, 0x52, b"\x50\x00"
SHORT_FRAME_BITS = 7
SELECT = (0x93, 0x95, 0x97)
CASCADE_TAG = 0x88
ALL_KNOWN = 0x70
MORE_LEVELS = 0x04
ACK: Bits = (0, 1, 0, 1)
NAK: Bits = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Mishap:
    """What is wrong with a tag."""

    leaves_after_reads: int | None = None
    """It is taken away when it is asked to read once more."""
    leaves_after_writes: int | None = None
    refuses_writes: bool = False
    wrong_crc: bool = False
    """What it reads out comes with a wrong checksum."""
    late_s: float = 0.0
    """How much later than the standard asks it answers."""


class State(Enum):
    """Where a tag is in the standard's diagram; READY and ACTIVE remember whether it was halted before."""

    IDLE = auto()
    READY = auto()
    ACTIVE = auto()
    HALT = auto()


class SimulatedTag:
    """Identity and selection; what a tag holds is its kind's."""

    sak = 0x00
    atqa = b"\x04\x00"

    def __init__(self, uid: bytes, mishap: Mishap | None = None) -> None:
        self.uid = uid
        self.mishap = mishap or Mishap()
        self.state = State.IDLE
        self.reads = 0
        self.writes = 0
        self._rest = State.IDLE
        self._level = 0

    @property
    def is_gone(self) -> bool:
        """Whether it was taken away in the middle of something."""
        mishap = self.mishap
        return any(
            limit is not None and done > limit
            for done, limit in ((self.reads, mishap.leaves_after_reads), (self.writes, mishap.leaves_after_writes))
        )

    def lose_power(self) -> None:
        """Forget everything but what it holds: the field is off."""
        self.state = self._rest = State.IDLE

    def hear(self, bits: Bits) -> Bits | None:
        """Take a frame in; return the answer, or None for silence."""
        if self.is_gone:
            return None
        if len(bits) == SHORT_FRAME_BITS:
            return self._woken(bytes_of(bits)[0])
        data = bytes_of(bits)
        if self.state is State.READY and data[0] == SELECT[self._level]:
            return self._chosen(bits, data)
        if self.state is State.ACTIVE:
            answer = self._told(data)
            return None if self.is_gone else answer
        return self._fall_back()

    def authenticate(self, block: int, key: bytes, *, second_key: bool) -> bool:  # noqa: ARG002 - kinds with keys look at them
        """Open a sector with a key; a tag without keys does not know how."""
        self._fall_back()
        return False

    # -- for kinds ---------------------------------------------------------------------

    def _command(self, data: bytes) -> Bits | None:  # noqa: ARG002 - kinds look at it
        """Answer a command; a kind knows which there are."""
        return None

    def _read_out(self, data: bytes) -> Bits:
        checksum = crc_a(data)
        return bits_of(data + (bytes(each ^ 0xFF for each in checksum) if self.mishap.wrong_crc else checksum))

    # -- selection ---------------------------------------------------------------------

    def _woken(self, call: int) -> Bits | None:
        calls = {State.IDLE: (REQA, WUPA), State.HALT: (WUPA,)}.get(self.state, ())
        if call not in calls:
            return self._fall_back()
        self._rest, self.state, self._level = self.state, State.READY, 0
        return bits_of(self.atqa)

    def _fall_back(self) -> Bits | None:
        """Go back to sleep and say nothing."""
        if self.state in {State.READY, State.ACTIVE}:
            self.state = self._rest
        return None

    @cached_property
    def _parts(self) -> tuple[bytes, ...]:
        """The four bytes of each cascade level."""
        uid, mark = self.uid, bytes([CASCADE_TAG])
        return {4: (uid,), 7: (mark + uid[:3], uid[3:]), 10: (mark + uid[:3], mark + uid[3:6], uid[6:])}[len(uid)]

    def _chosen(self, bits: Bits, data: bytes) -> Bits | None:
        part = self._parts[self._level]
        checked = part + bytes([part[0] ^ part[1] ^ part[2] ^ part[3]])
        if data[1] == ALL_KNOWN:
            return self._selected() if data[2:] == checked + crc_a(data[:7]) else self._fall_back()
        known = bits[16:]
        mine = bits_of(checked)
        return mine[len(known) :] if mine[: len(known)] == known else self._fall_back()

    def _selected(self) -> Bits:
        self._level += 1
        if self._level < len(self._parts):
            return bits_of(with_crc(bytes([MORE_LEVELS])))
        self.state = State.ACTIVE
        return bits_of(with_crc(bytes([self.sak])))

    def _told(self, data: bytes) -> Bits | None:
        if data == with_crc(HLTA):
            self.state = State.HALT
            return None
        answer = self._command(data)
        if answer is None and self.state is State.ACTIVE:
            self._fall_back()
        return answer
