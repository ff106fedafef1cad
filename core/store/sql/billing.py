"""Reads of billable lines and of renewals that wait. SQL only."""

from datetime import date
from typing import Any

from core.journal.codec import revive
from core.model.billing import BillingLine, LineKind, LineStatus, PendingRenewal, Period
from core.store.sql.session import Reader, day, marks, total

_LINE = (
    "line_id, client_id, kind, minutes, amount_minor, currency, status, dated, block_id, entry_id, number, invoiced_on, "
    "paid_on, (SELECT run_id FROM export_line WHERE business_id = :business AND export_line.line_id = line.line_id), "
    "account_id, corrects, period_from, period_until, list_minor"
)


def _line(row: tuple[Any, ...]) -> BillingLine:
    return BillingLine(
        line_id=row[0],
        client_id=row[1],
        kind=LineKind(row[2]),
        minutes=row[3],
        amount_minor=row[4],
        currency=row[5],
        status=LineStatus(row[6]),
        dated=date.fromisoformat(row[7]),
        block_id=row[8],
        entry_id=row[9],
        number=row[10],
        invoiced_on=day(row[11]),
        paid_on=day(row[12]),
        run_id=row[13],
        account_id=row[14],
        corrects=row[15],
        period=Period(date.fromisoformat(row[16]), date.fromisoformat(row[17])) if row[16] else None,
        list_minor=row[18],
    )


class BillingReads(Reader):
    """Lines and renewals."""

    def lines(
        self, status: LineStatus | None = None, client_id: str | None = None, block_ids: tuple[str, ...] | None = None
    ) -> list[BillingLine]:
        """Billable lines, the oldest first."""
        conditions, values = ["business_id = :business"], list[Any]()
        if status is not None:
            conditions.append("status = ?")
            values.append(status.value)
        if client_id is not None:
            conditions.append("client_id = ?")
            values.append(client_id)
        if block_ids is not None and not block_ids:
            return []
        if block_ids:
            conditions.append(f"block_id IN ({marks(len(block_ids))})")
            values.extend(block_ids)
        rows = self._rows(f"SELECT {_LINE} FROM line WHERE {' AND '.join(conditions)} ORDER BY seq", tuple(values))
        return [_line(row) for row in rows]

    def fees(self, account_id: str) -> dict[tuple[Period, str], int]:
        """What the lines of recurring fees hold that are not void, by period and currency."""
        rows = self._rows(
            f"SELECT period_from, period_until, currency, {total('amount_minor')} FROM line WHERE business_id = :business "
            "AND account_id = ? AND period_from IS NOT NULL AND status <> 'void' GROUP BY 1, 2, 3",
            (account_id,),
        )
        return {(Period(date.fromisoformat(row[0]), date.fromisoformat(row[1])), row[2]): int(row[3]) for row in rows}

    def line(self, line_id: str) -> BillingLine | None:
        """A billable line by id."""
        row = self._row(f"SELECT {_LINE} FROM line WHERE business_id = :business AND line_id = ?", (line_id,))
        return _line(row) if row else None

    def credited_blocks(self, line_ids: tuple[str, ...]) -> dict[str, str]:
        """The blocks whose hours left credit lines give back, by line id.

        The line of such a credit is added by the journal row after the one that took the minutes.
        """
        if not line_ids:
            return {}
        rows = self._rows(
            "SELECT line.line_id, forfeiture.block_id FROM line JOIN forfeiture ON forfeiture.business_id = :business "
            "AND forfeiture.seq = line.seq - 1 AND forfeiture.client_id = line.client_id "
            f"WHERE line.business_id = :business AND line.kind = 'credit' AND line.line_id IN ({marks(len(line_ids))})",
            line_ids,
        )
        return dict(rows)

    def lines_of_number(self, number: str) -> list[BillingLine]:
        """The lines on the invoices of a number, the oldest first."""
        rows = self._rows(
            f"SELECT {_LINE} FROM line WHERE business_id = :business AND number = ? AND number <> '' "
            "AND status IN ('invoiced', 'paid') ORDER BY seq",
            (number,),
        )
        return [_line(row) for row in rows]

    def credits_of(self, line_id: str) -> list[BillingLine]:
        """The credit lines that give a line back and are not void, the oldest first."""
        rows = self._rows(
            f"SELECT {_LINE} FROM line WHERE business_id = :business AND corrects = ? AND status <> 'void' ORDER BY seq",
            (line_id,),
        )
        return [_line(row) for row in rows]

    def line_of_entry(self, entry_id: str) -> BillingLine | None:
        """The line that an entry created."""
        row = self._row(f"SELECT {_LINE} FROM line WHERE business_id = :business AND entry_id = ?", (entry_id,))
        return _line(row) if row else None

    def pending(self, account_id: str | None = None) -> list[PendingRenewal]:
        """Renewals that wait for a manager."""
        where, values = ("AND account_id = ?", (account_id,)) if account_id else ("", ())
        rows = self._rows(
            "SELECT renewal_id, client_id, minutes, price_minor, currency, asked_at, cause_entry_id, account_id "
            "FROM renewal "
            f"WHERE business_id = :business AND outcome = 'pending' {where} ORDER BY seq",
            values,
        )
        return [revive_pending(row) for row in rows]

    def refused_renewal(self, account_id: str) -> str | None:
        """The last renewal of an account, if it was refused and the account was not above its threshold since."""
        row = self._row(
            "SELECT renewal_id, outcome FROM renewal WHERE business_id = :business AND account_id = ? "
            "ORDER BY seq DESC LIMIT 1",
            (account_id,),
        )
        return str(row[0]) if row and row[1] == "refused" else None

    def account_of_renewal(self, renewal_id: str) -> str | None:
        """Id of the account that a renewal is or was for."""
        row = self._row(
            "SELECT account_id FROM renewal WHERE business_id = :business AND renewal_id = ?", (renewal_id,)
        )
        return str(row[0]) if row else None

    def renewal_outcome(self, renewal_id: str) -> str | None:
        """How a renewal ended, `pending`, or `None` for an unknown id."""
        row = self._row("SELECT outcome FROM renewal WHERE business_id = :business AND renewal_id = ?", (renewal_id,))
        return str(row[0]) if row else None


def revive_pending(row: tuple[Any, ...]) -> PendingRenewal:
    """A waiting renewal from its row."""
    pending: PendingRenewal = revive(
        PendingRenewal,
        dict(
            zip(
                (
                    "renewal_id",
                    "client_id",
                    "minutes",
                    "price_minor",
                    "currency",
                    "asked_at",
                    "cause_entry_id",
                    "account_id",
                ),
                row,
                strict=True,
            )
        ),
    )
    return pending
