"""What may only be recycled, in a container of its own: a choice of the one question about dangers."""

import pytest
from safety_stops import SafetyStops
from safety_stops.streams import read

from kiosk.plugin_api import HAZARD, LANGUAGES, Handling, Identification, Item, Outcome

PLUGIN = SafetyStops()
STREAMS = {"crt", "cfc", "cfc_unknown", "smoke", "medical"}


def offered(category: str, *years: int) -> set[str]:
    """Return the own streams that are offered beside dangers."""
    item = Item(identifications=(Identification(category=category, years=years),))
    return {choice.id for each in PLUGIN.questions(item, {}) for choice in each.choices} & STREAMS


@pytest.mark.parametrize(
    ("category", "streams"),
    [("tv", {"crt"}), ("monitor", {"crt"}), ("fridge", {"cfc", "cfc_unknown"}), ("other", {"cfc", "smoke", "medical"})],
)
def test_a_stream_is_offered_where_the_appliance_may_belong_to_it(category: str, streams: set[str]) -> None:
    """In the one question about dangers, so it costs no tap of its own."""
    assert offered(category) == streams


@pytest.mark.parametrize("category", ["kettle", "laptop", "washer"])
def test_other_appliances_are_not_asked(category: str) -> None:
    """A kettle has no tube and no gas."""
    assert offered(category) == set()


def test_appliances_too_young_for_it_are_not_asked() -> None:
    """One candidate year before the limit is enough to ask."""
    assert offered("tv", 2016) == offered("fridge", 2009, 2019) == set()
    assert offered("fridge", 1999, 2009) == {"cfc", "cfc_unknown"}


@pytest.mark.parametrize(
    ("seen", "stream", "code"),
    [
        ("crt", "crt", "vis.crt"),
        ("cfc", "cfc", "reuse.cfc"),
        ("cfc_unknown", "cfc", "reuse.cfc_unknown"),
        ("smoke", "smoke", "stop.ion_smoke"),
        ("medical", "medical", "stop.medical"),
    ],
)
def test_only_recycling_in_its_own_container_is_left(seen: str, stream: str, code: str) -> None:
    """Not knowing the gas counts as an old one: what has escaped cannot be taken back."""
    (objection,) = PLUGIN.veto({HAZARD: seen})

    assert objection.strikes == frozenset({Outcome.REUSE, Outcome.REPAIR})
    assert (objection.reason.code, objection.stream, objection.stop) == (code, stream, None)
    assert (objection.safety, objection.handling) == (True, frozenset({Handling.OWN_STREAM}))


def test_every_text_is_short_and_in_four_languages() -> None:
    """A choice has three words at most, a reason eight."""
    streams = read()
    spoken = [
        *((each.texts, 3) for row in streams.rows for each in row.choices),
        *((each.reason.texts, 8) for each in streams.vetoes.values()),
    ]

    for texts, words in spoken:
        assert set(texts) == set(LANGUAGES)
        assert all(len([word for word in text.split() if word not in "?:"]) <= words for text in texts.values()), texts


def test_every_rule_names_its_source() -> None:
    """Nobody is sent to another container for a rule without one."""
    assert all(each.reason.source for each in read().vetoes.values())
