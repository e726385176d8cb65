"""What the cascade reads, stage by stage and as a whole."""

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import segno
import zxingcpp

sys.path.insert(0, str(Path(__file__).parent))
from drawn import EAN, UPC_E, Picture, code, defocused, on_counter, turned

from kiosk.adapters.decoder import read_symbols
from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.cascade import CASCADE, glance_at
from kiosk.adapters.decoder.ean_layout import EAN8, EAN13, UPCE, Layout
from kiosk.adapters.decoder.likelihood import Guess, read_by_likelihood
from kiosk.adapters.decoder.locate import Region, find_regions
from kiosk.adapters.decoder.matrix import read_matrix_codes
from kiosk.adapters.decoder.profile import contrast, straightened
from kiosk.adapters.decoder.retail import retail_symbol
from kiosk.adapters.decoder.scene import Look, Scene
from kiosk.adapters.decoder.stages_regions import (
    rarer_by_likelihood,
    regions_by_likelihood,
    regions_more_thoroughly,
    regions_with_engines,
)
from kiosk.adapters.decoder.stages_votes import claims_by_likelihood, claims_proved, confirm, second_votes
from kiosk.adapters.decoder.stages_whole import (
    contrast_evened,
    glare_evened,
    light_bars,
    small_matrix_codes,
    small_pictures_enlarged,
    whole_with_zbar,
    whole_with_zxing,
)
from kiosk.adapters.decoder.strip import strip_through
from kiosk.adapters.decoder.tally import Sighting, Tally
from kiosk.adapters.decoder.texture import texture_of
from kiosk.adapters.decoder.zbar import LEVEL, UPRIGHT, Lines, read_with_zbar
from kiosk.adapters.decoder.zxing import read_with_zxing
from kiosk.domain.symbol import Symbol, Symbology

AMPLE_S = 3.0
KIND = zxingcpp.BarcodeFormat


def scene_of(picture: Picture, budget_s: float = AMPLE_S) -> Scene:
    return Scene(picture, Tally(), Budget(budget_s))


@pytest.mark.parametrize(
    ("kind", "text", "symbology"),
    [
        (KIND.EAN13, EAN, Symbology.EAN13),
        (KIND.UPCA, "012345678905", Symbology.UPCA),
        (KIND.UPCE, UPC_E, Symbology.UPCE),
        (KIND.EAN8, "96385074", Symbology.EAN8),
        (KIND.Code128, "LV2-004172-K", Symbology.CODE128),
        (KIND.Code39, "ABC-123", Symbology.CODE39),
        (KIND.ITF, "12345678901231", Symbology.ITF),
        (KIND.QRCode, "https://eprel.ec.europa.eu/qr/123456", Symbology.QR),
        (KIND.DataMatrix, "SN 0042", Symbology.DATAMATRIX),
    ],
    ids=str,
)
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_every_served_symbology_is_read_in_every_direction(kind: KIND, text: str, symbology: Symbology, degrees: int) -> None:
    picture = np.rot90(on_counter(code(text, kind), size=(640, 640)), degrees // 90)

    symbols = read_symbols(np.dstack([picture] * 3), budget_s=AMPLE_S)

    assert [(each.symbology, each.text) for each in symbols] == [(symbology, text)]
    assert len(symbols[0].position) == 4


@pytest.mark.parametrize("degrees", [20, 33, 45, 60])
@pytest.mark.parametrize(("kind", "text"), [(KIND.EAN13, EAN), (KIND.Code128, "AB12345")], ids=str)
def test_a_turned_code_is_laid_level_and_read(kind: KIND, text: str, degrees: int) -> None:
    symbols = read_symbols(turned(on_counter(code(text, kind, scale=2)), degrees), budget_s=AMPLE_S)

    assert [each.text for each in symbols] == [text]


@pytest.mark.parametrize("text", ["héllo €uro ж", "日本語テキスト", "plain"])
def test_text_of_any_charset_survives(text: str) -> None:
    (symbol,) = read_symbols(on_counter(code(text, KIND.QRCode, scale=5)), budget_s=AMPLE_S)

    assert symbol.text == text


def drawn_qr(content: str | bytes, **how: Any) -> Picture:
    matrix = np.array([[0 if each else 255 for each in row] for row in segno.make(content, micro=False, **how).matrix], np.uint8)
    return on_counter(np.kron(matrix, np.ones((4, 4), np.uint8)).astype(np.uint8))


@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "guessed"])
@pytest.mark.parametrize(
    ("text", "charset"),
    [("洗濯機 型番ES-GV8", "shift_jis"), ("洗濯機 型番ES-GV8", "utf-8"), ("ｼｬｰﾌﾟ", "shift_jis"), ("Wäschetrockner Größe é", "latin-1")],
)
def test_bytes_of_any_charset_are_unchanged_and_understood(text: str, charset: str, is_declared: bool) -> None:  # noqa: FBT001 - a case of the table
    (symbol,) = read_symbols(drawn_qr(text, mode="byte", encoding=charset, eci=is_declared), budget_s=AMPLE_S)

    assert (symbol.data, symbol.text) == (text.encode(charset), text)


