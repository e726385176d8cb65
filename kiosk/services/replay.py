"""Replay recorded intakes with another version of one plugin, to see what would have changed yesterday.

What the other plugins said is taken from the trail, so only the one plugin is asked. It
hears the item and the answers as they were. A question only the new version would ask has
no answer in the record; such intakes are counted, not guessed at. What was recorded is
decided again too, so that today's settings and a cut interview make no difference.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kiosk.domain.intake import Intake
from kiosk.domain.item import Item
from kiosk.domain.question import Answers, Question
from kiosk.domain.verdict import Policy, Trail, Verdict, decide
from kiosk.ports import Panel, Round


@dataclass(frozen=True, slots=True)
class Replayed:
    """One recorded intake, as it was and as it would have been."""

    intake: Intake
    before: Verdict
    after: Verdict
    asks: tuple[str, ...] = ()
    """Questions the plugin would have liked to ask and nobody answered."""
    is_silent: bool = False
    """Whether the plugin gave no answer that can be used."""

    @property
    def differs(self) -> bool:
        """Whether staff would have seen something else."""
        return _seen(self.before) != _seen(self.after)


class Replay:
    """Replays intakes through one plugin, by its name."""

    def __init__(self, name: str, policy: Policy, panel: Panel, against: Panel | None = None) -> None:
        """Ask the plugin on the panel; `against` holds another version of it, else the record is compared with."""
        self._name = name
        self._policy = policy
        self._panel = panel
        self._against = against

    def run(self, intakes: Iterable[Intake]) -> Iterator[Replayed]:
        """Yield every intake that came to a verdict, replayed."""
        for intake in intakes:
            if intake.verdict is not None:
                yield self._replayed(intake, intake.verdict)

    def _replayed(self, intake: Intake, recorded: Verdict) -> Replayed:
        plugin = self._panel.round(today=intake.today)
        item = self._identified(intake.item, plugin)
        questions = plugin.questions(item, intake.answers)
        after = self._decided(item, intake.answers, recorded, plugin)
        asks = tuple(
            each.id for each in questions if each.id not in intake.answers and self._matters(each, item, intake.answers, after, plugin)
        )
        return Replayed(intake, self._before(intake, recorded), after, asks, any(each.by == self._name for each in after.trail.abstentions))

    def _before(self, intake: Intake, recorded: Verdict) -> Verdict:
        if self._against is None:
            trail = recorded.trail
            return decide(trail.opinions, trail.vetoes, trail.abstentions, self._policy)
        plugin = self._against.round(today=intake.today)
        return self._decided(self._identified(intake.item, plugin), intake.answers, recorded, plugin)

    def _decided(self, item: Item, answers: Answers, recorded: Verdict, plugin: Round) -> Verdict:
        return self._verdicts(item, [answers], recorded, plugin)[0]

    def _verdicts(self, item: Item, answer_sets: Sequence[Answers], recorded: Verdict, plugin: Round) -> list[Verdict]:
        """Decide under each set of answers with what everybody else said then."""
        others = _without(recorded.trail, self._name)
        judged = plugin.judge(item, answer_sets)
        silent = (*others.abstentions, *(each for each in plugin.silent if each.by == self._name))
        return [decide((*others.opinions, *each.opinions), (*others.vetoes, *each.vetoes), silent, self._policy) for each in judged]

    def _matters(self, question: Question, item: Item, answers: Answers, now: Verdict, plugin: Round) -> bool:
        """Tell whether an answer could change the verdict; a danger that was reported ends every interview."""
        if now.stops:
            return False
        sets = [{**answers, question.id: each} for each in question.answers]
        return any(_seen(each) != _seen(now) for each in self._verdicts(item, sets, now, plugin))

    def _identified(self, item: Item, plugin: Round) -> Item:
        others = tuple(each for each in item.identifications if each.by != self._name)
        return replace(item, identifications=(*others, *plugin.identify(item.readings)))


def _without(trail: Trail, name: str) -> Trail:
    """Return what everybody else said."""
    return Trail(
        tuple(each for each in trail.vetoes if each.by != name),
        tuple(each for each in trail.opinions if each.by != name),
        tuple(each for each in trail.abstentions if each.by != name),
    )


def _seen(verdict: Verdict) -> tuple[object, ...]:
    """Return what staff see and do of a verdict."""
    stops = frozenset(veto.stop.kind for veto in verdict.stops if veto.stop)
    return verdict.ruling, verdict.outcome, verdict.allowed, verdict.handling, verdict.stream, stops
