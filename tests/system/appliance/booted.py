"""A Debian with systemd as process 1, in a container without a network: a kiosk as a laptop can have one."""

import json
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path

from system.waiting import wait_until

START_S = 60.0
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Inside(ABC):
    """What a test does in a kiosk, whatever kind of machine it is."""

    @abstractmethod
    def run(self, *words: str, check: bool = True, stdin: str = "", timeout: float = 600) -> "subprocess.CompletedProcess[str]":
        """Run a command as root inside."""

    def show(self, unit: str, name: str) -> str:
        """Return a property of a unit."""
        return self.run("systemctl", "show", "--value", "-p", name, unit).stdout.strip()

    def python(self, code: str, *words: str, timeout: float = 120) -> object:
        """Run code with the kiosk's own Python; return what it prints, read as JSON."""
        done = self.run("/opt/kiosk/current/bin/python", "-", *words, stdin=code, timeout=timeout)
        return json.loads(done.stdout.splitlines()[-1])

    def journal(self, unit: str) -> str:
        """Return what a unit has logged."""
        return self.run("journalctl", "-u", unit, "-o", "cat", "--no-pager").stdout


class Booted(Inside):
    """One running container; closing it is a power cut for whoever is in it."""

    def __init__(self, root: Path, *binds: str) -> None:
        self.root = root
        words = [
            "systemd-nspawn",
            "--quiet",
            "--boot",
            f"--directory={root}",
            f"--machine=kiosk-{root.name}",
            "--register=no",
            "--keep-unit",
        ]
        words += ["--private-network", "--console=pipe", "--bind=/dev/fuse", *binds]
        self._log = (root.parent / f"{root.name}.log").open("wb")
        self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)
        wait_until(lambda: self._init() is not None, START_S, "systemd has started")
        wait_until(
            lambda: self.run("systemctl", "is-system-running", check=False).stdout.strip() in {"running", "degraded"}, START_S, "it is up"
        )

    def run(self, *words: str, check: bool = True, stdin: str = "", timeout: float = 600) -> "subprocess.CompletedProcess[str]":
        """Run a command as root inside."""
        enter = [
            "nsenter",
            "-t",
            str(self._init()),
            "-m",
            "-u",
            "-i",
            "-n",
            "-p",
            "-r",
            "-w",
            "env",
            "-i",
            PATH,
            "HOME=/root",
            "LANG=C.UTF-8",
        ]
        done = subprocess.run([*enter, *words], input=stdin, capture_output=True, text=True, check=False, timeout=timeout)
        if check and done.returncode:
            raise AssertionError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
        return done

    def cut_power(self) -> None:
        """End everything at once."""
        if (init := self._init()) is not None:
            subprocess.run(["kill", "-9", str(init)], check=False)
        self._process.wait(30)
        self._log.close()

    def _init(self) -> int | None:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text(encoding="ascii").split()
        return int(children[0]) if children else None
