"""Sums over entries, draws, blocks and lines for the reports. SQL only; voided facts never count."""

from datetime import date
from typing import Any

from core.store.sql.session import Session, total

_WORKED, _CHARGED = total("worked_seconds"), total("charged_minutes")


class Figures:
    """Rows that are small however long the history: most are one a client and month."""

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows

    def _entry_rows(self, columns: str, tail: str, since: date, until: date, client_id: str | None) -> list[Any]:
        where, values = ("AND entry.client_id = ?", (client_id,)) if client_id else ("", ())
        return self._rows(
            f"SELECT {columns} FROM entry WHERE business_id = :business AND voided = 0 "
            f"AND work_date BETWEEN ? AND ? {where} {tail}",
            (since.isoformat(), until.isoformat(), *values),
        )

    def by_technician(
        self, since: date, until: date, client_id: str | None
    ) -> list[tuple[str, str, int, int, int, int]]:
        """Technician, work type, worked seconds, charged minutes, entries and clients; one row a technician and type."""
        columns = f"technician, work_type, {_WORKED}, {_CHARGED}, count(*), count(DISTINCT client_id)"
        return self._entry_rows(columns, "GROUP BY 1, 2 ORDER BY 1, 2", since, until, client_id)

    def clients_of_technicians(self, since: date, until: date, client_id: str | None) -> dict[str, int]:
        """How many clients each technician worked for."""
        columns = "technician, count(DISTINCT client_id)"
        return dict(self._entry_rows(columns, "GROUP BY 1", since, until, client_id))

    def by_type(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int, int]]:
        """Client id, work type, worked seconds, charged minutes."""
        columns = f"client_id, work_type, {_WORKED}, {_CHARGED}"
        return self._entry_rows(columns, "GROUP BY 1, 2 ORDER BY 1, 2", since, until, client_id)

    def ever_managed(self) -> list[str]:
        """Accounts that had a managed agreement at some time."""
        return [
            row[0]
            for row in self._rows(
                "SELECT DISTINCT account_id FROM agreement WHERE business_id = :business AND kind = 'managed' ORDER BY 1"
            )
        ]

    def by_ticket(
        self, since: date, until: date, client_id: str | None
    ) -> list[tuple[str, str, int, int, int, str, str]]:
        """Ticket, client id, worked seconds, charged minutes, entries, first and last day; the dearest first.

        Two clients may have a ticket of the same number in two systems: each has its row.
        """
        columns = f"ticket, client_id, {_WORKED}, {_CHARGED}, count(*), min(work_date), max(work_date)"
        tail = "AND ticket <> '' GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2"
        return self._entry_rows(columns, tail, since, until, client_id)

    def worked_by_day(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int]]:
        """Account id, day, worked seconds."""
        columns = f"account_id, work_date, {_WORKED}"
        return self._entry_rows(columns, "GROUP BY 1, 2 ORDER BY 1, 2", since, until, client_id)

    def first_day(self, client_id: str) -> str | None:
        """The first day of which the books know anything of a client: when it was written down, or its first work."""
        row = self._rows(
            "SELECT min(day) FROM (SELECT substr(recorded_at, 1, 10) AS day FROM journal JOIN client "
            "USING (business_id, seq) "
            "WHERE business_id = :business AND client_id = ? UNION ALL SELECT min(work_date) FROM entry "
            "WHERE business_id = :business AND client_id = ? AND voided = 0) AS days",
            (client_id, client_id),
        )
        return str(row[0][0]) if row[0][0] else None

    def charged_by_day(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int]]:
        """Client id, day, minutes that were taken from the hours."""
        columns = f"client_id, work_date, {total('deducted_minutes')}"
        return self._entry_rows(columns, "GROUP BY 1, 2 ORDER BY 1, 2", since, until, client_id)

    def first_day_of_account(self, account_id: str) -> str | None:
        """The same of an account: when it was added, or its first work."""
        rows = self._rows(
            "SELECT min(day) FROM (SELECT substr(recorded_at, 1, 10) AS day FROM journal JOIN account "
            "USING (business_id, seq) "
            "WHERE business_id = :business AND account_id = ? UNION ALL SELECT min(work_date) FROM entry "
            "WHERE business_id = :business AND account_id = ? AND voided = 0) AS days",
            (account_id, account_id),
        )
        return str(rows[0][0]) if rows[0][0] else None

    def account_charged_by_day(self, since: date, until: date, account_id: str) -> list[tuple[str, int]]:
        """Day, minutes that were taken from the hours of an account."""
        rows = self._rows(
            f"SELECT work_date, {total('deducted_minutes')} FROM entry WHERE business_id = :business AND account_id = ? "
            "AND work_date BETWEEN ? AND ? AND voided = 0 GROUP BY 1 ORDER BY 1",
            (account_id, since.isoformat(), until.isoformat()),
        )
        return [(row[0], int(row[1])) for row in rows]

    def drawn(
        self,
        since: date,
        until: date,
        client_id: str | None,
        under_seconds: int | None = None,
        *,
        by_day: bool = False,
    ) -> list[tuple[str, str, str, int, int, int]]:
        """Client id, month, currency, price and size of a block, and the minutes that standing entries draw from it.

        With `under_seconds`, only of entries whose worked time is shorter; with `by_day`, account ids and days.
        """
        who, when = ("entry.account_id", "work_date") if by_day else ("entry.client_id", "substr(work_date, 1, 7)")
        where, values = ("AND entry.client_id = ?", [client_id]) if client_id else ("", [])
        if under_seconds is not None:
            where += " AND entry.worked_seconds < ?"
            values.append(under_seconds)  # type: ignore[arg-type]
        return self._rows(
            f"SELECT {who}, {when}, currency, price_minor, size_minutes, {total('draw.minutes')} "
            "FROM draw JOIN entry USING (business_id, entry_id) JOIN block "
            "ON block.business_id = draw.business_id AND block.block_id = draw.block_id "
            f"WHERE entry.business_id = :business AND entry.voided = 0 AND work_date BETWEEN ? AND ? {where} "
            "GROUP BY 1, 2, 3, 4, 5 HAVING sum(draw.minutes) <> 0 ORDER BY 1, 2",
            (since.isoformat(), until.isoformat(), *values),
        )

    def short_entries(self, since: date, until: date, client_id: str | None, under_seconds: int) -> dict[str, int]:
        """By month, how many entries of work shorter than so many seconds draw from blocks."""
        tail = (
            f"AND worked_seconds < {int(under_seconds)} AND EXISTS (SELECT 1 FROM draw "
            "WHERE business_id = :business AND draw.entry_id = entry.entry_id) "
            "GROUP BY 1 ORDER BY 1"
        )
        return dict(self._entry_rows("substr(work_date, 1, 7), count(*)", tail, since, until, client_id))

    def lines(
        self, since: date, until: date, client_id: str | None, *, by_day: bool = False
    ) -> list[tuple[str, str, str, str, int]]:
        """Client id, month, kind, currency and amount of billable lines that were not taken back.

        With `by_day`, account ids and days. The credit of an entry's line counts with that line: at its day, under its kind.
        """
        day = "coalesce(source.dated, line.dated)"
        who, when = ("line.account_id", day) if by_day else ("line.client_id", f"substr({day}, 1, 7)")
        where, values = ("AND line.client_id = ?", (client_id,)) if client_id else ("", ())
        return self._rows(
            f"SELECT {who}, {when}, coalesce(source.kind, line.kind), line.currency, "
            f"{total('line.amount_minor')} FROM line LEFT JOIN line AS source ON source.business_id = :business "
            "AND source.line_id = line.corrects AND source.entry_id IS NOT NULL "
            "WHERE line.business_id = :business AND line.status <> 'void' "
            f"AND {day} BETWEEN ? AND ? {where} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2",
            (since.isoformat(), until.isoformat(), *values),
        )

    def renewed(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int, int, str, int]]:
        """Day, client id, minutes, price, currency and whether work caused it, of blocks that were renewed."""
        where, values = ("AND client_id = ?", (client_id,)) if client_id else ("", ())
        return self._rows(
            "SELECT sold_on, client_id, size_minutes, price_minor, currency, cause_entry_id IS NOT NULL FROM block "
            "WHERE business_id = :business AND origin = 'renewed' AND voided = 0 AND sold_on BETWEEN ? "
            f"AND ? {where} ORDER BY seq DESC",
            (since.isoformat(), until.isoformat(), *values),
        )

    def blocks_bought(self, since: date, until: date, client_id: str | None) -> dict[str, int]:
        """How many blocks each client bought, sold and renewed; those that a correction made are none."""
        where, values = ("AND client_id = ?", (client_id,)) if client_id else ("", ())
        rows = self._rows(
            "SELECT client_id, count(*) FROM block WHERE business_id = :business AND voided = 0 AND origin <> 'adjusted' "
            f"AND sold_on BETWEEN ? AND ? {where} GROUP BY 1",
            (since.isoformat(), until.isoformat(), *values),
        )
        return dict(rows)
