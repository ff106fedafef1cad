"""Entries as they stand, and filters of entries."""

from __future__ import annotations

from datetime import date, datetime

from core.basics.dataclass import dataclass, field
from core.model.accounts import AccountCard
from core.model.blocks import Draw
from core.model.clients import Client
from core.model.work import Charge


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

    @property
    def explanation(self) -> str:
        """How the charge comes about, in the language in use."""
        from core.rules.charge import explain

        return explain(self.charge, waits=self.waits)
