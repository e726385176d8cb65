"""Fault 1: any role is killed at any moment, while items come in and go to the hub."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from faults.conftest import Form

DEMO = [sys.executable, "-m", "kiosk", "demo", "--headless", "--port", "0"]
BETWEEN_S = (0.2, 2.4)
"""From one kill to the next, at random: items take about a second, roles as long to come back."""
ROLES = frozenset({"desk", "capture", "delivery", "hub"})
SAID = re.compile(r": ([0-9a-z]+-\d+)$")
ROLE = re.compile(r"run (desk|capture|delivery|plugin \w+)|(hub) serve|kiosk\.plugin_host\.worker (\w+)|(decoder)")


@dataclass
class Killer:
    """Kills children of a demo, grandchildren too, and counts whom."""

    chance: random.Random
    killed: Counter[str] = field(default_factory=Counter)

    def strike(self, parent: int) -> None:
        """SIGKILL one of those that were struck least, the roles before the plugins."""
        alive = {role: pid for pid in descendants(parent) if (role := role_of(pid))}
        least = min(((self.killed[role], role not in ROLES) for role in alive), default=None)
        victims = sorted(role for role in alive if (self.killed[role], role not in ROLES) == least)
        with suppress(ProcessLookupError):
            if victims:
                os.kill(alive[role := self.chance.choice(victims)], signal.SIGKILL)
                self.killed[role] += 1

    def go_on(self, parent: int, ended: threading.Event, wanted: int) -> None:
        """Strike again and again until the demo ends or it was often enough."""
        while self.killed.total() < wanted and not ended.wait(self.chance.uniform(*BETWEEN_S)):
            self.strike(parent)


def descendants(parent: int) -> Iterator[int]:
    """Yield every process below one."""
    with suppress(OSError):
        for task in Path(f"/proc/{parent}/task").iterdir():
            for each in (task / "children").read_text().split():
                yield int(each)
                yield from descendants(int(each))


def role_of(pid: int) -> str:
    """Return what a process is of a kiosk, empty for anything else."""
    try:
        found = ROLE.search(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode())
    except OSError:
        return ""
    return next((each for each in found.groups() if each), "") if found else ""


def test_any_role_may_be_killed_at_any_moment(tmp_path: Path, form: Form) -> None:
    """What the screen called done is in the ledger; what is in the ledger is at the hub, each once, in order."""
    wanted, killer = form.size(6, 220), Killer(random.Random(1))  # noqa: S311 - moments, no secrets
    items, stuck, events = 0, 0, 0
    for number in range(wanted):
        if killer.killed.total() >= wanted:
            break
        state = tmp_path / f"round-{number}"
        out = _round(state, killer, wanted, form.size(8, 40))
        acknowledged, (stored, delivered) = _acknowledged(out), _kept(state)
        recorded = [subject for _, kind, subject in delivered if ".intake.recorded." in kind]
        assert all(recorded.count(each) == 1 for each in acknowledged), out
        assert [sequence for sequence, _, _ in delivered] == stored == list(range(1, len(stored) + 1))
        items, stuck, events = items + len(acknowledged), stuck + _number(out, "stuck"), events + len(stored)

    assert killer.killed.total() >= wanted
    assert items > 0
    form.keep(
        1,
        f"{killer.killed.total()} SIGKILLs at random moments: {_counted(killer.killed)}",
        f"{items} items called done, each in the ledger; its {events} events at the hub, each once, in order; {stuck} waited longer than 20 s",
    )


def _round(state: Path, killer: Killer, wanted: int, items: int) -> str:
    """Run a demo while its children are killed; return what it said, once everything was delivered."""
    words = [*DEMO, "--state", str(state), "--items", str(items)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True) as running:
        assert running.stdout
        first = running.stdout.readline()  # an item went through: everything has started
        ended = threading.Event()
        striking = threading.Thread(target=killer.go_on, args=(running.pid, ended, wanted))
        striking.start()
        out = first + running.stdout.read()
        running.wait(120)
        ended.set()
        striking.join()
    assert "are at the hub, exactly once" in out, out
    return out


def _counted(killed: Counter[str]) -> str:
    named = (*sorted(ROLES), "decoder")
    plugins = killed.total() - sum(killed[each] for each in named)
    return ", ".join([*(f"{role} {killed[role]}" for role in named), f"plugins {plugins}"])


def _acknowledged(out: str) -> list[str]:
    return [found[1] for line in out.splitlines() if (found := SAID.search(line))]


def _number(out: str, what: str) -> int:
    found = re.search(rf"(\d+) {what}", out)
    return int(found[1]) if found else 0


def _kept(state: Path) -> tuple[list[int], list[tuple[int, str, str]]]:
    """Return the sequences the ledger holds, and sequence, type and subject of what the hub holds."""
    with closing(sqlite3.connect(state / "ledger.db")) as ledger:
        stored = [sequence for (sequence,) in ledger.execute("SELECT seq FROM events ORDER BY seq")]
    with closing(sqlite3.connect(state / "hub.db")) as hub:
        delivered = hub.execute(
            "SELECT sequence, type, json_extract(CAST(body AS TEXT), '$.subject') FROM events ORDER BY sequence"
        ).fetchall()
    return stored, delivered
