"""The fixtures for authors of plugins, on a plugin of ours."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.domain.opinion import Cause
from kiosk.domain.verdict import Ruling
from kiosk.errors import AnswerInvalid, HubUnreachable, OutcomeStruck, PluginSettings
from kiosk.plugin_api import HAZARD, Carrier, Destination, Identifier, IdentifierKind, Item, Outcome, Reading, Verdict
from kiosk.testing import Counter, HandClock, InlinePlugin, IsolatedPlugin, ListeningHub, an_item, ean
from kiosk.testing.inline import InlinePanel
from kiosk.testing.isolated import isolated_plugin

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "plugins"
CODE = "5410013108009"


@pytest.fixture
def plugin_folder() -> Path:
    """The plugin these tests are about."""
    return SHIPPED / "reuse_rules"


def test_the_whole_desk_in_one_line(counter: Counter) -> None:
    """Scan, answer, verdict; staff do nothing else."""
    assert counter.scan(CODE).answer(condition="good", works="no").verdict.outcome is Outcome.REPAIR


def test_an_answer_nobody_asked_for_fails_with_what_is_on_the_screen(counter: Counter) -> None:
    """So does a verdict that is not there yet, and a counter nothing lies on."""
    with pytest.raises(AssertionError, match="nothing lies on the counter"):
        _ = counter.intake
    counter.scan(CODE)

    with pytest.raises(AssertionError, match="mood was not asked: the screen asks"):
        counter.answer(mood="good")
    with pytest.raises(AssertionError, match="there is no verdict yet: the screen asks"):
        _ = counter.verdict


def test_what_nobody_knows_is_named_first(counter: Counter) -> None:
    """The catalogue is empty unless the test fills it."""
    counter.scan(CODE, category=None)
    with pytest.raises(AssertionError, match="the item is naming"):
        counter.answer(works="yes")

    counter.name("fridge")

    assert counter.question is not None
    assert counter.question.id == "condition"


def test_confirming_tells_the_hub_and_empties_the_counter(counter: Counter, hub: ListeningHub) -> None:
    """The next scan is the next item."""
    counter.scan(CODE).answer(condition="good", works="yes").confirm()
    first = counter.intake
    counter.scan(CODE).answer(condition="broken").confirm()

    assert [each["type"].split(".")[2] for each in hub.events] == ["intake", "intake"]
    assert first.id != counter.intake.id
    assert counter.destination is not None
    assert counter.outcome is Outcome.RECYCLE


def test_a_hub_that_is_away_keeps_nobody_waiting(counter: Counter, hub: ListeningHub, clock: HandClock) -> None:
    """It is told later."""
    hub.is_away = True
    counter.scan(CODE).answer(condition="good", works="yes").confirm()
    assert hub.events == []

    hub.is_away = False
    clock.wait(3600)
    counter.scan(CODE).answer(condition="good", works="yes").confirm()

    assert len(hub.events) == 2
    with pytest.raises(HubUnreachable):
        _away().send([], None)  # type: ignore[arg-type]  # nothing is looked at


def _away() -> ListeningHub:
    hub = ListeningHub()
    hub.is_away = True
    return hub


def test_staff_choose_otherwise_and_see_dangers(counter: Counter) -> None:
    """As on the screen."""
    counter.scan(CODE).answer(condition="good", works="yes").choose("recycle", "dirty")
    assert counter.outcome is Outcome.RECYCLE

    counter.scan(CODE).report_danger("battery")

    assert counter.verdict.stops
    assert counter.intake.answers == {HAZARD: "battery"}


def test_a_safety_veto_holds_in_tests_too(tmp_path: Path, clock: HandClock, hub: ListeningHub) -> None:
    """Several plugins sit at one counter."""
    plugins = [InlinePlugin(SHIPPED / name) for name in ("safety_stops", "reuse_rules")]
    counter = Counter(tmp_path, plugins, clock, hub)
    try:
        counter.scan(ean(CODE), category="phone").answer(hazard="unsure")

        with pytest.raises(OutcomeStruck):
            counter.choose("reuse")
        assert [each.name for each in InlinePanel(plugins).records()] == ["safety_stops", "reuse_rules"]
    finally:
        counter.close()


def test_settings_are_given_as_a_site_would(plugin: InlinePlugin, item: Callable[..., Item]) -> None:
    """Defaults first; a wrong name is told as on the kiosk."""
    broken = {"condition": "good", "works": "no"}
    assert [each.reason.code for each in plugin.veto(item("kettle"), broken)] == ["reuse.functional"]

    plugin.configure(uneconomic=["kettle"])

    assert {each.reason.code for each in plugin.veto(item("kettle"), broken)} == {"reuse.functional", "vis.uneconomic"}
    assert "obsolete_before" in plugin.self_check()[0].text
    with pytest.raises(PluginSettings, match="did you mean uneconomic"):
        plugin.configure(uneconomical=[])
    plugin.configure()


def test_the_worker_of_its_own_says_the_same(plugin: InlinePlugin, isolated: IsolatedPlugin, item: Callable[..., Item]) -> None:
    """Only slower."""
    answers = {"condition": "good", "works": "yes"}

    assert isolated.assess(item("kettle"), answers) == plugin.assess(item("kettle"), answers)
    assert isolated.questions(item("kettle")) == plugin.questions(item("kettle"))
    assert isolated.veto(item("kettle"), answers) == ()
    assert isolated.silent == ()
    assert isolated.record().name == "reuse_rules"


def test_the_kinds_of_silence_can_be_tested() -> None:
    """What the panel saw is what the test sees."""
    with isolated_plugin(HERE / "rogues" / "raises") as rogue:
        assert rogue.judge(an_item()).opinions == ()

        assert [each.cause for each in rogue.silent] == [Cause.WRONG]


def test_every_hook_can_be_asked_inline_and_isolated(reading: Callable[..., Reading]) -> None:
    """Identify and route too."""
    folder = HERE / "decent" / "plain_speaker"
    inline = InlinePlugin(folder)
    verdict = Verdict(Ruling.DECIDED, Outcome.REUSE, frozenset({Outcome.REUSE}))
    container = Destination("2", {"nl": "Kar"}, Outcome.REUSE)
    with isolated_plugin(folder) as isolated:
        code = reading("Brandt", "code128")

        assert isolated.identify(code) == inline.identify(code)
        assert isolated.route(an_item(), verdict, [container]) == inline.route(an_item(), verdict, [container])
    assert inline.identify(code)[0].by == "plain_speaker"


def test_a_wrong_answer_is_named_with_its_hook() -> None:
    """The same mistake the kiosk would hear."""
    with pytest.raises(AnswerInvalid, match="assess and veto"):
        InlinePlugin(HERE / "rogues" / "is_too_sure").judge(an_item())


def test_readings_carry_their_identifiers(reading: Callable[..., Reading]) -> None:
    """Parsed as the desk does it; each has an id of its own."""
    first, second = reading(CODE), reading("SN-1", "code128")

    assert first.identifiers == (Identifier(IdentifierKind.GTIN, CODE.zfill(14)),)
    assert first.id != second.id
    carrier: Carrier = second.carrier
    assert carrier == "code128"


def test_an_item_holds_what_the_test_says() -> None:
    """And nothing where it says nothing."""
    old = an_item("radio", brand="Brandt", years=[1980], readings=[ean()])

    assert (old.category, old.brand, old.years, old.gtin) == ("radio", "Brandt", (1980,), "04242005045112")
    assert an_item(None) == Item()


def test_importing_the_fixtures_imports_nothing_of_the_kiosk() -> None:
    """Whatever the project, pytest does it in every run."""
    code = "import sys, kiosk.testing.fixtures; print([n for n in sys.modules if n.startswith('kiosk')])"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "['kiosk', 'kiosk.testing', 'kiosk.testing.fixtures']"


def test_the_kit_has_no_other_names() -> None:
    """A misspelt one is told."""
    import kiosk.testing

    with pytest.raises(AttributeError, match="no Countr"):
        _ = kiosk.testing.Countr
    assert all(getattr(kiosk.testing, name) for name in kiosk.testing.__all__)
