"""The backroom of a test counter: real files, a real registry, real PINs; figures counted over the ledger that forgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec
from argon2 import PasswordHasher
from fakes import MemoryLedger
from web.counters import Counter

from kiosk.adapters.item_codes import item_code
from kiosk.adapters.item_numbers import FileNumbers
from kiosk.adapters.ledger.registry import SqliteRegistry
from kiosk.adapters.staff_files import PEOPLE, Argon2Pins, PinTriesFile, StaffFile
from kiosk.bootstrap.backroom import TAG_DEVICE
from kiosk.contract.answers import NumberBlock
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.label import Label
from kiosk.domain.outcome import LADDER
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.staff import SIGNS, StaffMember
from kiosk.domain.tag_role import TagMeaning, TagRole
from kiosk.errors import PrinterOut
from kiosk.ports import Bar, Tally
from kiosk.services.backroom import Backroom
from kiosk.services.cards import Cards
from kiosk.services.deciding import Deciding, is_waiting
from kiosk.services.door import Door
from kiosk.services.item_tags import ItemTags
from kiosk.services.labels import Labels
from kiosk.services.practice import Practice
from kiosk.services.practice_cases import CASES
from kiosk.services.staff import Staff
from kiosk.services.tags import Tags
from kiosk.web.label_words import label_words

PIN = "482913"
PIN_HASH = PasswordHasher(time_cost=1, memory_cost=64).hash(PIN)
"""Cheap on purpose: the hash itself says how dear it is to try a PIN; what a kiosk's own costs is tested where it is made."""
BADGE = bytes.fromhex("DEADBEEF")
TAG_KEY = bytes(range(32))
"""Known, so that marks look the same in every picture."""
FREE_BYTES = 72_100_000_000
"""The same in every picture, whatever disk the test runs on."""
BOSS = 3
NAMES = ("Amina", "Bart", "Dilan", "Els", "Olena", "Youssef")


class Printer:
    """A printer whose paper can be taken away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """Where this counter's files lie, for tests that lay one down."""
        self.printed: list[Label] = []
        self.is_empty = False

    def print(self, label: Label) -> None:
        if self.is_empty:
            raise PrinterOut("there is no paper")
        self.printed.append(label)


@dataclass
class MemoryFigures:
    """Figures counted the slow way."""

    ledger: MemoryLedger

    def tally(self, since_s: float) -> Tally:
        found = [each for each in self._recorded() if each.steps[-1].at.wall_s >= since_s]
        outcomes = {outcome: sum(each.outcome is outcome for each in found) for outcome in (*LADDER, None)}
        return Tally(outcomes, sum(each.is_danger for each in found), sum(bool(each.override and each.override.outcome) for each in found))

    def bars(self, edges_s: Sequence[float]) -> tuple[Bar, ...]:
        spans = pairwise(edges_s)
        return tuple(Bar(start, {each: self._count(each, start, end) for each in LADDER}) for start, end in spans)

    def set_aside(self, limit: int) -> tuple[Intake, ...]:
        return tuple(each for each in self._recorded() if is_waiting(each))[:limit]

    def waiting(self) -> int:
        return len(self.set_aside(999))

    def _count(self, outcome: object, start: float, end: float) -> int:
        return sum(each.outcome is outcome and start <= each.steps[-1].at.wall_s < end for each in self._recorded())

    def _recorded(self) -> list[Intake]:
        return [each for each in self.ledger.kept.values() if each.stage is Stage.RECORDED]


def staffed(counter: Counter, folder: Path, names: Sequence[str] = NAMES) -> Printer:
    """Give a counter its backroom, six people of whom Els is a supervisor with a badge, and a printer; return the printer."""
    people = StaffFile(folder)
    members = [_member(number, name) for number, name in enumerate(names)]
    (folder / PEOPLE).write_bytes(msgspec.json.encode(members))
    (folder / "tags.key").write_bytes(TAG_KEY)
    registry = SqliteRegistry(folder / "registry.db", folder / "registry", folder / "tags.key")
    registry.link(registry.recognise(BADGE).mark, TagMeaning(TagRole.BADGE, f"s{BOSS}"))
    printer, desk = Printer(folder), counter.desk
    labels = Labels(printer, "Kringloop Lindeveld", label_words("nl"), desk.counter.board.show)
    items = ItemTags(desk.counter, registry, writes=True, tell=lambda sentence: desk.counter.board.say(TAG_DEVICE, sentence))
    tags = Tags(desk, registry, counter.clock, desk.counter.board.show, Staff(people, counter.clock, desk.counter.board.show), items)
    door = Door(Argon2Pins(), PinTriesFile(folder), counter.clock)
    tags.on_badge, tags.takes_stranger = door.show_badge, door.takes_stranger
    tags.cards = Cards(desk.counter.board, desk.placing, lambda: registry.key, lambda: counter.clock.boot_s)
    desk.counter.whose = lambda: tags.staff.acting
    numbers = FileNumbers(folder, item_code)
    numbers.keep(NumberBlock("LV2", 4172, 9999))
    desk.counter.numbers = numbers
    desk.counter.after = lambda intake: (items.recorded(intake), labels.print(intake))[0]
    counter.backroom = Backroom(
        tags=tags,
        door=door,
        deciding=Deciding(desk.counter, counter.settings.site.destinations),
        figures=MemoryFigures(counter.ledger),
        labels=labels,
        practice=Practice(desk.counter.workflow, CASES),
        free_bytes=lambda: FREE_BYTES,
    )
    assert "app" not in vars(counter), "a screen that was looked at knows no backroom"
    return printer


def lay(counter: Counter, uid: bytes) -> None:
    """Lay a tag on the reader."""
    assert counter.backroom
    counter.backroom.tags.present(Reading(f"tag-{uid.hex()}-{counter.clock.boot_s}", Medium.TAG, "tag", uid, None))


def _member(number: int, name: str) -> StaffMember:
    is_boss = number == BOSS
    return StaffMember(id=f"s{number}", name=name, sign=SIGNS[number], is_supervisor=is_boss, pin=PIN_HASH if is_boss else "")
