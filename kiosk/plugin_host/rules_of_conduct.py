"""How a plugin must behave. Each rule takes the evidence and yields what is wrong, nothing where all is well.

The docstring of a rule is the sentence its author reads.
"""

import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.plugin_host.evidence import Evidence, heard_in
from kiosk.plugin_host.examination import Call
from kiosk.plugin_host.manifest import FILE

HOOK_MS = 150.0
"""Half of the 300 ms of a round: no single request may take more."""
GOOD_MS = 50.0
"""On a Raspberry Pi everything takes about three times as long."""
IMPORT_S = 0.5
_START = frozenset({"Configure", "SelfCheck"})
_HOOKS = {
    "Configure": "configure",
    "SelfCheck": "self_check",
    "Identify": "identify",
    "Questions": "questions",
    "Judge": "assess and veto",
    "Direct": "route",
}
_NETWORK = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")
_PROCESS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty")
_INTERNET = frozenset({"2", "10", "AddressFamily.AF_INET", "AddressFamily.AF_INET6"})
_PRIVATE_NAMES = frozenset({"ledger.db", "key.pem", "enrolment.json", "identity.json", "plugins.lock", "token"})
_PRIVATE_FOLDERS = ("/var/lib/kiosk", "/run/kiosk", "/etc/kiosk", "/etc/shadow")
_PUBLIC_FOLDERS = ("/usr/share", "/usr/lib", "/lib", "/proc", "/sys", "/dev", "/etc/localtime", "/etc/ld.so.cache", "/etc/mime.types")


def starts(evidence: Evidence) -> Iterator[str]:
    """Import without an error, with the hooks of plugin.toml and the arguments of the hookspecs."""
    yield from dict.fromkeys(each.broken for each in (evidence.forwards, evidence.backwards) if each.broken)


def answers(evidence: Evidence) -> Iterator[str]:
    """Answer every hook with what it promises, and raise nothing."""
    found: dict[str, None] = {}
    for call in evidence.calls:
        mistake = call.error or _misfit(call)
        if mistake:
            found[f"{_HOOKS[call.ask]}: {mistake}"] = None
    yield from found


def _misfit(call: Call) -> str:
    try:
        heard_in(call)
    except (ValueError, RecursionError) as error:
        return str(error)
    return ""


def is_deterministic(evidence: Evidence) -> Iterator[str]:
    """Give the same answer to the same question, whatever was asked before."""
    before = {call.number: call for call in evidence.forwards.calls}
    found: dict[str, None] = {}
    for call in evidence.backwards.calls:
        first = before.get(call.number)
        if first and (first.ask, _meaning(first)) != (call.ask, _meaning(call)):
            found[f"{_HOOKS[call.ask]} answered the same question in two ways"] = None
    yield from found


def _meaning(call: Call) -> object:
    """Return what was said, so that sets in another order are the same; what fits no type stays as it was written."""
    if call.error:
        return "an error"
    try:
        return heard_in(call)
    except (ValueError, RecursionError):
        return bytes(call.values)


def leaves_inputs(evidence: Evidence) -> Iterator[str]:
    """Leave what is given as it is."""
    yield from {f"{_HOOKS[call.ask]} changed what it was given": None for call in evidence.calls if call.changed}


def is_in_time(evidence: Evidence) -> Iterator[str]:
    """Answer a request, 64 sets of answers included, within half of the round."""
    if (slowest := p95_ms(evidence)) > HOOK_MS:
        yield f"95 of 100 requests take up to {slowest:.0f} ms, {HOOK_MS:.0f} ms is the limit"


def is_quick(evidence: Evidence) -> Iterator[str]:
    """Answer fast enough for a Raspberry Pi too."""
    if (slowest := p95_ms(evidence)) > GOOD_MS:
        yield f"95 of 100 requests take up to {slowest:.0f} ms here; on a Raspberry Pi three times that, so stay below {GOOD_MS:.0f} ms"


def p95_ms(evidence: Evidence) -> float:
    """Return the time 95 of 100 requests take at most, in milliseconds."""
    took = sorted(call.took_ms for call in evidence.calls if call.ask not in _START)
    return took[math.ceil(0.95 * len(took)) - 1] if took else 0.0


def imports_quickly(evidence: Evidence) -> Iterator[str]:
    """Import in less than half a second."""
    if evidence.import_s > IMPORT_S:
        yield f"importing takes {evidence.import_s:.2f} s, at most {IMPORT_S} s; read tables in configure and import large libraries late"


def is_quiet(evidence: Evidence) -> Iterator[str]:
    """Write nothing on standard output."""
    if evidence.printed:
        yield f"it printed {evidence.printed[:60]!r}; write to standard error, it goes to the log"


def opens_no_socket(evidence: Evidence) -> Iterator[str]:
    """Open no network connection: what is needed arrives as a dataset."""
    for event, what in evidence.events:
        if event in _NETWORK or (event == "socket.__new__" and what in _INTERNET):
            yield f"{event} {what}".strip()


def starts_no_process(evidence: Evidence) -> Iterator[str]:
    """Start no other process."""
    yield from (f"{event} {what}".strip() for event, what in evidence.events if event in _PROCESS)


def leaves_secrets(evidence: Evidence) -> Iterator[str]:
    """Open neither the ledger nor a key or token of the kiosk."""
    for event, path in _opened(evidence):
        if event == "sqlite3.connect" or path.name in _PRIVATE_NAMES or any(path.is_relative_to(each) for each in _PRIVATE_FOLDERS):
            yield f"{event} {path}"


def reads_its_own(evidence: Evidence) -> Iterator[str]:
    """Open files of the plugin's own folder and of Python only."""
    own = [*(Path(each).resolve() for each in (sys.prefix, sys.base_prefix, Path(os.__file__).parent)), *map(Path, _PUBLIC_FOLDERS)]
    own += [Path(__file__).resolve().parents[1]]
    for event, path in _opened(evidence):
        if event == "open" and not any(path.is_relative_to(each) for each in own):
            yield f"it opened {path}"


def _opened(evidence: Evidence) -> Iterator[tuple[str, Path]]:
    """Yield files outside the plugin's own folder that were opened, descriptors and compiled modules aside."""
    home = evidence.folder.resolve()
    for event, what in evidence.events:
        if (
            event not in {"open", "sqlite3.connect"}
            or what.isdecimal()
            or what in {"", ":memory:"}
            or what.endswith(".pyc")
            or ".pyc." in what
        ):
            continue
        path = Path(what).resolve()
        if not path.is_relative_to(home):
            yield event, path


def has_no_links(evidence: Evidence) -> Iterator[str]:
    """Hold no symbolic link: what was approved is what runs."""
    for each in sorted(evidence.folder.rglob("*")):
        if each.is_symlink():
            yield f"{each.relative_to(evidence.folder)} is a link; put the file itself there ({FILE} and all)"
