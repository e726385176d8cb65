"""The site's own practice items: a photograph and a small file; what is wrong with one is said, and the others stay."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from kiosk.adapters.practice_folder import LARGEST_BYTES, Known, PracticeFolder
from kiosk.bootstrap.practice import LONGEST_SIDE
from kiosk.cli import main
from kiosk.domain.practice import Case
from kiosk.domain.question import HAZARD, NO_HAZARD
from kiosk.errors import PracticeItemUnusable

ITEM = 'category = "kettle"\nclues = ["works", "dirty"]\n[answers]\nworks = "yes"\ncondition = "dirty"\n[hint]\nnl = "Kalk gaat weg."\n'
GPS = 0x8825


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (40, 30)).save(tmp_path / "kettle.jpg")
    (tmp_path / "kettle.toml").write_text(ITEM)
    return tmp_path


def read(folder: Path) -> PracticeFolder:
    return PracticeFolder(folder, Known({"kettle", "drill"}, {"works", "dirty"}))


def test_an_item_is_its_picture_what_is_told_and_what_an_attendant_would_answer(folder: Path) -> None:
    (case,) = read(folder).cases()

    assert case == Case(
        id="own-kettle",
        category="kettle",
        clues=("works", "dirty"),
        answers={HAZARD: NO_HAZARD, "works": "yes", "condition": "dirty"},
        picture=folder / "kettle.jpg",
        lesson={"nl": "Kalk gaat weg."},
    )


def test_without_a_folder_there_are_no_items(tmp_path: Path) -> None:
    assert read(tmp_path / "gone").cases() == ()


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("category = ", "Invalid value"),
        (ITEM.replace("kettle", "sofa"), "'sofa' is no category"),
        (ITEM.replace('"dirty"]', '"rusty"]'), "'rusty' is no clue"),
        (ITEM.replace('"dirty"]', '"dirty", "works"]'), "length <= 2"),
        (ITEM.replace("clues", "clue"), "unknown field `clue`"),
        (ITEM.replace("Kalk gaat weg.", "W" * 61), "<= 60"),
        (ITEM.replace('"yes"', "3"), "Expected `str`"),
    ],
    ids=["no-toml", "category", "clue", "many-clues", "key", "long-hint", "answer"],
)
def test_a_mistake_is_named_and_the_other_items_stay(folder: Path, written: str, why: str) -> None:
    (folder / "other.toml").write_text(written)
    Image.new("RGB", (40, 30)).save(folder / "other.jpg")

    found = read(folder).items()

    assert isinstance(found["kettle"], Case)
    fault = found["other"]
    assert isinstance(fault, PracticeItemUnusable)
    assert "other.toml" in str(fault)
    assert why in str(fault)


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "no picture"), (b"<svg onload=alert(1)>", "not the picture"), (b"\xff\xd8\xff" + bytes(LARGEST_BYTES), "larger than 1 MB")],
    ids=["missing", "no-picture", "too-large"],
)
def test_a_file_that_is_no_small_picture_is_never_shown(folder: Path, content: bytes | None, why: str) -> None:
    """A page hands it out as it is: nothing but a JPEG, PNG or WebP of at most 1 MB."""
    (folder / "kettle.jpg").unlink()
    if content is not None:
        (folder / "kettle.jpg").write_bytes(content)

    assert read(folder).cases() == ()
    assert why in str(read(folder).items()["kettle"])


def kiosk(folder: Path, *words: str) -> str:
    result = CliRunner().invoke(main, words, env={"KIOSK_FOLDERS__STATE": str(folder)})
    return result.output


def test_a_photograph_becomes_an_item_small_and_without_its_place(tmp_path: Path) -> None:
    """Nobody's home is told by a practice picture."""
    large, exif = Image.new("RGB", (2400, 1200), "red"), Image.Exif()
    exif.get_ifd(GPS)[1] = "N"
    large.save(tmp_path / "from-phone.jpg", exif=exif)

    said = kiosk(
        tmp_path,
        "practice",
        "add",
        "lime",
        str(tmp_path / "from-phone.jpg"),
        "--category",
        "kettle",
        "--clue",
        "works",
        "--answer",
        "works=yes",
    )

    assert "lime added: kettle" in said
    with Image.open(tmp_path / "practice" / "lime.jpg") as kept:
        assert kept.size == (LONGEST_SIDE, LONGEST_SIDE // 2)
        assert not kept.getexif()
    assert "lime  kettle  works" in kiosk(tmp_path, "practice", "list")
    assert "lime removed" in kiosk(tmp_path, "practice", "remove", "lime")
    assert list((tmp_path / "practice").iterdir()) == []


def test_what_cannot_be_used_is_not_kept(tmp_path: Path) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_text("no picture")

    assert "KSK-594" in kiosk(tmp_path, "practice", "add", "a", str(tmp_path / "a.png"), "--category", "sofa")
    assert "KSK-110" in kiosk(tmp_path, "practice", "add", "b", str(tmp_path / "b.png"), "--category", "kettle")
    assert "is no name" in kiosk(tmp_path, "practice", "add", "../b", str(tmp_path / "a.png"), "--category", "kettle")
    assert list((tmp_path / "practice").iterdir()) == []
