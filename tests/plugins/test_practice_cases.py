"""The made-up items of the practice mode teach what they are for: judged by the real plugins in their own processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import MemoryLedger

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.desk import workflow_of
from kiosk.bootstrap.plugins import panel_on, plugin_grounds, plugin_records
from kiosk.domain.practice import Case
from kiosk.plugin_host.spawned import SpawnedWorkers
from kiosk.services.practice import Practice, right_of
from kiosk.services.practice_cases import CASES
from kiosk.settings import Settings
from kiosk.web.clues import CLUES, HINTS

TAUGHT = {
    "works": {"reuse"},
    "dirty": {"reuse"},
    "part": {"repair"},
    "both": {"recycle"},
    "later": {"repair"},
    "dead": {"repair"},
    "broken": {"recycle"},
    "battery": {"stop"},
    "tube": {"recycle"},
    "glass": {"stop"},
    "flat": {"repair"},
    "gas": {"recycle"},
    "modern": {"repair"},
    "burnt": {"stop"},
}
"""What each lesson is about, by its hint."""

WORKERS_S = 60.0


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    settings, folder = Settings(), tmp_path_factory.mktemp("workers")
    records = plugin_records(settings)
    with SpawnedWorkers(records, Path(folder), grounds=plugin_grounds(settings)) as workers:
        panel = panel_on(records, workers.sockets, settings, workers.restart)
        practice, clock = Practice(workflow_of(settings, panel, MemoryLedger(), SystemClock()), CASES), SystemClock()
        until_s = clock.now().boot_s + WORKERS_S
        while practice.judge(CASES[0]).silent and clock.now().boot_s < until_s:
            clock.wait(0.1)  # plugins are still being loaded
        yield practice
        panel.close()


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.id)
def test_an_item_comes_to_what_it_teaches(practice: Practice, case: Case) -> None:
    intake = next(each for each in (practice.judge(case) for _ in range(20)) if not each.silent)

    assert right_of(intake) in TAUGHT[case.hint]


def test_every_clue_and_lesson_has_its_words() -> None:
    assert {clue for case in CASES for clue in case.clues} == set(CLUES)
    assert {case.hint for case in CASES} == set(HINTS) == set(TAUGHT)


def test_all_outcomes_are_taught_and_none_is_most_of_it() -> None:
    """A trainee who always guesses the same learns nothing from being right."""
    taught = [next(iter(TAUGHT[each.hint])) for each in CASES]

    assert {each: taught.count(each) for each in set(taught)}.keys() == {"reuse", "repair", "recycle", "stop"}
    assert max(taught.count(each) for each in set(taught)) <= len(CASES) / 2
