"""Take in what one plugin said: in the promised types, plain, short, and signed with its name.

Everything here comes from strangers. Ids are held to a narrow alphabet, texts lose what
cannot be seen, and whatever does not fit its type makes the whole answer wrong.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from kiosk.domain.destination import Route
from kiosk.domain.item import Identification
from kiosk.domain.opinion import Judgement, Opinion, Order, Reason, Stop, Veto
from kiosk.domain.question import HAZARD, Choice, Question, QuestionKind
from kiosk.domain.text import LANGUAGES, Texts, plain
from kiosk.plugin_api.site import Problem

MAX_ORDERS = 4
"""More cannot be drawn on a stop."""

_ID = re.compile(r"[a-z0-9_.-]{1,64}", re.ASCII)
_Spoken = TypeVar("_Spoken")


class Hearing:
    """Hears one answer of one plugin.

    Every method raises ValueError (msgspec's errors among them) for an answer that is wrong.
    """

    def __init__(self, by: str) -> None:
        self._by = by
        self._known: dict[str, str] = {}

    def identifications(self, said: Raw) -> tuple[Identification, ...]:
        """Return the answer to ``identify``."""
        return self._each(said, Identification, self._identification)

    def questions(self, said: Raw) -> tuple[Question, ...]:
        """Return the answer to ``questions``."""
        return self._each(said, Question, self._question)

    def judgements(self, said: Raw, asked: int) -> tuple[Judgement, ...]:
        """Return the answer to ``judge``, one for each set of answers that was asked about."""
        judged = self._each(said, Judgement, self._judgement)
        if len(judged) != asked:
            raise ValueError(f"{len(judged)} judgements for {asked} sets of answers")
        return judged

    def routes(self, said: Raw, known: Collection[str]) -> tuple[Route, ...]:
        """Return the answer to ``route``, about the destinations that were offered."""
        routes = self._each(said, Route, self._route)
        if strange := [each.destination for each in routes if each.destination not in known]:
            raise ValueError(f"a route to {plain(strange[0], 20)}, which was not offered")
        return routes

    def problems(self, said: Raw) -> tuple[Problem, ...]:
        """Return the answer to ``self_check``."""
        return self._each(said, Problem, lambda each: replace(each, text=plain(each.text)))

    def _each(self, said: Raw, kind: type[_Spoken], clean: Callable[[_Spoken], _Spoken]) -> tuple[_Spoken, ...]:
        values: list[Any] = msgspec.json.decode(said, type=list[kind])  # type: ignore[valid-type]  # the type is a value here
        return tuple(clean(each) for each in values)

    def _identification(self, said: Identification) -> Identification:
        return replace(
            said,
            category=said.category and self._id(said.category),
            brand=said.brand and self._plain(said.brand),
            model=said.model and self._plain(said.model),
            by=self._by,
        )

    def _question(self, said: Question) -> Question:
        if (said.kind is QuestionKind.HAZARD) != (said.id == HAZARD):
            raise ValueError(f"the id {HAZARD} and the kind hazard belong together, not {plain(said.id, 20)} and {said.kind}")
        choices = tuple(Choice(self._id(each.id), self._texts(each.texts), self._id(each.pictogram)) for each in said.choices)
        return replace(
            said,
            id=self._id(said.id),
            texts=self._texts(said.texts),
            choices=choices,
            pictogram=self._id(said.pictogram),
            by=self._by,
            note=self._plain(said.note),
            link=self._plain(said.link),
        )

    def _judgement(self, said: Judgement) -> Judgement:
        return Judgement(tuple(map(self._opinion, said.opinions)), tuple(map(self._veto, said.vetoes)))

    def _opinion(self, said: Opinion) -> Opinion:
        return replace(said, reason=self._reason(said.reason), by=self._by)

    def _veto(self, said: Veto) -> Veto:
        stop = said.stop and self._stop(said.stop)
        stream = said.stream and self._id(said.stream)
        return replace(said, reason=self._reason(said.reason), stop=stop, stream=stream, by=self._by)

    def _stop(self, said: Stop) -> Stop:
        if len(said.orders) > MAX_ORDERS:
            raise ValueError(f"a stop with {len(said.orders)} orders, at most {MAX_ORDERS} can be drawn")
        orders = tuple(Order(self._texts(each.texts), self._id(each.pictogram)) for each in said.orders)
        return Stop(self._id(said.kind), self._texts(said.texts), orders, self._id(said.pictogram))

    def _route(self, said: Route) -> Route:
        return replace(said, reason=self._reason(said.reason), lease=said.lease and self._id(said.lease), by=self._by)

    def _reason(self, said: Reason) -> Reason:
        return Reason(self._id(said.code), self._texts(said.texts), self._plain(said.source))

    def _texts(self, said: Texts) -> Mapping[str, str]:
        return {language: self._plain(said[language]) for language in LANGUAGES if language in said}

    def _plain(self, said: str) -> str:
        # The same few texts come back under each of up to 64 sets of answers.
        if said not in self._known:
            self._known[said] = plain(said)
        return self._known[said]

    def _id(self, said: str) -> str:
        if not _ID.fullmatch(said):
            raise ValueError(f"'{plain(said, 20)}' is not an id: small letters, digits, point, dash and underscore, at most 64")
        return said
