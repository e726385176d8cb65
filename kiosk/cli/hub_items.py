"""``kiosk hub project`` and ``rebuild``: items, stock and daily counts from the events."""

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


COMMANDS = (project, rebuild)
