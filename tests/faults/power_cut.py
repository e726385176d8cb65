"""What a disk may hold after the power went: rebuilt from the system calls of the one who wrote.

A disk keeps what was synced. Of what was only written it may keep any sectors, in any order.
"""

import random
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR_BYTES = 512
_CALL = re.compile(r'(\w+)\((-?\d+)<([^>]*)>(?:, "([^"]*)"(?:\.\.\.)?)?(?:, (\d+))?(?:, (\d+))?\)\s+= (-?\d+)')

_UNLINK = re.compile(r'unlink\("([^"]*)"\)\s+= 0')


@dataclass(frozen=True)
class Call:
    """One system call that matters."""

    name: str
    path: str
    content: bytes
    offset: int


@dataclass
class File:
    """What of a file is on the disk, and what is only on its way."""

    synced: bytearray = field(default_factory=bytearray)
    is_there: bool = False
    is_unlinked: bool = False
    """Its folder was not synced since: its name may come back."""
    unsynced: list[tuple[int, bytes]] = field(default_factory=list)
    end: int = 0


def traced(command: Sequence[str], environment: dict[str, str], trace: Path) -> list[Call]:
    """Run a command to its end and return its calls."""
    strace = [
        "strace",
        "-f",
        "-qq",
        "-y",
        "-xx",
        "-s",
        "200000",
        "-e",
        "trace=write,pwrite64,fsync,fdatasync,ftruncate,unlink",
        "-o",
        str(trace),
    ]
    subprocess.run([*strace, *command], env=environment, stdout=subprocess.DEVNULL, check=True)
    return list(_calls(trace.read_text(encoding="ascii").splitlines()))


def _calls(lines: Sequence[str]) -> Iterator[Call]:
    begun: dict[str, str] = {}
    for line in lines:
        thread, _, text = line.partition(" ")
        text = text.strip()
        if text.endswith("<unfinished ...>"):
            begun[thread] = text.removesuffix("<unfinished ...>").rstrip()
            continue
        if resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", text):
            text = begun.pop(thread, "") + resumed[1]
        if gone := _UNLINK.match(text):
            yield Call("unlink", _unescaped(gone[1]).decode(), b"", 0)
        elif (call := _CALL.match(text)) and int(call[7]) >= 0:
            content = _unescaped(call[4] or "")
            name = call[1]
            offset = int(call[6] or 0) if name == "pwrite64" else int(call[5] or 0)
            yield Call(name, _unescaped(call[3]).decode(), content, offset)


def _unescaped(text: str) -> bytes:
    return re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), text.encode())


def disk_at(calls: Sequence[Call], folder: str) -> dict[str, File]:
    """Return the state of the files of a folder after these calls."""
    files: dict[str, File] = {}
    for call in calls:
        if call.path == folder:
            files = {name: file for name, file in files.items() if not file.is_unlinked}
        if not call.path.startswith(folder + "/"):
            continue
        file = files.setdefault(Path(call.path).name, File())
        if file.is_unlinked and call.name != "unlink":
            file = files[Path(call.path).name] = File()  # made anew under the same name
        if call.name == "unlink":
            file.is_unlinked = True
        elif call.name in {"pwrite64", "write"}:
            at = call.offset if call.name == "pwrite64" else file.end
            file.unsynced.append((at, call.content))
            file.end = max(file.end, at + len(call.content))
        elif call.name == "ftruncate":
            file.unsynced.append((-1 - call.offset, b""))
            file.end = call.offset
        else:
            _sync(file)
    return files


def _sync(file: File) -> None:
    for change in file.unsynced:
        _apply(file.synced, *change)
    file.unsynced.clear()
    file.is_there = True


def rebuild(files: dict[str, File], folder: Path, chance: random.Random | None) -> None:
    """Write the folder as the disk could hold it: what was synced, and with a chance half of the other sectors."""
    folder.mkdir()
    for name, file in files.items():
        is_there = file.is_there and not (file.is_unlinked and _happens(chance))
        if not name.endswith("-shm") and (is_there or _happens(chance)):
            content = bytearray(file.synced)
            for at, written in file.unsynced:
                _maybe_apply(content, at, written, chance)
            (folder / name).write_bytes(content)


def _happens(chance: random.Random | None) -> bool:
    return chance is not None and chance.random() < 0.5


def _maybe_apply(content: bytearray, at: int, written: bytes, chance: random.Random | None) -> None:
    """Keep each sector of a write, or a change of the size, with a chance of one half."""
    if at < 0 and _happens(chance):
        _apply(content, at, b"")
    for begin in range(0, len(written), SECTOR_BYTES):
        if _happens(chance):
            _apply(content, at + begin, written[begin : begin + SECTOR_BYTES])


def _apply(content: bytearray, at: int, written: bytes) -> None:
    if at < 0:
        size = -1 - at
        del content[size:]
        content.extend(bytes(size - len(content)))
        return
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(written)] = written
