"""Needs no connection to tell."""

import socket

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"all I know", ("127.0.0.1", 9))
    return []
