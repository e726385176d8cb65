"""The interview asks only what can change the verdict."""

from collections.abc import Sequence
from itertools import product

import pytest
from fakes import InlineRound, Says, likes, silent, strikes, yesno
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.destination import Destination
from kiosk.domain.item import Item
from kiosk.domain.opinion import Judgement, Opinion, Veto
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import HAZARD, NO_HAZARD, UNSURE, Answers, Choice, Question, QuestionKind
from kiosk.domain.verdict import Policy, Ruling
from kiosk.services.interview import Ask, Interview, Settled
from kiosk.services.prospects import ending

CONTAINERS = tuple(Destination(number, {"nl": "Kar"}, outcome) for number, outcome in zip("254", Outcome, strict=True))
HAZARDS = Question(
    HAZARD, QuestionKind.HAZARD, {"nl": "Gevaar?"}, (Choice(NO_HAZARD, {"nl": "Nee"}), Choice("battery", {"nl": "Batterij"}))
)


def interview(plugin: Says, answers: Answers, policy: Policy | None = None) -> Ask | Settled:
    return Interview(policy or Policy(), CONTAINERS).go_on(Item(), answers, InlineRound([plugin]))


def test_a_question_that_changes_nothing_is_not_asked() -> None:
    """Recycling is certain, so nobody needs to know whether it works."""
    plugin = Says("rules", questions=lambda _i, _a: [yesno("works")], veto=lambda _i, _a: [strikes("reuse", "repair")])

    settled = interview(plugin, {})

    assert isinstance(settled, Settled)
    assert settled.verdict.outcome is Outcome.RECYCLE


def test_a_question_that_matters_is_asked() -> None:
    def assess(_item: Item, answers: Answers) -> list[Opinion]:
        return [likes("reuse" if answers.get("works") == "yes" else "repair", 0.8)]

    ask = interview(Says("rules", questions=lambda _i, _a: [yesno("colour"), yesno("works")], assess=assess), {})

    assert isinstance(ask, Ask)
    assert ask.question.id == "works"


def test_the_question_that_settles_most_comes_first() -> None:
    """Broken settles everything; working only decides between two."""

    def assess(_item: Item, answers: Answers) -> list[Opinion]:
        if answers.get("whole") == "no":
            return [likes("recycle", 0.9)]
        return [likes("reuse" if answers.get("works") == "yes" else "repair", 0.8)]

    ask = interview(Says("rules", questions=lambda _i, _a: [yesno("works"), yesno("whole")], assess=assess), {})

    assert isinstance(ask, Ask)
    assert ask.question.id == "whole"


def test_a_danger_is_asked_about_before_everything() -> None:
    def veto(_item: Item, answers: Answers) -> list[Veto]:
        return [] if answers.get(HAZARD, NO_HAZARD) == NO_HAZARD else [strikes("reuse", "repair", "recycle", safety=True)]

    def assess(_item: Item, answers: Answers) -> list[Opinion]:
        return [likes("reuse" if answers.get("works") == "yes" else "recycle", 0.8)]

    ask = interview(Says("safety", questions=lambda _i, _a: [yesno("works"), HAZARDS], veto=veto, assess=assess), {})

    assert isinstance(ask, Ask)
    assert ask.question.id == HAZARD


def test_cut_by_the_cap_the_attendant_picks() -> None:
    """Two questions at most; a third that still matters is not asked."""

    def assess(_item: Item, answers: Answers) -> list[Opinion]:
        return [likes("reuse" if answers.get("third") == "yes" else "recycle", 0.9)]

    settled = interview(Says("rules", questions=lambda _i, _a: [yesno("third")], assess=assess), {"first": "yes", "second": "no"})

    assert isinstance(settled, Settled)
    assert settled.was_cut
    assert settled.verdict.needs_staff


def test_what_every_answer_leads_to_needs_no_question() -> None:
    """A plugin that waits for an answer before it speaks does not force the question."""

    def assess(_item: Item, answers: Answers) -> list[Opinion]:
        return [likes("repair", 0.8)] if "works" in answers else []

    settled = interview(Says("rules", questions=lambda _i, _a: [yesno("works")], assess=assess), {})

    assert isinstance(settled, Settled)
    assert settled.verdict.outcome is Outcome.REPAIR


