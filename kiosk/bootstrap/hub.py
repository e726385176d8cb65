"""Composition root of the reference hub."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.bootstrap.ending import told_to_end
from kiosk.bootstrap.log import log_as
from kiosk.errors import HubCommandRefused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kiosk.contract.dataset import Dataset
    from kiosk.reference_hub.admission import Standing
    from kiosk.reference_hub.verifying import Fault


def serve_hub(database: str, host: str, port: int, workers: int = 1) -> None:
    """Serve the hub until told to end, from one process or from several."""
    from kiosk.reference_hub.app import create_hub
    from kiosk.reference_hub.serving import serve

    log_as("hub")
    if workers > 1:
        # Needed by a hub of many kiosks only, and no part of what a kiosk installs.
        from kiosk.reference_hub.workers import serve_from_many

        serve_from_many(database, host, port, workers)
        return
    ended = told_to_end()
    serving = serve(create_hub(database), host, port)
    try:
        ended.wait()
    finally:
        serving.close()


def new_code(database: str, site: str, prefix: str = "", *, trusted: bool = True) -> str:
    """Return a one-time enrolment code; a kiosk that is not trusted waits for an operator."""
    from kiosk.reference_hub.enrolment import issue_code
    from kiosk.reference_hub.numbering import is_prefix

    if prefix and not is_prefix(prefix):
        raise HubCommandRefused(f"{prefix!r} begins no item code: write 2 to 4 capital letters and digits, the first a letter but Z")
    return issue_code(database, site, prefix, trusted=trusted)


def new_token(database: str, partner: str = "") -> str:
    """Return a new token of a partner, or of an operator."""
    from kiosk.reference_hub.enrolment import issue_operator_token, issue_partner_token

    return issue_partner_token(database, partner) if partner else issue_operator_token(database)


@contextmanager
def _writing(database: str) -> Iterator["Connection"]:
    from kiosk.reference_hub.database import Database

    hub = Database(database)
    try:
        with hub.writing() as connection:
            yield connection
    finally:
        hub.close()


def kiosks_of(database: str) -> list["Standing"]:
    """Return every kiosk the hub knows."""
    from kiosk.reference_hub.admission import standings

    with _writing(database) as connection:
        return list(standings(connection))


def accept_kiosk(database: str, fingerprint: str) -> "Standing":
    """Let the kiosk with this fingerprint deliver."""
    from kiosk.reference_hub.admission import accept

    with _writing(database) as connection:
        return accept(connection, fingerprint)


def revoke_kiosk(database: str, kiosk: str) -> "Standing":
    """End token and key of a stolen kiosk."""
    from kiosk.reference_hub.admission import revoke

    with _writing(database) as connection:
        return revoke(connection, kiosk)


def make_publishing_key(database: str, file: Path) -> None:
    """Make the key that datasets are signed with."""
    from kiosk.reference_hub.publishing import make_key

    with _writing(database) as connection:
        make_key(connection, file)


def publish_dataset(database: str, name: str, file: Path, key: Path, site: str, expires: str | None) -> "Dataset":
    """Publish a JSON file as the next version of a dataset."""
    import msgspec

    from kiosk.reference_hub.publishing import ToPublish, publish

    try:
        content = msgspec.json.decode(file.read_bytes())
    except (OSError, ValueError) as error:
        raise HubCommandRefused(f"{file} holds no JSON that could be published: {error}") from error
    with _writing(database) as connection:
        return publish(connection, ToPublish(name, content, site, expires), key)


def verify_hub(database: str) -> list["Fault"]:
    """Return every place where what the hub holds is not what was signed."""
    from kiosk.reference_hub.verifying import faults

    with _writing(database) as connection:
        return list(faults(connection))
