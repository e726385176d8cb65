"""What a product code, an energy label or a product passport says the thing is.

The kiosk parses codes into identifiers; this package looks them up in the dataset
*catalogue* and in ``groups.toml``, the product groups of the energy label.
"""

from product_code.hooks import ProductCode

PLUGIN = ProductCode()

__all__ = ["PLUGIN", "ProductCode"]
