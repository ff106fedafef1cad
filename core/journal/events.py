"""The facts that the journal records. Each holds the whole decision, so that balances follow from the journal alone."""

from dataclasses import dataclass
from datetime import date, datetime

from core.basics.numbers import Phone
from core.journal.registry import ERASED, ERASED_CODE, TextTree, event
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
    """A client was written down."""

    client_id: str
    code: str
    name: str
    phones: tuple[Phone, ...] = ()
    contacts: tuple[str, ...] = ()
    email: str = ""


@event("client.edited", _CARD)
@dataclass(frozen=True, slots=True)
class ClientEdited(Event):
    """A client's card was written again, whole."""

    client_id: str
    code: str
    name: str
    phones: tuple[Phone, ...] = ()
    contacts: tuple[str, ...] = ()
    email: str = ""


@event("client.archived")
@dataclass(frozen=True, slots=True)
class ClientArchived(Event):
    """A client left the lists; its history stays."""

    client_id: str


@event("client.brought-back")
@dataclass(frozen=True, slots=True)
class ClientBroughtBack(Event):
    """An archived client came into the lists again."""

    client_id: str


@event("client.erased")
@dataclass(frozen=True, slots=True)
class ClientErased(Event):
    """A client's personal texts were erased: those of every row before this one, and those of its card."""

    client_id: str


@event("agreement.set", {"terms": {"reference": ERASED}})
@dataclass(frozen=True, slots=True)
class AgreementSet(Event):
    """Terms came into force from a date on; `None` means since ever."""

    agreement_id: str
    client_id: str
    from_date: date | None
    terms: Terms


@event("agreement.withdrawn")
@dataclass(frozen=True, slots=True)
class AgreementWithdrawn(Event):
    """A version that was planned for a later day was withdrawn before that day; it never came into force."""

    agreement_id: str
    client_id: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """Minutes of an entry's overdraft that a new block pays."""

    entry_id: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Extension:
    """A block's expiry carried along by a sale (or put back by its void)."""

    block_id: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A billable line born with a block or an entry."""

    line_id: str
    kind: LineKind
    minutes: int
    amount_minor: int
    currency: str


@event("block.added")
@dataclass(frozen=True, slots=True)
class BlockAdded(Event):
    """A block was sold or renewed: it settles overdrafts, may carry older expiries along, and is to be invoiced."""

    block_id: str
    client_id: str
    origin: Origin
    size_minutes: int
    price_minor: int
    currency: str
    sold_on: date
    available_from: date
    expires_on: date | None
    line: LineDraft
    settles: tuple[Settlement, ...] = ()
    extends: tuple[Extension, ...] = ()
    cause_entry_id: str | None = None
    renewal_id: str | None = None


@event("block.voided", {"reason": ERASED})
@dataclass(frozen=True, slots=True)
class BlockVoided(Event):
    """An untouched, uninvoiced block was taken back whole; carried expiries return. `renewed` is one added by rule."""

    block_id: str
    client_id: str
    minutes: int
    reason: str
    restores: tuple[Extension, ...] = ()
    cause_entry_id: str | None = None
    renewed: bool = False


@event("block.forfeited")
@dataclass(frozen=True, slots=True)
class BlockForfeited(Event):
    """Unused minutes left a block; `credit_minor` is what the client gets back for them, in the block's currency."""

    block_id: str
    client_id: str
    minutes: int
    day: date
    cause: LapseCause = LapseCause.EXPIRED
    credit_minor: int = 0


@event("block.rolled")
@dataclass(frozen=True, slots=True)
class BlockRolled(Event):
    """Unused minutes of an expired block were carried into another block."""

    block_id: str
    client_id: str
    into_block_id: str
    minutes: int
    day: date


@dataclass(frozen=True, slots=True)
class BlockDraw:
    """Minutes taken from, or given back to, one block."""

    block_id: str
    minutes: int


@event("entry.posted", {"note": ERASED, "contact": ERASED, "content": "", "key": "erased-{entry_id}"})
@dataclass(frozen=True, slots=True)
class EntryPosted(Event):
    """Work was posted: draws + overdraft + billed + covered by the fee = charged minutes, wherever hours paid for it.

    `content` is the digest that a key guards.
    """

    entry_id: str
    client_id: str
    technician: str
    work_date: date
    started_at: datetime | None
    worked_seconds: int
    spans: tuple[Span, ...]
    charge: Charge
    draws: tuple[BlockDraw, ...]
    overdraft_minutes: int
    billed_minutes: int
    work_type: str
    ticket: str
    note: str
    contact: str
    no_charge: bool
    key: str | None = None
    content: str = ""
    line: LineDraft | None = None
    replaces: str | None = None
    fee_minutes: int = 0


