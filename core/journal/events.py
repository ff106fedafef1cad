"""The event classes of the journal. An event holds a whole decision, so that balances follow from the journal alone."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from core.basics.numbers import Phone
from core.journal.account_events import AccountAdded as AccountAdded
from core.journal.account_events import AccountArchived as AccountArchived
from core.journal.account_events import AccountBroughtBack as AccountBroughtBack
from core.journal.account_events import AccountChosen as AccountChosen
from core.journal.account_events import AccountRenamed as AccountRenamed
from core.journal.account_events import AccountShared as AccountShared
from core.journal.account_events import AccountUnshared as AccountUnshared
from core.journal.registry import ERASED, ERASED_CODE, SPARSE, TextTree, event
from core.journal.registry import Event as Event
from core.model.billing import LineKind, LineStatus
from core.model.blocks import LapseCause, Origin
from core.model.mail import MailSwitches
from core.model.proposals import ProposalStatus
from core.model.terms import Terms
from core.model.work import Charge, Span

_CARD: TextTree = {"code": ERASED_CODE, "name": ERASED, "phones": (), "contacts": (), "email": ""}
_STATEMENT: TextTree = {
    "client_code": ERASED_CODE,
    "client_name": ERASED,
    "entries": {"*": {"note": ERASED}},
    "proposals": {"*": {"title": ERASED}},
}


@event("client.added", _CARD)
@dataclass(frozen=True, slots=True)
class ClientAdded(Event):
    """A client was added."""

    client_id: str
    """Id of the client."""
    code: str
    """Code of the client, lower case, unique in the store."""
    name: str
    """Name of the client as people read it."""
    phones: tuple[Phone, ...] = ()
    """Telephone numbers of the client and of its contacts, with the contact's name where one owns the number."""
    contacts: tuple[str, ...] = ()
    """Names of the client's people."""
    email: str = ""
    """E-mail address; empty for none."""


@event("client.edited", _CARD)
@dataclass(frozen=True, slots=True)
class ClientEdited(Event):
    """A client was edited; the event holds every field, changed or not."""

    client_id: str
    """Id of the client."""
    code: str
    """Code of the client, lower case, unique in the store."""
    name: str
    """Name of the client as people read it."""
    phones: tuple[Phone, ...] = ()
    """Telephone numbers of the client and of its contacts, with the contact's name where one owns the number."""
    contacts: tuple[str, ...] = ()
    """Names of the client's people."""
    email: str = ""
    """E-mail address; empty for none."""


@event("client.archived")
@dataclass(frozen=True, slots=True)
class ClientArchived(Event):
    """A client was archived: lists and searches leave it out, its history stays."""

    client_id: str
    """Id of the archived client."""


@event("client.brought-back")
@dataclass(frozen=True, slots=True)
class ClientBroughtBack(Event):
    """An archived client was made active again."""

    client_id: str
    """Id of the client that is active again."""


@event("client.erased")
@dataclass(frozen=True, slots=True)
class ClientErased(Event):
    """A client's personal texts were erased: those of every earlier journal row and those of the client's own record."""

    client_id: str
    """Id of the client whose texts were erased."""


