"""Where bars may be: areas of a picture whose edges all run one way, black and white in turn.

Each connected area of one direction becomes a rectangle along that direction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from kiosk.adapters.decoder.picture import FloatArray
from kiosk.adapters.decoder.texture import Texture
from kiosk.domain.symbol import Point

COHERENCE = 0.7
"""From 0 (edges of all directions) to 1 (of one direction only)."""
SMALLEST = 38
"""Places of the texture."""
SHORTEST = 1.0
"""Places in reading direction: what the picture's edge left of a code may be a single column of them."""
SAME_DIRECTION = 0.7
"""Cosine of twice the angle between a point's edges and its area's."""
CANDIDATES = 6
LEAST_HEIGHT_PX = 8.0
"""A linear code may be read along one line; its bars reach further."""
ONE_EDGE = 0.75
"""Where rising and falling edges differ by more than this share, it is one edge and not bars."""

SAME_LEAN = 0.85
"""Cosine of twice the angle between regions of one code: a cylinder or a tilt leans them by up to 15 degrees."""
GAP = 0.3
"""How far beside a region another of the same code may lie, as a share of its length."""
OVERLAP = 0.5
"""Share of their height that regions of one code have in common."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle with bars across it, in frame pixels."""

    angle: float
    """Of the reading direction, in radians; a code may also be read the other way."""
    along: tuple[float, float]
    """Extent in reading direction, from the frame's origin."""
    across: tuple[float, float]
    """Extent along the bars."""

    @classmethod
    def around(cls, position: tuple[Point, ...]) -> "Region":
        """Return the rectangle of four corners, clockwise from the code's own top left."""
        top_left, top_right, bottom_right, bottom_left = np.array(position, dtype=np.float64)
        ahead = top_right + bottom_right - top_left - bottom_left
        angle = float(np.arctan2(ahead[1], ahead[0]))
        axes = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        (left, top), (right, bottom) = (top_left + bottom_left) / 2 @ axes, (top_right + bottom_right) / 2 @ axes
        half = max(LEAST_HEIGHT_PX, float(np.hypot(*(bottom_left - top_left)))) / 2
        return cls(angle, (float(left), float(right)), ((top + bottom) / 2 - half, (top + bottom) / 2 + half))

    @property
    def length(self) -> float:
        """Extent in reading direction in pixels."""
        return self.along[1] - self.along[0]

    @property
    def height(self) -> float:
        """Extent along the bars in pixels."""
        return self.across[1] - self.across[0]

    def at(self, along: float, across: float) -> FloatArray:
        """Return column and row of a place in the region's own axes."""
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        return np.array([along * cosine - across * sine, along * sine + across * cosine], dtype=np.float32)

    def continues_in(self, other: "Region") -> bool:
        """Say whether another region's bars run along these, beside them: a wide space or a wrinkle parts one code in two."""
        if np.cos(2 * (other.angle - self.angle)) < SAME_LEAN:
            return False
        (left, right), (top, bottom) = self._extent(other)
        beside = max(left - self.along[1], self.along[0] - right)
        overlap = min(bottom, self.across[1]) - max(top, self.across[0])
        return bool(beside <= GAP * self.length and overlap >= OVERLAP * max(self.height, bottom - top))

    def joined_with(self, others: "Sequence[Region]") -> "Region":
        """Return this region with others that continue it."""
        extents = [self._extent(each)[0] for each in others]
        along = (min(self.along[0], *(each[0] for each in extents)), max(self.along[1], *(each[1] for each in extents)))
        return replace(self, along=along)

    def _extent(self, other: "Region") -> tuple[tuple[float, float], tuple[float, float]]:
        """Return how far another region reaches, in this one's axes."""
        axes = np.array([[np.cos(self.angle), -np.sin(self.angle)], [np.sin(self.angle), np.cos(self.angle)]])
        places = np.array(other.corners, dtype=np.float64) @ axes
        (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
        return (float(left), float(right)), (float(top), float(bottom))

    @property
    def corners(self) -> tuple[Point, ...]:
        """The four corners, clockwise."""
        (left, right), (top, bottom) = self.along, self.across
        return tuple(
            (round(float(x)), round(float(y)))
            for x, y in (self.at(*each) for each in ((left, top), (right, top), (right, bottom), (left, bottom)))
        )


def find_regions(texture: Texture, *, limit: int = 3) -> list[Region]:
    """Return at most ``limit`` areas that look like bars, largest first, what lies in line with one of them joined to it."""
    found = [region for _, region in sorted(_areas(texture), key=lambda each: -each[0])]
    joined: list[Region] = []
    while found and len(joined) < limit:
        first, found = found[0], found[1:]
        while beside := [each for each in found if first.continues_in(each)]:
            first = first.joined_with(beside)
            found = [each for each in found if each not in beside]
        joined.append(first)
    return joined


def _areas(texture: Texture) -> Iterator[tuple[float, Region]]:
    """Yield each coherent area with its weight."""
    mask = (texture.coherence > COHERENCE) & (texture.energy > texture.threshold)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    sizes = stats[1:count, cv2.CC_STAT_AREA]
    for label in np.argsort(-sizes)[:CANDIDATES] + 1:
        left, top, width, height, size = stats[label]
        if size < SMALLEST:
            return
        box = (slice(top, top + height), slice(left, left + width))
        area = _area(texture, box, labels[box] == label)
        if area is not None:
            yield area[0], _scaled(area[1], texture.scale)


def _area(
    texture: Texture, box: tuple[slice, slice], inside: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]"
) -> tuple[float, Region] | None:
    """Return the weight and the rectangle of one area, or None where it is a single edge or has no length."""
    energy, cosine, sine = (each[box][inside] for each in (texture.energy, texture.cosine, texture.sine))
    double = float(np.arctan2((sine * energy).sum(), (cosine * energy).sum()))
    same = cosine * np.cos(double) + sine * np.sin(double) > SAME_DIRECTION
    if same.sum() < SMALLEST:
        return None
    angle = double / 2
    rows, columns = (each[same] for each in np.nonzero(inside))
    slope = (texture.column_slope[box][inside] * np.cos(angle) + texture.row_slope[box][inside] * np.sin(angle))[same]
    if abs(float(slope.sum())) > ONE_EDGE * float(np.abs(slope).sum()):
        return None
    x, y = columns + box[1].start + 0.5, rows + box[0].start + 0.5
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    region = Region(angle, _reach(along, 0.005), _reach(across, 0.02))
    return (float(same.sum()), region) if region.length >= SHORTEST else None


def _reach(values: FloatArray, spared: float) -> tuple[float, float]:
    """Return the least and the greatest value when that share of them is left out at either end."""
    ranks = [round(share * (len(values) - 1)) for share in (spared, 1 - spared)]
    least, greatest = np.partition(values, ranks)[ranks]
    return float(least), float(greatest)


def _scaled(region: Region, scale: float) -> Region:
    (left, right), (top, bottom) = region.along, region.across
    return Region(region.angle, (left / scale, right / scale), (top / scale, bottom / scale))
