"""The filter line over a list of entries."""

from datetime import date

import pytest

from core.basics.errors import Usage
from core.basics.i18n import writing_to
from core.entryline.filter import (
    EntryFilter,
    as_period,
    meant_instead,
    parse_since,
    parse_until,
    read_filter,
)

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("spoken", "typed", "since", "until"),
    [
        ("en", "@last-month", "2026-02-01", "2026-02-28"),
        ("en", "2026-01", "2026-01-01", "2026-01-31"),
        ("en", "@yesterday", "2026-03-01", "2026-03-01"),
        ("en", "2025", "2025-01-01", "2025-12-31"),
        ("it", "mese-scorso", "2026-02-01", "2026-02-28"),
        ("it", "27/2", "2026-02-27", "2026-02-27"),
    ],
)
def test_a_period_of_a_verb_begins_and_ends_as_in_a_filter(spoken: str, typed: str, since: str, until: str) -> None:
    with writing_to(spoken):
        days = (parse_since(typed, today=TODAY), parse_until(typed, today=TODAY))
    assert days == (date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize(
    ("spoken", "typed", "period"),
    [
        ("en", "October", "2025-10"),
        ("en", "feb", "2026-02"),
        ("it", "marzo 2024", "2024-03"),
        ("it", "mar", "2026-03"),
        ("en", "10/2025", "2025-10"),
        ("en", "last month", "2026-02"),
        ("it", "mese-scorso", "2026-02"),
        ("en", "q3", "2026-Q3"),
        ("en", "2025-q4", "2025-Q4"),
        ("en", "last year", "2025"),
        ("en", "2026-10", "2026-10"),
        ("en", "last week", "last week"),
        ("en", "2026-13", "2026-13"),
        ("en", "never", "never"),
    ],
)
def test_a_month_a_quarter_or_a_year_is_typed_by_its_name(spoken: str, typed: str, period: str) -> None:
    with writing_to(spoken):
        assert as_period(typed, today=TODAY) == period


def test_words_that_a_filter_does_not_take_are_offered_with_their_sign() -> None:
    found = [meant_instead(typed, language="en") for typed in ("vpn last month", "+on site", "last-week", "site month")]
    assert found == ["@last-month", "+on-site", "@last-week", ""]
    assert meant_instead("mese scorso", language="it") == "@mese-scorso"
    assert read_filter("@last month vpn", today=TODAY) == read_filter("vpn @last-month", today=TODAY)


@pytest.mark.parametrize("typed", ["@2026-13", "@never", "2026-02-31"])
def test_a_period_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Usage, match=r"is not (a day|in the calendar); write"):
        parse_since(typed, today=TODAY)


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
        ("vpn @28 Feb 2026", EntryFilter(text="vpn", since=date(2026, 2, 28), until=date(2026, 2, 28))),
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


@pytest.mark.parametrize(
    ("typed", "language", "since", "until"),
    [
        ("@march", "en", "2026-03-01", "2026-03-31"),
        ("@feb", "en", "2026-02-01", "2026-02-28"),
        ("@october", "en", "2025-10-01", "2025-10-31"),
        ("@marzo", "it", "2026-03-01", "2026-03-31"),
        ("@Ottobre", "it", "2025-10-01", "2025-10-31"),
        ("@march", "it", "2026-03-01", "2026-03-31"),
        ("@marzo-2025", "it", "2025-03-01", "2025-03-31"),
        ("@march2025", "en", "2025-03-01", "2025-03-31"),
        ("@3/2025", "it", "2025-03-01", "2025-03-31"),
        ("@gennaio..febbraio", "it", "2026-01-01", "2026-02-28"),
        ("@mar", "it", "2026-02-24", "2026-02-24"),
        ("@mar", "en", "2026-03-01", "2026-03-31"),
        ("@mon", "en", "2026-02-23", "2026-02-23"),
        ("@lunedì", "it", "2026-02-23", "2026-02-23"),
        ("@monday", "en", "2026-02-23", "2026-02-23"),
        ("@this-month", "en", "2026-03-01", "2026-03-31"),
        ("@last-month", "it", "2026-02-01", "2026-02-28"),
        ("@mese-scorso", "it", "2026-02-01", "2026-02-28"),
        ("@questa-settimana", "it", "2026-03-02", "2026-03-08"),
        ("@last-week", "en", "2026-02-23", "2026-03-01"),
        ("@quest'anno", "it", "2026-01-01", "2026-12-31"),
        ("@last-year", "en", "2025-01-01", "2025-12-31"),
    ],
)
def test_months_and_periods_have_names_in_both_languages(typed: str, language: str, since: str, until: str) -> None:
    found = read_filter(typed, today=TODAY, language=language)
    assert found == EntryFilter(since=date.fromisoformat(since), until=date.fromisoformat(until))


@pytest.mark.parametrize(
    ("typed", "language"), [("by:anna", "en"), ("by:anna", "it"), ("di:anna", "it"), ("Da:anna", "it")]
)
def test_the_technician_is_named_in_the_language_and_in_english(typed: str, language: str) -> None:
    assert read_filter(typed, today=TODAY, language=language) == EntryFilter(technician="anna")


def test_another_language_s_words_are_plain_text_or_refused() -> None:
    assert read_filter("di:anna", today=TODAY) == EntryFilter(text="di:anna")
    with pytest.raises(Usage):
        read_filter("@marzo", today=TODAY)


@pytest.mark.parametrize(("signs", "language"), [("+on-site by:anna", "en"), ("+in-sede di:anna", "it")])
def test_all_signs_of_a_line_are_read_together(signs: str, language: str) -> None:
    wanted = EntryFilter("vpn down", "4821", "on-site", "anna", date(2026, 2, 1), date(2026, 2, 28))
    with writing_to(language):
        line = f"vpn down #4821 {signs} @2026-02-01..2026-02-28"
        assert read_filter(line, today=TODAY, language=language) == wanted
        assert read_filter("@2026-03-02", today=TODAY, language=language) == EntryFilter(since=TODAY, until=TODAY)
        assert read_filter("@..2026-03-02", today=TODAY, language=language) == EntryFilter(until=TODAY)
        assert read_filter("", today=TODAY, language=language) == EntryFilter()


def test_day_words_of_the_language_are_read() -> None:
    assert read_filter("@ieri", today=TODAY, language="it").since == date(2026, 3, 1)
