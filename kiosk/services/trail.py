"""The trail of an intake in words, in the reader's language: who said what, and why."""

from collections.abc import Iterator

from kiosk.domain.intake import Decision, Intake, Override, Step
from kiosk.domain.opinion import Abstention, Opinion, Reason, Veto
from kiosk.domain.outcome import LADDER
from kiosk.domain.text import in_language, plain
from kiosk.domain.verdict import Verdict
from kiosk.services.trail_words import word


def explain(intake: Intake, language: str) -> Iterator[str]:
    """Yield the lines that explain an intake, first what happened, then what was said."""
    stage, began = word(intake.stage, language), word("began", language)
    yield f"{word('intake', language)} {intake.id}: {stage}, {began} {intake.began.isoformat()}"
    for reading in intake.item.readings:
        meaning = ", ".join(f"{each.kind}={each.value}" for each in reading.identifiers) or word("nothing_known", language)
        content = plain(reading.text or reading.data.hex())
        yield f"  {word('read', language)} {reading.carrier} ({reading.medium}): {content} ({meaning})"
    if intake.item.category:
        details = "".join(f", {each}" for each in (intake.item.brand, intake.item.model) if each)
        yield f"  {word('it_is', language)}: {intake.item.category}{details}"
    yield from (_step(each, intake, language) for each in intake.steps)
    if intake.verdict:
        yield from _verdict(intake.verdict, language)
    if intake.override:
        yield _override(intake.override, language)
    if intake.decision:
        yield _decision(intake.decision, language)
    if intake.code:
        yield f"{word('item_code', language)}: {intake.code}"
    if intake.destination:
        yield f"{word('container', language)}: {intake.destination.id} ({in_language(intake.destination.texts, language)})"


def in_words(step: Step, intake: Intake, language: str) -> str:
    """Return a question and its answer as staff saw them; empty for every other step, and where only their codes were kept."""
    found = (each for each in intake.said if (each.question, each.choice) == (step.detail.get("question"), step.detail.get("choice")))
    said = next(found, None)
    if said is None:
        return ""
    answered = in_language(said.answered, language) or word(said.choice, language)
    return f"{plain(in_language(said.asked, language))} {plain(answered)}"


def _step(step: Step, intake: Intake, language: str) -> str:
    detail = " ".join(f"{key}={plain(value)}" for key, value in step.detail.items() if value)
    said = in_words(step, intake, language)
    by = f" [{step.by}]" if step.by else ""
    return f"  {step.at.isoformat()} {word(step.what, language)} {said and f'{said} '}{detail}".rstrip() + by


def _override(override: Override, language: str) -> str:
    return f"{word('staff_chose', language)}: {word(override.outcome or 'set_aside', language)} ({override.reason})"


def _decision(decision: Decision, language: str) -> str:
    against = f" ({word('against_safety', language)}: {', '.join(decision.against)})" if decision.against else ""
    return f"{word('supervisor_chose', language)}: {word(decision.outcome, language)} [{decision.by}]{against}"


def _verdict(verdict: Verdict, language: str) -> Iterator[str]:
    decided = [verdict.outcome or verdict.ruling, *sorted(verdict.handling)]
    yield f"{word('verdict', language)}: {', '.join(word(each, language) for each in decided)}"
    yield from (_veto(each, language) for each in verdict.trail.vetoes)
    yield from (_opinion(each, language) for each in verdict.trail.opinions)
    yield from (_silence(each, language) for each in verdict.trail.abstentions)


def _veto(veto: Veto, language: str) -> str:
    struck = ", ".join(word(each, language) for each in LADDER if each in veto.strikes)
    what = f"{word('stop', language)} {veto.stop.kind}" if veto.stop else f"{word('not', language)} {struck}"
    return f"  {veto.by}: {what}: {_reason(veto.reason, language)}"


def _opinion(opinion: Opinion, language: str) -> str:
    return f"  {opinion.by}: {word(opinion.outcome, language)} ({opinion.confidence:.2f}): {_reason(opinion.reason, language)}"


def _silence(abstention: Abstention, language: str) -> str:
    detail = f" ({plain(abstention.detail)})" if abstention.detail else ""
    return f"  {abstention.by}: {word('silent', language)}, {word(abstention.cause, language)}{detail}"


def _reason(reason: Reason, language: str) -> str:
    text = in_language(reason.texts, language) or reason.code
    return f"{text} [{reason.code}]" + (f" ({reason.source})" if reason.source else "")
