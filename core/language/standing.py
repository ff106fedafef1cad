"""Hours that stand apart from what is left, in words: expired ones, and those of blocks that wait."""

from collections.abc import Callable, Iterable
from datetime import date

from core.basics.durations import format_minutes
from core.basics.i18n import _


def expired_words(days: Iterable[tuple[date, int]], day_text: Callable[[date], str]) -> list[str]:
    """`6:00 expired on 25 Nov, only for work up to then`, one text for each day."""
    sentence = _("{minutes} expired on {day}, only for work up to then")
    return [sentence.format(minutes=format_minutes(minutes), day=day_text(day)) for day, minutes in days]


def later_words(days: Iterable[tuple[date, int]], day_text: Callable[[date], str]) -> list[str]:
    """`later 5:00 from 1 Dec`, one text for each day."""
    sentence = _("later {minutes} from {day}")
    return [sentence.format(minutes=format_minutes(minutes), day=day_text(day)) for day, minutes in days]