@event("agreement.set", {"terms": {"reference": ERASED}})
@dataclass(frozen=True, slots=True)
class AgreementSet(Event):
    """Terms were put in force for a client from a date on."""

    agreement_id: str
    """Id of this version of the agreement."""
    client_id: str
    """Id of the client."""
    from_date: date | None
    """First day on which the terms hold; `None`: since ever."""
    terms: Terms
    """The whole terms; a version takes nothing from the one before."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("agreement.withdrawn")
@dataclass(frozen=True, slots=True)
class AgreementWithdrawn(Event):
    """A version that was planned for a later day was withdrawn before that day; it never came into force."""

    agreement_id: str
    """Id of the withdrawn version."""
    client_id: str
    """Id of the client."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Minutes of an entry's overdraft that a block pays."""

    entry_id: str
    """Id of the entry whose overdraft is paid."""
    minutes: int
    """Minutes paid, over zero."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A block's new expiry date: extended by a sale of another block, or restored by the void of that block."""

    block_id: str
    """Id of the older block whose expiry changes."""
    expires_on: date | None
    """The new last day on which the block serves; `None`: no expiry."""


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A new billable line, as the event that creates it holds it."""

    line_id: str
    """Id of the new line."""
    kind: LineKind
    """What the line is for."""
    minutes: int
    """Minutes that the line bills: the block's size, or the entry's billed minutes."""
    amount_minor: int
    """Amount in minor units of the currency; below zero for a credit."""
    currency: str
    """ISO 4217 code."""


@event("block.added")
@dataclass(frozen=True, slots=True)
class BlockAdded(Event):
    """A block was sold or renewed. It settles overdrafts, may extend older blocks, and has a line to invoice."""

    block_id: str
    """Id of the new block."""
    client_id: str
    """Id of the client."""
    origin: Origin
    """Whether the block was sold by hand or renewed."""
    size_minutes: int
    """Size in minutes, over zero."""
    price_minor: int
    """Price in minor units of the currency."""
    currency: str
    """ISO 4217 code of the price."""
    sold_on: date
    """Day of the sale or renewal."""
    available_from: date
    """First day of work that the block pays, unless overage is `settle`: then it pays earlier work too."""
    expires_on: date | None
    """Last day of work that the block pays; `None`: no expiry."""
    line: LineDraft
    """The billable line of the block."""
    settles: tuple[Settlement, ...] = ()
    """The overdrafts that the block pays at once; their minutes leave the block."""
    extends: tuple[Extension, ...] = ()
    """The older blocks whose expiry the sale extends (terms with expiry `extend`)."""
    cause_entry_id: str | None = None
    """Id of the entry whose deduction made the renewal due; `None` for sales, approvals and the daily run."""
    renewal_id: str | None = None
    """Id of the renewal that a manager approved; `None` otherwise."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("overdraft.settled")
@dataclass(frozen=True, slots=True)
class OverdraftSettled(Event):
    """Minutes returned to a block paid overdrafts of work that the block serves, oldest work first."""

    block_id: str
    """Id of the block that pays."""
    client_id: str
    """Id of the client."""
    settles: tuple[Settlement, ...]
    """The overdrafts that are paid; their minutes leave the block."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("block.voided", {"reason": ERASED})
@dataclass(frozen=True, slots=True)
class BlockVoided(Event):
    """A block was voided. No entry drew from it and it was not invoiced. Expiries that it had extended are restored."""

    block_id: str
    """Id of the voided block."""
    client_id: str
    """Id of the client."""
    minutes: int
    """Minutes that leave the client's remaining: the block's size."""
    reason: str
    """Reason as typed; empty for none."""
    restores: tuple[Extension, ...] = ()
    """The older blocks whose expiry returns to what it was before the sale."""
    cause_entry_id: str | None = None
    """Id of the entry whose void took the block with it; `None` for a block voided by hand."""
    renewed: bool = False
    """Whether the block had been added by a renewal rule."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("block.forfeited")
@dataclass(frozen=True, slots=True)
class BlockForfeited(Event):
    """Unused minutes of a block were taken from the client: expired, credited, or given up."""

    block_id: str
    """Id of the block that lost the minutes."""
    client_id: str
    """Id of the client."""
    minutes: int
    """Minutes lost, over zero."""
    day: date
    """Day on which they were lost, as the statement dates it."""
    cause: LapseCause = LapseCause.EXPIRED
    """Why: they expired, were credited, or were given up by consent."""
    credit_minor: int = 0
    """Amount credited for them, in minor units of the block's currency; 0 unless the cause is `credited`."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("block.restored", {"reason": ERASED})
@dataclass(frozen=True, slots=True)
class BlockRestored(Event):
    """Forfeitures of a block were reversed: their minutes return to the block, which gets a new expiry."""

    block_id: str
    """Id of the block."""
    client_id: str
    """Id of the client."""
    minutes: int
    """Minutes returned, over zero."""
    day: date
    """Day of the last reversed forfeiture, or today if that day is locked; on one statement the two cancel out."""
    expires_on: date
    """The new last day of work that the block pays."""
    reason: str = ""
    """Reason as typed; empty for none."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("block.rolled")
