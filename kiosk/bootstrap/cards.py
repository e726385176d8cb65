"""The sheet of this site's command cards, put together from the site's key, its texts and its bars."""

from pathlib import Path

from kiosk.bootstrap.registry import site_key
from kiosk.settings import Settings


def print_cards(settings: Settings, file: Path, language: str) -> None:
    """Write the sheet as one page of HTML that prints on A4; only its owner may read it, for its marks are worth a press."""
    from kiosk.adapters.code128 import bars_of
    from kiosk.adapters.durable_file import replace_durably
    from kiosk.domain.command import text_of
    from kiosk.web.card_sheet import card_sheet

    key = site_key(settings)
    sheet = card_sheet(settings.site, language, lambda name: text_of(key, name), bars_of)
    replace_durably(file, sheet.encode("utf-8"), 0o600)
