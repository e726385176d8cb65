"""What a hub's operator does: accept kiosks, end stolen ones, publish datasets, prove what is held."""

import base64
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from contract.hubs import EnrolledKiosk, RunningHub
from intake_samples import chain
from sqlalchemy import create_engine, update

from kiosk.adapters.hub_http import HttpHub, enrol
from kiosk.adapters.identity import load_or_create_identity
from kiosk.adapters.signer import FileSigner
from kiosk.cli import main
from kiosk.contract.dataset import read_dataset
from kiosk.contract.signature import fingerprint
from kiosk.reference_hub.database import events


def _told(hub: RunningHub, *words: str, status: int = 0) -> str:
    run = CliRunner().invoke(main, ["hub", words[0], "--database", hub.database, *words[1:]])
    assert run.exit_code == status, run.output
    return run.output


def _waiting(hub: RunningHub, state: Path) -> tuple[EnrolledKiosk, str]:
    """Return a kiosk whose fingerprint nobody has compared yet."""
    state.mkdir()
    identity = load_or_create_identity(state)
    granted = enrol(hub.url, _told(hub, "code", "--site", "Leuven").strip(), FileSigner(state), 5)
    return EnrolledKiosk(hub.url, granted, FileSigner(state)), fingerprint(identity.public_key)


def test_a_kiosk_delivers_once_its_fingerprint_was_accepted(hub: RunningHub, tmp_path: Path) -> None:
    """A code that was overheard lets nobody in."""
    kiosk, shown = _waiting(hub, tmp_path / "new")
    events = chain(1, source=kiosk.source)
    before = kiosk.post(events)

    _told(hub, "accept", shown.upper())

    assert (before.status_code, shown in before.json()["detail"]) == (403, True)
    assert kiosk.statuses(events) == {1: "accepted"}
    assert "accepted" in _told(hub, "kiosks")


def test_a_fingerprint_nobody_has_is_not_accepted(hub: RunningHub, tmp_path: Path) -> None:
    _waiting(hub, tmp_path / "new")

    assert "KSK-540" in _told(hub, "accept", "0000-0000-0000-0000", status=2)


def test_a_stolen_kiosk_is_ended_with_its_token_and_its_key(hub: RunningHub, kiosk: EnrolledKiosk, tmp_path: Path) -> None:
    """Its key does not come back with a new code either; new PINs are due until they were published."""
    kiosk.statuses(chain(1, source=kiosk.source))

    said = _told(hub, "revoke", kiosk.id)

    again = CliRunner().invoke(main, ["hub", "code", "--database", hub.database, "--trusted"]).output.strip()
    assert "new PINs" in said
    assert kiosk.post(chain(2, source=kiosk.source)).status_code == 403
    with pytest.raises(Exception, match="stolen"):
        enrol(hub.url, again, FileSigner(tmp_path / "state"), 5)
    assert "new PINs are due" in _told(hub, "kiosks")


# -- datasets ----------------------------------------------------------------------------


@pytest.fixture
def key(hub: RunningHub, tmp_path: Path) -> Path:
    """A publishing key kiosks that enrol from now on trust."""
    file = tmp_path / "publishing.pem"
    _told(hub, "key", str(file))
    return file


def _publish(hub: RunningHub, key: Path, name: str, content: str, *more: str, status: int = 0) -> str:
    file = key.with_name("content.json")
    file.write_text(content, encoding="utf-8")
    return _told(hub, "publish", "--key", str(key), *more, name, str(file), status=status)


def test_a_dataset_comes_signed_and_once(hub: RunningHub, key: Path, tmp_path: Path) -> None:
    """By the kiosk's own client, with the key it was given at enrolment."""
    kiosk = hub.enrolled(tmp_path / "state")
    _publish(hub, key, "recalls", "[]")
    _publish(hub, key, "recalls", '["fire"]', "--expires", "2027-03-01T00:00:00Z")
    client = HttpHub(hub.url, kiosk.granted.token, 5)

    published = client.dataset("recalls", "")
    etag = hub.get("/v1/datasets/recalls", kiosk.token).headers["ETag"]
    again = client.dataset("recalls", etag)

    client.close()
    assert published is not None
    dataset = read_dataset(published.body, published.signature, base64.b64decode(kiosk.granted.publishing_key))
    assert (dataset.version, dataset.content, dataset.expires) == (2, ["fire"], "2027-03-01T00:00:00Z")
    assert again is None


def test_what_names_people_is_for_their_own_site(hub: RunningHub, key: Path, tmp_path: Path) -> None:
    here, there = hub.enrolled(tmp_path / "here", "Leuven"), hub.enrolled(tmp_path / "there", "Gent")

    refused = _publish(hub, key, "staff", "{}", status=2)
    _publish(hub, key, "staff", "{}", "--site", "Leuven")

    assert "--site" in refused
    assert hub.get("/v1/datasets/staff", here.token).status_code == 200
    assert hub.get("/v1/datasets/staff", there.token).status_code == 404
    assert hub.get("/v1/datasets/staff").status_code == 401


def test_the_key_is_its_owners_and_not_the_databases(hub: RunningHub, key: Path) -> None:
    """A stolen database signs nothing; another key signs nothing either."""
    other = key.with_name("other.pem")
    other.write_bytes(key.read_bytes().replace(b"M", b"m", 1))

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "there already" in _told(hub, "key", str(key), status=2)
    assert "KSK-540" in _publish(hub, other, "recalls", "[]", status=2)
    assert key.read_bytes().splitlines()[1] not in str(hub.rows("SELECT * FROM publishing_keys")).encode()


@pytest.mark.parametrize(
    ("name", "content", "more"),
    [("No Name", "[]", ()), ("recalls", "{", ()), ("recalls", "[]", ("--expires", "tomorrow")), ("recalls", "[9007199254740993]", ())],
    ids=["name", "no-json", "time", "number"],
)
def test_what_cannot_be_published_is_told_in_a_sentence(hub: RunningHub, key: Path, name: str, content: str, more: tuple[str, ...]) -> None:
    assert "KSK-540" in _publish(hub, key, name, content, *more, status=2)


# -- proof -------------------------------------------------------------------------------


def test_a_sound_hub_is_proven(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    events = chain(5, source=kiosk.source)
    kiosk.statuses(events[:2])
    kiosk.statuses(events)

    assert "Every chain holds" in _told(hub, "verify")


@pytest.mark.parametrize("changed", [1, 3, 5])
def test_a_byte_that_changed_in_the_database_is_located(hub: RunningHub, kiosk: EnrolledKiosk, changed: int) -> None:
    kiosk.statuses(chain(5, source=kiosk.source))
    _change(hub, changed, body=b"{}")

    assert f"e1.{changed}: its bytes" in _told(hub, "verify", status=1)


def test_a_story_that_was_written_anew_does_not_fit_the_signature(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """Whoever changes bytes, hashes and links all at once still has not the kiosk's key."""
    kiosk.statuses(chain(2, source=kiosk.source))
    other = chain(2, source=kiosk.source, notes=["", "other"])[1]
    _change(hub, 2, body=other.body, hash=other.hash)

    assert "e1.2: the kiosk's signature" in _told(hub, "verify", status=1)


def _change(hub: RunningHub, sequence: int, **values: object) -> None:
    engine = create_engine(hub.database.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(update(events).where(events.c.sequence == sequence).values(**values))
    engine.dispose()
