"""Every screen, in every language, with whatever is printed on appliances."""

import re
from pathlib import Path

import pytest
from fakes import Says, ean
from web.counters import KETTLE, PLUGINS, SCREENS, Counter, counter_with

from kiosk.domain.item import Identification
from kiosk.domain.opinion import Abstention, Cause, Opinion, Order, Reason, Stop, Veto
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import Choice, Question, QuestionKind
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.text import LANGUAGES
from kiosk.settings import CATEGORIES

WEB = Path(__file__).parents[2] / "kiosk" / "web"
HOSTILE = '<script>alert(1)</script>\u202e=HYPERLINK("x")\'\x07'


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_is_drawn_in_every_language(counter: Counter, screen: str, language: str) -> None:
    """No screen fails, and each says which language it speaks."""
    prepare, path = SCREENS[screen]
    prepare(counter)

    page = counter.screen(language).get(path)

    assert f'<html lang="{language}' in page
    assert "KSK-100" not in page


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_needs_a_script_or_a_style_of_its_own(counter: Counter, screen: str) -> None:
    """The policy forbids them: what is on the page is markup only, and nothing comes from elsewhere."""
    prepare, path = SCREENS[screen]
    prepare(counter)

    page = counter.screen().get(path)

    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:|https?://", page)
    assert page.count("<script") == 1


@pytest.mark.parametrize("screen", SCREENS)
def test_every_pictogram_and_button_of_a_screen_exists(counter: Counter, screen: str) -> None:
    """A sign that is not in the sprite would be an empty hole; a button belongs to one of the page's forms."""
    prepare, path = SCREENS[screen]
    prepare(counter)
    drawn = set(re.findall(r' id="([a-z0-9-]+)"', (WEB / "static" / "pictograms.svg").read_text()))

    page = counter.screen().get(path)

    assert set(re.findall(r"pictograms\.svg#([^\"]+)", page)) <= drawn
    assert set(re.findall(r"<button[^>]* form=\"(\w+)\"", page)) <= {"go", "act"}
    assert len(re.findall(r"<button", page)) == len(re.findall(r"<button[^>]* form=\"[^>]* formaction=\"", page))


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_its_own_pictogram(category: str) -> None:
    """The tiles' names are the sprite's."""
    assert f'id="{category}"' in (WEB / "static" / "pictograms.svg").read_text()


def test_the_main_path_weighs_less_than_150_kilobytes(counter: Counter) -> None:
    """Page, styles, script and pictograms together, uncompressed."""
    prepare, path = SCREENS["04a-reuse"]
    prepare(counter)
    static = ("kiosk.css", "counter.css", "live.js", "pictograms.svg", "aim.svg")

    weight = len(counter.screen().get(path).encode()) + sum((WEB / "static" / each).stat().st_size for each in static)

    assert weight < 150 * 1024


def hostile_plugin() -> Says:
    texts = {"nl": HOSTILE}
    reason = Reason(HOSTILE, texts)
    stop = Stop(HOSTILE, texts, tuple(Order({"nl": f"{HOSTILE}{number}"}, HOSTILE) for number in range(6)), HOSTILE)
    ask = Question(HOSTILE, QuestionKind.CHOICE, texts, tuple(Choice(f"{HOSTILE}{n}", texts, HOSTILE) for n in range(4)))
    return Says(
        "hostile_<b>",
        identify=lambda _r: [Identification(category=HOSTILE, brand=HOSTILE, model=HOSTILE)],
        questions=lambda _i, _a: [ask],
        assess=lambda _i, answers: [Opinion(Outcome.REUSE if f"{HOSTILE}0" in answers.values() else Outcome.REPAIR, 0.9, reason)],
        veto=lambda _i, answers: [Veto(frozenset(Outcome), reason, stop=stop)] if f"{HOSTILE}3" in answers.values() else [],
    )


@pytest.mark.parametrize("path", ["/", "/no-code", "/danger", "/recent"])
def test_a_hostile_code_is_shown_as_text(path: str) -> None:
    """What is printed on an appliance is never markup, and hidden characters are taken out."""
    counter = counter_with()
    counter.desk.present(Reading("run-1", Medium.CAMERA, "qr", HOSTILE.encode(), HOSTILE))

    page = counter.screen().get(path)

    assert "<script>alert" not in page
    assert not set(page) & {"\u202e", "\x07"}


