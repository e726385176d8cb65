"""What a command card says: the name of a button, a container, and the site's own mark that nobody can forge.

A card is printed as Code 128, which every hand scanner reads, or stands on a tag as text. It
looks like ``KC-CONFIRM-2QXYB7K5M3AD``: the sign of a card, its name, and sixty bits of an
HMAC over the name under the site's key.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TypeAlias

CardName: TypeAlias = str
"""``confirm``, ``yes``, ``kind-kettle``, ``container-5``."""

STEPS = ("confirm", "back", "done", "undo", "scrap", "placed", "full", "keep")
ANSWERS = ("yes", "no", "unsure", "choice-1", "choice-2", "choice-3", "choice-4", "choice-5", "choice-6")
PAGES = ("nocode", "danger", "recent", "why", "who", "language", "practice", "label", "again", "more", "less")
PICKS = ("reuse", "repair", "recycle", "aside")
LANGUAGE, KIND, DANGER, CONTAINER = "language-", "kind-", "danger-", "container-"
"""How the names of cards begin that stand for one of many."""
BUTTONS: tuple[CardName, ...] = (*STEPS, *ANSWERS, *PAGES, *PICKS)
MARK_BYTES = 8
"""Of which sixty bits are printed: twelve characters."""
MARK_CHARACTERS = 12
_CARD = re.compile(r"KC-([A-Z0-9_-]{1,28})-([A-Z2-7]{12})")
_NAME = re.compile(r"[a-z0-9_-]{1,28}")


@dataclass(frozen=True, slots=True)
class Card:
    """What a text that looks like a card claims."""

    name: CardName
    mark: str


def card_in(text: str | None) -> Card | None:
    """Return the card a text looks like, of whatever site; None for any other text."""
    found = _CARD.fullmatch(text.strip().upper()) if text else None
    return Card(found[1].lower(), found[2]) if found else None


def mark_of(key: bytes, name: CardName) -> str:
    """Return the mark a site's card of that name carries: twelve characters of base 32."""
    digest = hmac.new(key, b"command card\0" + name.encode("ascii"), hashlib.sha256).digest()
    return base64.b32encode(digest[:MARK_BYTES]).decode("ascii")[:MARK_CHARACTERS]


def is_genuine(card: Card, key: bytes) -> bool:
    """Tell whether the card was printed under the key; takes as long for a near miss as for a wild guess."""
    return hmac.compare_digest(card.mark, mark_of(key, card.name))


def text_of(key: bytes, name: CardName) -> str:
    """Return what is printed on the card of that name.

    :raises ValueError: no card can have that name.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a card")
    return f"KC-{name.upper()}-{mark_of(key, name)}"


def fits_a_card(name: CardName) -> bool:
    """Tell whether a card can carry the name: a site may call its kinds and containers anything."""
    return _NAME.fullmatch(name) is not None


def is_command(name: CardName) -> bool:
    """Tell whether the name is a button's; which kinds a site has is its own affair."""
    return name in BUTTONS or (name.startswith((LANGUAGE, KIND, DANGER)) and fits_a_card(name))
