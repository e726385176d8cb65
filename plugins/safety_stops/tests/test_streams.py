"""Picture tubes and old cooling gases: recycled, in a container of their own."""

import pytest
from safety_stops import questions, veto
from safety_stops.streams import table

from kiosk.plugin_api import LANGUAGES, UNSURE, Handling, Identification, Item, Outcome


def asked(category: str, *years: int) -> set[str]:
    """Return what is asked about an item beside dangers."""
    item = Item(identifications=(Identification(category=category, years=years),))
    return {each.id for each in questions(item, {})} & {"crt", "cfc"}


@pytest.mark.parametrize(("category", "question"), [("tv", "crt"), ("monitor", "crt"), ("fridge", "cfc")])
def test_the_question_is_asked_where_the_appliance_may_belong_to_the_stream(category: str, question: str) -> None:
    """And only there."""
    assert asked(category) == {question}


@pytest.mark.parametrize("category", ["kettle", "laptop", "washer", "other"])
def test_other_appliances_are_not_asked(category: str) -> None:
    """A kettle has no tube and no gas."""
    assert asked(category) == set()


def test_appliances_too_young_for_it_are_not_asked() -> None:
    """One candidate year before the limit is enough to ask."""
    assert asked("tv", 2016) == asked("fridge", 2009, 2019) == set()
    assert asked("fridge", 1999, 2009) == {"cfc"}


@pytest.mark.parametrize(
    ("question", "answer", "code"),
    [("crt", "yes", "vis.crt"), ("cfc", "yes", "reuse.cfc"), ("cfc", UNSURE, "reuse.cfc_unknown")],
)
def test_only_recycling_in_its_own_container_is_left(question: str, answer: str, code: str) -> None:
    """Not knowing the gas counts as an old one: what has escaped cannot be taken back."""
    (objection,) = veto(answers={question: answer})

    assert objection.strikes == frozenset({Outcome.REUSE, Outcome.REPAIR})
    assert (objection.reason.code, objection.stream, objection.stop) == (code, question, None)
    assert objection.handling == frozenset({Handling.OWN_STREAM})


@pytest.mark.parametrize("question", ["crt", "cfc"])
def test_no_leaves_every_way_open(question: str) -> None:
    """A flat screen or a modern gas is judged like anything else."""
    assert veto(answers={question: "no"}) == []


def test_every_text_is_short_and_in_four_languages() -> None:
    """A title has five words at most, a reason eight."""
    for stream in table():
        spoken = [(stream.question.texts, 5), *((each.reason.texts, 8) for each in stream.vetoes.values())]

        for texts, words in spoken:
            assert set(texts) == set(LANGUAGES)
            assert all(len([word for word in text.split() if word not in "?:"]) <= words for text in texts.values()), texts


@pytest.mark.parametrize("seen", ["unsure", "tube"])
def test_nobody_is_sent_to_look_closer_at_a_danger(seen: str) -> None:
    """Doubt is enough: the item is set aside, whatever its tube."""
    tv = Item(identifications=(Identification(category="tv"),))

    assert questions(tv, {"hazard": seen}) == []
