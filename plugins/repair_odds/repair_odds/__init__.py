"""How often such an appliance got repaired, from the records of repair cafés.

The odds stand in ``odds.json``, which is derived from Open Repair Data and has a licence of
its own; ``benchmarks/fit_repair_odds.py`` writes it.
"""

from repair_odds.hooks import RepairOdds

PLUGIN = RepairOdds()

__all__ = ["PLUGIN", "RepairOdds"]
