"""Read a filter of entries: words, `#ticket`, `+type`, `by:anna`, `@day`, `@month`, `@from..to`.

The words of the language in use are read besides the English ones: `di:anna`, `@ieri`, `@marzo`, `@questo-mese`.
"""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from core.basics.dataclass import replace
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.i18n import language as spoken_language
from core.basics.patterns import Pattern
from core.entryline.days import DAY_WORDS_BY_LANGUAGE, parse_day, parse_month_name
from core.entryline.tokens import words_of
from core.model.entry_filter import EntryFilter
from core.model.worktypes import BUILT_IN, code_of

_MONTH = Pattern(r"(\d{4})-(\d{1,2})")
_NAMED_MONTH = Pattern(r"([^\W\d_]+)-?(\d{4})")
_MONTH_OF_YEAR = Pattern(r"(\d{1,2})/(\d{4})")
_YEAR = Pattern(r"\d{4}")
_QUARTER = Pattern(r"(?:(\d{4})-)?[qQ]([1-4])")
_BY: Final[Mapping[str, tuple[str, ...]]] = {"en": ("by:",), "it": ("di:", "da:")}
_PERIODS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "this-week": "this-week",
        "last-week": "last-week",
        "this-month": "this-month",
        "last-month": "last-month",
        "this-year": "this-year",
        "last-year": "last-year",
    },
    "it": {
        "questa-settimana": "this-week",
        "settimana-scorsa": "last-week",
        "questo-mese": "this-month",
        "mese-scorso": "last-month",
        "quest'anno": "this-year",
        "anno-scorso": "last-year",
    },
}


def read_filter(typed: str, *, today: date, language: str = "en") -> EntryFilter:
    """Read a filter line. Errors: `Usage` for an unreadable day, with what to write."""
    found, words = EntryFilter(), []
    for word in _with_periods([token.text for token in words_of(typed)], language):
        by = next((begin for begin in _by_words(language) if word.casefold().startswith(begin)), "")
        if word.startswith("#") and len(word) > 1:
            found = replace(found, ticket=word[1:])
        elif word.startswith("+") and len(word) > 1:
            found = replace(found, work_type=code_of(word[1:]))
        elif by and len(word) > len(by):
            found = replace(found, technician=word[len(by) :])
        elif word.startswith("@") and len(word) > 1:
            since, until = _days(word[1:], today, language)
            found = replace(found, since=since, until=until)
        else:
            words.append(word)
    return replace(found, text=" ".join(words))


def _with_periods(words: list[str], language: str) -> list[str]:
    """The words, a period of two words behind its sign as one: `@last month`."""
    made: list[str] = []
    for word in words:
        if made and made[-1].startswith("@") and _period(f"{made[-1][1:]}-{word}", language):
            made[-1] = f"{made[-1]}-{word}"
        else:
            made.append(word)
    return made


def parse_since(text: str, *, today: date) -> date:
    """The first day of a day, month, year or period as a filter writes it, with or without `@`. Errors: `Usage`."""
    return _bounds(text, today)[0]


def parse_until(text: str, *, today: date) -> date:
    """The last day of the same."""
    return _bounds(text, today)[1]


def _bounds(text: str, today: date) -> tuple[date, date]:
    word, spoken = text.strip().removeprefix("@"), spoken_language()
    try:
        span = _named_span(word, today, spoken)
    except ValueError:
        raise Usage(_("{word} is not in the calendar; write a month such as 2026-03").format(word=word)) from None
    if span is not None:
        return span
    day = parse_day(word, today=today, is_past=True)
    return day, day


