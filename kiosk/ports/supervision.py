"""Whoever keeps a role alive, as the role speaks to it."""

from typing import Protocol


class Supervision(Protocol):
    """Starts a role again when it stays silent."""

    def ready(self) -> None:
        """Say that the role does its work now."""
        ...

    def alive(self) -> None:
        """Say that the role's self-check has just passed; whoever stays silent is killed and started again."""
        ...

    def says(self, sentence: str) -> None:
        """Give the technician one sentence about how the role is doing."""
        ...
