"""Probable slips of an entry: each is told with its fields, and none is told of ordinary work."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.work import Span, Work
from core.rules.slips import InFuture, LongAgo, OddYear, OverADay, Overlap, Posted, Repeat, odd_times, slips_of

NOW = datetime(2026, 3, 11, 14, 30, tzinfo=UTC)
TODAY = date(2026, 3, 11)
ROME = ZoneInfo("Europe/Rome")


def entry(
    minutes: int, *, ago: int | None = None, note: str = "vpn", client: str = "c1", day: date = TODAY, label: str = ""
) -> Posted:
    """`ago` is the start in minutes before now; without it only the day is known."""
    spans = () if ago is None else (Span(NOW - timedelta(minutes=ago), minutes * 60),)
    return Posted(label, client, Work(day, minutes * 60, spans), note)


def test_ordinary_work_has_no_slips() -> None:
    others = [entry(20, ago=80), entry(30, ago=30, note="other"), entry(15, note="other")]
    assert slips_of(entry(30, ago=60), others, now=NOW, today=TODAY, zone=ROME) == ()


def test_an_overlap_tells_the_other_entry_and_the_shared_seconds() -> None:
    other = entry(30, ago=50, client="c2", label="line 2")
    assert slips_of(entry(30, ago=60), [other], now=NOW, today=TODAY, zone=ROME) == (Overlap(other, 20 * 60),)


def test_many_overlaps_are_one_slip_after_the_odd_times() -> None:
    work = replace(entry(90, ago=60), label="mine")
    others = [entry(20, ago=60, note=f"n{number}", label=f"line {number}") for number in range(5)]
    found = slips_of(
        work, [*others, entry(30, ago=50, note="longer", label="longest")], now=NOW, today=TODAY, zone=ROME
    )
    assert [type(slip) for slip in found] == [InFuture, Overlap]
    assert isinstance(found[1], Overlap) and (found[1].other.label, found[1].more) == ("longest", 5)


def test_entries_that_touch_do_not_overlap() -> None:
    assert slips_of(entry(30, ago=60), [entry(30, ago=30, note="x")], now=NOW, today=TODAY, zone=ROME) == ()


def test_the_same_work_again_is_a_repeat() -> None:
    first = entry(15, note="VPN  down")
    assert slips_of(entry(15, note="vpn down"), [first], now=NOW, today=TODAY, zone=ROME) == (Repeat(first),)
    second = replace(first, label="second")
    assert slips_of(entry(15, note="vpn down"), [first, second], now=NOW, today=TODAY, zone=ROME) == (Repeat(second),)
    clocked = entry(15, ago=40)
    assert Repeat(clocked) in slips_of(entry(15, ago=40), [clocked], now=NOW, today=TODAY, zone=ROME)
    assert slips_of(entry(15, ago=40), [entry(15, ago=20)], now=NOW, today=TODAY, zone=ROME) == ()
    assert slips_of(entry(15), [entry(15, client="c2")], now=NOW, today=TODAY, zone=ROME) == ()


@pytest.mark.parametrize(
    ("work", "slips"),
    [
        (entry(30, ago=30).work, ()),
        (entry(30, ago=29).work, ()),
        (entry(30, ago=20).work, (InFuture(TODAY, 600),)),
        (entry(30, day=date(2026, 3, 12)).work, (InFuture(date(2026, 3, 12), 0),)),
        (entry(1440, ago=1440, day=date(2026, 3, 10)).work, ()),
        (entry(1441, day=date(2026, 3, 9)).work, (OverADay(1441 * 60),)),
        (entry(30, day=date(1970, 1, 1)).work, (OddYear(date(1970, 1, 1)),)),
        (entry(30, day=date(2062, 3, 1)).work, (InFuture(date(2062, 3, 1), 0), OddYear(date(2062, 3, 1)))),
        (entry(30, day=date(2025, 3, 11)).work, ()),
        (entry(30, day=date(2025, 3, 9)).work, (LongAgo(date(2025, 3, 9), 367),)),
    ],
)
def test_odd_times_are_told(work: Work, slips: tuple[object, ...]) -> None:
    assert odd_times(work, now=NOW, today=TODAY) == slips


@given(st.integers(1, 600), st.integers(1, 900), st.integers(1, 600), st.integers(1, 900))
def test_an_overlap_is_the_same_seen_from_either_entry(one: int, ago: int, two: int, before: int) -> None:
    first, second = entry(one, ago=ago, note="a"), entry(two, ago=before, note="b")

    def shared(entry: Posted, other: Posted) -> int:
        return sum(
            slip.seconds
            for slip in slips_of(entry, [other], now=NOW, today=TODAY, zone=ROME)
            if isinstance(slip, Overlap)
        )

    assert shared(first, second) == shared(second, first) <= min(one, two) * 60


def at_night(hour: int, minute: int, minutes: int, label: str = "") -> Posted:
    """Work of the night of 25 October 2026, when the clock in Rome shows 2:00 to 3:00 at 0:00 and at 1:00 UTC."""
    started = datetime(2026, 10, 25, hour, minute, tzinfo=UTC)
    return Posted(label, label, Work(date(2026, 10, 25), minutes * 60, (Span(started, minutes * 60),)), label)


@pytest.mark.parametrize(
    ("others", "overlapped"),
    [
        # 2:10 for 20 minutes, typed, may be the second 2:10; as on the page of one's day.
        ([at_night(0, 10, 20, "first")], None),
        ([at_night(0, 10, 20, "first"), at_night(1, 10, 20, "second")], "second"),
        ([at_night(1, 0, 60, "second")], None),
        ([at_night(0, 10, 20, "first"), at_night(0, 10, 20, "typed too")], "first"),
        ([at_night(0, 0, 180, "all night")], "all night"),
    ],
)
def test_a_typed_time_of_the_repeated_hour_may_be_either_of_both(others: list[Posted], overlapped: str | None) -> None:
    now = datetime(2026, 10, 26, 9, tzinfo=UTC)
    slips = slips_of(at_night(0, 10, 20, "new"), others, now=now, today=now.date(), zone=ROME)
    assert next((slip.other.label for slip in slips if isinstance(slip, Overlap)), None) == overlapped


def test_the_same_typed_time_of_the_repeated_hour_is_still_a_repeat() -> None:
    now = datetime(2026, 10, 26, 9, tzinfo=UTC)
    first = at_night(0, 10, 20, "vpn")
    assert slips_of(first, [first], now=now, today=now.date(), zone=ROME) == (Repeat(first),)
