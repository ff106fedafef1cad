"""What statements read of the store. SQL only."""

from datetime import date, datetime

from core.journal.codec import instant_from
from core.rules.left import DrawRow, RollRow
from core.rules.statement import Fact, FactKind, Issue
from core.store.rows.statements import Lapse
from core.store.sql.session import Session

_KINDS = {"credited": FactKind.CREDITED, "adjusted": FactKind.ADJUSTED, "transferred": FactKind.ADJUSTED}
"""How lapses count that are no forfeitures, by their cause."""


def _gained(cause: str, minutes: int) -> int:
    """Minutes taken by a correction count below zero: those given count on the same side."""
    return -minutes if _KINDS.get(cause) is FactKind.ADJUSTED else minutes


class StatementRows:
    """The facts of one account, and the statements issued of it."""

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows
        self._row = connection.row

    def facts(self, account_id: str) -> list[Fact]:
        """All that ever moved an account's balance, voided facts too."""
        found = [
            Fact(row[0], FactKind.ENTRY, date.fromisoformat(row[1]), row[2], row[3], row[4])
            for row in self._rows(
                "SELECT entry_id, work_date, deducted_minutes, coalesce(charged_seq, seq), voided_seq FROM entry "
                "WHERE business_id = :business AND account_id = ? ORDER BY seq",
                (account_id,),
            )
        ]
        blocks = [
            Fact(row[0], FactKind(row[5]), date.fromisoformat(row[1]), row[2], row[3], row[4])
            for row in self._rows(
                "SELECT block_id, sold_on, size_minutes, seq, voided_seq, origin FROM block "
                "WHERE business_id = :business AND account_id = ? ORDER BY seq",
                (account_id,),
            )
        ]
        found += blocks
        sold = {block.fact_id: block.day for block in blocks}
        found += [
            Fact(
                row[0],
                _KINDS.get(row[4], FactKind.FORFEITED),
                # What leaves a block that is sold for a later day counts with its sale, not before.
                max(date.fromisoformat(row[1]), sold.get(row[0], date.min)),
                _gained(row[4], row[2]),
                row[3],
            )
            for row in self._rows(
                "SELECT block_id, day, minutes, seq, cause FROM forfeiture WHERE business_id = :business "
                "AND account_id = ? AND (into_block_id IS NULL OR cause = 'transferred') "
                "ORDER BY seq",
                (account_id,),
            )
        ]
        return found

    def lapses(self, account_id: str) -> dict[int, Lapse]:
        """Why minutes of the account lapsed and what was credited for them, by the journal row that says so."""
        rows = self._rows(
            "SELECT seq, cause, credit_minor, correction_id FROM forfeiture WHERE business_id = :business "
            "AND account_id = ? AND (into_block_id IS NULL OR cause = 'transferred')",
            (account_id,),
        )
        return {row[0]: Lapse(row[1], row[2], row[3]) for row in rows}

    def issues(self, account_id: str) -> list[Issue]:
        """The months that were issued, in the order of the journal."""
        rows = self._rows(
            "SELECT month, seq FROM statement WHERE business_id = :business AND account_id = ? ORDER BY seq",
            (account_id,),
        )
        return [Issue(row[0], row[1]) for row in rows]

    def issued(self, account_id: str, month: str) -> tuple[str, str, datetime, int] | None:
        """The id, document, instant and journal row of an issued statement."""
        row = self._row(
            "SELECT statement_id, document, issued_at, seq FROM statement WHERE business_id = :business "
            "AND account_id = ? AND month = ?",
            (account_id, month),
        )
        return (row[0], row[1], instant_from(row[2]), row[3]) if row else None

    def changed_after(self, account_id: str, month: str, seq: int) -> bool:
        """Whether anything dated in a month or before it was recorded or voided after a journal row."""
        last = f"{month}-31"
        row = self._row(
            "SELECT EXISTS (SELECT 1 FROM entry WHERE business_id = :business AND account_id = ? "
            "AND work_date <= ? AND (seq > ? OR voided_seq > ? OR charged_seq > ?)) "
            "OR EXISTS (SELECT 1 FROM block WHERE business_id = :business AND account_id = ? AND sold_on <= ? "
            "AND (seq > ? OR voided_seq > ?)) "
            "OR EXISTS (SELECT 1 FROM forfeiture WHERE business_id = :business AND account_id = ? "
            "AND day <= ? AND seq > ?)",
            (account_id, last, seq, seq, seq, account_id, last, seq, seq, account_id, last, seq),
        )
        return bool(row and row[0])

    def draws(self, account_id: str) -> list[DrawRow]:
        """The draws from the blocks of an account, those of voids below zero."""
        rows = self._rows(
            "SELECT draw.block_id, draw.entry_id, draw.minutes FROM draw JOIN block USING (business_id, block_id) "
            "WHERE business_id = :business AND block.account_id = ? ORDER BY draw.draw_id",
            (account_id,),
        )
        return [DrawRow(*row) for row in rows]

    def rolls(self, account_id: str) -> list[RollRow]:
        """The minutes that were carried from one block of the account into another."""
        rows = self._rows(
            "SELECT block_id, into_block_id, minutes, day FROM forfeiture WHERE business_id = :business "
            "AND account_id = ? AND into_block_id IS NOT NULL ORDER BY seq",
            (account_id,),
        )
        return [RollRow(row[0], row[1], row[2], date.fromisoformat(row[3])) for row in rows]

    def contest(self, entry_id: str) -> str | None:
        """The answer to a contested entry, empty for none yet; `None` for an entry that nobody contests."""
        row = self._row("SELECT answer FROM contest WHERE business_id = :business AND entry_id = ?", (entry_id,))
        return str(row[0]) if row else None

    def contests(self, account_id: str) -> list[tuple[str, str, int, str, int]]:
        """Entry id, day, deducted minutes, answer and journal row of the account's contested entries that stand."""
        return self._rows(
            "SELECT entry_id, work_date, deducted_minutes, answer, contest.seq FROM contest "
            "JOIN entry USING (business_id, entry_id) "
            "WHERE business_id = :business AND contest.account_id = ? AND voided = 0 ORDER BY work_date, contest.seq",
            (account_id,),
        )

    def open_proposals(self, client_id: str) -> list[tuple[str, int, str | None]]:
        """Title, estimate and due date of the proposals that wait, the earliest due first."""
        rows = self._rows(
            "SELECT title, estimate_minutes, due_on FROM proposal WHERE business_id = :business "
            "AND client_id = ? AND status IN ('open', 'accepted') "
            "ORDER BY due_on IS NULL, due_on, seq",
            (client_id,),
        )
        return [(row[0], int(row[1]), row[2]) for row in rows]
