"""Typed settings: one TOML file, overridden by environment variables, all mistakes at once.

Every field has a type, a default that works and a sentence; ``docs/settings.md`` is
generated from them. Secrets are not settings: they lie in files under the state folder.
"""

import os
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from kiosk.domain.destination import Destination
from kiosk.domain.outcome import Outcome
from kiosk.domain.verdict import Policy
from kiosk.errors import SettingsInvalid
from kiosk.sections import place, read_tree, section, unknown

PREFIX = "KIOSK_"
"""``KIOSK_WEB__PORT=8081`` overrides ``port`` in ``[web]``; sections and keys are joined by two underscores."""

CATEGORIES = (
    "kettle", "coffee", "toaster", "microwave", "vacuum", "iron", "hairdryer", "fryer", "mixer", "lamp", "radio", "printer",
    "laptop", "phone", "monitor", "tv", "drill", "fan", "heater", "fridge", "washer", "toy", "cable", "other",
)  # fmt: skip


class Folders(Struct, frozen=True, forbid_unknown_fields=True):
    """[folders] Where the kiosk keeps things."""

    state: Annotated[Path, Meta(description="Ledger, keys and enrolment; must survive a power cut.")] = Path("/var/lib/kiosk")
    run: Annotated[Path, Meta(description="Sockets and the preview; memory-backed.")] = Path("/run/kiosk")
    state_is_partition: Annotated[bool, Meta(description="`state` is a partition of its own; nothing is recorded without it.")] = False
    plugins: Annotated[tuple[Path, ...], Meta(description="Drop-in folders that hold one folder per plugin.")] = ()
    plugins_lock: Annotated[
        Path | None, Meta(description="Which plugins are approved, a file of root's; plugins.lock in `state` else.")
    ] = None


