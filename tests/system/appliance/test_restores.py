"""A backup of an installed kiosk comes back by the words of docs/operating.md, and nothing is lost on the way."""

import re

from system.appliance.booted import Booted
from system.appliance.roots import PROJECT
from system.appliance.test_boots import AT_HUB, HAND_IN, with_hub
from system.waiting import wait_until

PAGE = PROJECT / "docs/operating.md"


def _words_of_the_page() -> list[str]:
    """Return the three commands under *Restoring*."""
    (block,) = re.findall(r"## Restoring\n\n```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [each.removeprefix("sudo ") for each in block.splitlines()]


def _recorded(kiosk: Booted, seed: int) -> str:
    recorded = kiosk.python(HAND_IN, str(seed), "1")
    assert isinstance(recorded, list)
    (number,) = recorded
    return str(number)


def test_what_was_recorded_before_and_after_a_backup_is_there_after_it_came_back(kiosk: Booted) -> None:
    name = with_hub(kiosk)
    kiosk.run("sh", "-c", "rm -f /srv/office.pem*; kiosk backup key /srv/office.pem && cp /srv/office.pem.pub /etc/kiosk/backup.pub")
    in_it = _recorded(kiosk, 9)
    file = kiosk.run("kiosk", "backup", "--to", "/srv/backups").stdout.split(" is written")[0].strip()
    after_it = _recorded(kiosk, 10)
    stop, restore, start = (
        each.replace("FILE.kioskbackup", file).replace("office.pem", "/srv/office.pem").split() for each in _words_of_the_page()
    )

    refused = kiosk.run(*restore, check=False)
    kiosk.run(*stop)
    kiosk.run(*restore)
    kiosk.run(*start)
    later = _recorded(kiosk, 11)

    assert (refused.returncode, "The desk is running" in refused.stderr) == (2, True)
    assert [kiosk.run("kiosk", "explain", each).stdout != "" for each in (in_it, after_it, later)] == [True] * 3
    wait_until(lambda: {in_it, after_it, later} <= set(kiosk.python(AT_HUB, name)), 60, "the hub has all three")  # type: ignore[call-overload]
