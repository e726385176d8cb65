"""``kiosk hub project``, ``rebuild`` and ``conflicts``: what the events add up to, and which do not fit."""

from datetime import UTC, datetime

import click


@click.command()
@click.option("--database", default="sqlite:///hub.db", show_default=True, help="SQLAlchemy address of its database.")
def project(database: str) -> None:
    """Bring items, stock and daily counts up to what the events say."""
    from kiosk.bootstrap.hub_items import project_hub

    click.echo(f"{project_hub(database)} events were folded.")


@click.command()
@click.option("--database", default="sqlite:///hub.db", show_default=True, help="SQLAlchemy address of its database.")
def rebuild(database: str) -> None:
    """Make items, stock and daily counts again from the events; exit status 1 where they were not what they should be."""
    from kiosk.bootstrap.hub_items import rebuild_hub

    rebuilt = rebuild_hub(database)
    click.echo(f"{rebuilt.events} events were folded; the projection's SHA-256 is {rebuilt.after}.")
    click.echo("It is what it was before, bit for bit." if rebuilt.is_same else "Before, it was another: it has been put right.")
    raise SystemExit(0 if rebuilt.is_same else 1)


@click.command()
@click.option("--database", default="sqlite:///hub.db", show_default=True, help="SQLAlchemy address of its database.")
@click.argument("kiosk", default="")
def conflicts(database: str, kiosk: str) -> None:
    """List events that tell another story than those the hub has, of one KIOSK or of all; exit status 1 where there are any."""
    from kiosk.bootstrap.hub_items import conflicts_at

    found = conflicts_at(database, kiosk)
    for each in found:
        at = datetime.fromtimestamp(each.received, UTC).isoformat().replace("+00:00", "Z")
        click.echo(f"{each.kiosk} {each.epoch}.{each.sequence}  {at}  {each.reason}")
    click.echo(
        "No event tells another story." if not found else f"{len(found)} event(s) are kept as evidence beside those that were first."
    )
    raise SystemExit(1 if found else 0)


COMMANDS = (project, rebuild, conflicts)
