"""From the verdict to the container: which one the item went into, confirmed by its tag, its code or staff.

A site that asks for it (``site.confirm_placing``) waits on screen 09 for the container;
elsewhere the receipt is shown at once and a container's tag still confirms by itself.
"""

import structlog

from kiosk.domain.destination import Destination
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.verdict import Ruling
from kiosk.errors import NotNow
from kiosk.services.happenings import container_full, placed
from kiosk.services.on_counter import OnCounter
from kiosk.services.placement import Placement, PlacementStage
from kiosk.services.whose import signed

log = structlog.get_logger()
BY_TAG = "tag"
BY_CODE = "code"
"""The container's printed code."""
BY_STAFF = "staff"


class Placing:
    """Takes note of containers."""

    def __init__(self, counter: OnCounter) -> None:
        self._counter = counter
        self._full: set[str] = set()
        """Containers found full for the item of the receipt."""

    def container(self, number: str, by: str = BY_TAG) -> None:
        """Take a container that was scanned: the right one confirms a verdict and its placing, a wrong one is shown.

        :raises NotNow: nothing waits to be put anywhere.
        """
        counter = self._counter
        with counter.lock:
            if counter.receipt and counter.placement.stage is not PlacementStage.DONE:
                self._found(counter.receipt, number, by)
                return
            intake = counter.judged("place")
            if intake.destination is None or intake.destination.id != number or not _is_decided(intake):
                log.info("tag.other_container", container=number)
                raise NotNow("place", f"container {number} is not the one on the screen")
            counter.record(intake, "intake.confirmed")
            self._put(number, by)

    def placed(self) -> None:
        """Take staff's word that the item is in its container.

        :raises NotNow: nothing waits to be put anywhere.
        """
        with self._counter.lock:
            receipt = self._awaited()
            self._put(receipt.destination.id if receipt.destination else "", BY_STAFF)

    def keep_there(self) -> None:
        """Take staff's word that the item stays in the other container they scanned.

        :raises NotNow: no other one was scanned, or a safety rule closes it.
        """
        with self._counter.lock:
            receipt = self._awaited()
            found = self.other(receipt)
            if found is None:
                raise NotNow("keep", "it cannot stay there")
            self._put(found.id, BY_STAFF)

    def other(self, receipt: Intake) -> Destination | None:
        """Return the container that was scanned instead, if the item may stay in it."""
        found = self._counter.workflow.after.container(self._counter.placement.found)
        is_open = found and receipt.verdict and found.outcome in receipt.verdict.allowed and not found.streams
        return found if is_open else None

    def full(self) -> None:
        """Take note that the container on the screen is full; the next one that fits is shown instead.

        :raises NotNow: nothing waits to be put anywhere.
        """
        counter = self._counter
        with counter.lock:
            receipt = self._awaited()
            if receipt.destination is None:
                raise NotNow("full", "it has no container")
            self._full.add(receipt.destination.id)
            moved = signed(counter.workflow.after.redirected(receipt, self._full), receipt, counter.whose())
            counter.write(moved, container_full(receipt.destination.id, counter.clock.now()))
            log.info("container.full", container=receipt.destination.id)
            counter.show_receipt(moved, Placement(PlacementStage.AWAITED))

    def _found(self, receipt: Intake, number: str, by: str) -> None:
        if receipt.destination and receipt.destination.id == number:
            self._put(number, by)
        else:
            self._counter.show_receipt(receipt, Placement(PlacementStage.WRONG, number))

    def _awaited(self) -> Intake:
        receipt = self._counter.receipt
        if receipt is None or self._counter.placement.stage is PlacementStage.DONE:
            raise NotNow("place", "nothing waits to be put anywhere")
        return receipt

    def _put(self, number: str, by: str) -> None:
        counter = self._counter
        receipt = counter.receipt
        if receipt is None:  # the next item was waiting and has begun
            return
        closed = signed(counter.workflow.after.placed(receipt, number, by), receipt, counter.whose())
        counter.write(closed, placed(closed, number, by, counter.clock.now()))
        log.info("item.placed", intake=closed.id, container=number, by=by)
        self._full.clear()
        counter.show_receipt(closed, Placement(PlacementStage.DONE))


def _is_decided(intake: Intake) -> bool:
    return intake.stage is Stage.JUDGED and intake.verdict is not None and intake.verdict.ruling is Ruling.DECIDED
