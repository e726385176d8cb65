"""What the desk's local API answers and takes: the types its OpenAPI description is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from kiosk.contract.happened.kind import says
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import QuestionKind
from kiosk.domain.verdict import Ruling
from kiosk.services.counter import CounterView
from kiosk.services.doubt import DoubtKind
from kiosk.services.tags import Tags


@dataclass(frozen=True, slots=True)
class ChoiceTold:
    """One answer staff can give."""

    id: str
    texts: Annotated[Mapping[str, str], says("By language; empty where the kiosk has its own words, such as *Weet niet*.")]


@dataclass(frozen=True, slots=True)
class QuestionTold:
    """The question on the screen."""

    id: str
    kind: QuestionKind
    texts: Annotated[Mapping[str, str], says("By language.")]
    choices: tuple[ChoiceTold, ...]


@dataclass(frozen=True, slots=True)
class ReceiptTold:
    """The intake just recorded, until its page is left."""

    id: str
    outcome: Annotated[Outcome | None, says("Null where it was set aside.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterTold:
    """What is on the counter: the body of ``GET /api/v1/counter``."""

    revision: Annotated[int, says("Another number means that something changed.")]
    emptied: Annotated[bool, says("Whether the camera has seen an empty counter since the last item began.")]
    doubt: Annotated[DoubtKind | None, says("Why staff are asked whether it is the same appliance.")]
    waiting: Annotated[int, says("Events the hub does not have yet.")]
    unsaved: Annotated[bool, says("Whether the last step could not be written.")]
    faults: Annotated[Mapping[str, str], says("A sentence with its code by device.")]
    tally: Annotated[Mapping[Outcome, int], says("Recorded today.")]
    intake: Annotated[str | None, says("The open intake; null on an idle counter.")]
    stage: Stage | None
    category: str | None
    question: QuestionTold | None
    ruling: Ruling | None
    outcome: Outcome | None
    allowed: Annotated[tuple[Outcome, ...], says("What staff may choose.")]
    destination: Annotated[str | None, says("The number of the container.")]
    receipt: ReceiptTold | None


@dataclass(frozen=True, slots=True)
class UnknownTagTold:
    """A tag nobody registered."""

    mark: Annotated[str, says("HMAC of its UID, which is nowhere here.")]
    last_seen: Annotated[str, says("RFC 3339.")]
    times: int


@dataclass(frozen=True, slots=True)
class TagsTold:
    """The body of ``GET /api/v1/tags``."""

    person: Annotated[str, says("Who is signed in; empty for nobody.")]
    waiting: Annotated[bool, says("Whether a tag nobody knows waits for an item.")]
    unknown: tuple[UnknownTagTold, ...]


@dataclass(frozen=True, slots=True)
class FailureTold:
    """The body of every answer that is no success."""

    code: Annotated[str, says("Of docs/errors.md.", "KSK-120")]
    message: Annotated[str, says("A sentence: what was wrong and what to do.")]


@dataclass(frozen=True, slots=True)
class CounterReport:
    """The body of ``POST /v1/counter``."""

    empty: Annotated[bool, says("Whether nothing lies on the counter; only that is news.")]


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """The body of ``POST /v1/devices``."""

    faults: Annotated[Mapping[str, str], says("A sentence with its code by device; a device that is not here is well.")]


def counter_told(view: CounterView) -> CounterTold:
    """Return what is on the counter, for programs."""
    found = view.intake
    verdict = found.verdict if found else None
    return CounterTold(
        revision=view.revision,
        emptied=view.emptied,
        doubt=view.doubt.kind if view.doubt else None,
        waiting=view.waiting,
        unsaved=view.unsaved,
        faults=view.faults,
        tally=view.tally,
        intake=found.id if found else None,
        stage=found.stage if found else None,
        category=found.item.category if found else None,
        question=_question(found) if found else None,
        ruling=verdict.ruling if verdict else None,
        outcome=found.outcome if found else None,
        allowed=tuple(sorted(verdict.allowed)) if verdict else (),
        destination=found.destination.id if found and found.destination else None,
        receipt=ReceiptTold(view.receipt.id, view.receipt.outcome) if view.receipt else None,
    )


def tags_told(tags: Tags | None) -> TagsTold:
    """Return who is signed in and which tags nobody knows."""
    if tags is None:
        return TagsTold("", waiting=False, unknown=())
    unknown = tuple(UnknownTagTold(each.mark, each.last_seen.isoformat(), each.times) for each in tags.unknown())
    return TagsTold(tags.person, tags.is_waiting, unknown)


def _question(found: Intake) -> QuestionTold | None:
    if found.question is None:
        return None
    texts = {each.id: each.texts for each in found.question.choices}
    choices = tuple(ChoiceTold(each, texts.get(each, {})) for each in found.question.answers)
    return QuestionTold(found.question.id, found.question.kind, found.question.texts, choices)
