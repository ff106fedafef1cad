"""The offset of a zone that holds all of a day gives the instants that the general rule gives."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.basics.clock import local_date, local_to_utc, offset_all_day

ZONES = (
    "America/Nuuk",
    "Europe/Rome",
    "America/Santiago",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC",
)


@pytest.mark.parametrize("name", ZONES)
def test_a_local_time_less_the_offset_is_its_instant(name: str) -> None:
    zone, changes = ZoneInfo(name), 0
    for number in range(0, 730):
        day = date(2026, 1, 1) + timedelta(days=number)
        offset = offset_all_day(day, zone)
        changes += offset is None
        if offset is None:
            continue
        for minute in (0, 1, 59, 90, 12 * 60, 22 * 60 + 30, 23 * 60, 24 * 60 - 1):
            wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
            instant = wall.replace(tzinfo=UTC) - offset
            assert instant == local_to_utc(day, minute, zone)
            assert local_date(instant, zone) == day
    assert changes <= 4


def test_a_day_on_which_the_clocks_change_has_none() -> None:
    rome = ZoneInfo("Europe/Rome")
    days = (date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25))
    assert [offset_all_day(day, rome) for day in days] == [timedelta(hours=1), None, timedelta(hours=2), None]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("America/Nuuk", date(2026, 3, 28)),  # 23:00 to midnight
        ("Asia/Pyongyang", date(2018, 5, 4)),  # 23:30 to midnight
        ("Pacific/Apia", date(2011, 12, 30)),  # the day
    ],
)
def test_a_day_that_loses_its_end_has_none(name: str, day: date) -> None:
    zone = ZoneInfo(name)
    assert offset_all_day(day, zone) is None
    assert offset_all_day(day - timedelta(days=2), zone) is not None
    assert local_to_utc(day, 24 * 60 - 1, zone) is None
