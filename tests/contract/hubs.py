"""The reference hub over real HTTP on loopback, and kiosks that talk to it."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine, text

from kiosk.adapters.hub_http import enrol
from kiosk.adapters.identity import load_or_create_identity
from kiosk.adapters.signer import FileSigner
from kiosk.contract.answers import Enrolment
from kiosk.contract.envelope import BATCH_TYPE, batch
from kiosk.contract.events import Event
from kiosk.contract.signature import HEADER, Head, SignedHead
from kiosk.reference_hub.app import create_hub
from kiosk.reference_hub.enrolment import issue_code, issue_operator_token
from kiosk.reference_hub.serving import serve

TIMEOUT_S = 5.0


class Keyed:
    """Somebody with a key, who may name another one."""

    def __init__(self, named: bytes | None = None) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.public_key = self._key.public_key().public_bytes_raw() if named is None else named

    def sign(self, message: bytes) -> bytes:
        """Sign with the key that is held."""
        return self._key.sign(message)


@dataclass(frozen=True)
class RunningHub:
    """A hub, its address and its database."""

    url: str
    database: str

    def enrolled(self, state: Path, site: str = "Leuven") -> "EnrolledKiosk":
        """Return a kiosk the hub knows."""
        state.mkdir(exist_ok=True)
        load_or_create_identity(state)
        granted = enrol(self.url, issue_code(self.database, site), FileSigner(state), TIMEOUT_S)
        return EnrolledKiosk(self.url, granted, FileSigner(state))

    def as_operator(self) -> Mapping[str, str]:
        """Return the header that lets an operator in."""
        return {"Authorization": f"Bearer {issue_operator_token(self.database)}"}

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what its database answers."""
        engine = create_engine(self.database.replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as connection:
            found = [tuple(each) for each in connection.execute(text(query))]
        engine.dispose()
        return found

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> requests.Response:
        """Ask the hub."""
        return requests.get(f"{self.url}{path}", headers=headers, timeout=TIMEOUT_S)

    def post(self, path: str, body: object, headers: Mapping[str, str]) -> requests.Response:
        """Tell the hub something."""
        return requests.post(f"{self.url}{path}", json=body, headers=headers, timeout=TIMEOUT_S)


@dataclass(frozen=True)
class EnrolledKiosk:
    """A kiosk with a key and a token."""

    url: str
    granted: Enrolment
    signer: FileSigner

    @property
    def id(self) -> str:
        """Its immutable id."""
        return self.granted.kiosk

    @property
    def source(self) -> str:
        """The source of its events."""
        return f"/kiosks/{self.id}"

    @property
    def token(self) -> Mapping[str, str]:
        """The header that lets it in."""
        return {"Authorization": f"Bearer {self.granted.token}"}

    def head(self, last: Event) -> SignedHead:
        """Return the signed head of a batch that ends with this event."""
        head = Head(self.id, last.epoch, last.sequence, last.hash)
        return SignedHead(head, self.signer.sign(head.to_sign()))

    def headers(self, last: Event) -> dict[str, str]:
        """Return the headers of a batch that ends with this event."""
        return {**self.token, "Content-Type": BATCH_TYPE, HEADER: self.head(last).to_header()}

    def post(self, events: Sequence[Event], body: bytes | None = None, headers: Mapping[str, str] | None = None) -> requests.Response:
        """Send a batch; body and headers may be replaced."""
        content = batch([each.body for each in events]) if body is None else body
        sent = {**self.headers(events[-1]), **(headers or {})}
        return requests.post(f"{self.url}/v1/events", data=content, headers=sent, timeout=TIMEOUT_S)

    def statuses(self, events: Sequence[Event], body: bytes | None = None) -> dict[int, str]:
        """Send a batch and return the hub's word on each event it names."""
        response = self.post(events, body)
        assert response.status_code == 200, response.text
        return {each["sequence"]: each["status"] for each in response.json()["results"]}


@contextmanager
def running_hub(folder: Path, database: str = "") -> Iterator[RunningHub]:
    """Serve a hub with a database in the folder, or with another one."""
    database = database or f"sqlite:///{folder / 'hub.db'}"
    serving = serve(create_hub(database), "127.0.0.1", 0)
    try:
        yield RunningHub(serving.url, database)
    finally:
        serving.close()


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """Give a database of its own on a PostgreSQL server, and drop it at the end."""
    name = f"hub_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield server.replace("/postgres?", f"/{name}?")
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
