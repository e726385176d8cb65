"""A vote from the next frame."""

import pytest

from kiosk.adapters.decoder.cascade import Glance
from kiosk.adapters.decoder.succession import Succession
from kiosk.domain.symbol import Symbol, Symbology


def weak(text: str = "4006381333931", vote: str = "zxing", symbology: Symbology = Symbology.EAN13, left: int = 0) -> Symbol:
    return Symbol(symbology, text.encode(), text, ((left, 0), (left + 90, 0), (left + 90, 30), (left, 30)), votes=(vote,))


def undecided(*claims: Symbol) -> Glance:
    return Glance((), claims)


def test_a_weak_code_is_settled_by_the_next_frame() -> None:
    succession = Succession()
    assert succession.join(undecided(weak())) == ()

    (symbol,) = succession.join(undecided(weak(left=2)))

    assert symbol.votes == ("zxing", "zxing next frame")


def test_the_same_pixels_again_prove_nothing() -> None:
    succession = Succession()
    succession.join(undecided(weak()))

    assert succession.join(undecided(weak())) == ()


@pytest.mark.parametrize(("vote", "settled"), [("zxing", 0), ("zbar", 1)])
def test_a_short_code_needs_another_engine_in_the_next_frame_too(vote: str, settled: int) -> None:
    succession = Succession()
    succession.join(undecided(weak("18823137", symbology=Symbology.UPCE)))

    assert len(succession.join(undecided(weak("18823137", vote, Symbology.UPCE, left=3)))) == settled


def test_a_rival_in_either_frame_leaves_it_undecided() -> None:
    succession = Succession()
    succession.join(undecided(weak(), weak("4006381333948")))

    assert succession.join(undecided(weak(left=2))) == ()


def test_only_the_frame_before_counts() -> None:
    succession = Succession()
    succession.join(undecided(weak()))
    succession.join(undecided())

    assert succession.join(undecided(weak(left=2))) == ()


def test_what_is_settled_passes_at_once() -> None:
    assert Succession().join(Glance((weak(),))) == (weak(),)
