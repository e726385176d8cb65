"""*Zelfde toestel?*: codes of which the kiosk cannot tell whether they are of the item it has."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.intake import Intake, Stage
from kiosk.domain.moment import Moment
from kiosk.domain.reading import Reading

DUPLICATE_S = 10.0
"""The same code so soon after it was recorded is asked about: a slow hand, or a second one of the kind."""


class DoubtKind(StrEnum):
    """Why it is asked."""

    OTHER_PRODUCT = "other_product"
    """A second product code lies on the counter."""
    AGAIN = "again"
    """What was recorded a moment ago is there again."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """The question and the codes it is about."""

    kind: DoubtKind
    readings: tuple[Reading, ...]


def is_other_product(intake: Intake, reading: Reading) -> bool:
    """Tell whether a parsed reading names another product than the intake's codes do."""
    known = {each.gtin for each in intake.item.readings if each.gtin}
    return bool(known and reading.gtin and reading.gtin not in known)


def is_again(last: Intake | None, reading: Reading, now: Moment) -> bool:
    """Tell whether a code is one of the item recorded within the last ten seconds."""
    if last is None or last.stage is not Stage.RECORDED:
        return False
    done = last.recorded_at
    is_recent = done.boot_id == now.boot_id and now.boot_s - done.boot_s < DUPLICATE_S
    return is_recent and is_same_code(last, reading)


def is_same_code(intake: Intake, reading: Reading) -> bool:
    """Tell whether the intake has a reading of the same content."""
    return any((each.carrier, each.data) == (reading.carrier, reading.data) for each in intake.item.readings)
