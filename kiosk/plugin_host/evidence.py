"""What is known of a plugin after two trials, each in a process of its own.

The second asks the same in reverse order and under another hash seed: a pure plugin
cannot tell.
"""

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from kiosk.domain.destination import Route
from kiosk.domain.item import Identification
from kiosk.domain.opinion import Judgement, Opinion, Veto
from kiosk.domain.plugin import Manifest
from kiosk.domain.question import Question
from kiosk.plugin_api.site import Problem
from kiosk.plugin_host.examination import STUCK_S, Call, Examined
from kiosk.plugin_host.hearing import Hearing
from kiosk.plugin_host.protocol import MAX_SETS
from kiosk.plugin_host.samples import verdicts

PATIENCE_S = 30.0
"""How long one trial may take; a hook that hangs never ends it."""
_OFFERED = frozenset(each.id for _, containers in verdicts() for each in containers)

Spoken = Problem | Identification | Question | Judgement | Route


@dataclass(frozen=True)
class Evidence:
    """Both trials of one plugin."""

    manifest: Manifest
    forwards: Examined
    backwards: Examined
    printed: str
    """The beginning of what it wrote on standard output."""

    @property
    def folder(self) -> Path:
        """Where the plugin lies."""
        return Path(self.manifest.folder)

    @property
    def import_s(self) -> float:
        """How long importing took, the better of both times: the first one reads a cold disk."""
        return min(self.forwards.import_s, self.backwards.import_s)

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every request of the first trial."""
        return self.forwards.calls

    @property
    def events(self) -> tuple[tuple[str, str], ...]:
        """What was opened, in either trial."""
        return tuple(dict.fromkeys((*self.forwards.events, *self.backwards.events)))

    @cached_property
    def heard(self) -> tuple[Spoken, ...]:
        """Everything it said that fits its type."""
        return tuple(said for call in self.calls for said in _taken(call))

    def said(self) -> Iterator[Question | Opinion | Veto | Route]:
        """Yield everything with texts that it said."""
        for each in self.heard:
            if isinstance(each, Judgement):
                yield from each.opinions
                yield from each.vetoes
            elif isinstance(each, Question | Route):
                yield each


def evidence_of(manifest: Manifest) -> Evidence:
    """Try the plugin twice and return what was seen."""
    with tempfile.TemporaryDirectory(prefix="kiosk-check-") as folder:
        forwards, printed = _trial(manifest, Path(folder), seed="1")
        if forwards.broken:
            return Evidence(manifest, forwards, forwards, printed)
        backwards, _ = _trial(manifest, Path(folder), "--backwards", seed="2")
    return Evidence(manifest, forwards, backwards, printed)


def _trial(manifest: Manifest, where: Path, *options: str, seed: str) -> tuple[Examined, str]:
    report, printed = where / f"report-{seed}.json", where / f"printed-{seed}"
    command = [sys.executable, "-m", "kiosk.plugin_host.examination", manifest.folder, str(report), *options]
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "PYTHONPYCACHEPREFIX": str(where / "compiled"),
        "TMPDIR": str(where),
        "PYTHONFAULTHANDLER": "1",
    }
    with printed.open("wb") as output, (where / "errors").open("wb+") as errors:
        trial = subprocess.Popen(  # noqa: S603 -- our own module
            command, cwd=where, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, process_group=0
        )
        ended = _ended(trial)
        errors.seek(0)
        last = _last_words(errors.read().decode("utf-8", "replace"))
    wrote = printed.read_bytes()[:200].decode("utf-8", "replace")
    try:
        return msgspec.json.decode(report.read_bytes(), type=Examined), wrote
    except (OSError, ValueError):
        return Examined(broken=last or ended), wrote


def _last_words(errors: str) -> str:
    """Return what ended the trial as the interpreter told it, or nothing."""
    if "Timeout (" in errors:
        return f"a hook was stuck: it took more than {STUCK_S:.0f} s"
    fatal = [line for line in errors.splitlines() if line.startswith("Fatal Python error")]
    return fatal[-1] if fatal else ""


def _ended(trial: "subprocess.Popen[bytes]") -> str:
    """Wait for the trial, end whatever it left running, and return how it ended."""
    process = os.pidfd_open(trial.pid)
    try:
        done, _, _ = select.select([process], [], [], PATIENCE_S)
    finally:
        os.close(process)
        # Its group before it is waited for: until then the group's number cannot be anybody else's.
        os.killpg(trial.pid, signal.SIGKILL)
        status = trial.wait()
    return f"it ended its process with status {status}" if done else f"it was not done after {PATIENCE_S:.0f} s"


def heard_in(call: Call) -> tuple[Spoken, ...]:
    """Return what was said to one request.

    :raises ValueError: it does not fit what the hook promises.
    """
    hearing = Hearing("")
    match call.ask:
        case "SelfCheck":
            return hearing.problems(call.values)
        case "Identify":
            return hearing.identifications(call.values)
        case "Questions":
            return hearing.questions(call.values)
        case "Judge":
            return hearing.judgements(call.values, MAX_SETS)
        case "Direct":
            return hearing.routes(call.values, _OFFERED)
    return ()


def _taken(call: Call) -> tuple[Spoken, ...]:
    try:
        return () if call.error else heard_in(call)
    except (ValueError, RecursionError):
        return ()
