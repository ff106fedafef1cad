"""Durations: what is read, what is refused and how, and that what is written can be read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.durations import (
    Validity,
    clock_face,
    format_minutes,
    format_seconds,
    looks_like_duration,
    parse_days,
    parse_duration,
    parse_option_duration,
    parse_time_of_day,
    parse_validity,
    whole_minutes,
)
from core.basics.errors import Usage

DAY_SECONDS = 24 * 3600


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15", 900),
        ("15m", 900),
        ("15min", 900),
        ("1h", 3600),
        ("1h30", 5400),
        ("1h30m", 5400),
        ("1H30M", 5400),
        ("1h 30m", 5400),
        ("1:30", 5400),
        ("0:00:45", 45),
        ("1.5h", 5400),
        ("1,5h", 5400),
        (".5h", 1800),
        ("0.25h", 900),
        ("0.1h", 360),
        ("90m", 5400),
        ("45s", 45),
        ("1m30s", 90),
        ("24h", DAY_SECONDS),
        ("24:00", DAY_SECONDS),
        ("1440", DAY_SECONDS),
        ("1 h 30 m", 5400),
        ("8 hours", 28800),
        ("half an hour", 1800),
        ("un'ora e mezza", 5400),
        ("1 ora e 30", 5400),
        ("90'", 5400),
        ("1,5 ore", 5400),
        ("１\u00a0h\u2009３０ min", 5400),
        ("three quarters of an hour", 2700),
    ],
)
def test_every_form_of_a_duration_is_read_exactly(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds
    assert looks_like_duration(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("1h90m", "write 2h30m"),
        ("1h90", "write 2h30m"),
        ("1:90", "write 2h30m"),
        ("1:5", "two digits"),
        ("1m75s", "write 2m15s"),
        ("0", "at least one second"),
        ("0m", "at least one second"),
        ("0:00", "at least one second"),
        ("-15", "write it without the minus sign: 15"),
        ("-1h", "write it without the minus sign: 1h"),
        ("24h1m", "at most 24h"),
        ("1441", "at most 24h"),
        ("0.0001h", "20m or 45s"),
        ("1.5s", "20m or 45s"),
        ("1.5", "1h30"),
        ("printer", "1h30"),
        ("", "1h30"),
        ("1.5h30", "1h30"),
        ("1.5 h 30 m", "fraction"),
        ("1 hour 75", "write 2h15m"),
        ("15 minutes of rest", "1h30"),
        ("٣h", "1h30"),
        ("15ſ", "1h30"),
        ("9" * 5000, "1h30"),
    ],
)
def test_a_refusal_is_one_sentence_that_says_what_to_write(text: str, advice: str) -> None:
    with pytest.raises(Usage) as caught:
        parse_duration(text)
    sentence = str(caught.value)
    assert advice in sentence
    assert not sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 200


def test_a_refusal_never_repeats_control_characters() -> None:
    with pytest.raises(Usage) as caught:
        parse_duration("1\x1b[31m5\u202e")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["printer", "", "#4821", "1.5", "9-10", "9:00-9:20", "-15", "h", "m", "1.2.3"])
def test_other_words_do_not_look_like_durations(text: str) -> None:
    assert not looks_like_duration(text)


def test_a_refused_duration_still_looks_like_one() -> None:
    assert looks_like_duration("1h90m")


@pytest.mark.parametrize(
    ("text", "seconds"), [("0", 0), ("0s", 0), ("0m", 0), ("30s", 30), ("10h", 36000), ("100h", 360000), ("7", 420)]
)
def test_an_option_may_be_zero_and_may_pass_a_day(text: str, seconds: int) -> None:
    assert parse_option_duration(text) == seconds


@pytest.mark.parametrize("text", ["-5m", "7d", "abc", "0.0001h", "1h90m"])
def test_an_option_that_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        parse_option_duration(text)


def test_an_option_that_needs_a_unit_refuses_a_bare_number_with_both_readings() -> None:
    for text in ("10", "１０", "007"):
        with pytest.raises(Usage, match="can be minutes or hours"):
            parse_option_duration(text, unit_required=True)
    with pytest.raises(Usage, match="write 10m or 10h"):
        parse_option_duration("10", unit_required=True)
    assert [parse_option_duration(text, unit_required=True) for text in ("0", "10h", "600m", "2 ore")] == [
        0,
        36000,
        36000,
        7200,
    ]


def test_whole_minutes_are_counted_and_others_refused() -> None:
    assert whole_minutes(0) == 0
    assert whole_minutes(36000) == 600
    with pytest.raises(Usage, match="0:00:45"):
        whole_minutes(45)


@pytest.mark.parametrize(
    ("text", "minute"), [("0:00", 0), ("9:05", 545), ("09:05", 545), ("23:59", 1439), ("24:00", 1440)]
)
def test_a_time_of_day_is_read_as_a_minute(text: str, minute: int) -> None:
    assert parse_time_of_day(text) == minute


@pytest.mark.parametrize("text", ["24:01", "9:60", "9", "9:5", "9.00", "-1:00", ""])
def test_a_time_that_no_day_has_is_refused(text: str) -> None:
    with pytest.raises(Usage, match="not a time of day"):
        parse_time_of_day(text)


@pytest.mark.parametrize(
    ("text", "validity"),
    [
        ("12mo", Validity(months=12)),
        ("30d", Validity(days=30)),
        ("1y", Validity(months=12)),
        ("none", None),
        ("NONE", None),
    ],
)
def test_a_validity_is_months_days_or_none(text: str, validity: Validity | None) -> None:
    assert parse_validity(text) == validity


@pytest.mark.parametrize("text", ["0mo", "0d", "12", "12m", "-1mo", "", "999999mo", "999999d", "1.5mo"])
def test_a_validity_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(Usage, match="12mo"):
        parse_validity(text)


def test_days_are_read_with_or_without_their_letter() -> None:
    assert parse_days("7d") == parse_days("7") == parse_days(" 7D ") == 7
    assert parse_days("0d") == 0


@pytest.mark.parametrize("text", ["-1", "7h", "", "1.5d", "999999"])
def test_other_words_are_no_days(text: str) -> None:
    with pytest.raises(Usage, match="7d"):
        parse_days(text)


@pytest.mark.parametrize(
    ("minutes", "text"), [(375, "6:15"), (-65, "-1:05"), (0, "0:00"), (-5, "-0:05"), (6000, "100:00")]
)
def test_minutes_are_shown_as_hours_and_minutes(minutes: int, text: str) -> None:
    assert format_minutes(minutes) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(600, "0:10"), (45, "0:00:45"), (0, "0:00"), (-45, "-0:00:45"), (3661, "1:01:01")]
)
def test_seconds_are_shown_only_where_they_are_not_whole_minutes(seconds: int, text: str) -> None:
    assert format_seconds(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(0, "00:00:00"), (724, "00:12:04"), (360000, "100:00:00")])
def test_a_clock_face_has_two_digits_for_each_part(seconds: int, text: str) -> None:
    assert clock_face(seconds) == text


@given(st.integers(1, DAY_SECONDS))
def test_what_is_shown_in_seconds_is_read_back(seconds: int) -> None:
    assert parse_duration(format_seconds(seconds)) == seconds


@given(st.integers(1, 1440))
def test_what_is_shown_in_minutes_is_read_back(minutes: int) -> None:
    assert parse_duration(format_minutes(minutes)) == minutes * 60


@given(st.integers(0, 900000))
def test_a_clock_face_is_read_back_as_an_option(seconds: int) -> None:
    assert parse_option_duration(clock_face(seconds)) == seconds


@given(st.text() | st.text("0123456789hms:.,-", max_size=30))
def test_any_text_is_a_duration_or_a_usage_refusal(text: str) -> None:
    for read in (parse_duration, parse_option_duration, parse_validity, parse_days, parse_time_of_day):
        try:
            read(text)
        except Usage as refusal:
            assert str(refusal).isprintable()