@dataclass(frozen=True, slots=True)
class BlockRolled(Event):
    """Unused minutes of an expired block were carried into another block."""

    block_id: str
    """Id of the expired block."""
    client_id: str
    """Id of the client."""
    into_block_id: str
    """Id of the block that receives the minutes."""
    minutes: int
    """Minutes carried, over zero."""
    day: date
    """Day of the daily run that carried them."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@dataclass(frozen=True, slots=True)
class BlockDraw:
    """Minutes taken from, or given back to, one block."""

    block_id: str
    """Id of the block."""
    minutes: int
    """Minutes, over zero; the event says in which direction."""


@event("entry.posted", {"note": ERASED, "contact": ERASED, "content": "", "key": "erased-{entry_id}"})
@dataclass(frozen=True, slots=True)
class EntryPosted(Event):
    """Work was posted. Minutes of draws + overdraft + billed + fee = charged minutes."""

    entry_id: str
    """Id of the new entry."""
    client_id: str
    """Id of the client."""
    technician: str
    """Login name of the person who did the work."""
    work_date: date
    """Day of the work in the agreement's time zone; the terms of this day apply."""
    started_at: datetime | None
    """UTC instant at which the work began; `None` where no clock time is known."""
    worked_seconds: int
    """Worked time in seconds, over zero."""
    spans: tuple[Span, ...]
    """The stretches of work where there are several; empty for a single one."""
    charge: Charge
    """The charge, with what is needed to explain it."""
    draws: tuple[BlockDraw, ...]
    """Minutes drawn from each block."""
    overdraft_minutes: int
    """Charged minutes that no block covers and a later block will settle."""
    billed_minutes: int
    """Charged minutes that no block covers and that are invoiced (break-fix, or overage `bill`)."""
    work_type: str
    """Code of the work type."""
    ticket: str
    """Ticket number without `#`; empty for none."""
    note: str
    """Note as typed; empty for none."""
    contact: str
    """Name of the person who called; empty for none."""
    no_charge: bool
    """Whether the technician marked the work as free of charge."""
    key: str | None = None
    """Idempotency key; `None` for none."""
    content: str = ""
    """SHA-256 of what the key guards, as hexadecimal digits; compared when the key is used again."""
    line: LineDraft | None = None
    """The billable line of the entry; `None` where nothing is invoiced."""
    replaces: str | None = None
    """Id of the voided entry that this one corrects; `None` for none."""
    fee_minutes: int = 0
    """Charged minutes that no block covers and that the recurring fee of a managed agreement pays."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("entry.voided", {"reason": ERASED})
@dataclass(frozen=True, slots=True)
class EntryVoided(Event):
    """An entry was reversed: its draws went back into the same blocks, its open overdraft was cancelled."""

    entry_id: str
    """Id of the voided entry."""
    client_id: str
    """Id of the client."""
    returns: tuple[BlockDraw, ...]
    """Minutes given back to each block."""
    overdraft_minutes: int
    """Minutes of the entry's open overdraft that are cancelled."""
    reason: str
    """Reason as typed; empty for none."""
    voided_line_id: str | None = None
    """Id of the entry's billable line that becomes void; `None` where there is none, or it is invoiced already."""
    replaced_by: str | None = None
    """Id of the entry that corrects this one; `None` for a plain void."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("renewal.asked")
@dataclass(frozen=True, slots=True)
class RenewalAsked(Event):
    """A renewal is due and waits for the decision of a manager."""

    renewal_id: str
    """Id of the waiting renewal."""
    client_id: str
    """Id of the client."""
    minutes: int
    """Size of the block that would be added, in minutes."""
    price_minor: int
    """Its price in minor units of the currency."""
    currency: str
    """ISO 4217 code of the price."""
    cause_entry_id: str | None = None
    """Id of the entry that made the renewal due; `None` where no entry did."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("renewal.closed")
