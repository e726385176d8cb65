"""Read plugin.toml before anything of the plugin is imported: strictly, all mistakes at once."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from kiosk.domain.plugin import Manifest, SettingSpec
from kiosk.errors import ManifestInvalid

FILE = "plugin.toml"
HOOKS = ("configure", "self_check", "identify", "questions", "assess", "veto", "route")

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,31}\Z", description="2 to 32 lower-case letters, digits and _")]
Filled = Annotated[str, Meta(min_length=1, max_length=120, description="a text of 1 to 120 characters")]
TYPES: Mapping[str, Any] = {"str": str, "int": int, "float": float, "bool": bool, "list": list[str]}
"""What a setting's ``type`` means."""


class _Setting(Struct, frozen=True, forbid_unknown_fields=True):
    """[settings.NAME] of a plugin.toml."""

    type: Literal["str", "int", "float", "bool", "list"]
    help: Filled
    default: Any = None


class _Written(Struct, frozen=True):
    """The keys of a plugin.toml."""

    name: Id
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+[a-z0-9.+-]{0,20}\Z", description="a version such as 1.0.0")]
    api: Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,3}\.[0-9]{1,4}\Z", description="a plugin API such as 1.0")]
    module: Annotated[str, Meta(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\Z", description="the name of a Python module")]
    summary: dict[Literal["nl", "fr", "en", "de"], Filled]
    author: Filled
    licence: Filled
    hooks: tuple[str, ...]
    critical: bool = False
    datasets: tuple[Id, ...] = ()
    settings: dict[Id, _Setting] = field(default_factory=dict)


_FIELDS = {each.name: each for each in msgspec.structs.fields(_Written)}


def read_manifest(folder: Path) -> Manifest:
    """Return what the plugin.toml in the folder says.

    :raises ManifestInvalid: with every mistake, its place and the nearest right name.
    """
    try:
        tree = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ManifestInvalid(folder.name, ["the file is missing"]) from error
    except (OSError, ValueError, RecursionError) as error:
        raise ManifestInvalid(folder.name, [str(error)]) from error
    return _judged(folder, tree)


def _judged(folder: Path, tree: Mapping[str, Any]) -> Manifest:
    mistakes = [f"{key} is not a key{nearest(key, _FIELDS)}" for key in tree if key not in _FIELDS]
    mistakes += [f"{name} is missing" for name, each in _FIELDS.items() if each.required and name not in tree]
    known: dict[str, Any] = {name: _converted(name, tree[name], mistakes) for name in _FIELDS if name in tree}
    if not mistakes:
        written = _Written(**known)
        mistakes = [*_hook_mistakes(written.hooks), *_summary_mistakes(written.summary), *_default_mistakes(written.settings)]
        if not mistakes:
            return _manifest(folder, written)
    raise ManifestInvalid(folder.name, mistakes)


def _converted(name: str, given: object, mistakes: list[str]) -> object:
    wanted = _FIELDS[name].type
    try:
        return msgspec.convert(given, wanted)
    except msgspec.ValidationError as error:
        what = str(error).replace(" - at `$`", "").replace("`$", f"`{name}")
        meaning = next((each.description for each in getattr(wanted, "__metadata__", ()) if each.description), "")
        mistakes.append(f"{name} must be {meaning}, not {given!r}" if meaning else f"{name}: {what}")
        return None


def _hook_mistakes(hooks: tuple[str, ...]) -> list[str]:
    if not hooks:
        return ["hooks is empty; name at least one"]
    twice = [f"hooks: {each} stands there twice" for each in dict.fromkeys(hooks) if hooks.count(each) > 1]
    return twice + [f"hooks: {each} is not a hook{nearest(each, HOOKS)}" for each in hooks if each not in HOOKS]


def _summary_mistakes(summary: Mapping[Any, str]) -> list[str]:
    return [] if "nl" in summary else ["summary.nl is missing"]


def _default_mistakes(settings: Mapping[str, _Setting]) -> list[str]:
    mistakes: list[str] = []
    for name, each in settings.items():
        if each.default is not None:
            taken(f"settings.{name}.default", each.default, each.type, mistakes)
    return mistakes


def _manifest(folder: Path, written: _Written) -> Manifest:
    values = {name: getattr(written, name) for name in _FIELDS}
    specs = {name: SettingSpec(type=each.type, default=each.default, help=each.help) for name, each in written.settings.items()}
    return Manifest(**{**values, "settings": specs, "folder": str(folder.absolute())})


def taken(place: str, given: object, wanted: str, mistakes: list[str], *, strict: bool = True) -> object:
    """Return a setting's value in the type its manifest names, or note the mistake."""
    try:
        return msgspec.convert(given, TYPES[wanted], strict=strict)
    except msgspec.ValidationError:
        what = "a list of texts" if wanted == "list" else wanted
        mistakes.append(f"{place} must be {what}, not {given!r}")
        return None


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``, did you mean X?`` where something known is near, else nothing."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f", did you mean {near[0]}?" if near else ""
