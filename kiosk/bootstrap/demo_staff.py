"""The people of the demo, and tags that can be laid on its simulated counter."""

from kiosk.bootstrap.places import places
from kiosk.domain.reading import Tag
from kiosk.domain.staff import SIGNS, StaffMember
from kiosk.domain.tag_role import TagMeaning, TagRole
from kiosk.settings import Settings

DEMO_PIN = "482913"
BOSS = "Els"
NAMES = ("Amina", "Bart", "Dilan", BOSS, "Olena", "Youssef")
TAGS = {"badge": "DEADBEEF", "item": "04A1B201020304", "stranger": "04C0FFEE123456"}
"""What can be laid down, and its UID: the supervisor's badge, a sticker, a tag nobody knows."""


def hire(settings: Settings) -> None:
    """Put six people on the demo's list and link the supervisor's badge."""
    from kiosk.adapters.ledger.registry import SqliteRegistry
    from kiosk.adapters.staff_files import Argon2Pins, StaffFile

    where = places(settings)
    people = StaffFile(where.state)
    pin = Argon2Pins().hash(DEMO_PIN)
    for number, (name, sign) in enumerate(zip(NAMES, SIGNS, strict=True), 1):
        is_boss = name == BOSS
        people.keep(StaffMember(id=f"s{number}", name=name, sign=sign, is_supervisor=is_boss, pin=pin if is_boss else ""))
    registry = SqliteRegistry(where.ledger, where.registry, where.tag_key)
    try:
        badge = registry.recognise(bytes.fromhex(TAGS["badge"]))
        registry.link(badge.mark, TagMeaning(TagRole.BADGE, f"s{NAMES.index(BOSS) + 1}"))
    finally:
        registry.close()


def lay_down(settings: Settings, tag: str, seconds: float) -> None:
    """Lay a tag on the simulated reader beside what lies there, for some seconds."""
    from pathlib import Path

    from kiosk.adapters.clock import SystemClock
    from kiosk.adapters.simulated.counter_top import CounterTop

    top = CounterTop(places(settings).counter_top)
    before = top.look()
    picture = Path(before.picture) if before.picture else None
    top.put(picture, Tag(TAGS[tag], None))
    SystemClock().wait(seconds)
    top.put(picture)
