"""How bodies lie on the card: small, whole again to the byte, and an older kiosk's beside them."""

import json
import sqlite3
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_samples import SOURCE, recorded_intake, told

from kiosk.adapters.item_codes import item_code
from kiosk.adapters.ledger import migrating
from kiosk.adapters.ledger.everyday import EVERYDAY
from kiosk.adapters.ledger.figures import SqliteFigures
from kiosk.adapters.ledger.file import APPLICATION_ID
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.ledger.packed import MOST_BYTES, packed, unpacked
from kiosk.contract.envelope import FIRST_PREVHASH, digest, seal
from kiosk.contract.events import Link
from kiosk.contract.published import event_examples


def test_what_bodies_are_packed_against_never_changes() -> None:
    """One byte of it changed, and no ledger could be read again."""
    assert (len(EVERYDAY), zlib.crc32(EVERYDAY)) == (7676, 2242362577)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=200), max_size=5))
@settings(max_examples=50, deadline=None)
def test_a_body_comes_back_to_the_byte(values: dict[str, str]) -> None:
    body = json.dumps(values).encode()

    assert unpacked(packed(body)) == body
    assert unpacked(body) == body


def test_every_kind_of_event_takes_less_room() -> None:
    """And those of recorded items, which are most of them, less than half."""
    for each in event_examples():
        assert len(packed(each.body)) < (0.5 if "intake.recorded" in each.type else 0.9) * len(each.body)


@pytest.mark.parametrize(
    "kept",
    [b"", b"x", packed(b'{"a":1}')[:-1], zlib.compress(b'{"a":1}')[2:], packed(b"{" + bytes(MOST_BYTES)), None, 7, "{}"],
    ids=["empty", "one byte", "cut", "headless", "bomb", "null", "number", "text"],
)
def test_what_the_card_made_of_a_body_is_told_from_one(kept: object) -> None:
    """SQLite has no checksum of its own: a spoiled page may hold anything."""
    with pytest.raises(ValueError, match="body"):
        unpacked(kept)


def test_an_older_kiosks_ledger_goes_on(tmp_path: Path) -> None:
    """Its plain bodies are read, found by their codes, counted and sent; what comes now is packed beside them."""
    path = tmp_path / "ledger.db"
    old = recorded_intake("e1-1")
    event = seal(told(old.id), Link(SOURCE, "e1", 1, FIRST_PREVHASH))
    _write_schema_4(path, _plain(old.id, item_code("LV2", 4172), "stop", "dirty"), event.body, bytes.fromhex(event.hash))

    desk, outbox, figures = SqliteIntakes(path, SOURCE), SqliteOutbox(path), SqliteFigures(path)
    new = recorded_intake(desk.new_id())
    desk.record(new, [told(new.id)])
    found, tally, leased = desk.find(item_code("LV2", 4172)), figures.tally(0), desk.placed()
    sent = outbox.waiting(10, 1 << 20)
    for each in (desk, outbox, figures):
        each.close()

    assert found is not None
    assert found.id == old.id
    assert (tally.dangers, tally.overridden) == (1, 1)
    assert leased == {"shop-1": 1}
    assert [(each.id, digest(each.body)) for each in sent] == [(f"e1.{place}", sent[place - 1].hash) for place in (1, 2)]
    assert sent[0].body == event.body


def _plain(number: str, code: str, ruling: str, reason: str) -> bytes:
    """Return an intake as version 4 wrote it."""
    import msgspec

    body = msgspec.json.decode(msgspec.json.encode(recorded_intake(number)))
    body["verdict"]["ruling"] = ruling
    return msgspec.json.encode({**body, "code": code, "override": {"outcome": "recycle", "reason": reason, "by": "staff"}})


def _write_schema_4(path: Path, intake: bytes, event: bytes, hashed: bytes) -> None:
    connection = sqlite3.connect(path)
    for script in migrating._scripts()[:4]:  # noqa: SLF001 - the steps themselves, to stop at one
        connection.executescript(script)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 4")
    connection.execute("INSERT INTO meta VALUES (1, 'e1', ?)", [SOURCE])
    connection.execute("INSERT INTO intakes VALUES (1, 'recorded', 'recycle', 1.0, 1.0, ?, 'shop-1')", [intake])
    connection.execute("INSERT INTO events VALUES (1, 'intake.recorded', 'e1-1', ?, ?, ?)", [event, hashed, zlib.crc32(event)])
    connection.commit()
    connection.close()