@dataclass(frozen=True, slots=True)
class RenewalClosed(Event):
    """A waiting renewal was refused, or withdrawn because it is no longer due.

    `recovered` ends a refused one: the client is above the threshold again, so that the next fall asks anew.
    """

    renewal_id: str
    """Id of the renewal."""
    client_id: str
    """Id of the client."""
    outcome: str
    """`refused` or `withdrawn`; an approved renewal is closed by its `BlockAdded`."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("line.marked")
@dataclass(frozen=True, slots=True)
class LineMarked(Event):
    """The accounting system invoiced a line, or recorded its payment."""

    line_id: str
    """Id of the line."""
    client_id: str
    """Id of the client."""
    status: LineStatus
    """`invoiced` or `paid`."""
    number: str
    """Invoice number that the accounting system gave."""
    dated: date
    """Day of the invoice, or of the payment."""


@event("line.added", {"reason": ERASED})
@dataclass(frozen=True, slots=True)
class LineAdded(Event):
    """A billable line without a block or an entry was added: the credit of hours left when a client moves."""

    client_id: str
    """Id of the client."""
    dated: date
    """Day of the line."""
    line: LineDraft
    """The new line."""
    reason: str = ""
    """Reason as typed, such as the client's consent; empty for none."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("statement.issued", {"document": _STATEMENT})
