"""What a statement of hours shows, as frozen views, and how it is kept as a document."""

import json
from datetime import datetime
from typing import Any

from core.basics.dataclass import dataclass, fields
from core.journal.terms_codec import charge_from_dict
from core.ledger.statement_details import StatementContest, StatementHeld, StatementLeft, StatementUnpaid
from core.model.firm import Logo
from core.rules.charge import explain

_READ, _READ_OF_PART = (
    ("account", "address", "block_id", "block_minutes", "block_day"),
    ("client", "client_name", "other_account"),
)
"""What a statement, its entries and its blocks show and a document leaves out."""


@dataclass(frozen=True)
class StatementEntry:
    """An entry on a statement; `deducted_minutes` is what it took from the client's hours.

    If it is the void of an entry of a closed month (`taken_back`), its figures are below zero. `charge` is the charge as
    canonical JSON, to explain it in any language; old documents have only `explanation`, in one language. `waits`: it
    waited for an agreement when the statement was made, and nothing was charged.
    """

    entry_id: str
    day: str
    technician: str
    ticket: str
    work_type: str
    note: str
    worked_seconds: int
    charged_minutes: int
    deducted_minutes: int
    explanation: str
    voided: bool = False
    correction: bool = False
    taken_back: bool = False
    charge: str = ""
    waits: bool = False
    client_id: str = ""
    """Id of the client that the work was for, if not the owner of the account; a document has no other word of it."""
    client: str = ""
    """Code of that client; read from its card."""
    client_name: str = ""
    """Name of that client; read from its card."""

    @property
    def reason(self) -> str:
        """The explanation of the charge, in the language in use."""
        if not self.charge:
            return self.explanation
        return explain(charge_from_dict(json.loads(self.charge)), waits=self.waits)


@dataclass(frozen=True)
class StatementBlock:
    """Hours added (sold, renewed), lost (forfeited, credited) or adjusted; `minutes` is below zero if it is a void.

    `cause` says why hours were lost, or how a person corrected them; the price of credited hours is below zero.
    """

    block_id: str
    day: str
    kind: str
    minutes: int
    price_minor: int
    currency: str
    expires_on: str = ""
    correction: bool = False
    cause: str = ""
    reason: str = ""
    """Why a person corrected the hours; empty for other movements."""
    other: str = ""
    """Id of the account at the other end of a transfer; empty for other movements."""
    taken_back: bool = False
    """Whether it is the void of a movement of a closed month, or a forfeiture that was given back."""
    other_account: str = ""
    """What a person types for that account; read from its card."""


@dataclass(frozen=True)
class StatementProposal:
    """A proposal that is open or accepted."""

    title: str
    estimate_minutes: int
    due_on: str = ""


@dataclass(frozen=True)
class StatementView:
    """A month: opening + sold + renewed + included + adjusted − charged − forfeited − credited = closing.

    Dates are ISO texts, `digest` is the head of the journal.
    """

    client_code: str
    client_name: str
    business_name: str
    month: str
    opening_minutes: int
    sold_minutes: int
    renewed_minutes: int
    charged_minutes: int
    forfeited_minutes: int
    closing_minutes: int
    billed_minutes: int
    worked_seconds: int
    entries: tuple[StatementEntry, ...]
    blocks: tuple[StatementBlock, ...]
    proposals: tuple[StatementProposal, ...]
    digest: str
    made_on: str
    adjusted_minutes: int = 0
    included_minutes: int = 0
    credited_minutes: int = 0
    """Minutes credited; documents of before count them under `forfeited_minutes`."""
    account_id: str = ""
    """Id of the account; empty: the client's own."""
    account: str = ""
    """Name of the account, empty for none; read from its card."""
    address: str = ""
    """What a person types for the account, such as `acme/servers`; read from its card."""
    layout: int = 0
    """Layout of the document; those issued before there were details have 0, and print as they did."""
    letterhead: str = ""
    """Lines under the name of the business."""
    logo: str = ""
    """Digest of the logo; empty for none."""
    reference: str = ""
    """The contract's own number or name; empty for none."""
    left: tuple[StatementLeft, ...] = ()
    """The closing balance by expiry; empty where nothing is left."""
    contests: tuple[StatementContest, ...] = ()
    """Entries that the client contests: of this month, and of earlier ones since the last statement."""
    unpaid: tuple[StatementUnpaid, ...] = ()
    """What is overdue on the day on which it is made."""
    held: tuple[StatementHeld, ...] = ()
    """Hours sold that wait for an invoice or a payment."""
    block_id: str = ""
    """Id of the block where the statement is of one block; empty for one of a month. No document has it."""
    block_minutes: int = 0
    """Size of that block."""
    block_day: str = ""
    """Day on which that block was sold, as ISO text."""

    @property
    def companies(self) -> "tuple[Company, ...]":
        """The work by client, the owner first; empty unless other clients draw on the account, too."""
        if not any(entry.client_id for entry in self.entries):
            return ()
        by_client: dict[str, list[StatementEntry]] = {"": []}
        for entry in self.entries:
            by_client.setdefault(entry.client_id, []).append(entry)
        found = [
            Company(
                entries[0].client if client_id else self.client_code,
                entries[0].client_name if client_id else self.client_name,
                sum(not entry.voided for entry in entries),
                sum(entry.worked_seconds for entry in entries if not entry.voided),
                sum(entry.charged_minutes for entry in entries if not entry.voided),
                sum(entry.deducted_minutes for entry in entries if not entry.voided),
            )
            for client_id, entries in by_client.items()
            if entries
        ]
        return tuple(found)


@dataclass(frozen=True)
class Company:
    """The work of a month for one of the clients of a group."""

    client: str
    """Code of the client."""
    name: str
    """Name of the client."""
    entries: int
    """Number of entries."""
    worked_seconds: int
    """Worked time in seconds."""
    charged_minutes: int
    """Charged minutes."""
    deducted_minutes: int
    """Minutes taken from the hours."""


@dataclass(frozen=True)
class Statement:
    """A statement to show: the month, when it was issued (`None`: not yet), and whether later events changed that month.

    `closed_by` is a later month whose issue closed this one, if this one was never issued; else empty.
    """

    view: StatementView
    issued_at: datetime | None = None
    changed_since: bool = False
    closed_by: str = ""
    logo: Logo | None = None
    """The logo of the day on which it was made; `None` for none."""


def plain_view(view: StatementView) -> dict[str, Any]:
    """The statement as JSON values."""
    values: dict[str, Any] = {}
    for field in fields(view):
        value = getattr(view, field.name)
        if isinstance(value, tuple):
            values[field.name] = [
                {part.name: getattr(item, part.name) for part in fields(item) if part.name not in _READ_OF_PART}
                for item in value
            ]
        elif field.name not in _READ:
            values[field.name] = value
    return values


def revived(document: str) -> StatementView:
    """The statement of a document."""
    values = json.loads(document)
    values["entries"] = tuple(StatementEntry(**entry) for entry in values["entries"])
    values["blocks"] = tuple(StatementBlock(**block) for block in values["blocks"])
    values["proposals"] = tuple(StatementProposal(**proposal) for proposal in values["proposals"])
    values["left"] = tuple(StatementLeft(**left) for left in values.get("left", ()))
    values["contests"] = tuple(StatementContest(**contest) for contest in values.get("contests", ()))
    values["unpaid"] = tuple(StatementUnpaid(**unpaid) for unpaid in values.get("unpaid", ()))
    values["held"] = tuple(StatementHeld(**held) for held in values.get("held", ()))
    return StatementView(**values)
