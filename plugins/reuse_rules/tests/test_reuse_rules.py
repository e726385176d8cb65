"""What the rules say under every answer."""

import itertools

import pytest
from reuse_rules import ReuseRules
from reuse_rules.rules import read

from kiosk.plugin_api import HAZARD, LANGUAGES, UNSURE, Destination, Identification, Item, Medium, Outcome, Reading, Site, Verdict

KETTLE = Item(identifications=(Identification(category="kettle"),))
EVERYTHING = {Outcome.REUSE, Outcome.REPAIR, Outcome.RECYCLE}


def rules(**settings: object) -> ReuseRules:
    """Return the plugin as a site configures it."""
    plugin = ReuseRules()
    lists: dict[str, object] = {each: [] for each in ("uneconomic", "no_market", "tested_later", "second_page", "containers")}
    plugin.configure({**lists, "obsolete_before": None, "energy_fails_before": None, **settings}, Site())
    return plugin


def made(category: str, *years: int) -> Item:
    """Return an item of the category and candidate years."""
    return Item(identifications=(Identification(category=category, years=years),))


def left(plugin: ReuseRules, item: Item, answers: dict[str, str]) -> set[Outcome]:
    """Return the outcomes the vetoes leave."""
    return EVERYTHING.difference(*(each.strikes for each in plugin.veto(item, answers)))


def test_it_asks_how_it_looks_and_whether_it_works() -> None:
    """In that order; the kiosk takes the one that settles most."""
    assert [each.id for each in rules().questions(KETTLE, {})] == ["condition", "works"]
    assert [each.id for each in rules().questions(KETTLE, {"condition": "good"})] == ["works"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, EVERYTHING),
        ({"condition": "good", "works": "yes"}, EVERYTHING),
        ({"condition": "dirty", "works": "unsure"}, EVERYTHING),
        ({"condition": "broken"}, {Outcome.RECYCLE}),
        ({"condition": "part"}, {Outcome.REPAIR, Outcome.RECYCLE}),
        ({"works": "no"}, {Outcome.REPAIR, Outcome.RECYCLE}),
        ({"works": "broken"}, {Outcome.RECYCLE}),
    ],
)
def test_the_law_strikes_what_may_not_be_kept(answers: dict[str, str], expected: set[Outcome]) -> None:
    """MB of 23 June 2017, art. 1, and the criteria for reuse."""
    assert left(rules(), KETTLE, answers) == expected


def test_what_the_site_does_not_repair_is_recycled_once_it_no_longer_works() -> None:
    """A working one is judged like any other."""
    plugin = rules(uneconomic=["kettle"])

    assert left(plugin, KETTLE, {"works": "no"}) == {Outcome.RECYCLE}
    assert left(plugin, KETTLE, {"works": "yes"}) == EVERYTHING


@pytest.mark.parametrize(
    ("years", "expected"),
    [((), EVERYTHING), ((1985,), {Outcome.RECYCLE}), ((1985, 2005), EVERYTHING), ((1995,), EVERYTHING)],
)
def test_only_what_is_surely_too_old_is_struck(years: tuple[int, ...], expected: set[Outcome]) -> None:
    """A year that may be later leaves the chance."""
    item = Item(identifications=(Identification(category="radio", years=years),))

    assert left(rules(obsolete_before=1995), item, {}) == expected


def test_a_rule_that_is_off_is_told_to_the_supervisor() -> None:
    """Nobody wonders later why nothing was too old."""
    problem, _ = rules().self_check()

    assert "obsolete_before" in problem.text
    assert not problem.fatal
    assert rules(obsolete_before=1990, energy_fails_before=2005).self_check() == []


def test_what_cannot_be_tried_at_the_counter_is_sent_to_be_tested() -> None:
    """A fridge needs a day; asking costs time and tells nothing."""
    plugin = rules(tested_later=["kettle"])

    assert [each.id for each in plugin.questions(KETTLE, {})] == ["condition"]
    (opinion,) = plugin.assess(KETTLE, {"condition": "good"})
    assert (opinion.outcome, opinion.reason.code) == (Outcome.REPAIR, "test_first")


def test_a_category_goes_into_the_container_its_site_keeps_for_it() -> None:
    """Only among the containers that fit; without a setting any will do."""
    fitting = [Destination(each, {"nl": "Kar"}, Outcome.REUSE) for each in ("2", "7")]
    verdict = Verdict("decided", Outcome.REUSE, frozenset({Outcome.REUSE}))
    plugin = rules(containers=["kettle:7", "kettle:9", "fridge:2"])

    assert [each.destination for each in plugin.route(KETTLE, verdict, fitting)] == ["7"]
    assert rules().route(KETTLE, verdict, fitting) == []