@dataclass(frozen=True, slots=True)
class StatementIssued(Event):
    """A month's statement was issued to a client and never changes again.

    It closes that month and all earlier months: what is recorded later counts in a later statement.
    """

    statement_id: str
    """Id of the statement."""
    client_id: str
    """Id of the client."""
    month: str
    """Month of the statement, YYYY-MM."""
    document: str
    """The whole statement as canonical JSON."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("catalogue.set")
@dataclass(frozen=True, slots=True)
class CatalogueItemSet(Event):
    """A catalogue item (a kind of proactive work to offer) was added or changed; the event holds every field."""

    item_id: str
    """Id of the catalogue item."""
    title: str
    """Title of the work."""
    estimate_minutes: int
    """Estimated minutes, over zero."""
    work_type: str
    """Code of the work type."""
    recurrence: str = ""
    """RFC 5545 RRULE; empty for work that does not recur."""


@event("catalogue.dropped")
@dataclass(frozen=True, slots=True)
class CatalogueItemDropped(Event):
    """A catalogue item was removed; proposals made from it stay."""

    item_id: str
    """Id of the item that is no longer offered."""


@event("proposal.added", {"title": ERASED})
@dataclass(frozen=True, slots=True)
class ProposalAdded(Event):
    """Proactive work was proposed to a client."""

    proposal_id: str
    """Id of the proposal."""
    client_id: str
    """Id of the client."""
    title: str
    """Title of the proposed work."""
    estimate_minutes: int
    """Estimated minutes, over zero."""
    work_type: str
    """Code of the work type."""
    due_on: date | None = None
    """Day on which the work is due; `None` for none."""
    recurrence: str = ""
    """RFC 5545 RRULE; empty for work that does not recur."""
    item_id: str | None = None
    """Id of the catalogue item it was made from; `None` for none."""
    follows: str | None = None
    """Id of the proposal of which this is the next occurrence; `None` for none."""


@event("proposal.changed", {"reason": ERASED})
@dataclass(frozen=True, slots=True)
class ProposalChanged(Event):
    """A proposal was accepted, done, or dropped."""

    proposal_id: str
    """Id of the proposal."""
    client_id: str
    """Id of the client."""
    status: ProposalStatus
    """The new status."""
    entry_id: str | None = None
    """Id of the entry that did the work; `None` for none."""
    reason: str = ""
    """Reason of a drop as typed; empty for none."""


@event("lines.exported")
@dataclass(frozen=True, slots=True)
class LinesExported(Event):
    """Billable lines were exported to one file for the accounting system."""

    run_id: str
    """Id of the export run."""
    format: str
    """File format: `csv`, `xlsx` or `fatturapa`."""
    line_ids: tuple[str, ...]
    """Ids of the exported lines, in the order of the file."""
    digest: str
    """SHA-256 of the file, as hexadecimal digits."""


@event("mail.switched", {"switches": {"to": ""}})
@dataclass(frozen=True, slots=True)
class MailSwitched(Event):
    """The mail that a client receives was set; the event holds every switch."""

    client_id: str
    """Id of the client."""
    switches: MailSwitches
    """The whole switches; a change takes nothing from the ones before."""


@event("key.used", {"key": "erased-{use_id}", "content": ""})
@dataclass(frozen=True, slots=True)
class KeyUsed(Event):
    """A change was made under an idempotency key; the row is the last of that change."""

    use_id: str
    """Id of the use."""
    key: str
    """The idempotency key, as the person wrote it."""
    what: str
    """Kind of the change, such as `block sell`."""
    content: str
    """SHA-256 of what was asked for, as hexadecimal digits; empty: it is not compared."""
    result: tuple[str, ...] = ()
    """Ids that the change made or touched."""
    client_id: str | None = None
    """Id of the client concerned, the first if there are several; `None`: none is."""


@event("import.part")
@dataclass(frozen=True, slots=True)
class ImportPart(Event):
    """Entries that one part of an import posted; the first part of a run starts it, the one with `is_last` ends it."""

    run_id: str
    """Id of the import run."""
    technician: str
    """Login name of the person who imported."""
    entry_ids: tuple[str, ...]
    """Ids of the entries posted by this part, in the order of the file."""
    is_last: bool
    """Whether the run is complete with this part."""


@event("import.undone")
@dataclass(frozen=True, slots=True)
class ImportUndone(Event):
    """An import was undone: this change and the next ones void its entries, and its file may be imported again."""

    run_id: str
    """Id of the import run."""


@event("lock.set")
@dataclass(frozen=True, slots=True)
class LockSet(Event):
    """The lock date was set: nothing dated on or before it can be posted or voided."""

    day: date
    """The lock date, included."""


@event("lock.reopened")
@dataclass(frozen=True, slots=True)
class LockReopened(Event):
    """The lock date was moved back, so that later days can be posted and voided again."""

    day: date | None
    """The new lock date, included; `None`: no day is locked."""
    reason: str
    """Reason as typed."""


@event("clock.confirmed")
@dataclass(frozen=True, slots=True)
class ClockConfirmed(Event):
    """A manager confirmed that the machine's clock is right. This row has the clock's instant, even if it is earlier."""

    after: datetime | None
    """UTC instant of the row before it; `None` for the first row."""


@event("setting.set")
@dataclass(frozen=True, slots=True)
class SettingSet(Event):
    """A setting of the business, such as `business_name` or `timezone`, got a value."""

    name: str
    """Name of the setting."""
    value: str
    """The new value as text."""


@event("journal.rechained")
@dataclass(frozen=True, slots=True)
class JournalRechained(Event):
    """All rows before this one were rewritten in the second format (`store rechain`)."""

    old_head: str
    """Digest of the last row before the rewrite, 64 hexadecimal digits."""
    printed: tuple[str, ...] = ()
    """Digests of the former chain that issued statements show."""


OfAccount: TypeAlias = (
    AgreementSet
    | AgreementWithdrawn
    | BlockAdded
    | OverdraftSettled
    | BlockVoided
    | BlockForfeited
    | BlockRestored
    | BlockRolled
    | EntryPosted
    | EntryVoided
    | RenewalAsked
    | RenewalClosed
    | LineAdded
    | StatementIssued
)
"""Events that concern one account."""


def account_of(event: OfAccount) -> str:
    """Id of the account that an event concerns; that of a client's own account is the client's."""
    return event.account_id or event.client_id
