"""The rows of *Laatste*: the latest intakes, three a page."""

from dataclasses import dataclass

from babel.dates import format_datetime

from kiosk.domain.intake import Intake
from kiosk.domain.moment import Moment
from kiosk.services.desk import Desk
from kiosk.web.screens import can_undo, local_time
from kiosk.web.texts import language, say

ROWS_A_PAGE = 3
JUST_NOW_S = 60
AN_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the latest intakes."""

    number: int
    intakes: tuple[Intake, ...]
    has_older: bool
    undoable: str
    """The id of the one that *Toch niet* takes back; empty when it is too late."""


def page_of(desk: Desk, number: int, at: Moment) -> Page:
    """Return a page of the latest intakes; page 1 has the newest."""
    found = desk.latest(number * ROWS_A_PAGE + 1)
    newest = found[0] if found else None
    start = (number - 1) * ROWS_A_PAGE
    undoable = newest.id if newest and can_undo(newest, at) else ""
    return Page(number, found[start : start + ROWS_A_PAGE], len(found) > start + ROWS_A_PAGE, undoable)


def ago(then: Moment, now: Moment) -> str:
    """Return how long ago something was; by the boot clock where that is the same, since the wall clock may jump."""
    passed_s = now.boot_s - then.boot_s if then.boot_id == now.boot_id else now.wall_s - then.wall_s
    if passed_s < JUST_NOW_S:
        return say("just_now")
    if passed_s < AN_HOUR_S:
        return say("minutes_ago", minutes=int(passed_s // 60))
    return format_datetime(local_time(then), "EEE HH:mm", locale=language())
