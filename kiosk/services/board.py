"""The board all screens look at: state beside the intake, and a bell that rings on change."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from kiosk.domain.command import CardName
from kiosk.domain.intake import Intake
from kiosk.domain.moment import Moment
from kiosk.ports import Backlog, Clock, Intakes, Panel
from kiosk.services.counter import CounterView

MOST_PRESSES = 8
"""More cards than anybody shows between two looks of a screen."""
READING = "reading"
"""The name under which a refused reading stands beside the devices' faults."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Press:
    """A command card that was shown: the button it presses, or the code of why it is not obeyed."""

    name: CardName = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """How often the board has changed, how many codes were read, and how many command cards were shown."""

    revision: int
    ticks: int
    presses: int = 0


class Board:
    """Holds what screens are told, under the desk's lock."""

    def __init__(self, panel: Panel, intakes: Intakes, backlog: Callable[[], Backlog], clock: Clock) -> None:
        self._panel = panel
        self._intakes = intakes
        self._backlog_now = backlog
        self._clock = clock
        self._backlog = backlog()
        self._faults: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._stale: dict[str, str] = {}
        self._revision = 1
        self.lock = threading.RLock()
        self._bell = threading.Condition()
        self._ticks = 0
        self._presses: deque[Press] = deque(maxlen=MOST_PRESSES)
        self._pressed = 0
        self.unsaved = False

    def view(self, intake: Intake | None, receipt: Intake | None, *, emptied: bool) -> CounterView:
        """Return a snapshot with the intake and the receipt on it."""
        now = self._clock.now()
        return CounterView(
            revision=self._revision,
            at=now,
            intake=intake,
            receipt=receipt,
            emptied=emptied,
            tally=self._intakes.tally(_midnight_s(now)),
            faults={**self._faults, **self._own, **self._stale},
            plugins=self._panel.records(),
            waiting=self._backlog.waiting,
            hub_fault=self._backlog.last_fault,
            unsaved=self.unsaved,
        )

    def show(self) -> None:
        """Ring the bell: something on the board is new."""
        with self._bell:
            self._revision += 1
            self._bell.notify_all()

    def tick(self) -> None:
        """Tell screens that a code was read, before anybody has thought about it."""
        with self._bell:
            self._ticks += 1
            self._bell.notify_all()

    def press(self, press: Press) -> None:
        """Tell screens of a command card; one that opens later never hears of it."""
        with self._bell:
            self._presses.append(press)
            self._pressed += 1
            self._bell.notify_all()

    def presses_since(self, told: int) -> tuple[Press, ...]:
        """Return the cards that were shown after the first `told` ones, the latest few at most."""
        with self._bell:
            fresh = min(self._pressed - told, len(self._presses))
            return tuple(self._presses)[len(self._presses) - fresh :]

    def wait(self, revision: int, timeout_s: float) -> int:
        """Return the current revision as soon as it is another one, or when the time is up."""
        with self._bell:
            self._bell.wait_for(lambda: self._revision != revision, timeout_s)
            return self._revision

    def wait_for_news(self, told: News, timeout_s: float) -> News:
        """Return what is new as soon as something is, or when the time is up; never waits for a plugin."""
        with self._bell:
            self._bell.wait_for(lambda: self._news() != told, timeout_s)
            return self._news()

    @property
    def ticks(self) -> int:
        """How many codes were read."""
        return self._ticks

    def _news(self) -> News:
        return News(self._revision, self._ticks, self._pressed)

    def report(self, faults: Mapping[str, str]) -> None:
        """Take note of how the devices are."""
        with self.lock:
            if faults != self._faults:
                self._faults = dict(faults)
                log.info("devices.reported", faults=self._faults)
                self.show()

    def refuse(self, sentence: str) -> None:
        """Say on the screen that a reading could not be taken, until the next one is; empty takes it back."""
        self.say(READING, sentence)

    def say(self, name: str, sentence: str) -> None:
        """Put a fault of the desk's own on the screen under its name; an empty sentence takes it back."""
        with self.lock:
            if sentence != self._own.get(name, ""):
                self._own = {**{each: said for each, said in self._own.items() if each != name}, **({name: sentence} if sentence else {})}
                self.show()

    def warn_unsaved(self, *, unsaved: bool) -> None:
        """Show the banner *niet bewaard*, or take it away."""
        with self.lock:
            if unsaved != self.unsaved:
                self.unsaved = unsaved
                self.show()

    def age(self, expired: Mapping[str, str]) -> None:
        """Take note of the datasets that are too old to rely on, a sentence for each."""
        with self.lock:
            if expired != self._stale:
                self._stale = dict(expired)
                self.show()

    def refresh(self) -> None:
        """Look how far delivery has come."""
        backlog = self._backlog_now()
        with self.lock:
            if backlog != self._backlog:
                self._backlog = backlog
                self.show()


def _midnight_s(now: Moment) -> float:
    """Return when today began, in the time zone of the machine."""
    return datetime.fromtimestamp(now.wall_s).astimezone().replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
