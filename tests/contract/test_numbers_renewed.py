"""From the hub to the label: numbers for item codes come with the enrolment, and the next ones before they are used up."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from contract.hubs import TIMEOUT_S, RunningHub

from kiosk.adapters.hub_http import HttpHub
from kiosk.adapters.identity import read_enrolment
from kiosk.adapters.item_codes import item_code
from kiosk.adapters.item_leases import leases
from kiosk.adapters.item_numbers import FILE, FileNumbers
from kiosk.bootstrap.enrol import enrol
from kiosk.bootstrap.numbers import NumbersRenewal
from kiosk.contract.answers import NumberBlock
from kiosk.reference_hub.enrolment import issue_code
from kiosk.settings import Folders, Settings


@dataclass
class Site:
    """A kiosk that was enrolled with ``kiosk enrol``."""

    state: Path
    renewal: NumbersRenewal
    numbers: FileNumbers


@pytest.fixture
def site(hub: RunningHub, tmp_path: Path) -> Iterator[Site]:
    settings = Settings(folders=Folders(state=tmp_path / "state", run=tmp_path / "run"))
    enrolled = enrol(settings, hub.url, issue_code(hub.database, "Leuven", "LV"))
    granted = read_enrolment(settings.folders.state)
    assert granted
    asking = HttpHub(hub.url, granted.token, TIMEOUT_S)
    renewal = NumbersRenewal(settings, asking, enrolled.kiosk, few=4999)
    yield Site(settings.folders.state, renewal, FileNumbers(settings.folders.state, item_code))
    asking.close()


def test_the_first_label_after_enrolment_has_the_sites_letters(site: Site) -> None:
    assert site.numbers.take() == item_code("LV1", 1)


def test_nothing_is_asked_while_there_are_enough(site: Site) -> None:
    site.renewal.turn()

    assert leases(site.state) == (NumberBlock("LV1", 1, 5000),)


def test_a_kiosk_that_lost_how_far_it_was_is_leased_other_numbers(site: Site) -> None:
    """It gives codes of its own until then: what it had may have been given to something."""
    given = [site.numbers.take() for _ in range(3)]
    (site.state / FILE).unlink()

    meanwhile = site.numbers.take()
    site.renewal.turn()

    assert meanwhile.startswith("Z")
    assert site.numbers.take() == item_code("LV1", 5001)
    assert item_code("LV1", 5001) not in given


def test_a_kiosk_that_lost_how_far_it_was_and_enrols_again_begins_no_block_anew(site: Site, hub: RunningHub) -> None:
    """The hub grants the block it granted before."""
    site.numbers.take()
    (site.state / FILE).unlink()

    enrol(Settings(folders=Folders(state=site.state)), hub.url, issue_code(hub.database, "Leuven", "LV"))

    assert site.numbers.take().startswith("Z")


def test_the_next_numbers_are_there_before_the_last_is_given(site: Site) -> None:
    """And those that are left are given first."""
    for _ in range(2):
        site.numbers.take()

    site.renewal.turn()

    assert leases(site.state)[1:] == (NumberBlock("LV1", 5001, 10_000),)
    assert site.numbers.take() == item_code("LV1", 3)
    assert site.numbers.left() == 9997
