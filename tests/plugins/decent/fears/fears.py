"""A plugin that asks about the dangers of its settings, and whether the item works."""

from collections.abc import Mapping

from kiosk.plugin_api import HAZARD, NO_HAZARD, Choice, Question, QuestionKind, hookimpl


class Fears:
    """Remembers what to be afraid of."""

    kinds: tuple[str, ...] = ()

    @hookimpl
    def configure(self, settings: Mapping[str, object]) -> None:
        """Remember."""
        kinds = settings["kinds"]
        self.kinds = tuple(kinds) if isinstance(kinds, list) else ()

    @hookimpl
    def questions(self) -> list[Question]:
        """Ask about all of them at once."""
        none, *dangers = (Choice(kind, {"nl": kind}) for kind in (NO_HAZARD, *self.kinds))
        yes, no = Choice("yes", {"nl": "Ja"}), Choice("no", {"nl": "Nee"})
        works = Question("works", QuestionKind.YESNO, {"nl": f"Bang voor {self.kinds[0]}?"}, (yes, no))
        return [Question(HAZARD, QuestionKind.HAZARD, {"nl": "Gevaar?"}, (none, *dangers)), works]


PLUGIN = Fears()
