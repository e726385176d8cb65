"""Write benchmarks/counter.md: from a scan to the painted verdict, in a real browser, with all bundled plugins.

python benchmarks/counter.py

The whole product runs as ``kiosk run all`` does, without devices; codes are handed to the
desk's socket as capture does. Beside it, in the same run, stands a bare page swap: a file
server sends the same page, a script puts it in. Needs Debian's Chromium.
"""

import functools
import http.server
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.counter_stage import MANY, Quiet, busy_cores, fill, product, wait
from kiosk.adapters.counter_http import CounterClient
from kiosk.adapters.reading_sink import DeskSocket
from kiosk.bootstrap.people import Attendant
from kiosk.bootstrap.places import places
from kiosk.domain.reading import Medium, Reading
from kiosk.settings import load

PAGE = Path(__file__).with_suffix(".md")
STATIC = Path(__file__).parents[1] / "kiosk" / "web" / "static"
CODE = "4242005045112"
CATEGORY = "kettle"
ROUNDS, WARM_UP = 40, 5
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PAINTED = """(before) => new Promise((resolve) => {
  const look = () => document.body.dataset.state !== before
    && (watch.disconnect(), requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now()))));
  const watch = new MutationObserver(look);
  watch.observe(document.body, { attributes: true });
  look();
})"""
BARE = """async () => {
  const began = performance.now();
  const reply = await fetch("/verdict.html", { cache: "no-store" });
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - began;
}"""


def scans(page: Page, address: str, socket: DeskSocket) -> tuple[list[float], list[float]]:
    """Return the milliseconds from a scan to its first screen's paint, and from an answer to the verdict's, each sorted."""
    screen, scanned, answered = CounterClient(address), [], []
    for number in range(ROUNDS + WARM_UP):
        wait(lambda: page.evaluate("document.body.dataset.screen") == "idle")
        to_question = _painted(page, lambda: socket.deliver(_reading()))
        to_verdict = 0.0
        while (seen := screen.look() or {}).get("stage") == "asking":
            to_verdict = _painted(page, functools.partial(Attendant(screen).act, seen))
        if number >= WARM_UP:
            scanned.append(to_question)
            answered.append(to_verdict)
        while (screen.look() or {}).get("intake"):
            screen.tap("intake/back")
    screen.close()
    return sorted(scanned), sorted(answered)


def _reading() -> Reading:
    return Reading(f"bench-{time.time_ns()}", Medium.SCANNER, "ean13", CODE.encode(), CODE)


def _painted(page: Page, act: Callable[[], object]) -> float:
    """Return the milliseconds from an act to the paint of what it leads to."""
    page.evaluate(f"() => {{ window.painted = ({PAINTED})(document.body.dataset.state); }}")
    began_ms = time.time() * 1000
    act()
    return float(page.evaluate("() => window.painted")) - began_ms


def bare_swap(browser: Browser, address: str, page: Page, folder: Path) -> list[float]:
    """Return the milliseconds of fetching the same page from a file server and swapping it in, sorted."""
    page.goto(address)
    (folder / "verdict.html").write_text(page.content().replace("<script", "<!--").replace("</script>", "-->"), encoding="utf-8")
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bare = browser.new_page(viewport={"width": 800, "height": 480})
    bare.goto(f"http://127.0.0.1:{server.server_port}/verdict.html")
    took = sorted(float(bare.evaluate(BARE)) for _ in range(ROUNDS))
    bare.close()
    server.shutdown()
    return took


