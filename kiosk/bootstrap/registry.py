"""The registry of tags for commands: looked at and changed beside a running desk."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.bootstrap.places import places
from kiosk.domain.command import BUTTONS, DANGER, KIND, LANGUAGE, fits_a_card
from kiosk.domain.tag_role import Mark, TagMeaning, TagRole, UnknownTag
from kiosk.domain.text import LANGUAGES
from kiosk.errors import TagNameUnknown, TagUnknown
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.adapters.ledger.registry import SqliteRegistry


def linked_tags(settings: Settings) -> Mapping[Mark, TagMeaning]:
    """Return what was linked at this kiosk."""
    with _registry(settings) as registry:
        return registry.links()


def unknown_tags(settings: Settings) -> tuple[UnknownTag, ...]:
    """Return the tags nobody knows, latest first."""
    with _registry(settings) as registry:
        return registry.unknown()


def link_tag(settings: Settings, beginning: str, meaning: TagMeaning) -> Mark:
    """Let the one unknown tag whose mark begins so stand for something; return its mark.

    :raises TagUnknown: none does, or several do.
    :raises TagNameUnknown: the kiosk has no such button or container.
    """
    _admit(meaning, settings)
    with _registry(settings) as registry:
        mark = _only(beginning, (each.mark for each in registry.unknown()))
        registry.link(mark, meaning)
    return mark


def unlink_tag(settings: Settings, beginning: str) -> Mark:
    """Let the one linked tag whose mark begins so stand for nothing; return its mark.

    :raises TagUnknown: none does, or several do.
    """
    with _registry(settings) as registry:
        mark = _only(beginning, registry.links())
        registry.unlink(mark)
    return mark


def site_key(settings: Settings) -> bytes:
    """Return the key under which this site's cards are printed."""
    with _registry(settings) as registry:
        return registry.key


def _admit(meaning: TagMeaning, settings: Settings) -> None:
    """Refuse a name nobody obeys; people and items come and go, so theirs are free."""
    known = _names(meaning.role, settings)
    if known and meaning.name not in known:
        near = next(iter(difflib.get_close_matches(meaning.name, known, n=1)), "")
        raise TagNameUnknown(meaning.role, meaning.name, near, known)


def _names(role: TagRole, settings: Settings) -> tuple[str, ...]:
    if role is TagRole.CONTAINER:
        return tuple(dict.fromkeys(each.number for each in settings.site.containers))
    if role is not TagRole.COMMAND:
        return ()
    from kiosk.web.words import DANGERS

    kinds = (f"{KIND}{each}" for each in settings.site.categories if fits_a_card(f"{KIND}{each}"))
    dangers = (f"{DANGER}{each.id}" for each in DANGERS)
    return (*BUTTONS, *(f"{LANGUAGE}{each}" for each in LANGUAGES), *dangers, *kinds)


@contextmanager
def _registry(settings: Settings) -> "Iterator[SqliteRegistry]":
    from kiosk.adapters.ledger.registry import SqliteRegistry

    where = places(settings)
    where.make()
    registry = SqliteRegistry(where.ledger, where.registry, where.tag_key)
    try:
        yield registry
    finally:
        registry.close()


def _only(beginning: str, marks: Iterable[Mark]) -> Mark:
    fitting = [each for each in marks if each.startswith(beginning.lower())]
    if len(fitting) != 1:
        raise TagUnknown(beginning)
    return fitting[0]
