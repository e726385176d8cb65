"""Pictures of screens held against the approved ones beside this file.

``KIOSK_APPROVE=1 pytest tests/browser`` writes what it sees; whoever commits a picture has looked at it.
"""

import io
import os
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page

from kiosk.web.font import FOLDER

APPROVED = Path(__file__).parent / "approved"
HAS_FONT = FOLDER.is_dir()
"""The pictures show Atkinson Hyperlegible; with another typeface every letter differs."""
COLOURS = 40
A_DIFFERENCE = 64
"""Of 255: less is how letters are smoothed, and that a kept picture has few colours."""
MOST_DIFFERENT = 0.01
"""Share of the pixels that may differ: another version of the renderer, not a button that moved."""


def look(page: Page) -> Image.Image:
    """Return the page as a picture, without anything that moves."""
    page.evaluate("() => document.fonts.ready.then(() => true)")
    return Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")


def difference_from_approved(page: Page, name: str) -> float:
    """Return the share of pixels that clearly differ from the approved picture; with KIOSK_APPROVE set, approve it."""
    file, seen = APPROVED / f"{name}.png", look(page)
    if os.environ.get("KIOSK_APPROVE"):
        save(seen, file)
    return difference(seen, Image.open(file).convert("RGB")) if file.exists() else 1.0


def difference(seen: Image.Image, approved: Image.Image) -> float:
    """Return the share of pixels that clearly differ; all of them where the size is another."""
    if seen.size != approved.size:
        return 1.0
    strongest = ImageChops.difference(seen, approved).convert("L", (1, 1, 1, 0))
    return sum(strongest.histogram()[A_DIFFERENCE:]) / (seen.width * seen.height)


def save(picture: Image.Image, file: Path) -> None:
    """Write a picture small enough to keep: a PNG of few colours."""
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
