"""What the hub says of tags arrives as files; a broken one changes nothing."""

import json
import os
from pathlib import Path

import pytest

from kiosk.adapters.tag_datasets import STAFF, TAGS, TagDatasets, mark_of
from kiosk.domain.tag_role import TagMeaning, TagRole

KEY = bytes(range(32))
CART = bytes.fromhex("04A1B201020304")
BADGE = bytes.fromhex("DEADBEEF")


def write(folder: Path, name: str, content: object) -> None:
    """Replace a dataset as delivery does, each time with another stamp."""
    text = content if isinstance(content, str) else json.dumps(content)
    file = folder / name
    stamp = file.stat().st_mtime_ns + 1_000_000 if file.exists() else 1_700_000_000_000_000_000
    file.write_text(text)
    os.utime(file, ns=(stamp, stamp))


def tags_file(**more: object) -> dict[str, object]:
    return {"site_key": KEY.hex(), "tags": [{"uid": CART.hex(), "role": "container", "name": "5"}], **more}


def test_a_tag_is_known_by_its_uid_or_by_its_mark(tmp_path: Path) -> None:
    command = {"mark": "c" * 64, "role": "command", "name": "undo"}
    write(tmp_path, TAGS, tags_file(tags=[{"uid": CART.hex(), "role": "container", "name": "5"}, command]))

    said = TagDatasets(tmp_path).meanings()

    assert said == {mark_of(KEY, CART): TagMeaning(TagRole.CONTAINER, "5"), "c" * 64: TagMeaning(TagRole.COMMAND, "undo")}


def test_badges_come_as_marks(tmp_path: Path) -> None:
    write(tmp_path, STAFF, {"site_key": KEY.hex(), "staff": [{"badge": mark_of(KEY, BADGE), "name": "An"}]})

    assert TagDatasets(tmp_path).meanings() == {mark_of(KEY, BADGE): TagMeaning(TagRole.BADGE, "An")}


def test_a_new_version_is_seen_without_a_restart_and_one_that_is_gone_too(tmp_path: Path) -> None:
    datasets = TagDatasets(tmp_path)
    before = dict(datasets.meanings())
    write(tmp_path, TAGS, tags_file())
    arrived = dict(datasets.meanings())
    (tmp_path / TAGS).unlink()

    assert before == {}
    assert len(arrived) == 1
    assert datasets.meanings() == {}


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        tags_file(site_key="00"),
        tags_file(site_key="no hex"),
        tags_file(tags=[{"uid": "no hex", "role": "item", "name": "x"}]),
        tags_file(tags=[{"uid": BADGE.hex(), "role": "badge", "name": "An"}]),
    ],
    ids=["half", "short key", "no key", "no uid", "badge by its uid"],
)
def test_a_broken_file_leaves_the_last_good_one_in_use(tmp_path: Path, broken: object, capsys: pytest.CaptureFixture[str]) -> None:
    """And what is in it is not logged."""
    datasets = TagDatasets(tmp_path)
    write(tmp_path, TAGS, tags_file())
    good = dict(datasets.meanings())
    write(tmp_path, TAGS, broken)

    assert datasets.meanings() == good
    assert "DEADBEEF" not in capsys.readouterr().out.upper()


def test_without_a_key_a_uid_in_the_file_is_no_mark(tmp_path: Path) -> None:
    write(tmp_path, TAGS, tags_file(site_key=""))

    assert TagDatasets(tmp_path).meanings() == {}


def test_a_mark_tells_no_uid_and_depends_on_the_key() -> None:
    marks = {mark_of(key, BADGE) for key in (KEY, KEY[::-1])}

    assert len(marks) == 2
    assert all(len(each) == 64 and BADGE.hex() not in each for each in marks)
