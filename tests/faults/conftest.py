"""What the fault tests share: a short and a long form, and a record of what was found."""

import json
from pathlib import Path

import pytest

RESULTS = Path(__file__).parent / "results"


class Form:
    """How much of a fault is tried: a little in ``make test``, all of it in ``make faults``."""

    def __init__(self, name: str, *, is_long: bool) -> None:
        self._name = name
        self.is_long = is_long

    def size(self, short: int, long: int) -> int:
        """Return the number for this form."""
        return long if self.is_long else short

    def keep(self, fault: int, what: str, found: str) -> None:
        """Write a row of the table in docs/reliability.md; ``make docs`` puts the rows together.

        Only the long form is written down, and only where the test calls this last: a row is a proof.

        :param fault: its number in the page's list, 1 to 11.
        :param what: what was done to the kiosk, how often.
        :param found: what was counted, with numbers.
        """
        if self.is_long:
            RESULTS.mkdir(exist_ok=True)
            row = json.dumps({"fault": fault, "what": what, "found": found}, indent=1, sort_keys=True)
            (RESULTS / f"{fault:02d}-{self._name}.json").write_text(row + "\n", encoding="utf-8")


@pytest.fixture
def form(request: pytest.FixtureRequest) -> Form:
    """How much this run tries, and where it writes what it found."""
    name = request.node.name.removeprefix("test_").replace("[", "-").replace("]", "").replace("_", "-")
    return Form(name, is_long=bool(request.config.getoption("--faults")))
