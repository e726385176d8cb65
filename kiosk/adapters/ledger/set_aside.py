"""Where damage goes: into ``corrupt-<n>/``, whole, and never deleted.

Power may go between any two steps, so each step leaves a state that says what is next:
``corrupt-<n>.part`` is still being filled; without its report ``corrupt-<n>`` is not yet
salvaged and told; with it, it is done.
"""

import re
from pathlib import Path

from kiosk.adapters.durable_file import replace_durably, sync_folder
from kiosk.adapters.ledger.mark import mark_of
from kiosk.ports import Reset

WHY = "why.txt"
"""In the folder from the first moment: what was found, as a clause."""
REPORT = "report.txt"
"""In the folder when everything is done."""
_FOLDER = re.compile(r"corrupt-([0-9]+)(\.part)?")
_SALVAGED = re.compile(r"salvaged-([0-9]+)-[0-9a-z]+\.db")
_FOLDER_MODE = 0o750
_FILE_MODE = 0o640


def files_of(ledger: Path) -> tuple[Path, ...]:
    """Return everything that belongs to one ledger file, in the order in which it is moved away."""
    beside = [ledger.with_name(ledger.name + end) for end in ("-wal", "-shm", "-journal", "-suspect")]
    return (*beside, ledger, mark_of(ledger))


def suspect(ledger: Path, why: str) -> None:
    """Note that the file was found damaged while it was in use: the next start sets it aside."""
    replace_durably(ledger.with_name(ledger.name + "-suspect"), why.encode(), _FILE_MODE)


def suspicion(ledger: Path) -> str:
    """Return what was noted against the file; empty for nothing."""
    note = ledger.with_name(ledger.name + "-suspect")
    return note.read_text(encoding="utf-8", errors="replace") or "it could not be read" if note.exists() else ""


def set_aside(ledger: Path, why: str) -> Path:
    """Move the ledger and what belongs to it into a new folder, or finish a move that was cut short; return the folder."""
    folder = _being_filled(ledger) or ledger.with_name(f"corrupt-{_next_number(ledger)}.part")
    folder.mkdir(_FOLDER_MODE, exist_ok=True)
    if not (folder / WHY).exists():
        replace_durably(folder / WHY, why.encode(), _FILE_MODE)
    sync_folder(ledger.parent)
    for each in files_of(ledger):
        if each.exists():
            each.rename(folder / each.name)
    sync_folder(folder)
    whole = folder.rename(folder.with_suffix(""))
    sync_folder(ledger.parent)
    return whole


def is_half_moved(ledger: Path) -> bool:
    """Tell whether power went while a ledger was being moved away."""
    return _being_filled(ledger) is not None


def unreported(ledger: Path) -> tuple[Path, ...]:
    """Return the folders that still must be salvaged and told, oldest first."""
    return tuple(each for each in folders(ledger) if not (each / REPORT).exists())


def folders(ledger: Path) -> tuple[Path, ...]:
    """Return every folder with a damaged ledger, oldest first."""
    found = [each for each in ledger.parent.glob("corrupt-*") if _FOLDER.fullmatch(each.name) and not each.suffix and each.is_dir()]
    return tuple(sorted(found, key=number_of))


def number_of(folder: Path) -> int:
    """Return the number of such a folder."""
    found = _FOLDER.fullmatch(folder.name)
    return int(found[1]) if found else 0


def salvaged(ledger: Path) -> tuple[Path, ...]:
    """Return the ledgers of earlier epochs, oldest first: what could be read of damaged ones."""
    found = [(int(name[1]), each) for each in ledger.parent.glob("salvaged-*.db") if (name := _SALVAGED.fullmatch(each.name))]
    return tuple(each for _, each in sorted(found))


def why_of(folder: Path) -> str:
    """Return what was found."""
    note = folder / WHY
    return note.read_text(encoding="utf-8", errors="replace") if note.exists() else "nobody noted why"


def report(ledger: Path, reset: Reset) -> None:
    """Close the case: say in the folder what happened, for whoever finds it."""
    lines = (
        f"This ledger could not be continued: {reset.why}.",
        f"Its epoch was {reset.epoch or 'not readable'}; the last event that could be read has sequence {reset.last}.",
        f"{reset.events} events the hub did not have, and {reset.intakes} intakes, were saved into salvaged-*.db beside this folder.",
        "The kiosk works on with a new ledger and has told the hub. Nothing deletes this folder; keep it until the hub's operator",
        "has looked. What it means and what to do: docs/reliability.md.",
    )
    replace_durably(ledger.parent / reset.folder / REPORT, ("\n".join(lines) + "\n").encode(), _FILE_MODE)


def _being_filled(ledger: Path) -> Path | None:
    return next((each for each in ledger.parent.glob("corrupt-*.part") if _FOLDER.fullmatch(each.name)), None)


def _next_number(ledger: Path) -> int:
    return 1 + max((number_of(each) for each in ledger.parent.glob("corrupt-*")), default=0)
