"""``kiosk outbox``: what the hub does not have yet."""

import click

from kiosk.domain.text import plain
from kiosk.settings import Settings

LISTED = 50


@click.group()
def outbox() -> None:
    """Look at the events that wait for the hub."""


@outbox.command()
@click.pass_obj
def status(settings: Settings) -> None:
    """How far delivery has come, and which datasets are here."""
    from kiosk.bootstrap.datasets import kept_datasets
    from kiosk.bootstrap.look import backlog_of, next_try_s

    backlog = backlog_of(settings)
    click.echo(f"Epoch {backlog.epoch}: {backlog.written} written, {backlog.waiting} waiting, {backlog.parked} parked")
    if backlog.last_fault:
        click.echo(f"Fault: {plain(backlog.last_fault, 400)}")
    for name, kept in sorted(kept_datasets(settings).items()):
        until = f", until {kept.expires[:10]}" if kept.expires else ""
        here = f"version {kept.version}{until}" if kept.version else "not here"
        click.echo(f"Dataset {name}: {here}" + (f"; {plain(kept.fault, 400)}" if kept.fault else ""))
    if backlog.waiting and (wait_s := next_try_s(settings)):
        click.echo(f"Next try in {wait_s:.0f} s at the latest; 'kiosk outbox retry' makes it now")


@outbox.command("list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """The events that wait, and those the hub refused."""
    from kiosk.bootstrap.look import outbox_of

    with outbox_of(settings) as box:
        for event in box.waiting(LISTED, 1 << 20):
            click.echo(f"{event.id}\twaiting\t{event.type}\t{event.hash[:12]}")
        for parked in box.parked():
            click.echo(f"{parked.event.id}\tparked: {parked.status}\t{parked.event.type}\t{plain(parked.reason)}")


@outbox.command()
@click.pass_obj
def retry(settings: Settings) -> None:
    """Make everything due now: waiting and refused events, and datasets."""
    from kiosk.bootstrap.datasets import wish_for_datasets
    from kiosk.bootstrap.look import outbox_of

    with outbox_of(settings) as box:
        click.echo(f"{box.retry()} events are due now")
    wish_for_datasets(settings)


COMMANDS = (outbox,)
