"""What one item writes on its whole way over the counter, with the questions of our own plugins: read from the log itself."""

from dataclasses import dataclass
from pathlib import Path

from fakes import HandClock  # type: ignore[import-not-found] # beside the tests, which mypy does not read

from kiosk.testing.counter import Counter
from kiosk.testing.hub import ListeningHub
from kiosk.testing.inline import InlinePlugin

PLUGINS = Path(__file__).parents[1] / "plugins"
_HEADER, _FRAME_HEADER = 32, 24
_HARMLESS = ("none", "yes", "good", "no")


@dataclass(frozen=True, slots=True)
class Written:
    """Counted from the write-ahead log: a frame that ends a commit names the size of the file."""

    questions: int
    commits: int
    size_bytes: int


def written_by_an_intake(folder: Path) -> Written:
    """Hand one kettle in, answer what is asked, confirm, and look at what that put into the log."""
    folder.mkdir()
    counter = Counter(folder, [InlinePlugin(PLUGINS / each) for each in ("safety_stops", "reuse_rules")], HandClock(), ListeningHub())
    counter.scan("4242005045112", category=None).name("kettle")  # the catalogue learns it: the next one is the everyday one
    _answer(counter)
    counter.confirm()
    before = _commits(folder / "ledger.db-wal")
    counter.scan("4242005045112", category=None)
    questions = _answer(counter)
    counter._desk.confirm()  # noqa: SLF001 - without the delivery that the kit does at once
    after = _commits(folder / "ledger.db-wal")
    counter.close()
    return Written(questions, len(after) - len(before), sum(after) - sum(before))


def _answer(counter: Counter) -> int:
    questions = 0
    while asked := counter.question:
        counter.answer(**{asked.id: next(each for each in _HARMLESS if each in asked.answers)})
        questions += 1
    return questions


def _commits(log: Path) -> list[int]:
    """Return the bytes of each commit in a log that was never begun anew."""
    content = log.read_bytes()
    frame_bytes = _FRAME_HEADER + int.from_bytes(content[8:12], "big")
    commits, frames = [], 0
    for start in range(_HEADER, len(content) - frame_bytes + 1, frame_bytes):
        frames += 1
        if content[start + 4 : start + 8] != bytes(4):
            commits.append(frames * frame_bytes)
            frames = 0
    return commits
