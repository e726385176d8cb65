"""Composition root of what operators make of a hub's events."""

from contextlib import closing
from dataclasses import dataclass


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
