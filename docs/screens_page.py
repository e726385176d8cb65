"""The page that shows every screen: the approved pictures of the browser tests, in the order of the visual specification."""

from pathlib import Path

PICTURES = Path(__file__).parents[1] / "tests" / "browser" / "approved"
NUMBERS = {
    "01": "Idle: scan, or one tap",
    "02": "An item without a code, or with one nobody knows",
    "03": "A question",
    "04": "The verdict",
    "05": "Danger",
    "06": "Set aside",
    "07": "Another way",
    "08": "Why?",
    "09": "Into the container",
    "10": "What does not work",
    "11": "The latest items",
    "12": "Who works here, and the supervisor's door",
    "13": "Practice",
    "14": "The label",
    "15": "The supervisor's pages",
    "16": "Languages",
    "17": "Starting",
}
HEAD = """# Screens

{note}What an attendant sees, in the order of a day. Each picture is the running product at 800x480 in Debian's Chromium; the browser
tests hold every screen against it (`tests/browser`), on three panels and in four languages, together with the size of its
targets (at least 20 mm), the gaps between them (5 mm), its contrasts (7, on a verdict 10) and axe-core's rules.

A changed screen gets a new picture with `KIOSK_APPROVE=1 .venv/bin/pytest tests/browser`; whoever commits it has looked at it.

How hands are read: a tap counts when the finger is lifted, after 40 to 900 ms and less than 8 mm of slip; a new screen takes no
touch for 350 ms; *Begrepen* waits 1.5 s. A verdict confirms itself after `site.ring_s` seconds while somebody is signed in and
the item still lies there. A screen nobody touches for 45 s gives way to the idle one; an open danger is recorded as set aside
first, and a verdict or a STOP never leaves by itself.
"""


def screens_page(note: str) -> str:
    """Return docs/screens.md."""
    names = sorted(each.stem for each in PICTURES.glob("*.png"))
    parts = [HEAD.format(note=note)]
    for number, title in NUMBERS.items():
        pictures = [f"![{each}](../tests/browser/approved/{each}.png)" for each in names if each.startswith(number)]
        parts.append(f"## {number} {title}\n\n" + "\n".join(pictures) + "\n")
    return "\n".join(parts)
