"""How a label says things: in the site's own language, whoever has the screen in another."""

from collections.abc import Callable

from kiosk.domain.intake import Intake
from kiosk.domain.text import plain
from kiosk.services.labels import Words
from kiosk.settings import CATEGORIES
from kiosk.web.screens import local_time
from kiosk.web.texts import compiled


def label_words(language: str) -> Words:
    """Return the words of labels in a language."""
    say: Callable[[str], str] = compiled()[language].gettext

    def product(intake: Intake) -> str:
        item = intake.item
        category = item.category or ""
        kind = say(category) if category in CATEGORIES and category != "other" else plain(category, 24) or say("item")
        made = " ".join(each for each in (item.brand, item.model) if each)
        return f"{kind} · {plain(made)}" if made else kind

    def day(intake: Intake) -> str:
        found = {"yes": "cl_works", "no": "cl_worksnot"}.get(intake.answers.get("works", ""), "")
        on = f"{local_time(intake.began):%d-%m-%Y}"
        return f"{on} · {say(found).lower()}" if found else on

    return Words(product, day)
