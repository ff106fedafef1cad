"""When the machine's clock is in doubt."""

from datetime import UTC, datetime, timedelta

import pytest

from core.rules.clocks import doubt_of

LAST = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "is_doubted"),
    [
        (timedelta(0), False),
        (timedelta(days=35), False),
        (timedelta(days=35, seconds=1), True),
        (timedelta(minutes=-5), False),
        (timedelta(minutes=-5, seconds=-1), True),
    ],
)
def test_a_clock_is_in_doubt_over_35_days_after_or_5_minutes_before_the_last_change(
    after: timedelta, is_doubted: bool
) -> None:
    doubt = doubt_of(LAST + after, LAST)
    assert (doubt is not None) == is_doubted
    assert doubt is None or doubt.is_behind == (after < timedelta(0))


def test_a_store_without_changes_has_no_clock_to_compare_with() -> None:
    assert doubt_of(LAST, None) is None


def test_rows_that_an_import_recorded_faster_than_the_clock_goes_make_no_doubt() -> None:
    ahead = timedelta(minutes=5, milliseconds=400_000)
    assert doubt_of(LAST - ahead, LAST, 400_000) is None
    assert doubt_of(LAST - ahead, LAST, 399_999) is not None
