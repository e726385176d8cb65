"""Enrolling at the counter: the technician scans the hub's one-time code, and delivery takes it to the hub.

Only while no hub knows this kiosk, only to the hub named in the settings, and never from the
camera: a sticker that somebody holds before it chooses no hub.
"""

from collections.abc import Callable

import structlog

from kiosk.domain.enrolling import enrol_code_in
from kiosk.domain.reading import Medium, Reading
from kiosk.errors import CardSeen

log = structlog.get_logger()


class Enrolling:
    """Takes one-time codes out of what is read."""

    def __init__(self, is_enrolled: Callable[[], bool], pass_on: Callable[[str], None], refuse: Callable[[str], None]) -> None:
        """Take what tells whether a hub knows this kiosk, whom a code is passed on to, and who tells staff a fault's code."""
        self._is_enrolled = is_enrolled
        self._pass_on = pass_on
        self._refuse = refuse

    def takes(self, reading: Reading) -> bool:
        """Pass a one-time code on where that is called for, and tell whether it was one; it never becomes an item's code."""
        code = enrol_code_in(reading.text)
        if code is None:
            return False
        if reading.medium is Medium.CAMERA:
            self._refuse(CardSeen.code)
        elif self._is_enrolled():
            log.warning("enrol.not_needed", why="a hub knows this kiosk")
        else:
            log.info("enrol.scanned")
            self._pass_on(code)
        return True
