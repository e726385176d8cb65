"""Findings as JUnit XML, which every CI shows as a table."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from kiosk.domain.text import plain
from kiosk.plugin_host.conformance import Finding, Level

LONGEST = 500


def junit(plugin: str, findings: Sequence[Finding], level: Level) -> str:
    """Return a test suite with one case for each rule; what fails above the level is skipped with its reason."""
    failed = [each for each in findings if each.fails(level)]
    skipped = [each for each in findings if each.mistakes and each not in failed]
    head = f'<testsuite name={quoteattr(plugin)} tests="{len(findings)}" failures="{len(failed)}" errors="0" skipped="{len(skipped)}">'
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', head, *(_case(plugin, each, level) for each in findings), "</testsuite>\n"])


def _case(plugin: str, finding: Finding, level: Level) -> str:
    begin = f"  <testcase classname={quoteattr(f'{plugin}.{finding.level}')} name={quoteattr(finding.rule)}"
    if not finding.mistakes:
        return f"{begin}/>"
    kind = "failure" if finding.fails(level) else "skipped"
    details = "\n".join(plain(each, LONGEST) for each in finding.mistakes)
    return f"{begin}>\n    <{kind} message={quoteattr(finding.sentence)}>{escape(details)}</{kind}>\n  </testcase>"