def test_a_container_without_a_number_keeps_the_plugin_off() -> None:
    """The list of plugins says how to write it."""
    (problem,) = rules(containers=["kettle"]).self_check()

    assert problem.fatal


def test_at_most_one_opinion_speaks_under_any_answers() -> None:
    """The rules do not contradict each other."""
    by_id = {each.id: each.answers for each in read().questions}

    for condition, works in itertools.product(by_id["condition"], by_id["works"]):
        said = rules().assess(KETTLE, {"condition": condition, "works": works})

        assert len(said) == 1, (condition, works)
        assert said[0].outcome in left(rules(), KETTLE, {"condition": condition, "works": works})


def test_every_text_is_short_and_in_four_languages() -> None:
    """A title has five words at most, an answer two, a reason eight."""
    table = read()
    said = [*(each.says for each in table.opinions), *(each.says for each in table.vetoes), table.uneconomic, table.obsolete]
    spoken = [(each.texts, 5) for each in table.questions]
    spoken += [(choice.texts, 2) for each in table.questions for choice in each.choices]
    spoken += [(each.reason.texts, 8) for each in said] + [(table.container.texts, 8)]

    for texts, words in spoken:
        assert set(texts) == set(LANGUAGES)
        assert all(len([word for word in text.split() if word not in "?:"]) <= words for text in texts.values()), texts
    assert all(each.reason.source for each in said)


CODE = Reading("r-1", Medium.CAMERA, "ean13", b"", "")


@pytest.mark.parametrize(
    ("category", "answers", "readings", "asked"),
    [
        ("kettle", {}, (), ["condition", "works"]),
        ("drill", {HAZARD: "none"}, (CODE,), ["works"]),
        ("drill", {HAZARD: "none"}, (), []),
        ("fan", {}, (CODE,), ["condition", "works"]),
        ("fan", {}, (), ["works"]),
        ("laptop", {HAZARD: "none"}, (CODE,), ["condition"]),
        ("laptop", {HAZARD: "none"}, (), []),
    ],
)
def test_it_asks_no_more_than_the_taps_allow(
    category: str, answers: dict[str, str], readings: tuple[Reading, ...], asked: list[str]
) -> None:
    """Two taps with a code, four without: *Geen code*, the next page, the tile and one answer."""
    plugin = rules(second_page=["drill", "fan", "laptop"], tested_later=["laptop"])
    item = Item(readings, (Identification(category=category),))

    assert [each.id for each in plugin.questions(item, answers)] == asked


def test_the_only_question_offers_what_is_seen_at_once() -> None:
    """A broken one needs no second question."""
    (asked,) = rules().questions(KETTLE, {HAZARD: "none"})

    assert asked.answers == ("yes", "no", "broken", UNSURE)
    assert [each.outcome for each in rules().assess(KETTLE, {HAZARD: "none", "works": "yes"})] == [Outcome.REUSE]
    assert [each.outcome for each in rules().assess(KETTLE, {HAZARD: "none", "works": "broken"})] == [Outcome.RECYCLE]


def test_what_nothing_is_asked_about_is_tested_first() -> None:
    """It is neither reused untested nor recycled unseen."""
    plugin = rules(second_page=["kettle"])

    assert [(each.outcome, each.reason.code) for each in plugin.assess(KETTLE, {HAZARD: "none"})] == [(Outcome.REPAIR, "test_first")]


def test_a_computer_older_than_the_floor_is_recycled() -> None:
    """One candidate year from it on is enough to be judged like any other."""
    assert left(rules(), made("laptop", 1998), {}) == {Outcome.RECYCLE}
    assert left(rules(), made("laptop", 1998, 2008), {}) == EVERYTHING


def test_the_energy_requirement_holds_once_its_threshold_is_set() -> None:
    """Only for appliances with an energy label."""
    plugin = rules(energy_fails_before=2005)

    assert left(plugin, made("fridge", 2001), {}) == {Outcome.REPAIR, Outcome.RECYCLE}
    assert left(plugin, made("kettle", 2001), {}) == left(rules(), made("fridge", 2001), {}) == EVERYTHING


def test_what_nobody_buys_here_is_not_reused() -> None:
    """A regular market must exist."""
    assert left(rules(no_market=["kettle"]), KETTLE, {"works": "yes"}) == {Outcome.REPAIR, Outcome.RECYCLE}
