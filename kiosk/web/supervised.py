"""The supervisor's pages on the kiosk itself: plugins, devices, people, tags."""

from collections.abc import Iterator

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug import Response

from kiosk.domain.command import STEPS
from kiosk.domain.outcome import LADDER
from kiosk.domain.staff import StaffId, StaffMember
from kiosk.domain.tag_role import TagMeaning, TagRole
from kiosk.errors import KioskError, TagUnknown
from kiosk.services.opinions import AskedFor, said_by, share_followed
from kiosk.web.behind import backroom, supervisor
from kiosk.web.charts import midnight_s
from kiosk.web.here import desk
from kiosk.web.parts import parts_of
from kiosk.web.qr import dots_of
from kiosk.web.supervisor import supervisors

__all__ = ["supervisors"]
LOOKED_AT = 300
"""Intakes of today that opinions are counted in: the latest."""
ROWS = 12
MOST_TAGS = 6


@supervisors.get("/plugins")
def plugins() -> str:
    """Show how each plugin is doing, and how often its opinion was followed."""
    records = desk().view().plugins
    asked = _today()
    shares = {each.name: share_followed(said_by(each.name, asked)) for each in records}
    counts = {each.name: len(said_by(each.name, asked)) for each in records}
    return _page("admin_plugins.html", records=records, shares=shares, counts=counts)


@supervisors.get("/plugins/<name>")
def plugin(name: str) -> str:
    """Show what one plugin said today and what became of it, for its partner."""
    record = next((each for each in desk().view().plugins if each.name == name), None)
    if record is None:
        abort(404)
    said = said_by(name, _today())
    return _page("admin_plugin.html", record=record, spoken=said[:ROWS], count=len(said), followed=sum(each.was_followed for each in said))


@supervisors.get("/devices")
def devices() -> str:
    """Show how each part of the kiosk is, and the doctor's page for a phone where the doctor has been here."""
    said = backroom().doctor_said()
    code = dots_of(said, error="l") if said and "doctor" in request.args else ()
    return _page("admin_devices.html", parts=parts_of(desk().view(), backroom()), has_doctor=bool(said), doctor=code)


@supervisors.get("/people")
def people() -> str:
    """Show who works here."""
    behind = backroom()
    awaited = behind.tags.awaited
    waits_for = behind.staff.name_of(awaited.name) if awaited and awaited.role is TagRole.BADGE else ""
    return _page("admin_people.html", people=behind.staff.members(), waits_for=waits_for)


@supervisors.post("/people/<member>/badge")
def new_badge(member: str) -> Response:
    """Let the next tag nobody knows be a person's badge."""
    found: StaffMember = backroom().staff.member(member)
    backroom().tags.link_next(TagMeaning(TagRole.BADGE, found.id), _who())
    return redirect(url_for("supervisor.people"), 303)


@supervisors.post("/people/badge/stop")
def no_badge() -> Response:
    """Wait for no new badge any more."""
    backroom().tags.link_next(None)
    return redirect(url_for("supervisor.people"), 303)


@supervisors.get("/tags")
def tags() -> str:
    """Show the tags nobody knows, and those that were linked here."""
    behind = backroom().tags
    return _page("admin_tags.html", unknown=behind.unknown()[:MOST_TAGS], linked=list(behind.linked().items())[:ROWS])


@supervisors.get("/tags/<mark>")
def tag(mark: str) -> str:
    """Show what an unknown tag may stand for."""
    _known_unknown(mark)
    return _page("admin_tag.html", mark=mark, meanings=tuple(_meanings()))


@supervisors.post("/tags/<mark>/link")
def link(mark: str) -> Response:
    """Let an unknown tag stand for a container, a person or a button."""
    role, _, name = request.form.get("meaning", "").partition(":")
    meaning = next((each for each in _meanings() if (each.role, each.name) == (role, name)), None)
    if meaning is None:
        abort(400)
    _known_unknown(mark)
    backroom().tags.link(mark, meaning, _who())
    return redirect(url_for("supervisor.tags"), 303)


@supervisors.post("/tags/<mark>/unlink")
def unlink(mark: str) -> Response:
    """Let a tag stand for nothing again."""
    backroom().tags.unlink(mark, _who())
    return redirect(url_for("supervisor.tags"), 303)


@supervisors.errorhandler(TagUnknown)
def gone(_: KioskError) -> Response:
    """Show the list again, when a tag was linked meanwhile."""
    return redirect(url_for("supervisor.tags"), 303)


def _who() -> StaffId:
    member = supervisor().member
    return member.id if member else ""


def _known_unknown(mark: str) -> None:
    if mark not in {each.mark for each in backroom().tags.unknown()}:
        raise TagUnknown(mark)


def _meanings() -> Iterator[TagMeaning]:
    """Yield everything a tag can be linked to by hand: items are linked at the counter."""
    numbers = {each.number for each in current_app.extensions["site"].containers}
    yield from (TagMeaning(TagRole.CONTAINER, each) for each in sorted(numbers))
    yield from (TagMeaning(TagRole.BADGE, each.id) for each in backroom().staff.members())
    yield from (TagMeaning(TagRole.COMMAND, each) for each in STEPS)


def _today() -> tuple[AskedFor, ...]:
    since_s = midnight_s(desk().view().at)
    latest = (each for each in desk().latest(LOOKED_AT) if each.steps and each.steps[-1].at.wall_s >= since_s)
    return tuple(AskedFor(each, each.outcome) for each in latest)


def _page(template: str, **shown: object) -> str:
    view = desk().view()
    return render_template(
        template, view=view, screen=template.removesuffix(".html"), waiting=backroom().figures.waiting(), ladder=LADDER, **shown
    )
