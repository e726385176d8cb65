"""Stages that ask other witnesses about what one has read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kiosk.adapters.decoder.ean_layout import EAN8, EAN13, UPCE
from kiosk.adapters.decoder.likelihood import Guess, read_by_likelihood
from kiosk.adapters.decoder.locate import Region
from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.proof import Claim, is_proved
from kiosk.adapters.decoder.scene import Scene
from kiosk.adapters.decoder.strip import CORNERS, SHORTEST_PX, sharpened, strip_through
from kiosk.adapters.decoder.tally import Sighting, same_place
from kiosk.adapters.decoder.zbar import LEVEL, read_with_zbar
from kiosk.adapters.decoder.zxing import LINEAR, read_with_zxing
from kiosk.domain.symbol import Point, Symbol

FAR_OUT_OF_FOCUS = 0.95
"""Softness in modules."""
GUESSES = (Guess(EAN13, 0.92), Guess(EAN13, 0.7), Guess(EAN13, 0.92, softness=FAR_OUT_OF_FOCUS), Guess(UPCE), Guess(EAN8))
"""An EAN takes most of a region, or an add-on code stands beside it."""


ENGINES = frozenset({"zbar", "zxing"})
"""Witnesses of another kind than likelihood, which cannot prove what it has read itself."""


def second_votes(scene: Scene) -> Iterator[Sighting]:
    """Ask other witnesses about every undecided symbol, on a strip cut through it."""
    for claim in scene.tally.undecided():
        if claim.data in scene.asked:
            continue
        if not scene.budget.allows(0.001):
            return
        scene.asked.add(claim.data)
        yield from confirm(scene.grey, claim)


def claims_by_likelihood(scene: Scene) -> Iterator[Sighting]:
    """Read retail claims by likelihood, between the ends that are known."""
    for claim in scene.tally.undecided():
        if claim.data not in scene.weighed:
            scene.weighed.add(claim.data)
            yield from _by_likelihood(scene, claim)


def _by_likelihood(scene: Scene, claim: Symbol) -> Iterator[Sighting]:
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
        guess = _guess_of(claim) if ENGINES & {each.split()[0] for each in claim.votes} else None
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
    beside = [each for each in scene.regions if same_place(claim, replace(claim, position=each.corners))][:1]
    return [each for each in around + beside if each.length >= SHORTEST_PX]


def confirm(grey: Grey, claim: Symbol) -> Iterator[Sighting]:
    """Let each engine that has not read the claim look at a strip through it; the first vote is enough."""
    strip = strip_through(grey, claim)
    if strip is None:
        return
    if "zbar" not in claim.votes:
        seen = placed(read_with_zbar(strip, LEVEL), claim.position, "zbar")
        yield from seen
        if any(each.symbol.data == claim.data for each in seen):
            return
    if "zxing" not in claim.votes:
        seen = placed(read_with_zxing(strip, LINEAR, upright=True), claim.position, "zxing")
        yield from seen
        if any(each.symbol.data == claim.data for each in seen):
            return
    yield from placed(read_with_zxing(sharpened(strip), LINEAR, upright=True), claim.position, "zxing sharpened")


def placed(symbols: Iterable[Symbol], position: tuple[Point, ...], witness: str) -> list[Sighting]:
    """Return the sightings with a place in the frame: positions in a strip mean nothing outside."""
    return [Sighting(replace(each, position=position), witness) for each in symbols]
