"""What the hub is told of a verdict: how it was found, and the trail of who said what."""

from typing import Annotated

import msgspec

from kiosk.contract.happened.kind import says
from kiosk.domain.outcome import Outcome
from kiosk.domain.verdict import Ruling


class VetoTold(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome was ruled out."""

    by: Annotated[str, says("Which plugin.", "reuse_rules")]
    strikes: Annotated[tuple[Outcome, ...], says("What it ruled out.", ["repair"])]
    reason: Annotated[str, says("A reason code.", "no.parts")]
    safety: Annotated[bool, says("Whether people's safety was the reason.", False)] = False  # noqa: FBT003 - an example


class OpinionTold(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome was favoured."""

    by: Annotated[str, says("Which plugin.", "reuse_rules")]
    outcome: Annotated[Outcome, says("What it favours.", "reuse")]
    confidence: Annotated[float, says("From 0 to 1.", 0.9)]
    reason: Annotated[str, says("A reason code.", "market.good")]


class SilenceTold(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin said nothing it could have said."""

    by: Annotated[str, says("Which plugin.", "repair_odds")]
    cause: Annotated[str, says("Why: `late`, `dead`, `wrong` and others.", "late")]
    critical: Annotated[bool, says("Whether its silence struck reuse and repair.", False)] = False  # noqa: FBT003 - an example


class TrailTold(msgspec.Struct, frozen=True, kw_only=True):
    """Who said what; each word stands here once."""

    vetoes: tuple[VetoTold, ...] = ()
    opinions: tuple[OpinionTold, ...] = ()
    silent: tuple[SilenceTold, ...] = ()


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """The kiosk's verdict before staff confirmed it or chose otherwise."""

    ruling: Annotated[Ruling, says("How it was settled.", "decided")]
    outcome: Annotated[Outcome | None, says("What the kiosk found; null where staff had to choose.", "reuse")] = None
    allowed: Annotated[tuple[Outcome, ...], says("What no veto struck.", ["recycle", "reuse"])] = ()
    handling: Annotated[tuple[str, ...], says("What else must be done: `own_stream`, `wipe`, `quarantine`, `hold`.", ["wipe"])] = ()
    stream: Annotated[str | None, says("The container of its own it must go to, or null.", None)] = None
    trail: TrailTold = TrailTold()
