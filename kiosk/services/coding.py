"""Which items get a code: those that are kept, once, as they are recorded."""

from dataclasses import replace

import structlog

from kiosk.domain.intake import Intake
from kiosk.errors import NumbersGone
from kiosk.ports import ItemNumbers
from kiosk.services.workflow import KEPT

log = structlog.get_logger()


def coded(intake: Intake, numbers: ItemNumbers | None) -> Intake:
    """Return a closed intake with an item code, where the item is kept and has none yet.

    Without numbers it is recorded without a code: a damaged file never stops the counter.
    """
    if numbers is None or intake.code or intake.outcome not in KEPT:
        return intake
    try:
        return replace(intake, code=numbers.take())
    except NumbersGone as fault:
        log.warning("item.without_code", intake=intake.id, code=fault.code, why=str(fault))
        return intake
