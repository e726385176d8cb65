"""The datasets of the demo: invented makers, notices and partners, in the form docs/plugins/datasets.md says."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kiosk.adapters.simulated.catalogue import SAMPLES

_NOTICES = (
    {
        "reference": "SR/90001/26",
        "published": "2026-02-06",
        "name": "Haardroger Pastello Brezza",
        "brands": ["Pastello"],
        "category": "hairdryer",
        "models": ["Brezza"],
        "barcodes": ["2071705725114"],
        "risks": ["brand"],
        "picture": "https://example.org/notices/90001/picture.jpg",
    },
    {
        "reference": "SR/90002/26",
        "published": "2026-03-13",
        "name": "Strijkijzer Bellavia Vapor 40",
        "brands": ["BELLAVIA"],
        "category": "iron",
        "models": ["Vapor 40"],
        "risks": ["elektrische schok"],
        "picture": "https://example.org/notices/90002/picture.jpg",
    },
)
_PARTNERS = (
    {
        "id": "tweede-kans",
        "name": "Tweede Kans",
        "distance_km": 2.5,
        "wants": [
            {"lease": "tweede-kans-1", "outcome": "reuse", "categories": ["vacuum", "radio"], "condition": "whole", "capacity": 20},
            {"lease": "tweede-kans-2", "outcome": "reuse", "categories": ["coffee", "kettle"], "condition": "works", "capacity": 40},
        ],
    },
    {
        "id": "herstelatelier",
        "name": "Het Herstelatelier",
        "distance_km": 12,
        "wipes": True,
        "wants": [
            {"lease": "herstelatelier-1", "outcome": "repair", "categories": ["laptop", "phone"], "condition": "any", "capacity": 30}
        ],
    },
)


def write_samples(folder: Path) -> None:
    """Write the demo's datasets as an operator would put them there by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _contents():
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _contents() -> Iterator[tuple[str, Mapping[str, Any]]]:
    products = {f"0{each.gtin}": {"category": each.category, "brand": each.brand, "model": each.model} for each in SAMPLES}
    yield "catalogue", {"products": products}
    yield "recalls", {"notices": _NOTICES}
    yield "demand", {"partners": _PARTNERS}
