"""Many workers are asked at the same time; each is a real socket here, played by the test."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.domain.opinion import Cause
from kiosk.plugin_host.exchange import Heard, Reply, exchange
from kiosk.plugin_host.line import Line, Silence
from kiosk.plugin_host.protocol import MAX_ANSWER_BYTES

Play = Callable[[socket.socket], None]
WAIT_S = 0.3
TIMELY_S = WAIT_S * 1.1


class Stage:
    """Workers that do what a test wants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stack = ExitStack()
        self.over = threading.Event()

    def line(self, play: Play) -> Line:
        """Return an open line to a worker that plays its part."""
        path = self.folder / f"{os.urandom(4).hex()}.sock"
        listener = self.stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        listener.bind(os.fspath(path))
        listener.listen()
        line = Line(path)
        assert line.open()
        connection = self.stack.enter_context(listener.accept()[0])
        actor = threading.Thread(target=play, args=(connection,))
        actor.start()
        self.stack.callback(actor.join)
        self.stack.callback(line.close)  # first, so that nobody writes to a line nobody reads
        return line

    def hang(self, _connection: socket.socket) -> None:
        self.over.wait(5)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    with made.stack:
        yield made
        made.over.set()


def says(text: bytes) -> Play:
    """Return a part: hear a line, say the text."""

    def play(connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            lines.readline()
        try:
            connection.sendall(text)
        except OSError:
            return

    return play


def leaves(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def cause_of(reply: Reply) -> Cause:
    assert isinstance(reply, Silence)
    return reply.cause


def test_everybody_s_answer_is_heard(stage: Stage) -> None:
    """Each with the time it took."""
    replies = exchange({"a": stage.line(says(b"one\n")), "b": stage.line(says(b"two\n"))}, b"ask\n", WAIT_S)

    assert {name: each.line for name, each in replies.items() if isinstance(each, Heard)} == {"a": b"one", "b": b"two"}
    assert all(0 <= each.after_s < WAIT_S for each in replies.values() if isinstance(each, Heard))


def test_one_that_hangs_costs_the_deadline_and_no_more(stage: Stage) -> None:
    """And the others' answers are there."""
    lines = {"good": stage.line(says(b"one\n")), "stuck": stage.line(stage.hang), "stuck too": stage.line(stage.hang)}
    began_s = time.monotonic()

    replies = exchange(lines, b"ask\n", WAIT_S)

    assert time.monotonic() - began_s < TIMELY_S + 0.1
    assert isinstance(replies["good"], Heard)
    assert {cause_of(replies["stuck"]), cause_of(replies["stuck too"])} == {Cause.LATE}


def test_when_all_have_answered_nobody_waits(stage: Stage) -> None:
    began_s = time.monotonic()

    exchange({"good": stage.line(says(b"one\n"))}, b"ask\n", 60)

    assert time.monotonic() - began_s < 5


def test_one_that_leaves_is_dead(stage: Stage) -> None:
    assert cause_of(exchange({"gone": stage.line(leaves)}, b"ask\n", WAIT_S)["gone"]) is Cause.DEAD


def test_half_a_line_is_no_answer(stage: Stage) -> None:
    replies = exchange({"half": stage.line(lambda connection: (says(b"on")(connection), stage.hang(connection))[0])}, b"ask\n", WAIT_S)

    assert cause_of(replies["half"]) is Cause.LATE


def test_an_answer_without_end_is_too_large(stage: Stage) -> None:
    """It is not read to its end."""
    replies = exchange({"wordy": stage.line(says(b"x" * (MAX_ANSWER_BYTES * 4)))}, b"ask\n", 5)

    assert cause_of(replies["wordy"]) is Cause.TOO_LARGE


@pytest.mark.parametrize(("size", "is_heard"), [(MAX_ANSWER_BYTES, True), (MAX_ANSWER_BYTES + 1, False)])
def test_the_largest_answer_is_counted_without_its_line_end(stage: Stage, size: int, *, is_heard: bool) -> None:
    reply = exchange({"wordy": stage.line(says(b"x" * size + b"\n"))}, b"ask\n", 5)["wordy"]

    assert isinstance(reply, Heard) is is_heard
    assert is_heard or cause_of(reply) is Cause.TOO_LARGE


def test_a_request_larger_than_the_socket_takes_arrives_whole(stage: Stage) -> None:
    """While others are heard."""
    heard: list[int] = []

    def counts(connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            heard.append(len(lines.readline()))
        connection.sendall(b"done\n")

    replies = exchange({"slow": stage.line(counts), "good": stage.line(says(b"one\n"))}, b"x" * 3_000_000 + b"\n", 5)

    assert all(isinstance(each, Heard) for each in replies.values())
    assert heard == [3_000_001]


def test_who_speaks_without_being_asked_is_not_heard(stage: Stage) -> None:
    """What is left over from before could be taken for an answer."""

    def forges(connection: socket.socket) -> None:
        connection.sendall(b"one\ntwo\n")

    line = stage.line(forges)
    first = exchange({"forger": line}, b"ask\n", WAIT_S)["forger"]

    second = exchange({"forger": line}, b"ask\n", WAIT_S)["forger"]

    assert isinstance(first, Heard)
    assert cause_of(second) is Cause.WRONG


def test_a_closed_line_can_be_opened_again_and_has_forgotten_everything(stage: Stage, tmp_path: Path) -> None:
    """Closing twice does no harm; nobody listening is no exception."""
    line = stage.line(says(b"half"))
    line.close()
    line.close()

    assert not line.is_open
    assert line.fileno() == -1
    assert not line.wants_to_write
    assert not Line(tmp_path / "nobody.sock").open()


def test_nobody_asked_is_nothing_heard() -> None:
    assert exchange({}, b"ask\n", WAIT_S) == {}
