"""Stand-ins for the outside, shared by tests; each implements a port of kiosk.ports."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kiosk.contract.events import Happening
from kiosk.domain.destination import Destination, Route
from kiosk.domain.identifier import Identifier, IdentifierKind
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.item import Identification, Item
from kiosk.domain.moment import Moment
from kiosk.domain.opinion import Abstention, Judgement, Opinion, Reason, Veto
from kiosk.domain.outcome import LADDER, Outcome
from kiosk.domain.plugin import PluginRecord
from kiosk.domain.question import Answers, Choice, Question, QuestionKind
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.text import plain
from kiosk.domain.today import NO_DAY, Today
from kiosk.domain.verdict import Verdict
from kiosk.errors import LedgerUnwritable
from kiosk.ports import Backlog


class HandClock:
    """A clock that is set by hand."""

    def __init__(self, wall_s: float = 1_800_000_000.0) -> None:
        self.wall_s = wall_s
        self.boot_s = 1000.0
        self.boot_id = "boot-1"

    def now(self) -> Moment:
        return Moment(self.wall_s, self.boot_id, self.boot_s, synchronised=True)

    def wait(self, seconds: float) -> None:
        self.wall_s += seconds
        self.boot_s += seconds


@dataclass
class Says:
    """A plugin of plain functions."""

    name: str
    identify: Callable[[Sequence[Reading]], list[Identification]] = lambda _readings: []
    questions: Callable[[Item, Answers], list[Question]] = lambda _item, _answers: []
    assess: Callable[[Item, Answers], list[Opinion]] = lambda _item, _answers: []
    veto: Callable[[Item, Answers], list[Veto]] = lambda _item, _answers: []
    route: Callable[[Item, Verdict, Sequence[Destination]], list[Route]] = lambda _item, _verdict, _destinations: []


@dataclass
class InlineRound:
    """A turn around plugins that live in this process."""

    plugins: Sequence[Says]
    silent: tuple[Abstention, ...] = ()
    asked: list[str] = field(default_factory=list)

    def identify(self, readings: Sequence[Reading]) -> tuple[Identification, ...]:
        return tuple(replace(said, by=each.name) for each in self.plugins for said in each.identify(readings))

    def questions(self, item: Item, answers: Answers) -> tuple[Question, ...]:
        return tuple(replace(said, by=each.name) for each in self.plugins for said in each.questions(item, answers))

    def judge(self, item: Item, answer_sets: Sequence[Answers]) -> tuple[Judgement, ...]:
        return tuple(
            Judgement(
                tuple(replace(said, by=each.name) for each in self.plugins for said in each.assess(item, answers)),
                tuple(replace(said, by=each.name) for each in self.plugins for said in each.veto(item, answers)),
            )
            for answers in answer_sets
        )

    def route(self, item: Item, verdict: Verdict, destinations: Sequence[Destination]) -> tuple[Route, ...]:
        return tuple(replace(said, by=each.name) for each in self.plugins for said in each.route(item, verdict, destinations))


class InlinePanel:
    """A panel without processes."""

    def __init__(self, *plugins: Says, silent: Sequence[Abstention] = ()) -> None:
        self.plugins = list(plugins)
        self.silent = tuple(silent)
        self.today = NO_DAY

    def round(self, silent: Sequence[Abstention] = (), today: Today = NO_DAY) -> InlineRound:
        self.today = today
        gone = {each.by for each in (*silent, *self.silent)}
        return InlineRound([each for each in self.plugins if each.name not in gone], tuple(dict.fromkeys((*silent, *self.silent))))

    def records(self) -> tuple[PluginRecord, ...]:
        return ()


class MemoryLedger:
    """Intakes and a catalogue that forget everything; ``full`` makes every write fail."""

    def __init__(self) -> None:
        self.kept: dict[str, Intake] = {}
        self.told: list[Happening] = []
        self.learned: dict[str, str] = {}
        self.full = False

    def new_id(self) -> str:
        return f"epoch-{len(self.kept) + 1}"

    def open_intake(self) -> Intake | None:
        return next((each for each in self.kept.values() if each.is_open), None)

    def save(self, intake: Intake) -> None:
        if self.full:
            raise LedgerUnwritable("disk full")
        self.kept[intake.id] = intake

    def record(self, intake: Intake, happenings: Sequence[Happening]) -> None:
        self.save(intake)
        self.told += happenings

    def find(self, number: str) -> Intake | None:
        return self.kept.get(number) or next((each for each in self.kept.values() if number and each.code == number), None)

    def event_of(self, number: str) -> str:
        said = [f"epoch.{place}" for place, each in enumerate(self.told, 1) if each.subject == number]
        return said[-1] if said else ""

    def latest(self, limit: int) -> tuple[Intake, ...]:
        closed = [each for each in self.kept.values() if not each.is_open]
        return tuple(reversed(closed))[:limit]

    def tally(self, since_s: float) -> Mapping[Outcome, int]:
        recorded = [each for each in self.kept.values() if each.stage is Stage.RECORDED and each.began.wall_s >= since_s]
        return {outcome: sum(each.outcome is outcome for each in recorded) for outcome in LADDER}

    def placed(self) -> Mapping[str, int]:
        return Counter(each.lease for each in self.kept.values() if each.lease and each.stage is Stage.RECORDED)

    def category_of(self, gtin: str) -> str | None:
        return self.learned.get(gtin)

    def learn(self, gtin: str, category: str) -> None:
        self.learned[gtin] = category

    def backlog(self) -> Backlog:
        return Backlog("epoch", len(self.told), len(self.told), 0)


class AnyGtin:
    """A parser that takes every EAN-13 as a GTIN and understands nothing else."""

    def parse(self, reading: Reading) -> tuple[Identifier, ...]:
        if reading.carrier == "ean13" and reading.text:
            return (Identifier(IdentifierKind.GTIN, reading.text.zfill(14)),)
        return (Identifier(IdentifierKind.UNKNOWN, plain(reading.text or "")),)


def ean(text: str = "4242005045112", number: int = 1, medium: Medium = Medium.CAMERA) -> Reading:
    """Return the reading of a retail code."""
    return Reading(f"run-{number}-{text}", medium, "ean13", text.encode(), text)


def likes(outcome: str, confidence: float, by: str = "plugin") -> Opinion:
    """Return one voice for an outcome."""
    return Opinion(Outcome(outcome), confidence, Reason(f"likes.{outcome}"), by)


def strikes(*outcomes: str, by: str = "plugin", safety: bool = False) -> Veto:
    """Return a veto on the outcomes."""
    return Veto(frozenset(Outcome(each) for each in outcomes), Reason("struck"), safety=safety, by=by)


def silent(by: str, *, critical: bool = False) -> Abstention:
    """Return a plugin that was late."""
    from kiosk.domain.opinion import Cause

    return Abstention(by, Cause.LATE, critical)


def yesno(name: str, *, unsure: bool = False) -> Question:
    """Return a question with yes and no."""
    texts = {"nl": f"{name}?"}
    return Question(name, QuestionKind.YESNO, texts, (Choice("yes", {"nl": "Ja"}), Choice("no", {"nl": "Nee"})), unsure=unsure)
