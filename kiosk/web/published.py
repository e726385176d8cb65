"""What programs on the kiosk get: the OpenAPI description of the desk's API and of its door for readings.

``make docs`` writes its schemas from the types, ``make check`` says when they are stale, and a
test holds them to ``tests/web/golden_v1.json``: within v1 they only grow.
"""

from pathlib import Path
from typing import Any

from kiosk.contract.published import components
from kiosk.domain.intake import Intake
from kiosk.domain.reading import Reading
from kiosk.domain.tag_role import WriteOrder, Written
from kiosk.web import told

OPENAPI = Path(__file__).with_name("openapi.yaml")
BODIES = (
    told.CounterTold,
    told.TagsTold,
    told.FailureTold,
    told.CounterReport,
    told.DeviceReport,
    Intake,
    Reading,
    WriteOrder,
    Written,
)
"""Every body of a request or an answer."""


def desk_schemas() -> dict[str, Any]:
    """Return the component schemas of the desk's OpenAPI file by name."""
    return components(BODIES, "#/components/schemas/{name}")
