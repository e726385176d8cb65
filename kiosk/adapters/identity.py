"""Who this kiosk is, and which hub knows it: two small files in the state folder.

The identity comes from the kiosk's own key, so it exists before the first network and
everybody on the machine may read it; the enrolment holds the token and is delivery's only.
"""

import base64
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from kiosk.adapters.durable_file import replace_durably
from kiosk.adapters.signer import KEY_FILE, FileSigner, create_key
from kiosk.contract.answers import Enrolment
from kiosk.contract.signature import kiosk_id
from kiosk.errors import IdentityBroken

IDENTITY_FILE = "identity.json"
ENROLMENT_FILE = "enrolment.json"


@dataclass(frozen=True, slots=True)
class Identity:
    """A kiosk's immutable name."""

    kiosk: str
    """``k-`` and 16 hex digits."""
    public_key: bytes
    """Its 32-byte Ed25519 key."""

    @property
    def source(self) -> str:
        """The source of its events."""
        return f"/kiosks/{self.kiosk}"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the hub granted."""

    hub: str
    """Its address."""
    token: str = field(repr=False)
    site: str
    site_prefix: str
    publishing_key: str = ""
    """Base64 of the key datasets are signed with: pinned here until somebody enrols the kiosk again."""


@dataclass(frozen=True, slots=True)
class _IdentityFile:
    kiosk: str
    public_key: str


def load_or_create_identity(state: Path) -> Identity:
    """Return who this kiosk is; at its very first start, make its key.

    :raises IdentityBroken: a file is damaged; a new identity is never made by itself.
    """
    path = state / IDENTITY_FILE
    if not path.exists():
        create_key(state)
        key = FileSigner(state).public_key
        content = _IdentityFile(kiosk_id(key), base64.b64encode(key).decode())
        replace_durably(path, msgspec.json.encode(content), 0o644)
    return _identity(path)


def _identity(path: Path) -> Identity:
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_IdentityFile)
        key = base64.b64decode(found.public_key, validate=True)
    except (OSError, ValueError) as error:
        raise IdentityBroken(str(path), str(error)) from error
    if kiosk_id(key) != found.kiosk:
        raise IdentityBroken(str(path), f"{found.kiosk} is not the id of its key in {KEY_FILE}")
    return Identity(found.kiosk, key)


def read_enrolment(state: Path) -> Enrolled | None:
    """Return what the hub granted, or None before enrolment.

    :raises IdentityBroken: the file is damaged.
    """
    path = state / ENROLMENT_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Enrolled)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IdentityBroken(str(path), str(error)) from error


def is_enrolled(state: Path) -> bool:
    """Tell whether a hub knows this kiosk, also to a role that may not read what it granted."""
    return (state / ENROLMENT_FILE).exists()


def write_enrolment(state: Path, hub: str, granted: Enrolment) -> None:
    """Keep what the hub granted, in place of an earlier enrolment."""
    content = Enrolled(hub, granted.token, granted.site, granted.site_prefix, granted.publishing_key)
    replace_durably(state / ENROLMENT_FILE, msgspec.json.encode(content), 0o600)
