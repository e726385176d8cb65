"""One line of JSON for each request and each answer."""

from types import MappingProxyType

import msgspec
import pytest

from kiosk.domain.destination import Destination
from kiosk.domain.item import Identification, Item
from kiosk.domain.outcome import Outcome
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.verdict import Policy, decide
from kiosk.plugin_api import Site
from kiosk.plugin_host import protocol

READING = Reading("run-1", Medium.CAMERA, "ean13", b"\xff\x004", "4242005045112")
ITEM = Item((READING,), (Identification(category="kettle", years=(2004, 2014), by="staff"),))


@pytest.mark.parametrize(
    "ask",
    [
        protocol.Configure({"oldest": 1998, "kinds": ["a"], "off": None}, Site(name="Gent", categories=("kettle",))),
        protocol.SelfCheck(),
        protocol.Identify((READING,)),
        protocol.Questions(ITEM, {"works": "no"}),
        protocol.Judge(ITEM, ({}, {"works": "no"})),
        protocol.Direct(ITEM, decide([], [], [], Policy()), (Destination("5", {"nl": "Tafel"}, Outcome.REPAIR),)),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_request_arrives_as_it_was_sent(ask: protocol.Ask) -> None:
    """Bytes of codes and frozen values included."""
    request = protocol.Request(7, ask)

    line = protocol.written(request)

    assert protocol.read_request(line) == request
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")


def test_an_answer_keeps_its_values_raw() -> None:
    """Only who asked knows what they should be."""
    answer = protocol.read_answer(protocol.written(protocol.Said(7, protocol.values_of([{"nl": "é"}]))))

    assert isinstance(answer, protocol.Said)
    assert (answer.id, bytes(answer.values)) == (7, '[{"nl":"é"}]'.encode())


def test_a_failure_says_what_and_whether_for_good() -> None:
    failed = protocol.Failed(7, "ImportError: no", is_broken=True)

    assert protocol.read_answer(protocol.written(failed)) == failed


def test_half_a_character_does_not_stop_a_request() -> None:
    """A code read as text can hold one; JSON in UTF-8 cannot."""
    reading = Reading("run-1", Medium.SCANNER, "qr", b"\xed\xa0\x80", "a\ud800b")

    request = protocol.read_request(protocol.written(protocol.Request(1, protocol.Identify((reading,)))))

    assert isinstance(request.ask, protocol.Identify)
    assert request.ask.readings[0].text == "a?b"
    assert request.ask.readings[0].data == b"\xed\xa0\x80"


def test_mappings_of_any_kind_can_be_said() -> None:
    """Plugins may freeze their texts."""
    assert bytes(protocol.values_of([MappingProxyType({"nl": "Ja"})])) == b'[{"nl":"Ja"}]'


def test_what_is_no_data_cannot_be_said() -> None:
    with pytest.raises(TypeError, match="object cannot be said"):
        protocol.values_of([object()])


@pytest.mark.parametrize("line", [b"", b"\n", b"{}", b"[]", b'{"id":1,"ask":{"ask":"dance"}}', b'{"id":"one","ask":{"ask":"self_check"}}'])
def test_nonsense_is_no_request(line: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        protocol.read_request(line)


@pytest.mark.parametrize("line", [b"", b"{}", b"hello", b'{"answer":"said","id":1}', b'{"answer":"sang","id":1,"values":[]}'])
def test_nonsense_is_no_answer(line: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        protocol.read_answer(line)
