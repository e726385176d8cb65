"""What staff teach the kiosk, and what the hub is told of it."""

from dataclasses import replace

import pytest
from fakes import MemoryLedger
from intake_samples import NOON, recorded_intake

from kiosk.contract.happened import fault_of
from kiosk.domain.identifier import Identifier, IdentifierKind
from kiosk.domain.intake import Intake
from kiosk.domain.item import Identification, Item
from kiosk.domain.reading import Medium, Reading
from kiosk.services.catalogue import Learning

GTIN, OTHER_GTIN = "04242005045112", "02034701615018"


def read(gtin: str) -> Reading:
    return Reading(f"r-{gtin}", Medium.CAMERA, "ean13", gtin.encode(), gtin, identifiers=(Identifier(IdentifierKind.GTIN, gtin),))


def named(category: str = "kettle", *others: Identification, gtins: tuple[str, ...] = (GTIN,)) -> Intake:
    """Return an intake whose item staff named."""
    said = (Identification(category=category, by="staff"), *others)
    return replace(recorded_intake("e-1"), item=Item(tuple(read(each) for each in gtins), said))


def test_what_nobody_knew_is_offered_to_the_hub_and_known_the_next_time() -> None:
    """As staff's word, with what a plate said of brand and model."""
    learning = Learning(MemoryLedger())
    intake = named("kettle", Identification(brand="Brandt", by="rating_plate"))

    (told,) = learning.learned(intake, NOON)
    learning.remember(intake)

    assert dict(told.data) == {"gtin": GTIN, "category": "kettle", "brand": "Brandt", "by": "staff"}
    assert fault_of(told.type.value, b'{"gtin": "04242005045112", "category": "kettle", "brand": "Brandt", "by": "staff"}') == ""
    assert learning.known(Item((read(GTIN),))) == (Identification(category="kettle", confidence=0.9, by="catalogue"),)


@pytest.mark.parametrize(
    "intake",
    [
        named("kettle", Identification(category="kettle", confidence=0.8, by="product_code")),
        named("kettle", gtins=()),
        named("kettle", gtins=(GTIN, OTHER_GTIN)),
        named("other"),
        replace(named(), item=Item((read(GTIN),), (Identification(category="kettle", by="product_code"),))),
    ],
    ids=["the catalogue knew", "no code", "two codes", "other", "staff said nothing"],
)
def test_nothing_is_offered_where_nothing_is_learned(intake: Intake) -> None:
    """One word for one product code."""
    assert Learning(MemoryLedger()).learned(intake, NOON) == ()


def test_staff_who_know_better_teach_it_anew() -> None:
    """Against the dataset, and against what was said before."""
    ledger = MemoryLedger()
    ledger.learn(GTIN, "kettle")
    learning = Learning(ledger)
    better = named("fryer", Identification(category="kettle", confidence=0.9, by="catalogue"))

    (told,) = learning.learned(better, NOON)
    learning.remember(better)

    assert told.data["category"] == "fryer"
    assert ledger.category_of(GTIN) == "fryer"
