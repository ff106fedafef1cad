"""Rate windows: what the text means, and where the wall clock cuts work."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import Usage
from core.model.terms import Window
from core.model.work import Slice, Span
from core.rules.windows import cut, fit, format_multiplier, format_window, parse_multiplier, parse_window

ROME = ZoneInfo("Europe/Rome")
CANONICAL = [
    "evening mon-fri 18:00-22:00 1.5",
    "night daily 22:00-06:00 2",
    "saturday sat 00:00-24:00 1.25",
    "weekend sat,sun 00:00-24:00 2",
    "long weekend fri-mon 08:00-12:00 0.5",
    "odd mon,wed,fri 08:00-12:00 0.125",
]


@pytest.mark.parametrize("text", CANONICAL)
def test_a_window_is_written_as_it_was_read(text: str) -> None:
    assert format_window(parse_window(text)) == text


@pytest.mark.parametrize(
    ("days", "numbers"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("sat", {5}),
        ("sat,sun", {5, 6}),
        ("weekend", {5, 6}),
        ("fri-mon", {4, 5, 6, 0}),
        ("daily", set(range(7))),
        ("Mon-Wed,sunday", {0, 1, 2, 6}),
    ],
)
def test_days_are_named_by_range_list_or_group(days: str, numbers: set[int]) -> None:
    assert parse_window(f"w {days} 08:00-12:00 2").weekdays == numbers


def test_a_window_may_pass_midnight_and_may_end_at_24() -> None:
    assert parse_window("night mon 22:00-06:00 2").end_minute == 30 * 60
    assert parse_window("late mon 22:00-24:00 2").end_minute == 24 * 60
    assert parse_window("late mon 22:00-00:00 2") == parse_window("late mon 22:00-24:00 2")
    assert parse_window("all mon 00:00-24:00 2").covers_whole_day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "evening",
        "mon-fri 18:00-22:00 1.5",
        "evening mon-foo 18:00-22:00 1.5",
        "evening mon- 18:00-22:00 1.5",
        "evening mon,, 18:00-22:00 1.5",
        "evening mon 18-22 1.5",
        "evening mon 18:60-22:00 1.5",
        "evening mon 24:00-22:00 1.5",
        "evening mon 18:00-24:01 1.5",
        "evening mon 18:00-18:00 1.5",
        "evening mon 18:00-22:00 -1",
        "evening mon 18:00-22:00 much",
        "eve\x1b[31m mon 18:00-22:00 1.5",
    ],
)
def test_what_is_no_window_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(Usage) as refusal:
        parse_window(text)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    ("text", "multiplier"),
    [("1.5", Fraction(3, 2)), ("1,5", Fraction(3, 2)), ("2", Fraction(2)), ("0", Fraction(0)), ("100", Fraction(100))],
)
def test_a_multiplier_is_read_exactly(text: str, multiplier: Fraction) -> None:
    assert parse_multiplier(text) == multiplier


@pytest.mark.parametrize("text", ["", "-1", "nan", "inf", "1e2", "100.1", "101", "1.", ".", "4/3", "١", "1.5.2"])
def test_what_is_no_multiplier_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        parse_multiplier(text)


@given(st.integers(0, 10**8))
def test_a_decimal_multiplier_is_written_so_that_it_reads_back(millionths: int) -> None:
    multiplier = Fraction(millionths, 10**6)
    assert parse_multiplier(format_multiplier(multiplier)) == multiplier


def test_a_multiplier_that_is_no_decimal_is_written_as_a_fraction() -> None:
    assert format_multiplier(Fraction(4, 3)) == "4/3"
    assert format_multiplier(Fraction(1, 40)) == "0.025"


def test_spans_are_brought_to_a_total_at_their_end() -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    first, second = Span(start, 600), Span(start + timedelta(hours=1), 300)
    assert fit((first, second), 1000) == (first, Span(second.started_at, 400))
    assert fit((first, second), 700) == (first, Span(second.started_at, 100))
    assert fit((first, second), 500) == (Span(start, 500),)


def _windows() -> st.SearchStrategy[Window]:
    return st.builds(
        lambda days, start, length, quarters: Window(
            f"w{start}", days, start, start + min(length, 24 * 60), Fraction(quarters, 4)
        ),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.integers(0, 24 * 60 - 1),
        st.integers(1, 24 * 60),
        st.integers(0, 12),
    )


def _expected(instant: datetime, windows: list[Window]) -> Fraction:
    wall = instant.astimezone(ROME)
    minute = wall.hour * 60 + wall.minute
    matching = [
        window.multiplier
        for window in windows
        if (wall.weekday() in window.weekdays and window.start_minute <= minute < window.end_minute)
        or ((wall.weekday() - 1) % 7 in window.weekdays and minute + 24 * 60 < window.end_minute)
    ]
    return max(matching, default=Fraction(1))


@given(
    st.lists(_windows(), max_size=4),
    st.sampled_from([datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)]),
    st.integers(0, 24 * 60),
    st.integers(1, 600),
)
def test_each_minute_has_the_highest_multiplier_that_the_wall_clock_matches(
    windows: list[Window], day: datetime, offset: int, minutes: int
) -> None:
    """Around both changes of the clock, against a reading minute by minute."""
    start = day + timedelta(minutes=offset)
    slices = cut((Span(start, minutes * 60),), windows, ROME)
    found = [part.multiplier for part in slices for _minute in range(part.seconds // 60)]
    assert found == [_expected(start + timedelta(minutes=minute), windows) for minute in range(minutes)]


def test_neighbouring_slices_of_one_window_are_one_slice() -> None:
    night = parse_window("night daily 22:00-06:00 2")
    start = datetime(2026, 3, 2, 22, 30, tzinfo=ROME).astimezone(UTC)
    assert cut((Span(start, 3 * 3600),), [night], ROME) == (Slice(3 * 3600, Fraction(2), "night"),)
