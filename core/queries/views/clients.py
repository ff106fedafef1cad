"""Lines of lists of clients, and what a search or a number found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass, field
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.model.terms import Kind, is_under_threshold
from core.model.work import NOTHING_WAITS, Waits

if TYPE_CHECKING:
    from core.basics.callers import Certainty
    from core.basics.numbers import Number
    from core.model.search import Matched


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
        """Whether an agreement is in force and fewer minutes remain, or wait, than its threshold."""
        counted = self.remaining_minutes + self.later_minutes
        return self.has_agreement and is_under_threshold(self.kind, counted, self.threshold_minutes)


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
