"""What is read on the counter: it joins the open intake, waits behind it, or begins the next one."""

import structlog

from kiosk.domain.intake import Intake, Stage
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.verdict import Ruling
from kiosk.services.on_counter import OnCounter

log = structlog.get_logger()


class Arrivals:
    """Takes readings, and the word that the counter is empty."""

    def __init__(self, counter: OnCounter) -> None:
        self._counter = counter

    def present(self, reading: Reading) -> None:
        """Take a reading: it joins the open intake, or begins the next one."""
        counter = self._counter
        with counter.lock:
            counter.board.refuse("")
            if counter.intake and counter.emptied:
                self._next_item(counter.intake, reading)
            elif counter.receipt and not counter.emptied and _is_of(counter.receipt, reading):
                log.info("reading.of_recorded_item", intake=counter.receipt.id)
            else:
                counter.keep(counter.workflow.join(counter.begun(), reading))

    def counter_emptied(self) -> None:
        """Take note that nothing lies on the counter: the next code belongs to another item."""
        with self._counter.lock:
            self._counter.emptied = True
            self._counter.next_up.clear()

    def _next_item(self, intake: Intake, reading: Reading) -> None:
        """Take the first code of the next item: it confirms a verdict, and waits for a question."""
        self._counter.next_up.append(reading)
        is_decided = intake.verdict is not None and intake.verdict.ruling is Ruling.DECIDED
        if intake.stage is Stage.JUDGED and is_decided:
            self._counter.record(intake, "intake.confirmed_by_next")


def _is_of(recorded_one: Intake, reading: Reading) -> bool:
    """Tell whether a reading is of the item just recorded: the camera has seen no empty counter since, or it is the same code."""
    seen = recorded_one.item.readings
    by_camera = reading.medium in {Medium.CAMERA, Medium.TAG} and any(each.medium is Medium.CAMERA for each in seen)
    return by_camera or any((each.carrier, each.data) == (reading.carrier, reading.data) for each in seen)
