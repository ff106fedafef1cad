"""What a posting did, and what it would do."""

from __future__ import annotations

from datetime import date, datetime

from core.basics.dataclass import dataclass, field
from core.basics.durations import LONG_SECONDS
from core.basics.errors import MonteoreError
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.model.terms import Kind
from core.model.work import Charge
from core.queries.views.entries import EntryView


@dataclass(frozen=True)
class RenewalView:
    """A block that a posting added by rule."""

    block_id: str
    minutes: int
    price_minor: int
    currency: str


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
    looks: tuple[str, ...] = ()
    """What deserves a look, as the posting will tell it: the work overlaps or repeats other work of the same person."""
    voided_blocks: tuple[str, ...] = ()
    """Ids of the blocks that go with the entry which a correction replaces."""
    warnings: tuple[str, ...] = ()
    """What else a correction will tell, its credits aside: blocks that stay, lines that went out."""
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
class VoidPreview:
    """What the void of an entry would do, besides giving its hours back."""

    doubts: tuple[str, ...] = ()
    """What a person confirms, one question each: credits of invoiced work, many blocks."""
    voided_blocks: tuple[str, ...] = ()
    """Ids of the blocks that it renewed, which go with it."""
    warnings: tuple[str, ...] = ()
    """Blocks that it renewed and that stay, lines that went out, one sentence each."""
