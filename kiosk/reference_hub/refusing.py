"""Everything that is no success, as a sentence in JSON (RFC 9457); a traceback stays in the log."""

from typing import NoReturn

import msgspec
import structlog
from flask import Flask, Response, abort, g
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable, Unauthorized

from kiosk.contract.answers import Refusal

RETRY_AFTER_S = 5
log = structlog.get_logger()


def answer_in_json(app: Flask) -> None:
    """Let every failure of the app leave as a sentence."""
    app.register_error_handler(HTTPException, _problem)
    app.register_error_handler(SQLAlchemyError, _database_away)
    app.register_error_handler(Exception, _unforeseen)


def refuse(status: int, detail: str) -> NoReturn:
    """End the request with a status and a sentence."""
    abort(status, detail)


def refuse_token(detail: str) -> NoReturn:
    """End the request of somebody the hub does not know."""
    raise Unauthorized(detail, www_authenticate=WWWAuthenticate("bearer"))


def _problem(error: HTTPException) -> Response:
    refusal = Refusal(error.code or 500, error.name, error.description or error.name, g.get("about", ""))
    response = Response(msgspec.json.encode(refusal), refusal.status, content_type="application/problem+json")
    kept = {"content-type", "content-length"}
    response.headers.extend([(name, value) for name, value in error.get_headers() if name.lower() not in kept])
    return response


def _database_away(error: SQLAlchemyError) -> Response:
    log.error("hub.database", exc_info=error)
    return _problem(ServiceUnavailable("the hub's database does not answer; send again later", retry_after=RETRY_AFTER_S))


def _unforeseen(error: Exception) -> Response:
    log.error("hub.unforeseen", exc_info=error)
    return _problem(InternalServerError("the hub met something it does not know; send again later"))
