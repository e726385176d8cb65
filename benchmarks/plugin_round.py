"""What a whole round costs over ten plugins: identify, questions, assess and veto, route.

The ten plugins answer at once with a typical answer, so nearly all of the round is the
kiosk's own: writing, sockets, processes, reading and checking. What the hooks themselves
take is measured in this process, and a plain socket round trip beside it.
"""

import importlib.util
import os
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType

from kiosk.domain.destination import Destination
from kiosk.domain.item import Item
from kiosk.domain.outcome import Outcome
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.verdict import Policy, decide
from kiosk.plugin_api import Site
from kiosk.plugin_host.discovery import find
from kiosk.plugin_host.panel import SocketPanel
from kiosk.plugin_host.spawned import SpawnedWorkers

PLUGINS = 10
ROUNDS = 300
WARM_UP = 30
GOAL_MS = 10.0
READINGS = (Reading("r-1", Medium.CAMERA, "ean13", b"4242005045112", "4242005045112"),)
CARTS = tuple(Destination(number, {"nl": "Kar"}, outcome) for number, outcome in zip("254", Outcome, strict=True))
HYPOTHESES = tuple({"works": works, "whole": whole} for works in ("yes", "no", "unsure") for whole in ("yes", "no", "unsure"))
MANIFEST = """\
name = "{name}"
version = "1.0.0"
api = "1.0"
module = "hooks"
author = "Benchmark"
licence = "EUPL-1.2"
hooks = ["identify", "questions", "assess", "veto", "route"]
summary = {{ nl = "Voor de meting." }}
"""
HOOKS = """
from kiosk.plugin_api import Choice, Identification, Opinion, Outcome, Question, QuestionKind, Reason, Route, Veto, hookimpl

TEXTS = {"nl": "Werkt het toestel nog?", "fr": "Fonctionne-t-il encore ?", "en": "Does it still work?", "de": "Funktioniert es noch?"}
WORKS = Question("works", QuestionKind.YESNO, TEXTS, (Choice("yes", {"nl": "Ja"}), Choice("no", {"nl": "Nee"}), Choice("unsure", {"nl": "?"})))
WHY = Reason("bench", TEXTS, "BVR 23.06.2017")

@hookimpl
def identify(readings):
    return [Identification(category="kettle", brand="Norda", confidence=0.9)]

@hookimpl
def questions(item, answers):
    return [WORKS]

@hookimpl
def assess(item, answers):
    return [Opinion(Outcome.REUSE, 0.8, WHY), Opinion(Outcome.REPAIR, 0.6, WHY)]

@hookimpl
def veto(item, answers):
    return [Veto(frozenset({Outcome.REUSE}), WHY)]

@hookimpl
def route(item, verdict, destinations):
    return [Route(destinations[0].id, 0.5, WHY)]
"""


def section() -> str:
    """Measure, and return the section of the page."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        place = Path(folder)
        own_ms = _own_ms(_laid_down(place))
        records = find([place / "plugins"])
        with SpawnedWorkers(records, place) as workers:
            panel = SocketPanel(records, workers.sockets, settings={}, site=Site("Bench"), patience_s=60.0, required=())
            panel.round()
            whole = _timed(lambda: _round(panel))
            parts = {name: _timed(partial(step, panel)) for name, step in STEPS.items()}
            alive = sum(each.status == "running" for each in panel.records())
            panel.close()
        line = _timed(_echoing(place))
    over_ms = statistics.median(whole) - own_ms
    rows = [_row("whole round", whole), *(_row(name, each) for name, each in parts.items()), _row("plain socket round trip", line)]
    return f"""\
## A whole round over {PLUGINS} plugins

{alive} of {PLUGINS} plugins running, {ROUNDS} rounds after {WARM_UP} to warm up, on {os.cpu_count()} cores that are shared with other work.
The ten plugins' own time, their hooks called one after the other in one process, is {own_ms:.2f} ms. Median over that: **{over_ms:.1f} ms**
(goal: at most {GOAL_MS:.0f} ms). The plain round trip is one line of 300 bytes to one process and back.

| what | median | p95 |
|---|--:|--:|
""" + "\n".join(rows)


def _round(panel: SocketPanel) -> None:
    turn = panel.round()
    turn.identify(READINGS)
    item = Item(READINGS)
    turn.questions(item, {})
    (judgement,) = turn.judge(item, [{"works": "yes"}])
    verdict = decide(judgement.opinions, judgement.vetoes, turn.silent, Policy())
    turn.route(item, verdict, CARTS)
    if turn.silent:
        raise SystemExit(f"somebody was silent: {turn.silent}")


STEPS: dict[str, Callable[[SocketPanel], object]] = {
    "identify alone": lambda panel: panel.round().identify(READINGS),
    "questions alone": lambda panel: panel.round().questions(Item(READINGS), {}),
    "assess and veto alone": lambda panel: panel.round().judge(Item(READINGS), [{}]),
    "assess and veto under 9 sets of answers": lambda panel: panel.round().judge(Item(READINGS), HYPOTHESES),
}


def _laid_down(place: Path) -> ModuleType:
    """Write ten plugins and return the hooks of one, imported here."""
    for number in range(PLUGINS):
        folder = place / "plugins" / f"bench_{number}"
        folder.mkdir(parents=True)
        (folder / "plugin.toml").write_text(MANIFEST.format(name=folder.name), encoding="utf-8")
        (folder / "hooks.py").write_text(HOOKS, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("bench_hooks", place / "plugins" / "bench_0" / "hooks.py")
    if spec is None or spec.loader is None:
        raise SystemExit("the benchmark's own plugin is gone")
    hooks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hooks)
    return hooks


def _own_ms(hooks: ModuleType) -> float:
    item = Item(READINGS)
    verdict = decide((), (), (), Policy())

    def once() -> None:
        for _ in range(PLUGINS):
            hooks.identify(READINGS)
            hooks.questions(item, {})
            hooks.assess(item, {})
            hooks.veto(item, {})
            hooks.route(item, verdict, CARTS)

    return statistics.median(_timed(once))


def _echoing(place: Path) -> Callable[[], None]:
    """Return a plain round trip to a process that only echoes."""
    path = place / "echo.sock"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    if os.fork() == 0:
        there, _ = listener.accept()
        while said := there.recv(4096):
            there.sendall(said)
        os._exit(0)
    line = socket.socket(socket.AF_UNIX)
    line.connect(str(path))
    message = b"x" * 299 + b"\n"

    def trip() -> None:
        line.sendall(message)
        line.recv(4096)

    return trip


def _timed(step: Callable[[], object]) -> Sequence[float]:
    """Return how long the step took each time, in ms."""
    took = []
    for number in range(WARM_UP + ROUNDS):
        began_s = time.perf_counter()
        step()
        if number >= WARM_UP:
            took.append((time.perf_counter() - began_s) * 1000)
    return took


def _row(name: str, took_ms: Sequence[float]) -> str:
    return f"| {name} | {statistics.median(took_ms):.2f} ms | {statistics.quantiles(took_ms, n=20)[-1]:.2f} ms |"
