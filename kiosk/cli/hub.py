"""``kiosk hub``: the reference hub, for the demo, for tests and as a model for partners."""

from pathlib import Path

import click

from kiosk.cli import hub_export, hub_items
from kiosk.errors import HubBreaksContract

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


_database = click.option("--database", default=DATABASE, show_default=True, help="SQLAlchemy address of its database.")


@hub.command()
@_database
@click.option("--site", default="Recyclagepark", show_default=True, help="The site the new kiosk stands at.")
@click.option("--prefix", default="", help="Two to four letters that begin the site's item codes; by itself the first two of the site.")
@click.option("--trusted", is_flag=True, help="Let the kiosk deliver at once; without it an operator accepts it by its fingerprint.")
@click.option("--qr", is_flag=True, help="Draw it as a QR code too, for the hand scanner of a kiosk whose settings name this hub.")
def code(database: str, site: str, prefix: str, *, trusted: bool, qr: bool) -> None:
    """Print a one-time code with which one kiosk can enrol within 15 minutes."""
    from kiosk.bootstrap.hub import new_code

    drawn = new_code(database, site, prefix, trusted=trusted)
    click.echo(drawn)
    if qr:
        import segno

        from kiosk.domain.enrolling import text_of

        segno.make(text_of(drawn), micro=False).terminal(compact=True)


@hub.command()
@_database
@click.option("--partner", default="", help="A partner that tells what became of items; its earlier token ends. Without it, an operator's.")
def token(database: str, partner: str) -> None:
    """Print a new token for an operator or a partner; it is shown once."""
    from kiosk.bootstrap.hub import new_token

    click.echo(new_token(database, partner))


@hub.command()
@_database
def kiosks(database: str) -> None:
    """List the kiosks with their fingerprints and what they may."""
    from kiosk.bootstrap.hub import kiosks_of

    for each in kiosks_of(database):
        due = "  new PINs are due: publish the staff dataset" if each.new_pins_due else ""
        clash = f"  {each.conflicts} conflicts: a copied card? See 'kiosk hub conflicts'" if each.conflicts else ""
        click.echo(f"{each.id}  {each.fingerprint}  {each.standing:8}  {each.site}{due}{clash}")


@hub.command()
@_database
@click.argument("fingerprint")
def accept(database: str, fingerprint: str) -> None:
    """Let the kiosk with this FINGERPRINT deliver: compare it with the one on the kiosk first."""
    from kiosk.bootstrap.hub import accept_kiosk

    accepted = accept_kiosk(database, fingerprint)
    click.echo(f"{accepted.id} at {accepted.site} may deliver.")


@hub.command()
@_database
@click.argument("kiosk")
def revoke(database: str, kiosk: str) -> None:
    """End token and key of a stolen KIOSK, and order new PINs for its site."""
    from kiosk.bootstrap.hub import revoke_kiosk

    revoked = revoke_kiosk(database, kiosk)
    click.echo(f"Token and key of {revoked.id} have ended; it needs a new key to come back.")
    click.echo(f"Now give the staff of {revoked.site} new PINs and badges, and publish 'staff' and 'tags' for it with a new site key.")


@hub.command()
@_database
@click.argument("file", type=click.Path(path_type=Path))
def key(database: str, file: Path) -> None:
    """Make the key that signs datasets, in a new FILE to be kept safe; kiosks that enrol from now on trust it."""
    from kiosk.bootstrap.hub import make_publishing_key

    make_publishing_key(database, file)
    click.echo(f"The key is in {file}. Keep it off this machine; who has it can tell every kiosk what to believe.")


@hub.command()
@_database
@click.option("--key", "key_file", type=click.Path(path_type=Path), required=True, help="The file of 'kiosk hub key'.")
@click.option("--site", default="", help="For this site only; staff and tags always are.")
@click.option("--expires", help="When it must not be relied on any more, such as 2027-03-01T00:00:00Z; never, where it is left out.")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
def publish(database: str, key_file: Path, site: str, expires: str | None, name: str, file: Path) -> None:
    """Publish the JSON in FILE as the next version of the dataset NAME."""
    from kiosk.bootstrap.hub import publish_dataset

    published = publish_dataset(database, name, file, key_file, site, expires)
    click.echo(f"{published.name} version {published.version} is published for {site or 'every site'}.")


@hub.command()
@_database
def verify(database: str) -> None:
    """Prove that everything the hub holds is what kiosks signed; exit status 1 where it is not."""
    from kiosk.bootstrap.hub import verify_hub

    found = verify_hub(database)
    for each in found:
        click.echo(f"{each.kiosk} {each.epoch}.{each.sequence}: {each.what}")
    click.echo("Every chain holds." if not found else f"{len(found)} place(s) do not hold.")
    raise SystemExit(1 if found else 0)


@hub.command()
@click.option("--code", required=True, help="A one-time code of that hub; the check enrols a kiosk of its own and sends it events.")
@click.option("--partner", default="", help="A partner's token of that hub, to try what partners may as well.")
@click.argument("url")
def check(url: str, code: str, partner: str) -> None:
    """Hold the hub at URL to the contract, rule by rule; exit status 1 where it breaks one."""
    from kiosk.bootstrap.hub_check import check_hub

    broken = 0
    for each in check_hub(url, code, partner):
        click.echo(f"{'broken' if each.found else 'holds '}  {each.rule}" + (f"\n        {each.found}" if each.found else ""))
        broken += bool(each.found)
    if broken:
        raise HubBreaksContract(url, broken)
    click.echo("This hub keeps the contract.")


for each in (*hub_items.COMMANDS, *hub_export.COMMANDS):
    hub.add_command(each)
COMMANDS = (hub,)
