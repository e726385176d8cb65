"""The calm strip: one fault at a time, with its code."""

from dataclasses import replace

import pytest
from fakes import HandClock
from web.counters import Counter, counter_with

from kiosk.domain.moment import Moment
from kiosk.domain.plugin import Manifest, PluginRecord, PluginStatus
from kiosk.ports import Backlog


def manifest(name: str, *, critical: bool) -> Manifest:
    return Manifest(name=name, version="1", api="1.0", module=name, summary={}, author="", licence="", hooks=("veto",), critical=critical)


@pytest.mark.parametrize(
    ("faults", "words", "code"),
    [
        ({"camera": "Camera 0 gives no picture: unplugged; check its plug (KSK-130)"}, "Camera weg", "KSK-130"),
        ({"uvc0": "KSK-130 Camera 0 gives no picture"}, "Camera weg", "KSK-130"),
        ({"tags": "The tag reader does not answer (KSK-132)"}, "Taglezer weg", "KSK-132"),
        ({"disk": "Almost full"}, "Schijf bijna vol", ""),
        ({"label_printer": "No paper"}, "Label printer werkt niet", ""),
    ],
    ids=["camera", "camera-by-code", "tags", "disk", "unknown-device"],
)
def test_a_device_with_a_fault_is_named_with_its_code(counter: Counter, faults: dict[str, str], words: str, code: str) -> None:
    """At most three words, and what to read out on the phone."""
    counter.desk.report(faults)

    page = counter.screen().get("/")

    assert words in page
    assert code in page


def test_without_a_camera_the_hand_scanner_is_shown(counter: Counter) -> None:
    """10b: there is always a next step."""
    counter.desk.report({"camera": "gone (KSK-130)"})

    assert "Neem de scanner" in counter.screen().get("/")


def test_the_camera_comes_before_everything_else(counter: Counter) -> None:
    """One at a time, the one that hinders work first."""
    counter.desk.report({"a_printer": "x", "camera": "gone (KSK-130)"})

    page = counter.screen().get("/")

    assert "Camera weg" in page
    assert "printer" not in page


def test_offline_says_how_much_is_kept(counter: Counter) -> None:
    """No worry: nothing is lost."""
    counter.network.backlog = Backlog("epoch", 23, 23, 0, "cannot be reached (KSK-410)")
    counter.desk.refresh()

    page = counter.screen().get("/")

    assert "Geen net. Bewaard: 23" in page
    assert "KSK-410" in page


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("KSK-412", "Hub weigert kiosk"),
        ("KSK-413", "Inlogpagina op net?"),
        ("KSK-520", "Hub niet vertrouwd"),
        ("KSK-521", "Wacht op tijd"),
        ("KSK-523", "Verzenden staat stil"),
        ("KSK-525", "Hub weigert iets"),
        ("KSK-102", "Nog niet aangemeld"),
    ],
)
def test_why_nothing_is_sent_is_told_apart(counter: Counter, code: str, words: str) -> None:
    """No network heals by itself; a hub that refuses needs a person."""
    counter.network.backlog = Backlog("epoch", 23, 23, 1, f"a sentence ({code})")
    counter.desk.refresh()

    page = counter.screen().get("/")

    assert words in page
    assert code in page


@pytest.mark.parametrize(
    ("status", "critical", "is_shown"),
    [
        (PluginStatus.QUARANTINED, False, True),
        (PluginStatus.UNAPPROVED, True, True),
        (PluginStatus.UNAPPROVED, False, False),
        (PluginStatus.RUNNING, True, False),
    ],
)
def test_a_plugin_that_is_missed_is_named(counter: Counter, status: PluginStatus, critical: bool, is_shown: bool) -> None:  # noqa: FBT001 - a table of cases
    """One that stopped, or a critical one that may not run; others are the supervisor's business."""
    counter.panel.said_of_plugins = (
        PluginRecord(name="repair_index", status=status, manifest=manifest("repair_index", critical=critical)),
    )

    assert ("Repair index staat stil" in counter.screen().get("/")) is is_shown


@pytest.mark.parametrize(
    ("last_fault", "is_shown"),
    [("dead: its worker never came", True), ("late: no answer within 150 ms", True), ("", False)],
    ids=["never came", "left", "still starting"],
)
def test_a_safety_plugin_that_is_not_there_is_named(counter: Counter, last_fault: str, is_shown: bool) -> None:  # noqa: FBT001 - a table of cases
    """Safety fails closed without it, so staff must know why nothing is kept."""
    counter.panel.said_of_plugins = (
        PluginRecord(
            name="safety_stops", status=PluginStatus.READY, manifest=manifest("safety_stops", critical=True), last_fault=last_fault
        ),
    )

    assert ("Safety stops staat stil" in counter.screen().get("/")) is is_shown


def test_a_safety_plugin_that_was_not_found_is_named_with_its_code(counter: Counter) -> None:
    """It has no manifest then."""
    counter.panel.said_of_plugins = (
        PluginRecord(name="safety_stops", status=PluginStatus.INCOMPATIBLE, reason="There is no plugin safety_stops (KSK-211)"),
    )

    page = counter.screen().get("/")

    assert "Safety stops staat stil" in page
    assert "KSK-211" in page


class UnsetClock(HandClock):
    """A clock nobody has set since the machine started."""

    def now(self) -> Moment:
        return replace(super().now(), wall_s=1000.0, synchronised=False)


def test_a_clock_that_was_never_set_is_said() -> None:
    """Only when nothing worse is wrong."""
    counter = counter_with(clock=UnsetClock())

    assert "Klok niet juist" in counter.screen().get("/")
