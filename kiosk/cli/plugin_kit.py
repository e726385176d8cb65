"""``kiosk plugin check``, ``new`` and ``replay``: what the author of a plugin needs."""

import sys
from pathlib import Path

import click

from kiosk.domain.text import plain

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


COMMANDS = (check, new)
