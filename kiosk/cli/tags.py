"""``kiosk tags``: what tags stand for at this kiosk. Tags go by their marks; no UID is shown or kept."""

import click

from kiosk.bootstrap.demo_staff import TAGS, lay_down
from kiosk.bootstrap.registry import link_tag, linked_tags, unknown_tags, unlink_tag
from kiosk.domain.tag_role import TagMeaning, TagRole
from kiosk.domain.text import plain
from kiosk.settings import Settings

SHOWN = 12


@click.group()
def tags() -> None:
    """Say what tags stand for: items, badges, containers, commands."""


@tags.command(name="list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """List the tags that were linked here and those nobody knows."""
    for mark, meaning in sorted(linked_tags(settings).items()):
        click.echo(f"{mark[:SHOWN]}  {meaning.role:<10}{plain(meaning.name)}")
    for each in unknown_tags(settings):
        click.echo(f"{each.mark[:SHOWN]}  unknown   {each.times} times, last {each.last_seen.isoformat()}")


@tags.command()
@click.argument("mark")
@click.argument("role", type=click.Choice([each.value for each in TagRole]))
@click.argument("name")
@click.pass_obj
def link(settings: Settings, mark: str, role: str, name: str) -> None:
    """Let the unknown tag whose mark begins with MARK stand for ROLE NAME: container 5, badge An, command undo."""
    linked = link_tag(settings, mark, TagMeaning(TagRole(role), plain(name)))
    click.echo(f"{linked[:SHOWN]}  {role} {plain(name)}")


@tags.command()
@click.argument("mark")
@click.pass_obj
def unlink(settings: Settings, mark: str) -> None:
    """Let the tag whose mark begins with MARK stand for nothing again."""
    click.echo(f"{unlink_tag(settings, mark)[:SHOWN]}  stands for nothing")


@tags.command()
@click.argument("tag", type=click.Choice(sorted(TAGS)))
@click.option("--seconds", default=1.5, show_default=True, help="How long it lies there.")
@click.pass_obj
def lay(settings: Settings, tag: str, seconds: float) -> None:
    """Lay a tag on the demo's simulated reader: the supervisor's badge, a sticker, or one nobody knows."""
    lay_down(settings, tag, seconds)
    click.echo(f"{tag} was laid down")


COMMANDS = (tags,)
