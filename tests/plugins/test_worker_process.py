"""A worker as its starter sees it: quick, small, alone, and gone when told."""

import os
import py_compile
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from kiosk.domain.item import Item
from kiosk.domain.opinion import Judgement
from kiosk.plugin_api import Site
from kiosk.plugin_host import protocol
from kiosk.plugin_host.seal import seal_of

HERE = Path(__file__).parent
DECENT = HERE / "decent" / "plain_speaker"
WORKER = (sys.executable, "-m", "kiosk.plugin_host.worker")
GREETING = protocol.Configure({}, Site("Gent"))
START_S = 0.5
PRIVATE_KB = 20 * 1024
ALLOWED = (
    *("kiosk.plugin_api", "kiosk.domain", "kiosk.errors", "msgspec", "pluggy", "looks_around"),
    *(f"kiosk.plugin_host.{each}" for each in ("fence", "from_source", "loaded", "manifest", "protocol", "seal", "worker")),
)
NAMES_OF_PACKAGES = frozenset({"kiosk", "kiosk.plugin_host"})
OF_THE_ENVIRONMENT = (
    "__main__",
    "__mp_main__",
    "_sysconfigdata",
    "typing_extensions",
    "_distutils_hack",
    "sitecustomize",
    "coverage",
    "$coverage",
    "__editable__",
)
"""What the interpreter's own environment, a measuring test run and msgspec bring along."""
PARENT = """
import os, sys
print(os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]), flush=True)
sys.stdin.read()
"""


def until(is_so: Callable[[], object], patience_s: float = 4.0) -> bool:
    """Wait for a condition."""
    deadline_s = time.monotonic() + patience_s
    while not is_so():
        if time.monotonic() > deadline_s:
            return False
        os.sched_yield()
    return True


def is_there(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _is_allowed(module: str) -> bool:
    return module.startswith(OF_THE_ENVIRONMENT) or any(module == room or module.startswith(f"{room}.") for room in ALLOWED)


@contextmanager
def worker(*more: str, name: str = "plain_speaker", folder: Path = DECENT, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([*WORKER, name, "--folder", str(folder), *more], stderr=subprocess.PIPE, **options) as process:  # type: ignore[call-overload]  # options of Popen
        try:
            yield process
        finally:
            process.terminate()


def connected(path: Path) -> socket.socket:
    """Return a connection as soon as somebody listens."""
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(4)
    assert until(lambda: line.connect_ex(str(path)) == 0)
    return line


def ask(line: socket.socket, request: protocol.Request) -> protocol.Said | protocol.Failed:
    line.sendall(protocol.written(request))
    with line.makefile("rb") as lines:
        return protocol.read_answer(lines.readline())


def greeted(path: Path) -> socket.socket:
    line = connected(path)
    assert isinstance(ask(line, protocol.Request(0, GREETING)), protocol.Said)
    return line


def test_it_answers_within_half_a_second_of_its_start(run_folder: Path) -> None:
    """The best of three: this machine may be busy."""
    took_s = []
    for number in range(3):
        began_s = time.monotonic()
        with worker("--socket", str(run_folder / f"{number}.sock")), greeted(run_folder / f"{number}.sock"):
            took_s.append(time.monotonic() - began_s)

    assert min(took_s) < START_S


def test_it_keeps_at_most_20_megabytes_to_itself(run_folder: Path) -> None:
    """Ten plugins must fit beside the rest on a Raspberry Pi."""
    with worker("--socket", str(run_folder / "w.sock")) as process, greeted(run_folder / "w.sock"):
        rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()

    assert sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_")) < PRIVATE_KB


def test_it_imports_nothing_but_what_it_needs(run_folder: Path) -> None:
    """Everything else of the kiosk, and every other library, stays out of a stranger's process."""
    folder = HERE / "decent" / "looks_around"
    with worker("--socket", str(run_folder / "w.sock"), name=folder.name, folder=folder), greeted(run_folder / "w.sock") as line:
        said = ask(line, protocol.Request(2, protocol.Judge(Item(), ({},))))

    assert isinstance(said, protocol.Said)
    (judgement,) = msgspec.json.decode(said.values, type=list[Judgement])
    loaded = {each.reason.texts["nl"] for each in judgement.opinions}
    assert "kiosk.plugin_api" in loaded
    assert not [each for each in loaded - NAMES_OF_PACKAGES if not _is_allowed(each)]


def test_only_this_user_and_group_may_talk_to_it(run_folder: Path) -> None:
    """And a socket left by one that died is no hindrance."""
    path = run_folder / "w.sock"
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))

    with worker("--socket", str(path)), greeted(path):
        assert path.stat().st_mode & 0o777 == 0o660


def test_it_ends_when_told(run_folder: Path) -> None:
    with worker("--socket", str(run_folder / "w.sock")) as process, greeted(run_folder / "w.sock"):
        process.send_signal(signal.SIGTERM)

        assert process.wait(2) == -signal.SIGTERM


def test_it_ends_with_its_parent_if_told_so(run_folder: Path) -> None:
    """Even if the parent was killed."""
    path = run_folder / "w.sock"
    command = [*WORKER, "plain_speaker", "--folder", str(DECENT), "--socket", str(path), "--with-parent"]
    with subprocess.Popen([sys.executable, "-c", PARENT, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        with greeted(path):
            parent.kill()

            assert until(lambda: not is_there(pid))


def test_systemd_may_hand_over_the_socket(run_folder: Path) -> None:
    """Then nothing is bound, and the first scan need not wait for the start."""
    path = run_folder / "w.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        hand_over = f"import os; os.dup2({listener.fileno()}, 3); os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))"
        command = f"{hand_over}; os.execv({WORKER[0]!r}, {[*WORKER, 'plain_speaker', '--folder', str(DECENT)]!r})"
        with subprocess.Popen([sys.executable, "-c", command], pass_fds=[listener.fileno()]) as process:
            with greeted(path) as line:
                assert isinstance(ask(line, protocol.Request(1, protocol.SelfCheck())), protocol.Said)
            process.terminate()


