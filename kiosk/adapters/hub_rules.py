"""The rules of the contract, each tried on a hub that runs: what ``kiosk hub check`` holds any hub to.

A rule is a sentence and a trial; a trial returns what it found wrong, or nothing. Every trial
uses a chain of its own, so that one broken rule does not hide the next.
"""

import base64
from collections.abc import Iterator, Sequence

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.adapters.hub_examined import Examined, Finding, Trial, ask_in, refused, unlike
from kiosk.adapters.hub_item_rules import ITEM_RULES, PARTNER_RULES
from kiosk.contract.answers import Enrolment
from kiosk.contract.dataset import SIGNATURE_HEADER, read_dataset
from kiosk.contract.envelope import batch
from kiosk.contract.signature import kiosk_id
from kiosk.errors import EnrolmentRefused, HubUnreachable

_UNKNOWN_TYPE = "be.repairzkthub.of_tomorrow.v1"
_TOO_MANY = 1001


def examine(url: str, code: str, partner: str = "") -> Iterator[Finding]:
    """Enrol a kiosk with the code and yield what became of each rule.

    :param partner: a partner's token, where what partners may is to be tried too.

    :raises HubUnreachable: nobody answers there.
    :raises EnrolmentRefused: the code is not taken, so that nothing can be examined.
    """
    key = Ed25519PrivateKey.generate()
    try:
        stranger = ask_in(url.rstrip("/"), code, Ed25519PrivateKey.generate(), named=key)
        answer = stranger if stranger.status_code == requests.codes.created else ask_in(url.rstrip("/"), code, key)
    except requests.RequestException as error:
        raise HubUnreachable(url, str(error)) from error
    if answer.status_code != requests.codes.created:
        raise EnrolmentRefused(f"{answer.status_code} {answer.text[:200]}")
    yield Finding("A key is enrolled only with the proof of its owner.", refused(stranger, 400, 403))
    hub = Examined(url.rstrip("/"), code, msgspec.json.decode(answer.content, type=Enrolment), key, partner)
    for rule, trial in (*RULES, *ITEM_RULES, *(PARTNER_RULES if partner else ())):
        yield Finding(rule, _found(trial, hub))


def _found(trial: Trial, hub: Examined) -> str:
    try:
        return trial(hub)
    except (requests.RequestException, ValueError) as error:
        return str(error) or type(error).__name__


# -- enrolment ---------------------------------------------------------------------------


def _id_from_key(hub: Examined) -> str:
    return unlike(hub.granted.kiosk, kiosk_id(hub.key.public_key().public_bytes_raw()))


def _code_once(hub: Examined) -> str:
    return refused(ask_in(hub.url, hub.code, Ed25519PrivateKey.generate()), 403)


def _token_needed(hub: Examined) -> str:
    return refused(hub.get(f"/v1/kiosks/{hub.granted.kiosk}/cursor", {}), 401)


def _own_cursor_only(hub: Examined) -> str:
    return refused(hub.get("/v1/kiosks/k-0000000000000000/cursor", hub.token), 403)


# -- events ------------------------------------------------------------------------------


def _accepted_by_name(hub: Examined) -> str:
    epoch = hub.epoch()
    return unlike(hub.words(hub.chain(3, epoch=epoch)), dict.fromkeys((1, 2, 3), "accepted")) or unlike(hub.cursor(epoch), (3, 3))


def _again_is_known(hub: Examined) -> str:
    events = hub.chain(3, epoch=hub.epoch())
    hub.words(events[:2])
    return unlike(hub.words(events), {1: "known", 2: "known", 3: "accepted"})


def _white_space(hub: Examined) -> str:
    events = hub.chain(2, epoch=hub.epoch())
    spaced = batch([each.body for each in events]).replace(b'":', b'" : ')
    return unlike(hub.words(events, spaced), {1: "accepted", 2: "accepted"})


def _conflict(hub: Examined) -> str:
    epoch = hub.epoch()
    hub.words(hub.chain(2, epoch=epoch))
    other = hub.chain(2, epoch=epoch, note="another_story")
    return unlike(hub.words(other), {1: "conflict", 2: "conflict"}) or unlike(
        hub.words(hub.chain(2, epoch=epoch)), {1: "known", 2: "known"}
    )