@event("entry.voided", {"reason": ERASED})
@dataclass(frozen=True, slots=True)
class EntryVoided(Event):
    """An entry was reversed: its draws went back into the same blocks, its open overdraft was cancelled."""

    entry_id: str
    client_id: str
    returns: tuple[BlockDraw, ...]
    overdraft_minutes: int
    reason: str
    voided_line_id: str | None = None
    replaced_by: str | None = None


@event("renewal.asked")
@dataclass(frozen=True, slots=True)
class RenewalAsked(Event):
    """A renewal waits for the manager."""

    renewal_id: str
    client_id: str
    minutes: int
    price_minor: int
    currency: str
    cause_entry_id: str | None = None


@event("renewal.closed")
@dataclass(frozen=True, slots=True)
class RenewalClosed(Event):
    """A waiting renewal was approved, refused, or withdrawn because it is no longer due."""

    renewal_id: str
    client_id: str
    outcome: str


@event("line.marked")
@dataclass(frozen=True, slots=True)
class LineMarked(Event):
    """The accounting system's answer for a line."""

    line_id: str
    client_id: str
    status: LineStatus
    number: str
    dated: date


@event("line.added", {"reason": ERASED})
@dataclass(frozen=True, slots=True)
class LineAdded(Event):
    """A billable line of its own: neither a block nor an entry made it (the credit of hours left when a client moves)."""

    client_id: str
    dated: date
    line: LineDraft
    reason: str = ""


@event("statement.issued", {"document": _STATEMENT})
@dataclass(frozen=True, slots=True)
class StatementIssued(Event):
    """A month's statement was given to the client: `document` is its whole content as canonical JSON, for ever.

    `month` is YYYY-MM; it closes that month and every month before it for later statements of the client.
    """

    statement_id: str
    client_id: str
    month: str
    document: str


@event("catalogue.set")
@dataclass(frozen=True, slots=True)
class CatalogueItemSet(Event):
    """A kind of proactive work that the manager offers, written whole. `recurrence` is an RFC 5545 RRULE or empty."""

    item_id: str
    title: str
    estimate_minutes: int
    work_type: str
    recurrence: str = ""


@event("catalogue.dropped")
@dataclass(frozen=True, slots=True)
class CatalogueItemDropped(Event):
    """A kind of proactive work is offered no more; proposals made from it stay."""

    item_id: str


@event("proposal.added", {"title": ERASED})
@dataclass(frozen=True, slots=True)
class ProposalAdded(Event):
    """Proactive work was suggested to a client. `follows` is the proposal of which it is the next occurrence."""

    proposal_id: str
    client_id: str
    title: str
    estimate_minutes: int
    work_type: str
    due_on: date | None = None
    recurrence: str = ""
    item_id: str | None = None
    follows: str | None = None


@event("proposal.changed", {"reason": ERASED})
@dataclass(frozen=True, slots=True)
class ProposalChanged(Event):
    """A proposal was accepted, done (with the entry that did it, where there is one), or dropped."""

    proposal_id: str
    client_id: str
    status: ProposalStatus
    entry_id: str | None = None
    reason: str = ""


@event("lines.exported")
@dataclass(frozen=True, slots=True)
class LinesExported(Event):
    """Billable lines went to the accounting system in one file, whose SHA-256 is `digest`."""

    run_id: str
    format: str
    line_ids: tuple[str, ...]
    digest: str


@event("mail.switched", {"switches": {"to": ""}})
@dataclass(frozen=True, slots=True)
class MailSwitched(Event):
    """Which mail a client receives, written whole."""

    client_id: str
    switches: MailSwitches


@event("import.part")
@dataclass(frozen=True, slots=True)
class ImportPart(Event):
    """Entries that one part of an import posted; the first part of a run starts it, the one with `is_last` ends it."""

    run_id: str
    technician: str
    entry_ids: tuple[str, ...]
    is_last: bool


@event("import.undone")
@dataclass(frozen=True, slots=True)
class ImportUndone(Event):
    """An import is taken back: its entries are voided from here on, and its file may be imported again."""

    run_id: str


@event("lock.set")
@dataclass(frozen=True, slots=True)
class LockSet(Event):
    """Nothing dated on or before this day can be posted or voided any more."""

    day: date


@event("setting.set")
@dataclass(frozen=True, slots=True)
class SettingSet(Event):
    """A setting of the business, such as `business_name` or `timezone`, got a value."""

    name: str
    value: str


@event("journal.rechained")
@dataclass(frozen=True, slots=True)
class JournalRechained(Event):
    """All rows before this one were written anew in the second format; `old_head` was the digest of the last of them.

    `printed` are the digests of the former chain that issued statements show.
    """

    old_head: str
    printed: tuple[str, ...] = ()