def test_kanji_are_bytes_of_shift_jis() -> None:
    (symbol,) = read_symbols(drawn_qr("洗濯機型番", mode="kanji"), budget_s=AMPLE_S)

    assert (symbol.data, symbol.text) == ("洗濯機型番".encode("shift_jis"), "洗濯機型番")


def test_bytes_that_are_no_text_have_none() -> None:
    data = bytes(range(256))

    (symbol,) = read_symbols(drawn_qr(data), budget_s=AMPLE_S)

    assert (symbol.data, symbol.text) == (data, None)


def test_two_codes_in_one_picture_are_both_read() -> None:
    both = np.hstack([on_counter(code(), size=(480, 500)), on_counter(code("SN-1", KIND.Code128), size=(480, 500))])

    assert {each.text for each in read_symbols(both, budget_s=AMPLE_S)} == {EAN, "SN-1"}


def test_half_a_code_is_no_code() -> None:
    """A number is never completed from its check digit."""
    label = on_counter(code())
    label[:, 330:470] = 120

    assert read_symbols(label, budget_s=AMPLE_S) == []


def test_a_single_engines_word_is_not_taken() -> None:
    glance = glance_at(on_counter(code()), budget_s=AMPLE_S, cascade=CASCADE[:1])

    assert glance.accepted == ()
    assert [each.text for each in glance.undecided] == [EAN]


@pytest.mark.parametrize(
    ("kind", "text", "layout", "read"),
    [
        (KIND.EAN13, EAN, EAN13, EAN),
        (KIND.UPCA, "012345678905", EAN13, "012345678905"),
        (KIND.UPCE, UPC_E, UPCE, UPC_E),
        (KIND.EAN8, "96385074", EAN8, "96385074"),
    ],
    ids=["EAN-13", "UPC-A", "UPC-E", "EAN-8"],
)
@pytest.mark.parametrize("turns", [0, 2], ids=["upright", "on its head"])
def test_soft_bars_are_read_by_likelihood(kind: KIND, text: str, layout: Layout, read: str, turns: int) -> None:
    """Bars of one module blend into each other."""
    picture = np.ascontiguousarray(np.rot90(defocused(on_counter(np.repeat(code(text, kind, scale=2)[:1], 100, axis=0)), 1.15), turns))
    region = find_regions(texture_of(picture))[0]

    readings = read_by_likelihood(picture, region, Guess(layout), Budget(AMPLE_S))

    assert [(each.symbol.text, each.band) for each in readings] == [(read, 0), (read, 1)]


def test_bars_of_another_code_say_nothing_by_likelihood() -> None:
    picture = defocused(on_counter(code("1234567890", KIND.Code39, scale=2)), 1.0)

    for region in find_regions(texture_of(picture)):
        assert read_by_likelihood(picture, region, Guess(EAN13), Budget(AMPLE_S)) == []


def test_likelihood_gives_up_on_what_is_too_small_and_when_time_is_up() -> None:
    picture = on_counter(code())
    tiny = Region(0.0, (0.0, 50.0), (0.0, 20.0))

    assert read_by_likelihood(picture, tiny, Guess(EAN13), Budget(AMPLE_S)) == []
    assert read_by_likelihood(picture, find_regions(texture_of(picture))[0], Guess(EAN13), Budget(0.0)) == []


@pytest.mark.parametrize("degrees", [0, 30, 75])
def test_a_region_lies_along_the_reading_direction(degrees: int) -> None:
    region = find_regions(texture_of(turned(on_counter(code(scale=2)), degrees)))[0]

    assert np.cos(2 * (region.angle + np.deg2rad(degrees))) > 0.99
    assert region.length == pytest.approx(190, rel=0.2)
    assert np.mean(region.corners, axis=0) == pytest.approx((320, 240), abs=15)


