"""The kiosk's units, as systemd sees them."""

from collections.abc import Iterator, Mapping

from kiosk.adapters.health_machine import Ask, asked
from kiosk.ports.health import Checkup, broken, unwell, well

ROLES = ("kiosk-desk", "kiosk-capture", "kiosk-delivery")
SCREEN = "kiosk-display"
OFTEN = 3


class Units:
    """Asks systemd."""

    def __init__(self, ask: Ask = asked) -> None:
        self._ask = ask

    def look(self) -> Iterator[Checkup]:
        """Yield a line for each role, and one for the screen where it is switched on."""
        for unit in (*ROLES, SCREEN):
            found = self._shown(unit)
            if not found:
                yield unwell(
                    "units", "there is no systemd here, or it does not answer", "on a laptop that is right; on a kiosk, start it again"
                )
                return
            if unit != SCREEN or found.get("UnitFileState") == "enabled":
                yield _judged(unit, found)

    def _shown(self, unit: str) -> Mapping[str, str]:
        said = self._ask(
            ["systemctl", "show", f"{unit}.service", "-p", "ActiveState,SubState,NRestarts,StatusText,UnitFileState,LoadState"]
        )
        return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)


def _judged(unit: str, found: Mapping[str, str]) -> Checkup:
    status, restarts = found.get("StatusText", ""), int(found.get("NRestarts") or 0)
    if found.get("LoadState") == "not-found":
        return broken(unit, "it is not installed", "run install.sh")
    if found.get("ActiveState") != "active":
        state = f"{found.get('ActiveState')} ({found.get('SubState')})"
        return broken(
            unit,
            f"{state}, started again {restarts} times {status}".strip(),
            f"journalctl -u {unit} -n 50 says why; systemctl restart {unit}",
        )
    if status not in {"", "well"}:
        return unwell(unit, f"it runs, and says: {status}", f"journalctl -u {unit} -n 50 says more")
    if restarts > OFTEN:
        return unwell(unit, f"it runs, and was started again {restarts} times", f"journalctl -u {unit} says why")
    return well(unit, "it runs" + (f"; started again {restarts} times" if restarts else ""))
