"""What the screen says of a tag that was laid down."""

from pathlib import Path

import msgspec
import pytest
from fakes import HandClock
from flask.testing import FlaskClient
from web.counters import Counter

from kiosk.adapters.ledger.registry import SqliteRegistry
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.tag_role import TagMeaning, TagRole
from kiosk.services.tags import Tags
from kiosk.web.readings import create_readings_app

BADGE, NEW = bytes.fromhex("DEADBEEF"), bytes.fromhex("04C0FFEE123456")


@pytest.fixture
def tags(counter: Counter, tmp_path: Path) -> Tags:
    registry = SqliteRegistry(tmp_path / "ledger.db", tmp_path, tmp_path / "tags.key")
    registry.link(registry.recognise(BADGE).mark, TagMeaning(TagRole.BADGE, "An"))
    tags = Tags(counter.desk, registry, HandClock())
    counter.app.extensions["tags"] = tags
    return tags


@pytest.fixture
def client(counter: Counter) -> FlaskClient:
    return counter.app.test_client()


def lay(tags: Tags, uid: bytes) -> None:
    tags.present(Reading(f"run-{uid.hex()}", Medium.TAG, "tag", uid, None))


def idle(client: FlaskClient) -> str:
    return client.get("/", base_url="http://localhost:8080").text


def test_a_badge_is_greeted_by_name(tags: Tags, client: FlaskClient) -> None:
    lay(tags, BADGE)

    assert "Dag An" in idle(client)


def test_a_tag_nobody_knows_is_no_dead_end(tags: Tags, client: FlaskClient) -> None:
    lay(tags, NEW)

    assert "Onbekende tag" in idle(client)


def test_a_command_that_does_not_fit_is_taken_all_the_same(counter: Counter, tags: Tags, tmp_path: Path) -> None:
    """Else capture would send it again and again."""
    registry = SqliteRegistry(tmp_path / "ledger.db", tmp_path, tmp_path / "tags.key")
    registry.link(registry.recognise(NEW).mark, TagMeaning(TagRole.COMMAND, "undo"))
    registry.close()
    reading = Reading("run-1", Medium.TAG, "tag", NEW, None)

    answer = create_readings_app(counter.desk, tags).test_client().post("/v1/readings", data=msgspec.json.encode(reading))

    assert answer.status_code == 204


def test_no_tag_says_nothing(tags: Tags, client: FlaskClient) -> None:
    assert tags.person == ""
    assert not [said for said in ("Dag ", "Onbekende tag") if said in idle(client)]
