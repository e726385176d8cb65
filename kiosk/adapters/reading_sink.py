"""The way from capture to the desk: HTTP on a Unix socket, whose file permissions say who may.

The capture loop never waits: what it says is put into a short queue, and one thread sends
it in order. While the desk is away messages wait; a code from more than 200 messages ago
belongs to an item that has long left the counter, so the oldest make room.
"""

import http.client
import socket
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from kiosk.domain.reading import Reading
from kiosk.domain.tag_role import WriteOrder, Written

WAITING = 200
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 1.0
ANSWER_S = 5.0
TRIES = 10
"""A desk that is there and fails on one message this often gets the next one."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)
class _Message:
    path: str
    body: bytes


class DeskSocket:
    """Hands readings, the empty counter and device faults to the desk, in order."""

    def __init__(self, path: Path, *, answer_s: float = ANSWER_S) -> None:
        self._path = path
        self._answer_s = answer_s
        self._queue: deque[_Message] = deque()
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._sender = threading.Thread(target=self._send_all, name="readings", daemon=True)
        self._sender.start()
        self._orders: deque[WriteOrder] = deque(maxlen=8)
        self._asker = threading.Thread(target=self._ask_all, name="orders", daemon=True)
        self._asks = threading.Event()

    def deliver(self, reading: Reading) -> None:
        """Hand over a reading; it is kept and sent again while the desk is away."""
        self._put(_Message("/v1/readings", msgspec.json.encode(reading)))

    def counter_emptied(self) -> None:
        """Say that nothing lies on the counter any more."""
        self._put(_Message("/v1/counter", msgspec.json.encode({"empty": True})))

    def report(self, faults: Mapping[str, str]) -> None:
        """Say how the devices are: a sentence by device name, only for those with a fault."""
        self._put(_Message("/v1/devices", msgspec.json.encode({"faults": dict(faults)})))

    def order(self) -> WriteOrder | None:
        """Return what the desk wants written on a tag, or None; from the first call on the desk is asked."""
        if not self._asks.is_set():
            self._asks.set()
            self._asker.start()
        return self._orders.popleft() if self._orders else None

    def written(self, result: Written) -> None:
        """Say what became of an order."""
        self._put(_Message("/v1/written", msgspec.json.encode(result)))

    def close(self) -> None:
        """Send what waits if the desk is there, and end; twice does no harm."""
        with self._changed:
            self._closing.set()
            self._changed.notify()
        self._sender.join(self._answer_s + LONGEST_PAUSE_S)

    def _ask_all(self) -> None:
        """Ask the desk for orders, one question after the other, while it is there."""
        while not self._closing.is_set():
            try:
                status, said = self._exchange("GET", "/v1/orders", b"")
            except (OSError, http.client.HTTPException):
                self._closing.wait(LONGEST_PAUSE_S)
                continue
            if status == http.HTTPStatus.OK:
                self._orders.append(msgspec.json.decode(said, type=WriteOrder))
            elif status >= http.HTTPStatus.BAD_REQUEST:
                self._closing.wait(LONGEST_PAUSE_S)

    def _put(self, message: _Message) -> None:
        with self._changed:
            if len(self._queue) >= WAITING:
                log.warning("message.dropped", path=self._queue.popleft().path, why="the desk is away for too long")
            elif self._queue and message.path == "/v1/devices" == self._queue[-1].path:
                self._queue.pop()  # only how the devices are now is of use
            self._queue.append(message)
            self._changed.notify()

    def _send_all(self) -> None:
        while (message := self._next()) is not None:
            if not self._send(message):
                return
            with self._changed:
                if self._queue and self._queue[0] is message:
                    self._queue.popleft()

    def _next(self) -> _Message | None:
        """Wait for a message; None once closed and all is sent."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closing.is_set())
            return self._queue[0] if self._queue else None

    def _send(self, message: _Message) -> bool:
        """Send until the desk has taken or refused it; False where it was still away when closing."""
        pause_s, refusals = FIRST_PAUSE_S, 0
        while True:
            try:
                status, said = self._post(message)
            except (OSError, http.client.HTTPException) as error:
                if pause_s == FIRST_PAUSE_S:
                    log.info("desk.away", why=str(error))
            else:
                refusals += 1
                if _is_settled(status) or refusals >= TRIES:
                    _tell(message, status, said)
                    return True
            if self._closing.wait(pause_s):
                return False
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _post(self, message: _Message) -> tuple[int, str]:
        return self._exchange("POST", message.path, message.body)

    def _exchange(self, method: str, path: str, body: bytes) -> tuple[int, str]:
        connection = _UnixConnection(self._path, self._answer_s)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read(400).decode("utf-8", "replace")
        finally:
            connection.close()


class _UnixConnection(http.client.HTTPConnection):
    """HTTP to a socket that is a file."""

    def __init__(self, path: Path, timeout_s: float) -> None:
        super().__init__("localhost", timeout=timeout_s)
        self._path = path

    def connect(self) -> None:
        """Open the socket file."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def call(path: Path, timeout_s: float = ANSWER_S) -> None:
    """Return when somebody answers at the socket, whatever he says.

    :raises OSError: nobody does, in time.
    """
    connection = _UnixConnection(path, timeout_s)
    try:
        connection.request("GET", "/v1/alive")
        connection.getresponse().read()
    except http.client.HTTPException as fault:
        raise OSError(f"{path} answers nonsense: {fault}") from fault
    finally:
        connection.close()


def _is_settled(status: int) -> bool:
    return status < http.HTTPStatus.INTERNAL_SERVER_ERROR


def _tell(message: _Message, status: int, said: str) -> None:
    """Log a message the desk did not take; sending the same again would not help."""
    if status >= http.HTTPStatus.BAD_REQUEST:
        log.warning("message.refused", path=message.path, status=status, why=said)
