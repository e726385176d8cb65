"""Where everything of one kiosk lies, derived from two folders."""

import sys
from dataclasses import dataclass
from pathlib import Path

import kiosk
from kiosk.settings import Settings


@dataclass(frozen=True, slots=True)
class Places:
    """Paths of files and sockets, the same for every role."""

    state: Path
    run: Path

    @property
    def ledger(self) -> Path:
        """The record on disk."""
        return self.state / "ledger.db"

    @property
    def datasets(self) -> Path:
        """What the hub sends for plugins to read."""
        return self.state / "datasets"

    @property
    def registry(self) -> Path:
        """What the hub sends of tags and staff, with the site's key: apart from what plugins may read."""
        return self.state / "registry"

    @property
    def tag_key(self) -> Path:
        """With which this kiosk makes marks of tags until the site's key has come."""
        return self.state / "tags.key"

    @property
    def datasets_wish(self) -> Path:
        """Touched when somebody wants datasets to be asked for now."""
        return self.state / "datasets.wish"

    @property
    def enrol_wish(self) -> Path:
        """Where a one-time code that was scanned at the counter waits for delivery."""
        return self.state / "enrol.wish"

    @property
    def delivery_lock(self) -> Path:
        """Held by the one delivery that is at work on the ledger."""
        return self.state / "delivery.lock"

    @property
    def delivery_run(self) -> Path:
        """Where delivery shows its signs of life."""
        return self.run / "delivery"

    @property
    def labels(self) -> Path:
        """Where the simulated printer lays its labels."""
        return self.state / "labels"

    @property
    def changes(self) -> Path:
        """What the desk has told of people, tags and plugins."""
        return self.state / "changes.json"

    @property
    def practice(self) -> Path:
        """Where the site's own practice items lie: photographs, and a small file about each."""
        return self.state / "practice"

    @property
    def desk_socket(self) -> Path:
        """Where capture hands in readings."""
        return self.run / "desk.sock"

    @property
    def unsettled(self) -> Path:
        """What the desk asks about: in memory, for one that is started again."""
        return self.run / "desk" / "unsettled.json"

    @property
    def doctor(self) -> Path:
        """What the doctor found, for the kiosk's own screen."""
        return self.run / "doctor"

    @property
    def preview(self) -> Path:
        """Where capture writes what the camera sees."""
        return self.run / "preview"

    @property
    def plugin_sockets(self) -> Path:
        """Where workers listen, and where notes about stuck ones are left."""
        return self.run / "plugins"

    @property
    def counter_top(self) -> Path:
        """What lies on the simulated counter."""
        return self.run / "counter-top.json"

    def plugin_socket(self, name: str) -> Path:
        """Return where the worker of a plugin listens."""
        return self.plugin_sockets / f"{name}.sock"

    def make_run(self) -> None:
        """Create the folders in memory that are missing, closed to others."""
        for folder in (self.run, self.preview):
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)

    def wish_to_enrol(self, code: str) -> None:
        """Leave a one-time code for delivery."""
        self.enrol_wish.write_text(code, encoding="ascii")

    def make(self) -> None:
        """Create the folders that are missing, closed to others."""
        for folder in (self.state, self.run, self.preview, self.plugin_sockets, self.unsettled.parent):
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        self.datasets.mkdir(mode=0o755, exist_ok=True)  # plugins look into it, from their first start on


def places(settings: Settings) -> Places:
    """Return the places the settings name."""
    return Places(settings.folders.state, settings.folders.run)


def plugin_folders(settings: Settings) -> tuple[Path, ...]:
    """Return the folders that hold plugins: the settings', else those that came with the kiosk and then the one for more."""
    return settings.folders.plugins or (*bundled_folders(), settings.folders.state / "plugins")


def bundled_folders() -> tuple[Path, ...]:
    """Return the folders whose plugins came with the kiosk: beside its package, or in its environment."""
    places = (Path(kiosk.__file__).parent.parent / "plugins", Path(sys.prefix) / "share" / "kiosk" / "plugins")
    return tuple(each for each in places if each.is_dir())


def plugins_lock(settings: Settings) -> Path:
    """Return the file that says which plugins are approved."""
    return settings.folders.plugins_lock or settings.folders.state / "plugins.lock"
