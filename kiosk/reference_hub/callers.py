"""Who is asking: a kiosk or an operator, by the token in the Authorization header."""

from dataclasses import dataclass, field
from http import HTTPStatus

from sqlalchemy import Connection, select

from kiosk.reference_hub.enrolment import hashed
from kiosk.reference_hub.refusals import Refused
from kiosk.reference_hub.tables import kiosks, operators

_SCHEME = "bearer"


@dataclass(frozen=True, slots=True)
class Kiosk:
    """An enrolled kiosk."""

    id: str
    public_key: bytes = field(repr=False)


def kiosk_asking(connection: Connection, authorization: str) -> Kiosk:
    """Return the kiosk whose token it is.

    :raises Refused: it is no kiosk's token.
    """
    wanted = kiosks.c.token_hash == hashed(_token(authorization))
    # The row is locked, so that two batches of one kiosk are taken one after the other.
    found = connection.execute(select(kiosks.c.kiosk, kiosks.c.public_key).where(wanted).with_for_update()).one_or_none()
    if found is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "This token is not a kiosk's; enrol the kiosk with a new code.")
    return Kiosk(found.kiosk, found.public_key)


def require_operator(connection: Connection, authorization: str) -> None:
    """Let operators pass.

    :raises Refused: it is no operator's token.
    """
    if not _is_operator(connection, authorization):
        raise Refused(HTTPStatus.UNAUTHORIZED, "This token is not an operator's; ask who runs the hub for one.")


def require_owner(connection: Connection, authorization: str, kiosk: str) -> None:
    """Let the kiosk itself and operators pass.

    :raises Refused: it is somebody else.
    """
    if not _is_operator(connection, authorization) and kiosk_asking(connection, authorization).id != kiosk:
        raise Refused(HTTPStatus.FORBIDDEN, f"This token is not that of kiosk {kiosk}.")


def _is_operator(connection: Connection, authorization: str) -> bool:
    wanted = operators.c.token_hash == hashed(_token(authorization))
    return connection.execute(select(operators).where(wanted)).first() is not None


def _token(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != _SCHEME or not token.strip():
        raise Refused(HTTPStatus.UNAUTHORIZED, "Send the token as 'Authorization: Bearer ...'.")
    return token.strip()
