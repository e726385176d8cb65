"""Fault 11: codes that were made to do harm are content, whatever they hold: nothing crashes, nothing is interpreted."""

import random
from pathlib import Path

import msgspec
from fakes import HandClock
from faults.conftest import Form

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.domain.reading import Medium, Reading
from kiosk.settings import Settings
from kiosk.testing.counter import Counter
from kiosk.testing.hub import ListeningHub
from kiosk.testing.inline import InlinePlugin
from kiosk.web.app import create_app
from kiosk.web.readings import create_readings_app

CRAFTED = (
    "'; DROP TABLE intakes; --", '"; DELETE FROM events WHERE 1=1; --', "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{ 123457*1001 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}", "%s%s%s%n", "%(name)s", "{0.__class__}", "$(reboot)", "`reboot`", "; rm -rf /",
    "../../../../etc/passwd", "file:///etc/passwd", "\x00", "\x00" * 500, "\u202egnp.exe", "\ud7ff\uffff", "A" * 3000, "\r\nSet-Cookie: x=1",
    "]]>", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>", '{"outcome": "reuse"}', "KIOSK:CMD:CONFIRM", "\x1d01\x1d17\x1d10", "0" * 14,
    "999999999999999999999999", "-1", "1e309", "NaN", "true", "https://evil.example/01/04242005045112/21/<b>", "jndi:ldap://x/a", "\u0000\u0001",
)  # fmt: skip
MARKUP = ("<script>alert", "<img src=x", "<?xml", "123580457")
"""What would stand on a page if a code were taken for markup or a template."""
CODES_AN_ITEM = 20
PLUGINS = Path(__file__).parents[2] / "plugins"
CARRIERS = ("ean13", "ean8", "code128", "data_matrix", "qr_code", "gs1_128", "tag", "epc", "", "no-such-carrier")


def _hostile(chance: random.Random, number: int) -> Reading:
    """Return a crafted code, a crafted one that was changed, or noise."""
    text = chance.choice(CRAFTED)
    data = text.encode("utf-8", "surrogatepass")
    match chance.randrange(3):
        case 0:
            data = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 200)))
        case 1:
            data = data[: chance.randrange(len(data)) + 1] + bytes([chance.randrange(256)]) + data
        case _:
            pass
    try:
        read: str | None = data.decode()
    except UnicodeDecodeError:
        read = None
    return Reading(f"hostile-{number}", chance.choice([Medium.CAMERA, Medium.TAG]), chance.choice(CARRIERS), data, read)


def test_hostile_codes_are_content_and_nothing_else(tmp_path: Path, form: Form) -> None:
    """Through capture's door, identifiers, all plugins, interview, screen, ledger and event; then scrapped by hand as staff would."""
    count, chance = form.size(300, 50_000), random.Random(11)  # noqa: S311 - noise, no secret
    plugins = [InlinePlugin(each.parent) for each in sorted(PLUGINS.glob("*/plugin.toml"))]
    counter = Counter(tmp_path, plugins, HandClock(), ListeningHub())
    desk = counter._desk  # noqa: SLF001 - the counter's steps are staff's, and nobody staffs 50,000 items
    door, screen = create_readings_app(desk).test_client(), create_app(desk, Settings()).test_client()
    outcomes, shown, said = set(), [], set()
    for number in range(count):
        reading = _hostile(chance, number)
        said.add(door.post("/v1/readings", data=msgspec.json.encode(reading)).status_code)
        if desk.view().doubt:  # a crafted link holds a product's number, and the clock stands still: the same product again
            desk.same(is_same=False)
        found = desk.view().intake
        assert found
        assert reading.data in [each.data for each in found.item.readings]
        outcomes.add(found.outcome)
        if number % CODES_AN_ITEM == CODES_AN_ITEM - 1:
            page = screen.get("/", base_url="http://localhost:8080")
            assert page.status_code == 200
            assert not [each for each in MARKUP if each in page.text]
            desk.scrap()
            shown.append(found.id)
            desk.done()
            desk.counter_emptied()
    counter.close()

    ledger = SqliteIntakes(tmp_path / "ledger.db", "")
    kept = [ledger.find(each) for each in shown]
    ledger.close()
    assert said == {204}
    assert outcomes == {None}
    assert all(each and each.override and each.override.reason == "scrap" for each in kept)
    assert len(kept) == count // CODES_AN_ITEM
    form.keep(
        11,
        f"{count} crafted and random codes through the door, identifiers, {len(plugins)} plugins, interview, screen, ledger and event",
        f"each taken; {len(kept)} intakes recorded as staff said; no code decided, ran, stopped or marked up anything",
    )
