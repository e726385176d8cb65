"""The whole product on one machine: every role, a simulated counter and the reference hub.

Nothing here is a shortcut: the kiosk enrols with a one-time code, the roles are
processes, the hub listens on HTTP. Only the counter and the visitor are simulated.
"""

import itertools
import json
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.all import kiosk_command, reset_notes, role_commands
from kiosk.bootstrap.demo_staff import DEMO_PIN, hire
from kiosk.bootstrap.ending import told_to_end
from kiosk.bootstrap.enrol import enrol
from kiosk.bootstrap.hub import new_code
from kiosk.bootstrap.log import log_as, stderr_in
from kiosk.bootstrap.look import outbox_of
from kiosk.bootstrap.people import Attendant, Pace, Shown, Visitor
from kiosk.bootstrap.places import bundled_folders, places
from kiosk.bootstrap.reload import reloaded
from kiosk.bootstrap.supervisor import Supervisor
from kiosk.errors import HubUnreachable
from kiosk.ports import Clock
from kiosk.settings import Settings, load

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
CALM = Pace(before_next_s=3.0, until_read_s=10.0, until_done_s=600.0)
HURRIED = Pace(before_next_s=0.0, until_read_s=3.0, until_done_s=20.0)
LOG = "demo.log"
LAST_LINES = 30
"""Of the log, shown when something went wrong."""
START_S = 30.0
DELIVERED_S = 60.0


@dataclass(frozen=True, slots=True)
class Demo:
    """What was asked for on the command line."""

    images: Path | None = None
    state: Path | None = None
    port: int = 8080
    items: int | None = None
    headless: bool = False
    plugins: Path | None = None
    """A folder with plugins to try, beside those that come with the kiosk."""
    reload: bool = False


def run_demo(demo: Demo, tell: Callable[[str], None]) -> int:
    """Run the demo until told to end, or headless until every picture was handed in; return the exit status."""
    log_as("demo")
    ended = told_to_end()
    with _folder(demo.state) as state, tempfile.TemporaryDirectory(prefix="kiosk-run-", dir=_memory()) as run:
        with stderr_in(state / LOG):
            status = _play(demo, _Stage(state, Path(run), demo), ended, tell)
        if status:
            tell("".join((state / LOG).read_text(encoding="utf-8").splitlines(keepends=True)[-LAST_LINES:]))
    return status


def _memory() -> Path | None:
    """Return a folder in memory, where the camera's picture may lie; None leaves it to the machine."""
    folder = Path("/dev/shm")  # noqa: S108 - the folder made there has a name nobody can guess
    return folder if os.access(folder, os.W_OK) else None


def _play(demo: Demo, stage: "_Stage", ended: threading.Event, tell: Callable[[str], None]) -> int:
    stage.supply()
    stage.hire()
    reloading = reloaded(stage.settings, ended, tell) if demo.reload else nullcontext()
    with stage.running(ended), reloading:
        stage.enrol(ended)
        if demo.headless:
            return _headless(demo, stage, ended, tell)
        tell(f"Open {stage.url} in a browser. Ctrl-C ends the demo. What the roles log is in {stage.state / LOG}.")
        tell(f"The supervisor's badge: kiosk --settings {stage.settings_file} tags lay badge. Her PIN: {DEMO_PIN}.")
        _hand_in_for_ever(demo, stage, ended, tell)
    return 0


class _Stage:
    """The processes of one demo."""

    def __init__(self, state: Path, run: Path, demo: Demo) -> None:
        self.clock: Clock = SystemClock()
        self.state = state
        self.hub_url = f"http://127.0.0.1:{_free_port(0)}"
        self.url = f"http://127.0.0.1:{_free_port(demo.port)}"
        self.database = f"sqlite:///{state / 'hub.db'}"
        self.settings_file = _write_settings(self, run, demo.plugins)
        self.settings: Settings = load(self.settings_file, {})

    def supply(self) -> None:
        """Lay down the datasets a hub would send: products on the drawn labels, recalls, wishes of partners."""
        from kiosk.adapters.simulated.datasets import write_samples

        write_samples(places(self.settings).datasets)

    def hire(self) -> None:
        """Let six people work here; one is a supervisor whose badge and PIN the demo tells."""
        hire(self.settings)

    @contextmanager
    def running(self, ended: threading.Event) -> Iterator[None]:
        """Keep all roles and the hub running."""
        hub = kiosk_command(None, "hub", "serve", "--database", self.database, "--port", self.hub_url.rpartition(":")[2], "--with-parent")
        commands = {"hub": hub, **role_commands(self.settings, self.settings_file)}
        supervisor = Supervisor(commands, self.clock, resets=reset_notes(self.settings))
        over = threading.Event()
        # The kernel ends children when the thread that started them ends, so this one starts and tends them.
        keeper = threading.Thread(target=supervisor.run, args=(over,), name="supervisor")
        keeper.start()
        try:
            yield
        finally:
            ended.set()
            over.set()
            keeper.join()
            supervisor.close()

    def enrol(self, ended: threading.Event) -> None:
        """Make the kiosk known to the hub with a one-time code, as an operator and a technician would."""
        code = new_code(self.database, self.settings.site.name)
        deadline_s = self.clock.now().boot_s + START_S
        while not ended.is_set():
            try:
                enrol(self.settings, self.hub_url, code)
            except HubUnreachable:
                if self.clock.now().boot_s > deadline_s:
                    raise
                ended.wait(0.1)
            else:
                return


