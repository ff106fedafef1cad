"""The actor of an event: the technician, or `system` for what a rule does automatically, and what made the rule act."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from core.basics import identity
from core.basics.dataclass import fields, replace
from core.journal.events import (
    BlockAdded,
    BlockEndMoved,
    BlockForfeited,
    BlockRolled,
    BlockVoided,
    EntryPosted,
    Event,
    FeeAdded,
    LineAdded,
    OverdraftSettled,
    RenewalAsked,
    RenewalClosed,
)
from core.journal.registry import name_by_type
from core.model.blocks import LapseCause, Origin

SYSTEM: Final = identity.SYSTEM
"""The actor of renewals, expiries and other consequences; the event names its cause (`because`, `cause_entry_id`)."""
DAILY: Final = "daily"
"""The cause of what the daily run does."""
_CAUSED = (
    BlockAdded,
    BlockEndMoved,
    BlockForfeited,
    BlockRolled,
    FeeAdded,
    OverdraftSettled,
    RenewalAsked,
    RenewalClosed,
)


def actor_of(event: Event, person: str) -> str:
    """The actor to record: `SYSTEM` for a block renewed, asked for, rolled, forfeited or voided by a rule."""
    match event:
        case EntryPosted():
            by_rule = False
        case BlockAdded():
            by_rule = event.origin in (Origin.RENEWED, Origin.INCLUDED) and event.renewal_id is None
        case BlockVoided():
            by_rule = event.cause_entry_id is not None
        case BlockForfeited():
            by_rule = event.cause is LapseCause.EXPIRED
        case BlockRolled() | BlockEndMoved() | RenewalAsked() | OverdraftSettled() | FeeAdded():
            by_rule = True
        case RenewalClosed():
            by_rule = event.outcome in ("withdrawn", "recovered")
        case _:
            by_rule = False
    return SYSTEM if by_rule else person


def with_causes(events: Sequence[Event], person: str, cause: str) -> tuple[tuple[Event, ...], str]:
    """The events of one change, those of a rule with what made it act, and the cause of what follows in the change.

    That is the person's event before; at the beginning `cause`, or without one the first event of the person.
    """
    found, last = list[Event](), None
    for event in events:
        if actor_of(event, person) != SYSTEM:
            last = event
        elif isinstance(event, _CAUSED) and not event.because:
            first = (told(each) for each in events if actor_of(each, person) != SYSTEM)
            event = replace(event, because=(told(last) if last else cause) or next(first, ""))
        found.append(event)
    return tuple(found), told(last) if last else cause


def told(event: Event) -> str:
    """The kind and the id of an event, as `entry.posted e1`."""
    return f"{name_by_type[type(event)]} {subject_of(event)[0]}"


def subject_of(event: Event) -> tuple[str, str | None]:
    """The id that an event is about, which is its first field but for a new line, and the client it concerns."""
    if isinstance(event, LineAdded):
        return event.line.line_id, event.client_id
    kind: Any = type(event)
    return str(getattr(event, _first_field(kind))), getattr(event, "client_id", None)


@cache
def _first_field(kind: Any) -> str:
    return fields(kind)[0].name
