"""The filter line over a list of entries."""

from datetime import date

import pytest

from core.basics.errors import Usage
from core.entryline.filter import EntryFilter, read_filter

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", EntryFilter()),
        ("vpn down", EntryFilter(text="vpn down")),
        ("#4821 printer", EntryFilter(text="printer", ticket="4821")),
        ("+Remote by:anna", EntryFilter(work_type="remote", technician="anna")),
        ("@yesterday", EntryFilter(since=date(2026, 3, 1), until=date(2026, 3, 1))),
        ("@2026-02", EntryFilter(since=date(2026, 2, 1), until=date(2026, 2, 28))),
        ("@2025", EntryFilter(since=date(2025, 1, 1), until=date(2025, 12, 31))),
        ("@2026-01..2026-02", EntryFilter(since=date(2026, 1, 1), until=date(2026, 2, 28))),
        ("@2026-01-15..", EntryFilter(since=date(2026, 1, 15))),
        ("@..2026-01-15", EntryFilter(until=date(2026, 1, 15))),
        ("# + @", EntryFilter(text="# + @")),
    ],
)
def test_a_line_is_read(typed: str, expected: EntryFilter) -> None:
    assert read_filter(typed, today=TODAY) == expected


@pytest.mark.parametrize("typed", ["@2026-13", "@never", "@2026-02-31"])
def test_a_day_that_is_none_is_refused_with_what_to_write(typed: str) -> None:
    with pytest.raises(Usage, match="is no day; write @yesterday"):
        read_filter(typed, today=TODAY)


def test_day_words_of_the_language_are_read() -> None:
    assert read_filter("@ieri", today=TODAY, language="it").since == date(2026, 3, 1)
