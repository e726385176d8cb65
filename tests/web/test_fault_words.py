"""What is wrong, in the language of the page: each code a supervisor can meet has its sentence."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from web.behind_counter import staffed
from web.behind_screens import inside
from web.counters import PLUGINS, counter_with

from kiosk import errors
from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.domain.text import LANGUAGES
from kiosk.web.fault_words import FAULTS

SHOWN = (errors.DeviceBroken, errors.PluginError, errors.LedgerError, errors.HubError, errors.DiskFull, errors.DiskAlmostFull)
ONLY_ON_A_COMMAND_LINE = {"KSK-100", "KSK-220", "KSK-222", "KSK-223", "KSK-310", "KSK-311"}
"""Of kinds the screen shows, those that end a command or the desk's start."""


def codes(kind: type[errors.KioskError]) -> Iterator[str]:
    yield kind.code
    for each in kind.__subclasses__():
        yield from codes(each)


def test_every_code_a_supervisor_can_meet_has_a_sentence() -> None:
    """A new error is not forgotten here."""
    met = {code for kind in SHOWN for code in codes(kind)} - ONLY_ON_A_COMMAND_LINE

    assert met - set(FAULTS) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_are_said_in_the_language_of_the_page(tmp_path: Path, language: str) -> None:
    """Devices, hub and plugins: a sentence of four languages and the code, no English one among them."""
    counter = counter_with(*PLUGINS)
    staffed(counter, tmp_path)
    counter.desk.report({"uvc0": "Camera 0 gives no picture: unplugged; check its plug (KSK-130)", "odd": "It hums"})
    counter.network.backlog = replace(counter.network.backlog, waiting=3, last_fault="The hub cannot be reached (KSK-410)")
    counter.desk.refresh()
    counter.panel.said_of_plugins = (
        PluginRecord(name="resting", status=PluginStatus.QUARANTINED, reason="It failed too often", last_fault="late (KSK-216)"),
        PluginRecord(name="strange", status=PluginStatus.UNAPPROVED, reason="strange was changed (KSK-217)"),
        PluginRecord(name="plain", status=PluginStatus.DISABLED, reason="plain is switched off on this kiosk"),
    )
    screen = counter.screen(language)
    for name, value in inside(counter).items():
        screen.client.set_cookie(name, value, domain="localhost")

    pages = screen.get("/supervisor/devices") + screen.get("/supervisor/plugins")

    for code in ("KSK-130", "KSK-410", "KSK-216", "KSK-217"):
        assert code in pages
    if language != "en":
        assert not re.search(r"gives no picture|cannot be reached|failed too often|was changed|switched off|It hums", pages)
