"""The tags on the simulated counter, as the chip's field finds them."""

from collections.abc import Sequence

from kiosk.adapters.simulated.counter_top import CounterTop
from kiosk.adapters.simulated.rc522.kinds import Classic1K, Desfire, Ntag
from kiosk.adapters.simulated.rc522.tags import SimulatedTag
from kiosk.adapters.tag_mfrc522_ndef import message_of
from kiosk.domain.reading import Tag

STICKER_BYTES, CARD_BYTES = 7, 4


class CounterTags:
    """Makes a tag of silicon from what lies on the counter; one that stays is the same one."""

    def __init__(self, top: CounterTop) -> None:
        self._top = top
        self._lying: Tag | None = None
        self._tags: tuple[SimulatedTag, ...] = ()

    def __call__(self) -> Sequence[SimulatedTag]:
        """Return the tags that lie there now."""
        lying = self._top.look().tag
        if lying != self._lying:
            self._lying, self._tags = lying, (tag_of(lying),) if lying else ()
        return self._tags


def tag_of(tag: Tag) -> SimulatedTag:
    """Return a sticker for a UID of 7 bytes, a card for 4, one that only has its UID for 10."""
    uid = bytes.fromhex(tag.uid)
    message = message_of(tag.text) if tag.text else b""
    if len(uid) == STICKER_BYTES:
        return Ntag(uid, message, pages=135)
    if len(uid) != CARD_BYTES:
        return Desfire(uid)
    card = Classic1K(uid)
    card.hold_ndef(message)
    return card
