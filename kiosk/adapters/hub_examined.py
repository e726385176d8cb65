"""A kiosk that was made to examine a hub: a fresh key, one enrolment, and a chain of its own for each rule."""

import base64
import gzip
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract.answers import BatchAnswer, Enrolment, EnrolmentRequest, KioskCursor
from kiosk.contract.envelope import BATCH_TYPE, FIRST_PREVHASH, batch, seal
from kiosk.contract.events import Event, Happening, Link
from kiosk.contract.happened import IntakeCancelled, tell
from kiosk.contract.signature import HEADER, Head, SignedHead
from kiosk.domain.moment import Moment

TIMEOUT_S = 30.0
_AT = Moment(wall_s=1_800_000_000.0, boot_id="boot-1", boot_s=1000.0, synchronised=True)


@dataclass(frozen=True, slots=True)
class Examined:
    """A hub, seen by a kiosk it enrolled."""

    url: str
    code: str
    granted: Enrolment
    key: Ed25519PrivateKey = field(repr=False)

    def chain(self, count: int, *, epoch: str, note: str = "", kind: str = "") -> list[Event]:
        """Return a chain of events of this kiosk; another note makes another story of the same numbers."""
        events: list[Event] = []
        for sequence in range(1, count + 1):
            happening = tell(IntakeCancelled(reason=note or "did_not_occur"), f"{epoch}-{sequence}", _AT)
            if kind:
                happening = Happening(kind, happening.subject, _AT, happening.data)  # type: ignore[arg-type]  # a type of tomorrow
            prevhash = events[-1].hash if events else FIRST_PREVHASH
            events.append(seal(happening, Link(f"/kiosks/{self.granted.kiosk}", epoch, sequence, prevhash)))
        return events

    def epoch(self) -> str:
        """Return an epoch nobody used yet."""
        return secrets.token_hex(8)

    def send(self, events: Sequence[Event], body: bytes | None = None, key: Ed25519PrivateKey | None = None) -> requests.Response:
        """Send a batch, packed; the body or the signing key may be others."""
        last = events[-1]
        head = Head(self.granted.kiosk, last.epoch, last.sequence, last.hash)
        signed = SignedHead(head, (key or self.key).sign(head.to_sign()))
        headers = {**self.token, "Content-Type": BATCH_TYPE, "Content-Encoding": "gzip", HEADER: signed.to_header()}
        content = batch([each.body for each in events]) if body is None else body
        return requests.post(
            f"{self.url}/v1/events", data=gzip.compress(content), headers=headers, timeout=TIMEOUT_S, allow_redirects=False
        )

    def words(self, events: Sequence[Event], body: bytes | None = None) -> dict[int, str]:
        """Send a batch and return the hub's word on each event it names.

        :raises ValueError: the answer is not one of the contract.
        """
        answer = self.send(events, body)
        if answer.status_code != requests.codes.ok:
            raise ValueError(f"it answered {answer.status_code} instead of 200: {answer.text[:200]}")
        parsed = msgspec.json.decode(answer.content, type=BatchAnswer)
        if (parsed.kiosk, parsed.epoch) != (self.granted.kiosk, events[0].epoch):
            raise ValueError(f"it answered for kiosk {parsed.kiosk}, epoch {parsed.epoch}")
        return {each.sequence: each.status.value for each in parsed.results}

    def cursor(self, epoch: str) -> tuple[int, int]:
        """Return how far the hub says it is with a chain: without a gap, and at all."""
        answer = self.get(f"/v1/kiosks/{self.granted.kiosk}/cursor", self.token)
        chains = msgspec.json.decode(answer.content, type=KioskCursor).chains
        return next(((each.contiguous_to, each.highest) for each in chains if each.epoch == epoch), (0, 0))

    def get(self, path: str, headers: Mapping[str, str]) -> requests.Response:
        """Ask the hub."""
        return requests.get(f"{self.url}{path}", headers=headers, timeout=TIMEOUT_S, allow_redirects=False)

    @property
    def token(self) -> Mapping[str, str]:
        """The header that lets this kiosk in."""
        return {"Authorization": f"Bearer {self.granted.token}"}


def ask_in(url: str, code: str, key: Ed25519PrivateKey) -> requests.Response:
    """Ask a hub to enrol the owner of a key."""
    wanted = EnrolmentRequest(code, base64.b64encode(key.public_key().public_bytes_raw()).decode())
    return requests.post(f"{url}/v1/enrolments", data=msgspec.json.encode(wanted), timeout=TIMEOUT_S, allow_redirects=False)
