"""Datasets for the counter: asked for now and then, fail closed when a safety one has expired."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from datasets import PUBLISHING_KEY, DatasetHub, dataset, published
from fakes import HandClock, InlinePanel, Says, likes

from kiosk.adapters.dataset_store import DatasetStore
from kiosk.domain.item import Item
from kiosk.domain.outcome import Outcome
from kiosk.domain.plugin import Manifest, PluginRecord, PluginStatus
from kiosk.domain.verdict import Policy
from kiosk.errors import HubBusy, HubRefusesKiosk, HubUnreachable
from kiosk.ports import KeptDataset, Published
from kiosk.services.freshness import Freshness, FreshPanel
from kiosk.services.interview import Interview
from kiosk.services.subscription import Subscription

NEW_YEAR_S = 1_798_761_600.0
"""2027-01-01."""


@pytest.fixture
def store(tmp_path: Path) -> DatasetStore:
    return DatasetStore(tmp_path / "datasets", tmp_path / "registry", PUBLISHING_KEY)


def plugin(name: str, *datasets: str, critical: bool = False) -> PluginRecord:
    manifest = Manifest(
        name=name,
        version="1",
        api="1.0",
        module=name,
        summary={},
        author="",
        licence="",
        hooks=("veto",),
        critical=critical,
        datasets=datasets,
    )
    return PluginRecord(name=name, status=PluginStatus.READY, manifest=manifest)


def freshness(*records: PluginRecord, clock: HandClock | None = None, expires: str = "2027-06-01T00:00:00Z") -> Freshness:
    kept = {"recalls": KeptDataset(1, "2027-01-01T00:00:00Z", expires, '"etag"')}
    return Freshness(lambda: kept, records, clock or HandClock(NEW_YEAR_S))


def test_it_asks_with_the_tag_of_what_it_has(store: DatasetStore) -> None:
    """Nothing is sent twice over a phone line."""
    clock, hub = HandClock(), DatasetHub({"recalls": published(dataset())})
    subscription = Subscription(hub, store, ["recalls"], clock, every_s=900.0)
    subscription.renew()
    kept = store.kept()["recalls"]
    hub.held.clear()

    clock.wait(900)
    assert subscription.is_due
    subscription.renew()

    assert hub.asked == [("recalls", ""), ("recalls", kept.etag)]
    assert store.kept()["recalls"] == kept


def test_one_that_is_refused_says_why_until_a_good_one_comes(store: DatasetStore) -> None:
    hub = DatasetHub({"recalls": Published(b"{}", "AAAA"), "demand": published(dataset("demand"))})
    subscription = Subscription(hub, store, ["recalls", "demand"], HandClock(), every_s=900.0)
    subscription.renew()
    refused = store.kept()

    hub.held["recalls"] = published(dataset())
    subscription.renew()

    assert "KSK-530" in refused["recalls"].fault
    assert refused["demand"].version == 1
    assert store.kept()["recalls"].fault == ""


def test_a_hub_that_is_away_is_asked_again_soon(store: DatasetStore) -> None:
    class Away(DatasetHub):
        def dataset(self, name: str, etag: str) -> Published | None:
            super().dataset(name, etag)
            raise HubUnreachable("https://hub", "no connection")

    clock, hub = HandClock(), Away({})
    subscription = Subscription(hub, store, ["recalls", "demand"], clock, every_s=86_400.0)

    subscription.renew()
    clock.wait(121)

    assert subscription.is_due
    assert len(hub.asked) == 1


def test_one_the_hub_cannot_give_does_not_keep_the_others_away(store: DatasetStore) -> None:
    class Stumbling(DatasetHub):
        def dataset(self, name: str, etag: str) -> Published | None:
            if name == "staff":
                raise HubBusy(500, None)
            return super().dataset(name, etag)

    subscription = Subscription(Stumbling({"recalls": published(dataset())}), store, ["staff", "recalls"], HandClock(), every_s=900.0)

    subscription.renew()

    assert store.kept()["recalls"].version == 1


def test_a_hub_that_refuses_this_kiosk_is_told_until_it_takes_it(store: DatasetStore) -> None:
    """Also while no event waits that would say it."""
    refuses = True

    class Refusing(DatasetHub):
        def dataset(self, name: str, etag: str) -> Published | None:
            if refuses:
                raise HubRefusesKiosk(403, "not accepted yet")
            return super().dataset(name, etag)

    subscription = Subscription(Refusing({}), store, ["recalls"], HandClock(), every_s=900.0)
    subscription.renew()
    told = store.kept()["recalls"].fault

    refuses = False
    subscription.renew()

    assert "not accepted yet" in told
    assert store.kept()["recalls"].fault == ""


def test_where_no_connection_can_be_made_nothing_is_asked(store: DatasetStore) -> None:
    """Events must not wait for a dataset's time-out."""
    hub = DatasetHub({})
    subscription = Subscription(hub, store, ["recalls"], HandClock(), 900.0, lambda: False)

    subscription.renew()

    assert hub.asked == []
    assert not subscription.is_due


@pytest.mark.parametrize(
    ("day_s", "critical", "is_blocked"),
    [(NEW_YEAR_S + 100 * 86_400, True, False), (NEW_YEAR_S + 200 * 86_400, True, True), (NEW_YEAR_S + 200 * 86_400, False, False)],
    ids=["fresh", "expired", "expired-and-no-matter-of-safety"],
)
def test_an_expired_safety_dataset_blocks_reuse_and_not_recycling(day_s: float, critical: bool, is_blocked: bool) -> None:  # noqa: FBT001 - a table
    """Safety fails closed, and the queue goes on."""
    minding = freshness(plugin("recall_list", "recalls", critical=critical), clock=HandClock(day_s))
    panel = FreshPanel(InlinePanel(Says("likes", assess=lambda _item, _answers: [likes("reuse", 0.9)])), minding)

    verdict = Interview(Policy(), ()).verdict(Item(), {}, panel.round())

    assert (verdict.allowed == {Outcome.RECYCLE}) is is_blocked
    assert verdict.needs_staff is is_blocked


def test_an_expired_one_is_a_sentence_for_the_strip() -> None:
    minding = freshness(plugin("recall_list", "recalls", critical=True), clock=HandClock(NEW_YEAR_S + 200 * 86_400))

    assert "expired on 2027-06-01" in minding.expired()["recalls"]
    assert "(KSK-531)" in minding.expired()["recalls"]


def test_a_clock_in_1970_does_not_make_it_young() -> None:
    """It is at least as late as the newest dataset was published."""
    minding = freshness(plugin("recall_list", "recalls", critical=True), clock=HandClock(0.0), expires="2026-12-31T00:00:00Z")

    assert minding.expired()


def test_plugins_whose_dataset_changed_read_it_again_once() -> None:
    kept = {"recalls": KeptDataset(1, "2027-01-01T00:00:00Z", None, '"1"')}
    records: Sequence[PluginRecord] = (plugin("recall_list", "recalls"), plugin("other", "demand"), plugin("none"))
    minding = Freshness(lambda: kept, records, HandClock())

    kept["recalls"] = KeptDataset(2, "2027-01-02T00:00:00Z", None, '"2"')

    assert minding.outdated() == ("recall_list",)
    assert minding.outdated() == ()
