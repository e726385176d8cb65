"""The hub's endpoints, as ``kiosk/contract/openapi.yaml`` describes them."""

import msgspec
import structlog
from flask import Blueprint, Flask, Response, g, request
from sqlalchemy import select

from kiosk.contract.answers import EnrolmentRequest, Taken
from kiosk.contract.dataset import SIGNATURE_HEADER, is_dataset_name
from kiosk.contract.envelope import BATCH_TYPE, parse_batch
from kiosk.contract.received import Received, is_one_run, receive
from kiosk.contract.signature import HEADER, SignedHead, fingerprint
from kiosk.reference_hub.asking import EventsAsked, asked, in_json
from kiosk.reference_hub.callers import admitted, database, may_see, operator_only
from kiosk.reference_hub.database import Database
from kiosk.reference_hub.enrolment import KnownKiosk, redeem
from kiosk.reference_hub.items_app import items
from kiosk.reference_hub.limiting import limit
from kiosk.reference_hub.publishing import dataset_for
from kiosk.reference_hub.reading import cursor_of, listing_of
from kiosk.reference_hub.refusing import answer_in_json, refuse
from kiosk.reference_hub.taking import take
from kiosk.reference_hub.unpacking import LARGEST_BYTES, LARGEST_PACKED_BYTES, TooLarge, unpack

MOST_EVENTS = 1000
hub = Blueprint("hub", __name__)
log = structlog.get_logger()


def create_hub(url: str, workers: int = 1) -> Flask:
    """Return the hub, or one of its workers, over a database such as ``sqlite:///hub.db``; its tables are made where missing."""
    app = Flask("kiosk.reference_hub", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_PACKED_BYTES
    app.extensions["hub_database"] = Database(url)
    app.register_blueprint(hub)
    app.register_blueprint(items)
    answer_in_json(app)
    limit(app, workers)
    return app


@hub.post("/v1/enrolments")
def enrol() -> Response:
    """Grant a kiosk its token for a one-time code."""
    try:
        wanted = msgspec.json.decode(request.get_data(), type=EnrolmentRequest)
        with database().writing() as connection:
            granted = redeem(connection, wanted)
    except ValueError as error:
        refuse(400, f"The request is no enrolment: {error}")
    if granted is None:
        refuse(403, "This code is wrong, was used, or is older than 15 minutes; or this kiosk was reported stolen")
    log.info("hub.enrolled", kiosk=granted.kiosk, site=granted.site)
    return in_json(granted, 201)


@hub.post("/v1/events")
def take_events() -> Response:
    """Take a signed batch, and say of each event what became of it."""
    kiosk = admitted()
    signed = _signed(kiosk)
    head = signed.head
    g.about = head.batch
    batch = _batch(kiosk)
    last = batch[-1]
    if not is_one_run(batch) or (last.epoch, last.sequence) != (head.epoch, head.sequence):
        refuse(400, f"A batch is one run of one epoch without gaps, and its last event is the one the {HEADER} names")
    with database().writing() as connection:
        answer = take(connection, kiosk.id, batch, signed)
    if clash := [each.sequence for each in answer.results if each.status is Taken.CONFLICT]:
        log.error(
            "hub.conflict", kiosk=kiosk.id, epoch=head.epoch, first=clash[0], events=len(clash), why="a copied card, or a restored ledger"
        )
    log.info("hub.took", kiosk=kiosk.id, events=len(batch), contiguous_to=answer.contiguous_to)
    return in_json(answer)


@hub.get("/v1/kiosks/<kiosk>/cursor")
def cursor(kiosk: str) -> Response:
    """Say how far the hub is with a kiosk: to itself, or to an operator."""
    may_see(kiosk)
    with database().reading() as connection:
        return in_json(cursor_of(connection, kiosk))


@hub.get("/v1/datasets/<name>")
def dataset(name: str) -> Response:
    """Give a kiosk the newest dataset of its site, or of every site, with its signature."""
    kiosk = admitted()
    with database().reading() as connection:
        found = dataset_for(connection, name, kiosk.site) if is_dataset_name(name) else None
    if found is None:
        refuse(404, "No dataset of this name was published for this kiosk's site")
    response = Response(found.body, content_type="application/json")
    response.headers[SIGNATURE_HEADER] = found.signature
    response.set_etag(found.etag.strip('"'))
    response.make_conditional(request)
    return response


@hub.get("/v1/events")
def list_events() -> Response:
    """List a kiosk's events to an operator."""
    operator_only()
    wanted = asked(EventsAsked)
    with database().reading() as connection:
        return in_json(listing_of(connection, wanted.kiosk, (wanted.epoch, wanted.after), wanted.limit))


@hub.get("/healthz")
def health() -> Response:
    """Say whether the hub can reach its database."""
    with database().reading() as connection:
        connection.execute(select(1))
    return in_json({"status": "ok"})


# -- inside ----------------------------------------------------------------------------


def _signed(kiosk: KnownKiosk) -> SignedHead:
    """Return the signed head of the batch, made by this kiosk's own key."""
    try:
        signed = SignedHead.from_header(request.headers.get(HEADER, ""))
    except ValueError as error:
        refuse(400, f"{str(error).capitalize()}")
    if signed.head.kiosk != kiosk.id:
        refuse(403, f"The {HEADER} is of kiosk {signed.head.kiosk}, the token of {kiosk.id}")
    if not signed.is_by(kiosk.public_key):
        refuse(403, f"The {HEADER} is not signed with the key enrolled as {fingerprint(kiosk.public_key)}")
    return signed


def _batch(kiosk: KnownKiosk) -> list[Received]:
    if request.mimetype != BATCH_TYPE:
        refuse(415, f"A batch is sent as {BATCH_TYPE}")
    try:
        raw = unpack(request.get_data(), request.headers.get("Content-Encoding", "").strip().lower())
        parsed = parse_batch(raw)
        if len(parsed) > MOST_EVENTS:
            refuse(413, f"A batch has at most {MOST_EVENTS} events")
        batch = [receive(each, kiosk.id) for each in parsed]
    except TooLarge:
        refuse(413, f"A batch has at most {LARGEST_BYTES} bytes when unpacked")
    except ValueError as error:
        refuse(400, f"The body is no batch: {error}")
    return batch or refuse(400, "A batch has at least one event")