def as_period(text: str, *, today: date) -> str:
    """A month, quarter or year as it is stored (`2026-10`, `2026-Q3`, `2026`), of what is typed for one: `October`,
    `oct 2025`, `10/2026`, `last month`, `q3`; any other text as it is.
    """
    word = "-".join(text.strip().removeprefix("@").split())
    if match := _QUARTER.fullmatch(word):
        return f"{match[1] or today.year}-Q{match[2]}"
    month = parse_month_name(word, today=today, language=spoken_language())
    try:
        span = _month_days(*month) if month else _named_span(word, today, spoken_language())
    except ValueError:
        return text.strip()
    if span is None:
        return text.strip()
    if (span[0].month, span[1].month, span[1] - span[0]) == (1, 12, date(span[0].year, 12, 31) - span[0]):
        return f"{span[0].year}"
    return f"{span[0]:%Y-%m}" if span == _month_days(span[0].year, span[0].month) else text.strip()


def meant_instead(typed: str, *, language: str) -> str:
    """The word of a filter that plain words or a sign and words seem to mean (`@last-month`, `+on-site`); empty for none."""
    words = words_of(typed)
    for first, second in pairwise(words):
        joined = f"{first.text}-{second.text}"
        if _period(joined, language):
            return f"@{joined}"
        if joined.startswith("+") and code_of(joined[1:]) in BUILT_IN and code_of(first.text[1:]) not in BUILT_IN:
            return joined
    return next((f"@{word.text}" for word in words if _period(word.text, language)), "")


def _by_words(language: str) -> tuple[str, ...]:
    """The words before a technician, those of the language first."""
    return tuple(dict.fromkeys((*_BY.get(language, ()), *_BY["en"])))


def _days(said: str, today: date, language: str) -> tuple[date | None, date | None]:
    first, dots, last = said.partition("..")
    if not dots:
        return _span(first, today, language)
    return (
        _span(first, today, language)[0] if first else None,
        _span(last, today, language)[1] if last else None,
    )


def _named_span(said: str, today: date, language: str) -> tuple[date, date] | None:
    """The days of a period, a month or a year; `None` for any other word."""
    if period := _period(said, language):
        return _period_days(period, today)
    if month := _month(said, today, language):
        return _month_days(*month)
    if _YEAR.fullmatch(said):
        return date(int(said), 1, 1), date(int(said), 12, 31)
    return None


def _span(said: str, today: date, language: str) -> tuple[date, date]:
    try:
        if span := _named_span(said, today, language):
            return span
        day = parse_day(said, today=today, day_words=DAY_WORDS_BY_LANGUAGE.get(language, {}), is_past=True)
    except (Usage, ValueError):
        raise Usage(
            _("@{word} is no day; write @yesterday, @2026-03-02, @2026-03 or @2026-03-01..2026-03-15").format(word=said)
        ) from None
    return day, day


def _month(said: str, today: date, language: str) -> tuple[int, int] | None:
    if match := _MONTH.fullmatch(said):
        return int(match[1]), int(match[2])
    if match := _MONTH_OF_YEAR.fullmatch(said):
        return int(match[2]), int(match[1])
    if (match := _NAMED_MONTH.fullmatch(said)) and (
        named := parse_month_name(match[1], today=today, language=language)
    ):
        return int(match[2]), named[1]
    # "mar" is Tuesday in Italian: try day words before short names of months.
    if said.casefold() in DAY_WORDS_BY_LANGUAGE.get(language, {}):
        return None
    return parse_month_name(said, today=today, language=language)


def _month_days(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _period(said: str, language: str) -> str:
    word = said.casefold().replace("_", "-").replace("\u2019", "'")
    return _PERIODS.get(language, {}).get(word) or _PERIODS["en"].get(word, "")


def _period_days(period: str, today: date) -> tuple[date, date]:
    last = period.startswith("last-")
    if period.endswith("week"):
        monday = today - timedelta(days=today.weekday() + (7 if last else 0))
        return monday, monday + timedelta(days=6)
    if period.endswith("month"):
        first = today.replace(day=1)
        first = (first - timedelta(days=1)).replace(day=1) if last else first
        return _month_days(first.year, first.month)
    year = today.year - (1 if last else 0)
    return date(year, 1, 1), date(year, 12, 31)
