"""A question to staff, drawn by the kiosk: one per screen, two to four large answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from kiosk.domain.text import Texts

UNSURE = "unsure"
"""The choice *Weet niet*: a full answer, never a missing one."""

NO_HAZARD = "none"
"""The choice of a hazard question that says: no danger seen."""

HAZARD = "hazard"
"""The id every hazard question shares, so that one answer serves all; its choices are kinds of danger."""

MIN_CHOICES = 2
MAX_CHOICES = 4
MAX_HAZARDS = 12

Answers: TypeAlias = Mapping[str, str]
"""Choice id by question id."""


class QuestionKind(StrEnum):
    """How a question is drawn (the screens' specification, section 5)."""

    YESNO = "yesno"
    CHOICE = "choice"
    HAZARD = "hazard"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer tile."""

    id: str
    texts: Texts
    pictogram: str = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """What a plugin wants to know. Two plugins that use one id share the answer."""

    id: str
    kind: QuestionKind
    texts: Texts
    choices: tuple[Choice, ...]
    pictogram: str = "question"
    unsure: bool = False
    """Whether *Weet niet* is offered; on a hazard question it always is."""
    by: str = ""
    """Who asks; the kiosk fills it in."""
    note: str = ""
    """What staff should read before they answer, in one line: the text of a notice."""
    link: str = ""
    """Where more stands, such as a picture: kept with the intake as text, never opened."""

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        most = MAX_HAZARDS if self.kind is QuestionKind.HAZARD else MAX_CHOICES
        if not MIN_CHOICES <= len(self.choices) <= most:
            raise ValueError(f"question {self.id} has {len(self.choices)} choices, {MIN_CHOICES} to {most} can be drawn")
        if not self.texts.get("nl"):
            raise ValueError(f"question {self.id} has no Dutch text")
        if len({choice.id for choice in self.choices}) < len(self.choices):
            raise ValueError(f"question {self.id} has two choices of one id")

    @property
    def answers(self) -> tuple[str, ...]:
        """Every choice id staff can give, *Weet niet* among them where it is offered."""
        unsure = self.unsure or self.kind is QuestionKind.HAZARD
        return tuple(choice.id for choice in self.choices) + ((UNSURE,) if unsure else ())


@dataclass(frozen=True, slots=True)
class Said:
    """What was asked and answered, as it stood on the screen: a plugin that has gone or changed explains its codes no more."""

    question: str
    choice: str
    asked: Texts
    answered: Texts
    """Empty for *Weet niet*, whose words are the kiosk's own."""

    @classmethod
    def to(cls, question: Question, choice: str) -> "Said":
        """Return the question and an answer to it in the words of the screen."""
        return cls(question.id, choice, question.texts, next((each.texts for each in question.choices if each.id == choice), {}))
