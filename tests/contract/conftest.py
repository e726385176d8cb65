"""A hub and a kiosk it knows, for every test of the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.hubs import EnrolledKiosk, RunningHub, own_database, running_hub

from benchmarks.hub_postgres import binaries, postgres

BOTH = {"test_events", "test_enrolment", "test_migrating", "test_operating", "test_projection", "test_items"}


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of these tests' own."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed and could not be: apt-get install postgresql")
    with postgres(synced=False) as address:
        yield address


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hold both databases to what the hub says of events, of kiosks and of datasets."""
    if "database" in metafunc.fixturenames and metafunc.module.__name__.rpartition(".")[2] in BOTH:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the hub keeps everything; empty for a file of its own."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield ""
        return
    with own_database(request.getfixturevalue("postgresql")) as address:
        yield address


@pytest.fixture
def hub(tmp_path: Path, database: str) -> Iterator[RunningHub]:
    with running_hub(tmp_path, database) as running:
        yield running


@pytest.fixture
def kiosk(hub: RunningHub, tmp_path: Path) -> EnrolledKiosk:
    return hub.enrolled(tmp_path / "state")
