"""Over real sockets: streams that ring, two doors, one clean end."""

import http.client
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from fakes import ean
from web.counters import KETTLE, Counter

from kiosk.errors import PortTaken
from kiosk.web.live import MAX_STREAMS, Streams
from kiosk.web.serving import Serving, serve

WAIT_S = 4.0


@pytest.fixture
def serving(counter: Counter, tmp_path: Path) -> Iterator[Serving]:
    web = msgspec.structs.replace(counter.settings.web, port=0)
    serving = serve(counter.desk, msgspec.structs.replace(counter.settings, web=web), tmp_path / "desk.sock")
    yield serving
    serving.close()


class Stream:
    """A browser's EventSource."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
        self._connection.request("GET", "/live")
        self.answer = self._connection.getresponse()

    def next(self) -> str:
        """Return the next block of lines."""
        lines = iter(self.answer.readline, b"")
        block = []
        for line in lines:
            if line == b"\n":
                break
            block.append(line.decode().rstrip())
        return "\n".join(block)

    def close(self) -> None:
        self.answer.close()
        self._connection.close()


def test_a_stream_rings_at_every_change(counter: Counter, serving: Serving) -> None:
    """At once with the present; a code that was read is told before what comes of it."""
    stream = Stream(serving.port)
    before = [stream.next(), stream.next()]

    counter.scan(KETTLE)
    read, after = stream.next(), stream.next()

    stream.close()
    assert read == "event: read\ndata: 1"
    assert stream.answer.headers["Content-Type"].startswith("text/event-stream")
    assert before == ["retry: 1000", "event: counter\ndata: 1"]
    assert after.startswith("event: counter\ndata: ")
    assert after != before[1]


def test_a_stream_tells_at_once_what_was_read_before_it(counter: Counter, serving: Serving) -> None:
    """A code read between a page and its stream is not lost: the page tells by its own number whether it knew."""
    counter.scan(KETTLE)

    stream = Stream(serving.port)
    first, read = stream.next(), stream.next()

    stream.close()
    assert [first, read] == ["retry: 1000", "event: read\ndata: 1"]


def test_a_screen_that_leaves_makes_room_for_another(serving: Serving) -> None:
    """The number of streams is bounded, and a place does not stay taken."""
    streams = [Stream(serving.port) for _ in range(MAX_STREAMS)]
    one_more = Stream(serving.port)
    assert (one_more.answer.status, one_more.answer.headers["Retry-After"]) == (503, "1")
    one_more.close()

    for each in streams:
        each.close()

    served = Stream(serving.port)
    deadline = threading.Event()
    while served.answer.status == 503 and not deadline.wait(0.05):
        served.close()
        served = Stream(serving.port)
    assert served.answer.status == 200
    served.close()


def test_people_and_capture_come_in_by_different_doors(counter: Counter, serving: Serving, tmp_path: Path) -> None:
    """Readings only through the socket its file permissions guard."""
    door = http.client.HTTPConnection("desk")
    door.sock = socket.socket(socket.AF_UNIX)
    door.sock.connect(str(tmp_path / "desk.sock"))
    door.request("POST", "/v1/readings", msgspec.json.encode(ean(KETTLE)))
    people = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=WAIT_S)
    people.request("POST", "/v1/readings", b"{}", {"Sec-Fetch-Site": "same-origin"})

    assert door.getresponse().status == 204
    assert people.getresponse().status == 404
    assert counter.desk.view().intake is not None
    assert stat.S_IMODE((tmp_path / "desk.sock").stat().st_mode) == 0o660
    door.close()
    people.close()


def test_an_end_closes_streams_and_sockets(counter: Counter, tmp_path: Path) -> None:
    """Within seconds, twice without harm, and the port is free again."""
    web = msgspec.structs.replace(counter.settings.web, port=0)
    serving = serve(counter.desk, msgspec.structs.replace(counter.settings, web=web), tmp_path / "desk.sock")
    stream = Stream(serving.port)
    stream.next()

    serving.close()
    serving.close()

    assert [each for each in iter(stream.next, "") if "retry" in each] == []
    stream.close()
    assert not (tmp_path / "desk.sock").exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", serving.port), timeout=WAIT_S)


def test_a_quiet_stream_says_that_it_is_still_there(counter: Counter) -> None:
    """A comment, which browsers pass over; else a proxy or a dead line would go unnoticed."""
    streams = Streams(heartbeat_s=0.5)
    told = streams.follow(counter.desk, lambda: False)

    said = [next(told) for _ in range(3)]
    streams.end()

    assert said[2] == ": still here\n\n"
    assert list(told) == []


def test_a_taken_port_is_a_sentence_and_leaves_no_door_open(counter: Counter, tmp_path: Path) -> None:
    """Somebody else's program listens there: say so, with a code."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        web = msgspec.structs.replace(counter.settings.web, port=other.getsockname()[1])

        with pytest.raises(PortTaken, match="is taken"):
            serve(counter.desk, msgspec.structs.replace(counter.settings, web=web), tmp_path / "desk.sock")

    assert not (tmp_path / "desk.sock").exists()
