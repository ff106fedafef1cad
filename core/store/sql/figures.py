"""Sums over entries, draws, blocks and lines for the reports. SQL only; voided facts never count."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.rules.worth import Use
from core.store.rows.figures import WorkOf
from core.store.sql.session import Session, among, total

_WORKED, _CHARGED = total("worked_seconds"), total("charged_minutes")
_OF_ACCOUNTS = (
    "AND {table}.account_id IN (SELECT account_id FROM entry WHERE business_id = :business AND client_id = ? "
    "UNION SELECT account_id FROM account WHERE business_id = :business AND client_id = ?)"
)
"""The accounts of a client."""


class Figures:
    """Rows that are small however long the history: most are one a client and month."""

    def __init__(self, connection: Session) -> None:
        self._rows, self._field = connection.rows, connection.dialect.field

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

    def first_days_of(self, account_ids: Sequence[str]) -> dict[str, str]:
        """The same by account: when it was added, or its first work."""
        where, values = among("account_id", account_ids)
        rows = self._rows(
            "SELECT account_id, (SELECT substr(recorded_at, 1, 10) FROM journal WHERE journal.business_id = :business "
            "AND journal.seq = account.seq), (SELECT min(work_date) FROM entry WHERE entry.business_id = :business "
            "AND entry.account_id = account.account_id AND voided = 0) "
            f"FROM account WHERE business_id = :business {where}",
            values,
        )
        found = {row[0]: [day for day in row[1:] if day] for row in rows}
        return {account_id: min(days) for account_id, days in found.items() if days}

    def archived_on(self) -> dict[str, str]:
        """The last day on which a client or an account was archived or erased, by its id."""
        field = self._field
        rows = self._rows(
            f"SELECT coalesce({field('body', 'account_id')}, {field('body', 'client_id')}), max(substr(recorded_at, 1, 10)) "
            "FROM journal WHERE business_id = :business "
            "AND kind IN ('client.archived', 'account.archived', 'client.erased') GROUP BY 1"
        )
        return {str(row[0]): str(row[1]) for row in rows}

    def charged_by_day_of(self, since: date, until: date, account_ids: Sequence[str]) -> list[tuple[str, str, int]]:
        """Account, day, minutes that were taken from its hours, of some accounts."""
        where, values = among("account_id", account_ids)
        rows = self._rows(
            f"SELECT account_id, work_date, {total('deducted_minutes')} FROM entry WHERE business_id = :business {where} "
            "AND work_date BETWEEN ? AND ? AND voided = 0 GROUP BY 1, 2 ORDER BY 1, 2",
            (*values, since.isoformat(), until.isoformat()),
        )
        return [(row[0], row[1], int(row[2])) for row in rows]

    def uses(self, client_id: str | None = None, account_id: str | None = None) -> list[Use]:
        """What became of the minutes of blocks: draws of standing entries, lapses, minutes carried on.

        With a client, of the accounts on which it works or which it owns; with an account, of that one.
        """
        where, values = "", tuple[str, ...]()
        if account_id is not None:
            where, values = "AND {table}.account_id = ?", (account_id,)
        elif client_id is not None:
            where, values = _OF_ACCOUNTS, (client_id, client_id)
        found = [
            Use(row[0], row[1], date.fromisoformat(row[2]), row[3], entry_id=row[4])
            for row in self._rows(
                "SELECT draw.block_id, draw.minutes, work_date, draw.seq, draw.entry_id FROM draw "
                "JOIN entry USING (business_id, entry_id) "
                f"WHERE business_id = :business AND entry.voided = 0 {where.format(table='entry')} "
                "ORDER BY draw.draw_id",
                values,
            )
        ]
        found += [
            Use(
                row[0],
                row[1],
                date.fromisoformat(row[2]),
                row[3],
                into_block_id=row[4] or "",
                is_transfer=bool(row[6]),
                credit_minor=row[5],
            )
            for row in self._rows(
                "SELECT block_id, minutes, day, seq, into_block_id, credit_minor, cause = 'transferred' FROM forfeiture "
                f"WHERE business_id = :business {where.format(table='forfeiture')} ORDER BY seq",
                values,
            )
        ]
        return found

    def worked(self, since: date, until: date, client_id: str | None) -> dict[str, WorkOf]:
        """Client, account, day, worked seconds and technician of the standing entries, by id."""
        columns = "entry_id, client_id, account_id, work_date, worked_seconds, technician"
        rows = self._entry_rows(columns, "ORDER BY seq", since, until, client_id)
        return {row[0]: WorkOf(row[1], row[2], date.fromisoformat(row[3]), row[4], row[5]) for row in rows}

    def charged_by_month(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int]]:
        """Client id, month, charged minutes."""
        columns = f"client_id, substr(work_date, 1, 7), {_CHARGED}"
        return self._entry_rows(columns, "GROUP BY 1, 2 ORDER BY 1, 2", since, until, client_id)

    def first_work(self, client_id: str | None) -> dict[str, date]:
        """The first day of standing work, by client."""
        rows = self._entry_rows("client_id, min(work_date)", "GROUP BY 1", date.min, date.max, client_id)
        return {row[0]: date.fromisoformat(row[1]) for row in rows}

    def overdrafts(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, str, int]]:
        """Client id, account id, day and minutes of standing work that no block covers yet."""
        columns = f"client_id, account_id, work_date, {total('overdraft_minutes')}"
        tail = "AND overdraft_minutes > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        return self._entry_rows(columns, tail, since, until, client_id)

    def lines(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, str, str, str, int]]:
        """Client id, account id, day, kind, currency and amount of the lines of work that were not taken back.

        Lines of blocks and credits of hours left are not of work: their money is that of the minutes. The credit of a line
        of work counts with it: at its day, under its kind.
        """
        day = "coalesce(source.dated, line.dated)"
        where, values = ("AND line.client_id = ?", (client_id,)) if client_id else ("", ())
        return self._rows(
            f"SELECT line.client_id, line.account_id, {day}, coalesce(source.kind, line.kind), line.currency, "
            f"{total('line.amount_minor')} FROM line LEFT JOIN line AS source ON source.business_id = :business "
            "AND source.line_id = line.corrects AND source.entry_id IS NOT NULL "
            "WHERE line.business_id = :business AND line.status <> 'void' "
            "AND (line.entry_id IS NOT NULL OR source.entry_id IS NOT NULL) "
            f"AND {day} BETWEEN ? AND ? {where} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3",
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
