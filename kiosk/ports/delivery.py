"""What delivery needs: the outbox, the hub, the key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.contract.answers import BatchAnswer
from kiosk.contract.events import Event

if TYPE_CHECKING:
    from kiosk.contract.signature import SignedHead


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far delivery has come."""

    epoch: str
    written: int
    """The last sequence in the ledger; 0 for none."""
    waiting: int
    parked: int
    last_fault: str = ""
    """A sentence about the last failed try; empty after a good one."""


@dataclass(frozen=True, slots=True)
class NextTry:
    """When delivery may send again, on the boot clock: another boot id means now."""

    boot_id: str
    boot_s: float
    attempts: int
    fault: str


@dataclass(frozen=True, slots=True)
class Parked:
    """An event the hub refused by name; it holds its place and lets later ones pass."""

    event: Event
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pulse:
    """A sign of life of delivery, and what it is doing: kept in memory, not on the card."""

    boot_id: str
    boot_s: float
    lasts_s: float
    """When the next one comes at the latest; later means that delivery stands still."""
    fault: str = ""
    """Why it cannot begin or go on, as a sentence with its code; empty where it can."""


class Outbox(Protocol):
    """Delivery's side of the ledger: events in, acknowledgements out."""

    @property
    def epoch(self) -> str:
        """The epoch of this ledger file."""
        ...

    def waiting(self, max_events: int, max_bytes: int) -> tuple[Event, ...]:
        """Return the oldest undelivered events in order; at least one if there is any."""
        ...

    def settle(self, sequences: Sequence[int], parked: Sequence[tuple[int, str, str]]) -> None:
        """Keep what the hub said: delivered sequences, and (sequence, status, reason) of parked ones.

        Also forgets the last fault: the hub has spoken.
        """
        ...

    def postpone(self, until: NextTry) -> None:
        """Keep when to try again and why the last try failed."""
        ...

    def next_try(self) -> NextTry | None:
        """Return when to try again, or None for now."""
        ...

    def retry(self) -> int:
        """Make everything due now, parked events too; return how many wait."""
        ...

    def backlog(self) -> Backlog:
        """Return how far delivery has come."""
        ...

    def parked(self) -> tuple[Parked, ...]:
        """Return the parked events, oldest first."""
        ...


class Hub(Protocol):
    """The central hub's API."""

    def send(self, events: Sequence[Event], head: "SignedHead") -> BatchAnswer:
        """Hand over a batch.

        :raises HubUnreachable: no answer.
        :raises HubBusy: come back later.
        :raises HubWantsLess: the batch is too large.
        :raises BatchRefused: the hub names this batch and cannot take it as it is.
        :raises HubRefusesKiosk: the token is not accepted; nothing may be sent until somebody acts.
        :raises HubTalksNonsense: what answered is no hub.
        """
        ...

    def is_reachable(self) -> bool:
        """Tell within two seconds whether a connection can be made now; nothing is asked."""
        ...


class Signer(Protocol):
    """Holds the kiosk's key and never gives it away."""

    @property
    def public_key(self) -> bytes:
        """The 32 bytes the hub knows this kiosk by."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of a message."""
        ...


@dataclass(frozen=True, slots=True)
class Published:
    """A dataset as it came, not yet believed."""

    body: bytes
    signature: str


class Publisher(Protocol):
    """The hub's datasets."""

    def dataset(self, name: str, etag: str) -> Published | None:
        """Return the dataset, or None where the hub has no other than the one with this entity tag, or none at all.

        :raises HubError: as :meth:`Hub.send`.
        """
        ...


@dataclass(frozen=True, slots=True)
class KeptDataset:
    """What is known of a dataset on this kiosk, for everybody to look at."""

    version: int = 0
    published: str = ""
    expires: str | None = None
    etag: str = ""
    fault: str = ""
    """Why the last one that came was not taken; empty after a good one."""


class Datasets(Protocol):
    """The datasets of this kiosk, on disk."""

    def kept(self) -> Mapping[str, KeptDataset]:
        """Return what there is by name."""
        ...

    def keep(self, name: str, published: Published) -> KeptDataset:
        """Put a dataset in place of the one before; a power cut leaves one or the other, whole.

        :raises DatasetRefused: it is not signed, not newer, or another one.
        """
        ...

    def note(self, name: str, fault: str) -> None:
        """Remember why the last one was not taken."""
        ...
