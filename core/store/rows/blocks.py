"""The reads of blocks."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from core.model.billing import Period
from core.model.blocks import Block, HoursCorrection, Outside
from core.model.days import Days


class BlockReads(Protocol):
    """Reads of blocks, voided ones included unless a method says otherwise."""

    def block(self, block_id: str) -> Block | None:
        """A block by id, voided or not."""
        ...

    def block_minutes(self) -> dict[str, int]:
        """The stored remaining minutes by block id, voided blocks included."""
        ...

    def blocks(self, account_id: str | None = None) -> list[Block]:
        """All blocks of one account, or of all, in the order of the journal."""
        ...

    def open_blocks_of(self, account_ids: Sequence[str]) -> list[Block]:
        """The blocks of some accounts that hold minutes and are not voided."""
        ...

    def open_blocks(self, account_id: str, also: tuple[str, ...] = ()) -> list[Block]:
        """The blocks of an account that hold minutes and are not voided, and the blocks named in the argument."""
        ...

    def live_block_ids(self, account_id: str, day: date) -> tuple[str, ...]:
        """The standing blocks of an account that do not expire before a day, those that hold nothing too."""
        ...

    def outside(self, days: Days, account_ids: str | Sequence[str] | None = None) -> dict[str, Outside]:
        """By account, the minutes of blocks that wait or have expired; accounts without any are left out."""
        ...

    def renewals_by_month(self, account_id: str) -> dict[str, int]:
        """The number of renewed blocks that are not voided, by month (YYYY-MM)."""
        ...

    def included_minutes(self, account_id: str) -> dict[Period, int]:
        """The minutes of the blocks that were added as included in a fee, by its period; voided ones too."""
        ...

    def blocks_caused_by(self, entry_id: str) -> list[Block]:
        """The blocks that an entry's deduction renewed (`cause_entry_id`) and that are not voided."""
        ...

    def carried_into(self, block_id: str) -> list[tuple[Block, int]]:
        """The expired blocks whose minutes were carried into a block, with those minutes."""
        ...

    def forfeited(self, block_id: str) -> tuple[int, date | None]:
        """The minutes that expired unused in a block and were not given back, and the last day on which some did."""
        ...

    def credited(self, block_id: str) -> tuple[int, int]:
        """The minutes of a block that were credited, and for how much in minor units of its currency."""
        ...

    def transferred_from(self, block_id: str) -> bool:
        """Whether minutes of a block were transferred to another account, and stand there."""
        ...

    def corrections(self, account_id: str) -> list[HoursCorrection]:
        """The corrections of an account's hours by a person, the oldest first."""
        ...

    def drawers_of(self, block_id: str) -> set[str]:
        """Ids of the entries that draw from a block now."""
        ...

    def last_drawn_day(self, block_id: str, without_entry_id: str | None) -> date | None:
        """The latest work date of the entries that draw from a block, one entry left out; `None` for none."""
        ...

    def extensions_of(self, block_id: str) -> list[tuple[str, date | None]]:
        """Ids of the later blocks that extended a block's expiry, each with the new expiry."""
        ...

    def extended_by(self, block_id: str) -> list[str]:
        """Ids of the older blocks whose expiry a block extended."""
        ...

    def accounts_with_expired_blocks(self, day: date) -> list[str]:
        """Ids of accounts with minutes left in a block that expired before a day."""
        ...
