"""All that the desk shows, and its panel of what a caller had done."""

from __future__ import annotations

from datetime import date, datetime

from core.basics.dataclass import dataclass
from core.model.clients import Client
from core.queries.views.balances import BalanceView
from core.queries.views.calls import CallView
from core.queries.views.clients import ClientRow
from core.queries.views.entries import EntryView
from core.queries.views.proposals import ProposalView


@dataclass(frozen=True)
class DaySums:
    """The work of one day, voided entries left out."""

    entries: int = 0
    """How many entries."""
    worked_seconds: int = 0
    """Their worked time."""
    charged_minutes: int = 0
    """Their charge."""


@dataclass(frozen=True)
class TicketView:
    """A ticket of a client, with its last note."""

    ticket: str
    """Its number."""
    note: str
    """The note of its last entry."""
    charged_minutes: int
    """What was charged on it so far."""
    entries: int
    """How many entries stand on it."""


@dataclass(frozen=True)
class DeskView:
    """All that the desk shows, read in one snapshot."""

    technician: str
    now: datetime
    today: date
    timezone: str
    clients: tuple[ClientRow, ...]
    calls: tuple[CallView, ...]
    entries_today: tuple[EntryView, ...]
    today_worked_seconds: int
    today_charged_minutes: int
    under_threshold: int
    pending_renewals: int
    client_count: int
    balance: BalanceView | None = None
    due_proposals: int = 0
    mail_troubles: int = 0
    is_clock_in_doubt: bool = False
    """Whether the machine's clock is far from the last recorded change."""
    missed_calls: int = 0
    """Incoming calls that nobody answered or called back."""
    unpaid: int = 0
    """How many invoices are overdue."""
    last_saved: str | None = None
    """Id of the entry that the technician saved last, if that was today and it stands."""
    day: DaySums = DaySums()
    """Today's work of everybody."""


@dataclass(frozen=True)
class GlanceView:
    """What a technician wants to know of a caller: the last entries, the latest tickets, proposals."""

    client: Client
    """The caller."""
    entries: tuple[EntryView, ...]
    """The last entries that stand, the latest first."""
    tickets: tuple[TicketView, ...]
    """The latest tickets."""
    proposals: tuple[ProposalView, ...]
    """Proposals that are open or accepted."""
