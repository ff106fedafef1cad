"""What is typed over a list of entries → a filter: words, `#ticket`, `+type`, `by:anna`, `@day`, `@month`, `@from..to`."""

import calendar
import re
from dataclasses import replace
from datetime import date

from core.basics.errors import Usage
from core.basics.i18n import _
from core.entryline.parse import DAY_WORDS_BY_LANGUAGE, parse_day
from core.model.worktypes import code_of
from core.queries.views import EntryFilter

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"\d{4}")


def read_filter(typed: str, *, today: date, language: str = "en") -> EntryFilter:
    """Read a filter line. Errors: `Usage` for a day that is none, with what to write."""
    found, words = EntryFilter(), []
    for word in typed.split():
        if word.startswith("#") and len(word) > 1:
            found = replace(found, ticket=word[1:])
        elif word.startswith("+") and len(word) > 1:
            found = replace(found, work_type=code_of(word[1:]))
        elif word.casefold().startswith("by:") and len(word) > 3:
            found = replace(found, technician=word[3:])
        elif word.startswith("@") and len(word) > 1:
            since, until = _days(word[1:], today, language)
            found = replace(found, since=since, until=until)
        else:
            words.append(word)
    return replace(found, text=" ".join(words))


def _days(said: str, today: date, language: str) -> tuple[date | None, date | None]:
    first, dots, last = said.partition("..")
    if not dots:
        return _span(first, today, language)
    return (
        _span(first, today, language)[0] if first else None,
        _span(last, today, language)[1] if last else None,
    )


def _span(said: str, today: date, language: str) -> tuple[date, date]:
    try:
        if match := _MONTH.fullmatch(said):
            year, month = int(match[1]), int(match[2])
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        if _YEAR.fullmatch(said):
            return date(int(said), 1, 1), date(int(said), 12, 31)
        day = parse_day(said, today=today, day_words=DAY_WORDS_BY_LANGUAGE.get(language, {}))
    except (Usage, ValueError):
        raise Usage(
            _("@{word} is no day; write @yesterday, @2026-03-02, @2026-03 or @2026-03-01..2026-03-15").format(word=said)
        ) from None
    return day, day
