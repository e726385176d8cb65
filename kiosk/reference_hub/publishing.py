"""Publishing datasets: signed with a key that lies in a file of the publisher, never in the database.

So a stolen database signs nothing. Versions rise by themselves; a dataset is for every site or
for one, and what names people or tags is never for every site.
"""

import base64
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from sqlalchemy import Connection, func, insert, select

from kiosk.contract.dataset import Dataset, dataset_body, etag_of, is_dataset_name
from kiosk.errors import HubCommandRefused
from kiosk.reference_hub.database import datasets, now_s, publishing_keys

OF_ONE_SITE = frozenset({"staff", "tags"})
"""Datasets that hold a site's own people and tags."""
EVERY_SITE = ""


@dataclass(frozen=True, slots=True)
class SignedDataset:
    """A dataset as it is sent."""

    body: bytes
    signature: str
    """Base64 of the Ed25519 signature over the body."""

    @property
    def etag(self) -> str:
        """Its entity tag."""
        return etag_of(self.body)


@dataclass(frozen=True, slots=True)
class ToPublish:
    """What somebody wants kiosks to have."""

    name: str
    content: Any
    site: str = EVERY_SITE
    expires: str | None = None
    """RFC 3339 with a time zone; None for never."""


def make_key(connection: Connection, file: Path) -> None:
    """Make the key datasets are signed with, in a file only its owner reads, and let kiosks that enrol from now on know it.

    :raises HubCommandRefused: the file is there already.
    """
    key = Ed25519PrivateKey.generate()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise HubCommandRefused(f"{file} is there already, and kiosks may trust the key in it; name another file") from error
    with os.fdopen(descriptor, "wb") as out:
        out.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    connection.execute(insert(publishing_keys).values(public_key=key.public_key().public_bytes_raw(), since=now_s(connection)))


def publishing_key(connection: Connection) -> str:
    """Return the public key of datasets in base64, as kiosks pin it; empty where nothing is published."""
    newest = select(publishing_keys.c.public_key).order_by(publishing_keys.c.since.desc()).limit(1)
    found = connection.execute(newest).scalar_one_or_none()
    return base64.b64encode(found).decode() if found else ""


def publish(connection: Connection, wanted: ToPublish, key_file: Path) -> Dataset:
    """Sign a dataset in its next version, and give it to kiosks that ask.

    :raises HubCommandRefused: it cannot be published so; the sentence says why.
    """
    key = _read_key(connection, key_file)
    if not is_dataset_name(wanted.name):
        raise HubCommandRefused(f"{wanted.name!r} is no name of a dataset; use 2 to 32 lower-case letters, digits and _")
    if wanted.name in OF_ONE_SITE and wanted.site == EVERY_SITE:
        raise HubCommandRefused(f"{wanted.name} names people or tags of one site; say which with --site")
    if wanted.expires is not None:
        _check_time(wanted.expires)
    now = now_s(connection)
    # Versions rise over all sites: a kiosk that changes from everybody's dataset to its site's own must not see an older one.
    last = connection.execute(select(func.max(datasets.c.version)).where(datasets.c.name == wanted.name)).scalar_one()
    published = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dataset = Dataset(wanted.name, (last or 0) + 1, published, wanted.expires, wanted.content)
    try:
        body = dataset_body(dataset)
    except ValueError as error:
        raise HubCommandRefused(f"what {wanted.name} holds is not what JSON of every language can: {error}") from error
    connection.execute(
        insert(datasets).values(
            name=wanted.name, site=wanted.site, version=dataset.version, body=body, signature=key.sign(body), published=now
        )
    )
    return dataset


def dataset_for(connection: Connection, name: str, site: str) -> SignedDataset | None:
    """Return the newest dataset of this name that is for the site or for every site."""
    own = (datasets.c.name == name) & datasets.c.site.in_([site, EVERY_SITE])
    newest = select(datasets.c.body, datasets.c.signature).where(own).order_by(datasets.c.version.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return SignedDataset(bytes(row.body), base64.b64encode(row.signature).decode()) if row else None


def last_published_s(connection: Connection, name: str, site: str) -> int:
    """Return when a site's own dataset was last published, in seconds since 1970; 0 for never."""
    own = (datasets.c.name == name) & (datasets.c.site == site)
    return int(connection.execute(select(func.max(datasets.c.published)).where(own)).scalar_one() or 0)


def _read_key(connection: Connection, file: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise HubCommandRefused(f"{file} holds no key to sign with: {error}; make one with 'kiosk hub key FILE'") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise HubCommandRefused(f"{file} holds another kind of key than Ed25519; make one with 'kiosk hub key FILE'")
    known = select(publishing_keys.c.since).where(publishing_keys.c.public_key == key.public_key().public_bytes_raw())
    if connection.execute(known).one_or_none() is None:
        raise HubCommandRefused(f"no kiosk of this hub trusts the key in {file}; take the one made with 'kiosk hub key FILE'")
    return key


def _check_time(written: str) -> None:
    try:
        has_zone = datetime.fromisoformat(written).tzinfo is not None
    except ValueError:
        has_zone = False
    if not has_zone:
        raise HubCommandRefused(f"{written!r} is no time; write it as 2027-03-01T00:00:00Z")