@pytest.mark.parametrize(
    ("choice", "paths"),
    [(None, ("/", "/danger")), (0, ("/", "/why", "/other", "/other/repair")), (3, ("/", "/why"))],
    ids=["asked", "judged", "stopped"],
)
def test_a_hostile_plugin_is_shown_as_text(choice: int | None, paths: tuple[str, ...]) -> None:
    """A plugin sends no markup: categories, brands, questions, reasons and orders are text."""
    counter = counter_with(hostile_plugin())
    counter.desk.present(ean())
    if choice is not None:
        counter.desk.answer(HOSTILE, f"{HOSTILE}{choice}")

    for path in paths:
        page = counter.screen().get(path)

        assert "<script>alert" not in page
        assert not set(re.sub(r' value="[^"]*"', "", page)) & {"\u202e", "\x07"}  # ids travel unchanged, unseen


def test_an_unknown_pictogram_becomes_other_and_signs_are_not_for_questions() -> None:
    """Colour and sign belong to outcomes; a question cannot look like a verdict."""
    ask = Question("q", QuestionKind.YESNO, {"nl": "?"}, (Choice("a", {"nl": "A"}, "sign-reuse"), Choice("b", {"nl": "B"}, "rocket")))
    plugin = Says(
        "p",
        identify=lambda _r: [Identification(category="kettle")],
        questions=lambda _i, _a: [ask],
        assess=lambda _i, answers: [Opinion(Outcome.REUSE if answers.get("q") == "a" else Outcome.REPAIR, 0.9, Reason("r"))],
    )
    counter = counter_with(plugin)
    counter.desk.present(ean())

    page = counter.screen().get("/").partition('class="looking"')[0]

    assert page.count("#other") == 2
    assert "#sign-" not in page


def test_several_dangers_are_all_named() -> None:
    """Two stops at once: both kinds and the orders of both, each said once."""
    orders = (Order({"nl": "Niet aanraken."}), Order({"nl": "Raam open."}))
    vetoes = [
        Veto(frozenset(Outcome), Reason(kind), stop=Stop(kind, {"nl": f"Gevaar {kind}"}, (orders[0], orders[1])))
        for kind in ("een", "twee")
    ]
    counter = counter_with(Says("p", veto=lambda _i, _a: vetoes))
    counter.desk.present(ean())

    page = counter.screen().get("/")

    assert "Gevaar een" in page
    assert "Gevaar twee" in page
    assert page.count("Niet aanraken.") == 1


def test_the_reason_shown_is_the_rule_that_left_no_choice(counter: Counter) -> None:
    """Law before opinion, also in what is said."""
    prepare, path = SCREENS["04c-recycle-cfc"]
    prepare(counter)

    page = counter.screen().get(path)

    assert "Oud koelgas." in page
    assert "<b>9</b>" in page


def test_a_verdict_without_a_container_says_so() -> None:
    """A site without a container for an outcome is no dead end."""
    plugin = Says(
        "p",
        identify=lambda _r: [Identification(category="kettle")],
        veto=lambda _i, _a: [Veto(frozenset({Outcome.REUSE, Outcome.REPAIR}), Reason("x"), stream="ionising")],
    )
    bare = counter_with(plugin, containers=())
    bare.desk.present(ean())

    assert "Geen container" in bare.screen().get("/")


def test_an_unknown_product_shows_its_digits_as_printed(counter: Counter) -> None:
    """02c: the attendant can compare them with the package."""
    counter.scan("5412345678908")

    assert "5 412345 678908" in counter.screen().get("/")


def test_many_voices_are_shown_four_a_page() -> None:
    """Waarom? pages; nothing is left out."""
    voices = [Says(f"plugin-{n}", assess=lambda _i, _a, n=n: [Opinion(Outcome.REUSE, 0.9 - n / 10, Reason(f"r{n}"))]) for n in range(6)]
    counter = counter_with(*PLUGINS[:1], *voices, silent=(Abstention("mute", Cause.DEAD),))
    counter.scan(KETTLE)
    screen = counter.screen()

    first, second = screen.get("/why"), screen.get("/why?page=2")

    assert (len(re.findall("<li[ >]", first)), len(re.findall("<li[ >]", second))) == (4, 3)
    assert "Meer" in first
    assert "zwijgt" in second
