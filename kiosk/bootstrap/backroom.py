"""Put together what staff and supervisors use beside the counter."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.bootstrap.places import Places
from kiosk.bootstrap.practice import practice_folder
from kiosk.domain.intake import Intake
from kiosk.domain.staff import StaffMember
from kiosk.ports import Clock
from kiosk.services.backroom import Backroom
from kiosk.services.board import Board, Press
from kiosk.services.cards import Cards
from kiosk.services.deciding import Deciding
from kiosk.services.desk import Desk
from kiosk.services.door import Door
from kiosk.services.enrolling import Enrolling
from kiosk.services.item_tags import ItemTags
from kiosk.services.labels import Labels
from kiosk.services.on_counter import OnCounter
from kiosk.services.practice import Practice
from kiosk.services.practice_cases import CASES
from kiosk.services.staff import Staff
from kiosk.services.tags import Tags
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.adapters.staff_files import StaffFile

TAG_DEVICE = "tag-writer"
"""The name under which a tag that was not written stands among the devices' faults."""


@dataclass(frozen=True, slots=True)
class Equipped:
    """A backroom, and what lets go of it."""

    backroom: Backroom
    closing: tuple[Callable[[], None], ...]

    def close(self) -> None:
        """Let go of every file and thread."""
        for each in self.closing:
            each()


def equip(desk: Desk, board: Board, settings: Settings, where: Places) -> Equipped:
    """Return the backroom of a desk, and let the desk know who acts, where item codes come from and who labels."""
    from kiosk.adapters.identity import is_enrolled
    from kiosk.adapters.item_codes import item_code
    from kiosk.adapters.item_numbers import FileNumbers
    from kiosk.adapters.ledger.figures import SqliteFigures
    from kiosk.adapters.ledger.medium import free_bytes
    from kiosk.adapters.ledger.registry import SqliteRegistry
    from kiosk.adapters.printer_picture import PicturePrinter
    from kiosk.adapters.staff_files import StaffFile
    from kiosk.web.label_words import label_words

    counter, clock = desk.counter, desk.counter.clock
    registry = SqliteRegistry(where.ledger, where.registry, where.tag_key)
    figures = SqliteFigures(where.ledger)
    labels = Labels(PicturePrinter(where.labels), settings.site.name, label_words(settings.web.language), board.show)
    items = ItemTags(counter, registry, writes=settings.capture.write_tags, tell=lambda sentence: board.say(TAG_DEVICE, sentence))
    people = StaffFile(where.state, registry.people)
    tags = Tags(desk, registry, clock, board.show, Staff(people, clock, board.show), items)
    door = _door(where, clock)

    def recorded(intake: Intake) -> None:
        items.recorded(intake)
        labels.print(intake)

    _open_by_badge(tags, door, board)
    door.renew = _renewing(people, tags)
    tags.cards = Cards(board, desk.placing, lambda: registry.key, lambda: clock.now().boot_s)
    tags.enrolling = Enrolling(lambda: is_enrolled(where.state), where.wish_to_enrol, lambda code: board.press(Press(said=code)))
    counter.whose = lambda: tags.staff.acting
    _remember(counter, where)
    counter.numbers = FileNumbers(where.state, item_code)
    counter.after = recorded
    backroom = Backroom(
        tags=tags,
        door=door,
        deciding=Deciding(counter, settings.site.destinations),
        figures=figures,
        labels=labels,
        practice=Practice(counter.workflow, CASES, own=practice_folder(settings).cases),
        free_bytes=lambda: free_bytes(where.ledger.parent)[0],
        doctor_said=lambda: _said_in(where.doctor),
    )
    return Equipped(backroom, (labels.close, figures.close, registry.close))


def _said_in(note: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return note.read_text(encoding="utf-8")
    return ""


def _open_by_badge(tags: Tags, door: Door, board: Board) -> None:
    """Let the door see every badge that is laid down, and the screens what it makes of it."""

    def badge(member: StaffMember) -> None:
        door.show_badge(member)
        board.show()

    def stranger() -> bool:
        is_taken = door.takes_stranger()
        board.show()
        return is_taken

    tags.on_badge, tags.takes_stranger = badge, stranger


def _renewing(people: "StaffFile", tags: Tags) -> Callable[[StaffMember, str], None]:
    """Return what keeps the new hash of a PIN; on a full disk the old one goes on working."""

    def renew(member: StaffMember, pin_hash: str) -> None:
        with suppress(OSError), tags.made_by(member.id):
            people.renew_pin(member, pin_hash)

    return renew


def _remember(counter: OnCounter, where: Places) -> None:
    from kiosk.adapters.unsettled_file import UnsettledFile

    counter.remember(UnsettledFile(where.unsettled))


def _door(where: Places, clock: Clock) -> Door:
    from kiosk.adapters.staff_files import Argon2Pins, PinTriesFile

    return Door(Argon2Pins(), PinTriesFile(where.state), clock)
