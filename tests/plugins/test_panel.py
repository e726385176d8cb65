"""The panel over real workers: who is asked, what counts as silence, and how plugins come back."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from kiosk.domain.destination import Destination
from kiosk.domain.item import Item
from kiosk.domain.opinion import Abstention, Cause
from kiosk.domain.outcome import Outcome
from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.domain.question import HAZARD, Question
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.verdict import Policy, decide
from kiosk.plugin_api import Site
from kiosk.plugin_host.discovery import find
from kiosk.plugin_host.panel import SocketPanel
from kiosk.plugin_host.quarantine import Quarantine
from kiosk.plugin_host.spawned import SpawnedWorkers

Host: TypeAlias = Callable[..., Any]

HERE = Path(__file__).parent
DECENT = "plain_speaker"
SITE = Site("Gent")
READING = Reading("run-1", Medium.CAMERA, "qr", b"Norda", "Norda")
CARTS = (Destination("2", {"nl": "Kar"}, Outcome.REUSE), Destination("3", {"nl": "Kar"}, Outcome.REUSE))


def until(is_so: Callable[[], object], patience_s: float = 4.0) -> bool:
    """Wait for a condition."""
    deadline_s = time.monotonic() + patience_s
    while not is_so():
        if time.monotonic() > deadline_s:
            return False
        os.sched_yield()
    return True


def copied(folder: Path, plugin: str, **names: bool) -> Sequence[PluginRecord]:
    """Return records of copies of a plugin under other names, each critical or not."""
    for name, is_critical in names.items():
        shutil.copytree(HERE / "decent" / plugin, folder / name)
        text = (folder / name / "plugin.toml").read_text().replace(f'name = "{plugin}"', f'name = "{name}"')
        (folder / name / "plugin.toml").write_text(text.replace("critical = false", f"critical = {str(is_critical).lower()}"))
    return find([folder])


def panel_over(records: Sequence[PluginRecord], workers: SpawnedWorkers | None = None, **options: Any) -> SocketPanel:
    sockets = workers.sockets if workers else {}
    return SocketPanel(records, sockets, **{"settings": {}, "site": SITE, "required": (), "patience_s": 20.0, **options})


def causes(silent: Sequence[Abstention]) -> dict[str, tuple[Cause, bool]]:
    return {each.by: (each.cause, each.critical) for each in silent}


def test_every_hook_is_asked_and_every_answer_signed(host: Host) -> None:
    with host(DECENT) as hosted:
        turn = hosted.panel.round()

        (named,) = turn.identify([READING])
        (question,) = turn.questions(Item((READING,)), {})
        working, broken = turn.judge(Item(), [{"works": "yes"}, {"works": "no"}])
        (route,) = turn.route(Item(), decide([], [], [], Policy()), CARTS)

    assert (named.category, named.brand, named.by) == ("kettle", "Norda", DECENT)
    assert (question.id, question.by) == ("works", DECENT)
    assert [(each.outcome, each.by) for each in working.opinions] == [(Outcome.REUSE, DECENT)]
    assert [(each.strikes, each.by) for each in broken.vetoes] == [({Outcome.REUSE}, DECENT)]
    assert (route.destination, route.by) == ("2", DECENT)
    assert turn.silent == ()


def test_of_two_questions_with_one_id_the_critical_plugin_s_is_asked(run_folder: Path, tmp_path: Path) -> None:
    """Then the order of names decides; dangers of all are one question."""
    records = copied(tmp_path, "fears", able=False, bold=False, zealous=True)
    kinds = {"able": ["gas"], "bold": ["battery", "gas"], "zealous": ["tube"]}
    with SpawnedWorkers(records, run_folder) as workers:
        panel = panel_over(records, workers, settings={name: {"kinds": each} for name, each in kinds.items()})
        asked: dict[str, Question] = {each.id: each for each in panel.round().questions(Item(), {})}
        panel.close()

    assert set(asked) == {HAZARD, "works"}
    assert (asked["works"].by, asked["works"].texts["nl"]) == ("zealous", "Bang voor tube?")
    assert [each.id for each in asked[HAZARD].choices] == ["none", "tube", "gas", "battery"]


def test_settings_and_site_reach_the_plugin_once(host: Host, found: dict[str, PluginRecord]) -> None:
    """A desk that starts again says the same; other settings take a new worker."""
    with host("told_what") as hosted:
        first = hosted.panel.round().judge(Item(), [{}])[0].opinions[0].reason.texts["nl"]
        hosted.panel.close()
        again = panel_over([found["told_what"]], hosted.workers)
        second = again.round().judge(Item(), [{}])[0].opinions[0].reason.texts["nl"]
        again.close()
        otherwise = panel_over([found["told_what"]], hosted.workers, settings={"told_what": {"colour": "red"}})
        third = otherwise.round().judge(Item(), [{}])[0].opinions[0].reason.texts["nl"]
        otherwise.close()

    assert first == second == "blue at Gent, told 1 time(s)"
    assert third == "red at Gent, told 1 time(s)"


def test_problems_that_are_not_fatal_are_shown_and_the_plugin_is_asked(host: Host) -> None:
    with host("told_what") as hosted:
        hosted.panel.round().judge(Item(), [{}])
        (record,) = hosted.panel.records()

    assert (record.status, record.reason, record.last_fault) == (PluginStatus.RUNNING, "The colour is odd.", "")
    assert record.latency_ms is not None
    assert record.latency_ms < 300


def test_a_plugin_with_mistakes_in_its_settings_is_off(found: dict[str, PluginRecord]) -> None:
    """The others are not; the supervisor reads which setting."""
    panel = panel_over([found["told_what"]], settings={"told_what": {"color": "red"}}, patience_s=0.0)

    (record,) = panel.records()
    assert record.status is PluginStatus.MISCONFIGURED
    assert "color is not a setting, did you mean colour?" in record.reason
    assert panel.round().silent == ()


@pytest.mark.parametrize("status", [PluginStatus.INCOMPATIBLE, PluginStatus.UNAPPROVED, PluginStatus.MISCONFIGURED])
def test_an_unusable_safety_plugin_counts_as_silent(tmp_path: Path, status: PluginStatus) -> None:
    """Safety fails closed."""
    (record,) = copied(tmp_path, DECENT, guard=True)

    panel = panel_over([replace(record, status=status, reason="why")])

    assert panel.round().silent == (Abstention("guard", Cause.OFF, critical=True, detail="why"),)


def test_a_safety_plugin_the_operator_switched_off_is_not_missed(tmp_path: Path) -> None:
    """It was their decision; only safety_stops cannot be switched off."""
    (record,) = copied(tmp_path, DECENT, guard=True)

    assert panel_over([replace(record, status=PluginStatus.DISABLED)]).round().silent == ()


def test_a_required_plugin_that_is_missing_is_listed_and_counts_as_silent() -> None:
    panel = panel_over([], required={"safety_stops"})

    (record,) = panel.records()
    assert (record.name, record.status) == ("safety_stops", PluginStatus.INCOMPATIBLE)
    assert "KSK-211" in record.reason
    assert causes(panel.round().silent) == {"safety_stops": (Cause.OFF, True)}


def test_a_worker_that_is_not_there_is_dead_and_costs_no_time(found: dict[str, PluginRecord], run_folder: Path) -> None:
    panel = SocketPanel([found[DECENT]], {DECENT: run_folder / "no.sock"}, settings={}, site=SITE, required=(), patience_s=0.0)
    began_s = time.monotonic()

    turn = panel.round()
    said = turn.judge(Item(), [{}])

    assert time.monotonic() - began_s < 0.05
    assert [(each.opinions, each.vetoes) for each in said] == [((), ())]
    assert causes(turn.silent) == {DECENT: (Cause.DEAD, False)}


def test_who_was_silent_is_not_asked_again_in_this_intake(host: Host) -> None:
    """Not in this turn and not in the next one that is told of it."""
    with host(DECENT, "raises") as hosted:
        turn = hosted.panel.round()
        turn.judge(Item(), [{}])
        pid = hosted.workers.pids["raises"]
        silent = turn.silent
        turn.judge(Item(), [{}])
        later = hosted.panel.round(silent)
        later.judge(Item(), [{}])

        assert causes(silent) == causes(turn.silent) == causes(later.silent) == {"raises": (Cause.WRONG, False)}
        assert hosted.workers.pids["raises"] == pid


def test_a_plugin_that_was_killed_is_back_for_the_next_item(host: Host) -> None:
    """Its silence lasts as long as its start."""
    with host(DECENT) as hosted:
        hosted.panel.round().judge(Item(), [{}])
        old = hosted.workers.pids[DECENT]
        os.kill(old, signal.SIGKILL)
        assert until(lambda: hosted.workers.pids.get(DECENT, old) != old)

        def is_back() -> bool:
            turn = hosted.panel.round()
            turn.judge(Item(), [{}])
            return not turn.silent

        assert until(is_back)
        assert "its worker ended" in hosted.panel.records()[0].last_fault


def test_a_stuck_plugin_is_killed_by_whoever_started_it(host: Host) -> None:
    """Instead of two seconds of a busy core."""
    with host("loops", budget_s=0.1) as hosted:
        turn = hosted.panel.round()
        old = hosted.workers.pids["loops"]
        turn.judge(Item(), [{}])

        assert causes(turn.silent) == {"loops": (Cause.LATE, False)}
        assert until(lambda: hosted.workers.pids.get("loops", old) != old)


def test_a_stuck_plugin_ends_itself_where_nobody_can_kill_it(host: Host, found: dict[str, PluginRecord]) -> None:
    """On the Pi the desk may not; systemd starts it again."""
    with host("loops_in_c") as hosted:
        panel = panel_over([found["loops_in_c"]], hosted.workers, budget_s=0.1)
        turn = panel.round()
        old = hosted.workers.pids["loops_in_c"]
        turn.judge(Item(), [{}])

        assert causes(turn.silent) == {"loops_in_c": (Cause.LATE, False)}
        assert until(lambda: hosted.workers.pids.get("loops_in_c", old) != old)
        panel.close()


def test_who_fails_too_often_rests_and_is_tried_again(host: Host) -> None:
    """The list of plugins says so meanwhile."""
    rules = Quarantine(faults=2, within_s=60, trial_after_s=0.3)
    with host("raises", quarantine=rules) as hosted:
        for _ in range(2):
            hosted.panel.round().judge(Item(), [{}])
        resting = hosted.panel.round()
        resting.judge(Item(), [{}])
        (record,) = hosted.panel.records()

        def is_tried() -> bool:
            turn = hosted.panel.round()
            turn.judge(Item(), [{}])
            return turn.silent[0].cause is Cause.WRONG

        assert causes(resting.silent) == {"raises": (Cause.OFF, False)}
        assert record.status is PluginStatus.QUARANTINED
        assert until(is_tried)


def test_one_that_hangs_in_the_first_hook_does_not_make_all_others_late(host: Host) -> None:
    """No request may use up what the next ones need."""
    with host(DECENT, "loops", budget_s=0.3) as hosted:
        turn = hosted.panel.round()
        turn.judge(Item(), [{}])

        (judgement,) = turn.judge(Item(), [{"works": "yes"}])

        assert [each.by for each in judgement.opinions] == [DECENT]
        assert causes(turn.silent) == {"loops": (Cause.LATE, False)}


def test_when_the_time_is_used_up_nobody_else_is_asked(host: Host) -> None:
    """The desk goes on with what it has."""
    with host(DECENT, budget_s=0.0) as hosted:
        turn = hosted.panel.round()

        assert turn.identify([READING]) == ()
        assert causes(turn.silent) == {DECENT: (Cause.LATE, False)}


def test_more_answer_sets_than_agreed_are_refused(host: Host) -> None:
    with host(DECENT) as hosted, pytest.raises(ValueError, match="at most 64"):
        hosted.panel.round().judge(Item(), [{}] * 65)


def test_closing_twice_does_no_harm(host: Host) -> None:
    with host(DECENT) as hosted:
        hosted.panel.round()
        hosted.panel.close()
        hosted.panel.close()

        assert hosted.panel.round().judge(Item(), [{"works": "yes"}])[0].opinions


def test_a_worker_that_never_came_has_that_as_its_fault(found: dict[str, PluginRecord]) -> None:
    """After the time the kiosk itself takes to start; before, it is only starting."""
    starting = panel_over([found[DECENT]])
    late = panel_over([found[DECENT]], patience_s=0.0)

    assert [each.last_fault for each in starting.records()] == [""]
    assert [each.last_fault for each in late.records()] == ["dead: its worker never came"]


@pytest.mark.parametrize(("named", "shown"), [((), "Gent,"), (("recalls",), "Gent/datasets,")], ids=["none", "one"])
def test_datasets_are_shown_to_those_whose_manifest_names_some(
    named: tuple[str, ...], shown: str, found: dict[str, PluginRecord], run_folder: Path
) -> None:
    """Others need not know where they lie."""
    record = found["told_what"]
    assert record.manifest
    records = [replace(record, manifest=replace(record.manifest, datasets=named))]
    with SpawnedWorkers(records, run_folder) as workers:
        panel = panel_over(records, workers, site=Site("Gent", datasets="/datasets"))

        said = panel.round().judge(Item(), [{}])[0].opinions[0].reason.texts["nl"]
        panel.close()

    assert shown in said
