"""What a tag laid on the reader does: it names a person, confirms a container, presses a button or is an item's.

Every reading passes here on its way to the desk. A badge goes no further than this: its UID
is turned into a mark, and neither stored nor logged. Where the site has badges, a tag nobody
knows may be one that is not registered yet: it waits in memory until an item is on the
counter, and is kept by its mark only. A badge names and never permits: nothing here opens
a supervisor's page.
"""

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import structlog

from kiosk.domain.reading import Medium, Reading
from kiosk.domain.staff import StaffId, StaffMember
from kiosk.domain.tag_role import Mark, RecognisedTag, TagMeaning, TagRole, UnknownTag
from kiosk.errors import IntakeError, LedgerUnwritable, TagUnknown
from kiosk.ports import Clock, TagRegistry
from kiosk.services.cards import Cards
from kiosk.services.desk import Desk
from kiosk.services.enrolling import Enrolling
from kiosk.services.item_tags import TAG, ItemTags
from kiosk.services.staff import Nobody, Staff

log = structlog.get_logger()


class Tags:
    """Takes readings before the desk does."""

    def __init__(
        self,
        desk: Desk,
        registry: TagRegistry,
        clock: Clock,
        show: Callable[[], None] = lambda: None,
        staff: Staff | None = None,
        items: ItemTags | None = None,
    ) -> None:
        """Take the desk behind, who is told that a screen has something new to show, whom badges name, and who links items' tags."""
        self._desk = desk
        self._registry = registry
        self._clock = clock
        self._show = show
        self._lock = threading.RLock()
        self.staff = staff or Staff(Nobody(), clock, show)
        self.items = items or ItemTags(desk.counter, registry)
        """Tags on items that are kept."""
        self.on_badge: Callable[[StaffMember], None] = lambda _member: None
        """Who else is told of a badge: the supervisor's door."""
        self.takes_stranger: Callable[[], bool] = lambda: False
        """Who takes a tag nobody knows for a badge: the door, while somebody stands there. It goes no further then."""
        self.cards: Cards | None = None
        """Who obeys command cards; bootstrap sets it."""
        self.enrolling: Enrolling | None = None
        """Who takes the hub's one-time code; bootstrap sets it."""
        self._acted = ""
        self._waiting: Reading | None = None
        self._next: TagMeaning | None = None
        self._next_by: StaffId = ""
        self.made_by: Callable[[StaffId], AbstractContextManager[None]] = lambda _by: nullcontext()
        """Under whose id what is changed inside is told; bootstrap sets it."""

    # -- what capture says -------------------------------------------------------------

    def present(self, reading: Reading) -> None:
        """Take a reading: do what its tag stands for, or hand it to the desk."""
        with self._lock:
            self.staff.act()
            if any(each.takes(reading) for each in (self.cards, self.enrolling) if each):
                return
            if reading.medium is Medium.TAG and reading.carrier == TAG:
                self._take(reading)
            else:
                self._desk.present(reading)
                self.settle()

    def settle(self) -> None:
        """Give a tag that waits to the item that is on the counter now."""
        with self._lock:
            if self._waiting and self._desk.view().intake:
                waiting, self._waiting = self._waiting, None
                self._desk.present(waiting)

    def counter_emptied(self) -> None:
        """Forget a tag that waited for an item: it has left with it."""
        with self._lock:
            self._waiting = None
            self._desk.counter_emptied()

    # -- what screens show ---------------------------------------------------------------

    @property
    def person(self) -> str:
        """Who laid a badge down last; empty for nobody."""
        return self.staff.person.name if self.staff.person else ""

    @property
    def is_waiting(self) -> bool:
        """Whether a tag nobody knows waits for its item."""
        return self._waiting is not None

    def unknown(self) -> tuple[UnknownTag, ...]:
        """Return the tags nobody knows, latest first."""
        return self._registry.unknown()

    # -- what staff and supervisors do ---------------------------------------------------

    def sign_out(self) -> None:
        """Name nobody any more."""
        self.staff.sign_out()

    def link(self, mark: Mark, meaning: TagMeaning, by: StaffId = "") -> None:
        """Let an unknown tag stand for something, as a supervisor says.

        :raises TagUnknown: no tag with that mark was laid down.
        """
        if mark not in {each.mark for each in self.unknown()}:
            raise TagUnknown(mark)
        with self.made_by(by):
            self._registry.link(mark, meaning)
        log.info("tag.linked", role=meaning.role, by=by)

    def unlink(self, mark: Mark, by: StaffId = "") -> None:
        """Let a tag stand for nothing again."""
        with self.made_by(by):
            self._registry.unlink(mark)
        log.info("tag.unlinked", by=by)

    def link_next(self, meaning: TagMeaning | None, by: StaffId = "") -> None:
        """Let the next tag nobody knows stand for this; None to stop waiting for it.

        So a new badge is registered without its UID going any further.
        """
        self._next, self._next_by = meaning, by

    @property
    def awaited(self) -> TagMeaning | None:
        """What the next unknown tag will stand for; None for nothing."""
        return self._next

    def linked(self) -> Mapping[Mark, TagMeaning]:
        """Return what was linked at this kiosk."""
        return self._registry.links()

    # -- inside ------------------------------------------------------------------------

    def _take(self, reading: Reading) -> None:
        tag = self._registry.recognise(reading.data)
        meaning = tag.meaning or self._learned(tag.mark)
        if meaning is None:
            self._take_unknown(tag, reading)
        elif meaning.role is TagRole.ITEM:
            if not self.items.tries_again(reading, meaning.name):
                self._desk.present(reading if reading.text else replace(reading, text=meaning.name))
        elif reading.id != self._acted:  # capture sends again what was not answered; a button is pressed once
            self._try(meaning)
            self._acted = reading.id

    def _learned(self, mark: Mark) -> TagMeaning | None:
        meaning, self._next = self._next, None
        if meaning:
            with self.made_by(self._next_by):
                self._registry.link(mark, meaning)
            log.info("tag.linked", role=meaning.role, by=self._next_by)
        return meaning

    def _take_unknown(self, tag: RecognisedTag, reading: Reading) -> None:
        try:
            self._registry.keep_unknown(tag.mark, self._clock.now())
        except LedgerUnwritable as fault:
            log.warning("tag.not_kept", code=fault.code)
        if self.items.takes(tag.mark, reading) or self.takes_stranger():
            return
        if self._registry.has_badges() and self._desk.view().intake is None:
            self._waiting = reading
            log.info("tag.waits")
            self._show()
        else:
            self._desk.present(reading)

    def _try(self, meaning: TagMeaning) -> None:
        """Do what a tag stands for; what does not fit now is no fault of the reading's."""
        try:
            self._act(meaning)
        except IntakeError as fault:
            log.info("tag.not_now", role=meaning.role, code=fault.code)

    def _act(self, meaning: TagMeaning) -> None:
        log.info("tag.recognised", role=meaning.role)
        match meaning.role:
            case TagRole.BADGE:
                member = self.staff.named(meaning.name)
                self.staff.sign_in(member)
                self.on_badge(member)
            case TagRole.CONTAINER:
                self._place(meaning.name)
            case _ if self.cards:
                self.cards.press(meaning.name)
            case _:
                log.warning("tag.nobody_obeys", command=meaning.name)

    def _place(self, container: str) -> None:
        """Put the item into the container: the right one confirms a verdict, a wrong one is shown where the site waits for it."""
        self._desk.placing.container(container)