def _changed_byte(hub: Examined) -> str:
    events = hub.chain(3, epoch=hub.epoch())
    bodies = [each.body for each in events]
    bodies[1] = bodies[1].replace(b"did_not_occur", b"did_not_accur")
    found = unlike(hub.words(events, batch(bodies)), {2: "refused", 3: "accepted"})
    return found or unlike(hub.words(events), {1: "accepted", 2: "accepted", 3: "known"})


def _tombstone(hub: Examined) -> str:
    epoch = hub.epoch()
    events = hub.chain(3, epoch=epoch, note="x" * 70_000)
    return unlike(hub.words(events), dict.fromkeys((1, 2, 3), "refused")) or unlike(hub.cursor(epoch), (3, 3))


def _gap(hub: Examined) -> str:
    epoch = hub.epoch()
    events = hub.chain(4, epoch=epoch)
    hub.words(events[:1])
    found = unlike(hub.words(events[2:]), {3: "accepted", 4: "accepted"}) or unlike(hub.cursor(epoch), (1, 4))
    return found or unlike(hub.words(events[1:2]), {2: "accepted"}) or unlike(hub.cursor(epoch), (4, 4))


def _unknown_type(hub: Examined) -> str:
    return unlike(hub.words(hub.chain(1, epoch=hub.epoch(), kind=_UNKNOWN_TYPE)), {1: "accepted"})


def _strange_key(hub: Examined) -> str:
    epoch = hub.epoch()
    found = refused(hub.send(hub.chain(1, epoch=epoch), key=Ed25519PrivateKey.generate()), 403)
    return found or unlike(hub.cursor(epoch), (0, 0))


def _no_batch(hub: Examined) -> str:
    return refused(hub.send(hub.chain(1, epoch=hub.epoch()), b"<html>"), 400)


def _too_much(hub: Examined) -> str:
    (event,) = hub.chain(1, epoch=hub.epoch())
    return refused(hub.send([event], batch([event.body] * _TOO_MANY)), 413)


# -- datasets ----------------------------------------------------------------------------


def _no_dataset(hub: Examined) -> str:
    return refused(hub.get("/v1/datasets/nobody_has_this", hub.token), 404)


def _signed_dataset(hub: Examined) -> str:
    answer = hub.get("/v1/datasets/recalls", hub.token)
    if answer.status_code == requests.codes.not_found:
        return ""  # none is published: nothing to look at
    read_dataset(answer.content, answer.headers.get(SIGNATURE_HEADER, ""), base64.b64decode(hub.granted.publishing_key))
    again = hub.get("/v1/datasets/recalls", {**hub.token, "If-None-Match": answer.headers.get("ETag", "")})
    return unlike(again.status_code, 304)


RULES: Sequence[tuple[str, Trial]] = (
    ("A kiosk's id comes from its key.", _id_from_key),
    ("A code is used once.", _code_once),
    ("Nobody is let in without a token.", _token_needed),
    ("A kiosk sees its own cursor only.", _own_cursor_only),
    ("Each event is accepted by name, and the cursor moves.", _accepted_by_name),
    ("Sending again is harmless: what is there is known.", _again_is_known),
    ("White space on the way changes nothing.", _white_space),
    ("Another event of the same number is a conflict, and the first stays.", _conflict),
    ("A changed byte is found and located; the right bytes may still come.", _changed_byte),
    ("An event that cannot be taken is refused by name, and chain and cursor pass.", _tombstone),
    ("A gap is taken, told by the cursor, and may be filled.", _gap),
    ("A type of tomorrow is kept.", _unknown_type),
    ("A batch signed with another key is refused, and nothing of it kept.", _strange_key),
    ("What is no batch is refused in words.", _no_batch),
    ("Too much at once is refused with 413, so that the kiosk halves.", _too_much),
    ("A dataset nobody published is a 404.", _no_dataset),
    ("A dataset is signed with the key given at enrolment, and not sent twice.", _signed_dataset),
)
