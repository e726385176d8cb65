"""A kiosk installed by install.sh in a booted Debian: made once for all proofs of a suite."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from system.appliance.booted import Booted
from system.appliance.roots import PYTHONS, missing_tools, tar_of, unpacked, wheels

SUITES = os.environ.get("KIOSK_SUITES", "trixie bookworm").split()
SETTINGS = """
[folders]
state = "/var/lib/kiosk"
run = "/run/kiosk"
plugins_lock = "/etc/kiosk/plugins.lock"
[capture]
camera = "simulated"
tags = "simulated"
[hub]
timeout_s = 5
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    mine = [each for each in items if here in each.path.parents]
    if os.environ.get("KIOSK_APPLIANCE") and not missing_tools():
        for each in mine:
            each.add_marker(pytest.mark.timeout(900))
        return
    reason = (
        "boots whole machines; run 'make appliance'" if not os.environ.get("KIOSK_APPLIANCE") else f"missing: {', '.join(missing_tools())}"
    )
    for each in mine:
        each.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", params=SUITES)
def suite(request: pytest.FixtureRequest) -> str:
    """The Debian the kiosk is installed on."""
    return str(request.param)


@pytest.fixture(scope="session")
def kiosk(suite: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booted]:
    """A kiosk that was installed without a network."""
    folder = tmp_path_factory.mktemp(suite)
    root = unpacked(tar_of(suite), folder / suite)
    (root / "srv/first.toml").write_text(SETTINGS)
    booted = Booted(root, f"--bind-ro={wheels(PYTHONS[suite])}:/srv/wheels")
    try:
        booted.installed = booted.run(  # type: ignore[attr-defined]
            "sh", "/srv/kiosk/install.sh", "--wheels", "/srv/wheels", "--settings", "/srv/first.toml", "--no-display"
        ).stdout
        yield booted
    finally:
        booted.cut_power()
