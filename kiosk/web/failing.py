"""What people and programs see when something fails: a sentence and a code, never a traceback."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from kiosk.errors import KioskError

log = structlog.get_logger()


def catch(app: Flask) -> None:
    """Answer every failure of the app in words."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)


def _refused(error: HTTPException) -> tuple[Response | str, int]:
    """Answer what HTTP itself refuses: no such page, a stranger, a form that lacks something."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if _is_for_programs():
        return jsonify({"code": KioskError.code, "message": str(error.description)}), status
    key = "no_page" if status == HTTPStatus.NOT_FOUND else "went_wrong"
    return render_template("fail.html", screen="fail", title=key, detail=error.description, code=""), status


def _failed(error: Exception) -> tuple[Response | str, int]:
    """Answer a failure nobody foresaw; the log has its traceback."""
    code = error.code if isinstance(error, KioskError) else KioskError.code
    log.error("request.failed", path=request.path, code=code, exc_info=error)
    if _is_for_programs():
        return jsonify({"code": code, "message": "The kiosk could not do this; its log says more."}), 500
    return render_template("fail.html", screen="fail", title="went_wrong", detail="", code=code), 500


def _is_for_programs() -> bool:
    return request.path.startswith(("/api/", "/v1/"))
