"""What a day of one's own tells."""

from datetime import UTC, datetime

from core.queries.my_day import Gap


def test_a_gap_beside_a_call_is_as_long_as_the_clock_times_that_fill_it() -> None:
    nine, answered = datetime(2026, 11, 30, 9, tzinfo=UTC), datetime(2026, 11, 30, 10, 10, 8, tzinfo=UTC)
    ended, lunch = datetime(2026, 11, 30, 10, 18, 8, tzinfo=UTC), datetime(2026, 11, 30, 13, tzinfo=UTC)
    assert (Gap(nine, answered, ()).whole_minutes, Gap(ended, lunch, ()).whole_minutes) == (70, 162)
    assert Gap(nine, answered, ()).seconds == 4208
