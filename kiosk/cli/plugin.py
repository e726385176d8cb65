"""``kiosk plugin``: what the operator of a kiosk decides about plugins, and what their authors need (``plugin_kit``)."""

from collections.abc import Sequence
from pathlib import Path

import click

from kiosk.cli import plugin_kit
from kiosk.settings import Settings


@click.group()
def plugin() -> None:
    """Write, check, install, approve and switch plugins."""


@plugin.command("list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """Every plugin that was found, its version, and whether it may run, or why not."""
    from kiosk.bootstrap.operator import listed

    for each in listed(settings):
        version = each.manifest.version if each.manifest else "-"
        click.echo("\t".join(filter(None, (each.name, version, each.status, each.reason))))


@plugin.command()
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every plugin that fits this kiosk.")
@click.pass_obj
def approve(settings: Settings, names: Sequence[str], *, everything: bool) -> None:
    """Let the plugins NAMES run as they are now; a change of any file takes a new approval."""
    from kiosk.bootstrap.operator import approve as let_run

    if bool(names) == everything:
        raise click.UsageError("name the plugins, or say --all")
    for manifest, seal in let_run(settings, names):
        click.echo(f"{manifest.name} {manifest.version} in {manifest.folder} is approved: {seal}")


@plugin.command()
@click.argument("name")
@click.pass_obj
def disable(settings: Settings, name: str) -> None:
    """Keep the plugin NAME off from the next start on."""
    from kiosk.bootstrap.operator import switch

    switch(settings, name, disabled=True)
    click.echo(f"{name} stays off from the next start of the kiosk on; 'kiosk plugin enable {name}' takes that back")


@plugin.command()
@click.argument("name")
@click.pass_obj
def enable(settings: Settings, name: str) -> None:
    """Let the plugin NAME run again from the next start on."""
    from kiosk.bootstrap.operator import switch

    switch(settings, name, disabled=False)
    click.echo(f"{name} is no longer switched off by 'kiosk plugin disable'")


@plugin.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--no-deps", is_flag=True, help="Install it though it names libraries it does not bring in its lib/.")
@click.pass_obj
def install(settings: Settings, source: Path, *, no_deps: bool) -> None:
    """Unpack the plugin of a wheel or folder SOURCE; nothing of it is run, nothing is fetched, and it still needs approval."""
    from kiosk.bootstrap.operator import put_in_place

    manifest = put_in_place(settings, source, without_libraries=no_deps)
    click.echo(f"{manifest.name} {manifest.version} lies in {manifest.folder}; to let it run: kiosk plugin approve {manifest.name}")


for _command in plugin_kit.COMMANDS:
    plugin.add_command(_command)

COMMANDS = (plugin,)
