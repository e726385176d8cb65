"""Acute dangers stop everything; picture tubes, old cooling gases, smoke detectors and medical devices go their own way.

What is dangerous, and why, stands in ``dangers.toml`` and ``streams.toml``, each rule
with its source. This package only asks and objects.
"""

from safety_stops.hooks import SafetyStops

PLUGIN = SafetyStops()

__all__ = ["PLUGIN", "SafetyStops"]
