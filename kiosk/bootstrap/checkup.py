"""``kiosk doctor``: everything that is looked at, put together; nothing of it needs a running kiosk."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kiosk import __version__
from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.operator import listed
from kiosk.bootstrap.places import places
from kiosk.domain.plugin import REQUIRED, PluginStatus
from kiosk.errors import KioskError
from kiosk.ports.health import Checkup, HealthProbe, Light, broken, unwell, well
from kiosk.settings import Settings

CAPTURE = "kiosk-capture"
SPI = Path("/dev/spidev0.0")
WRONG_PLUGIN = "kiosk plugin list says more; kiosk plugin approve, or the partner who wrote it"


def checkups(settings: Settings) -> Iterator[Checkup]:
    """Yield a line about each part of the kiosk."""
    from kiosk.adapters.health_disk import Disk
    from kiosk.adapters.health_ledger import LedgerFile
    from kiosk.adapters.health_machine import Machine
    from kiosk.adapters.health_units import Units

    where = places(settings)
    probes: Sequence[HealthProbe] = (
        Units(),
        Disk(where.state, is_partition=settings.folders.state_is_partition),
        LedgerFile(where.ledger),
        Machine(is_clock_set=SystemClock().now().synchronised),
    )
    seen: dict[str, Light] = {}
    for part in (*(each.look() for each in probes), _devices(settings)):
        for line in part:
            seen[line.name] = line.light
            yield line
    if seen.get(CAPTURE, seen["counter"]) is Light.RED:  # where systemd runs no capture, a desk that is away tells the same
        yield from _examined(settings)
    yield from _plugins(settings)
    yield from _hub(settings)


def as_json(settings: Settings, found: Sequence[Checkup]) -> str:
    """Return the page for a program."""
    lines = [{"name": each.name, "light": each.light.value, "said": each.said, "remedy": each.remedy} for each in found]
    return json.dumps(
        {"kiosk": _identity(settings), "version": __version__, "light": worst(found).value, "checks": lines}, ensure_ascii=False
    )


def leave_for_screen(settings: Settings, said: str) -> None:
    """Leave the page where the desk finds it: the desk itself may look at nothing of the machine."""
    note = places(settings).doctor
    draft = note.with_suffix(".new")
    draft.write_text(said, encoding="utf-8")
    draft.chmod(0o644)
    draft.replace(note)


def as_code(settings: Settings, found: Sequence[Checkup]) -> str:
    """Return the page short enough for a QR code that a phone reads off the screen: what is not green, by name and sentence."""
    now = datetime.fromtimestamp(SystemClock().now().wall_s, UTC)
    bad = [f"{each.light.value[0].upper()} {each.name}: {each.said}"[:120] for each in found if each.light is not Light.GREEN]
    head = f"Repair kiosk {_identity(settings)} {__version__}: {len(found) - len(bad)} of {len(found)} green, {now:%Y-%m-%d %H:%M} UTC"
    return "\n".join([head, *sorted(bad, reverse=True)])[:1200]


def worst(found: Sequence[Checkup]) -> Light:
    """Return the worst light of the page."""
    lights = {each.light for each in found}
    return next((each for each in (Light.RED, Light.AMBER) if each in lights), Light.GREEN)


def _devices(settings: Settings) -> Iterator[Checkup]:
    """Yield what the desk was told about devices, and whether SPI and scanners are there at all."""
    from kiosk.adapters.counter_http import CounterClient

    capture = settings.capture
    if capture.tags == "mfrc522" and not SPI.exists():
        yield broken("spi", f"{SPI} is missing", "put dtparam=spi=on into config.txt (install.sh does) and start again")
    else:
        yield well("spi", f"{SPI} is there" if SPI.exists() else "not used here")
    for number, scanner in enumerate(capture.scanners, 1):
        if not Path(scanner.device).exists():
            yield broken(
                f"scanner {number}", f"{scanner.device} is not there", "plug it in; ls /dev/serial/by-id /dev/input/by-id names what is"
            )
        else:
            yield well(f"scanner {number}", f"{scanner.device} is there")
    seen = CounterClient(f"http://127.0.0.1:{settings.web.port}").look()
    if seen is None:
        yield broken("counter", "the desk does not answer", "journalctl -u kiosk-desk -n 50 says why; systemctl restart kiosk-desk")
        return
    waiting = int(seen.get("waiting", 0))
    yield well("counter", f"the desk answers; {waiting} events wait for the hub")
    faults = dict(seen.get("faults", {}))
    for device, chosen in (("camera", capture.camera), ("tags", capture.tags)):
        if device in faults:
            yield broken(device, str(faults.pop(device)), "check the cable; kiosk doctor rfid examines the tag reader step by step")
        else:
            yield well(device, "not used here" if chosen == "none" else f"{chosen}, read without a fault")
    for device, sentence in faults.items():
        yield broken(device, str(sentence), "check its cable and its line in [capture]")


def _examined(settings: Settings) -> Iterator[Checkup]:
    """Yield what an examination of camera and reader finds; capture must not hold them meanwhile."""
    from kiosk.bootstrap.capture import camera_findings
    from kiosk.bootstrap.rfid import findings

    if settings.capture.camera != "none":
        for seen in camera_findings(settings):
            yield well(f"camera {seen.step}", seen.said) if seen.is_well else broken(f"camera {seen.step}", seen.said, seen.remedy)
    if settings.capture.tags == "mfrc522":
        for found in findings(None):
            yield well(f"tags {found.step}", found.said) if found.is_well else broken(f"tags {found.step}", found.said, found.remedy)


def _plugins(settings: Settings) -> Iterator[Checkup]:
    try:
        records = listed(settings)
    except KioskError as fault:
        yield broken("plugins", str(fault), WRONG_PLUGIN)
        return
    for each in records:
        if each.is_usable:
            continue
        tell = broken if each.name in REQUIRED else unwell
        if each.status is not PluginStatus.DISABLED or each.name in REQUIRED:
            yield tell(f"plugin {each.name}", f"{each.status}: {each.reason}", WRONG_PLUGIN)
    usable = [each.name for each in records if each.is_usable]
    missing = sorted(REQUIRED - set(usable))
    if missing:
        yield broken("plugins", f"{', '.join(missing)} cannot run: reuse and repair are struck", WRONG_PLUGIN)
    else:
        yield well("plugins", ", ".join(usable))


def _hub(settings: Settings) -> Iterator[Checkup]:
    from kiosk.adapters.health_hub import HubLine
    from kiosk.adapters.identity import read_enrolment

    try:
        enrolled = read_enrolment(places(settings).state)
    except KioskError as fault:
        yield broken("hub", str(fault), "restore it, or enrol again")
        return
    url = settings.hub.url or (enrolled.hub if enrolled else "")
    yield from HubLine(url, enrolled.token if enrolled else "", _identity(settings)).look()


def _identity(settings: Settings) -> str:
    """Return the kiosk's id; a look makes no key."""
    try:
        return str(json.loads((places(settings).state / "identity.json").read_text(encoding="utf-8"))["kiosk"])
    except (OSError, ValueError, KeyError):
        return "without an identity"
