"""The actor of an event: the technician, or `system` for what a rule does automatically."""

from typing import Final

from core.basics import identity
from core.journal.events import (
    BlockAdded,
    BlockEndMoved,
    BlockForfeited,
    BlockRolled,
    BlockVoided,
    Event,
    FeeAdded,
    OverdraftSettled,
    RenewalAsked,
    RenewalClosed,
)
from core.model.blocks import LapseCause, Origin

SYSTEM: Final = identity.SYSTEM
"""The actor of renewals, expiries and other consequences; the event names its cause (`cause_entry_id`, `cause`, `day`)."""


def actor_of(event: Event, person: str) -> str:
    """The actor to record: `SYSTEM` for a block renewed, asked for, rolled, forfeited or voided by a rule."""
    match event:
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
