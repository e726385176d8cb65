"""What a batch costs each side in processor time: a figure that a busy machine changes little."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds of one round."""

    workers: float
    database: float
    clients: float

    @property
    def hub(self) -> float:
        """What the hub's own machine must give: workers and database."""
        return self.workers + self.database


def cpu_s(root: int) -> float:
    """Return the processor seconds of a process, of those beneath it, and of those it waited for."""
    spent, parents = dict[int, float](), dict[int, int]()
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        pid = int(each.parent.name)
        parents[pid] = int(fields[1])
        spent[pid] = sum(map(int, fields[11:15])) / _TICKS
    return sum(seconds for pid, seconds in spent.items() if _is_beneath(pid, root, parents))


def postmaster(url: str) -> int:
    """Return the process id of the benchmark's PostgreSQL server."""
    folder = url.partition("host=")[2].partition("&")[0]
    return int((Path(folder) / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])


def _is_beneath(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid and pid != root:
        pid = parents.get(pid, 0)
    return pid == root
