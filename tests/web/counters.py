"""A counter with a screen: the real desk on a ledger that forgets, and plugins of plain functions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from fakes import AnyGtin, HandClock, InlinePanel, MemoryLedger, Says, ean
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from kiosk.domain.destination import Destination
from kiosk.domain.item import Identification, Item
from kiosk.domain.opinion import Abstention, Opinion, Order, Reason, Stop, Veto
from kiosk.domain.outcome import Outcome
from kiosk.domain.plugin import PluginRecord
from kiosk.domain.question import HAZARD, NO_HAZARD, Answers, Choice, Question, QuestionKind
from kiosk.domain.reading import Medium, Reading
from kiosk.ports import Backlog, IdentifierParser
from kiosk.services.afterwards import Profile
from kiosk.services.backroom import Backroom
from kiosk.services.board import Board
from kiosk.services.desk import Desk
from kiosk.services.workflow import Workflow
from kiosk.settings import Settings
from kiosk.web.app import create_app

KETTLE, VACUUM, HAIRDRYER, LAPTOP, PHONE, OVEN, FRIDGE = (f"400000000000{number}" for number in range(1, 8))
PRODUCTS = {
    KETTLE: ("kettle", "Norda", "K210"),
    VACUUM: ("vacuum", None, None),
    HAIRDRYER: ("hairdryer", None, None),
    LAPTOP: ("laptop", None, None),
    PHONE: ("phone", None, None),
    OVEN: ("microwave", "Norda", None),
    FRIDGE: ("fridge", None, None),
}
WORKS = Question(
    "works",
    QuestionKind.YESNO,
    {"nl": "Werkt het nog?", "fr": "Ça marche encore ?", "en": "Does it work?", "de": "Geht es noch?"},
    (
        Choice("yes", {"nl": "Ja", "fr": "Oui", "en": "Yes", "de": "Ja"}, "works"),
        Choice("no", {"nl": "Nee", "fr": "Non", "en": "No", "de": "Nein"}, "worksnot"),
    ),
    unsure=True,
)
LOOKS = Question(
    "looks",
    QuestionKind.CHOICE,
    {"nl": "Hoe ziet het eruit?", "fr": "Comment est-il ?", "en": "How does it look?", "de": "Wie sieht es aus?"},
    tuple(
        Choice(name, {"nl": dutch, "fr": dutch, "en": name, "de": dutch}, name)
        for name, dutch in {"clean": "Goed", "dirty": "Vuil", "broken": "Gebroken", "part": "Stuk weg"}.items()
    ),
)
THICK = Question(
    HAZARD,
    QuestionKind.HAZARD,
    {"nl": "Is de batterij dik?", "fr": "Pile gonflée ?", "en": "Swollen battery?", "de": "Ist der Akku dick?"},
    (Choice("battery", {"nl": "Dikke batterij"}, "swollen"), Choice(NO_HAZARD, {"nl": "Nee"})),
)
SEE_DANGER = Question(
    HAZARD,
    QuestionKind.HAZARD,
    {"nl": "Zie je gevaar?", "fr": "Un danger ?", "en": "Any danger?", "de": "Siehst du Gefahr?"},
    (
        Choice("battery", {"nl": "Dikke batterij"}, "swollen"),
        Choice("burnt", {"nl": "Verbrand"}, "fire"),
        Choice("asbestos", {"nl": "Asbest"}, "heater"),
        Choice(NO_HAZARD, {"nl": "Nee"}),
    ),
    pictogram="danger",
)
SWOLLEN = Stop(
    "battery",
    {"nl": "Dikke batterij", "fr": "Pile gonflée", "en": "Swollen battery", "de": "Dicker Akku"},
    (
        Order({"nl": "Niet openen.", "fr": "Ne pas ouvrir.", "en": "Don't open.", "de": "Nicht öffnen."}, "noopen"),
        Order({"nl": "Leg in zand.", "fr": "Dans le sable.", "en": "Put in sand.", "de": "In Sand legen."}, "barrel"),
    ),
    "swollen",
)


def identify(readings: list[Reading]) -> list[Identification]:
    known = [PRODUCTS[each.text] for each in readings if each.text in PRODUCTS]
    return [Identification(category=category, brand=brand, model=model) for category, brand, model in known]


def questions(item: Item, _answers: Answers) -> list[Question]:
    return {"kettle": [WORKS], "vacuum": [LOOKS], "phone": [THICK], "microwave": [SEE_DANGER]}.get(item.category or "", [])


def assess(item: Item, answers: Answers) -> list[Opinion]:
    good = Opinion(
        Outcome.REUSE, 0.9, Reason("works", {"nl": "Het werkt nog goed.", "fr": "Il marche bien.", "en": "It still works well."})
    )
    cord = Opinion(Outcome.REPAIR, 0.7, Reason("cord", {"nl": "Alleen het snoer is stuk.", "fr": "Juste le câble est cassé."}))
    old = Opinion(Outcome.RECYCLE, 0.9, Reason("old", {"nl": "Te oud om te herstellen.", "fr": "Trop vieux à réparer."}))
    if item.category == "hairdryer":
        return [old, replace(cord, confidence=0.3)]
    said = {"yes": [good], "no": [cord], "clean": [good], "dirty": [cord], "broken": [old], "part": [cord], NO_HAZARD: [good]}
    return [voice for answer in answers.values() for voice in said.get(answer, [])]


def veto(item: Item, answers: Answers) -> list[Veto]:
    everything = frozenset(Outcome)
    if answers.get(HAZARD) == "battery":
        return [Veto(everything, Reason("swollen", SWOLLEN.texts), safety=True, stop=SWOLLEN)]
    if answers.get(HAZARD) in {"unsure", "burnt", "asbestos"}:
        return [Veto(everything, Reason("unsure", {"nl": "Misschien gevaar."}), safety=True)]
    if item.category == "fridge":
        return [Veto(frozenset({Outcome.REUSE, Outcome.REPAIR}), Reason("cfc", {"nl": "Oud koelgas."}), safety=True, stream="cfc")]
    return []


PLUGINS = (
    Says("kringloop", identify=identify, questions=questions, assess=assess),
    Says("safety_stops", veto=veto),
)


class Remembered(BytecodeCache):
    """Compiled templates, for the next counter too: most of what a new app costs."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = Remembered()


