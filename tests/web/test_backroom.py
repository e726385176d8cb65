"""The pages behind the counter: who may see them, and what they do."""

import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from web.behind_counter import BADGE, PIN, Printer, lay, staffed
from web.counters import KETTLE, PHONE, PLUGINS, VACUUM, WORKS, Counter, counter_with

from kiosk.adapters.practice_folder import Known, PracticeFolder
from kiosk.domain.opinion import Reason, Veto
from kiosk.domain.outcome import Outcome
from kiosk.domain.practice import Case
from kiosk.domain.question import HAZARD
from kiosk.domain.tag_role import TagMeaning, TagRole
from kiosk.domain.text import LANGUAGES
from kiosk.domain.verdict import Policy, decide
from kiosk.services.door import IDLE_S
from kiosk.services.practice import Practice
from kiosk.services.practice_cases import CASES
from kiosk.services.trail_words import word
from kiosk.web.screens import because

BASE = "http://localhost:8080"
PAGES = (
    "/supervisor/",
    "/supervisor/?span=week",
    "/supervisor/aside",
    "/supervisor/plugins",
    "/supervisor/devices",
    "/supervisor/people",
    "/supervisor/tags",
)


@pytest.fixture
def counter() -> Counter:
    return counter_with(*PLUGINS)


@pytest.fixture
def printer(counter: Counter, tmp_path: Path) -> Printer:
    return staffed(counter, tmp_path)


@pytest.fixture
def client(counter: Counter, printer: Printer) -> FlaskClient:
    del printer
    return counter.app.test_client()


