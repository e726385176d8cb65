"""What the hub is told of things on and around the counter: tags, containers, hand-over."""

from typing import Annotated, ClassVar

from msgspec import UNSET, UnsetType

from kiosk.contract.events import EventType
from kiosk.contract.happened.kind import Happened, says


class TagLinked(Happened, frozen=True, kw_only=True):
    """An RFID tag now stands for an item."""

    type: ClassVar = EventType.TAG_LINKED
    tag: Annotated[str, says("The tag's UID in hex: 4, 7 or 10 bytes. Never a badge's.", "04a2b3c4d5e680")]
    item_code: Annotated[str | None, says("The item code it stands for, or null where the intake is all there is.", "LV2-004172-K")] = None
    by: Annotated[str, says("Who linked it.", "staff")] = ""


class ItemPlaced(Happened, frozen=True, kw_only=True):
    """An item lies in a container; where it was before, it is no more."""

    type: ClassVar = EventType.ITEM_PLACED
    destination: Annotated[str, says("The number of the container.", "2")]
    container: Annotated[str | None, says("The mark on the container itself, such as its GRAI, or null.", None)] = None
    by: Annotated[str, says("Who placed it.", "staff")] = ""


class ContainerFull(Happened, frozen=True, kw_only=True):
    """A container is full and an empty one takes its place: what lay in it has left."""

    type: ClassVar = EventType.CONTAINER_FULL
    destination: Annotated[str, says("The number of the container.", "2")]
    container: Annotated[str | None, says("The mark on the container itself, such as its GRAI, or null.", None)] = None
    by: Annotated[str, says("Who said so.", "staff")] = ""


class ItemHandedOver(Happened, frozen=True, kw_only=True):
    """An item left the site to somebody."""

    type: ClassVar = EventType.ITEM_HANDED_OVER
    to: Annotated[str, says("Who has it now.", "De Kringwinkel")]
    item_code: Annotated[str | None, says("The code on its label, or null.", "LV2-004172-K")] = None
    by: Annotated[str, says("Who handed it over.", "staff")] = ""


class ProductLearned(Happened, frozen=True, kw_only=True):
    """Staff named a product nobody knew; every kiosk may know it now."""

    type: ClassVar = EventType.PRODUCT_LEARNED
    gtin: Annotated[str, says("The number of its barcode.", "4242005045112")]
    category: Annotated[str, says("What staff chose.", "kettle")]
    brand: Annotated[str | UnsetType, says("Where it is known.", "Bosch")] = UNSET
    model: Annotated[str | UnsetType, says("Where it is known.", "TWK7203")] = UNSET
    by: Annotated[str, says("Who named it.", "staff")] = ""
