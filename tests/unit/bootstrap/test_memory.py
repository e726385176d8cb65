"""Large blocks are given back, in a process of its own: what is set holds for all of it."""

import subprocess
import sys

PROGRAM = """
import threading
from kiosk.adapters.staff_files import Argon2Pins
from kiosk.bootstrap.memory import keep_small

def resident_mb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

assert keep_small()
pins = Argon2Pins()
kept = pins.hash("482913")
before = resident_mb()
for _ in range(4):
    tries = [threading.Thread(target=pins.fits, args=(kept, "482914")) for _ in range(3)]
    [each.start() for each in tries]
    [each.join() for each in tries]
print(resident_mb() - before)
"""


def test_what_a_pin_took_is_given_back() -> None:
    """7 MiB a look, three at the same time, four times over: less than one of them is left."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)

    assert float(done.stdout) < 7
