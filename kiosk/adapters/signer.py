"""The kiosk's Ed25519 key: made on the device, kept in one file, never shown."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from kiosk.adapters.durable_file import create_durably
from kiosk.errors import IdentityBroken

KEY_FILE = "key.pem"
_OWNER_ONLY = 0o600


class FileSigner:
    """Signs with the key in the state folder."""

    def __init__(self, state: Path) -> None:
        """Read the key.

        :raises IdentityBroken: it is missing, or no Ed25519 key.
        """
        self._key = _read(state / KEY_FILE)

    @property
    def public_key(self) -> bytes:
        """The 32 bytes the hub knows this kiosk by."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of a message."""
        return self._key.sign(message)


def create_key(state: Path) -> None:
    """Make the kiosk's key, unless it has one."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    create_durably(state / KEY_FILE, pem, _OWNER_ONLY)


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise IdentityBroken(str(path), str(error).splitlines()[0]) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise IdentityBroken(str(path), "it is no Ed25519 key")
    return key
