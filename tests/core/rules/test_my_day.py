"""A day against working hours: gaps, overlaps and odd lengths; working hours as they are typed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.basics.errors import Usage
from core.model.hours import USUAL_HOURS
from core.rules.coverage import stretches_of
from core.rules.hours import format_hours, parse_hours
from core.rules.my_day import Odd, Overlap, Piece, gaps, odd_of, overlaps, placed

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = [(NINE, NINE + timedelta(hours=4)), (NINE + timedelta(hours=5), NINE + timedelta(hours=9))]
EVENING = NINE + timedelta(hours=12)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def span(since: float, until: float) -> tuple[datetime, datetime]:
    return at(since), at(until)


def test_gaps_are_working_time_until_now_that_nothing_fills() -> None:
    cases = (
        ([], EVENING, [span(0, 240), span(300, 540)]),
        ([span(-30, 60), span(69, 240), span(240, 330)], EVENING, [span(330, 540)]),
        ([span(70, 240), span(0, 60), span(300, 600)], EVENING, [span(60, 70)]),
        ([span(0, 100), span(20, 50)], at(130), [span(100, 130)]),
        ([span(0, 240)], at(305), []),
        ([span(-600, 900)], EVENING, []),
    )
    for busy, now, found in cases:
        assert gaps(DAY, busy, now) == found, busy


def test_overlaps_of_a_minute_or_more_are_pairs_and_odd_lengths_are_said() -> None:
    pieces = [
        Piece("c", at(50), 1_200),
        Piece("a", at(0), 3_600),
        Piece("b", at(10), 600),
        Piece("d", at(69.5), 60),
        Piece("e", None, 60),
    ]
    assert overlaps(pieces) == [Overlap("a", "b", *span(10, 20)), Overlap("a", "c", *span(50, 60))]
    lengths = [(14_400, None), (14_401, Odd.LONG), (60, None), (59, Odd.SHORT)]
    assert [odd_of(Piece("x", NINE, seconds)) for seconds, _odd in lengths] == [odd for _seconds, odd in lengths]
    assert odd_of(Piece("x", None, 600)) is Odd.NO_TIME


def test_of_two_times_typed_alike_in_the_hour_that_comes_twice_one_is_the_second() -> None:
    first, second = at(0), at(60)
    pieces = [Piece("b", first, 1_200, second), Piece("a", first, 1_200, second), Piece("c", None, 60)]
    assert [each.since for each in placed(pieces)] == [second, first, None]
    assert overlaps(placed(pieces)) == [] and len(overlaps(pieces)) == 1
    assert gaps([span(0, 90)], [each.stretch for each in placed(pieces) if each.stretch], EVENING) == [
        span(20, 60),
        span(80, 90),
    ]
    three = [*pieces, Piece("d", at(10), 600, at(70))]
    assert [(each.first, each.second) for each in overlaps(placed(three))] == [("a", "d")]


def test_working_hours_are_read_as_they_are_written() -> None:
    for text in (
        "mon-fri 09:00-13:00 14:00-18:00",
        "mon-thu 08:00-16:30; fri 08:00-12:00; sat,sun 20:00-24:00",
        "none",
    ):
        assert format_hours(parse_hours(text)) == text
    assert parse_hours(" Mon-Fri 14:00-18:00 9:00-13:00 ;") == USUAL_HOURS
    for wrong in (
        "",
        ";",
        "mon",
        "mon 9-13",
        "xyz 09:00-13:00",
        "mon 09:00-13:00 12:00-14:00",
        "mon 22:00-02:00",
        "none; none",
    ):
        with pytest.raises(Usage):
            parse_hours(wrong)
    rome = ZoneInfo("Europe/Rome")
    nights = parse_hours("sun 01:30-02:30 03:00-04:00")
    # The clock goes from 2:00 to 3:00 on this day.
    assert [until - since for since, until in stretches_of(nights, date(2026, 3, 29), rome)] == [
        timedelta(minutes=60), timedelta(hours=1)
    ]  # fmt: skip
