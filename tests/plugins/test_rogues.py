"""Whatever one plugin does, the counter goes on: its silence has a cause, the others are heard."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from kiosk.domain.destination import Destination
from kiosk.domain.item import Item
from kiosk.domain.opinion import Cause
from kiosk.domain.outcome import Outcome
from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.domain.verdict import Policy, decide
from kiosk.plugin_host.command import Grounds

Host: TypeAlias = Callable[..., Any]

BUDGET_S = 0.3
DECENT = "plain_speaker"
ANSWERS = {"works": "yes"}

MISBEHAVE_WHEN_ASKED = {
    "loops": Cause.LATE,
    "loops_in_c": Cause.LATE,
    "ignores_sigterm": Cause.LATE,
    "raises": Cause.WRONG,
    "raises_the_unspeakable": Cause.WRONG,
    "says_goodbye": Cause.WRONG,
    "dies": Cause.DEAD,
    "segfaults": Cause.DEAD,
    "writes_to_the_socket": Cause.WRONG,
    "forges_an_answer": Cause.WRONG,
    "is_not_a_number": Cause.WRONG,
    "is_too_sure": Cause.WRONG,
    "returns_a_string": Cause.WRONG,
    "returns_dicts": Cause.WRONG,
    "returns_itself": Cause.WRONG,
    "has_a_wild_id": Cause.WRONG,
    "changes_the_answers": Cause.WRONG,
    "takes_all_memory": Cause.WRONG,
    "writes_an_endless_file": Cause.WRONG,
    "fills_its_folder": Cause.LATE,
    "outlives_its_watchdog": Cause.LATE,
    "forks_and_hangs": Cause.LATE,
    "calls_home": Cause.WRONG,
    "calls_home_by_datagram": Cause.WRONG,
    "writes_into_itself": Cause.WRONG,
    "talks_too_much": Cause.TOO_LARGE,
    "talks_without_end": Cause.TOO_LARGE,
}
UNFIT_FROM_THE_START = {
    "breaks_at_import": PluginStatus.INCOMPATIBLE,
    "exits_at_import": PluginStatus.INCOMPATIBLE,
    "promises_more": PluginStatus.INCOMPATIBLE,
    "invents_a_hook": PluginStatus.INCOMPATIBLE,
    "takes_a_taken_name": PluginStatus.INCOMPATIBLE,
    "breaks_when_configured": PluginStatus.MISCONFIGURED,
    "finds_itself_unfit": PluginStatus.MISCONFIGURED,
}
NEVER_STARTED = {
    "wants_a_newer_kiosk": PluginStatus.INCOMPATIBLE,
    "changed_after_approval": PluginStatus.UNAPPROVED,
}


def processes_of(folder: Path) -> list[int]:
    """Return the processes that were told about a folder."""
    mine = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "cmdline").read_bytes():
                mine.append(int(process.name))
        except OSError:
            continue
    return mine


@pytest.mark.parametrize(("name", "cause"), MISBEHAVE_WHEN_ASKED.items(), ids=MISBEHAVE_WHEN_ASKED)
def test_a_rogue_is_an_abstention_and_the_decent_plugin_is_heard(name: str, cause: Cause, host: Host, run_folder: Path) -> None:
    """In time, with its cause, and no process is left over."""
    with host(DECENT, name, budget_s=BUDGET_S) as hosted:
        turn = hosted.panel.round()
        began_s = time.monotonic()

        (judgement,) = turn.judge(Item(), [ANSWERS])

        took_s = time.monotonic() - began_s
        assert [(each.by, each.cause) for each in turn.silent] == [(name, cause)]
        assert [each.by for each in judgement.opinions] == [DECENT]
        assert took_s <= BUDGET_S * 1.1

    assert processes_of(run_folder) == []


@pytest.mark.parametrize(("name", "status"), UNFIT_FROM_THE_START.items(), ids=UNFIT_FROM_THE_START)
def test_an_unfit_plugin_is_off_with_a_sentence_and_its_worker_stays(name: str, status: PluginStatus, host: Host) -> None:
    """It does not die in a loop; the screen says what is wrong."""
    with host(DECENT, name) as hosted:
        turn = hosted.panel.round()
        pid = hosted.workers.pids[name]

        (judgement,) = turn.judge(Item(), [ANSWERS])

        record = next(each for each in hosted.panel.records() if each.name == name)
        assert [(each.by, each.cause) for each in turn.silent] == [(name, Cause.OFF)]
        assert [each.by for each in judgement.opinions] == [DECENT]
        assert (record.status, bool(record.reason)) == (status, True)
        assert hosted.workers.pids[name] == pid


@pytest.mark.parametrize(("name", "status"), NEVER_STARTED.items(), ids=NEVER_STARTED)
def test_a_plugin_that_may_not_run_gets_no_process(name: str, status: PluginStatus, host: Host) -> None:
    """And a sentence; nobody waits for it."""
    with host(DECENT, name) as hosted:
        turn = hosted.panel.round()

        (judgement,) = turn.judge(Item(), [ANSWERS])

        record = next(each for each in hosted.panel.records() if each.name == name)
        assert [each.by for each in judgement.opinions] == [DECENT]
        assert turn.silent == ()
        assert (record.status, "KSK-21" in record.reason) == (status, True)
        assert set(hosted.workers.pids) == {DECENT}


def test_what_a_plugin_prints_is_no_answer(host: Host) -> None:
    """Not even if it looks like one."""
    with host("chatters") as hosted:
        (judgement,) = hosted.panel.round().judge(Item(), [{}])

        assert [each.reason.code for each in judgement.opinions] == ["chatter"]


def test_text_that_misleads_the_eye_is_made_plain(host: Host) -> None:
    """No direction marks, no control characters, no second line, no more than fits."""
    with host("hides_in_its_text") as hosted:
        (judgement,) = hosted.panel.round().judge(Item(), [{}])

        texts = judgement.opinions[0].reason.texts
        assert set(texts) == {"nl"}
        assert texts["nl"].startswith("goed [2Jxxx")
        assert len(texts["nl"]) <= 120


@pytest.mark.parametrize("name", ["leaves_a_child", "daemonizes"])
def test_a_process_a_plugin_started_ends_with_it(name: str, host: Host) -> None:
    """Its whole group is ended, and who left the group too."""
    with host(name) as hosted:
        (judgement,) = hosted.panel.round().judge(Item(), [{}])
        child = int(judgement.opinions[0].reason.code.rpartition(".")[2])
        os.kill(child, 0)

    deadline_s = time.monotonic() + 2
    while (Path("/proc") / str(child)).exists() and time.monotonic() < deadline_s:
        os.sched_yield()
    state = Path(f"/proc/{child}/stat").read_text().split()[2] if Path(f"/proc/{child}").exists() else "gone"
    assert state in {"gone", "Z"}


def test_a_route_to_nowhere_is_wrong(host: Host) -> None:
    """Only what was offered can be chosen."""
    with host("routes_elsewhere") as hosted:
        turn = hosted.panel.round()

        assert turn.route(Item(), decide([], [], [], Policy()), [Destination("2", {"nl": "Kar"}, Outcome.REUSE)]) == ()
        assert [each.cause for each in turn.silent] == [Cause.WRONG]


def test_dangers_are_asked_about_under_one_id_only(host: Host) -> None:
    """Else a plugin gets past the limit on questions."""
    with host("cries_wolf") as hosted:
        turn = hosted.panel.round()

        assert turn.questions(Item(), {}) == ()
        assert [each.cause for each in turn.silent] == [Cause.WRONG]


@pytest.mark.parametrize("secret", ["token", "ledger"])
def test_the_kiosks_own_files_are_no_plugins_business(secret: str, host: Host, tmp_path: Path) -> None:
    """Neither through Python's files nor through its database."""
    file = tmp_path / "state" / secret
    file.parent.mkdir()
    file.write_bytes(b"secret")
    with host(DECENT, "reads_the_token", grounds=Grounds(keep_out=(file.parent,))) as hosted:
        turn = hosted.panel.round()

        (judgement,) = turn.judge(Item(), [{secret: str(file), **ANSWERS}])

        assert [(each.by, each.cause) for each in turn.silent] == [("reads_the_token", Cause.WRONG)]
        assert "the kiosk's own files are no plugin's business" in turn.silent[0].detail
        assert [each.by for each in judgement.opinions] == [DECENT]


