"""What partners import: ``from kiosk.plugin_api import Opinion, hookimpl``.

Everything a plugin needs stands here and nothing else of the kiosk is for it. Only
additions within a major version; `tests/plugins/api_v1.txt` holds the promise.
"""

from kiosk.domain.destination import Destination, Route
from kiosk.domain.identifier import Identifier, IdentifierKind
from kiosk.domain.item import Category, Identification, Item
from kiosk.domain.opinion import Opinion, Order, Reason, Stop, Veto
from kiosk.domain.outcome import Handling, Outcome
from kiosk.domain.question import HAZARD, NO_HAZARD, UNSURE, Answers, Choice, Question, QuestionKind
from kiosk.domain.reading import Carrier, Medium, Reading
from kiosk.domain.text import LANGUAGES, Texts
from kiosk.domain.today import Lease, Today
from kiosk.domain.verdict import Verdict
from kiosk.plugin_api.hookspecs import PROJECT, hookimpl
from kiosk.plugin_api.site import Problem, Site

API_VERSION = "1.1"

__all__ = [
    "API_VERSION",
    "HAZARD",
    "LANGUAGES",
    "NO_HAZARD",
    "PROJECT",
    "UNSURE",
    "Answers",
    "Carrier",
    "Category",
    "Choice",
    "Destination",
    "Handling",
    "Identification",
    "Identifier",
    "IdentifierKind",
    "Item",
    "Lease",
    "Medium",
    "Opinion",
    "Order",
    "Outcome",
    "Problem",
    "Question",
    "QuestionKind",
    "Reading",
    "Reason",
    "Route",
    "Site",
    "Stop",
    "Texts",
    "Today",
    "Verdict",
    "Veto",
    "hookimpl",
]
