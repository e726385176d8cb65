"""The registry of tags in a real ledger: it keeps marks, and no UID is ever in any file."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes import HandClock

from kiosk.adapters.ledger.registry import MOST_UNKNOWN, SqliteRegistry
from kiosk.adapters.tag_datasets import STAFF, mark_of
from kiosk.domain.tag_role import RecognisedTag, TagMeaning, TagRole
from kiosk.errors import LedgerUnwritable

UID = bytes.fromhex("DEADBEEF")
AN = TagMeaning(TagRole.BADGE, "An")
CART = TagMeaning(TagRole.CONTAINER, "5")
Open = Callable[[], SqliteRegistry]


@pytest.fixture
def open_registry(tmp_path: Path) -> Iterator[Open]:
    opened: list[SqliteRegistry] = []

    def open_one() -> SqliteRegistry:
        opened.append(SqliteRegistry(tmp_path / "ledger.db", tmp_path, tmp_path / "tags.key"))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()
        each.close()


def test_a_tag_nobody_knows_has_a_mark_and_no_meaning(open_registry: Open) -> None:
    tag = open_registry().recognise(UID)

    assert tag == RecognisedTag(tag.mark)
    assert len(tag.mark) == 64


def test_a_link_outlives_a_restart(open_registry: Open) -> None:
    registry = open_registry()
    registry.link(registry.recognise(UID).mark, CART)

    again = open_registry()

    assert again.recognise(UID).meaning == CART
    assert list(again.links().values()) == [CART]


def test_what_is_unlinked_means_nothing(open_registry: Open) -> None:
    registry = open_registry()
    mark = registry.recognise(UID).mark
    registry.link(mark, CART)

    registry.unlink(mark)

    assert registry.recognise(UID).meaning is None


def test_unknown_tags_are_kept_latest_first_and_counted(open_registry: Open) -> None:
    registry, clock = open_registry(), HandClock()
    for mark in ("a" * 64, "b" * 64, "a" * 64):
        clock.wait(1)
        registry.keep_unknown(mark, clock.now())

    assert [(each.mark[0], each.times) for each in registry.unknown()] == [("a", 2), ("b", 1)]
    assert registry.unknown()[0].last_seen == clock.now()


def test_a_tag_that_is_linked_is_unknown_no_more(open_registry: Open) -> None:
    registry = open_registry()
    registry.keep_unknown("a" * 64, HandClock().now())

    registry.link("a" * 64, AN)

    assert registry.unknown() == ()
    assert registry.has_badges()


def test_only_the_latest_unknown_tags_are_kept(open_registry: Open) -> None:
    """A bored visitor with a phone that shows another UID each time fills no disk."""
    registry, clock = open_registry(), HandClock()
    for number in range(MOST_UNKNOWN + 5):
        clock.wait(1)
        registry.keep_unknown(f"{number:064x}", clock.now())

    assert len(registry.unknown()) == MOST_UNKNOWN
    assert registry.unknown()[-1].mark == f"{5:064x}"


def test_the_hubs_word_comes_before_the_kiosks(open_registry: Open, tmp_path: Path) -> None:
    key = bytes(32)
    registry = open_registry()
    (tmp_path / STAFF).write_text(f'{{"site_key": "{key.hex()}", "staff": [{{"badge": "{mark_of(key, UID)}", "name": "An"}}]}}')

    registry.link(registry.recognise(UID).mark, CART)

    assert registry.recognise(UID).meaning == AN
    assert registry.has_badges()


def test_a_link_made_before_the_sites_key_came_is_kept(open_registry: Open, tmp_path: Path) -> None:
    """Under the site's key from then on."""
    key = bytes(32)
    registry = open_registry()
    registry.link(registry.recognise(UID).mark, CART)
    (tmp_path / STAFF).write_text(f'{{"site_key": "{key.hex()}"}}')

    found = registry.recognise(UID)

    assert found == RecognisedTag(mark_of(key, UID), CART)
    assert registry.links() == {mark_of(key, UID): CART}


def test_no_uid_is_in_any_file(open_registry: Open, tmp_path: Path) -> None:
    registry = open_registry()
    mark = registry.recognise(UID).mark
    registry.keep_unknown(mark, HandClock().now())
    registry.link(mark, AN)

    written = b"".join(each.read_bytes() for each in tmp_path.iterdir())

    assert UID not in written
    assert UID.hex().encode() not in written.lower()


def test_the_key_is_the_owners_alone(open_registry: Open, tmp_path: Path) -> None:
    open_registry()

    assert (tmp_path / "tags.key").stat().st_mode & 0o777 == 0o600


def test_a_ledger_that_cannot_be_written_is_told(open_registry: Open, tmp_path: Path) -> None:
    registry = open_registry()
    other = sqlite3.connect(tmp_path / "ledger.db")
    other.execute("DROP TABLE registry_links")
    other.close()

    with pytest.raises(LedgerUnwritable):
        registry.link("a" * 64, AN)
