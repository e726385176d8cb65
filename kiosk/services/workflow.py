"""The steps of an intake: each takes a frozen Intake and returns the next one.

Nothing is kept here and nothing is written: the desk does that. So ``kiosk triage``,
the counter and a partner's tests walk the same straight line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from kiosk.contract.events import Happening
from kiosk.domain.destination import choose, fitting, lease_for
from kiosk.domain.identifier import IdentifierKind
from kiosk.domain.intake import Intake, Override, Stage, Step
from kiosk.domain.item import Category, Identification, Item
from kiosk.domain.opinion import Veto
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import HAZARD, Said
from kiosk.domain.reading import Reading
from kiosk.domain.staff import BY_STAFF
from kiosk.domain.today import Lease, today_at
from kiosk.domain.verdict import Ruling, Verdict, decide
from kiosk.errors import NotNow, OutcomeStruck
from kiosk.ports import Catalogue, Clock, IdentifierParser, Panel, Round
from kiosk.services.afterwards import Afterwards, Profile
from kiosk.services.catalogue import Learning
from kiosk.services.danger import objection, reported
from kiosk.services.interview import Ask, Interview

BY_LABEL = "label"
"""What an earlier intake of the same item, known by its code, says it is."""
MOST_READINGS = 20
"""An appliance carries a handful of codes; a sheet of stickers must not fill an event."""
NOTHING_PLACED: Mapping[Lease, int] = MappingProxyType({})
KEPT = frozenset({Outcome.REUSE, Outcome.REPAIR})
"""Outcomes partners take; they say who, even where one container takes all."""
SCRAP = "scrap"
"""The reason of *Kapot*."""


class Workflow:
    """Moves intakes along for one site, with its plugins."""

    def __init__(self, panel: Panel, parser: IdentifierParser, catalogue: Catalogue, profile: Profile, clock: Clock) -> None:
        self._panel = panel
        self._parser = parser
        self._learning = Learning(catalogue)
        self._profile = profile
        self._clock = clock
        self.after = Afterwards(profile, clock)
        """The steps of an intake after it was recorded."""
        self.confirms_placing = profile.confirms_placing
        self._interview = Interview(profile.policy, profile.destinations)

    def begin(self, number: str, placed: Mapping[Lease, int] = NOTHING_PLACED) -> Intake:
        """Return a new intake with nothing known yet but its day and what was placed here before."""
        now = self._clock.now()
        return Intake(id=number, began=now, today=today_at(now, placed))

    def join(self, intake: Intake, reading: Reading, known: Sequence[Identification] = ()) -> Intake:
        """Add a reading and go on; one that is there already, or one too many, changes nothing.

        :param known: what the kiosk knows of the item from an earlier intake.
        """
        there = intake.item.readings
        if len(there) >= MOST_READINGS or any((each.carrier, each.data) == (reading.carrier, reading.data) for each in there):
            return intake
        parsed = self.parsed(reading)
        item = replace(intake.item, readings=(*intake.item.readings, parsed), identifications=(*known, *intake.item.identifications))
        return self._identify(self._step(replace(intake, item=item), "reading.joined", by=reading.medium, carrier=reading.carrier))

    def parsed(self, reading: Reading) -> Reading:
        """Return the reading with what it means."""
        return replace(reading, identifiers=self._parser.parse(reading))

    def item_code_in(self, reading: Reading) -> str:
        """Return the item code a reading holds; empty for none."""
        found = (each.value for each in self._parser.parse(reading) if each.kind is IdentifierKind.ITEM_CODE)
        return next(found, "")

    def name(self, intake: Intake, category: Category) -> Intake:
        """Take staff's word for what the item is and go on."""
        if category not in self._profile.categories:
            raise NotNow(f"name {category}", intake.stage)
        named = Identification(category=category, by=BY_STAFF)
        item = replace(intake.item, identifications=(named, *_not_by(intake.item, BY_STAFF)))
        return self._go_on(self._step(replace(intake, item=item), "item.named", by=BY_STAFF, category=category))

    def answer(self, intake: Intake, question: str, choice: str) -> Intake:
        """Take an answer to the question on the screen and go on."""
        if intake.question is None or intake.question.id != question or choice not in intake.question.answers:
            raise NotNow(f"answer {question}={choice}", intake.stage)
        said = (*(each for each in intake.said if (each.question, each.choice) != (question, choice)), Said.to(intake.question, choice))
        answered = replace(intake, answers={**intake.answers, question: choice}, said=said)
        return self._go_on(self._step(answered, "question.answered", by=BY_STAFF, question=question, choice=choice))

    def back(self, intake: Intake) -> Intake:
        """Take back the last answer, else staff's name for it, else give the intake up."""
        if intake.is_danger:
            raise NotNow("back", "stopped for a danger")
        if intake.answers:
            answers = dict(list(intake.answers.items())[:-1])
            return self._go_on(self._step(replace(intake, answers=answers), "answer.withdrawn", by=BY_STAFF))
        if (
            intake.stage is not Stage.NAMING
            and intake.item.readings
            and len(_not_by(intake.item, BY_STAFF)) < len(intake.item.identifications)
        ):
            item = replace(intake.item, identifications=_not_by(intake.item, BY_STAFF))
            return self._go_on(self._step(replace(intake, item=item), "name.withdrawn", by=BY_STAFF))
        return self.give_up(intake)

    def give_up(self, intake: Intake) -> Intake:
        """Return an open intake as it is dropped: nothing is told to the hub."""
        return self._step(replace(intake, stage=Stage.CANCELLED, question=None), "intake.given_up", by=BY_STAFF)

    def report_danger(self, intake: Intake, kind: str) -> Intake:
        """Stop for a danger staff saw, with the plugins' instructions or the kiosk's own."""
        stepped = self._step(replace(intake, answers={**intake.answers, HAZARD: kind}), "danger.reported", by=BY_STAFF, kind=kind)
        plugins = self._round(stepped)
        verdict = self._interview.verdict(stepped.item, stepped.answers, plugins)
        if verdict.ruling is not Ruling.STOP:
            verdict = self._with_veto(verdict, reported(kind))
        return self._judged(replace(stepped, silent=plugins.silent), verdict, plugins)

    def scrap(self, intake: Intake) -> Intake:
        """Return the intake decided for recycling by staff, unless something known forbids it."""
        plugins = self._round(intake)
        verdict = self._interview.verdict(intake.item, intake.answers, plugins)
        judged = self._judged(self._step(intake, "item.scrapped", by=BY_STAFF), verdict, plugins)
        must_be_seen = verdict.ruling is Ruling.STOP or objection(verdict, Outcome.RECYCLE)
        return judged if must_be_seen else self.override(judged, Outcome.RECYCLE, SCRAP)

    def override(self, intake: Intake, outcome: Outcome | None, reason: str) -> Intake:
        """Take staff's own outcome, None to set the item aside.

        :raises OutcomeStruck: a safety veto or a silent safety plugin forbids it.
        """
        if intake.stage is not Stage.JUDGED or intake.verdict is None or intake.is_danger:
            raise NotNow(f"choose {outcome or 'set aside'}", intake.stage)
        if outcome and (reason_against := objection(intake.verdict, outcome)):
            raise OutcomeStruck(outcome, reason_against)
        placed = self._placed(replace(intake, override=Override(outcome, reason, BY_STAFF)), replace(intake.verdict, outcome=outcome))
        return self._step(placed, "verdict.overridden", by=BY_STAFF, outcome=outcome or "set_aside", reason=reason)

    def close(self, intake: Intake, what: str) -> Intake:
        """Return the intake as it is recorded."""
        return self._step(replace(intake, stage=Stage.RECORDED), what, by=BY_STAFF)

    def cancel(self, intake: Intake) -> Intake:
        """Return a recorded intake as it is taken back."""
        return self._step(replace(intake, stage=Stage.CANCELLED), "intake.cancelled", by=BY_STAFF)

    def learn(self, intake: Intake) -> None:
        """Remember what staff said the product is, so that the next one is known."""
        self._learning.remember(intake)

    def learned(self, intake: Intake) -> tuple[Happening, ...]:
        """Return the events of what staff taught the kiosk with this intake."""
        return self._learning.learned(intake, self._clock.now())

    def _identify(self, intake: Intake) -> Intake:
        plugins = self._round(intake)
        said = plugins.identify(intake.item.readings)
        named = tuple(each for each in intake.item.identifications if each.by in {BY_STAFF, BY_LABEL})
        known = self._learning.known(intake.item)
        return self._go_on(replace(intake, item=replace(intake.item, identifications=(*named, *known, *said))), plugins)

    def _go_on(self, intake: Intake, plugins: Round | None = None) -> Intake:
        """Ask the next question, or show the verdict; an item without a name is named first."""
        plugins = plugins or self._round(intake)
        if intake.item.category is None:
            verdict = self._interview.verdict(intake.item, intake.answers, plugins)
            unnamed = replace(intake, stage=Stage.NAMING, question=None, verdict=None, silent=plugins.silent)
            return self._judged(unnamed, verdict, plugins) if verdict.ruling is Ruling.STOP else unnamed
        next_ = self._interview.go_on(intake.item, intake.answers, plugins)
        heard = replace(intake, silent=plugins.silent)
        if isinstance(next_, Ask):
            asking = replace(heard, stage=Stage.ASKING, question=next_.question, verdict=None, destination=None)
            return self._step(asking, "question.asked", by=next_.question.by, question=next_.question.id)
        cut = self._step(heard, "interview.cut") if next_.was_cut else heard
        return self._judged(cut, next_.verdict, plugins)

    def _judged(self, intake: Intake, verdict: Verdict, plugins: Round) -> Intake:
        judged = self._placed(replace(intake, stage=Stage.JUDGED, question=None, verdict=verdict), verdict, plugins)
        return self._step(replace(judged, silent=plugins.silent), "verdict.decided", ruling=verdict.ruling, outcome=verdict.outcome or "")

    def _with_veto(self, verdict: Verdict, veto: Veto) -> Verdict:
        trail = verdict.trail
        return decide(trail.opinions, (*trail.vetoes, veto), trail.abstentions, self._profile.policy)

    def _placed(self, intake: Intake, verdict: Verdict, plugins: Round | None = None) -> Intake:
        """Return the intake with the container for the verdict, as plugins wish; recycling by the tap waits for nobody's wish."""
        fits = fitting(self._profile.destinations, verdict)
        is_kept = verdict.outcome in KEPT
        routes = (plugins or self._round(intake)).route(intake.item, verdict, fits) if len(fits) > 1 or (fits and is_kept) else ()
        destination = choose(fits, verdict, routes)
        return replace(intake, destination=destination, lease=lease_for(destination, routes))

    def _round(self, intake: Intake) -> Round:
        return self._panel.round(intake.silent, intake.today)

    def _step(self, intake: Intake, what: str, *, by: str = "", **detail: str) -> Intake:
        return replace(intake, steps=(*intake.steps, Step(self._clock.now(), what, by, detail)))


def _not_by(item: Item, speaker: str) -> tuple[Identification, ...]:
    return tuple(each for each in item.identifications if each.by != speaker)
