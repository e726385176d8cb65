"""Taps: each is one step of the desk, and a tap on an old page is none."""

import re

import pytest
from web.counters import HAIRDRYER, KETTLE, PHONE, Counter

from kiosk.domain.intake import Intake, Stage
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import HAZARD, UNSURE
from kiosk.services.taking_back import UNDO_S


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found.group(1)


def last(counter: Counter) -> Intake:
    return counter.desk.latest(1)[0]


def test_a_barcoded_item_goes_from_scan_to_receipt(counter: Counter) -> None:
    """Two taps: an answer and Klopt."""
    counter.scan(KETTLE)
    screen = counter.screen()

    verdict = screen.tap("/intake/answer", question="works", choice="yes")
    receipt = screen.tap("/intake/confirm")

    assert "HERGEBRUIK" in verdict
    assert "Goed zo!" in receipt
    assert last(counter).outcome is Outcome.REUSE


def test_kapot_records_at_the_tap(counter: Counter) -> None:
    """An obvious recycle is one tap."""
    page = counter.screen().tap("/intake/scrap")

    assert last(counter).outcome is Outcome.RECYCLE
    assert "Toch niet" in page


def test_an_item_without_a_code_is_named_by_its_tile(counter: Counter) -> None:
    """Geen code, a type, and the item goes on its way."""
    page = counter.screen().tap("/intake/name", category="vacuum")

    assert "Hoe ziet het eruit?" in page


def test_terug_returns_to_the_question_and_then_gives_up(counter: Counter) -> None:
    """Nobody is led into a dead end."""
    counter.scan(KETTLE)
    screen = counter.screen()
    screen.tap("/intake/answer", question="works", choice="yes")

    assert "Werkt het nog?" in screen.tap("/intake/back")
    assert "Scan het toestel" in screen.tap("/intake/back")


def test_a_hazard_that_was_seen_stops_until_acknowledged(counter: Counter) -> None:
    """STOP, its orders, and Begrepen."""
    counter.scan(PHONE)
    screen = counter.screen()

    stop = screen.tap("/intake/answer", question=HAZARD, choice="battery")
    after = screen.tap("/intake/acknowledge")

    assert "STOP" in stop
    assert "Leg in zand." in stop
    assert "De chef kiest." in after
    assert "Toch niet" not in after


def test_danger_can_be_reported_at_any_time(counter: Counter) -> None:
    """Also from an old page: danger is never refused."""
    old = seen_on(counter.screen().get("/"))
    counter.scan(KETTLE)

    page = counter.screen().tap("/intake/danger", kind="burnt", seen=old)

    assert "STOP" in page


def test_weet_niet_about_danger_sets_the_item_aside(counter: Counter) -> None:
    """A full answer that leads to the supervisor."""
    counter.scan(PHONE)
    screen = counter.screen()
    screen.tap("/intake/answer", question=HAZARD, choice=UNSURE)

    page = screen.tap("/intake/confirm")

    assert "De chef kiest." in page
    assert last(counter).outcome is None


def test_anders_is_recorded_with_its_reason(counter: Counter) -> None:
    """The verdict and staff's own choice stand side by side."""
    counter.scan(HAIRDRYER)
    screen = counter.screen()
    assert 'formaction="/other/reuse"' in screen.get("/other")

    screen.tap("/intake/choose", outcome="reuse", reason="works")

    chosen = last(counter).override
    assert chosen
    assert (chosen.outcome, chosen.reason) == (Outcome.REUSE, "works")


def test_opzij_is_recorded(counter: Counter) -> None:
    """Set aside from Anders."""
    counter.scan(HAIRDRYER)

    counter.screen().tap("/intake/set-aside")

    assert last(counter).outcome is None
    assert last(counter).stage is Stage.RECORDED


def test_toch_niet_takes_the_last_one_back(counter: Counter) -> None:
    """One tap within the minute."""
    screen = counter.screen()
    screen.tap("/intake/scrap")

    page = screen.tap("/intake/undo")

    assert last(counter).stage is Stage.CANCELLED
    assert "Scan het toestel" in page


def test_toch_niet_too_late_says_so(counter: Counter) -> None:
    """With a code, and nothing is taken back."""
    screen = counter.screen()
    screen.tap("/intake/scrap")
    counter.clock.wait(UNDO_S + 1)

    page = screen.tap("/intake/undo")

    assert "Kan niet meer terug." in page
    assert "KSK-141" in page
    assert last(counter).stage is Stage.RECORDED


def test_the_undo_bar_goes_away_by_itself(counter: Counter) -> None:
    """01b for a minute, then 01."""
    screen = counter.screen()
    screen.tap("/intake/scrap")
    bar = screen.tap("/intake/done")
    counter.clock.wait(UNDO_S + 1)

    later = screen.get("/")

    assert "Toch niet" in bar
    assert "Toch niet" not in later


