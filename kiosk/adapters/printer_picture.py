"""A label printer that prints pictures: each label is a PNG of 89 x 36 mm at 300 dots per inch.

It is what `kiosk demo` prints on, and what a real printer's driver gets. A file called
``no-paper`` in its folder stands for an empty roll. Pillow is imported in a child process, so
that the desk stays small.
"""

import subprocess
import sys
from pathlib import Path

import msgspec

from kiosk.domain.label import Label
from kiosk.errors import PrinterOut

DOTS = (1051, 425)
NO_PAPER = "no-paper"
PATIENCE_S = 20.0
MARGIN = 40
QR_DOTS = 330


class PicturePrinter:
    """Prints into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def print(self, label: Label) -> None:
        """Print a label as ``<code>.png``; the same code is the same file.

        :raises PrinterOut: there is no paper, or the folder cannot be written.
        """
        if (self._folder / NO_PAPER).exists():
            raise PrinterOut("there is no paper")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, "-m", "kiosk.adapters.printer_picture", str(self._folder / f"{label.code}.png")]
            subprocess.run(command, input=msgspec.json.encode(label), check=True, timeout=PATIENCE_S, capture_output=True)  # noqa: S603 - ourselves
        except (OSError, subprocess.SubprocessError) as error:
            raise PrinterOut(f"the printer failed ({type(error).__name__})") from error


def draw(label: Label, file: Path) -> None:
    """Draw a label: the centre, the code, what it is and when; beside them the code as QR."""
    import io

    import segno
    from PIL import Image, ImageDraw, ImageFont

    paper = Image.new("1", DOTS, 1)
    pen = ImageDraw.Draw(paper)
    widest = DOTS[0] - QR_DOTS - 3 * MARGIN
    rows = ((label.centre, 46, MARGIN), (label.code, 92, 120), (label.product, 40, 262), (label.day, 40, 322))
    for text, size, top in rows:
        font = ImageFont.load_default(size)
        while pen.textlength(text, font=font) > widest and size > 20:  # noqa: PLR2004 - 1.7 mm is the smallest that can be read
            size -= 2  # noqa: PLW2901 - the same text, smaller
            font = ImageFont.load_default(size)
        pen.text((MARGIN, top), text, font=font, fill=0)
    code = io.BytesIO()
    segno.make_qr(label.code, error="m").save(code, kind="png", scale=12, border=4)
    qr = Image.open(code).convert("1").resize((QR_DOTS, QR_DOTS), Image.Resampling.NEAREST)
    paper.paste(qr, (DOTS[0] - QR_DOTS - MARGIN, (DOTS[1] - QR_DOTS) // 2))
    draft = file.with_name(f".{file.name}")
    paper.save(draft, format="PNG", dpi=(300, 300))
    draft.replace(file)


if __name__ == "__main__":
    draw(msgspec.json.decode(sys.stdin.buffer.read(), type=Label), Path(sys.argv[1]))
