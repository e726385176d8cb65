"""The table of odds, and what it says of one appliance."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from repair_odds.traits import Appliance, traits

FILE = Path(__file__).with_name("odds.json")


@dataclass(frozen=True, slots=True)
class Odds:
    """Log-odds that an appliance was repaired, trait by trait."""

    base: float
    weights: Mapping[str, Mapping[str, float]]
    """By kind of trait and its value."""
    cases: Mapping[str, int]
    """How many records there are of each category."""

    def log_odds(self, appliance: Appliance) -> float:
        """Return the natural logarithm of repaired against not repaired."""
        return self.base + sum(self.weights[kind].get(value, 0.0) for kind, value in traits(appliance))

    def probability(self, appliance: Appliance) -> float:
        """Return how many of such appliances were repaired, from 0 to 1."""
        return 1 / (1 + math.exp(-self.log_odds(appliance)))


def read(file: Path = FILE) -> Odds:
    """Return the table in the file."""
    tree = json.loads(file.read_text(encoding="utf-8"))
    return Odds(tree["base"], tree["weights"], tree["cases"])