def test_too_many_combinations_make_every_question_count() -> None:
    """Soundness before thrift: what cannot be tried is asked."""
    many = [Question(f"q{n}", QuestionKind.CHOICE, {"nl": "?"}, tuple(Choice(c, {"nl": c}) for c in "abcd")) for n in range(6)]

    assert isinstance(interview(Says("rules", questions=lambda _i, _a: many), {}), Ask)


_table = st.dictionaries(
    st.tuples(*(st.sampled_from(["yes", "no", UNSURE]) for _ in range(3))),
    st.tuples(st.sampled_from(list(Outcome)), st.floats(0, 1), st.frozensets(st.sampled_from(list(Outcome)))),
)


@given(_table, st.tuples(*(st.sampled_from(["yes", "no", UNSURE]) for _ in range(3))))
@settings(max_examples=1000)
def test_leaving_questions_out_never_changes_the_verdict(
    table: dict[tuple[str, ...], tuple[Outcome, float, frozenset[Outcome]]], truth: tuple[str, ...]
) -> None:
    """For an interview that was not cut: the verdict is that of all questions answered, however the unasked ones are completed."""
    names = ("a", "b", "c")

    def row(answers: Answers) -> tuple[Outcome, float, frozenset[Outcome]] | None:
        return table.get(tuple(answers.get(name, "?") for name in names))

    plugin = Says(
        "rules",
        questions=lambda _i, _a: [yesno(name, unsure=True) for name in names],
        assess=lambda _i, answers: [likes(found[0], found[1])] if (found := row(answers)) else [],
        veto=lambda _i, answers: [strikes(*found[2])] if (found := row(answers)) else [],
    )
    told = dict(zip(names, truth, strict=True))
    answers: dict[str, str] = {}
    while isinstance(step := interview(plugin, answers), Ask):
        answers[step.question.id] = told[step.question.id]

    if not step.was_cut:
        open_names = [name for name in names if name not in answers]
        everything = Interview(Policy(), CONTAINERS)
        for completion in product(["yes", "no", UNSURE], repeat=len(open_names)):
            whole = everything.verdict(Item(), {**answers, **dict(zip(open_names, completion, strict=True))}, InlineRound([plugin]))
            assert ending(whole, CONTAINERS) == ending(step.verdict, CONTAINERS)


class SilentOverQuestions(InlineRound):
    """A safety plugin judges, but says nothing in time when asked for its questions."""

    def questions(self, item: Item, answers: Answers) -> tuple[Question, ...]:
        self.silent = (silent("safety", critical=True),)
        return super().questions(item, answers)


class SilentOverHypotheses(InlineRound):
    """A safety plugin judges what is, but not what might be."""

    def judge(self, item: Item, answer_sets: Sequence[Answers]) -> tuple[Judgement, ...]:
        if len(answer_sets) > 1:
            self.silent = (silent("safety", critical=True),)
        return super().judge(item, answer_sets)


@pytest.mark.parametrize("turn", [SilentOverQuestions, SilentOverHypotheses])
def test_a_safety_plugin_that_falls_silent_on_the_way_closes_reuse(turn: type[InlineRound]) -> None:
    """Safety fails closed wherever in the round the silence falls."""
    plugin = Says("rules", questions=lambda _i, _a: [yesno("colour")], assess=lambda _i, _a: [likes("reuse", 0.9)])

    settled = Interview(Policy(), CONTAINERS).go_on(Item(), {}, turn([plugin]))

    assert isinstance(settled, Settled)
    assert settled.verdict.needs_staff
    assert settled.verdict.allowed == {Outcome.RECYCLE}


def test_a_stop_ends_the_interview_at_once() -> None:
    from kiosk.services.danger import reported

    plugin = Says("safety", questions=lambda _i, _a: [yesno("works")], veto=lambda _i, _a: [reported("battery")])

    settled = interview(plugin, {})

    assert isinstance(settled, Settled)
    assert settled.verdict.ruling is Ruling.STOP
