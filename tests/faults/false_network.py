"""A proxy before the hub that does what networks do: break, lie, stall, show a login page."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 43\r\n\r\n<html><h1>Welcome to our free wifi</h1></ht"
BUSY = b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
ELSEWHERE = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
PATIENCE_S = 5.0


def reply(status: int, body: bytes = b"", kind: str = "application/json") -> bytes:
    """Return an HTTP answer."""
    return f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@dataclass
class FalseNetwork:
    """Listens on loopback; each request is treated as `next_fault` says, by name, or answered with its bytes."""

    hub: str
    next_fault: Callable[[], str | bytes] = lambda: "passes"
    tls: ssl.SSLContext | None = None
    forwards: bool = False
    """Whether a request reaches the hub even where its answer is replaced."""
    requests: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Give the address it listens at."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0.1)
            accepting = threading.Thread(target=self._accept, args=(listener,))
            accepting.start()
            try:
                yield f"{'https' if self.tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
            finally:
                self.over.set()
                accepting.join()

    def _accept(self, listener: socket.socket) -> None:
        serving: list[threading.Thread] = []
        while not self.over.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                serving.append(threading.Thread(target=self._serve, args=(connection,)))
                serving[-1].start()
        for each in serving:
            each.join()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE_S)
        with suppress(OSError), connection:
            if self.tls:
                with self.tls.wrap_socket(connection, server_side=True) as inside:
                    self._converse(inside)
            else:
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        while request := _request(connection):
            self.requests += 1
            if not self._treat(connection, request, self.next_fault()):
                return

    def _treat(self, connection: socket.socket, request: bytes, fault: str | bytes) -> bool:
        """Do to one request what the fault says; tell whether the connection goes on."""
        if fault == "passes":
            connection.sendall(self._forwarded(request))
            return True
        if isinstance(fault, bytes):
            if self.forwards:
                self._forwarded(request)
            connection.sendall(fault)
            return True
        getattr(self, f"_{fault}")(connection, request)
        return False

    def _reset(self, connection: socket.socket, _request: bytes) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _reply_dropped(self, _connection: socket.socket, request: bytes) -> None:
        self._forwarded(request)

    def _reply_cut(self, connection: socket.socket, request: bytes) -> None:
        answer = self._forwarded(request)
        connection.sendall(answer[: len(answer) - 20])

    def _slow(self, connection: socket.socket, request: bytes) -> None:
        for byte in self._forwarded(request):
            connection.sendall(bytes([byte]))
            if self.over.wait(0.02):
                return

    def _black_hole(self, connection: socket.socket, _request: bytes) -> None:
        with suppress(TimeoutError):
            connection.recv(1)

    def _forwarded(self, request: bytes) -> bytes:
        """Return the hub's whole answer."""
        place = urlsplit(self.hub)
        with socket.create_connection((place.hostname or "", place.port or 0), PATIENCE_S) as hub:
            hub.sendall(request)
            return _request(hub)


def _request(connection: socket.socket) -> bytes:
    """Return a whole message of HTTP, or nothing where the other side hung up."""
    read = b""
    while b"\r\n\r\n" not in read:
        if not (more := connection.recv(65536)):
            return b""
        read += more
    head, _, body = read.partition(b"\r\n\r\n")
    lengths = [int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < sum(lengths):
        if not (more := connection.recv(65536)):
            return b""
        body += more
    return head + b"\r\n\r\n" + body
