"""The stages of the cascade, each a small function: a scene in, sightings out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.ean_layout import EAN8, EAN13, UPCE
from kiosk.adapters.decoder.likelihood import Guess, read_by_likelihood
from kiosk.adapters.decoder.locate import Region, find_regions
from kiosk.adapters.decoder.matrix import read_matrix_codes
from kiosk.adapters.decoder.picture import Grey, doubled, evened, halved, thresholded
from kiosk.adapters.decoder.proof import Claim, is_proved
from kiosk.adapters.decoder.strip import CORNERS, sharpened, strip_of, strip_through
from kiosk.adapters.decoder.tally import Sighting, Tally, same_place
from kiosk.adapters.decoder.texture import Texture, texture_of
from kiosk.adapters.decoder.zbar import read_with_zbar
from kiosk.adapters.decoder.zxing import LINEAR, MATRIX, read_with_zxing
from kiosk.domain.symbol import Point, Symbol


@dataclass(frozen=True)
class Scene:
    """One picture under reading."""

    grey: Grey
    tally: Tally
    budget: Budget
    asked: set[bytes] = field(default_factory=set)
    """Claims that other witnesses have been asked about; they answer the same again."""
    guessed: list[Guess] = field(default_factory=list)
    """What was tried by likelihood, with the claims of that time."""

    @cached_property
    def regions(self) -> list[Region]:
        """Where bars may be; looked for once, by the first stage that asks."""
        return find_regions(self.texture) if self.texture else []

    @cached_property
    def texture(self) -> Texture | None:
        """The texture of the picture, computed for the first stage that asks."""
        return texture_of(self.grey)


LARGEST_PX = 3_000_000
"""A 1080p frame has 2 million; zxing-cpp takes 15 ms for one of noise."""
LARGEST_EVENED_PX = 1_000_000

Look = Callable[[Scene], Iterable[Sighting]]


def whole_with_zxing(scene: Scene) -> Iterator[Sighting]:
    """Let zxing-cpp look at the whole picture: settles most of them."""
    grey, times = scene.grey, 1
    while grey.size > LARGEST_PX:
        grey, times = halved(grey), times * 2
    yield from (Sighting(_enlarged(each, times), "zxing") for each in read_with_zxing(grey))


def contrast_evened(scene: Scene) -> Iterator[Sighting]:
    """Even the contrast out and let zxing-cpp look again: for faint codes beside strong edges."""
    if scene.grey.size > LARGEST_EVENED_PX:
        return
    even = evened(scene.grey)
    for claim in read_with_zxing(even):
        yield Sighting(claim, "zxing")
        yield from confirm(even, replace(claim, votes=("zxing",)))


SMALL_PX = 330_000
"""640 x 480 and a little more: what is larger shows bars large enough as it is."""


def small_pictures_enlarged(scene: Scene) -> Iterator[Sighting]:
    """Enlarge a small picture with its contrast evened out, for both engines: fine bars between the pixels."""
    if scene.grey.size > SMALL_PX:
        return
    even = evened(scene.grey)
    yield from (Sighting(each, "zbar") for each in read_with_zbar(even))
    if scene.tally.is_settled or not scene.budget.allows(ENLARGED_S_PER_PX * even.size):
        return
    large = doubled(even)
    yield from (Sighting(_shrunk(each, 2), "zxing") for each in read_with_zxing(large, LINEAR))


ENLARGED_S_PER_PX = 5e-8


def light_bars(scene: Scene) -> Iterator[Sighting]:
    """Let both engines look at the picture in negative: bars lighter than what they are printed on."""
    if scene.grey.size > LARGEST_EVENED_PX:
        return
    negative = np.asarray(255 - scene.grey, dtype=np.uint8)
    yield from (Sighting(each, "zxing") for each in read_with_zxing(negative, LINEAR, thorough=False))
    if scene.budget.allows(ZBAR_S_PER_PX * negative.size):
        yield from (Sighting(each, "zbar") for each in read_with_zbar(negative))


def second_votes(scene: Scene) -> Iterator[Sighting]:
    """Ask other witnesses about every undecided symbol, on a strip cut through it."""
    for claim in scene.tally.undecided():
        if claim.data in scene.asked:
            continue
        if not scene.budget.allows(0.001):
            return
        scene.asked.add(claim.data)
        sightings = list(confirm(scene.grey, claim))
        yield from sightings
        if not any(each.symbol.data == claim.data for each in sightings):
            yield from _proved_by_likelihood(scene, claim)


def _proved_by_likelihood(scene: Scene, claim: Symbol) -> Iterator[Sighting]:
    """Read a retail claim by likelihood, between the ends that are known."""
    guess = _guess_of(claim)
    if guess is None:
        return
    guess = replace(guess, claimed=frozenset({claim.data}))
    for region in _along_the_bars(scene, claim)[:1]:
        readings = read_by_likelihood(scene.grey, region, guess, scene.budget)
        yield from (Sighting(replace(each.symbol, position=claim.position), f"likelihood band {each.band}") for each in readings)


def claims_proved(scene: Scene) -> Iterator[Sighting]:
    """Lay the bars of what one engine has read over the picture, to see whether another number fits better."""
    for claim in scene.tally.undecided():
        guess = _guess_of(claim)
        regions = _along_the_bars(scene, claim) if guess else []
        if guess and any(is_proved(scene.grey, region, Claim(claim, guess.layout), scene.budget) for region in regions):
            yield Sighting(claim, "likelihood proof")


def _guess_of(claim: Symbol) -> Guess | None:
    """Return what the claim would be by likelihood; None where it is no retail code, or has no place."""
    if len(claim.position) != CORNERS:
        return None
    return next((each for each in GUESSES if claim.symbology in each.symbologies), None)


def _along_the_bars(scene: Scene, claim: Symbol) -> list[Region]:
    """Return where a claim's bars lie: zbar says only which box stands around them, whichever way they run."""
    around = [Region.around(claim.position)] if "zxing" in {each.split()[0] for each in claim.votes} else []
    return around + [each for each in scene.regions if same_place(claim, replace(claim, position=each.corners))][:1]


