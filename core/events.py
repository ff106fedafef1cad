"""The facts that the journal records. Each holds the whole decision, so that balances follow from the journal alone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from core.models import Charge, LineKind, LineStatus, Origin, Phone, Span, Terms


@dataclass(frozen=True, slots=True)
class ClientAdded:
    """A client was written down."""

    client_id: str
    code: str
    name: str
    phones: tuple[Phone, ...] = ()
    contacts: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True)
class ClientEdited:
    """A client's card was written again, whole."""

    client_id: str
    code: str
    name: str
    phones: tuple[Phone, ...] = ()
    contacts: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True)
class ClientArchived:
    """A client left the lists; its history stays."""

    client_id: str


@dataclass(frozen=True, slots=True)
class AgreementSet:
    """Terms came into force from a date on; `None` means since ever."""

    agreement_id: str
    client_id: str
    from_date: date | None
    terms: Terms


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


@dataclass(frozen=True, slots=True)
class BlockAdded:
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


@dataclass(frozen=True, slots=True)
class BlockVoided:
    """An untouched, uninvoiced block was taken back whole; carried expiries return."""

    block_id: str
    client_id: str
    minutes: int
    reason: str
    restores: tuple[Extension, ...] = ()
    cause_entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class BlockForfeited:
    """Unused minutes of an expired block were lost."""

    block_id: str
    client_id: str
    minutes: int
    day: date


@dataclass(frozen=True, slots=True)
class BlockRolled:
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


@dataclass(frozen=True, slots=True)
class EntryPosted:
    """Work was posted: draws + overdraft + billed = charged minutes (prepaid); `content` is the digest that a key guards."""

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


@dataclass(frozen=True, slots=True)
class EntryVoided:
    """An entry was reversed: its draws went back into the same blocks, its open overdraft was cancelled."""

    entry_id: str
    client_id: str
    returns: tuple[BlockDraw, ...]
    overdraft_minutes: int
    reason: str
    voided_line_id: str | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class RenewalAsked:
    """A renewal waits for the manager."""

    renewal_id: str
    client_id: str
    minutes: int
    price_minor: int
    currency: str
    cause_entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class RenewalClosed:
    """A waiting renewal was approved, refused, or withdrawn because it is no longer due."""

    renewal_id: str
    client_id: str
    outcome: str


@dataclass(frozen=True, slots=True)
class LineMarked:
    """The accounting system's answer for a line."""

    line_id: str
    client_id: str
    status: LineStatus
    number: str
    dated: date


@dataclass(frozen=True, slots=True)
class LockSet:
    """Nothing dated on or before this day can be posted or voided any more."""

    day: date


type_by_name: dict[str, type] = {
    "client.added": ClientAdded,
    "client.edited": ClientEdited,
    "client.archived": ClientArchived,
    "agreement.set": AgreementSet,
    "block.added": BlockAdded,
    "block.voided": BlockVoided,
    "block.forfeited": BlockForfeited,
    "block.rolled": BlockRolled,
    "entry.posted": EntryPosted,
    "entry.voided": EntryVoided,
    "renewal.asked": RenewalAsked,
    "renewal.closed": RenewalClosed,
    "line.marked": LineMarked,
    "lock.set": LockSet,
}
name_by_type = {event_type: name for name, event_type in type_by_name.items()}

Event: TypeAlias = (
    ClientAdded
    | ClientEdited
    | ClientArchived
    | AgreementSet
    | BlockAdded
    | BlockVoided
    | BlockForfeited
    | BlockRolled
    | EntryPosted
    | EntryVoided
    | RenewalAsked
    | RenewalClosed
    | LineMarked
    | LockSet
)
