"""Try one plugin in a process of its own and write down what happened.

``python -m kiosk.plugin_host.examination FOLDER REPORT [--backwards]``. What the plugin
does is watched by an audit hook of the interpreter: it sees sockets, files and processes
that Python opens, not those of foreign C code. On the kiosk the sandbox stops those too.
"""

import argparse
import faulthandler
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw, Struct

from kiosk.errors import KioskError
from kiosk.plugin_host.discovery import check_settings
from kiosk.plugin_host.fence import Fence, put_up
from kiosk.plugin_host.hearing import Hearing
from kiosk.plugin_host.loaded import LoadedPlugin, load
from kiosk.plugin_host.manifest import read_manifest
from kiosk.plugin_host.protocol import (
    MAX_ANSWER_BYTES,
    Ask,
    Configure,
    Direct,
    Identify,
    Judge,
    Questions,
    Request,
    SelfCheck,
    values_of,
    written,
)
from kiosk.plugin_host.samples import answer_sets, items, occupancies, site_of, verdicts

BUDGET_S = 8.0
"""Enough for every request of a plugin that is not far too slow; then the trying ends early."""
STUCK_S = 3.0
"""A hook that takes longer is stuck, and the trial is over."""
MOST_EVENTS = 500
_SEEN = {
    "open": 0,
    "sqlite3.connect": 0,
    "socket.connect": 1,
    "socket.bind": 1,
    "socket.sendto": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.__new__": 1,
    "subprocess.Popen": 0,
    "os.system": 0,
    "os.exec": 0,
    "os.posix_spawn": 0,
    "os.spawn": 1,
    "os.fork": -1,
    "os.forkpty": -1,
}
"""The events that are written down, and which of their arguments says with what."""


class Call(Struct, frozen=True):
    """One request and what came of it."""

    number: int
    ask: str
    took_ms: float
    values: Raw = Raw(b"null")
    error: str = ""
    changed: bool = False
    """Whether the plugin changed what it was given."""


class Examined(Struct, frozen=True):
    """All that was seen of a plugin in one process."""

    import_s: float = 0.0
    broken: str = ""
    calls: tuple[Call, ...] = ()
    events: tuple[tuple[str, str], ...] = ()


class Watch:
    """Notes what the plugin opens while it is on."""

    def __init__(self) -> None:
        self.is_on = False
        self._events: dict[tuple[str, str], None] = {}

    @property
    def events(self) -> tuple[tuple[str, str], ...]:
        """What was seen, each thing once."""
        return tuple(self._events)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take note of an event of the interpreter."""
        if not self.is_on or event not in _SEEN:
            return
        what = arguments[_SEEN[event]] if 0 <= _SEEN[event] < len(arguments) else ""
        if len(self._events) < MOST_EVENTS:
            self._events[event, _words(what)] = None


def _words(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def examine(folder: Path, *, backwards: bool) -> Examined:
    """Return what the plugin in the folder does; asked backwards, a plugin with a memory gives itself away."""
    watch = Watch()
    manifest = read_manifest(folder)
    settings = check_settings(manifest, {})
    sys.addaudithook(watch)
    # After the watch, so that what the fence refuses was seen.
    put_up(Fence(read_only=(folder,)))
    began_s = time.monotonic()
    watch.is_on = True
    try:
        plugin = load(manifest)
    except KioskError as error:
        return Examined(time.monotonic() - began_s, str(error), events=watch.events)
    import_s = time.monotonic() - began_s
    calls = tuple(_tried(plugin, Configure(dict(settings), site_of(manifest)), frozenset(manifest.hooks), backwards=backwards))
    watch.is_on = False
    return Examined(import_s, "", calls, watch.events)


def _tried(plugin: LoadedPlugin, configure: Configure, hooks: frozenset[str], *, backwards: bool) -> Iterator[Call]:
    yield _asked(plugin, 0, configure)
    yield _asked(plugin, 1, SelfCheck())
    plan = list(enumerate(_plan(plugin, hooks), 2))
    until_s = time.monotonic() + BUDGET_S
    for number, ask in reversed(plan) if backwards else plan:
        if time.monotonic() > until_s:
            return
        yield _asked(plugin, number, ask)


def _plan(plugin: LoadedPlugin, hooks: frozenset[str]) -> Iterator[Ask]:
    """Yield what is asked, of the hooks the plugin has."""
    if "identify" in hooks:
        yield from (Identify(each) for each in occupancies())
    things = list(items())
    for item in things:
        sets = _sets(plugin, Questions(item, {}))
        if "questions" in hooks:
            yield from (Questions(item, each) for each in (*sets[:8], sets[-1]))
        if hooks & {"assess", "veto"}:
            yield Judge(item, sets)
    if "route" in hooks:
        yield from (Direct(item, verdict, containers) for item in things[:5] for verdict, containers in verdicts())


def _sets(plugin: LoadedPlugin, ask: Questions) -> tuple[dict[str, str], ...]:
    faulthandler.dump_traceback_later(STUCK_S, exit=True)
    try:
        return answer_sets(Hearing("").questions(values_of(plugin.answer(ask))))
    except (Exception, SystemExit):  # noqa: BLE001 -- the same request is asked again, and its mistake noted, below
        return answer_sets(())
    finally:
        faulthandler.cancel_dump_traceback_later()


def _asked(plugin: LoadedPlugin, number: int, ask: Ask) -> Call:
    name = type(ask).__name__
    before = written(Request(number, ask))
    began_s = time.monotonic()
    faulthandler.dump_traceback_later(STUCK_S, exit=True)
    try:
        values = values_of(plugin.answer(ask))
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- whatever a plugin raises is what is to be known
        return Call(number, name, 1000 * (time.monotonic() - began_s), error=_words_of(error))
    finally:
        faulthandler.cancel_dump_traceback_later()
    took_ms = 1000 * (time.monotonic() - began_s)
    if len(values) > MAX_ANSWER_BYTES:
        return Call(number, name, took_ms, error=f"its answer has more than {MAX_ANSWER_BYTES} bytes")
    return Call(number, name, took_ms, values, changed=written(Request(number, ask)) != before)


def _words_of(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:200]
    except Exception:  # noqa: BLE001 -- a plugin's own exception may fail to say what it is
        return type(error).__name__


def main() -> None:
    """Examine the plugin of the command line."""
    parser = argparse.ArgumentParser(prog="kiosk.plugin_host.examination", description="Try one plugin and write down what it did.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--backwards", action="store_true", help="ask in reverse order")
    given = parser.parse_args()
    given.report.write_bytes(msgspec.json.encode(examine(given.folder, backwards=given.backwards)))


if __name__ == "__main__":
    main()
