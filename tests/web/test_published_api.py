"""What programs on the kiosk are given is true: the desk's OpenAPI file names what is served, and only grows."""

from pathlib import Path

import yaml
from contract.shapes import only_grew, shapes
from openapi_spec_validator import validate
from web.counters import Counter

from kiosk.web.published import OPENAPI, desk_schemas
from kiosk.web.readings import create_readings_app

GOLDEN = Path(__file__).parent / "golden_v1.json"
_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def test_the_desk_and_its_description_name_the_same_endpoints(counter: Counter) -> None:
    described = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))
    served = set()
    for app, prefix in ((counter.app, "/api/"), (create_readings_app(counter.desk), "/v1/")):
        rules = [each for each in app.url_map.iter_rules() if each.rule.startswith(prefix)]
        served |= {
            (method, each.rule.replace("<", "{").replace(">", "}")) for each in rules for method in (each.methods or set()) & _METHODS
        }

    assert served == {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}


def test_the_description_is_sound() -> None:
    validate(yaml.safe_load(OPENAPI.read_text(encoding="utf-8")))


def test_within_v1_the_api_only_grows() -> None:
    """A new field is added to the golden file by ``KIOSK_WRITE_TABLES=1 pytest tests/web/test_published_api.py``."""
    now, golden = shapes(desk_schemas(), GOLDEN)

    only_grew(now, golden)
    assert now == golden
