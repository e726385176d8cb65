"""Command cards: a card from the hand scanner or a tag presses the button it stands for on the screen.

The desk makes sure that the card is this site's own and did not come through the camera, before
which anybody can hold anything; then it tells the screens, which press the button of that name
as a finger would. So a card does exactly what its button does, on whatever page the screen
is. The buttons of a STOP, of another verdict and of the supervisor's pages bear no card's name.
A container's card is the container's code: it does what the container's tag does.
"""

from collections.abc import Callable

import structlog

from kiosk.domain.command import CONTAINER, Card, CardName, card_in, is_command, is_genuine
from kiosk.domain.reading import Medium, Reading
from kiosk.errors import CardError, CardForeign, CardSeen, CardUnfit, IntakeError
from kiosk.services.board import Board, Press
from kiosk.services.placing import BY_CODE, Placing

AGAIN_S = 0.7
"""A scanner whose button is held reads a card over and over; so soon it is the same press."""
log = structlog.get_logger()


class Cards:
    """Takes what looks like a card out of what is read."""

    def __init__(self, board: Board, placing: Placing, key: Callable[[], bytes], now_s: Callable[[], float]) -> None:
        """Take the board screens look at, who is told of containers, the site's key, and the seconds of the boot clock."""
        self._board = board
        self._placing = placing
        self._key = key
        self._now_s = now_s
        self._done = ""
        self._pressed: tuple[CardName, float] = ("", -AGAIN_S)

    def takes(self, reading: Reading) -> bool:
        """Do what the card says where the reading is one, and tell whether it is; a card never becomes an item's code."""
        card = card_in(reading.text)
        if card is None:
            return False
        if reading.id != self._done:  # capture sends again what was not answered; a button is pressed once
            self._try(card, reading.medium)
            self._done = reading.id
        return True

    def press(self, name: CardName) -> None:
        """Press the button of that name on the screens; a name nobody knows is told to staff."""
        if is_command(name):
            log.info("card.pressed", card=name)
            self._board.press(Press(name))
        else:
            self._tell(CardUnfit(name))

    def _try(self, card: Card, medium: Medium) -> None:
        try:
            self._act(card, medium)
        except CardError as fault:
            self._tell(fault)

    def _act(self, card: Card, medium: Medium) -> None:
        if medium is Medium.CAMERA:
            raise CardSeen(card.name)
        if not is_genuine(card, self._key()):
            raise CardForeign(card.name)
        last, at_s = self._pressed
        self._pressed = (card.name, self._now_s())
        if last == card.name and self._pressed[1] - at_s < AGAIN_S:
            return
        if card.name.startswith(CONTAINER):
            self._place(card.name)
        else:
            self.press(card.name)

    def _place(self, name: CardName) -> None:
        try:
            self._placing.container(name.removeprefix(CONTAINER), by=BY_CODE)
        except IntakeError as fault:
            raise CardUnfit(name) from fault

    def _tell(self, fault: CardError) -> None:
        log.warning("card.refused", code=fault.code, why=str(fault))
        self._board.press(Press(said=fault.code))