def confirm(grey: Grey, claim: Symbol) -> Iterator[Sighting]:
    """Let each engine that has not read the claim look at a strip through it; the first vote is enough."""
    strip = strip_through(grey, claim)
    if strip is None:
        return
    if "zbar" not in claim.votes:
        seen = _placed(read_with_zbar(strip), claim.position, "zbar")
        yield from seen
        if any(each.symbol.data == claim.data for each in seen):
            return
    if "zxing" not in claim.votes:
        seen = _placed(read_with_zxing(strip, LINEAR, upright=True), claim.position, "zxing")
        yield from seen
        if any(each.symbol.data == claim.data for each in seen):
            return
    yield from _placed(read_with_zxing(sharpened(strip), LINEAR, upright=True), claim.position, "zxing sharpened")


def _placed(symbols: Iterable[Symbol], position: tuple[Point, ...], witness: str) -> list[Sighting]:
    """Return the sightings with a place in the frame: positions in a strip mean nothing outside."""
    return [Sighting(replace(each, position=position), witness) for each in symbols]


def small_matrix_codes(scene: Scene) -> Iterator[Sighting]:
    """Enlarge what looks like a QR or Data Matrix code, and read it there."""
    if scene.texture is not None:
        yield from (Sighting(each, "zxing enlarged") for each in read_matrix_codes(scene.grey, scene.texture, scene.budget))


GLARE_PX = 21
"""Neighbourhood within which glare is even; a few modules."""


def glare_evened(scene: Scene) -> Iterator[Sighting]:
    """Tell black from white point by point and look for matrix codes again: a glare across a code hides it otherwise."""
    if scene.grey.size <= LARGEST_EVENED_PX:
        yield from (Sighting(each, "zxing") for each in read_with_zxing(thresholded(scene.grey, GLARE_PX), MATRIX, thorough=False))


PATCH_ROWS = 48
PATCH_PX = (420, 1000)
"""Least and greatest width of a region laid level: small codes are enlarged, large ones need no more."""
PATCH_MARGIN = 0.15
PATCH_S = 0.002


def regions_with_engines(scene: Scene) -> Iterator[Sighting]:
    """Lay each region level and let both engines read it there."""
    for region in scene.regions:
        yield from _region_with_engines(scene, region)
        if scene.tally.is_settled:
            return


def _region_with_engines(scene: Scene, region: Region) -> Iterator[Sighting]:
    """Let both engines look at a region laid level: cures rotation, and enlarges fine bars."""
    width = int(np.clip(region.length * (1 + 2 * PATCH_MARGIN) * 2, *PATCH_PX))
    patch = strip_of(scene.grey, region, (width, PATCH_ROWS), margin=PATCH_MARGIN)
    found = []
    for witness, read in _PATCH_READERS:
        if not scene.budget.allows(PATCH_S):
            return
        found += _placed(read(patch), region.corners, witness)
    found = found or _placed(read_with_zbar(_crop(scene.grey, region)), region.corners, "zbar")
    yield from found or _placed(_sharpened_with_zxing(patch), region.corners, "zxing sharpened")


