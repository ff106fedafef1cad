"""Work of a gap as it is typed."""

from datetime import UTC, date, datetime
from pathlib import Path

from core.entryline.gap import gap_draft
from tests.builders import add_client, fake_clock, open_business


def test_times_that_the_clock_shows_twice_are_those_of_the_gap(tmp_path: Path) -> None:
    clock = fake_clock()
    business = open_business(tmp_path, clock)
    add_client(business)
    clock.instant = datetime(2026, 10, 26, 9, tzinfo=UTC)
    night = date(2026, 10, 25)

    def at(hour: int, minute: int) -> datetime:
        return datetime(2026, 10, 25, hour, minute, tzinfo=UTC)

    cases = (
        ((at(1, 20), at(2, 0)), "02:20-03:00", at(1, 20), 2_400),
        ((at(1, 20), at(2, 0)), "02:30-03:00", at(1, 30), 1_800),
        ((at(0, 0), at(1, 40)), "02:00-02:40", at(0, 0), 6_000),
        ((at(0, 0), at(1, 40)), "02:00-02:20", at(0, 0), 1_200),
        (None, "02:00-02:20", at(0, 0), 1_200),
    )
    for within, times, since, seconds in cases:
        (span,) = gap_draft(business.queries, night, "acme", times, "vpn", within).work.spans
        assert (span.started_at, span.seconds) == (since, seconds), times
