"""What others need of a hub has the form they publish, field by field and type by type."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from contract.hubs import EnrolledKiosk, RunningHub, own_database
from intake_samples import told
from jsonschema import Draft202012Validator

from kiosk.cli import main
from kiosk.contract.envelope import FIRST_PREVHASH, seal
from kiosk.contract.events import Event, EventType, Happening, Link
from kiosk.contract.items import Result, Step
from kiosk.reference_hub.enrolment import issue_partner_token
from kiosk.reference_hub.exports import ords, sheet
from kiosk.reference_hub.exports.kinds import read_kinds
from kiosk.settings import CATEGORIES

CODE = "LV2-000001-A"
URI = {"type": "string", "pattern": "^[a-z]+:[^ ]+$"}
TIME = {"type": "string", "format": "date-time", "pattern": "Z$"}
PLACE = {"type": "object", "required": ["id"], "properties": {"id": URI}}
EVENT = {
    "required": ["type", "eventTime", "eventTimeZoneOffset", "action", "bizStep"],
    "properties": {
        "type": {"enum": ["ObjectEvent", "AggregationEvent", "AssociationEvent"]},
        "eventID": URI,
        "eventTime": TIME,
        "eventTimeZoneOffset": {"pattern": r"^([+]|[-])((0[0-9]|1[0-3]):([0-5][0-9])|14:00)$"},
        "action": {"enum": ["ADD", "OBSERVE", "DELETE"]},
        "bizStep": {"enum": ["collecting", "commissioning", "inspecting", "holding", "loading", "shipping"]},
        "disposition": {
            "enum": ["in_progress", "active", "unavailable", "returned", "disposed", "non_sellable_other", "recalled", "in_transit"]
        },
        "readPoint": PLACE,
        "bizLocation": PLACE,
        "epcList": {"type": "array", "items": URI},
        "parentID": URI,
        "childEPCs": {"type": "array", "items": URI, "minItems": 1},
        "errorDeclaration": {
            "required": ["declarationTime", "reason", "correctiveEventIDs"],
            "properties": {
                "declarationTime": TIME,
                "reason": {"enum": ["did_not_occur", "incorrect_data"]},
                "correctiveEventIDs": {"type": "array", "items": URI},
            },
        },
    },
    "patternProperties": {"^rzh:": True},
    "additionalProperties": False,
    "allOf": [
        {
            "if": {"properties": {"type": {"const": "ObjectEvent"}}},
            "then": {"required": ["epcList"]},
            "else": {"required": ["parentID", "childEPCs"]},
        }
    ],
}
DOCUMENT = {
    "type": "object",
    "required": ["@context", "type", "schemaVersion", "creationDate", "epcisBody"],
    "properties": {
        "@context": {"type": "array", "contains": {"const": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"}},
        "type": {"const": "EPCISDocument"},
        "schemaVersion": {"const": "2.0"},
        "creationDate": TIME,
        "epcisBody": {"required": ["eventList"], "properties": {"eventList": {"type": "array", "items": EVENT}}},
    },
    "additionalProperties": False,
}


PUBLISHED = [
    "id",
    "data_provider",
    "country",
    "partner_product_category",
    "product_category",
    "product_category_id",
    "brand",
    "year_of_manufacture",
    "product_age",
    "repair_status",
    "repair_barrier_if_end_of_life",
    "group_identifier",
    "event_date",
    "problem",
]
"""The first line of the data that the Open Repair Alliance published in July 2025."""


def _exported(hub: RunningHub, *words: str) -> str:
    run = CliRunner().invoke(main, ["hub", "export", words[0], "--database", hub.database, *words[1:]])
    assert run.exit_code == 0, run.output
    return run.stdout


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _tell(kiosk: EnrolledKiosk, *happenings: tuple[EventType, str, dict[str, object]]) -> None:
    at, events = told("e1-1").at, list[Event]()
    for sequence, (kind, subject, data) in enumerate(happenings, start=1):
        prevhash = events[-1].hash if events else FIRST_PREVHASH
        events.append(seal(Happening(kind, subject, at, data), Link(kiosk.source, "e1", sequence, prevhash)))
    assert set(kiosk.statuses(events).values()) == {"accepted"}


@pytest.fixture
def busy(hub: RunningHub, kiosk: EnrolledKiosk) -> RunningHub:
    """A hub with a kettle that was repaired after a first try, a fridge, something of a site's own, and what was taken back."""
    kettle = {"category": "kettle", "brand": "Norda", "model": "K210", "years": [2019]}
    _tell(
        kiosk,
        (EventType.INTAKE_RECORDED, "e1-1", {"outcome": "repair", "destination": "3", "item": kettle, "item_code": CODE}),
        (EventType.INTAKE_RECORDED, "e1-2", {"outcome": "recycle", "destination": "1", "item": {"category": "fridge"}}),
        (EventType.INTAKE_RECORDED, "e1-3", {"outcome": None, "item": {"category": "waffle_iron"}}),
        (EventType.INTAKE_RECORDED, "e1-4", {"outcome": "reuse", "destination": "2", "item": {"category": "fridge"}}),
        (EventType.INTAKE_CANCELLED, "e1-4", {"reason": "did_not_occur"}),
        (EventType.INTAKE_CORRECTED, "e1-2", {"corrects": "e1.2", "reason": "wrong_choice", "outcome": "reuse", "destination": "2"}),
        (EventType.HAZARD_ACKNOWLEDGED, "e1-3", {"dangers": [{"kind": "recall", "reason": "r", "by": "recalls"}]}),
        (EventType.SETASIDE_DECIDED, "e1-3", {"outcome": "recycle", "destination": "1", "reason": "checked"}),
        (EventType.TAG_LINKED, "e1-1", {"tag": "04A2B3C4D5E680", "item_code": CODE}),
        (EventType.ITEM_PLACED, "e1-1", {"destination": "3"}),
        (EventType.ITEM_HANDED_OVER, "e1-1", {"to": "De Kringwinkel", "item_code": CODE}),
    )
    reports = [
        {"id": "1", "item_code": CODE, "step": "checked", "at": "2027-01-20T10:00:00Z"},
        {"id": "2", "item_code": CODE, "step": "repaired", "result": "later", "at": "2027-01-21T10:00:00Z", "note": "Snoer ontbreekt"},
        {"id": "3", "item_code": CODE, "step": "repaired", "at": "2027-02-01T10:00:00Z"},
        {"id": "4", "item_code": CODE, "step": "safety_tested", "at": "2027-02-01T11:00:00Z"},
    ]
    hub_of_partner = {"Authorization": f"Bearer {issue_partner_token(hub.database, 'De Kringwinkel')}"}
    assert hub.post("/v1/outcomes", {"outcomes": reports}, hub_of_partner).status_code == 200
    return hub


