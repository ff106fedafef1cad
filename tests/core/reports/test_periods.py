"""Periods of reports: the one before and the one after."""

from datetime import date

import pytest

from core.reports.periods import last_twelve_months, moved, period_stem, period_text


@pytest.mark.parametrize(
    ("since", "until", "by", "moved_since", "moved_until"),
    [
        ("2026-03-01", "2026-03-31", -1, "2026-02-01", "2026-02-28"),
        ("2026-01-01", "2026-12-31", -1, "2025-01-01", "2025-12-31"),
        ("2026-01-01", "2026-03-31", 1, "2026-04-01", "2026-06-30"),
        ("2025-11-30", "2026-11-29", -1, "2024-11-30", "2025-11-29"),
        ("2023-03-01", "2024-02-29", 1, "2024-03-01", "2025-02-28"),
        ("2026-03-02", "2026-03-08", -1, "2026-02-23", "2026-03-01"),
    ],
)
def test_a_period_moves_by_its_own_length(since: str, until: str, by: int, moved_since: str, moved_until: str) -> None:
    found = moved((date.fromisoformat(since), date.fromisoformat(until)), by)
    assert found == (date.fromisoformat(moved_since), date.fromisoformat(moved_until))


def test_a_period_is_named_by_its_month_or_year_or_its_days() -> None:
    assert period_text((date(2026, 3, 1), date(2026, 3, 31))) == "March 2026"
    assert period_text((date(2026, 1, 1), date(2026, 12, 31))) == "2026"
    assert period_text((date(2026, 1, 1), date(2026, 6, 17))) == "1 Jan - 17 Jun 2026"
    assert period_text(last_twelve_months(date(2026, 6, 17))) == "18 Jun 2025 - 17 Jun 2026"
    assert last_twelve_months(date(2024, 2, 29)) == (date(2023, 3, 1), date(2024, 2, 29))


def test_two_periods_never_name_one_file() -> None:
    periods = [
        (date(2026, 3, 1), date(2026, 3, 31)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), date(2026, 6, 30)),
        (date(2025, 7, 1), date(2026, 6, 30)),
        (date(2026, 3, 1), date(2026, 3, 30)),
    ]
    stems = [period_stem(period) for period in periods]
    assert stems[:3] == ["2026-03", "2026", "2026-01-01-2026-06-30"] and len(set(stems)) == len(periods)
