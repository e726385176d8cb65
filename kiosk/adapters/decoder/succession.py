"""A vote from the next frame: frames come as video, and two frames agree more honestly than one read twice."""

from dataclasses import replace

from kiosk.adapters.decoder.cascade import Glance
from kiosk.adapters.decoder.tally import voters
from kiosk.domain.symbol import Symbol, Symbology

FULL_LENGTH = frozenset({Symbology.EAN13, Symbology.UPCA})
"""Symbologies where one engine may confirm itself in the next frame.

What is short or of any length is read out of parts of other codes, in the next frame too:
there it takes another engine.
"""


class Succession:
    """Remembers what the last frame left undecided."""

    def __init__(self) -> None:
        self._waiting: tuple[Symbol, ...] = ()

    def join(self, glance: Glance) -> tuple[Symbol, ...]:
        """Return what this frame settles, alone or together with the one before."""
        confirmed = tuple(joint for each in glance.undecided if (joint := self._confirmed(each, glance)))
        self._waiting = tuple(each for each in glance.undecided if each.data not in {joint.data for joint in confirmed})
        return (*glance.accepted, *confirmed)

    def _confirmed(self, claim: Symbol, glance: Glance) -> Symbol | None:
        """Return the claim with the votes of both frames, or None where they do not settle it."""
        key = (claim.symbology, claim.data)
        before = next((each for each in self._waiting if (each.symbology, each.data) == key), None)
        rivals = [each for each in (*glance.accepted, *glance.undecided, *self._waiting) if (each.symbology, each.data) != key]
        if before is None or rivals:
            return None
        joint = replace(claim, votes=(*before.votes, *(f"{vote} next frame" for vote in claim.votes)))
        moved = claim.position != before.position  # the same pixels again prove nothing
        return joint if voters(joint) > 1 or (moved and claim.symbology in FULL_LENGTH) else None
