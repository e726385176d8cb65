"""What a request finds in the app: the desk and the site."""

from flask import current_app

from kiosk.services.desk import Desk
from kiosk.settings import Settings


def desk() -> Desk:
    """Return the desk this screen belongs to."""
    found: Desk = current_app.extensions["desk"]
    return found


def settings() -> Settings:
    """Return the kiosk's settings."""
    found: Settings = current_app.extensions["settings"]
    return found