def test_a_plugin_may_read_its_datasets_inside_what_is_kept_from_it(host: Host, tmp_path: Path) -> None:
    """Datasets lie in the kiosk's state folder."""
    file = tmp_path / "datasets" / "recalls"
    file.parent.mkdir()
    file.write_text("version 7", encoding="utf-8")
    grounds = Grounds(keep_out=(tmp_path,), read_only=(file.parent,))
    with host("reads_the_token", grounds=grounds) as hosted:
        (judgement,) = hosted.panel.round().judge(Item(), [{"token": str(file)}])

        assert [each.reason.texts["nl"] for each in judgement.opinions] == ["version 7"]


def test_a_plugin_that_changes_its_mind_is_heard(host: Host) -> None:
    """Nobody at the counter can tell: 'kiosk plugin check' does, before it is approved."""
    with host("changes_its_mind") as hosted:
        (judgement,) = hosted.panel.round().judge(Item(), [{}])

        assert len(judgement.opinions) == 1


def test_a_full_temporary_folder_ends_with_its_worker(host: Host, run_folder: Path) -> None:
    """The memory-backed run folder is everybody's."""
    with host("fills_its_folder") as hosted:
        turn = hosted.panel.round()
        filled = run_folder / "fills_its_folder.tmp"

        turn.judge(Item(), [{}])
        hosted.workers.close()

        assert [each.cause for each in turn.silent] == [Cause.LATE]
        assert not filled.exists()


def test_every_rogue_has_its_test(found: dict[str, PluginRecord]) -> None:
    """A new way to misbehave is a folder and a line here."""
    tested = {*MISBEHAVE_WHEN_ASKED, *UNFIT_FROM_THE_START, *NEVER_STARTED}
    tested |= {"chatters", "hides_in_its_text", "leaves_a_child", "routes_elsewhere", "cries_wolf"}
    tested |= {"reads_the_token", "changes_its_mind", "daemonizes"}

    rogues = {each.name for each in found.values() if each.manifest and "rogues" in each.manifest.folder}
    assert rogues == tested
