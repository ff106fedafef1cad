"""Frozen views: what a screen or a JSON document shows. Minutes and seconds are integers, amounts minor units."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.basics.callers import Certainty
from core.basics.numbers import Number
from core.model.billing import LineKind, LineStatus
from core.model.blocks import Draw, Origin
from core.model.calls import CallState, CallWords, Ending
from core.model.clients import Client
from core.model.proposals import CatalogueItem, Proposal
from core.model.search import Matched
from core.model.terms import Kind
from core.model.work import Charge

LONG_SECONDS = 8 * 3600


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block; `size_minutes` includes minutes carried in from expired blocks."""

    block_id: str
    size_minutes: int
    remaining_minutes: int
    sold_on: date
    expires_on: date | None
    origin: Origin
    billing: str
    expired: bool = False
    price_minor: int = 0
    currency: str = "EUR"
    voided: bool = False
    forfeited_minutes: int = 0
    carried_minutes: int = 0
    available_from: date | None = None


@dataclass(frozen=True, slots=True)
class BalanceView:
    """The balance of a client. `pending_minutes` is the charge of its open calls if they ended now."""

    client: Client
    kind: Kind
    remaining_minutes: int
    overdraft_minutes: int
    pending_minutes: int
    threshold_minutes: int
    blocks: tuple[BlockView, ...]
    block_minutes: int = 0
    renewal_pending: bool = False
    weeks_left: int | None = None
    months: tuple[tuple[str, int], ...] = ()
    has_agreement: bool = True
    later_minutes: int = 0
    """Minutes of blocks whose first day is still to come: not left yet, but they count for renewals."""

    @property
    def counts_hours(self) -> bool:
        """Whether hours are to be shown: a prepaid client's, or those that one kept who moved on."""
        return self.kind is Kind.PREPAID or self.remaining_minutes != 0

    @property
    def under_threshold(self) -> bool:
        """Strictly fewer minutes than agreed; only a prepaid agreement has a threshold."""
        if not self.has_agreement or self.kind is not Kind.PREPAID:
            return False
        return self.remaining_minutes + self.later_minutes < self.threshold_minutes


@dataclass(frozen=True, slots=True)
class RenewalView:
    """A block that a posting added by rule."""

    block_id: str
    minutes: int
    price_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """The present state of an entry, with its draws after settlement."""

    entry_id: str
    client: Client
    technician: str
    work_date: date
    started_at: datetime | None
    worked_seconds: int
    charged_minutes: int
    overdraft_minutes: int
    billed_minutes: int
    draws: tuple[Draw, ...]
    charge: Charge
    explanation: str
    ticket: str
    work_type: str
    note: str
    contact: str
    no_charge: bool
    voided: bool
    recorded_at: datetime
    replaces: str | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class PostingView:
    """The result of a posting, an edit or a void. `existed`: the key was used before, and this is the first result."""

    entry: EntryView
    renewals: tuple[RenewalView, ...]
    remaining_minutes: int
    pending_renewal: bool = False
    existed: bool = False
    voided_blocks: tuple[str, ...] = ()
    kept_blocks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    returned_minutes: int = 0


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What posting a line, or stopping a call, would do. `refusal` says why it would be refused; empty if not."""

    client: Client
    charge: Charge
    explanation: str
    remaining_after_minutes: int
    overdraft_minutes: int
    renewal_count: int
    renewal_minutes: int
    asks_for_renewal: bool
    work_date: date
    kind: Kind
    refusal: str = ""
    doubts: tuple[str, ...] = ()
    """What the ledger records only after a person confirmed it, one question each."""
    started_at: datetime | None = None
    """Start of the work in the agreement's time zone; `None` where no clock time is known."""
    ended_at: datetime | None = None
    """End of the work in the agreement's time zone; `None` where no clock time is known."""
    is_short: bool = False
    """Whether it is a call of under 30 seconds."""
    wants_end: bool = False
    """Whether it is a call of over 4 hours whose end or length nobody said."""
    threshold_minutes: int = 0
    """The remaining minutes under which a renewal is due; 0 where none ever is."""
    renewal_price_minor: int = 0
    """Price of the blocks that are added, in minor units of `currency`."""
    currency: str = ""
    """ISO 4217 code of the agreement's prices."""

    @property
    def asks_first(self) -> bool:
        """Whether a person should confirm it: a doubt, over 8 hours of work, or two renewals or more."""
        return bool(self.doubts) or self.renewal_count >= 2 or self.charge.worked_seconds > LONG_SECONDS