def test_without_a_socket_it_says_so() -> None:
    done = subprocess.run([*WORKER, "plain_speaker", "--folder", str(DECENT)], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "--socket is missing" in done.stderr


def test_nonsense_ends_the_conversation_and_not_the_worker(run_folder: Path) -> None:
    path = run_folder / "w.sock"
    with worker("--socket", str(path)):
        with greeted(path) as line:
            line.sendall(b"hello?\n")
            assert line.recv(10) == b""

        with greeted(path) as again:
            assert isinstance(ask(again, protocol.Request(1, protocol.SelfCheck())), protocol.Said)


@pytest.mark.parametrize(
    ("name", "folder", "expected"),
    [
        ("somebody_else", DECENT, "is called plain_speaker"),
        ("nobody", HERE / "decent", "the file is missing"),
    ],
)
def test_a_wrong_name_or_folder_is_an_answer(run_folder: Path, name: str, folder: Path, expected: str) -> None:
    """So that the screen can say it, instead of a worker that dies in a loop."""
    path = run_folder / "w.sock"
    with worker("--socket", str(path), name=name, folder=folder), connected(path) as line:
        failed = ask(line, protocol.Request(0, GREETING))

    assert isinstance(failed, protocol.Failed)
    assert failed.is_broken
    assert expected in failed.message


def test_other_settings_make_it_start_again(run_folder: Path) -> None:
    """Plugins are configured once; the same settings again disturb nothing."""
    path = run_folder / "w.sock"
    with worker("--socket", str(path)) as process:
        greeted(path).close()
        with greeted(path) as line:
            line.sendall(protocol.written(protocol.Request(0, protocol.Configure({}, Site("Brussel")))))

            assert process.wait(4) == 1
            assert process.stderr
            assert b"other settings" in process.stderr.read()


def _copied(tmp_path: Path) -> Path:
    folder = tmp_path / "plain_speaker"
    shutil.copytree(DECENT, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_it_loads_a_plugin_that_has_its_seal(run_folder: Path, tmp_path: Path) -> None:
    folder = _copied(tmp_path)
    path = run_folder / "w.sock"
    with worker("--socket", str(path), "--seal", seal_of(folder), folder=folder), greeted(path) as line:
        assert isinstance(ask(line, protocol.Request(1, protocol.SelfCheck())), protocol.Said)


def test_it_brings_its_own_libraries(run_folder: Path, tmp_path: Path) -> None:
    """From lib/, before those of the kiosk, and without bytecode beside them."""
    folder = _copied(tmp_path)
    (folder / "lib" / "segno").mkdir(parents=True)
    (folder / "lib" / "segno" / "__init__.py").write_text("OURS = True\n")
    with (folder / "plain_speaker.py").open("a") as source:
        source.write("\nimport segno\nassert segno.OURS\n")
    path = run_folder / "w.sock"
    with worker("--socket", str(path), folder=folder), greeted(path) as line:
        assert isinstance(ask(line, protocol.Request(1, protocol.SelfCheck())), protocol.Said)

    assert not list(folder.rglob("__pycache__"))


def test_it_imports_nothing_of_a_plugin_that_changed(run_folder: Path, tmp_path: Path) -> None:
    """Between the kiosk's look at it and this start."""
    folder = _copied(tmp_path)
    seal = seal_of(folder)
    trace = tmp_path / "imported"
    (folder / "plain_speaker.py").write_text(f"open({str(trace)!r}, 'w').close()")
    path = run_folder / "w.sock"
    with worker("--socket", str(path), "--seal", seal, folder=folder), connected(path) as line:
        failed = ask(line, protocol.Request(0, GREETING))

    assert isinstance(failed, protocol.Failed)
    assert failed.is_unapproved
    assert "KSK-217" in failed.message
    assert not trace.exists()


def test_bytecode_somebody_left_is_not_run(run_folder: Path, tmp_path: Path) -> None:
    """It does not count for the seal; Python would take it for the source if its date and size fit."""
    folder = _copied(tmp_path)
    source = folder / "plain_speaker.py"
    good = source.read_bytes()
    trace = tmp_path / "imported"
    evil = f"open({str(trace)!r}, 'w').close()\n".encode()
    source.write_bytes(evil + b"#" * (len(good) - len(evil)))
    os.utime(source, (1_000_000_000, 1_000_000_000))
    py_compile.compile(str(source))
    source.write_bytes(good)
    os.utime(source, (1_000_000_000, 1_000_000_000))
    path = run_folder / "w.sock"
    with worker("--socket", str(path), "--seal", seal_of(folder), folder=folder), greeted(path) as line:
        assert isinstance(ask(line, protocol.Request(1, protocol.SelfCheck())), protocol.Said)

    assert not trace.exists()


def test_a_plugin_installed_as_a_package_is_loaded_from_the_folder_around_it(run_folder: Path, tmp_path: Path) -> None:
    """And from its source too."""
    package = tmp_path / "plain_speaker"
    package.mkdir()
    (package / "plugin.toml").write_bytes((DECENT / "plugin.toml").read_bytes())
    (package / "__init__.py").write_bytes((DECENT / "plain_speaker.py").read_bytes())
    path = run_folder / "w.sock"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with worker("--socket", str(path), folder=package, env=environment), greeted(path) as line:
        assert isinstance(ask(line, protocol.Request(1, protocol.SelfCheck())), protocol.Said)

    assert not (package / "__pycache__").exists()
