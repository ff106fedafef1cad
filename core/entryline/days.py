"""Read days: ISO dates, and the day words of English and of the language in use."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _, language
from core.basics.patterns import Pattern

_SOME_YEARS: Final = range(9)
"""So many years in a row hold a 29 February, also around 2100."""
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_WORDS_BY_LANGUAGE: Final[Mapping[str, Mapping[str, str]]] = {
    "it": dict(
        zip(
            ("oggi", "ieri", "lun", "mar", "mer", "gio", "ven", "sab", "dom"),
            ("today", "yesterday", *_WEEKDAYS),
            strict=True,
        )
    )
}
_LONG_WEEKDAYS: Final[Mapping[str, str]] = {
    **dict(zip(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), _WEEKDAYS, strict=True)),
}
_LONG_WORDS_BY_LANGUAGE: Final[Mapping[str, Mapping[str, str]]] = {
    "it": dict(
        zip(
            (
                "lunedì",
                "martedì",
                "mercoledì",
                "giovedì",
                "venerdì",
                "sabato",
                "domenica",
                "lunedi",
                "martedi",
                "mercoledi",
                "giovedi",
                "venerdi",
            ),
            (*_WEEKDAYS, *_WEEKDAYS[:5]),
            strict=True,
        )
    )
}
_EARLIER_DAYS: Final = frozenset({"altroieri", "avantieri"})
"""Names of earlier days that a line does not take after `@`."""
_MONTHS: Final = (
    ("january", "gennaio"),
    ("february", "febbraio"),
    ("march", "marzo"),
    ("april", "aprile"),
    ("may", "maggio"),
    ("june", "giugno"),
    ("july", "luglio"),
    ("august", "agosto"),
    ("september", "settembre"),
    ("october", "ottobre"),
    ("november", "novembre"),
    ("december", "dicembre"),
)
_MONTH_COLUMNS: Final = {"en": 0, "it": 1}
_SHORT_MONTH: Final = 3
_DAYS_PER_WEEK: Final = len(_WEEKDAYS)
_EARLIEST_DAY: Final = date(1970, 1, 1)
_DATE = Pattern(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", parts=("-",))
_SLASHED = Pattern(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?")
_NAMED = Pattern(r"(?:([^\W\d_]+) )?([0-9]{1,2})[ -]?([^\W\d_]{3,})\.?(?:[ -]([0-9]{4}))?")
_DAY_FIRST = frozenset({"it"})
"""Languages in which 3/4 is the third of April; in the others such a date needs a day over 12."""
_MONTHS_OF_A_YEAR: Final = 12
_CENTURY: Final = 2000


def parse_day(text: str, *, today: date, day_words: Mapping[str, str] | None = None, is_past: bool = False) -> date:
    """The day of an ISO date or of a quick-entry word; `mon` is the latest Monday before today.

    `day_words` are words of another language besides English; default: those of the language in use. 31/12/2026,
    31/12/26 and 31 Dec 2026 are read too, and, where only a past day can be meant (`is_past`), 31/12 and 31 Dec: the
    latest up to today.
    """
    word = text.strip()
    if _DATE.fullmatch(word):
        return _calendar_day(word)
    spoken = language()
    if match := _SLASHED.fullmatch(word):
        return _slashed_day(match, today, is_day_first=spoken in _DAY_FIRST, is_past=is_past)
    if (match := _NAMED.fullmatch(word)) and is_month_name(match[3].casefold()):
        return _day_of_named_month(match, today, day_words, is_past=is_past)
    if day_words is None:
        day_words = DAY_WORDS_BY_LANGUAGE.get(spoken, {})
    translated = {local.casefold(): english for local, english in day_words.items()}
    for spoken_language, long_words in _LONG_WORDS_BY_LANGUAGE.items():
        if day_words == DAY_WORDS_BY_LANGUAGE.get(spoken_language):
            translated.update(long_words)
    said = word.casefold()
    name = translated.get(said, _LONG_WEEKDAYS.get(said, said))
    if name == "today":
        return today
    if name == "yesterday":
        return today - timedelta(days=1)
    if name in _WEEKDAYS:
        days_back = (today.weekday() - _WEEKDAYS.index(name)) % _DAYS_PER_WEEK or _DAYS_PER_WEEK
        return today - timedelta(days=days_back)
    raise Usage(
        _("'{word}' is not a day; write today, yesterday, mon … sun, or a date such as {example}").format(
            word=shown_word(word), example=today.isoformat()
        )
    )


def parse_month_name(text: str, *, today: date, language: str) -> tuple[int, int] | None:
    """Year and month of a month's name or its first three letters; the latest that is not in the future."""
    said = text.casefold()
    columns = {_MONTH_COLUMNS["en"], _MONTH_COLUMNS.get(language, 0)}
    for index, names in enumerate(_MONTHS, start=1):
        if any(said in (names[column], names[column][:_SHORT_MONTH]) for column in columns):
            return (today.year if index <= today.month else today.year - 1), index
    return None


def is_iso_date(text: str) -> bool:
    """Whether a text has the form of an ISO date, valid or not."""
    return _DATE.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether a text has the form of a date, valid or not: `2026-10-30`, `30/10`, `30/10/2026`, `30 Oct`."""
    named = _NAMED.fullmatch(text)
    is_named = named is not None and is_month_name(named[3].casefold())
    return is_iso_date(text) or is_named or _SLASHED.fullmatch(text) is not None


def is_past_day(word: str, day_words: Mapping[str, str]) -> bool:
    """Whether a word without `@` can only be a day other than today: an ISO date, yesterday, a weekday's long name."""
    said = word.casefold()
    if is_iso_date(said) or said in _LONG_WEEKDAYS or day_words.get(said, said) == "yesterday":
        return True
    return any(
        said in long_words and day_words == DAY_WORDS_BY_LANGUAGE.get(spoken)
        for spoken, long_words in _LONG_WORDS_BY_LANGUAGE.items()
    )


