"""plugins.lock and what follows from it: unknown or changed code stays off, whatever happened to the file."""

import os
from pathlib import Path

import pytest

from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.errors import LockBroken
from kiosk.plugin_host.approval import Approval
from kiosk.plugin_host.discovery import find
from kiosk.plugin_host.lock import Lock, read_lock
from kiosk.plugin_host.seal import seal_of

MANIFEST = (
    'name = "{name}"\nversion = "1.0.0"\napi = "1.0"\nmodule = "m"\nauthor = "a"\nlicence = "MIT"\nhooks = ["veto"]\nsummary.nl = "x"\n'
)


def put(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "plugin.toml").write_text(MANIFEST.format(name=name))
    return folder


def lock_for(folder: Path, *names: str) -> Lock:
    lock = Lock()
    for name in names:
        lock = lock.approving(name, seal_of(folder / name), "1.0.0")
    return lock


def status(records: tuple[PluginRecord, ...]) -> dict[str, PluginStatus]:
    return {each.name: each.status for each in records}


def test_only_what_was_approved_runs_and_carries_its_seal(tmp_path: Path) -> None:
    """Its worker checks the seal again before it imports anything."""
    put(tmp_path, "known", "unknown")

    known, unknown = find([tmp_path], approval=Approval(lock_for(tmp_path, "known")))

    assert (known.status, known.seal) == (PluginStatus.READY, seal_of(tmp_path / "known"))
    assert (unknown.status, unknown.seal) == (PluginStatus.UNAPPROVED, "")
    assert "never approved" in unknown.reason
    assert "KSK-217" in unknown.reason


def test_what_changed_after_its_approval_stays_off(tmp_path: Path) -> None:
    put(tmp_path, "known")
    approval = Approval(lock_for(tmp_path, "known"))
    (tmp_path / "known" / "m.py").touch()

    (record,) = find([tmp_path], approval=approval)

    assert record.status is PluginStatus.UNAPPROVED
    assert "changed after its approval" in record.reason


def test_what_came_with_the_kiosk_needs_no_approval(tmp_path: Path) -> None:
    """Who can write there can write the kiosk itself."""
    put(tmp_path / "ours", "able")
    put(tmp_path / "theirs", "bold")

    records = find([tmp_path / "ours", tmp_path / "theirs"], approval=Approval(Lock(), trusted=[tmp_path / "ours"]))

    assert status(records) == {"able": PluginStatus.READY, "bold": PluginStatus.UNAPPROVED}


def test_a_plugin_that_was_switched_off_stays_off_and_comes_back(tmp_path: Path) -> None:
    """Its approval is kept."""
    put(tmp_path, "known")
    lock = lock_for(tmp_path, "known").switching("known", disabled=True)

    assert status(find([tmp_path], approval=Approval(lock))) == {"known": PluginStatus.DISABLED}
    assert status(find([tmp_path], approval=Approval(lock.switching("known", disabled=False)))) == {"known": PluginStatus.READY}


def test_approving_again_leaves_a_plugin_switched_off(tmp_path: Path) -> None:
    put(tmp_path, "known")
    lock = Lock().switching("known", disabled=True).approving("known", seal_of(tmp_path / "known"), "1.0.0")

    assert lock.of("known").disabled


def test_a_lock_is_read_as_it_was_written(tmp_path: Path) -> None:
    lock = lock_for(put(tmp_path, "b", "a"), "b", "a").switching("c", disabled=True)
    file = tmp_path / "plugins.lock"

    file.write_bytes(lock.as_json())

    assert read_lock(file).decisions == lock.decisions


def test_without_a_lock_nothing_is_decided(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "none") == Lock()


def test_a_lock_cut_anywhere_approves_nothing_and_says_so(tmp_path: Path) -> None:
    """A power cut or an editor: every plugin outside the trusted folders is off with the sentence, none is switched on by it."""
    put(tmp_path / "plugins", "known")
    whole = lock_for(tmp_path / "plugins", "known").switching("other", disabled=True).as_json().rstrip()
    file = tmp_path / "plugins.lock"

    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        (record,) = find([tmp_path / "plugins"], approval=Approval.read(file))

        assert record.status is PluginStatus.UNAPPROVED
        assert "KSK-219" in record.reason


@pytest.mark.parametrize(
    "content",
    ['{"plugins": {"a": {"seal": "short"}}}', '{"plugins": {"a": {"sael": ""}}}', '{"plugins": []}', "[]", "\x00", "{}"],
)
def test_nonsense_in_the_lock_is_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "plugins.lock").write_text(content)

    with pytest.raises(LockBroken, match="approve each plugin again"):
        read_lock(tmp_path / "plugins.lock")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_lock_of_somebody_else_approves_nothing(tmp_path: Path) -> None:
    """Who could write it could approve a plugin."""
    file = tmp_path / "plugins.lock"
    file.write_bytes(Lock().as_json())
    os.chown(file, 12345, 12345)

    with pytest.raises(LockBroken, match="neither root nor this kiosk"):
        read_lock(file)


@pytest.mark.parametrize("mode", [0o666, 0o664, 0o646])
def test_a_lock_others_may_write_decides_nothing(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "plugins.lock"
    file.write_bytes(Lock().as_json())
    file.chmod(mode)

    with pytest.raises(LockBroken, match="others than its owner"):
        read_lock(file)


def test_a_lock_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "plugins.lock").mkdir()

    assert "KSK-219" in Approval.read(tmp_path / "plugins.lock").fault
