"""What the screen's script is told about time and sound; the pages say it in ``data-`` attributes."""

from flask import current_app

from kiosk.domain.intake import Intake
from kiosk.domain.moment import Moment
from kiosk.services.counter import CounterView
from kiosk.services.placement import PlacementStage
from kiosk.services.tags import Tags
from kiosk.services.taking_back import UNDO_S
from kiosk.settings import Settings
from kiosk.web.screens import can_undo, local_time

IDLE_S = 45
IDLES = frozenset(
    {"categories", "question", "dangers", "danger", "choose", "reason", "why", "recent", "improve", "language", "same", "aside", "fail"}
)
"""Screens nobody touches for so long give way to the idle one; a verdict and a STOP never do."""


def settings() -> Settings:
    """Return the settings of this kiosk."""
    found: Settings = current_app.extensions["settings"]
    return found


def idle_s(screen: str) -> int:
    """Return after how many seconds without a touch the screen is left; 0 for never."""
    return IDLE_S if screen in IDLES else 0


def theme(view: CounterView | None) -> str:
    """Return ``night`` in the site's dark hours, while the clock can be believed."""
    web = settings().web
    if view is None or not view.at.is_believable or web.night_from == web.night_until:
        return "day"
    hour = local_time(view.at).hour
    is_night = (
        web.night_from <= hour < web.night_until if web.night_from < web.night_until else hour >= web.night_from or hour < web.night_until
    )
    return "night" if is_night else "day"


def somebody_is_there(view: CounterView) -> bool:
    """Tell whether a verdict may confirm itself: somebody is signed in and the item still lies there."""
    tags: Tags | None = current_app.extensions.get("tags")
    return bool(tags and tags.person) and not view.emptied


def ring_left(view: CounterView) -> float:
    """Return how many seconds a fresh verdict waits before it confirms itself; 0 for never."""
    return settings().site.ring_s if somebody_is_there(view) else 0


def undo_left(intake: Intake | None, at: Moment) -> int:
    """Return how many whole seconds are left for *Toch niet*."""
    if intake is None or not can_undo(intake, at):
        return 0
    return max(1, int(UNDO_S - (at.boot_s - intake.recorded_at.boot_s)))


def sound_of(view: CounterView, screen: str) -> str:
    """Return the sound a screen begins with, or nothing."""
    if screen == "stop":
        return "stop"
    if view.placement.stage is PlacementStage.WRONG and screen == "elsewhere":
        return "wrong"
    if screen in {"verdict", "aside"} and view.intake:
        return str(view.intake.outcome or "aside")
    if screen == "receipt" and view.receipt and len(view.receipt.item.readings) == 0 and view.receipt.override:
        return str(view.receipt.outcome or "aside")
    return ""
