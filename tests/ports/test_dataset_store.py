"""Datasets on disk: only what is signed and newer, whole after every power cut, private where it must be."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from datasets import OTHER_KEY, OTHER_PUBLISHING_KEY, PUBLISHING_KEY, dataset, published

from kiosk.adapters.dataset_store import DatasetStore, read_list
from kiosk.errors import DatasetRefused
from kiosk.ports import Published


@pytest.fixture
def store(tmp_path: Path) -> DatasetStore:
    return reopened(tmp_path)


def reopened(folder: Path, key: str = PUBLISHING_KEY) -> DatasetStore:
    return DatasetStore(folder / "datasets", folder / "registry", key)


def content(folder: Path, name: str = "recalls") -> object:
    return json.loads((folder / "datasets" / f"{name}.json").read_bytes())


def test_what_is_signed_and_newer_lies_there_read_only(store: DatasetStore, tmp_path: Path) -> None:
    """Plugins find the content alone, under the dataset's name."""
    kept = store.keep("recalls", published(dataset(version=3, content=["a"], expires="2027-06-01T00:00:00Z")))

    assert content(tmp_path) == ["a"]
    assert stat.S_IMODE((tmp_path / "datasets" / "recalls.json").stat().st_mode) == 0o444
    assert (kept.version, kept.expires) == (3, "2027-06-01T00:00:00Z")
    assert read_list(tmp_path / "datasets") == {"recalls": kept}


def changed(each: Published) -> Published:
    return Published(each.body.replace(b'"version"', b'"versiom"'), each.signature)


@pytest.mark.parametrize(
    "came",
    [
        published(dataset(version=3), OTHER_KEY),
        changed(published(dataset(version=3))),
        Published(published(dataset(version=3)).body, ""),
        Published(b"<html>Welcome to our free wifi</html>", "AAAA"),
        published(dataset("demand", version=3)),
        published(dataset(version=1)),
        published(dataset(version=2, content="others under the same number")),
        published(dataset(version=0)),
        published(dataset(version=3, expires="soon")),
        published(dataset(version=3, expires="2027-06-01T00:00:00")),
    ],
    ids=["other-key", "changed-byte", "unsigned", "portal", "other-name", "older", "same-version", "no-version", "no-date", "no-zone"],
)
def test_what_is_not_believed_changes_nothing(store: DatasetStore, tmp_path: Path, came: Published) -> None:
    store.keep("recalls", published(dataset(version=2)))

    with pytest.raises(DatasetRefused):
        store.keep("recalls", came)

    assert content(tmp_path) == {"version": 2}


def test_an_older_one_is_refused_after_a_restart_too(store: DatasetStore, tmp_path: Path) -> None:
    """Nobody turns a recall list back by cutting the power."""
    store.keep("recalls", published(dataset(version=5)))

    with pytest.raises(DatasetRefused, match="older"):
        reopened(tmp_path).keep("recalls", published(dataset(version=4)))


def test_a_hub_of_another_key_begins_anew(store: DatasetStore, tmp_path: Path) -> None:
    """Whoever enrols the kiosk at another hub gets that hub's datasets, whatever their numbers."""
    store.keep("recalls", published(dataset(version=5)))

    reopened(tmp_path, OTHER_PUBLISHING_KEY).keep("recalls", published(dataset(version=1), OTHER_KEY))

    assert content(tmp_path) == {"version": 1}


@pytest.mark.parametrize("name", ["tags", "staff"])
def test_what_holds_the_sites_key_lies_where_plugins_cannot_look(store: DatasetStore, tmp_path: Path, name: str) -> None:
    store.keep(name, published(dataset(name, content={"site_key": "00" * 32})))

    assert not (tmp_path / "datasets" / f"{name}.json").exists()
    assert stat.S_IMODE((tmp_path / "registry" / f"{name}.json").stat().st_mode) == 0o440
    assert stat.S_IMODE((tmp_path / "registry" / "signed" / f"{name}.json").stat().st_mode) == 0o600
    assert b"site_key" not in (tmp_path / "datasets" / "list.json").read_bytes()


def test_content_that_rotted_is_made_again_from_what_was_signed(store: DatasetStore, tmp_path: Path) -> None:
    store.keep("recalls", published(dataset(version=2)))
    file = tmp_path / "datasets" / "recalls.json"
    file.chmod(0o644)
    file.write_bytes(b'{"version":9}')

    reopened(tmp_path)

    assert content(tmp_path) == {"version": 2}


def test_a_document_that_rotted_is_fetched_anew_and_no_older_one_taken(store: DatasetStore, tmp_path: Path) -> None:
    store.keep("recalls", published(dataset(version=2)))
    document = tmp_path / "registry" / "signed" / "recalls.json"
    document.write_bytes(document.read_bytes().replace(b"2027", b"2028"))

    again = reopened(tmp_path)

    assert again.kept()["recalls"].etag == ""
    with pytest.raises(DatasetRefused, match="older"):
        again.keep("recalls", published(dataset(version=1)))
    assert again.keep("recalls", published(dataset(version=2))).version == 2


def test_a_disk_that_takes_nothing_is_a_refusal_and_no_crash(store: DatasetStore, tmp_path: Path) -> None:
    """Events go on; the last good dataset stays."""
    store.keep("recalls", published(dataset(version=1)))
    shutil.rmtree(tmp_path / "registry" / "signed")
    (tmp_path / "registry" / "signed").write_bytes(b"")

    with pytest.raises(DatasetRefused, match="disk"):
        store.keep("recalls", published(dataset(version=2)))

    assert content(tmp_path) == {"version": 1}


KILLED_AT_EACH_STEP = """
import os, sys
from pathlib import Path
from datasets import PUBLISHING_KEY, dataset, published
from kiosk.adapters import dataset_store

def keep_until(left, folder):
    def counting(step):
        def done(*args):
            nonlocal left
            if left == 0:
                os._exit(9)
            left -= 1
            return step(*args)
        return done
    os.fsync, os.open = counting(os.fsync), counting(os.open)
    store = dataset_store.DatasetStore(folder / "datasets", folder / "registry", PUBLISHING_KEY)
    store.keep("recalls", published(dataset(version=2)))
    os._exit(0)

for steps, folder in enumerate(sorted(Path(sys.argv[1]).iterdir())):
    child = os.fork() or keep_until(steps, folder)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_killed_between_any_two_steps_it_holds_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    """Document, content and list are three files; the document decides."""
    folders = [tmp_path / f"{steps:02}" for steps in range(30)]
    for folder in folders:
        reopened(folder).keep("recalls", published(dataset(version=1)))

    tests = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    told = subprocess.run([sys.executable, "-c", KILLED_AT_EACH_STEP, str(tmp_path)], env=tests, capture_output=True, text=True, check=True)

    versions = [reopened(each).kept()["recalls"].version for each in folders]
    assert [content(each) for each in folders] == [{"version": each} for each in versions]
    assert set(versions) == {1, 2}
    assert set(told.stdout.split()) == {"9", "0"}
