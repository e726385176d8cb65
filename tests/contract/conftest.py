"""A hub and a kiosk it knows, for every test of the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.hubs import EnrolledKiosk, RunningHub, running_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with running_hub(tmp_path) as running:
        yield running


@pytest.fixture
def kiosk(hub: RunningHub, tmp_path: Path) -> EnrolledKiosk:
    return hub.enrolled(tmp_path / "state")
