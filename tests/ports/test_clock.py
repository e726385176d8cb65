"""The machine's clocks."""

from pathlib import Path

from kiosk.adapters.clock import SystemClock


def test_the_boot_clock_only_goes_forward() -> None:
    clock = SystemClock()
    first = clock.now()

    clock.wait(0.001)

    assert clock.now().boot_s > first.boot_s
    assert clock.now().boot_id == first.boot_id


def test_whether_the_wall_clock_was_set_is_asked_of_the_kernel(tmp_path: Path) -> None:
    told = tmp_path / "synchronized"
    clock = SystemClock(synchronised_when=told)
    assert not clock.now().synchronised

    told.touch()

    assert clock.now().synchronised


def test_a_hidden_boot_id_can_be_given() -> None:
    assert SystemClock("given").now().boot_id == "given"
