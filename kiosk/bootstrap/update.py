"""``kiosk update``: a signed release beside the running one, tried, switched to, and left again when it does not work.

The order is what makes it safe: check the signature, make the new environment, have it hand
in one simulated item by itself, wait for a free counter, note the trial, switch one link,
look whether everything is healthy, else switch back. The note outlives a power cut: the
next start judges the trial. The ledger is never touched: migrations only add, so the
release before runs on what the new one has written.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk import __version__
from kiosk.adapters.clock import SystemClock
from kiosk.adapters.release_file import Release, newest, numbers, unpack
from kiosk.errors import CounterBusy, ReleaseRefused, ReleaseUnhealthy
from kiosk.settings import Settings

RELEASES = Path("/opt/kiosk/releases")
CURRENT = Path("/opt/kiosk/current")
TRIAL = Path("/opt/kiosk/trial.json")
FREE_S, HEALTHY_S, LOOK_EVERY_S = 3600.0, 120.0, 2.0
CALM_S = 10.0
"""How long all must be well in one piece: a desk that answers and dies is not healthy."""
INSTALL_S = 2400.0
MUST_BE_WELL = frozenset({"kiosk-desk", "kiosk-capture", "kiosk-delivery", "counter", "ledger", "plugins"})
"""Of the doctor's page: what a release can break. A hub that is away is not its fault."""
KEPT = 3
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """A switch that has not proved itself yet."""

    before: str
    after: str


def update(settings: Settings, file: Path | None, tell: Tell, *, allow_older: bool = False) -> str:
    """Install a release, the newest of the folder if none is named; return what runs now.

    :raises ReleaseRefused: it is damaged, not the publisher's, older, or fails its own try.
    :raises CounterBusy: the counter was not free in an hour.
    :raises ReleaseUnhealthy: it did not become healthy and the one before runs again.
    """
    chosen = file or newest(settings.update.folder)
    if chosen is None:
        return __version__
    with tempfile.TemporaryDirectory(prefix="kiosk-release-", dir=RELEASES.parent) as folder:
        Path(folder).chmod(0o755)
        release = unpack(chosen, settings.update.public_key, Path(folder))
        if numbers(release.version) <= numbers(__version__) and not allow_older:
            if file is None:
                return __version__
            raise ReleaseRefused(chosen.name, f"{release.version} is not newer than {__version__}, which runs")
        tell(f"{release.version} is the publisher's; installing it beside {__version__}")
        made = _prepared(release)
    _try_out(made, chosen.name, tell)
    _wait_for_a_free_counter(settings, tell)
    TRIAL.write_text(json.dumps({"before": str(CURRENT.resolve()), "after": str(made)}), encoding="utf-8")
    _activate(made)
    return judge(settings, tell)


def judge(_settings: Settings, tell: Tell) -> str:
    """End a trial that is under way: keep a release that is healthy, leave one that is not; return the release.

    :raises ReleaseUnhealthy: it was left.
    """
    if not TRIAL.exists():
        return CURRENT.resolve().name
    trial = Trial(**json.loads(TRIAL.read_text(encoding="utf-8")))
    ill = _ill_after_a_while()
    if not ill:
        TRIAL.unlink()
        tell(f"{Path(trial.after).name} is healthy and stays")
        _forget_old_ones({trial.before, trial.after})
        return Path(trial.after).name
    tell(f"not healthy: {ill}; going back to {Path(trial.before).name}")
    _activate(Path(trial.before))
    TRIAL.unlink()
    raise ReleaseUnhealthy(Path(trial.after).name, ill)


def go_back(tell: Tell) -> str:
    """Switch to the release that ran before this one; return it."""
    others = sorted((each for each in RELEASES.iterdir() if (each / ".complete").exists() and each != CURRENT.resolve()), key=_age)
    if not others:
        raise ReleaseRefused("the release before", "there is none on this kiosk")
    _activate(others[-1])
    tell(f"{others[-1].name} runs")
    return others[-1].name


def _prepared(release: Release) -> Path:
    """Make the environment of a release; return where it lies."""
    wheels = release.folder / "wheels"
    words = ["sh", str(release.folder / "install.sh"), "--prepare", *(["--wheels", str(wheels)] if wheels.is_dir() else [])]
    said = _run(words, INSTALL_S)
    made = next((Path(line.split()[-1]) for line in reversed(said.splitlines()) if line.startswith("kiosk install: prepared ")), None)
    if made is None:
        raise ReleaseRefused(release.version, f"it could not be installed: {said.strip().splitlines()[-1:]}")
    return made


def _try_out(made: Path, name: str, tell: Tell) -> None:
    """Have the new release hand in one simulated item, in folders of its own, before anything is switched."""
    words = [str(made / "bin/kiosk"), "demo", "--headless", "--items", "1", "--port", "0"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=180, env=environment)  # noqa: S603 - signed
    if done.returncode:
        shutil.rmtree(made, ignore_errors=True)
        raise ReleaseRefused(name, f"one simulated item did not come through: {(done.stdout or done.stderr)[-200:].strip()}")
    tell("one simulated item came through")


def _wait_for_a_free_counter(settings: Settings, tell: Tell) -> None:
    from kiosk.adapters.counter_http import CounterClient

    screen, clock = CounterClient(f"http://127.0.0.1:{settings.web.port}"), SystemClock()
    deadline_s = clock.now().boot_s + FREE_S
    is_told = False
    while (seen := screen.look()) and seen.get("stage"):
        if clock.now().boot_s > deadline_s:
            raise CounterBusy(FREE_S)
        if not is_told:
            tell("an intake is open; waiting for a free counter")
        is_told = True
        clock.wait(LOOK_EVERY_S)


def _activate(made: Path) -> None:
    _run(["sh", str(made / "share/kiosk/source/install.sh"), "--activate", str(made)], INSTALL_S)


def _ill_after_a_while() -> str:
    """Return what is still red when the patience is over; empty as soon as all was well for a while."""
    clock = SystemClock()
    began_s = well_since_s = clock.now().boot_s
    while True:
        ill, now_s = _ill(), clock.now().boot_s
        if ill:
            well_since_s = now_s
        if ill and now_s - began_s > HEALTHY_S:
            return ill
        if now_s - well_since_s >= CALM_S and not ill:
            return ""
        clock.wait(LOOK_EVERY_S)


def _ill() -> str:
    """Ask the release that runs now, not this process's, how it is."""
    said = _run([str(CURRENT / "bin/kiosk"), "doctor", "--json"], 60)
    try:
        checks = json.loads(said.splitlines()[-1])["checks"]
    except (ValueError, IndexError, KeyError):
        return "its doctor does not answer"
    found = {each["name"]: each for each in checks}
    red = [
        f"{name}: {found[name]['said']}" if name in found else f"{name}: not looked at" for name in MUST_BE_WELL if _is_ill(found.get(name))
    ]
    return "; ".join(sorted(red))


def _is_ill(line: dict[str, str] | None) -> bool:
    return line is None or line["light"] == "red"


def _forget_old_ones(keep: set[str]) -> None:
    complete = sorted((each for each in RELEASES.iterdir() if (each / ".complete").exists()), key=_age)
    for each in complete[:-KEPT]:
        if str(each) not in keep:
            shutil.rmtree(each, ignore_errors=True)


def _age(release: Path) -> float:
    return (release / ".complete").stat().st_mtime


def _run(words: Sequence[str], patience_s: float) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=patience_s)  # noqa: S603 - our own, or signed
    return done.stdout + (done.stderr if done.returncode else "")
