"""What a person should confirm before it is recorded: more blocks than are meant by one posting, days far away, long calls.

Pure. Each function returns questions in words; an empty tuple where there is nothing to ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from core.basics.durations import LONG_SECONDS, format_minutes, format_seconds, format_units
from core.basics.errors import Unasked
from core.basics.i18n import _, ngettext
from core.journal.events import BlockAdded, Event
from core.model.blocks import Origin

if TYPE_CHECKING:
    from core.rules.marks import Mark

MOST_BLOCKS_UNASKED: Final = 3
"""How many blocks one posting, call, sale or correction adds by rule before a person is asked."""
LONG_CALL_SECONDS: Final = 4 * 3600
"""A call that is longer asks whether its end is right."""
SHORT_CALL_SECONDS: Final = 30
"""A call that is shorter is often a slip: its wrap-up says so."""
DAY_SECONDS: Final = 24 * 3600
"""A call that is longer is posted only with its end said."""
DAYS_OF_A_YEAR: Final = 366
_MOST_AGREED_SIZES: Final = 20
"""A block of more than so many agreed ones is asked about."""
_MINUTES_OF_A_YEAR: Final = 2000 * 60
"""About what one person works in a year."""
_DAYS_OF_A_MARK: Final = 31
"""How many days ahead an invoice or a payment is dated before a person is asked."""


def of_blocks(events: Iterable[Event]) -> tuple[str, ...]:
    """Asks where more blocks are added by rule than one change adds unasked."""
    added = [event for event in events if isinstance(event, BlockAdded) and event.origin is Origin.RENEWED]
    if len(added) <= MOST_BLOCKS_UNASKED:
        return ()
    from core.language.formats import money_text

    sentence = ngettext(
        "This adds {count} block, {hours} h for {price} to invoice: is it meant?",
        "This adds {count} blocks, {hours} h for {price} to invoice: is it meant?",
        len(added),
    )
    return (
        sentence.format(
            count=len(added),
            hours=format_minutes(sum(block.size_minutes for block in added)),
            price=money_text(sum(block.price_minor for block in added), added[0].currency),
        ),
    )


def of_credits(credits: Iterable[str]) -> tuple[str, ...]:
    """Asks about a change of invoiced work; `credits` say what it gives back."""
    told = tuple(credits)
    return (*told, _("This is invoiced work: is it meant?")) if told else ()


def of_day(work_date: date, today: date) -> tuple[str, ...]:
    """Asks about work by hand that is more than a year old."""
    if (today - work_date).days <= DAYS_OF_A_YEAR:
        return ()
    return (_("{day} is more than a year ago: is it meant?").format(day=work_date.isoformat()),)


def of_length(worked_seconds: int) -> tuple[str, ...]:
    """Asks about typed work of more than eight hours."""
    if worked_seconds <= LONG_SECONDS:
        return ()
    return (_("This is {length} h of work: is it meant?").format(length=format_seconds(worked_seconds)),)


def of_archive(code: str, accounts: Iterable[tuple[str, int, int]], others: Iterable[str] = ()) -> tuple[str, ...]:
    """Asks about a client that leaves with hours or an overdraft, each account with its minutes left and its overdraft, or
    with anything else: `others` say with what (a fee, an open call)."""
    left = [
        (address, overdraft, remaining + overdraft)
        for address, remaining, overdraft in accounts
        if remaining + overdraft or overdraft
    ]
    told = tuple(others)
    if not (left or told):
        return ()
    details = [
        _("{account}: an overdraft of {hours} h").format(account=address, hours=format_minutes(overdraft))
        if overdraft
        else _("{account}: {hours} h left").format(account=address, hours=format_minutes(minutes))
        for address, overdraft, minutes in left
    ]
    return (*details, *told, _("Archive {code} all the same?").format(code=code))


def of_return(code: str, fees: Iterable[str]) -> tuple[str, ...]:
    """Asks about an archived client or account for which fees are invoiced once it is back; `fees` say which."""
    told = tuple(fees)
    return (*told, _("Bring {code} back all the same?").format(code=code)) if told else ()


def of_sale(sold_on: date, today: date, size_minutes: int, agreed_minutes: int) -> tuple[str, ...]:
    """Asks about a sale that is more than a year ahead, and about a block of more than a person works in a year where it is
    many times the agreed one, too."""
    told = list[str]()
    if (sold_on - today).days > DAYS_OF_A_YEAR:
        told.append(
            _("{day} is more than a year ahead: is the block sold on that day?").format(day=sold_on.isoformat())
        )
    if size_minutes > max(_MOST_AGREED_SIZES * agreed_minutes, _MINUTES_OF_A_YEAR):
        told.append(_("A block of {hours} h: is the size meant?").format(hours=format_minutes(size_minutes)))
    return tuple(told)


def of_marks(marks: Iterable[Mark], today: date) -> tuple[str, ...]:
    """Asks about invoices and payments of a day far ahead, such as one of a mistyped year; one question a day."""
    told = [
        _("{day} is {days} days ahead: is the invoice or the payment of that day?").format(
            day=day.isoformat(), days=(day - today).days
        )
        for day in sorted({day for mark in marks for day in (mark.invoiced_on, mark.paid_on) if day is not None})
        if (day - today).days > _DAYS_OF_A_MARK
    ]
    return tuple(told)


def of_call(worked_seconds: int) -> tuple[str, ...]:
    """Asks about a call of more than 4 hours whose end nobody said."""
    if worked_seconds <= LONG_CALL_SECONDS:
        return ()
    return (
        _("The call lasted {time}: is that right, or does a length (15m) or an end (@14:00) correct it?").format(
            time=format_units(worked_seconds // 60 * 60)
        ),
    )


def check(questions: tuple[str, ...], *, sure: bool) -> None:
    """Errors: `Unasked` with the questions, unless a person answered them (`sure`)."""
    if questions and not sure:
        raise Unasked(questions)
