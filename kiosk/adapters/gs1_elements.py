"""What biip reads: GS1 element strings, Digital Links, UPC-E.

To import it takes a fifth of a second and 13 MB, a sixth of what the desk may hold, so it is imported for the first code that
needs it: most appliances carry an EAN-13, which does not. Nearly half of that is a table of every company's prefix, which
nobody here asks and biip has no setting for; it is emptied.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from biip import ParseConfig, ParseError, gs1_prefixes
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message
from biip.upc import Upc

COMPANIES = "_GS1_COMPANY_PREFIX_TRIE"
# A wrong date must not cost the GTIN beside it.
_LENIENT = ParseConfig(gs1_element_strings_verify_date=False)


@dataclass(frozen=True, slots=True)
class Element:
    """One element string."""

    ai: str
    """Its application identifier, such as ``01``."""
    value: str
    date: date | None


class _Message(Protocol):
    """What biip makes of a text."""

    @property
    def element_strings(self) -> Iterable[GS1ElementString]: ...


class _Parse(Protocol):
    """One of biip's parsers."""

    def __call__(self, value: str, *, config: ParseConfig) -> _Message: ...


def in_message(text: str) -> tuple[Element, ...]:
    """Return the element strings of a scanned message, ``(01)`` written as ``01``; none where one of them is broken."""
    return _parsed(GS1Message.parse, text)


def in_brackets(text: str) -> tuple[Element, ...]:
    """Return the element strings of a text as people write them, with brackets; none where one of them is broken."""
    return _parsed(GS1Message.parse_hri, text)


def in_link(url: str) -> tuple[Element, ...]:
    """Return the element strings of a GS1 Digital Link; none where one of them is broken."""
    return _parsed(GS1DigitalLinkURI.parse, url)


def as_upca(upce: str) -> str:
    """Return the UPC-A of a UPC-E of 8 digits, or nothing where the check digit or the number system is wrong."""
    try:
        return Upc.parse(upce).as_upc_a()
    except ParseError:
        return ""


def _parsed(parse: _Parse, text: str) -> tuple[Element, ...]:
    """Return nothing where one element is broken: a half-understood code is not trusted."""
    if not text.isascii():
        return ()
    _forget_companies()
    try:
        return tuple(Element(each.ai.ai, each.value, each.date) for each in parse(text, config=_LENIENT).element_strings)
    except (ParseError, ValueError):
        return ()


def _forget_companies() -> None:
    """Every company is unknown from here on; numbers are parsed as before."""
    if getattr(gs1_prefixes, COMPANIES, None):
        setattr(gs1_prefixes, COMPANIES, {})
