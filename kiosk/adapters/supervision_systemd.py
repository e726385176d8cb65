"""systemd as supervision: datagrams to the socket it names, and the open sockets it hands over.

The protocol is three words on a Unix datagram socket (sd_notify(3)), so no library is
needed. Where no systemd watches (a laptop, ``kiosk run all``) nothing is sent, and
whoever started the role sees to it.
"""

import os
import socket
from collections.abc import Mapping, MutableMapping
from contextlib import suppress

FIRST_FD = 3
"""Where handed-over sockets begin (sd_listen_fds(3))."""


class SystemdSupervision:
    """Tells the service manager that started this process."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def ready(self) -> None:
        """Say that the role does its work now."""
        self._send("READY=1")

    def alive(self) -> None:
        """Feed the watchdog."""
        self._send("WATCHDOG=1")

    def says(self, sentence: str) -> None:
        """Put a sentence into ``systemctl status``."""
        self._send("STATUS=" + sentence.replace("\n", " "))

    def _send(self, message: str) -> None:
        if not self._address:
            return
        # A full or vanished notification socket must not end the role; the watchdog then speaks for itself.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.sendto(message.encode(), self._address)


def handed_over(environment: MutableMapping[str, str] = os.environ) -> Mapping[str, socket.socket]:
    """Return the listening sockets systemd opened for this process, by name; each call after the first finds none."""
    if environment.pop("LISTEN_PID", "") != str(os.getpid()):
        return {}
    names = environment.pop("LISTEN_FDNAMES", "").split(":")
    count = int(environment.pop("LISTEN_FDS", "0"))
    found = {}
    for number, name in zip(range(FIRST_FD, FIRST_FD + count), names, strict=False):
        os.set_inheritable(number, False)  # noqa: FBT003 - it takes no name
        found[name] = socket.socket(fileno=number)
    return found
