"""A danger staff report with one tap, when no plugin speaks of it.

``safety_stops`` knows what to do with each danger. If it is silent, or does not know the
kind, the counter still stops: safety never hangs on a program that may have died.
"""

from collections.abc import Sequence

from kiosk.domain.intake import Intake
from kiosk.domain.opinion import Order, Reason, Stop, Veto
from kiosk.domain.outcome import LADDER, Handling, Outcome
from kiosk.domain.question import QuestionKind
from kiosk.domain.staff import BY_STAFF
from kiosk.domain.verdict import Ruling, Verdict

OTHER = "other"
"""A danger without a name of its own: the item is set aside, a supervisor looks."""
KINDS = ("battery", "burnt", "tube", "gas", "asbestos", "mercury", OTHER)

_DANGER = {"nl": "Gevaar", "fr": "Danger", "en": "Danger", "de": "Gefahr"}
_REPORTED = {"nl": "Jij zag gevaar.", "fr": "Vous avez vu un danger.", "en": "You saw a danger.", "de": "Du hast Gefahr gesehen."}
_ORDERS = (
    Order({"nl": "Niet aanraken.", "fr": "Ne pas toucher.", "en": "Don't touch.", "de": "Nicht anfassen."}, "noopen"),
    Order({"nl": "Roep de chef.", "fr": "Appelez le chef.", "en": "Call the boss.", "de": "Chef rufen."}, "chef"),
)


def is_danger_open(intake: Intake) -> bool:
    """Tell whether a danger was asked about or found and nobody has settled it yet."""
    is_asked = intake.question is not None and intake.question.kind is QuestionKind.HAZARD
    is_found = intake.verdict is not None and intake.verdict.ruling is Ruling.SET_ASIDE
    return is_asked or is_found


def reported(kind: str) -> Veto:
    """Return staff's own veto: a stop for a danger with a name, else only everything struck."""
    stop = None if kind == OTHER else Stop(kind, _DANGER, _ORDERS)
    return Veto(
        strikes=frozenset(LADDER),
        reason=Reason(f"danger.{kind}", _REPORTED),
        safety=True,
        stop=stop,
        handling=frozenset({Handling.QUARANTINE}),
        by=BY_STAFF,
    )


def objection(verdict: Verdict, outcome: Outcome) -> str:
    """Return why an outcome is closed to the attendant, or nothing."""
    safety: Sequence[Reason] = [veto.reason for veto in verdict.trail.vetoes if veto.safety and outcome in veto.strikes]
    if safety:
        return safety[0].code
    silent = [each.by for each in verdict.trail.abstentions if each.critical and outcome is not LADDER[-1]]
    return f"{silent[0]} is silent" if silent else ""
