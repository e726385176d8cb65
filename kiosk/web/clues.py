"""Clues of the practice mode: the pictogram and text of each, and how it is drawn on the item."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clue:
    """What can be seen on an item."""

    pictogram: str
    key: str


CLUES = {
    "works": Clue("works", "cl_works"),
    "worksnot": Clue("worksnot", "cl_worksnot"),
    "unknown": Clue("question", "cl_unknown"),
    "clean": Clue("clean", "cl_clean"),
    "dirty": Clue("dirty", "cl_dirty"),
    "broken": Clue("broken", "cl_broken"),
    "part": Clue("part", "cl_part"),
    "swollen": Clue("swollen", "cl_swollen"),
    "burnt": Clue("fire", "cl_burnt"),
    "rust": Clue("old", "cl_rust"),
    "thick": Clue("crt", "cl_thick"),
    "shards": Clue("glass", "cl_shards"),
    "flat": Clue("monitor", "cl_flat"),
    "r12": Clue("snow", "cl_r12"),
    "r600a": Clue("snow", "cl_r600a"),
}
"""By name; the drawing of each is in ``scene.html``."""

HINTS = {
    "works": "hint_works",
    "dirty": "hint_dirty",
    "part": "hint_part",
    "both": "hint_both",
    "later": "hint_later",
    "dead": "hint_dead",
    "broken": "hint_broken",
    "battery": "hint_battery",
    "tube": "hint_tube",
    "glass": "hint_glass",
    "flat": "hint_flat",
    "gas": "hint_gas",
    "modern": "hint_modern",
    "burnt": "hint_burnt",
}
"""What an item teaches, by its name: the text of the lesson."""
