"""What a hub's operator prints for the technician: a one-time code that looks like nothing on an appliance."""

import re

SIGN = "KIOSK-ENROL:"
_CODE = re.compile(rf"{SIGN}([A-Z0-9-]{{8,24}})")


def text_of(code: str) -> str:
    """Return what stands in the QR code for a one-time code."""
    return SIGN + code


def enrol_code_in(text: str | None) -> str | None:
    """Return the one-time code a text carries; None for any other text."""
    found = _CODE.fullmatch(text.strip().upper()) if text else None
    return found[1] if found else None
