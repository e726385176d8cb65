"""A kiosk that was made to examine a hub: a fresh key, one enrolment, and a chain of its own for each rule."""

import base64
import gzip
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract.answers import BatchAnswer, Enrolment, EnrolmentRequest, KioskCursor, Refusal
from kiosk.contract.envelope import BATCH_TYPE, FIRST_PREVHASH, batch, seal
from kiosk.contract.events import Event, Happening, Link
from kiosk.contract.happened import IntakeCancelled, IntakeRecorded, tell
from kiosk.contract.happened.intake import ItemTold
from kiosk.contract.signature import HEADER, Head, SignedHead, enrolment_to_sign
from kiosk.domain.moment import Moment
from kiosk.domain.outcome import Outcome

TIMEOUT_S = 30.0
_AT = Moment(wall_s=1_800_000_000.0, boot_id="boot-1", boot_s=1000.0, synchronised=True)


@dataclass(frozen=True, slots=True)
class Examined:
    """A hub, seen by a kiosk it enrolled."""

    url: str
    code: str
    granted: Enrolment
    key: Ed25519PrivateKey = field(repr=False)
    partner: str = field(default="", repr=False)
    """A partner's token, where there is one to try."""

    def chain(self, count: int, *, epoch: str, note: str = "", kind: str = "") -> list[Event]:
        """Return a chain of events of this kiosk; another note makes another story of the same numbers."""
        events: list[Event] = []
        for sequence in range(1, count + 1):
            happening = tell(IntakeCancelled(reason=note or "did_not_occur"), f"{epoch}-{sequence}", _AT)
            if kind:
                happening = Happening(kind, happening.subject, _AT, happening.data)  # type: ignore[arg-type]  # a type of tomorrow
            events.append(self._next(happening, epoch, events))
        return events

    def recorded(self, epoch: str, *, code: str) -> list[Event]:
        """Return the event of one item that was handed in for reuse, got a code and lies in container 2."""
        item = IntakeRecorded(outcome=Outcome.REUSE, destination="2", item_code=code, item=ItemTold(category="kettle"))
        return [self._next(tell(item, f"{epoch}-1", _AT), epoch, [])]

    def _next(self, happening: Happening, epoch: str, before: Sequence[Event]) -> Event:
        prevhash = before[-1].hash if before else FIRST_PREVHASH
        return seal(happening, Link(f"/kiosks/{self.granted.kiosk}", epoch, len(before) + 1, prevhash))

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

    def post(self, path: str, body: object, token: str = "") -> requests.Response:
        """Tell the hub something, with this kiosk's token or another."""
        headers = {"Authorization": f"Bearer {token or self.granted.token}", "Content-Type": "application/json"}
        return requests.post(f"{self.url}{path}", data=msgspec.json.encode(body), headers=headers, timeout=TIMEOUT_S, allow_redirects=False)

    @property
    def token(self) -> Mapping[str, str]:
        """The header that lets this kiosk in."""
        return {"Authorization": f"Bearer {self.granted.token}"}


def ask_in(url: str, code: str, key: Ed25519PrivateKey, named: Ed25519PrivateKey | None = None) -> requests.Response:
    """Ask a hub to enrol the owner of a key, or to take another key for its own."""
    public = (named or key).public_key().public_bytes_raw()
    proof = key.sign(enrolment_to_sign(code, public))
    wanted = EnrolmentRequest(code, base64.b64encode(public).decode(), base64.b64encode(proof).decode())
    return requests.post(f"{url}/v1/enrolments", data=msgspec.json.encode(wanted), timeout=TIMEOUT_S, allow_redirects=False)


Trial = Callable[[Examined], str]
"""Tries one rule on a hub, and returns what it found wrong; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule, and how the hub breaks it."""

    rule: str
    found: str
    """Empty where it keeps it."""


def unlike(found: object, wanted: object) -> str:
    """Return what is wrong with something found; empty where it is what the contract says."""
    return "" if found == wanted else f"it said {found}, the contract says {wanted}"


def refused(answer: requests.Response, *statuses: int) -> str:
    """Return what is wrong with an answer that must be a refusal in words."""
    if answer.status_code not in statuses:
        return f"it answered {answer.status_code}, the contract says {' or '.join(map(str, statuses))}"
    if answer.headers.get("Content-Type", "").partition(";")[0] != "application/problem+json":
        return f"its refusal is {answer.headers.get('Content-Type')}, the contract says application/problem+json"
    return "" if msgspec.json.decode(answer.content, type=Refusal).detail else "its refusal has no sentence"