def first_paint(page: Page, address: str) -> list[float]:
    """Return the milliseconds from a reload to the first paint, sorted."""
    took = []
    for _ in range(10):
        page.goto(address)
        wait(lambda: bool(page.evaluate("performance.getEntriesByName('first-contentful-paint').length")))
        took.append(float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")))
    return sorted(took)


def weight(browser: Browser, address: str) -> int:
    """Return the bytes a screen loads on the main path, uncompressed and not from its cache."""
    page = browser.new_page(viewport={"width": 800, "height": 480})
    page.goto(address)
    page.wait_for_load_state("load")
    loaded = page.evaluate("performance.getEntriesByType('resource').map((each) => [each.name, each.decodedBodySize])")
    whole = len(page.content().encode())
    page.close()
    return whole + sum(int(size) for name, size in loaded if "/live" not in name)


def main() -> None:
    """Measure and write the page."""
    rows: list[tuple[str, list[float], str]] = []
    with sync_playwright() as player, tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        browser, state = player.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS), Path(folder)
        page = browser.new_page(viewport={"width": 800, "height": 480})
        with product(state) as (address, socket_path):
            socket, screen = DeskSocket(socket_path), CounterClient(address)
            time.sleep(3)  # plugins come up
            page.goto(address)
            _learn(screen, socket)
            page.goto(address)
            rows += _rows("", scans(page, address, socket), "120")
            with busy_cores():
                rows += _rows(", every core busy", scans(page, address, socket), "200")
            rows.append(("reload to first paint", first_paint(page, address), "200"))
            loaded = weight(browser, address)
            plugins = _plugins()
            socket.deliver(_reading())
            _settle(screen, "judged")
            (state / "bare").mkdir()
            rows.append(("a bare page swap of the same page", bare_swap(browser, address, page, state / "bare"), ""))
            screen.tap("intake/confirm")
            socket.close()
        fill(places(load(state / "settings.toml")).ledger)
        with product(state) as (address, socket_path):
            socket = DeskSocket(socket_path)
            time.sleep(3)
            page.goto(address)
            rows += _rows(f" after {MANY:,} items today", scans(page, address, socket), "120")
            rows.append((f"reload to first paint after {MANY:,} items today", first_paint(page, address), "200"))
            socket.close()
        browser.close()
    PAGE.write_text(_written(rows, loaded, plugins), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def _learn(screen: CounterClient, socket: DeskSocket) -> None:
    """Let the desk know what the code is: staff name it once."""
    socket.deliver(_reading())
    _settle(screen, "")
    screen.tap("intake/done")
    time.sleep(11)  # the same code within ten seconds would be asked about


def _settle(screen: CounterClient, stage: str) -> None:
    """Answer what is asked until the intake has reached a stage; empty for recorded."""
    attendant = Attendant(screen, CATEGORY)

    def is_there() -> bool:
        seen = screen.look() or {}
        if (stage and seen.get("stage") == stage) or (not stage and seen.get("receipt")):
            return True
        attendant.act(seen)
        return False

    wait(is_there)


def _rows(when: str, took: tuple[list[float], list[float]], goal: str) -> list[tuple[str, list[float], str]]:
    return [(f"scan to question{when}", took[0], goal), (f"answer to verdict{when}", took[1], goal)]


def _written(rows: list[tuple[str, list[float], str]], loaded: int, plugins: int) -> str:
    lines = [
        f"| {what} | {statistics.median(took):.0f} ms | {took[int(len(took) * 0.95)]:.0f} ms | {goal and f'{goal} ms'} |"
        for what, took, goal in rows
    ]
    return "\n".join(
        [
            "# The counter: measured",
            "",
            "Generated by `python benchmarks/counter.py`: the whole product with its",
            f"{plugins} bundled plugins, codes handed to the desk's socket, Debian's Chromium at 800x480. {ROUNDS} scans each.",
            f"Load of the machine at the end of the run: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, shared with other work.",
            "With all bundled plugins an ordinary appliance is asked about before its verdict, so both halves are measured.",
            "",
            "| what | median | p95 | goal for p95 |",
            "|---|--:|--:|--:|",
            *lines,
            "",
            f"The main path loads {loaded / 1024:.0f} KB: page, styles, script, pictograms, typeface (goal: at most 150 KB).",
            "",
        ]
    )


def _plugins() -> int:
    return len([each for each in (Path(__file__).parents[1] / "plugins").iterdir() if (each / "plugin.toml").exists()])


if __name__ == "__main__":
    main()
