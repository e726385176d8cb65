"""Repairs as Open Repair Data (ORDS v0.3): one row for each repair that was tried, in CSV under CC BY-SA 4.0.

Source of the fields and their types: openrepair.org, Open Repair Data Standard 0.3 and the table schema of the data published
in July 2025, which calls the estimated age ``product_age`` and has no date of the record. A repair that
ended *later* is Repairable: it can be done, with more effort. What nobody reported on yet is
not a repair, and has no row.
"""

import csv
from collections.abc import Iterable, Mapping
from typing import TextIO

from kiosk.contract.items import ItemSeen, Result, Step, StepTaken
from kiosk.reference_hub.exports.kinds import UNKNOWN, Kind

FIELDS = (
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
)
STATUS: Mapping[Result, str] = {Result.DONE: "Fixed", Result.LATER: "Repairable", Result.FAILED: "End of life"}
PROVIDER = "Repair zkt Hub"


def write_ords(items: Iterable[ItemSeen], kinds: Mapping[str, Kind], country: str, out: TextIO) -> int:
    """Write the repairs as CSV and return how many there are.

    :param country: where the repairs took place, three letters of ISO 3166.
    """
    rows = csv.DictWriter(out, FIELDS, lineterminator="\n")
    rows.writeheader()
    count = 0
    for item in items:
        for place, step in enumerate(each for each in item.steps if each.step is Step.REPAIRED):
            rows.writerow(_row(item, step, place, kinds.get(item.category, UNKNOWN)) | {"country": country})
            count += 1
    return count


def _row(item: ItemSeen, step: StepTaken, place: int, kind: Kind) -> dict[str, object]:
    date = step.at[:10]
    return {
        "id": f"{item.item_code}.{place + 1}",
        "data_provider": PROVIDER,
        "partner_product_category": item.category,
        "product_category": kind.ords,
        "product_category_id": kind.ords_id,
        "brand": item.brand or "Unknown",
        "year_of_manufacture": item.year or "",
        "product_age": int(date[:4]) - item.year if item.year else "",
        "repair_status": STATUS[step.result],
        "repair_barrier_if_end_of_life": "",
        "group_identifier": step.by,
        "event_date": date,
        "problem": step.note,
    }
