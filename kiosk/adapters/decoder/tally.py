"""Counting the votes: which of the texts that were read may leave the decoder.

QR, Data Matrix and Code 128 carry real error detection: one reading is enough. EAN, UPC,
ITF and Code 39 need a second witness that is independent of the first, because one engine
reading the same bars twice makes the same mistake twice. Where two texts claim the same
bars, one must outvote the other by two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.domain.symbol import Symbol, Symbology

STRONG = frozenset({Symbology.QR, Symbology.DATAMATRIX, Symbology.CODE128})
"""Symbologies whose own error detection makes a second witness needless."""

BANDS = "likelihood band"
"""Witnesses of this name each saw other rows."""


DEBLURRED = "deblurred"
"""Witnesses of this name saw bars that were drawn out of a blur. They give a hint of what to look for and no vote,
where a vote is needed: what is drawn wrongly, both engines and other pixels of the same blur repeat."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One reading by one witness."""

    symbol: Symbol
    witness: str
    """Who read; two sightings by one witness are one vote."""


class Tally:
    """The sightings of one frame."""

    def __init__(self) -> None:
        self._sightings: list[Sighting] = []

    def add(self, sighting: Sighting) -> None:
        """Count what a stage saw."""
        self._sightings.append(sighting)

    def accepted(self) -> list[Symbol]:
        """Return the symbols with enough votes, with the names of their witnesses, in order of finding."""
        claims = self._claims()
        return [claim for claim in claims if _is_sure(claim, claims)]

    def undecided(self) -> list[Symbol]:
        """Return the symbols that were read but may not leave yet."""
        claims = self._claims()
        strong = [claim for claim in claims if claim.symbology in STRONG]
        return [claim for claim in claims if not _is_sure(claim, claims) and not any(same_place(claim, each) for each in strong)]

    @property
    def is_settled(self) -> bool:
        """Whether something was read and nothing is left to decide."""
        return bool(self._sightings) and not self.undecided()

    def _claims(self) -> list[Symbol]:
        """Return each text once, its witnesses in its votes."""
        claims: dict[tuple[Symbology, bytes], Symbol] = {}
        for sighting in self._sightings:
            key = (sighting.symbol.symbology, sighting.symbol.data)
            claim = claims.get(key, sighting.symbol)
            votes = tuple(dict.fromkeys((*claim.votes, sighting.witness)))
            claims[key] = replace(claim, votes=votes, aim=claim.aim or sighting.symbol.aim)
        return list(claims.values())


def _is_sure(claim: Symbol, claims: Sequence[Symbol]) -> bool:
    return _margin(claim, claims) >= (1 if claim.symbology in STRONG else 2)


def voters(claim: Symbol) -> int:
    """Count a claim's independent witnesses: whatever one engine makes of the same bars is one vote.

    Bands of rows read by likelihood are two, since their pixels are different ones.
    """
    names = {each.removesuffix(" next frame") if each.startswith(BANDS) else each.split()[0] for each in claim.votes}
    return len(names if claim.symbology in STRONG else names - {DEBLURRED})


def _margin(claim: Symbol, claims: Sequence[Symbol]) -> int:
    """Return the votes for a claim; with a rival on the same bars, how far it is ahead."""
    rivals = [each for each in claims if each is not claim and same_place(each, claim) and not _is_part(each, claim)]
    if not rivals or claim.symbology in {Symbology.QR, Symbology.DATAMATRIX}:
        return voters(claim)
    if claim.symbology is Symbology.CODE128:
        return voters(claim) - max((voters(each) for each in rivals if each.symbology in STRONG), default=0)
    if any(each.symbology in STRONG for each in rivals):
        return 0
    return voters(claim) - max(voters(each) for each in rivals)


def _is_part(one: Symbol, other: Symbol) -> bool:
    """Say whether one is a shorter reading of the other: ITF has no fixed length, and a scan line may leave it early."""
    return one.symbology is other.symbology is Symbology.ITF and one.data in other.data


def same_place(one: Symbol, other: Symbol) -> bool:
    """Say whether two symbols claim the same bars: one's centre lies in the other's reach.

    A symbol whose position is unknown may be anywhere.
    """
    if not one.position or not other.position:
        return True
    (left, first_reach), (right, second_reach) = _middle(one), _middle(other)
    return max(abs(left[0] - right[0]), abs(left[1] - right[1])) <= max(first_reach, second_reach)


def _middle(symbol: Symbol) -> tuple[tuple[float, float], float]:
    """Return the centre of a symbol and half its longer extent."""
    columns = [each[0] for each in symbol.position]
    rows = [each[1] for each in symbol.position]
    centre = (sum(columns) / len(columns), sum(rows) / len(rows))
    return centre, max(max(columns) - min(columns), max(rows) - min(rows)) / 2
