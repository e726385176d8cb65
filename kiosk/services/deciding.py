"""A supervisor's word on what was set aside: the item goes somewhere, and the event says who sent it there.

It is the only way round a safety rule: whoever goes it is asked once more, and the event
names the rules it was taken against.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from kiosk.domain.destination import Destination, choose
from kiosk.domain.intake import Decision, Intake, Stage, Step
from kiosk.domain.outcome import LADDER, Outcome
from kiosk.domain.staff import StaffMember, speaker
from kiosk.errors import IntakeUnknown, NotNow, OutcomeStruck
from kiosk.services.coding import coded
from kiosk.services.happenings import decided_aside
from kiosk.services.on_counter import OnCounter

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Objection:
    """Who speaks against an outcome for safety's sake."""

    by: str
    code: str
    texts: dict[str, str]


class Deciding:
    """Takes supervisors' decisions."""

    def __init__(self, counter: OnCounter, destinations: Sequence[Destination]) -> None:
        self._counter = counter
        self._destinations = tuple(destinations)

    def decide(self, number: str, outcome: Outcome, supervisor: StaffMember, *, is_sure: bool = False) -> Intake:
        """Send an item that was set aside somewhere; return it as it is recorded now.

        :raises OutcomeStruck: a safety rule forbids it and the supervisor has not said to be sure.
        :raises NotNow: it does not wait for a decision, or the person is no supervisor.
        :raises LedgerUnwritable: nothing was kept.
        """
        counter = self._counter
        with counter.lock:
            waiting = self._waiting(number, supervisor)
            against = objections(waiting, outcome)
            if against and not is_sure:
                raise OutcomeStruck(outcome, against[0].code)
            done = coded(self._decided(waiting, Decision(outcome, speaker(supervisor.id), _codes(against))), counter.numbers)
            counter.amend(done, decided_aside(done, counter.clock.now()))
            log.info("setaside.decided", intake=done.id, outcome=outcome, against=len(against))
            counter.board.show()
            return done

    def _waiting(self, number: str, supervisor: StaffMember) -> Intake:
        if not supervisor.is_supervisor:
            raise NotNow("decide", "for a supervisor to decide")
        found = self._counter.intakes.find(number)
        if found is None:
            raise IntakeUnknown(number)
        if not is_waiting(found):
            raise NotNow("decide", "decided already")
        return found

    def _decided(self, intake: Intake, decision: Decision) -> Intake:
        detail = {"outcome": decision.outcome.value, "against": " ".join(decision.against)}
        step = Step(self._counter.clock.now(), "setaside.decided", decision.by, {key: value for key, value in detail.items() if value})
        container = choose(self._destinations, replace(intake.verdict, outcome=decision.outcome), ()) if intake.verdict else None
        return replace(intake, decision=decision, destination=container, steps=(*intake.steps, step))


def is_waiting(intake: Intake) -> bool:
    """Tell whether an intake waits for a supervisor: recorded, and going nowhere yet."""
    return intake.stage is Stage.RECORDED and intake.outcome is None


def objections(intake: Intake, outcome: Outcome) -> tuple[Objection, ...]:
    """Return who speaks against an outcome for safety's sake, silent safety plugins included."""
    if intake.verdict is None:
        return ()
    trail = intake.verdict.trail
    said = [
        Objection(each.by, each.reason.code, dict(each.reason.texts)) for each in trail.vetoes if each.safety and outcome in each.strikes
    ]
    silent = [Objection(each.by, f"silent.{each.by}", {}) for each in trail.abstentions if each.critical and outcome is not LADDER[-1]]
    return (*said, *silent)


def _codes(found: Sequence[Objection]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.code for each in found))
