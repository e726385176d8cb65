"""One item's way over the counter, from its first reading to its container.

An intake is a frozen value; each step makes a new one and is on disk before it is on the
screen, so a power cut resumes at the same question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.destination import Destination
from kiosk.domain.item import Item
from kiosk.domain.moment import Moment
from kiosk.domain.opinion import Abstention
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import Answers, Question, Said
from kiosk.domain.today import Lease, Today
from kiosk.domain.verdict import Ruling, Verdict


class Stage(StrEnum):
    """Where an intake is."""

    NAMING = "naming"
    """Nobody knows what it is: staff choose its category."""
    ASKING = "asking"
    """A question is on the screen."""
    JUDGED = "judged"
    """The verdict is on the screen, not yet confirmed."""
    RECORDED = "recorded"
    """Confirmed: on disk with its event. Never open again."""
    CANCELLED = "cancelled"
    """Given up before it was confirmed. Nothing is told to the hub."""


AFTERWARDS = frozenset({"item.placed", "container.full", "intake.corrected", "tag.linked", "supervisor.came"})
"""Steps that follow the recording and change nothing of when it was."""
OPEN_STAGES = frozenset({Stage.NAMING, Stage.ASKING, Stage.JUDGED})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to the intake: who did what."""

    at: Moment
    what: str
    """A code such as ``reading.joined``; the screens and ``kiosk explain`` have its words."""
    by: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Override:
    """Staff's own choice instead of the verdict's."""

    outcome: Outcome | None
    """None: set aside for the supervisor."""
    reason: str
    """A reason code: ``works``, ``dirty``, ``scrap``."""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A supervisor's word on an item that was set aside."""

    outcome: Outcome
    by: str
    against: tuple[str, ...] = ()
    """Codes of the safety rules it was taken against; empty for an ordinary decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """All there is to know of one item on the counter."""

    id: str
    """``<epoch>-<n>``, from its first reading on."""
    began: Moment
    today: Today = field(default_factory=Today)
    """The day it began, as plugins are told."""
    stage: Stage = Stage.NAMING
    item: Item = field(default_factory=Item)
    question: Question | None = None
    """The question on the screen while asking."""
    answers: Answers = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    """Each answer ever given, withdrawn ones among them, in the words of the screen."""
    verdict: Verdict | None = None
    override: Override | None = None
    decision: Decision | None = None
    code: str = ""
    """The item code on its label, for an item that is kept."""
    destination: Destination | None = None
    lease: Lease = ""
    """The promise of room it counts against once it is recorded; empty for none."""
    silent: tuple[Abstention, ...] = ()
    """Plugins that failed once are not asked again for this intake."""
    steps: tuple[Step, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the item is still on the counter."""
        return self.stage in OPEN_STAGES

    @property
    def recorded_at(self) -> Moment:
        """When it was recorded or taken back; of an open one its last step."""
        return next((each.at for each in reversed(self.steps) if each.what not in AFTERWARDS), self.began)

    @property
    def is_danger(self) -> bool:
        """Whether an acute danger was found: a person must acknowledge it, and only a supervisor takes it back."""
        return self.verdict is not None and self.verdict.ruling is Ruling.STOP

    @property
    def outcome(self) -> Outcome | None:
        """Where the item goes: the supervisor's word, else staff's choice, else the verdict's."""
        if self.decision:
            return self.decision.outcome
        if self.override:
            return self.override.outcome
        return self.verdict.outcome if self.verdict else None
