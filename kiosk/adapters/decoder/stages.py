"""The stages of the cascade, each a small function: a scene in, sightings out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.strip import sharpened, strip_through
from kiosk.adapters.decoder.tally import Sighting, Tally
from kiosk.adapters.decoder.zbar import read_with_zbar
from kiosk.adapters.decoder.zxing import LINEAR, read_with_zxing
from kiosk.domain.symbol import Symbol


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture under reading."""

    grey: Grey
    tally: Tally
    budget: Budget


Look = Callable[[Scene], Iterable[Sighting]]


def whole_with_zxing(scene: Scene) -> Iterator[Sighting]:
    """Let zxing-cpp look at the whole picture: settles most of them."""
    yield from (Sighting(each, "zxing") for each in read_with_zxing(scene.grey))


def second_votes(scene: Scene) -> Iterator[Sighting]:
    """Ask other witnesses about every undecided symbol, on a strip cut through it."""
    for claim in scene.tally.undecided():
        if not scene.budget.allows(0.001):
            return
        yield from confirm(scene.grey, claim)


def confirm(grey: Grey, claim: Symbol) -> Iterator[Sighting]:
    """Let each engine that has not read the claim look at a strip through it; the first vote is enough."""
    strip = strip_through(grey, claim)
    if strip is None:
        return
    if "zbar" not in claim.votes:
        seen = _on_strip(read_with_zbar(strip), claim, "zbar")
        yield from seen
        if any(each.symbol.data == claim.data for each in seen):
            return
    if "zxing" not in claim.votes:
        seen = _on_strip(read_with_zxing(strip, LINEAR, upright=True), claim, "zxing")
        yield from seen
        if any(each.symbol.data == claim.data for each in seen):
            return
    yield from _on_strip(read_with_zxing(sharpened(strip), LINEAR, upright=True), claim, "zxing sharpened")


def _on_strip(symbols: Iterable[Symbol], claim: Symbol, witness: str) -> list[Sighting]:
    """Return the sightings where the claim lies: positions in the strip mean nothing outside."""
    return [Sighting(Symbol(each.symbology, each.data, each.text, claim.position, each.aim), witness) for each in symbols]


def whole_with_zbar(scene: Scene) -> Iterator[Sighting]:
    """Let zbar look at the whole picture, linear codes only, when nothing else found any."""
    yield from (Sighting(each, "zbar") for each in read_with_zbar(scene.grey))