class Web(Struct, frozen=True, forbid_unknown_fields=True):
    """[web] The counter's screen."""

    host: Annotated[str, Meta(description="Address to listen on; other than loopback only behind a proxy.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="TCP port for people.")] = 8080
    language: Annotated[typing.Literal["nl", "fr", "en", "de"], Meta(description="Language a new screen begins in.")] = "nl"
    night_from: Annotated[int, Meta(ge=0, le=23, description="Hour from which screens are dark; the same as `night_until` for never.")] = 21
    night_until: Annotated[int, Meta(ge=0, le=23, description="Hour until which screens are dark.")] = 6
    keyboard_scanner: Annotated[bool, Meta(description="Whether the page takes what a scanner types that no program holds.")] = False
    scan_gap_ms: Annotated[int, Meta(ge=5, le=200, description="Keys further apart than this were typed by a hand and are no scan.")] = 35
    scan_prefix: Annotated[
        str, Meta(max_length=8, description="What that scanner puts before each code; what begins otherwise is no scan.")
    ] = ""
    scan_suffix: Annotated[str, Meta(max_length=8, description="What it puts behind; empty for Enter, Tab or silence.")] = ""


class Container(Struct, frozen=True, forbid_unknown_fields=True):
    """[[site.containers]] One container at this site."""

    number: Annotated[str, Meta(min_length=1, max_length=3, description="The number painted on it.")]
    outcome: Annotated[Outcome, Meta(description="What goes into it.")]
    streams: Annotated[tuple[str, ...], Meta(description="Own streams it takes, such as crt; empty for the ordinary stream.")] = ()
    name: Annotated[dict[str, str], Meta(description="Its name by language.")] = field(
        default_factory=lambda: {"nl": "Rolcontainer", "fr": "Chariot", "en": "Trolley", "de": "Rollwagen"}
    )


CONTAINERS = (
    Container(number="2", outcome=Outcome.REUSE),
    Container(number="5", outcome=Outcome.REPAIR),
    Container(number="4", outcome=Outcome.RECYCLE),
    Container(number="8", outcome=Outcome.RECYCLE, streams=("crt",)),
    Container(number="9", outcome=Outcome.RECYCLE, streams=("cfc",)),
    Container(number="7", outcome=Outcome.RECYCLE, streams=("smoke",)),
    Container(number="6", outcome=Outcome.RECYCLE, streams=("medical",)),
)


class Site(Struct, frozen=True, forbid_unknown_fields=True):
    """[site] The place the kiosk stands at."""

    name: Annotated[str, Meta(description="Name on screens and labels.")] = "Recyclagepark"
    categories: Annotated[tuple[str, ...], Meta(description="Kinds of appliance, in the order of the tiles.")] = CATEGORIES
    ring_s: Annotated[float, Meta(ge=0, le=20, description="After how many seconds a verdict confirms itself, 5 to 20; 0 for never.")] = 8.0
    volume: Annotated[float, Meta(ge=0, le=1, description="How loud the screen's sounds are; 0 for silent.")] = 0.6
    confirm_placing: Annotated[bool, Meta(description="Whether the container's tag or code is waited for after a verdict.")] = False
    containers: Annotated[tuple[Container, ...], Meta(description="The containers, first choice first.")] = CONTAINERS

    @property
    def destinations(self) -> tuple[Destination, ...]:
        """The containers as the desk knows them."""
        return tuple(Destination(each.number, each.name, each.outcome, each.streams) for each in self.containers)


class Deciding(Struct, frozen=True, forbid_unknown_fields=True):
    """[deciding] How opinions are weighed."""

    threshold: Annotated[float, Meta(ge=0, le=1, description="Support an outcome must exceed.")] = 0.5
    margin: Annotated[float, Meta(ge=0, le=1, description="Closer than this to the best, the higher rung wins.")] = 0.1
    weights: Annotated[dict[str, float], Meta(description="Trust by plugin name; 1 where none is given.")] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        """The same as the decision takes it."""
        return Policy(self.threshold, self.margin, self.weights)


class Scanner(Struct, frozen=True, forbid_unknown_fields=True):
    """[[capture.scanners]] One hand scanner or UHF reader."""

    kind: Annotated[typing.Literal["serial", "keyboard"], Meta(description="Whether it sends lines or types keys.")]
    device: Annotated[str, Meta(min_length=1, description="Its name under /dev/serial/by-id or /dev/input/by-id.")]
    baud: Annotated[int, Meta(ge=300, le=921600, description="Speed of a serial one.")] = 9600
    layout: Annotated[typing.Literal["us", "be", "fr", "de"], Meta(description="Layout a keyboard one is set to.")] = "us"
    prefix: Annotated[str, Meta(max_length=8, description="What it puts before each code; what begins otherwise is no code.")] = ""
    suffix: Annotated[str, Meta(max_length=8, description="What it puts behind each code, before or instead of Enter.")] = ""
    gap_ms: Annotated[int, Meta(ge=5, le=1000, description="Keys of a keyboard one further apart than this are no code.")] = 100


class Capture(Struct, frozen=True, forbid_unknown_fields=True):
    """[capture] Camera and tag reader."""

    camera: Annotated[
        typing.Literal["uvc", "csi", "mjpeg", "files", "simulated", "none"],
        Meta(description="Which camera: on USB, on the Pi's ribbon cable, a stream of this machine, or recorded pictures."),
    ] = "none"
    camera_device: Annotated[
        str,
        Meta(description="Its name under /dev/v4l/by-id (empty: the only one), number on the ribbon, address, or path of the recordings."),
    ] = ""
    camera_width: Annotated[int, Meta(ge=320, le=4096, description="Pixels across.")] = 1280
    camera_height: Annotated[int, Meta(ge=240, le=3072, description="Pixels down.")] = 720
    exposure_ms: Annotated[
        float, Meta(ge=0, le=100, description="How long a frame is exposed; short, since movement blurs codes. 0 leaves it to the camera.")
    ] = 5.0
    tags: Annotated[typing.Literal["mfrc522", "simulated", "none"], Meta(description="Which RFID reader.")] = "none"
    write_tags: Annotated[bool, Meta(description="Write the item code on the tag of an item that is kept, and read it back.")] = False
    scanners: Annotated[tuple[Scanner, ...], Meta(description="Hand scanners and UHF readers.")] = ()
    frames_per_s: Annotated[float, Meta(ge=1, le=30, description="How often the counter is looked at.")] = 15.0


class HubSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[hub] Where events go."""

    url: Annotated[str, Meta(description="The hub's address; empty keeps everything here.")] = ""
    timeout_s: Annotated[float, Meta(ge=1, le=120, description="How long to wait for an answer.")] = 20.0
    datasets_every_s: Annotated[float, Meta(ge=1, le=86400, description="How often to ask for newer datasets.")] = 900.0


class Hosting(Struct, frozen=True, forbid_unknown_fields=True):
    """[hosting] Which plugins may run."""

    approval: Annotated[
        typing.Literal["required", "automatic"],
        Meta(description="`automatic` runs whatever is found, for development; with `folders.plugins_lock` it is always required."),
    ] = "required"
    disabled: Annotated[tuple[str, ...], Meta(description="Plugins that stay off, by name; `safety_stops` cannot.")] = ()


class Backup(Struct, frozen=True, forbid_unknown_fields=True):
    """[backup] Copies of what the kiosk knows."""

    public_key: Annotated[Path, Meta(description="The office's public key, to which backups are sealed.")] = Path("/etc/kiosk/backup.pub")
    stick: Annotated[Path, Meta(description="Where a USB stick for backups is mounted, if one is.")] = Path("/media/kiosk-backup")
    keep: Annotated[int, Meta(ge=1, le=365, description="How many backups are kept in each place.")] = 14


class Update(Struct, frozen=True, forbid_unknown_fields=True):
    """[update] New releases."""

    folder: Annotated[Path, Meta(description="Where releases are looked for every night.")] = Path("/media/kiosk-backup/releases")
    public_key: Annotated[Path, Meta(description="The publisher's public key.")] = Path("/etc/kiosk/release.pub")


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that can be set."""

    folders: Folders = Folders()
    web: Web = Web()
    site: Site = Site()
    deciding: Deciding = Deciding()
    capture: Capture = Capture()
    hub: HubSettings = HubSettings()
    hosting: Hosting = Hosting()
    backup: Backup = Backup()
    update: Update = Update()
    plugins: Annotated[dict[str, dict[str, Any]], Meta(description="Settings by plugin name; each plugin's manifest says which.")] = field(
        default_factory=dict
    )


def load(path: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of the file with the environment's changes on top.

    :raises SettingsInvalid: with every mistake, its place and the nearest right name.
    """
    tree = read_tree(path) if path else {}
    for name, value in sorted(environment.items()):
        if name.startswith(PREFIX) and "__" in name:
            place(tree, name.removeprefix(PREFIX).lower().split("__"), value)
    mistakes: list[str] = []
    sections: dict[str, Any] = {each.name: section(each, tree.pop(each.name, {}), mistakes) for each in msgspec.structs.fields(Settings)}
    mistakes += [unknown(name, name, [each.name for each in msgspec.structs.fields(Settings)]) for name in tree]
    if mistakes:
        raise SettingsInvalid(str(path or "environment"), mistakes)
    return Settings(**sections)
