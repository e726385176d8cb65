"""``kiosk backup``, ``restore``, ``update``, ``release`` and ``report``: what keeps an installed kiosk going."""

from pathlib import Path

import click

from kiosk.settings import Settings

_a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_a_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group(invoke_without_command=True)
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="Folder for it; the state folder and a stick that is in else.")
@click.pass_context
def backup(context: click.Context, *, to: Path | None) -> None:
    """Write a backup, sealed to the office's public key; it holds neither the kiosk's key nor its token."""
    if context.invoked_subcommand:
        return
    from kiosk.bootstrap.backup import back_up

    for each in back_up(context.obj, context.meta["settings_file"], to):
        click.echo(f"{each} is written")


@backup.command("key")
@click.argument("file", type=click.Path(path_type=Path))
def backup_key(file: Path) -> None:
    """Make the office's pair of keys: FILE stays there, FILE.pub goes to every kiosk as /etc/kiosk/backup.pub."""
    from kiosk.adapters.backup_file import make_key

    click.echo(f"{file} opens backups: keep it off the kiosk. {make_key(file)} goes to /etc/kiosk/backup.pub")


@click.command()
@click.argument("file", type=_a_file)
@click.option("--key", type=_a_file, required=True, help="The office's private key.")
@click.pass_obj
def restore(settings: Settings, file: Path, key: Path) -> None:
    """Bring back the backup FILE; a new epoch begins, and events the hub does not have are delivered."""
    from kiosk.bootstrap.backup import restore as bring_back

    back = bring_back(settings, file, key)
    if back.beside:
        click.echo(f"Back as well: {', '.join(back.beside)}")
    click.echo(f"The backup of {back.made} lies ready; start the kiosk with 'systemctl start kiosk.target'")
    if not back.is_ours:
        click.echo(f"It was made by {back.kiosk}, another kiosk: what staff taught comes over, its undelivered events stay in the folder")


@click.command()
@click.argument("file", type=_a_file, required=False)
@click.option("--newest", is_flag=True, help="The newest release in the folder of [update]; nothing to do if there is none.")
@click.option("--allow-older", is_flag=True, help="Install it although what runs is newer.")
@click.option("--back", is_flag=True, help="Go back to the release before.")
@click.option("--judge", "judging", is_flag=True, help="End a trial that a power cut interrupted.")
@click.pass_obj
def update(settings: Settings, file: Path | None, *, newest: bool, allow_older: bool, back: bool, judging: bool) -> None:
    """Install the signed release FILE beside the running one, try it, switch, and go back by itself if it is not healthy."""
    from kiosk.bootstrap import update as updating

    if sum((bool(file), newest, back, judging)) != 1:
        raise click.UsageError("name a FILE, or one of --newest, --back and --judge")
    if back:
        updating.go_back(click.echo)
    elif judging:
        click.echo(f"{updating.judge(settings, click.echo)} runs")
    else:
        click.echo(f"{updating.update(settings, file, click.echo, allow_older=allow_older)} runs")


@click.command()
@click.argument("project", type=_a_folder)
@click.option("--key", type=_a_file, required=True, help="The publisher's Ed25519 private key (PEM).")
@click.option("--wheels", type=_a_folder, help="Folder with every wheel: the release then installs without a network.")
@click.option("--to", type=_a_folder, default=".", help="Folder for it.")
def release(project: Path, key: Path, wheels: Path | None, to: Path) -> None:
    """Pack and sign the checkout PROJECT as a release for 'kiosk update'."""
    import re

    from kiosk.adapters.release_file import pack

    found = re.search(r'__version__ = "(.+)"', (project / "kiosk/__init__.py").read_text(encoding="utf-8"))
    click.echo(pack(project, found[1] if found else "0", wheels, key, to))


@click.command()
@click.option("--to", type=_a_folder, default=".", help="Folder for it.")
@click.pass_obj
def report(settings: Settings, to: Path) -> None:
    """Write one file for the publisher: the doctor's page, versions, settings without secrets, the last lines of the log."""
    from kiosk.bootstrap.report import write_report

    click.echo(f"{write_report(settings, to)} is written; it holds no key, no token and no picture")


COMMANDS = (backup, restore, update, release, report)
