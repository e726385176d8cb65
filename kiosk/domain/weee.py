"""The six categories of the WEEE directive (2012/19/EU, annex III), which Recupel reports by since 2022.

By kind of appliance as staff choose it. Where size decides (4 above 50 cm, 5 below), what is
usual at a counter is taken; what is not known has none.
"""

from collections.abc import Mapping
from types import MappingProxyType

_KINDS = {
    1: "fridge",
    2: "laptop monitor tv",
    4: "washer",
    5: "kettle coffee toaster microwave vacuum iron hairdryer fryer mixer lamp radio drill fan heater toy",
    6: "printer phone",
}
CATEGORY_OF: Mapping[str, int] = MappingProxyType({kind: number for number, kinds in _KINDS.items() for kind in kinds.split()})
"""1 temperature exchange, 2 screens, 3 lamps, 4 large, 5 small, 6 small IT and telecom; a kind that is not here is not known."""
