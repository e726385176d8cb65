"""Labels: an item that is kept gets one at once, and the same one again whenever it is asked for.

Printing happens beside the counter, in one thread of its own: a printer that is slow or
empty never holds up the next item.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from kiosk.domain.intake import Intake
from kiosk.domain.label import LONGEST_CENTRE, LONGEST_LINE, Label
from kiosk.domain.text import plain
from kiosk.errors import PrinterOut
from kiosk.ports import LabelPrinter

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Words:
    """How a label says things: the kind of appliance, the day, what was found."""

    product: Callable[[Intake], str]
    day: Callable[[Intake], str]


class Labels:
    """Prints labels and knows how the printer is."""

    def __init__(self, printer: LabelPrinter, centre: str, words: Words, show: Callable[[], None] = lambda: None) -> None:
        """Take the printer, the centre's name, how a label says things, and who is told of news."""
        self._printer = printer
        self._centre = centre
        self._words = words
        self._show = show
        self._wanted: queue.SimpleQueue[Label | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.fault = ""
        """Why the last label was not printed, as a sentence with its code; empty for none."""

    def label_of(self, intake: Intake) -> Label | None:
        """Return the label of an intake; None for an item that is not kept."""
        if not intake.code or intake.outcome is None:
            return None
        return Label(
            centre=plain(self._centre, LONGEST_CENTRE),
            code=intake.code,
            outcome=intake.outcome,
            product=plain(self._words.product(intake), LONGEST_LINE),
            day=plain(self._words.day(intake), LONGEST_LINE),
        )

    def print(self, intake: Intake) -> None:
        """Have the label of an item that is kept printed, if it has one; return at once."""
        if label := self.label_of(intake):
            with self._lock:
                self._thread = self._thread or self._begin()
            self._wanted.put(label)

    def close(self) -> None:
        """Print what waits and end; twice does no harm."""
        if self._thread:
            self._wanted.put(None)
            self._thread.join()
            self._thread = None

    def _begin(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, name="labels", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        while label := self._wanted.get():
            try:
                self._printer.print(label)
                fault = ""
            except PrinterOut as error:
                fault = f"{error} [{error.code}]"
                log.warning("label.not_printed", item=label.code, code=error.code, why=str(error))
            else:
                log.info("label.printed", item=label.code)
            if fault != self.fault:
                self.fault = fault
                self._show()
