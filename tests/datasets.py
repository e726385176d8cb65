"""Datasets as a hub signs them."""

import base64
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract.dataset import Dataset, dataset_body
from kiosk.ports import Published

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLISHING_KEY = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
OTHER_PUBLISHING_KEY = base64.b64encode(OTHER_KEY.public_key().public_bytes_raw()).decode()


def dataset(name: str = "recalls", version: int = 1, content: object = None, expires: str | None = None) -> Dataset:
    """Return a dataset that was published on New Year's Day of 2027."""
    return Dataset(name, version, "2027-01-01T00:00:00Z", expires, content if content is not None else {"version": version})


def published(each: Dataset, key: Ed25519PrivateKey = KEY) -> Published:
    """Return it signed."""
    body = dataset_body(each)
    return Published(body, base64.b64encode(key.sign(body)).decode())


class DatasetHub:
    """A publisher that holds what it was given."""

    def __init__(self, held: Mapping[str, Published]) -> None:
        self.held = dict(held)
        self.asked: list[tuple[str, str]] = []

    def dataset(self, name: str, etag: str) -> Published | None:
        """Return what it holds."""
        self.asked.append((name, etag))
        return self.held.get(name)
