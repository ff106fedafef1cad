"""Proactive work proposed to clients: when it comes again, what is due, what to suggest. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.errors import Usage
from core.i18n import _
from core.models import CatalogueItem, Proposal, ProposalStatus

WAITING = (ProposalStatus.OPEN, ProposalStatus.ACCEPTED)
_EVERY = {
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "yearly": "FREQ=YEARLY",
}


def read_recurrence(typed: str) -> str:
    """`monthly` and its like, or an RFC 5545 RRULE, as a RRULE. Errors: `Usage` with what to write."""
    from dateutil.rrule import rrulestr

    text = typed.strip()
    if not text or text == "none":
        return ""
    rule = _EVERY.get(text.casefold(), text.upper().removeprefix("RRULE:"))
    try:
        rrulestr(rule, dtstart=datetime(2026, 1, 1))
    except (ValueError, KeyError, TypeError, IndexError):
        raise Usage(
            _(
                "{typed} is no recurrence; write weekly, monthly, quarterly, yearly, or a RRULE such as FREQ=MONTHLY"
            ).format(typed=text)
        ) from None
    if not any(part in rule for part in ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY")):
        raise Usage(_("work recurs by days, weeks, months or years; write such as FREQ=WEEKLY;INTERVAL=2"))
    return rule


def recurrence_words(rule: str) -> str:
    """A recurrence as people say it; one of one's own is shown as it is."""
    words = {
        "": "",
        _EVERY["weekly"]: _("weekly"),
        _EVERY["monthly"]: _("monthly"),
        _EVERY["quarterly"]: _("quarterly"),
        _EVERY["yearly"]: _("yearly"),
    }
    return words.get(rule, rule)


def next_due(rule: str, due_on: date, today: date) -> date | None:
    """The first occurrence after today, counted from the old due date; `None` where the rule ends."""
    from dateutil.rrule import rrulestr

    start = datetime(due_on.year, due_on.month, due_on.day)
    after = max(start, datetime(today.year, today.month, today.day))
    found = rrulestr(rule, dtstart=start).after(after)
    return found.date() if found else None


def is_due(proposal: Proposal, today: date) -> bool:
    """Whether it waits and its day has come."""
    return proposal.status in WAITING and proposal.due_on is not None and proposal.due_on <= today


@dataclass(frozen=True, slots=True)
class Unused:
    """Minutes of a client that expire soon, on the first of their days."""

    client_id: str
    minutes: int
    expires_on: date


@dataclass(frozen=True, slots=True)
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
    waiting: frozenset[tuple[str, str]],
    today: date,
) -> tuple[Suggestion, ...]:
    """For each client, kinds of work that fit into what is left of the unused minutes: never done first, then longest ago.

    `done` has the last day by (client, item); what waits already, or what a recurrence says is not due again, is left out.
    """
    found: list[Suggestion] = []
    for each in sorted(unused, key=lambda each: (each.expires_on, each.client_id)):
        room = each.minutes
        items = sorted(catalogue, key=lambda item: (done.get((each.client_id, item.item_id), date.min), item.title))
        for item in items:
            last = done.get((each.client_id, item.item_id))
            if (each.client_id, item.item_id) in waiting or item.estimate_minutes > room:
                continue
            if last is not None and (not item.recurrence or _comes_again(item.recurrence, last) > today):
                continue
            found.append(Suggestion(each.client_id, item, each.minutes, each.expires_on, last))
            room -= item.estimate_minutes
    return tuple(found)


def _comes_again(rule: str, last: date) -> date:
    return next_due(rule, last, last) or date.max - timedelta(days=1)
