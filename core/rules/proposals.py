"""Proposals of proactive work: recurrence, due dates, suggestions. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from core.basics.dataclass import dataclass
from core.basics.errors import Usage
from core.basics.i18n import _, ngettext
from core.basics.patterns import Pattern
from core.model.proposals import CatalogueItem, Proposal, ProposalStatus

WAITING = (ProposalStatus.OPEN, ProposalStatus.ACCEPTED)
_EVERY = {
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "yearly": "FREQ=YEARLY",
}
_EVERY_SO_OFTEN = Pattern(
    r"(?:every|ogni) (?:(?P<number>0*[1-9][0-9]{0,2}) )?"
    r"(?P<unit>days?|weeks?|months?|years?|giorn[oi]|settiman[ae]|mes[ei]|ann[oi])"
)
_STEMS = {"DAILY": ("d", "g"), "WEEKLY": ("w", "s"), "MONTHLY": ("m",), "YEARLY": ("y", "a")}
"""The first letters of the units of each frequency, in all languages."""
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_NUMBER = r"[+-]?[0-9]{1,3}"
_WEEKDAY = r"(?:MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
    "FREQ": ("[A-Z]{5,8}", 0),
    "INTERVAL": ("0*[1-9][0-9]{0,3}", 0),
    "COUNT": ("0*[1-9][0-9]{0,4}", 0),
    "UNTIL": ("[0-9]{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:T[0-9]{6}Z?)?", 0),
    "BYMONTH": ("[0-9]{1,2}", 12),
    "BYMONTHDAY": (_NUMBER, 31),
    "BYYEARDAY": (_NUMBER, 366),
    "BYWEEKNO": (_NUMBER, 53),
    "BYSETPOS": (_NUMBER, 366),
    "BYDAY": (rf"(?:[+-]?[0-9]{{1,2}})?{_WEEKDAY}", 53),
    "WKST": (_WEEKDAY, 0),
}
"""The form of each part of a rule for days, and the largest number of a list; 0 for a part that is no list."""
_DAYS = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY"})
"""The parts that choose days within a year or month."""
_YEARS_AHEAD = 40
_EVERY_MONTH_HAS = 28
_ANCHOR = re.compile(r"(;BYMONTH=2)?;BYMONTHDAY=28[0-9,]*;BYSETPOS=-1$")


def read_recurrence(typed: str, today: date) -> str:
    """`monthly` and its like, or an RFC 5545 RRULE, as a RRULE. Errors: `Usage` with what to write.

    A rule that does not come from today on, within 40 years, is refused; so is one with parts for hours.
    """
    text = typed.strip()
    if not text or text == "none":
        return ""
    shown = {label.casefold(): rule for rule, label in _labels().items()}
    word = text.casefold()
    rule = _EVERY.get(word) or shown.get(word) or _every_so_often(word) or text.upper().removeprefix("RRULE:")
    refusal = _("{typed} is no recurrence; write weekly, monthly, quarterly, yearly, or every 2 weeks")
    if not _is_written_well(rule):
        raise Usage(refusal.format(typed=text))
    if _parts(rule)["FREQ"] not in _FREQUENCIES:
        raise Usage(_("work recurs by days, weeks, months or years; write monthly, or every 2 weeks"))
    try:
        comes = _comes(rule, today)
    except (ValueError, KeyError, TypeError, IndexError, OverflowError):
        raise Usage(refusal.format(typed=text)) from None
    if not comes:
        raise Usage(_("{typed} never comes; write monthly, or every 2 weeks").format(typed=text))
    return rule


def _every_so_often(word: str) -> str:
    """The rule of `every 2 weeks` or `ogni 15 giorni`; empty for other words."""
    match = _EVERY_SO_OFTEN.fullmatch(word)
    if match is None:
        return ""
    frequency = next(name for name, stems in _STEMS.items() if match["unit"].startswith(stems))
    number = int(match["number"] or 1)
    return f"FREQ={frequency};INTERVAL={number}" if number > 1 else f"FREQ={frequency}"


def _is_written_well(rule: str) -> bool:
    """Whether each part is one of a rule for days, stands there once, and has values in its range.

    dateutil takes other values too: with a month of 99 it looks for the next occurrence for minutes, with two FREQ it reads
    the first one, and a wrong UNTIL it refuses only when it is used.
    """
    named = [part.partition("=") for part in rule.split(";")]
    names = [name for name, _equals, _value in named]
    if "FREQ" not in names or len(set(names)) != len(names):
        return False
    if "BYSETPOS" in names and sum(name.startswith("BY") for name in names) == 1:
        return False
    return all(name in _PARTS and _fits(value, *_PARTS[name]) for name, _equals, value in named)


def _fits(value: str, form: str, most: int) -> bool:
    pattern = re.compile(form, re.ASCII)
    items = value.split(",") if most else [value]
    for item in items:
        if not pattern.fullmatch(item):
            return False
        number = re.sub(r"[^0-9]", "", item)
        if most and number and not 1 <= int(number) <= most:
            return False
    return True


def anchored(rule: str, due_on: date) -> str:
    """The rule for a start on day 29 to 31: months without that day use their last day.

    By RFC 5545 a plain FREQ=MONTHLY from 31 January skips February; people mean its last day.
    """
    parts = _parts(rule) if rule else {}
    if due_on.day <= _EVERY_MONTH_HAS or parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL"}:
        return rule
    days = ",".join(str(day) for day in range(_EVERY_MONTH_HAS, due_on.day + 1))
    if parts["FREQ"] == "MONTHLY":
        return f"{rule};BYMONTHDAY={days};BYSETPOS=-1"
    if parts["FREQ"] == "YEARLY" and due_on.month == 2:
        return f"{rule};BYMONTH=2;BYMONTHDAY={days};BYSETPOS=-1"
    return rule


def recurrence_words(rule: str) -> str:
    """A recurrence in words; a custom RRULE is shown unchanged."""
    plain = _ANCHOR.sub("", rule)
    often = re.fullmatch(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(?:;INTERVAL=([0-9]+))?", plain)
    if plain in _labels() or often is None:
        return _labels().get(plain, rule)
    number = int(often[2] or 1)
    sentences = {
        "DAILY": ngettext("every day", "every {count} days", number),
        "WEEKLY": ngettext("every week", "every {count} weeks", number),
        "MONTHLY": ngettext("every month", "every {count} months", number),
        "YEARLY": ngettext("every year", "every {count} years", number),
    }
    return sentences[often[1]].format(count=number)


def _labels() -> dict[str, str]:
    return {
        _EVERY["weekly"]: _("weekly"),
        _EVERY["monthly"]: _("monthly"),
        _EVERY["quarterly"]: _("quarterly"),
        _EVERY["yearly"]: _("yearly"),
    }


@dataclass(frozen=True)
class Occurrence:
    """The day of the next occurrence, and the rule that continues from it (a COUNT is reduced)."""

    day: date
    recurrence: str


def next_occurrence(rule: str, due_on: date, today: date) -> Occurrence | None:
    """The first occurrence after today, counted from the old due date; `None` where the rule ends."""
    last = max(due_on, today)
    for past, day in enumerate(_occurrences(rule, due_on)):
        if day > last:
            count = _parts(rule).get("COUNT")
            left = rule if count is None else re.sub(r"COUNT=[0-9]+", f"COUNT={int(count) - past}", rule)
            return Occurrence(day, left)
    return None


def _parts(rule: str) -> dict[str, str]:
    return {name: value for name, _equals, value in (part.partition("=") for part in rule.split(";"))}


def _occurrences(rule: str, start: date) -> Iterator[date]:
    from dateutil.rrule import rrulestr

    for instant in rrulestr(rule, dtstart=datetime(start.year, start.month, start.day)):
        yield instant.date()


def _comes(rule: str, today: date) -> bool:
    """Whether a rule comes from today on, within the years in which every date of every weekday comes."""
    parts = {name: value for name, value in _parts(rule).items() if name != "COUNT"}
    # Without an end dateutil would look for a first occurrence until the year 9999.
    last = f"{min(today.year + _YEARS_AHEAD, 9999)}1231"
    if parts.get("UNTIL", "9")[: len(last)] > last:
        parts["UNTIL"] = last
    if parts["FREQ"] == "DAILY" and parts.keys() & _DAYS:
        # dateutil looks at each day of the years singly, for seconds where none fits; a year's days it sifts at once.
        # There a number before a weekday would count within the year; among single days it says nothing.
        sifted = {name: parts[name] for name in parts.keys() & {"BYMONTH", *_DAYS}}
        sifted["BYDAY"] = re.sub(r"[+-]?[0-9]+", "", parts.get("BYDAY", "MO,TU,WE,TH,FR,SA,SU"))
        if next(_occurrences(_rule_of({"FREQ": "YEARLY", "UNTIL": last, **sifted}), today), None) is None:
            return False
    return next(_occurrences(_rule_of(parts), today), None) is not None


def _rule_of(parts: Mapping[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def is_due(proposal: Proposal, today: date) -> bool:
    """Whether it is open or accepted, and its due date is today or earlier."""
    return proposal.status in WAITING and proposal.due_on is not None and proposal.due_on <= today


@dataclass(frozen=True)
class Unused:
    """Minutes of a client that expire soon, and the first day on which some do."""

    client_id: str
    minutes: int
    expires_on: date


@dataclass(frozen=True)
class Suggestion:
    """A kind of work that a client's unused minutes would pay."""

    client_id: str
    item: CatalogueItem
    unused_minutes: int
    expires_on: date
    last_done: date | None


