"""The reuse sheet (*hergebruikfiche*) of one item that is kept.

Ministerial Decree of 23 June 2017, art. 3: centre, code, name, WEEE category, type number,
production year if known, and each step with its result. It is made anew from the intake
whenever it is asked for, so it is never older than the last step.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.domain.intake import Intake, Step
from kiosk.domain.label import Label
from kiosk.domain.moment import Moment
from kiosk.domain.text import plain
from kiosk.domain.weee import CATEGORY_OF
from kiosk.services.trail import in_words
from kiosk.services.trail_words import word

LEFT_OUT = frozenset({"interview.cut", "question.asked"})
"""Steps without a result."""


@dataclass(frozen=True, slots=True)
class SheetStep:
    """One step: when, what, its result, and who took it."""

    at: Moment
    what: str
    result: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseSheet:
    """What the decree asks for; what is not known is empty."""

    label: Label
    """Centre, code, name and day as on the label."""
    weee: int | None
    """The category of the directive, 1 to 6."""
    type_number: str
    years: str
    gtin: str
    steps: tuple[SheetStep, ...]


def reuse_sheet(intake: Intake, label: Label, language: str, named: Callable[[str, str], str]) -> ReuseSheet:
    """Return the sheet of an item with a label, its steps in the language.

    :param named: what the screens call a category, a reason or a danger: takes which of these it is and its code.
    """
    item = intake.item
    return ReuseSheet(
        label=label,
        weee=CATEGORY_OF.get(item.category or ""),
        type_number=plain(item.model or ""),
        years=" / ".join(str(each) for each in item.years),
        gtin=item.gtin or "",
        steps=tuple(_steps(intake, language, named)),
    )


def _steps(intake: Intake, language: str, named: Callable[[str, str], str]) -> Iterator[SheetStep]:
    for each in intake.steps:
        if each.what not in LEFT_OUT:
            result = in_words(each, intake, language) or plain(", ".join(_results(each, language, named)))
            yield SheetStep(each.at, word(each.what, language), result, each.by)


def _results(step: Step, language: str, named: Callable[[str, str], str]) -> Iterator[str]:
    """Yield the words of what a step led to; a decided verdict's ruling says nothing beside its outcome."""
    for key, code in step.detail.items():
        if code and not (key == "ruling" and step.detail.get("outcome")):
            yield named(key, code) or word(code, language)
