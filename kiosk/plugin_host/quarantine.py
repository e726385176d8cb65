"""When a plugin has failed too often: it rests, then gets one trial.

Pure values over a clock that only goes forward; the panel counts faults with them, the
launcher counts deaths.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quarantine:
    """How much is too often."""

    faults: int = 3
    within_s: float = 600.0
    trial_after_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a plugin behaved lately."""

    faults: tuple[float, ...] = ()
    """When the latest faults were, oldest first."""
    trial_at_s: float | None = None
    """When a resting plugin is tried again; None while it does not rest."""

    @property
    def is_resting(self) -> bool:
        """Whether it is in quarantine, its trial included."""
        return self.trial_at_s is not None

    def may_be_asked(self, now_s: float) -> bool:
        """Tell whether it may be asked: it does not rest, or its trial is due."""
        return self.trial_at_s is None or now_s >= self.trial_at_s

    def after_fault(self, now_s: float, rules: Quarantine) -> "Conduct":
        """Return its conduct with one more fault; a failed trial rests again at once."""
        recent = (*(each for each in self.faults if now_s - each < rules.within_s), now_s)[-rules.faults :]
        rests = self.is_resting or len(recent) >= rules.faults
        return Conduct(recent, now_s + rules.trial_after_s if rests else None)

    def after_answer(self) -> "Conduct":
        """Return its conduct after a good answer: a trial that was passed wipes the slate."""
        return Conduct() if self.is_resting else self
