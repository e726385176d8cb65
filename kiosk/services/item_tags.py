"""The tag on an item that is kept: from now on it stands for the item, by its code.

It is linked when the item is recorded with a tag on it, or when a tag nobody knows is laid
down while the item's receipt or label is on the screen. Where the site wants it, the code
is also written on the tag, so that any reader can tell the item: the desk holds no device,
so it leaves an order, which capture fetches and answers. What could not be written is said
until the tag is laid down again, which tries again, or the next item is recorded.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import structlog

from kiosk.domain.intake import Intake, Step
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.staff import speaker
from kiosk.domain.tag_role import Mark, TagMeaning, TagRole, WriteOrder, Written
from kiosk.errors import LedgerUnwritable, TagNotWritten
from kiosk.ports import TagRegistry
from kiosk.services.happenings import tag_linked
from kiosk.services.on_counter import OnCounter

TAG = "tag"
"""The carrier of a tag with a UID; an EPC is another carrier and stands for no person."""
ORDER_S = 20.0
"""An order nobody has carried out for so long is given up, and staff are told."""
log = structlog.get_logger()


class ItemTags:
    """Links tags to items that are kept, and has them written."""

    def __init__(
        self, counter: OnCounter, registry: TagRegistry, *, writes: bool = False, tell: Callable[[str], None] = lambda _: None
    ) -> None:
        """Take the counter, what tags stand for, whether tags are written, and who is told a fault."""
        self._counter = counter
        self._registry = registry
        self._writes = writes
        self._tell = tell
        self._orders: deque[tuple[WriteOrder, float]] = deque(maxlen=8)
        self._unwritten: dict[str, str] = {}
        """What was ordered since the last item and is not known to be written: texts by UID."""
        self._changed = threading.Condition()

    def recorded(self, intake: Intake) -> None:
        """Link the unknown tag that was read on an item which is kept; what failed before is of another item."""
        self._unwritten.clear()
        self._tell("")
        if not intake.code:
            return
        for reading in intake.item.readings:
            if reading.medium is Medium.TAG and reading.carrier == TAG:
                tag = self._registry.recognise(reading.data)
                if tag.meaning is None:
                    self._link(tag.mark, reading, intake)
                    return

    def takes(self, mark: Mark, reading: Reading) -> bool:
        """Link an unknown tag to the item whose receipt is on the screen; tell whether it was."""
        counter = self._counter
        with counter.lock:
            receipt = counter.receipt if counter.intake is None else None
            if receipt is None or not receipt.code or _has_tag(receipt):
                return False
            self._link(mark, reading, receipt)
            return True

    def tries_again(self, reading: Reading, code: str) -> bool:
        """Have a tag written once more that is laid down again because it was not; tell whether it was so."""
        uid = reading.data.hex().upper()
        if self._unwritten.get(uid) != code:
            return False
        self._leave(WriteOrder(uid, code))
        return True

    def order(self, timeout_s: float) -> WriteOrder | None:
        """Return the next order, as soon as there is one; None when the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._orders), timeout_s)
            now_s = self._counter.clock.now().boot_s
            while self._orders:
                order, since_s = self._orders.popleft()
                if now_s - since_s < ORDER_S:
                    return order
                late = TagNotWritten(order.uid, "the reader was away for too long")
                self._tell(f"{late} [{late.code}]")
        return None

    def written(self, result: Written) -> None:
        """Take note of what became of an order; a fault is told to staff."""
        log.info("tag.written" if not result.fault else "tag.not_written")
        if not result.fault:
            self._unwritten.pop(result.uid, None)
        self._tell(result.fault)

    def _link(self, mark: Mark, reading: Reading, intake: Intake) -> None:
        counter, uid = self._counter, reading.data.hex().upper()
        by = speaker(counter.whose())
        with counter.lock:
            linked = replace(intake, steps=(*intake.steps, Step(counter.clock.now(), "tag.linked", by, {"item": intake.code})))
            try:
                self._registry.link(mark, TagMeaning(TagRole.ITEM, intake.code))
                counter.write(linked, tag_linked(linked, uid, by, counter.clock.now()))
            except LedgerUnwritable as fault:
                self._tell(f"{fault} [{fault.code}]")
                return
            if counter.receipt and counter.receipt.id == linked.id:
                counter.receipt = linked
            counter.board.show()
        log.info("tag.linked", role=TagRole.ITEM, intake=intake.id)
        if self._writes:
            self._leave(WriteOrder(uid, intake.code))

    def _leave(self, order: WriteOrder) -> None:
        """Leave an order for capture."""
        with self._changed:
            self._unwritten[order.uid] = order.text
            self._orders.append((order, self._counter.clock.now().boot_s))
            self._changed.notify_all()


def _has_tag(intake: Intake) -> bool:
    return any(each.what == "tag.linked" for each in intake.steps)
