"""Probable slips of an entry: each is told with its fields, and none is told of ordinary work."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.work import Span, Work
from core.rules.slips import InFuture, LongAgo, OddYear, OverADay, Overlap, Posted, Repeat, odd_times, slips_of

NOW = datetime(2026, 3, 11, 14, 30, tzinfo=UTC)
TODAY = date(2026, 3, 11)


def entry(
    minutes: int, *, ago: int | None = None, note: str = "vpn", client: str = "c1", day: date = TODAY, label: str = ""
) -> Posted:
    """`ago` is the start in minutes before now; without it only the day is known."""
    spans = () if ago is None else (Span(NOW - timedelta(minutes=ago), minutes * 60),)
    return Posted(label, client, Work(day, minutes * 60, spans), note)


def test_ordinary_work_has_no_slips() -> None:
    others = [entry(20, ago=80), entry(30, ago=30, note="other"), entry(15, note="other")]
    assert slips_of(entry(30, ago=60), others, now=NOW, today=TODAY) == ()


def test_an_overlap_tells_the_other_entry_and_the_shared_seconds() -> None:
    other = entry(30, ago=50, client="c2", label="line 2")
    assert slips_of(entry(30, ago=60), [other], now=NOW, today=TODAY) == (Overlap(other, 20 * 60),)


def test_many_overlaps_are_one_slip_after_the_odd_times() -> None:
    work = replace(entry(90, ago=60), label="mine")
    others = [entry(20, ago=60, note=f"n{number}", label=f"line {number}") for number in range(5)]
    found = slips_of(work, [*others, entry(30, ago=50, note="longer", label="longest")], now=NOW, today=TODAY)
    assert [type(slip) for slip in found] == [InFuture, Overlap]
    assert isinstance(found[1], Overlap) and (found[1].other.label, found[1].more) == ("longest", 5)


def test_entries_that_touch_do_not_overlap() -> None:
    assert slips_of(entry(30, ago=60), [entry(30, ago=30, note="x")], now=NOW, today=TODAY) == ()


def test_the_same_work_again_is_a_repeat() -> None:
    first = entry(15, note="VPN  down")
    assert slips_of(entry(15, note="vpn down"), [first], now=NOW, today=TODAY) == (Repeat(first),)
    second = replace(first, label="second")
    assert slips_of(entry(15, note="vpn down"), [first, second], now=NOW, today=TODAY) == (Repeat(second),)
    clocked = entry(15, ago=40)
    assert Repeat(clocked) in slips_of(entry(15, ago=40), [clocked], now=NOW, today=TODAY)
    assert slips_of(entry(15, ago=40), [entry(15, ago=20)], now=NOW, today=TODAY) == ()
    assert slips_of(entry(15), [entry(15, client="c2")], now=NOW, today=TODAY) == ()


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
        return sum(slip.seconds for slip in slips_of(entry, [other], now=NOW, today=TODAY) if isinstance(slip, Overlap))

    assert shared(first, second) == shared(second, first) <= min(one, two) * 60
