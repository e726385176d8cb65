"""Print the public plugin API: names, signatures, fields with types, keys of plugin.toml.

``python tests/plugins/api_dump.py > tests/plugins/api_v1.txt`` renews the promise, on purpose.
"""

import dataclasses
import enum
import inspect
import re
import sys
import typing
from collections.abc import Iterator

from kiosk import plugin_api
from kiosk.domain.opinion import Abstention, Cause
from kiosk.domain.plugin import Manifest, SettingSpec
from kiosk.domain.verdict import Ruling, Trail
from kiosk.plugin_api import hookspecs
from kiosk.plugin_host.manifest import HOOKS, TYPES

FILLED_IN = "folder"
"""The one field of a manifest that its author does not write."""
WITHIN_A_VERDICT = (Abstention, Cause, Ruling, Trail)
"""Not imported by plugins, but what ``route`` is given holds them."""


def lines() -> Iterator[str]:
    """Yield the dump, line by line."""
    yield f"plugin API {plugin_api.API_VERSION}"
    for name in HOOKS:
        yield f"hook {name}{signature(getattr(hookspecs, name))}"
    for name in sorted(plugin_api.__all__):
        yield from described(name, getattr(plugin_api, name))
    for kind in WITHIN_A_VERDICT:
        yield from described(kind.__name__, kind)
    yield from manifest_keys()


def described(name: str, value: object) -> Iterator[str]:
    """Yield what a partner can rely on of one name."""
    if isinstance(value, type) and issubclass(value, enum.Enum):
        yield f"enum {name}: " + ", ".join(f"{each.name}={each.value!r}" for each in value)
    elif dataclasses.is_dataclass(value) and isinstance(value, type):
        yield f"class {name}{signature(value)}"
        yield from members(name, value)
    elif isinstance(value, type) and not typing.get_origin(value):
        yield f"alias {name} = {value.__name__}"
    elif isinstance(value, (str, int, float, tuple)):
        yield f"constant {name} = {value!r}"
    elif typing.get_origin(value):
        yield f"alias {name} = {shown(value)}"
    else:
        yield f"{type(value).__name__} {name}"


def members(name: str, kind: type) -> Iterator[str]:
    """Yield the public properties and methods of a value."""
    for attribute, value in sorted(vars(kind).items()):
        if attribute.startswith("_"):
            continue
        if isinstance(value, property) and value.fget:
            yield f"  {name}.{attribute} -> {shown(inspect.signature(value.fget).return_annotation)}"
        elif inspect.isfunction(value):
            yield f"  {name}.{attribute}{signature(value)}"


def manifest_keys() -> Iterator[str]:
    """Yield the keys of plugin.toml."""
    for field in dataclasses.fields(Manifest):
        if field.name != FILLED_IN:
            yield f"plugin.toml {field.name}: {shown(field.type)}, {'required' if is_required(field) else 'optional'}"
    yield "plugin.toml settings.NAME: " + ", ".join(each.name for each in dataclasses.fields(SettingSpec))
    yield "plugin.toml settings.NAME.type: " + ", ".join(TYPES)


def is_required(field: "dataclasses.Field[typing.Any]") -> bool:
    """Tell whether there is no default."""
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def signature(called: typing.Any) -> str:
    """Return a signature without the modules of its types."""
    return shown(inspect.signature(called))


def shown(annotation: object) -> str:
    """Return a type or signature in short names, the same under every Python."""
    text = annotation.__name__ if isinstance(annotation, type) and not typing.get_args(annotation) else str(annotation)
    text = re.sub(r"<factory>", "...", re.sub(r"<(\w+)\.\w+: ('\w+')>", r"\1(\2)", text))
    return re.sub(r"\b(?:[a-z_]\w*\.)+(?=[A-Za-z_])", "", text)


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
