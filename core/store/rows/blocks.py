"""The reads of blocks."""

from datetime import date
from typing import Protocol

from core.model.blocks import Block


class BlockReads(Protocol):
    """Blocks, voided ones too unless a method says otherwise."""

    def block(self, block_id: str) -> Block | None:
        """A block by id, voided or not."""
        ...

    def block_minutes(self) -> dict[str, int]:
        """The kept remaining minutes by block, voided ones too."""
        ...

    def blocks(self, client_id: str | None = None) -> list[Block]:
        """All blocks ever, of one client or of all, in the order they were recorded."""
        ...

    def open_blocks(self, client_id: str, also: tuple[str, ...] = ()) -> list[Block]:
        """The standing blocks of a client that hold minutes, and the named ones."""
        ...

    def live_block_ids(self, client_id: str, day: date) -> tuple[str, ...]:
        """The standing blocks of a client that do not expire before a day, those that hold nothing too."""
        ...

    def later_minutes(self, today: date, client_id: str | None = None) -> dict[str, int]:
        """By client, the minutes of blocks whose first day is still to come; clients without any are left out."""
        ...

    def renewals_by_month(self, client_id: str) -> dict[str, int]:
        """How many standing blocks were renewed in each month (YYYY-MM)."""
        ...

    def blocks_caused_by(self, entry_id: str) -> list[Block]:
        """The blocks that an entry's deduction renewed and that stand."""
        ...

    def carried_into(self, block_id: str) -> list[tuple[Block, int]]:
        """The blocks whose unused minutes were carried into a block, with those minutes."""
        ...

    def forfeited(self, block_id: str) -> tuple[int, date | None]:
        """The minutes that expired unused in a block and were not given back, and the last day on which some did."""
        ...

    def drawers_of(self, block_id: str) -> set[str]:
        """The entries whose minutes a block holds now."""
        ...

    def last_drawn_day(self, block_id: str, without_entry_id: str | None) -> date | None:
        """The last day whose work draws from a block, one entry left out."""
        ...

    def extensions_of(self, block_id: str) -> list[tuple[str, date | None]]:
        """By which later blocks a block's expiry was carried along, and until when."""
        ...

    def extended_by(self, block_id: str) -> list[str]:
        """Whose expiry a block carried along."""
        ...

    def clients_with_expired_blocks(self, day: date) -> list[str]:
        """Clients who hold minutes in a block that no longer serves on a day."""
        ...
