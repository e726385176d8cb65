"""Measure what each stage of the cascade is worth, and write the table of docs/reading-codes.md.

``python benchmarks/stages.py``, with KIOSK_REFERENCE_DATA pointing to the reference data: photographs of the tuning half
with a served code, at four rotations, with no limit of time. A stage counts the trials that were first right after it.
"""

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs as a file

from benchmarks.decode import LEAST_BYTES, TURNS, Photograph, normal, photographs
from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.cascade import CASCADE
from kiosk.adapters.decoder.picture import Grey, grey_of
from kiosk.adapters.decoder.scene import Scene
from kiosk.adapters.decoder.tally import Tally

PAGE = Path(__file__).parents[1] / "docs" / "reading-codes.md"
BEGIN, END = "<!-- stages: begin -->", "<!-- stages: end -->"
NO_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What the stages made of one picture."""

    cpu_ms: tuple[float, ...]
    """What each took, as far as they ran."""
    right_after: int | None
    """The first stage after which a right text was accepted."""


def main() -> None:
    """Measure, write and print the table."""
    folder = Path(os.environ["KIOSK_REFERENCE_DATA"]) / "barcodes"
    served = [each for each in photographs(folder) if each.half == "tuning" and each.texts]
    with ProcessPoolExecutor(2) as pool:
        trials = [trial for found in pool.map(_trials, [(str(folder), each) for each in served], chunksize=4) for trial in found]
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    _, tail = rest.split(END)
    PAGE.write_text(f"{head}{BEGIN}\n{_table(trials)}{END}{tail}", encoding="utf-8")
    print(_table(trials))


def _trials(task: tuple[str, Photograph]) -> list[Trial]:
    """Return a trial of the photograph at each of four rotations."""
    cv2.setNumThreads(1)
    folder, photograph = task
    path = Path(folder) / photograph.file
    image = cv2.imread(str(path), cv2.IMREAD_COLOR) if path.stat().st_size > LEAST_BYTES else None
    if image is None:
        return []
    turned = [image if turn is None else cv2.rotate(image, turn) for turn in TURNS]
    return [_trial(grey_of(np.ascontiguousarray(each, np.uint8)), photograph) for each in turned]


def _trial(grey: Grey, photograph: Photograph) -> Trial:
    """Go through the stages as the cascade does, but for the time."""
    scene = Scene(grey, Tally(), Budget(NO_LIMIT_S))
    cpu_ms: list[float] = []
    right_after: int | None = None
    for stage in CASCADE:
        if scene.tally.is_settled:
            break
        began_s = time.thread_time()
        for sighting in stage.look(scene):
            scene.tally.add(sighting)
        cpu_ms.append((time.thread_time() - began_s) * 1e3)
        if right_after is None and _is_right(scene.tally, photograph):
            right_after = len(cpu_ms) - 1
    return Trial(tuple(cpu_ms), right_after)


def _is_right(tally: Tally, photograph: Photograph) -> bool:
    texts = [(each.symbology.value, each.text or each.data.decode("latin-1")) for each in tally.accepted()]
    return any(set(normal(kind, text)) & photograph.texts for kind, text in texts)


def _table(trials: Sequence[Trial]) -> str:
    lines = ["| stage | ran on | ms | first right |", "|---|--:|--:|--:|"]
    for place, stage in enumerate(CASCADE):
        spent_ms = [each.cpu_ms[place] for each in trials if len(each.cpu_ms) > place]
        right = sum(each.right_after == place for each in trials)
        lines.append(f"| {stage.look.__name__.replace('_', ' ')} | {len(spent_ms)} | {fmean(spent_ms or [0.0]):.1f} | {right} |")
    never = sum(each.right_after is None for each in trials)
    return "\n".join(
        [
            *lines,
            f"| none of them | {never} | | |",
            "",
            f"Of {len(trials)} trials; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
