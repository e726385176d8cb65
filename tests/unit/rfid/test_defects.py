"""Each known defect of the mfrc522 package: what it does and what ours does, on the same simulated chip.

The table in ``docs/hardware/rfid-defects.md`` is written from here: ``KIOSK_WRITE_TABLES=1``
(``make docs``) writes it, without it the page must be what is measured.
"""

import ast
import logging
import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from rfid_rig import LINK, OTHER, STICKER, Rig, sticker

from kiosk.adapters import tag_mfrc522_chip
from kiosk.adapters.simulated.rc522.chip import Fault
from kiosk.adapters.simulated.rc522.kinds import Classic1K, Ntag
from kiosk.adapters.simulated.rc522.pi import BCM, Board
from kiosk.adapters.simulated.rc522.tags import Mishap, SimulatedTag
from kiosk.adapters.tag_mfrc522 import Mfrc522TagReader
from kiosk.errors import KioskError

PAGE = Path(__file__).parents[3] / "docs" / "hardware" / "rfid-defects.md"
CARD = bytes.fromhex("DEADBEEF")
HEAD = """# The mfrc522 package and this kiosk, on the same simulated chip

<!-- Written by tests/unit/rfid/test_defects.py (make docs); edit the test instead. -->

The real package, version 0.0.7, unmodified, beside the kiosk's reader, which uses its register access and
initialisation. Transfers are SPI transfers; times are on the wire at 1 MHz.

| what happens | the package | this kiosk |
|---|---|---|
"""


@dataclass
class Plain:
    """The package as its readme says to use it."""

    rig: Rig

    def __post_init__(self) -> None:
        """Import the package on this Pi."""
        self.package: ModuleType = self.rig.pi.mfrc522()
        self.simple = self.package.SimpleMFRC522()

    def ids(self, times: int) -> list[int | None]:
        return [self.simple.read_id_no_block() for _ in range(times)]


def with_tags(*tags: SimulatedTag) -> Rig:
    rig = Rig()
    rig.field.lay(*tags)
    return rig


def told(action: Callable[[], object]) -> str:
    """Return what an action says: its result, or the error's sentence."""
    try:
        return f"says {action()!r}"
    except KioskError as error:
        return f"{type(error).__name__}: {error}".partition(";")[0]
    except Exception as error:  # noqa: BLE001 - whatever the package raises is its result
        return f"raises {type(error).__name__}"


def nothing_there() -> tuple[str, str]:
    plain, ours = Plain(Rig()), Rig()
    ours.reader.poll()
    before = plain.rig.chip.transfers
    began_s = plain.rig.clock.now_s
    plain.ids(1)
    transfers, spent_s = ours.spent()
    busy = f"{plain.rig.chip.transfers - before} transfers, {(plain.rig.clock.now_s - began_s) * 1000:.1f} ms, never asleep"
    return busy, f"{transfers} transfers, {spent_s * 1000:.1f} ms, asleep but for {transfers * 0.016:.1f} ms"


def inverted_truths(source: str) -> int:
    """Count ``~`` on truth values, which Python 3.16 refuses."""
    inverted = [each.operand for each in ast.walk(ast.parse(source)) if isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Invert)]
    return sum(isinstance(each, ast.BoolOp | ast.Compare) for each in inverted)


def tilde() -> tuple[str, str]:
    package = Plain(Rig()).package.MFRC522.MFRC522_ToCard.__code__.co_filename
    ours = Path(tag_mfrc522_chip.__file__).parent.glob("tag_mfrc522*.py")
    counted = sum(inverted_truths(each.read_text(encoding="utf-8")) for each in ours)
    return f"{inverted_truths(Path(package).read_text(encoding='utf-8'))} place, its wait loop", f"{counted} places"


def stays() -> tuple[str, str]:
    plain, ours = Plain(with_tags(Classic1K(CARD))), with_tags(Classic1K(CARD))
    found = [ours.reader.poll() for _ in range(8)]
    return f"{sum(map(bool, plain.ids(8)))} of 8 polls find it", f"{sum(map(bool, found))} of 8 polls find it"


def same_beginning() -> tuple[str, str]:
    ids = {Plain(with_tags(sticker(each))).ids(1)[0] for each in (STICKER, OTHER)}
    uids = [each.uid for uid in (STICKER, OTHER) if (each := with_tags(sticker(uid)).reader.poll())]
    return f"{len(ids)} id for both: {ids.pop():X}", " and ".join(uids)


def refused() -> tuple[str, str]:
    mishap = Mishap(refuses_writes=True)
    plain = Plain(with_tags(Classic1K(CARD, mishap=mishap)))
    ours = with_tags(Ntag(STICKER, mishap=mishap))
    return told(lambda: plain.simple.write_no_block("kar 5")), told(lambda: ours.reader.write("04A1B201020304", "kar 5"))


