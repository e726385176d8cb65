"""What stands on the label of an item that is kept.

Ministerial Decree of 23 June 2017, art. 2: a firmly fixed, visible, legible label with the
centre's name and a unique code.
"""

from dataclasses import dataclass

LONGEST_CENTRE = 28
LONGEST_LINE = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label: the same code whenever it is printed again."""

    centre: str
    code: str
    """The item code, ``LV2-004172-K``; its QR code holds the same."""
    outcome: str
    product: str
    """Kind, brand and model in one line."""
    day: str
    """The day of the intake, ``21-11-2026``, and what was found."""

    def __post_init__(self) -> None:
        """Refuse a label without what the law asks for."""
        if not self.centre.strip() or not self.code:
            raise ValueError(f"a label needs the centre's name and a code, not {self.centre!r} and {self.code!r}")
