"""``kiosk hub check``: the reference hub keeps every rule, and a hub that does not is told which."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from contract.hubs import RunningHub
from flask import Flask, Response, request
from werkzeug.serving import make_server

from kiosk.adapters.hub_item_rules import ITEM_RULES, PARTNER_RULES
from kiosk.adapters.hub_rules import RULES, examine
from kiosk.cli import main
from kiosk.errors import EnrolmentRefused, HubUnreachable
from kiosk.reference_hub.app import create_hub
from kiosk.reference_hub.enrolment import issue_code, issue_partner_token


def test_the_reference_hub_keeps_every_rule(hub: RunningHub) -> None:
    partner = issue_partner_token(hub.database, "De Kringwinkel")
    run = CliRunner().invoke(main, ["hub", "check", hub.url, "--code", issue_code(hub.database, "Leuven"), "--partner", partner])

    assert run.exit_code == 0, run.output
    assert run.output.count("holds") == 1 + len(RULES) + len(ITEM_RULES) + len(PARTNER_RULES)


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["hub_database"].close()


def _accepts_everything(response: Response) -> Response:
    """Say that all is well, as a hub does that looks at nothing."""
    response.data = response.data.replace(b'"conflict"', b'"accepted"').replace(b'"refused"', b'"accepted"')
    return response


def _names_nobody(response: Response) -> Response:
    """Forget to echo the kiosk."""
    response.data = response.data.replace(b'"kiosk":"k-', b'"kiosk":"x-')
    return response


def _forgets_items(response: Response) -> Response:
    """Count nothing, and lease everybody the same numbers."""
    if request.path == "/v1/items":
        response.data = b'{"items":[],"more":false,"behind":0}'
    if request.path.endswith("/numbers") and response.status_code == 200:
        response.data = b'{"prefix":"LV1","first":1,"last":5000}'
    return response


def _refuses_in_html(response: Response) -> Response:
    if response.status_code >= 400:
        response.data, response.content_type = b"<html>no</html>", "text/html"
    return response


@pytest.mark.parametrize(
    ("wrong", "rules"),
    [
        (_accepts_everything, {"conflict", "changed byte", "refused by name"}),
        (_names_nobody, {"accepted by name", "Sending again"}),
        (_refuses_in_html, {"once", "without a token", "413"}),
        (_forgets_items, {"found by its code", "leased twice"}),
    ],
    ids=["accepts-everything", "names-nobody", "refuses-in-html", "forgets-items"],
)
def test_a_hub_that_breaks_a_rule_is_told_which(tmp_path: Path, wrong: Callable[[Response], Response], rules: set[str]) -> None:
    database = f"sqlite:///{tmp_path / 'hub.db'}"
    app = create_hub(database)

    @app.after_request
    def _spoil(response: Response) -> Response:
        return response if request.path == "/v1/enrolments" and response.status_code == 201 else wrong(response)

    with _served(app) as url:
        broken = [each.rule for each in examine(url, issue_code(database, "Leuven")) if each.found]
        run = CliRunner().invoke(main, ["hub", "check", url, "--code", issue_code(database, "Leuven")])

    assert all(any(part in rule for rule in broken) for part in rules), broken
    assert "A type of tomorrow is kept." not in broken or wrong is _names_nobody
    assert run.exit_code == 2
    assert "KSK-541" in run.output


def test_a_code_that_is_not_taken_ends_the_check_in_words(hub: RunningHub) -> None:
    with pytest.raises(EnrolmentRefused, match="15 minutes"):
        list(examine(hub.url, "AAAAA-AAAAA"))


def test_no_hub_is_told_so() -> None:
    with pytest.raises(HubUnreachable):
        list(examine("http://127.0.0.1:1", "AAAAA-AAAAA"))
