"""The visual pre-selection at the counter: is it whole, does it work, may it be kept.

The rules stand in ``rules.toml``, each with its source; this package matches them.
"""

from reuse_rules.hooks import ReuseRules

PLUGIN = ReuseRules()

__all__ = ["PLUGIN", "ReuseRules"]