@dataclass(frozen=True, slots=True)
class CallView:
    """A live call with its elapsed time at the moment of reading."""

    call_id: str
    client: Client
    technician: str
    state: CallState
    started_at: datetime
    elapsed_seconds: int
    phone: str = ""
    gap_seconds: int = 0
    gap_started_at: datetime | None = None
    words: CallWords = field(default_factory=CallWords)
    """What was typed for it and is not posted yet."""
    ending: Ending | None = None
    """Where its wrap-up was begun; `None` before."""

    @property
    def is_stopping(self) -> bool:
        """Whether its wrap-up was begun and waits to be saved."""
        return self.ending is not None and not self.ending.is_left


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A line of the client list and of search results.

    `why` is the contact, phone or ticket that matched, empty for code and name; `matched` says which of them it is.
    `is_near`: the spelling is only similar to the typed text.
    """

    client: Client
    kind: Kind
    remaining_minutes: int
    threshold_minutes: int
    block_minutes: int
    why: str = ""
    expiring_on: date | None = None
    matched: Matched | None = None
    is_near: bool = False
    later_minutes: int = 0
    has_agreement: bool = True

    @property
    def counts_hours(self) -> bool:
        """Whether hours are to be shown: a prepaid client's, or those that one kept who moved on."""
        return self.kind is Kind.PREPAID or self.remaining_minutes != 0

    @property
    def under_threshold(self) -> bool:
        """Strictly fewer minutes than agreed."""
        if not self.has_agreement or self.kind is not Kind.PREPAID:
            return False
        return self.remaining_minutes + self.later_minutes < self.threshold_minutes


@dataclass(frozen=True, slots=True)
class FoundClients:
    """The result of a search: hits, best first, and `perhaps`, clients with a similar spelling, kept apart from hits."""

    hits: tuple[ClientRow, ...] = ()
    perhaps: tuple[ClientRow, ...] = ()

    @property
    def rows(self) -> tuple[ClientRow, ...]:
        """Hits, then near misses, which `is_near` marks."""
        return self.hits + self.perhaps


@dataclass(frozen=True, slots=True)
class CallerView:
    """Who may be calling: how surely the number was recognised, and the clients that own it.

    In each row `why` is the contact who owns the number, if it is one person's. With several rows a person has to choose.
    """

    number: Number
    certainty: Certainty
    clients: tuple[ClientRow, ...] = ()

    @property
    def client(self) -> Client | None:
        """The client, where there is just one."""
        return self.clients[0].client if len(self.clients) == 1 else None

    @property
    def contact(self) -> str:
        """The contact of that one client who owns the number; empty for none or several."""
        return self.clients[0].why if len(self.clients) == 1 else ""

    @property
    def is_exact(self) -> bool:
        """Whether the whole number is known, not only its last digits."""
        return self.certainty in (Certainty.EXACT, Certainty.RANGE)


@dataclass(frozen=True, slots=True)
class LineView:
    """A billable line with its client; `run_id` is the id of the export run that contained it."""

    line_id: str
    client: Client
    kind: LineKind
    minutes: int
    amount_minor: int
    currency: str
    status: LineStatus
    number: str
    dated: date
    invoiced_on: date | None
    paid_on: date | None
    run_id: str | None
    entry_id: str | None = None
    block_id: str | None = None


@dataclass(frozen=True, slots=True)
class PendingRenewalView:
    """A renewal that waits for a manager, with its client."""

    renewal_id: str
    client: Client
    minutes: int
    price_minor: int
    currency: str
    remaining_minutes: int
    asked_at: datetime


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class VerifyView:
    """The result of `verify`: `problems` are sentences, `first_bad_row` is the first journal row that does not fit.

    `rechained_at` is set if the given digest belongs to the chain before `store rechain`: the row where the new chain
    begins. `not_from_journal` are tables and columns not made from events; only their form is checked.
    """

    ok: bool
    rows: int
    head: str
    first_bad_row: int | None
    problems: tuple[str, ...] = ()
    rechained_at: int | None = None
    not_from_journal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """A filter of entries; an empty field filters nothing. Both days are included."""

    text: str = ""
    ticket: str = ""
    work_type: str = ""
    technician: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether every entry matches."""
        return self == EntryFilter()


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal with its client; `overdue`: its due date has passed."""

    proposal: Proposal
    client: Client
    due: bool
    overdue: bool
    recurrence: str


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A catalogue item that a client's expiring minutes would cover."""

    client: Client
    item: CatalogueItem
    unused_minutes: int
    expires_on: date
    last_done: date | None
