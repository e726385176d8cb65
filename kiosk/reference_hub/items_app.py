"""The hub's endpoints for items: their numbers, what lies where, and what became of them."""

import structlog
from flask import Blueprint, Response

from kiosk.contract.answers import NumbersRequest
from kiosk.contract.items import DailyAnswer, OutcomesRequest, StockAnswer
from kiosk.reference_hub.asking import CountsAsked, ItemsAsked, asked, in_json, told
from kiosk.reference_hub.callers import database, own_numbers, reporter, seen_kiosk
from kiosk.reference_hub.numbering import lease, letters_of
from kiosk.reference_hub.projecting import behind, project
from kiosk.reference_hub.reporting import note
from kiosk.reference_hub.seeing import daily_of, items_of, stock_of

MOST_PAGES = 20
"""What a question brings up to date at most before it is answered, of at most 1,000 events of one chain each; the rest it tells as `behind`."""
items = Blueprint("items", __name__)
log = structlog.get_logger()


@items.post("/v1/kiosks/<kiosk>/numbers")
def numbers(kiosk: str) -> Response:
    """Lease a kiosk its next numbers for item codes."""
    asking = own_numbers(kiosk)
    wanted = told(NumbersRequest)
    with database().writing() as connection:
        block = lease(connection, kiosk, asking.site_prefix or letters_of(asking.site), wanted.after)
    log.info("hub.leased", kiosk=kiosk, prefix=block.prefix, first=block.first, last=block.last)
    return in_json(block)


@items.post("/v1/outcomes")
def take_outcomes() -> Response:
    """Note what became of items, and say of each report what became of it."""
    by = reporter()
    wanted = told(OutcomesRequest)
    with database().writing() as connection:
        answer = note(connection, by, wanted.outcomes)
    log.info("hub.outcomes", by=by, reports=len(wanted.outcomes))
    return in_json(answer)


@items.get("/v1/items")
def list_items() -> Response:
    """List items as they are today, with what became of them."""
    wanted = asked(ItemsAsked)
    kiosk = seen_kiosk(wanted.kiosk, code=wanted.item_code)
    project(database(), kiosk, most_pages=MOST_PAGES)
    with database().reading() as connection:
        return in_json(items_of(connection, kiosk, wanted))


@items.get("/v1/stock")
def stock() -> Response:
    """Tell how much lies in which container."""
    kiosk = seen_kiosk(asked(CountsAsked).kiosk)
    project(database(), kiosk, most_pages=MOST_PAGES)
    with database().reading() as connection:
        return in_json(StockAnswer(stock_of(connection, kiosk), behind(connection, kiosk)))


@items.get("/v1/daily")
def daily() -> Response:
    """Tell how many items of each day went which way."""
    wanted = asked(CountsAsked)
    kiosk = seen_kiosk(wanted.kiosk)
    project(database(), kiosk, most_pages=MOST_PAGES)
    with database().reading() as connection:
        return in_json(DailyAnswer(daily_of(connection, kiosk, wanted.since, wanted.until), behind(connection, kiosk)))
