"""Which of the texts that were read may leave the decoder."""

from kiosk.adapters.decoder.tally import Sighting, Tally, same_place, voters
from kiosk.domain.symbol import Symbol, Symbology

HERE = ((0, 0), (100, 0), (100, 40), (0, 40))
ELSEWHERE = ((300, 0), (400, 0), (400, 40), (300, 40))


def seen(text: str, witness: str, symbology: Symbology = Symbology.EAN13, place: tuple[tuple[int, int], ...] = HERE) -> Sighting:
    return Sighting(Symbol(symbology, text.encode(), text, place), witness)


def tally_of(*sightings: Sighting) -> Tally:
    tally = Tally()
    for each in sightings:
        tally.add(each)
    return tally


def test_a_code_with_real_error_detection_needs_one_witness() -> None:
    tally = tally_of(seen("A-1", "zxing", Symbology.CODE128))

    assert [each.text for each in tally.accepted()] == ["A-1"]
    assert tally.is_settled


def test_a_weak_code_needs_two_engines() -> None:
    tally = tally_of(seen("1", "zxing"))
    assert tally.accepted() == []
    assert not tally.is_settled

    tally.add(seen("1", "zbar"))

    assert tally.accepted()[0].votes == ("zxing", "zbar")


def test_one_engine_reading_the_same_bars_twice_is_one_vote() -> None:
    """It makes the same mistake twice: UPC-E read out of turned EAN-13 was confirmed so."""
    tally = tally_of(seen("18823137", "zxing", Symbology.UPCE), seen("18823137", "zxing sharpened", Symbology.UPCE))

    assert tally.accepted() == []


def test_bars_drawn_out_of_a_blur_are_a_hint_and_no_vote() -> None:
    """Both engines once read the same wrong EAN in them, and one of them again in the pixels as they are."""
    tally = tally_of(seen("1", "deblurred zxing"), seen("1", "deblurred zbar"), seen("1", "zbar"))
    assert tally.accepted() == []
    assert [each.text for each in tally.undecided()] == ["1"]

    tally.add(seen("1", "likelihood band 0"))

    assert [each.text for each in tally.accepted()] == ["1"]


def test_a_code_128_drawn_out_of_a_blur_has_its_own_error_detection() -> None:
    assert tally_of(seen("A-1", "deblurred zxing", Symbology.CODE128)).is_settled


def test_bands_of_rows_are_witnesses_of_their_own() -> None:
    tally = tally_of(seen("1", "likelihood band 0"), seen("1", "likelihood band 1"))

    assert [each.text for each in tally.accepted()] == ["1"]


def test_a_rival_text_must_be_outvoted_by_two() -> None:
    tally = tally_of(seen("1", "zxing"), seen("1", "zbar"), seen("2", "likelihood band 0"))
    assert tally.accepted() == []

    tally.add(seen("1", "likelihood band 1"))

    assert [each.text for each in tally.accepted()] == ["1"]


def test_texts_in_two_places_are_no_rivals() -> None:
    tally = tally_of(seen("1", "zxing"), seen("1", "zbar"), seen("2", "zxing", place=ELSEWHERE), seen("2", "zbar", place=ELSEWHERE))

    assert {each.text for each in tally.accepted()} == {"1", "2"}


def test_weak_readings_inside_a_strong_code_are_nothing() -> None:
    tally = tally_of(seen("A-1", "zxing", Symbology.CODE128), seen("12", "zbar", Symbology.ITF), seen("12", "zxing", Symbology.ITF))

    assert [each.text for each in tally.accepted()] == ["A-1"]
    assert tally.is_settled


def test_two_code_128_on_the_same_bars_need_a_majority() -> None:
    tally = tally_of(seen("A-1", "zxing", Symbology.CODE128), seen("B-1", "zbar", Symbology.CODE128))

    assert tally.accepted() == []


def test_a_shorter_itf_is_a_part_of_the_longer_one() -> None:
    """ITF has no fixed length; a scan line may leave it early."""
    tally = tally_of(
        seen("1334", "zxing", Symbology.ITF), seen("2167361334", "zxing", Symbology.ITF), seen("2167361334", "zbar", Symbology.ITF)
    )

    assert [each.text for each in tally.accepted()] == ["2167361334"]


def test_an_unknown_place_may_be_anywhere() -> None:
    assert same_place(seen("1", "zxing", place=()).symbol, seen("2", "zxing").symbol)


def test_the_next_frames_vote_of_the_same_engine_is_the_same_voter() -> None:
    symbol = Symbol(Symbology.UPCE, b"1", "1", votes=("zxing", "zxing next frame", "likelihood band 0", "likelihood band 0 next frame"))

    assert voters(symbol) == 2
