"""The appliances of the demo: invented makers, numbers of the range GS1 leaves to everybody (20-29).

The first one has the number that stands in the documentation's examples.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Layout(StrEnum):
    """Which codes a plate carries."""

    EAN = "ean"
    """An EAN-13 alone."""
    EAN_SERIAL = "ean_serial"
    """An EAN-13 and the serial number as Code 128."""
    LINK = "link"
    """A QR code with a GS1 Digital Link."""
    MATRIX = "matrix"
    """A GS1 Data Matrix with GTIN, serial number and production date."""
    ENERGY = "energy"
    """An EAN-13 and the energy label's QR code."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One appliance and what stands on its plate."""

    gtin: str
    """13 digits."""
    category: str
    brand: str
    model: str
    rating: str
    serial: str
    layout: Layout


SAMPLES = (
    Sample("4242005045112", "kettle", "BELLAVIA", "WK 2200", "220-240 V~ 50/60 Hz 2200 W", "FD 9806 00417", Layout.EAN),
    Sample("2034701615018", "vacuum", "NORDHUS", "VC 700 Cyclo", "220-240 V~ 50 Hz 700 W", "20180914-3381", Layout.EAN_SERIAL),
    Sample("2038402026029", "phone", "Tellus", "T4 Lite", "5 V DC 2 A  Li-ion 3000 mAh", "T4L7K20931", Layout.LINK),
    Sample("2042102437030", "tv", "ORIONA", "LX-32 HD", "100-240 V~ 50/60 Hz 55 W", "31A5508827", Layout.EAN_SERIAL),
    Sample("2045802848045", "fridge", "Kaldir", "KF 185 R600a", "220-240 V~ 50 Hz 0.9 A 38 g", "2109 104 00562", Layout.ENERGY),
    Sample("2049503259056", "coffee", "Pastello", "Crema 2", "220-240 V~ 50/60 Hz 1450 W", "CR2-118204", Layout.EAN),
    Sample("2053203670066", "drill", "HAMMERLEY", "HD 18-2", "18 V DC Li-ion 0-1500 /min", "HD182B0672", Layout.MATRIX),
    Sample("2056904081070", "iron", "BELLAVIA", "Vapor 40", "220-240 V~ 50/60 Hz 2400 W", "FD 9503 01120", Layout.EAN_SERIAL),
    Sample("2060604492081", "microwave", "Kaldir", "MW 20 S", "230 V~ 50 Hz 1200 W 2450 MHz", "MW20-77310", Layout.EAN),
    Sample("2064304903090", "washer", "NORDHUS", "WM 8140", "220-240 V~ 50 Hz 2100 W 10 A", "WM81402210335", Layout.ENERGY),
    Sample("2068005314100", "laptop", "Tellus", "Book 14", "19 V DC 3.42 A", "TB14-5G0081", Layout.LINK),
    Sample("2071705725114", "hairdryer", "Pastello", "Brezza", "220-240 V~ 50/60 Hz 1800 W", "BZ0419", Layout.EAN),
)

SAMPLE_PRODUCTS: Mapping[str, str] = MappingProxyType({f"0{each.gtin}": each.category for each in SAMPLES})
"""Category by GTIN of 14 digits, so that the demo knows its appliances."""
