"""The decoder in the caller's own process: what the child runs, and for tests."""

from typing import TYPE_CHECKING

from kiosk.adapters.decoder import BUDGET_S, PATIENT_S
from kiosk.adapters.decoder.cascade import glance_at
from kiosk.adapters.decoder.picture import grey_of
from kiosk.adapters.decoder.succession import Succession

if TYPE_CHECKING:
    from kiosk.domain.symbol import Symbol
    from kiosk.ports import Frame


class Decoder:
    """Reads codes in successive frames; a crash of native code takes the caller with it."""

    def __init__(self, *, budget_s: float = BUDGET_S) -> None:
        self._budget_s = budget_s
        self._succession = Succession()

    def read(self, frame: "Frame", *, patiently: bool = False) -> "tuple[Symbol, ...]":
        """Return every code in the frame; a weak one may be settled by the frame before.

        :param patiently: take as long as a person would wait for.
        """
        budget_s = PATIENT_S if patiently else self._budget_s
        return self._succession.join(glance_at(grey_of(frame), budget_s=budget_s))

    def close(self) -> None:
        """Do nothing; there is nothing to end."""
