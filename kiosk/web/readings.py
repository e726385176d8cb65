"""Where capture hands in what it saw: JSON over a Unix socket, whose permissions say who may.

Nothing a stranger printed on an appliance, and nothing capture sends, can stop the desk:
what is not a reading is answered with a sentence and forgotten.
"""

from typing import TypeVar

import msgspec
import structlog
from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from kiosk.domain.reading import Reading
from kiosk.domain.symbol import MAX_BYTES
from kiosk.domain.tag_role import Written
from kiosk.errors import ReadingRefused
from kiosk.services.desk import Desk
from kiosk.services.tags import Tags
from kiosk.web.failing import catch
from kiosk.web.told import CounterReport, DeviceReport

MAX_BODY_BYTES = 256 * 1024
MAX_ID_CHARACTERS = 100
ORDER_WAIT_S = 2.0
"""How long capture's question for an order may stand open; the desk ends no later than that."""
readings = Blueprint("readings", __name__, url_prefix="/v1")
log = structlog.get_logger()
_Wanted = TypeVar("_Wanted")
Answer = tuple[str, int]


def create_readings_app(desk: Desk, tags: Tags | None = None) -> Flask:
    """Return the app capture speaks to.

    :param tags: takes readings before the desk does, where tags are registered.
    """
    app = Flask("kiosk.web.readings", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions |= {"desk": desk, "counter": tags or desk, "tags": tags}
    app.register_blueprint(readings)
    catch(app)
    app.register_error_handler(ReadingRefused, _refused)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    return app


@readings.get("/alive")
def alive() -> Answer:
    """Answer the desk's own self-check: somebody is behind this door."""
    return "", 204


@readings.post("/readings")
def present() -> Answer:
    """Take a reading."""
    reading = _body(Reading)
    if len(reading.data) > MAX_BYTES:
        raise ReadingRefused(f"a code holds at most {MAX_BYTES} bytes, not {len(reading.data)}")
    if not 0 < len(reading.id) <= MAX_ID_CHARACTERS:
        raise ReadingRefused(f"an id has 1 to {MAX_ID_CHARACTERS} characters, not {len(reading.id)}")
    _counter().present(reading)
    return "", 204


@readings.get("/orders")
def order() -> Answer | Response:
    """Return what is to be written on a tag as soon as something is; 204 when nothing was for some seconds."""
    tags: Tags | None = current_app.extensions["tags"]
    found = tags.items.order(ORDER_WAIT_S) if tags else None
    return jsonify({"uid": found.uid, "text": found.text}) if found else ("", 204)


@readings.post("/written")
def written() -> Answer:
    """Take note of what became of an order."""
    tags: Tags | None = current_app.extensions["tags"]
    result = _body(Written)
    if tags:
        tags.items.written(result)
    return "", 204


@readings.post("/counter")
def emptied() -> Answer:
    """Take note that nothing lies on the counter any more."""
    if _body(CounterReport).empty:
        _counter().counter_emptied()
    return "", 204


@readings.post("/devices")
def report() -> Answer:
    """Take note of how the devices are."""
    _desk().report(_body(DeviceReport).faults)
    return "", 204


def _body(wanted: type[_Wanted]) -> _Wanted:
    try:
        return msgspec.json.decode(request.get_data(), type=wanted)
    except msgspec.MsgspecError as error:
        raise ReadingRefused(str(error)) from error


def _counter() -> Desk | Tags:
    found: Desk | Tags = current_app.extensions["counter"]
    return found


def _desk() -> Desk:
    found: Desk = current_app.extensions["desk"]
    return found


def _refused(error: ReadingRefused, status: int = 400) -> tuple[Response, int]:
    log.warning("reading.refused", code=error.code, why=str(error))
    _desk().refuse(f"{error} [{error.code}]")
    return jsonify({"code": error.code, "message": str(error)}), status


def _too_large(_: RequestEntityTooLarge) -> tuple[Response, int]:
    return _refused(ReadingRefused(f"its body is larger than {MAX_BODY_BYTES} bytes"), 413)
