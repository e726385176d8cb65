"""The Pi itself: power, heat, clock, memory limits, screen.

Under-voltage is asked of the firmware (``vcgencmd get_throttled``), which also remembers
what happened since the start; the kernel's hwmon alarm stands in where that program is
missing. On another machine neither exists, and the line says so instead of guessing.
"""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kiosk.ports.health import Checkup, broken, unwell, well

UNDER_VOLTAGE, SLOWED = 0x1, 0x2 | 0x4 | 0x8
SINCE_START = 16
"""The firmware keeps what was true at any time since the start 16 bits higher."""
HOT_MILLIDEGREES = 80_000
PATIENCE_S = 10.0
SUPPLY = "use the official power supply (5.1 V, 3 A; 5 A for a Pi 5) and a short cable"
Ask = Callable[[Sequence[str]], str]


def asked(words: Sequence[str]) -> str:
    """Return what a program prints; "" where it is missing, fails or hangs."""
    try:
        return subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE_S).stdout.strip()  # noqa: S603 - fixed words
    except (OSError, subprocess.TimeoutExpired):
        return ""


class Machine:
    """Looks at the hardware under a root folder."""

    def __init__(self, root: Path = Path("/"), ask: Ask = asked, *, is_clock_set: bool = False) -> None:
        self._root = root
        self._ask = ask
        self._is_clock_set = is_clock_set

    def look(self) -> Iterator[Checkup]:
        """Yield power, heat, clock, memory limits and screen."""
        yield self._power()
        yield self._heat()
        yield self._clock()
        yield self._memory_limits()
        yield self._screen()

    def _power(self) -> Checkup:
        said = self._ask(["vcgencmd", "get_throttled"]).partition("=")[2]
        if said:
            bits = int(said, 16)
            return _voltage(bits)
        alarms = [each for each in self._root.glob("sys/class/hwmon/hwmon*/in0_lcrit_alarm") if _read(each.with_name("name")) == "rpi_volt"]
        if not alarms:
            return well("power", "this machine does not tell its voltage")
        if any(_read(each) == "1" for each in alarms):
            return broken("power", "the voltage is too low now", SUPPLY)
        return well("power", "the voltage is right")

    def _heat(self) -> Checkup:
        hottest = max((int(_read(each) or 0) for each in self._root.glob("sys/class/thermal/thermal_zone*/temp")), default=0)
        if hottest >= HOT_MILLIDEGREES:
            return unwell("heat", f"{hottest // 1000} °C: it slows down", "take it out of the sun, free its openings, fit a heat sink")
        return well("heat", f"{hottest // 1000} °C" if hottest else "this machine does not tell its temperature")

    def _clock(self) -> Checkup:
        has_battery = any(_read(each) for each in self._root.glob("sys/class/rtc/rtc*/name"))
        if self._is_clock_set:
            return well("clock", "set by the network" + (", with a battery clock" if has_battery else ""))
        return unwell(
            "clock",
            "not set by the network since the start; times are marked as unsure, and none is lost",
            "check the network and UDP port 123; fit a DS3231 where there is none (firmware_config/config.txt)",
        )

    def _memory_limits(self) -> Checkup:
        controllers = _read(self._root / "sys/fs/cgroup/cgroup.controllers").split()
        if "memory" in controllers:
            return well("memory limits", "the kernel keeps them")
        return unwell(
            "memory limits",
            "the kernel does not count memory: a plugin could take all of it",
            "put cgroup_enable=memory into cmdline.txt (install.sh does) and start again",
        )

    def _screen(self) -> Checkup:
        panels = {each.parent.name: _read(each) for each in self._root.glob("sys/class/drm/card*-*/status")}
        connected = sorted(name for name, status in panels.items() if status == "connected")
        if connected:
            return well("screen", ", ".join(connected))
        return unwell(
            "screen", "no panel is connected", "check the ribbon or HDMI cable and the panel's line in config.txt, then start again"
        )


def _voltage(bits: int) -> Checkup:
    """Judge the firmware's bits: https://www.raspberrypi.com/documentation/computers/os.html#get_throttled."""
    if bits & UNDER_VOLTAGE:
        return broken("power", "the voltage is too low now", SUPPLY)
    if bits & UNDER_VOLTAGE << SINCE_START:
        return unwell("power", "the voltage was too low since the start", SUPPLY)
    if bits & SLOWED:
        return unwell("power", "the processor is slowed down", "take it out of the sun, fit a heat sink")
    return well("power", "the voltage was right since the start")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip("\n\0 ")
    except OSError:
        return ""
