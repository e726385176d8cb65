"""The sockets of the house: what services need from outside, named by role.

Services know these Protocols only. Adapters, the plugin host and the tests' fakes
provide them; ``kiosk.bootstrap`` plugs them together.
"""

from typing import TYPE_CHECKING

from kiosk.ports.capture import CodeScanner, FrameSource, Glance, MotionGate, Preview, ReadingSink, SymbolDecoder, TagReader
from kiosk.ports.clock import Clock
from kiosk.ports.delivery import Backlog, Datasets, Hub, KeptDataset, NextTry, Outbox, Parked, Published, Publisher, Pulse, Signer
from kiosk.ports.desk import Catalogue, IdentifierParser, Intakes, Panel, Round, TagRegistry, UnsettledCodes
from kiosk.ports.ledger import Reset, Upkeep
from kiosk.ports.staff import Bar, Figures, ItemNumbers, LabelPrinter, Pins, PinTries, StaffList, Tally, Tries
from kiosk.ports.supervision import Supervision

if TYPE_CHECKING:  # numpy costs the desk 20 MB and is only a type here
    from kiosk.ports.capture import Frame as Frame

__all__ = [
    "Backlog",
    "Bar",
    "Catalogue",
    "Clock",
    "CodeScanner",
    "Datasets",
    "Figures",
    "FrameSource",
    "Glance",
    "Hub",
    "IdentifierParser",
    "Intakes",
    "ItemNumbers",
    "KeptDataset",
    "LabelPrinter",
    "MotionGate",
    "NextTry",
    "Outbox",
    "Panel",
    "Parked",
    "PinTries",
    "Pins",
    "Preview",
    "Published",
    "Publisher",
    "Pulse",
    "ReadingSink",
    "Reset",
    "Round",
    "Signer",
    "StaffList",
    "Supervision",
    "SymbolDecoder",
    "TagReader",
    "TagRegistry",
    "Tally",
    "Tries",
    "UnsettledCodes",
    "Upkeep",
]
