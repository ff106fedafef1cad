"""Frozen views: what a screen or a JSON document shows. Minutes and seconds are integers, amounts minor units."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass, field
from core.basics.durations import LONG_SECONDS
from core.basics.errors import MonteoreError
from core.model.accounts import AccountCard
from core.model.billing import BillingLine, LineKind, LineStatus, Period
from core.model.blocks import Draw, Origin
from core.model.calls import CallState, CallWords, Ending
from core.model.clients import Client
from core.model.terms import Kind, RenewalMode, Serves
from core.model.work import NOTHING_WAITS, Charge, Waits
from core.queries.dues import Unpaid
from core.rules.pace import Lasting

if TYPE_CHECKING:
    from core.basics.callers import Certainty
    from core.basics.numbers import Number
    from core.model.proposals import CatalogueItem, Proposal
    from core.model.search import Matched


@dataclass(frozen=True)
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
    waits_for: str = ""
    """`invoiced` or `paid` for what has to happen before it serves; empty for nothing."""


@dataclass(frozen=True)
class BalanceView:
    """The balance of a client. `pending_minutes` is the charge of its open calls if they ended now.

    `others_pending_minutes` is the part of it that calls of other technicians than the reader's have.

    Without `has_agreement` none is in force today: there is no balance and no threshold, and `kind` is the default.
    """

    client: Client
    kind: Kind
    remaining_minutes: int
    overdraft_minutes: int
    pending_minutes: int
    threshold_minutes: int
    blocks: tuple[BlockView, ...]
    block_minutes: int = 0
    others_pending_minutes: int = 0
    renewal_pending: bool = False
    weeks_left: int | None = None
    months: tuple[tuple[str, int], ...] = ()
    has_agreement: bool = True
    later_minutes: int = 0
    """Minutes of blocks that wait: not left yet, but they count for renewals."""
    expired_minutes: int = 0
    """Minutes of expired blocks that are not forfeited yet: they serve only work up to the expiry, and never count."""
    expired_days: tuple[tuple[date, int], ...] = ()
    """The expired minutes by the last day of their block, the first day first."""
    later_days: tuple[tuple[date, int], ...] = ()
    """The minutes that wait for a day, by that day, the first day first."""
    held: tuple[tuple[Serves, int], ...] = ()
    """The minutes that wait for an invoice or a payment."""
    waits: Waits = NOTHING_WAITS
    """Work that waits for an agreement."""
    lasting: Lasting | None = None
    """When what remains is used up at the client's pace."""
    below_since: date | None = None
    """The day of the oldest work that no block covers."""
    renewal: RenewalMode = RenewalMode.OFF
    """What happens under the threshold."""
    price_minor: int = 0
    """The price of a block, in minor units of `currency`."""
    currency: str = "EUR"
    """ISO 4217 code of the price."""
    step_minutes: int = 1
    """The step to which charges are rounded up."""
    renewed_on: date | None = None
    """The day of the last block that was added by rule."""
    unpaid: tuple[Unpaid, ...] = ()
    """What is overdue of the account, an item for each currency."""
    included_minutes: int = 0
    """Minutes that the fee of a period includes; 0 for none."""
    account: AccountCard = field(kw_only=True)
    """The account."""

    @property
    def counts_hours(self) -> bool:
        """Whether hours are to be shown: a prepaid client's, those of a fee, or those that one kept who moved on."""
        held = self.remaining_minutes or self.later_minutes or self.expired_minutes or self.included_minutes
        return self.has_agreement and (self.kind is Kind.PREPAID or held != 0)

    @property
    def scale_minutes(self) -> int:
        """The size of the blocks that can serve today, or of one block as agreed: the whole length of the client's bar."""
        live = sum(block.size_minutes for block in self.blocks if block.remaining_minutes > 0 and not block.expired)
        return live or self.block_minutes

    @property
    def next_expiry(self) -> BlockView | None:
        """The block with hours that expires first of those that have not expired."""
        coming = [
            block for block in self.blocks if block.remaining_minutes > 0 and block.expires_on and not block.expired
        ]
        return min(coming, key=lambda block: block.expires_on or date.max, default=None)

    @property
    def under_threshold(self) -> bool:
        """Strictly fewer minutes than agreed; only a prepaid agreement has a threshold."""
        if not self.has_agreement or self.kind is not Kind.PREPAID:
            return False
        return self.remaining_minutes + self.later_minutes < self.threshold_minutes


@dataclass(frozen=True)
class RenewalView:
    """A block that a posting added by rule."""

    block_id: str
    minutes: int
    price_minor: int
    currency: str


@dataclass(frozen=True)
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
    waits: bool = False
    """Whether it waits for an agreement; nothing is charged until then."""
    account: AccountCard = field(kw_only=True)
    """The account that pays."""
    void_reason: str = field(default="", kw_only=True)
    """Why it was voided, as typed; empty for none, and for an entry that stands."""


