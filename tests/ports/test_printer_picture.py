"""The simulated label printer: what it prints can be read, and an empty roll is told."""

from pathlib import Path

import pytest

from kiosk.adapters.camera_files import frames_of
from kiosk.adapters.decoder import read_symbols
from kiosk.adapters.item_codes import item_code
from kiosk.adapters.printer_picture import NO_PAPER, PicturePrinter
from kiosk.domain.label import Label
from kiosk.errors import PrinterOut

CODE = item_code("LV2", 4172)


def label() -> Label:
    return Label(centre="Kringloop Lindeveld", code=CODE, outcome="reuse", product="Waterkoker · Norda K210", day="21-11-2026 · werkt")


def test_the_printed_code_is_read_by_the_kiosks_own_decoder(tmp_path: Path) -> None:
    PicturePrinter(tmp_path).print(label())

    (frame,) = frames_of(tmp_path / f"{CODE}.png")
    assert [each.text for each in read_symbols(frame)] == [CODE]


def test_printed_again_it_is_the_same_label(tmp_path: Path) -> None:
    printer = PicturePrinter(tmp_path)
    printer.print(label())
    before = (tmp_path / f"{CODE}.png").read_bytes()
    printer.print(label())

    assert [each.name for each in tmp_path.iterdir()] == [f"{CODE}.png"]
    assert (tmp_path / f"{CODE}.png").read_bytes() == before


def test_an_empty_roll_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / NO_PAPER).touch()

    with pytest.raises(PrinterOut, match="put paper in"):
        PicturePrinter(tmp_path).print(label())


def test_a_label_without_the_centres_name_is_none() -> None:
    with pytest.raises(ValueError, match="the centre's name"):
        Label(centre=" ", code=CODE, outcome="reuse", product="", day="")
