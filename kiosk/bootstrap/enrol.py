"""Making a kiosk known to its hub."""

from dataclasses import dataclass

from kiosk.bootstrap.partition import must_be_there
from kiosk.bootstrap.places import places
from kiosk.contract.signature import fingerprint
from kiosk.settings import Settings


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What to show the person who enrols a kiosk."""

    kiosk: str
    site: str
    fingerprint: str
    """What the hub's operator sees too: compare."""


def identity_of(settings: Settings) -> str:
    """Return the id of this kiosk; make its key where it has none."""
    from kiosk.adapters.identity import load_or_create_identity

    must_be_there(settings)
    where = places(settings)
    where.make()
    return load_or_create_identity(where.state).kiosk


def enrol(settings: Settings, url: str, code: str) -> Enrolled:
    """Send the public key with the one-time code, and keep the token the hub grants.

    :raises EnrolmentRefused: the code is wrong, used or too old.
    :raises HubUnreachable: no hub answers there.
    """
    from kiosk.adapters.hub_http import enrol as ask
    from kiosk.adapters.identity import load_or_create_identity, write_enrolment
    from kiosk.adapters.item_codes import item_code
    from kiosk.adapters.item_numbers import FileNumbers
    from kiosk.adapters.signer import FileSigner

    where = places(settings)
    where.make()
    identity = load_or_create_identity(where.state)
    granted = ask(url, code, FileSigner(where.state), settings.hub.timeout_s)
    if granted.numbers:
        FileNumbers(where.state, item_code).keep(granted.numbers)
    write_enrolment(where.state, url, granted)
    return Enrolled(granted.kiosk, granted.site, fingerprint(identity.public_key))
