"""How long hours last at a pace, with a range that widens with the square root of the weeks."""

from datetime import date, timedelta

import pytest

from core.rules.pace import FURTHEST_DAYS, Pace, first_day_of_pace, lasting, pace_of, span

TODAY = date(2026, 3, 2)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def test_eight_weeks_that_end_today_make_a_pace_and_older_work_does_not_count() -> None:
    work = [(days(-7 * week), 60 if week % 2 else 20) for week in range(8)]
    assert pace_of([*work, (days(-56), 6000)], TODAY) == Pace(40.0, 20.0)
    assert first_day_of_pace(TODAY) == days(-55)


def test_a_client_of_two_weeks_is_measured_by_two_weeks() -> None:
    assert pace_of([(days(-10), 30), (days(-1), 90)], TODAY, days(-10)) == Pace(60.0, 30.0)
    assert pace_of([(TODAY, 30)], TODAY, TODAY) == Pace(30.0, 0.0)


def test_a_client_that_used_nothing_has_no_pace_and_no_date() -> None:
    assert pace_of([], TODAY) is None
    assert lasting(600, None, TODAY) is None
    assert lasting(0, Pace(60, 0), TODAY) is None


def test_a_steady_client_s_range_is_one_day() -> None:
    found = lasting(240, Pace(60, 0), TODAY)
    assert found is not None
    assert (found.days, found.earliest, found.likely, found.latest) == (28, days(28), days(28), days(28))


@pytest.mark.parametrize("spread", [10, 30, 60])
def test_the_ends_of_the_range_are_where_the_use_with_its_spread_reaches_the_minutes(spread: float) -> None:
    early, likely, late = span(600, Pace(60, spread))
    assert early < likely < late
    for end, sign in ((early, 1), (late, -1)):
        weeks = end / 7
        assert 60 * weeks + sign * spread * weeks**0.5 == pytest.approx(600, abs=15)


def test_a_very_uneven_client_has_no_latest_day_and_a_slow_one_no_day_at_all() -> None:
    uneven = lasting(2400, Pace(60, 200), TODAY)
    assert uneven is not None
    assert uneven.latest is None
    assert uneven.likely == days(280)
    assert lasting(60 * 60, Pace(60, 0), TODAY) is None
    assert FURTHEST_DAYS == 365
