"""What the interview saves: generated rule sets, asked by the desk's own interview and compared with asking everything.

A rule set has some questions and some rules. A rule looks at one or two answers and then
speaks for an outcome or strikes one; that is how the plugins of a counter are written.
Whatever was left out, the ending must be the one of all questions answered, for every
completion of the unasked answers; a single difference ends the run.
"""

import itertools
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain.destination import Destination, Route
from kiosk.domain.item import Identification, Item
from kiosk.domain.opinion import Abstention, Judgement, Opinion, Reason, Veto
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import UNSURE, Answers, Choice, Question, QuestionKind
from kiosk.domain.reading import Reading
from kiosk.domain.verdict import Policy, Verdict
from kiosk.services.interview import Ask, Interview
from kiosk.services.prospects import ending

SEED = 20_260_601
RULE_SETS = 2000
MOST_QUESTIONS = 5
WORDS = ("yes", "no", UNSURE)
VETOES = 0.25
"""How many of the rules strike instead of speaking for something."""
CHOICES = tuple(Choice(each, {"nl": each}) for each in WORDS)
CARTS = tuple(Destination(number, {"nl": "Kar"}, outcome) for number, outcome in zip("254", Outcome, strict=True))


@dataclass(frozen=True, slots=True)
class Rule:
    """What is said when certain answers were given."""

    when: Mapping[str, str]
    says: Opinion | Veto


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A whole counter's rules, as one round of the panel."""

    asked: tuple[Question, ...]
    rules: tuple[Rule, ...]
    silent: tuple[Abstention, ...] = ()

    def identify(self, readings: Sequence[Reading]) -> tuple[Identification, ...]:
        """Know nothing."""
        return tuple(Identification() for _ in readings[:0])

    def questions(self, item: Item, answers: Answers) -> tuple[Question, ...]:
        """Ask everything that was not answered."""
        return tuple(each for each in self.asked if each.id not in answers and item.category is None)

    def judge(self, item: Item, answer_sets: Sequence[Answers]) -> tuple[Judgement, ...]:
        """Apply the rules to each set of answers."""
        del item
        return tuple(self._under(each) for each in answer_sets)

    def route(self, item: Item, verdict: Verdict, destinations: Sequence[Destination]) -> tuple[Route, ...]:
        """Wish for nothing."""
        del item, verdict
        return tuple(Route(each.id, 0.0, Reason(each.id)) for each in destinations[:0])

    def _under(self, answers: Answers) -> Judgement:
        said = [each.says for each in self.rules if all(answers.get(name) == word for name, word in each.when.items())]
        opinions = tuple(each for each in said if isinstance(each, Opinion))
        return Judgement(opinions, tuple(each for each in said if isinstance(each, Veto)))


def section() -> str:
    """Run every rule set and return the section of the page."""
    chance = random.Random(SEED)  # noqa: S311 -- repeatable, not secret
    tally: dict[int, Counter[str]] = {number: Counter() for number in range(1, MOST_QUESTIONS + 1)}
    for _ in range(RULE_SETS):
        rules = _rule_set(chance)
        truth = {each.id: chance.choice(WORDS) for each in rules.asked}
        tally[len(rules.asked)].update(_interviewed(rules, truth))
    rows = [_row(str(number), each) for number, each in tally.items()]
    total = sum(tally.values(), Counter[str]())
    return f"""\
## The interview on {RULE_SETS} generated rule sets

Each has 1 to {MOST_QUESTIONS} questions of three answers and 2 to 8 rules that look at one or two of them. Asking stops when no open answer can
change what staff act on, or at the cap of two questions. For every interview that was not cut, the ending was compared with
the ending under every completion of the unasked answers: {total["compared"]} comparisons, no difference.

| questions | interviews | asked, where not cut | saved against asking all | cut by the cap |
|---|--:|--:|--:|--:|
""" + "\n".join([*rows, _row("all", total)])


def _rule_set(chance: random.Random) -> RuleSet:
    names = [f"q{number}" for number in range(chance.randint(1, MOST_QUESTIONS))]
    asked = tuple(Question(name, QuestionKind.CHOICE, {"nl": name}, CHOICES) for name in names)
    return RuleSet(asked, tuple(_rule(chance, names) for _ in range(chance.randint(2, 8))))


def _rule(chance: random.Random, names: Sequence[str]) -> Rule:
    when = {name: chance.choice(WORDS) for name in chance.sample(names, min(len(names), chance.randint(0, 2)))}
    outcome = chance.choice(list(Outcome))
    if chance.random() < VETOES:
        return Rule(when, Veto(frozenset({outcome}), Reason("rule"), by="rules"))
    return Rule(when, Opinion(outcome, chance.choice([0.4, 0.6, 0.8, 0.95]), Reason("rule"), by="rules"))


def _interviewed(rules: RuleSet, truth: Answers) -> Counter[str]:
    interview = Interview(Policy(), CARTS)
    answers: dict[str, str] = {}
    while isinstance(step := interview.go_on(Item(), answers, rules), Ask):
        answers[step.question.id] = truth[step.question.id]
    if step.was_cut:
        return Counter(interviews=1, cut=1)
    compared = _compared(interview, rules, answers, step.verdict)
    return Counter(interviews=1, possible=len(truth), asked=len(answers), compared=compared)


def _compared(interview: Interview, rules: RuleSet, answers: Answers, settled: Verdict) -> int:
    """Return how many completions of the unasked answers were compared; a difference ends the run."""
    unasked = [each.id for each in rules.asked if each.id not in answers]
    completions = list(itertools.product(WORDS, repeat=len(unasked)))
    for words in completions:
        whole = interview.verdict(Item(), {**answers, **dict(zip(unasked, words, strict=True))}, rules)
        if ending(whole, CARTS) != ending(settled, CARTS):
            raise SystemExit(f"an unasked answer would have changed the verdict: {rules}")
    return len(completions)


def _row(name: str, tally: Mapping[str, int]) -> str:
    asked, possible = tally["asked"], tally["possible"]
    cut = f"{tally['cut']} ({tally['cut'] / tally['interviews']:.1%})"
    return f"| {name} | {tally['interviews']} | {asked} of {possible} | {1 - asked / possible:.1%} | {cut} |"
