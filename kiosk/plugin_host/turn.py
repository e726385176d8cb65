"""One turn around the panel: every plugin asked at the same time, one budget for all.

Only the time plugins take counts against the budget, not the desk's own work. No single
request may use more than half of what is left: a plugin that hangs in the first hook
must not make all others late in the next.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TypeVar

from msgspec import Raw

from kiosk.domain.destination import Destination, Route
from kiosk.domain.item import Identification, Item
from kiosk.domain.opinion import Abstention, Cause, Judgement
from kiosk.domain.question import HAZARD, MAX_HAZARDS, Answers, Question
from kiosk.domain.reading import Reading
from kiosk.domain.today import Today
from kiosk.domain.verdict import Verdict
from kiosk.plugin_host.exchange import Reply, exchange
from kiosk.plugin_host.hearing import Hearing
from kiosk.plugin_host.line import Silence
from kiosk.plugin_host.protocol import MAX_SETS, Ask, Direct, Identify, Judge, Questions, Request, written
from kiosk.plugin_host.seat import Seat

SHARE = 0.5
"""How much of what is left one request may use."""
LEAST = 0.1
"""How much of the whole budget it may use at least, as long as there is so much left."""
_Spoken = TypeVar("_Spoken")


@dataclass(frozen=True, slots=True)
class Table:
    """What all turns of one panel share."""

    seats: tuple[Seat, ...]
    """Critical plugins first, then by name: the order in which questions of one id win."""
    lock: AbstractContextManager[bool]
    numbers: Iterator[int]
    budget_s: float
    restart: Callable[[str], None]
    """Told the name of a plugin that is late: it may be stuck."""


class Turn:
    """Asks the plugins for one scan or one answer."""

    def __init__(self, table: Table, silent: Iterable[Abstention], today: Today) -> None:
        self._table = table
        self._today = today
        self._silent = {each.by: each for each in silent}
        self._left_s = table.budget_s

    @property
    def silent(self) -> tuple[Abstention, ...]:
        """Who has not answered until now, earlier silences included, by name."""
        return tuple(self._silent[name] for name in sorted(self._silent))

    def identify(self, readings: Sequence[Reading]) -> tuple[Identification, ...]:
        """Return what plugins say the thing is."""
        said = self._ask(Identify(tuple(readings), self._today), {"identify"}, Hearing.identifications)
        return tuple(each for spoken in said for each in spoken)

    def questions(self, item: Item, answers: Answers) -> tuple[Question, ...]:
        """Return what plugins would like to know; one question for each id, one for all dangers."""
        said = self._ask(Questions(item, dict(answers), self._today), {"questions"}, Hearing.questions)
        merged: dict[str, Question] = {}
        for question in (each for spoken in said for each in spoken):
            merged[question.id] = _joined(merged[question.id], question) if question.id in merged else question
        return tuple(merged.values())

    def judge(self, item: Item, answer_sets: Sequence[Answers]) -> tuple[Judgement, ...]:
        """Return opinions and vetoes under each set of answers, in their order."""
        if len(answer_sets) > MAX_SETS:
            raise ValueError(f"at most {MAX_SETS} sets of answers at once, not {len(answer_sets)}")
        sets = tuple(dict(each) for each in answer_sets)
        said = self._ask(Judge(item, sets, self._today), {"assess", "veto"}, lambda hearing, raw: hearing.judgements(raw, len(sets)))
        return tuple(_united([spoken[at] for spoken in said]) for at in range(len(sets)))

    def route(self, item: Item, verdict: Verdict, destinations: Sequence[Destination]) -> tuple[Route, ...]:
        """Return plugins' wishes where it should go."""
        known = frozenset(each.id for each in destinations)
        ask = Direct(item, verdict, tuple(destinations), self._today)
        said = self._ask(ask, {"route"}, lambda hearing, raw: hearing.routes(raw, known))
        return tuple(each for spoken in said for each in spoken)

    def _ask(self, ask: Ask, hooks: set[str], take: Callable[[Hearing, Raw], _Spoken]) -> list[_Spoken]:
        """Ask all who have one of the hooks and have not been silent; return what came, in the order of the seats."""
        with self._table.lock:
            asked = self._able(hooks)
            request = Request(next(self._table.numbers), ask)
            replies = self._exchange(asked, request)
            said: list[_Spoken] = []
            for seat in asked:
                try:
                    said.append(seat.hear(replies[seat.name], request.id, take))
                except Silence as silence:
                    self._miss(seat, silence)
            return said

    def _able(self, hooks: set[str]) -> list[Seat]:
        able: list[Seat] = []
        for seat in self._table.seats:
            if seat.name in self._silent or not seat.hooks & hooks:
                continue
            absence = seat.absence() if self._left_s > 0 else Silence(Cause.LATE, "the others had used up the time")
            if absence:
                self._silent[seat.name] = seat.abstention(absence)
            else:
                able.append(seat)
        return able

    def _exchange(self, asked: Sequence[Seat], request: Request) -> dict[str, Reply]:
        began_s = time.monotonic()
        wait_s = min(self._left_s, max(self._left_s * SHARE, self._table.budget_s * LEAST))
        replies = exchange({each.name: each.line for each in asked}, written(request), wait_s) if asked else {}
        self._left_s -= time.monotonic() - began_s
        return replies

    def _miss(self, seat: Seat, silence: Silence) -> None:
        self._silent[seat.name] = seat.abstention(silence)
        if silence.cause is Cause.LATE:
            self._table.restart(seat.name)


def _joined(first: Question, second: Question) -> Question:
    """Return one question for two of one id: all dangers in one, else the first one's."""
    if first.id != HAZARD:
        return first
    known = {each.id for each in first.choices}
    more = tuple(each for each in second.choices if each.id not in known)
    choices = (*first.choices, *more)[:MAX_HAZARDS]
    return replace(first, choices=choices, note=first.note or second.note, link=first.link or second.link)


def _united(judgements: Sequence[Judgement]) -> Judgement:
    opinions = tuple(each for judgement in judgements for each in judgement.opinions)
    return Judgement(opinions, tuple(each for judgement in judgements for each in judgement.vetoes))
