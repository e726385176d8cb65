"""Opens a connection to the network."""

import socket

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    with socket.create_connection(("127.0.0.1", 9), timeout=0.1):
        return []