def test_a_struck_outcome_is_refused_in_words(counter: Counter) -> None:
    """A safety veto stays a veto, whatever is posted."""
    counter.scan(PHONE)
    screen = counter.screen()
    screen.tap("/intake/answer", question=HAZARD, choice=UNSURE)

    page = screen.tap("/intake/choose", outcome="reuse", reason="works")

    assert "Mag niet: niet veilig." in page
    assert "KSK-143" in page


def test_a_second_tap_does_nothing(counter: Counter) -> None:
    """Drops and bounces: the page was another one."""
    counter.scan(KETTLE)
    screen = counter.screen()
    seen = seen_on(screen.get("/"))
    screen.tap("/intake/answer", question="works", choice="yes", seen=seen)

    page = screen.tap("/intake/confirm", seen=seen)

    assert "HERGEBRUIK" in page
    assert not counter.desk.latest(1)


def test_a_tap_on_an_idle_page_after_a_scan_does_nothing(counter: Counter) -> None:
    """Kapot was meant for the item before."""
    screen = counter.screen()
    seen = seen_on(screen.get("/"))
    counter.scan(KETTLE)

    page = screen.tap("/intake/scrap", seen=seen)

    assert "Werkt het nog?" in page


@pytest.mark.parametrize("step", ["confirm", "back", "acknowledge", "set-aside", "undo", "done"])
def test_a_step_that_does_not_fit_shows_the_counter(counter: Counter, step: str) -> None:
    """Never an error page for a tap."""
    assert "Scan het toestel" in counter.screen().tap(f"/intake/{step}")


@pytest.mark.parametrize("path", ["/why", "/other", "/other/reuse", "/dangers"])
def test_a_page_about_an_item_leads_home_when_there_is_none(counter: Counter, path: str) -> None:
    """A live screen never stays on an old page."""
    assert "Scan het toestel" in counter.screen().get(path)


@pytest.mark.parametrize("path", ["/no-code", "/recent", "/language"])
def test_a_scan_leads_away_from_every_idle_page(counter: Counter, path: str) -> None:
    """The item on the counter comes first."""
    counter.scan(KETTLE)

    assert "Werkt het nog?" in counter.screen().get(path)


def test_a_stop_leaves_no_way_to_the_list_of_dangers(counter: Counter) -> None:
    """First the one that is there."""
    counter.desk.danger("gas")

    assert "STOP" in counter.screen().get("/danger")


def test_a_full_disk_is_said_on_every_screen(counter: Counter) -> None:
    """The verdict is still shown; Klopt says again that nothing was kept."""
    counter.ledger.full = True
    counter.scan(HAIRDRYER)

    page = counter.screen().tap("/intake/confirm")

    assert "RECYCLAGE" in page
    assert "Niet bewaard." in page


def test_the_language_is_kept_for_the_screen(counter: Counter) -> None:
    """In a cookie no script can read."""
    screen = counter.screen()

    page = screen.tap("/language", language="fr")

    assert "Scannez l'objet" in page
    cookie = screen.client.get_cookie("language", domain="localhost")
    assert cookie
    assert (cookie.http_only, cookie.same_site) == (True, "Strict")


@pytest.mark.parametrize("said", ["xx", "", "nl\r\nSet-Cookie: a=b"])
def test_a_language_nobody_speaks_is_refused(counter: Counter, said: str) -> None:
    """The cookie holds one of four words."""
    answer = counter.screen().client.post(
        "/language", data={"language": said}, base_url="http://localhost:8080", headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert answer.status_code == 400


def test_a_strange_cookie_means_the_default_language(counter: Counter) -> None:
    """Whatever it holds."""
    assert '<html lang="nl-BE"' in counter.screen("../../etc").get("/")


def test_the_latest_intakes_are_paged_newest_first(counter: Counter) -> None:
    """Three a page, the newest can be taken back."""
    for category in ("kettle", "iron", "lamp", "radio"):
        counter.desk.name(category)
        counter.desk.scrap() if counter.desk.view().intake else None
        counter.clock.wait(120)
    counter.desk.name("fan")
    counter.desk.scrap()
    screen = counter.screen()

    first, second = screen.get("/recent"), screen.get("/recent?page=2")

    assert re.findall(r'class="name">(\w+)', first) == ["Ventilator", "Radio", "Lamp"]
    assert re.findall(r'class="name">(\w+)', second) == ["Strijkijzer", "Waterkoker"]
    assert "2 min. geleden" in first
    assert first.count("/intake/undo") == 1
    assert "/intake/undo" not in second


def test_an_intake_of_another_start_shows_its_wall_time(counter: Counter) -> None:
    """The boot clock began again: only the wall clock is left."""
    counter.screen().tap("/intake/scrap")
    counter.clock.boot_id = "boot-2"
    counter.clock.wait(7200)

    page = counter.screen().get("/recent")

    assert re.search(r"<small>vr\.? \d\d:\d\d|<small>\w+\.? \d\d:\d\d", page)
