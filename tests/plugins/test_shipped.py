"""The plugins that come with the kiosk: through their workers, the decision and the interview."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.item import Identification, Item
from kiosk.domain.outcome import LADDER, Outcome
from kiosk.domain.plugin import PluginStatus
from kiosk.domain.question import HAZARD, Answers
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.verdict import Policy, Ruling, Verdict, decide
from kiosk.plugin_api import Site
from kiosk.plugin_host.discovery import find
from kiosk.plugin_host.panel import SocketPanel
from kiosk.plugin_host.spawned import SpawnedWorkers
from kiosk.services.interview import Ask, Interview
from kiosk.settings import CATEGORIES, CONTAINERS
from kiosk.settings import Site as SiteSettings

SHIPPED = Path(__file__).parents[2] / "plugins"
NAMES = ("partner_demand", "product_code", "rating_plate", "recalls", "repair_odds", "reuse_rules", "safety_stops")
OWN_STREAMS = {"crt": "crt", "cfc": "cfc", "cfc_unknown": "cfc", "smoke": "smoke", "medical": "medical"}
TILES_A_PAGE = 12
CODE = Reading("r-1", Medium.CAMERA, "ean13", b"", "")
LOOKS = ("good", "dirty", "broken", "part")
WORKS = ("yes", "no", "unsure")
EXPECTED = {
    ("good", "yes"): Outcome.REUSE,
    ("dirty", "yes"): Outcome.REUSE,
    ("part", "no"): Outcome.RECYCLE,
    **{("broken", works): Outcome.RECYCLE for works in WORKS},
}


def a(category: str) -> Item:
    return Item(identifications=(Identification(category=category, by="staff"),))


@contextmanager
def panel_on(folder: Path) -> Iterator[SocketPanel]:
    records = find([SHIPPED])
    with SpawnedWorkers(records, folder) as workers:
        panel = SocketPanel(records, workers.sockets, settings={}, site=Site("Gent", categories=CATEGORIES), patience_s=20.0)
        try:
            yield panel
        finally:
            panel.close()


def endings(interview: Interview, item: Item, panel: SocketPanel, answers: Answers) -> Iterator[tuple[Answers, Verdict, bool]]:
    """Walk every way through the interview."""
    turn = panel.round()
    step = interview.go_on(item, answers, turn)
    assert turn.silent == ()
    if not isinstance(step, Ask):
        yield answers, step.verdict, step.was_cut
        return
    for choice in step.question.answers:
        yield from endings(interview, item, panel, {**answers, step.question.id: choice})


def test_all_are_running_and_say_what_is_off(run_folder: Path) -> None:
    """No problem keeps them from working."""
    with panel_on(run_folder) as panel:
        panel.round()

        records = {each.name: each for each in panel.records()}

    assert {name: each.status for name, each in records.items()} == dict.fromkeys(NAMES, PluginStatus.RUNNING)
    assert "obsolete_before" in records["reuse_rules"].reason


def test_every_combination_of_looks_and_works_has_a_sensible_verdict(run_folder: Path) -> None:
    """What is in no row of the table is worth a repair."""
    sets = [{"condition": looks, "works": works} for looks, works in itertools.product(LOOKS, WORKS)]
    with panel_on(run_folder) as panel:
        judged = panel.round().judge(a("kettle"), sets)

    for answers, each in zip(sets, judged, strict=True):
        verdict = decide(each.opinions, each.vetoes, [], Policy())
        assert verdict.ruling is Ruling.DECIDED, answers
        assert verdict.outcome is EXPECTED.get((answers["condition"], answers["works"]), Outcome.REPAIR), answers


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_way_through_the_interview_ends_without_being_cut(run_folder: Path, category: str) -> None:
    """Two questions and one about dangers are enough for every appliance; a danger or a doubt never ends in a container."""
    interview = Interview(Policy(), SiteSettings(containers=CONTAINERS).destinations)
    with panel_on(run_folder) as panel:
        ends = list(endings(interview, a(category), panel, {}))

    assert not [answers for answers, _, was_cut in ends if was_cut]
    for answers, verdict, _ in ends:
        seen = answers.get(HAZARD, "none")
        ruling = Ruling.DECIDED if seen in {"none", *OWN_STREAMS} else Ruling.SET_ASIDE if seen == "unsure" else Ruling.STOP
        assert verdict.ruling is ruling, answers
        assert (verdict.outcome in LADDER) is (ruling is Ruling.DECIDED)
        assert verdict.stream == OWN_STREAMS.get(seen, "")


def test_nothing_is_asked_beyond_two_taps_with_a_code_and_four_without(run_folder: Path) -> None:
    """Where no danger is seen: *Geen code*, the next page and the tile are taps too, and a reported danger has its own button."""
    interview = Interview(Policy(), SiteSettings(containers=CONTAINERS).destinations)
    taps: dict[str, tuple[int, int]] = {}
    with panel_on(run_folder) as panel:
        for place, category in enumerate(CATEGORIES):
            scanned = calm_answers(endings(interview, replace(a(category), readings=(CODE,)), panel, {}))
            unread = calm_answers(endings(interview, a(category), panel, {}))
            taps[category] = (scanned, 2 + place // TILES_A_PAGE + unread)

    assert not {category: each for category, each in taps.items() if each[0] > 2 or each[1] > 4}


def calm_answers(ends: Iterator[tuple[Answers, Verdict, bool]]) -> int:
    """Return the most answers on a way without danger."""
    return max(len(answers) for answers, _, _ in ends if answers.get(HAZARD, "none") == "none")
