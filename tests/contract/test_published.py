"""What hub developers are given is true: the OpenAPI file, and the kiosk in thirty lines."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from contract.hubs import RunningHub

from kiosk.contract import answers
from kiosk.reference_hub.app import create_hub
from kiosk.reference_hub.enrolment import issue_code
from kiosk.reference_hub.reading import Kept, Listing, events_of

ROOT = Path(__file__).parents[2]
OPENAPI = (ROOT / "kiosk" / "contract" / "openapi.yaml").read_text(encoding="utf-8")
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


def _schema(name: str) -> str:
    return re.split(r"\n    \S", OPENAPI.partition(f"\n    {name}:\n")[2])[0]


def test_the_hub_and_the_published_contract_name_the_same_endpoints() -> None:
    app = create_hub("sqlite://")
    app.extensions["hub_database"].close()

    rules = app.url_map.iter_rules()
    served = {
        (method, re.sub(r"<(\w+)>", r"{\1}", rule.rule)) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert served == _operations()


@pytest.mark.parametrize(
    "kind",
    [answers.BatchAnswer, answers.EventResult, answers.EnrolmentRequest, answers.Enrolment, answers.KioskCursor, answers.Cursor, answers.Refusal, Listing, Kept],
)  # fmt: skip
def test_the_published_fields_are_those_of_the_code(kind: type) -> None:
    published = re.findall(r"^        (\w+):", _schema(kind.__name__), re.MULTILINE)

    assert sorted(published) == sorted(kind.__dataclass_fields__)


def test_every_status_of_an_event_is_published() -> None:
    assert f"enum: [{', '.join(answers.Taken)}]" in _schema("EventResult")


def test_every_reference_of_the_published_contract_leads_somewhere() -> None:
    for kind, name in re.findall(r"#/components/(\w+)/(\w+)", OPENAPI):
        assert re.search(rf"\n  {kind}:\n(?:    .*\n|\n)*    {name}:\n", OPENAPI), name


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl")
def test_the_kiosk_in_thirty_lines_works(hub: RunningHub, tmp_path: Path) -> None:
    """Copied from the page, run as it stands."""
    (script,) = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)
    (answer,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    environment = {**os.environ, "HUB": hub.url, "CODE": issue_code(hub.database, "Leuven")}

    run = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=30)

    assert run.returncode == 0, run.stderr + run.stdout
    (kiosk,) = set(re.findall(r"k-[0-9a-f]{16}", run.stdout))
    assert run.stdout.replace(kiosk, "k-0123456789abcdef") == answer
    assert [each["id"] for each in events_of(hub.database, kiosk)] == ["e1.1"]