def test_repairs_are_open_repair_data(busy: RunningHub) -> None:
    """ORDS v0.3: its fields, its closed list of states, years and dates as it writes them; what nobody tried to repair has no row."""
    rows = _rows(_exported(busy, "ords"))

    assert list(rows[0]) == list(ords.FIELDS) == PUBLISHED
    assert [(each["id"], each["repair_status"], each["problem"]) for each in rows] == [
        (f"{CODE}.1", "Repairable", "Snoer ontbreekt"),
        (f"{CODE}.2", "Fixed", ""),
    ]
    for each in rows:
        assert each["repair_status"] in {"Fixed", "Repairable", "End of life", "Unknown"}
        assert date.fromisoformat(each["event_date"]).year - int(each["year_of_manufacture"]) == int(each["product_age"])
        assert re.fullmatch("[A-Z]{3}", each["country"])
        assert (each["product_category"], each["product_category_id"], each["partner_product_category"]) == ("Kettle", "14", "kettle")
        assert (each["group_identifier"], each["data_provider"], each["brand"]) == ("De Kringwinkel", "Repair zkt Hub", "Norda")


def test_the_way_of_every_item_is_epcis(busy: RunningHub, kiosk: EnrolledKiosk) -> None:
    """EPCIS 2.0: the document, its events, CBV's words; the outcome in our own extension."""
    document = json.loads(_exported(busy, "epcis", "--kiosk", kiosk.id))

    Draft202012Validator(DOCUMENT, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(document)
    events = document["epcisBody"]["eventList"]
    said = [(each["type"], each["bizStep"], each.get("rzh:outcome", "")) for each in events]
    assert said.count(("ObjectEvent", "collecting", "")) == 5  # one of them again, as what did not occur
    assert ("AssociationEvent", "commissioning", "") in said
    assert ("AggregationEvent", "loading", "") in said
    assert ("ObjectEvent", "shipping", "") in said


def test_what_was_wrong_is_declared_so(busy: RunningHub) -> None:
    """The event that was wrong comes again with its id, the reason, and the event that puts it right."""
    events = json.loads(_exported(busy, "epcis"))["epcisBody"]["eventList"]

    wrong = [
        (each["errorDeclaration"]["reason"], each["errorDeclaration"]["correctiveEventIDs"])
        for each in events
        if "errorDeclaration" in each
    ]
    ids = [each["eventID"] for each in events]
    assert [reason for reason, _ in wrong] == ["did_not_occur", "did_not_occur", "incorrect_data"]
    assert wrong[2][1][0] in ids
    assert all(ids.count(each["eventID"]) == 2 for each in events if "errorDeclaration" in each)


def test_what_was_corrected_twice_leaves_one_word_that_stands(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """The second correction declares the first one wrong, not what was wrong already."""
    _tell(
        kiosk,
        (EventType.INTAKE_RECORDED, "e1-1", {"outcome": "repair", "destination": "3", "item": {"category": "kettle"}}),
        (EventType.INTAKE_CORRECTED, "e1-1", {"corrects": "e1.1", "reason": "wrong_choice", "outcome": "reuse", "destination": "2"}),
        (EventType.INTAKE_CORRECTED, "e1-1", {"corrects": "e1.2", "reason": "wrong_choice", "outcome": "recycle", "destination": "1"}),
    )

    events = json.loads(_exported(hub, "epcis"))["epcisBody"]["eventList"]
    wrong = {each["eventID"] for each in events if "errorDeclaration" in each}
    assert [each["rzh:outcome"] for each in events if each["bizStep"] == "inspecting" and each["eventID"] not in wrong] == ["recycle"]


def test_kilograms_add_up_by_stream(busy: RunningHub) -> None:
    """By month, site, outcome, category of the directive; a piece nobody knows the weight of is counted and not guessed."""
    rows = _rows(_exported(busy, "kg"))

    assert [tuple(each.values()) for each in rows] == [
        ("2027-01", "Leuven", "recycle", "unknown", "unknown", "1", "0.00", "1"),
        ("2027-01", "Leuven", "repair", "5 Small equipment", "Overige", "1", "1.89", "0"),
        ("2027-01", "Leuven", "reuse", "1 Temperature exchange", "Koel-vries", "1", "40.79", "0"),
    ]


def test_a_site_weighs_its_own_categories(busy: RunningHub, tmp_path: Path) -> None:
    own = tmp_path / "kinds.toml"
    own.write_text('waffle_iron = { eu = "5 Small equipment", kg = 2.5 }\n', encoding="utf-8")

    rows = _rows(_exported(busy, "kg", "--kinds", str(own)))

    assert ("5 Small equipment", "2.50", "0") in [(each["eu_category"], each["kg"], each["pieces_without_weight"]) for each in rows]


@pytest.mark.parametrize("content", ["waffle_iron = 7", 'waffle_iron = { ords = "Waffle iron" }'])
def test_a_table_that_is_none_is_told_so(hub: RunningHub, tmp_path: Path, content: str) -> None:
    (tmp_path / "kinds.toml").write_text(content, encoding="utf-8")

    run = CliRunner().invoke(main, ["hub", "export", "kg", "--database", hub.database, "--kinds", str(tmp_path / "kinds.toml")])

    assert (run.exit_code, "KSK-540" in run.output) == (2, True)


def test_a_reuse_sheet_has_what_the_decree_lists(busy: RunningHub, tmp_path: Path) -> None:
    """Ministerial Decree of 23 June 2017, art. 3: centre, id, name, category, type number, year, each step with its result."""
    _exported(busy, "sheet", CODE, "--output", str(tmp_path / "sheet.txt"))

    assert (tmp_path / "sheet.txt").read_text(encoding="utf-8").splitlines() == [
        "Centrum: Leuven",
        f"Identificatienummer: {CODE}",
        "Benaming: kettle Norda",
        "Categorie AEEA: 5 Small equipment",
        "Typenummer: K210",
        "Productiejaar: 2019",
        "Stappen:",
        "  2027-01-15 Visuele voorselectie op het inzamelpunt: herstel",
        "  2027-01-20 Visuele controle: in orde, De Kringwinkel",
        "  2027-01-21 Herstelling: nog te doen (Snoer ontbreekt), De Kringwinkel",
        "  2027-02-01 Herstelling: in orde, De Kringwinkel",
        "  2027-02-01 Test elektrische veiligheid: in orde, De Kringwinkel",
    ]


def test_a_code_nobody_has_is_told_so(hub: RunningHub) -> None:
    run = CliRunner().invoke(main, ["hub", "export", "sheet", "--database", hub.database, CODE])

    assert (run.exit_code, "KSK-540" in run.output) == (2, True)


def test_every_kind_and_word_is_in_the_tables() -> None:
    """No category of the kiosk's own, and no step, is left without its word."""
    assert set(read_kinds()) == set(CATEGORIES) - {"other"}
    assert set(sheet.STEPS) == set(Step)
    assert set(sheet.RESULTS) == set(ords.STATUS) == set(Result)


# -- what staff named ---------------------------------------------------------------------


def test_what_kiosks_agree_on_becomes_a_catalogue(hub: RunningHub, tmp_path: Path) -> None:
    """Each kiosk has one voice, its last; one alone may have mistapped, and a tie says nothing."""
    voices = {"one": ["kettle", "toaster"], "two": ["toaster"], "three": ["kettle"]}
    for name, categories in voices.items():
        learned = [
            (EventType.PRODUCT_LEARNED, "e1-1", {"gtin": "4242005045112", "category": each, "brand": "Norda"}) for each in categories
        ]
        alone = [(EventType.PRODUCT_LEARNED, "e1-2", {"gtin": "54", "category": "lamp"})] if name == "one" else []
        tied = (
            [(EventType.PRODUCT_LEARNED, "e1-3", {"gtin": "55", "category": "lamp" if name == "one" else "fan"})] if name != "three" else []
        )
        _tell(hub.enrolled(tmp_path / name), *learned, *alone, *tied)

    assert json.loads(_exported(hub, "learned")) == {"products": {"04242005045112": {"category": "toaster", "brand": "Norda"}}}


def test_exports_read_postgresql_as_well(postgresql: str) -> None:
    """Pages of a server-side cursor."""
    with own_database(postgresql) as database:
        empty = RunningHub("", database)

        assert json.loads(_exported(empty, "epcis"))["epcisBody"]["eventList"] == []
        assert _rows(_exported(empty, "kg")) == []
