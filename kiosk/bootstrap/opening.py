"""The first seconds of the desk: its door is open before anything else, and a page says that it is starting."""

import socket
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk.adapters.clock import SystemClock
from kiosk.adapters.supervision_systemd import handed_over
from kiosk.domain.plugin import PluginStatus
from kiosk.errors import PortTaken
from kiosk.settings import Settings
from kiosk.web.starting import Starting

if TYPE_CHECKING:
    from kiosk.plugin_host.panel import SocketPanel

PLUGINS_S = 1.5
"""How long the counter stays shut for plugins that start beside the desk; after a restart of the desk they are there already."""
LOOK_S = 0.02


class Opening:
    """Holds the sockets the desk will listen on, and shows how far it has come."""

    def __init__(self, settings: Settings) -> None:
        """Take the sockets systemd holds; where it holds none for people, open one.

        :raises PortTaken: another program listens there.
        """
        self._sockets = dict(handed_over())
        if "people" not in self._sockets:
            self._sockets["people"] = _opened(settings.web.host, settings.web.port)
        self._page = Starting(self._sockets["people"], settings.web.language)

    def reach(self, stage: int) -> None:
        """Fill so many of the three signs."""
        self._page.stage = stage

    def hand_over(self, panel: "SocketPanel", ended: threading.Event) -> Mapping[str, socket.socket]:
        """Return the sockets once the plugins have come, or have had their moment; nobody answers on them any more."""
        clock = SystemClock()
        until_s = clock.now().boot_s + PLUGINS_S
        panel.tend()
        while any(each.status is PluginStatus.READY for each in panel.records()) and clock.now().boot_s < until_s:
            if ended.wait(LOOK_S):
                break
            panel.tend()
        self.reach(3)
        self._page.hand_over()
        return self._sockets


def _opened(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as taken:
        raise PortTaken(host, port) from taken
