"""Options and conditions all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reference", action="store_true", help="also run the long proofs over all reference photographs")
    parser.addoption("--faults", action="store_true", help="try every fault in its long form and write down what was found")


def pytest_configure(config: pytest.Config) -> None:
    """Let properties be tried on the same examples everywhere, however slow the machine; ``--faults`` and ``--reference`` try new ones."""
    explores = config.getoption("--faults") or config.getoption("--reference")
    settings.register_profile("kiosk", deadline=None, derandomize=not explores, database=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("kiosk")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    folder = os.environ.get("KIOSK_REFERENCE_DATA", "")
    absent = pytest.mark.skip(reason="KIOSK_REFERENCE_DATA names no folder with the reference data")
    long = pytest.mark.skip(reason="takes minutes; run 'make reference', or 'make faults' for a fault")
    for item in items:
        if "reference" in item.keywords and not (folder and Path(folder).is_dir()):
            item.add_marker(absent)
        if "long" in item.keywords and not config.getoption("--faults" if "faults" in item.path.parts else "--reference"):
            item.add_marker(long)


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder with photographs and records; tests that use it are marked ``reference``."""
    return Path(os.environ["KIOSK_REFERENCE_DATA"])
