"""What the counter needs: plugins, the ledger, the catalogue, the registry of tags."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from kiosk.contract.events import Happening
from kiosk.domain.destination import Destination, Route
from kiosk.domain.identifier import Identifier
from kiosk.domain.intake import Intake
from kiosk.domain.item import Category, Identification, Item
from kiosk.domain.moment import Moment
from kiosk.domain.opinion import Abstention, Judgement
from kiosk.domain.outcome import Outcome
from kiosk.domain.plugin import PluginRecord
from kiosk.domain.question import Answers, Question
from kiosk.domain.reading import Reading
from kiosk.domain.tag_role import Mark, RecognisedTag, TagMeaning, UnknownTag
from kiosk.domain.today import NO_DAY, Lease, Today
from kiosk.domain.unsettled import Unsettled
from kiosk.domain.verdict import Verdict


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

    def round(self, silent: Sequence[Abstention] = (), today: Today = NO_DAY) -> Round:
        """Begin a turn of 300 ms of an intake of that day; those already silent in it are not asked again."""
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

    def event_of(self, number: str) -> str:
        """Return the id of the event that said last what became of an intake; empty where there is none."""
        ...

    def latest(self, limit: int) -> tuple[Intake, ...]:
        """Return the latest closed intakes, newest first."""
        ...

    def tally(self, since_s: float) -> Mapping[Outcome, int]:
        """Count recorded intakes by outcome since a wall time."""
        ...

    def placed(self) -> Mapping[Lease, int]:
        """Count recorded intakes by the lease they count against; those that were taken back do not count."""
        ...


class Catalogue(Protocol):
    """What this kiosk has learned about products."""

    def category_of(self, gtin: str) -> Category | None:
        """Return the category staff gave this product."""
        ...

    def learn(self, gtin: str, category: Category) -> None:
        """Remember the category of a product."""
        ...


class UnsettledCodes(Protocol):
    """Codes staff are asked about or that wait behind an item, kept for a desk that is started again."""

    def read(self) -> Unsettled:
        """Return what was kept last."""
        ...

    def write(self, found: Unsettled) -> None:
        """Keep this instead."""
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

    def links(self) -> Mapping[Mark, TagMeaning]:
        """Return what was linked at this kiosk."""
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
