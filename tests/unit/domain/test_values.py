"""Values refuse what they cannot be, and say what they know."""

import pytest
from fakes import ean

from kiosk.domain.destination import Destination, Route, choose, fitting
from kiosk.domain.identifier import Identifier, IdentifierKind
from kiosk.domain.item import Identification, Item
from kiosk.domain.moment import Moment
from kiosk.domain.opinion import Reason
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import UNSURE, Choice, Question, QuestionKind
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.symbol import MAX_BYTES, Symbol, Symbology
from kiosk.domain.verdict import Ruling, Verdict

YES, NO = Choice("yes", {"nl": "Ja"}), Choice("no", {"nl": "Nee"})
PLAIN = Destination("4", {"nl": "Kar"}, Outcome.RECYCLE)
TUBES = Destination("8", {"nl": "Kar"}, Outcome.RECYCLE, ("crt",))
RECYCLE = Verdict(Ruling.DECIDED, Outcome.RECYCLE, frozenset({Outcome.RECYCLE}))


def test_a_code_longer_than_any_symbology_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 8192 bytes"):
        Symbol(Symbology.QR, b"x" * (MAX_BYTES + 1), None)


@pytest.mark.parametrize(
    ("texts", "choices", "says"),
    [({"nl": "?"}, (YES,), "1 choices"), ({"fr": "?"}, (YES, NO), "no Dutch text"), ({"nl": "?"}, (YES, YES), "two choices of one id")],
    ids=["one choice", "no Dutch", "twice the same"],
)
def test_a_question_that_cannot_be_drawn_is_refused(texts: dict[str, str], choices: tuple[Choice, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Question("works", QuestionKind.YESNO, texts, choices)


def test_not_sure_is_an_answer_where_it_is_offered_and_always_to_a_danger() -> None:
    assert UNSURE not in Question("works", QuestionKind.YESNO, {"nl": "?"}, (YES, NO)).answers
    assert UNSURE in Question("works", QuestionKind.YESNO, {"nl": "?"}, (YES, NO), unsure=True).answers
    assert UNSURE in Question("hazard", QuestionKind.HAZARD, {"nl": "?"}, (YES, NO)).answers


def test_the_surest_identification_wins_field_by_field() -> None:
    item = Item(
        identifications=(
            Identification(category="kettle", brand="Norda", confidence=0.4, by="a"),
            Identification(category="iron", years=(2004, 2014), confidence=0.8, by="b"),
        )
    )

    assert (item.category, item.brand, item.model, item.years) == ("iron", "Norda", None, (2004, 2014))


def test_an_identification_without_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Identification(confidence=2)


def test_the_first_gtin_is_the_items() -> None:
    link = Reading("1", Medium.CAMERA, "qr", b"x", "x")
    code = Reading("2", Medium.CAMERA, "ean13", b"1", "1", identifiers=(Identifier(IdentifierKind.GTIN, "0" * 14),))

    assert Item((link, code)).gtin == "0" * 14
    assert Item((link,)).gtin is None
    assert Item((ean(), code)).values_of(IdentifierKind.GTIN) == ("0" * 14,)


def test_a_stream_of_its_own_has_a_container_of_its_own() -> None:
    tube = Verdict(Ruling.DECIDED, Outcome.RECYCLE, frozenset({Outcome.RECYCLE}), stream="crt")

    assert fitting([PLAIN, TUBES], tube) == (TUBES,)
    assert fitting([PLAIN, TUBES], RECYCLE) == (PLAIN,)


def test_a_site_without_the_container_has_nowhere_to_put_it() -> None:
    assert choose([TUBES], RECYCLE, ()) is None
    assert choose([PLAIN], Verdict(Ruling.SET_ASIDE, None, frozenset()), ()) is None


def test_the_strongest_wish_for_a_fitting_container_wins() -> None:
    other = Destination("6", {"nl": "Kar"}, Outcome.RECYCLE)
    wishes = [Route("4", 0.2, Reason("near")), Route("6", 0.9, Reason("wanted")), Route("8", 1.0, Reason("not fitting"))]

    assert choose([PLAIN, other, TUBES], RECYCLE, wishes) == other


def test_a_wish_without_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Route("4", float("nan"), Reason("x"))


def test_a_moment_is_written_in_utc_in_whole_milliseconds() -> None:
    assert Moment(0.0019, "boot", 1.0, synchronised=False).isoformat() == "1970-01-01T00:00:00.001Z"
