"""The counter's screen as one Flask app, put together."""

import re
from pathlib import Path

from flask import Flask

from kiosk.domain.text import in_language, plain
from kiosk.services.backroom import Backroom
from kiosk.services.desk import Desk
from kiosk.services.taking_back import can_correct
from kiosk.settings import Settings
from kiosk.web import alive, behind, cards, font, recent, screens, strip, words
from kiosk.web.afterwards import afterwards
from kiosk.web.api import api
from kiosk.web.clues import CLUES, HINTS
from kiosk.web.counter import counter
from kiosk.web.failing import catch
from kiosk.web.fault_words import plugin_fault
from kiosk.web.here import asked_page
from kiosk.web.labels import labels
from kiosk.web.live import Streams, live
from kiosk.web.pages import pages
from kiosk.web.practice import practice
from kiosk.web.preview import has_camera, preview
from kiosk.web.same_origin import guard
from kiosk.web.supervised import supervisors
from kiosk.web.texts import language, speak
from kiosk.web.typed import fresh_token, scan_token, typed, types_scans
from kiosk.web.who import who

MAX_BODY_BYTES = 16 * 1024
_SYMBOL = re.compile(r'<symbol[^>]* id="([a-z0-9]+)"')
"""Signs of outcomes have a hyphen: they are not for questions and categories."""


def create_app(desk: Desk, settings: Settings, preview_folder: Path | None = None, backroom: Backroom | None = None) -> Flask:
    """Return the app people look at.

    :param preview_folder: where capture writes the camera's picture; None where there is no camera.
    :param backroom: what staff and supervisors use; without one those pages are not there.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions |= {"desk": desk, "streams": Streams(), "preview": preview_folder, "settings": settings, "font": font.FOLDER}
    app.extensions["scan_token"] = fresh_token()
    speak(app, settings.web.language)
    guard(app, settings.web.port)
    catch(app)
    app.extensions |= {"backroom": backroom, "tags": backroom and backroom.tags, "site": settings.site}
    for blueprint in (counter, afterwards, pages, live, api, preview, typed, font.font, who, supervisors, labels, practice):
        app.register_blueprint(blueprint)
    _equip_templates(app, settings)
    return app


def _equip_templates(app: Flask, settings: Settings) -> None:
    """Give templates the words they need; they decide nothing."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    drawn = frozenset(_SYMBOL.findall((Path(app.static_folder or "") / "pictograms.svg").read_text(encoding="utf-8")))
    app.jinja_env.filters |= {
        "pictogram": lambda name: name if name in drawn else "other",
        "said": lambda texts: plain(in_language(texts, language())),
        "plain": plain,
        "category": words.category_name,
        "plugin_name": strip.plugin_name,
        "time": lambda at: f"{screens.local_time(at):%H:%M}",
        "full_time": lambda at: f"{screens.local_time(at):%d-%m-%Y %H:%M}",
        "day": lambda at: screens.local_time(at).day,
    }
    app.jinja_env.filters |= {"clue": CLUES.__getitem__, "hint": HINTS.__getitem__}
    app.jinja_env.globals |= {
        "categories": settings.site.categories,
        "language": language,
        "asked_page": asked_page,
        "has_camera": has_camera,
        "ago": recent.ago,
        "dangers_to_report": words.DANGERS,
        "volume": settings.site.volume,
        "can_correct": can_correct,
        "digits_of": screens.digits_of,
        "types_scans": types_scans,
        "scan_token": scan_token,
        "framing": settings.web,
        "card_of": cards.card_of,
        "has_font": font.has_font,
        "ticks": lambda: app.extensions["desk"].ticks,
    }
    app.jinja_env.globals |= {each.__name__: each for each in (strip.strip_of, strip.tag_strip, strip.said_in, strip.is_camera_gone)}
    for each in (screens.because, screens.can_undo, screens.dangers, screens.digits, screens.is_hazard, screens.orders, screens.seen):
        app.jinja_env.globals[each.__name__] = each
    for told in (alive.idle_s, alive.ring_left, alive.sound_of, alive.theme, alive.undo_left):
        app.jinja_env.globals[told.__name__] = told
    app.jinja_env.globals |= {"who_works": behind.who_works, "plugin_fault": plugin_fault}
    app.jinja_env.globals |= {"card_word": cards.word_of, "name_of": behind.name_of, "has_backroom": behind.has_backroom}
    app.jinja_env.globals |= {"stops": screens.stops, "WORD": words.WORD, "NAME": words.NAME, "WHY": words.WHY}
