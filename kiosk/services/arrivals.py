"""What is read on the counter: it joins the open intake, waits behind it, or begins the next one."""

from dataclasses import replace

import structlog

from kiosk.domain.intake import Intake, Stage
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.verdict import Ruling
from kiosk.errors import NotNow
from kiosk.services.doubt import Doubt, DoubtKind, is_again, is_other_product, is_same_code
from kiosk.services.on_counter import OnCounter

log = structlog.get_logger()


class Arrivals:
    """Takes readings, and the word that the counter is empty."""

    def __init__(self, counter: OnCounter) -> None:
        self._counter = counter

    def present(self, reading: Reading) -> None:
        """Take a reading: it joins the open intake, or begins the next one; in doubt staff are asked."""
        counter = self._counter
        counter.board.tick()
        with counter.lock:
            counter.board.refuse("")
            if counter.doubt:
                self._put_with(counter.doubt, reading)
            elif counter.intake and counter.emptied:
                self._next_item(counter.intake, reading)
            elif counter.receipt and not counter.emptied and _is_of(counter.receipt, reading):
                log.info("reading.of_recorded_item", intake=counter.receipt.id)
            elif kind := self._doubt(reading):
                counter.ask(Doubt(kind, (reading,)))
            else:
                counter.keep(counter.joined(reading))

    def counter_emptied(self) -> None:
        """Take note that nothing lies on the counter: the next code belongs to another item."""
        counter = self._counter
        with counter.lock:
            was_there, counter.emptied = not counter.emptied, True
            counter.next_up.clear()
            counter.note()
            if counter.doubt:
                counter.ask(None)
            elif was_there and counter.intake:
                counter.board.show()

    def settle(self, *, is_same: bool) -> None:
        """Take the answer to *Zelfde toestel?*: the codes join what is there, or are of the next item.

        :raises NotNow: it is not asked.
        """
        counter = self._counter
        with counter.lock:
            doubt = counter.doubt
            if doubt is None:
                raise NotNow("same", "nothing is in doubt")
            counter.ask(None)
            if doubt.kind is DoubtKind.AGAIN:
                self._settle_again(doubt, is_same=is_same)
            elif is_same:
                for each in doubt.readings:
                    counter.keep(counter.workflow.join(counter.begun(), each))
            else:
                counter.next_up += doubt.readings
                counter.note()

    def _settle_again(self, doubt: Doubt, *, is_same: bool) -> None:
        if is_same:
            log.info("reading.of_recorded_item", intake=self._counter.last.id if self._counter.last else "")
            return
        for each in doubt.readings:
            self._counter.keep(self._counter.workflow.join(self._counter.begun(), each))

    def _doubt(self, reading: Reading) -> DoubtKind | None:
        counter = self._counter
        if counter.intake:
            return DoubtKind.OTHER_PRODUCT if is_other_product(counter.intake, counter.workflow.parsed(reading)) else None
        return DoubtKind.AGAIN if is_again(counter.last, reading, counter.clock.now()) else None

    def _put_with(self, doubt: Doubt, reading: Reading) -> None:
        """Keep what else is read until staff have answered."""
        is_there = any((each.carrier, each.data) == (reading.carrier, reading.data) for each in doubt.readings)
        if not is_there and not (self._counter.intake and is_same_code(self._counter.intake, reading)):
            self._counter.ask(replace(doubt, readings=(*doubt.readings, reading)))

    def _next_item(self, intake: Intake, reading: Reading) -> None:
        """Take the first code of the next item: it confirms a verdict, and waits for a question."""
        self._counter.next_up.append(reading)
        self._counter.note()
        is_decided = intake.verdict is not None and intake.verdict.ruling is Ruling.DECIDED
        if intake.stage is Stage.JUDGED and is_decided:
            self._counter.record(intake, "intake.confirmed_by_next")


def _is_of(recorded_one: Intake, reading: Reading) -> bool:
    """Tell whether a reading is of the item just recorded: the camera has seen no empty counter since, or it is the same code."""
    by_camera = reading.medium in {Medium.CAMERA, Medium.TAG} and any(each.medium is Medium.CAMERA for each in recorded_one.item.readings)
    return by_camera or is_same_code(recorded_one, reading)
