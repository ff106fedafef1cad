"""The state of one client that the rules decide on."""

from dataclasses import dataclass
from datetime import date

from core.model.billing import PendingRenewal
from core.model.blocks import Block, OpenOverdraft
from core.model.clients import Client
from core.model.terms import Agreement, Terms, agreement_on, terms_on


@dataclass(frozen=True, slots=True)
class Account:
    """The state of one client that the rules decide on: terms, open blocks, open overdrafts; no history."""

    client: Client
    """The client."""
    agreements: tuple[Agreement, ...]
    """Every version of its agreement, in the order of the journal."""
    blocks: tuple[Block, ...]
    """Blocks that hold minutes, and those that were asked for."""
    overdrafts: tuple[OpenOverdraft, ...]
    """Overdrafts that no block has settled."""
    pending: PendingRenewal | None
    """The renewal that waits for a manager; `None` for none."""
    renewals_by_month: dict[str, int]
    """Number of renewed blocks that are not voided, by month (YYYY-MM)."""
    refused_renewal: str | None = None
    """Id of the last renewal, if a manager refused it and the remaining has stayed under the threshold since."""

    def agreement_on(self, day: date) -> Agreement | None:
        """The agreement in force on a day."""
        return agreement_on(self.agreements, day)

    def terms_on(self, day: date) -> Terms:
        """The terms in force on a day; the defaults where there are none."""
        return terms_on(self.agreements, day)

    @property
    def overdraft_minutes(self) -> int:
        """Charged minutes that no block covers yet."""
        return sum(overdraft.minutes for overdraft in self.overdrafts)

    @property
    def remaining_minutes(self) -> int:
        """What the blocks hold, less the overdraft; blocks that wait for their day count, as they do for renewals."""
        return sum(block.remaining_minutes for block in self.blocks) - self.overdraft_minutes

    def later_minutes(self, today: date) -> int:
        """What the blocks hold whose first day is still to come."""
        return sum(block.remaining_minutes for block in self.blocks if block.available_from > today)

    def left_minutes(self, today: date) -> int:
        """What remains today: blocks that wait for their day do not count."""
        return self.remaining_minutes - self.later_minutes(today)
