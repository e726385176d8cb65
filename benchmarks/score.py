"""What a decoder did on a group of trials."""

from dataclasses import dataclass, field


@dataclass
class Score:
    """What one decoder did on one group of trials."""

    trials: int = 0
    correct: int = 0
    misreads: int = 0
    cpu_ms: list[float] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Count another score's trials too."""
        self.trials += other.trials
        self.correct += other.correct
        self.misreads += other.misreads
        self.cpu_ms += other.cpu_ms
        self.wall_ms += other.wall_ms


Scores = dict[tuple[str, ...], Score]
"""By half, group and decoder, or by symbology, condition and decoder."""