def _crop(grey: Grey, region: Region) -> Grey:
    """Return the pixels around a region as they are: zbar reads fine bars better so than enlarged."""
    columns, rows = zip(*region.corners, strict=True)
    border = int(region.length * PATCH_MARGIN)
    top, left = max(0, min(rows) - border), max(0, min(columns) - border)
    return np.ascontiguousarray(grey[top : max(rows) + border, left : max(columns) + border])


def _sharpened_with_zxing(patch: Grey) -> list[Symbol]:
    return read_with_zxing(sharpened(patch), LINEAR, upright=True)


def _upright_with_zxing(patch: Grey) -> list[Symbol]:
    return read_with_zxing(patch, LINEAR, upright=True)


_PATCH_READERS: tuple[tuple[str, Callable[[Grey], list[Symbol]]], ...] = (
    ("zxing", _upright_with_zxing),
    ("zbar", read_with_zbar),
)

LEAST_HALVED_PX = 400
LIKELY_REGIONS = 2
FAR_OUT_OF_FOCUS = 0.95
"""Softness in modules."""
GUESSES = (Guess(EAN13, 0.92), Guess(EAN13, 0.7), Guess(EAN13, 0.92, softness=FAR_OUT_OF_FOCUS), Guess(UPCE), Guess(EAN8))
"""An EAN takes most of a region, or an add-on code stands beside it."""


def regions_by_likelihood(scene: Scene) -> Iterator[Sighting]:
    """Read EAN-13 and UPC-A by likelihood, or what was seen but not proved: for bars too soft for edges."""
    yield from _by_likelihood(scene, _guesses(scene.tally)[:1])


def rarer_by_likelihood(scene: Scene) -> Iterator[Sighting]:
    """Read the other retail codes by likelihood, and those beside an add-on code."""
    yield from _by_likelihood(scene, [each for each in _guesses(scene.tally) if each not in scene.guessed])


def _by_likelihood(scene: Scene, guesses: Iterable[Guess]) -> Iterator[Sighting]:
    for guess in guesses:
        scene.guessed.append(guess)
        for region in scene.regions[:LIKELY_REGIONS]:
            for reading in read_by_likelihood(scene.grey, region, guess, scene.budget):
                yield Sighting(replace(reading.symbol, position=region.corners), f"likelihood band {reading.band}")
            if scene.tally.is_settled:
                return


def _guesses(tally: Tally) -> list[Guess]:
    """Return what to look for, first what others have seen but not proved.

    A short code fits by chance into parts of longer ones; it needs somebody else who saw it.
    """
    claims = tally.undecided()
    seen = {each.symbology for each in claims}
    claimed = frozenset(each.data for each in claims)
    likely = [each for each in GUESSES if not (each.layout.is_short and seen.isdisjoint(each.symbologies))]
    bands = 3 if claims else 2
    return [replace(each, claimed=claimed, bands=bands) for each in sorted(likely, key=lambda guess: seen.isdisjoint(guess.symbologies))]


ZBAR_S_PER_PX = 3e-8
"""What zbar takes at worst, on a noisy picture."""


def whole_with_zbar(scene: Scene) -> Iterator[Sighting]:
    """Let zbar look at the whole picture, linear codes only, at half size where it is large."""
    grey, times = scene.grey, 1
    while grey.size * ZBAR_S_PER_PX > scene.budget.left_s / 2 and min(grey.shape) > LEAST_HALVED_PX:
        grey, times = halved(grey), times * 2
    yield from (Sighting(_enlarged(each, times), "zbar") for each in read_with_zbar(grey))


def _shrunk(symbol: Symbol, times: int) -> Symbol:
    """Return the symbol with its place in the whole frame, found in one that is so many times larger."""
    return replace(symbol, position=tuple((x // times, y // times) for x, y in symbol.position))


def _enlarged(symbol: Symbol, times: int) -> Symbol:
    """Return the symbol with its place in the whole frame, found in one that is so many times smaller."""
    return replace(symbol, position=tuple((x * times, y * times) for x, y in symbol.position))
