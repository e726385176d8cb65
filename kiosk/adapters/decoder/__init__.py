"""Reading codes out of pictures: a cascade of small stages.

Importing this package loads no native code; that happens at the first picture, so that
the capture role can talk to its decoding child without ever loading what may crash.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.symbol import Symbol
    from kiosk.ports import Frame

BUDGET_S = 0.060
"""What one frame may cost; about two frames of a 30 Hz camera."""
PATIENT_S = 0.5
"""What a still picture may cost when quick looks found nothing: every stage has its turn."""


def read_symbols(image: "Frame", *, budget_s: float = BUDGET_S) -> "list[Symbol]":
    """Return every code in a picture (height x width, grey, or x 3, BGR; uint8), surest first.

    A UPC-A is always ``upca`` with its 12 digits, a UPC-E ``upce`` with its 8.

    :raises ValueError: the array is no such picture.
    """
    from kiosk.adapters.decoder.cascade import glance_at
    from kiosk.adapters.decoder.picture import grey_of

    return list(glance_at(grey_of(image), budget_s=budget_s).accepted)
