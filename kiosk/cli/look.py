"""``kiosk read``, ``kiosk triage`` and ``kiosk explain``: look, without a running kiosk."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec

from kiosk.domain.intake import Intake
from kiosk.domain.reading import Reading
from kiosk.domain.symbol import Symbol
from kiosk.domain.text import LANGUAGES, in_language, plain
from kiosk.errors import FileUnreadable
from kiosk.settings import Settings

NOTHING_FOUND = 1
UNREADABLE = 2


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def read(files: Sequence[Path], *, as_json: bool) -> None:
    """Print every code found in pictures or videos. Exit 1: none found; 2: a file cannot be read."""
    found, unreadable = 0, 0
    for file in files:
        try:
            for symbol in _symbols_in(file):
                found += 1
                click.echo(_as_json(file, symbol) if as_json else _as_line(file, symbol))
        except FileUnreadable as mistake:
            unreadable += 1
            click.echo(f"{mistake} [{mistake.code}]", err=True)
    sys.exit(UNREADABLE if unreadable else 0 if found else NOTHING_FOUND)


def _symbols_in(file: Path) -> Iterator[Symbol]:
    from kiosk.bootstrap.look import symbols_in

    return symbols_in(file)


def _content(symbol: Symbol) -> str:
    return symbol.text if symbol.text is not None else f"hex {symbol.data.hex()}"


def _as_line(file: Path, symbol: Symbol) -> str:
    corners = " ".join(f"{x},{y}" for x, y in symbol.position)
    return f"{plain(str(file), 1000)}\t{symbol.symbology}\t{plain(_content(symbol), 10_000)}\t{corners}"


def _as_json(file: Path, symbol: Symbol) -> str:
    content = {"text": symbol.text} if symbol.text is not None else {"hex": symbol.data.hex()}
    fields = {
        "file": str(file),
        "symbology": symbol.symbology,
        **content,
        "position": symbol.position,
        "aim": symbol.aim,
        "votes": symbol.votes,
    }
    return msgspec.json.encode(fields).decode()


@click.command()
@click.option("--symbol", "symbols", multiple=True, help="A code as symbology:text, such as ean13:4242005045112.")
@click.option("--image", "images", multiple=True, type=click.Path(path_type=Path), help="A picture to read codes from.")
@click.option("--category", help="What the item is, as staff would choose it.")
@click.option("--answer", "answers", multiple=True, help="An answer as question=choice.")
@click.option("--scrap", is_flag=True, help="Tap Kapot instead of answering.")
@click.option("--language", type=click.Choice(LANGUAGES), default="nl", show_default=True, help="Language of the texts.")
@click.option("--json", "as_json", is_flag=True, help="The whole intake as JSON.")
@click.pass_obj
def triage(settings: Settings, /, **given: Any) -> None:
    """Print verdict, open question and trail of an item, without a running kiosk."""
    from kiosk.bootstrap.triage import Handed
    from kiosk.bootstrap.triage import triage as walk

    asked = _Triage(**given)
    answers = dict(_pair(each) for each in asked.answers)
    intake = walk(settings, Handed(readings=tuple(_readings(asked)), category=asked.category, answers=answers, scrap=asked.scrap))
    click.echo(msgspec.json.encode(intake).decode() if asked.as_json else "\n".join(_summary(intake, asked.language)))
    if unasked := [each for each in asked.answers if _pair(each)[0] not in intake.answers]:
        click.echo(f"Not asked, so not used: {', '.join(unasked)}", err=True)


@dataclass(frozen=True, slots=True)
class _Triage:
    """What was typed."""

    symbols: Sequence[str]
    images: Sequence[Path]
    answers: Sequence[str]
    category: str | None
    scrap: bool
    language: str
    as_json: bool


def _pair(answer: str) -> tuple[str, str]:
    question, equals, choice = answer.partition("=")
    if not equals:
        raise click.BadParameter(f"'{answer}' is not question=choice", param_hint="--answer")
    return question, choice


def _readings(asked: _Triage) -> Iterator[Reading]:
    from kiosk.bootstrap.triage import seen_reading, typed_reading

    for number, typed in enumerate(asked.symbols, 1):
        yield typed_reading(typed, number)
    for image in asked.images:
        for number, symbol in enumerate(_symbols_in(image), len(asked.symbols) + 1):
            yield seen_reading(symbol, number)


def _summary(intake: Intake, language: str) -> Iterator[str]:
    from kiosk.services.trail import explain as lines_of

    if intake.question:
        choices = " | ".join(intake.question.answers)
        yield f"Question {intake.question.id}: {in_language(intake.question.texts, language)} ({choices})"
    elif intake.verdict is None:
        yield "Question: what is it? Give --category"
    else:
        yield f"Verdict: {intake.outcome or intake.verdict.ruling}" + (f", container {intake.destination.id}" if intake.destination else "")
    yield from lines_of(intake, language)


@click.command()
@click.argument("intake")
@click.option("--language", type=click.Choice(LANGUAGES), default="nl", show_default=True, help="Language of the texts.")
@click.pass_obj
def explain(settings: Settings, intake: str, language: str) -> None:
    """Print the trail of a recorded INTAKE, by its number or an event's id."""
    from kiosk.bootstrap.look import recorded_intake
    from kiosk.services.trail import explain as lines_of

    for line in lines_of(recorded_intake(settings, intake), language):
        click.echo(line)


COMMANDS = (read, triage, explain)
