"""The rows of *Waarom?*: who said what, the rules first, the silent last."""

from dataclasses import dataclass

from kiosk.domain.opinion import Abstention, Opinion, Reason, Veto
from kiosk.domain.outcome import LADDER, Outcome
from kiosk.domain.staff import BY_STAFF
from kiosk.domain.text import in_language, plain
from kiosk.domain.verdict import Verdict
from kiosk.web.strip import plugin_name
from kiosk.web.texts import language, say
from kiosk.web.words import IN_SENTENCE, SILENCE

ROWS_A_PAGE = 4
SURE = 0.8
FAIRLY_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """One voice."""

    by: str
    kind: str
    """``veto``, ``opinion`` or ``silent``."""
    tells: str
    outcome: Outcome | None = None
    against: str = ""
    bars: int = 0
    sure: str = ""


def rows_of(verdict: Verdict) -> tuple[Row, ...]:
    """Return every voice of the trail exactly once."""
    trail = verdict.trail
    opinions = sorted(trail.opinions, key=lambda each: -each.confidence)
    return (*map(_veto, trail.vetoes), *map(_opinion, opinions), *map(_silent, trail.abstentions))


def _veto(veto: Veto) -> Row:
    struck = ", ".join(say(IN_SENTENCE[each]) for each in LADDER if each in veto.strikes)
    return Row(_name(veto.by), "veto", _text(veto.reason), against=say("against", outcomes=struck) if struck else "")


def _opinion(opinion: Opinion) -> Row:
    bars, key = _sureness(opinion.confidence)
    return Row(_name(opinion.by), "opinion", _text(opinion.reason), opinion.outcome, bars=bars, sure=say(key))


def _silent(abstention: Abstention) -> Row:
    return Row(_name(abstention.by), "silent", say(SILENCE[abstention.cause]))


def _sureness(confidence: float) -> tuple[int, str]:
    if confidence >= SURE:
        return 3, "sure_high"
    return (2, "sure_fair") if confidence >= FAIRLY_SURE else (1, "sure_low")


def _text(reason: Reason) -> str:
    return plain(in_language(reason.texts, language()) or reason.code)


def _name(by: str) -> str:
    return say("staff") if by == BY_STAFF else plugin_name(by)
