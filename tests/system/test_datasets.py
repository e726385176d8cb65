"""A dataset on its whole way: signed by a hub, fetched, read by a plugin's worker that is started again, expired."""

import json
from pathlib import Path

import pytest
from datasets import PUBLISHING_KEY, dataset, published
from pytest_httpserver import HTTPServer
from system.test_roles import Site, until
from werkzeug import Request, Response

from kiosk.adapters.counter_http import CounterClient
from kiosk.adapters.identity import load_or_create_identity, write_enrolment
from kiosk.adapters.simulated.counter_top import CounterTop
from kiosk.adapters.simulated.labels import draw_labels
from kiosk.contract.answers import Enrolment
from kiosk.contract.dataset import SIGNATURE_HEADER, Dataset, etag_of

MANIFEST = """\
name = "kinds"
version = "1.0.0"
api = "1.0"
module = "kinds"
author = "Tests"
licence = "EUPL-1.2"
hooks = ["configure", "identify"]
critical = true
datasets = ["kinds"]
summary = { nl = "Voor de tests." }
"""
MODULE = '''\
"""Says what its dataset says."""

import json
from pathlib import Path

from kiosk.plugin_api import Identification, hookimpl


class Kinds:
    """Reads its dataset once."""

    @hookimpl
    def configure(self, site):
        """Read it."""
        file = Path(site.datasets) / "kinds.json"
        self.kind = json.loads(file.read_text())["kind"] if file.exists() else None

    @hookimpl
    def identify(self, readings):
        """Say it."""
        return [Identification(category=self.kind, confidence=1.0)] if self.kind else []


PLUGIN = Kinds()
'''


class Hub:
    """Publishes what it holds, and takes no events."""

    def __init__(self, server: HTTPServer) -> None:
        self.held: Dataset | None = None
        self.asked: list[int] = []
        server.expect_request("/v1/datasets/kinds").respond_with_handler(self._answer)
        for name in ("tags", "staff"):
            server.expect_request(f"/v1/datasets/{name}").respond_with_data(status=404)

    def _answer(self, request: Request) -> Response:
        if self.held is None:
            return Response(status=404)
        came = published(self.held)
        is_known = request.headers.get("If-None-Match") == etag_of(came.body)
        self.asked.append(304 if is_known else 200)
        return Response(status=304) if is_known else Response(came.body, headers={SIGNATURE_HEADER: came.signature})


@pytest.fixture
def site(tmp_path: Path, httpserver: HTTPServer) -> Site:
    plugin = tmp_path / "plugins" / "kinds"
    plugin.mkdir(parents=True)
    (plugin / "plugin.toml").write_text(MANIFEST, encoding="utf-8")
    (plugin / "kinds.py").write_text(MODULE, encoding="utf-8")
    site = Site(tmp_path)
    text = site.settings.read_text(encoding="utf-8").replace("[folders]\n", f"[folders]\nplugins = ['{plugin.parent}']\n")
    site.settings.write_text(f"{text}[hosting]\napproval = 'automatic'\n[hub]\ndatasets_every_s = 1\n", encoding="utf-8")
    (tmp_path / "state").mkdir()
    identity = load_or_create_identity(tmp_path / "state")
    granted = Enrolment(identity.kiosk, "Leuven", "LV1", "secret", PUBLISHING_KEY)
    write_enrolment(tmp_path / "state", httpserver.url_for("/").rstrip("/"), granted)
    return site


def test_a_newer_dataset_is_read_by_its_plugin_and_an_expired_one_is_shown(site: Site, httpserver: HTTPServer) -> None:
    """Nobody restarts anything; nothing is fetched twice."""
    hub, screen = Hub(httpserver), CounterClient(f"http://127.0.0.1:{site.port}")
    pictures = draw_labels(site.folder, seed=2)
    top = CounterTop(site.folder / "run" / "counter-top.json")
    content = site.folder / "state" / "datasets" / "kinds.json"

    def is_taken_for(kind: str) -> bool:
        return (screen.look() or {}).get("category") == kind

    with site.running("run", "all"):
        assert until(screen.look)
        hub.held = dataset("kinds", 1, {"kind": "lamp"})
        assert until(content.exists)
        assert until(lambda: 304 in hub.asked)
        assert _is_told_of(site, "Dataset kinds: version 1")
        top.put(pictures[0])
        assert until(lambda: (screen.look() or {}).get("intake"))
        assert until(lambda: is_taken_for("lamp") or _again(screen, top, pictures[0]))

        top.clear()
        assert screen.tap("intake/back")
        hub.held = dataset("kinds", 2, {"kind": "radio"})
        assert until(lambda: json.loads(content.read_text(encoding="utf-8"))["kind"] == "radio")
        top.put(pictures[1])
        assert until(lambda: is_taken_for("radio") or _again(screen, top, pictures[1]))

        hub.held = dataset("kinds", 3, {"kind": "radio"}, expires="2026-01-01T00:00:00Z")
        assert until(lambda: "KSK-531" in str((screen.look() or {}).get("faults")))
        assert (screen.look() or {})["allowed"] in ([], ["recycle"])
    screen.close()


def _again(screen: CounterClient, top: CounterTop, picture: Path) -> bool:
    """Begin the item anew, in case its plugin was being started again."""
    seen = screen.look() or {}
    if seen.get("intake"):
        screen.tap("intake/back")
    top.clear()
    until(lambda: (screen.look() or {}).get("emptied"), 2.0)
    top.put(picture)
    return False


def _is_told_of(site: Site, words: str) -> bool:
    return bool(until(lambda: words in site.kiosk("outbox", "status").stdout))
