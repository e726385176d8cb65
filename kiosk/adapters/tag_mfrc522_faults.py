"""What a reader's faults look like, and what to check for each."""

from kiosk.errors import TagReaderBroken

VERSIONS = frozenset({0x91, 0x92, 0x88, 0x12})
"""Genuine chips and the clones that work."""
DEAD_LOW, DEAD_HIGH = 0x00, 0xFF


def diagnosis_of(version: int, *, has_antenna: bool) -> TagReaderBroken:
    """Return what is wrong with a chip that says this of itself, though it was started."""
    if version == DEAD_LOW:
        return TagReaderBroken("every register reads 0x00", "check that the reader is plugged in: 3.3 V, GND, SDA and MISO")
    if version == DEAD_HIGH:
        return TagReaderBroken("every register reads 0xFF", "MISO is stuck high: check the MISO wire and for a short circuit to 3.3 V")
    if version not in VERSIONS:
        return TagReaderBroken(f"its version reads 0x{version:02X}", "check for a loose wire; keep wires under 20 cm")
    if not has_antenna:
        return TagReaderBroken("its antenna does not switch on", "check the 3.3 V supply, or replace the reader")
    return TagReaderBroken("it does not keep its settings", "check the 3.3 V supply, and wires that are loose or too long")


def not_opened(error: Exception) -> TagReaderBroken:
    """Return what to check where the package, the pins or the bus cannot be opened."""
    if isinstance(error, ImportError):
        return TagReaderBroken(f"a package is missing ({error})", "install it: see docs/hardware/rfid.md, Pi 4 and Pi 5 differ")
    if isinstance(error, PermissionError):
        return TagReaderBroken("this user may not use SPI", "add the user to the groups spi and gpio, then log in again")
    if isinstance(error, FileNotFoundError):
        return TagReaderBroken("there is no /dev/spidev0.0", "switch SPI on: dtparam=spi=on in config.txt, then restart the Pi")
    if isinstance(error, RuntimeError):
        return TagReaderBroken(
            f"the pins cannot be used ({error})", "on a Pi 5 install rpi-lgpio in place of RPi.GPIO; elsewhere this is no Pi"
        )
    return TagReaderBroken(f"the bus cannot be opened ({error})", "check that no other program uses the reader")
