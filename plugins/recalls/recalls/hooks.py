"""The hooks. They are methods, because the index of the notices must be kept somewhere."""

import re
from collections.abc import Mapping
from pathlib import Path

from kiosk.plugin_api import (
    HAZARD,
    NO_HAZARD,
    Answers,
    Choice,
    Handling,
    Item,
    Outcome,
    Problem,
    Question,
    QuestionKind,
    Reason,
    Site,
    Stop,
    Veto,
    hookimpl,
)
from recalls import words
from recalls.notice import Likeness
from recalls.pack import Match, Pack

FILE = "recalls.json"
KIND = "recall"
LONGEST_REFERENCE = 40


class Recalls:
    """What the plugin says, by its dataset."""

    def __init__(self) -> None:
        self._pack: Pack | None = None
        self._problem = "recalls.json is missing: nothing is checked for recalls."
        self._last: tuple[Item, Match | None] | None = None

    @hookimpl
    def configure(self, settings: Mapping[str, object], site: Site) -> None:
        """Index the notices; a kiosk without them goes on and says so."""
        del settings
        path = Path(site.datasets) / FILE
        if not site.datasets or not path.exists():
            return
        try:
            self._pack = Pack(path)
        except (OSError, ValueError) as error:
            self._problem = f"recalls.json cannot be used, nothing is checked for recalls: {error}"

    @hookimpl
    def self_check(self) -> list[Problem]:
        """Say that there are no notices."""
        return [Problem(self._problem)] if self._pack is None else []

    @hookimpl
    def questions(self, item: Item, answers: Answers) -> list[Question]:
        """Ask whether it is what a notice describes, where only the name is like it."""
        found = self._match(item)
        if HAZARD in answers or found is None or found.likeness is Likeness.EXACT:
            return []
        choices = (Choice(NO_HAZARD, words.NONE, "cross"), Choice(KIND, words.CHOICE, "danger"))
        notice = found.notice
        return [
            Question(
                HAZARD, QuestionKind.HAZARD, words.ASKED, choices, "danger", unsure=True, note=notice.text[:120], link=notice.picture[:120]
            )
        ]

    @hookimpl
    def veto(self, item: Item, answers: Answers) -> list[Veto]:
        """Stop what was recalled."""
        found = self._match(item)
        is_it = found is not None and (found.likeness is Likeness.EXACT or answers.get(HAZARD) == KIND)
        return [_stop(found)] if found and is_it else []

    def _match(self, item: Item) -> Match | None:
        """Return the notice the item is most like; the same item is asked about many times."""
        if self._pack is None:
            return None
        if self._last is None or self._last[0] != item:
            self._last = (item, self._pack.match(item))
        return self._last[1]


def _stop(found: Match) -> Veto:
    reference = re.sub(r"[^a-z0-9.-]", "-", found.notice.reference.lower())[:LONGEST_REFERENCE]
    source = " · ".join(each for each in (f"Safety Gate {found.notice.reference}", found.notice.name, found.notice.picture) if each)
    return Veto(
        strikes=frozenset(Outcome),
        reason=Reason(f"recall.{reference}", words.WHY, source[:120]),
        safety=True,
        stop=Stop(KIND, words.STOP, words.ORDERS, "danger"),
        handling=frozenset({Handling.HOLD}),
    )
