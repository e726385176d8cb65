"""Signed, packed batches of a kiosk's chain, made before a clock starts."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract.envelope import BATCH_TYPE, FIRST_PREVHASH, batch, seal
from kiosk.contract.events import Event, Link
from kiosk.contract.happened import IntakeRecorded, example, tell
from kiosk.contract.signature import HEADER, Head, SignedHead
from kiosk.domain.moment import Moment

BATCH = 200
NOON = Moment(wall_s=1_800_000_000.0, boot_id="boot-1", boot_s=1000.0, synchronised=True)


@dataclass(frozen=True, slots=True)
class Key:
    """A kiosk's key."""

    private: Ed25519PrivateKey

    @property
    def public_key(self) -> bytes:
        """The 32 bytes the hub knows it by."""
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        return self.private.sign(message)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk the hub knows, with its key."""

    id: str
    token: str
    key: Key


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch as it travels."""

    body: bytes
    headers: dict[str, str]


def parcels_of(kiosk: Kiosk, count: int, size: int = BATCH) -> list[Parcel]:
    """Return the batches of a chain of recorded intakes, sealed, signed and packed."""
    happening = tell(IntakeRecorded(**example(IntakeRecorded)), "e1-1", NOON)
    parcels, run, prevhash = list[Parcel](), list[Event](), FIRST_PREVHASH
    for sequence in range(1, count + 1):
        event = seal(happening, Link(f"/kiosks/{kiosk.id}", "e1", sequence, prevhash))
        prevhash = event.hash
        run.append(event)
        if len(run) == size or sequence == count:
            parcels.append(_parcel(kiosk, run))
            run = []
    return parcels


def _parcel(kiosk: Kiosk, run: Sequence[Event]) -> Parcel:
    head = Head(kiosk.id, run[-1].epoch, run[-1].sequence, run[-1].hash)
    signed = SignedHead(head, kiosk.key.sign(head.to_sign()))
    headers = {
        "Authorization": f"Bearer {kiosk.token}",
        "Content-Type": BATCH_TYPE,
        "Content-Encoding": "gzip",
        HEADER: signed.to_header(),
    }
    return Parcel(gzip.compress(batch([each.body for each in run]), 6), headers)
