"""What a plugin is held to, rule by rule: ``kiosk plugin check`` and ``kiosk.testing`` ask here.

*Required* rules protect the counter; a plugin that breaks one is a nuisance or a danger.
*Recommended* ones make it a plugin that staff and other partners like. A rule is a small
function in ``rules_of_conduct`` or ``rules_of_form`` and a line in the table below.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.errors import ManifestInvalid
from kiosk.plugin_api import API_VERSION
from kiosk.plugin_host import rules_of_conduct as conduct
from kiosk.plugin_host import rules_of_form as form
from kiosk.plugin_host.evidence import Evidence, evidence_of
from kiosk.plugin_host.manifest import read_manifest


class Level(StrEnum):
    """How much a rule matters."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a plugin is held to."""

    name: str
    level: Level
    find: Callable[[Evidence], Iterator[str]]

    @property
    def sentence(self) -> str:
        """What the rule says."""
        return (self.find.__doc__ or "").strip()


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one rule."""

    rule: str
    level: Level
    sentence: str
    mistakes: tuple[str, ...] = ()

    def fails(self, level: Level) -> bool:
        """Tell whether a plugin that is checked at the level does not pass for this."""
        return bool(self.mistakes) and (self.level is Level.REQUIRED or level is Level.RECOMMENDED)


MANIFEST = "Have a plugin.toml, complete and without mistakes."
API = "Be written for a plugin API this kiosk has."
STARTS = Rule("starts", Level.REQUIRED, conduct.starts)
RULES = (
    Rule("answers", Level.REQUIRED, conduct.answers),
    Rule("deterministic", Level.REQUIRED, conduct.is_deterministic),
    Rule("inputs", Level.REQUIRED, conduct.leaves_inputs),
    Rule("in_time", Level.REQUIRED, conduct.is_in_time),
    Rule("network", Level.REQUIRED, conduct.opens_no_socket),
    Rule("secrets", Level.REQUIRED, conduct.leaves_secrets),
    Rule("processes", Level.REQUIRED, conduct.starts_no_process),
    Rule("links", Level.REQUIRED, conduct.has_no_links),
    Rule("quick", Level.RECOMMENDED, conduct.is_quick),
    Rule("import_time", Level.RECOMMENDED, conduct.imports_quickly),
    Rule("quiet", Level.RECOMMENDED, conduct.is_quiet),
    Rule("own_files", Level.RECOMMENDED, conduct.reads_its_own),
    Rule("languages", Level.RECOMMENDED, form.speaks_every_language),
    Rule("brief", Level.RECOMMENDED, form.is_brief),
    Rule("licence", Level.RECOMMENDED, form.has_a_licence),
    Rule("readme", Level.RECOMMENDED, form.has_a_readme),
    Rule("tests", Level.RECOMMENDED, form.has_tests),
)
MOST_MISTAKES = 10
"""Of one rule; more would hide the others."""


def check(folder: Path) -> tuple[Finding, ...]:
    """Hold the plugin in the folder to every rule; after a mistake that keeps it from running, the rest is not tried."""
    try:
        manifest = read_manifest(folder)
    except ManifestInvalid as error:
        return (Finding("manifest", Level.REQUIRED, MANIFEST, error.mistakes),)
    known = Finding("manifest", Level.REQUIRED, MANIFEST)
    if _number(manifest.api) > _number(API_VERSION):
        newer = f"it needs plugin API {manifest.api}, this kiosk offers {API_VERSION}"
        return (known, Finding("api", Level.REQUIRED, API, (newer,)))
    evidence = evidence_of(manifest)
    first = (known, Finding("api", Level.REQUIRED, API), _found(STARTS, evidence))
    return first if first[-1].mistakes else (*first, *(_found(rule, evidence) for rule in RULES))


def _found(rule: Rule, evidence: Evidence) -> Finding:
    mistakes = tuple(rule.find(evidence))
    more = (f"and {len(mistakes) - MOST_MISTAKES} more",) if len(mistakes) > MOST_MISTAKES else ()
    return Finding(rule.name, rule.level, rule.sentence, mistakes[:MOST_MISTAKES] + more)


def _number(api: str) -> tuple[int, int]:
    major, minor = api.split(".")
    return int(major), int(minor)
