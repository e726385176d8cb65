"""A danger staff report with one tap, when no plugin speaks of it.

``safety_stops`` knows what to do with each danger. If it is silent, or does not know the
kind, the counter still stops: safety never hangs on a program that may have died.
"""

from kiosk.domain.opinion import Order, Reason, Stop, Veto
from kiosk.domain.outcome import LADDER, Handling

BY_STAFF = "staff"
OTHER = "other"
"""A danger without a name of its own: the item is set aside, a supervisor looks."""
KINDS = ("battery", "burnt", "tube", "gas", "asbestos", "mercury", OTHER)

_DANGER = {"nl": "Gevaar", "fr": "Danger", "en": "Danger", "de": "Gefahr"}
_REPORTED = {"nl": "Jij zag gevaar.", "fr": "Vous avez vu un danger.", "en": "You saw a danger.", "de": "Du hast Gefahr gesehen."}
_ORDERS = (
    Order({"nl": "Niet aanraken.", "fr": "Ne pas toucher.", "en": "Don't touch.", "de": "Nicht anfassen."}, "noopen"),
    Order({"nl": "Roep de chef.", "fr": "Appelez le chef.", "en": "Call the boss.", "de": "Chef rufen."}, "chef"),
)


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
