"""What staff of this kiosk said of products: the next one of the same code is known.

The dataset *catalogue* is the plugin ``product_code``'s; this is the kiosk's own memory, in
the ledger. What it learns it offers to the hub, whose next dataset may teach every kiosk.
"""

from kiosk.contract.events import EventType, Happening
from kiosk.domain.intake import Intake
from kiosk.domain.item import Category, Identification, Item
from kiosk.domain.moment import Moment
from kiosk.domain.staff import BY_STAFF
from kiosk.ports import Catalogue

BY_CATALOGUE = "catalogue"
REMEMBERED = 0.9
"""How sure it is: staff may have mistapped, so the item on the counter, named now, counts more."""


class Learning:
    """Knows again what staff named, and tells what is new."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def known(self, item: Item) -> tuple[Identification, ...]:
        """Return what staff said of this product before."""
        category = self._catalogue.category_of(item.gtin) if item.gtin else None
        return (Identification(category=category, confidence=REMEMBERED, by=BY_CATALOGUE),) if category else ()

    def learned(self, intake: Intake, at: Moment) -> tuple[Happening, ...]:
        """Return the event that offers what staff said to the hub; nothing where it was known so before."""
        named, gtin = _named(intake.item), _only_gtin(intake.item)
        if named is None or gtin is None or _was_known(intake.item, named):
            return ()
        about = {"brand": intake.item.brand, "model": intake.item.model}
        said = {"gtin": gtin, "category": named, "by": BY_STAFF, **{name: each for name, each in about.items() if each}}
        return (Happening(EventType.PRODUCT_LEARNED, intake.id, at, said),)

    def remember(self, intake: Intake) -> None:
        """Keep what staff said, so that the next one is known.

        :raises LedgerUnwritable: it could not be kept.
        """
        named, gtin = _named(intake.item), _only_gtin(intake.item)
        if named and gtin and self._catalogue.category_of(gtin) != named:
            self._catalogue.learn(gtin, named)


def _named(item: Item) -> Category | None:
    """Return what staff say the thing on the counter is; *other* says nothing of a product."""
    named = next((each.category for each in item.identifications if each.by == BY_STAFF), None)
    return None if named == "other" else named


def _only_gtin(item: Item) -> str | None:
    """Return the product code, where there is one: of two, nobody knows which is the thing's."""
    codes = {each.gtin for each in item.readings if each.gtin}
    return next(iter(codes)) if len(codes) == 1 else None


def _was_known(item: Item, named: Category) -> bool:
    others = [each for each in item.identifications if each.category and each.by != BY_STAFF]
    return bool(others) and max(others, key=lambda each: (each.confidence, each.by)).category == named
