"""The shape of published schemas, as golden files keep it: what is required, and of which kind each field is."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def shapes(schemas: Mapping[str, Any], golden: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the shapes of now and those of the golden file, which ``KIOSK_WRITE_TABLES=1`` writes first."""
    now = {name: _shape(schema) for name, schema in schemas.items()}
    if os.environ.get("KIOSK_WRITE_TABLES"):
        golden.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return now, json.loads(golden.read_text(encoding="utf-8"))


def only_grew(now: Mapping[str, Any], golden: Mapping[str, Any]) -> None:
    """Fail where a field somebody may read or send today is gone, of another kind, or newly required."""
    for name, shape in golden.items():
        assert now[name]["required"] == shape["required"], name
        assert now[name]["fields"] == now[name]["fields"] | shape["fields"], name


def _shape(schema: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: _kind(each) for name, each in schema.get("properties", {}).items()}
    return {"required": sorted(schema.get("required", ())), "fields": fields or _kind(schema)}


def _kind(schema: Mapping[str, Any]) -> Any:
    return {key: value for key, value in schema.items() if key not in {"description", "examples", "default", "title"}}
