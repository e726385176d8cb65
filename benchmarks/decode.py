"""Measure the decoder beside pyzbar, zxing-cpp and OpenCV in one run, and write decode.md.

``python benchmarks/decode.py [--frames N]``, with KIOSK_REFERENCE_DATA pointing to the
reference data. Photographs fall into two halves by a hash of their file name: stages are
tuned on the tuning half, the check half only measures. Older thresholds were chosen looking
at both; photographs nobody here has seen prove the most.
"""

import argparse
import csv
import json
import os
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.adapters.decoder import read_symbols
from kiosk.adapters.decoder.retail import expanded

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs as a file and as benchmarks.decode

from benchmarks import frames, report
from benchmarks.score import Score, Scores

if TYPE_CHECKING:
    from kiosk.ports import Frame

Pairs = list[tuple[str, str]]

TURNS = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
RETAIL = ("ean13", "upca", "upce", "ean8")
SERVED = (*RETAIL, "code128", "code39", "itf", "qrcode", "qr", "datamatrix", "i25")
SHORT = 8
"""Digits of a UPC-E."""
LEAST_BYTES = 100
"""OpenCV complains aloud about shorter files; the 1 x 1 picture in the data is one."""
NINE = "EAN13,EAN8,UPCA,UPCE,Code128,Code39,ITF,QRCode,DataMatrix"


def as_pairs(image: "Frame", budget_s: float = 0.060) -> Pairs:
    """Return (symbology, text) of every code, as the shared yardstick compares them."""
    found = read_symbols(image, budget_s=budget_s)
    return [(each.symbology.value, each.text if each.text is not None else each.data.decode("latin-1")) for each in found]


def as_pairs_10ms(image: "Frame") -> Pairs:
    """Return the same within 10 ms."""
    return as_pairs(image, 0.010)


def with_pyzbar(image: "Frame") -> Pairs:
    """Return what pyzbar reads of eight symbologies."""
    from pyzbar import pyzbar
    from pyzbar.wrapper import ZBarSymbol

    enabled = [ZBarSymbol[name] for name in ("EAN13", "EAN8", "UPCA", "UPCE", "CODE128", "CODE39", "I25", "QRCODE")]
    return [(each.type, each.data.decode("utf-8", "replace")) for each in pyzbar.decode(_grey(image), symbols=enabled)]


def with_zxing(image: "Frame") -> Pairs:
    """Return what zxing-cpp reads of nine formats."""
    import zxingcpp

    formats = zxingcpp.barcode_formats_from_str(NINE)
    found = zxingcpp.read_barcodes(_grey(image), formats=formats, text_mode=zxingcpp.TextMode.Plain)
    return [(str(each.format), each.text) for each in found]


def with_opencv(image: "Frame") -> Pairs:
    """Return what OpenCV's barcode and QR detectors read."""
    _, texts, kinds, _ = cv2.barcode.BarcodeDetector().detectAndDecodeWithType(image)
    pairs = [((kind or "ean13").replace("_", ""), text) for text, kind in zip(texts, kinds, strict=True) if text]
    try:
        _, codes, _, _ = cv2.QRCodeDetector().detectAndDecodeMulti(image)
    except (cv2.error, UnicodeDecodeError, SystemError):
        codes = ()
    return pairs + [("qrcode", text) for text in codes if text]


DECODERS: Mapping[str, Callable[["Frame"], Pairs]] = {
    "pyzbar": with_pyzbar,
    "zxing-cpp": with_zxing,
    "OpenCV": with_opencv,
    "kiosk, 60 ms": as_pairs,
    "kiosk, 10 ms": as_pairs_10ms,
}


def _grey(image: "Frame") -> "Frame":
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Photograph:
    """One row of the manifest."""

    file: str
    symbology: str
    texts: frozenset[str]
    """Normal forms that count as right."""
    also: frozenset[str]
    """Normal forms that stand in the picture too: neither right nor wrong."""

    @property
    def half(self) -> str:
        """Which half it belongs to."""
        return "check" if zlib.crc32(Path(self.file).name.encode()) % 2 else "tuning"

    @property
    def group(self) -> str:
        """What its trials are counted under: a served symbology, or ``no served code``."""
        return self.symbology if self.symbology in SERVED else "no served code"


