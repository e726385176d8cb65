"""One screen in the other languages, as the product itself changes it: the page fetches and swaps, and is not loaded again."""

from collections.abc import Iterator

from playwright.sync_api import Page
from web.counters import Counter

from kiosk.domain.text import LANGUAGES


def in_other_languages(page: Page, counter: Counter) -> Iterator[str]:
    """Show the page in each language but the first, one after the other; yield which."""
    for language in LANGUAGES[1:]:
        page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])
        counter.desk.counter.board.show()
        page.locator(f"html:lang({language})").wait_for(state="attached")
        yield language
