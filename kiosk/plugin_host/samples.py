"""What a plugin is tried with: readings, items of every category, answers to its own questions, containers."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kiosk.domain.destination import Destination
from kiosk.domain.identifier import Identifier, IdentifierKind
from kiosk.domain.item import Identification, Item
from kiosk.domain.outcome import Outcome
from kiosk.domain.plugin import Manifest
from kiosk.domain.question import HAZARD, Question
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.text import LANGUAGES
from kiosk.domain.verdict import Ruling, Verdict
from kiosk.plugin_api.site import Site
from kiosk.plugin_host.protocol import MAX_SETS
from kiosk.settings import CATEGORIES, CONTAINERS
from kiosk.settings import Site as Profile

SITE = Site("Check", LANGUAGES, CATEGORIES)
GTIN = "04242005045112"
READINGS = (
    Reading("try-1", Medium.CAMERA, "ean13", GTIN[1:].encode(), GTIN[1:], identifiers=(Identifier(IdentifierKind.GTIN, GTIN),)),
    Reading("try-2", Medium.CAMERA, "code128", b"SN-0042", "SN-0042", identifiers=(Identifier(IdentifierKind.SERIAL, "SN-0042"),)),
    Reading(
        "try-3",
        Medium.CAMERA,
        "qr",
        b"https://example.org/dpp/1",
        "https://example.org/dpp/1",
        identifiers=(Identifier(IdentifierKind.DPP_LINK, "https://example.org/dpp/1"),),
    ),
    Reading("try-4", Medium.SCANNER, "datamatrix", b"\xff\x00\xfe", None, identifiers=(Identifier(IdentifierKind.UNKNOWN, ""),)),
    Reading("try-5", Medium.TAG, "tag", b"04A1B2C3", "04A1B2C3", identifiers=(Identifier(IdentifierKind.TAG_UID, "04A1B2C3"),)),
)
_YEARS: Sequence[tuple[int, ...]] = ((), (1985,), (2008, 2018), (2022,))
_STRANGE: Sequence[Mapping[str, str]] = ({}, {"of_another_plugin": "yes"}, {HAZARD: "something_new"}, {HAZARD: "unsure"})


def site_of(manifest: Manifest) -> Site:
    """Return the site a plugin is tried at: its own ``tests/datasets`` stands for the kiosk's folder of datasets."""
    samples = Path(manifest.folder) / "tests" / "datasets"
    return replace(SITE, datasets=str(samples)) if manifest.datasets and samples.is_dir() else SITE


def occupancies() -> Iterator[tuple[Reading, ...]]:
    """Yield what may lie on the counter: nothing read, each code alone, all of them."""
    yield ()
    yield from ((each,) for each in READINGS)
    yield READINGS


def items() -> Iterator[Item]:
    """Yield an item nobody knows, and one of each category, old, young and of unknown age."""
    yield Item()
    for category, years, reading in zip(CATEGORIES, itertools.cycle(_YEARS), itertools.cycle(READINGS), strict=False):
        yield Item((reading,), (Identification(category=category, brand="Brandt", years=years, by="staff"),))


def answer_sets(questions: Sequence[Question]) -> tuple[dict[str, str], ...]:
    """Return 64 sets of answers: strange ones, then every way to answer the questions, some of them not at all."""
    ways = itertools.product(*([(each.id, answer) for answer in ("", *each.answers)] for each in questions))
    answered = ({question: answer for question, answer in way if answer} for way in ways)
    sets = list(itertools.islice(itertools.chain(map(dict, _STRANGE), answered), MAX_SETS))
    return tuple(itertools.islice(itertools.cycle(sets), MAX_SETS))


def verdicts() -> Iterator[tuple[Verdict, tuple[Destination, ...]]]:
    """Yield a verdict for each outcome with two containers to choose from."""
    for outcome in Outcome:
        own = [each for each in Profile(containers=CONTAINERS).destinations if each.outcome is outcome]
        yield Verdict(Ruling.DECIDED, outcome, frozenset({outcome})), (*own, Destination("99", {"nl": "Kar"}, outcome))
