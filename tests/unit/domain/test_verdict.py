"""The decision, rule by rule (DESIGN section 5), and the properties that hold for all inputs."""

from collections.abc import Sequence
from random import Random

import pytest
from fakes import likes, silent, strikes
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.opinion import Abstention, Cause, Opinion, Reason, Stop, Veto
from kiosk.domain.outcome import LADDER, Handling, Outcome
from kiosk.domain.verdict import Policy, Ruling, decide

_names = st.sampled_from(["a", "b", "c", "d"])
_outcomes = st.sampled_from(list(LADDER))
_opinions = st.lists(st.builds(Opinion, _outcomes, st.floats(0, 1), st.builds(Reason, _names), _names), max_size=6)
_stops = st.none() | st.builds(Stop, _names, st.just({"nl": "stop"}), st.just(()))
_vetoes = st.lists(
    st.builds(
        Veto,
        strikes=st.frozensets(_outcomes),
        reason=st.builds(Reason, _names),
        safety=st.booleans(),
        stop=_stops,
        handling=st.frozensets(st.sampled_from(list(Handling))),
        stream=st.sampled_from(["", "crt", "cfc"]),
        by=_names,
    ),
    max_size=5,
)
_abstentions = st.lists(st.builds(Abstention, _names, st.sampled_from(list(Cause)), st.booleans()), max_size=3)
_policies = st.builds(Policy, st.floats(0, 1), st.floats(0, 1), st.dictionaries(_names, st.floats(0, 2), max_size=3))


def test_the_strongest_voice_wins() -> None:
    verdict = decide([likes("recycle", 0.9), likes("reuse", 0.6)], [], [], Policy())

    assert verdict.outcome is Outcome.RECYCLE


def test_within_the_margin_the_higher_rung_wins() -> None:
    """Close calls take the higher rung of the ladder."""
    verdict = decide([likes("recycle", 0.70), likes("repair", 0.65)], [], [], Policy(margin=0.1))

    assert verdict.outcome is Outcome.REPAIR


def test_one_more_plugin_never_dilutes_the_others() -> None:
    """Support is the strongest voice, not the sum."""
    alone = decide([likes("reuse", 0.8)], [], [], Policy())
    crowd = decide([likes("reuse", 0.8), *(likes("recycle", 0.55, by=f"p{n}") for n in range(9))], [], [], Policy())

    assert crowd.outcome is alone.outcome is Outcome.REUSE


def test_the_operators_trust_weighs() -> None:
    verdict = decide([likes("reuse", 0.9, by="odds"), likes("recycle", 0.7, by="rules")], [], [], Policy(weights={"odds": 0.5}))

    assert verdict.outcome is Outcome.RECYCLE


def test_nothing_above_the_threshold_needs_staff() -> None:
    verdict = decide([likes("reuse", 0.5)], [], [], Policy(threshold=0.5))

    assert verdict.needs_staff
    assert Outcome.RECYCLE in verdict.allowed


def test_all_struck_but_one_is_that_one() -> None:
    verdict = decide([likes("reuse", 1.0)], [strikes("reuse"), strikes("repair")], [], Policy())

    assert verdict.outcome is Outcome.RECYCLE


def test_all_struck_is_set_aside() -> None:
    verdict = decide([likes("reuse", 1.0)], [strikes("reuse", "repair", "recycle")], [], Policy())

    assert verdict.ruling is Ruling.SET_ASIDE
    assert verdict.outcome is None


def test_an_acute_danger_beats_everything() -> None:
    danger = Veto(frozenset(), Reason("hot"), stop=Stop("battery", {"nl": "Dikke batterij"}, ()), handling=frozenset({Handling.QUARANTINE}))

    verdict = decide([likes("reuse", 1.0)], [danger, strikes("recycle")], [], Policy())

    assert verdict.ruling is Ruling.STOP
    assert verdict.stops == (danger,)
    assert verdict.handling == {Handling.QUARANTINE}


def test_a_silent_safety_plugin_sends_the_item_to_staff() -> None:
    """Safety fails closed: reuse and repair are struck, recycle is never."""
    verdict = decide([likes("reuse", 0.9)], [], [silent("battery", critical=True)], Policy())

    assert verdict.needs_staff
    assert verdict.allowed == {Outcome.RECYCLE}


def test_a_silent_safety_plugin_does_not_hold_up_what_only_recycle_is_left_for() -> None:
    """The queue goes on."""
    verdict = decide([], [strikes("reuse", "repair")], [silent("battery", critical=True)], Policy())

    assert verdict.outcome is Outcome.RECYCLE


def test_a_silent_safety_plugin_and_a_veto_on_recycle_leave_nothing() -> None:
    verdict = decide([], [strikes("recycle")], [silent("battery", critical=True)], Policy())

    assert verdict.ruling is Ruling.SET_ASIDE


def test_a_silent_plugin_that_is_not_critical_changes_nothing() -> None:
    verdict = decide([likes("reuse", 0.9)], [], [silent("odds")], Policy())

    assert verdict.outcome is Outcome.REUSE


def test_the_stream_of_a_veto_travels_with_the_verdict() -> None:
    crt = Veto(frozenset({Outcome.REUSE, Outcome.REPAIR}), Reason("crt"), stream="crt")

    assert decide([], [crt], [], Policy()).stream == "crt"


@given(_opinions, _vetoes, _abstentions, _policies, st.randoms())
@settings(max_examples=1000)
def test_the_order_of_inputs_is_irrelevant(
    opinions: list[Opinion], vetoes: list[Veto], gone: list[Abstention], policy: Policy, random: Random
) -> None:
    """Same inputs in any order, same verdict and trail."""
    verdict = decide(opinions, vetoes, gone, policy)
    for pile in (opinions, vetoes, gone):
        random.shuffle(pile)

    assert decide(opinions, vetoes, gone, policy) == verdict


@given(_opinions, _vetoes, _abstentions, _policies)
@settings(max_examples=1000)
def test_a_vetoed_outcome_never_wins(opinions: list[Opinion], vetoes: list[Veto], gone: list[Abstention], policy: Policy) -> None:
    """What is struck stays struck."""
    verdict = decide(opinions, vetoes, gone, policy)

    struck = frozenset().union(*(veto.strikes for veto in vetoes))
    assert verdict.outcome not in struck
    assert not verdict.allowed & struck


@given(_opinions, _vetoes, _abstentions, _policies, _vetoes)
@settings(max_examples=1000)
def test_adding_a_veto_never_adds_an_outcome(
    opinions: list[Opinion], vetoes: list[Veto], gone: list[Abstention], policy: Policy, more: list[Veto]
) -> None:
    """A veto only excludes."""
    before = decide(opinions, vetoes, gone, policy)
    after = decide(opinions, [*vetoes, *more], gone, policy)

    assert after.allowed <= before.allowed


@given(_opinions, _vetoes, _abstentions, _policies)
@settings(max_examples=1000)
def test_everything_said_stands_in_the_trail_exactly_once(
    opinions: list[Opinion], vetoes: list[Veto], gone: list[Abstention], policy: Policy
) -> None:
    """Nobody is left out and nobody is counted twice."""
    trail = decide(opinions, vetoes, gone, policy).trail

    def same(said: Sequence[object], kept: Sequence[object]) -> bool:
        return len(said) == len(kept) and all(said.count(each) == kept.count(each) for each in said)

    assert same(opinions, trail.opinions)
    assert same(vetoes, trail.vetoes)
    assert same(gone, trail.abstentions)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_confidence_outside_zero_to_one_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence lies between 0 and 1"):
        likes("reuse", confidence)
