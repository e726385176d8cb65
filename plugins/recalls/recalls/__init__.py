"""Stops what was recalled: the exact product at once, what looks like it after a question.

The notices come as the dataset *recalls*, with the fields of Safety Gate, the Union's rapid
alert system for dangerous products. Nothing of them is opened, only shown and kept.
"""

from recalls.hooks import Recalls

PLUGIN = Recalls()

__all__ = ["PLUGIN", "Recalls"]
