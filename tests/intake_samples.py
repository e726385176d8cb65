"""Intakes, happenings and chains as tests of the ledger, delivery and the hub need them."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.contract.envelope import FIRST_PREVHASH, seal
from kiosk.contract.events import Event, EventType, Happening, Link
from kiosk.domain.destination import Destination
from kiosk.domain.intake import Intake, Stage, Step
from kiosk.domain.item import Identification, Item
from kiosk.domain.moment import Moment
from kiosk.domain.opinion import Opinion, Reason, Veto
from kiosk.domain.outcome import Handling, Outcome
from kiosk.domain.question import Choice, Question, QuestionKind
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.verdict import Policy, decide

NOON = Moment(wall_s=1_800_000_000.0, boot_id="boot-1", boot_s=1000.0, synchronised=True)
KIOSK = "k-0123456789abcdef"
SOURCE = f"/kiosks/{KIOSK}"


def open_intake(number: str) -> Intake:
    """Return an intake with a question on the screen and a code that is no text."""
    reading = Reading("run-1", Medium.CAMERA, "data_matrix", b"\x00\xff\x1d", None)
    item = Item((reading,), (Identification(category="kettle", years=(2014, 2024), confidence=0.5, by="types"),))
    question = Question("works", QuestionKind.YESNO, {"nl": "Werkt hij?"}, (Choice("yes", {"nl": "Ja"}), Choice("no", {"nl": "Nee"})))
    return Intake(id=number, began=NOON, stage=Stage.ASKING, item=item, question=question, steps=(Step(NOON, "reading.joined"),))


def recorded_intake(number: str, outcome: Outcome = Outcome.REUSE, at: Moment = NOON) -> Intake:
    """Return a confirmed intake with everything in it that an intake can hold."""
    asked = open_intake(number)
    veto = Veto(frozenset({Outcome.REPAIR}), Reason("no.parts", {"nl": "Geen onderdelen"}), handling=frozenset({Handling.WIPE}), by="parts")
    opinions = [Opinion(outcome, 0.9, Reason("likes"), "rules")]
    return replace(
        asked,
        stage=Stage.RECORDED,
        question=None,
        answers={"works": "yes"},
        verdict=decide(opinions, [veto] if outcome is not Outcome.REPAIR else [], [], Policy()),
        destination=Destination("2", {"nl": "Rolcontainer"}, outcome),
        steps=(*asked.steps, Step(at, "intake.confirmed", "staff")),
    )


def told(subject: str, kind: EventType = EventType.INTAKE_RECORDED, note: str = "") -> Happening:
    """Return something the hub must know."""
    return Happening(kind, subject, NOON, {"outcome": "reuse", "note": note})


def chain(count: int, *, source: str = SOURCE, epoch: str = "e1", notes: Sequence[str] = ()) -> list[Event]:
    """Return the first events of a kiosk, each sealed to the one before."""
    events: list[Event] = []
    for sequence in range(1, count + 1):
        prevhash = events[-1].hash if events else FIRST_PREVHASH
        note = notes[sequence - 1] if notes else ""
        events.append(seal(told(f"{epoch}-{sequence}", note=note), Link(source, epoch, sequence, prevhash)))
    return events