def leaves() -> tuple[str, str]:
    mishap = Mishap(leaves_after_writes=0)
    plain = Plain(with_tags(Classic1K(CARD, mishap=mishap)))
    ours = with_tags(Ntag(STICKER, mishap=mishap))
    return told(lambda: plain.simple.write_no_block("kar 5")), told(lambda: ours.reader.write("04A1B201020304", "kar 5"))


def wrong_checksum() -> tuple[str, str]:
    card = Classic1K(CARD, mishap=Mishap(wrong_crc=True))
    card.hold_text("kar 5")
    plain, ours = Plain(with_tags(card)), with_tags(Ntag(STICKER, mishap=Mishap(wrong_crc=True)))
    return f"believes {plain.simple.read_no_block()[1].strip()!r}", told(ours.reader.poll).replace("says ", "")


def broken(fault: Fault) -> Callable[[], tuple[str, str]]:
    def shown() -> tuple[str, str]:
        plain, ours = Plain(with_tags(sticker())), with_tags(sticker())
        plain.rig.chip.fault = ours.chip.fault = fault
        return told(lambda: plain.ids(3)), told(ours.reader.poll)

    return shown


def hangs() -> tuple[str, str]:
    plain, ours = Plain(with_tags(sticker())), with_tags(sticker())
    ours.reader.poll()
    plain.rig.chip.fault = ours.chip.fault = Fault.HUNG
    found = [told(ours.reader.poll) for _ in range(2)]
    return (
        f"{told(lambda: plain.ids(3))}, {plain.rig.chip.pulses} pulses of RST",
        f"{found[0]}; then {'found again' if 'uid' in found[1] else '-'}",
    )


def closing() -> tuple[str, str]:
    plain, ours = Plain(Rig()), Rig()
    plain.simple.READER.Close_MFRC522()
    ours.reader.poll()
    ours.reader.close()
    return f"cleans {plain.rig.pi.gpio.cleaned} (every pin)".replace("None", "all"), f"cleans {ours.pi.gpio.cleaned}"


def numbering() -> tuple[str, str]:
    plain, ours = Rig(), Rig()
    plain.pi.gpio.mode = ours.pi.gpio.mode = BCM
    Plain(plain)
    ours.reader.poll()
    return f"takes BCM {plain.pi.gpio.outputs.pop()} (UART)", f"takes BCM {ours.pi.gpio.outputs.pop()} (RST)"


def handlers() -> tuple[str, str]:
    known = logging.getLogger("mfrc522Logger").handlers
    before = len(known)
    for _ in range(3):
        Mfrc522TagReader((rig := Rig()).clock, rig.pi.mfrc522).poll()
    ours = len(known) - before
    for _ in range(3):
        Plain(Rig())
    plain = len(known) - before - ours
    del known[before:]
    return f"{plain} log handlers for 3 readers", f"{ours}"


def pi_5() -> tuple[str, str]:
    plain, ours = Rig(), Rig()
    plain.pi.board = ours.pi.board = Board.PI_5
    return told(lambda: Plain(plain)), told(ours.reader.poll)


ROWS: Sequence[tuple[str, Callable[[], tuple[str, str]]]] = (
    ("nothing lies there: one poll", nothing_there),
    ("`~` used as a logical not, an error from Python 3.16", tilde),
    ("a card stays on the reader", stays),
    ("stickers 04A1B201020304 and 04A1B209090909", same_beginning),
    ("a tag refuses to be written", refused),
    ("a tag leaves while it is written", leaves),
    ("a block comes with a wrong checksum", wrong_checksum),
    ("the reader is unplugged, three polls", broken(Fault.UNPLUGGED)),
    ("MISO is stuck high, three polls", broken(Fault.MISO_HIGH)),
    ("the antenna is off, three polls", broken(Fault.ANTENNA_OFF)),
    ("the chip hangs", hangs),
    ("the program ends", closing),
    ("another program has set BCM numbering", numbering),
    ("readers made one after the other", handlers),
    ("a Pi 5 with the old RPi.GPIO", pi_5),
)


@pytest.fixture(autouse=True)
def _as_on_python_3_11() -> object:
    """The package warns from Python 3.12 on, which is one of its defects and not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


@pytest.fixture
def _quiet() -> object:
    logging.getLogger("mfrc522Logger").disabled = True
    yield
    logging.getLogger("mfrc522Logger").disabled = False


@pytest.mark.usefixtures("_quiet")
def test_the_page_shows_what_is_measured() -> None:
    rows = [f"| {what} | {plain} | {ours} |\n" for what, shown in ROWS for plain, ours in [shown()]]
    if os.environ.get("KIOSK_WRITE_TABLES"):
        PAGE.write_text(HEAD + "".join(rows), encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == HEAD + "".join(rows)


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize(("what", "shown"), ROWS, ids=[each.__name__ for _, each in ROWS])
def test_ours_is_free_of_each_defect(what: str, shown: Callable[[], tuple[str, str]]) -> None:
    """The package's result stands beside it, and is not ours."""
    plain, ours = shown()

    assert plain != ours, what
    assert LINK not in plain
