"""Numbers for item codes, renewed by delivery before the kiosk has none of its site's left."""

from typing import TYPE_CHECKING

import structlog

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.places import places
from kiosk.errors import HubError, NumbersGone
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.adapters.hub_http import HttpHub

FEW = 2500
"""Fewer than this are left: two weeks without a network at the counter's busiest need no more."""
EVERY_S = 600.0
log = structlog.get_logger()


class NumbersRenewal:
    """What delivery does about numbers between two batches: nothing, unless it is time and few are left."""

    def __init__(self, settings: Settings, hub: "HttpHub", kiosk: str, few: int = FEW) -> None:
        from kiosk.adapters.item_codes import item_code
        from kiosk.adapters.item_numbers import FileNumbers

        self._state = places(settings).state
        self._hub = hub
        self._kiosk = kiosk
        self._numbers = FileNumbers(self._state, item_code)
        self._few = few
        self._clock = SystemClock()
        self._due_s = 0.0

    def turn(self) -> None:
        """Ask for the next block where few are left; whatever hinders it is tried again, and codes come from the kiosk's own meanwhile."""
        now_s = self._clock.now().boot_s
        if now_s < self._due_s:
            return
        self._due_s = now_s + EVERY_S
        try:
            self._renew()
        except (HubError, NumbersGone) as fault:
            log.warning("item_numbers.not_renewed", code=fault.code, fault=str(fault))
        except (OSError, ValueError) as error:
            log.warning("item_numbers.not_kept", why=str(error))

    def _renew(self) -> None:
        from kiosk.adapters.item_codes import item_code
        from kiosk.adapters.item_leases import leases

        if self._numbers.left() >= self._few or not self._hub.is_reachable():
            return
        block = self._hub.numbers(self._kiosk, max((each.last for each in leases(self._state)), default=0))
        item_code(block.prefix, block.last)  # what makes no code is not kept
        self._numbers.keep(block)
        log.info("item_numbers.leased", prefix=block.prefix, first=block.first, last=block.last)
