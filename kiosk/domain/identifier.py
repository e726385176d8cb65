"""What a code says about the thing it sticks on, parsed once by the kiosk."""

from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """The identifiers the kiosk understands; everything else is ``unknown``."""

    GTIN = "gtin"
    SERIAL = "serial"
    LOT = "lot"
    PRODUCED_ON = "produced_on"
    GIAI = "giai"
    GRAI = "grai"
    EPREL = "eprel"
    DPP_LINK = "dpp_link"
    TAG_UID = "tag_uid"
    ITEM_CODE = "item_code"
    """The code on a label of this or another kiosk."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier and its value in normal form.

    A GTIN has 14 digits and a right check digit; a link is kept as text and never opened.
    """

    kind: IdentifierKind
    value: str
    note: str = ""
    """Why a code stayed unknown, as a code for the trail: ``check_digit``, ``too_long``, ``binary``; of an EPREL number
    the product group, where its link names one; else empty."""
