"""Fault 6: the network breaks, lies, stalls or shows a login page; everything arrives once, and meanwhile it is said why not."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from contract.hubs import running_hub
from faults.certificates import Authority
from faults.conftest import Form
from faults.false_network import BUSY, ELSEWHERE, PORTAL, FalseNetwork
from faults.postings import Posting, posting

from kiosk.domain.moment import Moment

FAULTS = {
    "reset": "KSK-410",
    "reply_dropped": "KSK-41",
    "reply_cut": "KSK-41",
    "slow": "KSK-410",
    "black_hole": "KSK-410",
    "portal": "KSK-413",
    "redirect": "KSK-413",
    "busy": "KSK-411",
}
SAID = {"portal": PORTAL, "redirect": ELSEWHERE, "busy": BUSY}


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Posting]:
    with running_hub(tmp_path) as hub, posting(hub, tmp_path) as prepared:
        yield prepared


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_network_loses_nothing_and_is_said(post: Posting, fault: str) -> None:
    """Also where the hub had committed and nobody heard of it."""
    post.record(5)
    network = FalseNetwork(post.hub.url, lambda: SAID.get(fault, fault))
    with network.running() as url:
        post.deliver(url, done=lambda: post.fault)
        said, waiting = post.fault, post.outbox.backlog().waiting

        network.next_fault = lambda: "passes"
        post.deliver(url)

    assert FAULTS[fault] in said
    assert waiting == 5
    assert post.arrived == [1, 2, 3, 4, 5]
    assert not post.outbox.parked()
    assert not post.fault


def test_any_row_of_faults_delivers_exactly_once(post: Posting, form: Form) -> None:
    """Faults in random order, most answers lost or spoiled, events recorded meanwhile."""
    chance, rounds, broken = random.Random(6), form.size(1, 20), 0  # noqa: S311 - the same faults in every run
    names = list(FAULTS)

    def next_fault() -> str | bytes:
        nonlocal broken
        fault = chance.choice([*names, *["passes"] * 4])
        if fault in {"slow", "black_hole"} and chance.random() < 0.9:
            fault = "reset"  # each of those costs a second
        broken += fault != "passes"
        return SAID.get(fault, fault)

    network = FalseNetwork(post.hub.url, next_fault)
    with network.running() as url:
        for _ in range(rounds):
            post.record(chance.randrange(1, 60))
            post.deliver(url)

    written = post.outbox.backlog().written
    assert post.arrived == list(range(1, written + 1))
    assert not post.outbox.parked()
    form.keep(
        6,
        f"{network.requests} requests through a proxy that resets, drops and cuts replies, stalls, answers 503, redirects or shows a login page",
        f"{broken} requests spoiled; {written} of {written} events at the hub, each once, in order; 0 parked",
    )


@pytest.mark.parametrize("address", ["https://hub.invalid", "http://127.0.0.1:1"], ids=["no-name", "refused"])
def test_without_a_hub_at_the_address_it_is_said_and_kept(post: Posting, address: str) -> None:
    post.record(3)
    post.deliver(address, done=lambda: post.fault)

    assert "KSK-410" in post.fault
    assert post.outbox.backlog().waiting == 3


class UnsetClock:
    """The time of this machine, which nobody has set."""

    def __init__(self, posting_: Posting) -> None:
        self._clock = posting_.clock
        self.is_set = False

    def now(self) -> Moment:
        """Return the time."""
        now = self._clock.now()
        return Moment(now.wall_s, now.boot_id, now.boot_s, synchronised=self.is_set)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._clock.wait(seconds)


@dataclass(frozen=True)
class Unfit:
    """A certificate, and what is said of it."""

    days: tuple[int, int]
    code: str
    address: str = "127.0.0.1"
    is_set: bool = True
    """Whether the kiosk's clock is."""


UNFIT = {
    "expired": Unfit((-9, -2), "KSK-520"),
    "not-yet-valid": Unfit((2, 9), "KSK-520"),
    "not-yet-valid-on-an-unset-clock": Unfit((2, 9), "KSK-521", is_set=False),
    "another-host": Unfit((-1, 1), "KSK-520", address="192.0.2.7"),
}


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
def test_a_certificate_that_does_not_fit_gets_no_token(
    post: Posting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Form, unfit: Unfit
) -> None:
    """What cannot prove that it is the hub hears nothing; once it can, everything is sent."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    clock = UnsetClock(post)
    clock.is_set = unfit.is_set
    post.clock = clock  # type: ignore[assignment]  # it has all a Clock has
    post.record(3)
    network = FalseNetwork(post.hub.url, tls=authority.server(unfit.days, unfit.address))
    with network.running() as url:
        post.deliver(url, done=lambda: post.fault)
        said, heard = post.fault, network.requests

        network.tls = authority.server()
        clock.is_set = True
        post.deliver(url)

    assert unfit.code in said
    assert heard == 0
    assert post.arrived == [1, 2, 3]
    name = next(each for each, value in UNFIT.items() if value == unfit)
    form.keep(
        6, f"a hub with a certificate: {name.replace('-', ' ')}", f"no request, no token; {unfit.code}; 3 of 3 events after a good one"
    )


def test_an_authority_nobody_knows_is_not_believed(post: Posting, tmp_path: Path) -> None:
    """A login page with a certificate of its own."""
    post.record(1)
    network = FalseNetwork(post.hub.url, lambda: PORTAL, tls=Authority(tmp_path).server())
    with network.running() as url:
        post.deliver(url, done=lambda: post.fault)

    assert "KSK-520" in post.fault
    assert network.requests == 0