class RecordedPanel(InlinePanel):
    """A panel whose list of plugins can be set."""

    def __init__(self, *plugins: Says, silent: tuple[Abstention, ...] = ()) -> None:
        super().__init__(*plugins, silent=silent)
        self.said_of_plugins: tuple[PluginRecord, ...] = ()

    def records(self) -> tuple[PluginRecord, ...]:
        return self.said_of_plugins


class Network:
    """What delivery tells of the hub."""

    def __init__(self) -> None:
        self.backlog = Backlog("epoch", 0, 0, 0)

    def __call__(self) -> Backlog:
        return self.backlog


@dataclass
class Counter:
    """Everything of one counter that tests look at or move."""

    desk: Desk
    ledger: MemoryLedger
    clock: HandClock
    panel: RecordedPanel
    network: Network
    settings: Settings
    backroom: Backroom | None = None

    @cached_property
    def app(self) -> Flask:
        """The screen, once somebody looks at it."""
        app = create_app(self.desk, self.settings, None, self.backroom)
        app.jinja_env.bytecode_cache = TEMPLATES
        return app

    def screen(self, language: str = "nl") -> "Screen":
        return Screen(self.app.test_client(), language)

    def scan(self, code: str, medium: Medium = Medium.CAMERA) -> None:
        self.desk.present(ean(code, medium=medium))


