"""Sections of a settings file as typed values: every mistake is found, each with its place and the nearest right name."""

import difflib
import tomllib
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from kiosk.errors import SettingsInvalid


def read_tree(path: Path) -> dict[str, Any]:
    """Return what a TOML file says.

    :raises SettingsInvalid: it cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsInvalid(str(path), [str(error)]) from error


def place(tree: dict[str, Any], keys: list[str], value: str) -> None:
    """Put a variable's value where the file would have it."""
    for key in keys[:-1]:
        tree = tree.setdefault(key, {})
    tree[keys[-1]] = value


def section(spec: msgspec.structs.FieldInfo, given: object, mistakes: list[str]) -> object:
    """Convert one section field by field, so that every mistake is found and not only the first."""
    if not isinstance(given, dict):
        mistakes.append(f"[{spec.name}] must be a section, not {given!r}")
        return None
    if not (isinstance(spec.type, type) and issubclass(spec.type, Struct)):
        return _value(spec.name, given, spec.type, mistakes)
    fields = {each.name: each for each in msgspec.structs.fields(spec.type)}
    mistakes += [unknown(f"{spec.name}.{key}", key, list(fields)) for key in given if key not in fields]
    known = {key: _value(f"{spec.name}.{key}", value, fields[key].type, mistakes) for key, value in given.items() if key in fields}
    return None if mistakes else spec.type(**known)


def _value(place: str, given: object, wanted: Any, mistakes: list[str]) -> object:
    try:
        return msgspec.convert(given, wanted, strict=False, dec_hook=_from_text)
    except msgspec.ValidationError as error:
        mistakes.append(f"{place}: {error}".replace(" - at `$`", ""))
        return None


def _from_text(wanted: type, given: object) -> object:
    if wanted is Path and isinstance(given, str):
        return Path(given)
    raise NotImplementedError(f"no setting is a {wanted}")


def unknown(place: str, name: str, known: list[str]) -> str:
    """Return the sentence on a setting that is none, with the nearest right name."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"{place} is not a setting" + (f", did you mean {near[0]}?" if near else "")
