"""Who asks: a kiosk, an operator or a partner, each by the token it was given; nobody sees more than is its own."""

import re

from flask import current_app, request

from kiosk.contract.signature import fingerprint
from kiosk.reference_hub.database import Database
from kiosk.reference_hub.enrolment import KnownKiosk, is_operator, kiosk_of, partner_of
from kiosk.reference_hub.refusing import refuse, refuse_token

OPERATOR = "operator"
_KIOSK = re.compile(r"k-[0-9a-f]{16}")


def database() -> Database:
    """Return the database of the hub that is asked."""
    found: Database = current_app.extensions["hub_database"]
    return found


def admitted() -> KnownKiosk:
    """Return the kiosk that asks, if an operator let it deliver."""
    with database().glancing() as connection:
        kiosk = kiosk_of(connection, _token()) or refuse_token("No kiosk has this token; enrol it again")
    return _let_in(kiosk)


def operator_only() -> None:
    """Let nobody pass but an operator."""
    with database().glancing() as connection:
        if not is_operator(connection, _token()):
            refuse(403, "This token is not an operator's")


def may_see(kiosk: str) -> None:
    """Let a kiosk pass to its own, and an operator to every kiosk's."""
    with database().glancing() as connection:
        own = kiosk_of(connection, _token())
        if not (own and own.id == kiosk) and not is_operator(connection, _token()):
            refuse(403, "This token is neither the kiosk's nor an operator's")
    if not _KIOSK.fullmatch(kiosk):
        refuse(404, "No kiosk has such an id")


def own_numbers(kiosk: str) -> KnownKiosk:
    """Return the kiosk that asks for numbers of its own."""
    found = admitted()
    return found if found.id == kiosk else refuse(403, "A kiosk is leased its own numbers only")


def reporter() -> str:
    """Return who reports what became of items: a partner by its name, or the operator."""
    with database().glancing() as connection:
        name = partner_of(connection, _token())
        if not name and not is_operator(connection, _token()):
            refuse(403, "This token is neither a partner's nor an operator's")
    return name or OPERATOR


def seen_kiosk(kiosk: str, *, code: str = "") -> str:
    """Return the kiosk whose items may be seen, empty for all: a kiosk sees its own, an operator all, a partner one item by code."""
    with database().glancing() as connection:
        own = kiosk_of(connection, _token())
        sees_all = is_operator(connection, _token()) or bool(code and partner_of(connection, _token()))
    if sees_all:
        return kiosk
    if own is None:
        refuse(403, "This token is neither an operator's nor a kiosk's; a partner asks for one item by its code")
    return _let_in(own).id if kiosk in {"", own.id} else refuse(403, "A kiosk sees its own items only")


def _let_in(kiosk: KnownKiosk) -> KnownKiosk:
    if kiosk.is_revoked:
        refuse(403, f"Kiosk {kiosk.id} was reported stolen; its token and key have ended")
    if not kiosk.is_accepted:
        refuse(403, f"An operator has not accepted this kiosk yet; compare its fingerprint, {fingerprint(kiosk.public_key)}")
    return kiosk


def _token() -> str:
    token = request.authorization.token if request.authorization and request.authorization.type == "bearer" else None
    return token or refuse_token("Every request needs a header 'Authorization: Bearer TOKEN'")