class Screen:
    """A browser at the counter, as Flask's test client plays it."""

    def __init__(self, client: FlaskClient, language: str) -> None:
        self.client = client
        self.base = "http://localhost:8080"
        client.set_cookie("language", language, domain="localhost")

    def get(self, path: str = "/") -> str:
        answer = self.client.get(path, base_url=self.base, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text

    def tap(self, step: str, **said: str) -> str:
        """Press a button of the page at / that leads to a step, and return the next page."""
        answer = self.client.post(step, data=said, base_url=self.base, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text


def counter_with(
    *plugins: Says,
    silent: tuple[Abstention, ...] = (),
    containers: tuple[Destination, ...] | None = None,
    clock: HandClock | None = None,
    ledger: MemoryLedger | None = None,
    confirms_placing: bool = False,
    parser: IdentifierParser | None = None,
) -> Counter:
    settings, ledger, clock, network = Settings(), ledger or MemoryLedger(), clock or HandClock(), Network()
    panel = RecordedPanel(*plugins, silent=silent)
    destinations = settings.site.destinations if containers is None else containers
    profile = Profile(settings.site.categories, destinations, settings.deciding.policy, confirms_placing)
    board = Board(panel, ledger, network, clock)
    desk = Desk(Workflow(panel, parser or AnyGtin(), ledger, profile, clock), ledger, board, clock)
    return Counter(desk, ledger, clock, panel, network, settings)


def _nothing(_counter: Counter) -> None:
    """Leave the counter empty."""


def _scanned(code: str, *answers: tuple[str, str]) -> Callable[[Counter], None]:
    def prepare(counter: Counter) -> None:
        counter.scan(code)
        for question, choice in answers:
            counter.desk.answer(question, choice)

    return prepare


def _recorded(counter: Counter) -> None:
    _scanned(KETTLE, ("works", "yes"))(counter)
    counter.desk.confirm()


def _left(counter: Counter) -> None:
    _recorded(counter)
    counter.desk.done()


def _set_aside(counter: Counter) -> None:
    _scanned(PHONE, (HAZARD, "unsure"))(counter)
    counter.desk.confirm()


def _called(counter: Counter) -> None:
    _scanned(PHONE, (HAZARD, "battery"))(counter)
    counter.desk.calling.call()


def _offline(counter: Counter) -> None:
    counter.network.backlog = Backlog("epoch", 23, 23, 0, "The hub cannot be reached (KSK-410)")
    counter.desk.refresh()


def _second_code(counter: Counter) -> None:
    counter.scan(HAIRDRYER)
    counter.scan(VACUUM)


def _again(counter: Counter) -> None:
    counter.scan(HAIRDRYER)
    counter.desk.confirm()
    counter.desk.counter_emptied()
    counter.scan(HAIRDRYER)


def _awaiting(counter: Counter) -> None:
    counter.desk.counter.workflow.confirms_placing = True
    _recorded(counter)


def _elsewhere(counter: Counter) -> None:
    _awaiting(counter)
    counter.desk.placing.container("5")


def _several(counter: Counter) -> None:
    for code in (HAIRDRYER, FRIDGE):
        counter.scan(code)
        counter.desk.confirm()
        counter.desk.counter_emptied()
        counter.clock.wait(480)
    _left(counter)


def _blind(counter: Counter) -> None:
    counter.desk.report({"camera": "Camera 0 gives no picture; check its plug (KSK-130)"})


def _full(counter: Counter) -> None:
    counter.ledger.full = True
    _scanned(HAIRDRYER)(counter)


SCREENS: dict[str, tuple[Callable[[Counter], None], str]] = {
    "01-idle": (_nothing, "/"),
    "01b-undo": (_left, "/"),
    "01d-same": (_second_code, "/"),
    "01d-again": (_again, "/"),
    "02-kinds": (_nothing, "/no-code"),
    "02b-kinds-more": (_nothing, "/no-code?page=2"),
    "02c-unknown": (_scanned("5412345678908"), "/"),
    "03-question": (_scanned(KETTLE), "/"),
    "03c-four": (_scanned(VACUUM), "/"),
    "03d-hazard": (_scanned(PHONE), "/"),
    "03d-hazard-many": (_scanned(OVEN), "/"),
    "03d-dangers": (_scanned(OVEN), "/dangers"),
    "04a-reuse": (_scanned(KETTLE, ("works", "yes")), "/"),
    "04b-repair": (_scanned(VACUUM, ("looks", "dirty")), "/"),
    "04c-recycle": (_scanned(HAIRDRYER), "/"),
    "04c-recycle-cfc": (_scanned(FRIDGE), "/"),
    "04d-unsaved": (_full, "/"),
    "05-danger": (_nothing, "/danger"),
    "05a-stop": (_scanned(PHONE, (HAZARD, "battery")), "/"),
    "05e-stop-called": (_called, "/"),
    "06-aside": (_scanned(PHONE, (HAZARD, "unsure")), "/"),
    "07-other": (_scanned(KETTLE, ("works", "yes")), "/other"),
    "07b-reason": (_scanned(KETTLE, ("works", "yes")), "/other/recycle"),
    "07b-reason-reuse": (_scanned(HAIRDRYER), "/other/reuse"),
    "07-choose": (_scanned(LAPTOP), "/"),
    "08-why": (_scanned(HAIRDRYER), "/why"),
    "08b-why-veto": (_scanned(FRIDGE), "/why"),
    "09-place": (_awaiting, "/"),
    "09c-elsewhere": (_elsewhere, "/"),
    "09b-receipt": (_recorded, "/"),
    "09b-receipt-aside": (_set_aside, "/"),
    "10-offline": (_offline, "/"),
    "10b-camera": (_blind, "/"),
    "11-recent": (_left, "/recent"),
    "11c-recent-more": (_several, "/recent"),
    "11d-improve": (_several, "/recent/epoch-1"),
    "11b-recent-none": (_nothing, "/recent"),
    "16-language": (_nothing, "/language"),
}
"""Every screen by its number in the specification: how the counter gets there, and its address."""
