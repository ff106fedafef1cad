"""The words that start and stop a call: since when, until when, how long."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import UnreadableLine
from core.entryline.calls import (
    CallTime,
    StopWords,
    read_call_time,
    read_note_time,
    read_start,
    read_stop,
    refuse_too_long,
)
from core.entryline.parse import DAY_WORDS_BY_LANGUAGE

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 3, 11, 14, 30, tzinfo=UTC)  # 15:30 in Rome
STARTED = NOW - timedelta(minutes=40)
IT = DAY_WORDS_BY_LANGUAGE["it"]


def rome(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ROME).astimezone(UTC)


def stop(text: str) -> StopWords:
    return read_stop(text, started_at=STARTED, elapsed_seconds=2400, now=NOW, zone=ROME, day_words=IT)


def time(text: str) -> CallTime:
    return read_call_time(text, started_at=STARTED, elapsed_seconds=2400, now=NOW, zone=ROME)


@pytest.mark.parametrize(
    ("text", "client", "started_at"),
    [
        ("acme", "acme", None),
        ("acme srl", "acme srl", None),
        ("acme @-10m", "acme", NOW - timedelta(minutes=10)),
        ("acme @-1h30", "acme", NOW - timedelta(minutes=90)),
        ("acme srl @11:20", "acme srl", rome(11, 11, 20)),
        ("@11.20 acme", "acme", rome(11, 11, 20)),
        ("acme @2pm", "acme", rome(11, 14)),
        ("acme @yesterday 23:50", "acme", rome(10, 23, 50)),
        ("acme @ieri @23:50", "acme", rome(10, 23, 50)),
        ('"acme srl" @-5m', "acme srl", NOW - timedelta(minutes=5)),
        ("acme @15:30", "acme", NOW),
        ("@-5m", "", NOW - timedelta(minutes=5)),
        ("anna@acme.it", "anna@acme.it", None),
        ("", "", None),
    ],
)
def test_a_start_in_the_past_is_split_from_the_client(text: str, client: str, started_at: datetime | None) -> None:
    words = read_start(text, now=NOW, zone=ROME, day_words=IT)
    assert (words.client_text, words.started_at) == (client, started_at)


def test_shortly_after_midnight_a_late_hour_is_yesterday_s() -> None:
    words = read_start("acme @23:50", now=rome(11, 0, 10), zone=ROME)
    assert words.started_at == rome(10, 23, 50)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("acme @15:40", "@15:40", "in the future"),
        ("acme @-25h", "@-25h", "24 hours"),
        ("acme @-1441m", "@-1441m", "24 hours"),
        ("acme @yesterday 15:00", "@yesterday 15:00", "over 24 hours ago"),
        ("acme @2026-03-02 @9:00", "@2026-03-02 @9:00", "over 24 hours ago"),
        ("acme @yesterday", "@yesterday", "a day without a time"),
        ("acme @yesterday vpn", "@yesterday", "a day without a time"),
        ("acme @11:20 @11:30", "@11:30", "second time"),
        ("acme @-5m @11:30", "@-5m @11:30", "two times"),
        ("acme @25:00", "@25:00", "not a time of day"),
        ("acme @-1h90m", "@-1h90m", "write 2h30m"),
        ("acme @someday", "@someday", "neither a day nor a time"),
    ],
)
def test_a_start_that_cannot_be_is_refused_at_its_place(text: str, place: str, said: str) -> None:
    with pytest.raises(UnreadableLine) as caught:
        read_start(text, now=NOW, zone=ROME, day_words=IT)
    assert text[caught.value.start : caught.value.end] == place
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "rest", "ended_at", "seconds"),
    [
        ("printer #4821", "printer #4821", None, None),
        ("@15:00 printer", "printer", rome(11, 15), None),
        ("printer @-15m #7", "printer #7", NOW - timedelta(minutes=15), None),
        ("15m printer", "printer", None, 900),
        ("15 m printer", "printer", None, 900),
        ("mezz'ora stampante", "stampante", None, 1800),
        ("half an hour printer", "printer", None, 1800),
        ("40m", "", None, 2400),
        ("15 printers", "15 printers", None, None),
        ("reset 15m printer", "reset 15m printer", None, None),
        ("met @home 3 times", "met @home 3 times", None, None),
        ("call back @monday", "call back @monday", None, None),
        ("", "", None, None),
    ],
)
def test_the_words_of_a_stop_say_its_end_or_its_length(
    text: str, rest: str, ended_at: datetime | None, seconds: int | None
) -> None:
    words = stop(text)
    assert (words.text, words.ended_at, words.seconds, words.too_long) == (rest, ended_at, seconds, False)


def test_a_length_over_the_call_is_returned_with_both_readings_and_refused_where_nobody_can_ask() -> None:
    words = stop("2h outage")
    assert (words.too_long, words.seconds, words.text) == (True, 7200, "2h outage")
    with pytest.raises(UnreadableLine, match="lasted 0:40") as caught:
        refuse_too_long(words, 2400)
    assert (caught.value.start, caught.value.end) == (0, 2)
    refuse_too_long(stop("15m outage"), 2400)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("@15:40", "@15:40", "in the future"),
        ("vpn @14:00", "@14:00", "not after the call's start"),
        ("@-50m", "@-50m", "not after the call's start"),
        ("15m vpn @15:00", "15m", "length beside an end"),
        ("1h90m vpn", "1h90m", "write 2h30m"),
        ("1h 30 pages", "1h 30", "write 1h 30m"),
    ],
)
def test_an_end_that_cannot_be_is_refused_at_its_place(text: str, place: str, said: str) -> None:
    with pytest.raises(UnreadableLine) as caught:
        stop(text)
    assert text[caught.value.start : caught.value.end] == place
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "started_at", "seconds"),
    [
        ("", STARTED, 2400),
        ("15m", STARTED, 900),
        ("15", STARTED, 900),
        ("0:12:04", STARTED, 724),
        ("1 ora", STARTED, 3600),
        ("-5m", STARTED, 2100),
        ("−5m", STARTED, 2100),
        ("12:25-12:40", rome(11, 12, 25), 900),
        ("dalle 9 alle 9.20", rome(11, 9), 1200),
        ("9-10", rome(11, 9), 3600),
    ],
)
def test_the_time_field_reads_lengths_ends_and_ranges(text: str, started_at: datetime, seconds: int) -> None:
    read = time(text)
    assert (read.started_at, read.seconds) == (started_at, seconds)
    assert read.ended_at == started_at + timedelta(seconds=seconds)


def test_the_time_field_keeps_a_long_call_and_refuses_a_clock_time() -> None:
    long = read_call_time("5:30", started_at=STARTED, elapsed_seconds=19800, now=NOW, zone=ROME)
    assert long.seconds == 19800
    with pytest.raises(UnreadableLine, match="can be a length or a clock time"):
        time("9:00")


@pytest.mark.parametrize(
    "text",
    ["-40m", "-2h", "0", "abc", "15:20-15:20", "-x", "25h", "15 printers", "1.30h", "-0.20h", "1430", "0930", "2/3 h"],
)
def test_the_time_field_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(UnreadableLine) as caught:
        time(text)
    assert (caught.value.start, caught.value.end) == (0, len(text))


_words = st.sampled_from(
    [
        "acme",
        "@-5m",
        "@11:20",
        "@yesterday",
        "23:50",
        "15m",
        "1h",
        "30",
        "@",
        "@-",
        "@99:99",
        "-5m",
        "9:00-9:20",
        "@02:30",
    ]
)


@given(st.text() | st.lists(_words | st.text(max_size=5), max_size=6).map(" ".join))
def test_any_words_are_understood_or_unreadable(text: str) -> None:
    for read in (lambda: read_start(text, now=NOW, zone=ROME, day_words=IT), lambda: stop(text), lambda: time(text)):
        try:
            read()
        except UnreadableLine as fault:
            assert 0 <= fault.start <= fault.end <= len(text)
            assert str(fault).isprintable()


@pytest.mark.parametrize(
    ("text", "seconds", "rest", "too_long"),
    [
        ("15m printer", 900, "printer", False),
        ("1h printer", 3600, "printer", False),
        ("2h printer", 7200, "printer", True),
        ("0:20 printer #7", 1200, "printer #7", False),
        ("15 printers", None, "15 printers", False),
        ("printer 15m", None, "printer 15m", False),
        ("", None, "", False),
    ],
)
def test_a_note_that_begins_with_a_length_says_the_time(
    text: str, seconds: int | None, rest: str, too_long: bool
) -> None:
    said = read_note_time(text, elapsed_seconds=3600)
    assert (said.seconds, said.text, said.too_long) == (seconds, rest, too_long)


@pytest.mark.parametrize("text", ["1:77 printer", "99:99 printer", "0:60"])
def test_a_slip_in_the_minutes_of_a_length_is_refused_and_never_lost_in_the_note(text: str) -> None:
    for read in (lambda: read_note_time(text, elapsed_seconds=36000), lambda: stop(text)):
        with pytest.raises(UnreadableLine, match="has more than 59 minutes after the hours"):
            read()


@pytest.mark.parametrize("text", ["20m @9:00 printer", "20 minutes @-5m", "1h @14:00"])
def test_a_time_beside_the_length_of_a_note_is_refused_and_never_lost_in_the_note(text: str) -> None:
    with pytest.raises(UnreadableLine, match="a length beside an end"):
        read_note_time(text, elapsed_seconds=3600)
    assert read_note_time("20m @mario printer", elapsed_seconds=3600).text == "@mario printer"


@pytest.mark.parametrize(
    ("began", "ended", "typed", "first", "last"),
    [
        (rome(11, 0, 10), rome(11, 0, 40), "23:50-0:20", rome(10, 23, 50), rome(11, 0, 20)),
        (rome(11, 0, 10), rome(11, 0, 40), "23:20-23:50", rome(10, 23, 20), rome(10, 23, 50)),
        (rome(10, 23, 50), rome(11, 0, 40), "0:10-0:30", rome(11, 0, 10), rome(11, 0, 30)),
        (rome(11, 14, 50), rome(11, 15, 30), "9:00-9:20", rome(11, 9), rome(11, 9, 20)),
    ],
)
def test_a_range_for_a_call_is_on_its_day_or_touches_it_over_midnight(
    began: datetime, ended: datetime, typed: str, first: datetime, last: datetime
) -> None:
    lasted = int((ended - began).total_seconds())
    said = read_call_time(typed, started_at=began, elapsed_seconds=lasted, now=NOW, zone=ROME)
    assert (said.started_at, said.ended_at) == (first, last)


@pytest.mark.parametrize("typed", ["16:00-16:20", "23:00-1:00"])
def test_a_range_that_is_still_to_come_is_never_yesterdays(typed: str) -> None:
    with pytest.raises(UnreadableLine, match="would end in the future"):
        time(typed)
