"""Holding any hub to the contract."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.adapters.hub_examined import Finding


def check_hub(url: str, code: str, partner: str = "") -> Iterator["Finding"]:
    """Yield what became of each rule at the hub at this address."""
    from kiosk.adapters.hub_rules import examine

    return examine(url, code, partner)
