"""What the hub says when it does not do what was asked: a status, a title and a sentence (RFC 9457)."""

from http import HTTPStatus

import msgspec
import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from kiosk.contract.answers import Refusal

PROBLEM_TYPE = "application/problem+json"
BUSY_RETRY_S = 5
log = structlog.get_logger()


class Refused(Exception):
    """The request cannot be granted; the sentence says why and what to do."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def catch(app: Flask) -> None:
    """Answer every failure of the app in words."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _refused_by_http)
    app.register_error_handler(Exception, _failed)


def _refused(refusal: Refused) -> Response:
    log.info("hub.refused", path=request.path, status=int(refusal.status), detail=refusal.detail)
    return _problem(refusal.status, refusal.detail)


def _refused_by_http(error: HTTPException) -> Response:
    return _problem(HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR), str(error.description))


def _failed(error: Exception) -> Response:
    """Answer a failure nobody foresaw, as one that may pass: the kiosk keeps its events and tries again."""
    log.error("hub.failed", path=request.path, exc_info=error)
    response = _problem(HTTPStatus.SERVICE_UNAVAILABLE, "The hub could not do this now; its log says more. Try again later.")
    response.headers["Retry-After"] = str(BUSY_RETRY_S)
    return response


def _problem(status: HTTPStatus, detail: str) -> Response:
    body = msgspec.json.encode(Refusal(int(status), status.phrase, detail))
    response = Response(body, int(status), mimetype=PROBLEM_TYPE)
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
