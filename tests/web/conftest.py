"""The counter most screen tests look at."""

import pytest
from web.counters import PLUGINS, Counter, counter_with

from kiosk.domain.opinion import Abstention, Cause


@pytest.fixture
def counter() -> Counter:
    return counter_with(*PLUGINS, silent=(Abstention("terugroeplijst", Cause.LATE),))
