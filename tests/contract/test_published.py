"""What hub developers are given is true: the OpenAPI file, and the kiosk in thirty lines."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from click.testing import CliRunner
from cloudevents.core.formats.json import JSONFormat
from contract.hubs import EnrolledKiosk, RunningHub
from contract.shapes import only_grew, shapes
from intake_samples import chain, told
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from kiosk.cli import main
from kiosk.contract import published
from kiosk.contract.envelope import FIRST_PREVHASH, seal
from kiosk.contract.events import Event, EventType, Happening, Link
from kiosk.contract.happened import KINDS, Happened, example, fault_of
from kiosk.contract.received import receive
from kiosk.reference_hub.app import create_hub
from kiosk.reference_hub.enrolment import issue_code, issue_partner_token
from kiosk.reference_hub.reading import events_of

ROOT = Path(__file__).parents[2]
OPENAPI = (ROOT / "kiosk" / "contract" / "openapi.yaml").read_text(encoding="utf-8")
GOLDEN = Path(__file__).parent / "golden_v1.json"
PAGE = (ROOT / "docs" / "hub.md").read_text(encoding="utf-8")


def _operations() -> set[tuple[str, str]]:
    paths = OPENAPI.partition("\npaths:\n")[2].partition("\ncomponents:\n")[0]
    found, path = set(), ""
    for line in paths.splitlines():
        if here := re.fullmatch(r"  (/\S*):", line):
            path = here[1]
        elif here := re.fullmatch(r"    (get|post|put|patch|delete):", line):
            found.add((here[1].upper(), path))
    return found


def test_the_hub_and_the_published_contract_name_the_same_endpoints() -> None:
    app = create_hub("sqlite://")
    app.extensions["hub_database"].close()

    rules = app.url_map.iter_rules()
    served = {
        (method, re.sub(r"<(\w+)>", r"{\1}", rule.rule)) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert served == _operations()


def test_within_v1_the_contract_only_grows() -> None:
    """Every field somebody may read or send today is there tomorrow, required where it was, of the same kind.

    A new field or type is added to the golden file by ``KIOSK_WRITE_TABLES=1 pytest tests/contract/test_published.py``.
    """
    only_grew(*shapes(published.openapi_schemas(), GOLDEN))


def test_nothing_new_is_forgotten_in_the_golden_file() -> None:
    now, golden = shapes(published.openapi_schemas(), GOLDEN)

    assert now == golden


def test_the_published_contract_is_sound() -> None:
    """Every reference leads somewhere; the types say what they need in OpenAPI's own words."""
    validate(yaml.safe_load(OPENAPI))


@pytest.mark.parametrize("event", list(published.event_examples()), ids=lambda each: each.type)
def test_every_example_is_taken(event: Event) -> None:
    """By the CloudEvents SDK, by its own JSON Schema, and by the hub."""
    name = event.type.removeprefix("be.repairzkthub.")
    schema = json.loads((ROOT / "kiosk" / "contract" / "schemas" / f"{name}.json").read_text(encoding="utf-8"))

    cloudevent = JSONFormat().read(None, event.body)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(json.loads(event.body))
    received = receive(event.body, "k-0123456789abcdef")

    assert (cloudevent.get_id(), cloudevent.get_type()) == (event.id, event.type)
    assert (cloudevent.get_extension("sequence"), cloudevent.get_data()) == (str(event.sequence), json.loads(event.body)["data"])
    assert (received.fault, received.hash) == ("", event.hash)


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.__name__)
def test_an_event_that_lacks_what_its_type_needs_is_refused_in_words(kind: type[Happened]) -> None:
    needed = [each.encode_name for each in msgspec.structs.fields(kind) if each.required]
    for name in needed:
        told = {key: value for key, value in example(kind).items() if key != name}

        assert name in fault_of(kind.type.value, json.dumps(told).encode())


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl")
def test_the_kiosk_in_thirty_lines_works(hub: RunningHub, tmp_path: Path) -> None:
    """Copied from the page, run as it stands."""
    script, answer = _example(0)
    environment = {**os.environ, "HUB": hub.url, "CODE": issue_code(hub.database, "Leuven")}

    run = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=30)

    assert run.returncode == 0, run.stderr + run.stdout
    (kiosk,) = set(re.findall(r"k-[0-9a-f]{16}", run.stdout))
    assert run.stdout.replace(kiosk, "k-0123456789abcdef") == answer
    assert [each["id"] for each in events_of(hub.database, kiosk)] == ["e1.1"]


def test_the_three_batches_of_the_page_are_answered_so(kiosk: EnrolledKiosk, hub: RunningHub) -> None:
    """Sent as the page tells it; the page shows the hub's own words."""
    events = chain(7, source=kiosk.source, notes=["", "", "", "", "x" * 70_000, "", ""])
    other = [*events[:6], *_behind(events[5], kiosk.source, "another story")]
    kiosk.statuses(events[:2])

    said = [_in_short(kiosk.post(part).json()) for part in (events[:3], events[3:6], events[6:], other[6:])]

    assert said[0] in PAGE
    assert said[1] in PAGE
    assert said[3] in PAGE
    listed = CliRunner().invoke(main, ["hub", "conflicts", "--database", hub.database, kiosk.id])
    kiosks = CliRunner().invoke(main, ["hub", "kiosks", "--database", hub.database])
    assert (listed.exit_code, listed.output.count(f"{kiosk.id} e1.")) == (1, 2)
    assert "2 conflicts" in kiosks.output


def _behind(last: Event, source: str, note: str) -> list[Event]:
    """Return two events of another story behind one."""
    seventh = seal(told("e1-7", note=note), Link(source, "e1", 7, last.hash))
    return [seventh, seal(told("e1-8", note=note), Link(source, "e1", 8, seventh.hash))]


def _in_short(answer: dict[str, Any]) -> str:
    results = ", ".join(f"{each['sequence']} {each['status']}" for each in answer["results"])
    return f'{{"results": [{results}], "contiguous_to": {answer["contiguous_to"]}}}'


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_the_report_of_a_partner_works(hub: RunningHub) -> None:
    script, answer = _example(1)
    environment = {**os.environ, "HUB": hub.url, "PARTNER": issue_partner_token(hub.database, "De Kringwinkel")}

    run = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=30)

    assert (run.returncode, run.stdout) == (0, answer.strip()), run.stderr


def test_the_exports_of_the_page_work(hub: RunningHub, kiosk: EnrolledKiosk, tmp_path: Path) -> None:
    script = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)[2]
    happening = Happening(EventType.INTAKE_RECORDED, "e1-1", told("").at, {"outcome": "reuse", "item_code": "LV2-004172-K"})
    kiosk.statuses([seal(happening, Link(kiosk.source, "e1", 1, FIRST_PREVHASH))])
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "DATABASE": hub.database, "CODE": "LV2-004172-K"}

    subprocess.run(["bash", "-euc", script], cwd=tmp_path, env=environment, capture_output=True, check=True, timeout=60)

    written = {each.name for each in tmp_path.iterdir() if each.suffix in {".csv", ".json", ".txt"} and each.stat().st_size}
    assert written == {"repairs.csv", "epcis.json", "kilograms.csv", "sheet.txt"}


def _example(place: int) -> tuple[str, str]:
    """Return a script of the page and what it says it is answered."""
    return re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)[place], re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[place]
