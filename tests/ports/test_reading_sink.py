"""From capture to the desk over a real socket, with a desk that comes and goes."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import Any

import msgspec
import pytest

from kiosk.adapters.reading_sink import TRIES, WAITING, DeskSocket
from kiosk.domain.reading import Medium, Reading
from kiosk.ports import ReadingSink

DEADLINE_S = 4.0


@dataclass
class Desk:
    """A desk that writes down what it hears."""

    path: Path
    heard: list[tuple[str, Any]] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    """Another status than 204, by path."""
    tries: int = 0
    _new: threading.Condition = field(default_factory=threading.Condition)
    _server: UnixStreamServer | None = None

    def open(self) -> None:
        desk = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(desk.take(self.path, body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        class Server(ThreadingMixIn, UnixStreamServer):
            daemon_threads = True

        self._server = Server(str(self.path), Door)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def leave(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self.path.unlink()
            self._server = None

    def take(self, path: str, body: bytes) -> int:
        with self._new:
            self.tries += 1
            status = self.answers.get(path, 204)
            if status == 204:
                self.heard.append((path, msgspec.json.decode(body)))
            self._new.notify_all()
            return status

    def until(self, condition: Callable[[], bool]) -> None:
        with self._new:
            assert self._new.wait_for(condition, DEADLINE_S), self.heard


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "desk.sock")
    yield made
    made.leave()


@pytest.fixture
def sink(desk: Desk) -> Iterator[DeskSocket]:
    made = DeskSocket(desk.path, answer_s=1.0)
    yield made
    made.close()


def reading(number: int = 1) -> Reading:
    return Reading(f"run-{number}", Medium.CAMERA, "qr", b"\xff\x00", None, "]Q1")


def numbers(desk: Desk) -> list[int]:
    return [int(body["id"].partition("-")[2]) for path, body in desk.heard if path == "/v1/readings"]


def test_it_is_the_port(sink: ReadingSink) -> None:
    assert sink


def test_a_reading_arrives_whole(desk: Desk, sink: DeskSocket) -> None:
    desk.open()
    sink.deliver(reading())
    desk.until(lambda: bool(desk.heard))
    ((path, body),) = desk.heard

    assert path == "/v1/readings"
    assert msgspec.convert(body, Reading) == reading()


def test_the_empty_counter_and_faults_arrive(desk: Desk, sink: DeskSocket) -> None:
    desk.open()
    sink.counter_emptied()
    sink.report({"camera": "It is gone (KSK-130)"})
    desk.until(lambda: len(desk.heard) == 2)

    assert desk.heard == [("/v1/counter", {"empty": True}), ("/v1/devices", {"faults": {"camera": "It is gone (KSK-130)"}})]


def test_what_was_said_while_the_desk_was_away_arrives_in_order(desk: Desk, sink: DeskSocket) -> None:
    sink.deliver(reading(1))
    sink.counter_emptied()
    sink.deliver(reading(2))
    desk.open()
    desk.until(lambda: len(desk.heard) == 3)

    assert [path for path, _ in desk.heard] == ["/v1/readings", "/v1/counter", "/v1/readings"]
    assert numbers(desk) == [1, 2]


def test_a_desk_that_goes_and_comes_back_misses_nothing(desk: Desk, sink: DeskSocket) -> None:
    desk.open()
    sink.deliver(reading(1))
    desk.until(lambda: len(desk.heard) == 1)
    desk.leave()
    sink.deliver(reading(2))
    desk.open()
    desk.until(lambda: len(desk.heard) == 2)

    assert numbers(desk) == [1, 2]


def test_a_reading_the_desk_refuses_lets_the_next_ones_pass(desk: Desk, sink: DeskSocket) -> None:
    desk.answers["/v1/readings"] = 400
    desk.open()
    sink.deliver(reading())
    sink.counter_emptied()
    desk.until(lambda: bool(desk.heard))

    assert desk.heard == [("/v1/counter", {"empty": True})]
    assert desk.tries == 2


def test_a_desk_that_fails_is_asked_again(desk: Desk, sink: DeskSocket) -> None:
    desk.answers["/v1/readings"] = 503
    desk.open()
    sink.deliver(reading())
    desk.until(lambda: desk.tries == 2)
    desk.answers.clear()
    desk.until(lambda: bool(desk.heard))

    assert TRIES > 2
    assert numbers(desk) == [1]


def test_a_desk_that_is_away_for_long_misses_the_oldest(desk: Desk, sink: DeskSocket) -> None:
    for number in range(1, WAITING + 11):
        sink.deliver(reading(number))
    desk.open()
    desk.until(lambda: bool(desk.heard) and numbers(desk)[-1] == WAITING + 10)

    in_flight, kept = numbers(desk)[:-WAITING], numbers(desk)[-WAITING:]
    assert kept == list(range(11, WAITING + 11))
    assert len(in_flight) <= 1  # the one that was just being sent


def test_only_the_present_faults_are_told_to_a_desk_that_comes_back(desk: Desk, sink: DeskSocket) -> None:
    for number in range(5):
        sink.report({"camera": str(number)})
    sink.deliver(reading())
    desk.open()
    desk.until(lambda: len(desk.heard) == 2)

    assert desk.heard[0] == ("/v1/devices", {"faults": {"camera": "4"}})


def test_closing_sends_what_waits(desk: Desk, sink: DeskSocket) -> None:
    desk.open()
    for number in range(1, 6):
        sink.deliver(reading(number))
    sink.close()

    assert numbers(desk) == [1, 2, 3, 4, 5]


def test_closing_does_not_wait_for_a_desk_that_is_away(sink: DeskSocket) -> None:
    sink.deliver(reading())
    sink.close()
    sink.close()

    assert not any(each.name == "readings" and each.is_alive() for each in threading.enumerate())
