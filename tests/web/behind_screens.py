"""Every screen behind the counter by its number in the specification: how it is reached, and what is asked of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PIL import Image
from web.behind_counter import BADGE, PIN, Printer, lay
from web.counters import HAIRDRYER, KETTLE, PHONE, VACUUM, Counter

from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.domain.practice import Case
from kiosk.domain.question import HAZARD
from kiosk.domain.tag_role import TagMeaning, TagRole
from kiosk.services.backroom import Backroom
from kiosk.services.practice import Practice
from kiosk.services.practice_cases import CASES
from kiosk.web.behind import TRAINEE, VISIT

STRANGE_TAG = bytes.fromhex("04AABBCCDDEE11")
_FIRST = ("own-kettle", "kettle-works", "kettle-limescale", "phone-swollen", "toaster-dead", "mixer-no-bowl")
_ITEMS = ((KETTLE, [("works", "yes")]), (VACUUM, [("looks", "dirty")]), (HAIRDRYER, []), (PHONE, [(HAZARD, "unsure")]))


@dataclass(frozen=True, slots=True)
class Behind:
    """One screen: how the counter gets there, where it is, and what a browser must hold for it."""

    prepare: Callable[[Counter, Printer], None]
    path: str | Callable[[Counter], str]
    cookies: Callable[[Counter], dict[str, str]] = lambda _counter: {}
    has_gloves: bool = True
    """Whether gloved hands use it; a supervisor's pages have smaller targets."""


def worked(counter: Counter) -> None:
    """Let four items come over the counter: one is reused, one repaired, one recycled, one set aside."""
    room = backroom(counter)
    room.staff.sign_in(room.staff.member("s0"))
    for code, answers in _ITEMS:
        counter.scan(code)
        for question, choice in answers:
            counter.desk.answer(question, choice)
        counter.desk.confirm()
        counter.desk.done()
        counter.desk.counter_emptied()
        counter.clock.wait(700)
    room.staff.sign_out()


def backroom(counter: Counter) -> Backroom:
    """Return the backroom of a counter that has one."""
    assert counter.backroom
    return counter.backroom


def inside(counter: Counter) -> dict[str, str]:
    """Return the cookie of a supervisor who has laid the badge down and pressed the PIN."""
    door = backroom(counter).door
    lay(counter, BADGE)
    visit = door.visit("")
    for digit in PIN:
        door.press(visit, digit)
    opened = door.open(visit)
    assert opened
    return {VISIT: opened.token}


def _pressed(counter: Counter, digits: str = PIN[:4]) -> dict[str, str]:
    door = backroom(counter).door
    visit = door.visit("")
    for digit in digits:
        door.press(visit, digit)
    return {VISIT: visit.token}


def _wrong(counter: Counter, times: int = 1) -> dict[str, str]:
    door = backroom(counter).door
    visit = door.visit("")
    for _ in range(times):
        door.press(visit, "0")
        door.open(visit)
    return {VISIT: visit.token}


def in_order(counter: Counter, cases: Sequence[Case] = CASES) -> None:
    """Let practice show its items in a known order, whatever the day brings."""
    order = sorted(cases, key=lambda each: _FIRST.index(each.id) if each.id in _FIRST else len(_FIRST))

    def keep(cases: object) -> list[Case]:
        del cases
        return list(order)

    counter.backroom = replace(backroom(counter), practice=Practice(counter.desk.counter.workflow, cases, keep))
    counter.app.extensions["backroom"] = counter.backroom


def _guessing(*guesses: str, is_told: bool = True) -> Callable[[Counter], dict[str, str]]:
    def practise(counter: Counter) -> dict[str, str]:
        practice = backroom(counter).practice
        token = practice.round("").token
        for guess in guesses:
            practice.go_on(token)
            practice.guess(token, guess)
        if not is_told:
            practice.go_on(token)
        return {TRAINEE: token}

    return practise


def _nothing(_counter: Counter, _printer: Printer) -> None:
    """Leave everything as it is."""


def _practising(counter: Counter, _printer: Printer) -> None:
    in_order(counter)


def _photographed(counter: Counter, printer: Printer) -> None:
    """Let the site have a photograph of its own, here of a grey wall."""
    picture = printer.folder / "kettle.png"
    Image.linear_gradient("L").resize((64, 48)).save(picture)
    in_order(
        counter, [Case(id="own-kettle", category="kettle", clues=("works", "dirty"), answers={"works": "yes"}, picture=picture), *CASES]
    )


def _a_day(counter: Counter, _printer: Printer) -> None:
    worked(counter)


def _signed_in(counter: Counter, _printer: Printer) -> None:
    room = backroom(counter)
    room.staff.sign_in(room.staff.member("s2"))


def _badge(counter: Counter, _printer: Printer) -> None:
    lay(counter, BADGE)


def _printed(counter: Counter, _printer: Printer) -> None:
    worked(counter)
    backroom(counter).labels.close()


def _no_paper(counter: Counter, printer: Printer) -> None:
    printer.is_empty = True
    _printed(counter, printer)


