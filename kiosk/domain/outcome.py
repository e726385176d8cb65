"""The three ways an item can go, and what is done with it on the way."""

from enum import StrEnum


class Outcome(StrEnum):
    """Where an item goes."""

    REUSE = "reuse"
    REPAIR = "repair"
    RECYCLE = "recycle"


LADDER = (Outcome.REUSE, Outcome.REPAIR, Outcome.RECYCLE)
"""The waste ladder of directive 2008/98/EC art. 4, best rung first."""


class Handling(StrEnum):
    """What else must be done, whatever the outcome; a set, never ranked."""

    OWN_STREAM = "own_stream"
    WIPE = "wipe"
    QUARANTINE = "quarantine"
    HOLD = "hold"
