"""A seat at the panel: one plugin with its line, its manners and how it is doing."""

import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from typing import TypeVar

import msgspec
import structlog
from msgspec import Raw

from kiosk.domain.opinion import Abstention, Cause
from kiosk.domain.plugin import Manifest, PluginRecord, PluginStatus
from kiosk.domain.text import plain
from kiosk.plugin_api.site import Problem
from kiosk.plugin_host.exchange import Reply
from kiosk.plugin_host.hearing import Hearing
from kiosk.plugin_host.line import Line, Silence
from kiosk.plugin_host.protocol import Failed, read_answer
from kiosk.plugin_host.quarantine import Conduct, Quarantine

log = structlog.get_logger()
_Spoken = TypeVar("_Spoken")

CONFIGURED, CHECKED = 0, 1
"""The numbers of the two requests of the greeting."""
MAX_REASON = 240
"""Characters of the sentence why a plugin is refused: it holds names and a remedy."""


class Stage(Enum):
    """How far the plugin has come on this connection."""

    ABSENT = auto()
    GREETING = auto()
    READY = auto()
    REFUSED = auto()


class Seat:
    """One usable plugin, as the panel deals with it."""

    def __init__(self, record: PluginRecord, manifest: Manifest, line: Line, greeting: bytes, rules: Quarantine) -> None:
        self.name = record.name
        self.is_critical = manifest.critical
        self.hooks = frozenset(manifest.hooks)
        self.line = line
        self.stage = Stage.ABSENT
        self.was_met = False
        self._record = record
        self._greeting = greeting
        self._rules = rules
        self._conduct = Conduct()
        self._refusal: tuple[PluginStatus, str] | None = None

    def tend(self) -> None:
        """Connect, take in what was said about the greeting, notice who has left; never wait."""
        try:
            if self.stage is not Stage.ABSENT:
                self._notice()
        except Silence as silence:
            self.leave(silence)
        except (ValueError, msgspec.MsgspecError) as error:
            self.leave(Silence(Cause.WRONG, plain(str(error))))
        if self.stage is Stage.ABSENT and self.line.open():
            self.stage = Stage.GREETING
            self._greet()

    def absence(self) -> Silence | None:
        """Return why it cannot be asked now, or None."""
        if not self._conduct.may_be_asked(time.monotonic()):
            return Silence(Cause.OFF, "it failed too often and rests")
        match self.stage:
            case Stage.READY:
                return None
            case Stage.REFUSED:
                return Silence(Cause.OFF, self._record.reason)
            case Stage.GREETING:
                return Silence(Cause.DEAD, "its worker is starting")
            case Stage.ABSENT:
                return Silence(Cause.DEAD, "its worker is not there")

    def hear(self, reply: Reply, number: int, take: Callable[[Hearing, Raw], _Spoken]) -> _Spoken:
        """Return what it said to the request of that number.

        :raises Silence: nothing, or nothing that can be used; that is noted against it.
        """
        try:
            said = self._taken(reply, number, take)
        except Silence as silence:
            self._note(silence)
            raise
        self._conduct = self._conduct.after_answer()
        return said

    def abstention(self, silence: Silence) -> Abstention:
        """Return its silence as the decision takes it."""
        return Abstention(self.name, silence.cause, self.is_critical, plain(silence.detail))

    def record(self) -> PluginRecord:
        """Return how it is doing."""
        if self._conduct.is_resting:
            return replace(
                self._record, status=PluginStatus.QUARANTINED, reason=f"{self.name} failed too often; it rests and is tried again"
            )
        return self._record

    def leave(self, silence: Silence) -> None:
        """Hang up: whatever it may still say is never heard."""
        self.line.close()
        self.stage = Stage.ABSENT
        self._record = replace(self._record, status=PluginStatus.READY, last_fault=f"{silence.cause}: {plain(silence.detail)}")

    def _greet(self) -> None:
        self._refusal = None
        self._record = replace(self._record, reason="")
        try:
            self.line.send(self._greeting)
        except Silence as silence:
            self.leave(silence)

    def _notice(self) -> None:
        while (said := self.line.move()) is not None:
            if self.stage is not Stage.GREETING:
                raise Silence(Cause.WRONG, "it spoke without being asked")
            self._welcome(said)

    def _welcome(self, said: bytes) -> None:
        """Take in one of the two answers to the greeting; only after the second is it seated or refused."""
        answer = read_answer(said)
        if isinstance(answer, Failed):
            self._refusal = self._refusal or (_refused(answer), plain(answer.message, MAX_REASON))
        elif answer.id == CHECKED:
            self._check(Hearing(self.name).problems(answer.values))
        if answer.id == CHECKED:
            self._settle()

    def _check(self, problems: tuple[Problem, ...]) -> None:
        reason = "; ".join(each.text for each in problems if each.fatal)
        if reason:
            self._refusal = self._refusal or (PluginStatus.MISCONFIGURED, reason)
        self._record = replace(self._record, reason="; ".join(each.text for each in problems))

    def _settle(self) -> None:
        self.was_met = True
        if self._refusal is None:
            self.stage = Stage.READY
            self._record = replace(self._record, status=PluginStatus.RUNNING)
            return
        status, reason = self._refusal
        self.stage = Stage.REFUSED
        self._record = replace(self._record, status=status, reason=reason)
        log.error("plugin.refused", plugin=self.name, status=status, reason=reason)

    def _taken(self, reply: Reply, number: int, take: Callable[[Hearing, Raw], _Spoken]) -> _Spoken:
        if isinstance(reply, Silence):
            raise reply
        self._record = replace(self._record, latency_ms=round(reply.after_s * 1000, 1))
        try:
            answer = read_answer(reply.line)
            if answer.id != number:
                raise Silence(Cause.WRONG, f"it answered request {answer.id} instead of {number}")
            if isinstance(answer, Failed):
                raise Silence(Cause.WRONG, answer.message)
            return take(Hearing(self.name), answer.values)
        except (ValueError, RecursionError, msgspec.MsgspecError) as error:
            raise Silence(Cause.WRONG, str(error)) from error

    def _note(self, silence: Silence) -> None:
        self.leave(silence)
        self._conduct = self._conduct.after_fault(time.monotonic(), self._rules)
        log.warning("plugin.silent", plugin=self.name, cause=silence.cause, detail=plain(silence.detail), rests=self._conduct.is_resting)


def _refused(answer: Failed) -> PluginStatus:
    if answer.is_unapproved:
        return PluginStatus.UNAPPROVED
    return PluginStatus.INCOMPATIBLE if answer.is_broken else PluginStatus.MISCONFIGURED
