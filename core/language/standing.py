"""Hours that stand apart from what is left, in words: expired ones, and those of blocks that wait."""

from collections.abc import Callable, Iterable
from datetime import date

from core.basics.durations import format_minutes
from core.basics.i18n import _


def expired_words(days: Iterable[tuple[date, int]], day_text: Callable[[date], str]) -> list[str]:
    """`6:00 expired on 25 Nov, only for work up to then`, one text for each day."""
    sentence = _("{minutes} expired on {day}, only for work up to then")
    return [sentence.format(minutes=format_minutes(minutes), day=day_text(day)) for day, minutes in days]


def unpaid_words(amount_minor: int, currency: str, due_on: date, day_text: Callable[[date], str]) -> str:
    """`overdue €750.00 since 30 Nov 2026`."""
    from core.language.formats import money_text

    return _("overdue {amount} since {day}").format(amount=money_text(amount_minor, currency), day=day_text(due_on))


def held_words(held: Iterable[tuple[str, int]]) -> list[str]:
    """`later 5:00 when paid`, one text for what waits for an invoice and one for what waits for a payment."""
    sentences = {"invoiced": _("later {minutes} when invoiced"), "paid": _("later {minutes} when paid")}
    return [sentences[each].format(minutes=format_minutes(minutes)) for each, minutes in held]


def later_words(days: Iterable[tuple[date, int]], day_text: Callable[[date], str]) -> list[str]:
    """`later 5:00 from 1 Dec`, one text for each day."""
    sentence = _("later {minutes} from {day}")
    return [sentence.format(minutes=format_minutes(minutes), day=day_text(day)) for day, minutes in days]
