"""What is asked about dangers, and what an answer does."""

import pytest
from safety_stops import SafetyStops
from safety_stops.dangers import read

from kiosk.plugin_api import HAZARD, LANGUAGES, NO_HAZARD, UNSURE, Handling, Identification, Item, Outcome, QuestionKind, Site

KINDS = ("battery", "burnt", "tube", "gas", "asbestos", "mercury")
OWN_STREAM = {"tv": {"crt"}, "fridge": {"cfc", "cfc_unknown"}, "other": {"cfc", "smoke", "medical"}}
PLUGIN = SafetyStops()
questions, veto = PLUGIN.questions, PLUGIN.veto
CALM = ("kettle", "coffee", "toaster", "microwave", "fryer", "mixer", "radio", "printer", "fan", "washer", "cable")


def a(category: str | None, *years: int) -> Item:
    """Return an item of the category."""
    return Item(identifications=(Identification(category=category, years=years),))


def offered(item: Item, plugin: SafetyStops = PLUGIN) -> tuple[str, ...]:
    """Return the choices of the hazard question, or nothing where it is not asked."""
    asked = [each for each in plugin.questions(item, {}) if each.id == HAZARD]
    return tuple(choice.id for each in asked for choice in each.choices)


@pytest.mark.parametrize(
    ("category", "dangers"),
    [
        ("phone", {"battery", "burnt"}),
        ("drill", {"battery", "burnt"}),
        ("tv", {"tube", "mercury", "burnt"}),
        ("fridge", {"gas", "burnt"}),
        ("iron", {"asbestos", "burnt"}),
        ("lamp", {"mercury", "burnt"}),
        ("other", set(KINDS)),
        (None, set(KINDS)),
    ],
)
def test_only_dangers_the_appliance_can_hold_are_offered(category: str | None, dangers: set[str]) -> None:
    """An unknown appliance can hold all of them."""
    assert set(offered(a(category))) == {NO_HAZARD, *dangers, *OWN_STREAM.get(category or "", set())}


@pytest.mark.parametrize("category", CALM)
def test_an_appliance_without_its_own_danger_costs_no_question(category: str) -> None:
    """The red button is always one tap away."""
    assert offered(a(category)) == ()


def test_a_hair_dryer_known_to_be_younger_than_the_site_s_limit_holds_no_asbestos() -> None:
    """One candidate year before it is enough to ask."""
    sure = SafetyStops()
    sure.configure({"asbestos_gone_since": 2005, "mercury_gone_since": None}, Site())

    assert offered(a("hairdryer", 2008, 2018), sure) == ()
    assert "asbestos" in offered(a("hairdryer", 1997, 2007), sure)
    assert [each.text.split()[0] for each in sure.self_check()] == ["mercury_gone_since"]


def test_an_unconfirmed_limit_is_off_and_says_so() -> None:
    """Then everything is asked about, whatever its age."""
    assert "asbestos" in offered(a("hairdryer", 2018))
    assert "mercury" in offered(a("lamp", 2025))
    assert [each.text.split()[0] for each in PLUGIN.self_check()] == ["asbestos_gone_since", "mercury_gone_since"]


def test_an_answered_question_is_not_asked_again() -> None:
    """The answer stands."""
    assert questions(a("phone"), {HAZARD: NO_HAZARD}) == []


def test_the_question_always_offers_weet_niet() -> None:
    """Doubt is a full answer."""
    (asked,) = questions(a("phone"), {})

    assert asked.kind is QuestionKind.HAZARD
    assert UNSURE in asked.answers


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answers", [{}, {"condition": "good", "works": "yes"}], ids=["first thing", "after other answers"])
def test_a_danger_stops_everything(kind: str, answers: dict[str, str]) -> None:
    """Also one that staff report about an item nobody knows yet."""
    (objection,) = veto(answers={**answers, HAZARD: kind})

    assert objection.strikes == frozenset(Outcome)
    assert objection.safety
    assert objection.stop is not None
    assert (objection.stop.kind, len(objection.stop.orders)) == (kind, 2)
    assert objection.handling == frozenset({Handling.QUARANTINE})


@pytest.mark.parametrize("answer", [UNSURE, "other", "something new"])
def test_a_doubt_strikes_everything_without_an_alarm(answer: str) -> None:
    """The item is set aside and a supervisor looks; so is one with a danger this table does not know."""
    (objection,) = veto(answers={HAZARD: answer})

    assert (objection.strikes, objection.safety, objection.stop) == (frozenset(Outcome), True, None)


@pytest.mark.parametrize("answers", [{}, {HAZARD: NO_HAZARD}, {"works": UNSURE}])
def test_no_danger_no_objection(answers: dict[str, str]) -> None:
    """Only the question about dangers counts here."""
    assert veto(answers=answers) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_is_short_and_in_four_languages(kind: str) -> None:
    """A title has five words at most, an order three, a choice two, a reason eight."""
    danger = read({}).by_kind[kind]
    stop = danger.veto.stop
    assert stop is not None

    limits = [(danger.choice.texts, 3), (stop.texts, 5), (danger.veto.reason.texts, 8), *((each.texts, 4) for each in stop.orders)]

    for texts, words in limits:
        assert set(texts) == set(LANGUAGES)
        assert all(len([word for word in text.split() if word not in "?!:"]) <= words for text in texts.values()), texts


def test_every_rule_names_its_source() -> None:
    """Nobody is stopped for a rule without one."""
    assert all(each.veto.reason.source for each in read({}).by_kind.values())
