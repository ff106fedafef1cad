"""Dates and times as programs write them: weekdays, offsets, narrow spaces, words between day and time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.imports.dates import AmbiguousDates, DateOrder, Dates
from core.imports.rows import CellError

_TEN = datetime(2026, 3, 2, 9, 10)


@pytest.mark.parametrize(
    "text",
    [
        "Mar 02, 2026 09:10:00 AM", "Monday, March 2, 2026 9:10\u202fAM", "Mon Mar 02 2026 09:10", "02-Mar-2026 09:10:00",
        "lunedì 2 marzo 2026 09:10", "Mo., 02.03.2026 09:10", "02/03/2026 alle 09:10", "02/03/2026, ore 09.10",
        "02/03/2026\xa009:10", "2 Mar 2026, 09:10", "2026-03-02T09:10:00.250",
    ],
)  # fmt: skip
def test_a_time_without_a_zone_is_read_however_it_is_written(text: str) -> None:
    assert Dates(DateOrder.DMY).instant("start", text) == _TEN


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2026-03-02 09:10:00 UTC", 0), ("Mon, 02 Mar 2026 09:10:00 +0000", 0), ("2026-03-02 09:10:00+01", 1),
        ("02/03/2026 09:10 -0530", -5.5), ("2026-03-02T09:10Z", 0), ("Mar 2, 2026 9:10 AM GMT", 0),
    ],
)  # fmt: skip
def test_a_time_with_an_offset_keeps_it(text: str, hours: float) -> None:
    zone = timezone(timedelta(hours=hours)) if hours else UTC
    assert Dates(DateOrder.DMY).instant("start", text) == _TEN.replace(tzinfo=zone)


def test_a_weekday_tells_which_of_day_and_month_comes_first() -> None:
    for text, order in (
        ("Mon 03/02/2026", DateOrder.MDY), ("lun 02/03/2026", DateOrder.DMY), ("mar 03/02/2026", DateOrder.DMY),
        ("Montag, 02/03/2026", DateOrder.DMY),
    ):  # fmt: skip
        assert Dates.told_by([text]).order is order
    # Both 2 March and 3 February 2027 are no Monday.
    with pytest.raises(AmbiguousDates):
        Dates.told_by(["Mon 02/03/2027"])


@pytest.mark.parametrize(
    "text", ["", "Mon", "Mon 9:10", "2026-03-02", "2026-03-02 25:00", "0001-01-01 00:00+14", "March 9:10"]
)
def test_what_is_no_time_is_told_with_what_to_write(text: str) -> None:
    with pytest.raises(CellError):
        Dates(DateOrder.DMY).instant("start", text)
