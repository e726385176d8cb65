"""The RC522 tag reader: what lies there now, as a whole UID and the text on it.

"Nothing there" is None; "broken" is an exception that says what to check. A tag is read
once while it lies there; afterwards it is only woken, and whoever came since is called.
"""

from collections.abc import Callable
from types import ModuleType

import structlog

from kiosk.adapters.tag_mfrc522_chip import Health, Rc522Chip, import_mfrc522
from kiosk.adapters.tag_mfrc522_memory import text_on, write_sticker
from kiosk.adapters.tag_mfrc522_selection import Chosen, GarbledError, call_newcomers, choose, halt, wake
from kiosk.domain.reading import Tag
from kiosk.errors import TagNotWritten, TagReaderBroken
from kiosk.ports import Clock

TRIES = 3
"""A tag at the edge of the field is heard badly now and then."""
SILENCES = 2
"""A tag that lies there and is not heard in one poll has not left."""
ASK_AGAIN = 15
"""Every so many polls, about a second, a tag that lies there alone is asked who it is all the same."""
UNCLEAR_POLLS = 5
"""A tag that is just being laid down may be unclear for less."""
log = structlog.get_logger()


class Mfrc522TagReader:
    """Asks the chip which tag lies there."""

    def __init__(self, clock: Clock, load: Callable[[], ModuleType] = import_mfrc522) -> None:
        """Take what imports the mfrc522 package; nothing is opened before the first poll."""
        self._chip = Rc522Chip(clock, load)
        self._texts: dict[bytes, str | None] = {}
        self._last: Tag | None = None
        self._silences = 0
        self._unclear_polls = 0
        self._turn = 0
        self._lies_alone = False
        self._polls = 0

    @property
    def health(self) -> Health:
        """How the reader has been since it was made."""
        return self._chip.health

    def poll(self) -> Tag | None:
        """Return the tag that lies there now, or None; of several, each in turn.

        :raises TagReaderBroken: the reader does not answer as its chip should.
        """
        try:
            self._chip.be_ready()
            found = self._look()
        except TagReaderBroken:
            self._chip.fault_seen()
            raise
        except OSError as error:
            raise self._bus_is_gone(error) from error
        return found

    def write(self, uid: str, text: str) -> None:
        """Write a text or link on the sticker with that UID, and read it back.

        :raises TagNotWritten: it does not hold the text now, and why.
        :raises TagReaderBroken: the reader does not answer as its chip should.
        """
        try:
            self._chip.be_ready()
            tag = self._find_one(uid)
            self._texts.pop(tag.uid, None)
            self._lies_alone = False  # read it anew
            write_sticker(self._chip, tag, text)
            halt(self._chip)
        except (TagNotWritten, TagReaderBroken):
            raise
        except OSError as error:
            raise self._bus_is_gone(error) from error

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        self._chip.close()

    def _bus_is_gone(self, error: OSError) -> TagReaderBroken:
        self._chip.fault_seen()
        self._chip.close()
        return TagReaderBroken(f"the bus is gone ({error})", "check that SPI is still on, then the wiring")

    def _find(self) -> Chosen | None:
        """Return one of the tags that are there.

        :raises TagReaderBroken: something answers in every poll, and nothing of it can be understood.
        """
        for _ in range(TRIES):
            if not wake(self._chip):
                self._unclear_polls = 0
                return None
            try:
                chosen = self._choose()
            except GarbledError:
                self._lies_alone = False
                self._hush()
                continue
            self._unclear_polls = 0
            return chosen
        self._unclear_polls += 1
        if self._unclear_polls >= UNCLEAR_POLLS:
            raise TagReaderBroken("answers arrive damaged", "shorten its wires, and keep metal away from reader and tag")
        return None

    def _choose(self) -> Chosen:
        chosen = choose(self._chip, self._turn)
        self._turn += not chosen.was_alone
        self._lies_alone = chosen.was_alone
        return chosen

    def _find_one(self, uid: str) -> Chosen:
        tag = self._find()
        if tag is None or _name(tag) != uid:
            raise TagNotWritten(uid, "it does not lie there alone")
        return tag

    def _look(self) -> Tag | None:
        """Return the tag that lies there; one that did a moment ago is only woken, and newcomers are called."""
        self._polls += 1
        if self._last is None or not self._lies_alone or self._polls % ASK_AGAIN == 0:
            return self._read()
        if not wake(self._chip):
            return self._nothing()
        halt(self._chip)
        if not call_newcomers(self._chip):
            return self._there(self._last)
        halt(self._chip)  # so that all of them hear the next call
        return self._read()

    def _read(self) -> Tag | None:
        """Return a tag with its text; one that stays and cannot be read has none."""
        unreadable: Chosen | None = None
        for _ in range(TRIES):
            chosen = self._find()
            if chosen is None:
                return self._nothing()
            try:
                return self._there(self._told(chosen))
            except GarbledError:
                self._hush()
                unreadable = chosen
        return self._there(self._without_text(unreadable)) if unreadable else None

    def _there(self, tag: Tag) -> Tag:
        self._last, self._silences = tag, 0
        return tag

    def _without_text(self, chosen: Chosen) -> Tag:
        log.warning("tag.unreadable", kind=f"{chosen.sak:02X}")
        self._texts[chosen.uid] = None
        return Tag(_name(chosen), None)

    def _hush(self) -> None:
        """Send all tags to sleep: one that does not expect to be halted falls back by itself, and hears the next call."""
        self.health.garbled += 1
        halt(self._chip)

    def _nothing(self) -> Tag | None:
        """Return the tag that was there until now, and None as soon as it has been silent again."""
        self._silences += 1
        if self._silences >= SILENCES:
            self._texts.clear()
            self._last, self._lies_alone = None, False
        return self._last

    def _told(self, chosen: Chosen) -> Tag:
        """Return the tag; what it holds is read once while it lies there."""
        if chosen.uid not in self._texts:
            self._texts[chosen.uid] = text_on(self._chip, chosen)
        halt(self._chip)
        return Tag(_name(chosen), self._texts[chosen.uid])


def _name(tag: Chosen) -> str:
    return tag.uid.hex().upper()