def photographs(folder: Path) -> Iterator[Photograph]:
    """Yield the rows of the manifest."""
    csv.field_size_limit(sys.maxsize)
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            symbology = row["symbology"].split(":")[0].lower()
            texts = frozenset(normal(symbology, row["expected_text"]) if symbology in SERVED else [])
            also = [text for each in json.loads(row["also_ok"] or "[]") for kind in ("qr", "ean13") for text in normal(kind, each)]
            yield Photograph(row["file"], symbology, texts, frozenset(also))


def normal(symbology: str, text: str) -> tuple[str, ...]:
    """Return the forms under which a text is compared: a GTIN of 14 digits for retail codes, else plain text."""
    plain = text.replace("\x1d", "").replace("\r\n", "\n").strip()
    if symbology.lower().replace("-", "") in RETAIL and plain.isdigit():
        return ((expanded(plain) if symbology.lower().startswith("upc") and len(plain) == SHORT else plain).zfill(14),)
    return (plain,)


def tried(decode: Callable[["Frame"], Pairs], image: "Frame", right: frozenset[str], also: frozenset[str], *, other: bool = False) -> Score:
    """Return the score of one trial; ``other`` says that a symbology that is not served is in the picture."""
    cpu, wall = time.thread_time(), time.perf_counter()
    pairs = decode(image)
    score = Score(1, cpu_ms=[(time.thread_time() - cpu) * 1e3], wall_ms=[(time.perf_counter() - wall) * 1e3])
    counted = [(kind, text) for kind, text in pairs if not other or kind.lower().replace("-", "").replace(" ", "") in SERVED]
    forms = [set(normal(kind, text)) | set(normal("qr", text)) for kind, text in counted]
    score.correct = int(any(each & right for each in forms))
    score.misreads = int(any(not each & (right | also) and not _garbled(each, right) for each in forms))
    return score


def _garbled(forms: set[str], right: frozenset[str]) -> bool:
    """Say whether it is a right text with a wrong charset: neither right nor wrong."""

    def bare(text: str) -> str:
        return "".join(each for each in text if each.isascii())

    return any(not each.isascii() and bare(each) == bare(form) for each in right for form in forms)


def score_photograph(task: tuple[str, Photograph]) -> Scores:
    """Return the scores of every decoder on one photograph at four rotations."""
    folder, photograph = task
    cv2.setNumThreads(1)
    scores: Scores = {}
    path = Path(folder) / photograph.file
    image = cv2.imread(str(path), cv2.IMREAD_COLOR) if path.stat().st_size > LEAST_BYTES else None
    if image is None:
        return scores
    other = photograph.symbology == "other"
    for turn in TURNS:
        turned = image if turn is None else np.ascontiguousarray(cv2.rotate(image, turn))
        for name, decode in DECODERS.items():
            key = (photograph.half, photograph.group, name)
            scores.setdefault(key, Score()).add(
                tried(decode, np.asarray(turned, dtype=np.uint8), photograph.texts, photograph.also, other=other)
            )
    return scores


def score_frames(task: tuple[str, str, int]) -> Scores:
    """Return the scores of every decoder on drawn frames of one symbology and condition."""
    symbology, condition, count = task
    cv2.setNumThreads(1)
    scores: Scores = {}
    for seed in range(count):
        frame = frames.draw(symbology, frames.CONDITIONS[condition], 1000 * list(frames.CONDITIONS).index(condition) + seed)
        for name, decode in DECODERS.items():
            right = frozenset(normal(symbology, frame.text))
            scores.setdefault((symbology, condition, name), Score()).add(tried(decode, frame.pixels, right, frozenset()))
    return scores


def merged(parts: Iterable[Scores]) -> Scores:
    """Return all scores by key."""
    total: Scores = {}
    for part in parts:
        for key, score in part.items():
            total.setdefault(key, Score()).add(score)
    return total


def main() -> None:
    """Measure everything and write decode.md."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--frames", type=int, default=40, help="drawn frames per symbology and condition")
    arguments.add_argument("--jobs", type=int, default=2)
    given = arguments.parse_args()
    folder = str(Path(os.environ["KIOSK_REFERENCE_DATA"]) / "barcodes")
    with ProcessPoolExecutor(given.jobs) as pool:
        photos = merged(pool.map(score_photograph, [(folder, each) for each in photographs(Path(folder))], chunksize=8))
        drawn = merged(
            pool.map(score_frames, [(kind, condition, given.frames) for kind in frames.FORMATS for condition in frames.CONDITIONS])
        )
    text = report.page(photos, drawn, list(DECODERS))
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(Counter(key[2] for key in photos).total(), "groups written to decode.md")


if __name__ == "__main__":
    main()
