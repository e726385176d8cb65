"""The trail of an intake in words: who said what, and why."""

from collections.abc import Iterator

from kiosk.domain.intake import Intake, Step
from kiosk.domain.opinion import Abstention, Opinion, Reason, Veto
from kiosk.domain.text import in_language, plain
from kiosk.domain.verdict import Verdict


def explain(intake: Intake, language: str) -> Iterator[str]:
    """Yield the lines that explain an intake, first what happened, then what was said."""
    yield f"Intake {intake.id}: {intake.stage}, began {intake.began.isoformat()}"
    for reading in intake.item.readings:
        meaning = ", ".join(f"{each.kind}={each.value}" for each in reading.identifiers) or "nothing known"
        yield f"  read {reading.carrier} by {reading.medium}: {plain(reading.text or reading.data.hex())} ({meaning})"
    if intake.item.category:
        yield f"  it is: {intake.item.category}" + "".join(f", {each}" for each in (intake.item.brand, intake.item.model) if each)
    yield from (_step(each) for each in intake.steps)
    if intake.verdict:
        yield from _verdict(intake.verdict, language)
    if intake.override:
        yield f"Staff chose: {intake.override.outcome or 'set aside'} ({intake.override.reason})"
    if intake.destination:
        yield f"Container: {intake.destination.id} ({in_language(intake.destination.texts, language)})"


def _step(step: Step) -> str:
    detail = " ".join(f"{key}={plain(value)}" for key, value in step.detail.items() if value)
    return f"  {step.at.isoformat()} {step.what} {detail}".rstrip() + (f" [{step.by}]" if step.by else "")


def _verdict(verdict: Verdict, language: str) -> Iterator[str]:
    yield f"Verdict: {verdict.outcome or verdict.ruling}" + "".join(f", {each}" for each in sorted(verdict.handling))
    yield from (_veto(each, language) for each in verdict.trail.vetoes)
    yield from (_opinion(each, language) for each in verdict.trail.opinions)
    yield from (_silence(each) for each in verdict.trail.abstentions)


def _veto(veto: Veto, language: str) -> str:
    what = f"STOP {veto.stop.kind}" if veto.stop else f"not {', '.join(sorted(veto.strikes))}"
    return f"  {veto.by}: {what}: {_reason(veto.reason, language)}"


def _opinion(opinion: Opinion, language: str) -> str:
    return f"  {opinion.by}: {opinion.outcome} ({opinion.confidence:.2f}): {_reason(opinion.reason, language)}"


def _silence(abstention: Abstention) -> str:
    return f"  {abstention.by}: silent, {abstention.cause}" + (f" ({plain(abstention.detail)})" if abstention.detail else "")


def _reason(reason: Reason, language: str) -> str:
    text = in_language(reason.texts, language) or reason.code
    return f"{text} [{reason.code}]" + (f" ({reason.source})" if reason.source else "")
