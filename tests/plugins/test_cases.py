"""The written cases: what the law and the field ask for is what comes out, in no more taps than written."""

from collections.abc import Iterator, Mapping

import pytest

from benchmarks.cases import Case, cases, taken_in
from kiosk.domain.intake import Intake
from kiosk.settings import CATEGORIES

CASES = cases()
LEAST = 40


@pytest.fixture(scope="module")
def intakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Intake]]:
    """Every case taken in, by the workers of all seven plugins."""
    with taken_in(tmp_path_factory.mktemp("cases")) as found:
        yield found


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_the_case_comes_out_as_it_is_written(case: Case, intakes: Mapping[str, Intake]) -> None:
    """Verdict, container, handling and the reasons that led there; every answer was asked for, and nobody was silent."""
    intake = intakes[case.name]
    assert intake.verdict is not None, f"it asks {intake.question and intake.question.id}"
    trail = intake.verdict.trail

    assert trail.abstentions == ()
    assert set(case.answers) == set(intake.answers)
    assert (intake.verdict.ruling if not case.scrap or case.ruling == "stop" else "decided") == case.ruling
    assert intake.outcome == case.outcome
    assert (intake.destination.id if intake.destination else None) == case.container
    assert intake.verdict.handling == case.handling
    assert case.reasons <= {each.reason.code for each in (*trail.vetoes, *trail.opinions)}


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_the_case_takes_no_more_taps_than_written(case: Case, intakes: Mapping[str, Intake]) -> None:
    """And none may write more than two with a code, four without, one for what is obviously scrap."""
    assert case.taps_of(intakes[case.name]) <= case.taps <= case.most


def test_the_cases_are_forty_and_of_every_kind() -> None:
    """Each with its source, and each category at least once by tile or by code."""
    assert len(CASES) >= LEAST
    assert len({each.name for each in CASES}) == len(CASES)
    assert all(each.source for each in CASES)
    assert {each.category for each in CASES if each.category} < set(CATEGORIES)
    assert {each.outcome for each in CASES} == {"reuse", "repair", "recycle", None}
