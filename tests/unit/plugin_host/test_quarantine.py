"""A plugin that fails too often rests, then gets one trial."""

from kiosk.plugin_host.quarantine import Conduct, Quarantine

RULES = Quarantine(faults=3, within_s=100.0, trial_after_s=20.0)


def after_faults(*times_s: float, conduct: Conduct | None = None) -> Conduct:
    conduct = conduct or Conduct()
    for at_s in times_s:
        conduct = conduct.after_fault(at_s, RULES)
    return conduct


def test_a_fault_now_and_then_is_forgiven() -> None:
    """Three in a day are not three in a row."""
    conduct = after_faults(0, 90, 180, 270)

    assert not conduct.is_resting
    assert conduct.may_be_asked(270)


def test_too_many_faults_in_a_short_time_make_it_rest() -> None:
    conduct = after_faults(0, 10, 20)

    assert conduct.is_resting
    assert not conduct.may_be_asked(39.9)


def test_after_its_rest_it_is_tried_again() -> None:
    """It still counts as resting until the trial was passed."""
    conduct = after_faults(0, 10, 20)

    assert conduct.may_be_asked(40)
    assert conduct.is_resting


def test_a_trial_that_was_passed_wipes_the_slate() -> None:
    assert after_faults(0, 10, 20).after_answer() == Conduct()


def test_a_trial_that_failed_is_rest_again_at_once() -> None:
    """One fault is enough then."""
    conduct = after_faults(500, conduct=after_faults(0, 10, 20))

    assert conduct.trial_at_s == 520


def test_a_good_answer_does_not_excuse_earlier_faults() -> None:
    """A plugin that fails every second time is no good either."""
    conduct = after_faults(0, 10).after_answer()

    assert after_faults(20, conduct=conduct).is_resting
