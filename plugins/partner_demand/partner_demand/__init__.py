"""What partners want and can take today, and what must be wiped or repaired by its maker.

Wishes come as the dataset *demand*; the room a partner leased to this kiosk shrinks with
every item placed here, which the kiosk counts, so it holds without a network too.
"""

from partner_demand.hooks import PartnerDemand

PLUGIN = PartnerDemand()

__all__ = ["PLUGIN", "PartnerDemand"]