def test_a_single_edge_and_a_flat_picture_are_no_bars() -> None:
    edge = np.full((300, 300), 40, np.uint8)
    edge[:, 150:] = 220

    assert find_regions(texture_of(edge)) == []
    assert texture_of(np.zeros((5, 5), np.uint8)) is None


@pytest.mark.parametrize("kind", [KIND.QRCode, KIND.DataMatrix], ids=str)
def test_a_tiny_matrix_code_is_enlarged_and_read(kind: KIND) -> None:
    import cv2

    picture = on_counter(code("SN 0042", kind, scale=12), size=(600, 800), quiet=60)
    small = cv2.resize(picture, None, fx=1.25 / 12, fy=1.25 / 12, interpolation=cv2.INTER_AREA)
    frame = np.pad(np.asarray(small, dtype=np.uint8), 150, constant_values=150)

    found = list(read_matrix_codes(frame, texture_of(frame), Budget(AMPLE_S)))

    assert [each.text for each in found][:1] == ["SN 0042"]
    assert np.mean(found[0].position, axis=0) == pytest.approx((frame.shape[1] / 2, frame.shape[0] / 2), abs=4)
    assert list(read_matrix_codes(frame, texture_of(frame), Budget(0.0))) == []


def test_a_faint_code_is_read_after_its_contrast_is_evened_out() -> None:
    faint = (on_counter(code()).astype(np.float32) * 0.15 + 100).astype(np.uint8)

    assert EAN in {each.symbol.text for each in contrast_evened(scene_of(faint))}


def test_a_picture_too_large_to_even_out_is_left() -> None:
    assert list(contrast_evened(scene_of(np.zeros((1100, 1100), np.uint8)))) == []


@pytest.mark.parametrize("look", [whole_with_zxing, whole_with_zbar])
def test_large_pictures_are_halved_and_places_stay_true(look: object) -> None:
    picture = np.kron(on_counter(code()), np.ones((4, 4), np.uint8)).astype(np.uint8)

    (sighting,) = look(scene_of(picture, 0.1))

    assert sighting.symbol.text == EAN
    assert np.mean(sighting.symbol.position, axis=0) == pytest.approx((1280, 960), abs=60)


def test_second_votes_stop_when_time_is_up() -> None:
    scene = scene_of(on_counter(code()), 0.0)
    scene.tally.add(Sighting(read_with_zxing(scene.grey)[0], "zxing"))

    assert list(second_votes(scene)) == []


@pytest.mark.parametrize("votes", [("zxing",), ("zbar",), ("likelihood band 0",)], ids=str)
def test_a_claim_is_confirmed_by_whoever_has_not_read_it(votes: tuple[str, ...]) -> None:
    picture = on_counter(code())
    claim = Symbol(Symbology.EAN13, EAN.encode(), EAN, read_with_zxing(picture)[0].position, votes=votes)

    witnesses = {each.witness for each in confirm(picture, claim) if each.symbol.text == EAN}

    assert witnesses
    assert not witnesses & set(votes)


@pytest.mark.parametrize("position", [(), ((0, 0), (3, 0), (3, 3), (0, 3))], ids=["unknown", "too short"])
def test_no_strip_is_cut_where_there_is_no_length(position: tuple[tuple[int, int], ...]) -> None:
    claim = Symbol(Symbology.EAN13, b"1", "1", position)

    assert strip_through(on_counter(code()), claim) is None
    assert list(confirm(on_counter(code()), claim)) == []


def test_what_an_engine_cannot_take_is_not_given_to_it() -> None:
    assert read_with_zbar(np.zeros((2, 90), np.uint8)) == []
    assert read_with_zxing(np.zeros((0, 0), np.uint8)) == []


def test_a_micro_qr_is_not_served() -> None:
    """Its smallest kind has no error correction at all."""
    assert read_symbols(on_counter(code("12345", KIND.MicroQRCode, scale=6)), budget_s=AMPLE_S) == []


