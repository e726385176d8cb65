"""``kiosk hub export``: what others need of a hub, each in the form they publish."""

from pathlib import Path

import click

_database = click.option("--database", default="sqlite:///hub.db", show_default=True, help="SQLAlchemy address of its database.")
_file = click.option("--output", type=click.Path(path_type=Path), help="The file to write; standard output where it is left out.")
_kinds = click.option("--kinds", type=click.Path(path_type=Path), help="A table of a site's own categories, of the form of kinds.toml.")


@click.group()
def export() -> None:
    """Write what others need, each in the form they publish."""


@export.command()
@_database
@_file
@_kinds
@click.option("--country", default="BEL", show_default=True, help="Where the repairs took place, three letters.")
def ords(database: str, output: Path | None, kinds: Path | None, country: str) -> None:
    """Repairs as Open Repair Data: CSV of ORDS v0.3, to be published under CC BY-SA 4.0."""
    from kiosk.bootstrap.hub_export import export_repairs

    click.echo(f"{export_repairs(database, output, kinds, country)} repairs were written.", err=True)


@export.command()
@_database
@_file
@click.option("--kiosk", default="", help="Of this kiosk only.")
def epcis(database: str, output: Path | None, kiosk: str) -> None:
    """The way of every item as EPCIS 2.0 in JSON-LD."""
    from kiosk.bootstrap.hub_export import export_supply_chain

    click.echo(f"{export_supply_chain(database, output, kiosk)} events were written.", err=True)


@export.command()
@_database
@_file
@_kinds
def kg(database: str, output: Path | None, kinds: Path | None) -> None:
    """Kilograms by month, site, outcome and stream, as Recupel and OVAM add them up: CSV."""
    from kiosk.bootstrap.hub_export import export_kilograms

    click.echo(f"{export_kilograms(database, output, kinds)} rows were written.", err=True)


@export.command()
@_database
@_file
@_kinds
@click.argument("code")
def sheet(database: str, output: Path | None, kinds: Path | None, code: str) -> None:
    """The reuse sheet (hergebruikfiche) of the item with this CODE, with every step so far."""
    from kiosk.bootstrap.hub_export import export_sheet

    export_sheet(database, output, kinds, code)


@export.command()
@_database
@_file
@click.option("--agreeing", type=click.IntRange(1), default=2, show_default=True, help="How many kiosks must have named a product alike.")
def learned(database: str, output: Path | None, agreeing: int) -> None:
    """What staff named, as the content of a dataset 'catalogue', to be looked over and published."""
    from kiosk.bootstrap.hub_export import export_learned

    click.echo(f"{export_learned(database, output, agreeing)} products were written.", err=True)


COMMANDS = (export,)
