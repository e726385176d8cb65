"""The sockets of the house: what services need from outside, named by role.

Services know these Protocols only. Adapters, the plugin host and the tests' fakes
provide them; ``kiosk.bootstrap`` plugs them together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from kiosk.contract.answers import BatchAnswer
from kiosk.contract.events import Event, Happening
from kiosk.contract.signature import SignedHead
from kiosk.domain.destination import Destination, Route
from kiosk.domain.identifier import Identifier
from kiosk.domain.intake import Intake
from kiosk.domain.item import Category, Identification, Item
from kiosk.domain.moment import Moment
from kiosk.domain.opinion import Abstention, Judgement
from kiosk.domain.outcome import Outcome
from kiosk.domain.plugin import PluginRecord
from kiosk.domain.question import Answers, Question
from kiosk.domain.reading import Reading, Tag
from kiosk.domain.scan import Scan
from kiosk.domain.symbol import Symbol
from kiosk.domain.tag_role import Mark, RecognisedTag, TagMeaning, UnknownTag
from kiosk.domain.verdict import Verdict

if TYPE_CHECKING:  # numpy costs the desk 20 MB and is only a type here
    import numpy as np
    from numpy.typing import NDArray

    Frame: TypeAlias = NDArray[np.uint8]


class Clock(Protocol):
    """The only one who knows what time it is."""

    def now(self) -> Moment:
        """Return the present, with how far to trust it."""
        ...

    def wait(self, seconds: float) -> None:
        """Let that much time pass."""
        ...


# -- capture ---------------------------------------------------------------------------


class FrameSource(Protocol):
    """A camera, or what stands for one."""

    def next_frame(self) -> "Frame | None":
        """Return the next frame (height x width x 3, BGR, uint8), or None when there is none for good.

        :raises CameraGone: the camera should give one and does not; ask again later.
        """
        ...

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        ...


class SymbolDecoder(Protocol):
    """Finds codes in a frame."""

    def read(self, frame: "Frame", *, patiently: bool = False) -> tuple[Symbol, ...]:
        """Return every code found; nothing found is (). Patiently may take half a second, for a scene that hides its code.

        :raises DecoderCrashed: native code died; the next frame may work again.
        """
        ...

    def close(self) -> None:
        """End what decodes; twice does no harm."""
        ...


@dataclass(frozen=True, slots=True)
class Glance:
    """What a cheap look at a frame tells."""

    moved: bool
    """Whether it looks different from the scene before; also for the first frame."""
    scene: int | None
    """The number of the kept scene it looks like, or None."""


class MotionGate(Protocol):
    """Compares frames so cheaply that every one can be looked at."""

    def look(self, frame: "Frame") -> Glance:
        """Compare the frame with the scene before and with the kept ones."""
        ...

    def keep(self) -> int:
        """Keep the present scene, to know it again; return its number."""
        ...


class Preview(Protocol):
    """Where people see what the camera sees."""

    def show(self, frame: "Frame", symbols: Sequence[Symbol]) -> None:
        """Show a frame with the codes found in it, if anybody looks. Never raises."""
        ...


class TagReader(Protocol):
    """An RFID reader."""

    def poll(self) -> Tag | None:
        """Return the tag that lies there now, or None.

        :raises TagReaderBroken: the reader does not answer.
        """
        ...

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        ...


class CodeScanner(Protocol):
    """A hand scanner or a UHF reader that sends whole codes."""

    def scans(self) -> tuple[Scan, ...]:
        """Return what was scanned since the last call; nothing is ().

        :raises ScannerGone: it is not there; ask again later.
        """
        ...

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        ...


class ReadingSink(Protocol):
    """Where capture's findings go: the desk."""

    def deliver(self, reading: Reading) -> None:
        """Hand over a reading; it is kept and sent again while the desk is away."""
        ...

    def counter_emptied(self) -> None:
        """Say that nothing lies on the counter any more."""
        ...

    def report(self, faults: Mapping[str, str]) -> None:
        """Say how the devices are: a sentence by device name, only for those with a fault."""
        ...


# -- desk ------------------------------------------------------------------------------


class IdentifierParser(Protocol):
    """Turns what a code holds into what it means."""

    def parse(self, reading: Reading) -> tuple[Identifier, ...]:
        """Return its identifiers; a code nobody understands is one of kind ``unknown``. Never raises."""
        ...


