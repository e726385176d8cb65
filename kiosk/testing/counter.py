"""The whole desk on a ledger, a clock and a hub of the test: scan, answer, look at the verdict.

Every step is the real one: identifiers, interview, decision, ledger, event and delivery.
Only the plugins live in the test's own process, and nobody waits.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from kiosk.adapters.identifiers_gs1 import Gs1Identifiers
from kiosk.adapters.identity import load_or_create_identity
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.signer import FileSigner
from kiosk.domain.destination import Destination
from kiosk.domain.intake import Intake
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import Question
from kiosk.domain.reading import Reading
from kiosk.domain.verdict import Verdict
from kiosk.ports import Clock, Hub
from kiosk.services.afterwards import Profile
from kiosk.services.board import Board
from kiosk.services.delivery import Delivery
from kiosk.services.desk import Desk
from kiosk.services.doubt import DoubtKind
from kiosk.services.workflow import Workflow
from kiosk.settings import Settings
from kiosk.testing.inline import InlinePanel, InlinePlugin
from kiosk.testing.values import Readings


class Counter:
    """A counter with its staff; every step returns the counter, so that steps can be chained."""

    def __init__(self, folder: Path, plugins: Sequence[InlinePlugin], clock: Clock, hub: Hub, settings: Settings | None = None) -> None:
        """Set the counter up; its ledger and its key lie in the folder."""
        settings = settings or Settings()
        identity = load_or_create_identity(folder)
        panel = InlinePanel(plugins)
        self._intakes = SqliteIntakes(folder / "ledger.db", f"/kiosks/{identity.kiosk}")
        self._outbox = SqliteOutbox(folder / "ledger.db")
        self._delivery = Delivery(self._outbox, hub, FileSigner(folder), clock, identity.kiosk)
        profile = Profile(settings.site.categories, settings.site.destinations, settings.deciding.policy)
        workflow = Workflow(panel, Gs1Identifiers(), self._intakes, profile, clock)
        self._desk = Desk(workflow, self._intakes, Board(panel, self._intakes, self._outbox.backlog, clock), clock)
        self._readings = Readings()

    # -- what happens at the counter ---------------------------------------------------

    def scan(self, code: str | Reading, carrier: str = "ean13", *, category: str | None = "kettle") -> Self:
        """Hold a code before the camera; `category` is what the catalogue knows the product as, None for nothing."""
        reading = self._readings(code, carrier) if isinstance(code, str) else code
        if category and reading.gtin:
            self._intakes.learn(reading.gtin, category)
        self._desk.present(reading)
        doubt = self._desk.view().doubt
        if doubt and doubt.kind is DoubtKind.AGAIN:
            # What was handed over has gone, whatever the kit's clock says: the same code is another item.
            self._desk.same(is_same=False)
        return self

    def name(self, category: str) -> Self:
        """Tap what the item is."""
        self._desk.name(category)
        return self

    def answer(self, **answers: str) -> Self:
        """Tap answers in the order the screen asks; AssertionError for one that it does not ask for."""
        left = dict(answers)
        while left:
            asked = self.question
            if asked is None or asked.id not in left:
                raise AssertionError(f"{', '.join(left)} was not asked: {self._shown()}")
            self._desk.answer(asked.id, left.pop(asked.id))
        return self

    def report_danger(self, kind: str) -> Self:
        """Tap *Gevaar* and the kind of danger."""
        self._desk.danger(kind)
        return self

    def choose(self, outcome: str, reason: str = "works") -> Self:
        """Choose another outcome than the verdict's, and hand the item over.

        :raises OutcomeStruck: a safety veto forbids it.
        """
        self._desk.choose(Outcome(outcome), reason)
        return self._handed_over()

    def confirm(self) -> Self:
        """Confirm the verdict; its event goes to the hub, the counter is empty again."""
        self._desk.confirm()
        return self._handed_over()

    # -- what can be seen ------------------------------------------------------------------

    @property
    def intake(self) -> Intake:
        """The item on the counter, or the one just recorded, with everything that is known of it."""
        view = self._desk.view()
        found = view.intake or view.receipt
        if found is None:
            raise AssertionError("nothing lies on the counter; scan something")
        return found

    @property
    def question(self) -> Question | None:
        """The question on the screen."""
        return self.intake.question

    @property
    def verdict(self) -> Verdict:
        """The verdict on the screen; AssertionError while something is still asked."""
        if self.intake.verdict is None:
            raise AssertionError(f"there is no verdict yet: {self._shown()}")
        return self.intake.verdict

    @property
    def outcome(self) -> Outcome | None:
        """Where the item goes: staff's choice, else the verdict's."""
        return self.intake.outcome

    @property
    def destination(self) -> Destination | None:
        """The container on the screen."""
        return self.intake.destination

    def close(self) -> None:
        """Let go of the ledger; twice does no harm."""
        self._outbox.close()
        self._intakes.close()

    def _handed_over(self) -> Self:
        while self._delivery.step() == 0.0:
            pass
        self._desk.counter_emptied()
        return self

    def _shown(self) -> str:
        asked = self.question
        return f"the screen asks {asked.id} ({' | '.join(asked.answers)})" if asked else f"the item is {self.intake.stage}"