def is_day_name(word: str, day_words: Mapping[str, str]) -> bool:
    """Whether a word names a day other than today, in a long or a short form."""
    return is_past_day(word, day_words) or day_words.get(word, word) in _WEEKDAYS or word in _EARLIER_DAYS


def is_month_name(word: str) -> bool:
    """Whether a word is a month's name or its first three letters, in any language."""
    return any(_is_month(word, name) for names in _MONTHS for name in names)


def line_day(said: str, today: date, day_words: Mapping[str, str]) -> date:
    """The day of an `@` word of an entry: up to today. Errors: `Usage`."""
    try:
        day = parse_day(said, today=today, day_words=day_words, is_past=True)
    except Usage:
        if is_date(said):
            raise
        reason = _(
            "'@{word}' is neither a day nor a time; write @today, @yesterday, @mon … @sun, @{date}, @14:00 or @-15m"
        )
        raise Usage(reason.format(word=shown_word(said), date=today.isoformat())) from None
    if day > today:
        raise Usage(_("'@{word}' is in the future; write a day up to today").format(word=shown_word(said)))
    if day < _EARLIEST_DAY:
        raise Usage(_("'@{word}' is too long ago; write the year with care").format(word=shown_word(said)))
    return day


def _slashed_day(match: re.Match[str], today: date, *, is_day_first: bool, is_past: bool) -> date:
    """The day of `30/10/2026`, `30/10/26` or `30/10`, day first. Errors: `Usage` where the order or the year is unclear."""
    word, day, month = match[0], int(match[1]), int(match[2])
    if not is_day_first and day <= _MONTHS_OF_A_YEAR:
        year = match[3] or str(today.year)
        year = year if len(year) == len("2026") else str(_CENTURY + int(year))
        if month > _MONTHS_OF_A_YEAR:
            reason = _("'{word}' has the month first; write {date}")
            raise Usage(reason.format(word=word, date=f"{year}-{day:02}-{month:02}"))
        reason = _("'{word}' can be two days; write {date} or {other}")
        dates = (f"{year}-{month:02}-{day:02}", f"{year}-{day:02}-{month:02}")
        raise Usage(reason.format(word=word, date=dates[0], other=dates[1]))
    if match[3]:
        year_of_century = int(match[3])
        full = year_of_century if len(match[3]) == len("2026") else _CENTURY + year_of_century
        return _calendar_day(f"{full:04}-{month:02}-{day:02}")
    if not is_past:
        raise _without_year(word, _coming(day, month, today, word).isoformat())
    return _latest(day, month, today, word)


def _day_of_named_month(
    match: re.Match[str], today: date, day_words: Mapping[str, str] | None, *, is_past: bool
) -> date:
    """The day of `28 Nov`, `28 November 2026`, `28nov`, `sat 28 Nov`. Errors: `Usage`, also for another weekday."""
    word, day, name = match[0], int(match[2]), match[3].casefold()
    month = next(
        number for number, names in enumerate(_MONTHS, start=1) if any(_is_month(name, each) for each in names)
    )
    if match[4]:
        found = _calendar_day(f"{int(match[4]):04}-{month:02}-{day:02}")
    elif is_past:
        found = _latest(day, month, today, word)
    else:
        raise _without_year(word, f"{word} {_coming(day, month, today, word).year}")
    if match[1]:
        # The latest day before the one after tells which weekday the word names.
        said = parse_day(match[1], today=found + timedelta(days=1), day_words=day_words)
        if said != found:
            reason = _("'{word}' is no {weekday}; write {date}")
            raise Usage(reason.format(word=shown_word(word), weekday=shown_word(match[1]), date=found.isoformat()))
    return found


def _is_month(word: str, name: str) -> bool:
    return word in (name, name[:_SHORT_MONTH])


def _without_year(word: str, advice: str) -> Usage:
    reason = _("'{word}' lacks its year; write {advice}")
    return Usage(reason.format(word=shown_word(word), advice=shown_word(advice)))


def _latest(day: int, month: int, today: date, word: str) -> date:
    """The latest such day up to today. Errors: `Usage` for a day that no year has."""
    days = (_day_or_none(today.year - before, month, day) for before in _SOME_YEARS)
    return _found((each for each in days if each is not None and each <= today), word)


def _coming(day: int, month: int, today: date, word: str) -> date:
    """Such a day of this year or the next that has it. Errors: `Usage` for a day that no year has."""
    days = (_day_or_none(today.year + after, month, day) for after in _SOME_YEARS)
    return _found((each for each in days if each is not None), word)


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _found(days: Iterable[date], word: str) -> date:
    """The first of the days. Errors: `Usage` where there is none."""
    for day in days:
        return day
    raise Usage(
        _("'{word}' is not in the calendar; write a date that exists, as year-month-day").format(word=shown_word(word))
    )


def _calendar_day(word: str) -> date:
    year, month, day = (int(part) for part in word.split("-"))
    try:
        found = date(year, month, day)
    except ValueError:
        reason = _("'{word}' is not in the calendar; write a date that exists, as year-month-day")
        raise Usage(reason.format(word=word)) from None
    if found.isoformat() != word:
        raise Usage(_("'{word}' lacks a digit; write {advice}").format(word=word, advice=found.isoformat()))
    return found
