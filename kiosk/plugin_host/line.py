"""The panel's end of a worker's socket. It never waits: who waits for many lines at once is ``exchange``."""

import socket
from pathlib import Path

from kiosk.domain.opinion import Cause
from kiosk.plugin_host.protocol import MAX_ANSWER_BYTES

_CHUNK = 65536


class Silence(Exception):
    """A worker said nothing that can be used. It stays inside the panel, where it becomes an abstention."""

    def __init__(self, cause: Cause, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause
        self.detail = detail


class Line:
    """One connection to one worker, opened again after it was closed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket: socket.socket | None = None
        self._incoming = bytearray()
        self._outgoing = bytearray()

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as known."""
        return self._socket is not None

    @property
    def wants_to_write(self) -> bool:
        """Whether something is still to be sent."""
        return bool(self._outgoing)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._socket.fileno() if self._socket else -1

    def open(self) -> bool:
        """Connect if the worker listens; on a Unix socket that takes no time."""
        fresh = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        fresh.setblocking(False)  # noqa: FBT003 -- the socket's own signature
        try:
            fresh.connect(str(self._path))
        except OSError:
            fresh.close()
            return False
        self._socket = fresh
        return True

    def send(self, message: bytes) -> None:
        """Take a message to send; as much as fits goes at once.

        :raises Silence: the worker is gone, or has said something nobody asked for.
        """
        if self._incoming or self._outgoing:
            raise Silence(Cause.WRONG, "it spoke without being asked")
        self._outgoing += message
        self._push()

    def move(self) -> bytes | None:
        """Send and take in what is possible now; return a line once it is whole.

        :raises Silence: the worker is gone, or says too much.
        """
        self._push()
        end = self._pull()
        if end > MAX_ANSWER_BYTES or (end < 0 and len(self._incoming) > MAX_ANSWER_BYTES):
            raise Silence(Cause.TOO_LARGE, f"its answer has more than {MAX_ANSWER_BYTES} bytes")
        if end < 0:
            return None
        line = bytes(self._incoming[:end])
        del self._incoming[: end + 1]
        return line

    def close(self) -> None:
        """Hang up and forget what was half said; twice does no harm."""
        if self._socket:
            self._socket.close()
        self._socket = None
        self._incoming.clear()
        self._outgoing.clear()

    def _push(self) -> None:
        try:
            while self._outgoing and self._socket:
                del self._outgoing[: self._socket.send(self._outgoing)]
        except BlockingIOError:
            return
        except OSError as error:
            raise Silence(Cause.DEAD, "its worker ended") from error

    def _pull(self) -> int:
        """Take in bytes until a line is whole or nothing more has come; return where the line ends, or -1."""
        while (end := self._incoming.find(b"\n")) < 0 and len(self._incoming) <= MAX_ANSWER_BYTES:
            chunk = self._received()
            if chunk is None:
                return -1
            self._incoming += chunk
        return end

    def _received(self) -> bytes | None:
        try:
            chunk = self._socket.recv(_CHUNK) if self._socket else b""
        except BlockingIOError:
            return None
        except OSError as error:
            raise Silence(Cause.DEAD, "its worker ended") from error
        if not chunk:
            raise Silence(Cause.DEAD, "its worker ended")
        return chunk
