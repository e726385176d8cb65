"""Acute dangers stop everything; picture tubes and old cooling gases only go to recycling.

All facts stand in the tables beside this file; here is only when to ask and what follows.
"""

from collections.abc import Mapping
from functools import partial

from kiosk.plugin_api import (
    HAZARD,
    NO_HAZARD,
    UNSURE,
    Answers,
    Choice,
    Handling,
    Item,
    Outcome,
    Question,
    QuestionKind,
    Reason,
    Site,
    Stop,
    Veto,
    hookimpl,
)
from safety_stops.table import UNKNOWN, Danger, Stream, table

ALL = frozenset(Outcome)
USE_AGAIN = frozenset({Outcome.REUSE, Outcome.REPAIR})
YES = "yes"


@hookimpl
def configure(settings: Mapping[str, object], site: Site) -> None:  # noqa: ARG001 -- the hook's signature; nothing can be set
    """Read the tables, so that a mistake in them shows at start."""
    table()


@hookimpl
def questions(item: Item, answers: Answers) -> list[Question]:
    """Ask for dangers this kind of appliance may have, and what decides its container."""
    possible = _possible(item)
    asked = [_hazard_question(possible)] if possible else []
    asked += [_stream_question(each) for each in table().streams if _may_be(each, item)]
    return [each for each in asked if each.id not in answers]


@hookimpl
def veto(item: Item, answers: Answers) -> list[Veto]:
    """Strike everything for a danger; strike reuse and repair for what may only be recycled."""
    found = answers.get(HAZARD, NO_HAZARD)
    danger = [] if found == NO_HAZARD else [_dangerous(found)]
    return danger + [_only_recycled(each) for each in table().streams if _is_of(each, item, answers)]


def _possible(item: Item) -> tuple[Danger, ...]:
    """Return the dangers that are a reason to ask."""
    rows = table().dangers.values()
    if item.category in UNKNOWN:
        return tuple(rows)
    return tuple(each for each in rows if each.where.is_possible(item.category, item.years))


def _hazard_question(possible: tuple[Danger, ...]) -> Question:
    beside = tuple(each for each in table().dangers.values() if not each.where.categories and each not in possible)
    only = possible[0] if len(possible) == 1 else None
    choices = tuple(Choice(each.kind, each.name, each.pictogram) for each in (*possible, *beside))
    return Question(
        id=HAZARD,
        kind=QuestionKind.HAZARD,
        texts=only.ask if only else table().phrases["any"],
        choices=(Choice(NO_HAZARD, table().phrases["no"], "cross"), *choices),
        pictogram=only.pictogram if only else "danger",
        unsure=True,
    )


def _stream_question(stream: Stream) -> Question:
    choice = partial(_choice, phrases=table().phrases)
    return Question(stream.name, QuestionKind.YESNO, stream.ask, (choice(YES, "check"), choice("no", "cross")), stream.pictogram, stream.unsure)


def _choice(name: str, pictogram: str, phrases: Mapping[str, Mapping[str, str]]) -> Choice:
    return Choice(name, phrases[name], pictogram)


def _dangerous(found: str) -> Veto:
    """Return the stop for a danger; doubt, and a danger this plugin does not know, only set the item aside."""
    danger = table().dangers.get(found)
    if danger is None:
        return Veto(ALL, Reason("safety.unsure", table().phrases["unsure"]), safety=True, handling=frozenset({Handling.HOLD}))
    return Veto(
        strikes=ALL,
        reason=Reason(f"safety.{danger.kind}", danger.reason, danger.source),
        safety=True,
        stop=Stop(danger.kind, danger.stop, danger.orders, danger.pictogram),
        handling=frozenset({Handling.QUARANTINE}),
    )


def _only_recycled(stream: Stream) -> Veto:
    reason = Reason(f"legal.{stream.name}", stream.reason, stream.source)
    return Veto(USE_AGAIN, reason, handling=frozenset({Handling.OWN_STREAM}), stream=stream.name)


def _may_be(stream: Stream, item: Item) -> bool:
    return stream.where.is_possible(item.category, item.years)


def _is_of(stream: Stream, item: Item, answers: Answers) -> bool:
    """Tell whether it belongs to the stream; *Weet niet* counts as yes, since selling it would be against the law."""
    return _may_be(stream, item) and answers.get(stream.name) in {YES, UNSURE}
