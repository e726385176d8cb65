"""Brand, model number and candidate years from what is written on a rating plate.

Which maker writes what stands in ``makers.toml``, each rule with its source; a maker
without a public rule is not in it, and nothing is said about its codes.
"""

from rating_plate.hooks import RatingPlate

PLUGIN = RatingPlate()

__all__ = ["PLUGIN", "RatingPlate"]
