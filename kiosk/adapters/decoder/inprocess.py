"""The decoder in the caller's own process: for the command line and tests."""

from typing import TYPE_CHECKING

from kiosk.adapters.decoder import BUDGET_S, PATIENT_S, read_symbols

if TYPE_CHECKING:
    from kiosk.domain.symbol import Symbol
    from kiosk.ports import Frame


class Decoder:
    """Reads codes; a crash of native code takes the caller with it."""

    def __init__(self, *, budget_s: float = BUDGET_S) -> None:
        self._budget_s = budget_s

    def read(self, frame: "Frame", *, patiently: bool = False) -> "tuple[Symbol, ...]":
        """Return every code in the frame."""
        return tuple(read_symbols(frame, budget_s=PATIENT_S if patiently else self._budget_s))

    def close(self) -> None:
        """Do nothing; there is nothing to end."""
