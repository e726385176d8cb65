"""``kiosk plugin check``, ``new`` and ``replay``: what the author of a plugin needs."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.domain.text import plain
from kiosk.domain.verdict import Verdict
from kiosk.settings import Settings

if TYPE_CHECKING:  # the services are imported by the command that needs them
    from kiosk.services.replay import Replayed

LEVELS = ("required", "recommended")


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--level", type=click.Choice(LEVELS), default="required", show_default=True, help="Which rules decide the exit status.")
@click.option("--junit", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write a JUnit report to this file.")
def check(path: Path, level: str, report: Path | None) -> None:
    """Hold the plugin in the folder PATH to every rule. Exit 1: a rule of the level is broken."""
    from kiosk.plugin_host.conformance import Level
    from kiosk.plugin_host.conformance import check as held
    from kiosk.plugin_host.junit import junit

    findings = held(path)
    if report:
        report.write_text(junit(path.resolve().name, findings, Level(level)), encoding="utf-8")
    for each in findings:
        state = "FAILS" if each.fails(Level(level)) else "could be better" if each.mistakes else "ok"
        click.echo(f"{each.rule:14} {state:16} {each.sentence if each.mistakes else ''}".rstrip())
        for mistake in each.mistakes:
            click.echo(f"    {plain(mistake, 400)}")
    failed = [each for each in findings if each.fails(Level(level))]
    click.echo(f"{path.resolve().name}: " + (f"{len(failed)} rule(s) broken" if failed else f"passes at level {level}"))
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("name")
@click.option(
    "--in",
    "where",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="Folder to write it into.",
)
@click.option("--author", default="A partner", show_default=True, help="Who answers for it.")
def new(name: str, where: Path, author: str) -> None:
    """Write a new plugin NAME that works: a question, two opinions, tests."""
    from kiosk.plugin_host.beginning import begin_plugin

    folder = begin_plugin(name, where, author)
    click.echo(f"{folder} is there. Next: kiosk plugin check {folder}; pytest {folder}")


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--from",
    "origin",
    required=True,
    metavar="FILE|ledger",
    help="Recorded intakes: one a line as JSON, a ledger file, or this kiosk's ledger.",
)
@click.option(
    "--against", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Another version, instead of what was recorded."
)
@click.option("--last", type=click.IntRange(min=1), default=1000, show_default=True, help="At most so many, the latest ones.")
@click.pass_obj
def replay(settings: Settings, path: Path, origin: str, against: Path | None, last: int) -> None:
    """Print which recorded verdicts the plugin version in PATH would have changed. Exit 1: at least one."""
    from kiosk.bootstrap.replay import replay as replayed

    total, changed, asking, silent = 0, 0, 0, 0
    for each in replayed(settings, path, origin, against, last):
        total += 1
        changed += each.differs
        asking += bool(each.asks)
        silent += each.is_silent
        if each.differs:
            click.echo("\n".join(_difference(each)))
    click.echo(f"{total} intakes, {changed} would differ, in {asking} it would ask something nobody answered, in {silent} it was silent")
    sys.exit(1 if changed else 0)


def _difference(replayed: "Replayed") -> Iterator[str]:
    yield f"{replayed.intake.id} ({replayed.intake.item.category or 'unknown'}): {_ending(replayed.before)} -> {_ending(replayed.after)}"
    old, new = (_voices(each) for each in (replayed.before, replayed.after))
    yield from (f"  - {each}" for each in sorted(old - new))
    yield from (f"  + {each}" for each in sorted(new - old))


def _ending(verdict: Verdict) -> str:
    return ", ".join([verdict.outcome or verdict.ruling, *sorted(verdict.handling), *filter(None, [verdict.stream])])


def _voices(verdict: Verdict) -> set[str]:
    """Return who says what, without words."""
    trail = verdict.trail
    said = {f"{each.by}: {each.outcome} {each.confidence:.2f} [{each.reason.code}]" for each in trail.opinions}
    said |= {f"{each.by}: not {', '.join(sorted(each.strikes))} [{each.reason.code}]" for each in trail.vetoes}
    return said | {f"{each.by}: silent, {each.cause} {plain(each.detail)}".rstrip() for each in trail.abstentions}


COMMANDS = (check, new, replay)
