"""A counter on which everything strangers write is hostile: codes, plugins' words, names, faults."""

from dataclasses import dataclass, fields, replace
from pathlib import Path

from fakes import Says
from web.behind_counter import NAMES, Printer, staffed
from web.counters import PLUGINS, PRODUCTS, Counter, counter_with, identify

from kiosk.domain.identifier import Identifier, IdentifierKind
from kiosk.domain.opinion import Reason, Stop
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.text import Texts, plain

MIXED = "\"'><b>\u202e\x07{{ 7 * 7 }}<script>alert(1)</script>&lt;&#60;\u2066\u200f\x00\x7f\x1b[31m\r\n\u2028\ufeff\ud800' onfocus=alert(1) x=\""
"""Quotes, markup, templates, and characters nobody sees, the worst in front: a name is cut off early."""
LONG = "W" * 2000
"""Harmless but for its length."""
DIGITS = 13
"""Of a product's code: what a hostile code begins with, where the product is known."""


@dataclass
class HostileCounter(Counter):
    """A counter whose codes end in something hostile, as a serial number may."""

    ending: str = ""

    def scan(self, code: str, medium: Medium = Medium.CAMERA) -> None:
        text = f"{code}{self.ending}"
        data = text.encode("utf-8", "surrogatepass")
        self.desk.present(Reading(f"run-1-{code}", medium, "qr_code", data, text))


class Serials:
    """A parser that finds the product in front, and the rest behind it as a serial number."""

    def parse(self, reading: Reading) -> tuple[Identifier, ...]:
        """Return the identifiers of a reading."""
        text = reading.text or ""
        if text[:DIGITS] in PRODUCTS:
            return (
                Identifier(IdentifierKind.GTIN, text[:DIGITS].zfill(14)),
                Identifier(IdentifierKind.SERIAL, plain(text[DIGITS:]) or "1"),
            )
        return (Identifier(IdentifierKind.UNKNOWN, plain(text)),)


def counter_saying(words: str) -> HostileCounter:
    """Return a counter on which codes and plugins say these words."""
    made = counter_with(*(_saying(each, words) for each in PLUGINS), parser=Serials())
    return HostileCounter(**{each.name: getattr(made, each.name) for each in fields(Counter)}, ending=words)


def staffed_by(counter: Counter, words: str, folder: Path) -> Printer:
    """Give a counter its backroom with people of these names; return the printer."""
    return staffed(counter, folder, [f"{number}{words}".encode("utf-8", "replace").decode() for number, _ in enumerate(NAMES)])


def _saying(plugin: Says, words: str) -> Says:
    """Return a plugin that decides the same and says everything in these words."""

    def texts(of: Texts) -> Texts:
        return dict.fromkeys(of, words)

    def reason(of: Reason) -> Reason:
        return Reason(words, texts(of.texts))

    def stop(of: Stop | None) -> Stop | None:
        if of is None:
            return None
        orders = tuple(replace(each, texts={**texts(each.texts), "nl": f"{number}{words}"}) for number, each in enumerate(of.orders))
        return Stop(words, texts(of.texts), orders, words)

    return replace(
        plugin,
        identify=lambda readings: [
            replace(each, brand=words, model=words)
            for each in (identify([replace(one, text=(one.text or "")[:DIGITS]) for one in readings]) if plugin.name == "kringloop" else [])
        ],
        questions=lambda item, answers: [
            replace(
                each, texts=texts(each.texts), choices=tuple(replace(one, texts=texts(one.texts), pictogram=words) for one in each.choices)
            )
            for each in plugin.questions(item, answers)
        ],
        assess=lambda item, answers: [replace(each, reason=reason(each.reason)) for each in plugin.assess(item, answers)],
        veto=lambda item, answers: [replace(each, reason=reason(each.reason), stop=stop(each.stop)) for each in plugin.veto(item, answers)],
    )