def _headless(demo: Demo, stage: _Stage, ended: threading.Event, tell: Callable[[str], None]) -> int:
    pictures = _pictures(demo, stage)
    wanted = list(itertools.islice(itertools.cycle(pictures), demo.items or len(pictures)))
    shown = _visitor(stage, HURRIED, scripted=True).hand_in(wanted, ended, tell)
    missing = _not_at_hub(stage, shown, ended)
    tell(f"{len(wanted)} shown, {len(shown.recorded)} recorded, {len(shown.unread)} without a readable code, {len(shown.stuck)} stuck")
    tell(
        f"{len(shown.recorded) - len(missing)} of {len(shown.recorded)} intakes are at the hub, exactly once"
        + (f"; missing: {missing}" if missing else "")
    )
    return 1 if missing or shown.stuck or not shown.recorded else 0


def _hand_in_for_ever(demo: Demo, stage: _Stage, ended: threading.Event, tell: Callable[[str], None]) -> None:
    _visitor(stage, CALM, scripted=False).hand_in(itertools.cycle(_pictures(demo, stage)), ended, tell)


def _visitor(stage: _Stage, pace: Pace, *, scripted: bool) -> Visitor:
    from kiosk.adapters.counter_http import CounterClient
    from kiosk.adapters.simulated.stickers import StickeredCounterTop

    screen = CounterClient(stage.url)
    return Visitor(
        StickeredCounterTop(places(stage.settings).counter_top), screen, stage.clock, pace, Attendant(screen) if scripted else None
    )


def _not_at_hub(stage: _Stage, shown: Shown, ended: threading.Event) -> list[str]:
    """Return the recorded intakes the hub does not have exactly once, after delivery had its time."""
    from kiosk.adapters.identity import load_or_create_identity
    from kiosk.reference_hub.reading import events_of

    deadline_s = stage.clock.now().boot_s + DELIVERED_S
    with outbox_of(stage.settings) as outbox:
        while outbox.backlog().waiting and stage.clock.now().boot_s < deadline_s and not ended.wait(0.1):
            pass
    kiosk = load_or_create_identity(stage.state).kiosk
    there = [each["subject"] for each in events_of(stage.database, kiosk) if ".intake.recorded." in each["type"]]
    return [intake for intake in shown.recorded.values() if there.count(intake) != 1]


def _pictures(demo: Demo, stage: _Stage) -> Sequence[Path]:
    if demo.images:
        return sorted(each for each in demo.images.rglob("*") if each.suffix.lower() in PICTURES)
    from kiosk.adapters.simulated.labels import draw_labels

    folder = stage.state / "labels"
    folder.mkdir(exist_ok=True)
    return draw_labels(folder, seed=1)


@contextmanager
def _folder(wanted: Path | None) -> Iterator[Path]:
    if wanted:
        wanted.mkdir(parents=True, exist_ok=True)
        yield wanted.resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
            yield Path(folder)


def _write_settings(stage: _Stage, run: Path, plugins: Path | None) -> Path:
    """Write the demo's settings where every role can read them; the run folder is apart, since paths of sockets must be short."""
    folders = f"plugins = {json.dumps([str(each) for each in (*bundled_folders(), plugins.resolve())])}" if plugins else ""
    text = f"""\
[folders]
state = {json.dumps(str(stage.state))}
run = {json.dumps(str(run))}
{folders}
[hosting]
approval = "automatic"
[web]
keyboard_scanner = true
port = {stage.url.rpartition(":")[2]}
[capture]
camera = "simulated"
tags = "simulated"
[hub]
url = "{stage.hub_url}"
"""
    file = stage.state / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def _free_port(wanted: int) -> int:
    """Return the port if it is free, else another one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    sys.exit("no free port on 127.0.0.1")
