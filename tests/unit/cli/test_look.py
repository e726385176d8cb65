"""``kiosk read`` and ``kiosk triage`` as typed, on pictures made here."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from click.testing import CliRunner, Result

from kiosk.cli import main

GTIN = "ean13:4242005045112"


def kiosk(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), env={"KIOSK_SETTINGS": ""})


def qr_picture(folder: Path, content: str | bytes) -> Path:
    """Write a picture with a QR code."""
    file = folder / "code.png"
    segno.make(content, micro=False).save(str(file), scale=6, border=4)
    return file


def test_a_code_in_a_picture_is_printed_with_symbology_text_and_corners(tmp_path: Path) -> None:
    said = kiosk("read", str(qr_picture(tmp_path, "https://example.org/01/04242005045112")))

    assert said.exit_code == 0
    file, symbology, text, corners = said.stdout.rstrip("\n").split("\t")
    assert (Path(file).name, symbology, text) == ("code.png", "qr", "https://example.org/01/04242005045112")
    assert len(corners.split()) == 4


def test_json_has_one_object_a_line(tmp_path: Path) -> None:
    said = kiosk("read", "--json", str(qr_picture(tmp_path, "Waterkoker")))

    found = json.loads(said.stdout)
    assert (found["symbology"], found["text"]) == ("qr", "Waterkoker")
    assert len(found["position"]) == 4
    assert found["votes"]


def test_bytes_that_are_no_text_are_shown_in_hex(tmp_path: Path) -> None:
    said = kiosk("read", "--json", str(qr_picture(tmp_path, bytes([0xFF, 0xFE, 0x00, 0x80, 0x81]))))

    assert json.loads(said.stdout)["hex"] == "fffe008081"


def test_nothing_found_is_exit_status_one(tmp_path: Path) -> None:
    file = tmp_path / "grey.png"
    cv2.imwrite(str(file), np.full((200, 200), 128, np.uint8))

    said = kiosk("read", str(file))

    assert said.exit_code == 1
    assert said.output == ""


@pytest.mark.parametrize("content", [b"", b"just words", b"\x89PNG\r\n\x1a\n cut in half"], ids=["empty", "text", "cut in half"])
def test_what_is_no_picture_is_a_sentence_and_exit_status_two(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "no.png"
    file.write_bytes(content)

    said = kiosk("read", str(file))

    assert said.exit_code == 2
    assert "[KSK-110]" in said.stderr
    assert "Traceback" not in said.output


def test_one_unreadable_file_does_not_hide_the_others(tmp_path: Path) -> None:
    said = kiosk("read", str(tmp_path / "missing.png"), str(qr_picture(tmp_path, "there")))

    assert said.exit_code == 2
    assert "there" in said.stdout


def test_a_video_is_read_frame_by_frame_and_each_code_told_once(tmp_path: Path) -> None:
    frame = cv2.resize(cv2.imread(str(qr_picture(tmp_path, "moving"))), (320, 320))
    file = tmp_path / "film.avi"
    film = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 10, (320, 320))
    for _ in range(5):
        film.write(frame)
    film.release()

    said = kiosk("read", "--json", str(file))

    assert [json.loads(line)["text"] for line in said.stdout.splitlines()] == ["moving"]


def test_hostile_content_is_shown_as_one_plain_line(tmp_path: Path) -> None:
    said = kiosk("read", str(qr_picture(tmp_path, "=cmd()\n\x1b[31m<script>\u202e")))

    assert said.stdout.count("\n") == 1
    assert "\x1b" not in said.stdout
    assert "\u202e" not in said.stdout


def test_triage_without_a_category_asks_what_it_is() -> None:
    said = kiosk("triage", "--symbol", GTIN)

    assert said.exit_code == 0
    assert said.stdout.startswith("Question: what is it?")
    assert "gtin=04242005045112" in said.stdout


def test_triage_shows_the_open_question_with_its_answers() -> None:
    said = kiosk("triage", "--symbol", GTIN, "--category", "kettle")

    assert said.stdout.startswith("Question ")
    assert "good" in said.stdout or "yes" in said.stdout


def test_triage_answers_until_the_verdict_and_prints_the_trail() -> None:
    said = kiosk(
        "triage", "--symbol", GTIN, "--category", "kettle", "--answer", "works=yes", "--answer", "condition=good", "--language", "en"
    )

    assert said.stdout.startswith("Verdict: reuse, container 2")
    assert "reuse_rules: reuse" in said.stdout


def test_triage_as_json_is_the_whole_intake() -> None:
    said = kiosk("triage", "--json", "--category", "kettle", "--answer", "works=no", "--answer", "condition=broken")

    intake = json.loads(said.stdout)
    assert intake["verdict"]["outcome"] == "recycle"
    assert intake["destination"]["id"] == "4"


def test_triage_reads_the_code_from_a_picture(tmp_path: Path) -> None:
    said = kiosk("triage", "--image", str(qr_picture(tmp_path, "https://eprel.ec.europa.eu/qr/123456")))

    assert "eprel=123456" in said.stdout


def test_a_danger_is_an_answer_that_stops() -> None:
    said = kiosk("triage", "--category", "phone", "--answer", "hazard=battery")

    assert said.stdout.startswith("Verdict: stop")


@pytest.mark.parametrize(
    ("typed", "says"),
    [("4242005045112", "is not a code"), ("pdf417:x", "is not a code"), ("qr:" + "x" * 10_000_000, "at most 8192")],
    ids=["no symbology", "unknown symbology", "ten megabytes"],
)
def test_a_code_that_cannot_be_is_a_sentence(typed: str, says: str) -> None:
    said = kiosk("triage", "--symbol", typed)

    assert said.exit_code == 2
    assert says in said.stderr
    assert "[KSK-111]" in said.stderr
    assert len(said.stderr) < 400


def test_a_wrong_check_digit_stays_an_unknown_code() -> None:
    said = kiosk("triage", "--symbol", "ean13:4242005045113")

    assert "gtin=" not in said.stdout
    assert "unknown=4242005045113" in said.stdout


def test_a_danger_nobody_asked_about_stops_all_the_same() -> None:
    said = kiosk("triage", "--category", "kettle", "--answer", "hazard=burnt")

    assert said.stdout.startswith("Verdict: stop")


def test_an_answer_that_was_not_asked_for_is_said_to_be_unused() -> None:
    said = kiosk("triage", "--category", "kettle", "--answer", "colour=red")

    assert "Not asked, so not used: colour=red" in said.stderr


def test_an_answer_without_an_equals_sign_is_refused() -> None:
    said = kiosk("triage", "--category", "kettle", "--answer", "yes")

    assert said.exit_code == 2
    assert "question=choice" in said.stderr


def test_mistakes_in_the_settings_are_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text("[wbe]\nport = 1\n", encoding="utf-8")

    said = kiosk("--settings", str(file), "triage")

    assert said.exit_code == 2
    assert "did you mean web?" in said.stderr
    assert "[KSK-101]" in said.stderr


@pytest.mark.parametrize("words", [("explain", "x-1"), ("outbox", "status"), ("outbox", "list"), ("outbox", "retry")], ids=" ".join)
def test_without_a_ledger_there_is_a_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(f"[folders]\nstate = '{tmp_path}'\nrun = '{tmp_path}'\n", encoding="utf-8")

    said = kiosk("--settings", str(file), *words)

    assert said.exit_code == 2
    assert "[KSK-102]" in said.stderr
