"""Composition root of what operators make of a hub's events."""

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.reference_hub.admission import Conflict


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A projection made again, beside the one it replaced."""

    events: int
    before: str
    after: str

    @property
    def is_same(self) -> bool:
        """Whether both are equal bit for bit."""
        return self.before == self.after


def project_hub(database: str) -> int:
    """Bring the projection up to date and return how many events were folded."""
    from kiosk.reference_hub.database import Database
    from kiosk.reference_hub.projecting import project

    with closing(Database(database)) as hub:
        return project(hub)


def rebuild_hub(database: str) -> Rebuilt:
    """Bring the projection up to date, then make it again."""
    from kiosk.reference_hub.database import Database
    from kiosk.reference_hub.projecting import fingerprint, project, rebuild

    with closing(Database(database)) as hub:
        project(hub)
        with hub.reading() as connection:
            before = fingerprint(connection)
        folded = rebuild(hub)
        with hub.reading() as connection:
            return Rebuilt(folded, before, fingerprint(connection))


def conflicts_at(database: str, kiosk: str) -> list["Conflict"]:
    """Return the events that tell another story than those the hub has."""
    from kiosk.reference_hub.admission import conflicts_of
    from kiosk.reference_hub.database import Database

    with closing(Database(database)) as hub, hub.reading() as connection:
        return list(conflicts_of(connection, kiosk))