def suggest(
    unused: Sequence[Unused],
    catalogue: Sequence[CatalogueItem],
    done: dict[tuple[str, str], date],
    waiting: Sequence[Proposal],
    today_of: Callable[[str], date],
) -> tuple[Suggestion, ...]:
    """For each client, catalogue items that fit into the unused minutes: never done first, then longest ago.

    `done` has the last day by (client, item). Proposals that are already waiting reduce the minutes and are not suggested
    again; nor are items whose recurrence is not due on a client's today.
    """
    found: list[Suggestion] = []
    offered = {(proposal.client_id, proposal.item_id) for proposal in waiting}
    for each in sorted(unused, key=lambda each: (each.expires_on, each.client_id)):
        room = each.minutes - sum(p.estimate_minutes for p in waiting if p.client_id == each.client_id)
        items = sorted(catalogue, key=lambda item: (done.get((each.client_id, item.item_id), date.min), item.title))
        for item in items:
            last = done.get((each.client_id, item.item_id))
            if (each.client_id, item.item_id) in offered or item.estimate_minutes > room:
                continue
            if last is not None and (
                not item.recurrence or _comes_again(item.recurrence, last) > today_of(each.client_id)
            ):
                continue
            found.append(Suggestion(each.client_id, item, each.minutes, each.expires_on, last))
            room -= item.estimate_minutes
    return tuple(found)


def _comes_again(rule: str, last: date) -> date:
    again = next_occurrence(rule, last, last)
    return again.day if again else date.max
