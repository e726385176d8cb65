"""The Raspberry Pi around the chip: fake ``spidev`` and ``RPi.GPIO`` modules for the real mfrc522 package.

The package binds both when it is imported, so every simulated Pi imports its own copy of it.
"""

import importlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType

from kiosk.adapters.simulated.rc522.chip import Rc522

BOARD, BCM = 10, 11
RESET_PIN = {BOARD: 22, BCM: 25}
"""The same pin of the header in both ways of counting."""
_PACKAGE = ("mfrc522", "mfrc522.MFRC522", "mfrc522.SimpleMFRC522")


class Board(StrEnum):
    """How the Pi is set up."""

    READY = "ready"
    SPI_OFF = "spi_off"
    NOT_IN_GROUP = "not_in_group"
    PI_5 = "pi_5"
    """The old RPi.GPIO on a Pi 5."""


class _SpiDev:
    """What ``spidev.SpiDev`` does."""

    max_speed_hz = 0

    def __init__(self, pi: "SimulatedPi") -> None:
        self._pi = pi

    def open(self, bus: int, device: int) -> None:
        if self._pi.board is Board.SPI_OFF:
            raise FileNotFoundError(2, "No such file or directory", f"/dev/spidev{bus}.{device}")
        if self._pi.board is Board.NOT_IN_GROUP:
            raise PermissionError(13, "Permission denied", f"/dev/spidev{bus}.{device}")
        self._pi.spi_open += 1

    def xfer2(self, values: Sequence[int]) -> list[int]:
        if self._pi.driver_is_gone:
            raise OSError(19, "No such device")
        return self._pi.chip.transfer(values)

    def close(self) -> None:
        self._pi.spi_open -= 1


@dataclass(slots=True)
class _Gpio:
    """What ``RPi.GPIO`` remembers."""

    pi: "SimulatedPi"
    mode: int | None = None
    outputs: set[int] = field(default_factory=set)
    cleaned: list[int | None] = field(default_factory=list)

    def getmode(self) -> int | None:
        return self.mode

    def setmode(self, mode: int) -> None:
        if self.mode not in {None, mode}:
            raise ValueError("A different mode has already been set!")
        self.mode = mode

    def setup(self, pin: int, _direction: int) -> None:
        if self.pi.board is Board.PI_5:
            raise RuntimeError("Cannot determine SOC peripheral base address")
        self.outputs.add(pin)

    def output(self, pin: int, value: int) -> None:
        if pin not in self.outputs:
            raise RuntimeError("The GPIO channel has not been set up as an OUTPUT")
        if pin == RESET_PIN[self.mode or BOARD]:
            self.pi.chip.reset_pin(high=bool(value))

    def cleanup(self, pin: int | None = None) -> None:
        self.cleaned.append(pin)
        self.outputs -= {pin} if pin is not None else set(self.outputs)
        if pin is None:
            self.mode = None


@dataclass(slots=True)
class SimulatedPi:
    """A Pi with a reader; ``mfrc522()`` is the real package on it."""

    chip: Rc522
    board: Board = Board.READY
    driver_is_gone: bool = False
    spi_open: int = 0
    """How many SPI devices are open."""
    gpio: _Gpio = field(init=False)

    def __post_init__(self) -> None:
        """Fit the header's pins."""
        self.gpio = _Gpio(self)

    def mfrc522(self) -> ModuleType:
        """Import the real package with the fake modules in place of the hardware's.

        :raises ModuleNotFoundError: the package is not installed.
        """
        fakes = self._modules()
        before = {name: sys.modules.pop(name, None) for name in (*fakes, *_PACKAGE)}
        sys.modules.update(fakes)
        try:
            return importlib.import_module("mfrc522")
        finally:
            for name, module in before.items():
                sys.modules.pop(name, None)
                if module:
                    sys.modules[name] = module

    def _modules(self) -> Mapping[str, ModuleType]:
        spidev, rpi, gpio = ModuleType("spidev"), ModuleType("RPi"), ModuleType("RPi.GPIO")
        vars(spidev)["SpiDev"] = lambda: _SpiDev(self)
        vars(gpio).update(BOARD=BOARD, BCM=BCM, OUT=0, IN=1, HIGH=1, LOW=0)
        for name in ("getmode", "setmode", "setup", "output", "cleanup"):
            vars(gpio)[name] = getattr(self.gpio, name)
        vars(rpi)["GPIO"] = gpio
        return {"spidev": spidev, "RPi": rpi, "RPi.GPIO": gpio}
