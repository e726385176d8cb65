"""``kiosk run``, ``kiosk demo`` and ``kiosk enrol``: what keeps running, and what makes it known."""

import signal
from pathlib import Path
from typing import Any

import click

from kiosk.settings import Settings


@click.group()
def run() -> None:
    """Run one role, or all of them."""


def _with_parent(_context: click.Context, _parameter: click.Parameter, value: bool) -> bool:  # noqa: FBT001 -- click calls it so
    if value:
        from kiosk.bootstrap.ending import end_with_parent

        end_with_parent()
    return value


with_parent = click.option("--with-parent", is_flag=True, hidden=True, callback=_with_parent, expose_value=False)


@run.command("desk")
@with_parent
@click.pass_obj
def run_desk(settings: Settings) -> None:
    """The counter and its screen."""
    from kiosk.bootstrap.desk import run_desk as serve

    serve(settings)


@run.command("capture")
@with_parent
@click.pass_obj
def run_capture(settings: Settings) -> None:
    """Camera and tag reader."""
    from kiosk.bootstrap.capture import run_capture as look

    look(settings)


@run.command("delivery")
@with_parent
@click.pass_obj
def run_delivery(settings: Settings) -> None:
    """Events to the hub."""
    from kiosk.bootstrap.delivery import run_delivery as deliver

    deliver(settings)


@run.command("plugin")
@click.option("--with-parent", is_flag=True, hidden=True)
@click.argument("name")
@click.pass_obj
def run_plugin(settings: Settings, name: str, *, with_parent: bool) -> None:
    """The worker of the plugin NAME."""
    from kiosk.bootstrap.plugin import run_plugin as work

    work(settings, name, with_parent=with_parent)


@run.command("identity")
@click.pass_obj
def run_identity(settings: Settings) -> None:
    """Make the kiosk's key where it has none yet; says the kiosk's id."""
    from kiosk.bootstrap.enrol import identity_of

    click.echo(identity_of(settings))


@run.command("sockets")
@click.pass_obj
def run_sockets(settings: Settings) -> None:
    """Have systemd listen for every plugin that may run, and for no other; once, as root."""
    from kiosk.bootstrap.plugin_sockets import listen_for_plugins

    listen_for_plugins(settings)


@run.command("all")
@click.pass_context
def run_all(context: click.Context) -> None:
    """Every role as a child process; restarts what dies."""
    from kiosk.bootstrap.all import run_all as everything

    everything(context.obj, context.meta["settings_file"])


@click.command()
@click.option("--images", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with pictures to put on the counter.")
@click.option("--state", type=click.Path(file_okay=False, path_type=Path), help="Keep ledger and hub here; a temporary folder else.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port of the screen; 0 for a free one.")
@click.option("--headless", is_flag=True, help="Answer by script, print a summary, end.")
@click.option("--items", type=click.IntRange(min=1), help="With --headless: how many pictures; all of the folder else.")
@click.option(
    "--plugins", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder that holds plugins' folders, to try them."
)
@click.option("--reload", is_flag=True, help="Restart a plugin's worker when its files change.")
def demo(**asked: Any) -> None:
    """Show the whole product on this machine, with simulated devices and a hub."""
    from kiosk.bootstrap.demo import Demo, run_demo

    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    raise SystemExit(run_demo(Demo(**asked), click.echo))


@click.command()
@click.argument("url")
@click.argument("code")
@click.pass_obj
def enrol(settings: Settings, url: str, code: str) -> None:
    """Make this kiosk known to the hub at URL with the operator's one-time CODE."""
    from kiosk.bootstrap.enrol import enrol as make_known

    enrolled = make_known(settings, url, code)
    click.echo(f"This kiosk is {enrolled.kiosk} at {enrolled.site}; key {enrolled.fingerprint}")


COMMANDS = (run, demo, enrol)
