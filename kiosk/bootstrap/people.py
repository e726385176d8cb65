"""The people of the demo: a visitor who puts things on the counter, an attendant who answers.

They stand outside the product and use it as people do: pictures are laid on the
simulated counter, buttons of the screen are tapped over HTTP.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from kiosk.domain.question import NO_HAZARD
from kiosk.domain.verdict import Ruling
from kiosk.ports import Clock

LOOK_EVERY_S = 0.05


class CounterTop(Protocol):
    """The simulated counter."""

    def put(self, picture: Path) -> None:
        """Lay a picture down."""
        ...

    def clear(self) -> None:
        """Take everything away."""
        ...


class Screen(Protocol):
    """The counter's screen."""

    def look(self) -> dict[str, Any] | None:
        """Return what it shows, or None while the desk is away."""
        ...

    def tap(self, button: str, **fields: str) -> bool:
        """Press a button."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the visitor is, in seconds."""

    before_next_s: float
    """Between two items."""
    until_read_s: float
    """How long an item may lie there unread."""
    until_done_s: float
    """How long an item that was read may stay."""


@dataclass(slots=True)
class Shown:
    """What became of the pictures."""

    recorded: dict[str, str] = field(default_factory=dict)
    """Intake by picture."""
    unread: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    """Read, but never recorded."""


class Attendant:
    """Answers by script: harmless, working, and what the kiosk proposes."""

    WORKS = ("yes", "good", "no")

    def __init__(self, screen: Screen, category: str = "kettle") -> None:
        self._screen = screen
        self._category = category

    def act(self, seen: Mapping[str, Any]) -> None:
        """Do the one thing the screen asks for."""
        stage = seen.get("stage")
        if seen.get("doubt"):
            self._screen.tap("intake/same", same="yes")
        elif stage == "naming":
            self._screen.tap("intake/name", category=self._category)
        elif stage == "asking":
            question = seen["question"]
            self._screen.tap("intake/answer", question=question["id"], choice=self._choice([each["id"] for each in question["choices"]]))
        elif stage == "judged":
            self._settle(seen)

    def _choice(self, choices: list[str]) -> str:
        harmless = (NO_HAZARD, *self.WORKS)
        return next((each for each in harmless if each in choices), choices[0])

    def _settle(self, seen: Mapping[str, Any]) -> None:
        match seen["ruling"]:
            case Ruling.STOP:
                self._screen.tap("intake/acknowledge")
            case Ruling.NEEDS_STAFF:
                self._screen.tap("intake/choose", outcome=min(seen["allowed"]), reason="works")
            case _:
                self._screen.tap("intake/confirm")


class Visitor:
    """Puts one picture after the other on the counter and takes it away when it is done."""

    def __init__(self, top: CounterTop, screen: Screen, clock: Clock, pace: Pace, attendant: Attendant | None = None) -> None:
        self._top = top
        self._screen = screen
        self._clock = clock
        self._pace = pace
        self._attendant = attendant

    def hand_in(self, pictures: Iterable[Path], ended: threading.Event, tell: Callable[[str], None]) -> Shown:
        """Hand in every picture, until the last one or until told to end."""
        shown = Shown()
        self._wait_for_the_desk(ended)
        for picture in pictures:
            if ended.wait(self._pace.before_next_s):
                break
            self._top.put(picture)
            self._stay(picture, shown, ended)
            self._top.clear()
            self._leave(ended)
            tell(f"{picture.name}: {shown.recorded.get(picture.name, 'not recorded')}")
        return shown

    def _wait_for_the_desk(self, ended: threading.Event) -> None:
        until_s = self._now_s() + self._pace.until_done_s
        while self._screen.look() is None and self._now_s() < until_s and not ended.wait(LOOK_EVERY_S):
            pass

    def _stay(self, picture: Path, shown: Shown, ended: threading.Event) -> None:
        """Wait until the item on the counter is recorded, or patience ends; a desk that restarts is waited for."""
        intake, laid_down_s = "", self._now_s()
        until_s = laid_down_s + self._pace.until_read_s
        while self._now_s() < until_s and not ended.wait(LOOK_EVERY_S):
            if (seen := self._screen.look()) is None:
                until_s = min(self._now_s() + self._pace.until_read_s, laid_down_s + self._pace.until_done_s)
                continue
            if not intake and seen["intake"]:
                intake, until_s = seen["intake"], laid_down_s + self._pace.until_done_s
            if intake and seen["intake"] != intake:
                shown.recorded[picture.name] = intake
                return
            if intake and self._attendant:
                self._attendant.act(seen)
        (shown.stuck if intake else shown.unread).append(picture.name)

    def _leave(self, ended: threading.Event) -> None:
        """Wait until the camera has seen the empty counter."""
        since_s = self._now_s()
        while not ended.wait(LOOK_EVERY_S) and self._now_s() - since_s < self._pace.until_read_s:
            if (seen := self._screen.look()) and seen["emptied"]:
                return

    def _now_s(self) -> float:
        return self._clock.now().boot_s
