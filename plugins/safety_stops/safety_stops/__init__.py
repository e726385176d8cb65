"""Acute dangers stop everything; picture tubes and old cooling gases go their own way.

What is dangerous, and why, stands in ``dangers.toml`` and ``streams.toml``, each rule
with its source. This module only asks and objects.
"""

from kiosk.plugin_api import HAZARD, NO_HAZARD, Answers, Item, Question, Veto, hookimpl
from safety_stops import dangers, streams


@hookimpl
def questions(item: Item, answers: Answers) -> list[Question]:
    """Ask about the dangers this kind of appliance can hold, and whether it needs its own container."""
    is_calm = answers.get(HAZARD, NO_HAZARD) == NO_HAZARD
    # Whoever sees danger, or is not sure, has to look no closer.
    asked = [*dangers.questions(item), *(streams.questions(item) if is_calm else ())]
    return [each for each in asked if each.id not in answers]


@hookimpl
def veto(answers: Answers) -> list[Veto]:
    """Strike everything for a danger or a doubt about one, reuse and repair for a tube or an old gas.

    An answer counts whatever the item is: staff may report a danger before anybody knows.
    """
    return [*dangers.vetoes(answers), *streams.vetoes(answers)]
