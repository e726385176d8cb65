"""Being the only one: a lock on a file that ends with its process, however that ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import DeliveryTwice


@contextmanager
def sole(path: Path) -> Iterator[None]:
    """Hold the lock meanwhile.

    :raises DeliveryTwice: another process holds it.
    """
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DeliveryTwice(str(path)) from error
        yield


def is_held(path: Path) -> bool:
    """Tell whether some process holds the lock."""
    if not path.exists():
        return False
    try:
        with sole(path):
            return False
    except DeliveryTwice:
        return True
