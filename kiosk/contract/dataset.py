"""A dataset as the hub publishes it: canonical JSON, signed with the publishing key that was given at enrolment.

Versions rise. The kiosk keeps what it has over everything older, unsigned or of another key.
"""

import base64
import hashlib
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Annotated, Any

import msgspec
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.contract.happened.kind import says

SIGNATURE_HEADER = "Dataset-Signature"
"""Base64 of the Ed25519 signature over the bytes of the body."""
KEY_BYTES = 32
_NAME = re.compile(r"[a-z][a-z0-9_]{1,31}")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The body of ``GET /v1/datasets/{name}``."""

    name: Annotated[str, says("2 to 32 lower-case letters, digits and _.")]
    version: Annotated[int, says("Rises with every change, from 1.")]
    published: Annotated[str, says("RFC 3339.")]
    expires: Annotated[str | None, says("RFC 3339: when it must not be relied on any more; null for never.")]
    content: Annotated[Any, says("What plugins read.")]

    @property
    def expires_s(self) -> float | None:
        """Seconds since 1970."""
        return datetime.fromisoformat(self.expires).timestamp() if self.expires else None

    @property
    def published_s(self) -> float:
        """Seconds since 1970."""
        return datetime.fromisoformat(self.published).timestamp()


def is_dataset_name(name: str) -> bool:
    """Tell whether a dataset may be called so."""
    return _NAME.fullmatch(name) is not None


def dataset_body(dataset: Dataset) -> bytes:
    """Return the bytes that are signed and sent.

    :raises ValueError: its content is not what canonical JSON can hold.
    """
    return rfc8785.dumps(asdict(dataset))


def etag_of(body: bytes) -> str:
    """Return the entity tag of a body: its SHA-256 in hex, in quotes."""
    return f'"{hashlib.sha256(body).hexdigest()}"'


class _Packed(msgspec.Struct):
    name: str
    version: int
    published: str
    expires: str | None
    content: msgspec.Raw


def read_dataset(body: bytes, signature: str, publishing_key: bytes) -> Dataset:
    """Return the dataset of a signed body.

    :raises ValueError: nobody with the key signed these bytes, or they are no dataset.
    """
    dataset, content = read_packed(body, signature, publishing_key)
    return replace(dataset, content=msgspec.json.decode(content))


def read_packed(body: bytes, signature: str, publishing_key: bytes) -> tuple[Dataset, bytes]:
    """Return what stands around a dataset's content, and the content as its bytes: megabytes that need not become objects.

    :raises ValueError: as :func:`read_dataset`.
    """
    try:
        Ed25519PublicKey.from_public_bytes(publishing_key).verify(base64.b64decode(signature, validate=True), body)
    except (InvalidSignature, ValueError) as error:
        raise ValueError("it is not signed with the publishing key given at enrolment") from error
    packed = msgspec.json.decode(body, type=_Packed)
    if not is_dataset_name(packed.name) or packed.version < 1:
        raise ValueError("its name or version is none")
    for each in (packed.published, packed.expires):
        if each is not None and datetime.fromisoformat(each).tzinfo is None:
            raise ValueError(f"{each} has no time zone")
    return Dataset(packed.name, packed.version, packed.published, packed.expires, None), bytes(packed.content)