class Round(Protocol):
    """One turn around the panel with one shared deadline; late is silent for the rest of it."""

    def identify(self, readings: Sequence[Reading]) -> tuple[Identification, ...]:
        """Ask what the thing is."""
        ...

    def questions(self, item: Item, answers: Answers) -> tuple[Question, ...]:
        """Ask what plugins would like to know."""
        ...

    def judge(self, item: Item, answer_sets: Sequence[Answers]) -> tuple[Judgement, ...]:
        """Ask for opinions and vetoes under each set of answers (at most 64), in their order."""
        ...

    def route(self, item: Item, verdict: Verdict, destinations: Sequence[Destination]) -> tuple[Route, ...]:
        """Ask for wishes where it should go."""
        ...

    @property
    def silent(self) -> tuple[Abstention, ...]:
        """Who has not answered until now, earlier silences included."""
        ...


class Panel(Protocol):
    """All plugins of this kiosk; the only one that talks to them."""

    def round(self, silent: Sequence[Abstention] = ()) -> Round:
        """Begin a turn of 300 ms in which those already silent in this intake are not asked again."""
        ...

    def records(self) -> tuple[PluginRecord, ...]:
        """Return how each plugin is doing, sorted by name."""
        ...


class Intakes(Protocol):
    """The desk's side of the ledger. What returns is on disk."""

    def new_id(self) -> str:
        """Return the number of the next intake, never given before."""
        ...

    def open_intake(self) -> Intake | None:
        """Return the intake that was on the counter when the power went, if any."""
        ...

    def save(self, intake: Intake) -> None:
        """Keep the intake as it is now.

        :raises LedgerUnwritable: it could not be kept.
        """
        ...

    def record(self, intake: Intake, happenings: Sequence[Happening]) -> None:
        """Keep the intake and append its events, in one transaction.

        :raises LedgerUnwritable: neither was kept.
        """
        ...

    def find(self, number: str) -> Intake | None:
        """Return the intake of that number (``<epoch>-<n>`` or an event id)."""
        ...

    def latest(self, limit: int) -> tuple[Intake, ...]:
        """Return the latest closed intakes, newest first."""
        ...

    def tally(self, since_s: float) -> Mapping[Outcome, int]:
        """Count recorded intakes by outcome since a wall time."""
        ...


class Catalogue(Protocol):
    """What this kiosk has learned about products."""

    def category_of(self, gtin: str) -> Category | None:
        """Return the category staff gave this product."""
        ...

    def learn(self, gtin: str, category: Category) -> None:
        """Remember the category of a product."""
        ...


class TagRegistry(Protocol):
    """What the tags of this site stand for, by marks: it keeps no UID."""

    def recognise(self, uid: bytes) -> RecognisedTag:
        """Return the mark of a tag, and what it stands for."""
        ...

    def has_badges(self) -> bool:
        """Tell whether any badge is registered."""
        ...

    def keep_unknown(self, mark: Mark, at: Moment) -> None:
        """Remember a tag nobody knows.

        :raises LedgerUnwritable: it could not be kept.
        """
        ...

    def unknown(self) -> tuple[UnknownTag, ...]:
        """Return the tags nobody knows, latest first."""
        ...

    def link(self, mark: Mark, meaning: TagMeaning) -> None:
        """Let a tag stand for something.

        :raises LedgerUnwritable: it could not be kept.
        """
        ...

    def unlink(self, mark: Mark) -> None:
        """Let a tag stand for nothing again.

        :raises LedgerUnwritable: it could not be kept.
        """
        ...


# -- delivery --------------------------------------------------------------------------


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

    def send(self, events: Sequence[Event], head: SignedHead) -> BatchAnswer:
        """Hand over a batch.

        :raises HubUnreachable: no answer.
        :raises HubBusy: come back later.
        :raises HubRefusesKiosk: the token is not accepted; nothing may be sent until somebody acts.
        :raises HubTalksNonsense: what answered is no hub.
        """
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


class Datasets(Protocol):
    """Where plugins' read-only data lie."""

    @property
    def folder(self) -> Path:
        """The folder given to plugins."""
        ...