@dataclass(frozen=True)
class PostingView:
    """The result of a posting, an edit or a void. `existed`: the key was used before, and this is the first result.

    `remaining_minutes` is `None` for a client without an agreement, which has no balance.
    """

    entry: EntryView
    renewals: tuple[RenewalView, ...]
    remaining_minutes: int | None
    pending_renewal: bool = False
    existed: bool = False
    voided_blocks: tuple[str, ...] = ()
    kept_blocks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    returned_minutes: int = 0
    credit_lines: tuple[str, ...] = ()
    """Ids of the lines that give invoiced work back."""
    looks: tuple[str, ...] = ()
    """What deserves a look: the entry overlaps or repeats another of the same person. It is posted all the same."""


@dataclass(frozen=True)
class PreviewView:
    """What posting a line, or stopping a call, would do. `refused` is the error that it would end with, if any."""

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
    refused: MonteoreError | None = None
    renewal_price_minor: int = 0
    """What the blocks that it adds cost together, in minor units."""
    renewal_currency: str = ""
    """Currency of that price; empty where no block is added."""
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
    waits: bool = False
    """Whether the work would wait for an agreement, uncharged."""
    has_included: bool = False
    """Whether a managed agreement draws on hours included in its fee."""
    credits: tuple[str, ...] = ()
    """What a correction of invoiced work gives back, and the line that replaces it; a person confirms it."""
    account: AccountCard = field(kw_only=True)
    """The account that pays."""

    @property
    def refusal(self) -> str:
        """The sentence of the error that it would end with, as the shell says it; empty if with none."""
        return str(self.refused or "")

    @property
    def asks_first(self) -> bool:
        """Whether a person should confirm it: a doubt, a credit, over 8 hours of work, or two renewals or more."""
        return bool(self.doubts or self.credits) or self.renewal_count >= 2 or self.charge.worked_seconds > LONG_SECONDS


@dataclass(frozen=True)
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

    account: AccountCard = field(kw_only=True)
    """The account that pays: the one that was named, or the client's choice for phone calls."""


@dataclass(frozen=True)
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
    expired_minutes: int = 0
    has_agreement: bool = True
    """Whether an agreement is in force today; without one there is no balance."""
    waits: Waits = NOTHING_WAITS
    """Work that waits for an agreement."""
    days_left: int | None = None
    """Days until what remains is used up at the client's pace; `None`: unknown, or more than a year."""
    live_minutes: int = 0
    """The size of the blocks that hold hours: the whole length of the client's bar."""
    included_minutes: int = 0
    """Minutes that the fee of a period includes; 0 for none."""
    account: AccountCard = field(kw_only=True)
    """The account whose hours are shown."""

    @property
    def is_default(self) -> bool:
        """Whether it is the account that the client's code means."""
        return self.account.account_id == self.client.account_id

    @property
    def title(self) -> str:
        """The client's name, with the account's where that is not a default one without a name (`Acme / servers`)."""
        if self.is_default and not (self.account.name and self.account.client.client_id == self.client.client_id):
            return self.client.name
        return f"{self.client.name} / {self.account.typed_name}"

    @property
    def counts_hours(self) -> bool:
        """Whether hours are to be shown: a prepaid client's, those of a fee, or those that one kept who moved on."""
        held = self.remaining_minutes or self.included_minutes
        return self.has_agreement and (self.kind is Kind.PREPAID or held != 0)

    @property
    def under_threshold(self) -> bool:
        """Strictly fewer minutes than agreed."""
        if not self.has_agreement or self.kind is not Kind.PREPAID:
            return False
        return self.remaining_minutes + self.later_minutes < self.threshold_minutes


@dataclass(frozen=True)
class FoundClients:
    """The result of a search: hits, best first, and `perhaps`, clients with a similar spelling, kept apart from hits."""

    hits: tuple[ClientRow, ...] = ()
    perhaps: tuple[ClientRow, ...] = ()

    @property
    def rows(self) -> tuple[ClientRow, ...]:
        """Hits, then near misses, which `is_near` marks."""
        return self.hits + self.perhaps


@dataclass(frozen=True)
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
        from core.basics.callers import Certainty

        return self.certainty in (Certainty.EXACT, Certainty.RANGE)


@dataclass(frozen=True)
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
    corrects: BillingLine | None = None
    """The line that a credit gives back; `None` for other lines."""
    period: Period | None = None
    """The period of a recurring fee that it bills or gives back; `None` for other lines."""
    list_minor: int | None = None
    """The price before a discount, in minor units; `None` for none."""
    due_on: date | None = None
    """The day on which it is due, by the terms of payment; `None` until it is invoiced."""
    is_overdue: bool = False
    """Whether it is invoiced, not paid, and was due before today."""
    account: AccountCard = field(kw_only=True)
    """The account that the line belongs to."""


@dataclass(frozen=True)
class PendingRenewalView:
    """A renewal that waits for a manager, with its client."""

    renewal_id: str
    client: Client
    minutes: int
    price_minor: int
    currency: str
    remaining_minutes: int
    asked_at: datetime
    account: AccountCard = field(kw_only=True)
    """The account."""


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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class ProposalView:
    """A proposal with its client; `overdue`: its due date has passed."""

    proposal: Proposal
    client: Client
    due: bool
    overdue: bool
    recurrence: str


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


@dataclass(frozen=True)
class SuggestionView:
    """A catalogue item that a client's expiring minutes would cover."""

    client: Client
    item: CatalogueItem
    unused_minutes: int
    expires_on: date
    last_done: date | None
