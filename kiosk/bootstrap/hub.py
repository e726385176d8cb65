"""Composition root of the reference hub."""

from kiosk.bootstrap.ending import told_to_end
from kiosk.bootstrap.log import log_as


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


def new_code(database: str, site: str) -> str:
    """Return a one-time enrolment code."""
    from kiosk.reference_hub.enrolment import issue_code

    return issue_code(database, site)
