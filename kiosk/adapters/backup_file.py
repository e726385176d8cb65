"""A backup on the outside: sealed to the site's public key, so that a lost stick tells nothing.

HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305, from the cryptography
package. Only the private key, which stays at the office, opens it; the kiosk that wrote it
cannot. The first line says in plain text whose backup it is, and is sealed in with it.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from kiosk.errors import BackupKeyUnusable, BackupUnreadable

MAGIC = b"KIOSK-BACKUP-1 "
_OWNER_ONLY = 0o600


def make_key(private: Path) -> Path:
    """Make the office's pair of keys; return where the public one lies, beside the private one."""
    key = X25519PrivateKey.generate()
    public = private.with_name(private.name + ".pub")
    descriptor = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return public


def seal(content: bytes, about: Mapping[str, str], public: Path) -> bytes:
    """Return the backup file.

    :raises BackupKeyUnusable: that is no public key for backups.
    """
    head = MAGIC + json.dumps(dict(about), sort_keys=True).encode() + b"\n"
    return head + _suite().encrypt(content, _public(public), head)


def about(sealed: bytes) -> Mapping[str, str]:
    """Return whose backup it is, as it says itself.

    :raises BackupUnreadable: it is no backup of a kiosk.
    """
    head, found, _ = sealed.partition(b"\n")
    try:
        if not found or not head.startswith(MAGIC):
            raise BackupUnreadable("it does not begin like a backup of a kiosk")
        return {str(name): str(value) for name, value in json.loads(head[len(MAGIC) :]).items()}
    except ValueError as error:
        raise BackupUnreadable("its first line is damaged") from error


def unseal(sealed: bytes, private: Path) -> bytes:
    """Return what was sealed.

    :raises BackupUnreadable: it is damaged, was changed, or is for another key.
    :raises BackupKeyUnusable: that is no private key for backups.
    """
    about(sealed)
    head, _, rest = sealed.partition(b"\n")
    try:
        return _suite().decrypt(rest, _private(private), head + b"\n")
    except (InvalidTag, ValueError) as error:
        raise BackupUnreadable("it is damaged, or was made for another key") from error


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def _public(path: Path) -> X25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BackupKeyUnusable(str(path), str(error).splitlines()[0]) from error
    if not isinstance(key, X25519PublicKey):
        raise BackupKeyUnusable(str(path), "it is no X25519 public key")
    return key


def _private(path: Path) -> X25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise BackupKeyUnusable(str(path), str(error).splitlines()[0]) from error
    if not isinstance(key, X25519PrivateKey):
        raise BackupKeyUnusable(str(path), "it is no X25519 private key")
    return key
