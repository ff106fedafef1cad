"""Reads of blocks, of what they hold and of how long they last. SQL only."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.basics.dataclass import replace
from core.model.billing import LineStatus, Period
from core.model.blocks import Block, HoursChange, HoursCorrection, Origin, Outside
from core.model.days import Days
from core.model.terms import Serves
from core.store.sql.session import Reader, among, day, marks, total

_BLOCK = (
    "block_id, client_id, size_minutes, remaining_minutes, sold_on, available_from, expires_on, origin, price_minor, "
    "currency, seq, carried_minutes, forfeited_minutes, cause_entry_id, own_expires_on, voided, account_id, "
    "correction_id, from_block_id, serves, CASE WHEN serves <> 'sold' THEN (SELECT status FROM line "
    "WHERE business_id = :business AND line.block_id = block.block_id AND line.kind = 'block') END"
)


def _block(row: tuple[Any, ...]) -> Block:
    return Block(
        block_id=row[0],
        client_id=row[1],
        size_minutes=row[2],
        remaining_minutes=row[3],
        sold_on=date.fromisoformat(row[4]),
        available_from=date.fromisoformat(row[5]),
        expires_on=day(row[6]),
        origin=Origin(row[7]),
        price_minor=row[8],
        currency=row[9],
        seq=row[10],
        carried_minutes=row[11],
        forfeited_minutes=row[12],
        cause_entry_id=row[13],
        own_expires_on=day(row[14]),
        voided=bool(row[15]),
        account_id=row[16],
        correction_id=row[17],
        from_block_id=row[18],
        serves=Serves(row[19]),
        line_status=LineStatus(row[20]) if row[20] else None,
    )


class BlockReads(Reader):
    """Blocks, voided ones too unless a method says otherwise."""

    def block(self, block_id: str) -> Block | None:
        """A block by id, voided or not."""
        row = self._row(f"SELECT {_BLOCK} FROM block WHERE business_id = :business AND block_id = ?", (block_id,))
        return _block(row) if row else None

    def block_minutes(self) -> dict[str, int]:
        """The kept remaining minutes by block, voided ones too."""
        return dict(self._rows("SELECT block_id, remaining_minutes FROM block WHERE business_id = :business"))

    def blocks(self, account_id: str | None = None) -> list[Block]:
        """All blocks ever, of one account or of all, in the order they were recorded."""
        where, values = ("AND account_id = ?", (account_id,)) if account_id else ("", ())
        return [
            _block(row)
            for row in self._rows(
                f"SELECT {_BLOCK} FROM block WHERE business_id = :business {where} ORDER BY seq", values
            )
        ]

    def open_blocks(self, account_id: str, also: tuple[str, ...] = ()) -> list[Block]:
        """The standing blocks of an account that hold minutes, and the named ones."""
        named, values = (f"OR block_id IN ({marks(len(also))})", also) if also else ("", ())
        rows = self._rows(
            f"SELECT {_BLOCK} FROM block WHERE business_id = :business AND account_id = ? AND voided = 0 "
            f"AND (remaining_minutes > 0 {named})",
            (account_id, *values),
        )
        return [_block(row) for row in rows]

    def open_blocks_of(self, account_ids: Sequence[str]) -> list[Block]:
        """The standing blocks of some accounts that hold minutes."""
        where, values = among("account_id", account_ids)
        rows = self._rows(
            f"SELECT {_BLOCK} FROM block WHERE business_id = :business AND voided = 0 AND remaining_minutes > 0 {where}",
            values,
        )
        return [_block(row) for row in rows]

    def live_block_ids(self, account_id: str, day: date) -> tuple[str, ...]:
        """The standing blocks of an account that do not expire before a day, those that hold nothing too."""
        rows = self._rows(
            "SELECT block_id FROM block WHERE business_id = :business AND account_id = ? AND voided = 0 "
            "AND (expires_on IS NULL OR expires_on >= ?) "
            "ORDER BY seq",
            (account_id, day.isoformat()),
        )
        return tuple(row[0] for row in rows)

    def outside(self, days: Days, account_ids: str | Sequence[str] | None = None) -> dict[str, Outside]:
        """By account, the minutes of blocks that wait or have expired; accounts without any are left out."""
        where, values = among("account_id", account_ids)
        # Between the first and the last of all todays each account has its own, so every block is asked by its own.
        rows = self._rows(
            f"SELECT {_BLOCK} FROM block WHERE business_id = :business AND voided = 0 AND remaining_minutes > 0 "
            f"AND (available_from > ? OR expires_on < ? OR serves <> 'sold') {where}",
            (days.first.isoformat(), days.last.isoformat(), *values),
        )
        found: dict[str, Outside] = {}
        for block in map(_block, rows):
            today, so_far = days.of(block.account_id), found.get(block.account_id, Outside())
            if block.is_expired(today):
                expired = so_far.expired_minutes + block.remaining_minutes
                found[block.account_id] = replace(so_far, expired_minutes=expired)
            elif block.is_later(today):
                later = so_far.later_minutes + block.remaining_minutes
                found[block.account_id] = replace(so_far, later_minutes=later)
        return found

    def renewals_by_month(self, account_id: str) -> dict[str, int]:
        """How many standing blocks were renewed in each month (YYYY-MM)."""
        rows = self._rows(
            "SELECT substr(sold_on, 1, 7), count(*) FROM block WHERE business_id = :business "
            "AND account_id = ? AND origin = 'renewed' AND voided = 0 "
            "GROUP BY 1",
            (account_id,),
        )
        return dict(rows)

    def included_minutes(self, account_id: str) -> dict[Period, int]:
        """The minutes of the blocks that were added as included in a fee, by its period; voided ones too."""
        rows = self._rows(
            f"SELECT period_from, period_until, {total('size_minutes')} FROM block WHERE business_id = :business "
            "AND account_id = ? AND period_from IS NOT NULL GROUP BY 1, 2",
            (account_id,),
        )
        return {Period(date.fromisoformat(row[0]), date.fromisoformat(row[1])): int(row[2]) for row in rows}

    def blocks_caused_by(self, entry_id: str) -> list[Block]:
        """The blocks that an entry's deduction renewed and that stand."""
        return [
            _block(row)
            for row in self._rows(
                f"SELECT {_BLOCK} FROM block WHERE business_id = :business AND cause_entry_id = ? "
                "AND voided = 0 ORDER BY seq DESC",
                (entry_id,),
            )
        ]

    def carried_into(self, block_id: str) -> list[tuple[Block, int]]:
        """The blocks whose unused minutes were carried into a block, with those minutes."""
        rows = self._rows(
            "SELECT block_id, minutes FROM forfeiture WHERE business_id = :business AND into_block_id = ? "
            "AND cause <> 'transferred' ORDER BY seq",
            (block_id,),
        )
        return [(found, row[1]) for row in rows if (found := self.block(row[0])) is not None]

    def forfeited(self, block_id: str) -> tuple[int, date | None]:
        """The minutes that expired unused in a block and were not given back, and the last day on which some did."""
        row = self._row(
            "SELECT coalesce(sum(minutes), 0), max(CASE WHEN minutes > 0 THEN day END) FROM forfeiture "
            "WHERE business_id = :business AND block_id = ? AND into_block_id IS NULL AND cause = 'expired'",
            (block_id,),
        )
        return (int(row[0]), day(row[1])) if row else (0, None)

    def credited(self, block_id: str) -> tuple[int, int]:
        """The minutes of a block that were credited, and for how much in minor units."""
        row = self._row(
            f"SELECT coalesce({total('minutes')}, 0), coalesce({total('credit_minor')}, 0) FROM forfeiture "
            "WHERE business_id = :business AND block_id = ? AND cause = 'credited'",
            (block_id,),
        )
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def transferred_from(self, block_id: str) -> bool:
        """Whether minutes of a block were transferred to another account, and stand there."""
        row = self._row(
            "SELECT 1 FROM block WHERE business_id = :business AND from_block_id = ? AND voided = 0 LIMIT 1",
            (block_id,),
        )
        return row is not None

    def corrections(self, account_id: str) -> list[HoursCorrection]:
        """The corrections of an account's hours, the oldest first."""
        rows = self._rows(
            "SELECT correction_id, client_id, account_id, kind, minutes, day, reason, other_account_id, seq "
            "FROM correction WHERE business_id = :business AND account_id = ? ORDER BY seq",
            (account_id,),
        )
        return [
            HoursCorrection(
                row[0], row[1], row[2], HoursChange(row[3]), row[4], date.fromisoformat(row[5]), row[6], row[7], row[8]
            )
            for row in rows
        ]

    def drawers_of(self, block_id: str) -> set[str]:
        """The entries whose minutes a block holds now."""
        rows = self._rows(
            "SELECT entry_id FROM draw WHERE business_id = :business AND block_id = ? "
            "GROUP BY entry_id HAVING sum(minutes) <> 0",
            (block_id,),
        )
        return {str(row[0]) for row in rows}

    def last_drawn_day(self, block_id: str, without_entry_id: str | None) -> date | None:
        """The last day whose work draws from a block, one entry left out."""
        row = self._row(
            "SELECT max(work_date) FROM entry WHERE business_id = :business AND entry_id IN (SELECT entry_id "
            "FROM draw WHERE business_id = :business AND block_id = ? "
            "AND entry_id IS DISTINCT FROM ? GROUP BY entry_id HAVING sum(minutes) <> 0)",
            (block_id, without_entry_id),
        )
        return day(row[0]) if row else None

    def extensions_of(self, block_id: str) -> list[tuple[str, date | None]]:
        """By which later blocks a block's expiry was carried along, and until when."""
        rows = self._rows(
            "SELECT by_block_id, expires_on FROM extension WHERE business_id = :business AND block_id = ?", (block_id,)
        )
        return [(row[0], day(row[1])) for row in rows]

    def extended_by(self, block_id: str) -> list[str]:
        """Whose expiry a block carried along."""
        return [
            row[0]
            for row in self._rows(
                "SELECT block_id FROM extension WHERE business_id = :business AND by_block_id = ?", (block_id,)
            )
        ]

    def accounts_with_expired_blocks(self, day: date) -> list[str]:
        """Accounts that hold minutes in a block that no longer serves on a day."""
        rows = self._rows(
            "SELECT DISTINCT account_id FROM block WHERE business_id = :business AND remaining_minutes > 0 "
            "AND expires_on < ? ORDER BY account_id",
            (day.isoformat(),),
        )
        return [row[0] for row in rows]
