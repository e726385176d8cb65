"""Making a kiosk known: a one-time code against a token, and who a token belongs to.

Codes and tokens are kept as SHA-256: both are random and long enough that no slower hash
is needed, and a stolen database opens nothing.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.contract.answers import Enrolment, EnrolmentRequest
from kiosk.contract.signature import enrolment_to_sign, is_signed, kiosk_id, plain_code
from kiosk.reference_hub.database import Database, codes, kiosks, now_s, operators, partners
from kiosk.reference_hub.numbering import lease, letters_of
from kiosk.reference_hub.publishing import publishing_key

VALID_S = 15 * 60
KEY_BYTES = 32
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without 0, O, 1, I and L, which people mix up."""
_CODE_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class KnownKiosk:
    """A kiosk whose token was right."""

    id: str
    public_key: bytes
    site: str
    site_prefix: str
    is_accepted: bool
    is_revoked: bool


def issue_code(database: str, site: str, site_prefix: str = "", valid_s: int = VALID_S, *, trusted: bool = True) -> str:
    """Return a new code with which one kiosk can enrol for the site, once.

    :param trusted: whether the kiosk may deliver at once; else an operator compares its fingerprint first.
    """
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_CHARACTERS))
    hub = Database(database)
    try:
        with hub.writing() as connection:
            connection.execute(
                insert(codes).values(
                    hash=_code_hash(drawn), site=site, site_prefix=site_prefix, expires=now_s(connection) + valid_s, trusted=trusted
                )
            )
    finally:
        hub.close()
    return f"{drawn[: _CODE_CHARACTERS // 2]}-{drawn[_CODE_CHARACTERS // 2 :]}"


def issue_operator_token(database: str) -> str:
    """Return a new token with which an operator can read every kiosk's events."""
    token = secrets.token_urlsafe(32)
    hub = Database(database)
    try:
        with hub.writing() as connection:
            connection.execute(insert(operators).values(token_hash=_hash(token), since=now_s(connection)))
    finally:
        hub.close()
    return token


def issue_partner_token(database: str, name: str) -> str:
    """Return a new token with which a partner can report what became of items; its earlier one ends."""
    token = secrets.token_urlsafe(32)
    hub = Database(database)
    try:
        with hub.writing() as connection:
            connection.execute(delete(partners).where(partners.c.name == name))
            connection.execute(insert(partners).values(token_hash=_hash(token), name=name, since=now_s(connection)))
    finally:
        hub.close()
    return token


def redeem(connection: Connection, request: EnrolmentRequest) -> Enrolment | None:
    """Return what the kiosk is granted for its code, or None for a code that is wrong, used or too old.

    A kiosk that enrols again gets a new token, and its old one ends.

    :raises ValueError: the public key is none, or its sender does not hold it; the code stays good.
    """
    key = _proven_key(request)
    now = now_s(connection)
    open_code = (codes.c.hash == _code_hash(request.code)) & codes.c.used.is_(None) & (codes.c.expires > now)
    if connection.execute(update(codes).where(open_code).values(used=now)).rowcount != 1:
        return None
    code = connection.execute(select(codes).where(codes.c.hash == _code_hash(request.code))).one()
    granted = Enrolment(kiosk_id(key), code.site, code.site_prefix, secrets.token_urlsafe(32), publishing_key(connection))
    granted = replace(granted, numbers=lease(connection, granted.kiosk, code.site_prefix or letters_of(code.site)))
    before = connection.execute(select(kiosks.c.revoked).where(kiosks.c.id == granted.kiosk)).one_or_none()
    if before and before.revoked:
        return None
    connection.execute(delete(kiosks).where(kiosks.c.id == granted.kiosk))
    connection.execute(
        insert(kiosks).values(
            id=granted.kiosk,
            public_key=key,
            site=code.site,
            site_prefix=code.site_prefix,
            token_hash=_hash(granted.token),
            enrolled=now,
            accepted=now if code.trusted else None,
        )
    )
    return granted


def _proven_key(request: EnrolmentRequest) -> bytes:
    """Return the public key of a request whose sender holds the private one.

    :raises ValueError: it is no key, or somebody else's.
    """
    key = base64.b64decode(request.public_key, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(f"an Ed25519 key has {KEY_BYTES} bytes, not {len(key)}")
    if not is_signed(enrolment_to_sign(request.code, key), base64.b64decode(request.proof, validate=True), key):
        raise ValueError("its proof is not made with the key it names, or about another code")
    return key


def kiosk_of(connection: Connection, token: str) -> KnownKiosk | None:
    """Return the kiosk a token belongs to."""
    row = connection.execute(select(kiosks).where(kiosks.c.token_hash == _hash(token))).one_or_none()
    return KnownKiosk(row.id, row.public_key, row.site, row.site_prefix, bool(row.accepted), bool(row.revoked)) if row else None


def is_operator(connection: Connection, token: str) -> bool:
    """Tell whether a token is an operator's."""
    return connection.execute(select(operators.c.since).where(operators.c.token_hash == _hash(token))).one_or_none() is not None


def partner_of(connection: Connection, token: str) -> str:
    """Return the name of the partner a token belongs to; empty for nobody's."""
    return connection.execute(select(partners.c.name).where(partners.c.token_hash == _hash(token))).scalar_one_or_none() or ""


def _code_hash(code: str) -> str:
    return _hash(plain_code(code))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
