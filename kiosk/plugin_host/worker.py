"""The process one plugin lives in: ``python -m kiosk.plugin_host.worker NAME --folder DIR --socket PATH``.

It listens before it imports anything of the plugin, so the panel can say its first words
at once. It never leaves by itself for a plugin's mistake: an import error is an answer.
Only a hook that is stuck ends it, from a thread of the interpreter that needs neither
Python nor its lock, so that even a regular expression gone wild does.
"""

import argparse
import faulthandler
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from kiosk.errors import KioskError, PluginBroken, PluginError, PluginUnapproved
from kiosk.plugin_host.fence import Fence, put_up
from kiosk.plugin_host.loaded import LoadedPlugin, load
from kiosk.plugin_host.manifest import read_manifest
from kiosk.plugin_host.protocol import MAX_REQUEST_BYTES, Configure, Failed, Request, Said, read_request, values_of, written

STUCK_S = 2.0
"""A hook that takes longer is stuck: the panel stopped waiting long ago."""
START_S = 30.0
"""Importing and configuring may take longer: libraries and tables are read then."""
SYSTEMD_FD = 3
_SET_PDEATHSIG = 1


def serve(listener: socket.socket, answer: Callable[[Request], Said | Failed]) -> None:
    """Answer one connection after the other until the listener is closed."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as lines:
            _converse(connection, lines, answer)


def _converse(connection: socket.socket, lines: BinaryIO, answer: Callable[[Request], Said | Failed]) -> None:
    """Answer line by line; whoever talks nonsense or hangs up is left alone."""
    try:
        while line := lines.readline(MAX_REQUEST_BYTES):
            connection.sendall(written(answer(read_request(line))))
    except msgspec.MsgspecError as error:
        sys.stderr.write(f"a request was not understood: {error}\n")
    except OSError:
        return


class Worker:
    """Answers requests with one plugin, or with the reason why it has none."""

    def __init__(self, plugin: LoadedPlugin | PluginError) -> None:
        self._plugin = plugin

    def answer(self, request: Request) -> Said | Failed:
        """Return what the plugin says, or how it failed."""
        if isinstance(self._plugin, PluginError):
            is_unapproved = isinstance(self._plugin, PluginUnapproved)
            return Failed(request.id, f"{self._plugin} ({self._plugin.code})", is_broken=True, is_unapproved=is_unapproved)
        if self._plugin.was_configured_otherwise(request.ask):
            raise SystemExit("started again for other settings")
        faulthandler.dump_traceback_later(START_S if isinstance(request.ask, Configure) else STUCK_S, exit=True)
        try:
            return Said(request.id, values_of(self._plugin.answer(request.ask)))
        except (Exception, SystemExit) as error:  # noqa: BLE001 -- whatever a plugin raises is an answer
            traceback.print_exc()
            return Failed(request.id, _words_of(error))
        finally:
            faulthandler.cancel_dump_traceback_later()


def _words_of(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:200]
    except Exception:  # noqa: BLE001 -- a plugin's own exception may fail to say what it is
        return type(error).__name__


def loaded(name: str, folder: Path, seal: str = "") -> LoadedPlugin | PluginError:
    """Return the plugin in the folder, or why it cannot be loaded; nothing of it is imported unless it has the seal, if one is given."""
    faulthandler.dump_traceback_later(START_S, exit=True)
    try:
        if seal:
            # Hashing brings OpenSSL with it, three megabytes that a worker without a seal never needs.
            from kiosk.plugin_host.seal import check_seal

            check_seal(name, folder, seal)
        manifest = read_manifest(folder)
        if manifest.name != name:
            return PluginBroken(name, f"the plugin in {folder} is called {manifest.name}")
        return load(manifest)
    except KioskError as error:
        traceback.print_exc()
        return error if isinstance(error, PluginError) else PluginBroken(name, str(error))
    finally:
        faulthandler.cancel_dump_traceback_later()


def listen(path: Path) -> socket.socket:
    """Return a socket that listens at the path, for this user and group only; a stale file is removed."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o117)
    try:
        listener.bind(os.fspath(path))
    finally:
        os.umask(before)
    listener.listen()
    return listener


def handed_over() -> socket.socket | None:
    """Return the listening socket systemd opened for this process, if it did."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        return None
    return socket.socket(fileno=SYSTEMD_FD)


def end_with_parent(parent: int) -> None:
    """Have the kernel end this process when its parent does."""
    import ctypes

    ctypes.CDLL(None).prctl(_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(0)


def _keep_output_in_the_log() -> None:
    """Send what the plugin prints where errors go; C code that writes to descriptor 1 too."""
    os.dup2(2, 1)
    sys.stdout = sys.stderr


def main(arguments: Sequence[str] | None = None) -> None:
    """Be the worker of one plugin until ended."""
    parser = argparse.ArgumentParser(prog="kiosk.plugin_host.worker", description="Answer the hooks of one plugin.")
    parser.add_argument("name")
    parser.add_argument("--folder", type=Path, required=True, help="the folder with its plugin.toml")
    parser.add_argument("--socket", type=Path, help="where to listen, unless systemd hands over a socket")
    parser.add_argument("--seal", default="", help="SHA-256 the folder must have before anything of it is imported")
    parser.add_argument("--keep-out", type=Path, action="append", default=[], help="a folder that is no plugin's business")
    parser.add_argument("--read-only", type=Path, action="append", default=[], help="a folder that may be read and not written")
    parser.add_argument("--with-parent", action="store_true", help="end when the parent process does")
    given = parser.parse_args(arguments)
    if given.with_parent:
        end_with_parent(os.getppid())
    listener = handed_over() or (listen(given.socket) if given.socket else None)
    if listener is None:
        parser.error("--socket is missing and systemd hands over none")
    _keep_output_in_the_log()
    put_up(Fence(tuple(given.keep_out), (given.folder, *given.read_only)))
    serve(listener, Worker(loaded(given.name, given.folder, given.seal)).answer)


if __name__ == "__main__":
    main()