@pytest.mark.parametrize(
    "picture",
    [np.zeros((4, 4), np.float32), np.zeros((4, 4, 2), np.uint8), np.zeros(4, np.uint8), np.zeros((30_000, 1), np.uint8)],
    ids=["no uint8", "two planes", "a line", "too long"],
)
def test_what_is_no_picture_is_refused(picture: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a picture is"):
        read_symbols(picture)


@pytest.mark.parametrize("planes", [1, 3, 4])
def test_grey_and_colour_are_read_alike(planes: int) -> None:
    picture = np.dstack([on_counter(code())] * planes)

    assert [each.text for each in read_symbols(picture, budget_s=AMPLE_S)] == [EAN]


@pytest.mark.parametrize("look", [regions_with_engines, regions_more_thoroughly])
def test_a_region_too_late_is_left(look: Look) -> None:
    scene = scene_of(turned(on_counter(code(scale=2)), 30), 0.0)

    assert list(look(scene)) == []


def test_what_parts_a_code_in_two_does_not_part_its_region() -> None:
    label = code(scale=2)
    label[:, 70:100] = 255

    (region,) = find_regions(texture_of(on_counter(label)))

    assert region.length == pytest.approx(190, rel=0.15)


def test_codes_one_above_the_other_are_two_regions() -> None:
    both = np.vstack([on_counter(code(scale=2), size=(240, 640)), on_counter(code(scale=2), size=(240, 640))])

    assert len(find_regions(texture_of(both))) == 2


def test_a_turned_code_is_read_at_every_scale_and_as_it_is() -> None:
    scene = scene_of(turned(on_counter(code(scale=2)), 8))

    assert {each.witness for each in regions_more_thoroughly(scene) if each.symbol.text == EAN} == {
        "zxing",
        "zbar",
        "deblurred zxing",
        "deblurred zbar",
    }


@pytest.mark.parametrize(("lines", "turns", "found"), [(LEVEL, 0, 1), (UPRIGHT, 0, 0), (LEVEL, 1, 0), (UPRIGHT, 1, 1)], ids=str)
def test_zbar_follows_only_the_lines_it_is_told(lines: Lines, turns: int, found: int) -> None:
    assert len(read_with_zbar(np.rot90(on_counter(code()), turns), lines)) == found


def test_a_picture_without_texture_has_no_regions() -> None:
    scene = scene_of(np.zeros((5, 5), np.uint8))

    assert scene.regions == []
    assert list(small_matrix_codes(scene)) == []


def test_a_sliver_of_a_code_at_the_pictures_edge_has_no_length() -> None:
    sliver = on_counter(code(), size=(300, 400))[104:224, 19:63]

    with np.errstate(all="raise"):
        assert read_symbols(sliver, budget_s=AMPLE_S) == []


def test_what_was_seen_but_not_proved_is_looked_for_first() -> None:
    """A UPC-E that zbar alone has read is proved by likelihood, with less of a lead."""
    scene = scene_of(on_counter(code(UPC_E, KIND.UPCE)))
    scene.tally.add(Sighting(read_with_zbar(scene.grey)[0], "zbar"))

    sightings = list(regions_by_likelihood(scene))

    assert {(each.symbol.text, each.witness) for each in sightings} >= {(UPC_E, "likelihood band 0")}
    assert UPC_E not in {each.symbol.text for each in rarer_by_likelihood(scene)}, "what was tried is not tried again"


@pytest.mark.parametrize("left", range(0, 120, 8))
def test_what_the_frames_edge_cuts_off_is_no_short_code(left: int) -> None:
    """Seven digits of an EAN-13 at the edge were once a UPC-E with white behind it."""
    bars = code(scale=2)[:60, 30 + left : 120 + left]

    assert read_symbols(bars, budget_s=AMPLE_S) == []


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_region_around_corners_reads_in_the_codes_own_direction(degrees: int) -> None:
    square = turned(on_counter(code(), size=(640, 640)), degrees)
    corners = read_with_zxing(square)[0].position

    region = Region.around(corners)

    assert np.cos(region.angle + np.deg2rad(degrees)) == pytest.approx(1, abs=0.01)
    assert region.length == pytest.approx(285, abs=6)
    assert np.mean(region.corners, axis=0) == pytest.approx(np.mean(corners, axis=0), abs=2)


def test_a_short_code_is_never_read_by_likelihood_alone() -> None:
    """It fits by chance into parts of longer codes: somebody else must have seen it."""
    scene = scene_of(on_counter(code(UPC_E, KIND.UPCE)))

    assert list(regions_by_likelihood(scene)) == list(rarer_by_likelihood(scene)) == []


def test_bars_lighter_than_their_ground_are_read() -> None:
    scene = scene_of(np.asarray(255 - on_counter(code(), grey=250), dtype=np.uint8))

    assert {(each.symbol.text, each.witness) for each in light_bars(scene)} == {(EAN, "zxing"), (EAN, "zbar")}


def test_fine_bars_are_read_enlarged_and_keep_their_place() -> None:
    scene = scene_of(on_counter(code(scale=1), size=(240, 320), quiet=12))

    readings = {each.witness: each.symbol for each in small_pictures_enlarged(scene)}
    assert readings["zxing"].text == EAN
    assert all(100 < x < 220 and 60 < y < 180 for x, y in readings["zxing"].position)


@pytest.mark.parametrize("look", [contrast_evened, light_bars, glare_evened, small_pictures_enlarged])
def test_what_is_too_large_is_not_looked_at_twice(look: Look) -> None:
    assert list(look(scene_of(np.full((1100, 1000), 200, np.uint8)))) == []


def test_a_glare_across_a_qr_code_is_evened_out() -> None:
    label = on_counter(code("LV2-004172-K", KIND.QRCode, scale=4), size=(300, 300), quiet=16).astype(np.float32)
    rows, columns = np.mgrid[0:300, 0:300]
    shining = np.clip(40 + 0.35 * label + 175 * np.exp(-((rows - 150) ** 2 + (columns - 150) ** 2) / 1800), 0, 255).astype(np.uint8)

    assert {each.symbol.text for each in glare_evened(scene_of(shining))} == {"LV2-004172-K"}


def claimed(scene: Scene, text: str, witness: str = "zbar") -> Symbol:
    """Let one witness say that this number lies in the scene's first region."""
    symbol = retail_symbol(Symbology.EAN13, text, scene.regions[0].corners)
    assert symbol is not None
    scene.tally.add(Sighting(symbol, witness))
    return symbol


def test_a_claim_is_proved_by_its_own_bars() -> None:
    scene = scene_of(defocused(on_counter(code()), 1.5))
    symbol = claimed(scene, EAN)

    assert list(claims_proved(scene)) == [Sighting(replace(symbol, votes=("zbar",)), "likelihood proof")]


def test_likelihood_does_not_prove_what_it_has_read_itself() -> None:
    """A wrong number with one band's vote and its own proof would have two votes of one kind."""
    scene = scene_of(defocused(on_counter(code()), 1.5))
    claimed(scene, EAN, "likelihood band 0")

    assert list(claims_proved(scene)) == []


def test_a_claim_is_read_by_likelihood_once() -> None:
    scene = scene_of(defocused(on_counter(code()), 1.5))
    claimed(scene, EAN)

    assert {(each.symbol.text, each.witness) for each in claims_by_likelihood(scene)} >= {(EAN, "likelihood band 0")}
    assert list(claims_by_likelihood(scene)) == []


def test_a_claim_without_length_is_not_proved() -> None:
    """An engine may report all four corners in one place."""
    scene = scene_of(np.full((200, 200), 128, np.uint8))
    symbol = retail_symbol(Symbology.EAN13, EAN, ((90, 90),) * 4)
    assert symbol is not None
    scene.tally.add(Sighting(symbol, "zxing"))

    with np.errstate(all="raise"):
        assert list(claims_proved(scene)) == []


@pytest.mark.parametrize("wrong", ["4006381333948", "4006381333030", "4006381383936", "9006381333936"])
def test_a_claim_with_wrong_digits_is_not_proved(wrong: str) -> None:
    """Its check digit is right, as in every misread that leaves an engine."""
    scene = scene_of(defocused(on_counter(code()), 1.5))
    claimed(scene, wrong)

    assert list(claims_proved(scene)) == []


@pytest.mark.parametrize("slant_px", [-9, -4, 0, 4, 9])
def test_leaning_bars_are_set_upright(slant_px: int) -> None:
    bars = np.repeat(np.tile(np.repeat(np.array([[0, 255]], np.uint8), 4, axis=1), 40), 15, axis=0)
    leaning = np.stack([np.roll(row, round(slant_px * place / 14)) for place, row in enumerate(bars)])

    assert contrast(straightened(leaning)) > 0.75 * contrast(bars)


def test_a_budget_counts_the_work_of_its_thread() -> None:
    """Waiting is free up to the patience: a busy machine reads the same codes."""
    idle, busy, late = Budget(0.05), Budget(0.05), Budget(0.01)
    until_s = time.monotonic() + 0.06
    while time.monotonic() < until_s:
        time.sleep(0.005)
    assert idle.allows(0.02)
    assert late.left_s == 0.0, "four times as long on the wall"
    until_s = time.thread_time() + 0.06
    while time.thread_time() < until_s:
        sum(range(1000))
    assert not busy.allows(0.0)
