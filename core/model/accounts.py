"""Accounts: what agreements and blocks belong to, and the state of one that the rules decide on."""

from collections.abc import Iterable, Mapping
from datetime import date

from core.basics.dataclass import dataclass, field, replace
from core.model.billing import PendingRenewal, Period
from core.model.blocks import Block, OpenOverdraft
from core.model.clients import Client
from core.model.terms import Agreement, Serves, Terms, agreement_on


@dataclass(frozen=True)
class AccountCard:
    """An account without its hours. Every client has one of its own from the start; its id is the client's."""

    account_id: str
    """Id of the account."""
    client: Client
    """The client that owns it and pays."""
    name: str = ""
    """Name among the client's accounts; empty for an own account that nobody named."""
    archived: bool = False
    """Whether nothing more is charged to it."""

    @property
    def is_own(self) -> bool:
        """Whether it is the account that its client has from the start."""
        return self.account_id == self.client.client_id

    @property
    def other_id(self) -> str | None:
        """The id as events hold it: `None` for a client's own account."""
        return None if self.is_own else self.account_id

    @property
    def address(self) -> str:
        """What a person types for it: `acme` for the default account of a client, `acme/servers` for another one."""
        code = self.client.code
        return code if self.account_id == self.client.account_id else f"{code}/{self.typed_name}"

    @property
    def typed_name(self) -> str:
        """Its name; the client's code for an own account that nobody named."""
        return self.name or self.client.code

    @property
    def title(self) -> str:
        """What a page shows: the client's name, and the account's name where it has one (`Acme / servers`)."""
        return f"{self.client.name} / {self.name}" if self.name else self.client.name


@dataclass(frozen=True)
class Account:
    """The state of one account that the rules decide on: terms, open blocks, open overdrafts; no history."""

    client: Client
    """The client that owns it and pays."""
    agreements: tuple[Agreement, ...]
    """Every version of its agreement, in the order of the journal."""
    blocks: tuple[Block, ...]
    """Blocks that hold minutes, and those that were asked for."""
    overdrafts: tuple[OpenOverdraft, ...]
    """Overdrafts that no block has settled."""
    pending: PendingRenewal | None
    """The renewal that waits for a manager; `None` for none."""
    renewals_by_month: dict[str, int]
    """Number of renewed blocks that are not voided, by month (YYYY-MM), where an agreement limits them."""
    refused_renewal: str | None = None
    """Id of the last renewal, if a manager refused it and the remaining has stayed under the threshold since."""
    named: AccountCard | None = None
    """The account's card; `None`: the client's own account, without a name."""
    included: Mapping[Period, int] = field(default_factory=dict)
    """Minutes of the blocks that were added as included in a fee, by its period."""

    @property
    def card(self) -> AccountCard:
        """The account without its hours."""
        if self.named is None:
            return AccountCard(self.client.client_id, self.client)
        return self.named if self.named.client is self.client else replace(self.named, client=self.client)

    @property
    def archived(self) -> bool:
        """Whether nothing more is charged to it."""
        return self.named is not None and self.named.archived

    @property
    def account_id(self) -> str:
        """Id of the account."""
        return self.named.account_id if self.named else self.client.client_id

    @property
    def other_id(self) -> str | None:
        """The id as events hold it: `None` for the client's own account."""
        return self.card.other_id

    def id_beside(self, client_id: str) -> str | None:
        """The id as events about another client's work hold it: `None` where it is that client's own account."""
        return None if self.account_id == client_id else self.account_id

    @property
    def address(self) -> str:
        """What a person types for it, such as `acme` or `acme/servers`."""
        return self.card.address

    def without_spent_blocks(self) -> "Account":
        """The account as the store reads it: blocks that hold nothing, which decided events leave, are not read."""
        held = tuple([block for block in self.blocks if block.remaining_minutes])
        return self if len(held) == len(self.blocks) else replace(self, blocks=held)

    def agreement_on(self, day: date) -> Agreement | None:
        """The agreement in force on a day."""
        return agreement_on(self.agreements, day)

    def terms_on(self, day: date) -> Terms:
        """The terms in force on a day; the defaults where there are none."""
        agreement = agreement_on(self.agreements, day)
        return agreement.terms if agreement is not None else Terms()

    @property
    def overdraft_minutes(self) -> int:
        """Charged minutes that no block covers yet."""
        return sum([overdraft.minutes for overdraft in self.overdrafts])

    @property
    def remaining_minutes(self) -> int:
        """What all blocks hold, less the overdraft; expired minutes and those of blocks that wait count."""
        return sum(block.remaining_minutes for block in self.blocks) - self.overdraft_minutes

    def later_minutes(self, today: date) -> int:
        """What the blocks hold that wait."""
        return sum(block.remaining_minutes for block in self.blocks if block.is_later(today))

    def expired_minutes(self, today: date) -> int:
        """What the blocks hold whose last day is over, until the daily run takes it."""
        return sum(block.remaining_minutes for block in self.blocks if block.is_expired(today))

    def counted_minutes(self, today: date) -> int:
        """What is compared with the threshold: all but the expired minutes, blocks that wait included."""
        return (
            sum([block.remaining_minutes for block in self.blocks if not block.is_expired(today)])
            - self.overdraft_minutes
        )

    def left_minutes(self, today: date) -> int:
        """What remains today: minutes that can serve work of today, less the overdraft."""
        return self.counted_minutes(today) - self.later_minutes(today)

    def expired_days(self, today: date) -> tuple[tuple[date, int], ...]:
        """The last days that are over and the minutes still held of each, the first day first."""
        return _by_day((b.expires_on, b.remaining_minutes) for b in self.blocks if b.expires_on and b.is_expired(today))

    def later_days(self, today: date) -> tuple[tuple[date, int], ...]:
        """The first days that are to come and the minutes that each brings, the first day first."""
        return _by_day(
            (b.available_from, b.remaining_minutes) for b in self.blocks if b.is_later(today) and not b.is_held
        )

    def held_minutes(self, today: date) -> tuple[tuple[Serves, int], ...]:
        """The minutes that wait for an invoice, and those that wait for a payment."""
        held = [block for block in self.blocks if block.is_held and block.is_later(today)]
        sums = [(each, sum(b.remaining_minutes for b in held if b.serves is each)) for each in Serves]
        return tuple((each, minutes) for each, minutes in sums if minutes)


def _by_day(parts: Iterable[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    sums: dict[date, int] = {}
    for day, minutes in parts:
        if minutes:
            sums[day] = sums.get(day, 0) + minutes
    return tuple(sorted(sums.items()))
