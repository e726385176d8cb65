"""The rules of the contract on items: their numbers, what lies where, what became of them."""

import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
import requests

from kiosk.adapters.hub_examined import Examined, Trial, refused, unlike
from kiosk.adapters.item_codes import item_code
from kiosk.contract.answers import NumberBlock, NumbersRequest
from kiosk.contract.items import DailyAnswer, ItemsAnswer, OutcomeReport, OutcomesAnswer, OutcomesRequest, Result, StockAnswer
from kiosk.contract.items import Step as Done

_Answer = TypeVar("_Answer")
PATIENCE, PAUSE_S = 40, 0.1
"""How often, and how long apart, a hub is asked that has not counted everything yet."""
_NOON = datetime(2027, 1, 20, 12, tzinfo=UTC)


def _parsed(answer: requests.Response, wanted: type[_Answer]) -> _Answer:
    if answer.status_code != requests.codes.ok:
        raise ValueError(f"it answered {answer.status_code} instead of 200: {answer.text[:200]}")
    return msgspec.json.decode(answer.content, type=wanted)


def _numbers(hub: Examined, after: int) -> NumberBlock:
    return _parsed(hub.post(f"/v1/kiosks/{hub.granted.kiosk}/numbers", NumbersRequest(after)), NumberBlock)


def _numbers_once(hub: Examined) -> str:
    first = _numbers(hub, 0)
    then = _numbers(hub, first.last)
    if then.prefix == first.prefix and then.first <= first.last:
        return f"it leased {then.first} to {then.last} of {then.prefix} behind {first.last}"
    return unlike((_numbers(hub, 0), _numbers(hub, first.last)), (first, then))


def _numbers_of_others(hub: Examined) -> str:
    return refused(hub.post("/v1/kiosks/k-0000000000000000/numbers", NumbersRequest(0)), 403)


def _an_item(hub: Examined) -> str:
    """Hand in an item and return its code."""
    code = item_code(f"X{secrets.token_hex(2).upper()}", 1 + secrets.randbelow(900_000))
    hub.words(hub.recorded(hub.epoch(), code=code))
    return code


def _items(hub: Examined, code: str, token: Mapping[str, str]) -> ItemsAnswer:
    """Return the items with a code as soon as the hub has counted all it took, or what it says after some seconds."""
    for _ in range(PATIENCE):
        found = _parsed(hub.get(f"/v1/items?item_code={code}", token), ItemsAnswer)
        if not found.behind:
            break
        time.sleep(PAUSE_S)
    return found


def _counted(hub: Examined) -> str:
    code = _an_item(hub)
    found = _items(hub, code, hub.token)
    if found.behind:
        return ""  # it counts later, and says so
    seen = [(each.kiosk, each.outcome, each.category, each.destination, each.lies, each.day) for each in found.items]
    wanted = [(hub.granted.kiosk, "reuse", "kettle", "2", True, "2027-01-15")]
    stock = _parsed(hub.get("/v1/stock", hub.token), StockAnswer).stock
    daily = _parsed(hub.get("/v1/daily?since=2027-01-15&until=2027-01-15", hub.token), DailyAnswer).daily
    is_counted = any(each.destination == "2" and each.items for each in stock) and any(each.outcome == "reuse" for each in daily)
    return unlike(seen, wanted) or ("" if is_counted else f"stock and daily counts have no such item: {stock}, {daily}")


def _own_items(hub: Examined) -> str:
    found = [refused(hub.get(f"/v1/{each}?kiosk=k-0000000000000000", hub.token), 403) for each in ("items", "stock", "daily")]
    return next((each for each in found if each), "")


def _partners_only(hub: Examined) -> str:
    return refused(hub.post("/v1/outcomes", OutcomesRequest((_report("1", "LV2-004172-K"),))), 403)


def _report(number: str, code: str, result: Result = Result.DONE) -> OutcomeReport:
    return OutcomeReport(id=number, item_code=code, step=Done.REPAIRED, result=result, at=_NOON)


def _reported_once(hub: Examined) -> str:
    code, number = _an_item(hub), secrets.token_hex(8)
    said = []
    for result in (Result.DONE, Result.DONE, Result.LATER):
        answer = hub.post("/v1/outcomes", OutcomesRequest((_report(number, code, result),)), hub.partner)
        said += [each.status.value for each in _parsed(answer, OutcomesAnswer).results]
    return unlike(said, ["accepted", "known", "conflict"])


def _joined_by_code(hub: Examined) -> str:
    code = _an_item(hub)
    hub.post("/v1/outcomes", OutcomesRequest((_report(secrets.token_hex(8), code),)), hub.partner)
    found = _items(hub, code, {"Authorization": f"Bearer {hub.partner}"})
    if found.behind:
        return ""  # it counts later, and says so
    return unlike([(each.step, each.result) for item in found.items for each in item.steps], [(Done.REPAIRED, Result.DONE)])


ITEM_RULES: Sequence[tuple[str, Trial]] = (
    ("No number for item codes is leased twice, and a lost answer costs none.", _numbers_once),
    ("A kiosk is leased its own numbers only.", _numbers_of_others),
    ("What was handed in is found by its code, lies in stock and counts for its day; what is not counted yet is told.", _counted),
    ("A kiosk sees its own items, stock and counts only.", _own_items),
    ("What became of items is told by partners only.", _partners_only),
)
PARTNER_RULES: Sequence[tuple[str, Trial]] = (
    ("A partner's report is kept once, under its own number.", _reported_once),
    ("A report joins its item by the code.", _joined_by_code),
)
