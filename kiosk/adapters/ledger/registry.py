"""The registry of tags: the hub's datasets, what the supervisor linked here, and the tags nobody knows.

Before the hub has sent the site's key, a key of this kiosk's own makes the marks. A tag linked
under it is linked again under the site's key when it is next laid down.
"""

import secrets
import sqlite3
import threading
from pathlib import Path

import msgspec

from kiosk.adapters.durable_file import create_durably
from kiosk.adapters.ledger.file import open_ledger, transaction
from kiosk.adapters.tag_datasets import TagDatasets, mark_of
from kiosk.domain.moment import Moment
from kiosk.domain.staff import StaffMember
from kiosk.domain.tag_role import Mark, RecognisedTag, TagMeaning, TagRole, UnknownTag
from kiosk.errors import LedgerUnwritable

KEY_BYTES = 32
MOST_UNKNOWN = 200
"""More than anybody looks through; the oldest make room."""


class SqliteRegistry:
    """What tags stand for, in the ledger's file and the registry folder."""

    def __init__(self, ledger: Path | str, datasets: Path, key_file: Path) -> None:
        """Open the registry; the kiosk's own key is made where there is none."""
        if not key_file.exists():
            create_durably(key_file, secrets.token_bytes(KEY_BYTES), 0o600)
        self._own_key = key_file.read_bytes()
        self._datasets = TagDatasets(datasets)
        self._connection = open_ledger(ledger).connection
        self._lock = threading.Lock()

    @property
    def key(self) -> bytes:
        """The site's key, or this kiosk's own until the hub has sent that."""
        self._datasets.meanings()
        return self._datasets.key or self._own_key

    def people(self) -> tuple[StaffMember, ...]:
        """Return the people the hub names."""
        return self._datasets.people()

    def close(self) -> None:
        """Let go of the file; twice does no harm."""
        with self._lock:
            self._connection.close()

    def recognise(self, uid: bytes) -> RecognisedTag:
        """Return the mark of a tag, and what it stands for."""
        said = self._datasets.meanings()
        key, own = self.key, mark_of(self._own_key, uid)
        mark = mark_of(key, uid)
        if meaning := said.get(mark) or self._linked(mark):
            return RecognisedTag(mark, meaning)
        if mark != own and (meaning := self._linked(own)):
            self.link(mark, meaning)
            self.unlink(own)
            return RecognisedTag(mark, meaning)
        return RecognisedTag(mark)

    def has_badges(self) -> bool:
        """Tell whether any badge is registered: then a tag nobody knows may be one, too."""
        in_datasets = any(each.role is TagRole.BADGE for each in self._datasets.meanings().values())
        return in_datasets or bool(self._rows("SELECT 1 FROM registry_links WHERE role = ? LIMIT 1", TagRole.BADGE))

    def keep_unknown(self, mark: Mark, at: Moment) -> None:
        """Remember a tag nobody knows, by its mark.

        :raises LedgerUnwritable: it could not be kept.
        """
        self._write(
            (
                "INSERT INTO registry_unknown VALUES (?, ?, ?, 1)"  # noqa: ISC004 - one order over two lines
                " ON CONFLICT (mark) DO UPDATE SET wall = excluded.wall, at = excluded.at, times = times + 1",
                (mark, at.wall_s, msgspec.json.encode(at).decode()),
            ),
            (
                "DELETE FROM registry_unknown WHERE mark NOT IN (SELECT mark FROM registry_unknown ORDER BY wall DESC, mark LIMIT ?)",
                (MOST_UNKNOWN,),
            ),
        )

    def unknown(self) -> tuple[UnknownTag, ...]:
        """Return the tags nobody knows, latest first."""
        said = self._datasets.meanings()
        rows = self._rows("SELECT mark, at, times FROM registry_unknown ORDER BY wall DESC, mark")
        return tuple(
            UnknownTag(str(mark), msgspec.json.decode(str(at), type=Moment), int(str(times)))
            for mark, at, times in rows
            if mark not in said
        )

    def links(self) -> dict[Mark, TagMeaning]:
        """Return what was linked at this kiosk."""
        return {
            str(mark): TagMeaning(TagRole(str(role)), str(name))
            for mark, role, name in self._rows("SELECT mark, role, name FROM registry_links")
        }

    def link(self, mark: Mark, meaning: TagMeaning) -> None:
        """Let a tag stand for something.

        :raises LedgerUnwritable: it could not be kept.
        """
        self._write(
            ("INSERT OR REPLACE INTO registry_links VALUES (?, ?, ?)", (mark, meaning.role, meaning.name)),
            ("DELETE FROM registry_unknown WHERE mark = ?", (mark,)),
        )

    def unlink(self, mark: Mark) -> None:
        """Let a tag stand for nothing again.

        :raises LedgerUnwritable: it could not be kept.
        """
        self._write(("DELETE FROM registry_links WHERE mark = ?", (mark,)))

    # -- inside ------------------------------------------------------------------------

    def _linked(self, mark: Mark) -> TagMeaning | None:
        rows = self._rows("SELECT role, name FROM registry_links WHERE mark = ?", mark)
        return TagMeaning(TagRole(str(rows[0][0])), str(rows[0][1])) if rows else None

    def _rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def _write(self, *orders: tuple[str, tuple[object, ...]]) -> None:
        try:
            with self._lock, transaction(self._connection):
                for order, values in orders:
                    self._connection.execute(order, values)
        except sqlite3.Error as error:
            raise LedgerUnwritable(str(error)) from error
