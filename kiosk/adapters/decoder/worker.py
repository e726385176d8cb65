"""The decoding child: ``python -m kiosk.adapters.decoder.worker SOCKET MEMORY LIMIT_S BUDGET_S``.

It ends when its parent closes the socket, and also while stuck in native code whose
parent is gone: faulthandler's own thread ends it after the time limit, without the GIL.
"""

import faulthandler
import mmap
import os
import signal
import socket
import sys

import numpy as np

from kiosk.adapters.decoder import wire
from kiosk.adapters.decoder.inprocess import Decoder
from kiosk.adapters.native_child import READY


def serve(connection: socket.socket, memory: int, *, limit_s: float, budget_s: float) -> None:
    """Answer requests until the other side is gone."""
    decoder = Decoder(budget_s=budget_s)
    decoder.read(np.full((64, 64), 255, dtype=np.uint8))  # loads what is loaded late before anybody waits for it
    connection.sendall(READY)
    with connection.makefile("rb") as lines:
        for line in lines:
            faulthandler.dump_traceback_later(limit_s, exit=True)
            connection.sendall(_answer(decoder, wire.request_of(line), memory))
            faulthandler.cancel_dump_traceback_later()


def _answer(decoder: Decoder, request: wire.Request, memory: int) -> bytes:
    with mmap.mmap(memory, int(np.prod(request.shape)), prot=mmap.PROT_READ) as pixels:
        frame = np.frombuffer(pixels, dtype=np.uint8).reshape(request.shape).copy()
    return wire.line_of(decoder.read(frame, patiently=request.patiently))


def main() -> None:
    """Serve on the descriptors named on the command line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this child in its own time
    descriptor, memory, limit_s, budget_s = sys.argv[1:5]
    try:
        with socket.socket(fileno=int(descriptor)) as connection:
            serve(connection, int(memory), limit_s=float(limit_s), budget_s=float(budget_s))
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the parent died between request and answer: nobody is left to hear of it


if __name__ == "__main__":
    main()