def get(client: FlaskClient, path: str) -> str:
    answer = client.get(path, base_url=BASE, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def post(client: FlaskClient, path: str, **said: str) -> str:
    answer = client.post(path, data=said, base_url=BASE, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def come_in(client: FlaskClient, counter: Counter, pin: str = PIN) -> str:
    lay(counter, BADGE)
    get(client, "/supervisor/door")
    for digit in pin:
        post(client, "/supervisor/press", key=digit)
    return post(client, "/supervisor/open")


def aside(counter: Counter) -> str:
    counter.scan(PHONE)
    counter.desk.answer(HAZARD, "unsure")
    counter.desk.confirm()
    counter.desk.done()
    return counter.desk.latest(1)[0].id


def test_a_person_taps_her_sign_and_is_named_from_then_on(client: FlaskClient, counter: Counter) -> None:
    post(client, "/who", member="s0")
    counter.scan(KETTLE)
    post(client, "/intake/answer", question="works", choice="yes")
    post(client, "/intake/confirm")

    assert counter.desk.latest(1)[0].steps[-1].by == "staff:s0"
    assert "tile me" in get(client, "/who")


def test_tapping_the_own_sign_again_signs_out(client: FlaskClient, counter: Counter) -> None:
    post(client, "/who", member="s0")
    post(client, "/who", member="s0")

    assert counter.backroom
    assert counter.backroom.staff.person is None


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_a_supervisors_page_without_badge_and_pin(client: FlaskClient, counter: Counter, page: str) -> None:
    answer = client.get(page, base_url=BASE)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/supervisor/door")
    lay(counter, BADGE)
    assert client.get(page, base_url=BASE).headers["Location"] == "/supervisor/door"


@pytest.mark.parametrize("step", ["/supervisor/aside/epoch-1/reuse", "/supervisor/people/s0/badge", "/supervisor/tags/aa/link"])
def test_nobody_does_what_a_supervisor_does(client: FlaskClient, step: str) -> None:
    answer = client.post(step, base_url=BASE, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.headers["Location"] == "/supervisor/door"


def test_badge_and_pin_show_the_day(client: FlaskClient, counter: Counter) -> None:
    assert "Dag" in come_in(client, counter)


def test_a_wrong_pin_is_told_and_opens_nothing(client: FlaskClient, counter: Counter) -> None:
    assert "Niet juist" in come_in(client, counter, "482914")
    assert "Badge" in get(client, "/supervisor/") or "pincode" in get(client, "/supervisor/")


def test_the_visit_cookie_is_for_this_site_and_no_script(client: FlaskClient) -> None:
    cookie = client.get("/supervisor/door", base_url=BASE).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_idleness_sends_back_to_the_door(client: FlaskClient, counter: Counter) -> None:
    come_in(client, counter)
    counter.clock.wait(IDLE_S + 1)

    assert client.get("/supervisor/", base_url=BASE).headers["Location"] == "/supervisor/door"


def test_leaving_closes_the_door(client: FlaskClient, counter: Counter) -> None:
    come_in(client, counter)
    post(client, "/supervisor/leave")

    assert client.get("/supervisor/", base_url=BASE).headers["Location"] == "/supervisor/door"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_drawn_in_every_language(client: FlaskClient, counter: Counter, page: str, language: str) -> None:
    aside(counter)
    come_in(client, counter)
    client.set_cookie("language", language, domain="localhost")

    assert '<nav class="menu"' in get(client, page)


def test_a_safety_rule_asks_a_supervisor_once_more(client: FlaskClient, counter: Counter) -> None:
    number = aside(counter)
    come_in(client, counter)

    asked = post(client, f"/supervisor/aside/{number}/reuse")
    assert "veiligheid" in asked
    assert counter.desk.intake(number).outcome is None
    post(client, f"/supervisor/aside/{number}/reuse", sure="yes")

    done = counter.desk.intake(number)
    assert done.outcome is Outcome.REUSE
    assert done.decision
    assert done.decision.by == "staff:s3"
    assert done.decision.against


def test_what_waits_for_a_supervisor_says_the_rule_that_left_no_choice() -> None:
    """That the data must be wiped first is true, too, but no reason to set a telephone aside."""
    wipe = Veto(frozenset({Outcome.REUSE}), Reason("wipe", {"nl": "Eerst wissen."}), by="a")
    unsure = Veto(frozenset(Outcome), Reason("unsure", {"nl": "Misschien gevaar."}), safety=True, by="b")

    verdict = decide([], [wipe, unsure], [], Policy())

    assert because(verdict) == unsure.reason


def test_a_new_badge_is_registered_without_its_uid(client: FlaskClient, counter: Counter, tmp_path: Path) -> None:
    come_in(client, counter)
    post(client, "/supervisor/people/s1/badge")
    assert "Bart" in get(client, "/supervisor/people")
    lay(counter, bytes.fromhex("04C0FFEE123456"))
    lay(counter, bytes.fromhex("04C0FFEE123456"))

    assert counter.backroom
    assert counter.backroom.staff.acting == "s1"
    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir() if each.is_file())
    assert b"C0FFEE123456" not in kept.upper()
    assert bytes.fromhex("04C0FFEE123456") not in kept


def test_the_door_says_why_a_badge_opens_nothing(client: FlaskClient, counter: Counter) -> None:
    """Nobody stands there wondering: it is not a supervisor's, has no PIN, or nobody knows it."""
    assert counter.backroom
    bart = bytes.fromhex("04C0FFEE")
    counter.backroom.tags.link_next(TagMeaning(TagRole.BADGE, "s1"))
    lay(counter, bart)
    assert "Bart is geen chef." in get(client, "/supervisor/door")
    counter.scan(KETTLE)
    lay(counter, bytes.fromhex("04AABBCCDDEE11"))
    assert len(counter.desk.intake("epoch-1").item.readings) == 1, "a badge at the door is no tag of the item on the counter"
    assert "Deze badge kent niemand." in get(client, "/supervisor/door")

    lay(counter, BADGE)

    assert "Tik je pincode" in get(client, "/supervisor/door")


def test_an_unknown_tag_is_shown_and_linked_to_a_container(client: FlaskClient, counter: Counter) -> None:
    lay(counter, bytes.fromhex("04AABBCCDDEE11"))
    come_in(client, counter)
    assert counter.backroom
    acted: list[str] = []
    counter.backroom.tags.made_by = lambda by: (acted.append(by), nullcontext())[1]
    mark = counter.backroom.tags.unknown()[0].mark
    assert mark[:8] in get(client, "/supervisor/tags")
    assert "Rolcontainer 5" in get(client, f"/supervisor/tags/{mark}")

    assert "Rolcontainer 5" in post(client, f"/supervisor/tags/{mark}/link", meaning="container:5")
    assert "Rolcontainer 5" not in post(client, f"/supervisor/tags/{mark}/unlink")
    assert acted == ["s3", "s3"]


def test_a_kept_item_gets_its_label_and_the_same_one_again(client: FlaskClient, counter: Counter, printer: Printer) -> None:
    counter.scan(KETTLE)
    counter.desk.answer("works", "yes")
    counter.desk.confirm()
    code = counter.desk.latest(1)[0].code

    page = get(client, f"/label/{code}")
    post(client, f"/label/{code}/again")
    assert counter.backroom
    counter.backroom.labels.close()

    assert code.startswith("LV2-004172-")
    assert "Kringloop Lindeveld" in page
    assert [each.code for each in printer.printed] == [code, code]
    assert printer.printed[0].product == "Waterkoker · Norda K210"


def test_a_printer_without_paper_says_so_and_prints_when_there_is_some(client: FlaskClient, counter: Counter, printer: Printer) -> None:
    printer.is_empty = True
    counter.scan(KETTLE)
    counter.desk.answer("works", "yes")
    counter.desk.confirm()
    assert counter.backroom
    counter.backroom.labels.close()
    code = counter.desk.latest(1)[0].code
    assert "Papier is op" in get(client, f"/label/{code}")

    printer.is_empty = False
    post(client, f"/label/{code}/again")
    counter.backroom.labels.close()

    assert [each.code for each in printer.printed] == [code]
    assert "Kleef dit etiket" in get(client, f"/label/{code}")


def test_an_item_corrected_to_be_kept_gets_its_code_and_its_label(client: FlaskClient, counter: Counter, printer: Printer) -> None:
    """And the trail and the event say who put it right, by id."""
    assert counter.backroom
    counter.backroom.staff.sign_in(counter.backroom.staff.member("s1"))
    counter.scan(VACUUM)
    counter.desk.answer("looks", "broken")
    counter.desk.confirm()
    number = counter.desk.latest(1)[0].id

    post(client, "/receipt/correct", intake=number, outcome="reuse")
    counter.backroom.labels.close()

    item = counter.desk.intake(number)
    assert item.code.startswith("LV2-004172-")
    assert [each.code for each in printer.printed] == [item.code]
    assert (item.steps[-1].what, item.steps[-1].by) == ("intake.corrected", "staff:s1")
    told = counter.ledger.told[-1].data
    assert (told["by"], told["item_code"]) == ("staff:s1", item.code)


def test_a_label_is_printed_again_from_the_list_of_the_latest_items(client: FlaskClient, counter: Counter, printer: Printer) -> None:
    """Laatste, Verbeter, Etiket, Nog eens: the code stays the same."""
    counter.scan(KETTLE)
    counter.desk.answer("works", "yes")
    counter.desk.confirm()
    counter.desk.done()
    counter.clock.wait(120)
    item = counter.desk.latest(1)[0]

    assert f"/recent/{item.id}" in get(client, "/recent")
    assert f"/label/{item.code}" in get(client, f"/recent/{item.id}")
    post(client, f"/label/{item.code}/again")
    assert counter.backroom
    counter.backroom.labels.close()

    assert [each.code for each in printer.printed] == [item.code, item.code]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reuse_sheet_says_what_the_decree_asks_for(client: FlaskClient, counter: Counter, language: str) -> None:
    """Centre, code, name, category of the directive, type number and each step with its result, under ids."""
    assert counter.backroom
    counter.backroom.staff.sign_in(counter.backroom.staff.member("s1"))
    counter.scan(KETTLE)
    counter.desk.answer("works", "unsure")
    counter.desk.back()
    counter.desk.answer("works", "yes")
    counter.desk.confirm()
    item = counter.desk.latest(1)[0]
    client.set_cookie("language", language, domain="localhost")

    page = get(client, f"/label/{item.code}/sheet")

    for said in (
        "Kringloop Lindeveld",
        item.code,
        "Norda",
        "K210",
        "staff:s1",
        f"{WORKS.texts[language]} {WORKS.choices[0].texts[language]}",
        f"{WORKS.texts[language]} {word('unsure', language)}",
        word("reuse", language),
        word("intake.confirmed", language),
    ):
        assert said in page
    assert re.search(r"<dd>5 \w+", page), "a kettle is small equipment"
    assert "Bart" not in page.split('class="facts3"')[1]
    assert client.get("/label/LV2-999999-X/sheet", base_url=BASE).status_code == 404


def test_nothing_of_a_practice_round_is_recorded(client: FlaskClient, counter: Counter) -> None:
    get(client, "/practice/")
    for _ in range(5):
        post(client, "/practice/guess", guess="reuse")
        get(client, "/practice/why")
        post(client, "/practice/next")

    assert "Klaar" in get(client, "/practice/")
    assert counter.ledger.kept == {}
    assert counter.ledger.told == []


def test_a_trainee_guesses_before_the_kiosk_speaks(client: FlaskClient) -> None:
    asked = get(client, "/practice/")
    assert "Wat denk jij?" in asked
    assert "because" not in asked

    told = post(client, "/practice/guess", guess="repair")
    assert any(word in told for word in ("Juist!", "Bijna!", "Kijk nog eens"))


def test_a_photograph_has_an_address_only_in_a_round_that_shows_it(client: FlaskClient, counter: Counter, printer: Printer) -> None:
    """A site's own items come before drawn ones; no name of a file is ever asked for."""
    assert counter.backroom
    own = printer.folder / "practice"
    own.mkdir()
    Image.new("RGB", (8, 8)).save(own / "lime.png")
    (own / "lime.toml").write_text('category = "kettle"\n[answers]\nworks = "yes"\n[hint]\nnl = "Kalk gaat weg."\n')
    folder = PracticeFolder(own, Known({"kettle"}, ()))
    practice = Practice(counter.desk.counter.workflow, CASES, sorted_by_id, folder.cases)
    counter.app.extensions["backroom"] = replace(counter.backroom, practice=practice)

    asked = get(client, "/practice/")

    assert 'src="/practice/picture/own-lime"' in asked
    with client.get("/practice/picture/own-lime", base_url=BASE) as shown:
        assert (shown.status_code, shown.mimetype) == (200, "image/png")
    for other in ("own-other", "lime.png", "..%2Flime.png", "%2Fetc%2Fpasswd"):
        assert client.get(f"/practice/picture/{other}", base_url=BASE).status_code == 404
    assert "Kalk gaat weg." in post(client, "/practice/guess", guess="reuse")


def sorted_by_id(cases: Sequence[Case]) -> list[Case]:
    return sorted(cases, key=lambda each: each.id)


def test_a_hostile_code_is_text_on_every_page(client: FlaskClient, counter: Counter) -> None:
    nasty = "<script>alert(1)</script>"
    from kiosk.domain.reading import Medium, Reading

    counter.desk.present(Reading("run-1", Medium.CAMERA, "qr_code", nasty.encode(), nasty))
    counter.desk.name("kettle")
    counter.desk.answer("works", "yes")
    counter.desk.confirm()
    come_in(client, counter)

    code = counter.desk.latest(1)[0].code
    for page in (*PAGES, f"/label/{code}", "/who"):
        assert "<script>alert" not in get(client, page)


def test_a_supervisor_who_is_called_sees_first_to_what_and_says_to_be_there(client: FlaskClient, counter: Counter) -> None:
    """The strip stands on the idle screen until then; who acknowledged the danger meanwhile does not take it away."""
    post(client, "/who", member="s0")
    counter.scan(PHONE)
    post(client, "/intake/answer", question=HAZARD, choice="battery")
    assert "Chef geroepen" in post(client, "/intake/call")
    post(client, "/intake/acknowledge")
    assert "Chef geroepen" in post(client, "/intake/done")

    page = come_in(client, counter)
    after = post(client, "/supervisor/came")

    assert [each in page for each in ("Geroepen om", "Amina", "Dikke batterij", "Ik ben er")] == [True] * 4
    assert "Ik ben er" not in after
    assert "Chef geroepen" not in get(client, "/")
    assert counter.desk.latest(1)[0].steps[-1].by == "staff:s3"


def test_a_second_tap_on_call_calls_nobody_twice(client: FlaskClient, counter: Counter) -> None:
    counter.scan(PHONE)
    post(client, "/intake/answer", question=HAZARD, choice="battery")
    post(client, "/intake/call")

    page = post(client, "/intake/call")

    assert "Chef geroepen" in page
    assert [each.what for each in counter.desk.view().intake.steps].count("supervisor.called") == 1  # type: ignore[union-attr]
