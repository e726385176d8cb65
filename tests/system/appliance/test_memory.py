"""What each role holds in memory once it has worked, as the kernel counts it: the budgets of the design."""

import json

import pytest
from system.appliance.booted import Booted
from system.appliance.test_boots import HAND_IN

MOST_MB = {"kiosk-desk": 80, "kiosk-capture": 120, "kiosk-delivery": 60, "kiosk-plugin@safety_stops": 20, "kiosk-plugin@rating_plate": 20}
COUNT = """
import json, pathlib, re, sys
parents = {}
for each in pathlib.Path("/proc").glob("[0-9]*"):
    try:
        parents[each.name] = re.search(r"PPid:\\t(\\d+)", (each / "status").read_text())[1]
    except OSError:
        continue
def family(pid):
    yield pid
    for child, parent in parents.items():
        if parent == pid:
            yield from family(child)
def kilobytes(pid, name):
    return int(re.search(rf"{name}:\\s+(\\d+)", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text())[1])
mine = list(family(sys.argv[1]))
print(json.dumps({name: [round(kilobytes(pid, name) / 1024, 1) for pid in mine] for name in ("Pss_Anon", "Pss_Shmem", "Pss_File", "Rss")}))
"""


@pytest.mark.parametrize("unit", MOST_MB)
def test_a_role_keeps_within_its_memory(kiosk: Booted, unit: str) -> None:
    """With everything it has started: what is its own, and cannot be read from the card again when memory is short."""
    kiosk.run("systemctl", "start", "kiosk.target")
    kiosk.python(HAND_IN, "8", "2")

    held = kiosk.python(COUNT, kiosk.show(unit, "MainPID"))

    print(f"memory of {unit}: {json.dumps(held)} MB")  # noqa: T201 - a figure for those who run it
    assert isinstance(held, dict)
    assert sum(held["Pss_Anon"]) + sum(held["Pss_Shmem"]) <= MOST_MB[unit]
