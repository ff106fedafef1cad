"""Quick entry: each form of the line, each refusal at its place, and time that obeys the calendar and the zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.durations import format_seconds, format_units
from core.basics.errors import UnreadableLine, Usage
from core.basics.i18n import writing_to
from core.entryline.days import line_day
from core.entryline.parse import (
    DAY_WORDS_BY_LANGUAGE,
    EntryLine,
    TokenKind,
    client_text_of,
    parse_day,
    read_line,
    read_wrap_up,
    says_time,
)
from core.model.work import Span

ROME = ZoneInfo("Europe/Rome")
WORK_TYPES = ("phone", "remote", "on-site", "patching", "Trip")
WEDNESDAY = date(2026, 3, 11)
NOW = datetime(2026, 3, 11, 14, 30, tzinfo=UTC)  # 15:30 in Rome, still winter time


def read(line: str, now: datetime = NOW) -> EntryLine:
    return read_line(line, now=now, zone=ROME, known_work_types=WORK_TYPES, day_words=DAY_WORDS_BY_LANGUAGE["it"])


def rome(year: int, month: int, day: int, hour: int, minute: int = 0, *, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ROME, fold=fold).astimezone(UTC)


def refusal(line: str, now: datetime = NOW) -> UnreadableLine:
    with pytest.raises(UnreadableLine) as caught:
        read(line, now)
    return caught.value


def test_a_bare_number_is_minutes_that_end_now() -> None:
    entry = read("acme 15 printer jams #4821")
    assert entry.client_text == "acme"
    assert entry.work.spans == (Span(NOW - timedelta(minutes=15), 900),)
    assert (entry.work.worked_seconds, entry.work.work_date) == (900, WEDNESDAY)
    assert (entry.ticket, entry.note, entry.work_type, entry.no_charge) == ("4821", "printer jams", "phone", False)


def test_a_range_on_a_day_is_read_in_the_zone() -> None:
    entry = read("acme 9:00-9:20 @yesterday vpn down")
    assert entry.work.spans == (Span(rome(2026, 3, 10, 9), 1200),)
    assert (entry.work.work_date, entry.note) == (date(2026, 3, 10), "vpn down")


def test_a_work_type_a_day_and_a_start_are_read() -> None:
    entry = read("acme 1h30 +patching @2026-03-02 @14:00")
    assert entry.work.spans == (Span(rome(2026, 3, 2, 14), 5400),)
    assert entry.work.work_type == entry.work_type == "patching"


@pytest.mark.parametrize(
    ("word", "seconds"),
    [
        ("15", 900), ("15m", 900), ("1h", 3600), ("1h30", 5400), ("1h30m", 5400), ("1:30", 5400), ("1.5h", 5400),
        ("1,5h", 5400), ("0.25h", 900), ("90m", 5400), ("45s", 45), ("9:00-9:20", 1200), ("9-9:20", 1200),
        ("9:00\u20139:20", 1200), ("1h 30m", 5400), ("24h", 86400), ("1h,", 3600),
    ],
)  # fmt: skip
def test_every_form_of_a_duration_is_read(word: str, seconds: int) -> None:
    entry = read(f"acme {word} note")
    assert (entry.work.worked_seconds, entry.note) == (seconds, "note")


def test_tokens_follow_the_client_in_any_order() -> None:
    first = read("acme 9:00-9:20 @yesterday #7 +remote nc vpn down")
    second = read("acme nc vpn +remote down #7 @yesterday 9:00-9:20")
    assert (first.work, first.ticket, first.note) == (second.work, second.ticket, second.note)
    assert second.work.no_charge
    assert second.work.work_type == "remote"


@pytest.mark.parametrize(
    ("line", "seconds", "note"),
    [
        ("acme 3 printers 1h", 3600, "3 printers"),
        ("acme 15 replaced 2 disks", 900, "replaced 2 disks"),
        ("acme 15m outage of 2h", 900, "outage of 2h"),
        ("acme 1h, 30 pages", 3600, "30 pages"),
        ("acme 1h #7 30m", 3600, "30m"),
        ("acme 20 floors 9-10 # 5 +391234 @", 1200, "floors 9-10 # 5 +391234 @"),
        ("acme 20 ncc NCIS", 1200, "ncc NCIS"),
    ],
)
def test_the_explicit_duration_wins_and_the_other_numbers_stay_in_the_note(line: str, seconds: int, note: str) -> None:
    entry = read(line)
    assert (entry.work.worked_seconds, entry.note) == (seconds, note)


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("today", "2026-03-11"), ("yesterday", "2026-03-10"), ("mon", "2026-03-09"), ("tue", "2026-03-10"),
        ("wed", "2026-03-04"), ("thu", "2026-03-05"), ("sun", "2026-03-08"), ("2026-03-02", "2026-03-02"),
        ("oggi", "2026-03-11"), ("ieri", "2026-03-10"), ("Lun", "2026-03-09"), ("mer", "2026-03-04"),
        ("dom", "2026-03-08"),
    ],
)  # fmt: skip
def test_a_day_without_a_time_has_no_clock_time(word: str, day: str) -> None:
    work = read(f"acme 1h @{word}").work
    assert (work.work_date, work.spans, work.worked_seconds) == (date.fromisoformat(day), (), 3600)
    assert parse_day(word, today=WEDNESDAY, day_words=DAY_WORDS_BY_LANGUAGE["it"]) == work.work_date


def test_a_start_without_a_day_is_today() -> None:
    assert read("acme 1h @14:00").work.spans == (Span(rome(2026, 3, 11, 14), 3600),)


def test_work_that_ended_some_time_ago_starts_before_it() -> None:
    assert read("acme 1h @-15m").work.spans == (Span(NOW - timedelta(minutes=75), 3600),)


def test_a_range_past_midnight_starts_yesterday_or_on_the_day_that_is_given() -> None:
    assert read("acme 23:50-0:20").work.spans == (Span(rome(2026, 3, 10, 23, 50), 1800),)
    entry = read("acme 23:50-0:20 @2026-03-02")
    assert (entry.work.spans, entry.work.work_date) == ((Span(rome(2026, 3, 2, 23, 50), 1800),), date(2026, 3, 2))
    assert read("acme 23:00-24:00").work.spans == (Span(rome(2026, 3, 10, 23), 3600),)


def test_the_work_date_is_the_local_day_of_the_start() -> None:
    just_after_midnight = rome(2026, 3, 11, 0, 10)
    assert read("acme 15", just_after_midnight).work.work_date == date(2026, 3, 10)


def test_an_end_within_a_minute_of_now_is_not_the_future() -> None:
    assert read("acme 15:00-15:31").work.worked_seconds == 1860


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        ("acme 1h90m x", "1h90m", "write 2h30m"),
        ("acme 1h 90m x", "1h 90m", "write 2h30m"),
        ("acme 0 x", "0", "no time at all"),
        ("acme x 0m", "0m", "no time at all"),
        ("acme -15 x", "-15", "negative"),
        ("acme -1h x", "-1h", "negative"),
        ("acme 25h x", "25h", "24 hours"),
        ("acme 9:00-9:00", "9:00-9:00", "same time"),
        ("acme 9:00-25:00", "9:00-25:00", "not a time of day"),
        ("acme 15:00-15:32", "15:00-15:32", "in the future"),
        ("acme 1h @15:00", "@15:00", "in the future"),
        ("acme 1h @2026-03-12", "@2026-03-12", "in the future"),
        ("acme 1h @0206-03-02", "@0206-03-02", "too long ago"),
        ("acme 1h @2026-02-30", "@2026-02-30", "not in the calendar"),
        ("acme 1h @2026-3-2", "@2026-3-2", "write 2026-03-02"),
        ("acme 1h @someday", "@someday", "neither a day nor a time"),
        ("acme 1h @25:00", "@25:00", "not a time of day"),
        ("acme 1h @24:00", "@24:00", "ends a day"),
        ("acme 1h @mon @tue", "@tue", "beside '@mon'"),
        ("acme 1h @9:00 @10:00", "@10:00", "beside '@9:00'"),
        ("acme 1h @9:00 @-5m", "@-5m", "beside '@9:00'"),
        ("acme 1h @mon @-5m", "@-5m", "beside a day"),
        ("acme 9:00-9:20 @10:00", "@10:00", "second time"),
        ("acme 9:00-9:20 @-5m", "@-5m", "second time"),
        ("acme 1h @-1h90m", "@-1h90m", "write 2h30m"),
        ("acme 1h #1 #2", "#2", "second ticket"),
        ("acme 1h +remote +phone", "+phone", "second work type"),
        ("acme 1h +patchng", "+patchng", "did you mean +patching?"),
        ("acme 1h +zzz", "+zzz", "one of +on-site, +patching, +phone, +remote, +trip"),
        ('"acme ltd 15', '"acme ltd 15', "never closed"),
        ('"" 15', '""', "client is missing"),
    ],
)
def test_a_refusal_stands_at_its_place_with_its_reason(line: str, place: str, said: str) -> None:
    fault = refusal(line)
    assert line[fault.start : fault.end] == place
    assert said in str(fault)
    assert str(fault).startswith(f"Column {fault.start + 1}: ")
    assert fault.exit_code == 2


@pytest.mark.parametrize("line", ["acme", "acme printer jams", "acme #4821"])
def test_a_missing_duration_is_refused_at_the_end_of_the_line(line: str) -> None:
    fault = refusal(line)
    assert (fault.start, fault.end) == (len(line), len(line))
    assert "1h30" in str(fault)


def test_a_line_without_a_client_is_refused() -> None:
    assert "client is missing" in str(refusal(""))
    assert "client is missing" in str(refusal("   "))


def test_an_hour_that_daylight_saving_skips_is_refused() -> None:
    later = rome(2026, 3, 30, 12)
    for line, place in [
        ("acme 15 @2026-03-29 @02:30", "@02:30"),
        ("acme 2:30-3:30 @2026-03-29", "2:30-3:30"),
        ("acme 1:30-2:30 @2026-03-29", "1:30-2:30"),
    ]:
        fault = refusal(line, later)
        assert line[fault.start : fault.end] == place
        assert "skips in Europe/Rome" in str(fault)


def test_a_range_over_a_change_of_the_clocks_has_its_true_length() -> None:
    assert read("acme 1:30-3:30 @2026-03-29", rome(2026, 3, 30, 12)).work.worked_seconds == 3600
    assert read("acme 1:30-3:30 @2026-10-25", rome(2026, 10, 26, 12)).work.worked_seconds == 3 * 3600


def test_an_hour_that_comes_twice_is_the_first_one() -> None:
    work = read("acme 15 @2026-10-25 @02:30", rome(2026, 10, 26, 12)).work
    assert work.spans == (Span(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 900),)


def test_a_whole_day_of_twenty_five_hours_is_refused() -> None:
    assert "24 hours" in str(refusal("acme 0:00-24:00 @2026-10-25", rome(2026, 10, 27, 12)))


def test_a_quoted_client_holds_spaces() -> None:
    assert client_text_of('  "acme  ltd" 15 x') == ("acme ltd", 2, 13)
    entry = read('"acme ltd" 15 x')
    assert (entry.client_text, entry.note) == ("acme ltd", "x")


def test_the_client_is_never_read_as_something_else() -> None:
    assert read("15 20").client_text == "15"
    assert client_text_of("acme") == ("acme", 0, 4)


def test_a_work_type_is_found_in_any_case_and_keeps_the_spelling_of_the_agreement() -> None:
    assert read("acme 1h +TRIP").work_type == "Trip"
    assert read("acme 1h +On-Site").work_type == "on-site"


def test_control_characters_never_reach_the_note_nor_the_refusal() -> None:
    entry = read("ac\u202eme 1h\u200b \x1b[31mred\x07 #4\u20668")
    assert (entry.client_text, entry.note, entry.ticket) == ("acme", "[31mred", "48")
    assert str(refusal("acme 1h @\x1b[31m\u202eday")).isprintable()


def test_the_tokens_cover_the_words_in_order() -> None:
    line = "acme 1h 30m @mon @14:00 #7 +remote nc vpn"
    tokens = read(line).tokens
    assert [line[token.start : token.end] for token in tokens] == [
        "acme", "1h 30m", "@mon", "@14:00", "#7", "+remote", "nc", "vpn",
    ]  # fmt: skip
    assert [token.kind for token in tokens] == [
        TokenKind.CLIENT, TokenKind.DURATION, TokenKind.DAY, TokenKind.TIME, TokenKind.TICKET, TokenKind.WORK_TYPE,
        TokenKind.NO_CHARGE, TokenKind.NOTE,
    ]  # fmt: skip


def test_a_wrap_up_reads_no_time() -> None:
    wrap_up = read_wrap_up("reset 2 switches 1h @home #9 +remote nc", known_work_types=WORK_TYPES)
    assert (wrap_up.note, wrap_up.ticket, wrap_up.work_type) == ("reset 2 switches 1h @home", "9", "remote")
    assert wrap_up.no_charge
    assert read_wrap_up("", known_work_types=WORK_TYPES).work_type == ""


def test_a_day_for_an_option_may_lie_ahead_but_must_exist() -> None:
    assert parse_day("2027-01-31", today=WEDNESDAY) == date(2027, 1, 31)
    for text in ("2026-02-30", "someday", "ieri", "", "2026-W01-1", "0000-01-01"):
        with pytest.raises(Usage):
            parse_day(text, today=WEDNESDAY)


words = st.sampled_from(
    ["acme", '"', '"acme ltd"', "15", "1h", "30m", "1h90m", "-15", "9:00-9:20", "2:30-9", "23:00-1:00", "99:99-1", "nc",
     "@today", "@mon", "@9:00", "@-15m", "@-99h", "@0001-01-01", "@9999-12-31", "@02:30", "#1", "#",
     "h", "m", "min", "ore", "un'ora", "e", "mezza", "and", "a", "half", "hours", "-", "–", "to", "alle", "dalle", "from",
     "at", "9", "9.30", "9am", "13pm", "noon", "24:00", "25:00", "1/2", "½", "1.5", "２", "90'", "days", ",", "9:00,",
     "+remote", "+x", "+3", "9" * 5000, "0." + "1" * 5000 + "h", "\x1b[2J", "\u202e", "\ud800"]
)  # fmt: skip


@given(st.text() | st.lists(words | st.text(max_size=6), max_size=8).map(" ".join))
def test_any_text_is_an_entry_or_an_unreadable_line(line: str) -> None:
    try:
        entry = read(line)
    except UnreadableLine as fault:
        assert 0 <= fault.start <= fault.end <= len(line)
        assert str(fault).isprintable()
    else:
        assert 0 < entry.work.worked_seconds <= 86400
        assert entry.note.isprintable() or not entry.note.isascii()
        ends = [0, *(token.end for token in entry.tokens)]
        assert all(token.start >= end for token, end in zip(entry.tokens, ends, strict=False))


@given(st.integers(1, 86400), st.sampled_from(["@yesterday", "", "@-15m"]))
def test_a_duration_that_is_shown_is_read_back_from_a_line(seconds: int, when: str) -> None:
    shown = format_seconds(seconds)
    if seconds > 4 * 3600 and seconds % 60 == 0 and when != "@-15m":
        assert "can be a length or a clock time" in str(refusal(f"acme {shown} {when}"))
        shown = format_units(seconds)
    assert read(f"acme {shown} {when}").work.worked_seconds == seconds


def test_a_day_field_takes_the_words_and_dates_of_the_language_in_use() -> None:
    today = date(2026, 11, 24)
    with writing_to("it"):
        assert parse_day("ieri", today=today) == date(2026, 11, 23)
        assert parse_day("lun", today=today) == date(2026, 11, 23)
        assert parse_day("31/12/2026", today=today) == date(2026, 12, 31)
        assert parse_day("1/2/2026", today=today) == date(2026, 2, 1)
        assert parse_day("today", today=today) == today
        with pytest.raises(Usage):
            parse_day("31/11/2026", today=today)
    with writing_to("en"), pytest.raises(Usage):
        parse_day("1/2/2026", today=today)
    with writing_to("en"), pytest.raises(Usage):
        parse_day("ieri", today=today)


@pytest.mark.parametrize(
    ("spoken", "word", "day"),
    [
        ("it", "30/10", "2026-10-30"),
        ("it", "3/4", "2026-04-03"),
        ("it", "30/12", "2025-12-30"),
        ("it", "24/11", "2026-11-24"),
        ("it", "29/2", "2024-02-29"),
        ("it", "30/10/26", "2026-10-30"),
        ("it", "01/02/2026", "2026-02-01"),
        ("en", "30/10", "2026-10-30"),
        ("en", "30/10/2026", "2026-10-30"),
        ("en", "3/4", "can be two days; write 2026-04-03 or 2026-03-04"),
        ("en", "10/30", "has the month first; write 2026-10-30"),
        ("en", "10/30/25", "has the month first; write 2025-10-30"),
        ("it", "31/11", "non è nel calendario"),
        ("it", "0/10", "non è nel calendario"),
        ("it", "31/11/2026", "non è nel calendario"),
        ("en", "28 Oct", "2026-10-28"),
        ("en", "28 October 2024", "2024-10-28"),
        ("en", "25nov", "2025-11-25"),
        ("it", "28 ottobre", "2026-10-28"),
        ("it", "24 nov", "2026-11-24"),
        ("en", "Sat 28 Feb", "2026-02-28"),
        ("en", "Mon 28 Feb", "'Mon 28 Feb' is no Mon; write 2026-02-28"),
        ("en", "31 Nov", "is not in the calendar"),
    ],
)
def test_a_date_with_slashes_has_the_day_first_and_without_a_year_is_the_latest_one(
    spoken: str, word: str, day: str
) -> None:
    today = date(2026, 11, 24)
    with writing_to(spoken):
        if day.startswith("20"):
            assert line_day(word, today, {}) == date.fromisoformat(day)
            return
        with pytest.raises(Usage, match=day):
            line_day(word, today, {})
    with writing_to("it"), pytest.raises(Usage, match="a '30/10' manca l'anno; scrivi 2026-10-30"):
        parse_day("30/10", today=today)
    with pytest.raises(Usage, match="'30 Oct' lacks its year; write 30 Oct 2026"):
        parse_day("30 Oct", today=today)


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("30/10", "2026-10-30"),
        ("29/2", "2028-02-29"),
        ("30 Oct", "30 Oct 2026"),
        ("29 Feb", "29 Feb 2028"),
    ],
)
def test_a_day_that_lacks_its_year_gets_advice_that_is_read(word: str, advice: str) -> None:
    today = date(2026, 11, 24)
    with pytest.raises(Usage, match=f"'{word}' lacks its year; write {advice}"):
        parse_day(word, today=today)
    assert isinstance(parse_day(advice, today=today), date)


@pytest.mark.parametrize("word", ["31/2", "30 Feb", "31/4"])
def test_a_day_that_no_year_has_gets_no_advice_to_write_it_with_a_year(word: str) -> None:
    with pytest.raises(Usage, match=f"'{word}' is not in the calendar"):
        parse_day(word, today=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("line", "day", "note"),
    [
        ("acme @28 Nov 20m vpn", "2025-11-28", "vpn"),
        ("acme 20m @28 November 2024 vpn", "2024-11-28", "vpn"),
        ("acme @sat 28 Feb 20m vpn", "2026-02-28", "vpn"),
        ("acme @28 Nov, 2019 servers 20m", "2025-11-28", "2019 servers"),
    ],
)
def test_a_date_is_read_behind_its_sign_as_the_screen_shows_it(line: str, day: str, note: str) -> None:
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    read = read_line(line, now=now, zone=ROME, known_work_types=WORK_TYPES)
    assert (read.work.work_date, read.note) == (date.fromisoformat(day), note)


def test_h_mm_over_four_hours_comes_back_with_both_readings_where_somebody_can_be_asked() -> None:
    line = "acme 9:00 vpn"
    entry = read_line(line, now=NOW, zone=ROME, known_work_types=WORK_TYPES, doubts=True)
    doubt = entry.doubt
    assert doubt is not None
    assert line[doubt.token.start : doubt.token.end] == "9:00"
    assert (doubt.seconds, doubt.minute_of_day) == (9 * 3600, 540)
    assert entry.work.worked_seconds == 9 * 3600
    assert doubt.since is not None
    assert doubt.since.spans == (Span(rome(2026, 3, 11, 9), 23400),)


@pytest.mark.parametrize("line", ["acme 16:00", "acme 9:00 @yesterday", "acme 24:00"])
def test_a_clock_time_that_gives_no_work_until_now_has_one_reading_as_work(line: str) -> None:
    day_words = DAY_WORDS_BY_LANGUAGE["it"]
    entry = read_line(line, now=NOW, zone=ROME, known_work_types=WORK_TYPES, day_words=day_words, doubts=True)
    assert entry.doubt is not None
    assert entry.doubt.since is None


@pytest.mark.parametrize("line", ["acme 4:00", "acme 9h", "acme 9:00 @5:00", "acme 9:00 @-15m", "acme 0:12:04"])
def test_nothing_else_is_in_doubt(line: str) -> None:
    assert read_line(line, now=NOW, zone=ROME, known_work_types=WORK_TYPES, doubts=True).doubt is None


@pytest.mark.parametrize(
    ("line", "client", "used", "note"),
    [
        ("acme 15 vpn", "acme", False, "vpn"),
        ("15 vpn", "vivai", True, "vpn"),
        ("9:00 - 9:20 vpn", "vivai", True, "vpn"),
        ("#7 20m vpn", "vivai", True, "vpn"),
        ("un'ora vpn", "vivai", True, "vpn"),
        ("printer jams 15", "vivai", True, "printer jams"),
        ('"acme ltd" 15', "acme ltd", False, ""),
    ],
)
def test_a_line_that_begins_with_no_client_is_the_default_client_s(
    line: str, client: str, used: bool, note: str
) -> None:
    entry = read_line(
        line,
        now=NOW,
        zone=ROME,
        known_work_types=WORK_TYPES,
        default_client="vivai",
        is_client=lambda text: text in ("acme", "vivai"),
    )
    assert (entry.client_text, entry.default_used, entry.note) == (client, used, note)
    assert [token.kind for token in entry.tokens].count(TokenKind.CLIENT) == (0 if used else 1)


def test_without_a_predicate_only_a_time_or_a_label_begins_a_line_of_the_default_client() -> None:
    def client_of(line: str) -> str:
        return read_line(line, now=NOW, zone=ROME, known_work_types=WORK_TYPES, default_client="vivai").client_text

    assert [client_of(line) for line in ("15 vpn", "+remote 15", "nc 15", "acme 15")] == ["vivai"] * 3 + ["acme"]


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("it", "+remoto", "remote"),
        ("it", "+Telefono", "phone"),
        ("it", "+in-sede", "on-site"),
        ("it", "+remote", "remote"),
        ("en", "+remote", "remote"),
        ("it", "+trip", "Trip"),
    ],
)
def test_work_types_are_typed_in_the_language_and_in_english(language: str, typed: str, code: str) -> None:
    with writing_to(language):
        assert read(f"acme 1h {typed}").work_type == code
        assert read_wrap_up(f"vpn {typed}", known_work_types=WORK_TYPES).work_type == code


def test_an_unknown_work_type_lists_the_names_of_the_language() -> None:
    with writing_to("it"):
        sentence = str(refusal("acme 1h +remotto"))
    assert "+remoto" in sentence
    assert "+in-sede" in sentence
    assert "+remote" not in sentence
    with writing_to("en"):
        assert "not a known work type" in str(refusal("acme 1h +remoto"))


def test_words_that_say_a_time_are_told_from_a_note() -> None:
    assert [says_time(text) for text in ("15", "vpn 1h", "half an hour", "9:00 - 9:20", "un'ora #7", "1h90m")] == [
        True
    ] * 6
    assert [says_time(text) for text in ("", "replaced 2 disks", "#15 @mon", "vpn since 9:30")] == [False] * 4


_LENGTHS = (
    "{h}h{m}m", "{h} h {m} m", "{h}h {m}", "{h}h{m:02}", "{h} hours {m} minutes", "{h} hours and {m} minutes",
    "{h} hr {m} min", "{h} ore e {m}", "{h} ore e {m} minuti", "{h} ore, {m} minuti", "{h} h {m}'", "{t}m", "{t} min",
    "{t} minuti", "{t}'", "{h}:{m:02} h", "{h}:{m:02} ore",
)  # fmt: skip
_RANGES = (
    "{a}-{b}", "{a} - {b}", "{a}–{b}", "{a} — {b}", "{a} to {b}", "from {a} to {b}", "dalle {a} alle {b}", "{a} alle {b}",
    "between {a} and {b}", "tra le {a} e le {b}", "dalle {c} alle {d}", "{c}-{d}", "{c} - {d}", "{x}-{y}", "{x} to {y}",
)  # fmt: skip


@given(st.integers(1, 23), st.integers(0, 59), st.sampled_from(_LENGTHS), st.sampled_from(["", " vpn down", " @ieri"]))
def test_a_length_in_any_form_reads_back_to_the_same_seconds(hours: int, minutes: int, form: str, after: str) -> None:
    if after == " vpn down" and form == "{h}h {m}":
        after = ", vpn down"
    typed = form.format(h=hours, m=minutes, t=hours * 60 + minutes)
    is_gap = form == "{h}h {m}"
    if hours * 60 + minutes > 8 * 60 and (form == "{h}h{m:02}" or (is_gap and minutes)):
        # It can be a clock time, too.
        advice = f"write {format_units((hours * 60 + minutes) * 60)} for the length"
        assert advice in str(refusal(f"acme {typed}{after}"))
        return
    entry = read(f"acme {typed}{after}")
    assert entry.work.worked_seconds == (hours * 60 + minutes) * 60
    assert entry.note == after.strip(" ,").removeprefix("@ieri")


@given(st.integers(0, 1439), st.integers(1, 720), st.sampled_from(_RANGES), st.sampled_from(["", " vpn down"]))
def test_a_range_in_any_form_reads_back_to_the_same_seconds(first: int, length: int, form: str, after: str) -> None:
    last = (first + length) % 1440
    clocks = {
        name: f"{minute // 60}{dot}{minute % 60:02}"
        for name, minute, dot in (("a", first, ":"), ("b", last, ":"), ("c", first, "."), ("d", last, "."))
    }
    for name, minute in (("x", first), ("y", last)):
        clocks[name] = f"{(minute // 60 - 1) % 12 + 1}:{minute % 60:02}{'am' if minute < 720 else 'pm'}"
    entry = read(f"acme {form.format(**clocks)}{after} @2026-03-02")
    assert entry.work.spans == (Span(rome(2026, 3, 2, 0) + timedelta(minutes=first), length * 60),)
    assert entry.note == after.strip()


@pytest.mark.parametrize(
    ("text", "ticket", "note", "work_type", "no_charge"),
    [
        (" ,#12", "12", "", "", False),
        ("jam,#12; done", "12", "jam, done", "", False),
        (",+remote,nc jam", "", "jam", "remote", True),
        ("jam ;nc.", "", "jam", "", True),
        ("jam,#12", "12", "jam", "", False),
        ("jam; +remote, nc", "", "jam", "remote", True),
        ("jam , paper , #12", "12", "jam , paper", "", False),
        ("#12,jam", "12", "jam", "", False),
        ("paper,nc,jam", "", "paper, jam", "", True),
        ("+remote;jam,", "", "jam,", "remote", False),
        ("#12: jam.", "12", "jam.", "", False),
        ("(jam, #12)", "12", "(jam)", "", False),
        ("(jam,#12). paper", "12", "(jam). paper", "", False),
        ("[jam; +remote]", "", "[jam]", "remote", False),
        ("(jam, nc)", "", "(jam)", "", True),
        ("#12) jam", "12", "jam", "", False),
        ("#12(b) see f(x)", "12(b)", "see f(x)", "", False),
        ("#12,13 #: jam", "12,13", "#: jam", "", False),
        ("tel,+39 02 a,sync 3,5 tel,#", "", "tel,+39 02 a,sync 3,5 tel,#", "", False),
    ],
)
def test_a_label_directly_after_a_comma_is_a_label(
    text: str, ticket: str, note: str, work_type: str, no_charge: bool
) -> None:
    said = read_wrap_up(text, known_work_types=WORK_TYPES)
    assert (said.ticket, said.note, said.work_type, said.no_charge) == (ticket, note, work_type, no_charge)
    assert all(text[token.start : token.end] == token.text for token in said.tokens)


@pytest.mark.parametrize(
    ("line", "note", "day", "minutes_past"),
    [
        ("acme 15 fixed,@yesterday", "fixed", 10, None),
        ("acme 15 fixed; @9:10", "fixed", 11, 550),
        ("acme fixed;@9:10 15", "fixed", 11, 550),
        ("acme 15 , fixed", "fixed", 11, 915),
        ("acme 15,fixed", "fixed", 11, 915),
        ("acme 15 min;fixed,cleaned", "fixed,cleaned", 11, 915),
        ("acme 9:10 - 9:25,fixed", "fixed", 11, 550),
        ("acme #12 15,fixed @9:10", "fixed", 11, 550),
        ("acme 15 @9:10,fixed", "fixed", 11, 550),
        ("acme @9:10,fixed 15", "fixed", 11, 550),
        ("acme 15 @yesterday,fixed", "fixed", 10, None),
        ("acme 15 @10 Mar,fixed", "fixed", 10, None),
        ("acme 15 @10 Mar 2026,fixed", "fixed", 10, None),
        ("acme 15 to a@b.it,c@d.it", "to a@b.it,c@d.it", 11, 915),
    ],
)
def test_a_comma_beside_a_shortcut_is_not_the_notes_and_hides_no_day_or_time(
    line: str, note: str, day: int, minutes_past: int | None
) -> None:
    entry = read(line)
    assert (entry.note, entry.work.work_date) == (note, date(2026, 3, day))
    midnight = rome(2026, 3, day, 0)
    assert [(span.started_at - midnight) // timedelta(minutes=1) for span in entry.work.spans] == (
        [] if minutes_past is None else [minutes_past]
    )


@pytest.mark.parametrize("text", [" ,#12 #13", "jam #12,#13", "#12;#13"])
def test_a_second_ticket_after_a_comma_is_refused_where_it_stands(text: str) -> None:
    with pytest.raises(UnreadableLine, match="second ticket") as refused:
        read_wrap_up(text, known_work_types=WORK_TYPES)
    assert text[refused.value.start : refused.value.end] == "#13"


@pytest.mark.parametrize("line", ["acme 1,h", "acme 15,min", "acme 1,5,fixed", "acme 1h,30"])
def test_a_comma_that_may_be_part_of_a_length_is_refused(line: str) -> None:
    with pytest.raises(UnreadableLine):
        read(line)


def test_a_unit_before_a_comma_belongs_to_the_length() -> None:
    assert read("acme 2 h,fixed").work.worked_seconds == 2 * 3600