def _with_plugins(counter: Counter, _printer: Printer) -> None:
    worked(counter)
    counter.panel.said_of_plugins = (
        PluginRecord(name="kringloop", status=PluginStatus.RUNNING, latency_ms=12.4),
        PluginRecord(name="safety_stops", status=PluginStatus.RUNNING, latency_ms=8.0),
        PluginRecord(name="repair_odds", status=PluginStatus.QUARANTINED, reason="It failed three times; later it is tried again"),
        PluginRecord(name="partner_demand", status=PluginStatus.DISABLED, reason="partner_demand is switched off on this kiosk"),
    )


def _with_faults(counter: Counter, printer: Printer) -> None:
    _no_paper(counter, printer)
    counter.desk.report({"camera": "Camera 0 gives no picture; check its plug (KSK-130)", "tags": "The tag reader says nothing (KSK-132)"})


def _called(counter: Counter, _printer: Printer) -> None:
    """Let staff call the supervisor to a danger, and go on."""
    room = backroom(counter)
    room.staff.sign_in(room.staff.member("s0"))
    counter.scan(PHONE)
    counter.desk.answer(HAZARD, "battery")
    counter.desk.calling.call()
    counter.desk.acknowledge()
    counter.desk.done()


def _offline(counter: Counter, _printer: Printer) -> None:
    worked(counter)
    counter.network.backlog = replace(counter.network.backlog, waiting=23, last_fault="The hub cannot be reached (KSK-410)")
    counter.desk.refresh()


def _awaiting_badge(counter: Counter, _printer: Printer) -> None:
    backroom(counter).tags.link_next(TagMeaning(TagRole.BADGE, "s1"))


def _strange(counter: Counter, _printer: Printer) -> None:
    lay(counter, STRANGE_TAG)
    counter.clock.wait(400)


def _linked(counter: Counter, printer: Printer) -> None:
    lay(counter, bytes.fromhex("04B1B2B3B4B5B6"))
    tags = backroom(counter).tags
    tags.link(tags.unknown()[0].mark, TagMeaning(TagRole.CONTAINER, "5"))
    _strange(counter, printer)


def _label(counter: Counter) -> str:
    return f"/label/{next(each.code for each in counter.desk.latest(9) if each.code)}"


def _of_phone(counter: Counter) -> str:
    waiting = next(each for each in counter.desk.latest(9) if each.outcome is None)
    return f"/supervisor/aside/{waiting.id}/reuse"


def _of_tag(counter: Counter) -> str:
    return f"/supervisor/tags/{backroom(counter).tags.unknown()[0].mark}"


def _table(prepare: Callable[[Counter, Printer], None], path: str | Callable[[Counter], str]) -> Behind:
    return Behind(prepare, path, inside, has_gloves=False)


BEHIND = {
    "12-who": Behind(_nothing, "/who"),
    "12-who-me": Behind(_signed_in, "/who"),
    "12b-badge": Behind(_nothing, "/supervisor/door"),
    "12b-pin": Behind(_badge, "/supervisor/door", _pressed),
    "12b-pin-wrong": Behind(_badge, "/supervisor/door", _wrong),
    "12b-pin-wait": Behind(_badge, "/supervisor/door", lambda counter: _wrong(counter, 6)),
    "13-practice": Behind(_practising, "/practice/", _guessing("reuse", is_told=False)),
    "13a-practice-photograph": Behind(_photographed, "/practice/"),
    "13b-practice-right": Behind(_practising, "/practice/", _guessing("reuse")),
    "13c-practice-nearly": Behind(_practising, "/practice/", _guessing("reuse", "repair")),
    "13d-practice-danger": Behind(_practising, "/practice/", _guessing("reuse", "recycle", "recycle")),
    "13e-practice-why": Behind(_practising, "/practice/why", _guessing("reuse", "recycle")),
    "13f-practice-done": Behind(_practising, "/practice/", _guessing("reuse", "repair", "stop", "repair", "recycle", is_told=False)),
    "14-label": Behind(_printed, _label),
    "14c-sheet": Behind(_printed, lambda counter: f"{_label(counter)}/sheet", has_gloves=False),
    "14b-label-out": Behind(_no_paper, _label),
    "15-today": _table(_a_day, "/supervisor/"),
    "15a-week": _table(_a_day, "/supervisor/?span=week"),
    "15-called": _table(_called, "/supervisor/"),
    "15a-offline": _table(_offline, "/supervisor/"),
    "15b-aside": _table(_a_day, "/supervisor/aside"),
    "15b-aside-none": _table(_nothing, "/supervisor/aside"),
    "15b-aside-sure": _table(_a_day, _of_phone),
    "15c-plugins": _table(_with_plugins, "/supervisor/plugins"),
    "15d-devices": _table(_nothing, "/supervisor/devices"),
    "15d-devices-faults": _table(_with_faults, "/supervisor/devices"),
    "15e-plugin": _table(_with_plugins, "/supervisor/plugins/kringloop"),
    "15f-people": _table(_nothing, "/supervisor/people"),
    "15f-people-badge": _table(_awaiting_badge, "/supervisor/people"),
    "15g-tags": _table(_linked, "/supervisor/tags"),
    "15g-tags-none": _table(_nothing, "/supervisor/tags"),
    "15h-tag": _table(_strange, _of_tag),
}
