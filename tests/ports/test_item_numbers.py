"""Item numbers in a real file: given once, whatever happens in between."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.adapters.item_codes import as_item_code, item_code
from kiosk.adapters.item_leases import FILE as LEASES
from kiosk.adapters.item_numbers import DAMAGED, FILE, FileNumbers
from kiosk.contract.answers import NumberBlock
from kiosk.errors import NumbersGone

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def numbers(folder: Path) -> FileNumbers:
    return FileNumbers(folder, item_code)


def test_before_enrolment_numbers_come_from_the_kiosks_own_block(tmp_path: Path) -> None:
    assert re.fullmatch("Z[0-9A-Z]{4}-000001-.", numbers(tmp_path).take())


def test_a_leased_block_is_used_first_and_then_the_kiosks_own(tmp_path: Path) -> None:
    numbers(tmp_path).keep(NumberBlock("LV2", 4172, 4173))

    given_ = [numbers(tmp_path).take() for _ in range(3)]

    assert given_[:2] == [item_code("LV2", 4172), item_code("LV2", 4173)]
    assert given_[2].startswith("Z")


def test_the_same_lease_again_gives_no_number_twice(tmp_path: Path) -> None:
    numbers(tmp_path).keep(NumberBlock("LV2", 1, 9))
    first = numbers(tmp_path).take()

    numbers(tmp_path).keep(NumberBlock("LV2", 1, 9))

    assert numbers(tmp_path).take() != first
    assert numbers(tmp_path).left() == 7


def test_numbers_of_an_overlapping_lease_are_not_given_twice(tmp_path: Path) -> None:
    """A hub that was restored from a backup may lease anew what it leased before."""
    numbers(tmp_path).keep(NumberBlock("LV2", 1, 5))
    numbers(tmp_path).take()

    numbers(tmp_path).keep(NumberBlock("LV2", 3, 9))

    assert numbers(tmp_path).left() == 4


def test_a_damaged_list_of_leases_stops_no_label(tmp_path: Path) -> None:
    """Codes come from what was begun, then from the kiosk's own block, until the hub has told again."""
    numbers(tmp_path).keep(NumberBlock("LV2", 1, 2))
    numbers(tmp_path).take()

    (tmp_path / LEASES).write_text("{")

    assert numbers(tmp_path).take() == item_code("LV2", 2)
    assert numbers(tmp_path).take().startswith("Z")


def test_a_new_ledger_gives_no_number_twice(tmp_path: Path) -> None:
    """The file lies beside the ledger, and no ledger is needed to take a number."""
    given_ = [numbers(tmp_path).take() for _ in range(5)]

    assert len(set(given_)) == 5


def test_a_lost_file_begins_no_block_anew(tmp_path: Path) -> None:
    """Neither a leased one nor the kiosk's own: nobody knows how far they were."""
    own = numbers(tmp_path).take()
    numbers(tmp_path).keep(NumberBlock("LV2", 1, 9))
    leased = numbers(tmp_path).take()
    (tmp_path / FILE).unlink()

    anew = [numbers(tmp_path).take() for _ in range(3)]

    assert leased.startswith("LV2")
    assert not {own[:5], "LV2-0"} & {each[:5] for each in anew}
    assert numbers(tmp_path).left() == 0


def test_a_lease_after_the_loss_is_used(tmp_path: Path) -> None:
    numbers(tmp_path).keep(NumberBlock("LV2", 1, 9))
    numbers(tmp_path).take()
    (tmp_path / FILE).unlink()

    numbers(tmp_path).keep(NumberBlock("LV2", 10, 19))

    assert numbers(tmp_path).take() == item_code("LV2", 10)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"local":{"prefix":"ZAAAA","next":0,"last":9}}'])
def test_a_damaged_file_is_set_aside_like_a_lost_one(tmp_path: Path, content: str) -> None:
    numbers(tmp_path).keep(NumberBlock("LV2", 1, 9))
    numbers(tmp_path).take()
    (tmp_path / FILE).write_text(content)

    anew = numbers(tmp_path).take()

    assert anew.startswith("Z")
    assert (tmp_path / DAMAGED).read_text() == content


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()

    with pytest.raises(NumbersGone, match="see to the disk"):
        numbers(tmp_path).take()


def test_killed_at_any_moment_no_number_is_given_twice(tmp_path: Path) -> None:
    """A code that was printed to somebody is on the medium already."""
    script = (
        "import sys; from pathlib import Path; from kiosk.adapters.item_codes import item_code\n"
        "from kiosk.adapters.item_numbers import FileNumbers\n"
        "numbers = FileNumbers(Path(sys.argv[1]), item_code)\n"
        "while True: print(numbers.take(), flush=True)\n"
    )
    told: list[str] = []
    for lines in (3, 1, 7):
        with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            told += [process.stdout.readline().strip() for _ in range(lines)]
            os.kill(process.pid, signal.SIGKILL)
            told += [line.strip() for line in process.stdout if line.endswith("\n")]

    assert len(told) >= 11
    assert len(set(told)) == len(told)


def test_a_code_looks_as_the_design_says() -> None:
    assert item_code("LV2", 4172) == "LV2-004172-" + item_code("LV2", 4172)[-1]
    assert len(item_code("LV2", 4172)) == len("LV2-004172-K")


@pytest.mark.parametrize("typed", ["lv2 004172 {}", "LV2004172{}", " lv2-004172-{} "])
def test_a_code_that_was_typed_anyhow_is_known(typed: str) -> None:
    code = item_code("LV2", 4172)

    assert as_item_code(typed.format(code[-1].lower())) == code


@given(st.integers(1, 999_999), st.integers(0, 8), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_always_found(number: int, place: int, wrong: str) -> None:
    code = item_code("LV2", number).replace("-", "")
    changed = code[:place] + wrong + code[place + 1 :]

    assert changed == code or as_item_code(changed) != item_code("LV2", number)
    assert changed == code or not as_item_code(f"{changed[:3]}-{changed[3:9]}-{changed[9:]}")


@pytest.mark.parametrize(("prefix", "number"), [("L", 1), ("lv2", 1), ("LV2", 0), ("LÉ2", 1)])
def test_what_makes_no_code_is_refused(prefix: str, number: int) -> None:
    with pytest.raises(ValueError, match="make no item code"):
        item_code(prefix, number)
