"""The seven hooks, plugin API 1.1.

A plugin implements those it needs, each as a pure function decorated with ``hookimpl``.
Inputs are frozen; outputs are lists of frozen values; None means: nothing to say.
"""

from collections.abc import Mapping, Sequence

import pluggy

from kiosk.domain.destination import Destination, Route
from kiosk.domain.item import Identification, Item
from kiosk.domain.opinion import Opinion, Veto
from kiosk.domain.question import Answers, Question
from kiosk.domain.reading import Reading
from kiosk.domain.today import Today
from kiosk.domain.verdict import Verdict
from kiosk.plugin_api.site import Problem, Site

PROJECT = "kiosk"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def configure(settings: Mapping[str, object], site: Site) -> None:
    """Take the settings of this site, once, before any other hook.

    :param settings: every setting of the manifest, with its default where the operator gave none.
    :param site: name, languages, categories and dataset folder.

    Called once per start of the worker. This is the place to read tables.

    .. versionadded:: 1.0
    """


@hookspec
def self_check() -> list[Problem] | None:
    """Say what is wrong with this plugin's own data or settings.

    :returns: problems; None or [] means ready. A fatal one keeps the plugin off.

    Called once per start, after ``configure``.

    .. versionadded:: 1.0
    """


@hookspec
def identify(readings: Sequence[Reading], today: Today) -> list[Identification] | None:
    """Say what the thing is, from its codes and tags.

    :param readings: everything read since the counter was last empty, with parsed identifiers.
    :param today: the day the intake began, and what was placed under each lease. Since 1.1.
    :returns: identifications with only the fields you know; None means you know nothing.

    Called once per scan; 300 ms from here to the first screen, for all plugins together.

    .. versionadded:: 1.0
    """


@hookspec
def questions(item: Item, answers: Answers, today: Today) -> list[Question] | None:
    """Ask what you would need to know.

    :param item: what is on the counter, as far as known.
    :param answers: all answers so far.
    :param today: the day the intake began, and what was placed under each lease. Since 1.1.
    :returns: questions whose answers could change what you say; answered ones are ignored.

    Called after ``identify`` and after every answer. The kiosk asks at most two, and only
    those that can change the verdict.

    .. versionadded:: 1.0
    """


@hookspec
def assess(item: Item, answers: Answers, today: Today) -> list[Opinion] | None:
    """Speak for outcomes.

    :param item: what is on the counter, as far as known.
    :param answers: all answers so far; a question may be unanswered or ``unsure``.
    :param today: the day the intake began, and what was placed under each lease. Since 1.1.
    :returns: opinions, each with a confidence and a reason; None means no opinion.

    Called many times per intake, also with hypothetical answers, together with ``veto``.

    .. versionadded:: 1.0
    """


@hookspec
def veto(item: Item, answers: Answers, today: Today) -> list[Veto] | None:
    """Rule outcomes out, for safety or by law.

    :param item: what is on the counter, as far as known.
    :param answers: all answers so far.
    :param today: the day the intake began, and what was placed under each lease. Since 1.1.
    :returns: vetoes; None or [] means no objection. A veto never chooses an outcome.

    Called many times per intake, also with hypothetical answers, together with ``assess``;
    300 ms for all plugins together.

    .. versionadded:: 1.0
    """


@hookspec
def route(item: Item, verdict: Verdict, destinations: Sequence[Destination], today: Today) -> list[Route] | None:
    """Wish for a container among those that fit the verdict.

    :param item: what is on the counter.
    :param verdict: what was decided.
    :param destinations: the containers of this site that fit.
    :param today: the day the intake began, and what was placed under each lease. Since 1.1.
    :returns: wishes with a preference; None means any will do.

    Called once, after the verdict; for reuse and repair also where only one container fits,
    so that what goes into it counts against a lease.

    .. versionadded:: 1.0
    """
