"""``kiosk hub``: the reference hub, for the demo, for tests and as a model for partners."""

import click

DATABASE = "sqlite:///hub.db"


@click.group()
def hub() -> None:
    """Run the reference hub."""


@hub.command()
@click.option("--database", default=DATABASE, show_default=True, help="SQLAlchemy address of its database.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8090, show_default=True, help="Port to listen on.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer; more than one wants PostgreSQL."
)
@click.option("--with-parent", is_flag=True, hidden=True)
def serve(database: str, host: str, port: int, workers: int, *, with_parent: bool) -> None:
    """Take events from kiosks until told to end."""
    from kiosk.bootstrap.ending import end_with_parent
    from kiosk.bootstrap.hub import serve_hub

    if with_parent:
        end_with_parent()
    serve_hub(database, host, port, workers)


@hub.command()
@click.option("--database", default=DATABASE, show_default=True, help="SQLAlchemy address of its database.")
@click.option("--site", default="Recyclagepark", show_default=True, help="The site the new kiosk stands at.")
def code(database: str, site: str) -> None:
    """Print a one-time code with which one kiosk can enrol within 15 minutes."""
    from kiosk.bootstrap.hub import new_code

    click.echo(new_code(database, site))


COMMANDS = (hub,)
