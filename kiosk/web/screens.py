"""Which screen the counter calls for, and what is said on it."""

import re
from datetime import UTC, datetime

from kiosk.domain.identifier import IdentifierKind
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.moment import Moment
from kiosk.domain.opinion import Order, Reason, Stop
from kiosk.domain.question import NO_HAZARD, Choice, Question, QuestionKind
from kiosk.domain.reading import Reading
from kiosk.domain.text import plain
from kiosk.domain.verdict import Ruling, Verdict
from kiosk.services.call import CALLED, CAME
from kiosk.services.counter import CounterView
from kiosk.services.placement import PlacementStage
from kiosk.services.taking_back import UNDO_S

KINDS_A_PAGE = 12
MAX_ORDERS = 4
_RECEIPTS = {PlacementStage.AWAITED: "place", PlacementStage.WRONG: "elsewhere", PlacementStage.DONE: "receipt"}
_GTIN13 = re.compile(r"0(\d)(\d{6})(\d{6})")


def screen_of(view: CounterView) -> str:
    """Return the name of the screen to show."""
    if view.doubt and not (view.intake and view.intake.is_danger):
        return "same"
    if view.intake is None:
        return _RECEIPTS[view.placement.stage] if view.receipt else "idle"
    if view.intake.stage is Stage.NAMING:
        return "categories"
    if view.intake.stage is Stage.ASKING:
        return "question"
    return _judged(view.intake)


def _judged(intake: Intake) -> str:
    ruling = intake.verdict.ruling if intake.verdict else Ruling.NEEDS_STAFF
    return {Ruling.DECIDED: "verdict", Ruling.NEEDS_STAFF: "choose", Ruling.SET_ASIDE: "aside", Ruling.STOP: "stop"}[ruling]


def seen(view: CounterView) -> str:
    """Return a mark of what is on the screen, so that a tap on an old page does nothing."""
    on_screen = view.intake or view.receipt
    if view.doubt:
        return f"{on_screen.id if on_screen else ''}?{view.doubt.readings[0].id}"
    steps = [each for each in on_screen.steps if each.what not in {CALLED, CAME}] if on_screen else []
    return f"{on_screen.id}:{len(steps)}{view.placement.found}" if on_screen else ""


def because(verdict: Verdict) -> Reason | None:
    """Return the one reason to show for a verdict: the rule that left no choice, else the surest voice."""
    if verdict.outcome is None or len(verdict.allowed) == 1:
        strict = max(verdict.trail.vetoes, key=lambda each: (each.safety, len(each.strikes)), default=None)
        if strict:
            return strict.reason
    voices = [each for each in verdict.trail.opinions if each.outcome is verdict.outcome]
    return max(voices, key=lambda each: each.confidence).reason if voices else None


def digits(intake: Intake) -> str:
    """Return the code that nobody knows, as it is printed."""
    if intake.item.gtin:
        return _printed(intake.item.gtin)
    unknown = intake.item.values_of(IdentifierKind.UNKNOWN)
    first = next((each.text for each in intake.item.readings if each.text), "")
    return plain(unknown[0] if unknown else first, 32)


def digits_of(reading: Reading) -> str:
    """Return what a code that is asked about says."""
    return plain(reading.text or reading.data.hex(), 20)


def _printed(gtin: str) -> str:
    grouped = _GTIN13.fullmatch(gtin)
    return " ".join(grouped.groups()) if grouped else gtin.lstrip("0")


def dangers(question: Question) -> tuple[Choice, ...]:
    """Return the choices of a hazard question that are dangers."""
    return tuple(each for each in question.choices if each.id != NO_HAZARD)


def is_hazard(question: Question) -> bool:
    """Tell whether the question is about danger."""
    return question.kind is QuestionKind.HAZARD


def stops(verdict: Verdict) -> tuple[Stop, ...]:
    """Return the acute dangers, each kind once."""
    by_kind = {each.stop.kind: each.stop for each in reversed(verdict.stops) if each.stop}
    return tuple(by_kind[kind] for kind in sorted(by_kind))


def orders(found: tuple[Stop, ...]) -> tuple[Order, ...]:
    """Return what to do now, the same thing said once, at most what fits."""
    by_text = {each.texts.get("nl", ""): each for stop in found for each in stop.orders}
    return tuple(by_text.values())[:MAX_ORDERS]


def can_undo(intake: Intake | None, at: Moment) -> bool:
    """Tell whether *Toch niet* still works for a recorded intake."""
    if intake is None or intake.stage is not Stage.RECORDED:
        return False
    done = intake.recorded_at
    was_danger = intake.verdict is not None and intake.verdict.ruling is Ruling.STOP
    return not was_danger and done.boot_id == at.boot_id and at.boot_s - done.boot_s < UNDO_S


def local_time(at: Moment) -> datetime:
    """Return the wall time where the machine stands."""
    return datetime.fromtimestamp(at.wall_s, UTC).astimezone()
