"""Which account an event concerns."""

from typing import TypeAlias

from core.journal.events.agreements import AgreementSet, AgreementWithdrawn
from core.journal.events.blocks import (
    BlockAdded,
    BlockEndMoved,
    BlockForfeited,
    BlockRestored,
    BlockRolled,
    BlockVoided,
    OverdraftSettled,
)
from core.journal.events.corrections import HoursCorrected
from core.journal.events.entries import DrawsReplayed, EntryContested, EntryPosted, EntryVoided, WaitingCharged
from core.journal.events.lines import FeeAdded, LineAdded
from core.journal.events.renewals import RenewalAsked, RenewalClosed
from core.journal.events.statements import StatementIssued

OfAccount: TypeAlias = (
    AgreementSet
    | AgreementWithdrawn
    | BlockAdded
    | OverdraftSettled
    | BlockVoided
    | BlockForfeited
    | BlockRestored
    | BlockRolled
    | BlockEndMoved
    | EntryContested
    | EntryPosted
    | EntryVoided
    | WaitingCharged
    | DrawsReplayed
    | RenewalAsked
    | RenewalClosed
    | LineAdded
    | FeeAdded
    | HoursCorrected
    | StatementIssued
)
"""Events that concern one account."""


def account_of(event: OfAccount) -> str:
    """Id of the account that an event concerns; that of a client's own account is the client's."""
    return event.account_id or event.client_id
